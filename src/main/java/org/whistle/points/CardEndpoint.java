package org.whistle.points;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.whistle.api.PointsApi;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.FactReader;
import org.whistle.facts.InputFault;
import org.whistle.facts.JsonValues;
import org.whistle.facts.Label;
import org.whistle.facts.StrictJson;
import org.whistle.ledger.Answers;
import org.whistle.ledger.Ledger;
import org.whistle.web.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Cards over HTTP. */
@RestController
class CardEndpoint implements PointsApi {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LONGEST_KEY = 200;
    /** What the account tells the decision, and no caller may. */
    private static final List<String> KNOWN_OF_ACTS = List.of("earlier");
    private static final List<String> KNOWN_OF_REDEMPTIONS = List.of("cardActive", "balance", "frozen", "timesThisMonth", "voucherIssued", "voucherUntil");

    private final Cards cards;
    private final CardStore store;
    private final Ledger ledger;
    private final StrictJson reader;
    private final Clock clock;

    CardEndpoint(Cards cards, CardStore store, Ledger ledger, StrictJson reader, Clock clock) {
        this.cards = cards;
        this.store = store;
        this.ledger = ledger;
        this.reader = reader;
        this.clock = clock;
    }

    @Override
    public ResponseEntity<Resource> openCard(Resource body) {
        JsonNode asked = read("CardAsk", body);
        CardStore.Card card = new CardStore.Card(asked.get("card").asString(), asked.get("community").asString(), asked.get("holder").asString());
        boolean opened = cards.open(card, !asked.hasNonNull("active") || asked.get("active").asBoolean());
        return json(opened ? HttpStatus.CREATED : HttpStatus.OK, statement(card.card(), today()));
    }

    @Override
    public ResponseEntity<Resource> getCard(String card, LocalDate date) {
        return json(HttpStatus.OK, statement(card, date == null ? today() : date));
    }

    @Override
    public ResponseEntity<Resource> listPointEntries(String card, Long after, Integer limit) {
        known(card);
        if (after < 0 || limit < 1 || limit > 1000) {
            throw Problem.INVALID_PARAMETER.raised("after ≥ 0, limit 1–1000");
        }
        return json(HttpStatus.OK, store.entries(card, after, limit).stream().map(CardEndpoint::line).toList());
    }

    @Override
    public ResponseEntity<Resource> setCardState(String card, Resource body) {
        JsonNode asked = read("CardStateAsk", body);
        cards.state(card, asked.get("active").asBoolean(), asked.get("reason").asString());
        return json(HttpStatus.OK, statement(card, today()));
    }

    @Override
    public ResponseEntity<Resource> recordAct(String card, Resource body) {
        return answer(cards.act(card, facts("act", tree(body), KNOWN_OF_ACTS)));
    }

    @Override
    public ResponseEntity<Resource> correctAct(String card, UUID act, Resource body, String key) {
        JsonNode asked = read("CorrectionAsk", body);
        if (asked.get("changes").has("earlier")) {
            throw fault("/changes/earlier", "", "由账本提供 (the account knows it)");
        }
        return answer(cards.correction(card, act, asked.get("changes"), asked.get("by").asString(), asked.get("reason").asString(), once(card, "acts/" + act + "/corrections", asked, key)));
    }

    @Override
    public ResponseEntity<Resource> redeem(String card, Resource body) {
        return answer(cards.redemption(card, facts("redemption", tree(body), KNOWN_OF_REDEMPTIONS)));
    }

    @Override
    public ResponseEntity<Resource> useVoucher(String card, String voucher, Resource body, String key) {
        JsonNode asked = read("VoucherUseAsk", body);
        return answer(cards.voucher(card, voucher, asked, once(card, "vouchers/" + voucher + "/uses", asked, key)));
    }

    @Override
    public ResponseEntity<Resource> freezeCard(String card, Resource body, String key) {
        JsonNode asked = read("CardFreezeAsk", body);
        List<UUID> acts = new ArrayList<>();
        asked.path("acts").forEach(one -> acts.add(UUID.fromString(one.asString())));
        ObjectNode told = JSON.createObjectNode();
        told.set("facts", asked.get("facts"));
        return answer(cards.freeze(card, facts("freeze", told, List.of()), acts, once(card, "freezes", asked, key)));
    }

    private StrictJson.Read facts(String kind, JsonNode body, List<String> known) {
        for (String name : known) {
            if (body.path("facts").has(name)) {
                throw fault("/facts/" + name, shortened(body.get("facts").get(name)), "由账本提供，不可填写 (the account knows it; leave it out)");
            }
        }
        if (body.has("decidedAt")) {
            throw fault("/decidedAt", shortened(body.get("decidedAt")), "不可填写 (leave it out)");
        }
        try {
            return reader.read(kind, body);
        } catch (StrictJson.Refused refused) {
            throw Problem.INVALID_FACTS.raised(refused.faults());
        }
    }

