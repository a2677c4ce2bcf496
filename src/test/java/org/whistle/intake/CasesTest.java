package org.whistle.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whistle.facts.StrictJson;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Ruleset;
import org.whistle.ruleset.Shipped;

/** What a file of cases must be like. */
class CasesTest {

    private static final String TWICE = """
            cases:
              - {id: quiet, kind: meeting}
              - {id: loud, kind: meeting}
              - {id: quiet, kind: meeting}
            """;

    @Test
    void aFileWithTwoCasesOfOneIdIsRefused() {
        Ruleset ruleset = Shipped.compile(Shipped.files(), Vocabulary.shipped());
        assertThatThrownBy(() -> Cases.run(TWICE.getBytes(StandardCharsets.UTF_8), ruleset, StrictJson.shipped()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("编号重复").hasMessageContaining("quiet");
    }

    @Test
    void whoRunsSuchAFileIsToldWhichIdItIs(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("cases.yaml"), TWICE);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        assertThat(CasesRunner.run(List.of(file.toString()), new PrintStream(said, true, StandardCharsets.UTF_8))).isEqualTo(2);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("two cases have the id quiet", "0 passed, 0 failed");
    }
}
