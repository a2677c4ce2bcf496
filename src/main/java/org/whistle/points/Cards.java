package org.whistle.points;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.whistle.decision.Decide;
import org.whistle.decision.Decision;
import org.whistle.decision.Finding;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.DateBasis;
import org.whistle.facts.FactReader;
import org.whistle.facts.Facts;
import org.whistle.facts.InputFault;
import org.whistle.facts.JsonValues;
import org.whistle.facts.Label;
import org.whistle.facts.StrictJson;
import org.whistle.facts.Vocabulary;
import org.whistle.ledger.Deciding;
import org.whistle.ledger.DecisionRecord;
import org.whistle.ledger.Ledger;
import org.whistle.ruleset.Rulesets;
import org.whistle.web.Moment;
import org.whistle.web.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Earning and redeeming. Whatever is done to a card is done by one caller at a time; its decision, its entries and what they mean to other acts are
 * committed together.
 */
@Component
class Cards {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int TURNS = 256;
    private static final long LONGEST_WAIT_SECONDS = 30;
    /** More acts in a month than anybody can do; the contract takes no more earlier acts. */
    private static final int MOST_IN_WINDOW = 999;
    private static final BigDecimal NONE = BigDecimal.ZERO;
    /** What an idea earns once, whenever it is said again (policy brief 3.5, rows 8 to 10). */
    private static final Set<String> ONCE_FOR_AN_IDEA = Set.of("SUGGEST_VALID", "SUGGEST_ADOPTED", "SUGGEST_EFFECT");
    /** Stands for an act that has no id yet: later than all that have one. */
    private static final UUID NEW = new UUID(Long.MAX_VALUE, Long.MAX_VALUE);

    private final CardStore store;
    private final Ledger ledger;
    private final Rulesets rulesets;
    private final StrictJson reader;
    private final Vocabulary vocabulary;
    private final Clock clock;
    private final Duration ahead;
    private final TransactionTemplate transaction;
    private final ReentrantLock[] turns = Stream.generate(ReentrantLock::new).limit(TURNS).toArray(ReentrantLock[]::new);

    /** An operation, and whether it had been done before. */
    record Done(CardOperation operation, boolean before) {
    }

    /** A request to do something once: what makes a repetition known (null if nothing does), and the digest of the request. */
    record Once(String key, String digest) {
    }

