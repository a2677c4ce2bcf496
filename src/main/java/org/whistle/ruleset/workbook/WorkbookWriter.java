package org.whistle.ruleset.workbook;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.poi.ss.usermodel.BorderStyle;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.DataValidation;
import org.apache.poi.ss.usermodel.DataValidationHelper;
import org.apache.poi.ss.usermodel.FillPatternType;
import org.apache.poi.ss.usermodel.Font;
import org.apache.poi.ss.usermodel.IndexedColors;
import org.apache.poi.ss.usermodel.PageMargin;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.usermodel.SheetVisibility;
import org.apache.poi.ss.usermodel.VerticalAlignment;
import org.apache.poi.ss.util.CellRangeAddressList;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.whistle.facts.Code;
import org.whistle.facts.Term;
import org.whistle.facts.Vocabulary;

/** Draws a draft as a workbook; the same draft always gives the same bytes. */
public final class WorkbookWriter {

    private static final String LISTS = "词表";
    private static final int SPARE_ROWS = 200;

    private final Draft draft;
    private final Vocabulary vocabulary;
    private final XSSFWorkbook book = new XSSFWorkbook();
    private final Sheet lists;
    private int listColumns;

    private WorkbookWriter(Draft draft, Vocabulary vocabulary) {
        this.draft = draft;
        this.vocabulary = vocabulary;
        Sheet rows = book.createSheet(draft.title().zh());
        Sheet parameters = book.createSheet(Shape.PARAMETERS);
        Sheet guide = book.createSheet(Shape.GUIDE);
        Sheet binding = book.createSheet(Shape.BINDING);
        lists = book.createSheet(LISTS);
        rows(rows);
        parameters(parameters);
        guide(guide);
        binding(binding);
        book.setSheetVisibility(book.getSheetIndex(binding), SheetVisibility.VERY_HIDDEN);
        book.setSheetVisibility(book.getSheetIndex(lists), SheetVisibility.VERY_HIDDEN);
    }

