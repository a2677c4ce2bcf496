package org.whistle;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.whistle.decision.Decide;
import org.whistle.decision.Decision;
import org.whistle.facts.FactReader;
import org.whistle.facts.StrictJson;
import org.whistle.facts.Vocabulary;
import org.whistle.intake.Moments;
import org.whistle.ruleset.Ruleset;
import org.whistle.ruleset.Shipped;
import org.whistle.ruleset.Table;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The shipped policy, compiled once for all tests that only decide, and what it decides about facts written in YAML. */
public final class PolicyUnderTest {

    static final StrictJson READER = StrictJson.shipped();
    public static final Ruleset SHIPPED = Shipped.compile(Shipped.files(), Vocabulary.shipped());

    private static final YAMLMapper YAML = YAMLMapper.builder().build();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PolicyUnderTest() {
    }

    /** Decided when it was submitted, took place or was planned for. */
    static Decision decide(String kind, String facts) {
        return decide(SHIPPED, kind, facts, null);
    }

    static Decision decide(String kind, String facts, String decidedAt) {
        return decide(SHIPPED, kind, facts, decidedAt);
    }

    static Decision decide(Ruleset ruleset, String kind, String facts, String decidedAt) {
        return decide(ruleset, kind, YAML.readTree("{" + facts + "}"), decidedAt);
    }

    public static Decision decide(Ruleset ruleset, String kind, JsonNode facts, String decidedAt) {
        StrictJson.Read read = read(kind, facts);
        LocalDateTime at = decidedAt == null ? null : OffsetDateTime.parse(decidedAt).atZoneSameInstant(FactReader.BEIJING).toLocalDateTime();
        return Decide.decide(read.facts(), ruleset, Moments.of(read.facts(), at));
    }

    static StrictJson.Read read(String kind, JsonNode facts) {
        ObjectNode body = JSON.createObjectNode();
        body.set("facts", facts);
        try {
            return READER.read(kind, body.toString().getBytes(StandardCharsets.UTF_8));
        } catch (StrictJson.Refused refused) {
            throw new AssertionError("the facts are refused: " + refused.faults() + " in " + body, refused);
        }
    }

    /** The shipped policy with its tables changed; a table that becomes null is taken out. */
    static Ruleset with(UnaryOperator<Table> change) {
        List<Table> tables = new ArrayList<>();
        for (Table table : SHIPPED.tables()) {
            Table changed = change.apply(table);
            if (changed != null) {
                tables.add(changed);
            }
        }
        return compile(tables, drl());
    }

    static Ruleset compile(Collection<Table> tables, Map<String, String> drl) {
        return Ruleset.compile(tables, drl, "");
    }

    /** The shipped DRL by its path under rules/. */
    static Map<String, String> drl() {
        Map<String, String> drl = new TreeMap<>();
        Shipped.files().forEach((path, bytes) -> {
            if (path.endsWith(".drl")) {
                drl.put(path.substring("rules/".length()), new String(bytes, StandardCharsets.UTF_8));
            }
        });
        return drl;
    }

    /** Table and rule of every reason, in order. */
    static List<String> rules(Decision decision) {
        return decision.reasons().stream().map(reason -> reason.table() + " " + reason.rule()).toList();
    }

    /** Code, table and missing facts of every finding, in order. */
    static List<String> findings(Decision decision) {
        return decision.findings().stream().map(finding -> finding.code() + " " + finding.table() + (finding.missing().isEmpty() ? "" : " " + finding.missing())).toList();
    }
}
