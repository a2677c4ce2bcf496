package org.whistle.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.StrictJson;
import tools.jackson.databind.JsonNode;

/** The answer of a record: a function of what is stored, so that it is the same bytes for ever. */
public final class Answers {

    private Answers() {
    }

    /** Canonical JSON as the contract's answers describe it. */
    public static byte[] of(DecisionRecord record) {
        JsonNode decision = StrictJson.own(record.decision());
        JsonNode envelope = StrictJson.own(record.envelope());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", record.id().toString());
        for (String part : new String[] {"kind", "outcome", "schemes", "reasons", "findings"}) {
            answer.put(part, decision.get(part));
        }
        for (String part : new String[] {"dates", "assumed", "ruleset", "recordedAt"}) {
            answer.put(part, envelope.get(part));
        }
        answer.put("receipt", Map.of("id", record.id().toString(), "commitment", record.commitment()));
        return CanonicalJson.of(answer);
    }
}
