package org.whistle.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.whistle.decision.Decide;
import org.whistle.decision.Reason;
import org.whistle.ruleset.Mutations;
import org.whistle.ruleset.Mutations.Mutation;
import org.whistle.ruleset.Ruleset;
import org.whistle.ruleset.Table;

/**
 * Changes one cell of one shipped table at a time and lets the cases notice. What no case notices stands in docs/mutation-survivors.md, with the reason
 * where there is one, so that it is read in review; the list as it is now is written to target/mutation-survivors.md.
 */
class CellMutationTest {

    private static final Path APPROVED = Path.of("docs/mutation-survivors.md");
    private static final Path FOUND = Path.of("target/mutation-survivors.md");

    private static ShippedCases shipped;
    private static List<Mutation> mutations;
    private static Set<String> survivors;

    @BeforeAll
    static void changeEveryCell() {
        shipped = ShippedCases.read();
        Readers readers = new Readers(shipped);
        mutations = shipped.ruleset().tables().stream().flatMap(table -> Mutations.of(table).stream()).toList();
        survivors = new LinkedHashSet<>(mutations.parallelStream().filter(mutation -> !noticed(mutation, readers)).map(Mutation::toString).toList());
    }

    @Test
    void everyCaseHolds() {
        assertThat(shipped.cases().stream().filter(one -> one.failsBy(shipped.ruleset())).map(ShippedCases.One::name)).isEmpty();
    }

    @Test
    void aCaseFailsForNearlyEveryCell() {
        Set<String> cells = new LinkedHashSet<>(mutations.stream().map(Mutation::cell).toList());
        Set<String> unheld = new LinkedHashSet<>(mutations.stream().filter(mutation -> survivors.contains(mutation.toString())).map(Mutation::cell).toList());
        System.out.printf("%d cells, of which %d hold every mutation; %d mutations, %d survive%n", cells.size(), cells.size() - unheld.size(), mutations.size(), survivors.size());
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
        assertThat(approved.keySet()).as("read the lines of %s and put them into the table of %s", FOUND, APPROVED).containsExactlyInAnyOrderElementsOf(survivors);
    }

    private static Map<String, String> approved() throws IOException {
        Map<String, String> approved = new TreeMap<>();
        for (String line : Files.readAllLines(APPROVED)) {
            String[] parts = line.split("\\|", -1);
            if (parts.length == 4 && parts[1].contains("›")) {
                approved.put(parts[1].strip(), parts[2].strip());
            }
        }
        return approved;
    }

    private static boolean noticed(Mutation mutation, Readers readers) {
        Ruleset other = shipped.with(mutation.table());
        return readers.of(mutation).stream().anyMatch(one -> one.failsBy(other));
    }

    /** Which cases read which table, and which of them were decided by which rule. */
    private static final class Readers {

        private final Map<String, Set<ShippedCases.One>> byTable = new TreeMap<>();
        private final Map<String, Set<ShippedCases.One>> byRule = new TreeMap<>();

        private Readers(ShippedCases shipped) {
            Set<String> read = new LinkedHashSet<>();
            Ruleset watched = shipped.compile(shipped.ruleset().tables().stream().map(table -> watched(table, read)).toList());
            for (ShippedCases.One one : shipped.cases()) {
                read.clear();
                for (Reason reason : Decide.decide(one.facts(), watched, one.dates()).reasons()) {
                    byRule.computeIfAbsent(reason.table() + " " + reason.rule(), unused -> new LinkedHashSet<>()).add(one);
                }
                read.forEach(table -> byTable.computeIfAbsent(table, unused -> new LinkedHashSet<>()).add(one));
            }
        }

        /** The cases that can notice, first those which the row decided. */
        private Collection<ShippedCases.One> of(Mutation mutation) {
            Set<ShippedCases.One> readers = new LinkedHashSet<>(byRule.getOrDefault(mutation.table().id() + " " + mutation.rule().replaceFirst(" \\(.*", ""), Set.of()));
            readers.addAll(byTable.getOrDefault(mutation.table().id().toString(), Set.of()));
            return readers;
        }

        /** A table that tells when its columns or parameters are read: whoever asks it, looks it up or wants a parameter must read them. */
        private static Table watched(Table table, Set<String> read) {
            return new Table(table.id(), table.kind(), table.title(), table.hitPolicy(), table.basis(), table.sheet(), telling(table.conditions(), table, read),
                    table.conclusions(), table.rows(), telling(table.parameters(), table, read));
        }

        private static <T> List<T> telling(List<T> list, Table table, Set<String> read) {
            return new java.util.AbstractList<>() {
                @Override
                public T get(int index) {
                    read.add(table.id().toString());
                    return list.get(index);
                }

                @Override
                public int size() {
                    read.add(table.id().toString());
                    return list.size();
                }
            };
        }
    }
}
