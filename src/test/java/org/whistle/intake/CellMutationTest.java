package org.whistle.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.whistle.facts.Term;
import org.whistle.ruleset.Mutations;
import org.whistle.ruleset.Mutations.Mutation;
import org.whistle.ruleset.Row;
import org.whistle.ruleset.Ruleset;
import org.whistle.ruleset.Table;
import org.whistle.ruleset.Truth;

/**
 * Changes one cell of one shipped table at a time and lets the cases notice. What no case notices stands in docs/mutation-survivors.md, with the reason
 * where there is one, so that it is read in review; the list as it is now is written to target/mutation-survivors.md.
 */
class CellMutationTest {

    private static final Path APPROVED = Path.of("docs/mutation-survivors.md");
    private static final Path FOUND = Path.of("target/mutation-survivors.md");

    private static final String CALENDAR = "citywide/calendar";
    private static final int AHEAD = 40;

    private static final List<String> SOURCES = new ArrayList<>();
    private static final Set<LocalDate> NOTICES = new TreeSet<>();

    private static ShippedCases shipped;
    private static List<Mutation> mutations;
    private static Set<String> survivors;

    @BeforeAll
    static void changeEveryCell() throws IOException {
        shipped = ShippedCases.read();
        for (Path folder : List.of(Path.of("rules"), Path.of("src/main/java/org/whistle/decision"))) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    SOURCES.add(Files.readString(file));
                }
            }
        }
        shipped.ruleset().table(CALENDAR).orElseThrow().rows().stream().map(Row::from).filter(Objects::nonNull)
                .forEach(notice -> NOTICES.addAll(List.of(notice.minusDays(1), notice, notice.plusDays(1))));
        mutations = shipped.ruleset().tables().stream().flatMap(table -> Mutations.of(table).stream()).filter(CellMutationTest::matters).toList();
        survivors = new LinkedHashSet<>(mutations.parallelStream().filter(mutation -> !noticed(mutation)).map(Mutation::toString).toList());
    }

    @Test
    void everyCaseHoldsWithTheTablesOfItsKindAlone() {
        Map<String, Ruleset> kinds = new TreeMap<>();
        assertThat(shipped.cases().stream().filter(one -> one.failsBy(kinds.computeIfAbsent(one.facts().kind(), shipped::of)))
                .map(ShippedCases.One::name)).isEmpty();
    }

    @Test
    void aCaseFailsForNearlyEveryCell() {
        Set<String> cells = new LinkedHashSet<>(mutations.stream().map(Mutation::cell).toList());
        Set<String> unheld = new LinkedHashSet<>(mutations.stream().filter(mutation -> survivors.contains(mutation.toString())).map(Mutation::cell).toList());
        System.out.printf("%d cells, of which %d hold every mutation; %d mutations, %d survive%n", cells.size(), cells.size() - unheld.size(),
                mutations.size(), survivors.size());
        assertThat(cells).hasSizeGreaterThan(1000);
        assertThat(unheld.size() * 100).as("cells with a mutation that no case notices: %s", unheld).isLessThanOrEqualTo(cells.size() * 5);
    }

    @Test
    void whatNoCaseNoticesIsApproved() throws IOException {
        Map<String, String> approved = approved();
        StringBuilder found = new StringBuilder();
        survivors.forEach(survivor -> found.append("| ").append(survivor).append(" | ").append(approved.getOrDefault(survivor, "")).append(" |\n"));
        Files.createDirectories(FOUND.getParent());
        Files.writeString(FOUND, found);
        assertThat(approved.keySet()).as("read the lines of %s and put them into the table of %s", FOUND, APPROVED)
                .containsExactlyInAnyOrderElementsOf(survivors);
    }

    /**
     * Whether a decision could come out otherwise. It cannot when what changed is a derived conclusion that no table tests and neither DRL nor the
     * decision package names, or when a calendar gives every day the same type and every year the same version as before.
     */
    private static boolean matters(Mutation mutation) {
        if (mutation.table().id().toString().equals(CALENDAR)) {
            return !days(mutation.table()).equals(days(shipped.ruleset().table(CALENDAR).orElseThrow()));
        }
        Term conclusion = mutation.conclusion();
        if (conclusion == null || !conclusion.path().startsWith("derived.")) {
            return true;
        }
        Pattern name = Pattern.compile("\\b" + conclusion.path().substring("derived.".length()) + "\\b");
        return shipped.ruleset().tables().stream().flatMap(table -> table.conditions().stream())
                .anyMatch(column -> column.term().path().equals(conclusion.path()))
                || SOURCES.stream().anyMatch(text -> name.matcher(text).find());
    }

    /**
     * What a calendar says of every day, by the plainest reading: work or rest as it was known {@value #AHEAD} days before, on the day, and when a
     * notice came out in between; and the version which the first day that a year names gives to that year. No limit reaches further ahead: 15 days,
     * extended once, and the longest holiday.
     */
    private static List<String> days(Table calendar) {
        List<String> days = new ArrayList<>();
        for (LocalDate day = LocalDate.of(2023, 12, 1); day.getYear() < 2028; day = day.plusDays(1)) {
            LocalDate last = day;
            Stream.concat(Stream.of(day.minusDays(AHEAD), day),
                    NOTICES.stream().filter(notice -> !notice.isBefore(last.minusDays(AHEAD)) && !notice.isAfter(last)))
                    .forEach(known -> days.add(last + " " + "WORKDAY".equals(says(calendar, last, known, 0))));
        }
        for (int year = 2024; year < 2028; year++) {
            LocalDate first = LocalDate.of(year, 1, 1);
            days.add(first.datesUntil(first.plusYears(1)).map(day -> says(calendar, day, first, 1))
                    .filter(version -> version.length() > 1).findFirst().orElse("-"));
        }
        return days;
    }

    private static String says(Table calendar, LocalDate day, LocalDate known, int conclusion) {
        return calendar.rows().stream().filter(row -> (row.from() == null || !known.isBefore(row.from())) && (row.to() == null || known.isBefore(row.to())))
                .filter(row -> row.tests().get(0).on(day) == Truth.TRUE).min(Comparator.comparing(Row::priority).thenComparing(Row::line))
                .map(row -> String.valueOf(row.conclusions().get(conclusion)))
                .orElse(conclusion == 1 ? "-" : day.getDayOfWeek().getValue() > 5 ? "REST" : "WORKDAY");
    }

    private static Map<String, String> approved() throws IOException {
        Map<String, String> approved = new TreeMap<>();
        for (String line : Files.readAllLines(APPROVED)) {
            String[] parts = line.split("\\|", -1);
            if (parts.length == 4 && parts[1].contains(" › ")) {
                approved.put(parts[1].strip(), parts[2].strip());
            }
        }
        return approved;
    }

    /** The cases that a row decided are asked first. */
    private static boolean noticed(Mutation mutation) {
        Ruleset other = shipped.with(mutation.table());
        Set<ShippedCases.One> cases = new LinkedHashSet<>(shipped.decidedBy(mutation.table().id().toString(), mutation.rule().replaceFirst(" \\(.*", "")));
        cases.addAll(shipped.readers(mutation.table()));
        return cases.stream().anyMatch(one -> one.failsBy(other));
    }
}
