package org.whistle.intake;

import java.time.LocalDateTime;
import java.util.EnumMap;
import java.util.Map;
import org.whistle.facts.ActFacts;
import org.whistle.facts.Basis;
import org.whistle.facts.DateBasis;
import org.whistle.facts.FactReader;
import org.whistle.facts.Facts;
import org.whistle.facts.HouseholdFacts;
import org.whistle.facts.RequestFacts;

/** Which moment of a case each date basis is (policy brief 3.18). */
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
        LocalDateTime own;
        if (facts instanceof RequestFacts request) {
            own = (LocalDateTime) FactReader.value(request.submittedAt());
            moments.put(Basis.SUBMITTED, own);
        } else if (facts instanceof HouseholdFacts household) {
            own = household.planDate().atStartOfDay();
            moments.put(Basis.PLAN, own);
        } else if (facts instanceof ActFacts act) {
            own = (LocalDateTime) FactReader.value(act.start());
            moments.put(Basis.ACT, own);
        } else {
            throw new IllegalArgumentException("no date basis is known for the kind " + facts.kind());
        }
        moments.put(Basis.DECIDED, decidedAt == null ? own : decidedAt);
        return new DateBasis(moments);
    }
}
