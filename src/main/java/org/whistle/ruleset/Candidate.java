package org.whistle.ruleset;

import java.util.List;

/** The index proposes a row to its rule. */
public final class Candidate {

    private final String key;
    private final Ask ask;
    private final Row row;
    private final List<Object> seen;
    private Truth truth;

    Candidate(String key, Ask ask, Row row, List<Object> seen) {
        this.key = key;
        this.ask = ask;
        this.row = row;
        this.seen = seen;
    }

    /** Table and number of the row, which its rule listens to. */
    public String key() {
        return key;
    }

    /** Whether the row's tests pass on what it sees. */
    public Truth truth(Row tested) {
        truth = Rows.truth(ask.table(), tested, seen);
        return truth;
    }

    /** Tells the asker what the row's rule found. */
    void report() {
        ask.report(new Match(ask.table(), row, seen), truth);
    }
}
