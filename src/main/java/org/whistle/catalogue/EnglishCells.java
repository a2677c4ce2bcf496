package org.whistle.catalogue;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.whistle.facts.FactReader;
import org.whistle.facts.Term;
import org.whistle.ruleset.Test;

/** Cells in English: what staff wrote in Chinese, said again from the values that were read. */
final class EnglishCells {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    private EnglishCells() {
    }

    /** Empty where anything passes. */
    static String of(Test test, Term term) {
        if (test instanceof Test.Any) {
            return "";
        }
        if (test instanceof Test.Missing) {
            return "not told";
        }
        if (test instanceof Test.Empty) {
            return "told, and none";
        }
        if (test instanceof Test.Undecided) {
            return "yes";
        }
        if (test instanceof Test.In in) {
            return listed(in.values(), term);
        }
        if (test instanceof Test.NotIn notIn) {
            return "not " + listed(notIn.values(), term);
        }
        Test.Range range = (Test.Range) test;
        if (range.high() == null) {
            return (range.lowInclusive() ? "≥ " : "> ") + of(range.low(), term);
        }
        if (range.low() == null) {
            return (range.highInclusive() ? "≤ " : "< ") + of(range.high(), term);
        }
        return (range.lowInclusive() ? "[" : "(") + of(range.low(), term) + ", " + of(range.high(), term) + (range.highInclusive() ? "]" : ")");
    }

    /** The values of a test are a set: codes are told in the order of the vocabulary, other values in their own. */
    private static String listed(Collection<Object> values, Term term) {
        Stream<Object> ordered = term.codes().isEmpty() ? values.stream().sorted() : term.codes().stream().map(code -> (Object) code.value()).filter(values::contains);
        return ordered.map(value -> of(value, term)).collect(Collectors.joining(" or "));
    }

    /** Empty for null; the members of a list one after another. */
    static String of(Object value, Term term) {
        if (value == null) {
            return "";
        }
        if (value instanceof Collection<?> members) {
            return members.stream().map(member -> of(member, term)).collect(Collectors.joining(", "));
        }
        if (value instanceof Boolean flag) {
            return flag ? "yes" : "no";
        }
        if (value instanceof Duration duration) {
            long minutes = duration.toMinutes();
            return minutes % 60 == 0 ? minutes / 60 + " h" : minutes + " min";
        }
        if (value instanceof LocalDateTime moment) {
            return MINUTE.format(moment);
        }
        if (value instanceof java.math.BigDecimal number) {
            return FactReader.plain(number).toPlainString();
        }
        if (value instanceof String code) {
            return term.code(code).map(found -> found.label().en()).orElse(code);
        }
        return value.toString();
    }
}
