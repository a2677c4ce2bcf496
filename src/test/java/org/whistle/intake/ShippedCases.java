package org.whistle.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.whistle.decision.Decide;
import org.whistle.decision.Decision;
import org.whistle.facts.DateBasis;
import org.whistle.facts.FactReader;
import org.whistle.facts.Facts;
import org.whistle.facts.StrictJson;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Ruleset;
import org.whistle.ruleset.Shipped;
import org.whistle.ruleset.Table;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The shipped tables and DRL, and the cases beside them, read once so that they can be decided by many rulesets. */
final class ShippedCases {

    static final String EVERY = "every";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Ruleset ruleset;
    private final Map<String, String> drl = new TreeMap<>();
    private final List<One> cases = new ArrayList<>();

    /** A case ready to be decided. */
    record One(String name, Facts facts, DateBasis dates, JsonNode expect) {

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
    }

    static ShippedCases read() {
        return new ShippedCases();
    }

    /** As {@link Cases} reads one. */
    private static One read(String name, JsonNode one, StrictJson reader) {
        try {
            Facts facts = reader.read(one.path("kind").asString(), JSON.createObjectNode().set("facts", one.get("facts"))).facts();
            LocalDateTime at = one.has("decidedAt") ? OffsetDateTime.parse(one.get("decidedAt").asString()).atZoneSameInstant(FactReader.BEIJING).toLocalDateTime() : null;
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

    /** The shipped policy with one table in another version, as far as cases of the table's kind are concerned. */
    Ruleset with(Table other) {
        return compile(ruleset.tables().stream().filter(table -> concerns(table, other.kind())).map(table -> table.id().equals(other.id()) ? other : table).toList());
    }

    /** The shipped policy as far as cases of a kind are concerned. */
    Ruleset of(String kind) {
        return compile(ruleset.tables().stream().filter(table -> concerns(table, kind)).toList());
    }

    private static boolean concerns(Table table, String kind) {
        return kind.equals(EVERY) || table.kind().equals(EVERY) || table.kind().equals(kind);
    }
}
