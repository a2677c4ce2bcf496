package org.whistle.points;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * Something that happened to a card, with the decision that was recorded in the same transaction.
 *
 * @param decision      the recorded decision; also the name of the operation
 * @param act           the act recorded or corrected
 * @param voucher       the voucher asked for or presented
 * @param accepted      whether the act counts, the points were taken, the voucher was settled, the points are frozen
 * @param until         the last day of the voucher, or the day on which the freeze ends
 * @param countedAfter a moment behind what counted before the act, where it did not take its place in time
 * @param author        the role of the person who decided it, for corrections and freezes
 * @param exactlyOnce   what makes a repetition known; null where the caller gave no key
 * @param requestDigest SHA-256 of the canonical request
 * @param balance       what the card held afterwards, as it was told, in points
 */
record CardOperation(UUID decision, String card, Kind kind, UUID act, String voucher, boolean accepted, OffsetDateTime from, OffsetDateTime to, OffsetDateTime countedAfter,
                     LocalDate until, String author, String reason, String exactlyOnce, String requestDigest, BigDecimal balance, OffsetDateTime recordedAt) {

    /** ACT: an act was recorded · CORRECTION: its facts were corrected · REDEMPTION: a voucher was asked for · VOUCHER: it was presented · FREEZE. */
    enum Kind { ACT, CORRECTION, REDEMPTION, VOUCHER, FREEZE }
}
