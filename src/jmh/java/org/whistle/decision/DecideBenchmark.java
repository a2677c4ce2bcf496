package org.whistle.decision;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.kie.api.event.rule.AfterMatchFiredEvent;
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
import org.whistle.facts.DateBasis;
import org.whistle.facts.Facts;
import org.whistle.facts.StrictJson;
import org.whistle.facts.Vocabulary;
import org.whistle.intake.Moments;
import org.whistle.ruleset.Ask;
import org.whistle.ruleset.Asks;
import org.whistle.ruleset.Column;
import org.whistle.ruleset.Row;
import org.whistle.ruleset.Ruleset;
import org.whistle.ruleset.Shipped;
import org.whistle.ruleset.Table;
import org.whistle.ruleset.Truth;
import tools.jackson.databind.json.JsonMapper;

/** One decision of each kind by the whole shipped policy, against reading every row of the tables it asks in the plainest way. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 6, time = 2)
@Measurement(iterations = 10, time = 1)
@Fork(3)
public class DecideBenchmark {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Cases E01, H06 and P01 of the policy brief. */
    public enum Kind {
        REQUEST("request", "2026-03-02T10:00:00", """
                {"community": "WANSHOULU_A", "submittedAt": "2026-03-02T10:00:00+08:00", "addressKey": "1号楼", "channel": "HOTLINE_24H",
                 "topic": "NEIGHBOR_DISPUTE", "twoFamilies": true, "multiParty": true, "canSolve": true, "inDutyList": true, "needsSection": false,
                 "involvesAreaUnit": false}"""),
        HOUSEHOLD("household", "2026-03-09T09:00:00", """
                {"community": "YUXIANG", "planDate": "2026-03-09", "verified": true, "consent": "GIVEN", "tags": ["EMPTY_NEST", "DISABLED", "RENTAL"],
                 "let": true, "members": [{"age": 78, "disabled": true}, {"age": 77}]}"""),
        ACT("act", "2026-03-07T12:00:00", """
                {"community": "XIANGYUN", "type": "VOL_SERVICE", "start": "2026-03-07T09:00:00+08:00", "end": "2026-03-07T12:00:00+08:00", "verified": true}""");

        private final String kind;
        private final LocalDateTime decidedAt;
        private final String facts;

        Kind(String kind, String decidedAt, String facts) {
            this.kind = kind;
            this.decidedAt = LocalDateTime.parse(decidedAt);
            this.facts = facts;
        }
    }

    private record Asked(Table table, String community, LocalDate day, List<Object> seen) {
    }

    @Param
    private Kind kind;

    private Ruleset ruleset;
    private Facts facts;
    private DateBasis dates;
    private final List<Asked> asked = new ArrayList<>();

    @Setup
    public void make() throws StrictJson.Refused {
        ruleset = Shipped.compile(Shipped.files(), Vocabulary.shipped());
        facts = StrictJson.shipped().read(kind.kind, JSON.createObjectNode().set("facts", JSON.readTree(kind.facts))).facts();
        dates = Moments.of(facts, kind.decidedAt);
        KieSession session = ruleset.session(facts.kind());
        Asks asks = new Asks(session);
        List<Ask> made = new ArrayList<>();
        Case decided = new Case(facts, ruleset, dates, ask -> {
            asks.put(ask);
            made.add(ask);
        });
        session.addEventListener(new DefaultAgendaEventListener() {
            @Override
            public void afterMatchFired(AfterMatchFiredEvent event) {
                for (Ask ask : made) {
                    List<Object> seen = new ArrayList<>();
                    for (Column column : ask.table().conditions()) {
                        seen.add(column.term() == Table.UNDECIDED ? null : ask.value(column.term().path()));
                    }
                    asked.add(new Asked(ask.table(), ask.community(), ask.date(), seen));
                }
                made.clear();
                asks.advance();
            }
        });
        session.getGlobals().set(Decide.CASE, decided);
        session.insert(facts);
        session.fireAllRules();
        session.dispose();
        if (asked.isEmpty() || !decided.decision().outcome().equals(decide().outcome())) {
            throw new IllegalStateException("the yardstick does not read what the decision asks");
        }
    }

    @Benchmark
    public Decision decide() {
        return Decide.decide(facts, ruleset, dates);
    }

    /** Every row of every table which the decision asks, tested once: no engine, no index, no reasons. */
    @Benchmark
    public int plainReading() {
        int applying = 0;
        for (Asked one : asked) {
            for (Row row : one.table.rows()) {
                boolean here = row.communities().isEmpty() || row.communities().contains(one.community);
                if (here && (row.from() == null || !one.day.isBefore(row.from())) && (row.to() == null || one.day.isBefore(row.to()))) {
                    Truth truth = Truth.TRUE;
                    for (int i = 0; i < row.tests().size() && truth != Truth.FALSE; i++) {
                        truth = truth.and(row.tests().get(i).on(one.seen.get(i)));
                    }
                    applying += truth == Truth.FALSE ? 0 : 1;
                }
            }
        }
        return applying;
    }
}
