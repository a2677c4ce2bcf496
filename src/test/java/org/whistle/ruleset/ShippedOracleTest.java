package org.whistle.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;
import org.whistle.facts.Vocabulary;

/** The engine against two second opinions on every shipped table: the plain reading, and Drools with the rows written out as DRL. */
class ShippedOracleTest {

    private static Collection<Table> tables;
    private static Ruleset written;

    @BeforeAll
    static void compile() {
        tables = Shipped.compile(Shipped.files(), Vocabulary.shipped()).tables();
        Map<String, String> drl = new TreeMap<>();
        tables.forEach(table -> drl.put("oracle/" + table.id().scheme() + "_" + table.id().name().replace('-', '_') + ".drl", drl(table)));
        written = Ruleset.compile(List.of(), drl, "");
    }

    @TestFactory
    List<DynamicTest> theEngineAgreesWithThePlainReading() {
        return tables.stream().map(table -> DynamicTest.dynamicTest(table.id().toString(), () -> {
            List<Borders.Asked> borders = Borders.of(table, true);
            assertThat(borders).hasSizeGreaterThan(table.rows().size());
            Ruleset engine = Ruleset.compile(List.of(table), Map.of(), "");
            for (Borders.Asked asked : borders) {
                assertThat(PlainReading.Opinion.of(Asking.ask(engine, table, asked.facts(), asked.community(), asked.day()))).as("%s", asked).isEqualTo(read(table, asked));
            }
        })).toList();
    }

    /**
     * With every fact told, Drools' own operators, salience and activation groups pick the same rows. A row of 无法判定 is not written out, since nothing is
     * undecided then; SUM has no counterpart in DRL, and no shipped table is of that kind.
     */
    @TestFactory
    List<DynamicTest> theEngineAgreesWithRulesWrittenInDrl() {
        return tables.stream().map(table -> DynamicTest.dynamicTest(table.id().toString(), () -> {
            assertThat(table.hitPolicy()).isNotEqualTo(HitPolicy.SUM);
            Ruleset engine = Ruleset.compile(List.of(table), Map.of(), "");
            KieSession session = written.session(Vocabulary.EVERY);
            try {
                for (Borders.Asked asked : Borders.of(table, false)) {
                    Answer answer = Asking.ask(engine, table, asked.facts(), asked.community(), asked.day());
                    assertThat(answer.status()).as("%s", asked).isIn(Answer.Status.MATCHED, Answer.Status.NONE);
                    assertThat(fired(session, table, asked)).as("%s", asked).isEqualTo(answer.matches().stream().map(match -> match.row().line()).toList());
                }
            } finally {
                session.dispose();
            }
        })).toList();
    }

    /** The facts are near enough to the borders that nearly every condition, day and priority that is changed makes the plain reading say something else. */
    @org.junit.jupiter.api.Test
    void theFactsReachNearlyEveryBorder() {
        List<String> reached = Collections.synchronizedList(new ArrayList<>());
        List<String> missed = Collections.synchronizedList(new ArrayList<>());
        tables.parallelStream().forEach(table -> {
            List<Borders.Asked> borders = new ArrayList<>(Borders.of(table, true));
            borders.addAll(Borders.of(table, false));
            List<PlainReading.Opinion> shipped = borders.stream().map(asked -> read(table, asked)).toList();
            Set<String> rules = table.rows().stream().map(row -> Mutations.name(table, row)).collect(Collectors.toSet());
            for (Mutations.Mutation mutation : Mutations.of(table)) {
                if (mutation.conclusion() == null && rules.contains(mutation.rule())) {
                    boolean other = IntStream.range(0, borders.size()).anyMatch(i -> !shipped.get(i).equals(read(mutation.table(), borders.get(i))));
                    (other ? reached : missed).add(mutation.toString());
                }
            }
        });
        assertThat(reached).hasSizeGreaterThan(1000);
        assertThat(missed.size() * 100).as("changes that no facts tell apart: %s", missed).isLessThan(reached.size());
    }

    private static PlainReading.Opinion read(Table table, Borders.Asked asked) {
        return PlainReading.of(table, asked.facts(), asked.community(), asked.day());
    }

    private static List<Integer> fired(KieSession session, Table table, Borders.Asked asked) {
        Told told = new Told(table.id().toString(), asked, new ArrayList<>());
        FactHandle handle = session.insert(told);
        session.fireAllRules();
        session.delete(handle);
        return told.lines();
    }

