package org.whistle.points;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.whistle.facts.FactReader;
import org.whistle.facts.StrictJson;
import tools.jackson.databind.node.ObjectNode;

/** Cards, operations and entries in the database: read and added to, never changed. */
@Component
class CardStore {

    /** Cards have lock numbers of their own. */
    private static final int CARD_LOCKS = 0x43415244;

    private final JdbcClient database;

    /** A card as it was opened. */
    record Card(String card, String community, String holder) {
    }

    CardStore(JdbcClient database) {
        this.database = database;
    }

    /** From here to the end of the transaction nobody else works on this card, whichever service they ask. */
    void lock(String card) {
        database.sql("SELECT pg_advisory_xact_lock(:locks, hashtext(:card))").param("locks", CARD_LOCKS).param("card", card).query(rows -> { });
    }

    Optional<Card> card(String card) {
        return database.sql("SELECT card, community, holder FROM card WHERE card = :card").param("card", card).query(Card.class).optional();
    }

    void open(Card card, OffsetDateTime now) {
        database.sql("INSERT INTO card (card, community, holder, recorded_at) VALUES (:card, :community, :holder, :now)").param("card", card.card())
                .param("community", card.community()).param("holder", card.holder()).param("now", now).update();
    }

    void state(String card, boolean active, String reason, OffsetDateTime now) {
        database.sql("INSERT INTO card_state (card, active, reason, recorded_at) VALUES (:card, :active, :reason, :now)").param("card", card).param("active", active)
                .param("reason", reason).param("now", now).update();
    }

    boolean active(String card) {
        return database.sql("SELECT active FROM card_state WHERE card = :card ORDER BY number DESC LIMIT 1").param("card", card).query(Boolean.class).optional().orElse(false);
    }

    /** The day on which the last freeze ends; empty if the card was never frozen. */
    Optional<LocalDate> frozenUntil(String card) {
        return database.sql("SELECT until FROM card_operation WHERE card = :card AND kind = 'FREEZE' AND accepted AND until IS NOT NULL ORDER BY until DESC LIMIT 1")
                .param("card", card).query(LocalDate.class).optional();
    }

    /** Redemptions of the calendar month in Beijing. */
    long redemptions(String card, LocalDate month) {
        LocalDateTime from = month.withDayOfMonth(1).atStartOfDay();
        return database.sql("SELECT count(*) FROM card_operation WHERE card = :card AND kind = 'REDEMPTION' AND accepted AND from_at >= :from AND from_at < :to")
                .param("card", card).param("from", beijing(from)).param("to", beijing(from.plusMonths(1))).query(Long.class).single();
    }

    Optional<CardOperation> once(String exactlyOnce) {
        return database.sql("SELECT * FROM card_operation WHERE exactly_once = :key").param("key", exactlyOnce).query(CardStore::operation).optional();
    }

    Optional<CardOperation> operation(UUID decision) {
        return database.sql("SELECT * FROM card_operation WHERE decision = :decision").param("decision", decision).query(CardStore::operation).optional();
    }

    /** The accepted operation that issued a voucher. */
    Optional<CardOperation> issue(String voucher) {
        return database.sql("SELECT * FROM card_operation WHERE voucher = :voucher AND kind = 'REDEMPTION' AND accepted").param("voucher", voucher)
                .query(CardStore::operation).optional();
    }

    /** When the last accepted operation of a kind was; empty if there is none. */
    Optional<OffsetDateTime> newest(String card, CardOperation.Kind kind) {
        return database.sql("SELECT from_at FROM card_operation WHERE card = :card AND kind = :kind AND accepted ORDER BY from_at DESC LIMIT 1").param("card", card).param("kind", kind.name())
                .query(OffsetDateTime.class).optional();
    }

    boolean settled(String voucher) {
        return database.sql("SELECT count(*) FROM card_operation WHERE voucher = :voucher AND kind = 'VOUCHER' AND accepted").param("voucher", voucher)
                .query(Long.class).single() > 0;
    }

    void add(CardOperation made) {
        database.sql("""
                INSERT INTO card_operation (decision, card, kind, act, voucher, accepted, from_at, to_at, counted_after, until, author, reason, exactly_once, request_digest, balance, recorded_at)
                VALUES (:decision, :card, :kind, :act, :voucher, :accepted, :from, :to, :after, :until, :author, :reason, :once, :digest, :balance, :now)""")
                .param("decision", made.decision()).param("card", made.card()).param("kind", made.kind().name()).param("act", made.act()).param("voucher", made.voucher())
                .param("accepted", made.accepted()).param("from", made.from()).param("to", made.to()).param("after", made.countedAfter()).param("until", made.until()).param("author", made.author())
                .param("reason", made.reason()).param("once", made.exactlyOnce()).param("digest", made.requestDigest()).param("balance", made.balance())
                .param("now", made.recordedAt()).update();
    }

