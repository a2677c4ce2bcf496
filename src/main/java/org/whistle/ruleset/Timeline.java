package org.whistle.ruleset;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The publications known at one moment, by path, so that a case looks only at what its files have been. */
final class Timeline {

    private static final Comparator<Publication> LATEST_DAY =
            Comparator.comparing((Publication one) -> one.appliesFrom() == null ? LocalDate.MIN : one.appliesFrom()).thenComparing(Publication::number);

    private final List<Publication> all;
    private final Map<String, List<Publication>> byPath = new TreeMap<>();

    /** @param all in order of their numbers */
    Timeline(List<Publication> all) {
        this.all = List.copyOf(all);
        this.all.forEach(one -> byPath.computeIfAbsent(one.path(), unused -> new ArrayList<>()).add(one));
    }

    List<Publication> all() {
        return all;
    }

    Collection<String> paths() {
        return byPath.keySet();
    }

    /** The number of the newest version, 0 if there is none. */
    long newest() {
        return all.isEmpty() ? 0 : all.get(all.size() - 1).number();
    }

    boolean knows(String path, String digest) {
        return byPath.getOrDefault(path, List.of()).stream().anyMatch(one -> one.digest().equals(digest));
    }

    /** The newest publication of a path in a version, whatever its day. */
    Optional<Publication> newest(String path, long number) {
        return byPath.getOrDefault(path, List.of()).stream().filter(one -> one.number() <= number).max(Comparator.comparing(Publication::number));
    }

    /** The publication of a path that applies by a day: the latest day, then the highest number. */
    Optional<Publication> by(String path, long number, LocalDate day) {
        return byPath.getOrDefault(path, List.of()).stream().filter(one -> one.number() <= number)
                .filter(one -> one.appliesFrom() == null || !one.appliesFrom().isAfter(day)).max(LATEST_DAY);
    }
}
