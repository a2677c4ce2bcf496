package org.whistle.ruleset.workbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.whistle.facts.Term;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Table;

/** Workbooks as files: what is shipped, what people break, what attackers send, and what LibreOffice makes of them. */
class WorkbookTest {

    private static final Vocabulary VOCABULARY = Vocabulary.shipped();
    private static final Path TABLES = Path.of("decision-tables");

    static Stream<Path> shipped() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(TABLES)) {
            files = all.filter(path -> path.toString().endsWith(".xlsx")).sorted().toList();
        }
        assertThat(files).hasSizeGreaterThan(20);
        return files.stream();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void aShippedWorkbookReadsAndItsTwinIsUpToDate(Path file) throws IOException {
        Reading reading = WorkbookReader.read(Files.readAllBytes(file), VOCABULARY);
        assertThat(reading).as(String.valueOf(reading)).isInstanceOf(Reading.Good.class);
        Table table = ((Reading.Good) reading).table();
        assertThat(TABLES.resolve(table.id() + ".xlsx")).isEqualTo(file);
        assertThat(Files.readString(Path.of(file.toString().replaceFirst("[.]xlsx$", ".md")))).isEqualTo(Twin.of(table));
    }

    @Test
    void aDraftAlwaysGivesTheSameBytesAndReadsBackAsItWas() throws IOException {
        Draft draft = Draft.read(Files.readAllBytes(Path.of("src/test/resources/drafts/tier.yaml")), VOCABULARY);
        byte[] book = WorkbookWriter.write(draft, VOCABULARY);
        assertThat(WorkbookWriter.write(draft, VOCABULARY)).isEqualTo(book);
        Table table = ((Reading.Good) WorkbookReader.read(book, VOCABULARY)).table();
        assertThat(table.rows()).hasSameSizeAs(draft.rows());
        assertThat(table.rows().get(0).cells()).containsSubsequence(draft.rows().get(0).conditions().get(0));
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                broken("unknown code", sheet -> text(sheet, 3, "风险", "很危险"), "F4", "风险", "很危险", "立即危险"),
                broken("priority", sheet -> text(sheet, 4, "优先级", "first"), "E5", "优先级", "first", "整数"),
                broken("formula", sheet -> cell(sheet, 5, "需专业鉴定").setCellFormula("1+1"), "H6", "", "=1+1", "值本身"),
                broken("conclusion", sheet -> text(sheet, 3, "办理层级", "五级"), "AB4", "办理层级", "五级", "一级社区自办"),
                broken("number", sheet -> text(sheet, 4, "已试未解决次数（次）", ">=两"), "G5", "已试未解决次数（次）", ">=两", "整数"),
                broken("no source", sheet -> text(sheet, 4, "依据", ""), null, "依据", "", "不能空"),
                broken("sentence", sheet -> text(sheet, 4, "说明", "{颜色}不对"), null, "说明", "{颜色}", "{风险}"),
                broken("a unit for a code", sheet -> text(sheet, 4, "说明", "{风险:个}"), null, "说明", "{风险:个}", "{风险}"),
                broken("no unit after all", sheet -> text(sheet, 4, "英文说明", "{所需资金（元）:}"), null, "英文说明", "{所需资金（元）:}", "{所需资金（元）}"),
                broken("parameter", sheet -> text(sheet, 10, "所需资金（元）", ">=参数.none"), null, "所需资金（元）", ">=参数.none", "参数"),
                broken("dates", sheet -> {
                    text(sheet, 3, "生效", "2026-05-01");
                    text(sheet, 3, "失效", "2026-05-01");
                }, "D4", "失效", "2026-05-01", "晚于"),
                broken("no such day", sheet -> text(sheet, 3, "生效", "2026-02-30"), "C4", "生效", "2026-02-30", "日期"),
                broken("community", sheet -> text(sheet, 3, "适用社区", "火星社区"), "B4", "适用社区", "火星社区", "草厂社区"),
                broken("doubled rule", sheet -> text(sheet, 4, "规则号", "D1#1"), "A5", "规则号", "D1#1", "不同的规则号"),
                broken("unknown heading", sheet -> text(sheet, 2, "风险", "危险程度"), "F3", "危险程度", "危险程度", "风险"),
                broken("a number of a thousand million digits", sheet -> text(sheet, 4, "已试未解决次数（次）", "1E999999999"), "G5", "已试未解决次数（次）", "1E999999999", "整数"),
                broken("a raw number without end", sheet -> cell(sheet, 4, "已试未解决次数（次）").setCellValue(1e300), "G5", "", "1.0E300", "15"),
                broken("a comma that parts no thousands", sheet -> text(sheet, 4, "已试未解决次数（次）", "1,5"), "G5", "已试未解决次数（次）", "1,5", "整数"),
                broken("three dots", sheet -> text(sheet, 10, "所需资金（元）", "0...5"), null, "所需资金（元）", "0...5", "数"),
                broken("an empty range", sheet -> text(sheet, 10, "所需资金（元）", "(5,5]"), null, "所需资金（元）", "(5,5]", "前小后大"),
                broken("a list with a gap", sheet -> text(sheet, 3, "风险", "立即危险、"), "F4", "风险", "立即危险、", "立即危险"),
                broken("undecided", sheet -> text(sheet, 21, "无法判定", "好"), null, "无法判定", "好", "是"),
                broken("hidden row", sheet -> sheet.getRow(6).setZeroHeight(true), "A7", "", "隐藏行", "取消隐藏"),
                broken("hidden column", sheet -> sheet.setColumnHidden(6, true), "G3", "", "隐藏列", "取消隐藏"),
                broken("merged", sheet -> sheet.addMergedRegion(new CellRangeAddress(4, 5, 5, 5)), "F5", "", "F5:F6", "每格一个值"));
    }

    private static Arguments broken(String name, Consumer<XSSFSheet> change, String cell, String heading, String found, String accepted) {
        return Arguments.of(name, change, cell, heading, found, accepted);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aFaultNamesPlaceWordsAndRemedy(String name, Consumer<XSSFSheet> change, String cell, String heading, String found, String accepted) throws IOException {
        Reading reading = WorkbookReader.read(changed(change), VOCABULARY);
        assertThat(reading).isInstanceOf(Reading.Bad.class);
        assertThat(((Reading.Bad) reading).faults()).anySatisfy(fault -> {
            assertThat(fault.sheet()).isEqualTo("四级办理");
            if (cell != null) {
                assertThat(fault.cell()).isEqualTo(cell);
            }
            assertThat(fault.heading()).isEqualTo(heading);
            assertThat(fault.found()).isEqualTo(found);
            assertThat(fault.accepted()).contains(accepted);
            assertThat(fault.message().zh()).contains("四级办理", found);
            assertThat(fault.message().en()).isNotBlank();
        });
    }

    @Test
    void allFaultsAreToldAtOnce() throws IOException {
        Reading reading = WorkbookReader.read(changed(sheet -> {
            text(sheet, 3, "风险", "很危险");
            text(sheet, 4, "优先级", "first");
            text(sheet, 5, "需专业鉴定", "也许");
        }), VOCABULARY);
        assertThat(((Reading.Bad) reading).faults()).extracting(Fault::cell).containsExactlyInAnyOrder("F4", "E5", "H6");
    }

    @Test
    void columnsMayBeMovedAndNumbersTypedAsNumbers() throws IOException {
        byte[] moved = changed(sheet -> {
            for (int row = 2; row <= sheet.getLastRowNum(); row++) {
                if (sheet.getRow(row) == null || sheet.getRow(row).getCell(0) == null) {
                    continue;
                }
                String first = sheet.getRow(row).getCell(5).getStringCellValue();
                String second = sheet.getRow(row).getCell(6).getStringCellValue();
                sheet.getRow(row).getCell(5).setCellValue(second);
                sheet.getRow(row).getCell(6).setCellValue(first);
            }
        });
        Table table = ((Reading.Good) WorkbookReader.read(moved, VOCABULARY)).table();
        Table before = ((Reading.Good) WorkbookReader.read(tier(), VOCABULARY)).table();
        assertThat(table.rows()).isEqualTo(before.rows());
        assertThat(table.conditions().get(0).letters()).isEqualTo("G");
    }

    static Stream<Arguments> hostile() throws IOException {
        byte[] many = new byte[60 * 1024 * 1024];
        return Stream.of(
                Arguments.of("empty", new byte[0], "Excel"),
                Arguments.of("csv", "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8), "Excel"),
                Arguments.of("old format", concat(new byte[] {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0}, new byte[20]), "加密"),
                Arguments.of("too large", concat("PK".getBytes(StandardCharsets.UTF_8), new byte[6 * 1024 * 1024]), "太大"),
                Arguments.of("cut off", Arrays.copyOf(tier(), 5000), ""),
                Arguments.of("bomb", with("xl/bomb.xml", many), "解压后太大"),
                Arguments.of("macros", with("xl/vbaProject.bin", new byte[10]), "不允许"),
                Arguments.of("external link", with("xl/externalLinks/externalLink1.xml", new byte[10]), "不允许"),
                Arguments.of("embedded object", with("xl/embeddings/oleObject1.bin", new byte[10]), "不允许"),
                Arguments.of("dtd", with("xl/evil.xml", "<!DOCTYPE x [<!ENTITY a \"b\">]><x/>".getBytes(StandardCharsets.UTF_8)), "DTD"),
                Arguments.of("link outside", with("xl/worksheets/_rels/sheet9.xml.rels", "<Relationships><Relationship TargetMode=\"External\"/></Relationships>".getBytes(StandardCharsets.UTF_8)), "外部"),
                Arguments.of("utf-16", with("xl/evil.xml", "<!DOCTYPE x>".getBytes(StandardCharsets.UTF_16)), "UTF-8"),
                Arguments.of("another zip", zip("a.txt", new byte[3]), ".xlsx"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void aHostileFileIsRefusedInWords(String name, byte[] file, String words) {
        Reading reading = WorkbookReader.read(file, VOCABULARY);
        assertThat(reading).isInstanceOf(Reading.Bad.class);
        assertThat(((Reading.Bad) reading).faults()).isNotEmpty().allSatisfy(fault -> assertThat(fault.message().zh()).isNotBlank());
        assertThat(((Reading.Bad) reading).faults().get(0).message().zh()).contains(words);
    }

    @Test
    void whoWritesAComparisonAsAConclusionIsNotToldToWriteAnother() {
        Term days = VOCABULARY.term("request", "derived.naturalDays").orElseThrow();
        for (String cell : new String[] {">=2", "[1,5]", "三天", "参数.days"}) {
            assertThatThrownBy(() -> CellLanguage.conclusion(cell, days)).isInstanceOf(CellLanguage.NotAccepted.class).hasMessage("整数，如 3 (whole number)");
        }
    }

    @Test
    void aLabelMayHoldASeparatorOrBeginWithNot() throws CellLanguage.NotAccepted {
        Term topic = VOCABULARY.term("request", "facts.topic").orElseThrow();
        assertThat(CellLanguage.test("非本级权限事项、停车", topic, name -> null)).isEqualTo(new org.whistle.ruleset.Test.In(Set.of("BEYOND_LEVEL", "PARKING")));
        assertThat(CellLanguage.test("非 停车", topic, name -> null)).isEqualTo(new org.whistle.ruleset.Test.NotIn(Set.of("PARKING")));
        Term visitor = VOCABULARY.term("household", "derived.visitor").orElseThrow();
        assertThat(CellLanguage.test("楼门长、邻居或网格、结对人", visitor, name -> null)).isEqualTo(new org.whistle.ruleset.Test.In(Set.of("NEIGHBOURS", "PAIR")));
        assertThat(CellLanguage.conclusion("楼门长、邻居或网格", visitor)).isEqualTo("NEIGHBOURS");
        Term funding = VOCABULARY.term("request", "facts.fundingYuan").orElseThrow();
        assertThat(CellLanguage.test("＞＝５００，０００", funding, name -> null))
                .isEqualTo(new org.whistle.ruleset.Test.Range(new BigDecimal("500000"), true, null, false));
        assertThat(CellLanguage.test("2026年1月3日", VOCABULARY.term("every", "derived.day").orElseThrow(), name -> null))
                .isEqualTo(new org.whistle.ruleset.Test.In(Set.of(java.time.LocalDate.of(2026, 1, 3))));
    }

    @Test
    void libreOfficeOpensAndSavesUnharmed(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Stream.of("/usr/bin/soffice", "/usr/bin/libreoffice").anyMatch(path -> Files.exists(Path.of(path))), "LibreOffice is not installed");
        Process saved = new ProcessBuilder("soffice", "-env:UserInstallation=" + folder.resolve("profile").toUri(), "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
                "--outdir", folder.toString(), TABLES.resolve("wanshoulu/tier.xlsx").toAbsolutePath().toString()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile()).start();
        assertThat(saved.waitFor(180, TimeUnit.SECONDS)).isTrue();
        Reading reading = WorkbookReader.read(Files.readAllBytes(folder.resolve("tier.xlsx")), VOCABULARY);
        assertThat(reading).as(String.valueOf(reading)).isInstanceOf(Reading.Good.class);
        assertThat(((Reading.Good) reading).table()).isEqualTo(((Reading.Good) WorkbookReader.read(tier(), VOCABULARY)).table());
    }

    private static byte[] tier() throws IOException {
        return Files.readAllBytes(TABLES.resolve("wanshoulu/tier.xlsx"));
    }

    private static byte[] changed(Consumer<XSSFSheet> change) throws IOException {
        try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(tier())); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            change.accept(book.getSheetAt(0));
            book.write(out);
            return out.toByteArray();
        }
    }

    private static void text(XSSFSheet sheet, int row, String heading, String text) {
        cell(sheet, row, heading).setCellValue(text);
    }

    private static org.apache.poi.xssf.usermodel.XSSFCell cell(XSSFSheet sheet, int row, String heading) {
        for (var cell : sheet.getRow(2)) {
            if (cell.getStringCellValue().equals(heading)) {
                return sheet.getRow(row).getCell(cell.getColumnIndex());
            }
        }
        throw new AssertionError("no heading " + heading);
    }

    private static byte[] with(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(tier())); ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                in.transferTo(out);
            }
            out.putNextEntry(new ZipEntry(name));
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] zip(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.putNextEntry(new ZipEntry(name));
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
