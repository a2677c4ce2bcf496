package org.whistle.ruleset.workbook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.whistle.facts.Basis;
import org.whistle.facts.Label;
import org.whistle.facts.Term;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.HitPolicy;
import org.whistle.ruleset.Table;
import org.whistle.ruleset.TableId;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A new table on its way to its first workbook: cells as text, columns by term.
 *
 * @param note what the sheet says below its title
 */
public record Draft(TableId id, String kind, Label title, Label note, HitPolicy hitPolicy, Basis basis, List<Heading> conditions,
                    List<Heading> conclusions, List<Line> rows, List<Threshold> parameters) {

    /** A column: its term and what the sheet calls it. */
    public record Heading(Term term, String text) {
    }

    /** One row as text; blank where nothing is said. */
    public record Line(String id, String communities, String from, String to, int priority, List<String> conditions, List<String> conclusions,
                       String source, String zh, String en) {
    }

    /** One line of the 参数 sheet as text. */
    public record Threshold(String name, String zh, String en, Term.Type type, String value, String unit, String from, String to, String source) {
    }

    /**
     * Reads a draft.
     *
     * @throws IllegalArgumentException if it speaks of terms which the vocabulary does not have
     */
    public static Draft read(byte[] yaml, Vocabulary vocabulary) {
        JsonNode root = YAMLMapper.builder().build().readTree(yaml);
        String kind = root.get("kind").asString();
        List<Heading> conditions = headings(root.get("conditions"), kind, vocabulary);
        List<Heading> conclusions = headings(root.get("conclusions"), kind, vocabulary);
        List<Line> rows = new ArrayList<>();
        for (JsonNode row : root.get("rows")) {
            rows.add(new Line(text(row, "id"), text(row, "communities"), text(row, "from"), text(row, "to"), row.get("priority").asInt(),
                    cells(row.get("when"), conditions), cells(row.get("then"), conclusions), text(row, "source"), text(row, "zh"), text(row, "en")));
        }
        List<Threshold> parameters = new ArrayList<>();
        for (JsonNode line : root.path("parameters")) {
            parameters.add(new Threshold(text(line, "name"), text(line, "zh"), text(line, "en"), Term.Type.valueOf(text(line, "type")),
                    text(line, "value"), text(line, "unit"), text(line, "from"), text(line, "to"), text(line, "source")));
        }
        return new Draft(TableId.parse(text(root, "table")), kind, label(root.get("title")), label(root.get("note")),
                HitPolicy.valueOf(text(root, "hitPolicy")), Basis.valueOf(text(root, "basis")), conditions, conclusions, rows, parameters);
    }

    private static List<Heading> headings(JsonNode columns, String kind, Vocabulary vocabulary) {
        List<Heading> headings = new ArrayList<>();
        for (JsonNode column : columns) {
            String path = text(column, "term");
            Term term = path.equals(Table.UNDECIDED.path()) ? Table.UNDECIDED : vocabulary.term(kind, path)
                    .orElseThrow(() -> new IllegalArgumentException("the vocabulary has no term " + path + " for the kind " + kind));
            headings.add(new Heading(term, column.has("heading") ? text(column, "heading") : Shape.heading(term)));
        }
        return headings;
    }

    private static List<String> cells(JsonNode said, List<Heading> columns) {
        Map<String, String> left = new LinkedHashMap<>();
        said.properties().forEach(entry -> left.put(entry.getKey(), entry.getValue().asString()));
        List<String> cells = new ArrayList<>();
        for (Heading column : columns) {
            cells.add(CellLanguage.labelled(left.remove(column.term().path()), column.term()));
        }
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("a row speaks of terms that have no column: " + left.keySet());
        }
        return cells;
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isMissingNode() || value.isNull() ? "" : value.asString();
    }

    private static Label label(JsonNode node) {
        return new Label(text(node, "zh"), text(node, "en"));
    }
}