    Cards(CardStore store, Ledger ledger, Rulesets rulesets, StrictJson reader, Vocabulary vocabulary, Clock clock, @Value("${whistle.clock-ahead}") Duration ahead,
          PlatformTransactionManager transactions) {
        this.store = store;
        this.ledger = ledger;
        this.rulesets = rulesets;
        this.reader = reader;
        this.vocabulary = vocabulary;
        this.clock = clock;
        this.ahead = ahead;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Opens a card; true if it was opened now, false if it was there. */
    boolean open(CardStore.Card card, boolean active) {
        return alone(card.card(), () -> {
            Optional<CardStore.Card> known = store.card(card.card());
            if (known.isPresent()) {
                if (!known.get().equals(card)) {
                    throw Problem.ALREADY_EXISTS.raised(card.card());
                }
                return false;
            }
            store.open(card, now());
            store.state(card.card(), active, "开卡 opened", now());
            return true;
        });
    }

    /** Takes a card into use or out of it. */
    void state(String card, boolean active, String reason) {
        alone(card, () -> {
            known(card);
            store.state(card, active, reason, now());
            return null;
        });
    }

    /**
     * Records an act, once for the same person, kind of act, time and evidence (policy brief 3.11, row 15); an idea, which its evidence names, at any time. An act reported late moves what was awarded
     * after it, unless that would leave the person with less: then it is counted last (3.18, the more favourable).
     */
    Done act(String card, StrictJson.Read read) {
        ObjectNode facts = read.recorded().deepCopy();
        facts.remove("earlier");
        List<String> same = new ArrayList<>();
        same.add(known(card).holder());
        same.add(facts.get("type").asString());
        same.add(facts.path("evidence").asString(null));
        if (!ONCE_FOR_AN_IDEA.contains(same.get(1)) || same.get(2) == null) {
            for (String name : List.of("start", "end")) {
                same.add(facts.hasNonNull(name) ? OffsetDateTime.parse(facts.get(name).asString()).toInstant().toString() : null);
            }
        }
        Once once = new Once("act:" + CanonicalJson.sha256(CanonicalJson.of(same)), digest(card, "acts", read.body()));
        return alone(card, () -> {
            Optional<CardOperation> before = store.once(once.key());
            if (before.isPresent()) {
                return new Done(before.get(), true);
            }
            ofCommunity(known(card), facts);
            return new Done(changed(card, CardOperation.Kind.ACT, null, facts, read.assumed(), once, null, null, null), false);
        });
    }

    /** Corrects the facts of an act; what caps had cut off elsewhere may come back. */
    Done correction(String card, UUID act, JsonNode changes, String author, String reason, Once once) {
        return alone(card, () -> {
            Optional<CardOperation> before = before(once);
            if (before.isPresent()) {
                return new Done(before.get(), true);
            }
            CountedAct known = act(card, act);
            if (changes.has("forged") && !changes.get("forged").equals(known.facts().get("forged"))) {
                mayDecideForgery(known(card), author, reason);
            }
            return new Done(corrected(card, known, changes, author, reason, once, null), false);
        });
    }

    /** Asks for a voucher; points are taken if the decision says so. A voucher's name is used once. */
    Done redemption(String card, StrictJson.Read read) {
        String voucher = read.recorded().get("voucher").asString();
        Once once = new Once("voucher:" + voucher, digest(card, "redemptions", read.body()));
        return alone(card, () -> {
            known(card);
            Optional<CardOperation> before = before(once);
            if (before.isPresent()) {
                return new Done(before.get(), true);
            }
            ofCommunity(known(card), read.recorded());
            timely(read.body(), "/facts/at", store.newest(card, CardOperation.Kind.REDEMPTION));
            LocalDateTime at = read.facts().moment();
            Balance balance = Balance.of(store.entries(card));
            ObjectNode facts = read.recorded().deepCopy();
            facts.put("cardActive", store.active(card));
            facts.put("balance", balance.on(at.toLocalDate()).toPlainString());
            facts.put("frozen", store.frozenUntil(card).filter(until -> at.toLocalDate().isBefore(until)).isPresent());
            facts.put("timesThisMonth", store.redemptions(card, at.toLocalDate()));
            List<String> assumed = read.assumed().stream().filter(pointer -> !pointer.endsWith("/frozen") && !pointer.endsWith("/timesThisMonth")).toList();
            Recorded recorded = decided(StrictJson.bind("redemption", facts), facts, assumed, rulesets.newest());
            Map<String, Object> outcome = recorded.decision().outcome();
            boolean accepted = "OK".equals(outcome.get("verdict"));
            List<PointEntry> entries = accepted ? List.of(entry(card, PointEntry.Kind.REDEMPTION, null, voucher, at.toLocalDate(),
                    new DayAward(((BigDecimal) outcome.get("points")).negate(), null, null, null), recorded.record(), recorded.id())) : List.of();
            return new Done(operation(recorded, card, CardOperation.Kind.REDEMPTION, null, null, voucher, accepted, (LocalDate) outcome.get("validUntil"), null, null, once,
                    entries, at.toLocalDate()), false);
        });
    }

    /** Presents a voucher at its merchant: honoured, or its points are given back; once. */
    Done voucher(String card, String voucher, JsonNode asked, Once once) {
        return alone(card, () -> {
            known(card);
            Optional<CardOperation> before = before(once);
            if (before.isPresent()) {
                return new Done(before.get(), true);
            }
            CardOperation issue = store.issue(voucher).filter(found -> found.card().equals(card)).orElseThrow(() -> Problem.NOT_FOUND.raised("voucher " + voucher));
            OffsetDateTime at = timely(asked, "/at", Stream.concat(Stream.of(issue.from()), store.newest(card, CardOperation.Kind.VOUCHER).stream())
                    .max(OffsetDateTime.timeLineOrder()));
            JsonNode issued = StrictJson.own(ledger.find(issue.decision()).orElseThrow().facts());
            ObjectNode facts = JSON.createObjectNode();
            facts.put("community", issued.get("community").asString());
            facts.put("at", (String) JsonValues.of(local(at)));
            facts.put("voucher", voucher);
            facts.put("merchant", issued.get("merchant").asString());
            facts.put("issuedOn", local(issue.from()).toLocalDate().toString());
            facts.put("validUntil", issue.until().toString());
            facts.put("points", issued.get("price").asString());
            facts.put("settled", store.settled(voucher));
            StrictJson.Read read = read("voucher", facts);
            Recorded recorded = decided(read.facts(), read.recorded(), read.assumed(), rulesets.newest());
            Map<String, Object> outcome = recorded.decision().outcome();
            boolean refunded = "REFUNDED".equals(outcome.get("verdict"));
            LocalDate day = read.facts().moment().toLocalDate();
            List<PointEntry> entries = refunded ? List.of(entry(card, PointEntry.Kind.REFUND, null, voucher, day,
                    new DayAward((BigDecimal) outcome.get("points"), null, (LocalDate) outcome.get("expiresOn"), null), recorded.record(), recorded.id())) : List.of();
            return new Done(operation(recorded, card, CardOperation.Kind.VOUCHER, null, null, voucher, refunded || "HONOURED".equals(outcome.get("verdict")), null, null, null,
                    once, entries, day), false);
        });
    }

    /** A person's decision that records were forged: the acts named are set right and the points are frozen, if the decision says so. */
    Done freeze(String card, StrictJson.Read read, List<UUID> acts, Once once) {
        return alone(card, () -> {
            known(card);
            Optional<CardOperation> before = before(once);
            if (before.isPresent()) {
                return new Done(before.get(), true);
            }
            ofCommunity(known(card), read.recorded());
            timely(read.body(), "/facts/at", store.newest(card, CardOperation.Kind.FREEZE));
            acts.forEach(act -> act(card, act));
            Recorded recorded = decided(read.facts(), read.recorded(), read.assumed(), rulesets.newest());
            Map<String, Object> outcome = recorded.decision().outcome();
            boolean frozen = "FROZEN".equals(outcome.get("verdict"));
            String author = read.recorded().get("by").asString();
            String reason = read.recorded().get("reason").asString();
            for (UUID act : frozen ? new TreeSet<>(acts) : Set.<UUID>of()) {
                ObjectNode forged = JSON.createObjectNode().put("forged", true);
                corrected(card, act(card, act), forged, author, reason, new Once(null, once.digest()), recorded.id());
            }
            return new Done(operation(recorded, card, CardOperation.Kind.FREEZE, null, null, null, frozen, (LocalDate) outcome.get("until"), author, reason, once, List.of(),
                    read.facts().moment().toLocalDate()), false);
        });
    }

    private CountedAct act(String card, UUID act) {
        known(card);
        return store.act(card, act).orElseThrow(() -> Problem.NOT_FOUND.raised("act " + act));
    }

    private CardOperation corrected(String card, CountedAct known, JsonNode changes, String author, String reason, Once once, UUID cause) {
        ObjectNode facts = known.facts().deepCopy();
        changes.properties().forEach(change -> facts.set(change.getKey(), change.getValue()));
        StrictJson.Read read = read("act", facts);
        read.recorded().remove("earlier");
        if (changes.has("community")) {
            ofCommunity(known(card), read.recorded());
        }
        return changed(card, CardOperation.Kind.CORRECTION, known, read.recorded(), List.of(), once, author, reason, cause);
    }

    /** A card earns and redeems where it was opened. */
    private void ofCommunity(CardStore.Card card, JsonNode facts) {
        String told = facts.get("community").asString();
        if (!told.equals(card.community())) {
            Label of = vocabulary.communities().stream().filter(code -> code.value().equals(card.community())).findFirst().orElseThrow().label();
            throw Problem.INVALID_FACTS.raised(List.of(new InputFault("/facts/community", "\"" + told + "\"", card.community(), new Label(
                    "卡“" + card.card() + "”属于" + of.zh() + "，应填 " + card.community() + "；其他社区的行为记在当地所开的卡上",
                    "the card \"" + card.card() + "\" is of " + of.en() + ": tell " + card.community() + ", or use a card that was opened in the other community"))));
        }
    }

    /**
     * The moment told, which is neither ahead of our clock nor before what it follows; clocks may differ a little.
     *
     * @param follows the last of its kind on the card, or the issue of a voucher
     */
    private OffsetDateTime timely(JsonNode body, String pointer, Optional<OffsetDateTime> follows) {
        OffsetDateTime at = Moment.told(body, pointer, now(), ahead).orElseThrow();
        Optional<OffsetDateTime> earliest = follows.map(last -> Moment.second(last.minus(ahead))).filter(at::isBefore);
        if (earliest.isPresent()) {
            throw Moment.refused(pointer, at, "不早于 not before " + JsonValues.of(earliest.get().toLocalDateTime())
                    + "（本卡上一次同类操作或凭证签发 the last of its kind on the card, or the issue of the voucher）");
        }
        return at;
    }

    /** To say that an act was forged, or was not, is for those who may decide a freeze; the table says who they are. */
    private void mayDecideForgery(CardStore.Card card, String author, String reason) {
        ObjectNode facts = JSON.createObjectNode().put("community", card.community()).put("at", (String) JsonValues.of(local(now()))).put("by", author)
                .put("reason", reason).put("forgeryProven", true);
        Facts bound = read("freeze", facts).facts();
        DateBasis dates = DateBasis.of(bound, local(now()));
        Decision decision = Decide.decide(bound, rulesets.at(rulesets.newest(), dates).ruleset(), dates);
        if (!"FROZEN".equals(decision.outcome().get("verdict"))) {
            List<Label> why = new ArrayList<>(decision.findings().stream().map(Finding::sentence).toList());
            decision.reasons().stream().filter(row -> row.cells().stream().anyMatch(cell -> cell.term().equals("facts.by")))
                    .forEach(row -> why.add(new Label(row.sentence().zh() + " (" + row.table() + " " + row.rule() + ")", row.sentence().en() + " (" + row.table() + " " + row.rule() + ")")));
            throw Problem.INVALID_FACTS.raised(List.of(new InputFault("/by", "\"" + author + "\"", "能决定冻结的人 (who may decide a freeze)",
                    new Label(String.join("；", why.stream().map(Label::zh).toList()), String.join("; ", why.stream().map(Label::en).toList())))));
        }
    }

    /** Decides an act that is new or whose facts have changed, and the acts after it that are worth something else because of it. */
    private CardOperation changed(String card, CardOperation.Kind kind, CountedAct known, ObjectNode facts, List<String> assumed, Once once, String author, String reason,
                                  UUID cause) {
        LocalDateTime now = local(now());
        CountedAct act = new CountedAct(known == null ? NEW : known.id(), facts, known == null ? rulesets.newest() : known.ruleset(),
                true, known == null ? new TreeMap<>() : known.awards(), null);
        List<CountedAct> window = window(card, act, known);
        BiFunction<ObjectNode, Long, Decision> decide = (told, ruleset) -> {
            Facts bound = StrictJson.bind("act", told);
            DateBasis dates = DateBasis.of(bound, now);
            return Decide.decide(bound, rulesets.at(ruleset, dates).ruleset(), dates);
        };
        List<Window.Decided> decided = Window.changed(act, known, window, decide);
        Window.Decided own = decided.get(0);
        Recorded recorded = recorded(own, assumed, now);
        UUID id = known == null ? recorded.id() : known.id();
        UUID because = cause == null ? recorded.id() : cause;
        List<PointEntry> entries = new ArrayList<>();
        PointEntry.Kind first = kind == CardOperation.Kind.ACT ? PointEntry.Kind.AWARD : PointEntry.Kind.ADJUSTMENT;
        differences(act.awards(), own.act().awards(), kind == CardOperation.Kind.ACT)
                .forEach((day, award) -> entries.add(entry(card, first, id, null, day, award, recorded.record(), because)));
        Map<UUID, CountedAct> before = new LinkedHashMap<>();
        window.forEach(other -> before.put(other.id(), other));
        for (Window.Decided other : decided.subList(1, decided.size())) {
            Map<LocalDate, DayAward> moved = differences(before.get(other.act().id()).awards(), other.act().awards(), false);
            if (!moved.isEmpty()) {
                DecisionRecord record = recorded(other, List.of(), now).record();
                moved.forEach((day, award) -> entries.add(entry(card, PointEntry.Kind.ADJUSTMENT, other.act().id(), null, day, award, record, because)));
            }
        }
        return operation(recorded, card, kind, own.act().after(), id, null, own.act().counts(), null, author, reason, once, entries, now.toLocalDate());
    }

    /** The other acts of the months which the act touches, or touched before it was corrected, and of the months which those touch. */
    private List<CountedAct> window(String card, CountedAct act, CountedAct known) {
        LocalDateTime[] span = Window.months(act);
        if (known != null) {
            span = wider(span, Window.months(known));
        }
        while (true) {
            List<CountedAct> acts = store.acts(card, span[0], span[1]).stream().filter(other -> !other.id().equals(act.id())).toList();
            if (acts.size() > MOST_IN_WINDOW) {
                throw Problem.INVALID_PARAMETER.raised("同一时期的行为过多 too many acts in one period: " + acts.size());
            }
            LocalDateTime[] wide = span;
            for (CountedAct other : acts) {
                wide = wider(wide, Window.months(other));
            }
            if (wide[0].equals(span[0]) && wide[1].equals(span[1])) {
                return acts;
            }
            span = wide;
        }
    }

    private static LocalDateTime[] wider(LocalDateTime[] one, LocalDateTime[] other) {
        return new LocalDateTime[] {one[0].isBefore(other[0]) ? one[0] : other[0], one[1].isAfter(other[1]) ? one[1] : other[1]};
    }

    /** What must be entered so that what was becomes what is. */
    private static Map<LocalDate, DayAward> differences(SortedMap<LocalDate, DayAward> was, SortedMap<LocalDate, DayAward> is, boolean all) {
        Map<LocalDate, DayAward> differences = new LinkedHashMap<>();
        Set<LocalDate> days = new TreeSet<>(was.keySet());
        days.addAll(is.keySet());
        for (LocalDate day : days) {
            DayAward old = was.getOrDefault(day, DayAward.NOTHING);
            DayAward now = is.getOrDefault(day, DayAward.NOTHING);
            BigDecimal points = now.points().subtract(old.points());
            if (all || points.signum() != 0 || !was.containsKey(day)) {
                differences.put(day, new DayAward(points, now.truncated(), now.expiresOn() == null ? old.expiresOn() : now.expiresOn(),
                        now.category() == null ? old.category() : now.category()));
            }
        }
        return differences;
    }

    /** A decision and its record. */
    private record Recorded(Decision decision, DecisionRecord record, Facts facts) {
        private UUID id() {
            return record.id();
        }
    }

    private Recorded decided(Facts facts, ObjectNode recorded, List<String> assumed, long ruleset) {
        DateBasis dates = DateBasis.of(facts, local(now()));
        return recorded(facts, recorded, assumed, Decide.decide(facts, rulesets.at(ruleset, dates).ruleset(), dates), dates, ruleset);
    }

    private Recorded recorded(Window.Decided decided, List<String> assumed, LocalDateTime now) {
        Facts facts = StrictJson.bind("act", decided.facts());
        return recorded(facts, decided.facts(), assumed.stream().filter(pointer -> !pointer.endsWith("/earlier")).toList(), decided.decision(),
                DateBasis.of(facts, now), decided.act().ruleset());
    }

    private Recorded recorded(Facts facts, ObjectNode told, List<String> assumed, Decision decision, DateBasis dates, long ruleset) {
        Rulesets.Version version = rulesets.at(ruleset, dates);
        Ledger.Outcome outcome = ledger.recordWithin(Optional.empty(), CanonicalJson.sha256(CanonicalJson.of(told)),
                stamp -> Deciding.entry(facts, told, assumed, Deciding.bytes(decision), version, dates, stamp, vocabulary));
        return new Recorded(decision, ((Ledger.Outcome.Fresh) outcome).record(), facts);
    }

    private CardOperation operation(Recorded recorded, String card, CardOperation.Kind kind, OffsetDateTime after, UUID act, String voucher, boolean accepted, LocalDate until,
                                    String author, String reason, Once once, List<PointEntry> entries, LocalDate day) {
        OffsetDateTime from = recorded.facts().moment().atZone(FactReader.BEIJING).toOffsetDateTime();
        OffsetDateTime to = act == null ? from : new CountedAct(act, (ObjectNode) StrictJson.own(recorded.record().facts()), 0, accepted, new TreeMap<>(), after).to();
        List<PointEntry> all = new ArrayList<>(store.entries(card));
        all.addAll(entries);
        CardOperation made = new CardOperation(recorded.id(), card, kind, act, voucher, accepted, from, to, after, until, author, reason, once.key(), once.digest(),
                Balance.of(all).on(day), recorded.record().recordedAt());
        store.add(made);
        entries.forEach(store::add);
        return made;
    }

    private static PointEntry entry(String card, PointEntry.Kind kind, UUID act, String voucher, LocalDate day, DayAward award, DecisionRecord decision, UUID cause) {
        return new PointEntry(0, card, kind, act, voucher, day, award.category(), award.points(), award.truncated() == null && act != null ? NONE : award.truncated(),
                award.expiresOn(), decision.id(), cause, decision.recordedAt());
    }

    private Optional<CardOperation> before(Once once) {
        Optional<CardOperation> before = Optional.ofNullable(once.key()).flatMap(store::once);
        before.filter(operation -> !operation.requestDigest().equals(once.digest())).ifPresent(other -> {
            throw Problem.IDEMPOTENCY_KEY_REUSED.raised(once.key());
        });
        return before;
    }

    private CardStore.Card known(String card) {
        return store.card(card).orElseThrow(() -> Problem.NOT_FOUND.raised("card " + card));
    }

    private StrictJson.Read read(String kind, ObjectNode facts) {
        try {
            return reader.read(kind, JSON.createObjectNode().set("facts", facts));
        } catch (StrictJson.Refused refused) {
            throw Problem.INVALID_FACTS.raised(refused.faults());
        }
    }

    /** One caller after another, in this process without holding a connection, then among all services on the database. */
    private <T> T alone(String card, Supplier<T> work) {
        ReentrantLock turn = turns[Math.floorMod(card.hashCode(), TURNS)];
        try {
            if (!turn.tryLock(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw Problem.BUSY.raised(card);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.BUSY.raised(card);
        }
        try {
            return transaction.execute(status -> {
                store.lock(card);
                return work.get();
            });
        } catch (DuplicateKeyException taken) {
            // a name that another card took at the same moment
            throw Problem.IDEMPOTENCY_IN_FLIGHT.raised(card);
        } finally {
            turn.unlock();
        }
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant().truncatedTo(ChronoUnit.MILLIS), FactReader.BEIJING);
    }

    private static LocalDateTime local(OffsetDateTime moment) {
        return (LocalDateTime) FactReader.value(moment);
    }

    /**
     * The digest of a request about a card.
     *
     * @param what the operation, and the act or voucher that it is about
     */
    static String digest(String card, String what, JsonNode body) {
        return CanonicalJson.sha256(CanonicalJson.of(Map.of("card", card, "what", what, "body", body)));
    }
}
