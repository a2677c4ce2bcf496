package org.whistle.decision;

import java.util.Map;
import org.kie.api.definition.rule.Rule;
import org.kie.api.event.rule.AfterMatchFiredEvent;
import org.kie.api.event.rule.AgendaEventListener;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.runtime.KieSession;
import org.whistle.facts.DateBasis;
import org.whistle.facts.Facts;
import org.whistle.facts.Label;
import org.whistle.ruleset.Asks;
import org.whistle.ruleset.Ruleset;

/** The pure core: the same facts, ruleset and moments always give the same decision. */
public final class Decide {

    /** More firings than any case needs; rules that reach it go round in circles. */
    private static final int MOST_FIRINGS = 100_000;
    private static final String RULES = "rules.";
    /** What DRL calls the case. */
    static final String CASE = "$case";

    private Decide() {
    }

    /**
     * Decides a case.
     *
     * @throws IllegalStateException if the rules ask a table of a scheme not in force, or do not come to an end
     */
    public static Decision decide(Facts facts, Ruleset ruleset, DateBasis dates) {
        return ruleset.inSession(facts.kind(), session -> decide(session, facts, ruleset, dates));
    }

    static Decision decide(KieSession session, Facts facts, Ruleset ruleset, DateBasis dates) {
        Asks asks = new Asks(session);
        Case decided = new Case(facts, ruleset, dates, asks::put);
        AgendaEventListener listener = new DefaultAgendaEventListener() {
            @Override
            public void afterMatchFired(AfterMatchFiredEvent event) {
                told(event.getMatch().getRule(), decided);
                asks.advance();
            }
        };
        session.addEventListener(listener);
        session.getGlobals().set(CASE, decided);
        session.insert(facts);
        // DRL before release 0.2.0 finds the case in working memory
        session.insert(decided);
        if (session.fireAllRules(MOST_FIRINGS) >= MOST_FIRINGS) {
            throw new IllegalStateException("the rules of " + facts.kind() + " do not come to an end");
        }
        asks.close();
        session.removeEventListener(listener);
        return decided.decision();
    }

    private static void told(Rule rule, Case decided) {
        Map<String, Object> data = rule.getMetaData();
        if (data.containsKey("source")) {
            String name = rule.getPackageName();
            String file = (name.startsWith(RULES) ? name.substring(RULES.length()) : name).replace('.', '/') + ".drl";
            decided.determined(file, rule.getName(), text(data.get("source")), new Label(text(data.get("zh")), text(data.get("en"))));
        }
    }

    private static String text(Object value) {
        String text = String.valueOf(value);
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"") ? text.substring(1, text.length() - 1) : text;
    }
}
