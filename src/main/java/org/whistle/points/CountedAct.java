package org.whistle.points;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * An act as its card knows it.
 *
 * @param id       the decision with which it was first recorded
 * @param facts    its facts as recorded, without the earlier acts
 * @param ruleset  the version that decided it, and that decides it again when something before it changes
 * @param counts   whether it is one of those that earn points; the others use up neither time nor caps
 * @param awards   the points it has now, by day
 * @param after    where it was counted last: a moment behind all that counted before it; null where it has its place in time
 */
record CountedAct(UUID id, ObjectNode facts, long ruleset, boolean counts, SortedMap<LocalDate, DayAward> awards, OffsetDateTime after) {

    /** By the end of the act, then by its id (policy brief 3.11, row 5); what was counted last stays behind what was there. */
    static final Comparator<CountedAct> IN_ORDER = Comparator.comparing((CountedAct act) -> act.place().toInstant()).thenComparing(CountedAct::id);

    OffsetDateTime from() {
        return OffsetDateTime.parse(facts.get("start").asString());
    }

    /** The end, or the start where no end was told. */
    OffsetDateTime to() {
        OffsetDateTime from = from();
        OffsetDateTime to = facts.hasNonNull("end") ? OffsetDateTime.parse(facts.get("end").asString()) : from;
        return to.isBefore(from) ? from : to;
    }

    /** The moment by which it is counted among the others. */
    OffsetDateTime place() {
        return after == null ? to() : after;
    }

    boolean sameTime(CountedAct other) {
        return from().isEqual(other.from()) && to().isEqual(other.to());
    }

    CountedAct behind(OffsetDateTime others) {
        return new CountedAct(id, facts, ruleset, counts, awards, others);
    }

    CountedAct with(boolean counting, SortedMap<LocalDate, DayAward> now) {
        return new CountedAct(id, facts, ruleset, counting, now, after);
    }
}
