package org.whistle.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShippedRulesTest {

    @Test
    void everyRuleFileCompiles() throws IOException {
        Map<String, String> drl = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("rules"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".drl")).toList()) {
                drl.put(Path.of("rules").relativize(file).toString(), Files.readString(file));
            }
        }
        assertThat(DrlRules.built(drl)).as("the build compiled these rules").isPresent();
        Ruleset ruleset = Ruleset.compile(List.of(), drl, "");
        assertThat(drl).containsKey("request/flow.drl");
        assertThat(ruleset.tables()).isEmpty();
    }
}
