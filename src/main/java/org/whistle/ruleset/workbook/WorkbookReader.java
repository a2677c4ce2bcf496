package org.whistle.ruleset.workbook;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.poi.openxml4j.exceptions.OpenXML4JRuntimeException;
import org.apache.poi.ooxml.POIXMLException;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.whistle.facts.Basis;
import org.whistle.facts.Code;
import org.whistle.facts.Label;
import org.whistle.facts.Term;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Column;
import org.whistle.ruleset.HitPolicy;
import org.whistle.ruleset.Parameter;
import org.whistle.ruleset.Row;
import org.whistle.ruleset.SourceGrades;
import org.whistle.ruleset.Table;
import org.whistle.ruleset.TableId;
import org.whistle.ruleset.Test;

/** Reads a workbook as a typed table, or says everything that is wrong with it. */
public final class WorkbookReader {

    /** What a place of a sentence may give another unit, as in {@code {days:day/days}}. */
    private static final Set<Term.Type> COUNTED = EnumSet.of(Term.Type.INTEGER, Term.Type.DECIMAL, Term.Type.DURATION);
    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern PARAMETER = Pattern.compile("参数[.．]([A-Za-z][A-Za-z0-9]*)");

    private final Vocabulary vocabulary;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, String> facts = new HashMap<>();
    private final Map<String, Term> conditionTerms = new LinkedHashMap<>();
    private final Map<String, Term> conclusionTerms = new LinkedHashMap<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final List<Parameter> parameters = new ArrayList<>();
    private final SourceGrades grades;
    private Label title;
    private Grid grid;

    /** @param grades null where a 依据 need not name its grade */
    private WorkbookReader(Vocabulary vocabulary, SourceGrades grades) {
        this.vocabulary = vocabulary;
        this.grades = grades;
    }

    /** Reads a workbook, also one that was published when less was asked of it. Never throws on what people upload. */
    public static Reading read(byte[] file, Vocabulary vocabulary) {
        return read(file, vocabulary, null);
    }

    /** Reads a workbook that is to be published: every 依据 must name its grade. */
    public static Reading readNew(byte[] file, Vocabulary vocabulary) {
        return read(file, vocabulary, new SourceGrades(vocabulary));
    }

