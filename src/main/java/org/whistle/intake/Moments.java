package org.whistle.intake;

import java.time.LocalDateTime;
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
        return DateBasis.of(facts, decidedAt);
    }
}