    /** The bytes of an .xlsx file. */
    public static byte[] write(Draft draft, Vocabulary vocabulary) {
        WorkbookWriter writer = new WorkbookWriter(draft, vocabulary);
        try (XSSFWorkbook book = writer.book; ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            var core = book.getProperties().getCoreProperties();
            core.setCreated(Optional.of(new Date(0)));
            core.setModified(Optional.of(new Date(0)));
            core.setCreator("Whistle");
            core.setTitle(draft.id().toString());
            book.write(out);
            return still(out.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void rows(Sheet sheet) {
        CellStyle title = style(true, 14, null);
        CellStyle note = style(false, 10, null);
        title.setWrapText(false);
        note.setWrapText(false);
        text(sheet, 0, 0, draft.title().zh() + "  " + draft.title().en(), title);
        text(sheet, 1, 0, draft.note().zh() + "  " + draft.note().en(), note);
        CellStyle common = heading(IndexedColors.GREY_25_PERCENT);
        CellStyle condition = heading(IndexedColors.PALE_BLUE);
        CellStyle conclusion = heading(IndexedColors.LIGHT_GREEN);
        int column = 0;
        int last = Shape.HEADING_ROW + draft.rows().size() + SPARE_ROWS;
        for (String text : Shape.BEFORE) {
            text(sheet, Shape.HEADING_ROW, column, text, common);
            sheet.setColumnWidth(column++, (text.equals(Shape.PRIORITY) ? 8 : text.equals(Shape.COMMUNITIES) ? 16 : 12) * 256);
        }
        choices(sheet, 1, last, vocabulary.communities());
        for (Draft.Heading heading : draft.conditions()) {
            text(sheet, Shape.HEADING_ROW, column, heading.text(), condition);
            choices(sheet, column, last, heading.term());
            sheet.setColumnWidth(column++, 15 * 256);
        }
        for (Draft.Heading heading : draft.conclusions()) {
            text(sheet, Shape.HEADING_ROW, column, heading.text(), conclusion);
            choices(sheet, column, last, heading.term());
            sheet.setColumnWidth(column++, 20 * 256);
        }
        for (String text : Shape.AFTER) {
            text(sheet, Shape.HEADING_ROW, column, text, common);
            sheet.setColumnWidth(column++, (text.equals(Shape.SOURCE) ? 30 : 44) * 256);
        }
        sheet.getRow(Shape.HEADING_ROW).setHeightInPoints(32);
        CellStyle body = style(false, 10, null);
        border(body);
        int line = Shape.HEADING_ROW + 1;
        for (Draft.Line row : draft.rows()) {
            List<String> cells = new ArrayList<>(List.of(row.id(), row.communities(), row.from(), row.to(), ""));
            cells.addAll(row.conditions());
            cells.addAll(row.conclusions());
            cells.addAll(List.of(row.source(), row.zh(), row.en()));
            for (int i = 0; i < cells.size(); i++) {
                text(sheet, line, i, cells.get(i), body);
            }
            sheet.getRow(line).getCell(Shape.BEFORE.indexOf(Shape.PRIORITY)).setCellValue(row.priority());
            sheet.getRow(line).setHeightInPoints(height(sheet, cells));
            line++;
        }
        sheet.createFreezePane(1, Shape.HEADING_ROW + 1);
        sheet.getPrintSetup().setLandscape(true);
        sheet.getPrintSetup().setPaperSize(org.apache.poi.ss.usermodel.PrintSetup.A3_PAPERSIZE);
        sheet.setFitToPage(true);
        sheet.getPrintSetup().setFitHeight((short) 0);
        sheet.setMargin(PageMargin.LEFT, 0.4);
        sheet.setMargin(PageMargin.RIGHT, 0.4);
    }

    /** Room for the cell that needs most lines; a Chinese character is as wide as two others. */
    private static float height(Sheet sheet, List<String> cells) {
        int lines = 1;
        for (int i = 0; i < cells.size(); i++) {
            int width = cells.get(i).codePoints().map(point -> point > 0x2e80 ? 2 : 1).sum();
            lines = Math.max(lines, width * 256 * 11 / 10 / sheet.getColumnWidth(i) + 1);
        }
        return lines * 14f + 3;
    }

    private void parameters(Sheet sheet) {
        CellStyle head = heading(IndexedColors.GREY_25_PERCENT);
        CellStyle body = style(false, 10, null);
        border(body);
        for (int i = 0; i < Shape.PARAMETER_HEADINGS.size(); i++) {
            text(sheet, 0, i, Shape.PARAMETER_HEADINGS.get(i), head);
            sheet.setColumnWidth(i, 18 * 256);
        }
        int line = 1;
        for (Draft.Threshold one : draft.parameters()) {
            List<String> cells = List.of(one.name(), one.zh(), one.en(), one.type().name(), one.value(), one.unit(), one.from(), one.to(), one.source());
            for (int i = 0; i < cells.size(); i++) {
                text(sheet, line, i, cells.get(i), body);
            }
            line++;
        }
        sheet.createFreezePane(0, 1);
    }

    private void guide(Sheet sheet) {
        String[][] lines = {
            {"写法", "含义", "Meaning"},
            {"空白 或 –", "不限", "anything, told or not"},
            {"缺失", "没有提供这一事实", "the fact was not told"},
            {"空", "已提供，但一项也没有", "told, and none"},
            {"甲、乙", "其中之一", "one of these"},
            {"非 甲、乙", "已提供，且不是其中任何一个", "told, and none of these"},
            {">=5   <10   [5,10)   1..3", "数、日期、时长的范围；方括号含端点，圆括号不含", "ranges; square brackets include the end, round ones do not"},
            {">=参数.名称", "与“参数”页上的值比较，按其生效期", "compared with a value of the sheet 参数 in force"},
            {"2026-03-01", "日期；生效日当天起算，失效日当天不算", "dates; 生效 is included, 失效 is not"},
            {"30分钟、24小时、7日", "时长", "durations"},
            {"是、否", "是否；没有提供不等于否", "yes, no; not told is not no"},
            {"规则号", "长期不变的名称，判定会引用", "the lasting name which decisions quote"},
            {"优先级", "数字小者先；同级同时命中须由人工判定", "lowest first; equal and both matching is a conflict"},
            {"依据、说明、英文说明", "每行必填；说明中 {列名} 会换成实际值，{列名:个} 另写单位",
                "required; {heading} is replaced by the value seen, {heading:day/days} with a unit of its own"}};
        CellStyle head = heading(IndexedColors.GREY_25_PERCENT);
        CellStyle body = style(false, 10, null);
        for (int row = 0; row < lines.length; row++) {
            for (int column = 0; column < 3; column++) {
                text(sheet, row, column, lines[row][column], row == 0 ? head : body);
            }
        }
        sheet.setColumnWidth(0, 30 * 256);
        sheet.setColumnWidth(1, 50 * 256);
        sheet.setColumnWidth(2, 50 * 256);
    }

    private void binding(Sheet sheet) {
        CellStyle plain = style(false, 10, null);
        List<List<String>> lines = new ArrayList<>(List.of(
                List.of("table", draft.id().toString()), List.of("kind", draft.kind()), List.of("hitPolicy", draft.hitPolicy().name()),
                List.of("basis", draft.basis().name()), List.of("title", draft.title().zh(), draft.title().en()),
                List.of("sheet", draft.title().zh()), List.of("vocabulary", vocabulary.version())));
        draft.conditions().forEach(heading -> lines.add(List.of("condition", heading.text(), heading.term().path())));
        draft.conclusions().forEach(heading -> lines.add(List.of("conclusion", heading.text(), heading.term().path())));
        for (int row = 0; row < lines.size(); row++) {
            for (int column = 0; column < lines.get(row).size(); column++) {
                text(sheet, row, column, lines.get(row).get(column), plain);
            }
        }
        sheet.protectSheet("");
    }

    private void choices(Sheet sheet, int column, int last, Term term) {
        if (term.type() == Term.Type.BOOLEAN) {
            choices(sheet, column, last, List.of("是", "否"));
        } else if (!term.codes().isEmpty()) {
            choices(sheet, column, last, term.codes().stream().map(code -> code.label().zh()).toList());
        }
    }

    private void choices(Sheet sheet, int column, int last, java.util.Collection<?> members) {
        List<String> labels = members.stream().map(member -> member instanceof Code code ? code.label().zh() : (String) member).toList();
        for (int i = 0; i < labels.size(); i++) {
            Row row = lists.getRow(i) == null ? lists.createRow(i) : lists.getRow(i);
            row.createCell(listColumns).setCellValue(labels.get(i));
        }
        String letters = CellReference.convertNumToColString(listColumns++);
        DataValidationHelper helper = sheet.getDataValidationHelper();
        DataValidation validation = helper.createValidation(
                helper.createFormulaListConstraint("'" + LISTS + "'!$" + letters + "$1:$" + letters + "$" + labels.size()),
                new CellRangeAddressList(Shape.HEADING_ROW + 1, last, column, column));
        // several values, 非 and 缺失 are written by hand, so a list proposes and does not forbid; the reader has the last word
        validation.setShowErrorBox(false);
        validation.setSuppressDropDownArrow(true);
        sheet.addValidationData(validation);
    }

    private CellStyle heading(IndexedColors colour) {
        CellStyle style = style(true, 10, colour);
        border(style);
        style.setVerticalAlignment(VerticalAlignment.CENTER);
        return style;
    }

    private CellStyle style(boolean bold, int points, IndexedColors fill) {
        CellStyle style = book.createCellStyle();
        Font font = book.createFont();
        font.setFontName("Noto Sans CJK SC");
        font.setBold(bold);
        font.setFontHeightInPoints((short) points);
        style.setFont(font);
        style.setWrapText(true);
        style.setVerticalAlignment(VerticalAlignment.TOP);
        style.setDataFormat(book.createDataFormat().getFormat(fill == null && !bold ? "@" : "General"));
        if (fill != null) {
            style.setFillForegroundColor(fill.getIndex());
            style.setFillPattern(FillPatternType.SOLID_FOREGROUND);
        }
        return style;
    }

    private static void border(CellStyle style) {
        style.setBorderBottom(BorderStyle.THIN);
        style.setBorderTop(BorderStyle.THIN);
        style.setBorderLeft(BorderStyle.THIN);
        style.setBorderRight(BorderStyle.THIN);
    }

    private static void text(Sheet sheet, int row, int column, String text, CellStyle style) {
        Row line = sheet.getRow(row) == null ? sheet.createRow(row) : sheet.getRow(row);
        var cell = line.createCell(column);
        cell.setCellStyle(style);
        if (!text.isEmpty()) {
            cell.setCellValue(text);
        }
    }

    /** The same parts in a fixed order and without the hour of writing. */
    private static byte[] still(byte[] zip) throws IOException {
        Map<String, byte[]> parts = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                parts.put(entry.getName(), in.readAllBytes());
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                ZipEntry entry = new ZipEntry(part.getKey());
                entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
                out.putNextEntry(entry);
                out.write(part.getValue());
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
