package org.whistle.ruleset;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.data.domain.Sort;
import org.springframework.data.jdbc.core.JdbcAggregateTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.whistle.facts.Basis;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.DateBasis;
import org.whistle.facts.FactReader;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.workbook.Reading;
import org.whistle.ruleset.workbook.WorkbookReader;

/** The published versions of the policy, and their rulesets, compiled when first needed. */
@Component
public class Rulesets implements SmartInitializingSingleton {

    private static final int MOST_COMPILED = 16;
    private static final int MOST_TABLES = 256;
    private static final long PUBLISHING = 0x57484953_544C45L;

    private final JdbcAggregateTemplate store;
    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Vocabulary vocabulary;
    private final Shipped.Release release;
    private final Map<String, Table> tables = lastUsed(MOST_TABLES);
    private final Map<String, Ruleset> compiled = lastUsed(MOST_COMPILED);
    private volatile Timeline timeline = new Timeline(List.of());

    /** A ruleset and the version it is of. */
    public record Version(long number, Ruleset ruleset) {
    }

    /** What a version is made of on a day: digests by path. */
    public record Composition(long number, SortedMap<String, String> files, String digest) {
    }

    Rulesets(JdbcAggregateTemplate store, JdbcClient database, PlatformTransactionManager transactions, Clock clock, Vocabulary vocabulary,
             Shipped.Release release) {
        this.store = store;
        this.database = database;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.vocabulary = vocabulary;
        this.release = release;
    }

    /** Before the first caller: puts the policy of this release into force where it is new, and compiles it. */
    @Override
    public void afterSingletonsInstantiated() {
        release.tables().forEach((path, table) -> tables.put(release.digests().get(path), table));
        compiled.put(release.ruleset().digest(), release.ruleset());
        transaction.executeWithoutResult(status -> {
            alone();
            release.digests().forEach((path, digest) -> {
                if (!timeline.knows(path, digest)) {
                    add(path, release.files().get(path), null, "随版本发布 shipped with the release");
                }
            });
        });
        refresh();
        LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), FactReader.BEIJING);
        at(newest(), new DateBasis(Map.of(Basis.DECIDED, now)));
    }

    /** Publishes a workbook that has been read as a table; the same bytes for the same day are not published twice. */
    public Publication publish(Table table, byte[] workbook, LocalDate appliesFrom, String note) {
        String path = path(table.id());
        Publication made = transaction.execute(status -> {
            alone();
            Optional<Publication> last = timeline.by(path, newest(), appliesFrom);
            if (last.isPresent() && last.get().digest().equals(CanonicalJson.sha256(workbook)) && appliesFrom.equals(last.get().appliesFrom())) {
                return last.get();
            }
            return add(path, workbook, appliesFrom, note);
        });
        refresh();
        return made;
    }

    /** Every publication, newest first. */
    public List<Publication> list() {
        refresh();
        List<Publication> all = new ArrayList<>(timeline.all());
        Collections.reverse(all);
        return all;
    }

    /** The number of the newest version. */
    public long newest() {
        return timeline.newest();
    }

    /** The bytes of a file of policy. */
    public Optional<byte[]> bytes(String digest) {
        return Optional.ofNullable(store.findById(digest, Blob.class)).map(Blob::bytes);
    }

    /** What a version is made of on a day. */
    public Composition composition(long number, LocalDate day) {
        return composition(timeline, number, path -> day);
    }

    /**
     * The tables of a version as they apply on a day, in order of their ids, without compiling anything: for those who show them.
     *
     * @throws IllegalArgumentException if there is no such version
     */
    public List<Table> tables(long number, LocalDate day) {
        return composition(number, day).files().entrySet().stream().filter(file -> file.getKey().endsWith(".xlsx")).map(file -> table(file.getValue()))
                .sorted(Comparator.comparing(Table::id)).toList();
    }

    /**
     * The ruleset of a version for a case: each table as it applies at the moment of its own date basis.
     *
     * @throws IllegalArgumentException if there is no such version
     */
    public Version at(long number, DateBasis dates) {
        LocalDateTime own = dates.own();
        Timeline known = timeline;
        Composition composition = composition(known, number, path -> {
            Basis basis = known.newest(path, number).map(one -> table(one.digest()).basis()).orElse(Basis.DECIDED);
            return dates.moments().getOrDefault(basis, own).toLocalDate();
        });
        Ruleset ruleset = compiled.get(composition.digest());
        if (ruleset == null) {
            synchronized (this) {
                ruleset = compiled.computeIfAbsent(composition.digest(), digest -> compile(composition));
            }
        }
        return new Version(number, ruleset);
    }

    /** The newest table of an id; empty if the release has none. */
    public Optional<Table> table(TableId id) {
        return timeline.newest(path(id), newest()).map(one -> table(one.digest()));
    }

    /** Where a table's workbook lies. */
    public static String path(TableId id) {
        return "decision-tables/" + id + ".xlsx";
    }

    private static Composition composition(Timeline timeline, long number, Function<String, LocalDate> day) {
        if (number < 1 || number > timeline.newest()) {
            throw new IllegalArgumentException("there is no version " + number);
        }
        SortedMap<String, String> files = new TreeMap<>();
        for (String path : timeline.paths()) {
            (path.endsWith(".drl") ? timeline.newest(path, number) : timeline.by(path, number, day.apply(path))).ifPresent(picked -> files.put(path, picked.digest()));
        }
        return new Composition(number, files, Shipped.digest(files));
    }

    private Ruleset compile(Composition composition) {
        Map<String, String> drl = new TreeMap<>();
        List<Table> parts = new ArrayList<>();
        composition.files().forEach((path, digest) -> {
            if (path.endsWith(".drl")) {
                drl.put(path.substring("rules/".length()), new String(bytes(digest).orElseThrow(), StandardCharsets.UTF_8));
            } else {
                parts.add(table(digest));
            }
        });
        return Ruleset.compile(parts, drl, composition.digest());
    }

    private Table table(String digest) {
        return tables.computeIfAbsent(digest, unused -> BuiltTables.find(digest, vocabulary).orElseGet(() -> {
            Reading reading = WorkbookReader.read(bytes(digest).orElseThrow(), vocabulary);
            if (reading instanceof Reading.Good good) {
                return good.table();
            }
            throw new IllegalStateException("the stored workbook " + digest + " no longer reads: " + ((Reading.Bad) reading).faults());
        }));
    }

    private Publication add(String path, byte[] bytes, LocalDate appliesFrom, String note) {
        String digest = CanonicalJson.sha256(bytes);
        if (store.findById(digest, Blob.class) == null) {
            store.insert(new Blob(digest, bytes));
        }
        long number = database.sql("SELECT coalesce(max(number), 0) + 1 FROM publication").query(Long.class).single();
        OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant().truncatedTo(ChronoUnit.MILLIS), FactReader.BEIJING);
        return store.insert(new Publication(number, path, digest, appliesFrom, note == null ? "" : note, now));
    }

    /** One publisher at a time, who knows what the one before published. */
    private void alone() {
        database.sql("SELECT pg_advisory_xact_lock(:lock)").param("lock", PUBLISHING).query(rows -> { });
        refresh();
    }

    private void refresh() {
        List<Publication> all = new ArrayList<>();
        store.findAll(Publication.class, Sort.by("number")).forEach(all::add);
        timeline = new Timeline(all);
    }

    private static <V> Map<String, V> lastUsed(int most) {
        return Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > most;
            }
        });
    }
}
