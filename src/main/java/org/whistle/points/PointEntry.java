package org.whistle.points;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * A line of a card's account; nothing of it ever changes.
 *
 * @param number     the order of recording, over all cards
 * @param act        the act whose points these are; null for a redemption or refund
 * @param voucher    the voucher that took the points or gave them back; null for acts
 * @param day        the day in Beijing to which the points belong: of the act, the redemption or the refund
 * @param points     added if positive, taken away if negative
 * @param truncated  what caps cut off, for an award
 * @param expiresOn  the last day on which points added here can be redeemed; null for points taken away by a redemption
 * @param decision   the recorded decision which says so
 * @param cause      the decision of the operation with which this was recorded
 */
record PointEntry(long number, String card, Kind kind, UUID act, String voucher, LocalDate day, String category, BigDecimal points, BigDecimal truncated,
                  LocalDate expiresOn, UUID decision, UUID cause, OffsetDateTime recordedAt) {

    /** AWARD: points of an act as first decided · ADJUSTMENT: what a correction or an act reported late changed · REDEMPTION · REFUND of a voucher. */
    enum Kind { AWARD, ADJUSTMENT, REDEMPTION, REFUND }
}
