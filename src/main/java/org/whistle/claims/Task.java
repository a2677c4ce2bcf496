package org.whistle.claims;

import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.whistle.facts.ClaimVerdict;
import org.whistle.facts.TaskState;

/**
 * A task as it was opened and as it stands; moments count to the second.
 *
 * @param topic         code of the contract's Topic; null where nobody told
 * @param requester     whose matter it is, so that nobody claims what is their own; null where nobody told
 * @param requestDigest SHA-256 of the canonical body which opened it
 * @param owner         who has it; empty while it is open
 */
record Task(String id, String community, String topic, String description, String requester, OffsetDateTime openedAt, String requestDigest,
            Optional<Owner> owner, Optional<Completion> completion) {

    /**
     * Who has a task.
     *
     * @param verdict      CLAIMED or ESCALATED
     * @param claimant     who claimed it; null if it was escalated
     * @param claimantKind code of the contract's ClaimantKind; null if it was escalated
     * @param lead         code of the party that takes over; null if it was claimed
     * @param due          until when it is to be done; null if nothing was decided about that
     * @param decision     the decision by which they have it
     */
    record Owner(ClaimVerdict verdict, String claimant, String claimantKind, String lead, OffsetDateTime since, OffsetDateTime due, UUID decision) {
    }

    /** That it is done, and who says so. */
    record Completion(String by, OffsetDateTime at, String note, String requestDigest) {
    }

    TaskState state() {
        if (completion.isPresent()) {
            return TaskState.DONE;
        }
        return owner.map(has -> has.verdict() == ClaimVerdict.CLAIMED ? TaskState.CLAIMED : TaskState.ESCALATED).orElse(TaskState.OPEN);
    }
}
