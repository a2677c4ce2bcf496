package org.whistle.points;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.whistle.facts.FactReader;

/**
 * What a card holds, worked out from its entries alone (policy brief 3.11, rows 6 to 9). What expires first is used first; points taken away that are no
 * longer there become a debt, which later points pay off.
 */
final class Balance {

    /** Points of one act and day, or of one refund, of which some may be used up. */
    private static final class Lot {
        private final UUID act;
        private final LocalDate day;
        private final LocalDate expiresOn;
        private BigDecimal left;

        private Lot(UUID act, LocalDate day, LocalDate expiresOn, BigDecimal left) {
            this.act = act;
            this.day = day;
            this.expiresOn = expiresOn;
            this.left = left;
        }

        private boolean valid(LocalDate on) {
            return !day.isAfter(on) && usable(on);
        }

        private boolean usable(LocalDate on) {
            return expiresOn == null || !on.isAfter(expiresOn);
        }
    }

    private static final Comparator<Lot> FIRST_TO_EXPIRE = Comparator.comparing((Lot lot) -> lot.expiresOn, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(lot -> lot.day);

    private final List<Lot> lots = new ArrayList<>();
    private BigDecimal debt = BigDecimal.ZERO;

    private Balance() {
    }

    /** @param entries of one card, in the order of their numbers */
    static Balance of(List<PointEntry> entries) {
        Balance balance = new Balance();
        entries.forEach(balance::add);
        return balance;
    }

    private void add(PointEntry entry) {
        if (entry.points().signum() > 0) {
            BigDecimal paid = debt.min(entry.points());
            debt = debt.subtract(paid);
            lots.add(new Lot(entry.act(), entry.day(), entry.expiresOn(), entry.points().subtract(paid)));
            lots.sort(FIRST_TO_EXPIRE);
        } else if (entry.kind() == PointEntry.Kind.REDEMPTION) {
            take(entry.points().negate(), lot -> lot.valid(entry.day()));
        } else {
            LocalDate recorded = entry.recordedAt().atZoneSameInstant(FactReader.BEIJING).toLocalDate();
            BigDecimal rest = spend(entry.points().negate(), lot -> Objects.equals(lot.act, entry.act()) && lot.day.equals(entry.day()));
            take(rest, lot -> lot.usable(recorded));
        }
    }

    private void take(BigDecimal points, java.util.function.Predicate<Lot> from) {
        debt = debt.add(spend(points, from));
    }

    /** @return what could not be taken */
    private BigDecimal spend(BigDecimal points, java.util.function.Predicate<Lot> from) {
        BigDecimal rest = points;
        for (Lot lot : lots) {
            if (rest.signum() > 0 && from.test(lot)) {
                BigDecimal taken = lot.left.min(rest);
                lot.left = lot.left.subtract(taken);
                rest = rest.subtract(taken);
            }
        }
        return rest;
    }

    /** The points that can be redeemed on a day, less the debt; below zero if there is more debt than points. */
    BigDecimal on(LocalDate day) {
        return FactReader.plain(lots.stream().filter(lot -> lot.valid(day)).map(lot -> lot.left).reduce(BigDecimal.ZERO, BigDecimal::add).subtract(debt));
    }

    /** The points of a day by the last day on which they can be redeemed. */
    SortedMap<LocalDate, BigDecimal> expiring(LocalDate day) {
        SortedMap<LocalDate, BigDecimal> expiring = new TreeMap<>();
        lots.stream().filter(lot -> lot.valid(day) && lot.expiresOn != null && lot.left.signum() > 0)
                .forEach(lot -> expiring.merge(lot.expiresOn, lot.left, BigDecimal::add));
        return expiring;
    }
}