    void add(PointEntry entry) {
        database.sql("""
                INSERT INTO point_entry (card, kind, act, voucher, day, category, points, truncated, expires_on, decision, cause, recorded_at)
                VALUES (:card, :kind, :act, :voucher, :day, :category, :points, :truncated, :expires, :decision, :cause, :now)""")
                .param("card", entry.card()).param("kind", entry.kind().name()).param("act", entry.act()).param("voucher", entry.voucher()).param("day", entry.day())
                .param("category", entry.category()).param("points", entry.points()).param("truncated", entry.truncated()).param("expires", entry.expiresOn())
                .param("decision", entry.decision()).param("cause", entry.cause()).param("now", entry.recordedAt()).update();
    }

    List<PointEntry> entries(String card) {
        return database.sql("SELECT * FROM point_entry WHERE card = :card ORDER BY number").param("card", card).query(CardStore::entry).list();
    }

    List<PointEntry> entries(String card, long after, int most) {
        return database.sql("SELECT * FROM point_entry WHERE card = :card AND number > :after ORDER BY number LIMIT :most").param("card", card).param("after", after)
                .param("most", most).query(CardStore::entry).list();
    }

    List<PointEntry> causedBy(UUID decision) {
        return database.sql("SELECT * FROM point_entry WHERE cause = :cause ORDER BY number").param("cause", decision).query(CardStore::entry).list();
    }

    /** An act of the card with its facts as last corrected; empty if the card has no such act. */
    Optional<CountedAct> act(String card, UUID act) {
        return acts(card, "o.act = :act", Map.of("act", act)).stream().findFirst();
    }

    /** Acts of the card that touch the time from one moment to another. */
    List<CountedAct> acts(String card, LocalDateTime from, LocalDateTime to) {
        return acts(card, "o.to_at >= :from AND o.from_at < :to", Map.of("from", beijing(from), "to", beijing(to)));
    }

    private List<CountedAct> acts(String card, String which, Map<String, Object> values) {
        // the last word on every act, and among those the ones asked for
        List<CountedAct> acts = new ArrayList<>();
        database.sql("SELECT o.act, o.accepted, o.counted_after, r.facts, r.ruleset_number FROM (SELECT DISTINCT ON (act) * FROM card_operation WHERE card = :card"
                + " AND kind IN ('ACT', 'CORRECTION') ORDER BY act, number DESC) o JOIN decision_record r ON r.id = o.decision WHERE " + which)
                .param("card", card).params(values).query(row -> {
                    ObjectNode facts = (ObjectNode) StrictJson.own(row.getBytes("facts"));
                    facts.remove("earlier");
                    acts.add(new CountedAct(row.getObject("act", UUID.class), facts, row.getLong("ruleset_number"), row.getBoolean("accepted"), new TreeMap<>(),
                            row.getObject("counted_after", OffsetDateTime.class)));
                });
        Map<UUID, SortedMap<LocalDate, DayAward>> awards = new TreeMap<>();
        if (!acts.isEmpty()) {
            database.sql("SELECT act, day, sum(points) AS points, (array_agg(truncated ORDER BY number DESC))[1] AS truncated, max(expires_on) AS expires_on,"
                    + " max(category) AS category FROM point_entry WHERE act IN (:acts) GROUP BY act, day").param("acts", acts.stream().map(CountedAct::id).toList())
                    .query(row -> {
                        awards.computeIfAbsent(row.getObject("act", UUID.class), unused -> new TreeMap<>()).put(row.getObject("day", LocalDate.class),
                                new DayAward(row.getBigDecimal("points"), row.getBigDecimal("truncated"), row.getObject("expires_on", LocalDate.class), row.getString("category")));
                    });
        }
        return acts.stream().map(act -> act.with(act.counts(), awards.getOrDefault(act.id(), new TreeMap<>()))).toList();
    }

    private static OffsetDateTime beijing(LocalDateTime moment) {
        return moment.atZone(FactReader.BEIJING).toOffsetDateTime();
    }

    private static OffsetDateTime moment(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).atZoneSameInstant(FactReader.BEIJING).toOffsetDateTime();
    }

    private static CardOperation operation(ResultSet row, int number) throws SQLException {
        return new CardOperation(row.getObject("decision", UUID.class), row.getString("card"), CardOperation.Kind.valueOf(row.getString("kind")),
                row.getObject("act", UUID.class), row.getString("voucher"), row.getBoolean("accepted"), moment(row, "from_at"), moment(row, "to_at"), row.getObject("counted_after", OffsetDateTime.class),
                row.getObject("until", LocalDate.class), row.getString("author"), row.getString("reason"), row.getString("exactly_once"),
                row.getString("request_digest"), row.getBigDecimal("balance"), moment(row, "recorded_at"));
    }

    private static PointEntry entry(ResultSet row, int number) throws SQLException {
        return new PointEntry(row.getLong("number"), row.getString("card"), PointEntry.Kind.valueOf(row.getString("kind")), row.getObject("act", UUID.class),
                row.getString("voucher"), row.getObject("day", LocalDate.class), row.getString("category"), row.getBigDecimal("points"), row.getBigDecimal("truncated"),
                row.getObject("expires_on", LocalDate.class), row.getObject("decision", UUID.class), row.getObject("cause", UUID.class), moment(row, "recorded_at"));
    }
}
