package org.whistle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.whistle.client.ApiClient;
import org.whistle.client.AuditApi;
import org.whistle.client.IntakeApi;
import org.whistle.client.model.WhatIfAsk;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.workbook.Draft;
import org.whistle.ruleset.workbook.WorkbookWriter;
import org.whistle.web.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The running service on a real database, through HTTP, as a client system, policy staff and an auditor use it. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class ServiceTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private static final String NEIGHBOURS = """
            {"facts": {"community": "WANSHOULU_A", "submittedAt": "2026-03-02T10:00:00+08:00", "addressKey": "1", "topic": "NEIGHBOR_DISPUTE",
             "twoFamilies": true, "canSolve": true, "inDutyList": true, "needsSection": false, "involvesAreaUnit": false}}""";
    private static final Map<String, String> UPDATED = Map.of("decision_record", "community = 'X'", "publication", "note = 'x'", "blob", "bytes = 'x'");
    private static JsonNode contract;
    private static ObjectNode components;

    @TempDir
    private static Path directory;

    @LocalServerPort
    private int port;

    @Autowired
    private DataSource database;

    private final HttpClient http = HttpClient.newHttpClient();

    @DynamicPropertySource
    static void folder(DynamicPropertyRegistry properties) {
        properties.add("whistle.database.directory", () -> directory.resolve("data").toString());
    }

    @BeforeAll
    static void readContract() throws IOException {
        YAMLMapper yaml = YAMLMapper.builder().build();
        contract = yaml.readTree(Files.readString(Path.of("api-spec/whistle.yaml")).replace("vocabulary.yaml#/", "#/"));
        components = (ObjectNode) contract.get("components").deepCopy();
        yaml.readTree(Path.of("api-spec/vocabulary.yaml")).at("/components/schemas").properties()
                .forEach(entry -> ((ObjectNode) components.get("schemas")).set(entry.getKey(), entry.getValue()));
    }

    @TestFactory
    List<DynamicTest> everyExampleOfTheContractIsAnsweredAsTheContractSays() {
        List<DynamicTest> tests = new ArrayList<>();
        contract.get("paths").properties().stream().filter(path -> path.getKey().startsWith("/api/v1/decisions/")).forEach(path -> path.getValue().path("post").path("requestBody").path("content").path("application/json").path("examples")
                .properties().forEach(example -> tests.add(DynamicTest.dynamicTest(path.getKey() + " " + example.getKey(),
                        () -> send(path.getKey(), example.getValue().get("value"))))));
        assertThat(tests).hasSizeGreaterThan(4);
        return tests;
    }

    private void send(String path, JsonNode example) {
        if (path.endsWith("/what-if")) {
            String id = JSON.readTree(post("/api/v1/decisions/request", NEIGHBOURS, Map.of()).body()).get("id").asString();
            AuditApi client = new AuditApi(new ApiClient().setBasePath("http://localhost:" + port));
            assertThat(client.whatIf(UUID.fromString(id), JSON.treeToValue(example, WhatIfAsk.class)).getId()).hasToString(id);
            HttpResponse<String> raw = post(path.replace("{id}", id), example.toString(), Map.of());
            assertThat(raw.statusCode()).isEqualTo(200);
            valid(raw.body(), "WhatIf");
            return;
        }
        IntakeApi client = new IntakeApi(new ApiClient().setBasePath("http://localhost:" + port));
        String kind = path.substring(path.lastIndexOf('/') + 1);
        String name = Character.toUpperCase(kind.charAt(0)) + kind.substring(1);
        Object answer;
        try {
            Class<?> ask = Class.forName("org.whistle.client.model." + name + "Ask");
            answer = IntakeApi.class.getMethod("decide" + name, ask, String.class).invoke(client, JSON.treeToValue(example, ask), null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("the client has no call for " + path, e);
        }
        assertThat(answer).hasNoNullFieldsOrPropertiesExcept("derived");
        HttpResponse<String> raw = post("/api/v1/decisions/" + kind, example.toString(), Map.of());
        assertThat(raw.statusCode()).isEqualTo(201);
        valid(raw.body(), name + "Answer");
    }

    @Test
    void theSameKeyGivesTheSameBytes() {
        HttpResponse<String> first = post("/api/v1/decisions/request", NEIGHBOURS, Map.of("Idempotency-Key", "same"));
        HttpResponse<String> again = post("/api/v1/decisions/request", NEIGHBOURS, Map.of("Idempotency-Key", "same"));
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(get(first.headers().firstValue("Location").orElseThrow()).body()).isEqualTo(first.body());
        HttpResponse<String> other = post("/api/v1/decisions/request", NEIGHBOURS.replace("WANSHOULU_A", "WANSHOULU_B"), Map.of("Idempotency-Key", "same"));
        problem(other, 422, "idempotency-key-reused");
    }

    @Test
    void manyCallersWithOneKeyMakeOneRecord() throws Exception {
        long before = count();
        ExecutorService callers = Executors.newFixedThreadPool(16);
        try {
            List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                calls.add(() -> post("/api/v1/decisions/request", NEIGHBOURS, Map.of("Idempotency-Key", "many")));
            }
            List<String> bodies = new ArrayList<>();
            for (Future<HttpResponse<String>> call : callers.invokeAll(calls)) {
                if (call.get().statusCode() == 409) {
                    problem(call.get(), 409, "idempotency-in-flight");
                } else {
                    bodies.add(call.get().body());
                }
            }
            assertThat(bodies).isNotEmpty();
            assertThat(List.copyOf(new java.util.HashSet<>(bodies))).hasSize(1);
            assertThat(count()).isEqualTo(before + 1);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void callersThatComeTogetherShareCommits() throws Exception {
        int calls = 400;
        ExecutorService callers = Executors.newFixedThreadPool(16);
        try {
            long before = transactionsThatRecorded();
            List<Callable<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                all.add(() -> post("/api/v1/decisions/request", NEIGHBOURS, Map.of()));
            }
            for (Future<HttpResponse<String>> call : callers.invokeAll(all)) {
                assertThat(call.get().statusCode()).isEqualTo(201);
            }
            assertThat(transactionsThatRecorded() - before).isPositive().isLessThan(calls);
        } finally {
            callers.shutdownNow();
        }
    }

    /** Every row knows the transaction that wrote it. */
    private long transactionsThatRecorded() {
        return JdbcClient.create(database).sql("SELECT count(DISTINCT xmin::text) FROM decision_record").query(Long.class).single();
    }

    @Test
    void everyFaultOfABodyIsToldAtOnce() {
        HttpResponse<String> refused = post("/api/v1/decisions/request", """
                {"facts": {"community": "NOWHERE", "submittedAt": "yesterday", "riskk": "NONE", "canSolve": "yes", "ownerUnits": 1, "ownerUnits": 2,
                 "parties": [{"code": "XX"}], "fundingYuan": 12}, "more": 1}""", Map.of());
        problem(refused, 422, "invalid-facts");
        List<String> pointers = new ArrayList<>();
        JSON.readTree(refused.body()).get("faults").forEach(fault -> pointers.add(fault.get("pointer").asString()));
        assertThat(pointers).containsExactlyInAnyOrder("/facts/community", "/facts/submittedAt", "/facts/riskk", "/facts/canSolve", "/facts/ownerUnits",
                "/facts/parties/0/code", "/facts/fundingYuan", "/more");
    }

    @Test
    void theFrameworksOwnErrorsAreProblems() {
        problem(get("/api/v1/nothing"), 404, "not-found");
        problem(get("/api/v1/decisions/00000000-0000-7000-8000-000000000000"), 404, "not-found");
        problem(get("/api/v1/decisions/abc"), 400, "invalid-parameter");
        problem(request("DELETE", "/api/v1/rulesets", new byte[0], Map.of()), 405, "method-not-allowed");
        problem(request("POST", "/api/v1/decisions/request", "x".getBytes(StandardCharsets.UTF_8), Map.of("Content-Type", "text/plain")), 415, "unsupported-media-type");
        problem(request("GET", "/api/v1/rulesets", new byte[0], Map.of("Accept", "text/csv")), 406, "not-acceptable");
        problem(post("/api/v1/decisions/request", "{", Map.of()), 400, "malformed-json");
        problem(post("/api/v1/decisions/request", " ".repeat(70_000), Map.of()), 413, "body-too-large");
    }

    @Test
    void everyProblemOfTheDocumentationHasItsPage() throws IOException {
        List<String> slugs = Files.readAllLines(Path.of("docs/problems.md")).stream().filter(line -> line.startsWith("## /problems/"))
                .map(line -> line.substring("## /problems/".length()).split(" ")[0]).toList();
        assertThat(slugs).hasSameSizeAs(Problem.values());
        for (String slug : slugs) {
            assertThat(get("/problems/" + slug).statusCode()).as(slug).isEqualTo(200);
        }
    }

    @Test
    void whatTheContainerRefusesIsAProblemToo() throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.getOutputStream().write("GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json", "/problems/invalid-parameter");
        }
    }

    @Test
    void aChangedCellDecidesAnewAndTheFirstDecisionReplaysAsItWas() throws IOException {
        JsonNode first = JSON.readTree(post("/api/v1/decisions/request", NEIGHBOURS, Map.of()).body());
        assertThat(deadline(first)).isEqualTo("2026-03-09T23:59:59+08:00");
        long number = first.get("ruleset").get("number").asLong();
        byte[] shipped = bytes("/api/v1/rulesets/" + number + "/tables/citywide/deadline");
        assertThat(shipped).isEqualTo(Files.readAllBytes(Path.of("decision-tables/citywide/deadline.xlsx")));

        byte[] changed = changed(shipped, "5");
        HttpResponse<String> published = request("POST", "/api/v1/rulesets?appliesFrom=2026-03-01&note=five", changed, Map.of("Content-Type", XLSX));
        assertThat(published.statusCode()).as(published.body()).isEqualTo(201);
        JsonNode second = JSON.readTree(post("/api/v1/decisions/request", NEIGHBOURS, Map.of()).body());
        assertThat(deadline(second)).as("five days end on a Saturday and roll to Monday").isEqualTo("2026-03-09T23:59:59+08:00");
        assertThat(second.at("/outcome/deadlines/0/raw").asString()).isEqualTo("2026-03-07T23:59:59+08:00");
        JsonNode earlier = JSON.readTree(post("/api/v1/decisions/request", NEIGHBOURS.replace("2026-03-02", "2026-02-26"), Map.of()).body());
        assertThat(earlier.at("/outcome/deadlines/0/raw").asString()).as("before the day from which it applies").isEqualTo("2026-03-05T23:59:59+08:00");

        JsonNode replay = JSON.readTree(post("/api/v1/decisions/" + first.get("id").asString() + "/replay", "", Map.of()).body());
        assertThat(replay.get("same").asBoolean()).isTrue();
        JsonNode whatIf = JSON.readTree(post("/api/v1/decisions/" + first.get("id").asString() + "/what-if", "{}", Map.of()).body());
        assertThat(whatIf.get("same").asBoolean()).isFalse();
        valid(replay.toString(), "Replay");
        valid(whatIf.toString(), "WhatIf");
        valid(get("/api/v1/decisions/" + first.get("id").asString() + "/explanation?language=en").body(), "Explanation");
        long now = JSON.readTree(published.body()).get("number").asLong();
        assertThat(bytes("/api/v1/rulesets/" + now + "/tables/citywide/deadline")).isEqualTo(changed);
        assertThat(bytes("/api/v1/rulesets/" + number + "/tables/citywide/deadline")).isEqualTo(shipped);
    }

    @Test
    void anExplanationTellsTheOutcomeToItsReader() {
        JsonNode example = contract.at("/paths/~1api~1v1~1decisions~1{id}~1explanation/get/responses/200/content/application~1json/examples/resident/value");
        valid(example.toString(), "Explanation");
        HttpResponse<String> decided = post("/api/v1/decisions/request", NEIGHBOURS, Map.of());
        String path = decided.headers().firstValue("Location").orElseThrow() + "/explanation";
        for (String query : List.of("", "?language=en", "?reader=staff", "?language=en&reader=staff")) {
            HttpResponse<String> told = get(path + query);
            assertThat(told.statusCode()).isEqualTo(200);
            valid(told.body(), "Explanation");
            JsonNode explanation = JSON.readTree(told.body());
            assertThat(explanation.get("language").asString()).isEqualTo(query.contains("en") ? "en" : "zh");
            assertThat(explanation.get("reader").asString()).isEqualTo(query.contains("staff") ? "staff" : "resident");
            List<String> outcome = new ArrayList<>();
            explanation.get("outcome").forEach(sentence -> outcome.add(sentence.asString()));
            assertThat(String.join(query.contains("en") ? " " : "", outcome)).isEqualTo(explanation.get("text").asString());
            assertThat(explanation.get("text").asString().contains("T1") || explanation.get("text").asString().contains("一级")).as("labels of tiers are for staff").isEqualTo(query.contains("staff"));
            assertThat(explanation.get("sentences")).as("reasons keep their sources").isNotEmpty().allSatisfy(reason -> assertThat(reason.hasNonNull("source")).isTrue());
            if (query.isEmpty()) {
                assertThat(explanation.get("outcome")).as("as the contract's example tells it").isEqualTo(example.get("outcome"));
            }
        }
        problem(get(path + "?reader=nobody"), 400, "invalid-parameter");
        assertThat(get(decided.headers().firstValue("Location").orElseThrow()).body()).as("telling changes no record").isEqualTo(decided.body());
    }

    @Test
    void aWorkbookWithFaultsIsRefusedWithAllOfThem() throws IOException {
        byte[] shipped = Files.readAllBytes(Path.of("decision-tables/wanshoulu/tier.xlsx"));
        try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(shipped)); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            book.getSheetAt(0).getRow(3).getCell(5).setCellValue("很危险");
            book.getSheetAt(0).getRow(4).getCell(4).setCellValue("first");
            book.getSheetAt(0).getRow(5).getCell(7).setCellFormula("1+1");
            book.write(out);
            long before = JSON.readTree(get("/api/v1/rulesets").body()).size();
            HttpResponse<String> refused = request("POST", "/api/v1/rulesets?appliesFrom=2026-03-01", out.toByteArray(), Map.of("Content-Type", XLSX));
            problem(refused, 422, "invalid-workbook");
            List<String> cells = new ArrayList<>();
            JSON.readTree(refused.body()).get("faults").forEach(fault -> cells.add(fault.get("cell").asString()));
            assertThat(cells).containsExactlyInAnyOrder("F4", "E5", "H6");
            assertThat(JSON.readTree(get("/api/v1/rulesets").body())).hasSize((int) before);
        }
    }

    @Test
    void aWorkbookOfAnotherShapeIsRefused() throws IOException {
        Vocabulary vocabulary = Vocabulary.shipped();
        String draft = Files.readString(Path.of("src/test/resources/drafts/tier.yaml"));
        byte[] unknown = WorkbookWriter.write(Draft.read(draft.replace("table: wanshoulu/tier", "table: wanshoulu/none").getBytes(StandardCharsets.UTF_8), vocabulary), vocabulary);
        byte[] other = WorkbookWriter.write(Draft.read(draft.replace("hitPolicy: FIRST", "hitPolicy: COLLECT").getBytes(StandardCharsets.UTF_8), vocabulary), vocabulary);
        for (byte[] book : List.of(unknown, other)) {
            problem(request("POST", "/api/v1/rulesets?appliesFrom=2026-03-01", book, Map.of("Content-Type", XLSX)), 422, "invalid-workbook");
        }
    }

    @Test
    void theRecordCannotBeChanged() throws SQLException {
        post("/api/v1/decisions/request", NEIGHBOURS, Map.of());
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            for (String table : List.of("decision_record", "publication", "blob")) {
                for (String change : List.of("DELETE FROM " + table, "TRUNCATE " + table + " CASCADE", "UPDATE " + table + " SET " + UPDATED.get(table))) {
                    assertThatThrownBy(() -> statement.execute(change)).as("role: " + change).hasMessageContaining("permission denied");
                    statement.execute("RESET ROLE");
                    assertThatThrownBy(() -> statement.execute(change)).as("trigger: " + change).hasMessageContaining("append-only");
                    statement.execute("SET ROLE whistle_service");
                }
            }
        }
    }

    @Test
    void pagesForPeopleNeedNothingFromElsewhere() {
        assertThat(get("/").body()).contains("居民诉求", "Client systems", "/contract");
        assertThat(get("/contract").body()).contains("/swagger-ui/swagger-ui-bundle.js").doesNotContain("https://");
        assertThat(get("/swagger-ui/swagger-ui-bundle.js").statusCode()).isEqualTo(200);
        assertThat(get("/api-spec/whistle.yaml").statusCode()).isEqualTo(200);
        assertThat(get("/api-spec/vocabulary.yaml").statusCode()).isEqualTo(200);
        assertThat(get("/problems/invalid-facts").body()).contains("faults");
    }

    private static byte[] changed(byte[] workbook, String days) throws IOException {
        try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(workbook)); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            var sheet = book.getSheetAt(0);
            int column = -1;
            for (var cell : sheet.getRow(2)) {
                column = cell.getStringCellValue().startsWith("自然日数") ? cell.getColumnIndex() : column;
            }
            for (var row : sheet) {
                if (row.getCell(0) != null && row.getCell(0).toString().equals("S1#5")) {
                    row.getCell(column).setCellValue(days);
                }
            }
            book.write(out);
            return out.toByteArray();
        }
    }

    private static String deadline(JsonNode answer) {
        return answer.at("/outcome/deadlines/0/due").asString();
    }

    private long count() {
        return JdbcClient.create(database).sql("SELECT count(*) FROM decision_record").query(Long.class).single();
    }

    private void problem(HttpResponse<String> response, int status, String slug) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(JSON.readTree(response.body()).get("type").asString()).isEqualTo("/problems/" + slug);
        valid(response.body(), "Problem");
        assertThat(get("/problems/" + slug).statusCode()).isEqualTo(200);
    }

    private static void valid(String body, String schema) {
        ObjectNode root = JSON.createObjectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema").put("$ref", "#/components/schemas/" + schema);
        root.set("components", components);
        List<Error> errors = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(
                SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build())).getSchema(root).validate(JSON.readTree(body));
        assertThat(errors).as(body).isEmpty();
    }

    private byte[] bytes(String path) {
        try {
            HttpResponse<byte[]> response = http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(response.statusCode()).isEqualTo(200);
            return response.body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> get(String path) {
        return request("GET", path, new byte[0], Map.of());
    }

    private HttpResponse<String> post(String path, String body, Map<String, String> headers) {
        Map<String, String> all = new java.util.HashMap<>(headers);
        all.put("Content-Type", "application/json");
        return request("POST", path, body.getBytes(StandardCharsets.UTF_8), all);
    }

    private HttpResponse<String> request(String method, String path, byte[] body, Map<String, String> headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri(path)).method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(builder::header);
        try {
            return http.send(builder.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }
}
