package org.whistle.points;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.whistle.decision.Decision;
import org.whistle.facts.FactReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The acts of a card in the calendar months that one act touches: caps, counts and overlaps reach no further. When an act is added or corrected, it and
 * those after it are decided again, each with the ones before it (policy brief 3.11, rows 5 and 7).
 */
final class Window {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");

    /** Behind all the others, whatever their ids; no finer moment is kept in the database. */
    private static final Duration STEP = Duration.of(1, ChronoUnit.MICROS);

    /** An act with the decision that now says what it is worth. */
    record Decided(CountedAct act, ObjectNode facts, Decision decision) {
    }

    private Window() {
    }

    /** The calendar months in Beijing that an act touches, as their first moment and the one after their last. */
    static LocalDateTime[] months(CountedAct act) {
        LocalDate first = ((LocalDateTime) FactReader.value(act.from())).toLocalDate();
        LocalDate last = ((LocalDateTime) FactReader.value(act.to())).toLocalDate();
        return new LocalDateTime[] {YearMonth.from(first).atDay(1).atStartOfDay(), YearMonth.from(last).plusMonths(1).atDay(1).atStartOfDay()};
    }

    /**
     * Decides an act that is new or whose facts have changed, and all that counts after it. What counts for the first time, or at another time than when it
     * was put last, takes its place in time unless that would leave the person with less; then it is counted last (policy brief 3.18, the more favourable).
     *
     * @param known  the act as it was; null if it is new
     * @param others the other acts of the window
     * @param decide decides facts under a ruleset version
     * @return the changed act first, then those after it in their order
     */
    static List<Decided> changed(CountedAct act, CountedAct known, List<CountedAct> others, BiFunction<ObjectNode, Long, Decision> decide) {
        if (known != null && known.counts() && (known.after() == null || known.sameTime(act))) {
            return inOrder(act.behind(known.after()), others, decide);
        }
        List<Decided> timely = inOrder(act, others, decide);
        Set<UUID> again = new TreeSet<>(timely.stream().map(one -> one.act().id()).toList());
        BigDecimal before = points(Stream.concat(others.stream(), Stream.ofNullable(known)).filter(other -> again.contains(other.id())));
        if (points(timely.stream().map(Decided::act)).compareTo(before) >= 0) {
            return timely;
        }
        return inOrder(act.behind(others.stream().filter(CountedAct::counts).map(CountedAct::place).max(OffsetDateTime.timeLineOrder()).orElseThrow().plus(STEP)), others, decide);
    }

    private static List<Decided> inOrder(CountedAct changed, List<CountedAct> others, BiFunction<ObjectNode, Long, Decision> decide) {
        List<CountedAct> before = new ArrayList<>();
        List<CountedAct> after = new ArrayList<>();
        for (CountedAct other : others.stream().filter(CountedAct::counts).sorted(CountedAct.IN_ORDER).toList()) {
            (CountedAct.IN_ORDER.compare(other, changed) < 0 ? before : after).add(other);
        }
        List<Decided> decided = new ArrayList<>();
        decided.add(decided(changed, before, decide));
        for (CountedAct next : after) {
            CountedAct last = decided.get(decided.size() - 1).act();
            if (last.counts()) {
                before.add(last);
            }
            decided.add(decided(next, before, decide));
        }
        return decided;
    }

    private static BigDecimal points(Stream<CountedAct> acts) {
        return acts.flatMap(act -> act.awards().values().stream()).map(DayAward::points).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static Decided decided(CountedAct act, List<CountedAct> before, BiFunction<ObjectNode, Long, Decision> decide) {
        ObjectNode facts = act.facts().deepCopy();
        ArrayNode earlier = facts.putArray("earlier");
        before.forEach(other -> pieces(other, earlier));
        Decision decision = decide.apply(facts, act.ruleset());
        SortedMap<LocalDate, DayAward> awards = awards(decision.outcome());
        return new Decided(act.with(!awards.isEmpty(), awards), facts, decision);
    }

    private static SortedMap<LocalDate, DayAward> awards(Map<String, Object> outcome) {
        SortedMap<LocalDate, DayAward> awards = new TreeMap<>();
        for (Object one : outcome.get("awards") instanceof List<?> list ? list : List.of()) {
            Map<?, ?> award = (Map<?, ?>) one;
            awards.put((LocalDate) award.get("date"), new DayAward((BigDecimal) award.get("points"), (BigDecimal) award.get("truncated"),
                    (LocalDate) award.get("expiresOn"), (String) outcome.get("category")));
        }
        return awards;
    }

    /** An act that ran over midnight is several earlier acts, each with the points of its day. */
    private static void pieces(CountedAct act, ArrayNode earlier) {
        LocalDateTime from = (LocalDateTime) FactReader.value(act.from());
        LocalDateTime to = (LocalDateTime) FactReader.value(act.to());
        act.awards().forEach((day, award) -> {
            LocalDateTime start = from.isBefore(day.atStartOfDay()) ? day.atStartOfDay() : from;
            LocalDateTime end = to.isAfter(day.plusDays(1).atStartOfDay()) ? day.plusDays(1).atStartOfDay() : to;
            ObjectNode piece = JSON.createObjectNode();
            piece.put("type", act.facts().get("type").asString());
            piece.put("start", moment(start));
            piece.put("end", act.facts().hasNonNull("end") ? moment(end) : null);
            piece.put("points", FactReader.plain(award.points()).toPlainString());
            piece.put("category", award.category());
            earlier.add(piece);
        });
    }

    private static String moment(LocalDateTime local) {
        return MOMENT.format(local.atOffset(ZoneOffset.ofHours(8)));
    }
}
