package org.whistle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.whistle.PolicyUnderTest.decide;
import static org.whistle.PolicyUnderTest.rules;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.whistle.decision.Decision;
import org.whistle.decision.Finding;
import org.whistle.facts.JsonValues;

/** Cases of 2024, 2025 and 2026 are decided by the calendar, the law and the packs of their dates. */
class AgeingTest {

    private static final String ORDER = "community: WANSHOULU_A, addressKey: 1号楼, topic: SANITATION, canSolve: false, inDutyList: true, needsSection: true, involvesAreaUnit: false, "
            + "submittedAt: ";

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "2024-02-02, 除夕 is worked, 2024-02-09, ''",
        "2025-01-21, 除夕 is a statutory holiday, 2025-02-05, HOL#13",
        "2026-02-09, 除夕 is a statutory holiday, 2026-02-24, HOL#13",
        "2024-04-25, 5月2日 rests by exchange, 2024-05-06, HOL#11",
        "2025-04-25, 5月2日 is a statutory holiday, 2025-05-06, HOL#13",
        "2026-04-25, 5月2日 is a statutory holiday, 2026-05-06, HOL#13",
        "2024-12-25, the last case under 11 days, 2025-01-02, HOL#11",
        "2025-12-25, under 13 days, 2026-01-04, HOL#13",
        "2024-09-28, a week in October, 2024-10-08, HOL#11",
        "2025-09-28, eight days of rest, 2025-10-09, HOL#13",
        "2026-09-28, seven days of rest, 2026-10-08, HOL#13"})
    void aDeadlineRollsByTheCalendarAndTheLawOfItsDay(String submitted, String why, String due, String law) {
        Decision decision = decide("request", ORDER + "'" + submitted + "T10:00:00+08:00'");
        assertThat(due(decision)).as(why).isEqualTo(due + "T23:59:59+08:00");
        assertThat(rules(decision).stream().filter(rule -> rule.startsWith("citywide/holiday-law"))).isEqualTo(law.isEmpty() ? List.of() : List.of("citywide/holiday-law " + law));
        assertThat(decision.outcome()).containsEntry("calendarVersion", due.substring(0, 4) + "国办通知");
        if (!law.isEmpty()) {
            assertThat(decision.derived()).as("days of the law").containsEntry("statutoryDays", law.equals("HOL#11") ? 11L : 13L);
        }
    }

    @ParameterizedTest(name = "notice of {1}")
    @CsvSource({
        "2023-12-25, 2023-10-25, 2023-10-24, 2024-01-01, 2024-01-02",
        "2024-12-25, 2024-11-12, 2024-11-11, 2025-01-01, 2025-01-02",
        "2025-12-25, 2025-11-04, 2025-11-03, 2026-01-01, 2026-01-04"})
    void aCalendarIsKnownFromTheDayOfItsNotice(String submitted, String published, String before, String dueBefore, String dueAfter) {
        String facts = ORDER + "'" + submitted + "T10:00:00+08:00'";
        assertThat(due(decide("request", facts, before + "T23:59:59+08:00"))).isEqualTo(dueBefore + "T23:59:59+08:00");
        assertThat(due(decide("request", facts, published + "T00:00:00+08:00"))).isEqualTo(dueAfter + "T23:59:59+08:00");
    }

    @Test
    void anOrderDecidedBeforeTheNoticeIsDecidedTheSameAfterIt() {
        String facts = ORDER + "'2025-12-25T10:00:00+08:00'";
        Decision then = decide("request", facts, "2025-11-03T10:00:00+08:00");
        assertThat(then.outcome()).as("no calendar of 2026 was known").doesNotContainKey("calendarVersion");
        assertThat(then.findings()).extracting(Finding::code, Finding::table).containsExactly(tuple(Finding.Code.NOTICE, "citywide/calendar"));
        assertThat(decide("request", facts, "2025-11-03T10:00:00+08:00")).isEqualTo(then);
        assertThat(rules(then)).doesNotContain("request/deadline.drl the final deadline rolls over days of rest");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "2024-05-10, 0, NOT_LISTED, ''",
        "2025-12-31, 0, NOT_LISTED, ''",
        "2026-01-01, 4, NONE, P_2026_1",
        "2026-06-30, 4, NONE, P_2026_1",
        "2026-07-01, 6, NONE, P_2026_2",
        "2026-12-31, 6, NONE, P_2026_2"})
    void anActEarnsByThePackOfItsDay(String day, String points, String zeroReason, String pack) {
        Decision decision = decide("act", "community: XIANGYUN, type: VOL_SERVICE, verified: true, start: '" + day + "T09:00:00+08:00', end: '" + day + "T11:00:00+08:00'",
                "2026-12-31T12:00:00+08:00");
        assertThat(decision.outcome()).containsEntry("zeroReason", zeroReason);
        assertThat((BigDecimal) decision.outcome().get("points")).isEqualByComparingTo(points);
        List<?> awards = (List<?>) decision.outcome().get("awards");
        assertThat(awards.stream().map(award -> String.valueOf(((Map<?, ?>) award).get("pack"))).toList()).isEqualTo(pack.isEmpty() ? List.of() : List.of(pack));
    }

    @Test
    void anActIntoTheFirstPackEarnsFromItsFirstHour() {
        Decision decision = decide("act", "community: XIANGYUN, type: VOL_SERVICE, verified: true, start: '2025-12-31T22:00:00+08:00', end: '2026-01-01T01:00:00+08:00'");
        assertThat((BigDecimal) decision.outcome().get("points")).isEqualByComparingTo("2");
        assertThat((List<?>) decision.outcome().get("awards")).hasSize(1);
    }

    @Test
    void aMerchantIsListedAsOfTheMomentOfRedemption() {
        String facts = "community: XIANGYUN, voucher: v, merchant: M20, category: MEDICAL, medicalItem: CONSULTATION, price: '5', cardActive: true, balance: '10', at: ";
        assertThat(decide("redemption", facts + "'2025-12-31T23:59:59+08:00'").outcome()).containsEntry("reason", "MERCHANT");
        assertThat(decide("redemption", facts + "'2026-01-01T00:00:00+08:00'").outcome()).containsEntry("verdict", "OK");
        assertThat(decide("redemption", facts + "'2026-08-31T23:59:59+08:00'").outcome()).containsEntry("verdict", "OK");
        assertThat(decide("redemption", facts + "'2026-09-01T00:00:00+08:00'").outcome()).containsEntry("reason", "MERCHANT");
        assertThat(decide("redemption", facts + "'2026-09-01T00:00:00+08:00', voucherIssued: 2026-08-31, voucherUntil: 2026-09-30").outcome())
                .containsEntry("verdict", "OK").containsEntry("reason", "HONOURED");
    }

    private static Object due(Decision decision) {
        return ((List<?>) decision.outcome().get("deadlines")).stream().map(entry -> (Map<?, ?>) entry).filter(entry -> entry.get("purpose").equals("FINAL"))
                .map(entry -> JsonValues.of(entry.get("due"))).findFirst().orElseThrow();
    }
}
