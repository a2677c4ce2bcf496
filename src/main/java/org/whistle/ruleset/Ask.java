package org.whistle.ruleset;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** A table is asked about a case. DRL makes one through the case; the rows report to it. */
public final class Ask {

    private final RowIndex index;
    private final Table table;
    private final String community;
    private final Function<String, Object> values;
    private final Consumer<Answer> asker;
    private final Map<String, Object> given = new HashMap<>();
    private final List<Match> matched = new ArrayList<>();
    private final List<Match> unknown = new ArrayList<>();
    private String key = "";
    private int awaited;
    private LocalDate date;

    Ask(Table table, RowIndex index, String community, LocalDate date, Function<String, Object> values, Consumer<Answer> asker) {
        this.table = table;
        this.index = index;
        this.asker = asker;
        this.community = community;
        this.date = date;
        this.values = values;
    }

    /** Names this ask, so that its answer can be told from others of the same table. */
    public Ask key(String name) {
        this.key = name;
        return this;
    }

    /** Picks the rows in force on another day than the table's date basis says. */
    public Ask on(LocalDate day) {
        this.date = day;
        return this;
    }

    /** Shows the table another value than the case's. */
    public Ask with(String path, Object value) {
        given.put(path, value);
        return this;
    }

    public Table table() {
        return table;
    }

    public String key() {
        return key;
    }

    public LocalDate date() {
        return date;
    }

    public String community() {
        return community;
    }

    /** The value which the table's columns see. */
    public Object value(String path) {
        return given.containsKey(path) ? given.get(path) : values.apply(path);
    }

    /** What the condition columns see, in order. */
    List<Object> seen() {
        List<Object> seen = new ArrayList<>(table.conditions().size());
        for (Column column : table.conditions()) {
            seen.add(column.term() == Table.UNDECIDED ? null : value(column.term().path()));
        }
        return seen;
    }

    /** How many rows were proposed to their rules. */
    void expect(int rows) {
        awaited = rows;
    }

    /** Whether every row that was proposed has reported. */
    boolean isComplete() {
        return awaited == 0;
    }

    void report(Match match, Truth truth) {
        awaited--;
        if (truth == Truth.TRUE) {
            matched.add(match);
        } else if (truth == Truth.UNKNOWN) {
            unknown.add(match);
        }
    }

    RowIndex index() {
        return index;
    }

    void answer(Answer answer) {
        asker.accept(answer);
    }

    List<Match> matched() {
        return matched;
    }

    List<Match> unknown() {
        return unknown;
    }
}
