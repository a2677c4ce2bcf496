package org.whistle.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whistle.facts.Code;
import org.whistle.facts.Label;
import org.whistle.facts.Saying;
import org.whistle.facts.Term;
import org.whistle.facts.Vocabulary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every outcome has its words for residents and staff, in both languages. */
class TellingTest {

    private static final Vocabulary VOCABULARY = Vocabulary.shipped();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Stream<String> kinds() {
        return Outcomes.kinds(VOCABULARY).stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyPropertyIsWordedOrMarkedInternal(String kind) {
        List<String> properties = new ArrayList<>(Outcomes.schema(kind).get("properties").propertyNames());
        assertThat(VOCABULARY.sayings(kind).stream().map(Saying::name)).as("x-say of " + kind).containsExactlyElementsOf(properties);
        assertThat(VOCABULARY.nothing(kind)).as("x-say-nothing of " + kind).isPresent();
        for (Saying saying : VOCABULARY.sayings(kind)) {
            String of = kind + " " + saying.name();
            saying.resident().ifPresent(wording -> complete(of, saying, wording));
            complete(of + " for staff", saying, saying.staff());
            if (saying.objects()) {
                for (String member : saying.places().keySet()) {
                    assertThat(labels(saying.staff())).as(of + "." + member + " is told to staff").allSatisfy(label ->
                            assertThat(names(label.zh())).containsAnyOf(member, saying.staff().by()).isSubsetOf(saying.places().keySet()));
                    assertThat(saying.staff().by().equals(member) || labels(saying.staff()).stream().allMatch(label -> names(label.zh()).contains(member)))
                            .as(of + "." + member + " is told to staff").isTrue();
                }
            }
        }
    }

    private static void complete(String of, Saying saying, Saying.Wording wording) {
        if (wording.otherwise().isEmpty()) {
            Term term = saying.places().get(wording.by()).term();
            List<String> values = term.type() == Term.Type.BOOLEAN ? List.of("true", "false") : term.codes().stream().map(Code::value).toList();
            assertThat(values).as(of).isNotEmpty();
            assertThat(wording.each().keySet()).as("sentences of " + of).containsExactlyInAnyOrderElementsOf(values);
        }
        for (Label label : labels(wording)) {
            assertThat(names(label.zh())).as(of + ": the places of " + label).containsExactlyInAnyOrderElementsOf(names(label.en())).isSubsetOf(saying.places().keySet());
            for (String sentence : List.of(label.zh(), label.en())) {
                for (String written : Sentences.places(sentence)) {
                    Saying.Place place = saying.places().get(written.replaceFirst(":.*", ""));
                    if (place.term().type() == Term.Type.CODE && !written.endsWith(":label")) {
                        assertThat(place.spoken().keySet()).as("x-say of the codes of " + of + " " + written)
                                .containsExactlyInAnyOrderElementsOf(place.term().codes().stream().map(Code::value).toList());
                    }
                }
            }
        }
    }

    private static List<Label> labels(Saying.Wording wording) {
        return Stream.concat(wording.each().values().stream(), Stream.of(wording.otherwise())).flatMap(java.util.Optional::stream).toList();
    }

    private static List<String> names(String sentence) {
        return Sentences.places(sentence).stream().map(written -> written.replaceFirst(":.*", "")).distinct().toList();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyValueOfEveryPropertyIsToldOnceAndReadsWell(String kind) {
        for (Saying saying : VOCABULARY.sayings(kind)) {
            Outcomes.values(kind, saying).forEach((name, value) -> {
                for (Telling.Reader reader : Telling.Reader.values()) {
                    List<Label> told = Telling.of(Outcomes.decision(kind, Map.of(saying.name(), value)), VOCABULARY, reader);
                    Aloud.check(kind + " " + saying.name() + " " + name, told, reader, List.of("3号楼"));
                    if (reader == Telling.Reader.STAFF && saying.staff().each().isEmpty()) {
                        assertThat(told).as("staff hear everything: " + kind + " " + saying.name() + " " + name).doesNotContain(VOCABULARY.nothing(kind).orElseThrow());
                    }
                    if (reader == Telling.Reader.RESIDENT && saying.resident().isEmpty()) {
                        assertThat(told).as("internal: " + kind + " " + saying.name()).containsExactly(VOCABULARY.nothing(kind).orElseThrow());
                    }
                }
            });
        }
    }

    @Test
    void datesAndTimesAreSaidInTheWordsPeopleUse() {
        assertThat(deadlines("2026-03-09T23:59:59+08:00")).containsExactly(new Label("最晚2026年3月9日当天内办结。", "It is to be settled by the end of 9 March 2026."));
        assertThat(deadlines("2026-03-09T14:30:20+08:00")).containsExactly(new Label("最晚2026年3月9日下午2点30分办结。", "It is to be settled by 2:30 pm on 9 March 2026."));
        assertThat(deadlines("2026-03-09T12:00:00+08:00")).containsExactly(new Label("最晚2026年3月9日中午12点办结。", "It is to be settled by noon on 9 March 2026."));
        assertThat(deadlines("2026-03-09T00:05:00+08:00")).containsExactly(new Label("最晚2026年3月9日凌晨0点5分办结。", "It is to be settled by 12:05 am on 9 March 2026."));
    }

    private static List<Label> deadlines(String due) {
        return resident("request", Map.of("deadlines", List.of(Map.of("purpose", "FINAL", "dayBasis", "NATURAL", "raw", due, "due", due))));
    }

    @Test
    void theTellingOfARequestFollowsTheContract() {
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("co", List.of("BUILDING_HEAD", "MEDIATION", "PROPERTY_MANAGER"));
        outcome.put("status", "DECIDED");
        outcome.put("exit", "ACCEPT");
        outcome.put("tier", "T1_COMMUNITY");
        outcome.put("lead", "COMMUNITY_COMMITTEE");
        outcome.put("leadTrace", List.of("PROPERTY_MANAGER", "COMMUNITY_COMMITTEE"));
        outcome.put("feedback", List.of("F1_DIRECT", "F2_PUBLIC"));
        Label text = Telling.text(resident("request", outcome));
        assertThat(text.zh()).isEqualTo("您的诉求已受理。这件事由社区直接办理。由社区居委会负责办理。楼门长、人民调解员、物业公司协助办理。办理情况会直接反馈给您本人。办理结果会隐去个人信息后公开。");
        assertThat(text.en()).isEqualTo("Your request has been accepted. The community handles this itself. It is handled by the residents’ committee. "
                + "Help comes from the stairwell head, the people’s mediators and the property manager. The result will be told to you directly. "
                + "The result will be published without personal details.");
    }

    @Test
    void aPartOfWhichNothingIsKnownIsLeftOut() {
        assertThat(resident("household", Map.of("services", List.of(Map.of("service", "S_DAILY_MEET", "period", "DAY", "times", 2, "visitor", "NEIGHBOURS"),
                Map.of("service", "S_HOME_VISIT"))))).containsExactly(
                        new Label("会有人按时来看望您，每天2次，由楼门长、邻居或网格员负责。", "Someone looks in on you, twice a day, by the stairwell head, a neighbour or the grid staff."),
                        new Label("为您家安排亲情上门。", "Home visits are arranged for your household."));
    }

    @Test
    void aResidentHearsOfFindingsThatAPersonLooks() {
        Map<String, Object> finding = Map.of("code", "REVIEW", "table", "citywide/tier", "rules", List.of("D1#13"), "missing", List.of("/facts/needsSection"),
                "sentence", Map.of("zh", "未提供：需街道科室", "en", "Not told: needs a section"));
        JsonNode decision = JSON.valueToTree(Map.of("kind", "request", "outcome", Map.of(), "findings", List.of(finding, finding)));
        assertThat(Telling.of(decision, VOCABULARY, Telling.Reader.RESIDENT)).extracting(Label::zh).containsExactly("有些情况还不清楚，须由工作人员研判后确定。");
        assertThat(Telling.of(decision, VOCABULARY, Telling.Reader.STAFF)).extracting(Label::zh).containsExactly("未提供：需街道科室。");
        assertThat(resident("request", Map.of())).extracting(Label::zh).containsExactly("目前还没有可以告诉您的结果。");
    }

    @Test
    void codesInASentenceOfDrlAreToldByTheirLabels() {
        Map<String, Object> recorded = Map.of("zh", "主办不到位，接替过程：PROPERTY_MANAGER、STREET、STREETS", "en", "The lead is not available; taken over: PROPERTY_MANAGER, STREET, STREETS");
        JsonNode flow = JSON.valueToTree(Map.of("table", "request/party.drl", "sentence", recorded));
        assertThat(Telling.sentence("request", flow, VOCABULARY)).isEqualTo(new Label("主办不到位，接替过程：物业服务人、街道、STREETS",
                "The lead is not available; taken over: Property manager, Street office, STREETS"));
        JsonNode table = JSON.valueToTree(Map.of("table", "citywide/fallback", "sentence", recorded));
        assertThat(Telling.sentence("request", table, VOCABULARY).zh()).as("a table's sentence is as its row says it").isEqualTo(recorded.get("zh"));
    }

    private static List<Label> resident(String kind, Map<String, Object> outcome) {
        return Telling.of(Outcomes.decision(kind, outcome), VOCABULARY, Telling.Reader.RESIDENT);
    }
}
