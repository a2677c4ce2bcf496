package org.whistle.ruleset;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.kie.api.event.rule.AfterMatchFiredEvent;
import org.kie.api.event.rule.AgendaEventListener;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.runtime.KieSession;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.whistle.facts.Basis;
import org.whistle.facts.Label;
import org.whistle.facts.Term;

/** One ask of a UNIQUE table: the index and one rule, against reading every row, against every row proposed to its rule. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
public class TableBenchmark {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
    private static final Label LABEL = new Label("词", "term");

    @Param({"25", "250", "2500", "16000"})
    private int rows;

    private Table table;
    private Ruleset ruleset;
    private List<Map<String, Object>> facts;
    private int next;

    @Setup
    public void make() {
        Term topic = new Term("facts.topic", Term.Type.TEXT, false, Optional.empty(), List.of(), LABEL);
        Term size = new Term("facts.size", Term.Type.INTEGER, false, Optional.empty(), List.of(), LABEL);
        Term points = new Term("outcome.points", Term.Type.INTEGER, false, Optional.empty(), List.of(), LABEL);
        List<Row> made = new ArrayList<>();
        facts = new ArrayList<>();
        int bands = 25;
        for (int i = 0; i < rows; i++) {
            long low = (i % bands) * 10L;
            made.add(new Row("R" + i, Set.of(), null, null, i, List.of(new Test.In(Set.of("T" + i / bands)), new Test.Range(low, true, low + 10, false)),
                    List.of((long) i), List.of("", "", ""), "s", LABEL, i + 4));
            facts.add(new TreeMap<>(Map.of("facts.topic", "T" + i / bands, "facts.size", low + 5)));
        }
        table = new Table(TableId.parse("bench/table"), "bench", LABEL, HitPolicy.UNIQUE, Basis.SUBMITTED, "s",
                List.of(new Column("a", topic, "F"), new Column("b", size, "G")), List.of(new Column("c", points, "H")), made, List.of());
        ruleset = Ruleset.compile(List.of(table), Map.of(), "");
    }

    private Map<String, Object> next() {
        next = (next + 7919) % facts.size();
        return facts.get(next);
    }

    @Benchmark
    public Object whistle() {
        Map<String, Object> told = next();
        return ruleset.inSession("bench", session -> {
            List<Answer> answers = new ArrayList<>(1);
            Asks asks = new Asks(session);
            AgendaEventListener listener = new DefaultAgendaEventListener() {
                @Override
                public void afterMatchFired(AfterMatchFiredEvent event) {
                    asks.advance();
                }
            };
            session.addEventListener(listener);
            asks.put(ruleset.ask("bench/table", "X", DAY, told::get, answers::add));
            asks.advance();
            session.fireAllRules();
            session.removeEventListener(listener);
            return answers.get(0).value("outcome.points");
        });
    }

    @Benchmark
    public Object indexAlone() {
        Map<String, Object> told = next();
        return ruleset.lookUp("bench/table", "X", DAY, told).get(0).value("outcome.points");
    }

    @Benchmark
    public Object linearScan() {
        Map<String, Object> told = next();
        List<Object> seen = List.of(told.get("facts.topic"), told.get("facts.size"));
        Row found = null;
        for (Row row : table.rows()) {
            if (Rows.inForce(row, "X", DAY) && Rows.truth(table, row, seen) == Truth.TRUE) {
                found = row;
            }
        }
        return found.conclusions().get(0);
    }

    @Benchmark
    public Object sessionAlone() {
        KieSession session = ruleset.session("bench");
        session.dispose();
        return session;
    }
}