    private static Reading read(byte[] file, Vocabulary vocabulary, SourceGrades grades) {
        List<Fault> unsafe = Upload.faults(file);
        if (!unsafe.isEmpty()) {
            return new Reading.Bad(List.copyOf(unsafe));
        }
        WorkbookReader reader = new WorkbookReader(vocabulary, grades);
        Table table = null;
        try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(file))) {
            table = reader.table(book);
        } catch (IOException | POIXMLException | OpenXML4JRuntimeException | IllegalArgumentException | IllegalStateException e) {
            reader.faults.add(Fault.of("", "", "", "无法打开", "能在 Excel 或 WPS 中打开的 .xlsx (an .xlsx that opens)", "工作簿无法打开", "the workbook does not open"));
        }
        return reader.faults.isEmpty() ? new Reading.Good(table) : new Reading.Bad(List.copyOf(reader.faults));
    }

    private Table table(XSSFWorkbook book) {
        XSSFSheet binding = book.getSheet(Shape.BINDING);
        if (binding == null) {
            faults.add(Fault.of(Shape.BINDING, "", "", "没有这一页", "从本系统下载的工作簿 (a workbook downloaded from here)", "工作簿缺少隐藏的绑定页", "the hidden sheet of bindings is missing"));
            return null;
        }
        if (!bind(new Grid(binding, faults))) {
            return null;
        }
        XSSFSheet sheet = book.getSheet(facts.get("sheet"));
        if (sheet == null) {
            faults.add(Fault.of(facts.get("sheet"), "", "", "没有这一页", facts.get("sheet"), "规则页不见了或改了名", "the sheet of rules is gone or was renamed"));
            return null;
        }
        if (book.getSheet(Shape.PARAMETERS) != null) {
            parameters(new Grid(book.getSheet(Shape.PARAMETERS), faults));
        }
        grid = new Grid(sheet, faults);
        grid.refuseMerged(Shape.HEADING_ROW);
        grid.refuseHidden(Shape.HEADING_ROW);
        if (!headings()) {
            return null;
        }
        List<Column> conditions = columns(conditionTerms);
        List<Column> conclusions = columns(conclusionTerms);
        List<Row> rows = rows(conditions, conclusions);
        if (rows.isEmpty() && faults.isEmpty()) {
            faults.add(Fault.of(grid.name(), "", "", "没有规则", "至少一行 (at least one row)", "规则页没有规则", "the sheet has no rules"));
        }
        overlaps(rows);
        return new Table(TableId.parse(facts.get("table")), facts.get("kind"), title, HitPolicy.valueOf(facts.get("hitPolicy")),
                Basis.valueOf(facts.get("basis")), grid.name(), conditions, conclusions, List.copyOf(rows), List.copyOf(parameters));
    }

    private boolean bind(Grid binding) {
        int before = faults.size();
        for (int row = 0; row <= binding.lastRow(); row++) {
            String key = binding.text(row, 0);
            String first = binding.text(row, 1);
            if (key.equals("condition") || key.equals("conclusion")) {
                String path = binding.text(row, 2);
                Optional<Term> term = path.equals(Table.UNDECIDED.path()) ? Optional.of(Table.UNDECIDED)
                        : vocabulary.kinds().contains(facts.getOrDefault("kind", "")) ? vocabulary.term(facts.get("kind"), path) : Optional.empty();
                if (term.isEmpty()) {
                    binding.fault(row, 2, first, path, "词表中的词 (a term of the vocabulary)", "绑定的词不在词表中", "the bound term is not in the vocabulary");
                } else {
                    if (conditionTerms.containsKey(first) || conclusionTerms.containsKey(first)) {
                        binding.fault(row, 1, first, first, "每个列名一列 (each heading once)", "两列同名", "two columns have one heading");
                    }
                    (key.equals("condition") ? conditionTerms : conclusionTerms).put(first, term.get());
                }
            } else if (key.equals("title")) {
                title = new Label(first, binding.text(row, 2));
            } else if (!key.isEmpty()) {
                facts.put(key, first);
            }
        }
        for (String key : List.of("table", "kind", "hitPolicy", "basis", "sheet")) {
            if (!valid(key, facts.get(key))) {
                faults.add(Fault.of(Shape.BINDING, "", "", key + "=" + facts.get(key), "从本系统下载的工作簿 (a workbook downloaded from here)",
                        "绑定页被改动", "the sheet of bindings was changed"));
            }
        }
        return faults.size() == before && title != null;
    }

    private boolean valid(String key, String value) {
        try {
            return value != null && switch (key) {
                case "table" -> TableId.parse(value) != null;
                case "kind" -> vocabulary.kinds().contains(value);
                case "hitPolicy" -> HitPolicy.valueOf(value) != null;
                case "basis" -> Basis.valueOf(value) != null;
                default -> !value.isEmpty();
            };
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean headings() {
        int before = faults.size();
        List<String> expected = new ArrayList<>(Shape.BEFORE);
        expected.addAll(conditionTerms.keySet());
        expected.addAll(conclusionTerms.keySet());
        expected.addAll(Shape.AFTER);
        for (int column = 0; column < grid.width(Shape.HEADING_ROW); column++) {
            String heading = grid.text(Shape.HEADING_ROW, column).strip();
            if (heading.isEmpty()) {
                continue;
            }
            if (!expected.contains(heading)) {
                grid.fault(Shape.HEADING_ROW, column, heading, heading, String.join("、", expected), "不认识的列名", "unknown heading");
            } else if (places.put(heading, column) != null) {
                grid.fault(Shape.HEADING_ROW, column, heading, heading, "每个列名一列 (each heading once)", "列名重复", "heading twice");
            }
        }
        for (String heading : expected) {
            if (!places.containsKey(heading)) {
                faults.add(Fault.of(grid.name(), "", heading, "没有这一列", heading, "缺少列", "a column is missing"));
            }
        }
        return faults.size() == before;
    }

    private List<Column> columns(Map<String, Term> terms) {
        List<Column> columns = new ArrayList<>();
        terms.forEach((heading, term) -> columns.add(new Column(heading, term, Grid.letters(places.get(heading)))));
        return List.copyOf(columns);
    }

    private void parameters(Grid sheet) {
        for (int row = 1; row <= sheet.lastRow(); row++) {
            if (sheet.blank(row)) {
                continue;
            }
            try {
                Term.Type type = Term.Type.valueOf(sheet.text(row, 3).strip());
                Term term = new Term("parameter", type, false, Optional.empty(), List.of(), new Label("值", "value"));
                Object value = CellLanguage.conclusion(sheet.text(row, 4), term);
                if (value == null || sheet.text(row, 0).isBlank() || sheet.text(row, 8).isBlank()) {
                    sheet.fault(row, value == null ? 4 : sheet.text(row, 0).isBlank() ? 0 : 8, "", "", "参数名、值、依据都要填写 (name, value and source)", "参数缺少内容", "the parameter is incomplete");
                    continue;
                }
                Parameter read = new Parameter(sheet.text(row, 0).strip(), type, value, sheet.text(row, 5), date(sheet, row, 6, Shape.FROM),
                        date(sheet, row, 7, Shape.TO), sheet.text(row, 8), new Label(sheet.text(row, 1), sheet.text(row, 2)));
                boolean doubled = parameters.stream().anyMatch(one -> one.name().equals(read.name())
                        && (one.to() == null || read.from() == null || read.from().isBefore(one.to()))
                        && (read.to() == null || one.from() == null || one.from().isBefore(read.to())));
                if (doubled) {
                    sheet.fault(row, 0, "参数名", read.name(), "不重叠的生效期 (periods that do not overlap)", "同名参数同时有效", "the parameter has two values at once");
                }
                graded(sheet, row, 8, read.source());
                parameters.add(read);
            } catch (CellLanguage.NotAccepted e) {
                sheet.fault(row, 4, "值", sheet.text(row, 4), e.getMessage(), "参数的值不对", "the parameter's value is wrong");
            } catch (IllegalArgumentException e) {
                sheet.fault(row, 3, "类型", sheet.text(row, 3), "INTEGER、DECIMAL、DATE、TIME、DURATION", "参数的类型不对", "the parameter's type is wrong");
            }
        }
    }

    private List<Row> rows(List<Column> conditions, List<Column> conclusions) {
        List<Row> rows = new ArrayList<>();
        if (grid.lastRow() > Shape.MOST_ROWS) {
            faults.add(Fault.of(grid.name(), "", "", String.valueOf(grid.lastRow()), "最多" + Shape.MOST_ROWS + "行 (rows at most)", "行数太多", "too many rows"));
            return rows;
        }
        for (int line = Shape.HEADING_ROW + 1; line <= grid.lastRow(); line++) {
            if (!grid.blank(line)) {
                rows.addAll(row(line, conditions, conclusions));
            }
        }
        return rows;
    }

    private List<Row> row(int line, List<Column> conditions, List<Column> conclusions) {
        String id = required(line, Shape.RULE);
        Set<String> communities = communities(line);
        LocalDate from = date(grid, line, places.get(Shape.FROM), Shape.FROM);
        LocalDate to = date(grid, line, places.get(Shape.TO), Shape.TO);
        if (from != null && to != null && !from.isBefore(to)) {
            grid.fault(line, places.get(Shape.TO), Shape.TO, to.toString(), "晚于生效日 " + from + " 的日期 (a later date)", "失效必须晚于生效", "失效 must be later than 生效");
        }
        int priority = priority(line);
        Label sentence = new Label(required(line, Shape.ZH), required(line, Shape.EN));
        check(line, Shape.ZH, sentence.zh());
        check(line, Shape.EN, sentence.en());
        List<String> cells = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        conditions.forEach(column -> cells.add(text(line, column.heading())));
        boolean concluded = false;
        for (Column column : conclusions) {
            String cell = text(line, column.heading());
            cells.add(cell);
            Object value = null;
            try {
                value = CellLanguage.conclusion(cell, column.term());
            } catch (CellLanguage.NotAccepted e) {
                grid.fault(line, places.get(column.heading()), column.heading(), cell, e.getMessage(), "结论不对", "the conclusion is wrong");
            }
            values.add(value);
            concluded |= !cell.isBlank();
        }
        if (!concluded) {
            grid.fault(line, places.get(Shape.RULE), "", id, "至少一个结论 (at least one conclusion)", "这一行没有结论", "the row concludes nothing");
        }
        String source = required(line, Shape.SOURCE);
        graded(grid, line, places.get(Shape.SOURCE), source);
        List<Row> parts = new ArrayList<>();
        for (LocalDate[] period : periods(conditions, line, from, to)) {
            List<Test> tests = new ArrayList<>();
            for (Column column : conditions) {
                tests.add(test(line, column, period[0], period[1]));
            }
            parts.add(new Row(id, communities, period[0], period[1], priority, List.copyOf(tests), unmodifiable(values), List.copyOf(cells), source,
                    sentence, line + 1));
        }
        return parts;
    }

    private static List<Object> unmodifiable(List<Object> values) {
        return java.util.Collections.unmodifiableList(values);
    }

    private Test test(int line, Column column, LocalDate from, LocalDate to) {
        String cell = text(line, column.heading());
        if (column.term() == Table.UNDECIDED) {
            String text = CellLanguage.normal(cell);
            if (!List.of("", "-", "是").contains(text)) {
                grid.fault(line, places.get(column.heading()), column.heading(), cell, "是，或空白 (是 or blank)", "条件不对", "the condition is wrong");
            }
            return text.equals("是") ? new Test.Undecided() : new Test.Any();
        }
        try {
            return CellLanguage.test(cell, column.term(), name -> parameters.stream().filter(one -> one.name().equals(name))
                    .filter(one -> one.from() == null || from != null && !from.isBefore(one.from()))
                    .filter(one -> one.to() == null || to != null && !to.isAfter(one.to()))
                    .findFirst().map(one -> CellLanguage.words(one.value(), column.term())).orElse(null));
        } catch (CellLanguage.NotAccepted e) {
            grid.fault(line, places.get(column.heading()), column.heading(), cell, e.getMessage(), "条件不对", "the condition is wrong");
            return new Test.Any();
        }
    }

    /** The row's time, cut where a parameter it names changes. */
    private List<LocalDate[]> periods(List<Column> conditions, int line, LocalDate from, LocalDate to) {
        TreeSet<LocalDate> cuts = new TreeSet<>();
        for (Column column : conditions) {
            Matcher named = PARAMETER.matcher(CellLanguage.normal(text(line, column.heading())));
            while (named.find()) {
                parameters.stream().filter(one -> one.name().equals(named.group(1))).forEach(one -> {
                    if (one.from() != null) {
                        cuts.add(one.from());
                    }
                    if (one.to() != null) {
                        cuts.add(one.to());
                    }
                });
            }
        }
        cuts.removeIf(cut -> from != null && !cut.isAfter(from) || to != null && !cut.isBefore(to));
        List<LocalDate[]> periods = new ArrayList<>();
        LocalDate start = from;
        for (LocalDate cut : cuts) {
            periods.add(new LocalDate[] {start, cut});
            start = cut;
        }
        periods.add(new LocalDate[] {start, to});
        return periods;
    }

    private void overlaps(List<Row> rows) {
        Map<String, List<Row>> byId = new LinkedHashMap<>();
        for (Row row : rows) {
            List<Row> same = byId.computeIfAbsent(row.ruleId(), unused -> new ArrayList<>());
            for (Row other : same) {
                boolean time = (row.to() == null || other.from() == null || other.from().isBefore(row.to()))
                        && (other.to() == null || row.from() == null || row.from().isBefore(other.to()));
                boolean place = row.communities().isEmpty() || other.communities().isEmpty() || row.communities().stream().anyMatch(other.communities()::contains);
                if (row.line() != other.line() && time && place) {
                    grid.fault(row.line() - 1, places.get(Shape.RULE), Shape.RULE, row.ruleId(), "不同的规则号，或不重叠的生效期 (another 规则号, or periods that do not overlap)",
                            "与第" + other.line() + "行同号且同时有效", "the same 规则号 as row " + other.line() + " at the same time");
                }
            }
            same.add(row);
        }
    }

    private String text(int line, String heading) {
        return grid.text(line, places.get(heading));
    }

    private String required(int line, String heading) {
        String text = text(line, heading).strip();
        if (text.isEmpty()) {
            grid.fault(line, places.get(heading), heading, "", "不能空 (required)", "必须填写", "must be filled in");
        }
        return text;
    }

    private void graded(Grid sheet, int row, int column, String source) {
        if (grades != null && !source.isBlank() && !grades.stated(source)) {
            sheet.fault(row, column, Shape.SOURCE, source, "以" + String.join("、", grades.words()) + "之一开头 (begin with one of these words)",
                    "依据没有写明等级", "the source does not say what it is");
        }
    }

    private int priority(int line) {
        String text = CellLanguage.normal(text(line, Shape.PRIORITY));
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            grid.fault(line, places.get(Shape.PRIORITY), Shape.PRIORITY, text, "整数，如 10 (whole number)", "优先级不对", "the priority is wrong");
            return 0;
        }
    }

    private Set<String> communities(int line) {
        String text = CellLanguage.normal(text(line, Shape.COMMUNITIES));
        if (text.isEmpty() || text.equals("-")) {
            return Set.of();
        }
        Term term = new Term("communities", Term.Type.CODE, true, Optional.empty(), vocabulary.communities(), new Label(Shape.COMMUNITIES, "Communities"));
        try {
            Set<String> found = new TreeSet<>();
            ((List<?>) CellLanguage.conclusion(text, term)).forEach(code -> found.add((String) code));
            return Set.copyOf(found);
        } catch (CellLanguage.NotAccepted e) {
            String accepted = String.join("、", vocabulary.communities().stream().map(Code::label).map(Label::zh).toList());
            grid.fault(line, places.get(Shape.COMMUNITIES), Shape.COMMUNITIES, text, accepted, "不认识的社区", "unknown community");
            return Set.of();
        }
    }

    private static LocalDate date(Grid sheet, int row, int column, String heading) {
        String text = CellLanguage.normal(sheet.text(row, column));
        if (text.isEmpty() || text.equals("-")) {
            return null;
        }
        Term term = new Term("date", Term.Type.DATE, false, Optional.empty(), List.of(), new Label(heading, heading));
        try {
            return (LocalDate) CellLanguage.conclusion(text, term);
        } catch (CellLanguage.NotAccepted e) {
            sheet.fault(row, column, heading, text, e.getMessage(), "日期不对", "the date is wrong");
            return null;
        }
    }

    private void check(int line, String heading, String sentence) {
        Matcher place = PLACE.matcher(sentence);
        while (place.find()) {
            String[] written = place.group(1).split(":", 2);
            String name = written[0];
            boolean path = name.startsWith("facts.") || name.startsWith("derived.") || name.startsWith("outcome.");
            Term term = path ? vocabulary.term(facts.get("kind"), name).orElse(null) : conditionTerms.getOrDefault(name, conclusionTerms.get(name));
            List<String> accepted = new ArrayList<>(conditionTerms.keySet());
            accepted.addAll(conclusionTerms.keySet());
            if (term == null) {
                grid.fault(line, places.get(heading), heading, "{" + place.group(1) + "}", "{" + String.join("}、{", accepted) + "}", "说明中的列名不存在", "the sentence names an unknown heading");
            } else if (written.length > 1 && (written[1].isBlank() || !COUNTED.contains(term.type()) || term.many())) {
                grid.fault(line, places.get(heading), heading, "{" + place.group(1) + "}", "{" + name + "}", "只有数和时长可以另写单位", "only a number or a duration takes a unit of its own");
            }
        }
    }
}
