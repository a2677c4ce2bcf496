package org.whistle.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The balance against a second opinion that keeps every single point in a heap of tokens. */
class BalanceTest {

    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);

    /** One point. */
    private record Token(UUID act, LocalDate day, LocalDate expiresOn) {
    }

    /** What a drawn line of the account says; a line is entered only if it could have been. */
    private record Line(int kind, int act, int day, int points, int years) {
    }

    @Property(tries = 2000, seed = "20260301")
    void theBalanceIsWhatTheTokensSay(@ForAll("lines") List<Line> lines, @ForAll("days") LocalDate day) {
        List<PointEntry> entries = new ArrayList<>();
        List<Token> tokens = new ArrayList<>();
        int debt = 0;
        for (Line line : lines) {
            LocalDate on = FIRST.plusDays(line.day() * 37L);
            LocalDate expiresOn = LocalDate.of(on.getYear() + line.years(), 12, 31);
            UUID act = new UUID(7, line.act());
            LocalDate recorded = on.plusDays(line.points());
            if (line.kind() == 0) {
                entries.add(entry(PointEntry.Kind.AWARD, act, on, line.points(), expiresOn, recorded));
                for (int i = 0; i < line.points(); i++) {
                    if (debt > 0) {
                        debt--;
                    } else {
                        tokens.add(new Token(act, on, expiresOn));
                    }
                }
            } else if (line.kind() == 1) {
                int worth = (int) tokens.stream().filter(token -> valid(token, on)).count() - debt;
                if (worth >= line.points()) {
                    entries.add(entry(PointEntry.Kind.REDEMPTION, null, on, -line.points(), null, on));
                    take(tokens, line.points(), token -> valid(token, on));
                }
            } else {
                entries.add(entry(PointEntry.Kind.ADJUSTMENT, act, on, -line.points(), expiresOn, recorded));
                int rest = take(tokens, line.points(), token -> token.act().equals(act) && token.day().equals(on));
                debt += take(tokens, rest, token -> !recorded.isAfter(token.expiresOn()));
            }
        }
        Balance balance = Balance.of(entries);
        assertThat(balance.on(day)).isEqualByComparingTo(BigDecimal.valueOf(tokens.stream().filter(token -> valid(token, day)).count() - debt));
        balance.expiring(day).forEach((last, points) -> assertThat(points).isEqualByComparingTo(
                BigDecimal.valueOf(tokens.stream().filter(token -> valid(token, day) && token.expiresOn().equals(last)).count())));
    }

    /** Whatever was entered before, an award leaves no day with less. */
    @Property(tries = 500, seed = "20260301")
    void morePointsNeverLowerABalance(@ForAll("lines") List<Line> lines, @ForAll("days") LocalDate day, @ForAll("days") LocalDate earned) {
        List<PointEntry> entries = new ArrayList<>();
        for (Line line : lines) {
            LocalDate on = FIRST.plusDays(line.day() * 37L);
            entries.add(entry(line.kind() == 0 ? PointEntry.Kind.AWARD : PointEntry.Kind.ADJUSTMENT, new UUID(7, line.act()), on, line.kind() == 0 ? line.points() : -line.points(),
                    LocalDate.of(on.getYear() + 1, 12, 31), on));
        }
        BigDecimal before = Balance.of(entries).on(day);
        entries.add(entry(PointEntry.Kind.AWARD, new UUID(8, 8), earned, 5, LocalDate.of(earned.getYear() + 1, 12, 31), earned));
        assertThat(Balance.of(entries).on(day)).isGreaterThanOrEqualTo(before);
    }

    private static boolean valid(Token token, LocalDate day) {
        return !token.day().isAfter(day) && !day.isAfter(token.expiresOn());
    }

    /** @return how many could not be taken */
    private static int take(List<Token> tokens, int count, Predicate<Token> from) {
        List<Token> order = tokens.stream().filter(from).sorted(Comparator.comparing(Token::expiresOn).thenComparing(Token::day)).limit(count).toList();
        order.forEach(tokens::remove);
        return count - order.size();
    }

    private static PointEntry entry(PointEntry.Kind kind, UUID act, LocalDate day, int points, LocalDate expiresOn, LocalDate recorded) {
        return new PointEntry(0, "C", kind, act, null, day, "VOL", BigDecimal.valueOf(points), BigDecimal.ZERO, expiresOn, new UUID(1, 1), new UUID(1, 1),
                OffsetDateTime.of(recorded.atTime(9, 0), ZoneOffset.ofHours(8)));
    }

    @Provide
    Arbitrary<List<Line>> lines() {
        return Combinators.combine(Arbitraries.frequency(net.jqwik.api.Tuple.of(5, 0), net.jqwik.api.Tuple.of(3, 1), net.jqwik.api.Tuple.of(2, 2)),
                Arbitraries.integers().between(1, 4), Arbitraries.integers().between(0, 30), Arbitraries.integers().between(1, 9), Arbitraries.integers().between(0, 2))
                .as(Line::new).list().ofMaxSize(14);
    }

    @Provide
    Arbitrary<LocalDate> days() {
        return Arbitraries.integers().between(0, 1500).map(FIRST::plusDays);
    }
}
