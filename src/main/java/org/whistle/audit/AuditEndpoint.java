package org.whistle.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.whistle.api.AuditApi;
import org.whistle.decision.Telling;
import org.whistle.facts.Basis;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.DateBasis;
import org.whistle.facts.FactReader;
import org.whistle.facts.JsonValues;
import org.whistle.facts.Label;
import org.whistle.facts.StrictJson;
import org.whistle.facts.Vocabulary;
import org.whistle.ledger.Answers;
import org.whistle.ledger.Deciding;
import org.whistle.ledger.DecisionRecord;
import org.whistle.ledger.Ledger;
import org.whistle.ruleset.Rulesets;
import org.whistle.ruleset.SourceGrades;
import org.whistle.web.Problem;
import tools.jackson.databind.JsonNode;

/** Finds, explains and replays decisions; writes nothing. */
@RestController
class AuditEndpoint implements AuditApi {

    private final Ledger ledger;
    private final Rulesets rulesets;
    private final StrictJson reader;
    private final Vocabulary vocabulary;
    private final SourceGrades grades;

    AuditEndpoint(Ledger ledger, Rulesets rulesets, StrictJson reader, Vocabulary vocabulary) {
        this.ledger = ledger;
        this.rulesets = rulesets;
        this.reader = reader;
        this.vocabulary = vocabulary;
        this.grades = new SourceGrades(vocabulary);
    }

    @Override
    public ResponseEntity<Resource> getDecision(UUID id) {
        return json(Answers.of(record(id)));
    }

    @Override
    public ResponseEntity<Resource> explainDecision(UUID id, String language, String reader) {
        if (!"zh".equals(language) && !"en".equals(language)) {
            throw Problem.INVALID_PARAMETER.raised("language: zh, en");
        }
        if (!"resident".equals(reader) && !"staff".equals(reader)) {
            throw Problem.INVALID_PARAMETER.raised("reader: resident, staff");
        }
        JsonNode decision = StrictJson.own(record(id).decision());
        String kind = decision.get("kind").asString();
        List<Map<String, Object>> sentences = new ArrayList<>();
        for (JsonNode reason : decision.get("reasons")) {
            sentences.add(Map.of("text", in(Telling.sentence(kind, reason, vocabulary), language), "place", reason.get("table").asString() + " " + reason.get("rule").asString(),
                    "source", reason.get("source").asString(), "grades", JsonValues.of(grades.of(reason.get("source").asString()))));
        }
        for (JsonNode finding : decision.get("findings")) {
            sentences.add(Map.of("text", in(Telling.sentence(kind, finding, vocabulary), language), "place", finding.get("table").asString(),
                    "finding", finding.get("code").asString()));
        }
        List<Label> outcome = Telling.of(decision, vocabulary, "staff".equals(reader) ? Telling.Reader.STAFF : Telling.Reader.RESIDENT);
        Map<String, Object> explanation = new LinkedHashMap<>();
        explanation.put("id", id.toString());
        explanation.put("language", language);
        explanation.put("reader", reader);
        explanation.put("outcome", outcome.stream().map(sentence -> in(sentence, language)).toList());
        explanation.put("text", in(Telling.text(outcome), language));
        explanation.put("sentences", sentences);
        return json(CanonicalJson.of(explanation));
    }

    private static String in(Label label, String language) {
        return "zh".equals(language) ? label.zh() : label.en();
    }

    @Override
    public ResponseEntity<Resource> replayDecision(UUID id) {
        DecisionRecord record = record(id);
        DateBasis dates = Deciding.dates(record);
        Rulesets.Version version = rulesets.at(record.rulesetNumber(), dates);
        byte[] replayed = Deciding.bytes(Deciding.facts(record), version, dates);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("id", id.toString());
        result.put("same", Arrays.equals(record.decision(), replayed) && version.ruleset().digest().equals(record.rulesetDigest()));
        result.put("recorded", CanonicalJson.sha256(record.decision()));
        result.put("replayed", CanonicalJson.sha256(replayed));
        result.put("ruleset", Deciding.used(version, vocabulary));
        result.put("engineOfTheTime", StrictJson.own(record.envelope()).get("ruleset").get("engine").asString());
        return json(CanonicalJson.of(result));
    }

    @Override
    public ResponseEntity<Resource> whatIf(UUID id, Resource body) {
        DecisionRecord record = record(id);
        JsonNode asked = asked(body);
        long number = asked.hasNonNull("ruleset") ? asked.get("ruleset").asLong() : rulesets.newest();
        if (number < 1 || number > rulesets.newest()) {
            throw Problem.NOT_FOUND.raised("ruleset " + number);
        }
        Map<Basis, LocalDateTime> moments = new EnumMap<>(Deciding.dates(record).moments());
        if (asked.hasNonNull("date")) {
            LocalDate day = LocalDate.parse(asked.get("date").asString());
            moments.replaceAll((basis, moment) -> basis == Basis.DECIDED ? moment : LocalDateTime.of(day, moment.toLocalTime()));
        }
        if (asked.hasNonNull("decidedAt")) {
            moments.put(Basis.DECIDED, OffsetDateTime.parse(asked.get("decidedAt").asString()).atZoneSameInstant(FactReader.BEIJING).toLocalDateTime());
        }
        DateBasis dates = new DateBasis(moments);
        Rulesets.Version version = rulesets.at(number, dates);
        byte[] now = Deciding.bytes(Deciding.facts(record), version, dates);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("id", id.toString());
        result.put("same", Arrays.equals(record.decision(), now));
        result.put("then", StrictJson.own(record.decision()));
        result.put("now", StrictJson.own(now));
        result.put("ruleset", Deciding.used(version, vocabulary));
        return json(CanonicalJson.of(result));
    }

    private JsonNode asked(Resource body) {
        try {
            JsonNode asked = reader.tree(body.getContentAsByteArray());
            boolean sound = asked.isObject() && List.of("ruleset", "date", "decidedAt").containsAll(asked.propertyNames())
                    && (!asked.hasNonNull("ruleset") || asked.get("ruleset").isIntegralNumber());
            if (sound && asked.hasNonNull("date")) {
                LocalDate.parse(asked.get("date").asString(""));
            }
            if (sound && asked.hasNonNull("decidedAt")) {
                OffsetDateTime.parse(asked.get("decidedAt").asString(""));
            }
            if (sound) {
                return asked;
            }
        } catch (StrictJson.Refused refused) {
            throw (refused.isMalformed() ? Problem.MALFORMED_JSON : Problem.INVALID_FACTS).raised(refused.faults());
        } catch (DateTimeParseException e) {
            throw Problem.INVALID_PARAMETER.raised("“" + e.getParsedString() + "”");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw Problem.INVALID_PARAMETER.raised("{ruleset: 整数 integer, date: 2026-03-01, decidedAt: 2026-03-01T09:00:00+08:00}");
    }

    private DecisionRecord record(UUID id) {
        return ledger.find(id).orElseThrow(() -> Problem.NOT_FOUND.raised("decision " + id));
    }

    private static ResponseEntity<Resource> json(byte[] bytes) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(new ByteArrayResource(bytes));
    }
}
