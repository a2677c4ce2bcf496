package org.whistle.ruleset;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drools.model.Model;
import org.kie.api.runtime.KieSession;
import org.whistle.facts.Term;
import org.whistle.facts.Vocabulary;

/** The policy of one composition of published tables and DRL, compiled and ready to decide; immutable and safe to share. */
public final class Ruleset {

    private final String digest;
    /** In the order of their ids. */
    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final Map<String, RowIndex> indexes = new HashMap<>();
    private final Map<String, Term> terms = new HashMap<>();
    private final Collection<Model> drl;
    private final Map<String, Network> networks = new ConcurrentHashMap<>();

    private Ruleset(Collection<Table> tables, Map<String, String> drl, String digest) {
        this.digest = digest;
        this.drl = DrlRules.compile(drl);
        Map<String, Table> sorted = new TreeMap<>();
        // in the order of their files, so that the order in which they are handed over decides nothing
        for (Table table : tables.stream().sorted(Comparator.comparing((Table table) -> Rulesets.path(table.id()))).toList()) {
            String id = table.id().toString();
            if (sorted.put(id, table) != null) {
                throw new IllegalArgumentException("two tables have the id " + id);
            }
            indexes.put(id, new RowIndex(table));
            Stream.concat(table.conditions().stream(), table.conclusions().stream())
                    .forEach(column -> terms.putIfAbsent(column.term().path(), column.term()));
        }
        this.tables.putAll(sorted);
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
     * An ask to put among the {@link Asks} of a session of this ruleset.
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

    /** A fresh session for a decision kind; the caller disposes of it. */
    public KieSession session(String kind) {
        return network(kind).session();
    }

    /** Does something in a session for a decision kind whose working memory is empty. */
    public <T> T inSession(String kind, Function<KieSession, T> work) {
        return network(kind).inSession(work);
    }

    /** Whether a kind's rules can ask a table: its own and those of every kind. */
    public boolean answers(String kind, Table table) {
        return table.kind().equals(kind) || table.kind().equals(Vocabulary.EVERY);
    }

    /** Made when the first case of the kind comes. */
    private Network network(String kind) {
        return networks.computeIfAbsent(kind, asked -> {
            Set<String> kinds = tables.values().stream().map(Table::kind).filter(one -> !one.equals(Vocabulary.EVERY)).collect(Collectors.toSet());
            List<Model> models = new ArrayList<>();
            drl.stream().filter(model -> concerns(model.getPackageName(), asked, kinds)).forEach(models::add);
            tables.forEach((id, table) -> {
                if (answers(asked, table)) {
                    models.add(TableRules.of(table, indexes.get(id)));
                }
            });
            return new Network(models);
        });
    }

    /** A folder of DRL that bears the name of a kind is for cases of that kind; any other is for all. */
    private static boolean concerns(String name, String kind, Set<String> kinds) {
        String folder = name.split("\\.", 3)[1];
        return folder.equals(kind) || !kinds.contains(folder);
    }

    private Table known(String table) {
        Table known = tables.get(table);
        if (known == null) {
            throw new IllegalArgumentException("this ruleset has no table " + table);
        }
        return known;
    }
}
