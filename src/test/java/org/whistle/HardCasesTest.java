package org.whistle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.whistle.PolicyUnderTest.decide;
import static org.whistle.PolicyUnderTest.findings;
import static org.whistle.PolicyUnderTest.rules;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.whistle.decision.Decision;
import org.whistle.decision.Reason;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.JsonValues;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Row;
import org.whistle.ruleset.Ruleset;
import org.whistle.ruleset.Table;
import org.whistle.ruleset.workbook.Draft;
import org.whistle.ruleset.workbook.Reading;
import org.whistle.ruleset.workbook.WorkbookReader;
import org.whistle.ruleset.workbook.WorkbookWriter;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The hard cases of the policy brief, section 4, each under its number, decided by the shipped policy. */
class HardCasesTest {

    private static final String PLACE = "community: WANSHOULU_A, submittedAt: '2026-03-11T09:00:00+08:00', addressKey: 1号楼, ";
    private static final String OF_A_SECTION = "canSolve: false, inDutyList: false, needsSection: true, involvesAreaUnit: false, ";
    private static final String OF_THE_COMMUNITY = "canSolve: true, inDutyList: true, needsSection: false, involvesAreaUnit: false, ";
    private static final String HOME = "community: YUXIANG, verified: true, ";
    private static final String ACT = "community: XIANGYUN, verified: true, ";

    @Test
    void hardCase01_aHouseholdOfSeveralColoursHasEveryServiceOneTripAndSeparateRecords() {
        Decision decision = decide("household", HOME + "planDate: 2026-03-11, consent: GIVEN, let: true, tags: [EMPTY_NEST, DISABLED, RENTAL], "
                + "members: [{age: 78}, {age: 77, disabled: true}], dueServices: [S_PAIR, S_HOME_VISIT, S_WEEKLY_CHECK]");
        assertThat(services(decision)).containsExactly("S_ONLINE", "S_PAIR", "S_HOME_VISIT", "S_WEEKLY_CHECK");
        assertThat(service(decision, "S_PAIR")).containsEntry("mode", "MANY_TO_ONE").containsEntry("times", 2L).containsEntry("period", "WEEK").containsEntry("record", "CARE");
        assertThat(service(decision, "S_WEEKLY_CHECK")).containsEntry("times", 1L).containsEntry("period", "WEEK").containsEntry("record", "HAZARD");
        assertThat(decision.outcome().get("trips")).isEqualTo(List.of(Map.of("services", List.of("S_PAIR", "S_HOME_VISIT", "S_WEEKLY_CHECK"), "records", List.of("CARE", "HAZARD"))));
        assertThat(decision.outcome()).containsEntry("staffDisplay", "DISABLED").containsEntry("publicDisplay", false);
        assertThat(rules(decision)).contains("yuxiang/services D3#2", "yuxiang/services D3#6", "yuxiang/services D3#7", "yuxiang/pair-mode D3#3-disabled",
                "household/flow.drl services of one day are one trip, with a record each", "yuxiang/display D3#15-2");
        assertThat(findings(decision)).isEmpty();
    }

    @Test
    void hardCase02_emptyNestAndAloneKeepsBothTagsAndTheDailyMeetingIsThePairsVisit() {
        Decision decision = decide("household", HOME + "planDate: 2026-03-11, consent: GIVEN, tags: [EMPTY_NEST, LIVING_ALONE], members: [{age: 75}]");
        assertThat(decision.outcome()).containsEntry("tags", List.of("EMPTY_NEST", "LIVING_ALONE")).containsEntry("staffDisplay", "LIVING_ALONE");
        assertThat(services(decision)).containsExactly("S_ONLINE", "S_PAIR", "S_DAILY_MEET");
        assertThat(service(decision, "S_PAIR")).containsEntry("metBy", "S_DAILY_MEET");
        assertThat(service(decision, "S_DAILY_MEET")).containsEntry("times", 1L).containsEntry("period", "DAY").doesNotContainKey("metBy");
        assertThat(decision.outcome().get("notes")).isEqualTo(List.of("MET_BY_DAILY"));
        assertThat(rules(decision)).contains("household/flow.drl the daily meeting also is the pair's visit", "yuxiang/display D3#15-1");
        assertThat(findings(decision)).isEmpty();
    }

    @Test
    void hardCase03_aloneUnderSixtyHasNoDailyMeetingAndKeepsTheServiceOfTheDisabled() {
        Decision young = decide("household", HOME + "planDate: 2026-03-11, consent: GIVEN, tags: [LIVING_ALONE, DISABLED], members: [{age: 59, disabled: true}]");
        assertThat(services(young)).containsExactly("S_ONLINE", "S_HOME_VISIT");
        assertThat(rules(young)).contains("yuxiang/services D3#6").doesNotContain("yuxiang/services D3#4", "yuxiang/services D3#5");
        assertThat(findings(young)).isEmpty();
        Decision old = decide("household", HOME + "planDate: 2026-03-11, consent: GIVEN, tags: [LIVING_ALONE, DISABLED], members: [{age: 60, disabled: true}]");
        assertThat(services(old)).containsExactly("S_ONLINE", "S_DAILY_MEET", "S_HOME_VISIT");
        Decision vulnerable = decide("household", HOME + "planDate: 2026-03-11, consent: GIVEN, vulnerable: true, tags: [LIVING_ALONE], members: [{age: 59}]");
        assertThat(services(vulnerable)).containsExactly("S_ONLINE", "S_PAIR");
        assertThat(rules(vulnerable)).contains("yuxiang/services D3#5");
    }

    @Test
    void hardCase04_theLetDwellingIsCheckedWhoeverLivesThereAndEachPersonConsentsAlone() {
        Decision one = decide("household", HOME + "planDate: 2026-03-11, consent: GIVEN, let: true, tags: [RENTAL, EMPTY_NEST], "
                + "members: [{age: 70, consent: GIVEN}, {age: 82, consent: WITHDRAWN}]");
        assertThat(services(one)).containsExactly("S_ONLINE", "S_PAIR", "S_WEEKLY_CHECK");
        assertThat(service(one, "S_PAIR")).as("the age of who does not agree is no ground").containsEntry("mode", "ONE_TO_ONE");
        assertThat(one.outcome().get("notes")).isEqualTo(List.of("PIPL_NO_CONSENT"));
        assertThat(rules(one)).contains("household/flow.drl a member who does not agree", "yuxiang/services D3#7");
        Decision other = decide("household", HOME + "planDate: 2026-03-11, consent: GIVEN, let: true, tags: [RENTAL, EMPTY_NEST], "
                + "members: [{age: 59, consent: GIVEN}, {age: 82, consent: WITHDRAWN}]");
        assertThat(services(other)).as("the one who agrees is not elderly").containsExactly("S_ONLINE", "S_WEEKLY_CHECK");
        Decision none = decide("household", HOME + "planDate: 2026-03-11, consent: GIVEN, let: true, tags: [RENTAL, EMPTY_NEST], members: [{age: 82, consent: WITHDRAWN}]");
        assertThat(services(none)).containsExactly("S_ONLINE", "S_WEEKLY_CHECK");
        assertThat(findings(none)).as("nothing is missing: it may not be used").isEmpty();
        Decision law = decide("household", HOME + "planDate: 2026-03-11, consent: GIVEN, statutoryBasis: true, tags: [EMPTY_NEST], members: [{age: 82, consent: WITHDRAWN}]");
        assertThat(services(law)).containsExactly("S_ONLINE", "S_PAIR");
        Decision vacant = decide("household", HOME + "planDate: 2026-03-11, let: false, tags: [RENTAL], members: []");
        assertThat(services(vacant)).as("the dwelling, not a person, carries the tag").containsExactly("S_ONLINE");
        assertThat(vacant.outcome().get("tasks").toString()).contains("REVERIFY");
    }

