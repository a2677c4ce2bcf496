package org.whistle.decision;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.whistle.facts.Label;
import org.whistle.facts.Term;

/** Fills the places of a sentence with values in the words people use. */
final class Sentences {

    private static final Pattern PLACE = Pattern.compile("\\{([^{}]+)}");
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    /** What a place stands for. */
    record Place(Term term, Object value) {
    }

    private Sentences() {
    }

    /** A place that stands for nothing stays as it is written. */
    static Label fill(Label sentence, Function<String, Place> places) {
        return new Label(fill(sentence.zh(), places, true), fill(sentence.en(), places, false));
    }

    private static String fill(String sentence, Function<String, Place> places, boolean chinese) {
        return fill(sentence, written -> {
            int colon = written.indexOf(':');
            Place place = places.apply(colon < 0 ? written : written.substring(0, colon));
            return place == null ? null : colon < 0 ? words(place.term, place.value, chinese) : counted(place, written.substring(colon + 1), chinese);
        });
    }

    /** A number with a word of the sentence for its unit, in English in two forms, as in {@code {days:day/days}}; a duration is counted in days. */
    private static String counted(Place place, String unit, boolean chinese) {
        Object number = place.value instanceof Duration duration && duration.equals(Duration.ofDays(duration.toDays())) ? (Object) duration.toDays() : place.value;
        if (!(number instanceof Number)) {
            return words(place.term, place.value, chinese);
        }
        int or = unit.indexOf('/');
        return number + (chinese ? "" : " ") + (or < 0 ? unit : number.toString().equals("1") ? unit.substring(0, or) : unit.substring(or + 1));
    }

    /** Puts words into the places of a sentence; a place without words stays as it is written. */
    static String fill(String sentence, UnaryOperator<String> words) {
        if (sentence.indexOf('{') < 0) {
            return sentence;
        }
        StringBuilder filled = new StringBuilder();
        int done = 0;
        for (int close = sentence.indexOf('}'); close >= 0; close = sentence.indexOf('}', done)) {
            int open = sentence.lastIndexOf('{', close);
            String said = open < done || open + 1 == close ? null : words.apply(sentence.substring(open + 1, close));
            if (said == null) {
                filled.append(sentence, done, close + 1);
            } else {
                filled.append(sentence, done, open).append(said);
            }
            done = close + 1;
        }
        return filled.append(sentence, done, sentence.length()).toString();
    }

    /** The names in the places of a sentence, in order. */
    static List<String> places(String sentence) {
        return PLACE.matcher(sentence).results().map(found -> found.group(1)).toList();
    }

    static String words(Term term, Object value, boolean chinese) {
        if (value == null) {
            return chinese ? "未提供" : "not told";
        }
        if (value instanceof Collection<?> members) {
            return members.isEmpty() ? (chinese ? "无" : "none")
                    : members.stream().map(member -> words(term, member, chinese)).collect(Collectors.joining(chinese ? "、" : ", "));
        }
        if (value instanceof Boolean flag) {
            return chinese ? (flag ? "是" : "否") : (flag ? "yes" : "no");
        }
        if (value instanceof LocalDateTime moment) {
            return MINUTE.format(moment);
        }
        if (value instanceof Duration duration) {
            long minutes = duration.toMinutes();
            return minutes % 60 == 0 ? minutes / 60 + (chinese ? "小时" : " h") : minutes + (chinese ? "分钟" : " min");
        }
        if (term != null && value instanceof String code) {
            return term.code(code).map(found -> chinese ? found.label().zh() : found.label().en()).orElse(code);
        }
        String unit = term == null ? "" : term.unit().map(label -> chinese ? label.zh() : " " + label.en()).orElse("");
        return value + unit;
    }
}
