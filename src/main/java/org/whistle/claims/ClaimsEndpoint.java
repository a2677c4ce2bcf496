package org.whistle.claims;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.whistle.api.ClaimsApi;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.ClaimVerdict;
import org.whistle.facts.Community;
import org.whistle.facts.FactReader;
import org.whistle.facts.JsonValues;
import org.whistle.facts.StrictJson;
import org.whistle.facts.TaskState;
import org.whistle.ledger.Answers;
import org.whistle.ledger.Ledger;
import org.whistle.web.Moment;
import org.whistle.web.Problem;
import tools.jackson.databind.JsonNode;

/** Tasks are opened, claimed, checked and completed; a claim is answered as every other decision is. */
@RestController
class ClaimsEndpoint implements ClaimsApi {

    private static final int LONGEST_KEY = 200;
    private static final int MOST_LISTED = 500;
    private static final List<String> TOLD_BY_THE_CLAIMANT = List.of("claimant", "claimantKind", "registered", "tiedToRequester");

    private final Claims claims;
    private final Tasks tasks;
    private final StrictJson reader;
    private final Clock clock;
    private final Duration ahead;

    ClaimsEndpoint(Claims claims, Tasks tasks, StrictJson reader, Clock clock, @Value("${whistle.clock-ahead}") Duration ahead) {
        this.claims = claims;
        this.tasks = tasks;
        this.reader = reader;
        this.clock = clock;
        this.ahead = ahead;
    }

    @Override
    public ResponseEntity<Resource> openTask(Resource body) {
        JsonNode told = read("TaskOpening", body);
        OffsetDateTime now = now();
        Claims.Stand stand = claims.open(new Task(told.get("task").asString(), told.get("community").asString(), text(told, "topic"), text(told, "description"),
                text(told, "requester"), Moment.told(told, "/openedAt", now, ahead).orElse(Moment.second(now)), CanonicalJson.sha256(CanonicalJson.of(told)),
                Optional.empty(), Optional.empty()));
        return (stand.fresh() ? ResponseEntity.created(URI.create("/api/v1/tasks/" + stand.task().id())) : ResponseEntity.ok())
                .contentType(MediaType.APPLICATION_JSON).body(json(tree(stand.task())));
    }

