package org.whistle.facts;

/**
 * One accepted value of a coded term.
 *
 * @param value the code as API, tables, rules and database write it, for example {@code T1_COMMUNITY}
 * @param label what people read instead
 */
public record Code(String value, Label label) {
}
