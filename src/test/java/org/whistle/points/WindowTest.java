package org.whistle.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.whistle.PolicyUnderTest;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Acts of one card in any order of recording, decided by the policy as it is shipped. */
class WindowTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final OffsetDateTime FIRST = OffsetDateTime.parse("2026-03-01T06:00:00+08:00");
    private static final List<String> TYPES = List.of("VOL_SERVICE", "VOL_SERVICE", "DONATE_MONEY", "DONATE_MONEY", "DONATE_GOODS", "SUGGEST_ADOPTED", "DELIBERATE");

    private final Map<UUID, CountedAct> account = new LinkedHashMap<>();

    @Property(tries = 100, seed = "20260308", shrinking = ShrinkingMode.OFF)
    void oneMoreActNeverLowersWhatIsAwardedInAll(@ForAll Random random) {
        account.clear();
        for (int i = 0; i < 9; i++) {
            BigDecimal without = whole();
            ObjectNode facts = drawn(random, random.nextInt(4) > 0);
            decide(new CountedAct(new UUID(i, 0), facts, 1, true, new TreeMap<>(), null), null);
            assertThat(whole()).as("with %s among %s", facts, account.values()).isGreaterThanOrEqualTo(without);
            capsHold();
        }
    }

    @Property(tries = 100, seed = "20260311", shrinking = ShrinkingMode.OFF)
    void whatIsVerifiedLaterTakesNothingAwayAndWhatChangesNothingMovesNothing(@ForAll Random random) {
        account.clear();
        for (int i = 0; i < 8; i++) {
            decide(new CountedAct(new UUID(i, 0), drawn(random, random.nextBoolean()), 1, true, new TreeMap<>(), null), null);
        }
        for (int i = 0; i < 8; i++) {
            CountedAct known = account.get(new UUID(random.nextInt(8), 0));
            BigDecimal before = whole();
            boolean verified = known.facts().get("verified").asBoolean();
            Map<UUID, CountedAct> was = new LinkedHashMap<>(account);
            ObjectNode facts = known.facts().deepCopy().put("verified", true).put("evidence", "sheet " + i);
            decide(new CountedAct(known.id(), facts, 1, true, known.awards(), null), known);
            if (verified) {
                was.forEach((id, act) -> assertThat(account.get(id).awards()).as("%s after a word about %s", act, known).isEqualTo(act.awards()));
            }
            assertThat(whole()).as("with %s among %s", known, account.values()).isGreaterThanOrEqualTo(before);
            capsHold();
        }
    }

    private void decide(CountedAct act, CountedAct known) {
        List<CountedAct> others = account.values().stream().filter(other -> !other.id().equals(act.id())).toList();
        Window.changed(act, known, others, (facts, ruleset) -> PolicyUnderTest.decide(PolicyUnderTest.SHIPPED, "act", facts, null))
                .forEach(decided -> account.put(decided.act().id(), decided.act()));
    }

    private BigDecimal whole() {
        return account.values().stream().flatMap(act -> act.awards().values().stream()).map(DayAward::points).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private void capsHold() {
        Map<String, BigDecimal> used = new TreeMap<>();
        account.values().forEach(act -> act.awards().forEach((day, award) -> {
            used.merge(day.toString(), award.points(), BigDecimal::add);
            used.merge(award.category(), award.points(), BigDecimal::add);
        }));
        used.forEach((period, points) -> assertThat(points).as(period).isBetween(BigDecimal.ZERO,
                BigDecimal.valueOf(period.startsWith("2026") ? 12 : Map.of("DON", 20, "SUG", 30).getOrDefault(period, 100))));
    }

    /** An act of four days in March, so that hours overlap and the caps of the day and of donations are reached. */
    private static ObjectNode drawn(Random random, boolean verified) {
        OffsetDateTime start = FIRST.plusMinutes(15L * random.nextInt(4 * 96));
        ObjectNode facts = JSON.createObjectNode();
        facts.put("community", "XIANGYUN").put("type", TYPES.get(random.nextInt(TYPES.size()))).put("start", text(start)).put("verified", verified);
        facts.put("attendedHalf", true).put("amountYuan", String.valueOf(20 * (1 + random.nextInt(10))));
        if (facts.get("type").asString().startsWith("VOL")) {
            facts.put("end", text(start.plusMinutes(10L * (1 + random.nextInt(30)))));
        }
        return facts;
    }

    private static String text(OffsetDateTime moment) {
        return moment.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }
}
