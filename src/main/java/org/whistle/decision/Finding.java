package org.whistle.decision;

import java.util.List;
import org.whistle.facts.Label;

/**
 * Something a person should know about a decision.
 *
 * @param code    CONFLICT: rows of equal priority match · REVIEW: a person must decide · NOTICE: worth knowing
 * @param table   the table or DRL file it arose in
 * @param rules   the rules concerned
 * @param missing the JSON pointers of the facts nobody told, for example {@code /facts/needsSection}
 */
public record Finding(Code code, String table, List<String> rules, List<String> missing, Label sentence) {

    /** The kinds of finding, as the contract lists them. */
    public enum Code { CONFLICT, REVIEW, NOTICE }
}
