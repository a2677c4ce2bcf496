package org.whistle.facts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The terms of every decision kind with their types, codes and labels, as api-spec/vocabulary.yaml defines them. */
public final class Vocabulary {

    /** Stands in the place of a kind for what is common to all kinds; it is no kind that can be decided. */
    public static final String EVERY = "every";

    private final String digest;
    private final String version;
    private final Map<String, Map<String, Term>> kinds = new LinkedHashMap<>();
    private final Map<String, Map<String, Label>> groups = new LinkedHashMap<>();
    private final Map<String, List<Saying>> sayings = new LinkedHashMap<>();
    private final Map<String, Label> nothing = new LinkedHashMap<>();
    private final Map<String, Label> findings = new LinkedHashMap<>();
    private final List<Code> communities;
    private final JsonNode schemas;
    private final JsonNode kindParts;

    private Vocabulary(JsonNode root, String digest) {
        this.digest = digest;
        version = root.at("/info/version").asString();
        schemas = root.at("/components/schemas");
        kindParts = root.get("x-kinds");
        kindParts.properties().forEach(entry -> {
            Map<String, Term> terms = new LinkedHashMap<>();
            Map<String, Label> own = new LinkedHashMap<>();
            for (String part : List.of("facts", "derived", "outcome")) {
                collect(schemas, entry.getValue().get(part).asString(), part + ".", terms, own, 0);
            }
            groups.put(entry.getKey(), own);
            kinds.put(entry.getKey(), terms);
            JsonNode outcome = schemas.get(entry.getValue().get("outcome").asString());
            sayings.put(entry.getKey(), sayings(schemas, outcome, terms));
            if (outcome.has("x-say-nothing")) {
                nothing.put(entry.getKey(), label(outcome.get("x-say-nothing")));
            }
        });
        root.path("x-findings").properties().forEach(entry -> findings.put(entry.getKey(), label(entry.getValue())));
        communities = codes(schemas.get("Community"));
    }

    /**
     * Reads the contract's vocabulary.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    public static Vocabulary load(InputStream yaml) {
        try (InputStream in = yaml) {
            byte[] bytes = in.readAllBytes();
            return new Vocabulary(Contract.tree(bytes), CanonicalJson.sha256(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The vocabulary of this release. */
    public static Vocabulary shipped() {
        return new Vocabulary(Contract.TREE, CanonicalJson.sha256(Contract.BYTES));
    }

    /** SHA-256 of the bytes it was read from, in hexadecimal. */
    public String digest() {
        return digest;
    }

    public String version() {
        return version;
    }

    public Set<String> kinds() {
        return kinds.keySet();
    }

    public List<Code> communities() {
        return communities;
    }

    /** What people call the objects and lists of objects that hold some of a kind's terms, by path, for example {@code outcome.deadlines[]}. */
    public Map<String, Label> groups(String kind) {
        known(kind);
        return Collections.unmodifiableMap(groups.get(kind));
    }

    /** What people call a kind. */
    public Label label(String kind) {
        known(kind);
        return label(kindParts.get(kind).get("label"));
    }

    /** The basis of a kind's own moment; empty for what is common to all kinds, which is no kind that can be decided. */
    public Optional<Basis> basis(String kind) {
        return Optional.ofNullable(factsOf(kind).get("x-basis")).map(basis -> Basis.valueOf(basis.asString()));
    }

    /** The path of the fact that is a kind's own moment; empty for what is common to all kinds. */
    public Optional<String> moment(String kind) {
        return Optional.ofNullable(factsOf(kind).get("x-moment")).map(moment -> "facts." + moment.asString());
    }

