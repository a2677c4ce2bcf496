package org.whistle.facts;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what clients send exactly as the contract has it: every fault with its place, nothing guessed, defaults named. */
public final class StrictJson {

    /** The largest body that is read. */
    public static final int MOST_BYTES = 64 * 1024;

    private static final Map<String, Class<? extends Facts>> RECORDS = records();
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(20).maxStringLength(20_000).maxNumberLength(40).build()).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final ObjectNode contract;
    private final Map<String, Schema> asks = new ConcurrentHashMap<>();
    private final Map<String, Schema> bodies = new ConcurrentHashMap<>();
    private final Map<String, String> factSchemas = new HashMap<>();

    /** What a body says. */
    public record Read(Facts facts, ObjectNode recorded, List<String> assumed, JsonNode body) {
    }

    /** A body that was refused, with everything that is wrong with it. */
    public static final class Refused extends Exception {

        private final transient List<InputFault> faults;
        private final boolean malformed;

        Refused(boolean malformed, List<InputFault> faults) {
            super(faults.toString());
            this.malformed = malformed;
            this.faults = List.copyOf(faults);
        }

        public List<InputFault> faults() {
            return faults;
        }

        /** Whether the body is no JSON at all. */
        public boolean isMalformed() {
            return malformed;
        }
    }

    private StrictJson(JsonNode vocabulary) {
        contract = MAPPER.createObjectNode();
        contract.set("components", vocabulary.get("components"));
        vocabulary.get("x-kinds").properties().forEach(kind -> factSchemas.put(kind.getKey(), kind.getValue().get("facts").asString()));
    }

    /** The generated record of every kind that has facts of its own. */
    private static Map<String, Class<? extends Facts>> records() {
        Map<String, Class<? extends Facts>> records = new LinkedHashMap<>();
        JsonNode root = Contract.TREE;
        root.get("x-kinds").properties().forEach(kind -> {
            String schema = kind.getValue().get("facts").asString();
            if (root.at("/components/schemas/" + schema).has("x-kind")) {
                try {
                    records.put(kind.getKey(), Class.forName(StrictJson.class.getPackageName() + "." + schema).asSubclass(Facts.class));
                } catch (ClassNotFoundException e) {
                    throw new IllegalStateException("no record was generated for " + schema + ": is it among whistle.fact-models in pom.xml?", e);
                }
            }
        });
        return records;
    }

    /** The reader of this release's contract. */
    public static StrictJson shipped() {
        return new StrictJson(Contract.TREE);
    }

    /** A tree after which nothing follows; of a key that appears twice it holds the last. */
    public JsonNode tree(byte[] body) throws Refused {
        try {
            JsonNode tree = MAPPER.readTree(body);
            if (tree == null || tree.isMissingNode()) {
                throw malformed("没有内容", "nothing");
            }
            return tree;
        } catch (JacksonException e) {
            String place = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
            throw malformed(place, place);
        }
    }

    /** A tree after which nothing follows and in which no key appears twice. */
    public JsonNode strict(byte[] body) throws Refused {
        JsonNode tree = tree(body);
        List<InputFault> faults = doubled(body);
        if (!faults.isEmpty()) {
            throw new Refused(false, faults);
        }
        return tree;
    }

    private static Refused malformed(String zh, String en) {
        return new Refused(true, List.of(new InputFault("", "", "JSON", new Label("正文不是正确的JSON：" + zh, "the body is not well-formed JSON: " + en))));
    }

    /**
     * Reads the body of a decision request: {@code {"facts": …, "decidedAt": …}}.
     *
     * @throws Refused with all faults
     */
    public Read read(String kind, byte[] body) throws Refused {
        JsonNode tree = tree(body);
        List<InputFault> faults = new ArrayList<>(doubled(body));
        faults.addAll(faults(kind, tree));
        if (!faults.isEmpty()) {
            throw new Refused(false, faults);
        }
        return read(kind, tree);
    }

    /**
     * Reads a body that asks for no decision by itself.
     *
     * @param schema the name of its schema in the vocabulary
     * @throws Refused with all faults
     */
    public JsonNode body(String schema, byte[] body) throws Refused {
        JsonNode tree = tree(body);
        List<InputFault> faults = new ArrayList<>(doubled(body));
        faults.addAll(faults(bodies.computeIfAbsent(schema, this::body), schema, 1, tree));
        if (!faults.isEmpty()) {
            throw new Refused(false, faults);
        }
        return tree;
    }

    /** What may be asked of a kind: compiled when it is first asked, since a start has no need of it. */
    private Schema ask(String kind) {
        ObjectNode schema = contract.deepCopy();
        schema.put("type", "object").put("additionalProperties", false);
        schema.putArray("required").add("facts");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("facts").put("$ref", "#/components/schemas/" + factSchemas.get(kind));
        properties.putObject("decidedAt").put("format", "date-time").putArray("type").add("string").add("null");
        return compiled(schema);
    }

    private Schema body(String name) {
        if (schema(name).isMissingNode()) {
            throw new IllegalArgumentException("the vocabulary has no schema " + name);
        }
        ObjectNode schema = contract.deepCopy();
        schema.put("$ref", "#/components/schemas/" + name);
        return compiled(schema);
    }

    private static Schema compiled(ObjectNode schema) {
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> builder
                .schemaRegistryConfig(SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build())).getSchema(schema);
    }

    /** Reads a body that is already a tree. */
    public Read read(String kind, JsonNode body) throws Refused {
        List<InputFault> faults = faults(kind, body);
        if (!faults.isEmpty()) {
            throw new Refused(false, faults);
        }
        ObjectNode recorded = (ObjectNode) body.get("facts").deepCopy();
        List<String> assumed = new ArrayList<>();
        fill(recorded, schema(factSchemas.get(kind)), "/facts", assumed);
        return new Read(bind(kind, recorded), recorded, List.copyOf(assumed), body);
    }

    /** Facts as they were recorded, with nothing filled in. */
    public static Facts bind(String kind, JsonNode recorded) {
        return MAPPER.treeToValue(recorded, RECORDS.get(kind));
    }

    /** A tree of canonical bytes of our own. */
    public static JsonNode own(byte[] json) {
        return MAPPER.readTree(json);
    }

    private JsonNode schema(String name) {
        return contract.at("/components/schemas/" + name);
    }

    private void fill(ObjectNode object, JsonNode schema, String pointer, List<String> assumed) {
        schema.path("properties").properties().forEach(entry -> {
            String name = entry.getKey();
            JsonNode property = entry.getValue();
            if (!object.has(name)) {
                if (property.has("default")) {
                    object.set(name, property.get("default"));
                    assumed.add(pointer + "/" + name);
                }
            } else if (object.get(name) instanceof ArrayNode members && property.path("items").has("$ref")) {
                JsonNode member = schema(property.get("items").get("$ref").asString().replaceFirst(".*/", ""));
                for (int i = 0; i < members.size(); i++) {
                    if (members.get(i) instanceof ObjectNode inner) {
                        fill(inner, member, pointer + "/" + name + "/" + i, assumed);
                    }
                }
            }
        });
    }

    private List<InputFault> faults(String kind, JsonNode body) {
        return faults(asks.computeIfAbsent(kind, this::ask), factSchemas.get(kind), 2, body);
    }

    /** @param depth how many steps of a pointer lead to a property of the root */
    private List<InputFault> faults(Schema schema, String root, int depth, JsonNode body) {
        Map<String, InputFault> faults = new LinkedHashMap<>();
        List<Error> errors = schema.validate(body);
        for (Error error : errors) {
            String pointer = pointer(error.getInstanceLocation().toString());
            String keyword = error.getKeyword();
            if (keyword.equals("additionalProperties") || keyword.equals("unevaluatedProperties")) {
                String place = pointer + "/" + error.getProperty();
                faults.put(place, new InputFault(place, String.valueOf(body.at(place)), known(error),
                        new Label("不认识的字段“" + error.getProperty() + "”", "unknown field \"" + error.getProperty() + "\"")));
            } else if (keyword.equals("required")) {
                String place = pointer + "/" + error.getProperty();
                faults.put(place, new InputFault(place, "", "必填 (required)", new Label("缺少必填字段“" + error.getProperty() + "”", "the required field \"" + error.getProperty() + "\" is missing")));
            } else if (!keyword.equals("type") || !faults.containsKey(pointer)) {
                String accepted = accepted(root, depth, pointer);
                faults.putIfAbsent(pointer, new InputFault(pointer, shortened(String.valueOf(body.at(pointer))), accepted,
                        new Label("值不被接受，应为：" + accepted, "the value is not accepted; accepted: " + accepted)));
            }
        }
        return List.copyOf(faults.values());
    }

    private static String known(Error error) {
        JsonNode parent = error.getSchemaNode();
        return parent != null && parent.isObject() && parent.has("properties") ? String.join(", ", parent.get("properties").propertyNames()) : "合同中的字段 (a field of the contract)";
    }

    /** What the contract takes at a place of the body. */
    private String accepted(String root, int depth, String pointer) {
        if (pointer.equals("/decidedAt")) {
            return "带时区的时刻，如 2026-03-02T10:00:00+08:00 (a moment with its offset)";
        }
        JsonNode node = schema(root);
        JsonNode property = null;
        String[] steps = pointer.split("/");
        for (int i = depth; i < steps.length; i++) {
            if (steps[i].matches("[0-9]+") && property != null) {
                property = property.path("items");
            } else {
                property = node.path("properties").path(steps[i]);
            }
            String target = reference(property);
            if (target != null) {
                node = schema(target);
            } else if (property.path("items").has("$ref")) {
                node = schema(property.get("items").get("$ref").asString().replaceFirst(".*/", ""));
            }
        }
        if (property == null) {
            return "对象 (an object)";
        }
        if (node.has("enum") && (reference(property) != null || property.path("items").has("$ref"))) {
            List<String> codes = new ArrayList<>();
            node.get("enum").forEach(code -> codes.add(code.asString()));
            return (property.has("items") ? "数组，元素为 (an array of) " : "") + String.join(", ", codes);
        }
        String format = property.path("format").asString("");
        return switch (format) {
            case "date-time" -> "带时区的时刻，如 2026-03-02T10:00:00+08:00 (a moment with its offset)";
            case "date" -> "日期，如 2026-03-02 (a date)";
            case "decimal" -> "字符串形式的数，如 \"12.5\" (a number in a string)" + sign(property.path("pattern").asString(""));
            default -> type(property) + range(property);
        };
    }

    /** Which numbers the pattern of a decimal takes. */
    private static String sign(String pattern) {
        return "-1".matches(pattern) ? "" : "0".matches(pattern) ? "，不小于 0 (≥ 0)" : "，大于 0 (> 0)";
    }

    private static String type(JsonNode property) {
        String type = property.path("type").isArray() ? property.get("type").get(0).asString() : property.path("type").asString("");
        return switch (type) {
            case "boolean" -> "true, false";
            case "integer" -> "整数 (an integer)";
            case "array" -> "数组 (an array)";
            case "string" -> "文字 (a string)";
            default -> "合同所述的值 (a value as the contract has it)";
        };
    }

    private static String range(JsonNode property) {
        String range = property.has("minimum") ? " ≥ " + property.get("minimum") : "";
        range += property.has("maximum") ? " ≤ " + property.get("maximum") : "";
        range += property.has("pattern") ? " " + property.get("pattern").asString() : "";
        return range + (property.has("maxLength") ? " ≤ " + property.get("maxLength") + " 字 (characters)" : "");
    }

    private static String reference(JsonNode property) {
        if (property.has("$ref")) {
            return property.get("$ref").asString().replaceFirst(".*/", "");
        }
        for (JsonNode option : property.path("oneOf")) {
            if (option.has("$ref")) {
                return reference(option);
            }
        }
        return null;
    }

    private static String shortened(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }

    private static String pointer(String location) {
        return location.startsWith("$") ? location.substring(1).replace('.', '/').replaceAll("\\[([0-9]+)]", "/$1") : location;
    }

    private static List<InputFault> doubled(byte[] body) {
        List<InputFault> faults = new ArrayList<>();
        Deque<Set<String>> open = new ArrayDeque<>();
        try (JsonParser parser = MAPPER.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    open.push(new HashSet<>());
                } else if (token == JsonToken.END_OBJECT) {
                    open.pop();
                } else if (token == JsonToken.PROPERTY_NAME && !open.peek().add(parser.currentName())) {
                    String place = parser.streamReadContext().pathAsPointer().toString();
                    faults.add(new InputFault(place, "", "每个字段一次 (each field once)", new Label("字段“" + parser.currentName() + "”出现两次", "the field \"" + parser.currentName() + "\" appears twice")));
                }
            }
        }
        return faults;
    }
}