    @Test
    void hardCase05_multiOwnerLeadIsTheSectionAndAMissingOwnerFallsBack() {
        String site = PLACE + OF_A_SECTION + "topic: MULTI_OWNER_SITE, ownerUnits: 3, ";
        Decision agreed = decide("request", site);
        assertThat(agreed.outcome()).containsEntry("lead", "COMMUNITY_SECTION").containsEntry("tier", "T2_STREET_WHISTLE").containsEntry("status", "DECIDED");
        assertThat(agreed.outcome().get("co")).isEqualTo(List.of("OWNER_UNITS", "PROPERTY_COMPANIES", "RESIDENT_REPRESENTATIVES"));
        assertThat(strings(agreed, "required")).contains("OWNER_UNITS", "PROPERTY_COMPANIES", "RESIDENT_REPRESENTATIVES");
        assertThat(rules(agreed)).contains("citywide/party D2#12", "wanshoulu/tier D1#13", "citywide/convening S3#4");
        assertThat(findings(agreed)).isEmpty();
        Decision disagreed = decide("request", site + "ownersDisagree: true");
        assertThat(disagreed.outcome()).containsEntry("lead", "COMMUNITY_SECTION").containsEntry("tier", "T4_TASKFORCE");
        assertThat(disagreed.outcome().get("co")).isEqualTo(agreed.outcome().get("co"));
        assertThat(rules(disagreed)).contains("wanshoulu/tier D1#5");
        assertThat(decide("request", PLACE + OF_THE_COMMUNITY + "topic: MULTI_OWNER_SITE, ownerUnits: 1, ownersDisagree: true").outcome())
                .as("one owner does not disagree with anybody").containsEntry("tier", "T1_COMMUNITY");
        Decision missing = decide("request", site + "parties: [{code: OWNER_UNITS, available: false}, {code: PROPERTY_COMPANIES, available: false}, {code: COMMUNITY_SECTION, available: false}]");
        assertThat(missing.outcome()).containsEntry("lead", "DEPUTY_HEAD").containsEntry("leadTrace", List.of("COMMUNITY_SECTION", "DEPUTY_HEAD"))
                .containsEntry("co", List.of("RESIDENT_REPRESENTATIVES", "COMPETENT_DEPARTMENT"));
        assertThat(rules(missing)).contains("request/party.drl another party takes over from a lead that is not available",
                "request/party.drl others take over from co-units that are not available");
        Decision self = decide("request", PLACE + OF_A_SECTION + "topic: COMMON_PART, management: OWNER_SELF, parties: [{code: OWNER_UNIT, available: false}]");
        assertThat(self.outcome()).containsEntry("lead", "OWNERS_COMMITTEE").containsEntry("leadTrace", List.of("OWNER_UNIT", "OWNERS_COMMITTEE"));
        Decision unknown = decide("request", PLACE + OF_A_SECTION + "topic: MULTI_OWNER_SITE, ownerUnits: null");
        assertThat(unknown.outcome()).containsEntry("lead", "STREET_DUTY_DESK").containsEntry("status", "REVIEW");
        assertThat(findings(unknown)).containsExactly("REVIEW citywide/party [/facts/ownerUnits]");
    }

    @Test
    void hardCase06_aMatterAcrossCommunitiesIsTheSectionsAndAcrossDistrictsTheDistrictsToo() {
        Decision street = decide("request", PLACE + OF_THE_COMMUNITY + "topic: NEIGHBOR_DISPUTE, scope: CROSS_COMMUNITY, otherCommunities: [WANSHOULU_B]");
        assertThat(street.outcome()).containsEntry("tier", "T2_STREET_WHISTLE").containsEntry("lead", "COMMUNITY_SECTION")
                .containsEntry("coCommunities", List.of("WANSHOULU_A", "WANSHOULU_B")).doesNotContainKey("district");
        assertThat(strings(street, "co")).contains("COMMUNITY_COMMITTEE");
        assertThat(strings(street, "required")).contains("COMMUNITY_SECRETARIES", "STREET_SECTION");
        assertThat(rules(street)).contains("wanshoulu/tier D1#7", "request/party.drl the community does not lead across communities");
        assertThat(decide("request", PLACE + OF_A_SECTION + "topic: SANITATION, scope: CROSS_COMMUNITY, otherCommunities: [WANSHOULU_B]").outcome())
                .containsEntry("tier", "T2_STREET_WHISTLE").containsEntry("lead", "URBAN_SECTION");
        Decision district = decide("request", PLACE + OF_A_SECTION + "topic: COMMON_PART, management: OWNER_SELF, scope: CROSS_STREET, ownerElsewhere: true");
        assertThat(district.outcome()).containsEntry("tier", "T4_TASKFORCE").containsEntry("district", true).containsEntry("lead", "DISTRICT_GOVERNMENT");
        assertThat(strings(district, "co")).contains("STREET", "OWNER_DISTRICT");
        assertThat(rules(district)).contains("wanshoulu/tier D1#6", "wanshoulu/tier-flags D1#6-district", "request/party.drl the owner's district joins");
        Decision expert = decide("request", PLACE + OF_A_SECTION + "topic: COMMON_PART, management: OWNER_SELF, scope: CROSS_STREET, needsExpert: true");
        assertThat(expert.outcome()).as("an earlier row does not swallow the district").containsEntry("tier", "T4_THIRD_PARTY").containsEntry("district", true);
        assertThat(findings(street)).isEmpty();
        assertThat(findings(district)).isEmpty();
    }

    @Test
    void hardCase07_anEmergencyOutsideHoursGoesFirstByTheClockInEveryCommunity() {
        for (String community : List.of("WANSHOULU_A", "JIXIANG", "CAOCHANG", "SANSHANYUAN", "MAIZIDIAN", "YUXIANG", "XIANGYUN")) {
            Decision decision = decide("request", "community: " + community + ", submittedAt: '2026-02-17T02:30:00+08:00', addressKey: 1号楼, topic: UTILITY_FAULT, utility: GAS, risk: IMMEDIATE");
            assertThat(decision.outcome()).as(community).containsEntry("exit", "X1_EMERGENCY").containsEntry("status", "DECIDED").containsEntry("lead", "GAS_COMPANY")
                    .containsEntry("whistles", List.of("EMERGENCY"));
            assertThat(due(decision, "FINAL")).as(community).isEqualTo("2026-02-17T04:30:00+08:00");
            assertThat(due(decision, "ARRIVAL")).as(community).isEqualTo("2026-02-17T03:00:00+08:00");
            assertThat(strings(decision, "required")).as(community).contains("RESCUE_TEAM", "STREET_DUTY_DESK");
            assertThat(rules(decision)).as(community).contains("citywide/intake D0#1", "citywide/deadline S1#1", "citywide/milestones S1#11", "citywide/convening S3#1")
                    .doesNotContain("request/deadline.drl the final deadline rolls over days of rest");
            assertThat(findings(decision).stream().filter(finding -> !finding.startsWith("NOTICE"))).as(community).isEmpty();
        }
        assertThat(decide("request", "community: WANSHOULU_A, submittedAt: '2026-02-17T02:30:00+08:00', addressKey: 1号楼, topic: UTILITY_FAULT, utility: GAS, risk: IMMEDIATE").outcome())
                .as("a 442 record for statistics").containsEntry("tier", "T2_STREET_WHISTLE");
    }

