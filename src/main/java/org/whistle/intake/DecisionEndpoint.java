package org.whistle.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.whistle.api.IntakeApi;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.DateBasis;
import org.whistle.facts.FactReader;
import org.whistle.facts.StrictJson;
import org.whistle.facts.Vocabulary;
import org.whistle.ledger.Answers;
import org.whistle.ledger.Deciding;
import org.whistle.ledger.DecisionRecord;
import org.whistle.ledger.Ledger;
import org.whistle.ruleset.Rulesets;
import org.whistle.web.Problem;

/** Takes facts, decides, records, answers. */
@RestController
class DecisionEndpoint implements IntakeApi {

    private static final int LONGEST_KEY = 200;

    private final StrictJson reader;
    private final Rulesets rulesets;
    private final Ledger ledger;
    private final Vocabulary vocabulary;

    DecisionEndpoint(StrictJson reader, Rulesets rulesets, Ledger ledger, Vocabulary vocabulary) {
        this.reader = reader;
        this.rulesets = rulesets;
        this.ledger = ledger;
        this.vocabulary = vocabulary;
    }

    @Override
    public ResponseEntity<Resource> decideRequest(Resource body, String key) {
        return decide("request", body, key);
    }

    @Override
    public ResponseEntity<Resource> decideHousehold(Resource body, String key) {
        return decide("household", body, key);
    }

    @Override
    public ResponseEntity<Resource> decideAct(Resource body, String key) {
        return decide("act", body, key);
    }

    @Override
    public ResponseEntity<Resource> decideProject(Resource body, String key) {
        return decide("project", body, key);
    }

    @Override
    public ResponseEntity<Resource> decideMeeting(Resource body, String key) {
        return decide("meeting", body, key);
    }

    @Override
    public ResponseEntity<Resource> decideVenue(Resource body, String key) {
        return decide("venue", body, key);
    }

    @Override
    public ResponseEntity<Resource> decidePower(Resource body, String key) {
        return decide("power", body, key);
    }

    @Override
    public ResponseEntity<Resource> decideEvaluation(Resource body, String key) {
        return decide("evaluation", body, key);
    }

    @Override
    public ResponseEntity<Resource> decidePattern(Resource body, String key) {
        return decide("pattern", body, key);
    }

    @Override
    public ResponseEntity<Resource> decideClaim(Resource body, String key) {
        return decide("claim", body, key);
    }

    @Override
    public ResponseEntity<Resource> decideRedemption(Resource body, String key) {
        return decide("redemption", body, key);
    }

    @Override
    public ResponseEntity<Resource> decideVoucher(Resource body, String key) {
        return decide("voucher", body, key);
    }

    @Override
    public ResponseEntity<Resource> decideFreeze(Resource body, String key) {
        return decide("freeze", body, key);
    }

    private ResponseEntity<Resource> decide(String kind, Resource body, String key) {
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw Problem.INVALID_PARAMETER.raised("Idempotency-Key: 1–" + LONGEST_KEY + " 字 characters");
        }
        StrictJson.Read read = read(kind, body);
        String requestDigest = CanonicalJson.sha256(CanonicalJson.of(Map.of("kind", kind, "body", read.body())));
        Ledger.Outcome outcome = submit(kind, key, read, requestDigest);
        if (outcome instanceof Ledger.Outcome.Fresh fresh) {
            return ResponseEntity.created(URI.create("/api/v1/decisions/" + fresh.record().id())).contentType(MediaType.APPLICATION_JSON).body(answer(fresh.record()));
        }
        if (outcome instanceof Ledger.Outcome.Replayed replayed) {
            return ResponseEntity.ok().header("Idempotency-Replayed", "true").contentType(MediaType.APPLICATION_JSON).body(answer(replayed.record()));
        }
        throw (outcome instanceof Ledger.Outcome.InFlight ? Problem.IDEMPOTENCY_IN_FLIGHT : Problem.IDEMPOTENCY_KEY_REUSED).raised(key);
    }

    private Ledger.Outcome submit(String kind, String key, StrictJson.Read read, String requestDigest) {
        try {
            return ledger.submit(Optional.ofNullable(key), requestDigest, stamp -> {
                LocalDateTime decidedAt = (read.body().hasNonNull("decidedAt") ? OffsetDateTime.parse(read.body().get("decidedAt").asString()) : stamp.recordedAt())
                        .atZoneSameInstant(FactReader.BEIJING).toLocalDateTime();
                DateBasis dates = Moments.of(read.facts(), decidedAt);
                Rulesets.Version version = rulesets.at(rulesets.newest(), dates);
                byte[] decision = Deciding.bytes(read.facts(), version, dates);
                return Deciding.entry(read.facts(), read.recorded(), read.assumed(), decision, version, dates, stamp, vocabulary);
            });
        } catch (Ledger.Busy busy) {
            throw Problem.BUSY.raised("");
        }
    }

    private StrictJson.Read read(String kind, Resource body) {
        try {
            return reader.read(kind, body.getContentAsByteArray());
        } catch (StrictJson.Refused refused) {
            throw (refused.isMalformed() ? Problem.MALFORMED_JSON : Problem.INVALID_FACTS).raised(refused.faults());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Resource answer(DecisionRecord record) {
        return new ByteArrayResource(Answers.of(record));
    }
}
