package org.whistle.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kie.api.event.rule.AfterMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.runtime.KieSession;

/** Asks one table by the rules of its rows. */
final class Asking {

    private Asking() {
    }

    static Answer ask(Ruleset ruleset, Table table, Map<String, Object> told, String community, LocalDate day) {
        List<Answer> answers = new ArrayList<>();
        KieSession session = ruleset.session(table.kind());
        try {
            Asks asks = new Asks(session);
            session.addEventListener(new DefaultAgendaEventListener() {
                @Override
                public void afterMatchFired(AfterMatchFiredEvent event) {
                    asks.advance();
                }
            });
            asks.put(ruleset.ask(table.id().toString(), community, day, told::get, answers::add));
            asks.advance();
            session.fireAllRules();
            asks.close();
        } finally {
            session.dispose();
        }
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }
}
