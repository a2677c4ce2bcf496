package org.whistle.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.kie.api.runtime.KieSession;
import org.whistle.facts.Basis;
import org.whistle.facts.Label;
import org.whistle.facts.Term;

/** The engine against a second opinion that reads every row of a table in the plainest way. */
class EngineOracleTest {

    private static final List<String> CODES = List.of("A", "B", "C", "D");
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
    private static final Label LABEL = new Label("词", "term");
    private static final List<Column> CONDITIONS = List.of(
            new Column("颜色", new Term("facts.colour", Term.Type.CODE, false, Optional.empty(), List.of(), LABEL), "F"),
            new Column("数量", new Term("facts.size", Term.Type.INTEGER, false, Optional.empty(), List.of(), LABEL), "G"),
            new Column("开放", new Term("facts.open", Term.Type.BOOLEAN, false, Optional.empty(), List.of(), LABEL), "H"),
            new Column("标记", new Term("facts.tags", Term.Type.CODE, true, Optional.empty(), List.of(), LABEL), "I"),
            new Column("等级", new Term("derived.grade", Term.Type.CODE, false, Optional.empty(), List.of(), LABEL), "J"),
            new Column("无法判定", Table.UNDECIDED, "K"));
    private static final List<Column> CONCLUSIONS = List.of(
            new Column("分", new Term("outcome.points", Term.Type.INTEGER, false, Optional.empty(), List.of(), LABEL), "L"));

    @Property(tries = 400, seed = "20260301")
    void theEngineAgreesWithThePlainReading(@ForAll("tables") Table table, @ForAll("facts") Map<String, Object> facts) {
        Answer answer = ask(table, facts, "X");
        assertThat(PlainReading.Opinion.of(answer)).isEqualTo(PlainReading.of(table, facts, "X", DAY));
    }

    @Property(tries = 20, seed = "20260301")
    void oneRuleForEachRow(@ForAll("tables") Table table) {
        Ruleset ruleset = Ruleset.compile(List.of(table), Map.of(), "");
        KieSession session = ruleset.session("test");
        try {
            assertThat(session.getKieBase().getKiePackage("tables.test.table").getRules()).hasSize(table.rows().size());
        } finally {
            session.dispose();
        }
    }

