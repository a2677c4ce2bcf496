package org.whistle.points;

import java.math.BigDecimal;
import java.time.LocalDate;

/** The points that an act has for one day, what caps cut off, and the last day on which the points can be redeemed; null where there are none. */
record DayAward(BigDecimal points, BigDecimal truncated, LocalDate expiresOn, String category) {

    static final DayAward NOTHING = new DayAward(BigDecimal.ZERO, BigDecimal.ZERO, null, null);
}
