package org.whistle.ruleset;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Function;
import org.drools.model.Model;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;

/** The rules that can fire for one decision kind, and sessions of theirs. */
final class Network {

    /** A session that finds no place among those waiting is disposed of. */
    private static final int MOST_IDLE = 16;

    private final KieBase base;
    private final Queue<KieSession> idle = new ArrayBlockingQueue<>(MOST_IDLE);

    Network(Collection<Model> models) {
        base = KieBaseBuilder.createKieBaseFromModel(models);
    }

    KieSession session() {
        return base.newKieSession();
    }

    /**
     * Does something in a session whose working memory is empty. Making a session costs more than most decisions, so sessions are used again once every
     * fact has been taken out; one that ended in an exception is not.
     */
    <T> T inSession(Function<KieSession, T> work) {
        KieSession session = idle.poll();
        if (session == null) {
            session = session();
        }
        boolean clean = false;
        try {
            T done = work.apply(session);
            new ArrayList<FactHandle>(session.getFactHandles()).forEach(session::delete);
            // nothing is left to fire, and what was told is not kept until the next case comes
            clean = session.fireAllRules(1) == 0 && session.getFactCount() == 0;
            return done;
        } finally {
            if (!clean || !idle.offer(session)) {
                session.dispose();
            }
        }
    }
}