    @Property(tries = 60, seed = "20260301")
    void sharingARulesetChangesNothing(@ForAll("tables") Table table, @ForAll("facts") Map<String, Object> first, @ForAll("facts") Map<String, Object> second) throws Exception {
        Ruleset ruleset = Ruleset.compile(List.of(table), Map.of(), "");
        Answer alone = ask(ruleset, first, "X");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Answer>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Map<String, Object> facts = i % 2 == 0 ? first : second;
                calls.add(() -> ask(ruleset, facts, "X"));
            }
            List<Future<Answer>> answers = threads.invokeAll(calls);
            for (int i = 0; i < answers.size(); i += 2) {
                assertThat(answers.get(i).get()).isEqualTo(alone);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Example
    void nullIsNotFalse() {
        Table table = table(HitPolicy.FIRST, List.of(row(1, 10, new Test.In(Set.of(false))), row(2, 20, new Test.Any())));
        assertThat(ask(table, Map.of("facts.open", false), "X").status()).isEqualTo(Answer.Status.MATCHED);
        Answer untold = ask(table, Map.of(), "X");
        assertThat(untold.status()).isEqualTo(Answer.Status.REVIEW);
        assertThat(untold.missing()).containsExactly("/facts/open");
    }

    @Example
    void twoRowsOfEqualPriorityAreAConflict() {
        Table table = table(HitPolicy.FIRST, List.of(row(1, 10, new Test.Any()), row(2, 10, new Test.Any()), row(3, 20, new Test.Any())));
        Answer answer = ask(table, Map.of(), "X");
        assertThat(answer.status()).isEqualTo(Answer.Status.CONFLICT);
        assertThat(answer.matches()).extracting(Match::rule).containsExactly("R1", "R2");
        assertThat(answer.value("outcome.points")).isNull();
    }

    @Example
    void theDayOnWhichARowEndsBelongsToTheNext() {
        Row before = new Row("R", Set.of(), null, DAY, 10, tests(new Test.Any()), List.of(1L), cells(), "s", LABEL, 4);
        Row after = new Row("R", Set.of(), DAY, null, 10, tests(new Test.Any()), List.of(2L), cells(), "s", LABEL, 5);
        assertThat(ask(table(HitPolicy.UNIQUE, List.of(before, after)), Map.of(), "X").value("outcome.points")).isEqualTo(2L);
    }

    private static Answer ask(Table table, Map<String, Object> facts, String community) {
        return ask(Ruleset.compile(List.of(table), Map.of(), ""), facts, community);
    }

    private static Answer ask(Ruleset ruleset, Map<String, Object> facts, String community) {
        return Asking.ask(ruleset, ruleset.table("test/table").orElseThrow(), facts, community, DAY);
    }

    @Provide
    Arbitrary<Map<String, Object>> facts() {
        return Combinators.combine(Arbitraries.of(CODES).injectNull(0.25), Arbitraries.longs().between(0, 12).injectNull(0.25),
                Arbitraries.of(true, false).injectNull(0.25), Arbitraries.of(CODES).list().uniqueElements().ofMaxSize(3).injectNull(0.25),
                Arbitraries.of(CODES).injectNull(0.25)).as((colour, size, open, tags, grade) -> {
                    Map<String, Object> facts = new HashMap<>();
                    facts.put("facts.colour", colour);
                    facts.put("facts.size", size);
                    facts.put("facts.open", open);
                    facts.put("facts.tags", tags);
                    facts.put("derived.grade", grade);
                    return facts;
                });
    }

    @Provide
    Arbitrary<Table> tables() {
        Arbitrary<Test> listed = Arbitraries.of(CODES).set().ofMinSize(1).ofMaxSize(3).flatMap(values -> Arbitraries.of(
                new Test.In(Set.copyOf(values)), new Test.NotIn(Set.copyOf(values))));
        Arbitrary<Test> code = Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(4, Arbitraries.just(new Test.Any())), net.jqwik.api.Tuple.of(4, listed),
                net.jqwik.api.Tuple.of(1, Arbitraries.just(new Test.Missing())));
        Arbitrary<Test> tags = Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(4, Arbitraries.just(new Test.Any())), net.jqwik.api.Tuple.of(4, listed),
                net.jqwik.api.Tuple.of(1, Arbitraries.just(new Test.Missing())), net.jqwik.api.Tuple.of(1, Arbitraries.just(new Test.Empty())));
        Arbitrary<Test> flag = Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(4, Arbitraries.just(new Test.Any())),
                net.jqwik.api.Tuple.of(3, Arbitraries.of(true, false).map(value -> new Test.In(Set.of(value)))));
        Arbitrary<Test> number = Combinators.combine(Arbitraries.longs().between(0, 12).injectNull(0.3), Arbitraries.longs().between(0, 12).injectNull(0.3),
                Arbitraries.of(true, false), Arbitraries.of(true, false), Arbitraries.integers().between(0, 3)).as((low, high, from, to, shape) -> switch (shape) {
                    case 0 -> new Test.Any();
                    case 1 -> new Test.In(Set.of(low == null ? 3L : low));
                    default -> new Test.Range(low, from, high, to);
                });
        Arbitrary<Test> undecided = Arbitraries.frequency(net.jqwik.api.Tuple.of(6, new Test.Any()), net.jqwik.api.Tuple.of(1, new Test.Undecided()));
        Arbitrary<LocalDate> date = Arbitraries.of(DAY.minusDays(1), DAY, DAY.plusDays(1)).injectNull(0.7);
        Arbitrary<Set<String>> communities = Arbitraries.of(Set.of(), Set.of(), Set.of("X"), Set.of("Y"), Set.of("X", "Y"));
        Arbitrary<Row> rows = Combinators.combine(code, number, flag, tags, code, undecided, Combinators.combine(date, date, communities,
                Arbitraries.integers().between(1, 6)).as((from, to, where, priority) -> new Row("R", where, from, to, priority, List.of(), List.of(1L), cells(), "s", LABEL, 0)))
                .as((a, b, c, d, e, f, frame) -> new Row("R", frame.communities(), frame.from(), frame.to(), frame.priority(), List.of(a, b, c, d, e, f),
                        List.of(1L), cells(), "s", LABEL, 0));
        return Combinators.combine(Arbitraries.of(HitPolicy.values()), rows.list().ofMinSize(1).ofMaxSize(12)).as((policy, drawn) -> {
            List<Row> numbered = new ArrayList<>();
            for (int i = 0; i < drawn.size(); i++) {
                Row row = drawn.get(i);
                numbered.add(new Row("R" + (i + 1), row.communities(), row.from(), row.to(), row.priority(), row.tests(), row.conclusions(), row.cells(), "s", LABEL, i + 4));
            }
            return table(policy, numbered);
        });
    }

    private static Row row(int number, int priority, Test open) {
        return new Row("R" + number, Set.of(), null, null, priority, tests(open), List.of((long) number), cells(), "s", LABEL, number + 3);
    }

    private static List<Test> tests(Test open) {
        return List.of(new Test.Any(), new Test.Any(), open, new Test.Any(), new Test.Any(), new Test.Any());
    }

    private static List<String> cells() {
        return Arrays.asList("", "", "", "", "", "", "1");
    }

    private static Table table(HitPolicy policy, List<Row> rows) {
        return new Table(TableId.parse("test/table"), "test", LABEL, policy, Basis.SUBMITTED, "表", CONDITIONS, CONCLUSIONS, rows, List.of());
    }
}
