package org.whistle.decision;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.whistle.facts.Code;
import org.whistle.facts.Saying;
import org.whistle.facts.Term;
import org.whistle.facts.Vocabulary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Outcomes made up from the contract, so that every property has been told with every code once, in full and with nothing but what is required. */
public final class Outcomes {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNode CONTRACT = YAMLMapper.builder().build().readTree(Outcomes.class.getResourceAsStream("/api-spec/vocabulary.yaml"));

    private Outcomes() {
    }

    /** The contract's schema of a kind's outcome. */
    public static JsonNode schema(String kind) {
        return CONTRACT.at("/components/schemas").get(CONTRACT.get("x-kinds").get(kind).get("outcome").asString());
    }

    /** The contract's schema of the objects in a list. */
    public static JsonNode members(String kind, Saying saying) {
        return CONTRACT.at("/components/schemas").get(schema(kind).get("properties").get(saying.name()).get("items").get("$ref").asString().replaceFirst(".*/", ""));
    }

    /** Values of a property by what is special about them. */
    public static Map<String, Object> values(String kind, Saying saying) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (!saying.objects()) {
            Term term = saying.places().get("value").term();
            values(term).forEach(value -> values.put(String.valueOf(value), term.many() ? List.of(value) : value));
            if (term.many() && values(term).size() > 1) {
                List<Object> both = values(term).subList(0, 2);
                values.put(both.get(0) + ", " + both.get(1), both);
            }
            return values;
        }
        List<String> required = new ArrayList<>();
        members(kind, saying).path("required").forEach(name -> required.add(name.asString()));
        String by = saying.staff().by().equals("value") ? saying.resident().map(Saying.Wording::by).orElse("value") : saying.staff().by();
        List<Object> picks = saying.places().containsKey(by) ? values(saying.places().get(by).term()) : List.of("");
        for (Object pick : picks) {
            Map<String, Object> full = object(saying, by, pick);
            Map<String, Object> bare = new LinkedHashMap<>(full);
            bare.keySet().removeIf(name -> !required.contains(name) && !name.equals(by));
            String shown = pick.equals("") ? "" : pick + " ";
            values.put(shown + "完整 full", List.of(full));
            if (!bare.equals(full)) {
                values.put(shown + "最少 least", List.of(bare));
            }
        }
        saying.places().forEach((name, place) -> {
            if (!name.equals(by)) {
                // beside what is required, this member alone
                for (Object value : values(place.term())) {
                    Map<String, Object> one = object(saying, by, picks.get(picks.size() > 1 ? 1 : 0));
                    one.keySet().removeIf(other -> !required.contains(other) && !other.equals(by));
                    one.put(name, place.term().many() ? List.of(value) : value);
                    values.put(name + " " + value, List.of(one));
                }
            }
        });
        return values;
    }

    private static Map<String, Object> object(Saying saying, String by, Object pick) {
        Map<String, Object> object = new LinkedHashMap<>();
        saying.places().forEach((name, place) -> {
            Object value = values(place.term()).get(0);
            object.put(name, name.equals(by) ? pick : place.term().many() ? List.of(value) : value);
        });
        return object;
    }

    private static List<Object> values(Term term) {
        return switch (term.type()) {
            case CODE -> List.copyOf(term.codes().stream().map(Code::value).toList());
            case BOOLEAN -> List.of(true, false);
            case INTEGER -> List.of(2L, 0L, 1L, 4L);
            case DECIMAL -> List.of("2", "0", "1", "0.875");
            case TEXT -> List.of("3号楼");
            case DATE -> List.of("2026-03-09");
            case DATE_TIME -> List.of("2026-03-09T23:59:59+08:00", "2026-03-09T09:05:30+08:00", "2026-03-09T12:00:00+08:00", "2026-03-09T20:30:00+08:00", "2026-03-10T00:00:00+08:00");
            case TIME -> List.of("16:00");
            case DURATION -> List.of("PT2H");
        };
    }

    /** A decision with this outcome alone, as it would be recorded. */
    public static JsonNode decision(String kind, Map<String, Object> outcome) {
        return JSON.valueToTree(Map.of("kind", kind, "outcome", outcome, "findings", List.of()));
    }

    /** The kinds that have an outcome to tell. */
    public static List<String> kinds(Vocabulary vocabulary) {
        return vocabulary.kinds().stream().filter(kind -> !schema(kind).path("properties").isEmpty()).toList();
    }
}
