package org.whistle.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kie.api.definition.rule.Rule;
import org.kie.api.runtime.KieSession;
import org.whistle.decision.Watched;
import org.whistle.ruleset.Answer;
import org.whistle.ruleset.Match;
import org.whistle.ruleset.Mutations;
import org.whistle.ruleset.Row;
import org.whistle.ruleset.Ruleset;
import org.whistle.ruleset.Table;

/** Every row of every shipped table, and every rule of the DRL, has its part in at least one case beside the tables. */
class RowCoverageTest {

    private static ShippedCases shipped;
    private static final Set<Row> DECIDING = Collections.newSetFromMap(new IdentityHashMap<>());
    private static final Set<String> FIRED = new TreeSet<>();

    @BeforeAll
    static void decideEveryCase() {
        shipped = ShippedCases.read();
        for (ShippedCases.One one : shipped.cases()) {
            Watched watched = Watched.decide(one.facts(), shipped.ruleset(), one.dates());
            watched.answers().stream().filter(Answer::isMatched).flatMap(answer -> answer.matches().stream()).map(Match::row).forEach(DECIDING::add);
            watched.fired().forEach(rule -> FIRED.add(name(rule)));
        }
    }

    /** A row that was looked up and not asked leaves no trace; it has its part if a case fails without it. */
    @Test
    void everyRowHasItsPartInACase() {
        List<String> without = new ArrayList<>();
        for (Table table : shipped.ruleset().tables()) {
            for (Row row : table.rows()) {
                if (!DECIDING.contains(row) && !missed(table, row)) {
                    without.add(table.id() + " " + Mutations.name(table, row));
                }
            }
        }
        assertThat(without).as("rows that no case needs").isEmpty();
    }

    @Test
    void everyRuleOfTheDrlFiresInACase() {
        Set<String> rules = new TreeSet<>();
        for (String kind : shipped.cases().stream().map(one -> one.facts().kind()).collect(Collectors.toSet())) {
            KieSession session = shipped.ruleset().session(kind);
            session.getKieBase().getKiePackages().stream().filter(one -> one.getName().startsWith("rules."))
                    .flatMap(one -> one.getRules().stream()).forEach(rule -> rules.add(name(rule)));
            session.dispose();
        }
        assertThat(rules).hasSizeGreaterThan(80);
        rules.removeAll(FIRED);
        assertThat(rules).as("rules that fire in no case").isEmpty();
    }

    private static boolean missed(Table table, Row row) {
        Ruleset without = shipped.with(new Table(table.id(), table.kind(), table.title(), table.hitPolicy(), table.basis(), table.sheet(), table.conditions(),
                table.conclusions(), table.rows().stream().filter(other -> other != row).toList(), table.parameters()));
        return shipped.readers(table).stream().anyMatch(one -> one.failsBy(without));
    }

    private static String name(Rule rule) {
        return rule.getPackageName() + " › " + rule.getName();
    }
}
