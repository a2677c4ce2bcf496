package org.whistle.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.whistle.facts.Label;
import org.whistle.facts.Term;
import org.whistle.facts.Vocabulary;

/** What becomes of the places of a sentence. */
class SentencesTest {

    private static final Term HOUSEHOLDS = Vocabulary.shipped().term("request", "facts.affectedHouseholds").orElseThrow();
    private static final Term LIMIT = Vocabulary.shipped().term("request", "derived.gradeLimit").orElseThrow();

    static Stream<Arguments> places() {
        return Stream.of(
                Arguments.of("{x}", "{x}", HOUSEHOLDS, 1L, "1户", "1 households"),
                Arguments.of("{x}", "{x:household/households}", HOUSEHOLDS, 1L, "1户", "1 household"),
                Arguments.of("{x:户居民}", "{x:household/households}", HOUSEHOLDS, 0L, "0户居民", "0 households"),
                Arguments.of("{x:户居民}", "{x:household/households}", HOUSEHOLDS, null, "未提供", "not told"),
                Arguments.of("{x}", "{x:hour/hours}", HOUSEHOLDS, new BigDecimal("1.5"), "1.5户", "1.5 hours"),
                Arguments.of("{x}", "{x}", LIMIT, Duration.ofDays(30), "720小时", "720 h"),
                Arguments.of("{x:日}", "{x:day/days}", LIMIT, Duration.ofDays(30), "30日", "30 days"),
                Arguments.of("{x:日}", "{x:day/days}", LIMIT, Duration.ofDays(1), "1日", "1 day"),
                Arguments.of("{x:日}", "{x:day/days}", LIMIT, Duration.ofHours(30), "30小时", "30 h"),
                Arguments.of("{y}", "{y:day/days}", LIMIT, Duration.ofHours(30), "{y}", "{y:day/days}"));
    }

    @ParameterizedTest
    @MethodSource("places")
    void aPlaceIsFilledWithAValueInTheUnitThatTheSentenceNames(String zh, String en, Term term, Object value, String saidZh, String saidEn) {
        Label filled = Sentences.fill(new Label(zh, en), name -> name.equals("x") ? new Sentences.Place(term, value) : null);
        assertThat(filled).isEqualTo(new Label(saidZh, saidEn));
    }
}
