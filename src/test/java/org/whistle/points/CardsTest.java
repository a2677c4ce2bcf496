package org.whistle.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.whistle.RunningService;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Cards through HTTP on a real database: the hard cases 11 to 13 and 17, and the cases P15 to P20 of the points. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class CardsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A clock that ticks, from a moment that a test sets. */
    static final class SetClock extends Clock {

        private volatile Duration ahead;

        void set(String moment) {
            ahead = Duration.between(Instant.now(), OffsetDateTime.parse(moment + ":00+08:00").toInstant());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }
    }

    @TestConfiguration
    static class Watch {

        @Bean
        @Primary
        SetClock watch() {
            SetClock clock = new SetClock();
            clock.set("2026-11-26T10:00");
            return clock;
        }
    }

    @TempDir
    private static Path directory;

    @Autowired
    private SetClock clock;

    @LocalServerPort
    private int port;

    @Autowired
    private DataSource database;

    @Autowired
    private CardStore store;

    private RunningService service;
    private String card;

    @DynamicPropertySource
    static void folder(DynamicPropertyRegistry properties) {
        properties.add("whistle.database.directory", () -> directory.resolve("data").toString());
    }

    @BeforeEach
    void open(TestInfo test) {
        clock.set("2026-11-26T10:00");
        service = new RunningService(port);
        card = test.getTestMethod().orElseThrow().getName();
        service.sent(201, service.post("/api/v1/cards", "{\"card\": \"" + card + "\", \"community\": \"XIANGYUN\", \"holder\": \"" + card + "\"}", Map.of()), "CardStatement");
    }

    @Test
    void everyExampleOfTheContractIsAnsweredAsTheContractSays() {
        Map<String, String> names = new HashMap<>(Map.of("{card}", "C-0001", "{voucher}", "V-0001"));
        List<String> sent = new ArrayList<>();
        for (String path : List.of("/api/v1/cards", "/api/v1/cards/{card}/acts", "/api/v1/cards/{card}/redemptions", "/api/v1/cards/{card}/vouchers/{voucher}/uses",
                "/api/v1/cards/{card}/acts/{act}/corrections", "/api/v1/cards/{card}/freezes", "/api/v1/cards/{card}/states")) {
            JsonNode operation = RunningService.contract().get("paths").get(path).get("post");
            String schema = operation.at("/responses/200/content/application~1json/schema/$ref").asString().replaceFirst(".*/", "");
            operation.at("/requestBody/content/application~1json/examples").properties().forEach(example -> {
                String address = path;
                for (Map.Entry<String, String> name : names.entrySet()) {
                    address = address.replace(name.getKey(), name.getValue());
                }
                HttpResponse<String> response = service.post(address, example.getValue().get("value").toString(), Map.of());
                assertThat(response.statusCode()).as(response.body()).isIn(200, 201);
                RunningService.valid(response.body(), schema);
                JsonNode answer = JSON.readTree(response.body());
                if (answer.has("act")) {
                    names.put("{act}", answer.get("act").asString());
                }
                assertThat(answer.path("accepted").asBoolean(true)).as(response.body()).isTrue();
                sent.add(path);
            });
        }
        assertThat(sent).hasSize(7);
        service.sent(200, service.get("/api/v1/cards/C-0001/entries?after=0&limit=2"), "PointEntries");
    }

    @Test
    void p03CapsAreUsedUpInOrderOfTime() {
        assertThat(act("VOL_SERVICE", "2026-03-07T09:00", "2026-03-07T13:00", "a").get("balance").asString()).isEqualTo("8");
        JsonNode second = act("VOL_SERVICE", "2026-03-07T14:00", "2026-03-07T18:00", "b");
        assertThat(second.at("/decision/outcome/points").asString()).isEqualTo("4");
        assertThat(second.at("/decision/outcome/truncated").asString()).isEqualTo("4");
        assertThat(second.get("balance").asString()).isEqualTo("12");
    }

    @Test
    void hardCase12AnActReportedLateTakesItsPlaceInTime() {
        JsonNode afternoon = act("VOL_SERVICE", "2026-03-07T14:00", "2026-03-07T18:00", "b");
        JsonNode morning = act("VOL_SERVICE", "2026-03-07T09:00", "2026-03-07T13:00", "a");
        assertThat(morning.at("/decision/outcome/points").asString()).isEqualTo("8");
        assertThat(morning.get("entries")).hasSize(2);
        assertThat(morning.at("/entries/1/kind").asString()).isEqualTo("ADJUSTMENT");
        assertThat(morning.at("/entries/1/act").asString()).isEqualTo(afternoon.get("act").asString());
        assertThat(morning.at("/entries/1/points").asString()).isEqualTo("-4");
        assertThat(morning.at("/entries/1/truncated").asString()).isEqualTo("4");
        assertThat(balance("2026-03-08")).isEqualTo("12");
        everyEntryIsExplainedByADecisionThatReplays();
    }

    @Test
    void aLateActNeverLeavesThePersonWithLess() {
        // DON of the evening before takes room from VOL of that day and from DON of the next month's cap: in order of time the person would lose
        act("DONATE_MONEY", "2026-03-02T09:00", null, "\"amountYuan\": \"200\"", "m2");
        act("DONATE_MONEY", "2026-03-03T09:00", null, "\"amountYuan\": \"200\"", "m3");
        act("VOL_SERVICE", "2026-03-01T14:00", "2026-03-01T18:00", "v1a");
        act("VOL_SERVICE", "2026-03-01T18:30", "2026-03-01T20:30", "v1b");
        assertThat(balance("2026-03-31")).isEqualTo("32");
        JsonNode late = act("DONATE_MONEY", "2026-03-01T08:00", null, "\"amountYuan\": \"200\"", "m1");
        assertThat(late.get("balance").asString()).isEqualTo("32");
        assertThat(late.get("entries")).hasSize(1);
        assertThat(late.at("/entries/0/points").asString()).isEqualTo("0");
    }

    @Test
    void hardCase13ACorrectionGivesTruncatedPointsBack() {
        String first = act("VOL_SERVICE", "2026-03-07T09:00", "2026-03-07T13:00", "a").get("act").asString();
        act("VOL_SERVICE", "2026-03-07T14:00", "2026-03-07T18:00", "b");
        JsonNode corrected = correct(first, "{\"forged\": true}");
        assertThat(corrected.at("/decision/outcome/zeroReason").asString()).isEqualTo("FORGED");
        assertThat(corrected.get("entries")).extracting(entry -> entry.get("points").asString()).containsExactly("-8", "4");
        assertThat(corrected.get("balance").asString()).isEqualTo("8");
        JsonNode shorter = correct(first, "{\"forged\": false, \"end\": \"2026-03-07T10:00:00+08:00\"}");
        assertThat(shorter.at("/decision/outcome/points").asString()).isEqualTo("2");
        assertThat(shorter.get("balance").asString()).isEqualTo("10");
        everyEntryIsExplainedByADecisionThatReplays();
    }

    @Test
    void p15ARedemptionStandsAndTheBalanceFallsBelowZero() {
        String six = act("VOL_SERVICE", "2026-03-07T09:00", "2026-03-07T12:00", "a").get("act").asString();
        act("VOL_SERVICE", "2026-03-08T09:00", "2026-03-08T11:00", "b");
        assertThat(redeem("V-15", "M01", "DINING", "8", "2026-03-10T12:00").get("balance").asString()).isEqualTo("2");
        assertThat(correct(six, "{\"forged\": true}").get("balance").asString()).isEqualTo("-4");
        assertThat(statement("2026-03-20").get("redeemBlocked").asBoolean()).isTrue();
        JsonNode blocked = redeem("V-15b", "M01", "DINING", "1", "2026-03-20T12:00");
        assertThat(blocked.get("accepted").asBoolean()).isFalse();
        assertThat(blocked.at("/decision/outcome/reason").asString()).isEqualTo("REDEEM_BLOCKED");
        assertThat(act("VOL_SERVICE", "2026-03-21T09:00", "2026-03-21T12:00", "c").get("balance").asString()).as("later points make up for it").isEqualTo("2");
    }

    @Test
    void p16WhatExpiresFirstIsUsedFirst() {
        for (int day = 1; day <= 5; day++) {
            act("VOL_SERVICE", "2026-03-0" + day + "T09:00", "2026-03-0" + day + "T13:00", "four hours " + day);
        }
        act("VOL_EMERG", "2026-03-06T09:00", "2026-03-06T11:30", "\"calledByStreet\": true", "six");
        assertThat(balance("2026-03-10")).isEqualTo("50");
        act("VOL_SERVICE", "2027-01-10T09:00", "2027-01-10T10:00", "next year");
        clock.set("2027-02-01T12:00");
        JsonNode redeemed = redeem("V-16", "M01", "DINING", "30", "2027-02-01T12:00");
        assertThat(redeemed.get("accepted").asBoolean()).isTrue();
        JsonNode statement = statement("2027-02-01");
        assertThat(statement.get("balance").asString()).isEqualTo("23");
        assertThat(statement.get("expiring").toString()).isEqualTo("[{\"expiresOn\":\"2027-12-31\",\"points\":\"20\"},{\"expiresOn\":\"2028-12-31\",\"points\":\"3\"}]");
        assertThat(redeem("V-16cash", "M01", "CASH", "1", "2027-02-01T12:00").at("/decision/outcome/reason").asString()).isEqualTo("CATEGORY");
        assertThat(redeem("V-16more", "M01", "DINING", "24", "2027-02-01T12:00").at("/decision/outcome/reason").asString()).isEqualTo("BALANCE");
    }

    @Test
    void p19TheSameActIsRecordedOnce() {
        String app = body("VOL_SERVICE", "2026-03-07T09:00:00+08:00", "2026-03-07T12:00:00+08:00", "", "签到18");
        HttpResponse<String> first = service.post(path("/acts"), app, Map.of());
        String staff = body("VOL_SERVICE", "2026-03-07T01:00:00Z", "2026-03-07T12:00:00+08:00", "\"identities\": [\"VOLUNTEER\"]", "签到18");
        HttpResponse<String> again = service.post(path("/acts"), staff, Map.of());
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
        assertThat(again.body()).isEqualTo(first.body());
        act("VOL_SERVICE", "2026-03-07T12:00", "2026-03-07T13:00", "another");
        assertThat(service.post(path("/acts"), app, Map.of()).body()).as("also after other acts").isEqualTo(first.body());
        assertThat(balance("2026-03-08")).isEqualTo("8");
    }

    @Test
    void hardCase17OverlappingTimeUnderAnotherKeyCountsOnce() {
        act("VOL_SERVICE", "2026-03-07T09:00", "2026-03-07T12:00", "a");
        JsonNode second = act("VOL_SERVICE", "2026-03-07T11:00", "2026-03-07T13:00", "b");
        assertThat(second.at("/decision/outcome/points").asString()).isEqualTo("2");
        JsonNode within = act("VOL_SERVICE", "2026-03-07T10:00", "2026-03-07T11:30", "c");
        assertThat(within.get("balance").asString()).isEqualTo("8");
    }

    @Test
    void anActThatDoesNotCountUsesUpNothing() {
        JsonNode pending = act("VOL_SERVICE", "2026-03-07T09:00", "2026-03-07T12:00", "\"verified\": false", "a");
        assertThat(pending.get("accepted").asBoolean()).isFalse();
        assertThat(pending.get("entries")).isEmpty();
        assertThat(act("VOL_SERVICE", "2026-03-07T10:00", "2026-03-07T13:00", "b").get("balance").asString()).isEqualTo("6");
        assertThat(correct(pending.get("act").asString(), "{\"verified\": true}").get("balance").asString()).as("union of 9 to 13").isEqualTo("8");
    }

    @Test
    void p20PointsExpireAtTheEndOfTheNextYear() {
        act("VOL_SERVICE", "2026-05-10T09:00", "2026-05-10T12:00", "a");
        assertThat(balance("2027-12-31")).isEqualTo("6");
        assertThat(balance("2028-01-01")).isEqualTo("0");
        clock.set("2028-01-01T00:00");
        assertThat(redeem("V-20", "M01", "DINING", "1", "2028-01-01T00:00").at("/decision/outcome/reason").asString()).isEqualTo("BALANCE");
        assertThat(redeem("V-20b", "M01", "DINING", "6", "2027-12-31T23:59").get("accepted").asBoolean()).isTrue();
    }

    @Test
    void anActOverMidnightAndAPackBoundaryIsSplit() {
        JsonNode night = act("VOL_SERVICE", "2026-06-30T22:00", "2026-07-01T02:00", "night");
        assertThat(night.get("entries")).extracting(entry -> entry.get("day").asString() + " " + entry.get("points").asString())
                .containsExactly("2026-06-30 4", "2026-07-01 6");
        JsonNode next = act("VOL_SERVICE", "2026-07-01T09:00", "2026-07-01T13:00", "day");
        assertThat(next.at("/decision/outcome/points").asString()).as("6 of 12 are used on 1 July").isEqualTo("6");
        JsonNode before = act("VOL_SERVICE", "2026-06-30T08:00", "2026-06-30T12:00", "day before");
        assertThat(before.get("balance").asString()).isEqualTo("24");
    }

    @Test
    void vouchersAreUsedOnceAndExpiredOnesGivePointsBack() {
        act("VOL_SERVICE", "2026-03-07T09:00", "2026-03-07T13:00", "a");
        JsonNode issued = redeem("V-use", "M20", "MEDICAL", "3", "2026-03-10T12:00", "\"medicalItem\": \"HEALTH_CHECK\"");
        assertThat(issued.get("until").asString()).isEqualTo("2026-06-08");
        redeem("V-old", "M01", "DINING", "3", "2026-03-10T12:00");
        assertThat(balance("2026-03-11")).isEqualTo("2");
        HttpResponse<String> used = use("V-use", "2026-05-01T12:00", "terminal-1");
        assertThat(service.sent(201, used, "CardOperation").at("/decision/outcome/verdict").asString()).isEqualTo("HONOURED");
        assertThat(use("V-use", "2026-05-01T12:00", "terminal-1").body()).as("the terminal asks again").isEqualTo(used.body());
        JsonNode second = service.sent(201, use("V-use", "2026-05-02T12:00", "terminal-2"), "CardOperation");
        assertThat(second.at("/decision/outcome/verdict").asString()).isEqualTo("USED");
        assertThat(second.get("accepted").asBoolean()).isFalse();
        JsonNode refunded = service.sent(201, use("V-old", "2026-07-01T12:00", "terminal-3"), "CardOperation");
        assertThat(refunded.at("/entries/0/kind").asString()).isEqualTo("REFUND");
        assertThat(refunded.get("balance").asString()).isEqualTo("5");
        assertThat(service.sent(201, use("V-old", "2026-07-02T12:00", "terminal-4"), "CardOperation").get("balance").asString()).isEqualTo("5");
        service.problem(use("V-none", "2026-07-02T12:00", "terminal-5"), 404, "not-found");
        service.problem(use("V-use", "2026-07-03T12:00", "terminal-1"), 422, "idempotency-key-reused");
    }

    @Test
    void aVoucherIsIssuedOnceWhateverIsAsked() {
        act("VOL_SERVICE", "2026-03-07T09:00", "2026-03-07T13:00", "a");
        String ask = "{\"facts\": {\"community\": \"XIANGYUN\", \"at\": \"2026-03-10T12:00:00+08:00\", \"voucher\": \"V-once\", \"merchant\": \"M01\", \"category\": \"DINING\", \"price\": \"3\"}}";
        HttpResponse<String> first = service.post(path("/redemptions"), ask, Map.of());
        HttpResponse<String> again = service.post(path("/redemptions"), ask, Map.of());
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        service.problem(service.post(path("/redemptions"), ask.replace("\"3\"", "\"4\""), Map.of()), 422, "idempotency-key-reused");
        assertThat(balance("2026-03-11")).isEqualTo("5");
    }

    @Test
    void atMostFourRedemptionsAMonth() {
        act("VOL_SERVICE", "2026-03-01T09:00", "2026-03-01T13:00", "a");
        for (int time = 1; time <= 4; time++) {
            assertThat(redeem("V-4-" + time, "M01", "DINING", "1", "2026-03-0" + (time + 1) + "T12:00").get("accepted").asBoolean()).isTrue();
        }
        assertThat(redeem("V-4-5", "M01", "DINING", "1", "2026-03-31T23:59").at("/decision/outcome/reason").asString()).isEqualTo("FREQUENCY");
        assertThat(redeem("V-4-6", "M01", "DINING", "1", "2026-04-01T00:00").get("accepted").asBoolean()).isTrue();
    }

    @Test
    void aProvenForgeryTakesPointsBackAndFreezes() {
        String forged = act("VOL_SERVICE", "2026-03-07T09:00", "2026-03-07T13:00", "a").get("act").asString();
        act("VOL_SERVICE", "2026-03-07T14:00", "2026-03-07T18:00", "b");
        String ask = "{\"facts\": {\"community\": \"XIANGYUN\", \"at\": \"2026-03-20T10:00:00+08:00\", \"by\": \"%s\", \"reason\": \"签到记录系伪造\", \"forgeryProven\": true}, \"acts\": [\"" + forged + "\"]}";
        JsonNode refused = service.sent(201, service.post(path("/freezes"), ask.formatted("COMMUNITY_SECRETARY"), Map.of()), "CardOperation");
        assertThat(refused.get("accepted").asBoolean()).isFalse();
        assertThat(balance("2026-03-20")).isEqualTo("12");
        JsonNode frozen = service.sent(201, service.post(path("/freezes"), ask.formatted("STREET_LEADER"), Map.of("Idempotency-Key", "freeze-1")), "CardOperation");
        assertThat(frozen.get("until").asString()).isEqualTo("2026-09-16");
        assertThat(frozen.get("entries")).extracting(entry -> entry.get("points").asString()).containsExactly("-8", "4");
        assertThat(frozen.get("balance").asString()).isEqualTo("8");
        assertThat(service.post(path("/freezes"), ask.formatted("STREET_LEADER"), Map.of("Idempotency-Key", "freeze-1")).body()).contains("\"until\":\"2026-09-16\"");
        assertThat(redeem("V-f", "M01", "DINING", "1", "2026-09-15T12:00").at("/decision/outcome/reason").asString()).isEqualTo("FROZEN");
        assertThat(redeem("V-g", "M01", "DINING", "1", "2026-09-16T12:00").get("accepted").asBoolean()).isTrue();
    }

    @Test
    void aCardOutOfUseEarnsAndDoesNotRedeem() {
        service.sent(200, service.post(path("/states"), "{\"active\": false, \"reason\": \"遗失\"}", Map.of()), "CardStatement");
        act("VOL_SERVICE", "2026-03-07T09:00", "2026-03-07T13:00", "a");
        assertThat(redeem("V-i", "M01", "DINING", "1", "2026-03-10T12:00").at("/decision/outcome/reason").asString()).isEqualTo("CARD_INACTIVE");
    }

    @Test
    void whatIsWrongIsTold() {
        service.problem(service.post("/api/v1/cards", "{\"card\": \"" + card + "\", \"community\": \"XIANGYUN\", \"holder\": \"other\"}", Map.of()), 409, "already-exists");
        service.problem(service.post("/api/v1/cards", "{\"card\": \"x\", \"community\": \"NOWHERE\", \"holder\": \"other\"}", Map.of()), 422, "invalid-facts");
        service.problem(service.get("/api/v1/cards/nobody"), 404, "not-found");
        service.problem(service.get(path("/entries?limit=0")), 400, "invalid-parameter");
        service.problem(service.post("/api/v1/cards/nobody/acts", body("VOL_SERVICE", "2026-03-07T09:00:00+08:00", null, "", "a"), Map.of()), 404, "not-found");
        JsonNode told = service.problem(service.post(path("/acts"), body("VOL_SERVICE", "2026-03-07T09:00:00+08:00", null, "\"earlier\": []", "a"), Map.of()), 422, "invalid-facts");
        assertThat(told.at("/faults/0/pointer").asString()).isEqualTo("/facts/earlier");
        String act = act("VOL_SERVICE", "2026-03-07T09:00", "2026-03-07T10:00", "a").get("act").asString();
        JsonNode unknown = service.problem(service.post(path("/acts/" + act + "/corrections"), "{\"changes\": {\"ende\": 1}, \"by\": \"STREET_LEADER\", \"reason\": \"x\"}", Map.of()), 422, "invalid-facts");
        assertThat(unknown.at("/faults/0/pointer").asString()).isEqualTo("/facts/ende");
        service.problem(service.post(path("/acts"), "{\"facts\": 1, \"facts\": 2}", Map.of()), 422, "invalid-facts");
        service.problem(service.post(path("/acts"), "{", Map.of()), 400, "malformed-json");
        assertThat(balance("2026-03-08")).isEqualTo("2");
    }

    @Test
    void nothingOfACardCanBeChanged() throws Exception {
        act("VOL_SERVICE", "2026-03-07T09:00", "2026-03-07T13:00", "a");
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            for (String table : List.of("card", "card_operation", "point_entry", "card_state")) {
                for (String change : List.of("DELETE FROM " + table, "TRUNCATE " + table + " CASCADE", "UPDATE " + table + " SET recorded_at = now()")) {
                    assertThatThrownBy(() -> statement.execute(change)).as("role: " + change).hasMessageContaining("permission denied");
                    statement.execute("RESET ROLE");
                    assertThatThrownBy(() -> statement.execute(change)).as("trigger: " + change).hasMessageContaining("append-only");
                    statement.execute("SET ROLE whistle_service");
                }
            }
        }
    }

    @Test
    void aKeyBelongsToOneVoucherAndOneAct() {
        String first = act("VOL_SERVICE", "2026-03-07T09:00", "2026-03-07T13:00", "a").get("act").asString();
        String second = act("VOL_SERVICE", "2026-03-08T09:00", "2026-03-08T13:00", "b").get("act").asString();
        redeem("V-key-1", "M01", "DINING", "1", "2026-03-10T12:00");
        redeem("V-key-2", "M01", "DINING", "1", "2026-03-10T12:00");
        assertThat(service.sent(201, use("V-key-1", "2026-03-11T12:00", "till"), "CardOperation").at("/decision/outcome/verdict").asString()).isEqualTo("HONOURED");
        service.problem(use("V-key-2", "2026-03-11T12:00", "till"), 422, "idempotency-key-reused");
        String change = "{\"changes\": {\"paidOrDuty\": true}, \"by\": \"SECTION_HEAD\", \"reason\": \"误记\"}";
        Map<String, String> key = Map.of("Idempotency-Key", "desk");
        service.sent(201, service.post(path("/acts/" + first + "/corrections"), change, key), "CardOperation");
        service.problem(service.post(path("/acts/" + second + "/corrections"), change, key), 422, "idempotency-key-reused");
        assertThat(service.sent(201, service.post(path("/acts/" + second + "/corrections"), change, Map.of("Idempotency-Key", "desk-2")), "CardOperation").get("entries")).hasSize(1);
    }

    @Test
    void anActCountedLastStaysLast() {
        String suggestion = act("SUGGEST_VALID", "2026-03-01T07:00", null, "idea").get("act").asString();
        act("DONATE_MONEY", "2026-03-02T09:00", null, "\"amountYuan\": \"200\"", "m2");
        act("DONATE_MONEY", "2026-03-03T09:00", null, "\"amountYuan\": \"200\"", "m3");
        act("VOL_SERVICE", "2026-03-01T14:00", "2026-03-01T18:00", "v1a");
        act("VOL_SERVICE", "2026-03-01T18:30", "2026-03-01T20:30", "v1b");
        JsonNode late = act("DONATE_MONEY", "2026-03-01T08:00", null, "\"amountYuan\": \"200\"", "m1");
        assertThat(late.get("balance").asString()).isEqualTo("32");
        JsonNode nothing = correct(suggestion, "{\"evidence\": \"x\"}");
        assertThat(nothing.get("entries")).isEmpty();
        assertThat(nothing.get("balance").asString()).isEqualTo("32");
        assertThat(correct(late.get("act").asString(), "{\"evidence\": \"y\"}").get("balance").asString()).isEqualTo("32");
        assertThat(correct(late.get("act").asString(), "{\"start\": \"2026-03-01T08:01:00+08:00\"}").get("balance").asString()).isEqualTo("32");
        JsonNode forged = correct(act("VOL_SERVICE", "2026-03-04T09:00", "2026-03-04T10:00", "v4").get("act").asString(), "{\"forged\": true}");
        assertThat(forged.get("balance").asString()).as("what came after it keeps its place too").isEqualTo("32");
        everyEntryIsExplainedByADecisionThatReplays();
    }

    @Test
    void anActVerifiedLateNeverLeavesThePersonWithLess() {
        String pending = act("DONATE_MONEY", "2026-03-01T08:00", null, "\"amountYuan\": \"200\", \"verified\": false", "m1").get("act").asString();
        act("DONATE_MONEY", "2026-03-02T09:00", null, "\"amountYuan\": \"200\"", "m2");
        act("DONATE_MONEY", "2026-03-03T09:00", null, "\"amountYuan\": \"200\"", "m3");
        act("VOL_SERVICE", "2026-03-01T14:00", "2026-03-01T18:00", "v1a");
        act("VOL_SERVICE", "2026-03-01T18:30", "2026-03-01T20:30", "v1b");
        JsonNode verified = correct(pending, "{\"verified\": true}");
        assertThat(verified.get("accepted").asBoolean()).isTrue();
        assertThat(verified.get("balance").asString()).isEqualTo("32");
    }

    @Test
    void amountsArePositive() {
        for (String amount : List.of("-10", "0", "0.0", "-0", "1e3", "")) {
            refused("/acts", body("DONATE_MONEY", "2026-03-02T09:00:00+08:00", null, "\"amountYuan\": \"" + amount + "\"", "m" + amount), "/facts/amountYuan");
            refused("/redemptions", redemption("V-n", "M01", "DINING", amount, "2026-03-10T12:00", ""), "/facts/price");
        }
        for (String kind : List.of("act", "redemption")) {
            String body = kind.equals("act") ? body("DONATE_MONEY", "2026-03-02T09:00:00+08:00", null, "\"amountYuan\": \"-10\"", "m") : redemption("V-n", "M01", "DINING", "-10", "2026-03-10T12:00", "");
            JsonNode told = service.problem(service.post("/api/v1/decisions/" + kind, body, Map.of()), 422, "invalid-facts");
            assertThat(told.at("/faults/0/accepted").asString()).contains("大于 0");
        }
        assertThat(balance("2026-11-26")).isEqualTo("0");
    }

    @Test
    void namesAreSafeInAPathAndTextsHoldNoControlCharacters() {
        for (String name : List.of("", "a/b", "a b", "..", "-a", "卡\\u0000", "x\\n", "V".repeat(201))) {
            refused("/redemptions", redemption(name, "M01", "DINING", "1", "2026-03-10T12:00", ""), "/facts/voucher");
            JsonNode told = service.problem(service.post("/api/v1/cards", "{\"card\": \"" + name + "\", \"community\": \"XIANGYUN\", \"holder\": \"R\"}", Map.of()), 422, "invalid-facts");
            assertThat(told.at("/faults/0/pointer").asString()).isEqualTo("/card");
        }
        act("VOL_SERVICE", "2026-03-07T09:00", "2026-03-07T13:00", "a");
        String longest = "V".repeat(200);
        assertThat(redeem(longest, "M01", "DINING", "1", "2026-03-10T12:00").get("accepted").asBoolean()).isTrue();
        assertThat(service.sent(201, use(longest, "2026-03-11T12:00", "longest"), "CardOperation").get("accepted").asBoolean()).isTrue();
        service.problem(service.post("/api/v1/cards", "{\"card\": \"x\", \"community\": \"XIANGYUN\", \"holder\": \"R\\u0000\"}", Map.of()), 422, "invalid-facts");
        refused("/states", "{\"active\": false, \"reason\": \"\\u0000\"}", "/reason");
        refused("/states", "{\"active\": false, \"reason\": \" \"}", "/reason");
        refused("/redemptions", redemption("V-m", "M01\\u0000", "DINING", "1", "2026-03-10T12:00", ""), "/facts/merchant");
        refused("/acts", body("VOL_SERVICE", "2026-03-07T09:00:00+08:00", null, "", "\\ud800"), "/facts/evidence");
    }

    @Test
    void aFreezeNamesItsActsInAList() {
        String act = act("VOL_SERVICE", "2026-03-07T09:00", "2026-03-07T13:00", "a").get("act").asString();
        String facts = "{\"facts\": {\"community\": \"XIANGYUN\", \"at\": \"2026-03-20T10:00:00+08:00\", \"by\": \"STREET_LEADER\", \"reason\": \"伪造\", \"forgeryProven\": true}, \"acts\": %s}";
        refused("/freezes", facts.formatted("\"" + act + "\""), "/acts");
        refused("/freezes", facts.formatted("{\"0\": \"" + act + "\"}"), "/acts");
        refused("/freezes", facts.formatted("[\"nothing\"]"), "/acts/0");
        assertThat(statement("2026-03-20").has("frozenUntil")).isFalse();
        assertThat(service.sent(201, service.post(path("/freezes"), facts.formatted("null"), Map.of()), "CardOperation").get("accepted").asBoolean()).isTrue();
    }

    @Test
    void onlyWhoMayDecideAFreezeMaySayThatAnActWasForged() {
        String act = act("VOL_SERVICE", "2026-03-07T09:00", "2026-03-07T13:00", "a").get("act").asString();
        String ask = "{\"changes\": {\"forged\": %s}, \"by\": \"%s\", \"reason\": \"伪造\"}";
        JsonNode told = refused("/acts/" + act + "/corrections", ask.formatted("true", "COMMUNITY_SECRETARY"), "/by");
        assertThat(told.at("/faults/0/message/zh").asString()).contains("社区书记不能决定冻结").contains("xiangyun/freezes FZ#role");
        assertThat(balance("2026-03-20")).isEqualTo("8");
        service.sent(201, service.post(path("/acts/" + act + "/corrections"), ask.formatted("true", "SECTION_HEAD"), Map.of()), "CardOperation");
        assertThat(balance("2026-03-20")).isEqualTo("0");
        refused("/acts/" + act + "/corrections", ask.formatted("false", "COMMUNITY_SECRETARY"), "/by");
        assertThat(balance("2026-03-20")).isEqualTo("0");
        service.sent(201, service.post(path("/acts/" + act + "/corrections"),
                "{\"changes\": {\"end\": \"2026-03-07T12:00:00+08:00\"}, \"by\": \"COMMUNITY_SECRETARY\", \"reason\": \"签退有误\"}", Map.of()), "CardOperation");
        service.sent(201, service.post(path("/acts/" + act + "/corrections"), ask.formatted("false", "STREET_LEADER"), Map.of()), "CardOperation");
        assertThat(balance("2026-03-20")).isEqualTo("6");
    }

    @Test
    void aCardEarnsAndRedeemsInItsCommunityOnly() {
        service.sent(201, service.post("/api/v1/cards", "{\"card\": \"elsewhere\", \"community\": \"JIXIANG\", \"holder\": \"R-elsewhere\"}", Map.of()), "CardStatement");
        String act = body("VOL_SERVICE", "2026-03-07T09:00:00+08:00", "2026-03-07T13:00:00+08:00", "", "a");
        JsonNode told = service.problem(service.post("/api/v1/cards/elsewhere/acts", act, Map.of()), 422, "invalid-facts");
        assertThat(told.at("/faults/0/pointer").asString()).isEqualTo("/facts/community");
        assertThat(told.at("/faults/0/accepted").asString()).isEqualTo("JIXIANG");
        JsonNode none = service.sent(201, service.post("/api/v1/cards/elsewhere/acts", act.replace("XIANGYUN", "JIXIANG"), Map.of()), "CardOperation");
        assertThat(none.at("/decision/outcome/zeroReason").asString()).isEqualTo("NOT_IN_SCHEME");
        service.problem(service.post("/api/v1/cards/elsewhere/acts/" + none.get("act").asString() + "/corrections",
                "{\"changes\": {\"community\": \"XIANGYUN\"}, \"by\": \"STREET_LEADER\", \"reason\": \"x\"}", Map.of()), 422, "invalid-facts");
        service.problem(service.post("/api/v1/cards/elsewhere/redemptions", redemption("V-else", "M01", "DINING", "1", "2026-03-10T12:00", ""), Map.of()), 422, "invalid-facts");
        service.problem(service.post("/api/v1/cards/elsewhere/freezes", "{\"facts\": {\"community\": \"XIANGYUN\", \"at\": \"2026-03-20T10:00:00+08:00\", \"by\": \"STREET_LEADER\","
                + " \"reason\": \"伪造\", \"forgeryProven\": true}}", Map.of()), 422, "invalid-facts");
        assertThat(JSON.readTree(service.get("/api/v1/cards/elsewhere?date=2026-03-08").body()).get("balance").asString()).isEqualTo("0");
    }

    @Test
    void momentsAreNeitherAheadOfTheClockNorBeforeTheLastOfTheirKind() {
        clock.set("2026-03-12T12:00");
        act("VOL_SERVICE", "2026-03-07T09:00", "2026-03-07T13:00", "a");
        refused("/redemptions", redemption("V-m1", "M01", "DINING", "1", "2026-03-12T12:10", ""), "/facts/at");
        redeem("V-m1", "M01", "DINING", "1", "2026-03-12T12:04");
        refused("/redemptions", redemption("V-m2", "M01", "DINING", "1", "2026-03-12T11:58", ""), "/facts/at");
        redeem("V-m2", "M01", "DINING", "1", "2026-03-12T12:00");
        clock.set("2026-09-01T12:00");
        JsonNode early = service.problem(use("V-m1", "2026-03-11T12:00", "m-0"), 422, "invalid-facts");
        assertThat(early.at("/faults/0/pointer").asString()).isEqualTo("/at");
        assertThat(early.at("/faults/0/accepted").asString()).contains("2026-03-12T11:59:00");
        service.problem(use("V-m1", "2026-09-01T12:06", "m-1"), 422, "invalid-facts");
        service.sent(201, use("V-m1", "2026-06-12T12:00", "m-2"), "CardOperation");
        service.problem(use("V-m2", "2026-06-10T12:00", "m-3"), 422, "invalid-facts");
        assertThat(service.sent(201, use("V-m2", "2026-09-01T12:00", "m-4"), "CardOperation").at("/decision/outcome/verdict").asString()).isEqualTo("REFUNDED");
        String freeze = "{\"facts\": {\"community\": \"XIANGYUN\", \"at\": \"%s:00+08:00\", \"by\": \"STREET_LEADER\", \"reason\": \"伪造\", \"forgeryProven\": true}}";
        refused("/freezes", freeze.formatted("2036-09-01T12:00"), "/facts/at");
        service.sent(201, service.post(path("/freezes"), freeze.formatted("2026-09-01T12:00"), Map.of()), "CardOperation");
        refused("/freezes", freeze.formatted("2026-08-01T12:00"), "/facts/at");
    }

    @Test
    void p10AnIdeaEarnsEachOfItsStepsOnce() {
        assertThat(act("SUGGEST_VALID", "2026-03-02T09:00", null, "idea-1").get("balance").asString()).isEqualTo("1");
        HttpResponse<String> adopted = service.post(path("/acts"), body("SUGGEST_ADOPTED", "2026-03-20T09:00:00+08:00", null, "", "idea-1"), Map.of());
        assertThat(service.sent(201, adopted, "CardOperation").get("balance").asString()).isEqualTo("6");
        HttpResponse<String> again = service.post(path("/acts"), body("SUGGEST_ADOPTED", "2026-04-21T09:00:00+08:00", null, "", "idea-1"), Map.of());
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(adopted.body());
        assertThat(act("SUGGEST_EFFECT", "2026-05-08T09:00", null, "idea-1").get("balance").asString()).isEqualTo("16");
        assertThat(service.post(path("/acts"), body("SUGGEST_EFFECT", "2026-05-09T09:00:00+08:00", null, "", "idea-1"), Map.of()).statusCode()).isEqualTo(200);
        assertThat(act("SUGGEST_ADOPTED", "2026-06-01T09:00", null, "idea-2").get("balance").asString()).as("another idea").isEqualTo("21");
        assertThat(act("VOL_SERVICE", "2026-06-02T09:00", "2026-06-02T10:00", "sheet").get("balance").asString()).isEqualTo("23");
        assertThat(act("VOL_SERVICE", "2026-06-03T09:00", "2026-06-03T10:00", "sheet").get("balance").asString()).as("hours are another matter").isEqualTo("25");
    }

    @Test
    void whatTheDatabaseRefusesIsNotTakenForAKeyInFlight() throws Exception {
        act("VOL_SERVICE", "2026-03-07T09:00", "2026-03-07T13:00", "a");
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("RESET ROLE");
            statement.execute("ALTER TABLE point_entry ADD CONSTRAINT refused CHECK (card <> '" + card + "') NOT VALID");
            try {
                service.problem(service.post(path("/acts"), body("VOL_SERVICE", "2026-03-08T09:00:00+08:00", "2026-03-08T13:00:00+08:00", "", "b"), Map.of()), 500, "internal");
            } finally {
                statement.execute("ALTER TABLE point_entry DROP CONSTRAINT refused");
                statement.execute("SET ROLE whistle_service");
            }
        }
    }

    /** A thousand callers at once, acts in any order of time, half of them said twice, and redemptions that want more than there is. */
    @Test
    void aThousandAtOnceBreakNoCapAndOverspendNothing() throws Exception {
        Random random = new Random(20260301);
        List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            LocalDate day = LocalDate.of(2026, 1, 1).plusDays(random.nextInt(180));
            int hour = 6 + random.nextInt(14);
            String act = switch (i % 4) {
                case 0, 1 -> body("VOL_SERVICE", day + "T%02d:00:00+08:00".formatted(hour), day + "T%02d:30:00+08:00".formatted(hour + 1 + random.nextInt(3)), "", "v" + i);
                case 2 -> body("DONATE_MONEY", day + "T%02d:00:00+08:00".formatted(hour), null, "\"amountYuan\": \"" + 40 * (1 + random.nextInt(8)) + "\"", "m" + i);
                default -> body("SUGGEST_ADOPTED", day + "T%02d:00:00+08:00".formatted(hour), null, "", "s" + i);
            };
            calls.add(() -> service.post(path("/acts"), act, Map.of()));
            calls.add(() -> service.post(path("/acts"), act, Map.of()));
        }
        AtomicInteger asked = new AtomicInteger();
        for (int i = 0; i < 400; i++) {
            String voucher = "T-" + i;
            int price = 1 + random.nextInt(12);
            calls.add(() -> service.post(path("/redemptions"), redemption(voucher, "M01", "DINING", String.valueOf(price),
                    LocalDate.of(2026, 1, 1).plusDays(asked.getAndIncrement() * 300 / 400) + "T12:00", ""), Map.of()));
        }
        java.util.Collections.shuffle(calls, random);
        assertThat(calls).hasSize(1000);
        ExecutorService callers = Executors.newFixedThreadPool(32);
        int redeemed = 0;
        int tooLate = 0;
        Set<String> acts = new HashSet<>();
        try {
            for (Future<HttpResponse<String>> call : callers.invokeAll(calls)) {
                JsonNode done = JSON.readTree(call.get().body());
                if (done.at("/faults/0/pointer").asString("").equals("/facts/at")) {
                    // somebody else redeemed with a later moment meanwhile
                    tooLate++;
                    continue;
                }
                assertThat(call.get().statusCode()).as(call.get().body()).isIn(200, 201);
                if (done.get("kind").asString().equals("ACT")) {
                    acts.add(done.get("act").asString());
                } else if (done.get("accepted").asBoolean()) {
                    redeemed++;
                }
                assertThat(new BigDecimal(done.get("balance").asString())).isNotNegative();
            }
        } finally {
            callers.shutdownNow();
        }
        assertThat(acts).hasSize(300);
        assertThat(redeemed).isGreaterThan(10);
        assertThat(tooLate).isLessThan(100);

        Map<String, BigDecimal> used = new HashMap<>();
        Map<String, Integer> vouchers = new HashMap<>();
        BigDecimal running = BigDecimal.ZERO;
        for (PointEntry entry : store.entries(card)) {
            running = running.add(entry.points());
            assertThat(running).as("after entry %s", entry.number()).isNotNegative();
            if (entry.kind() == PointEntry.Kind.REDEMPTION) {
                vouchers.merge(entry.voucher(), 1, Integer::sum);
            } else {
                String month = entry.day().toString().substring(0, 7);
                used.merge("day " + entry.day(), entry.points(), BigDecimal::add);
                used.merge("month " + month, entry.points(), BigDecimal::add);
                used.merge(entry.category() + " " + month, entry.points(), BigDecimal::add);
            }
        }
        used.forEach((period, points) -> {
            int cap = period.startsWith("day") ? 12 : period.startsWith("month") ? 100 : period.startsWith("DON") ? 20 : period.startsWith("SUG") ? 30 : 100;
            assertThat(points).as(period).isBetween(BigDecimal.ZERO, BigDecimal.valueOf(cap));
        });
        assertThat(used.values().stream().filter(points -> points.compareTo(BigDecimal.valueOf(12)) == 0)).as("some caps were reached").isNotEmpty();
        assertThat(vouchers.values()).allMatch(times -> times == 1);
        assertThat(running).as("no points expired yet").isEqualByComparingTo(statement("2026-12-31").get("balance").asString());
    }

    private JsonNode refused(String rest, String body, String pointer) {
        JsonNode told = service.problem(service.post(path(rest), body, Map.of()), 422, "invalid-facts");
        assertThat(told.at("/faults/0/pointer").asString()).isEqualTo(pointer);
        return told;
    }

    private void everyEntryIsExplainedByADecisionThatReplays() {
        List<String> decisions = JdbcClient.create(database).sql("SELECT DISTINCT decision::text FROM point_entry WHERE card = :card").param("card", card).query(String.class).list();
        assertThat(decisions).isNotEmpty();
        for (String decision : decisions) {
            JsonNode replay = JSON.readTree(service.post("/api/v1/decisions/" + decision + "/replay", "", Map.of()).body());
            assertThat(replay.get("same").asBoolean()).as(replay.toString()).isTrue();
        }
    }

    private JsonNode act(String type, String start, String end, String evidence) {
        return act(type, start, end, "", evidence);
    }

    private JsonNode act(String type, String start, String end, String more, String evidence) {
        return service.sent(201, service.post(path("/acts"), body(type, start + ":00+08:00", end == null ? null : end + ":00+08:00", more, evidence), Map.of()), "CardOperation");
    }

    private static String body(String type, String start, String end, String more, String evidence) {
        return "{\"facts\": {\"community\": \"XIANGYUN\", \"type\": \"" + type + "\", \"start\": \"" + start + "\"" + (end == null ? "" : ", \"end\": \"" + end + "\"")
                + (more.contains("verified") ? "" : ", \"verified\": true") + (more.isEmpty() ? "" : ", " + more) + ", \"evidence\": \"" + evidence + "\"}}";
    }

    private JsonNode correct(String act, String changes) {
        return service.sent(201, service.post(path("/acts/" + act + "/corrections"), "{\"changes\": " + changes + ", \"by\": \"SECTION_HEAD\", \"reason\": \"核对签到\"}", Map.of()), "CardOperation");
    }

    private JsonNode redeem(String voucher, String merchant, String category, String price, String at) {
        return redeem(voucher, merchant, category, price, at, "");
    }

    private JsonNode redeem(String voucher, String merchant, String category, String price, String at, String more) {
        return service.sent(201, service.post(path("/redemptions"), redemption(voucher, merchant, category, price, at, more), Map.of()), "CardOperation");
    }

    private static String redemption(String voucher, String merchant, String category, String price, String at, String more) {
        return "{\"facts\": {\"community\": \"XIANGYUN\", \"at\": \"" + at + ":00+08:00\", \"voucher\": \"" + voucher + "\", \"merchant\": \"" + merchant
                + "\", \"category\": \"" + category + "\", \"price\": \"" + price + "\"" + (more.isEmpty() ? "" : ", " + more) + "}}";
    }

    private HttpResponse<String> use(String voucher, String at, String key) {
        return service.post(path("/vouchers/" + voucher + "/uses"), "{\"at\": \"" + at + ":00+08:00\"}", Map.of("Idempotency-Key", key));
    }

    private JsonNode statement(String date) {
        return service.sent(200, service.get(path("?date=" + date)), "CardStatement");
    }

    private String balance(String date) {
        return statement(date).get("balance").asString();
    }

    private String path(String rest) {
        return "/api/v1/cards/" + card + rest;
    }
}
