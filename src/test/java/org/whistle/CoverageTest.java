package org.whistle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Shipped;
import org.whistle.ruleset.Table;
import org.whistle.ruleset.workbook.Reading;
import org.whistle.ruleset.workbook.WorkbookReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** docs/coverage.md says where every row of the policy brief is carried; what it names exists. */
class CoverageTest {

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern ROW = Pattern.compile("([a-z]+/[a-z-]+) ([A-Z0-9][^ ]*)");
    private static final Pattern RULE = Pattern.compile("([a-z]+/[a-z]+[.]drl) (.+)");
    private static final Pattern TABLE = Pattern.compile("[a-z]+/[a-z-]+");
    private static final Pattern CASE = Pattern.compile("([a-z]+):(.+)");
    private static final Pattern NAMED = Pattern.compile("(?m)^rule \"([^\"]+)\"");

    @Test
    void whatTheCoverageNamesExists() throws IOException {
        Set<String> rows = new HashSet<>();
        Set<String> tables = new HashSet<>();
        for (Table table : tables()) {
            tables.add(table.id().toString());
            table.rows().forEach(row -> rows.add(table.id() + " " + row.ruleId()));
        }
        Set<String> rules = new HashSet<>();
        Shipped.files().forEach((path, bytes) -> {
            Matcher rule = NAMED.matcher(new String(bytes, StandardCharsets.UTF_8));
            while (path.endsWith(".drl") && rule.find()) {
                rules.add(path.substring("rules/".length()) + " " + rule.group(1));
            }
        });
        Set<String> cases = cases();
        List<String> unknown = new ArrayList<>();
        int checked = 0;
        for (Matcher named = QUOTED.matcher(Files.readString(Path.of("docs/coverage.md"))); named.find(); ) {
            String name = named.group(1);
            Set<String> known = RULE.matcher(name).matches() ? rules : ROW.matcher(name).matches() ? rows : TABLE.matcher(name).matches() ? tables
                    : CASE.matcher(name).matches() ? cases : null;
            checked += known == null ? 0 : 1;
            if (known != null && !known.contains(name)) {
                unknown.add(name);
            }
        }
        assertThat(unknown).as("named in docs/coverage.md and nowhere else").isEmpty();
        assertThat(checked).isGreaterThan(600);
    }

    private static List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        Shipped.files().forEach((path, bytes) -> {
            if (path.endsWith(".xlsx")) {
                tables.add(((Reading.Good) WorkbookReader.read(bytes, Vocabulary.shipped())).table());
            }
        });
        assertThat(tables).hasSizeGreaterThan(60);
        return tables;
    }

    private static Set<String> cases() throws IOException {
        Set<String> cases = new HashSet<>();
        try (Stream<Path> files = Files.walk(Path.of("decision-tables"))) {
            for (Path file : files.filter(path -> path.endsWith("cases.yaml")).toList()) {
                for (JsonNode one : YAMLMapper.builder().build().readTree(Files.readAllBytes(file)).path("cases")) {
                    cases.add(file.getParent().getFileName() + ":" + one.path("id").asString());
                }
            }
        }
        return cases;
    }
}
