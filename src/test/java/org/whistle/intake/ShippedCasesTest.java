package org.whistle.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.whistle.facts.StrictJson;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Ruleset;
import org.whistle.ruleset.Shipped;

/** Every case beside the shipped tables, decided by the shipped policy. */
class ShippedCasesTest {

    private static Ruleset ruleset;
    private static StrictJson reader;

    @BeforeAll
    static void compile() {
        ruleset = Shipped.compile(Shipped.files(), Vocabulary.shipped());
        reader = StrictJson.shipped();
    }

    @TestFactory
    List<DynamicTest> cases() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("decision-tables"))) {
            List<DynamicTest> tests = files.filter(path -> path.endsWith("cases.yaml")).sorted().flatMap(this::cases).toList();
            assertThat(tests).isNotEmpty();
            return tests;
        }
    }

    private Stream<DynamicTest> cases(Path file) {
        try {
            return Cases.run(Files.readAllBytes(file), ruleset, reader).stream().map(result -> DynamicTest.dynamicTest(
                    file.getParent().getFileName() + " " + result.id(), () -> assertThat(result.differences()).as("rows that decided: %s", result.decided()).isEmpty()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
