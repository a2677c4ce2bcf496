package org.whistle;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.whistle.facts.Vocabulary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What anyone may read of the running service: the catalogue, the pages in a real browser, and the examples of the documentation. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class CatalogueTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private static final String HOSTILE = "<img src=x onerror=\"document.title='broken'\">";
    private static final Map<String, Schema> SCHEMAS = new HashMap<>();
    private static ObjectNode components;
    private static JsonNode contract;

    @TempDir
    private static Path directory;

    @LocalServerPort
    private int port;

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

    @Test
    void everyKindIsListedWithItsVocabularyAndItsTables() {
        JsonNode list = valid("/api/v1/catalogue/kinds", "KindList");
        Set<String> kinds = new TreeSet<>();
        for (JsonNode kind : list.get("kinds")) {
            String name = kind.at("/kind/value").asString();
            kinds.add(name);
            assertThat(contract.get("paths").has(kind.get("decide").asString())).as(name).isTrue();
            JsonNode vocabulary = valid(kind.get("vocabulary").asString(), "KindVocabulary");
            JsonNode moment = term(vocabulary, kind.get("moment").asString());
            assertThat(moment.get("required").asBoolean()).as(name).isTrue();
            assertThat(kind.get("tables").isEmpty()).as(name).isFalse();
            assertThat(kind.get("tables")).allSatisfy(table -> assertThat(table.at("/kind/value").asString()).isEqualTo(name));
        }
        Set<String> known = new TreeSet<>(Vocabulary.shipped().kinds());
        known.remove("every");
        assertThat(kinds).isEqualTo(known);
        assertThat(list.get("common")).extracting(table -> table.get("id").asString()).contains("citywide/schemes", "citywide/calendar");
        problem("/api/v1/catalogue/kinds/wish", 404, "not-found");
    }

    @Test
    void aVocabularyTellsWhatMustBeToldAndWhatAbsentMeans() {
        JsonNode request = valid("/api/v1/catalogue/kinds/request", "KindVocabulary");
        assertThat(term(request, "facts.community").get("required").asBoolean()).isTrue();
        assertThat(term(request, "facts.risk").get("required").asBoolean()).isFalse();
        assertThat(term(request, "facts.risk").get("default").asString()).isEqualTo("NONE");
        assertThat(term(request, "facts.canSolve").has("default")).as("unknown unless told").isFalse();
        assertThat(term(request, "facts.fundingYuan").at("/unit/zh").asString()).isEqualTo("元");
        assertThat(term(request, "outcome.tier").has("required")).as("only facts are told").isFalse();
        assertThat(term(request, "outcome.deadlines[].due").at("/type/value").asString()).isEqualTo("DATE_TIME");
        assertThat(request.get("groups")).extracting(group -> group.get("path").asString()).contains("outcome.deadlines[]");
        JsonNode household = valid("/api/v1/catalogue/kinds/household", "KindVocabulary");
        assertThat(term(household, "facts.members[].disabled").get("default").asBoolean(true)).isFalse();
        assertThat(term(household, "facts.members[].age").has("default")).isFalse();
        valid("/api/v1/catalogue/kinds/every", "KindVocabulary");
    }

    @Test
    void schemesAndCommunitiesAgreeWithWhatDecisionsSay() {
        JsonNode communities = valid("/api/v1/catalogue/communities?date=2026-03-11", "CommunityList");
        JsonNode schemes = valid("/api/v1/catalogue/schemes?date=2026-03-11", "SchemeList");
        assertThat(communities.get("communities").size()).isEqualTo(Vocabulary.shipped().communities().size());
        for (JsonNode one : communities.get("communities")) {
            String community = one.at("/community/value").asString();
            JsonNode decided = JSON.readTree(post("/api/v1/decisions/request", "{\"facts\": {\"community\": \"" + community + "\", \"submittedAt\": \"2026-03-11T09:00:00+08:00\"}}").body());
            Set<String> expected = new TreeSet<>(Set.of("CITYWIDE"));
            decided.get("schemes").forEach(scheme -> expected.add(scheme.asString()));
            Set<String> told = new TreeSet<>();
            one.get("schemes").forEach(scheme -> told.add(scheme.get("value").asString()));
            assertThat(told).as(community).isEqualTo(expected);
            Set<String> other = new TreeSet<>();
            for (JsonNode scheme : schemes.get("schemes")) {
                scheme.get("communities").forEach(place -> {
                    if (place.get("value").asString().equals(community)) {
                        other.add(scheme.at("/scheme/value").asString());
                    }
                });
            }
            assertThat(other).as(community).isEqualTo(expected);
        }
    }

    @Test
    void aSchemeThatEndsIsToldByDayAndByVersion() throws IOException {
        long before = valid("/api/v1/catalogue/schemes", "SchemeList").get("ruleset").asLong();
        publish("citywide/schemes", "2025-01-01", sheet -> text(sheet, "D00#7", "失效", "2031-01-01"));
        assertThat(inForce("JIXIANG", "?date=2030-12-31")).isTrue();
        assertThat(inForce("JIXIANG", "?date=2031-01-01")).isFalse();
        assertThat(inForce("JIXIANG", "?date=2031-01-01&ruleset=" + before)).as("as the version before had it").isTrue();
        problem("/api/v1/catalogue/schemes?ruleset=999999", 404, "not-found");
        problem("/api/v1/catalogue/schemes?date=yesterday", 400, "invalid-parameter");
    }

    private boolean inForce(String scheme, String query) {
        for (JsonNode one : valid("/api/v1/catalogue/schemes" + query, "SchemeList").get("schemes")) {
            if (one.at("/scheme/value").asString().equals(scheme)) {
                return !one.get("communities").isEmpty();
            }
        }
        throw new AssertionError("the catalogue knows no " + scheme);
    }

    @Test
    void everyTableIsShownAsPeopleReadIt() {
        Set<String> shown = new HashSet<>();
        for (JsonNode scheme : valid("/api/v1/catalogue/schemes", "SchemeList").get("schemes")) {
            for (JsonNode summary : scheme.get("tables")) {
                String id = summary.get("id").asString();
                JsonNode table = valid("/api/v1/rulesets/newest/tables/" + id + "/rows?date=2026-03-11", "TableShown");
                shown.add(id);
                assertThat(table.at("/table/id").asString()).isEqualTo(id);
                for (JsonNode row : table.get("rows")) {
                    String place = id + " " + row.get("rule").asString();
                    assertThat(row.get("cells").size()).as(place).isEqualTo(table.get("columns").size());
                    for (JsonNode cell : row.get("cells")) {
                        assertThat(cell.get("en").asString().isBlank()).as(place + " " + cell).isEqualTo(Set.of("", "-", "–").contains(cell.get("zh").asString().strip()));
                    }
                    boolean local = row.get("source").asString().contains("本地设定");
                    assertThat(row.get("grades").findValuesAsString("value").contains("LOCAL")).as(place).isEqualTo(local);
                }
            }
        }
        assertThat(shown).hasSizeGreaterThan(50);
        JsonNode tier = valid("/api/v1/rulesets/newest/tables/wanshoulu/tier/rows", "TableShown");
        assertThat(tier.at("/rows/7/cells").findValuesAsString("en")).contains("Several communities of one street");
        assertThat(tier.at("/rows/8/cells").findValuesAsString("zh")).contains(">=参数.fundT4");
        assertThat(tier.at("/rows/8/cells").findValuesAsString("en")).contains("≥ 500000");
        assertThat(tier.at("/table/placeholders").asInt()).isEqualTo(placeholders(tier).size()).isPositive().isLessThan(tier.get("rows").size());
        problem("/api/v1/rulesets/newest/tables/wanshoulu/none/rows", 404, "not-found");
        problem("/api/v1/rulesets/0/tables/wanshoulu/tier/rows", 400, "invalid-parameter");
        problem("/api/v1/rulesets/999999/tables/wanshoulu/tier/rows", 404, "not-found");
    }

    /** The rules whose 依据 holds the word, whatever grade they are said to be of. */
    private static List<String> placeholders(JsonNode table) {
        return table.get("rows").valueStream().filter(row -> row.get("source").asString().contains("本地设定")).map(row -> row.get("rule").asString()).toList();
    }

    @Test
    void aSourceThatNamesNoGradeIsNotPublished() throws IOException {
        byte[] changed = changed("wanshoulu/tier", sheet -> {
            text(sheet, "D1#2", "依据", "老规矩");
            text(sheet, "D1#3", "依据", "本地文件 街道2026年3号文");
        });
        HttpResponse<String> refused = request("POST", "/api/v1/rulesets?appliesFrom=2035-01-01", changed, Map.of("Content-Type", XLSX));
        assertThat(refused.statusCode()).isEqualTo(422);
        JsonNode faults = JSON.readTree(refused.body()).get("faults");
        assertThat(faults.size()).isEqualTo(1);
        assertThat(faults.at("/0/heading").asString()).isEqualTo("依据");
        assertThat(faults.at("/0/found").asString()).isEqualTo("老规矩");
        assertThat(faults.at("/0/accepted").asString()).contains("原文", "法规", "本地文件", "本地设定");
    }

    @Test
    void anExplanationTellsTheGradeOfEverySource() {
        String id = decided("2026-03-02");
        JsonNode explanation = valid("/api/v1/decisions/" + id + "/explanation?language=en", "Explanation");
        assertThat(explanation.get("sentences")).anySatisfy(sentence -> {
            assertThat(sentence.get("place").asString()).isEqualTo("citywide/deadline S1#5");
            assertThat(sentence.get("grades").findValuesAsString("value")).containsExactly("LOCAL");
        });
        assertThat(explanation.get("sentences")).allSatisfy(sentence -> assertThat(sentence.has("source")).isEqualTo(sentence.has("grades")).isNotEqualTo(sentence.has("finding")));
    }

    /** Every shell block of the document is sent, and the JSON block after it must be found in the answer. */
    @Test
    void everyExampleOfTheDocumentationIsAnsweredAsShown() throws IOException {
        Set<String> kinds = new TreeSet<>();
        Set<String> communities = new TreeSet<>();
        answeredAsShown("docs/examples.md", kinds, communities);
        answeredAsShown("docs/points.md", new TreeSet<>(), new TreeSet<>());
        Set<String> known = new TreeSet<>(Vocabulary.shipped().kinds());
        known.remove("every");
        assertThat(kinds).isEqualTo(known);
        assertThat(communities).contains("CAOCHANG", "ZHANLANLU", "MAIZIDIAN", "YONGDONGNAN", "WANSHOULU_A", "YUXIANG", "JIXIANG", "XIANGYUN");
    }

    private void answeredAsShown(String file, Set<String> kinds, Set<String> communities) throws IOException {
        String document = Files.readString(Path.of(file));
        Matcher example = Pattern.compile("```sh\\ncurl -s ['\"]?localhost:8080([^'\" \\n]+)['\"]?(.*?)```\\s+```json\\n(.*?)```", Pattern.DOTALL).matcher(document);
        Map<String, List<String>> differences = new TreeMap<>();
        int examples = 0;
        String id = "";
        String act = "";
        while (example.find()) {
            examples++;
            String path = example.group(1).replace("$ID", id).replace("$ACT", act);
            Matcher body = Pattern.compile("-d '(.*)'", Pattern.DOTALL).matcher(example.group(2));
            HttpResponse<String> answer = body.find() ? post(path, body.group(1)) : request("GET", path, new byte[0], Map.of());
            assertThat(answer.statusCode()).as(path + " " + answer.body()).isBetween(200, 201);
            JsonNode whole = JSON.readTree(answer.body());
            act = whole.has("act") ? whole.get("act").asString() : act;
            if (path.startsWith("/api/v1/decisions/") && whole.has("receipt")) {
                id = whole.get("id").asString();
                kinds.add(whole.get("kind").asString());
                communities.add(JSON.readTree(body.group(1)).at("/facts/community").asString());
            }
            List<String> different = Abridged.differences(example.group(3), whole);
            if (!different.isEmpty()) {
                differences.put(path + " " + example.group(2), different);
            }
        }
        assertThat(differences).isEmpty();
        assertThat(examples).isPositive().isEqualTo(document.split("```sh\\n", -1).length - 1).isEqualTo(document.split("```json\\n", -1).length - 1);
    }

    @Test
    void whatIsShownAbridgedMustBeThere() {
        JsonNode whole = JSON.readTree("{\"a\": [1, 2, 3], \"b\": {\"c\": \"text\"}}");
        assertThat(Abridged.differences("{\"a\": [ …, 3], …}", whole)).isEmpty();
        assertThat(Abridged.differences("{\"a\": [1, …, 3], \"b\": {\"c\": \"te…\"}}", whole)).isEmpty();
        assertThat(Abridged.differences("{\"a\": [ …, 2], …}", whole)).hasSize(1);
        assertThat(Abridged.differences("{\"a\": [ …, 4, …], …}", whole)).hasSize(1);
        assertThat(Abridged.differences("{\"b\": {\"c\": \"text\"}}", whole)).hasSize(1);
        assertThat(Abridged.differences("{\"b\": {\"c\": \"ta…\"}, …}", whole)).hasSize(1);
    }

    @Test
    void thePagesWorkInABrowser(@TempDir Path profile) throws Exception {
        Assumptions.assumeTrue(Browser.installed(), "chromium and chromium-driver are not installed");
        publish("citywide/deadline", "2033-01-01", sheet -> {
            text(sheet, "S1#5", "说明", HOSTILE);
            text(sheet, "S1#5", "依据", "本地设定 " + HOSTILE);
        });
        JsonNode tier = valid("/api/v1/rulesets/newest/tables/wanshoulu/tier/rows?date=2026-03-11", "TableShown");
        Path shots = Path.of("target/screenshots");
        try (Browser browser = Browser.start(profile)) {
            browser.size(1280, 1000);
            browser.open(url("/policy.html?scheme=wanshoulu&table=tier&date=2026-03-11"));
            browser.until("document.querySelectorAll('#rows tr').length === " + tier.get("rows").size());
            assertThat(text(browser, "document.getElementById('D1#7').querySelector('.badge.local').textContent")).contains("本地设定", "Local placeholder");
            assertThat(text(browser, "document.getElementById('D1#3').querySelector('.badge').textContent")).contains("原文");
            assertThat(browser.run("return document.getElementById('D1#3').querySelector('.badge.local') === null").asBoolean()).isTrue();
            assertThat(browser.run("return document.querySelectorAll('#values tr.local').length").asInt()).isEqualTo(tier.get("parameters").size()).isPositive();
            assertThat(text(browser, "document.getElementById('D1#7').textContent")).contains("跨社区同街道", "Several communities of one street", "街道层面解决");
            browser.screenshot(shots.resolve("policy-wide.png"));
            browser.run("document.getElementById('only').click()");
            assertThat(browser.run("return [...document.querySelectorAll('#rows tr')].filter(row => row.offsetParent !== null).map(row => row.id)")
                    .valueStream().map(JsonNode::asString)).containsExactlyElementsOf(placeholders(tier));
            browser.run("document.getElementById('only').click(); const box = document.getElementById('scheme'); box.value = 'yuxiang'; box.dispatchEvent(new Event('change'))");
            browser.until("document.getElementById('where').textContent.includes('五色')");
            assertThat(text(browser, "document.getElementById('table').selectedOptions[0].textContent")).isNotBlank();
            browser.size(390, 844);
            assertThat(browser.run("return document.documentElement.scrollWidth <= window.innerWidth").asBoolean()).as("nothing is wider than a telephone").isTrue();
            browser.screenshot(shots.resolve("policy-narrow.png"));

            browser.open(url("/decision.html?id=" + decided("2033-03-02")));
            browser.until("document.querySelectorAll('#reasons li').length > 3");
            assertThat(browser.run("return document.documentElement.scrollWidth <= window.innerWidth").asBoolean()).isTrue();
            assertThat(text(browser, "document.getElementById('outcome').textContent")).contains("办理层级", "一级社区自办", "T1 community", "时限").doesNotContain("outcome.");
            assertThat(text(browser, "document.getElementById('told').textContent")).as("the outcome as a resident is told it").contains("居委会", "committee");
            assertThat(text(browser, "document.getElementById('reasons').textContent")).as("data is text, never markup").contains(HOSTILE);
            assertThat(browser.run("return document.images.length").asInt()).isZero();
            assertThat(browser.run("return document.querySelectorAll('#reasons .badge.local').length").asInt()).isPositive();
            browser.screenshot(shots.resolve("decision-narrow.png"));
            browser.size(1280, 1000);
            browser.screenshot(shots.resolve("decision-wide.png"));
            browser.run("[...document.querySelectorAll('#reasons a')].find(link => link.textContent.includes('S1#5')).click()");
            browser.until("document.querySelector('tr.pointed')?.id === 'S1#5'");
            assertThat(text(browser, "document.querySelector('tr.pointed').textContent")).contains(HOSTILE);
            assertThat(browser.run("return document.images.length").asInt()).isZero();
            assertThat(browser.complaints()).as("no script failed and the content policy refused nothing").isEmpty();

            browser.open(url("/decision.html?id=00000000-0000-7000-8000-000000000000"));
            browser.until("document.querySelector('.status.wrong') !== null");
            assertThat(text(browser, "document.querySelector('.status').textContent")).contains("没有这一项");
            browser.open(url("/"));
            assertThat(browser.run("return [...document.links].map(link => link.pathname)").valueStream().map(JsonNode::asString)).contains("/policy.html", "/decision.html");
        }
    }

    private static String text(Browser browser, String expression) {
        return browser.run("return " + expression).asString();
    }

    private String decided(String day) {
        return JSON.readTree(post("/api/v1/decisions/request", """
                {"facts": {"community": "WANSHOULU_A", "submittedAt": "%sT10:00:00+08:00", "addressKey": "1", "topic": "NEIGHBOR_DISPUTE",
                 "twoFamilies": true, "canSolve": true, "inDutyList": true, "needsSection": false, "involvesAreaUnit": false}}""".formatted(day)).body()).get("id").asString();
    }

    private void publish(String table, String day, java.util.function.Consumer<XSSFSheet> change) throws IOException {
        HttpResponse<String> published = request("POST", "/api/v1/rulesets?appliesFrom=" + day, changed(table, change), Map.of("Content-Type", XLSX));
        assertThat(published.statusCode()).as(published.body()).isEqualTo(201);
    }

    private static byte[] changed(String table, java.util.function.Consumer<XSSFSheet> change) throws IOException {
        byte[] shipped = Files.readAllBytes(Path.of("decision-tables/" + table + ".xlsx"));
        try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(shipped)); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            change.accept(book.getSheetAt(0));
            book.write(out);
            return out.toByteArray();
        }
    }

    private static void text(XSSFSheet sheet, String rule, String heading, String text) {
        int column = -1;
        for (var cell : sheet.getRow(2)) {
            column = cell.getStringCellValue().equals(heading) ? cell.getColumnIndex() : column;
        }
        for (var row : sheet) {
            if (row.getCell(0) != null && row.getCell(0).toString().equals(rule)) {
                row.getCell(column, org.apache.poi.ss.usermodel.Row.MissingCellPolicy.CREATE_NULL_AS_BLANK).setCellValue(text);
                return;
            }
        }
        throw new AssertionError("no rule " + rule);
    }

    private static JsonNode term(JsonNode vocabulary, String path) {
        for (JsonNode term : vocabulary.get("terms")) {
            if (term.get("path").asString().equals(path)) {
                return term;
            }
        }
        throw new AssertionError("no term " + path);
    }

    private JsonNode valid(String path, String schema) {
        HttpResponse<String> answer = request("GET", path, new byte[0], Map.of());
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        JsonNode body = JSON.readTree(answer.body());
        List<Error> errors = schema(schema).validate(body);
        assertThat(errors).as(path).isEmpty();
        return body;
    }

    private static Schema schema(String name) {
        return SCHEMAS.computeIfAbsent(name, unused -> {
            ObjectNode root = JSON.createObjectNode();
            root.put("$schema", "https://json-schema.org/draft/2020-12/schema").put("$ref", "#/components/schemas/" + name);
            root.set("components", components);
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build())).getSchema(root);
        });
    }

    private void problem(String path, int status, String slug) {
        HttpResponse<String> answer = request("GET", path, new byte[0], Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).get("type").asString()).isEqualTo("/problems/" + slug);
    }

    private HttpResponse<String> post(String path, String body) {
        return request("POST", path, body.getBytes(StandardCharsets.UTF_8), Map.of("Content-Type", "application/json"));
    }

    private HttpResponse<String> request(String method, String path, byte[] body, Map<String, String> headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url(path))).method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(builder::header);
        try {
            return http.send(builder.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String url(String path) {
        return "http://localhost:" + port + path;
    }
}
