package org.whistle.decision;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.whistle.facts.Code;
import org.whistle.facts.Label;
import org.whistle.facts.Saying;
import org.whistle.facts.Term;
import org.whistle.facts.Vocabulary;
import tools.jackson.databind.JsonNode;

/**
 * Tells a recorded decision aloud: its outcome in the words of the contract ({@code x-say}), property by property in the contract's order, then what its
 * findings mean. Residents hear nothing that is internal; their reasons stay with the decision (PIPL article 24).
 */
public final class Telling {

    /** Who listens. */
    public enum Reader { RESIDENT, STAFF }

    private static final Pattern PART = Pattern.compile("\\[([^\\[\\]]*)]");
    private static final Pattern WRITTEN_CODE = Pattern.compile("(?<![A-Za-z0-9_])[A-Z][A-Z0-9_]{2,}(?![A-Za-z0-9_])");
    private static final DateTimeFormatter DAY_ZH = DateTimeFormatter.ofPattern("uuuu年M月d日", Locale.ROOT);
    private static final DateTimeFormatter DAY_EN = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final Vocabulary vocabulary;
    private final Reader reader;

    private Telling(Vocabulary vocabulary, Reader reader) {
        this.vocabulary = vocabulary;
        this.reader = reader;
    }

    /**
     * The sentences of a decision.
     *
     * @param decision as it is recorded: kind, outcome and findings are read
     * @return never empty: an outcome with nothing to tell has a sentence that says so
     */
    public static List<Label> of(JsonNode decision, Vocabulary vocabulary, Reader reader) {
        return new Telling(vocabulary, reader).tell(decision);
    }

    /**
     * The sentence of a recorded reason or finding. DRL fills its places with codes where no table speaks of the term; they are told by their labels, and the
     * record stays as it is.
     */
    public static Label sentence(String kind, JsonNode recorded, Vocabulary vocabulary) {
        String zh = recorded.get("sentence").get("zh").asString();
        String en = recorded.get("sentence").get("en").asString();
        return recorded.get("table").asString().endsWith(".drl") ? new Label(labelled(kind, zh, vocabulary, true), labelled(kind, en, vocabulary, false)) : new Label(zh, en);
    }

    private static String labelled(String kind, String sentence, Vocabulary vocabulary, boolean chinese) {
        return WRITTEN_CODE.matcher(sentence).replaceAll(found -> Matcher.quoteReplacement(vocabulary.terms(kind).stream()
                .filter(term -> term.path().startsWith("outcome.")).flatMap(term -> term.code(found.group()).stream()).findFirst()
                .map(code -> in(code.label(), chinese)).orElse(found.group())));
    }

    /** All sentences in one, to be read aloud. */
    public static Label text(List<Label> sentences) {
        return new Label(String.join("", sentences.stream().map(Label::zh).toList()), String.join(" ", sentences.stream().map(Label::en).toList()));
    }

    private List<Label> tell(JsonNode decision) {
        String kind = decision.get("kind").asString();
        List<Label> told = new ArrayList<>();
        for (Saying saying : vocabulary.sayings(kind)) {
            Optional<Saying.Wording> wording = reader == Reader.STAFF ? Optional.of(saying.staff()) : saying.resident();
            JsonNode value = decision.get("outcome").path(saying.name());
            if (wording.isPresent() && !absent(value)) {
                // members are told one by one where they are objects or each has a sentence of its own, otherwise in one sentence
                boolean apart = value.isArray() && (saying.objects() || !wording.get().each().isEmpty());
                for (JsonNode one : apart ? value : List.of(value)) {
                    sentence(saying, wording.get(), one).filter(sentence -> !told.contains(sentence)).ifPresent(told::add);
                }
            }
        }
        for (JsonNode finding : decision.get("findings")) {
            finding(kind, finding).filter(sentence -> !told.contains(sentence)).ifPresent(told::add);
        }
        if (told.isEmpty()) {
            vocabulary.nothing(kind).ifPresent(told::add);
        }
        return told;
    }

    private Optional<Label> finding(String kind, JsonNode finding) {
        if (reader == Reader.RESIDENT) {
            return vocabulary.finding(finding.get("code").asString());
        }
        Label sentence = sentence(kind, finding, vocabulary);
        return Optional.of(new Label(ended(sentence.zh(), "。"), ended(sentence.en(), ".")));
    }

    private static String ended(String sentence, String end) {
        return sentence.endsWith(end) ? sentence : sentence + end;
    }

    private static Optional<Label> sentence(Saying saying, Saying.Wording wording, JsonNode one) {
        Function<String, JsonNode> values = name -> saying.objects() ? one.path(name) : one;
        return wording.of(values.apply(wording.by()).asString("")).map(open -> new Label(
                spoken(open.zh(), saying, values, true), capital(spoken(open.en(), saying, values, false))));
    }

