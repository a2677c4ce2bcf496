package org.whistle.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.whistle.facts.Basis;
import org.whistle.facts.Code;
import org.whistle.facts.Term;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.workbook.Reading;
import org.whistle.ruleset.workbook.WorkbookReader;

/** What a 依据 says of itself, and that all that is shipped says it. */
class SourceGradesTest {

    private static final Vocabulary VOCABULARY = Vocabulary.shipped();
    private static final SourceGrades GRADES = new SourceGrades(VOCABULARY);

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "原文 1.1 养犬 | SOURCE",
        "法规 接诉即办条例第12条(二) | LAW",
        "公开做法 国家目标 | PUBLIC",
        "公开通知 国务院办公厅关于2026年部分节假日安排的通知（2025-11-04） | PUBLIC",
        "本地文件 街道2026年3号文 | DOCUMENT",
        "本地设定（政策包） S6#13 | LOCAL",
        "法规 街道办事处条例第5条；公开问答③ | LAW PUBLIC",
        "法规 接诉即办条例第24条；数量为本地设定 | LAW LOCAL",
        "原文 1.4 永东南 立即启动（原文核查4次，至少1次为本地设定） | SOURCE LOCAL",
        "本地设定（原文“两种诉求反馈形式”未列名称） | LOCAL",
        "原文未及；本地设定 | LOCAL",
        "本地设定：接替顺序；判定时刻的机构现状 | LOCAL",
        "养犬管理规定；法规 | LAW",
        "接诉即办条例第12条 | UNSTATED",
        "依照法规 | UNSTATED",
        "行为法规 | UNSTATED"})
    void aSourceIsOfTheGradesItNames(String source, String grades) {
        assertThat(GRADES.of(source)).extracting(Code::value).containsExactly(grades.split(" "));
        assertThat(GRADES.stated(source)).isEqualTo(!grades.equals("UNSTATED"));
        assertThat(GRADES.local(source)).isEqualTo(grades.contains("LOCAL"));
    }

    @Test
    void everythingShippedNamesItsGrade() throws IOException {
        for (Table table : tables(Path.of("decision-tables"))) {
            assertThat(table.rows()).allSatisfy(row -> assertThat(GRADES.stated(row.source())).as(table.id() + " " + row.ruleId() + " " + row.source()).isTrue());
            assertThat(table.parameters()).allSatisfy(one -> assertThat(GRADES.stated(one.source())).as(table.id() + " " + one.name() + " " + one.source()).isTrue());
        }
        try (Stream<Path> files = Files.walk(Path.of("rules"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".drl")).toList()) {
                Matcher source = Pattern.compile("@source\\(\"(.*)\"\\)").matcher(Files.readString(file, StandardCharsets.UTF_8));
                while (source.find()) {
                    assertThat(GRADES.stated(source.group(1))).as(file + " " + source.group(1)).isTrue();
                }
            }
        }
    }

    @Test
    void theTablesOfEarlierReleasesCouldBePublishedAgain() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/golden"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".xlsx")).toList()) {
                assertThat(WorkbookReader.readNew(Files.readAllBytes(file), VOCABULARY)).as(file.toString()).isInstanceOf(Reading.Good.class);
            }
        }
    }

    @Test
    void theCodeListsOfTheContractAreThoseOfTheEngine() {
        assertThat(codes("HitPolicy")).isEqualTo(names(HitPolicy.values()));
        assertThat(codes("Basis")).isEqualTo(names(Basis.values()));
        assertThat(codes("ValueType")).isEqualTo(names(Term.Type.values()));
        for (HitPolicy policy : HitPolicy.values()) {
            assertThat(VOCABULARY.codes("HitPolicy")).anySatisfy(code -> assertThat(code.value() + code.label().zh()).isEqualTo(policy.name() + policy.zh()));
        }
    }

    private static List<String> codes(String list) {
        return VOCABULARY.codes(list).stream().map(Code::value).toList();
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }

    private static List<Table> tables(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(path -> path.toString().endsWith(".xlsx")).map(SourceGradesTest::table).toList();
        }
    }

    private static Table table(Path file) {
        try {
            return ((Reading.Good) WorkbookReader.read(Files.readAllBytes(file), VOCABULARY)).table();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
