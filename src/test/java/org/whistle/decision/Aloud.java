package org.whistle.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.whistle.facts.Label;

/** What a text must be like that is read aloud. */
public final class Aloud {

    /** E积分 is a name; the labels of staff hold X1 to X8 and the names of policy packs. */
    private static final Set<String> RESIDENT = Set.of("E");
    private static final Set<String> STAFF = Set.of("E", "X", "P");
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");
    private static final Pattern LATIN = Pattern.compile("[A-Za-z]+");
    private static final List<Pattern> NEVER = List.of(
            Pattern.compile("[{}\\[\\]]"), Pattern.compile("\\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\\b"), Pattern.compile("\\b(null|true|false|java|Long|LocalDate|BigDecimal)\\b|Optional[\\[.]|@[0-9a-f]{6}"),
            Pattern.compile("[，。；：、][，。；：、]"), Pattern.compile("  | [,.;:]|[,;:][,.;:]|[.][.]"), Pattern.compile("\\d{4}-\\d{2}-\\d{2}"));
    private static final Pattern INTERNAL = Pattern.compile("#|[a-z-]+/[a-z-]+|\\b[TXFLSJ]\\d\\b|![A-Z]+\\d");

    private Aloud() {
    }

    /**
     * Every sentence can be read aloud.
     *
     * @param quoted texts of the people concerned and names of rules, which are repeated as they are
     */
    public static void check(String of, List<Label> sentences, Telling.Reader reader, Collection<String> quoted) {
        assertThat(sentences).as(of).isNotEmpty();
        for (Label sentence : sentences) {
            String zh = without(sentence.zh(), quoted);
            String en = without(sentence.en(), quoted);
            assertThat(zh).as(of + ": " + sentence.zh()).endsWith("。").matches(HAN.pattern() + ".*|[“0-9].*|.*\\p{IsHan}.*");
            assertThat(en).as(of + ": " + sentence.en()).endsWith(".").matches("[A-Z“0-9].*").doesNotContainPattern(HAN);
            Set<String> allowed = reader == Telling.Reader.RESIDENT ? RESIDENT : STAFF;
            LATIN.matcher(zh).results().forEach(word -> assertThat(allowed).as(of + ": " + sentence.zh()).contains(word.group()));
            for (Pattern never : NEVER) {
                assertThat(zh).as(of + ": " + sentence.zh()).doesNotContainPattern(never);
                assertThat(en).as(of + ": " + sentence.en()).doesNotContainPattern(never);
            }
            if (reader == Telling.Reader.RESIDENT) {
                assertThat(zh).as(of + ": " + sentence.zh()).doesNotContainPattern(INTERNAL);
                assertThat(en).as(of + ": " + sentence.en()).doesNotContainPattern(INTERNAL);
            }
        }
    }

    /** A reason or finding holds no raw code, no open place and no word of the other language. */
    public static void reason(String of, Label sentence, Collection<String> quoted) {
        String zh = without(sentence.zh(), quoted);
        String en = without(sentence.en(), quoted);
        assertThat(zh).as(of).matches(".*\\p{IsHan}.*").doesNotContainPattern("[{}]|[A-Za-z]{2,}|null");
        assertThat(en).as(of).matches("(?s).*[A-Za-z].*").doesNotContainPattern(HAN).doesNotContainPattern("[{}]|\\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\\b|\\bnull\\b");
    }

    private static String without(String sentence, Collection<String> quoted) {
        String rest = sentence;
        for (String text : quoted) {
            rest = rest.replace(text, "9");
        }
        return rest;
    }
}
