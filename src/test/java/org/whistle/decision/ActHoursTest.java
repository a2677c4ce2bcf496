package org.whistle.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.whistle.facts.ActFacts;
import org.whistle.facts.ActType;
import org.whistle.facts.Community;
import org.whistle.facts.EarlierAct;

/** Hours by day against counting minute by minute. */
class ActHoursTest {

    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final LocalDateTime START = LocalDateTime.of(2026, 6, 29, 0, 0);

    @Property(tries = 300, seed = "20260301")
    void hoursAreTheMinutesThatNobodyElseTookDownToHalfAnHourADay(@ForAll @IntRange(max = 4000) int from, @ForAll @IntRange(max = 3000) int length,
                                                                  @ForAll @Size(max = 4) List<@IntRange(max = 6000) Integer> others) {
        List<EarlierAct> earlier = new ArrayList<>();
        for (int i = 0; i < others.size(); i++) {
            earlier.add(new EarlierAct(ActType.VOL_SERVICE, moment(others.get(i)), moment(others.get(i) + 90 + 60 * i), BigDecimal.ZERO, null));
        }
        ActFacts act = new ActFacts(Community.XIANGYUN, ActType.VOL_SERVICE, null, moment(from), moment(from + length), null, null, true, false, false, false, false, false, false,
                false, false, false, false, List.of(), earlier);
        Map<LocalDate, Integer> minutes = new TreeMap<>();
        for (int minute = from; minute < from + length; minute++) {
            int at = minute;
            boolean taken = false;
            for (int i = 0; i < others.size(); i++) {
                taken |= at >= others.get(i) && at < others.get(i) + 90 + 60 * i;
            }
            if (!taken) {
                minutes.merge(START.plusMinutes(minute).toLocalDate(), 1, Integer::sum);
            }
        }
        Map<LocalDate, BigDecimal> expected = new TreeMap<>();
        minutes.forEach((day, count) -> expected.put(day, BigDecimal.valueOf(count / 30).divide(BigDecimal.valueOf(2))));
        assertThat(ActHours.byDay(act, HALF).keySet()).isEqualTo(expected.keySet());
        ActHours.byDay(act, HALF).forEach((day, hours) -> assertThat(hours).isEqualByComparingTo(expected.get(day)));
    }

    private static OffsetDateTime moment(int minute) {
        return START.plusMinutes(minute).atOffset(ZoneOffset.ofHours(8));
    }
}
