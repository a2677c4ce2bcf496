package org.whistle.facts;

import java.util.List;
import java.util.Optional;

/**
 * A named, typed thing that a table column or a sentence can speak of. Terms are defined once, in the contract.
 *
 * @param path  {@code facts.…} what we were told, {@code derived.…} what rules work out on the way, {@code outcome.…} what is
 *              decided; the last segment of a list of objects is written {@code name[]}, as in {@code outcome.services[].mode}
 * @param type  the type of one value
 * @param many  whether the term holds a set of values rather than one
 * @param unit  the unit of a number in Chinese and English, empty where there is none
 * @param codes the accepted codes in order, empty unless the type is CODE
 * @param label the heading people read
 */
public record Term(String path, Type type, boolean many, Optional<Label> unit, List<Code> codes, Label label) {

    /** The value types and the Java types which carry them: String, Boolean, Long, BigDecimal, String, LocalDate, LocalDateTime (Beijing), LocalTime, Duration. */
    public enum Type { CODE, BOOLEAN, INTEGER, DECIMAL, TEXT, DATE, DATE_TIME, TIME, DURATION }

    public Term {
        codes = List.copyOf(codes);
    }

    /** The code with this value, if it is accepted. */
    public Optional<Code> code(String value) {
        for (Code code : codes) {
            if (code.value().equals(value)) {
                return Optional.of(code);
            }
        }
        return Optional.empty();
    }
}
