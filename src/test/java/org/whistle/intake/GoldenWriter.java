package org.whistle.intake;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.whistle.decision.Decide;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.DateBasis;
import org.whistle.facts.FactReader;
import org.whistle.facts.JsonValues;
import org.whistle.facts.StrictJson;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Ruleset;
import org.whistle.ruleset.Shipped;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Writes records.jsonl of a new release for {@link GoldenTest}: run once, when a release is made, with the folder as argument. */
final class GoldenWriter {

    private GoldenWriter() {
    }

    public static void main(String[] arguments) throws Exception {
        Ruleset ruleset = Shipped.compile(Shipped.files(), Vocabulary.shipped());
        StrictJson reader = StrictJson.shipped();
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("decision-tables"))) {
            for (Path file : files.filter(path -> path.endsWith("cases.yaml")).sorted().toList()) {
                for (JsonNode one : YAMLMapper.builder().build().readTree(file).get("cases")) {
                    String kind = one.get("kind").asString();
                    StrictJson.Read read = reader.read(kind, JsonMapper.builder().build().createObjectNode().set("facts", one.get("facts")));
                    DateBasis dates = Moments.of(read.facts(), one.has("decidedAt")
                            ? OffsetDateTime.parse(one.get("decidedAt").asString()).atZoneSameInstant(FactReader.BEIJING).toLocalDateTime() : null);
                    Map<String, String> moments = new TreeMap<>();
                    dates.moments().forEach((basis, moment) -> moments.put(basis.name(), moment.toString()));
                    lines.add(new String(CanonicalJson.of(Map.of("case", file.getParent().getFileName() + " " + one.get("id").asString(), "kind", kind, "facts", read.recorded(),
                            "dates", moments, "decision", JsonValues.of(Decide.decide(read.facts(), ruleset, dates)))), StandardCharsets.UTF_8));
                }
            }
        }
        Files.write(Path.of(arguments[0], "records.jsonl"), lines);
    }
}