    @Test
    void hardCase08_aRepeatIsToldItsProgressOrRaisedAndHouseholdsAndPlacesAreCountedApart() {
        String again = PLACE + OF_THE_COMMUNITY + "topic: NEIGHBOR_DISPUTE, priorTier: T1_COMMUNITY, priorDaysAgo: 20, ";
        Decision resolved = decide("request", again + "priorStatus: CLOSED_RESOLVED");
        assertThat(resolved.outcome()).containsEntry("exit", "X3_PROGRESS").containsEntry("status", "EXITED").doesNotContainKeys("tier", "lead", "deadlines");
        assertThat(rules(resolved)).contains("citywide/intake D0#3");
        Decision unresolved = decide("request", again + "priorStatus: CLOSED_UNRESOLVED");
        assertThat(unresolved.outcome()).containsEntry("exit", "ACCEPT").containsEntry("tier", "T2_STREET_WHISTLE");
        assertThat(rules(unresolved)).contains("wanshoulu/tier D1#16");
        for (String status : List.of("CLOSED_RESOLVED", "OPEN")) {
            Decision news = decide("request", again + "newFacts: true, priorStatus: " + status);
            assertThat(news.outcome()).containsEntry("exit", "ACCEPT").containsEntry("tier", "T2_STREET_WHISTLE");
            assertThat(rules(news)).contains("wanshoulu/tier D1#17");
        }
        assertThat(decide("request", again.replace("priorDaysAgo: 20", "priorDaysAgo: 31") + "newFacts: true, priorStatus: CLOSED_RESOLVED").outcome())
                .as("after 30 days it is a new matter").containsEntry("tier", "T1_COMMUNITY");
        assertThat(decide("request", PLACE + OF_A_SECTION + "topic: SANITATION, failedAttempts: 2").outcome()).containsEntry("tier", "T4_TASKFORCE");
        Decision five = decide("pattern", "community: WANSHOULU_A, at: '2026-03-11T09:00:00+08:00', reports: [" + reports("h1", "h2", "h3", "h4", "h5") + "]");
        assertThat(five.outcome().get("common")).isEqualTo(List.of(Map.of("level", "HALL_TOPIC", "topic", "NOISE_LIVING", "community", "WANSHOULU_A", "building", "1号楼",
                "households", 5L, "communities", 1L)));
        assertThat(five.outcome()).doesNotContainKey("repeats");
        Decision same = decide("pattern", "community: WANSHOULU_A, at: '2026-03-11T09:00:00+08:00', reports: [" + reports("h1", "h1", "h1", "h1", "h1") + "]");
        assertThat(same.outcome().get("repeats")).isEqualTo(List.of(Map.of("community", "WANSHOULU_A", "household", "h1", "topic", "NOISE_LIVING", "times", 5L)));
        assertThat(same.outcome()).doesNotContainKey("common");
        assertThat(rules(five)).contains("citywide/common S8#building").doesNotContain("citywide/repeat S8#repeat");
        assertThat(rules(same)).contains("citywide/repeat S8#repeat").doesNotContain("citywide/common S8#building");
    }

    @Test
    void hardCase09_anonymousIsAcceptedIfThePlaceIsKnownAndAnsweredInPublicOnly() {
        Decision decision = decide("request", PLACE + OF_A_SECTION + "topic: ILLEGAL_BUILD, needsEnforcement: true, anonymous: true, replyChannel: PHONE, affectedHouseholds: 9");
        assertThat(decision.outcome()).containsEntry("exit", "ACCEPT").containsEntry("feedback", List.of("F2_PUBLIC")).containsEntry("lead", "ENFORCEMENT_TEAM")
                .doesNotContainKeys("replyChannel", "interimFeedback");
        assertThat(rules(decision)).contains("citywide/intake D0#14", "citywide/feedback S2#2-anonymous").doesNotContain("citywide/feedback S2#1", "citywide/feedback S2#6");
        assertThat(findings(decision)).isEmpty();
        Decision named = decide("request", PLACE + OF_A_SECTION + "topic: ILLEGAL_BUILD, needsEnforcement: true, replyChannel: PHONE");
        assertThat(named.outcome()).containsEntry("feedback", List.of("F1_DIRECT")).containsEntry("replyChannel", "PHONE");
        Decision nowhere = decide("request", "community: WANSHOULU_A, submittedAt: '2026-03-11T09:00:00+08:00', anonymous: true, contactable: false");
        assertThat(nowhere.outcome()).containsEntry("exit", "X8_NEED_INFO").containsEntry("status", "EXITED").doesNotContainKeys("lead", "deadlines");
        Decision points = decide("act", ACT + "type: SUGGEST_ADOPTED, start: '2026-03-11T09:00:00+08:00', anonymous: true");
        assertThat(points.outcome()).containsEntry("points", BigDecimal.ZERO).containsEntry("zeroReason", "ANONYMOUS");
        assertThat(rules(points)).contains("xiangyun/eligibility D4#19");
    }

    @Test
    void hardCase10_outsideTheDutiesIsGuidedAndNotCountedWhileCentralUnitsAreLiaison() {
        for (String scope : List.of("PRIVATE", "MARKET")) {
            Decision decision = decide("request", PLACE + "dutyScope: " + scope);
            assertThat(decision.outcome()).containsEntry("exit", "X5_OUT_OF_SCOPE").containsEntry("guides", List.of("COURT_OR_MEDIATION", "SUPERVISORY_UNIT"))
                    .doesNotContainKeys("tier", "lead", "deadlines");
            assertThat(rules(decision)).contains("citywide/intake D0#6");
        }
        assertThat(decide("request", PLACE + "scope: OUTSIDE_CITY").outcome()).containsEntry("exit", "X5_OUT_OF_SCOPE").containsEntry("guides", List.of("OTHER_CITY_HOTLINE"));
        Decision central = decide("request", PLACE + OF_A_SECTION + "topic: STATE_UNIT, dutyScope: CENTRAL_UNIT");
        assertThat(central.outcome()).containsEntry("exit", "ACCEPT").containsEntry("route", "LIAISON").containsEntry("lead", "CAPITAL_LIAISON").containsEntry("tier", "T2_STREET_WHISTLE");
        assertThat(rules(central)).contains("citywide/intake D0#7", "citywide/party D2#28");
        String rates = "community: WANSHOULU_A, periodEnd: 2026-12-31, contactedInTime: 98, validCallbacks: 100, solved: 90, satisfied: 90, ";
        Decision with = decide("evaluation", rates + "dispatched: 110, excluded: 10");
        Decision without = decide("evaluation", rates + "dispatched: 100, excluded: 0");
        assertThat(with.outcome()).isEqualTo(without.outcome()).containsEntry("responseRate", new BigDecimal("0.9800")).containsEntry("personnelDecision", false);
    }

    @Test
    void hardCase11_oneActIsOneAwardWhateverTheIdentitiesAndRoutineDutyIsNothing() {
        String two = ACT + "type: VOL_SERVICE, start: '2026-03-11T09:00:00+08:00', end: '2026-03-11T11:00:00+08:00', ";
        Decision many = decide("act", two + "identities: [PARTY_MEMBER, VOLUNTEER, BUILDING_HEAD]");
        assertThat(many.outcome()).containsEntry("points", new BigDecimal("4")).containsEntry("zeroReason", "NONE");
        assertThat((List<?>) many.outcome().get("awards")).hasSize(1);
        assertThat(many.outcome()).isEqualTo(decide("act", two).outcome());
        Decision duty = decide("act", two + "paidOrDuty: true, identities: [BUILDING_HEAD]");
        assertThat(duty.outcome()).containsEntry("points", BigDecimal.ZERO).containsEntry("zeroReason", "PAID_OR_DUTY").doesNotContainKey("awards");
        assertThat(rules(duty)).contains("xiangyun/eligibility D4#13");
        String claim = "community: JIXIANG, at: '2026-03-11T09:00:00+08:00', task: t, openedAt: '2026-03-11T08:00:00+08:00', claimant: a, claimantKind: ";
        assertThat(decide("claim", claim + "PARTY_MEMBER").outcome()).containsEntry("verdict", "CLAIMED");
        assertThat(decide("claim", claim + "VOLUNTEER_TEAM").outcome()).containsEntry("verdict", "CLAIMED");
        assertThat(decide("claim", claim + "RESIDENT").outcome()).as("identity changes who may claim").containsEntry("verdict", "NOT_ELIGIBLE");
    }

