package org.whistle.ledger;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.data.jdbc.core.JdbcAggregateTemplate;
import org.springframework.data.relational.core.query.Criteria;
import org.springframework.data.relational.core.query.Query;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.FactReader;

/** Decisions, each committed before its answer leaves; callers that come together share a commit. */
@Component
public class Ledger {

    private static final int FORMAT = 1;
    private static final int MOST_WAITING = 2_000;
    private static final int MOST_TOGETHER = 256;

    private final JdbcAggregateTemplate records;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Set<String> inFlight = ConcurrentHashMap.newKeySet();
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(MOST_WAITING);
    private final ReentrantLock committing = new ReentrantLock();

    Ledger(JdbcAggregateTemplate records, PlatformTransactionManager transactions, Clock clock) {
        this.records = records;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** When and under which name a decision will be recorded. */
    public record Stamp(UUID id, OffsetDateTime recordedAt) {
    }

    /** What there is to record. */
    public record Entry(String kind, String community, byte[] facts, byte[] decision, byte[] envelope, long rulesetNumber, String rulesetDigest) {
    }

    /** How a submission ended. */
    public sealed interface Outcome {
        /** Recorded now. */
        record Fresh(DecisionRecord record) implements Outcome {
        }

        /** Recorded earlier, under the same key for the same request. */
        record Replayed(DecisionRecord record) implements Outcome {
        }

        /** The key belongs to another request. */
        record KeyReused() implements Outcome {
        }

        /** The same key is being worked on at this moment. */
        record InFlight() implements Outcome {
        }
    }

    /** More callers wait for a commit than can be served. */
    public static final class Busy extends RuntimeException {
        Busy() {
            super("the ledger is busy");
        }
    }

    private static final class Waiting {
        private final DecisionRecord record;
        private boolean done;
        private RuntimeException failure;

        private Waiting(DecisionRecord record) {
            this.record = record;
        }
    }

    /**
     * Records what the work gives, unless the key was used before; returns after the commit.
     *
     * @param work runs at most once, and only if something is to be recorded
     * @throws Busy if too many callers wait
     */
    public Outcome submit(Optional<String> key, String requestDigest, Function<Stamp, Entry> work) {
        if (key.isEmpty()) {
            return new Outcome.Fresh(append(null, requestDigest, work));
        }
        if (!inFlight.add(key.get())) {
            return new Outcome.InFlight();
        }
        try {
            Optional<Outcome> earlier = earlier(key.get(), requestDigest);
            if (earlier.isPresent()) {
                return earlier.get();
            }
            try {
                return new Outcome.Fresh(append(key.get(), requestDigest, work));
            } catch (DataIntegrityViolationException taken) {
                return earlier(key.get(), requestDigest).orElseThrow(() -> taken);
            }
        } finally {
            inFlight.remove(key.get());
        }
    }

    /**
     * Records what the work gives in the caller's transaction, unless the key was used before: the record is there if and only if what the caller writes beside it is.
     *
     * @param work runs at most once, and only if something is to be recorded
     * @throws IllegalStateException          if there is no transaction
     * @throws DataIntegrityViolationException if the key was used at the same moment by another transaction; roll back and ask again
     */
    public Outcome recordWithin(Optional<String> key, String requestDigest, Function<Stamp, Entry> work) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a decision is to be recorded within a transaction, and there is none");
        }
        return key.flatMap(used -> earlier(used, requestDigest))
                .orElseGet(() -> new Outcome.Fresh(records.insert(made(key.orElse(null), requestDigest, work))));
    }

    /** A decision by its id. */
    public Optional<DecisionRecord> find(UUID id) {
        return Optional.ofNullable(records.findById(id, DecisionRecord.class));
    }

    /** The bytes that the commitment covers, besides the salt. */
    public static byte[] payload(byte[] decision, byte[] envelope, byte[] facts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("{\"decision\":".getBytes(StandardCharsets.UTF_8));
        out.writeBytes(decision);
        out.writeBytes(",\"envelope\":".getBytes(StandardCharsets.UTF_8));
        out.writeBytes(envelope);
        out.writeBytes(",\"facts\":".getBytes(StandardCharsets.UTF_8));
        out.writeBytes(facts);
        out.writeBytes((",\"format\":" + FORMAT + "}").getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private Optional<Outcome> earlier(String key, String requestDigest) {
        return records.findOne(Query.query(Criteria.where("idempotencyKey").is(key)), DecisionRecord.class).map(record ->
                record.requestDigest().equals(requestDigest) ? new Outcome.Replayed(record) : new Outcome.KeyReused());
    }

    private DecisionRecord made(String key, String requestDigest, Function<Stamp, Entry> work) {
        OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant().truncatedTo(ChronoUnit.MILLIS), FactReader.BEIJING);
        UUID id = next(now.toInstant().toEpochMilli());
        Entry entry = work.apply(new Stamp(id, now));
        byte[] salt = new byte[32];
        random.nextBytes(salt);
        String commitment = CanonicalJson.sha256(salt, payload(entry.decision(), entry.envelope(), entry.facts()));
        return new DecisionRecord(id, entry.kind(), entry.community(), FORMAT, entry.facts(), entry.decision(), entry.envelope(),
                salt, commitment, entry.rulesetNumber(), entry.rulesetDigest(), key, requestDigest, now);
    }

    private DecisionRecord append(String key, String requestDigest, Function<Stamp, Entry> work) {
        Waiting waiting = new Waiting(made(key, requestDigest, work));
        if (!queue.offer(waiting)) {
            throw new Busy();
        }
        committing.lock();
        try {
            while (!waiting.done) {
                List<Waiting> together = new ArrayList<>();
                queue.drainTo(together, MOST_TOGETHER);
                commit(together);
            }
        } finally {
            committing.unlock();
        }
        if (waiting.failure != null) {
            throw waiting.failure;
        }
        return waiting.record;
    }

    private void commit(List<Waiting> together) {
        try {
            transaction.executeWithoutResult(status -> records.insertAll(together.stream().map(waiting -> waiting.record).toList()));
            together.forEach(waiting -> waiting.done = true);
        } catch (RuntimeException e) {
            if (together.size() == 1) {
                together.get(0).failure = e;
                together.get(0).done = true;
            } else {
                // one of them spoils it for all: each on its own
                together.forEach(waiting -> commit(List.of(waiting)));
            }
        }
    }

    /** UUID version 7 (RFC 9562): ordered by time, then random. */
    private UUID next(long millis) {
        long high = millis << 16 | 0x7000L | random.nextInt(1 << 12);
        long low = random.nextLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
