package org.whistle;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.whistle.facts.JsonValues;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Table;
import org.whistle.ruleset.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Facts of a kind drawn from the contract: every code, what is left out, what is null, and the borders of what the tables test. */
final class FactDraws {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNode CONTRACT = YAMLMapper.builder().build().readTree(FactDraws.class.getResourceAsStream("/api-spec/vocabulary.yaml"));
    private static final Map<String, Set<String>> BORDERS = borders();
    private static final LocalDate FIRST_DAY = LocalDate.of(2024, 1, 1);
    private static final int DAYS = 1_096;

    private final Random random;
    private final LocalDateTime around;
    /** Of twenty facts so many are told, and a quarter as many are null: some draws are crowded, some hold little more than their defaults. */
    private final int told;

    private FactDraws(Random random) {
        this.random = random;
        this.told = 1 + random.nextInt(10);
        this.around = FIRST_DAY.plusDays(random.nextInt(DAYS)).atTime(random.nextInt(24), random.nextInt(60));
    }

    /** The kinds that have facts of their own. */
    static List<String> kinds() {
        return Vocabulary.shipped().kinds().stream().filter(kind -> schema(kind).has("x-kind")).toList();
    }

    static ObjectNode draw(String kind, Random random) {
        return new FactDraws(random).object(schema(kind), "facts.");
    }

    private static JsonNode schema(String kind) {
        return CONTRACT.at("/components/schemas/" + CONTRACT.at("/x-kinds/" + kind + "/facts").asString());
    }

    private ObjectNode object(JsonNode schema, String prefix) {
        ObjectNode object = JSON.createObjectNode();
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asString()));
        schema.get("properties").properties().forEach(entry -> {
            int lot = random.nextInt(20);
            if (required.contains(entry.getKey()) || lot < told) {
                object.set(entry.getKey(), value(entry.getValue(), prefix + entry.getKey()));
            } else if (lot >= 20 - told / 4) {
                object.putNull(entry.getKey());
            }
        });
        return object;
    }

    private JsonNode value(JsonNode property, String path) {
        if (property.has("items")) {
            ArrayNode members = JSON.createArrayNode();
            Set<JsonNode> drawn = new LinkedHashSet<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                drawn.add(value(property.get("items"), path));
            }
            drawn.forEach(members::add);
            return members;
        }
        if (property.has("oneOf")) {
            return value(property.get("oneOf").get(0), path);
        }
        if (property.has("$ref")) {
            JsonNode schema = CONTRACT.at("/components/schemas/" + property.get("$ref").asString().replaceFirst(".*/", ""));
            return schema.has("enum") ? schema.get("enum").get(random.nextInt(schema.get("enum").size())) : object(schema, path + ".");
        }
        String type = property.get("type").isArray() ? property.get("type").get(0).asString() : property.get("type").asString();
        List<String> borders = List.copyOf(BORDERS.getOrDefault(path, Set.of()));
        String border = borders.isEmpty() || random.nextInt(4) == 0 ? null : borders.get(random.nextInt(borders.size()));
        return switch (type) {
            case "boolean" -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
            case "integer" -> JSON.getNodeFactory().numberNode(Math.max(0L, border == null ? random.nextInt(4) : Long.parseLong(border) + random.nextInt(3) - 1));
            default -> JSON.getNodeFactory().stringNode(switch (property.path("format").asString("")) {
                case "decimal" -> decimal(property, border);
                case "date-time" -> (String) JsonValues.of(around.plusMinutes(random.nextInt(4_800) - 2_400));
                case "date" -> around.toLocalDate().plusDays(random.nextInt(9) - 4).toString();
                case "time" -> LocalTime.of(random.nextInt(24), 0).toString();
                case "duration" -> Duration.ofHours(random.nextInt(100)).toString();
                default -> border == null ? text(property).get(random.nextInt(3)) : border;
            });
        };
    }

    /** Names that go into a path are not Chinese. */
    private static List<String> text(JsonNode property) {
        return "甲".matches(property.path("pattern").asString(".*")) ? List.of("1号楼", "甲", "乙") : List.of("V-1", "V-2", "V-3");
    }

    private String decimal(JsonNode property, String border) {
        BigDecimal value = border == null ? BigDecimal.valueOf(random.nextInt(400)) : new BigDecimal(border).add(BigDecimal.valueOf(random.nextInt(3) - 1, 2));
        BigDecimal least = "0".matches(property.get("pattern").asString()) ? BigDecimal.ZERO : new BigDecimal("0.01");
        return value.max(least).stripTrailingZeros().toPlainString();
    }

    private static Map<String, Set<String>> borders() {
        Map<String, Set<String>> borders = new HashMap<>();
        for (Table table : PolicyUnderTest.SHIPPED.tables()) {
            table.rows().forEach(row -> {
                for (int i = 0; i < table.conditions().size(); i++) {
                    Set<String> known = borders.computeIfAbsent(table.conditions().get(i).term().path(), unused -> new TreeSet<>());
                    for (Object border : values(row.tests().get(i))) {
                        known.add(String.valueOf(JsonValues.of(border)));
                    }
                }
            });
        }
        return borders;
    }

    private static List<Object> values(Test test) {
        List<Object> values = new ArrayList<>();
        if (test instanceof Test.Range range) {
            values.add(range.low());
            values.add(range.high());
            values.removeIf(java.util.Objects::isNull);
        } else if (test instanceof Test.In in) {
            values.addAll(in.values());
        } else if (test instanceof Test.NotIn not) {
            values.addAll(not.values());
        }
        return values;
    }
}
