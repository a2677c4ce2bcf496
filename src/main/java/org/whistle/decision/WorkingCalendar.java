package org.whistle.decision;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.whistle.facts.Basis;
import org.whistle.ruleset.Match;

/** Working days as table citywide/calendar states them at the moment of decision; days which it does not name follow the week. */
public final class WorkingCalendar {

    private static final String TABLE = "citywide/calendar";
    private static final LocalTime END = LocalTime.of(23, 59, 59);

    private final Case decided;
    private final LocalDate known;

    public WorkingCalendar(Case decided) {
        this.decided = decided;
        this.known = decided.date(Basis.DECIDED);
    }

    /** Whether offices work on this day. */
    public boolean works(LocalDate day) {
        List<Match> rows = rows(day);
        if (rows.isEmpty()) {
            return day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
        }
        return "WORKDAY".equals(rows.get(0).value("derived.dayType"));
    }

    /** The end of the last of so many working days after a day. */
    public LocalDateTime afterWorkingDays(LocalDate day, long count) {
        LocalDate last = day;
        for (long left = count; left > 0; ) {
            last = last.plusDays(1);
            if (works(last)) {
                left--;
            }
        }
        return endOf(last);
    }

    /** The same moment, or the end of the next working day if offices rest. */
    public LocalDateTime rolled(LocalDateTime raw) {
        LocalDate day = raw.toLocalDate();
        while (!works(day)) {
            day = day.plusDays(1);
        }
        return LocalDateTime.of(day, raw.toLocalTime());
    }

    /** The last second of a day. */
    public LocalDateTime endOf(LocalDate day) {
        return LocalDateTime.of(day, END);
    }

    /** The version of the calendar that speaks of a day's year. */
    public String version(LocalDate day) {
        for (LocalDate other = day.withDayOfYear(1); other.getYear() == day.getYear(); other = other.plusDays(1)) {
            List<Match> rows = rows(other);
            if (!rows.isEmpty()) {
                return (String) rows.get(0).value("derived.calendarVersion");
            }
        }
        return null;
    }

    /** The latest day on which a deadline of the case falls, before it rolls; the day of submission if there is none. */
    public static LocalDate lastDay(Case decided) {
        return decided.list("outcome.deadlines").stream().map(entry -> ((LocalDateTime) ((Map<?, ?>) entry).get("raw")).toLocalDate())
                .max(Comparator.naturalOrder()).orElseGet(() -> decided.date(Basis.SUBMITTED));
    }

    /** Whether the final deadline fell on a day of rest. */
    public static boolean rolledFinal(Case decided) {
        return decided.list("outcome.deadlines").stream().map(entry -> (Map<?, ?>) entry)
                .anyMatch(entry -> "FINAL".equals(entry.get("purpose")) && !entry.get("raw").equals(entry.get("due")));
    }

    private List<Match> rows(LocalDate day) {
        return decided.lookup(TABLE, known, Map.of("derived.day", day));
    }
}
