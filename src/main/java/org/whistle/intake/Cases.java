package org.whistle.intake;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.whistle.decision.Decide;
import org.whistle.decision.Decision;
import org.whistle.decision.Finding;
import org.whistle.facts.FactReader;
import org.whistle.facts.InputFault;
import org.whistle.facts.JsonValues;
import org.whistle.facts.StrictJson;
import org.whistle.ruleset.Ruleset;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Cases as data: facts and what must be decided about them. */
public final class Cases {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What came of one case; no differences means that it passed. */
    public record Result(String id, List<String> differences, List<String> decided) {
        public boolean passed() {
            return differences.isEmpty();
        }
    }

    private Cases() {
    }

    /**
     * Runs the cases of a cases.yaml.
     *
     * @throws IllegalArgumentException if the file holds no cases, or two of one id
     */
    public static List<Result> run(byte[] yaml, Ruleset ruleset, StrictJson reader) {
        JsonNode cases = YAMLMapper.builder().build().readTree(yaml).path("cases");
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("the file holds no cases");
        }
        Set<String> ids = new HashSet<>();
        for (JsonNode one : cases) {
            if (!ids.add(id(one))) {
                throw new IllegalArgumentException("编号重复 two cases have the id " + id(one));
            }
        }
        List<Result> results = new ArrayList<>();
        for (JsonNode one : cases) {
            results.add(run(one, ruleset, reader));
        }
        return results;
    }

    private static String id(JsonNode one) {
        return one.path("id").asString("?");
    }

    private static Result run(JsonNode one, Ruleset ruleset, StrictJson reader) {
        String id = id(one);
        List<String> differences = new ArrayList<>();
        try {
            StrictJson.Read read = reader.read(one.path("kind").asString("?"), JSON.createObjectNode().set("facts", one.get("facts")));
            var at = one.has("decidedAt") ? OffsetDateTime.parse(one.get("decidedAt").asString()).atZoneSameInstant(FactReader.BEIJING).toLocalDateTime() : null;
            Decision decision = Decide.decide(read.facts(), ruleset, Moments.of(read.facts(), at));
            List<String> rules = decision.reasons().stream().map(reason -> reason.table() + " " + reason.rule()).toList();
            compare(one.path("expect"), decision, rules, differences);
            return new Result(id, differences, rules);
        } catch (StrictJson.Refused refused) {
            for (InputFault fault : refused.faults()) {
                differences.add(fault.pointer() + " " + fault.message().zh() + " / " + fault.message().en());
            }
        } catch (RuntimeException e) {
            differences.add(e.toString());
        }
        return new Result(id, differences, List.of());
    }

    /** Adds what a decision has otherwise than a case expects. */
    static void compare(JsonNode expect, Decision decision, List<String> rules, List<String> differences) {
        if (!expect.has("outcome") || !expect.has("rules") || !expect.has("findings")) {
            differences.add("expect needs outcome, rules and findings");
            return;
        }
        JsonNode outcome = JSON.readTree(JSON.writeValueAsBytes(JsonValues.of(decision.outcome())));
        expect.get("outcome").properties().forEach(entry -> {
            JsonNode actual = outcome.path(entry.getKey());
            if (!actual.equals(JSON.readTree(entry.getValue().toString()))) {
                differences.add("outcome." + entry.getKey() + ": expected " + entry.getValue() + ", was " + (actual.isMissingNode() ? "absent" : actual));
            }
        });
        for (JsonNode absent : expect.path("absent")) {
            String name = absent.asString().replaceFirst("^outcome[.]", "");
            if (outcome.has(name)) {
                differences.add("outcome." + name + ": expected absent, was " + outcome.get(name));
            }
        }
        List<String> wanted = new ArrayList<>();
        expect.get("rules").forEach(rule -> wanted.add(rule.asString()));
        if (!wanted.equals(rules)) {
            differences.add("rules: expected " + wanted + ", was " + rules);
        }
        List<Map<String, Object>> findings = new ArrayList<>();
        for (Finding finding : decision.findings()) {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("code", finding.code().name());
            told.put("table", finding.table());
            if (!finding.missing().isEmpty()) {
                told.put("missing", finding.missing());
            }
            findings.add(told);
        }
        JsonNode actual = JSON.readTree(JSON.writeValueAsBytes(findings));
        if (!actual.equals(JSON.readTree(expect.get("findings").toString()))) {
            differences.add("findings: expected " + expect.get("findings") + ", was " + actual);
        }
    }
}
