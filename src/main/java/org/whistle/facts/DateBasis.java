package org.whistle.facts;

import java.time.LocalDateTime;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The moments of one case, in Beijing time, resolved by the caller; the core never asks a clock.
 *
 * @param moments the moment of each basis that the decision kind uses
 */
public record DateBasis(Map<Basis, LocalDateTime> moments) {

    public DateBasis {
        moments = Collections.unmodifiableMap(new EnumMap<>(moments));
    }

    /**
     * The moments of a case; the contract says which fact is a kind's own moment.
     *
     * @param decidedAt in Beijing time; null if the case itself says when
     */
    public static DateBasis of(Facts facts, LocalDateTime decidedAt) {
        Map<Basis, LocalDateTime> moments = new EnumMap<>(Basis.class);
        moments.put(facts.basis(), facts.moment());
        moments.put(Basis.DECIDED, decidedAt == null ? facts.moment() : decidedAt);
        return new DateBasis(moments);
    }

    /** The case's own moment; that of the decision if there is no other. */
    public LocalDateTime own() {
        for (Map.Entry<Basis, LocalDateTime> moment : moments.entrySet()) {
            if (moment.getKey() != Basis.DECIDED) {
                return moment.getValue();
            }
        }
        return at(Basis.DECIDED);
    }

    /** @throws IllegalArgumentException if the caller resolved no such moment */
    public LocalDateTime at(Basis basis) {
        LocalDateTime moment = moments.get(basis);
        if (moment == null) {
            throw new IllegalArgumentException("no moment was given for the date basis " + basis);
        }
        return moment;
    }
}
