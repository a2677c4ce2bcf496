package org.whistle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The hard cases of the policy brief, section 4, that show at the edge of the running service only. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class HardCasesServiceTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ORDER = """
            {"facts": {"community": "WANSHOULU_A", "submittedAt": "2026-03-02T10:00:00+08:00", "addressKey": "1", "topic": "NEIGHBOR_DISPUTE",
             "twoFamilies": true, "canSolve": true, "inDutyList": true, "needsSection": false, "involvesAreaUnit": false}}""";
    private static final String ACT = """
            {"facts": {"community": "XIANGYUN", "type": "VOL_SERVICE", "verified": true, "start": "2026-03-11T09:00:00+08:00", "end": "2026-03-11T11:00:00+08:00"}}""";

    @TempDir
    private static Path directory;

    @LocalServerPort
    private int port;

    private final HttpClient http = HttpClient.newHttpClient();

    @DynamicPropertySource
    static void folder(DynamicPropertyRegistry properties) {
        properties.add("whistle.database.directory", () -> directory.resolve("data").toString());
    }

    @Test
    void hardCase17_theSecondCallUnderAKeyReturnsTheFirstResult() throws Exception {
        HttpResponse<String> first = post("act", ACT, "act-1");
        HttpResponse<String> second = post("act", ACT, "act-1");
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().firstValue("Idempotency-Replayed")).contains("true");
        assertThat(post("act", ACT.replace("T11:00", "T12:00"), "act-1").statusCode()).as("the key belongs to another act").isEqualTo(422);
        String overlapping = ACT.replace("}}", ", \"earlier\": [{\"type\": \"VOL_SERVICE\", \"start\": \"2026-03-11T09:00:00+08:00\", \"end\": \"2026-03-11T11:00:00+08:00\", "
                + "\"points\": \"4\", \"category\": \"VOL\"}]}}");
        JsonNode other = JSON.readTree(post("act", overlapping, "act-2").body());
        assertThat(other.at("/outcome/zeroReason").asString()).as("another key for the same time").isEqualTo("OVERLAP");
        assertThat(other.at("/outcome/points").asString()).isEqualTo("0");
    }

    @Test
    void hardCase29_submissionsOfOneSecondAreDecidedAlikeAndHaveOneOrder() throws Exception {
        List<JsonNode> answers = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> calls = Collections.nCopies(60, () -> post("request", ORDER, null).body());
            for (Future<String> answer : threads.invokeAll(calls)) {
                answers.add(JSON.readTree(answer.get()));
            }
        } finally {
            threads.shutdownNow();
        }
        Set<JsonNode> outcomes = new HashSet<>();
        Set<String> ids = new HashSet<>();
        answers.forEach(answer -> {
            outcomes.add(answer.get("outcome"));
            ids.add(answer.get("id").asString());
        });
        assertThat(outcomes).hasSize(1);
        assertThat(ids).as("no two are the same in the order of submission and id").hasSize(60);
        Comparator<JsonNode> order = Comparator.comparing((JsonNode answer) -> answer.at("/facts/submittedAt").asString()).thenComparing(answer -> answer.get("id").asString());
        List<JsonNode> sorted = answers.stream().sorted(order).toList();
        Collections.shuffle(answers, new Random(29));
        assertThat(answers.stream().sorted(order).toList()).isEqualTo(sorted);
        String later = JSON.readTree(post("request", ORDER, null).body()).get("id").asString();
        assertThat(later.substring(0, 13)).as("ids grow with time").isGreaterThanOrEqualTo(sorted.get(59).get("id").asString().substring(0, 13));
    }

    @Test
    void hardCase31_theAnswerNamesItsRulesetAndEveryRuleAndExplainsItselfInChinese() throws Exception {
        JsonNode answer = JSON.readTree(post("request", ORDER, null).body());
        assertThat(answer.at("/ruleset/digest").asString()).matches("[0-9a-f]{64}");
        assertThat(answer.at("/ruleset/number").asLong()).isPositive();
        assertThat(answer.get("reasons").valueStream().map(reason -> reason.get("table").asString() + " " + reason.get("rule").asString()).toList())
                .contains("wanshoulu/tier D1#18", "citywide/party D2#13", "citywide/feedback S2#5");
        answer.get("reasons").forEach(reason -> {
            assertThat(reason.get("source").asString()).isNotBlank();
            assertThat(reason.at("/sentence/zh").asString()).isNotBlank();
            assertThat(reason.at("/sentence/en").asString()).isNotBlank();
        });
        HttpResponse<String> told = http.send(HttpRequest.newBuilder(uri("/api/v1/decisions/" + answer.get("id").asString() + "/explanation?language=zh")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(told.statusCode()).isEqualTo(200);
        assertThat(told.body()).contains("社区能解决且在职责清单内，由社区自主办理").doesNotContain("{事项}");
    }

    private HttpResponse<String> post(String kind, String body, String key) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/api/v1/decisions/" + kind)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }
}
