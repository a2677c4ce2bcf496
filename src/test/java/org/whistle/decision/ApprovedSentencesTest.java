package org.whistle.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.whistle.facts.Label;
import org.whistle.facts.Saying;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Row;
import org.whistle.ruleset.Shipped;
import org.whistle.ruleset.Table;
import org.whistle.ruleset.workbook.Reading;
import org.whistle.ruleset.workbook.WorkbookReader;
import tools.jackson.databind.JsonNode;

/** docs/sentences.md lists every sentence that is told. Whoever changes one reads the difference and approves it by writing the file anew. */
class ApprovedSentencesTest {

    private static final Path APPROVED = Path.of("docs/sentences.md");
    private static final Vocabulary VOCABULARY = Vocabulary.shipped();
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern TOLD = Pattern.compile("rule \"([^\"]+)\"|@zh\\(\"(.*)\"\\)|@en\\(\"(.*)\"\\)|[.]finding\\(Finding[.]Code[.]([A-Z]+), *");

    @Test
    void everySentenceIsApproved() throws IOException {
        String now = write();
        if (System.getProperty("approve") != null) {
            Files.writeString(APPROVED, now);
        }
        assertThat(Files.exists(APPROVED) ? Files.readString(APPROVED) : "").as("docs/sentences.md is not what is told; if the change is meant, write it anew with"
                + " `mvn test -Dtest=ApprovedSentencesTest -Dapprove`, read the difference and commit it").isEqualTo(now);
    }

    private static String write() {
        StringBuilder page = new StringBuilder("""
                # 告诉居民和工作人员的话 What is told to residents and staff

                全部句子都在这里，由测试写出，逐字比对；不要手改。改了说法，先读差异，再用 `mvn test -Dtest=ApprovedSentencesTest -Dapprove` 重写并提交。
                Every sentence stands here; a test writes the page and compares it byte for byte. Whoever changes a sentence reads the difference and writes the page anew.

                `—` 不说 nothing is said · `{…}` 判定时填入 filled when it is decided

                ## 一、结论 Outcomes

                说法写在 api-spec/vocabulary.yaml 的 x-say 和 x-say-staff。The wording is in x-say and x-say-staff of api-spec/vocabulary.yaml.
                """);
        Outcomes.kinds(VOCABULARY).forEach(kind -> outcomes(page, kind));
        page.append("\n### 提示 Findings\n\n| 提示 finding | 居民 | resident |\n| --- | --- | --- |\n");
        for (Finding.Code code : Finding.Code.values()) {
            row(page, code.name(), VOCABULARY.finding(code.name()).map(Label::zh).orElse("—"), VOCABULARY.finding(code.name()).map(Label::en).orElse("—"));
        }
        page.append("\n工作人员听到提示本身的句子，见第三部分。Staff hear the finding's own sentence, see part 3.\n");
        tables(page);
        flows(page);
        return page.toString();
    }

    private static void outcomes(StringBuilder page, String kind) {
        page.append("\n### ").append(kind).append(' ').append(Outcomes.schema(kind).get("x-label").get("zh").asString()).append(' ')
                .append(Outcomes.schema(kind).get("x-label").get("en").asString()).append('\n');
        for (Saying saying : VOCABULARY.sayings(kind)) {
            JsonNode label = Outcomes.schema(kind).get("properties").get(saying.name()).get("x-label");
            page.append("\n#### ").append(kind).append('.').append(saying.name()).append(' ').append(label.get("zh").asString()).append(' ').append(label.get("en").asString())
                    .append(saying.resident().isEmpty() ? "（不告诉居民 not told to residents）" : "").append("\n\n")
                    .append("| 值 value | 居民 | resident | 工作人员 | staff |\n| --- | --- | --- | --- | --- |\n");
            Outcomes.values(kind, saying).forEach((name, value) -> {
                JsonNode decision = Outcomes.decision(kind, Map.of(saying.name(), value));
                List<String> cells = new ArrayList<>(List.of(name));
                for (Telling.Reader reader : Telling.Reader.values()) {
                    List<Label> told = Telling.of(decision, VOCABULARY, reader);
                    boolean nothing = told.equals(List.of(VOCABULARY.nothing(kind).orElseThrow()));
                    cells.add(nothing ? "—" : Telling.text(told).zh());
                    cells.add(nothing ? "—" : Telling.text(told).en());
                }
                row(page, cells.toArray(String[]::new));
            });
        }
        Label nothing = VOCABULARY.nothing(kind).orElseThrow();
        page.append("\n#### ").append(kind).append(" 没有可说的 nothing to tell\n\n").append(nothing.zh()).append(' ').append(nothing.en()).append('\n');
    }

