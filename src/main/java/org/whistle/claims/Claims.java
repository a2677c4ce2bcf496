package org.whistle.claims;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.ClaimVerdict;
import org.whistle.facts.ClaimantKind;
import org.whistle.facts.DateBasis;
import org.whistle.facts.FactReader;
import org.whistle.facts.JsonValues;
import org.whistle.facts.StrictJson;
import org.whistle.facts.Vocabulary;
import org.whistle.ledger.Deciding;
import org.whistle.ledger.DecisionRecord;
import org.whistle.ledger.Ledger;
import org.whistle.ruleset.Rulesets;
import org.whistle.web.Moment;
import org.whistle.web.Problem;
import tools.jackson.databind.JsonNode;

/** Opens tasks, has the tables decide who gets them, and closes them: one step at a time for each task, however many ask and however many services run. */
@Component
class Claims {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);
    private static final String KIND = "claim";
    private static final int MOST_ESCALATED = 500;

    private final Tasks tasks;
    private final Ledger ledger;
    private final Rulesets rulesets;
    private final StrictJson reader;
    private final Vocabulary vocabulary;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Claims(Tasks tasks, Ledger ledger, Rulesets rulesets, StrictJson reader, Vocabulary vocabulary, PlatformTransactionManager transactions, Clock clock) {
        this.tasks = tasks;
        this.ledger = ledger;
        this.rulesets = rulesets;
        this.reader = reader;
        this.vocabulary = vocabulary;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** A task after a step, and whether the step was taken now or had been before. */
    record Stand(Task task, boolean fresh) {
    }

    /** What a check of the open tasks did. */
    record Check(OffsetDateTime at, List<Task> escalated, List<String> failed, boolean more) {
    }

    /** What the tables say about a claim, and everything that is needed to record it. */
    private record Decided(StrictJson.Read read, DateBasis dates, Rulesets.Version version, byte[] bytes) {

        JsonNode decision() {
            return StrictJson.own(bytes);
        }
    }

    /** Opens a task, unless the same was opened before. */
    Stand open(Task opened) {
        return transaction.execute(status -> {
            tasks.alone(opened.id());
            Optional<Task> before = tasks.find(opened.id());
            if (before.isPresent()) {
                if (!before.get().requestDigest().equals(opened.requestDigest())) {
                    throw Problem.ALREADY_EXISTS.raised("“" + opened.id() + "”");
                }
                return new Stand(before.get(), false);
            }
            JsonNode decision = decide(opened, nobody(), opened.openedAt(), now()).decision();
            if (verdict(decision).isEmpty()) {
                throw Problem.NO_CLAIMS_HERE.raised(told(decision));
            }
            tasks.add(opened, now());
            return new Stand(opened, true);
        });
    }

    /**
     * Decides a claim by what is known of the task at this moment and gives the task to the claimant if the tables say so; decision and claim are committed together.
     *
     * @param asked what the claimant told: facts of a claim by name
     * @param at    when the claim is made
     */
    Ledger.Outcome claim(String id, Map<String, Object> asked, OffsetDateTime at, Optional<String> key, String requestDigest) {
        try {
            return claimAlone(id, asked, at, key, requestDigest);
        } catch (DataIntegrityViolationException taken) {
            // somebody who did not wait for this task took the key at the same moment; by now that can be seen
            return claimAlone(id, asked, at, key, requestDigest);
        }
    }

    private Ledger.Outcome claimAlone(String id, Map<String, Object> asked, OffsetDateTime at, Optional<String> key, String requestDigest) {
        return transaction.execute(status -> {
            tasks.alone(id);
            Task task = known(id);
            Ledger.Outcome outcome = ledger.recordWithin(key, requestDigest, stamp -> entry(stamp, decide(task, asked, at, stamp.recordedAt())));
            if (outcome instanceof Ledger.Outcome.Fresh fresh && task.owner().isEmpty()) {
                owner(fresh.record(), asked, at).ifPresent(owner -> tasks.add(id, owner));
            }
            return outcome;
        });
    }

    /** Decides every open task as of a moment and escalates those whose time is up, the oldest first; what cannot be decided does not keep the others. */
    Check escalate(OffsetDateTime at) {
        List<Task> escalated = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (Task task : tasks.open(at)) {
            if (escalated.size() == MOST_ESCALATED) {
                return new Check(at, escalated, failed, true);
            }
            try {
                if (isUp(task, at)) {
                    escalateAlone(task.id(), at).ifPresent(escalated::add);
                }
            } catch (RuntimeException e) {
                LOG.error("the task {} could not be checked", task.id(), e);
                failed.add(task.id());
            }
        }
        return new Check(at, escalated, failed, false);
    }

    private Optional<Task> escalateAlone(String id, OffsetDateTime at) {
        return transaction.execute(status -> {
            tasks.alone(id);
            Task task = known(id);
            // claimed or escalated since it was listed
            if (task.owner().isPresent()) {
                return Optional.empty();
            }
            String digest = CanonicalJson.sha256(CanonicalJson.of(Map.of("task", id, "escalation", JsonValues.of(at.toLocalDateTime()))));
            Ledger.Outcome.Fresh fresh = (Ledger.Outcome.Fresh) ledger.recordWithin(Optional.empty(), digest,
                    stamp -> entry(stamp, decide(task, nobody(), at, stamp.recordedAt())));
            Optional<Task.Owner> owner = owner(fresh.record(), nobody(), at);
            if (owner.isEmpty()) {
                // the policy changed since it was listed: its time is not up after all, and nothing was decided
                status.setRollbackOnly();
                return Optional.empty();
            }
            tasks.add(id, owner.get());
            return Optional.of(known(id));
        });
    }

    /**
     * Closes a task that somebody has.
     *
     * @param completion its moment is not before they had it
     */
    Stand complete(String id, Task.Completion completion) {
        return transaction.execute(status -> {
            tasks.alone(id);
            Task task = known(id);
            if (task.completion().isPresent() && task.completion().get().requestDigest().equals(completion.requestDigest())) {
                return new Stand(task, false);
            }
            Task.Owner owner = task.owner().orElse(null);
            if (task.completion().isPresent() || owner == null || owner.claimant() != null && !owner.claimant().equals(completion.by())) {
                throw Problem.TASK_STATE.raised("“" + id + "” " + task.state() + (owner == null || task.completion().isPresent() ? "" : "：by 不是认领人 is not the claimant."));
            }
            if (completion.at().isBefore(owner.since())) {
                throw Moment.refused("/at", completion.at(), "不早于 not before " + JsonValues.of(owner.since().toLocalDateTime()));
            }
            tasks.add(id, completion, now());
            return new Stand(known(id), true);
        });
    }

    /** @throws Problem.Raised if there is no such task */
    Task known(String id) {
        return tasks.find(id).orElseThrow(() -> Problem.NOT_FOUND.raised("task " + id));
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant().truncatedTo(ChronoUnit.MILLIS), FactReader.BEIJING);
    }

    /** What is told when nobody claims and only the time is checked. */
    private static Map<String, Object> nobody() {
        return Map.of("claimantKind", ClaimantKind.NOBODY.toString());
    }

    private boolean isUp(Task task, OffsetDateTime at) {
        return verdict(decide(task, nobody(), at, now()).decision()).filter(ClaimVerdict.ESCALATED::equals).isPresent();
    }

    /** Decides a claim: what was told about the claimant, and about the task what is known here. */
    private Decided decide(Task task, Map<String, Object> asked, OffsetDateTime at, OffsetDateTime decidedAt) {
        Map<String, Object> facts = new LinkedHashMap<>(asked);
        facts.put("community", task.community());
        facts.put("task", task.id());
        facts.put("openedAt", JsonValues.of(task.openedAt().toLocalDateTime()));
        facts.put("at", JsonValues.of(at.toLocalDateTime()));
        if (task.requester() != null && task.requester().equals(asked.get("claimant"))) {
            facts.put("tiedToRequester", true);
        }
        task.owner().map(Task.Owner::claimant).ifPresent(claimant -> facts.put("claimedBy", claimant));
        facts.put("escalated", task.owner().filter(owner -> owner.verdict() == ClaimVerdict.ESCALATED).isPresent());
        StrictJson.Read read;
        try {
            read = reader.read(KIND, StrictJson.own(CanonicalJson.of(Map.of("facts", facts))));
        } catch (StrictJson.Refused refused) {
            throw new IllegalStateException("the register told what the contract does not take: " + refused.faults().stream().map(fault -> fault.pointer()).toList());
        }
        DateBasis dates = DateBasis.of(read.facts(), decidedAt.toLocalDateTime());
        Rulesets.Version version = rulesets.at(rulesets.newest(), dates);
        return new Decided(read, dates, version, Deciding.bytes(read.facts(), version, dates));
    }

    private Ledger.Entry entry(Ledger.Stamp stamp, Decided decided) {
        StrictJson.Read read = decided.read();
        return Deciding.entry(read.facts(), read.recorded(), read.assumed(), decided.bytes(), decided.version(), decided.dates(), stamp, vocabulary);
    }

    /** Who has the task by a decision; empty if it leaves the task as it is. */
    private static Optional<Task.Owner> owner(DecisionRecord record, Map<String, Object> asked, OffsetDateTime at) {
        JsonNode decision = StrictJson.own(record.decision());
        ClaimVerdict verdict = verdict(decision).orElse(null);
        if (verdict == ClaimVerdict.CLAIMED) {
            JsonNode due = decision.at("/outcome/due");
            return Optional.of(new Task.Owner(verdict, (String) asked.get("claimant"), (String) asked.get("claimantKind"), null, at,
                    due.isString() ? OffsetDateTime.parse(due.asString()) : null, record.id()));
        }
        if (verdict == ClaimVerdict.ESCALATED) {
            JsonNode lead = decision.at("/outcome/lead");
            return Optional.of(new Task.Owner(verdict, null, null, lead.isString() ? lead.asString() : null, at, null, record.id()));
        }
        return Optional.empty();
    }

    private static Optional<ClaimVerdict> verdict(JsonNode decision) {
        JsonNode verdict = decision.at("/outcome/verdict");
        return verdict.isString() ? Optional.of(ClaimVerdict.valueOf(verdict.asString())) : Optional.empty();
    }

    private static String told(JsonNode decision) {
        List<String> sentences = new ArrayList<>();
        decision.get("findings").forEach(finding -> sentences.add(finding.at("/sentence/zh").asString() + "。" + finding.at("/sentence/en").asString() + "."));
        return String.join(" ", sentences);
    }
}
