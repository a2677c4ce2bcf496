package org.whistle.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.zaxxer.hikari.HikariDataSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.whistle.Whistle;
import org.whistle.client.ApiClient;
import org.whistle.client.ClaimsApi;
import org.whistle.client.model.ClaimAnswer;
import org.whistle.client.model.ClaimAnswerOutcome;
import org.whistle.client.model.TaskAnswer;
import org.whistle.client.model.TaskClaim;
import org.whistle.client.model.TaskCompletion;
import org.whistle.client.model.TaskOpening;
import org.whistle.ledger.Ledger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Tasks of 吉祥花园 through HTTP on a real database: as volunteers, the community's system and an auditor meet them. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, classes = Whistle.class)
class ClaimsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private static final String MEMBER = """
            {"claimant": "%s", "claimantKind": "PARTY_MEMBER", "at": "%s"}""";
    private static JsonNode contract;
    private static ObjectNode components;

    @TempDir
    private static Path directory;

    @LocalServerPort
    private int port;

    @Autowired
    private HikariDataSource database;

    @Autowired
    private Ledger ledger;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private ScheduledTaskHolder scheduled;

    private final HttpClient http = HttpClient.newHttpClient();

    /** Tasks here were opened long ago: the clock is kept from escalating them, unless a test asks it to. */
    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry properties) {
        properties.add("whistle.database.directory", () -> directory.resolve("data").toString());
        properties.add("whistle.claims.check-every", () -> "1000d");
    }

    @BeforeAll
    static void readContract() throws IOException {
        YAMLMapper yaml = YAMLMapper.builder().build();
        contract = yaml.readTree(Files.readString(Path.of("api-spec/whistle.yaml")).replace("vocabulary.yaml#/", "#/"));
        components = (ObjectNode) contract.get("components").deepCopy();
        yaml.readTree(Path.of("api-spec/vocabulary.yaml")).at("/components/schemas").properties()
                .forEach(entry -> ((ObjectNode) components.get("schemas")).set(entry.getKey(), entry.getValue()));
    }

    @Test
    void theExamplesOfTheContractAreAnsweredAsTheContractSays() {
        JsonNode opened = send("/api/v1/tasks", "stair", 201, "TaskAnswer");
        String id = opened.get("task").asString();
        assertThat(opened.get("state").asString()).isEqualTo("OPEN");
        assertThat(opened.toString()).doesNotContain("r-88");
        JsonNode claimed = send("/api/v1/tasks/{task}/claims", "team", 201, "ClaimAnswer");
        assertThat(claimed.at("/outcome/verdict").asString()).isEqualTo("CLAIMED");
        assertThat(claimed.at("/outcome/due").asString()).isEqualTo("2026-03-19T23:59:59+08:00");
        JsonNode done = send("/api/v1/tasks/{task}/completion", "done", 201, "TaskAnswer");
        assertThat(done.at("/claim/decision").asString()).isEqualTo(claimed.get("id").asString());
        assertThat(done.get("state").asString()).isEqualTo("DONE");
        send("/api/v1/tasks/{task}/completion", "done", 200, "TaskAnswer");
        send("/api/v1/tasks/escalations", "moment", 200, "TaskEscalations");
        HttpResponse<String> list = get("/api/v1/tasks?community=JIXIANG&state=DONE");
        valid(list.body(), "TaskList");
        assertThat(list.body()).contains(id);
    }

    private JsonNode send(String path, String example, int status, String schema) {
        JsonNode body = contract.get("paths").get(path).at("/post/requestBody/content/application~1json/examples/" + example + "/value");
        HttpResponse<String> answer = post(path.replace("{task}", "T-2026-0311"), body.toString(), Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        valid(answer.body(), schema);
        return JSON.readTree(answer.body());
    }

    @Test
    void theGeneratedClientOpensClaimsAndCompletes() {
        ClaimsApi client = new ClaimsApi(new ApiClient().setBasePath("http://localhost:" + port));
        OffsetDateTime morning = OffsetDateTime.parse("2024-03-11T09:00:00+08:00");
        assertThat(client.openTask(new TaskOpening().task("client").community(TaskOpening.CommunityEnum.JIXIANG).openedAt(morning)).getState())
                .isEqualTo(TaskAnswer.StateEnum.OPEN);
        ClaimAnswer answer = client.claimTask("client",
                new TaskClaim().claimant("team-7").claimantKind(TaskClaim.ClaimantKindEnum.VOLUNTEER_TEAM).at(morning.plusHours(1)), "client-key");
        assertThat(answer.getOutcome().getVerdict()).isEqualTo(ClaimAnswerOutcome.VerdictEnum.CLAIMED);
        assertThat(client.getTask("client").getClaim().getClaimant()).isEqualTo("team-7");
        assertThat(client.completeTask("client", new TaskCompletion().by("team-7").at(morning.plusHours(3))).getState()).isEqualTo(TaskAnswer.StateEnum.DONE);
        assertThat(client.listTasks("JIXIANG", "DONE", null, 500).getTasks()).extracting(TaskAnswer::getTask).contains("client");
    }

    @Test
    void ofTwoHundredClaimantsAtTwoServicesOneHasTheTask() throws Exception {
        open("many", "2024-03-11T09:00:00+08:00");
        long before = count("decision_record");
        ConfigurableApplicationContext second = new SpringApplicationBuilder(Whistle.class).run("--server.port=0", "--spring.datasource.url=" + database.getJdbcUrl(),
                "--spring.datasource.username=" + database.getUsername(), "--spring.datasource.password=" + database.getPassword(), "--whistle.claims.check-every=1000d");
        ExecutorService callers = Executors.newFixedThreadPool(200);
        try {
            int other = Integer.parseInt(second.getEnvironment().getProperty("local.server.port"));
            CountDownLatch together = new CountDownLatch(200);
            List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String body = MEMBER.formatted("m-" + i, "2024-03-11T10:00:00+08:00");
                String place = "http://localhost:" + (i % 2 == 0 ? port : other) + "/api/v1/tasks/many/claims";
                calls.add(() -> {
                    together.countDown();
                    together.await();
                    return request("POST", place, body.getBytes(StandardCharsets.UTF_8), Map.of("Content-Type", "application/json"));
                });
            }
            Map<String, Integer> verdicts = new TreeMap<>();
            List<String> winners = new ArrayList<>();
            for (Future<HttpResponse<String>> call : callers.invokeAll(calls)) {
                assertThat(call.get().statusCode()).as(call.get().body()).isEqualTo(201);
                JsonNode answer = JSON.readTree(call.get().body());
                verdicts.merge(verdict(answer), 1, Integer::sum);
                if (verdict(answer).equals("CLAIMED")) {
                    winners.add(answer.get("id").asString());
                }
            }
            assertThat(verdicts).isEqualTo(Map.of("CLAIMED", 1, "TAKEN", 199));
            assertThat(task("many").at("/claim/decision").asString()).isEqualTo(winners.get(0));
            assertThat(count("decision_record")).isEqualTo(before + 200);
        } finally {
            callers.shutdownNow();
            second.close();
        }
    }

    @Test
    void whoHasTheTaskAlreadyIsToldSo() {
        open("own", "2024-03-11T09:00:00+08:00");
        assertThat(verdict(claim("own", "a", "2024-03-11T10:00:00+08:00"))).isEqualTo("CLAIMED");
        assertThat(verdict(claim("own", "a", "2024-03-20T10:00:00+08:00"))).isEqualTo("OWN_CLAIM");
        assertThat(verdict(claim("own", "b", "2024-03-20T10:00:00+08:00"))).isEqualTo("TAKEN");
        assertThat(task("own").at("/claim/at").asString()).isEqualTo("2024-03-11T10:00:00+08:00");
    }

    @Test
    void theSameKeyGivesTheSameBytes() {
        open("key", "2024-03-11T09:00:00+08:00");
        open("key-other", "2024-03-11T09:00:00+08:00");
        String body = MEMBER.formatted("a", "2024-03-11T10:00:00+08:00");
        HttpResponse<String> first = post("/api/v1/tasks/key/claims", body, Map.of("Idempotency-Key", "claim-1"));
        assertThat(first.statusCode()).isEqualTo(201);
        claim("key", "b", "2024-03-11T11:00:00+08:00");
        HttpResponse<String> again = post("/api/v1/tasks/key/claims", body, Map.of("Idempotency-Key", "claim-1"));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(get(first.headers().firstValue("Location").orElseThrow()).body()).isEqualTo(first.body());
        problem(post("/api/v1/tasks/key/claims", MEMBER.formatted("b", "2024-03-11T10:00:00+08:00"), Map.of("Idempotency-Key", "claim-1")), 422, "idempotency-key-reused");
        problem(post("/api/v1/tasks/key-other/claims", body, Map.of("Idempotency-Key", "claim-1")), 422, "idempotency-key-reused");
        assertThat(task("key-other").get("state").asString()).isEqualTo("OPEN");
    }

    @Test
    void oneKeyForManyTasksAtOnceClaimsOne() throws Exception {
        List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
        CountDownLatch together = new CountDownLatch(16);
        for (int i = 0; i < 16; i++) {
            String id = "shared-" + i;
            open(id, "2024-03-11T09:00:00+08:00");
            calls.add(() -> {
                together.countDown();
                together.await();
                return post("/api/v1/tasks/" + id + "/claims", MEMBER.formatted("a", "2024-03-11T10:00:00+08:00"), Map.of("Idempotency-Key", "shared"));
            });
        }
        ExecutorService callers = Executors.newFixedThreadPool(16);
        try {
            int claimed = 0;
            for (Future<HttpResponse<String>> call : callers.invokeAll(calls)) {
                if (call.get().statusCode() == 201) {
                    claimed++;
                } else {
                    problem(call.get(), 422, "idempotency-key-reused");
                }
            }
            assertThat(claimed).isEqualTo(1);
            assertThat(JdbcClient.create(database).sql("SELECT count(*) FROM task_owner WHERE task LIKE 'shared-%'").query(Long.class).single()).isEqualTo(1);
        } finally {
            callers.shutdownNow();
        }
    }

    @ParameterizedTest
    @CsvSource({"2024-04-04T08:59:59+08:00, OPEN", "2024-04-04T09:00:00+08:00, OPEN", "2024-04-04T09:00:00.9+08:00, OPEN", "2024-04-04T01:00:01Z, ESCALATED"})
    void aTaskIsEscalatedWhenTheSeventySecondHourIsOver(String at, String state) {
        String id = "up-" + at.replaceAll("[^0-9]", "");
        open(id, "2024-04-01T09:00:00+08:00");
        JsonNode check = check(at);
        JsonNode task = task(id);
        assertThat(task.get("state").asString()).isEqualTo(state);
        if (state.equals("OPEN")) {
            assertThat(check.toString()).doesNotContain(id);
            assertThat(verdict(claim(id, "a", at))).isEqualTo("CLAIMED");
        } else {
            assertThat(task.at("/escalation/lead").asString()).isEqualTo("STREET_DISPATCH");
            JsonNode decision = JSON.readTree(get("/api/v1/decisions/" + task.at("/escalation/decision").asString()).body());
            assertThat(decision.at("/reasons/1/rule").asString()).isEqualTo("CL#late");
            replays(task.at("/escalation/decision").asString());
            assertThat(check(at).get("escalated").toString()).doesNotContain(id);
        }
    }

    @Test
    void whatWasEscalatedIsNoLongerClaimedHoweverEarlyTheClaimSaysItWas() {
        open("after", "2024-05-01T09:00:00+08:00");
        check("2024-05-05T09:00:00+08:00");
        for (String at : List.of("2024-05-01T10:00:00+08:00", "2024-05-06T10:00:00+08:00")) {
            JsonNode answer = claim("after", "a", at);
            assertThat(verdict(answer)).isEqualTo("ESCALATED");
            assertThat(answer.at("/outcome/lead").asString()).isEqualTo("STREET_DISPATCH");
            assertThat(answer.at("/reasons/1/rule").asString()).isEqualTo("CL#escalated");
            replays(answer.get("id").asString());
        }
        assertThat(task("after").at("/escalation/at").asString()).isEqualTo("2024-05-05T09:00:00+08:00");
        assertThat(complete("after", "sweeper", "2024-05-07T09:00:00+08:00").statusCode()).isEqualTo(201);
        assertThat(task("after").get("state").asString()).isEqualTo("DONE");
    }

    @Test
    void aClaimThatComesTooLateEscalatesTheTaskByItself() {
        open("late", "2024-06-01T09:00:00+08:00");
        JsonNode answer = claim("late", "a", "2024-06-04T09:00:01+08:00");
        assertThat(verdict(answer)).isEqualTo("ESCALATED");
        assertThat(task("late").at("/escalation/decision").asString()).isEqualTo(answer.get("id").asString());
    }

    @Test
    void theTimeIsTheTablesNotTheProgrammes() throws IOException {
        byte[] shipped = Files.readAllBytes(Path.of("decision-tables/jixiang/claims.xlsx"));
        open("before-change", "2025-06-30T20:00:00+08:00");
        open("after-change", "2025-07-01T09:00:00+08:00");
        assertThat(request("POST", "/api/v1/rulesets?appliesFrom=2025-08-01&note=as-before", shipped, Map.of("Content-Type", XLSX)).statusCode()).isEqualTo(201);
        HttpResponse<String> published = request("POST", "/api/v1/rulesets?appliesFrom=2025-07-01&note=five-hours", changed(shipped, "5"), Map.of("Content-Type", XLSX));
        assertThat(published.statusCode()).as(published.body()).isEqualTo(201);
        check("2025-06-30T23:59:59+08:00");
        assertThat(task("before-change").get("state").asString()).isEqualTo("OPEN");
        check("2025-07-01T14:00:00+08:00");
        assertThat(task("after-change").get("state").asString()).isEqualTo("OPEN");
        check("2025-07-01T14:00:01+08:00");
        assertThat(task("after-change").get("state").asString()).isEqualTo("ESCALATED");
        assertThat(task("before-change").get("state").asString()).isEqualTo("ESCALATED");
    }

    @Test
    void tasksAreEscalatedInOrderOfOpeningThenId() {
        List<String> ids = new ArrayList<>(List.of("order-1", "order-2", "order-3", "order-4", "order-5"));
        Collections.reverse(ids);
        ids.forEach(id -> open(id, "2023-01-01T09:00:00+08:00"));
        open("order-9", "2022-12-31T09:00:00+08:00");
        List<String> escalated = new ArrayList<>();
        check("2023-02-01T09:00:00+08:00").get("escalated").forEach(task -> escalated.add(task.get("task").asString()));
        assertThat(escalated).containsExactly("order-9", "order-1", "order-2", "order-3", "order-4", "order-5");
    }

    @Test
    void theServiceChecksByItself() {
        open("by-itself", "2024-01-01T09:00:00+08:00");
        var own = scheduled.getScheduledTasks().stream().filter(task -> task.toString().contains(Sweep.class.getName())).toList();
        assertThat(own).hasSize(1);
        own.get(0).getTask().getRunnable().run();
        assertThat(task("by-itself").get("state").asString()).isEqualTo("ESCALATED");
    }

    @Test
    void whoIsTiedToTheRequesterOrNotEntitledDoesNotGetTheTask() {
        assertThat(post("/api/v1/tasks", """
                {"task": "tied", "community": "JIXIANG", "openedAt": "2024-03-11T09:00:00+08:00", "requester": "a"}""", Map.of()).statusCode()).isEqualTo(201);
        JsonNode own = claim("tied", "a", "2024-03-11T10:00:00+08:00");
        assertThat(verdict(own)).isEqualTo("CONFLICTED");
        assertThat(own.at("/reasons/1/rule").asString()).isEqualTo("CL#conflict");
        assertThat(verdict(claimed("tied", """
                {"claimant": "b", "claimantKind": "PARTY_MEMBER", "tiedToRequester": true, "at": "2024-03-11T10:00:00+08:00"}"""))).isEqualTo("CONFLICTED");
        assertThat(verdict(claimed("tied", """
                {"claimant": "c", "claimantKind": "RESIDENT", "at": "2024-03-11T10:00:00+08:00"}"""))).isEqualTo("NOT_ELIGIBLE");
        assertThat(verdict(claimed("tied", """
                {"claimant": "d", "claimantKind": "VOLUNTEER_TEAM", "registered": false, "at": "2024-03-11T10:00:00+08:00"}"""))).isEqualTo("NOT_ELIGIBLE");
        JsonNode unknown = claimed("tied", """
                {"claimant": "e", "claimantKind": "PARTY_MEMBER", "tiedToRequester": null, "at": "2024-03-11T10:00:00+08:00"}""");
        assertThat(unknown.at("/outcome").has("verdict")).isFalse();
        assertThat(unknown.at("/findings/0/code").asString()).isEqualTo("REVIEW");
        assertThat(task("tied").get("state").asString()).isEqualTo("OPEN");
        assertThat(verdict(claim("tied", "f", "2024-03-11T11:00:00+08:00"))).isEqualTo("CLAIMED");
    }

    @Test
    void tasksAreOpenedOnlyWhereTheTriageRuns() {
        HttpResponse<String> refused = post("/api/v1/tasks", """
                {"task": "elsewhere", "community": "CAOCHANG", "openedAt": "2024-03-11T09:00:00+08:00"}""", Map.of());
        problem(refused, 422, "no-claims-here");
        assertThat(refused.body()).contains("该社区不实行任务认领");
        problem(get("/api/v1/tasks/elsewhere"), 404, "not-found");
    }

    @Test
    void anIdBelongsToOneTask() {
        String body = """
                {"task": "once", "community": "JIXIANG", "openedAt": "2024-03-11T09:00:00+08:00", "description": "%s"}""";
        assertThat(post("/api/v1/tasks", body.formatted("x"), Map.of()).statusCode()).isEqualTo(201);
        assertThat(post("/api/v1/tasks", body.formatted("x"), Map.of()).statusCode()).isEqualTo(200);
        problem(post("/api/v1/tasks", body.formatted("y"), Map.of()), 409, "already-exists");
    }

    @Test
    void onlyWhoHasATaskCompletesItAndOnce() {
        open("done", "2024-03-11T09:00:00+08:00");
        problem(complete("done", "a", "2024-03-11T12:00:00+08:00"), 409, "task-state");
        claim("done", "a", "2024-03-11T10:00:00+08:00");
        problem(complete("done", "b", "2024-03-11T12:00:00+08:00"), 409, "task-state");
        problem(complete("done", "a", "2024-03-11T09:59:59+08:00"), 422, "invalid-facts");
        assertThat(complete("done", "a", "2024-03-11T12:00:00+08:00").statusCode()).isEqualTo(201);
        assertThat(complete("done", "a", "2024-03-11T12:00:00+08:00").statusCode()).isEqualTo(200);
        problem(complete("done", "a", "2024-03-11T13:00:00+08:00"), 409, "task-state");
        assertThat(verdict(claim("done", "b", "2024-03-11T12:30:00+08:00"))).isEqualTo("TAKEN");
    }

    @Test
    void everyFaultIsToldWithItsPlace() {
        HttpResponse<String> refused = post("/api/v1/tasks", """
                {"task": "a b", "community": "NOWHERE", "openedAt": "yesterday", "description": "\\u0000", "more": 1, "requester": "r", "requester": "s"}""", Map.of());
        problem(refused, 422, "invalid-facts");
        List<String> pointers = new ArrayList<>();
        JSON.readTree(refused.body()).get("faults").forEach(fault -> pointers.add(fault.get("pointer").asString()));
        assertThat(pointers).containsExactlyInAnyOrder("/task", "/community", "/openedAt", "/description", "/more", "/requester");
        open("faults", "2024-03-11T09:00:00+08:00");
        problem(post("/api/v1/tasks/faults/claims", "{}", Map.of()), 422, "invalid-facts");
        problem(post("/api/v1/tasks/faults/claims", "{", Map.of()), 400, "malformed-json");
        problem(post("/api/v1/tasks/faults/claims", MEMBER.formatted("a", "2024-03-11T08:59:59+08:00"), Map.of()), 422, "invalid-facts");
        problem(post("/api/v1/tasks/faults/claims", MEMBER.formatted("a", "2999-01-01T00:00:00+08:00"), Map.of()), 422, "invalid-facts");
        problem(post("/api/v1/tasks/faults/claims", MEMBER.formatted("a", "2024-03-11T10:00:00+08:00"), Map.of("Idempotency-Key", " ")), 400, "invalid-parameter");
        problem(post("/api/v1/tasks/escalations", "{\"at\": \"2999-01-01T00:00:00+08:00\"}", Map.of()), 422, "invalid-facts");
        problem(post("/api/v1/tasks/nothing/claims", MEMBER.formatted("a", "2024-03-11T10:00:00+08:00"), Map.of()), 404, "not-found");
        problem(get("/api/v1/tasks?state=LOST"), 400, "invalid-parameter");
        problem(get("/api/v1/tasks?limit=0"), 400, "invalid-parameter");
        assertThat(task("faults").get("state").asString()).isEqualTo("OPEN");
    }

    @Test
    void theListGoesOnWhereItStopped() {
        for (int i = 0; i < 5; i++) {
            open("page-" + i, "2021-01-0" + (5 - i) + "T09:00:00+08:00");
            claim("page-" + i, "a", "2021-01-0" + (5 - i) + "T10:00:00+08:00");
        }
        List<String> seen = new ArrayList<>();
        String next = "";
        while (next != null && seen.size() < 5) {
            JsonNode page = JSON.readTree(get("/api/v1/tasks?state=CLAIMED&limit=2" + (next.isEmpty() ? "" : "&after=" + next)).body());
            page.get("tasks").forEach(task -> seen.add(task.get("task").asString()));
            next = page.hasNonNull("next") ? page.get("next").asString() : null;
        }
        assertThat(seen.subList(0, 5)).containsExactly("page-4", "page-3", "page-2", "page-1", "page-0");
    }

    @Test
    void aClaimIsExplainedAndReplaysByteForByte() {
        open("replay", "2024-03-11T09:00:00.7+08:00");
        JsonNode won = claim("replay", "a", "2024-03-11T10:00:00.2+08:00");
        JsonNode lost = claim("replay", "b", "2024-03-11T10:00:00.3+08:00");
        replays(won.get("id").asString());
        replays(lost.get("id").asString());
        assertThat(get("/api/v1/decisions/" + lost.get("id").asString() + "/explanation?language=zh").body()).contains("已被他人认领");
    }

    @Test
    void whatHappenedCannotBeChanged() throws SQLException {
        open("kept", "2024-03-11T09:00:00+08:00");
        claim("kept", "a", "2024-03-11T10:00:00+08:00");
        complete("kept", "a", "2024-03-11T12:00:00+08:00");
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> table : Map.of("task", "community = 'X'", "task_owner", "claimant = 'X'", "task_completion", "note = 'X'").entrySet()) {
                for (String change : List.of("DELETE FROM " + table.getKey(), "TRUNCATE " + table.getKey() + " CASCADE", "UPDATE " + table.getKey() + " SET " + table.getValue())) {
                    assertThatThrownBy(() -> statement.execute(change)).as("role: " + change).hasMessageContaining("permission denied");
                    statement.execute("RESET ROLE");
                    assertThatThrownBy(() -> statement.execute(change)).as("trigger: " + change).hasMessageContaining("append-only");
                    statement.execute("SET ROLE whistle_service");
                }
            }
        }
        JsonNode other = claim("kept", "b", "2024-03-11T11:00:00+08:00");
        assertThatThrownBy(() -> JdbcClient.create(database).sql("""
                        INSERT INTO task_owner (task, verdict, claimant, claimant_kind, since, decision) VALUES ('kept', 'CLAIMED', 'b', 'PARTY_MEMBER', now(), :decision::uuid)""")
                .param("decision", other.get("id").asString()).update()).as("the database itself knows one owner").isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void aDecisionRecordedWithinATransactionGoesWithIt() {
        byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
        Ledger.Entry entry = new Ledger.Entry("claim", "JIXIANG", empty, empty, empty, 1, "x");
        assertThatThrownBy(() -> ledger.recordWithin(Optional.empty(), "d", stamp -> entry)).isInstanceOf(IllegalStateException.class);
        Ledger.Outcome.Fresh undone = new TransactionTemplate(transactions).execute(status -> {
            Ledger.Outcome.Fresh fresh = (Ledger.Outcome.Fresh) ledger.recordWithin(Optional.of("undone"), "d", stamp -> entry);
            assertThat(ledger.recordWithin(Optional.of("undone"), "d", stamp -> entry)).isInstanceOf(Ledger.Outcome.Replayed.class);
            status.setRollbackOnly();
            return fresh;
        });
        assertThat(ledger.find(undone.record().id())).isEmpty();
    }

    private static byte[] changed(byte[] workbook, String hours) throws IOException {
        try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(workbook)); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            int changed = 0;
            for (var row : book.getSheet("参数")) {
                if (row.getCell(0) != null && row.getCell(0).toString().equals("claimHours")) {
                    row.getCell(4).setCellValue(hours);
                    changed++;
                }
            }
            assertThat(changed).isEqualTo(1);
            book.write(out);
            return out.toByteArray();
        }
    }

    private void open(String id, String openedAt) {
        HttpResponse<String> opened = post("/api/v1/tasks", """
                {"task": "%s", "community": "JIXIANG", "openedAt": "%s"}""".formatted(id, openedAt), Map.of());
        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(201);
    }

    private JsonNode claim(String task, String claimant, String at) {
        return claimed(task, MEMBER.formatted(claimant, at));
    }

    private JsonNode claimed(String task, String body) {
        HttpResponse<String> answer = post("/api/v1/tasks/" + task + "/claims", body, Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> complete(String task, String by, String at) {
        return post("/api/v1/tasks/" + task + "/completion", """
                {"by": "%s", "at": "%s"}""".formatted(by, at), Map.of());
    }

    private JsonNode check(String at) {
        HttpResponse<String> check = post("/api/v1/tasks/escalations", "{\"at\": \"" + at + "\"}", Map.of());
        assertThat(check.statusCode()).as(check.body()).isEqualTo(200);
        JsonNode answer = JSON.readTree(check.body());
        assertThat(answer.get("failed")).isEmpty();
        return answer;
    }

    private JsonNode task(String id) {
        HttpResponse<String> task = get("/api/v1/tasks/" + id);
        valid(task.body(), "TaskAnswer");
        return JSON.readTree(task.body());
    }

    private static String verdict(JsonNode answer) {
        return answer.at("/outcome/verdict").asString();
    }

    private void replays(String decision) {
        JsonNode replay = JSON.readTree(post("/api/v1/decisions/" + decision + "/replay", "", Map.of()).body());
        assertThat(replay.get("same").asBoolean()).as(replay.toString()).isTrue();
        assertThat(replay.get("replayed")).isEqualTo(replay.get("recorded"));
    }

    private long count(String table) {
        return JdbcClient.create(database).sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }

    private void problem(HttpResponse<String> response, int status, String slug) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(JSON.readTree(response.body()).get("type").asString()).isEqualTo("/problems/" + slug);
        valid(response.body(), "Problem");
    }

    private static void valid(String body, String schema) {
        ObjectNode root = JSON.createObjectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema").put("$ref", "#/components/schemas/" + schema);
        root.set("components", components);
        List<Error> errors = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(
                SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build())).getSchema(root).validate(JSON.readTree(body));
        assertThat(errors).as(body).isEmpty();
    }

    private HttpResponse<String> get(String path) {
        return request("GET", path, new byte[0], Map.of());
    }

    private HttpResponse<String> post(String path, String body, Map<String, String> headers) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put("Content-Type", "application/json");
        return request("POST", path, body.getBytes(StandardCharsets.UTF_8), all);
    }

    private HttpResponse<String> request(String method, String path, byte[] body, Map<String, String> headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : "http://localhost:" + port + path))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(builder::header);
        try {
            return http.send(builder.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
