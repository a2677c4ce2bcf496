package org.whistle.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whistle.facts.Basis;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.Label;
import org.whistle.facts.Term;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.workbook.Reading;
import org.whistle.ruleset.workbook.WorkbookReader;

/** What the build has read is what a reader of the workbook reads, and is used for these bytes and this vocabulary only. */
class BuiltTablesTest {

    private static final Vocabulary VOCABULARY = Vocabulary.shipped();
    private static final Path TIER = Path.of("decision-tables/wanshoulu/tier.xlsx");

    static Stream<Path> workbooks() throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("decision-tables"))) {
            return all.filter(path -> path.toString().endsWith(".xlsx")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("workbooks")
    void theBuildHasReadEveryShippedWorkbook(Path file) throws IOException {
        byte[] workbook = Files.readAllBytes(file);
        Optional<Table> built = BuiltTables.find(CanonicalJson.sha256(workbook), VOCABULARY);
        Table read = ((Reading.Good) WorkbookReader.read(workbook, VOCABULARY)).table();
        assertThat(built).contains(read);
        assertThat(BuiltTables.bytes(read)).as("one workbook, one form").isEqualTo(BuiltTables.bytes(built.get()));
        for (int i = 0; i < read.conditions().size(); i++) {
            assertThat(built.get().conditions().get(i).term()).as("the engine knows the built-in condition by identity").isSameAs(read.conditions().get(i).term());
        }
    }

    @Test
    void aChangedWorkbookIsReadItself() throws IOException {
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(Files.readAllBytes(TIER)))) {
            book.getSheet("四级办理").getRow(3).getCell(0).setCellValue("CHANGED");
            book.write(changed);
        }
        assertThat(BuiltTables.find(CanonicalJson.sha256(changed.toByteArray()), VOCABULARY)).isEmpty();
        Map<String, byte[]> files = new TreeMap<>(Map.of(TIER.toString(), changed.toByteArray(), "decision-tables/wanshoulu/powers.xlsx",
                Files.readAllBytes(Path.of("decision-tables/wanshoulu/powers.xlsx"))));
        Map<String, Table> tables = Shipped.tables(files, VOCABULARY);
        assertThat(tables).hasSize(2);
        assertThat(tables.get(TIER.toString()).rows()).extracting(Row::ruleId).contains("CHANGED");
    }

    @Test
    void anotherVocabularyFindsNothing() throws IOException {
        String digest = CanonicalJson.sha256(Files.readAllBytes(TIER));
        byte[] other = (Files.readString(Path.of("api-spec/vocabulary.yaml")) + "# later\n").getBytes(StandardCharsets.UTF_8);
        assertThat(BuiltTables.find(digest, VOCABULARY)).isPresent();
        assertThat(BuiltTables.find(digest, Vocabulary.load(new ByteArrayInputStream(other)))).isEmpty();
    }

    @Test
    void everyKindOfValueAndTestComesBack() throws IOException {
        Term flag = VOCABULARY.term("request", "facts.canSolve").orElseThrow();
        List<org.whistle.ruleset.Test> tests = List.of(new org.whistle.ruleset.Test.Any(), new org.whistle.ruleset.Test.Missing(), new org.whistle.ruleset.Test.Empty(),
                new org.whistle.ruleset.Test.Undecided(), new org.whistle.ruleset.Test.In(Set.of("A", "B", "")), new org.whistle.ruleset.Test.NotIn(Set.of(true)),
                new org.whistle.ruleset.Test.Range(new BigDecimal("0.50"), true, null, false), new org.whistle.ruleset.Test.Range(null, false, Duration.ofMinutes(90), true));
        List<Object> conclusions = Arrays.asList(null, "文字", "", false, 7L, new BigDecimal("1E+3"), LocalDate.of(2026, 2, 28), LocalDateTime.of(2026, 3, 1, 9, 0),
                LocalTime.MIDNIGHT, Duration.ofDays(7), List.of("A", 1L), List.of());
        Row row = new Row("R1", Set.of("WANSHOULU_A"), LocalDate.of(2026, 1, 1), null, -3, tests, conclusions, List.of("格", "格", ""), "本地设定", new Label("说", "say"), 4);
        Table table = new Table(new TableId("pilot", "all"), "request", new Label("题", "title"), HitPolicy.SUM, Basis.ACT, "页", List.of(new Column("判", Table.UNDECIDED, "F")),
                List.of(new Column("能", flag, "G")), List.of(row), List.of(new Parameter("limit", Term.Type.DECIMAL, new BigDecimal("0.5"), "", null, LocalDate.of(2027, 1, 1), "法规",
                new Label("限", "limit"))));
        assertThat(BuiltTables.table(BuiltTables.bytes(table), VOCABULARY)).isEqualTo(table);
    }
}