    @Test
    void hardCase12_capsAreUsedUpInOrderOfTimeAndTheExcessIsTraced() {
        String morning = "{type: VOL_SERVICE, start: '2026-03-11T08:00:00+08:00', end: '2026-03-11T12:00:00+08:00', points: '8', category: VOL}";
        Decision afternoon = decide("act", ACT + "type: VOL_SERVICE, start: '2026-03-11T14:00:00+08:00', end: '2026-03-11T18:00:00+08:00', earlier: [" + morning + "]");
        assertThat(afternoon.outcome()).containsEntry("points", new BigDecimal("4")).containsEntry("truncated", new BigDecimal("4"));
        assertThat(rules(afternoon)).contains("xiangyun/caps S6#1");
        Decision nextDay = decide("act", ACT + "type: VOL_SERVICE, start: '2026-03-12T14:00:00+08:00', end: '2026-03-12T18:00:00+08:00', earlier: [" + morning + "]");
        assertThat(nextDay.outcome()).containsEntry("points", new BigDecimal("8")).containsEntry("truncated", BigDecimal.ZERO);
        Decision gift = decide("act", ACT + "type: DONATE_MONEY, amountYuan: '100', start: '2026-03-20T14:00:00+08:00', earlier: "
                + "[{type: DONATE_MONEY, start: '2026-03-02T14:00:00+08:00', points: '9', category: DON}, {type: DONATE_MONEY, start: '2026-03-09T14:00:00+08:00', points: '9', category: DON}]");
        assertThat(gift.outcome()).containsEntry("points", new BigDecimal("2")).containsEntry("truncated", new BigDecimal("3"));
        assertThat(rules(gift)).contains("xiangyun/caps S6#3");
    }

    @Test
    void hardCase13_aCorrectionGivesTruncatedPointsBackAndADebtStopsRedemption() {
        String later = ACT + "type: VOL_SERVICE, start: '2026-03-11T14:00:00+08:00', end: '2026-03-11T18:00:00+08:00', earlier: [";
        String before = "{type: VOL_SERVICE, start: '2026-03-11T08:00:00+08:00', end: '2026-03-11T12:00:00+08:00', category: VOL, points: ";
        assertThat(decide("act", later + before + "'8'}]").outcome()).containsEntry("points", new BigDecimal("4"));
        assertThat(decide("act", later + before.replace("T12:00", "T09:00") + "'2'}]").outcome()).as("three hours fewer in the morning").containsEntry("points", new BigDecimal("8"));
        Decision debt = decide("redemption", "community: XIANGYUN, at: '2026-03-11T09:00:00+08:00', voucher: v, merchant: M01, category: DINING, price: '1', cardActive: true, balance: '-4'");
        assertThat(debt.outcome()).containsEntry("verdict", "REJECTED").containsEntry("reason", "REDEEM_BLOCKED").containsEntry("balance", new BigDecimal("-4"))
                .containsEntry("points", BigDecimal.ZERO);
        assertThat(rules(debt)).contains("xiangyun/redemption S6#8");
    }

    @Test
    void hardCase14_aPackThatChangesMeanwhileReTimesNoRunningOrder() {
        Ruleset packs = PolicyUnderTest.with(table -> table.id().toString().equals("citywide/deadline") ? later(table, "S1#6", LocalDate.of(2026, 7, 1), 3L) : table);
        String order = "community: WANSHOULU_A, addressKey: 1号楼, topic: SANITATION, " + OF_A_SECTION + "submittedAt: ";
        String merged = ", parties: [{code: URBAN_SECTION, to: 2026-07-01, successor: URBAN_OPERATIONS_SECTION}]";
        Decision running = decide(packs, "request", order + "'2026-06-29T09:00:00+08:00'" + merged, "2026-07-02T09:00:00+08:00");
        assertThat(due(running, "FINAL")).isEqualTo("2026-07-06T23:59:59+08:00");
        assertThat(running.outcome()).as("the party is that of the day of decision").containsEntry("lead", "URBAN_OPERATIONS_SECTION")
                .containsEntry("leadTrace", List.of("URBAN_SECTION", "URBAN_OPERATIONS_SECTION"));
        assertThat(due(decide(packs, "request", order + "'2026-06-30T23:59:59+08:00'", "2026-07-02T09:00:00+08:00"), "FINAL")).isEqualTo("2026-07-07T23:59:59+08:00");
        assertThat(due(decide(packs, "request", order + "'2026-07-01T00:00:00+08:00'", "2026-07-02T09:00:00+08:00"), "FINAL")).isEqualTo("2026-07-06T23:59:59+08:00");
        String act = ACT + "type: VOL_SERVICE, start: '2026-06-30T09:00:00+08:00', end: '2026-06-30T10:00:00+08:00'";
        assertThat(decide("act", act, "2026-07-15T09:00:00+08:00").outcome()).as("points by the day of the act").containsEntry("points", new BigDecimal("2"));
    }

    @Test
    void hardCase15_theBoundaryBelongsToTheNewRowAndTwoRowsAtOnceAreAnUploadError() throws IOException {
        String gift = ACT + "type: DONATE_MONEY, amountYuan: '300', start: ";
        assertThat(decide("act", gift + "'2026-06-30T23:59:59+08:00'").outcome()).containsEntry("points", new BigDecimal("10"));
        assertThat(decide("act", gift + "'2026-07-01T00:00:00+08:00'").outcome()).containsEntry("points", new BigDecimal("6"));
        String merged = PLACE + OF_A_SECTION + "topic: SANITATION, parties: [{code: URBAN_SECTION, to: 2026-03-12, successor: URBAN_OPERATIONS_SECTION}]";
        assertThat(decide("request", merged, "2026-03-11T23:59:59+08:00").outcome()).containsEntry("lead", "URBAN_SECTION").doesNotContainKey("leadTrace");
        assertThat(decide("request", merged, "2026-03-12T00:00:00+08:00").outcome()).containsEntry("lead", "URBAN_OPERATIONS_SECTION");
        Decision twice = decide("request", PLACE + OF_A_SECTION + "topic: SANITATION, parties: [{code: URBAN_SECTION, available: false}, {code: URBAN_SECTION}]");
        assertThat(twice.outcome()).containsEntry("status", "REVIEW");
        assertThat(findings(twice)).containsExactly("CONFLICT request/party.drl");
        String draft = Files.readString(Path.of("src/test/resources/drafts/tier.yaml"));
        String doubled = draft.replace("'D1#3'", "'D1#2'");
        assertThat(doubled).isNotEqualTo(draft);
        assertThat(read(draft)).isInstanceOf(Reading.Good.class);
        Reading reading = read(doubled);
        assertThat(reading).isInstanceOf(Reading.Bad.class);
        assertThat(((Reading.Bad) reading).faults()).singleElement().satisfies(fault -> {
            assertThat(fault.found()).isEqualTo("D1#2");
            assertThat(fault.message().zh()).contains("同号且同时有效");
        });
    }

    @Test
    void hardCase16_aHolidayRollsAWorkingWeekendDoesNotAndTheClockHeedsNeither() {
        String order = "community: WANSHOULU_A, addressKey: 1号楼, topic: SANITATION, " + OF_A_SECTION + "submittedAt: ";
        Decision rolled = decide("request", order + "'2026-09-30T18:30:00+08:00'");
        assertThat(due(rolled, "FINAL")).isEqualTo("2026-10-08T23:59:59+08:00");
        assertThat(rules(rolled)).contains("request/deadline.drl the final deadline rolls over days of rest");
        assertThat(rolled.outcome().get("calendarVersion")).isEqualTo("2026国办通知");
        assertThat(due(decide("request", order + "'2026-10-03T10:00:00+08:00'"), "FINAL")).as("Saturday 10-10 is worked").isEqualTo("2026-10-10T23:59:59+08:00");
        assertThat(due(decide("request", order + "'2026-03-07T10:00:00+08:00'"), "FINAL")).as("an ordinary Saturday is not").isEqualTo("2026-03-16T23:59:59+08:00");
        assertThat(due(decide("request", order + "'2026-09-30T18:30:00+08:00', matter: CONSULT"), "FINAL")).as("working days").isEqualTo("2026-10-10T23:59:59+08:00");
        assertThat(due(decide("request", order + "'2026-10-02T18:30:00+08:00', utilityInterrupted: true"), "FINAL")).as("clock hours").isEqualTo("2026-10-03T18:30:00+08:00");
        Decision before = decide("request", order + "'2025-12-25T10:00:00+08:00'", "2025-11-03T23:59:59+08:00");
        Decision after = decide("request", order + "'2025-12-25T10:00:00+08:00'", "2025-11-04T00:00:00+08:00");
        assertThat(due(before, "FINAL")).as("the notice is not out yet").isEqualTo("2026-01-01T23:59:59+08:00");
        assertThat(due(after, "FINAL")).isEqualTo("2026-01-04T23:59:59+08:00");
    }