    /** Whether a fact must be told; within a list of objects, in each of them. */
    public boolean required(String kind, String path) {
        String name = path.substring(path.lastIndexOf('.') + 1);
        for (JsonNode required : holder(kind, path).path("required")) {
            if (required.asString().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** What an absent fact is read as, as JSON; empty where absent means unknown. */
    public Optional<JsonNode> fallback(String kind, String path) {
        return Optional.ofNullable(holder(kind, path).path("properties").path(path.substring(path.lastIndexOf('.') + 1)).get("default"));
    }

    /** The codes of a code list by its name in the contract, for example {@code Scheme}. */
    public List<Code> codes(String list) {
        return codes(schemas.get(list));
    }

    /** The words in a 依据 that state each grade of source, by the grade's code; a grade that no word states has none. */
    public Map<String, List<String>> gradeWords() {
        Map<String, List<String>> words = new LinkedHashMap<>();
        codes("SourceGrade").forEach(grade -> words.put(grade.value(), new ArrayList<>()));
        schemas.get("SourceGrade").get("x-words").properties().forEach(entry -> entry.getValue().forEach(word -> words.get(entry.getKey()).add(word.asString())));
        return words;
    }

    private JsonNode factsOf(String kind) {
        known(kind);
        return schemas.get(kindParts.get(kind).get("facts").asString());
    }

    /** The schema whose property the last segment of a fact's path is. */
    private JsonNode holder(String kind, String path) {
        JsonNode holder = factsOf(kind);
        String[] segments = path.split("[.]");
        for (int i = 1; i < segments.length - 1; i++) {
            JsonNode property = holder.path("properties").path(segments[i].replace("[]", ""));
            String target = reference(property.has("items") ? property.get("items") : property);
            holder = target == null ? property : schemas.get(target);
        }
        return holder;
    }

    public List<Term> terms(String kind) {
        return List.copyOf(known(kind).values());
    }

    public Optional<Term> term(String kind, String path) {
        return Optional.ofNullable(known(kind).get(path));
    }

    /** How the outcome of a kind is told aloud, property by property in the contract's order. */
    public List<Saying> sayings(String kind) {
        known(kind);
        return sayings.get(kind);
    }

    /** What is said of an outcome of a kind that has nothing to tell. */
    public Optional<Label> nothing(String kind) {
        return Optional.ofNullable(nothing.get(kind));
    }

    /** What a resident is told about a finding with this code; empty if nothing. */
    public Optional<Label> finding(String code) {
        return Optional.ofNullable(findings.get(code));
    }

    private Map<String, Term> known(String kind) {
        Map<String, Term> terms = kinds.get(kind);
        if (terms == null) {
            throw new IllegalArgumentException("there is no decision kind " + kind + "; there are " + kinds.keySet());
        }
        return terms;
    }

    private static void collect(JsonNode schemas, String name, String prefix, Map<String, Term> terms, Map<String, Label> groups, int depth) {
        schemas.get(name).path("properties").properties().forEach(entry -> {
            JsonNode property = entry.getValue();
            boolean many = property.has("items");
            JsonNode value = many ? property.get("items") : property;
            String target = reference(value);
            JsonNode schema = target == null ? value : schemas.get(target);
            String path = prefix + entry.getKey();
            if (schema.has("properties")) {
                if (depth == 0) {
                    String group = path + (many ? "[]" : "");
                    groups.put(group, label(property.get("x-label")));
                    collect(schemas, target, group + ".", terms, groups, depth + 1);
                }
                return;
            }
            Optional<Label> unit = property.has("x-unit") ? Optional.of(label(property.get("x-unit"))) : Optional.empty();
            terms.put(path, new Term(path, type(schema), many, unit, schema.has("x-codes") ? codes(schema) : List.of(), label(property.get("x-label"))));
        });
    }

    private static List<Saying> sayings(JsonNode schemas, JsonNode outcome, Map<String, Term> terms) {
        List<Saying> sayings = new ArrayList<>();
        outcome.path("properties").properties().forEach(entry -> {
            JsonNode property = entry.getValue();
            if (!property.has("x-say")) {
                return;
            }
            String path = "outcome." + entry.getKey();
            JsonNode target = target(schemas, property);
            boolean objects = target.has("properties");
            Map<String, Saying.Place> places = new LinkedHashMap<>();
            if (objects) {
                target.get("properties").properties().forEach(member -> places.put(member.getKey(),
                        place(schemas, member.getValue(), terms.get(path + "[]." + member.getKey()))));
            } else {
                places.put("value", place(schemas, property, terms.get(path)));
            }
            Optional<Saying.Wording> resident = property.get("x-say").isObject() ? Optional.of(wording(property.get("x-say"))) : Optional.empty();
            Saying.Wording staff = property.has("x-say-staff") ? wording(property.get("x-say-staff")) : resident.orElseThrow(
                    () -> new IllegalArgumentException(path + " is internal and needs x-say-staff"));
            sayings.add(new Saying(entry.getKey(), objects, places, resident, staff));
        });
        return List.copyOf(sayings);
    }

    private static JsonNode target(JsonNode schemas, JsonNode property) {
        JsonNode value = property.has("items") ? property.get("items") : property;
        String target = reference(value);
        return target == null ? value : schemas.get(target);
    }

    private static Saying.Place place(JsonNode schemas, JsonNode property, Term term) {
        Map<String, Label> spoken = new LinkedHashMap<>();
        JsonNode words = term.type() == Term.Type.CODE ? target(schemas, property).path("x-say") : property.path("x-say").path("each");
        words.properties().forEach(entry -> {
            JsonNode said = entry.getValue();
            if (said.isObject()) {
                String zh = said.has("zh") ? said.get("zh").asString() : term.code(entry.getKey()).orElseThrow().label().zh();
                spoken.put(entry.getKey(), new Label(zh, said.get("en").asString()));
            }
        });
        return new Saying.Place(term, spoken);
    }

    private static Saying.Wording wording(JsonNode say) {
        Map<String, Optional<Label>> each = new LinkedHashMap<>();
        say.path("each").properties().forEach(entry -> each.put(entry.getKey(), entry.getValue().isObject() ? Optional.of(label(entry.getValue())) : Optional.empty()));
        return new Saying.Wording(say.path("by").asString("value"), each, say.has("zh") ? Optional.of(label(say)) : Optional.empty());
    }

    private static String reference(JsonNode value) {
        if (value.has("$ref")) {
            return value.get("$ref").asString().replaceFirst(".*/", "");
        }
        for (JsonNode option : value.path("oneOf")) {
            if (option.has("$ref")) {
                return reference(option);
            }
        }
        return null;
    }

    private static Term.Type type(JsonNode schema) {
        if (schema.has("x-codes")) {
            return Term.Type.CODE;
        }
        JsonNode type = schema.get("type");
        String name = type.isArray() ? type.get(0).asString() : type.asString();
        return switch (name) {
            case "boolean" -> Term.Type.BOOLEAN;
            case "integer" -> Term.Type.INTEGER;
            default -> switch (schema.path("format").asString("")) {
                case "decimal" -> Term.Type.DECIMAL;
                case "date" -> Term.Type.DATE;
                case "date-time" -> Term.Type.DATE_TIME;
                case "time" -> Term.Type.TIME;
                case "duration" -> Term.Type.DURATION;
                default -> Term.Type.TEXT;
            };
        };
    }

    private static List<Code> codes(JsonNode schema) {
        List<Code> codes = new ArrayList<>();
        for (JsonNode value : schema.get("enum")) {
            codes.add(new Code(value.asString(), label(schema.get("x-codes").get(value.asString()))));
        }
        return codes;
    }

    private static Label label(JsonNode node) {
        return new Label(node.get("zh").asString(), node.get("en").asString());
    }
}
