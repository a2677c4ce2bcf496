package org.whistle.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.whistle.decision.Aloud;
import org.whistle.decision.Decide;
import org.whistle.decision.Telling;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.FactReader;
import org.whistle.facts.JsonValues;
import org.whistle.facts.Label;
import org.whistle.facts.StrictJson;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Ruleset;
import org.whistle.ruleset.Shipped;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What the shipped policy decides about every case beside its tables is told to residents and staff, and can be read aloud. */
class ToldCasesTest {

    private static final Vocabulary VOCABULARY = Vocabulary.shipped();
    private static Ruleset ruleset;

    @BeforeAll
    static void compile() {
        ruleset = Shipped.compile(Shipped.files(), VOCABULARY);
    }

    @TestFactory
    List<DynamicTest> cases() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("decision-tables"))) {
            for (Path file : files.filter(path -> path.endsWith("cases.yaml")).sorted().toList()) {
                for (JsonNode one : YAMLMapper.builder().build().readTree(file).get("cases")) {
                    tests.add(DynamicTest.dynamicTest(file.getParent().getFileName() + " " + one.get("id").asString(), () -> told(one)));
                }
            }
        }
        assertThat(tests).isNotEmpty();
        return tests;
    }

    private static void told(JsonNode one) throws StrictJson.Refused {
        String kind = one.get("kind").asString();
        StrictJson.Read read = StrictJson.shipped().read(kind, JsonMapper.builder().build().createObjectNode().set("facts", one.get("facts")));
        byte[] recorded = CanonicalJson.of(JsonValues.of(Decide.decide(read.facts(), ruleset, Moments.of(read.facts(), one.has("decidedAt")
                ? OffsetDateTime.parse(one.get("decidedAt").asString()).atZoneSameInstant(FactReader.BEIJING).toLocalDateTime() : null))));
        JsonNode decision = StrictJson.own(recorded);
        List<String> quoted = new ArrayList<>();
        texts(one.get("facts"), quoted);
        decision.get("findings").forEach(finding -> finding.get("rules").forEach(rule -> quoted.add(rule.asString())));
        if (decision.get("outcome").hasNonNull("calendarVersion")) {
            quoted.add(decision.get("outcome").get("calendarVersion").asString());
        }
        quoted.sort((left, right) -> right.length() - left.length());
        for (String part : List.of("reasons", "findings")) {
            for (JsonNode said : decision.get(part)) {
                Aloud.reason(said.get("table").asString() + " " + part, Telling.sentence(kind, said, VOCABULARY), quoted);
            }
        }
        for (Telling.Reader reader : Telling.Reader.values()) {
            List<Label> told = Telling.of(decision, VOCABULARY, reader);
            Aloud.check(reader.name(), told, reader, quoted);
            if (reader == Telling.Reader.RESIDENT && kind.equals("household")) {
                // the services, and nothing of why a household has them
                assertThat(Telling.text(told).zh()).doesNotContainPattern("独居|空巢|残疾|常态|标记|五色|颜色|隐患记录|关怀记录");
                assertThat(Telling.text(told).en().toLowerCase(java.util.Locale.ROOT)).doesNotContainPattern("living alone|empty nest|\\btags?\\b|colour");
            }
        }
    }

    /** Texts in the words of the people concerned; codes, numbers and moments are never told as they are. */
    private static void texts(JsonNode facts, List<String> texts) {
        if (facts.isString() && !facts.asString().matches("[A-Z][A-Z0-9_]*|-?[0-9.]+|\\d{4}-\\d{2}-\\d{2}.*|.?")) {
            texts.add(facts.asString());
        }
        facts.forEach(member -> texts(member, texts));
    }
}
