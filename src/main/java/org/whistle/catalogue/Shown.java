package org.whistle.catalogue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.whistle.facts.Code;
import org.whistle.facts.JsonValues;
import org.whistle.facts.Term;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Column;
import org.whistle.ruleset.Parameter;
import org.whistle.ruleset.Row;
import org.whistle.ruleset.SourceGrades;
import org.whistle.ruleset.Table;

/** Tables and terms as the contract's catalogue describes them. */
final class Shown {

    private final Vocabulary vocabulary;
    private final SourceGrades grades;

    Shown(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.grades = new SourceGrades(vocabulary);
    }

    /** A code of a code list of the contract. */
    Object coded(String list, String code) {
        return vocabulary.codes(list).stream().filter(one -> one.value().equals(code)).findFirst().map(JsonValues::of)
                .orElseThrow(() -> new IllegalArgumentException("the contract's " + list + " has no code " + code));
    }

    Object kind(String kind) {
        return JsonValues.of(new Code(kind, vocabulary.label(kind)));
    }

    Map<String, Object> summary(Table table) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", table.id().toString());
        shown.put("title", JsonValues.of(table.title()));
        shown.put("kind", kind(table.kind()));
        shown.put("hitPolicy", coded("HitPolicy", table.hitPolicy().name()));
        shown.put("basis", coded("Basis", table.basis().name()));
        shown.put("rules", lines(table.rows().stream()));
        shown.put("placeholders", lines(table.rows().stream().filter(row -> grades.local(row.source()))));
        return shown;
    }

    /** A line of the sheet is several rows where a parameter that it names changes. */
    private static long lines(Stream<Row> rows) {
        return rows.map(Row::line).distinct().count();
    }

    /** Everything that a table says on a day. */
    Map<String, Object> table(Table table, LocalDate day) {
        Map<String, Object> shown = new LinkedHashMap<>();
        List<Object> columns = new ArrayList<>();
        table.conditions().forEach(column -> columns.add(column(column, "CONDITION")));
        table.conclusions().forEach(column -> columns.add(column(column, "CONCLUSION")));
        shown.put("table", summary(table));
        shown.put("sheet", table.sheet());
        shown.put("columns", columns);
        shown.put("rows", table.rows().stream().map(row -> row(table, row, day)).toList());
        shown.put("parameters", table.parameters().stream().map(parameter -> parameter(parameter, day)).toList());
        return shown;
    }

    Map<String, Object> term(String kind, Term term) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("path", term.path());
        shown.put("label", JsonValues.of(term.label()));
        shown.put("type", coded("ValueType", term.type().name()));
        shown.put("many", term.many());
        term.unit().ifPresent(unit -> shown.put("unit", JsonValues.of(unit)));
        shown.put("codes", JsonValues.of(term.codes()));
        if (term.path().startsWith("facts.")) {
            shown.put("required", vocabulary.required(kind, term.path()));
            vocabulary.fallback(kind, term.path()).ifPresent(fallback -> shown.put("default", fallback));
        }
        return shown;
    }

    private static Map<String, Object> column(Column column, String role) {
        String unit = column.term().unit().map(label -> " (" + label.en() + ")").orElse("");
        return Map.of("heading", Map.of("zh", column.heading(), "en", column.term().label().en() + unit), "role", role, "letters", column.letters(),
                "term", column.term().path());
    }

    private Map<String, Object> row(Table table, Row row, LocalDate day) {
        List<Object> cells = new ArrayList<>();
        int conditions = table.conditions().size();
        for (int i = 0; i < conditions; i++) {
            cells.add(Map.of("zh", row.cells().get(i), "en", EnglishCells.of(row.tests().get(i), table.conditions().get(i).term())));
        }
        for (int i = 0; i < table.conclusions().size(); i++) {
            cells.add(Map.of("zh", row.cells().get(conditions + i), "en", EnglishCells.of(row.conclusions().get(i), table.conclusions().get(i).term())));
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("rule", row.ruleId());
        shown.put("line", row.line());
        dates(shown, row.from(), row.to(), day);
        shown.put("communities", communities(row.communities()));
        shown.put("priority", row.priority());
        shown.put("cells", cells);
        shown.put("source", row.source());
        shown.put("grades", JsonValues.of(grades.of(row.source())));
        shown.put("sentence", JsonValues.of(row.sentence()));
        return shown;
    }

    private Map<String, Object> parameter(Parameter parameter, LocalDate day) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", parameter.name());
        shown.put("label", JsonValues.of(parameter.label()));
        shown.put("type", coded("ValueType", parameter.type().name()));
        shown.put("value", String.valueOf(JsonValues.of(parameter.value())));
        shown.put("unit", parameter.unit());
        dates(shown, parameter.from(), parameter.to(), day);
        shown.put("source", parameter.source());
        shown.put("grades", JsonValues.of(grades.of(parameter.source())));
        return shown;
    }

    private Object communities(Set<String> codes) {
        return JsonValues.of(vocabulary.communities().stream().filter(community -> codes.contains(community.value())).toList());
    }

    private static void dates(Map<String, Object> shown, LocalDate from, LocalDate to, LocalDate day) {
        shown.put("inForce", (from == null || !day.isBefore(from)) && (to == null || day.isBefore(to)));
        if (from != null) {
            shown.put("from", from.toString());
        }
        if (to != null) {
            shown.put("to", to.toString());
        }
    }
}
