package org.whistle.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whistle.decision.Decide;
import org.whistle.facts.Basis;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.DateBasis;
import org.whistle.facts.Facts;
import org.whistle.facts.JsonValues;
import org.whistle.facts.StrictJson;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Ruleset;
import org.whistle.ruleset.Shipped;
import tools.jackson.databind.JsonNode;

/**
 * Decisions of every release with the policy of their time, byte for byte. A folder of src/test/resources/golden is never changed, only added: a
 * release that cannot repeat what an earlier one decided cannot replay its records.
 */
class GoldenTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    static Stream<Path> releases() throws IOException {
        try (Stream<Path> folders = Files.list(GOLDEN)) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void theRecordsOfAReleaseAreRepeatedByteForByte(Path release) throws IOException {
        Ruleset ruleset = Shipped.compile(files(release), Vocabulary.shipped());
        List<String> lines = Files.readAllLines(release.resolve("records.jsonl"));
        assertThat(lines).hasSizeGreaterThan(70);
        for (String line : lines) {
            JsonNode record = StrictJson.own(line.getBytes(StandardCharsets.UTF_8));
            Facts facts = StrictJson.bind(record.get("kind").asString(), record.get("facts"));
            Map<Basis, java.time.LocalDateTime> moments = new TreeMap<>();
            record.get("dates").properties().forEach(entry -> moments.put(Basis.valueOf(entry.getKey()), java.time.LocalDateTime.parse(entry.getValue().asString())));
            byte[] decided = CanonicalJson.of(JsonValues.of(Decide.decide(facts, ruleset, new DateBasis(moments))));
            assertThat(new String(decided, StandardCharsets.UTF_8)).as(record.get("case").asString())
                    .isEqualTo(new String(CanonicalJson.of(record.get("decision")), StandardCharsets.UTF_8));
        }
    }

    @Test
    void thereIsARecordedRelease() throws IOException {
        assertThat(releases()).isNotEmpty();
    }

    private static Map<String, byte[]> files(Path release) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(release)) {
            for (Path file : all.filter(path -> path.toString().endsWith(".xlsx") || path.toString().endsWith(".drl")).toList()) {
                files.put(release.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return files;
    }
}