    /** The rows of a trusted table as DRL text. */
    private static String drl(Table table) {
        StringBuilder drl = new StringBuilder("package rules.oracle." + table.id().scheme() + "_" + table.id().name().replace('-', '_') + ";\n"
                + "import org.whistle.ruleset.Told;\nimport java.time.LocalDate;\nimport java.time.LocalTime;\nimport java.time.Duration;\n");
        for (Row row : table.rows()) {
            if (row.tests().stream().anyMatch(Test.Undecided.class::isInstance)) {
                continue;
            }
            List<String> constraints = new ArrayList<>(List.of("getTable() == \"" + table.id() + "\""));
            if (!row.communities().isEmpty()) {
                constraints.add("getCommunity() in (" + row.communities().stream().map(ShippedOracleTest::literal).collect(Collectors.joining(", ")) + ")");
            }
            if (row.from() != null) {
                constraints.add("!getDay().isBefore(" + literal(row.from()) + ")");
            }
            if (row.to() != null) {
                constraints.add("getDay().isBefore(" + literal(row.to()) + ")");
            }
            for (int i = 0; i < row.tests().size(); i++) {
                constraints(row.tests().get(i), table.conditions().get(i), constraints);
            }
            drl.append("rule \"").append(row.line()).append("\"\n    salience ").append(-100 * row.priority() - row.line()).append('\n')
                    .append(table.hitPolicy() == HitPolicy.FIRST ? "    activation-group \"" + table.id() + "\"\n" : "")
                    .append("when\n    $told : Told(").append(String.join(", ", constraints))
                            .append(")\nthen\n    $told.lines().add(").append(row.line()).append(");\nend\n");
        }
        return drl.toString();
    }

    private static void constraints(Test test, Column column, List<String> constraints) {
        if (test instanceof Test.Any) {
            return;
        }
        String path = "(\"" + column.term().path() + "\")";
        if (test instanceof Test.Missing) {
            constraints.add("!told" + path);
            return;
        }
        constraints.add("told" + path);
        String read = column.term().many() ? "list" + path : switch (column.term().type()) {
            case CODE, TEXT -> "text" + path;
            case BOOLEAN -> "flag" + path;
            case INTEGER -> "whole" + path;
            case DECIMAL -> "number" + path;
            case DATE -> "day" + path;
            case TIME -> "time" + path;
            case DURATION -> "duration" + path;
            case DATE_TIME -> throw new IllegalStateException("no shipped table tests a moment");
        };
        if (test instanceof Test.Empty) {
            constraints.add(read + ".isEmpty()");
        } else if (test instanceof Test.In in) {
            constraints.add(listed(in.values(), read, column, true));
        } else if (test instanceof Test.NotIn not) {
            constraints.add(listed(not.values(), read, column, false));
        } else if (test instanceof Test.Range range) {
            if (range.low() != null) {
                constraints.add(compared(read, range.lowInclusive() ? ">=" : ">", range.low()));
            }
            if (range.high() != null) {
                constraints.add(compared(read, range.highInclusive() ? "<=" : "<", range.high()));
            }
        }
    }

    private static String listed(Collection<Object> values, String read, Column column, boolean in) {
        if (column.term().many()) {
            return values.stream().map(value -> read + (in ? " contains " : " not contains ") + literal(value))
                    .collect(Collectors.joining(in ? " || " : " && "));
        }
        return values.stream().map(value -> read + (in ? " == " : " != ") + literal(value)).collect(Collectors.joining(in ? " || " : " && "));
    }

    private static String compared(String read, String operator, Object end) {
        boolean time = end instanceof LocalDate || end instanceof LocalTime || end instanceof Duration;
        return time ? read + ".compareTo(" + literal(end) + ") " + operator + " 0" : read + " " + operator + " " + literal(end);
    }

    private static String literal(Object value) {
        if (value instanceof String text) {
            assertThat(text).as("a value that can stand in DRL").matches("[A-Za-z0-9_-]+");
            return '"' + text + '"';
        }
        if (value instanceof Long whole) {
            return whole + "L";
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString() + "B";
        }
        if (value instanceof LocalDate || value instanceof LocalTime || value instanceof Duration) {
            return value.getClass().getSimpleName() + ".parse(\"" + value + "\")";
        }
        return value.toString();
    }
}