    @Test
    void hardCase17_timeThatIsTakenTwiceCountsOnce() {
        String taken = "earlier: [{type: VOL_SERVICE, start: '2026-03-11T09:00:00+08:00', end: '2026-03-11T12:00:00+08:00', points: '6', category: VOL}]";
        Decision half = decide("act", ACT + "type: VOL_SERVICE, start: '2026-03-11T11:00:00+08:00', end: '2026-03-11T13:00:00+08:00', " + taken);
        assertThat(half.outcome()).containsEntry("points", new BigDecimal("2"));
        assertThat(rules(half)).contains("act/award.drl time that another act already earned");
        Decision whole = decide("act", ACT + "type: VOL_SERVICE, start: '2026-03-11T10:00:00+08:00', end: '2026-03-11T12:00:00+08:00', " + taken);
        assertThat(whole.outcome()).containsEntry("points", BigDecimal.ZERO).containsEntry("zeroReason", "OVERLAP");
        assertThat(decide("act", ACT + "type: SUGGEST_VALID, start: '2026-03-11T10:00:00+08:00', duplicate: true").outcome()).containsEntry("zeroReason", "DUPLICATE");
    }

    @Test
    void hardCase18_anObjectionNeverLeavesTheOrderWithoutAnOwner() {
        String order = PLACE + OF_A_SECTION + "topic: FITNESS_EQUIP, receiver: COMMUNITY_OR_STREET, firstUnit: SPORTS_DEPARTMENT, ";
        Decision open = decide("request", order + "objection: OPEN");
        assertThat(open.outcome()).containsEntry("lead", "SPORTS_DEPARTMENT").containsEntry("objection", "OPEN").containsEntry("pauseWorkingDays", 1L).doesNotContainKey("conference");
        assertThat(rules(open)).contains("request/party.drl the first unit leads while its objection is open", "citywide/objection OBJ#2");
        Decision urgent = decide("request", order + "objection: OPEN, utilityInterrupted: true");
        assertThat(urgent.outcome()).as("the clock of L1 and L2 goes on").containsEntry("pauseWorkingDays", 0L);
        Decision again = decide("request", order + "objection: OPEN, objectedBefore: [SPORTS_DEPARTMENT]");
        assertThat(again.outcome()).as("one objection per unit").containsEntry("lead", "SPORTS_DEPARTMENT").containsEntry("objection", "KEEP").doesNotContainKey("pauseWorkingDays");
        assertThat(rules(again)).contains("request/deadline.drl a unit objects to an order once", "citywide/objection OBJ#3");
        assertThat(decide("request", order + "objection: KEEP").outcome()).containsEntry("lead", "SPORTS_DEPARTMENT");
        Decision reassigned = decide("request", order + "objection: REASSIGN, reassignedTo: LIVELIHOOD_SECTION, reassignments: 1");
        assertThat(reassigned.outcome()).containsEntry("lead", "LIVELIHOOD_SECTION").doesNotContainKey("conference");
        Decision pingPong = decide("request", order + "objection: REASSIGN, reassignedTo: LIVELIHOOD_SECTION, reassignments: 2");
        assertThat(pingPong.outcome()).containsEntry("lead", "LIVELIHOOD_SECTION").containsEntry("conference", true);
        assertThat(rules(pingPong)).contains("citywide/objection OBJ#4");
        Decision nowhere = decide("request", order.replace("COMMUNITY_OR_STREET", "null") + "objection: REASSIGN");
        assertThat(nowhere.outcome()).as("reassigned to nobody").containsEntry("lead", "STREET_DUTY_DESK").containsEntry("status", "REVIEW");
        Decision unsorted = decide("request", order.replace("needsSection: true", "needsSection: null") + "objection: OPEN");
        assertThat(unsorted.outcome()).as("also while a person triages").containsEntry("lead", "SPORTS_DEPARTMENT").containsEntry("status", "REVIEW");
    }

    @Test
    void hardCase19_aLeadThatIsAwayIsReplacedByTheChainOfTheDayOfDecision() {
        String order = PLACE + OF_A_SECTION + "topic: SANITATION, parties: ";
        assertThat(lead(order + "[{code: URBAN_SECTION, available: false, deputy: COMMUNITY_SECTION}]")).containsExactly("URBAN_SECTION", "COMMUNITY_SECTION");
        assertThat(lead(order + "[{code: URBAN_SECTION, from: 2026-04-01, upper: STREET}]")).as("vacant until April").containsExactly("URBAN_SECTION", "STREET");
        assertThat(lead(order + "[{code: URBAN_SECTION, to: 2026-03-01, successor: URBAN_OPERATIONS_SECTION}]")).as("dissolved").containsExactly("URBAN_SECTION", "URBAN_OPERATIONS_SECTION");
        assertThat(lead(order + "[{code: URBAN_SECTION, available: false}]")).as("on leave").containsExactly("URBAN_SECTION", "DEPUTY_HEAD");
        assertThat(lead(order + "[{code: URBAN_SECTION, available: false, deputy: COMMUNITY_SECTION}, {code: COMMUNITY_SECTION, available: false, deputy: URBAN_SECTION}, "
                + "{code: DEPUTY_HEAD, available: false}]")).as("round and round ends at the duty desk").containsExactly("URBAN_SECTION", "DEPUTY_HEAD", "STREET_DUTY_DESK");
        assertThat(lead(PLACE + "topic: AREA_UNIT, canSolve: true, inDutyList: false, needsSection: false, involvesAreaUnit: false, parties: [{code: STREET_DISPATCH, available: false}]"))
                .as("who takes over by law may be away too").containsExactly("STREET_DISPATCH", "STREET_DUTY_DESK");
        assertThat(lead("community: ZHANLANLU, submittedAt: '2026-03-11T09:00:00+08:00', addressKey: 1号楼, channel: PLATFORM, building: 3号楼, topic: BULKY_WASTE, inDutyList: true, "
                + "parties: [{code: BUILDING_OWNER, available: false}, {code: PATCH_GROUP_OWNER, available: false}]")).containsExactly("BUILDING_OWNER", "PATCH_GROUP_OWNER", "GROUP_OWNER");
        Decision later = decide("request", order + "[{code: URBAN_SECTION, from: 2026-04-01}]", "2026-04-01T09:00:00+08:00");
        assertThat(later.outcome()).as("by the day of decision").containsEntry("lead", "URBAN_SECTION").doesNotContainKey("leadTrace");
        Decision turned = decide("request", order + "[{code: URBAN_SECTION, from: 2026-03-01}, {code: URBAN_SECTION, available: false, to: 2026-03-01}]");
        assertThat(turned.outcome()).as("what was told of another time does not count").containsEntry("lead", "URBAN_SECTION").containsEntry("status", "DECIDED");
    }

    @Test
    void hardCase20_twoRowsOfEqualStandingAreAConflictForAPerson() {
        String facts = PLACE + OF_A_SECTION + "topic: SANITATION";
        for (String id : List.of("citywide/party", "wanshoulu/tier", "citywide/intake", "citywide/deadline")) {
            Decision sound = decide("request", facts);
            String rule = sound.reasons().stream().filter(reason -> reason.table().equals(id)).map(Reason::rule).findFirst().orElseThrow();
            for (boolean first : List.of(true, false)) {
                Decision torn = decide(PolicyUnderTest.with(table -> table.id().toString().equals(id) ? doubled(table, rule, first) : table), "request", facts, null);
                assertThat(findings(torn)).as(id).contains("CONFLICT " + id);
                assertThat(torn.outcome()).as(id).containsEntry("status", "REVIEW").containsEntry("lead", id.equals("citywide/deadline") ? "URBAN_SECTION" : "STREET_DUTY_DESK");
                assertThat(due(torn, "TRIAGE")).as(id).isEqualTo("2026-03-11T13:00:00+08:00");
                assertThat(torn.reasons()).as(id).noneMatch(reason -> reason.table().equals(id));
            }
        }
    }

