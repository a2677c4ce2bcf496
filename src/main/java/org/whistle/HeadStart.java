package org.whistle;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.whistle.facts.StrictJson;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Shipped;

/**
 * What every start needs of its release and nothing of Spring's: made on a thread of its own while Spring builds the context. Whoever needs a part that nobody has begun makes it
 * himself, so that nothing depends on the head start having been taken.
 */
final class HeadStart {

    private static final FutureTask<Vocabulary> VOCABULARY = new FutureTask<>(Vocabulary::shipped);
    private static final FutureTask<Shipped.Release> RELEASE = new FutureTask<>(() -> Shipped.release(vocabulary()));
    private static final FutureTask<StrictJson> READER = new FutureTask<>(StrictJson::shipped);

    private HeadStart() {
    }

    static void take() {
        Thread thread = new Thread(() -> List.of(VOCABULARY, RELEASE, READER).forEach(FutureTask::run), "head start");
        thread.setDaemon(true);
        thread.start();
    }

    static Vocabulary vocabulary() {
        return made(VOCABULARY);
    }

    static Shipped.Release release() {
        return made(RELEASE);
    }

    static StrictJson reader() {
        return made(READER);
    }

    private static <T> T made(FutureTask<T> part) {
        part.run();
        try {
            return part.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failed ? failed : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
