package org.whistle.ruleset;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.kie.api.runtime.KieSession;

/**
 * The asks of one case: rows are proposed to their rules, and when all of an ask have reported its answer goes into working memory. Answers come in the order of
 * the asks. Rows stand above all DRL, so that no flow goes on before every answer is there.
 */
public final class Asks {

    private final KieSession session;
    private final List<Ask> made = new ArrayList<>();
    private final Deque<Ask> open = new ArrayDeque<>();

    /** @param session where the rules are that belong to the asks */
    public Asks(KieSession session) {
        this.session = session;
    }

    /** Takes an ask; it may still be refined until {@link #advance}. */
    public void put(Ask ask) {
        made.add(ask);
    }

    /** To be called whenever a rule has fired. */
    public void advance() {
        for (Ask ask : made) {
            List<Object> seen = ask.seen();
            List<Integer> proposed = Settlement.propose(ask, seen);
            ask.expect(proposed.size());
            open.add(ask);
            for (int number : proposed) {
                session.insert(new Candidate(ask.index().key(number), ask, ask.index().rows()[number], seen));
            }
        }
        made.clear();
        while (!open.isEmpty() && open.peek().isComplete()) {
            Ask ask = open.remove();
            Answer answer = Settlement.settle(ask);
            ask.answer(answer);
            session.insert(answer);
        }
    }

    /**
     * To be called when nothing fires any more.
     *
     * @throws IllegalStateException if a row has not reported
     */
    public void close() {
        if (!made.isEmpty() || !open.isEmpty()) {
            throw new IllegalStateException("table " + (open.isEmpty() ? made.get(0) : open.peek()).table().id() + " was asked and did not answer");
        }
    }
}