    @Test
    void hardCase21_whatNobodyToldIsNotANo() {
        for (String missing : List.of("canSolve", "inDutyList", "needsSection", "involvesAreaUnit")) {
            Decision decision = decide("request", (PLACE + OF_THE_COMMUNITY + "topic: NOISE_LIVING").replaceFirst(missing + ": [a-z]+", missing + ": null"));
            assertThat(decision.outcome()).as(missing).containsEntry("status", "REVIEW").containsEntry("lead", "STREET_DUTY_DESK").doesNotContainKey("tier");
            assertThat(due(decision, "TRIAGE")).as(missing).isEqualTo("2026-03-11T13:00:00+08:00");
            assertThat(findings(decision)).as(missing).containsExactly("REVIEW wanshoulu/tier [/facts/" + missing + "]");
            assertThat(rules(decision)).as(missing).contains("wanshoulu/tier D1#19");
        }
        Decision risk = decide("request", PLACE + OF_THE_COMMUNITY + "risk: null");
        assertThat(risk.outcome()).containsEntry("status", "REVIEW").doesNotContainKeys("exit", "tier");
        assertThat(findings(risk)).contains("REVIEW citywide/intake [/facts/risk]");
        Decision age = decide("household", HOME + "planDate: 2026-03-11, consent: GIVEN, tags: [LIVING_ALONE], members: [{age: null}]");
        assertThat(services(age)).containsExactly("S_ONLINE");
        assertThat(findings(age)).contains("REVIEW household/flow.drl [/facts/members]");
        Decision hours = decide("act", ACT + "type: VOL_SERVICE, start: '2026-03-11T09:00:00+08:00'");
        assertThat(hours.outcome()).containsEntry("pending", true);
        assertThat(findings(hours)).contains("REVIEW act/award.drl [/facts/end]");
    }

    @Test
    void hardCase22_consentThatIsWithdrawnStopsCareFromThatMomentAndNotTheCheckOfTheDwelling() {
        String home = HOME + "consent: WITHDRAWN, consentWithdrawnAt: '2026-03-11T14:00:00+08:00', tags: [LIVING_ALONE, RENTAL], let: true, members: [{age: 75}], "
                + "dueServices: [S_DAILY_MEET, S_WEEKLY_CHECK], planDate: ";
        Decision before = decide("household", home + "2026-03-10");
        assertThat(services(before)).containsExactly("S_ONLINE", "S_DAILY_MEET", "S_WEEKLY_CHECK");
        assertThat(before.outcome().get("trips").toString()).contains("S_DAILY_MEET");
        for (String day : List.of("2026-03-11", "2026-03-12", "2026-12-31")) {
            Decision from = decide("household", home + day);
            assertThat(services(from)).as(day).containsExactly("S_ONLINE", "S_WEEKLY_CHECK");
            assertThat(from.outcome()).as(day).containsEntry("notes", List.of("PIPL_NO_CONSENT")).doesNotContainKey("trips");
            assertThat(from.outcome().get("tasks").toString()).as(day).contains("OFFER");
            assertThat(rules(from)).as(day).contains("yuxiang/consent D3#11", "yuxiang/services D3#7").doesNotContain("yuxiang/services D3#4");
            assertThat(findings(from)).as(day).isEmpty();
        }
        assertThat(services(decide("household", home.replace("consentWithdrawnAt: '2026-03-11T14:00:00+08:00', ", "") + "2026-03-10")))
                .as("no moment told: at once").containsExactly("S_ONLINE", "S_WEEKLY_CHECK");
        assertThat(services(decide("household", home + "2026-03-12, statutoryBasis: true"))).as("the law keeps its own").contains("S_DAILY_MEET");
        assertThat(canonical(decide("household", home + "2026-03-10"))).as("what was decided before is decided again").isEqualTo(canonical(before));
    }

    @Test
    void hardCase23_aTaskIsClaimedByOneAndEscalatedAfterThreeDays() {
        String claim = "community: JIXIANG, task: t, openedAt: '2026-03-02T10:00:00+08:00', claimant: a, claimantKind: PARTY_MEMBER, at: ";
        Decision last = decide("claim", claim + "'2026-03-05T10:00:00+08:00'");
        assertThat(last.outcome()).containsEntry("verdict", "CLAIMED");
        assertThat(rules(last)).contains("jixiang/claims CL#ok");
        Decision late = decide("claim", claim + "'2026-03-05T10:01:00+08:00'");
        assertThat(late.outcome()).containsEntry("verdict", "ESCALATED").containsEntry("lead", "STREET_DISPATCH");
        assertThat(rules(late)).contains("jixiang/claims CL#late");
        assertThat(decide("claim", claim + "'2026-03-03T10:00:00+08:00', claimedBy: b").outcome()).containsEntry("verdict", "TAKEN");
        assertThat(decide("claim", claim + "'2026-03-03T10:00:00+08:00', claimedBy: a").outcome()).containsEntry("verdict", "OWN_CLAIM");
        String task = "community: JIXIANG, submittedAt: '2026-03-11T09:00:00+08:00', addressKey: 1号楼, topic: STAIR_CLUTTER, inDutyList: true, multiParty: true, suitableForVolunteers: true, claimOpenHours: ";
        Decision open = decide("request", task + "72");
        assertThat(open.outcome()).containsEntry("triage", "J_CLAIM");
        assertThat(due(open, "CLAIM")).isEqualTo("2026-03-14T09:00:00+08:00");
        assertThat(decide("request", task + "73").outcome()).containsEntry("triage", "J_ESCALATE");
    }

    @Test
    void hardCase24_aRuleOfOneSchemeNeverFiresInTheCommunityOfAnother() {
        String facts = ", submittedAt: '2026-03-11T09:00:00+08:00', addressKey: 1号楼, topic: DOG_WASTE, publicAffair: true, multiParty: true, suitableForVolunteers: true, channel: PLATFORM, "
                + OF_THE_COMMUNITY;
        Map<String, String> schemes = Map.of("WANSHOULU_A", "wanshoulu", "JIXIANG", "jixiang", "ZHANLANLU", "zhanlanlu", "CAOCHANG", "caochang", "MAIZIDIAN", "maizidian");
        schemes.forEach((community, own) -> {
            Decision decision = decide("request", "community: " + community + facts);
            assertThat(decision.reasons().stream().map(reason -> reason.table().substring(0, reason.table().indexOf('/'))).filter(folder -> !Set.of("citywide", "request").contains(folder)))
                    .as(community).isNotEmpty().containsOnly(own);
            Ruleset alone = PolicyUnderTest.with(table -> Set.of("citywide", own).contains(table.id().scheme()) ? table : null);
            assertThat(canonical(decide(alone, "request", "community: " + community + facts, null))).as(community).isEqualTo(canonical(decision));
        });
        Decision elsewhere = decide("act", "community: JIXIANG, verified: true, type: CLAIM_DONE, resultConfirmed: true, start: '2026-03-11T09:00:00+08:00'");
        assertThat(elsewhere.outcome()).containsEntry("points", BigDecimal.ZERO).containsEntry("zeroReason", "NOT_IN_SCHEME");
    }

