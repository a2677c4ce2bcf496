package org.whistle.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.whistle.decision.Decide;
import org.whistle.decision.Decision;
import org.whistle.decision.Reason;
import org.whistle.facts.DateBasis;
import org.whistle.facts.FactReader;
import org.whistle.facts.Facts;
import org.whistle.facts.StrictJson;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Ruleset;
import org.whistle.ruleset.Shipped;
import org.whistle.ruleset.Table;
import org.whistle.ruleset.TableId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The shipped tables and DRL, and the cases beside them, read once so that they can be decided by many rulesets. */
final class ShippedCases {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Ruleset ruleset;
    private final Map<String, String> drl = new TreeMap<>();
    private final List<One> cases = new ArrayList<>();
    private final Map<TableId, Set<One>> readers = new HashMap<>();
    private final Map<TableId, Set<String>> kinds = new HashMap<>();
    private final Map<String, Set<One>> decided = new HashMap<>();

    /** A case ready to be decided; each is only itself. */
    record One(String name, Facts facts, DateBasis dates, JsonNode expect) {

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        /** Whether a ruleset decides otherwise than the case expects, or cannot decide at all. */
        boolean failsBy(Ruleset ruleset) {
            List<String> differences = new ArrayList<>();
            try {
                Decision decision = Decide.decide(facts, ruleset, dates);
                Cases.compare(expect, decision, decision.reasons().stream().map(reason -> reason.table() + " " + reason.rule()).toList(), differences);
            } catch (RuntimeException e) {
                return true;
            }
            return !differences.isEmpty();
        }
    }

    private ShippedCases() {
        Map<String, byte[]> files = Shipped.files();
        ruleset = Shipped.compile(files, Vocabulary.shipped());
        files.forEach((path, bytes) -> {
            if (path.endsWith(".drl")) {
                drl.put(path.substring("rules/".length()), new String(bytes, StandardCharsets.UTF_8));
            }
        });
        StrictJson reader = StrictJson.shipped();
        try (Stream<Path> all = Files.walk(Path.of("decision-tables"))) {
            for (Path file : all.filter(path -> path.endsWith("cases.yaml")).sorted().toList()) {
                for (JsonNode one : YAMLMapper.builder().build().readTree(Files.readAllBytes(file)).path("cases")) {
                    cases.add(read(file.getParent().getFileName() + " " + one.path("id").asString(), one, reader));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        watch();
    }

    static ShippedCases read() {
        return new ShippedCases();
    }

    /** As {@link Cases} reads one. */
    private static One read(String name, JsonNode one, StrictJson reader) {
        try {
            Facts facts = reader.read(one.path("kind").asString(), JSON.createObjectNode().set("facts", one.get("facts"))).facts();
            LocalDateTime at = one.has("decidedAt")
                    ? OffsetDateTime.parse(one.get("decidedAt").asString()).atZoneSameInstant(FactReader.BEIJING).toLocalDateTime() : null;
            return new One(name, facts, Moments.of(facts, at), one.get("expect"));
        } catch (StrictJson.Refused refused) {
            throw new IllegalArgumentException(name + ": " + refused.faults());
        }
    }

    Ruleset ruleset() {
        return ruleset;
    }

    List<One> cases() {
        return cases;
    }

    /** A ruleset of these tables with the shipped DRL. */
    Ruleset compile(Collection<Table> tables) {
        return Ruleset.compile(tables, drl, "");
    }

    /** The cases that read a table: they ask it, look something up in it, or want a parameter of it. */
    Set<One> readers(Table table) {
        return readers.getOrDefault(table.id(), Set.of());
    }

    /** The cases that a rule of a table was among the reasons of. */
    Set<One> decidedBy(String table, String rule) {
        return decided.getOrDefault(table + " " + rule, Set.of());
    }

    /** The shipped policy with one table in another version, as far as the kinds are concerned whose cases read it. */
    Ruleset with(Table other) {
        Set<String> kinds = kinds(other);
        return compile(ruleset.tables().stream().filter(table -> kinds.stream().anyMatch(kind -> concerns(table, kind)))
                .map(table -> table.id().equals(other.id()) ? other : table).toList());
    }

    /** The shipped policy as far as cases of a kind are concerned. */
    Ruleset of(String kind) {
        return compile(ruleset.tables().stream().filter(table -> concerns(table, kind)).toList());
    }

    private boolean concerns(Table table, String kind) {
        return table.kind().equals(kind) || kinds(table).contains(kind);
    }

    private Set<String> kinds(Table table) {
        return kinds.getOrDefault(table.id(), Set.of());
    }

    private void watch() {
        Set<TableId> read = new LinkedHashSet<>();
        Ruleset watched = compile(ruleset.tables().stream().map(table -> new Table(table.id(), table.kind(), table.title(),
                table.hitPolicy(), table.basis(), table.sheet(),
                telling(table.conditions(), table.id(), read), table.conclusions(), table.rows(), telling(table.parameters(), table.id(), read))).toList());
        for (One one : cases) {
            read.clear();
            for (Reason reason : Decide.decide(one.facts(), watched, one.dates()).reasons()) {
                decided.computeIfAbsent(reason.table() + " " + reason.rule(), unused -> new LinkedHashSet<>()).add(one);
            }
            for (TableId table : read) {
                readers.computeIfAbsent(table, unused -> new LinkedHashSet<>()).add(one);
                kinds.computeIfAbsent(table, unused -> new TreeSet<>()).add(one.facts().kind());
            }
        }
    }

    /** A list that tells when it is read: whoever asks a table, looks something up or wants a parameter must read its columns or parameters. */
    private static <T> List<T> telling(List<T> list, TableId table, Set<TableId> read) {
        return new AbstractList<>() {
            @Override
            public T get(int index) {
                read.add(table);
                return list.get(index);
            }

            @Override
            public int size() {
                read.add(table);
                return list.size();
            }
        };
    }
}
