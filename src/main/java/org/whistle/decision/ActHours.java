package org.whistle.decision;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whistle.facts.ActFacts;
import org.whistle.facts.EarlierAct;
import org.whistle.facts.FactReader;

/** The hours of an act by the day in Beijing on which they fall, without those that earlier acts of the person took up. */
public final class ActHours {

    private static final BigDecimal MINUTES = BigDecimal.valueOf(60);

    private record Span(LocalDateTime from, LocalDateTime to) {
    }

    private ActHours() {
    }

    /** The person's earlier acts; none where nobody told of any. */
    public static List<EarlierAct> earlier(ActFacts act) {
        return act.earlier() == null ? List.of() : act.earlier();
    }

    /** The day in Beijing. */
    public static LocalDate day(OffsetDateTime moment) {
        return local(moment).toLocalDate();
    }

    /** Points that earlier acts were given on a day. */
    public static BigDecimal earned(ActFacts act, LocalDate day) {
        return earlier(act).stream().filter(one -> day(one.start()).equals(day) && one.points() != null).map(EarlierAct::points)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Whether the act ends after it starts and within so many days; anything else is a slip of the pen, which a person must look at. */
    public static boolean plausible(ActFacts act, long days) {
        return act.end() == null || act.start().isBefore(act.end()) && act.end().isBefore(act.start().plusDays(days));
    }

    /** The days of these hours, or that of the start if there are none. */
    public static List<LocalDate> days(ActFacts act, SortedMap<LocalDate, BigDecimal> hours) {
        List<LocalDate> days = new ArrayList<>(hours.keySet());
        return days.isEmpty() ? List.of(day(act.start())) : days;
    }

    /** For the DRL of release 0.1.0, which decided by half hours and a month at most. */
    public static boolean plausible(ActFacts act) {
        return plausible(act, 31);
    }

    /** For the DRL of release 0.1.0. */
    public static List<LocalDate> days(ActFacts act) {
        return days(act, byDay(act));
    }

    /** For the DRL of release 0.1.0. */
    public static SortedMap<LocalDate, BigDecimal> byDay(ActFacts act) {
        return plausible(act) ? byDay(act, new BigDecimal("0.5")) : new TreeMap<>();
    }

    /** For the DRL of release 0.1.0: all hours together; null where no end was told. */
    public static BigDecimal total(ActFacts act) {
        return act.end() == null ? null : FactReader.plain(byDay(act).values().stream().reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    /**
     * Hours of each day; empty where no end was told.
     *
     * @param step each day's hours are cut down to whole multiples of it
     */
    public static SortedMap<LocalDate, BigDecimal> byDay(ActFacts act, BigDecimal step) {
        SortedMap<LocalDate, BigDecimal> hours = new TreeMap<>();
        for (Span piece : pieces(act)) {
            LocalDateTime from = piece.from();
            while (from.isBefore(piece.to())) {
                LocalDateTime midnight = from.toLocalDate().plusDays(1).atStartOfDay();
                LocalDateTime to = midnight.isBefore(piece.to()) ? midnight : piece.to();
                hours.merge(from.toLocalDate(), BigDecimal.valueOf(Duration.between(from, to).toMinutes()), BigDecimal::add);
                from = to;
            }
        }
        hours.replaceAll((day, minutes) -> FactReader.plain(minutes.divide(step.multiply(MINUTES), 0, RoundingMode.FLOOR).multiply(step)));
        return hours;
    }

    /** Whether an earlier act took up some of the time. */
    public static boolean overlaps(ActFacts act) {
        return act.end() != null && earlier(act).stream().anyMatch(one -> one.end() != null && one.start().isBefore(act.end()) && act.start().isBefore(one.end()));
    }

    private static List<Span> pieces(ActFacts act) {
        if (act.end() == null || !act.start().isBefore(act.end())) {
            return List.of();
        }
        List<Span> free = new ArrayList<>(List.of(new Span(local(act.start()), local(act.end()))));
        for (EarlierAct one : earlier(act).stream().filter(other -> other.end() != null).sorted(Comparator.comparing(EarlierAct::start)).toList()) {
            LocalDateTime from = local(one.start());
            LocalDateTime to = local(one.end());
            List<Span> rest = new ArrayList<>();
            for (Span span : free) {
                if (!from.isBefore(span.to()) || !span.from().isBefore(to)) {
                    rest.add(span);
                    continue;
                }
                if (span.from().isBefore(from)) {
                    rest.add(new Span(span.from(), from));
                }
                if (to.isBefore(span.to())) {
                    rest.add(new Span(to, span.to()));
                }
            }
            free = rest;
        }
        return free;
    }

    private static LocalDateTime local(OffsetDateTime moment) {
        return (LocalDateTime) FactReader.value(moment);
    }
}
