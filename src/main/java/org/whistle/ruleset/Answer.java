package org.whistle.ruleset;

import java.util.List;

/**
 * What a table says to an ask; in working memory for DRL to go on from.
 *
 * @param table   the table's id
 * @param key     what the asker called this ask, empty if nothing
 * @param status  how the hit policy ended
 * @param matches the rows that count, in order; for CONFLICT the rows in conflict
 * @param unknown the rows which could not be decided and matter, in order
 * @param missing the JSON pointers of the facts nobody told that made rows undecidable
 */
public record Answer(String table, String key, Status status, List<Match> matches, List<Match> unknown, List<String> missing) {

    /** MATCHED: rows decided · NONE: no row applies · CONFLICT: rows of equal standing match · REVIEW: a fact is missing. */
    public enum Status { MATCHED, NONE, CONFLICT, REVIEW }

    /** The table's id, for patterns. */
    public String getTable() {
        return table;
    }

    /** The name of the ask, for patterns. */
    public String getKey() {
        return key;
    }

    /** Whether rows decided. */
    public boolean isMatched() {
        return status == Status.MATCHED;
    }

    /** The first match's conclusion under this term, null if there is none. */
    public Object value(String path) {
        return matches.isEmpty() || status == Status.CONFLICT ? null : matches.get(0).value(path);
    }

    /** The first match's conclusion as text. */
    public String text(String path) {
        return (String) value(path);
    }
}