    private static void tables(StringBuilder page) {
        page.append("\n## 二、表里的理由 Reasons of tables\n\n每行的说明和英文说明。The 说明 and 英文说明 of every row.\n");
        Map<String, Table> tables = new TreeMap<>();
        Shipped.files().forEach((path, bytes) -> {
            if (path.endsWith(".xlsx")) {
                Table table = ((Reading.Good) WorkbookReader.read(bytes, VOCABULARY)).table();
                tables.put(table.id().toString(), table);
            }
        });
        tables.forEach((id, table) -> {
            page.append("\n### ").append(id).append(' ').append(table.title().zh()).append(' ').append(table.title().en()).append("\n\n| 规则号 rule | 说明 | 英文说明 |\n| --- | --- | --- |\n");
            for (Row row : table.rows()) {
                row(page, row.ruleId(), row.sentence().zh(), row.sentence().en());
            }
        });
    }

    private static void flows(StringBuilder page) {
        page.append("\n## 三、流程里的理由和提示 Reasons and findings of flows\n\n### 每张表 every table\n\n| 提示 finding | 说明 | 英文说明 |\n| --- | --- | --- |\n");
        Label conflict = Case.conflict(List.of("{规则号}"));
        row(page, "CONFLICT", conflict.zh(), conflict.en().replace("{规则号}", "{rule}"));
        Label undecided = Case.undecided(List.of("{事实}"), List.of("{fact}"), List.of("{规则号}"));
        row(page, "REVIEW", undecided.zh(), undecided.en().replace("{规则号}", "{rule}"));
        Shipped.files().forEach((path, bytes) -> {
            if (path.endsWith(".drl")) {
                List<String[]> told = flow(new String(bytes, StandardCharsets.UTF_8));
                if (!told.isEmpty()) {
                    page.append("\n### ").append(path).append("\n\n| 规则 rule | 说明 | 英文说明 |\n| --- | --- | --- |\n");
                    told.forEach(cells -> row(page, cells));
                }
            }
        });
    }

    /** The determining rules and the findings of a DRL file. */
    private static List<String[]> flow(String drl) {
        List<String[]> told = new ArrayList<>();
        Matcher matcher = TOLD.matcher(drl);
        String rule = "";
        String zh = "";
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                rule = matcher.group(1);
            } else if (matcher.group(2) != null) {
                zh = matcher.group(2);
            } else if (matcher.group(3) != null) {
                told.add(new String[] {rule, zh, matcher.group(3)});
            } else {
                List<String> arguments = arguments(drl, matcher.end());
                told.add(new String[] {rule + " (" + matcher.group(4) + ")", open(arguments.get(3)), open(arguments.get(4))});
            }
        }
        return told;
    }

    /** The arguments of a call from a place on, each as it is written. */
    private static List<String> arguments(String drl, int from) {
        List<String> arguments = new ArrayList<>();
        int depth = 0;
        boolean text = false;
        int start = from;
        for (int i = from; ; i++) {
            char sign = drl.charAt(i);
            if (sign == '"' && drl.charAt(i - 1) != '\\') {
                text = !text;
            } else if (!text && depth == 0 && (sign == ',' || sign == ')')) {
                arguments.add(drl.substring(start, i).strip());
                start = i + 1;
                if (sign == ')') {
                    return arguments;
                }
            } else if (!text) {
                depth += sign == '(' ? 1 : sign == ')' ? -1 : 0;
            }
        }
    }

    /** A sentence that DRL puts together: what it says by itself, and {…} for what it adds; alternatives are parted by a stroke. */
    private static String open(String argument) {
        boolean alternatives = argument.contains(" ? ");
        StringBuilder said = new StringBuilder();
        Matcher literal = LITERAL.matcher(argument);
        int end = 0;
        while (literal.find()) {
            String between = argument.substring(end, literal.start()).strip();
            if (alternatives) {
                said.append(said.isEmpty() ? "" : " / ");
            } else if (!between.isEmpty() && !between.equals("+")) {
                said.append("{…}");
            }
            said.append(literal.group(1));
            end = literal.end();
        }
        return said + (alternatives || argument.substring(end).isBlank() ? "" : "{…}");
    }

    private static void row(StringBuilder page, String... cells) {
        page.append('|');
        for (String cell : cells) {
            page.append(' ').append(cell.replace("|", "\\|").replace("\n", " ")).append(" |");
        }
        page.append('\n');
    }
}
