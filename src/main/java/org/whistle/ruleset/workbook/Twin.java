package org.whistle.ruleset.workbook;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.whistle.ruleset.Parameter;
import org.whistle.ruleset.Row;
import org.whistle.ruleset.Table;

/** A table as text that people can read and compare line by line. */
public final class Twin {

    private Twin() {
    }

    /** Markdown; the same table always gives the same text. */
    public static String of(Table table) {
        StringBuilder text = new StringBuilder();
        text.append("# ").append(table.title().zh()).append(' ').append(table.title().en()).append("\n\n")
                .append(table.id()).append(" · ").append(table.kind()).append(" · ").append(table.hitPolicy().zh()).append(' ').append(table.hitPolicy())
                .append(" · ").append(table.basis()).append("\n\n");
        List<String> head = new ArrayList<>(Shape.BEFORE);
        table.conditions().forEach(column -> head.add("? " + column.heading()));
        table.conclusions().forEach(column -> head.add("→ " + column.heading()));
        head.addAll(Shape.AFTER);
        line(text, head);
        line(text, head.stream().map(unused -> "---").toList());
        Set<Integer> drawn = new HashSet<>();
        for (Row row : table.rows()) {
            if (drawn.add(row.line())) {
                line(text, cells(table, row));
            }
        }
        if (!table.parameters().isEmpty()) {
            text.append('\n');
            line(text, Shape.PARAMETER_HEADINGS);
            line(text, Shape.PARAMETER_HEADINGS.stream().map(unused -> "---").toList());
            for (Parameter one : table.parameters()) {
                line(text, List.of(one.name(), one.label().zh(), one.label().en(), one.type().name(), String.valueOf(one.value()), one.unit(),
                        one.from() == null ? "" : one.from().toString(), one.to() == null ? "" : one.to().toString(), one.source()));
            }
        }
        return text.toString();
    }

    private static List<String> cells(Table table, Row row) {
        List<String> communities = row.communities().stream().sorted().toList();
        // the parts of a row whose parameters change share its line: the twin shows the row's own period
        List<Row> parts = table.rows().stream().filter(part -> part.line() == row.line()).toList();
        Row last = parts.get(parts.size() - 1);
        List<String> cells = new ArrayList<>(List.of(row.ruleId(), String.join("、", communities), row.from() == null ? "" : row.from().toString(),
                last.to() == null ? "" : last.to().toString(), String.valueOf(row.priority())));
        cells.addAll(row.cells());
        cells.addAll(List.of(row.source(), row.sentence().zh(), row.sentence().en()));
        return cells;
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ");
        text.append(String.join(" | ", cells.stream().map(cell -> cell.replace("|", "\\|").replace("\n", " ")).toList()));
        text.append(" |\n");
    }
}