    @Override
    public ResponseEntity<Resource> claimTask(String task, Resource body, String key) {
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw Problem.INVALID_PARAMETER.raised("Idempotency-Key: 1–" + LONGEST_KEY + " 字 characters");
        }
        JsonNode told = read("TaskClaim", body);
        OffsetDateTime at = moment(told, claims.known(task).openedAt());
        Map<String, Object> asked = new LinkedHashMap<>();
        for (String name : TOLD_BY_THE_CLAIMANT) {
            if (told.has(name)) {
                JsonNode value = told.get(name);
                asked.put(name, value.isNull() ? null : value.isBoolean() ? value.asBoolean() : value.asString());
            }
        }
        String digest = CanonicalJson.sha256(CanonicalJson.of(Map.of("task", task, "claim", told)));
        Ledger.Outcome outcome = claims.claim(task, asked, at, Optional.ofNullable(key), digest);
        if (outcome instanceof Ledger.Outcome.Fresh fresh) {
            return ResponseEntity.created(URI.create("/api/v1/decisions/" + fresh.record().id())).contentType(MediaType.APPLICATION_JSON)
                    .body(new ByteArrayResource(Answers.of(fresh.record())));
        }
        if (outcome instanceof Ledger.Outcome.Replayed replayed) {
            return ResponseEntity.ok().header("Idempotency-Replayed", "true").contentType(MediaType.APPLICATION_JSON)
                    .body(new ByteArrayResource(Answers.of(replayed.record())));
        }
        throw Problem.IDEMPOTENCY_KEY_REUSED.raised(key);
    }

    @Override
    public ResponseEntity<Resource> completeTask(String task, Resource body) {
        JsonNode told = read("TaskCompletion", body);
        Task known = claims.known(task);
        OffsetDateTime at = moment(told, known.owner().map(Task.Owner::since).orElse(known.openedAt()));
        Claims.Stand stand = claims.complete(task, new Task.Completion(told.get("by").asString(), at, text(told, "note"), CanonicalJson.sha256(CanonicalJson.of(told))));
        return (stand.fresh() ? ResponseEntity.created(URI.create("/api/v1/tasks/" + task)) : ResponseEntity.ok())
                .contentType(MediaType.APPLICATION_JSON).body(json(tree(stand.task())));
    }

    @Override
    public ResponseEntity<Resource> escalateTasks(Resource body) {
        OffsetDateTime now = now();
        Claims.Check check = claims.escalate(Moment.told(read("TaskSweep", body), "/at", now, Duration.ZERO).orElse(Moment.second(now)));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("at", JsonValues.of(check.at().toLocalDateTime()));
        tree.put("escalated", check.escalated().stream().map(ClaimsEndpoint::tree).toList());
        tree.put("failed", check.failed());
        tree.put("more", check.more());
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(json(tree));
    }

    @Override
    public ResponseEntity<Resource> getTask(String task) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(json(tree(claims.known(task))));
    }

    @Override
    public ResponseEntity<Resource> listTasks(String community, String state, String after, Integer limit) {
        if (limit < 1 || limit > MOST_LISTED) {
            throw Problem.INVALID_PARAMETER.raised("limit: 1–" + MOST_LISTED);
        }
        List<Task> found = tasks.list(code(Community.class, "community", community), code(TaskState.class, "state", state), after == null ? null : claims.known(after), limit + 1);
        List<Map<String, Object>> listed = new ArrayList<>();
        found.stream().limit(limit).forEach(task -> listed.add(tree(task)));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("tasks", listed);
        if (found.size() > limit) {
            tree.put("next", found.get(limit - 1).id());
        }
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(json(tree));
    }

    /** When a step was taken: as told, or now, but not before what it builds on; a clock that is ahead may have told that. */
    private OffsetDateTime moment(JsonNode told, OffsetDateTime earliest) {
        OffsetDateTime now = now();
        Optional<OffsetDateTime> at = Moment.told(told, "/at", now, ahead);
        if (at.isPresent() && at.get().isBefore(earliest)) {
            throw Moment.refused("/at", at.get(), "不早于 not before " + JsonValues.of(earliest.toLocalDateTime()));
        }
        OffsetDateTime second = Moment.second(now);
        return at.orElse(second.isBefore(earliest) ? earliest : second);
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), FactReader.BEIJING);
    }

    private JsonNode read(String schema, Resource body) {
        try {
            return reader.body(schema, body.getContentAsByteArray());
        } catch (StrictJson.Refused refused) {
            throw (refused.isMalformed() ? Problem.MALFORMED_JSON : Problem.INVALID_FACTS).raised(refused.faults());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A code that the contract knows; null where nobody told. */
    private static <C extends Enum<C>> C code(Class<C> codes, String name, String told) {
        if (told == null) {
            return null;
        }
        return Arrays.stream(codes.getEnumConstants()).filter(code -> code.toString().equals(told)).findFirst()
                .orElseThrow(() -> Problem.INVALID_PARAMETER.raised(name + ": “" + told + "”; " + Arrays.toString(codes.getEnumConstants())));
    }

    private static String text(JsonNode told, String name) {
        return told.hasNonNull(name) ? told.get(name).asString() : null;
    }

    /** A task as the contract describes it; the requester stays here. */
    private static Map<String, Object> tree(Task task) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("task", task.id());
        tree.put("community", task.community());
        put(tree, "topic", task.topic());
        put(tree, "description", task.description());
        tree.put("openedAt", JsonValues.of(task.openedAt().toLocalDateTime()));
        tree.put("state", task.state().toString());
        task.owner().ifPresent(owner -> {
            Map<String, Object> has = new LinkedHashMap<>();
            put(has, "claimant", owner.claimant());
            put(has, "claimantKind", owner.claimantKind());
            put(has, "lead", owner.lead());
            has.put("at", JsonValues.of(owner.since().toLocalDateTime()));
            put(has, "due", owner.due() == null ? null : JsonValues.of(owner.due().toLocalDateTime()));
            has.put("decision", owner.decision().toString());
            tree.put(owner.verdict() == ClaimVerdict.CLAIMED ? "claim" : "escalation", has);
        });
        task.completion().ifPresent(completion -> {
            Map<String, Object> done = new LinkedHashMap<>();
            done.put("by", completion.by());
            done.put("at", JsonValues.of(completion.at().toLocalDateTime()));
            put(done, "note", completion.note());
            tree.put("completion", done);
        });
        return tree;
    }

    private static void put(Map<String, Object> tree, String name, Object value) {
        if (value != null) {
            tree.put(name, value);
        }
    }

    private static Resource json(Map<String, Object> tree) {
        return new ByteArrayResource(CanonicalJson.of(tree));
    }
}
