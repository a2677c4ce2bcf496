package org.whistle.ledger;

import java.time.OffsetDateTime;
import java.util.UUID;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A decision as it was committed; nothing of it ever changes. Facts, decision and envelope are canonical JSON (RFC 8785).
 *
 * @param commitment    SHA-256(salt ‖ payload) in hexadecimal, see docs/design.md
 * @param requestDigest SHA-256 of the canonical request under the idempotency key
 */
@Table("decision_record")
public record DecisionRecord(@Id UUID id, String kind, String community, int format, byte[] facts, byte[] decision, byte[] envelope, byte[] salt,
                             String commitment, long rulesetNumber, String rulesetDigest, String idempotencyKey, String requestDigest,
                             OffsetDateTime recordedAt) {
}
