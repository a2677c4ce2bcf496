package org.whistle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.whistle.decision.Decision;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.JsonValues;
import org.whistle.ruleset.Row;
import org.whistle.ruleset.Ruleset;
import org.whistle.ruleset.Table;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What holds of the shipped policy whatever the facts are. Facts are drawn from the contract, so that new ones are covered by themselves. */
class PolicyPropertiesTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Map<String, Ruleset> WITHOUT = new ConcurrentHashMap<>();
    private static final List<String> SCHEMES = table("citywide/schemes").rows().stream().map(row -> (String) row.conclusions().get(0)).toList();

    /** A kind with facts of it. */
    record Drawn(String kind, ObjectNode facts) {

        @Override
        public String toString() {
            return kind + " " + facts;
        }
    }

    @Property(tries = 300, seed = "20260301", shrinking = ShrinkingMode.OFF)
    void takingASchemeAwayNeverChangesWhatAnotherDecides(@ForAll("any") Drawn drawn, @ForAll Random random) {
        Decision decision = decide(PolicyUnderTest.SHIPPED, drawn);
        List<String> others = SCHEMES.stream().filter(scheme -> !decision.schemes().contains(scheme)).toList();
        String gone = others.get(random.nextInt(others.size()));
        assertThat(canonical(decide(without(gone), drawn))).as("without %s", gone).isEqualTo(canonical(decision));
    }

    @Example
    void takingASchemeAwayLeavesTheShippedCasesOfTheOthersAsTheyWere() throws IOException {
        for (Drawn shipped : shippedCases()) {
            Decision decision = decide(PolicyUnderTest.SHIPPED, shipped);
            String gone = SCHEMES.get(Math.floorMod(shipped.facts().hashCode(), SCHEMES.size()));
            if (!decision.schemes().contains(gone)) {
                assertThat(canonical(decide(without(gone), shipped))).as("%s without %s", shipped, gone).isEqualTo(canonical(decision));
            }
        }
    }

    @Property(tries = 200, seed = "20260302", shrinking = ShrinkingMode.OFF)
    void anotherTagNeverTakesAServiceAway(@ForAll("households") Drawn drawn) {
        Map<Object, Long> before = services(decide(PolicyUnderTest.SHIPPED, drawn));
        ArrayNode tags = (ArrayNode) drawn.facts().get("tags");
        for (String tag : List.of("LIVING_ALONE", "DISABLED", "EMPTY_NEST", "RENTAL", "NORMAL")) {
            ObjectNode more = drawn.facts().deepCopy();
            if (tags.valueStream().noneMatch(one -> one.asString().equals(tag))) {
                ((ArrayNode) more.get("tags")).add(tag);
            }
            Map<Object, Long> after = services(decide(PolicyUnderTest.SHIPPED, new Drawn("household", more)));
            assertThat(after.keySet()).as("with %s", tag).containsAll(before.keySet());
            before.forEach((service, times) -> assertThat(after.get(service)).as("%s with %s", service, tag).isGreaterThanOrEqualTo(times));
        }
    }

    @Property(tries = 300, seed = "20260303", shrinking = ShrinkingMode.OFF)
    void aLaterSubmissionNeverHasAnEarlierDeadline(@ForAll("requests") Drawn drawn, @ForAll Random random) {
        OffsetDateTime first = OffsetDateTime.parse("2023-12-01T00:00:00+08:00").plusMinutes(random.nextInt(3 * 366 * 24 * 60));
        OffsetDateTime second = first.plusMinutes(random.nextBoolean() ? random.nextInt(24 * 60) : random.nextInt(20 * 24 * 60));
        Map<Object, String> earlier = due(decide(PolicyUnderTest.SHIPPED, at(drawn, first)));
        Map<Object, String> later = due(decide(PolicyUnderTest.SHIPPED, at(drawn, second)));
        assertThat(later.keySet()).as("the same purposes").isEqualTo(earlier.keySet());
        earlier.forEach((purpose, due) -> assertThat(later.get(purpose)).as("%s, submitted %s and %s", purpose, first, second).isGreaterThanOrEqualTo(due));
    }

    @Property(tries = 300, seed = "20260304", shrinking = ShrinkingMode.OFF)
    void theOrderOfMembersAndOfListsDecidesNothing(@ForAll("any") Drawn drawn, @ForAll Random random) {
        Decision decision = decide(PolicyUnderTest.SHIPPED, drawn);
        Drawn members = new Drawn(drawn.kind(), (ObjectNode) shuffled(drawn.facts(), random, false));
        assertThat(canonical(decide(PolicyUnderTest.SHIPPED, members))).isEqualTo(canonical(decision));
        Drawn lists = new Drawn(drawn.kind(), (ObjectNode) shuffled(drawn.facts(), random, true));
        assertThat(normal(decide(PolicyUnderTest.SHIPPED, lists))).as("lists in another order: %s", lists).isEqualTo(normal(decision));
    }

    @Property(tries = 300, seed = "20260305", shrinking = ShrinkingMode.OFF)
    void theOrderOfRowsDecidesNothing(@ForAll("any") Drawn drawn) {
        assertThat(normal(decide(Holder.ROWS_SHUFFLED, drawn))).isEqualTo(normal(decide(PolicyUnderTest.SHIPPED, drawn)));
    }

    @Property(tries = 300, seed = "20260306", shrinking = ShrinkingMode.OFF)
    void theOrderInWhichRulesWereAddedDecidesNothing(@ForAll("any") Drawn drawn) {
        assertThat(canonical(decide(Holder.RULES_REVERSED, drawn))).isEqualTo(canonical(decide(PolicyUnderTest.SHIPPED, drawn)));
    }

    @Example
    void theOrderInWhichRulesWereAddedDecidesNothingAboutTheShippedCases() throws IOException {
        for (Drawn shipped : shippedCases()) {
            assertThat(canonical(decide(Holder.RULES_REVERSED, shipped))).as(shipped.toString()).isEqualTo(canonical(decide(PolicyUnderTest.SHIPPED, shipped)));
        }
    }

    @Property(tries = 300, seed = "20260307", shrinking = ShrinkingMode.OFF)
    void moreHoursOrMoreMoneyNeverEarnFewerPoints(@ForAll("acts") Drawn drawn, @ForAll Random random) {
        OffsetDateTime start = OffsetDateTime.parse(drawn.facts().get("start").asString());
        int minutes = 1 + random.nextInt(20 * 60);
        BigDecimal yuan = BigDecimal.valueOf(1 + random.nextInt(500));
        BigDecimal less = points(drawn, start.plusMinutes(minutes), yuan);
        assertThat(points(drawn, start.plusMinutes(minutes + random.nextInt(600)), yuan)).as("longer than %d minutes", minutes).isGreaterThanOrEqualTo(less);
        assertThat(points(drawn, start.plusMinutes(minutes), yuan.add(BigDecimal.valueOf(random.nextInt(300))))).as("more than %s yuan", yuan).isGreaterThanOrEqualTo(less);
    }

    @Property(tries = 500, seed = "20260309", shrinking = ShrinkingMode.OFF)
    void anAcceptedRequestAlwaysHasAnOwner(@ForAll("requests") Drawn drawn) {
        Decision decision = decide(PolicyUnderTest.SHIPPED, drawn);
        if (!"EXITED".equals(decision.outcome().get("status"))) {
            assertThat(decision.outcome().get("lead")).as("%s", decision.outcome()).isNotNull();
            assertThat(((List<?>) decision.outcome().getOrDefault("co", List.of())).contains(decision.outcome().get("lead"))).as("who leads is no co-unit").isFalse();
        }
    }

    @Property(tries = 500, seed = "20260310", shrinking = ShrinkingMode.OFF)
    void onlySchemesInForceAreAmongTheReasons(@ForAll("any") Drawn drawn) {
        Decision decision = decide(PolicyUnderTest.SHIPPED, drawn);
        Set<String> folders = new TreeSet<>(Set.of("citywide"));
        decision.schemes().forEach(scheme -> folders.add(scheme.toLowerCase(Locale.ROOT)));
        assertThat(decision.schemes()).isEqualTo(table("citywide/schemes").rows().stream().filter(row -> row.tests().get(0).on(drawn.facts().get("community").asString())
                == org.whistle.ruleset.Truth.TRUE).map(row -> (String) row.conclusions().get(0)).toList());
        assertThat(decision.reasons()).allSatisfy(reason -> assertThat(reason.table().endsWith(".drl") || folders.contains(reason.table().substring(0, reason.table().indexOf('/'))))
                .as("%s %s in %s", reason.table(), reason.rule(), folders).isTrue());
    }

    @Provide
    Arbitrary<Drawn> any() {
        List<String> kinds = FactDraws.kinds();
        return Arbitraries.randomValue(random -> draw(random.nextInt(3) == 0 ? "request" : kinds.get(random.nextInt(kinds.size())), random));
    }

    @Provide
    Arbitrary<Drawn> requests() {
        return Arbitraries.randomValue(random -> draw("request", random));
    }

    @Provide
    Arbitrary<Drawn> households() {
        return Arbitraries.randomValue(random -> {
            Drawn drawn = draw("household", random);
            drawn.facts().put("community", "YUXIANG").put("verified", random.nextInt(8) > 0);
            if (!drawn.facts().path("tags").isArray()) {
                drawn.facts().putArray("tags");
            }
            return drawn;
        });
    }

    @Provide
    Arbitrary<Drawn> acts() {
        return Arbitraries.randomValue(random -> {
            Drawn drawn = draw("act", random);
            drawn.facts().put("community", "XIANGYUN").put("verified", true);
            for (String zero : List.of("forged", "anonymous", "paidOrDuty", "ownHome", "duplicate", "verifierIsActor")) {
                if (random.nextInt(12) > 0) {
                    drawn.facts().put(zero, false);
                }
            }
            return drawn;
        });
    }

    private static Drawn draw(String kind, Random random) {
        return new Drawn(kind, FactDraws.draw(kind, random));
    }

    private static Decision decide(Ruleset ruleset, Drawn drawn) {
        return PolicyUnderTest.decide(ruleset, drawn.kind(), drawn.facts(), null);
    }

    private static Drawn at(Drawn drawn, OffsetDateTime moment) {
        return new Drawn("request", drawn.facts().deepCopy().put("submittedAt", text(moment)));
    }

    private static BigDecimal points(Drawn drawn, OffsetDateTime end, BigDecimal yuan) {
        ObjectNode act = drawn.facts().deepCopy().put("end", text(end)).put("amountYuan", yuan.toPlainString());
        return earned(decide(PolicyUnderTest.SHIPPED, new Drawn("act", act)));
    }

    /** An act that a person must look at first has earned nothing yet. */
    private static BigDecimal earned(Decision decision) {
        return (BigDecimal) decision.outcome().getOrDefault("points", BigDecimal.ZERO);
    }

    private static String text(OffsetDateTime moment) {
        return moment.format(java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }

    private static Map<Object, String> due(Decision decision) {
        Map<Object, String> due = new TreeMap<>();
        for (Object deadline : (List<?>) decision.outcome().getOrDefault("deadlines", List.of())) {
            due.put(((Map<?, ?>) deadline).get("purpose"), (String) JsonValues.of(((Map<?, ?>) deadline).get("due")));
        }
        return due;
    }

    private static Map<Object, Long> services(Decision decision) {
        Map<Object, Long> services = new TreeMap<>();
        for (Object service : (List<?>) decision.outcome().getOrDefault("services", List.of())) {
            Object times = ((Map<?, ?>) service).get("times");
            services.put(((Map<?, ?>) service).get("service"), times == null ? 0L : (Long) times);
        }
        return services;
    }

    private static Table table(String id) {
        return PolicyUnderTest.SHIPPED.table(id).orElseThrow();
    }

    /** The policy without the tables of a scheme and without its row of the schemes in force. */
    private static Ruleset without(String scheme) {
        return WITHOUT.computeIfAbsent(scheme, gone -> PolicyUnderTest.with(table -> table.id().scheme().equals(gone.toLowerCase(Locale.ROOT)) ? null
                : table.id().toString().equals("citywide/schemes") ? rows(table, table.rows().stream().filter(row -> !gone.equals(row.conclusions().get(0))).toList()) : table));
    }

    private static Table rows(Table table, List<Row> rows) {
        return new Table(table.id(), table.kind(), table.title(), table.hitPolicy(), table.basis(), table.sheet(), table.conditions(), table.conclusions(), rows, table.parameters());
    }

    /** Rulesets that only some properties need. */
    private static final class Holder {

        private static final Ruleset ROWS_SHUFFLED = PolicyUnderTest.with(table -> {
            List<Row> rows = new ArrayList<>(table.rows());
            Collections.shuffle(rows, new Random(table.id().toString().hashCode()));
            List<Row> placed = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                Row row = rows.get(i);
                placed.add(new Row(row.ruleId(), row.communities(), row.from(), row.to(), row.priority(), row.tests(), row.conclusions(), row.cells(), row.source(), row.sentence(), i + 4));
            }
            return rows(table, placed);
        });

        private static final Ruleset RULES_REVERSED = reversed();

        private static Ruleset reversed() {
            Map<String, String> drl = new TreeMap<>();
            PolicyUnderTest.drl().forEach((path, text) -> {
                Matcher rule = Pattern.compile("(?ms)^rule \".*?^end\\R").matcher(text);
                List<String> rules = new ArrayList<>();
                while (rule.find()) {
                    rules.add(rule.group());
                }
                String head = rule.reset().replaceAll("");
                Collections.reverse(rules);
                assertThat(rules).as(path).isNotEmpty();
                drl.put(path, head + String.join("\n", rules));
            });
            List<Table> tables = new ArrayList<>(PolicyUnderTest.SHIPPED.tables());
            Collections.reverse(tables);
            return PolicyUnderTest.compile(tables, drl);
        }
    }

    private static List<Drawn> shippedCases() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of("decision-tables"))) {
            files = all.filter(path -> path.endsWith("cases.yaml")).sorted().toList();
        }
        List<Drawn> cases = new ArrayList<>();
        for (Path file : files) {
            for (JsonNode one : YAMLMapper.builder().build().readTree(file).get("cases")) {
                cases.add(new Drawn(one.get("kind").asString(), (ObjectNode) one.get("facts")));
            }
        }
        assertThat(cases).hasSizeGreaterThan(500);
        return cases;
    }

    private static JsonNode shuffled(JsonNode node, Random random, boolean lists) {
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>(object.propertyNames());
            Collections.shuffle(names, random);
            ObjectNode other = JSON.createObjectNode();
            names.forEach(name -> other.set(name, shuffled(object.get(name), random, lists)));
            return other;
        }
        if (node instanceof ArrayNode array) {
            List<JsonNode> members = new ArrayList<>();
            array.forEach(member -> members.add(shuffled(member, random, lists)));
            if (lists) {
                Collections.shuffle(members, random);
            }
            return JSON.createArrayNode().addAll(members);
        }
        return node;
    }

    private static String canonical(Decision decision) {
        return new String(CanonicalJson.of(JsonValues.of(decision)), StandardCharsets.UTF_8);
    }

    /** Outcome, what was derived, rules and findings, with every list in alphabetical order. */
    private static String normal(Decision decision) {
        return sorted(JsonValues.of(Map.of("outcome", decision.outcome(), "derived", decision.derived(), "schemes", decision.schemes(), "rules", PolicyUnderTest.rules(decision),
                "findings", PolicyUnderTest.findings(decision)))).toString();
    }

    private static Object sorted(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> sorted = new TreeMap<>();
            map.forEach((name, member) -> sorted.put(name, sorted(member)));
            return sorted;
        }
        return value instanceof List<?> list ? list.stream().map(member -> String.valueOf(sorted(member))).sorted().toList() : value;
    }
}