    private static String spoken(String open, Saying saying, Function<String, JsonNode> values, boolean chinese) {
        Matcher parts = PART.matcher(open);
        StringBuilder said = new StringBuilder();
        while (parts.find()) {
            boolean filled = Sentences.places(parts.group(1)).stream().noneMatch(place -> words(place, saying, values, chinese) == null);
            parts.appendReplacement(said, Matcher.quoteReplacement(filled ? parts.group(1) : ""));
        }
        return Sentences.fill(parts.appendTail(said).toString(), place -> words(place, saying, values, chinese));
    }

    /** The words for a place such as {@code due} or {@code points:point/points}; null where there is nothing to say. */
    private static String words(String written, Saying saying, Function<String, JsonNode> values, boolean chinese) {
        int colon = written.indexOf(':');
        String style = colon < 0 ? "" : written.substring(colon + 1);
        String name = colon < 0 ? written : written.substring(0, colon);
        Saying.Place place = saying.places().get(name);
        JsonNode value = values.apply(name);
        if (place == null || absent(value)) {
            return null;
        }
        if (!value.isArray()) {
            return word(place, value.asString(), style, chinese);
        }
        List<String> members = new ArrayList<>();
        value.forEach(member -> members.add(word(place, member.asString(), style, chinese)));
        members.removeIf(java.util.Objects::isNull);
        return members.isEmpty() ? null : joined(members, chinese);
    }

    private static String joined(List<String> members, boolean chinese) {
        int last = members.size() - 1;
        return chinese ? String.join("、", members) : last == 0 ? members.get(0) : String.join(", ", members.subList(0, last)) + " and " + members.get(last);
    }

    private static String word(Saying.Place place, String value, String style, boolean chinese) {
        return switch (place.term().type()) {
            case CODE -> code(place, value, style, chinese);
            case BOOLEAN -> Optional.ofNullable(place.spoken().get(value)).map(said -> in(said, chinese)).orElse(null);
            case INTEGER, DECIMAL -> number(place.term(), new BigDecimal(value), style, chinese);
            case DATE -> day(LocalDate.parse(value), chinese);
            case DATE_TIME -> moment(OffsetDateTime.parse(value).toLocalDateTime(), chinese);
            case TIME -> clock(LocalTime.parse(value), chinese);
            case TEXT, DURATION -> value;
        };
    }

    private static String code(Saying.Place place, String value, String style, boolean chinese) {
        Optional<Label> label = place.term().code(value).map(Code::label);
        Label said = style.equals("label") ? null : place.spoken().get(value);
        return said != null ? in(said, chinese) : label.map(found -> in(found, chinese)).orElse(null);
    }

    /** {@code percent}, {@code bare} (without the unit), {@code once} or the English noun in its two forms, as in {@code point/points}. */
    private static String number(Term term, BigDecimal value, String style, boolean chinese) {
        boolean one = value.compareTo(BigDecimal.ONE) == 0;
        if (style.equals("percent")) {
            return plain(value.multiply(HUNDRED).setScale(2, RoundingMode.HALF_UP)) + "%";
        }
        if (style.equals("once")) {
            return one ? "once" : value.compareTo(BigDecimal.valueOf(2)) == 0 ? "twice" : plain(value) + " times";
        }
        int or = style.indexOf('/');
        if (or >= 0) {
            return plain(value) + " " + (one ? style.substring(0, or) : style.substring(or + 1));
        }
        return plain(value) + (style.equals("bare") ? "" : term.unit().map(unit -> chinese ? unit.zh() : " " + unit.en()).orElse(""));
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private static String day(LocalDate day, boolean chinese) {
        return (chinese ? DAY_ZH : DAY_EN).format(day);
    }

    /** The last minute of a day is the day itself; seconds are not said. */
    private static String moment(LocalDateTime moment, boolean chinese) {
        if (moment.getHour() == 23 && moment.getMinute() == 59) {
            return chinese ? day(moment.toLocalDate(), true) + "当天内" : "the end of " + day(moment.toLocalDate(), false);
        }
        return chinese ? day(moment.toLocalDate(), true) + clock(moment.toLocalTime(), true)
                : clock(moment.toLocalTime(), false) + " on " + day(moment.toLocalDate(), false);
    }

    private static String clock(LocalTime time, boolean chinese) {
        int hour = time.getHour();
        int twelve = hour % 12 == 0 ? 12 : hour % 12;
        if (!chinese) {
            String minutes = String.format(Locale.ROOT, "%d:%02d", twelve, time.getMinute());
            return time.getMinute() == 0 && twelve == 12 ? (hour == 0 ? "midnight" : "noon") : minutes + (hour < 12 ? " am" : " pm");
        }
        String part = hour < 6 ? "凌晨" : hour < 12 ? "上午" : hour == 12 ? "中午" : hour < 18 ? "下午" : "晚上";
        return part + (hour < 13 ? hour : twelve) + "点" + (time.getMinute() == 0 ? "" : time.getMinute() + "分");
    }

    private static String in(Label label, boolean chinese) {
        return chinese ? label.zh() : label.en();
    }

    private static String capital(String sentence) {
        return sentence.isEmpty() ? sentence : sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }

    private static boolean absent(JsonNode value) {
        return value.isMissingNode() || value.isNull() || value.isArray() && value.isEmpty();
    }
}