    @Test
    void hardCase25_anActOverMidnightIsSplitByDayAndByPack() {
        Decision decision = decide("act", ACT + "type: VOL_SERVICE, start: '2026-06-30T22:00:00+08:00', end: '2026-07-01T02:00:00+08:00'");
        List<?> awards = (List<?>) decision.outcome().get("awards");
        assertThat(awards).hasSize(2);
        assertThat((Map<?, ?>) awards.get(0)).isEqualTo(Map.of("date", LocalDate.of(2026, 6, 30), "pack", "P_2026_1", "hours", new BigDecimal("2"), "points", new BigDecimal("4"),
                "truncated", BigDecimal.ZERO, "expiresOn", LocalDate.of(2027, 12, 31)));
        assertThat((Map<?, ?>) awards.get(1)).isEqualTo(Map.of("date", LocalDate.of(2026, 7, 1), "pack", "P_2026_2", "hours", new BigDecimal("2"), "points", new BigDecimal("6"),
                "truncated", BigDecimal.ZERO, "expiresOn", LocalDate.of(2027, 12, 31)));
        assertThat(decision.outcome()).containsEntry("points", new BigDecimal("10"));
        assertThat(rules(decision)).contains("xiangyun/packs PACK#1", "xiangyun/packs PACK#2");
        assertThat(findings(decision)).isEmpty();
        Decision year = decide("act", ACT + "type: VOL_SERVICE, start: '2026-12-31T23:00:00+08:00', end: '2027-01-01T01:00:00+08:00'");
        assertThat(strings(year, "awards").stream().map(award -> (Object) ((Map<?, ?>) award).get("expiresOn")).toList())
                .as("each hour by its own year").containsExactly(LocalDate.of(2027, 12, 31), LocalDate.of(2028, 12, 31));
    }

    @Test
    void hardCase26_theSchoolsCalendarIsNotTheOffices() {
        String saturday = "community: SANSHANYUAN, at: '2026-05-09T16:30:00+08:00', agreementInForce: true, venues: [{venue: PLAYGROUND}], day: ";
        Decision school = decide("venue", saturday + "SCHOOL_DAY");
        assertThat(school.outcome().get("venues")).isEqualTo(List.of(Map.of("venue", "PLAYGROUND", "state", "OPEN", "why", "AFTER_SCHOOL", "equipment", true)));
        assertThat(rules(school)).contains("babaoshan/venue V#5");
        Decision rest = decide("venue", saturday + "NON_SCHOOL_DAY");
        assertThat(rest.outcome().get("venues").toString()).contains("CLOSED", "NOT_COVERED");
        assertThat(findings(rest)).containsExactly("REVIEW babaoshan/venue");
        Decision untold = decide("venue", saturday + "null");
        assertThat(untold.outcome().get("venues").toString()).as("the working Saturday of the offices is no answer").contains("CLOSED");
        assertThat(findings(untold)).containsExactly("REVIEW babaoshan/venue [/facts/day]");
        Decision wednesday = decide("venue", "community: SANSHANYUAN, at: '2026-03-11T16:30:00+08:00', agreementInForce: true, nonSchoolDayTerm: OPEN, venues: [{venue: PLAYGROUND}], day: NON_SCHOOL_DAY");
        assertThat(wednesday.outcome().get("venues").toString()).contains("OPEN", "AGREED");
        assertThat(due(decide("request", "community: WANSHOULU_A, addressKey: 1号楼, topic: SANITATION, " + OF_A_SECTION + "submittedAt: '2026-05-02T10:00:00+08:00'"), "FINAL"))
                .as("the offices work on that Saturday").isEqualTo("2026-05-09T23:59:59+08:00");
    }

    @Test
    void hardCase27_whoHasAnInterestNeitherSitsNorVerifiesNorClaims() {
        Decision convened = decide("request", "community: SANSHANYUAN, submittedAt: '2026-03-11T09:00:00+08:00', addressKey: 1号楼, topic: VENUE_SHORTAGE, inDutyList: true, requesterTies: [SCHOOL]");
        assertThat(strings(convened, "required")).contains("NEUTRAL_REPRESENTATIVE", "RESIDENT_REPRESENTATIVES").doesNotContain("SCHOOL");
        assertThat(convened.outcome()).containsEntry("replaced", List.of("SCHOOL"));
        assertThat(rules(convened)).contains("request/forum.drl someone tied to the requester is replaced");
        Decision own = decide("act", ACT + "type: VOL_SERVICE, start: '2026-03-11T09:00:00+08:00', end: '2026-03-11T11:00:00+08:00', verifierIsActor: true");
        assertThat(own.outcome()).containsEntry("points", BigDecimal.ZERO).containsEntry("zeroReason", "UNVERIFIED").containsEntry("pending", true);
        String meeting = "community: CAOCHANG, at: '2026-03-11T09:00:00+08:00', forum: COURTYARD_HALL, residentsPresent: true, inFavour: 4, conflicted: 1, present: ";
        assertThat(decide("meeting", meeting + "5").outcome()).as("four without the one concerned").containsEntry("verdict", "NO_QUORUM");
        assertThat(decide("meeting", meeting + "6").outcome()).containsEntry("verdict", "VALID");
        Decision claim = decide("claim", "community: JIXIANG, at: '2026-03-11T09:00:00+08:00', task: t, openedAt: '2026-03-11T08:00:00+08:00', claimant: a, claimantKind: PARTY_MEMBER, tiedToRequester: true");
        assertThat(claim.outcome()).containsEntry("verdict", "CONFLICTED");
    }

    @Test
    void hardCase28_aProcedureIsNotGoneThroughTwiceAndTheRoundEndsWithAPerson() {
        String hall = "community: CAOCHANG, submittedAt: '2026-03-11T09:00:00+08:00', addressKey: 1号楼, topic: DOG_WASTE, publicAffair: true, inDutyList: true, visitedForums: ";
        assertThat(decide("request", hall + "[]").outcome()).containsEntry("forum", "COURTYARD_HALL").containsEntry("status", "DECIDED");
        Decision second = decide("request", hall + "[COURTYARD_HALL]");
        assertThat(second.outcome()).containsEntry("forum", "CONFERENCE").containsEntry("conference", true).containsEntry("status", "DECIDED");
        assertThat(rules(second)).contains("request/forum.drl a procedure already gone through is not begun again");
        Decision third = decide("request", hall + "[COURTYARD_HALL, CONFERENCE]");
        assertThat(third.outcome()).containsEntry("forum", "NONE").containsEntry("status", "REVIEW").containsEntry("lead", "COMMUNITY_COMMITTEE").doesNotContainKey("required");
        assertThat(rules(third)).contains("request/forum.drl after the conference a person goes on");
        assertThat(due(third, "TRIAGE")).isEqualTo("2026-03-11T13:00:00+08:00");
        Decision whistle = decide("request", "community: YONGDONGNAN, submittedAt: '2026-03-11T09:00:00+08:00', addressKey: 1号楼, topic: VENUE_SHORTAGE, risk: HAZARD, inDutyList: true, visitedForums: [NEGOTIATION, CONFERENCE]");
        assertThat(whistle.outcome()).as("whistle, deliberation, whistle").containsEntry("forum", "NONE").containsEntry("status", "REVIEW").containsEntry("whistles", List.of("RESIDENT"));
    }

    @Test
    void hardCase29_reportsAndActsOfOneSecondCountAlikeInWhateverOrderTheyAreTold() {
        List<String> reports = new ArrayList<>();
        for (String household : List.of("h1", "h2", "h3", "h4", "h5")) {
            reports.add("{household: " + household + ", community: WANSHOULU_A, building: 1号楼, topic: NOISE_LIVING, at: '2026-03-10T09:00:00+08:00'}");
        }
        String facts = "community: WANSHOULU_A, at: '2026-03-11T09:00:00+08:00', reports: ";
        Decision told = decide("pattern", facts + reports);
        java.util.Collections.reverse(reports);
        assertThat(canonical(decide("pattern", facts + reports))).isEqualTo(canonical(told));
        assertThat(told.outcome().get("common").toString()).contains("HALL_TOPIC");
        List<String> acts = new ArrayList<>(List.of("{type: VOL_SERVICE, start: '2026-03-11T09:00:00+08:00', end: '2026-03-11T10:00:00+08:00', points: '2', category: VOL}",
                "{type: VOL_SERVICE, start: '2026-03-11T09:00:00+08:00', end: '2026-03-11T11:00:00+08:00', points: '2', category: VOL}"));
        String act = ACT + "type: VOL_SERVICE, start: '2026-03-11T09:00:00+08:00', end: '2026-03-11T12:00:00+08:00', earlier: ";
        Decision award = decide("act", act + acts);
        java.util.Collections.reverse(acts);
        assertThat(canonical(decide("act", act + acts))).isEqualTo(canonical(award));
        assertThat(award.outcome()).containsEntry("points", new BigDecimal("2"));
    }

