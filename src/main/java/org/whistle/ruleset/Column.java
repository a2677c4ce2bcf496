package org.whistle.ruleset;

import org.whistle.facts.Term;

/**
 * A condition or conclusion column of a table.
 *
 * @param heading what the sheet shows
 * @param term    the vocabulary's term that the column is bound to; {@link Table#UNDECIDED} for the built-in condition
 * @param letters the column's letters on the sheet, for example {@code F}
 */
public record Column(String heading, Term term, String letters) {
}
