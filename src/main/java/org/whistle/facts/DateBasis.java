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

    /** The case's own moment; that of the decision if there is no other. */
    public LocalDateTime own() {
        return moments.entrySet().stream().filter(entry -> entry.getKey() != Basis.DECIDED).map(Map.Entry::getValue).findFirst()
                .orElseGet(() -> at(Basis.DECIDED));
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