    @Test
    void hardCase30_aRulingHoldsWithRoleReasonAndEndAndAReplayKeepsIt() {
        String ruling = ", ruling: {role: %s, reason: 专项整治, expires: '2026-04-01T09:00:00+08:00', lead: ENFORCEMENT_TEAM, tier: T4_TASKFORCE}";
        String order = PLACE + OF_A_SECTION + "topic: SANITATION";
        Decision held = decide("request", order + ruling.formatted("STREET_LEADER"), "2026-04-01T08:59:59+08:00");
        assertThat(held.outcome()).containsEntry("lead", "ENFORCEMENT_TEAM").containsEntry("tier", "T4_TASKFORCE").containsEntry("overridden", true).containsEntry("status", "DECIDED");
        assertThat(rules(held)).contains("wanshoulu/tier D1#13", "citywide/ruling HR#1", "request/party.drl the ruling holds");
        assertThat(findings(held)).containsExactly("NOTICE citywide/ruling");
        assertThat(held.findings().get(0).sentence().zh()).contains("专项整治");
        assertThat(canonical(decide("request", order + ruling.formatted("STREET_LEADER"), "2026-04-01T08:59:59+08:00"))).as("replayed with the moment of its time").isEqualTo(canonical(held));
        Decision expired = decide("request", order + ruling.formatted("STREET_LEADER"), "2026-04-01T09:00:00+08:00");
        assertThat(expired.outcome()).containsEntry("lead", "URBAN_SECTION").containsEntry("tier", "T2_STREET_WHISTLE").doesNotContainKey("overridden");
        Decision refused = decide("request", order + ruling.formatted("COMMUNITY_SECRETARY"));
        assertThat(refused.outcome()).containsEntry("lead", "URBAN_SECTION").doesNotContainKey("overridden");
        assertThat(rules(refused)).contains("citywide/ruling HR#2");
        String unknown = order.replace("needsSection: true", "needsSection: null");
        Decision review = decide("request", unknown);
        assertThat(review.outcome()).containsEntry("status", "REVIEW");
        Decision ruled = decide("request", unknown + ruling.formatted("SECTION_HEAD"));
        assertThat(ruled.outcome()).as("what a person rules after the review").containsEntry("status", "DECIDED").containsEntry("lead", "ENFORCEMENT_TEAM").containsEntry("tier", "T4_TASKFORCE")
                .containsEntry("overridden", true);
        assertThat(due(ruled, "FINAL")).isEqualTo("2026-03-26T23:59:59+08:00");
        assertThat(findings(ruled)).containsExactly("REVIEW wanshoulu/tier [/facts/needsSection]", "NOTICE citywide/ruling");
        assertThat(decide("request", unknown + ruling.formatted("COMMUNITY_SECRETARY")).outcome()).containsEntry("status", "REVIEW").doesNotContainKey("overridden");
    }

    @Test
    void hardCase31_everyDecisionGivesItsRulesTheirSourcesAndASentence() throws IOException {
        int told = 0;
        Set<String> tables = new TreeSet<>();
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of("decision-tables"))) {
            files = all.filter(path -> path.endsWith("cases.yaml")).sorted().toList();
        }
        for (Path file : files) {
            for (JsonNode one : YAMLMapper.builder().build().readTree(file).get("cases")) {
                Decision decision = decide(PolicyUnderTest.SHIPPED, one.get("kind").asString(), one.get("facts"), one.path("decidedAt").asString(null));
                assertThat(decision.reasons()).as(one.get("id").asString()).isNotEmpty();
                for (Reason reason : decision.reasons()) {
                    assertThat(reason.rule()).isNotBlank();
                    assertThat(reason.source()).as(reason.table() + " " + reason.rule()).isNotBlank();
                    assertThat(reason.sentence().zh()).as(reason.table() + " " + reason.rule()).isNotBlank().doesNotContain("{", "}").containsPattern("[\\u4e00-\\u9fff]|P-20");
                    assertThat(reason.sentence().en()).as(reason.table() + " " + reason.rule()).isNotBlank().doesNotContain("{", "}");
                    assertThat(reason.cells()).allSatisfy(cell -> assertThat(cell.address()).matches(".+![A-Z]+[0-9]+"));
                    tables.add(reason.table());
                }
                told += decision.reasons().size();
            }
        }
        assertThat(told).isGreaterThan(1500);
        assertThat(tables).hasSizeGreaterThan(50);
    }

    private static String reports(String... households) {
        List<String> reports = new ArrayList<>();
        for (int i = 0; i < households.length; i++) {
            reports.add("{household: " + households[i] + ", community: WANSHOULU_A, building: 1号楼, topic: NOISE_LIVING, at: '2026-03-0" + (i + 1) + "T09:00:00+08:00'}");
        }
        return String.join(", ", reports);
    }

    private static List<Object> lead(String facts) {
        Decision decision = decide("request", facts);
        List<Object> trace = strings(decision, "leadTrace");
        assertThat(trace.get(trace.size() - 1)).isEqualTo(decision.outcome().get("lead"));
        assertThat(rules(decision)).anyMatch(rule -> rule.startsWith("request/party.drl another party takes over"));
        return trace;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> strings(Decision decision, String name) {
        return (List<Object>) decision.outcome().getOrDefault(name, List.of());
    }

    private static List<Object> services(Decision decision) {
        List<Object> services = new ArrayList<>();
        strings(decision, "services").forEach(service -> services.add(((Map<?, ?>) service).get("service")));
        return services;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> service(Decision decision, String name) {
        return strings(decision, "services").stream().map(service -> (Map<String, Object>) service).filter(service -> service.get("service").equals(name)).findFirst().orElseThrow();
    }

    private static Object due(Decision decision, String purpose) {
        List<Object> due = strings(decision, "deadlines").stream().map(entry -> (Map<?, ?>) entry).filter(entry -> entry.get("purpose").equals(purpose))
                .map(entry -> JsonValues.of(entry.get("due"))).toList();
        return due.size() == 1 ? due.get(0) : due.toString();
    }

    private static String canonical(Decision decision) {
        return new String(CanonicalJson.of(JsonValues.of(decision)), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static Reading read(String draft) {
        Vocabulary vocabulary = Vocabulary.shipped();
        return WorkbookReader.read(WorkbookWriter.write(Draft.read(draft.getBytes(java.nio.charset.StandardCharsets.UTF_8), vocabulary), vocabulary), vocabulary);
    }

    /** The table with one rule that changes on a day to another number of natural days. */
    private static Table later(Table table, String rule, LocalDate day, Long days) {
        int place = table.conclusions().stream().map(column -> column.term().path()).toList().indexOf("derived.naturalDays");
        return rows(table, row -> {
            if (!row.ruleId().equals(rule)) {
                return List.of(row);
            }
            List<Object> changed = new ArrayList<>(row.conclusions());
            changed.set(place, days);
            return List.of(of(row, row.ruleId(), row.from(), day, row.conclusions()), of(row, row.ruleId(), day, row.to(), changed));
        });
    }

    /** The table with a second row beside one of its rows, of equal standing. */
    private static Table doubled(Table table, String rule, boolean first) {
        return rows(table, row -> {
            Row twin = of(row, "TWIN", row.from(), row.to(), row.conclusions());
            return !row.ruleId().equals(rule) ? List.of(row) : first ? List.of(twin, row) : List.of(row, twin);
        });
    }

    private static Row of(Row row, String rule, LocalDate from, LocalDate to, List<Object> conclusions) {
        return new Row(rule, row.communities(), from, to, row.priority(), row.tests(), conclusions, row.cells(), row.source(), row.sentence(), row.line());
    }

    private static Table rows(Table table, java.util.function.Function<Row, List<Row>> change) {
        return new Table(table.id(), table.kind(), table.title(), table.hitPolicy(), table.basis(), table.sheet(), table.conditions(), table.conclusions(),
                table.rows().stream().flatMap(row -> change.apply(row).stream()).toList(), table.parameters());
    }
}
