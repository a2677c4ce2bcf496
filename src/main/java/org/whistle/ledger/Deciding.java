package org.whistle.ledger;

import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kie.api.KieServices;
import org.whistle.decision.Decide;
import org.whistle.decision.Decision;
import org.whistle.facts.Basis;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.DateBasis;
import org.whistle.facts.Facts;
import org.whistle.facts.JsonValues;
import org.whistle.facts.StrictJson;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Rulesets;
import tools.jackson.databind.JsonNode;

/** Between the pure core and the record: decisions as canonical bytes, and recorded facts and moments back into the core. */
public final class Deciding {

    private Deciding() {
    }

    /** The bytes which a replay must equal. */
    public static byte[] bytes(Facts facts, Rulesets.Version version, DateBasis dates) {
        return bytes(Decide.decide(facts, version.ruleset(), dates));
    }

    /** The bytes which a replay must equal. */
    public static byte[] bytes(Decision decision) {
        return CanonicalJson.of(JsonValues.of(decision));
    }

    /** What there is to record of a case that has been decided. */
    public static Ledger.Entry entry(Facts facts, JsonNode recorded, List<String> assumed, byte[] decision, Rulesets.Version version, DateBasis dates, Ledger.Stamp stamp,
                                     Vocabulary vocabulary) {
        return new Ledger.Entry(facts.kind(), facts.communityCode(), CanonicalJson.of(recorded), decision, envelope(stamp, dates, assumed, used(version, vocabulary)),
                version.number(), version.ruleset().digest());
    }

    /** The ruleset which decided, as answers and records name it. */
    public static Map<String, Object> used(Rulesets.Version version, Vocabulary vocabulary) {
        Map<String, Object> used = new LinkedHashMap<>();
        used.put("number", version.number());
        used.put("digest", version.ruleset().digest());
        used.put("engine", engine(vocabulary));
        return used;
    }

    /** What decided: its parts and their versions. */
    public static String engine(Vocabulary vocabulary) {
        return "whistle/" + vocabulary.version() + " drools/" + KieServices.class.getPackage().getImplementationVersion() + " java/" + Runtime.version().feature();
    }

    /** What surrounds a decision. */
    public static byte[] envelope(Ledger.Stamp stamp, DateBasis dates, List<String> assumed, Map<String, Object> used) {
        Map<String, Object> moments = new LinkedHashMap<>();
        dates.moments().forEach((basis, moment) -> moments.put(basis.name().toLowerCase(Locale.ROOT), JsonValues.of(moment)));
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("id", stamp.id().toString());
        envelope.put("recordedAt", JsonValues.of(stamp.recordedAt().toLocalDateTime()));
        envelope.put("dates", moments);
        envelope.put("assumed", assumed);
        envelope.put("ruleset", used);
        return CanonicalJson.of(envelope);
    }

    /** The facts of a record. */
    public static Facts facts(DecisionRecord record) {
        return StrictJson.bind(record.kind(), StrictJson.own(record.facts()));
    }

    /** The moments of a record. */
    public static DateBasis dates(DecisionRecord record) {
        Map<Basis, LocalDateTime> moments = new LinkedHashMap<>();
        JsonNode envelope = StrictJson.own(record.envelope());
        envelope.get("dates").properties().forEach(entry -> moments.put(Basis.valueOf(entry.getKey().toUpperCase(Locale.ROOT)),
                java.time.OffsetDateTime.parse(entry.getValue().asString()).toLocalDateTime()));
        return new DateBasis(moments);
    }
}
