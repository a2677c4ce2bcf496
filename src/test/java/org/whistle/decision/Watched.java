package org.whistle.decision;

import java.util.ArrayList;
import java.util.List;
import org.kie.api.definition.rule.Rule;
import org.kie.api.event.rule.AfterMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.event.rule.DefaultRuleRuntimeEventListener;
import org.kie.api.event.rule.ObjectInsertedEvent;
import org.kie.api.runtime.KieSession;
import org.whistle.facts.DateBasis;
import org.whistle.facts.Facts;
import org.whistle.ruleset.Answer;
import org.whistle.ruleset.Ruleset;

/**
 * What happens in working memory while a case is decided.
 *
 * @param answers what the tables that were asked said, in order
 * @param fired   the rules that fired, in order
 */
public record Watched(List<Answer> answers, List<Rule> fired) {

    /** Lets a case be decided as {@link Decide} does, with someone watching. */
    public static Watched decide(Facts facts, Ruleset ruleset, DateBasis dates) {
        Watched watched = new Watched(new ArrayList<>(), new ArrayList<>());
        KieSession session = ruleset.session(facts.kind());
        try {
            session.addEventListener(new DefaultAgendaEventListener() {
                @Override
                public void afterMatchFired(AfterMatchFiredEvent event) {
                    watched.fired.add(event.getMatch().getRule());
                }
            });
            session.addEventListener(new DefaultRuleRuntimeEventListener() {
                @Override
                public void objectInserted(ObjectInsertedEvent event) {
                    if (event.getObject() instanceof Answer answer) {
                        watched.answers.add(answer);
                    }
                }
            });
            Decide.decide(session, facts, ruleset, dates);
            return watched;
        } finally {
            session.dispose();
        }
    }
}