    private JsonNode tree(Resource body) {
        return read(body, reader::strict);
    }

    private JsonNode read(String schema, Resource body) {
        return read(body, bytes -> reader.body(schema, bytes));
    }

    /** A way to read a body. */
    private interface Reading {
        JsonNode of(byte[] body) throws StrictJson.Refused;
    }

    private static JsonNode read(Resource body, Reading reading) {
        try {
            return reading.of(body.getContentAsByteArray());
        } catch (StrictJson.Refused refused) {
            throw (refused.isMalformed() ? Problem.MALFORMED_JSON : Problem.INVALID_FACTS).raised(refused.faults());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Problem.Raised fault(String pointer, String found, String accepted) {
        return Problem.INVALID_FACTS.raised(List.of(new InputFault(pointer, found, accepted,
                new Label("值不被接受，应为：" + accepted, "the value is not accepted; accepted: " + accepted))));
    }

    private static String shortened(JsonNode value) {
        String text = value.isMissingNode() ? "" : value.toString();
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }

    private static Cards.Once once(String card, String what, JsonNode asked, String key) {
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw Problem.INVALID_PARAMETER.raised("Idempotency-Key: 1–" + LONGEST_KEY + " 字 characters");
        }
        return new Cards.Once(key == null ? null : "key:" + key, Cards.digest(card, what, asked));
    }

    private CardStore.Card known(String card) {
        return store.card(card).orElseThrow(() -> Problem.NOT_FOUND.raised("card " + card));
    }

    private Map<String, Object> statement(String number, LocalDate day) {
        CardStore.Card card = known(number);
        Balance balance = Balance.of(store.entries(number));
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("card", card.card());
        statement.put("community", card.community());
        statement.put("holder", card.holder());
        statement.put("active", store.active(number));
        statement.put("date", day);
        statement.put("balance", balance.on(day));
        statement.put("redeemBlocked", balance.on(day).signum() < 0);
        store.frozenUntil(number).ifPresent(until -> statement.put("frozenUntil", until));
        List<Map<String, Object>> expiring = new ArrayList<>();
        balance.expiring(day).forEach((expiresOn, points) -> expiring.add(Map.of("expiresOn", expiresOn, "points", points)));
        statement.put("expiring", expiring);
        return statement;
    }

    /** The same operation gives the same bytes for ever: everything in it is stored. */
    private ResponseEntity<Resource> answer(Cards.Done done) {
        CardOperation made = done.operation();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("card", made.card());
        answer.put("kind", made.kind());
        put(answer, "act", made.act());
        put(answer, "voucher", made.voucher());
        answer.put("accepted", made.accepted());
        put(answer, "until", made.until());
        answer.put("entries", store.causedBy(made.decision()).stream().map(CardEndpoint::line).toList());
        answer.put("balance", made.balance());
        Map<String, Object> whole = new LinkedHashMap<>(tree(answer));
        whole.put("decision", StrictJson.own(Answers.of(ledger.find(made.decision()).orElseThrow())));
        ResponseEntity.BodyBuilder response = ResponseEntity.status(done.before() ? HttpStatus.OK : HttpStatus.CREATED).contentType(MediaType.APPLICATION_JSON);
        if (done.before()) {
            response.header("Idempotency-Replayed", "true");
        }
        return response.body(new ByteArrayResource(CanonicalJson.of(whole)));
    }

    private static Map<String, Object> line(PointEntry entry) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("number", entry.number());
        line.put("kind", entry.kind());
        put(line, "act", entry.act());
        put(line, "voucher", entry.voucher());
        line.put("day", entry.day());
        put(line, "category", entry.category());
        line.put("points", entry.points());
        put(line, "truncated", entry.truncated());
        put(line, "expiresOn", entry.expiresOn());
        line.put("decision", entry.decision().toString());
        line.put("recordedAt", entry.recordedAt().toLocalDateTime());
        return line;
    }

    private static void put(Map<String, Object> map, String name, Object value) {
        if (value != null) {
            map.put(name, value instanceof UUID id ? id.toString() : value);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> tree(Map<String, Object> map) {
        return (Map<String, Object>) JsonValues.of(map);
    }

    private static ResponseEntity<Resource> json(HttpStatus status, Object body) {
        return ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON).body(new ByteArrayResource(CanonicalJson.of(JsonValues.of(body))));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), FactReader.BEIJING);
    }
}
