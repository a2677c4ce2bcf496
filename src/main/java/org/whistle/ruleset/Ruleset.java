package org.whistle.ruleset;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.drools.model.Model;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;
import org.whistle.facts.Term;

/** The policy of one composition of published tables and DRL, compiled and ready to decide; immutable and safe to share. */
public final class Ruleset {

    /** A session that finds no place among those waiting is disposed of. */
    private static final int MOST_IDLE = 16;

    private final String digest;
    private final Map<String, Table> tables = new TreeMap<>();
    private final Map<String, RowIndex> indexes = new HashMap<>();
    private final Map<String, Term> terms = new HashMap<>();
    private final KieBase base;
    private final Queue<KieSession> idle = new ArrayBlockingQueue<>(MOST_IDLE);

    private Ruleset(Collection<Table> tables, Map<String, String> drl, String digest) {
        this.digest = digest;
        List<Model> models = new ArrayList<>(DrlRules.compile(drl));
        models.add(TableRules.machinery());
        // in the order of their files, so that the order in which they are handed over decides nothing
        for (Table table : tables.stream().sorted(Comparator.comparing((Table table) -> Rulesets.path(table.id()))).toList()) {
            String id = table.id().toString();
            if (this.tables.put(id, table) != null) {
                throw new IllegalArgumentException("two tables have the id " + id);
            }
            RowIndex index = new RowIndex(table);
            indexes.put(id, index);
            models.add(TableRules.of(table, index));
            Stream.concat(table.conditions().stream(), table.conclusions().stream())
                    .forEach(column -> terms.putIfAbsent(column.term().path(), column.term()));
        }
        this.base = KieBaseBuilder.createKieBaseFromModel(models);
    }

    /**
     * @param drl    DRL text by path under rules/
     * @param digest the digest of the composition, for the record
     * @throws IllegalArgumentException if the DRL does not compile or two tables share an id
     */
    public static Ruleset compile(Collection<Table> tables, Map<String, String> drl, String digest) {
        return new Ruleset(tables, drl, digest);
    }

    /** SHA-256 over the sorted manifest, in hexadecimal. */
    public String digest() {
        return digest;
    }

    public Optional<Table> table(String id) {
        return Optional.ofNullable(tables.get(id));
    }

    public Collection<Table> tables() {
        return List.copyOf(tables.values());
    }

    /** A term which any column of the tables is bound to. */
    public Optional<Term> term(String path) {
        return Optional.ofNullable(terms.get(path));
    }

    /**
     * An ask to put into a session of this ruleset.
     *
     * @param values the case's value by the path of a term
     * @param asker  is told the answer before working memory is
     * @throws IllegalArgumentException if there is no such table
     */
    public Ask ask(String table, String community, LocalDate date, Function<String, Object> values, Consumer<Answer> asker) {
        return new Ask(known(table), indexes.get(table), community, date, values, asker);
    }

    /** The rows of a table that match the given values on a day: for registers and calendars which DRL reads. Unknown rows do not match. */
    public List<Match> lookUp(String table, String community, LocalDate date, Map<String, Object> given) {
        Ask ask = ask(table, community, date, given::get, answer -> { });
        List<Object> seen = ask.seen();
        List<Match> matches = new ArrayList<>();
        for (int number : Settlement.propose(ask, seen)) {
            Row row = ask.index().rows()[number];
            if (Rows.truth(ask.table(), row, seen) == Truth.TRUE) {
                matches.add(new Match(ask.table(), row, seen));
            }
        }
        return matches;
    }

    /**
     * A threshold of the 参数 sheet on a day.
     *
     * @throws IllegalArgumentException if the table has none of that name in force on the day
     */
    public Object parameter(String table, String name, LocalDate date) {
        return known(table).parameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .filter(parameter -> parameter.from() == null || !date.isBefore(parameter.from()))
                .filter(parameter -> parameter.to() == null || date.isBefore(parameter.to()))
                .findFirst().map(Parameter::value)
                .orElseThrow(() -> new IllegalArgumentException("table " + table + " has no parameter " + name + " on " + date));
    }

    /** A fresh session; the caller disposes of it. */
    public KieSession session() {
        return base.newKieSession();
    }

    /**
     * Does something in a session of this ruleset whose working memory is empty. Making a session costs more than most decisions, so sessions are
     * used again once every fact has been taken out; one that ended in an exception is not.
     */
    public <T> T inSession(Function<KieSession, T> work) {
        KieSession session = idle.poll();
        if (session == null) {
            session = base.newKieSession();
        }
        boolean clean = false;
        try {
            T done = work.apply(session);
            new ArrayList<FactHandle>(session.getFactHandles()).forEach(session::delete);
            // nothing is left to fire, and what was told is not kept until the next case comes
            clean = session.fireAllRules(1) == 0 && session.getFactCount() == 0;
            return done;
        } finally {
            if (!clean || !idle.offer(session)) {
                session.dispose();
            }
        }
    }

    private Table known(String table) {
        Table known = tables.get(table);
        if (known == null) {
            throw new IllegalArgumentException("this ruleset has no table " + table);
        }
        return known;
    }
}
