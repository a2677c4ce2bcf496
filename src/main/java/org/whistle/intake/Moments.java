package org.whistle.intake;

import java.time.LocalDateTime;
import java.util.EnumMap;
import java.util.Map;
import org.whistle.facts.Basis;
import org.whistle.facts.DateBasis;
import org.whistle.facts.Facts;

/** Which moment of a case each date basis is (policy brief 3.18); the contract says which fact is a kind's own moment. */
public final class Moments {

    private Moments() {
    }

    /**
     * The moments of a case.
     *
     * @param decidedAt in Beijing time; null if the case itself says when
     */
    public static DateBasis of(Facts facts, LocalDateTime decidedAt) {
        Map<Basis, LocalDateTime> moments = new EnumMap<>(Basis.class);
        moments.put(facts.basis(), facts.moment());
        moments.put(Basis.DECIDED, decidedAt == null ? facts.moment() : decidedAt);
        return new DateBasis(moments);
    }
}
