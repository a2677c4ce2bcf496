package org.whistle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.whistle.facts.Vocabulary;
import org.whistle.intake.Cases;
import org.whistle.ruleset.Ruleset;
import org.whistle.ruleset.Shipped;
import org.whistle.ruleset.Table;
import org.whistle.ruleset.workbook.Draft;
import org.whistle.ruleset.workbook.WorkbookWriter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** docs/howto-new-scheme.md, step by step, with the files it shows: a ninth scheme without a line of Java. */
class NinthSchemeTest {

    private static final Path FILES = Path.of("src/test/resources/ninth-scheme");
    private static final Path HOWTO = Path.of("docs/howto-new-scheme.md");
    private static final String SCHEMES = "decision-tables/citywide/schemes.xlsx";
    private static final YAMLMapper YAML = YAMLMapper.builder().build();
    private static Ruleset ruleset;

    @BeforeAll
    static void theStepsOfTheHowTo() throws IOException {
        ObjectNode contract = (ObjectNode) YAML.readTree(Path.of("api-spec/vocabulary.yaml"));
        JsonNode shipped = contract.deepCopy();
        JsonNode lines = YAML.readTree(FILES.resolve("vocabulary.yaml"));
        remove(contract, lines);
        assertThat(contract).as("the release holds the codes of the example").isNotEqualTo(shipped);
        add(contract, lines);
        assertThat(contract).as("so that the classes which the build generates know them").isEqualTo(shipped);
        Vocabulary vocabulary = Vocabulary.load(new ByteArrayInputStream(YAML.writeValueAsBytes(contract)));
        Map<String, byte[]> files = new TreeMap<>(Shipped.files());
        files.put(SCHEMES, withRow(files.get(SCHEMES), Files.readString(FILES.resolve("schemes-row.txt")).strip().split("[|]", -1)));
        for (String table : List.of("forum", "whistle", "response")) {
            files.put("decision-tables/pilot/" + table + ".xlsx", WorkbookWriter.write(Draft.read(Files.readAllBytes(FILES.resolve(table + ".yaml")), vocabulary), vocabulary));
        }
        files.put("rules/request/pilot.drl", Files.readAllBytes(FILES.resolve("pilot.drl")));
        ruleset = Shipped.compile(files, vocabulary);
    }

    @Test
    void theNinthSchemeDecidesItsCases() throws IOException {
        List<Cases.Result> results = Cases.run(Files.readAllBytes(FILES.resolve("cases.yaml")), ruleset, PolicyUnderTest.READER);
        assertThat(results).hasSize(3).allSatisfy(result -> assertThat(result.differences()).as(result.id()).isEmpty());
        Set<String> fired = new TreeSet<>();
        results.forEach(result -> fired.addAll(result.decided()));
        for (Table table : ruleset.tables().stream().filter(one -> one.id().scheme().equals("pilot")).toList()) {
            assertThat(fired).as("every row has a case").containsAll(table.rows().stream().map(row -> table.id() + " " + row.ruleId()).toList());
        }
    }

    @Test
    void everyShippedCaseIsDecidedAsBefore() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of("decision-tables"))) {
            files = all.filter(path -> path.endsWith("cases.yaml")).sorted().toList();
        }
        int passed = 0;
        for (Path file : files) {
            for (Cases.Result result : Cases.run(Files.readAllBytes(file), ruleset, PolicyUnderTest.READER)) {
                assertThat(result.differences()).as("%s %s", file, result.id()).isEmpty();
                passed++;
            }
        }
        assertThat(passed).isGreaterThan(500);
    }

    @Test
    void noJavaKnowsACommunityOrAScheme() throws IOException {
        JsonNode schemas = YAML.readTree(Path.of("api-spec/vocabulary.yaml")).at("/components/schemas");
        Set<String> codes = new TreeSet<>();
        List.of("Community", "Scheme").forEach(name -> schemas.get(name).get("enum").forEach(code -> codes.add(code.asString())));
        codes.remove("CITYWIDE");
        Pattern named = Pattern.compile("\\b(" + String.join("|", codes) + ")\\b", Pattern.CASE_INSENSITIVE);
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                String code = Files.readString(source).replaceAll("(?s)/[*].*?[*]/|//[^\n]*", "");
                assertThat(named.matcher(code).results().map(found -> source + ": " + found.group()).toList()).isEmpty();
            }
        }
    }

    @Test
    void theHowToShowsTheFilesWordForWord() throws IOException {
        Matcher block = Pattern.compile("(?m)^文件 file: `ninth-scheme/([^`]+)`\\R\\R```[a-z]+\\R([\\s\\S]*?)^```$").matcher(Files.readString(HOWTO));
        Set<String> shown = new TreeSet<>();
        while (block.find()) {
            assertThat(block.group(2)).as(block.group(1)).isEqualTo(Files.readString(FILES.resolve(block.group(1))));
            shown.add(block.group(1));
        }
        try (Stream<Path> files = Files.list(FILES)) {
            assertThat(shown).containsExactlyInAnyOrderElementsOf(files.map(path -> path.getFileName().toString()).toList());
        }
        assertThat(shown).noneMatch(name -> name.endsWith(".java"));
    }

    private static void remove(ObjectNode from, JsonNode lines) {
        lines.properties().forEach(entry -> {
            if (entry.getValue().isObject() && from.get(entry.getKey()) instanceof ObjectNode object && !entry.getValue().has("zh")) {
                remove(object, entry.getValue());
            } else if (from.get(entry.getKey()) instanceof ArrayNode list) {
                entry.getValue().forEach(code -> list.remove(list.valueStream().toList().indexOf(code)));
            } else {
                from.remove(entry.getKey());
            }
        });
    }

    /** Adds the lines at the end of the lists and maps they stand in. */
    private static void add(ObjectNode into, JsonNode lines) {
        lines.properties().forEach(entry -> {
            JsonNode there = into.get(entry.getKey());
            if (there instanceof ObjectNode object && entry.getValue().isObject()) {
                add(object, entry.getValue());
            } else if (there instanceof ArrayNode list) {
                entry.getValue().forEach(list::add);
            } else {
                into.set(entry.getKey(), entry.getValue());
            }
        });
    }

    /** The workbook with one more row at its end, as a person types it in. */
    private static byte[] withRow(byte[] workbook, String[] cells) throws IOException {
        try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(workbook)); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            XSSFSheet sheet = book.getSheet("在行制度");
            List<String> headings = new ArrayList<>();
            sheet.getRow(2).forEach(cell -> headings.add(cell.getStringCellValue()));
            assertThat(headings).hasSameSizeAs(cells);
            Row row = sheet.createRow(sheet.getLastRowNum() + 1);
            for (int i = 0; i < cells.length; i++) {
                if (!cells[i].isBlank()) {
                    row.createCell(i).setCellValue(cells[i].strip());
                }
            }
            book.write(out);
            return out.toByteArray();
        }
    }
}
