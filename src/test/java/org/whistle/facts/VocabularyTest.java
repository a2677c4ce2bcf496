package org.whistle.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The vocabulary is complete in both languages, and what is read keeps to it. */
class VocabularyTest {

    private static final Vocabulary VOCABULARY = Vocabulary.shipped();

    @Test
    void everyTermAndCodeHasItsWordsInBothLanguages() {
        assertThat(VOCABULARY.kinds()).containsExactlyInAnyOrder("request", "household", "act", "project", "meeting", "venue", "power", "evaluation", "pattern", "claim", "redemption", "voucher", "freeze", "every");
        for (String kind : VOCABULARY.kinds()) {
            for (Term term : VOCABULARY.terms(kind)) {
                assertThat(term.label().zh()).as(kind + " " + term.path()).matches(".*\\p{IsHan}.*");
                assertThat(term.label().en()).as(kind + " " + term.path()).matches(".*[A-Za-z].*");
                assertThat(term.type() == Term.Type.CODE).isEqualTo(!term.codes().isEmpty());
                Set<String> labels = new HashSet<>();
                for (Code code : term.codes()) {
                    assertThat(labels.add(code.label().zh())).as(term.path() + " says two codes alike: " + code.label().zh()).isTrue();
                    assertThat(code.label().en()).isNotBlank();
                }
            }
        }
    }

    @Test
    void everyFactOfARecordIsATermAndReads() throws StrictJson.Refused {
        StrictJson.Read read = StrictJson.shipped().read("household", """
                {"facts": {"community": "YUXIANG", "planDate": "2026-03-01", "members": [{"age": 70}]}}""".getBytes(StandardCharsets.UTF_8));
        assertThat(FactReader.read(read.facts(), "planDate")).isEqualTo(java.time.LocalDate.of(2026, 3, 1));
        assertThat(read.assumed()).contains("/facts/hazard", "/facts/members/0/disabled").doesNotContain("/facts/verified");
        assertThat(FactReader.read(read.facts(), "verified")).isNull();
        for (Term term : VOCABULARY.terms("household")) {
            if (term.path().startsWith("facts.") && !term.path().contains("[]")) {
                FactReader.read(read.facts(), term.path().substring("facts.".length()));
            }
        }
        assertThat(StrictJson.bind("household", read.recorded())).isEqualTo(read.facts());
    }

    @Test
    void anExplicitNullStaysUnknownWhereAnAbsentFactHasADefault() throws StrictJson.Refused {
        StrictJson.Read read = StrictJson.shipped().read("request", """
                {"facts": {"community": "CAOCHANG", "submittedAt": "2026-03-01T01:00:00Z", "risk": null}}""".getBytes(StandardCharsets.UTF_8));
        assertThat(FactReader.read(read.facts(), "risk")).isNull();
        assertThat(read.assumed()).doesNotContain("/facts/risk").contains("/facts/scope");
        assertThat(FactReader.read(read.facts(), "submittedAt")).isEqualTo(java.time.LocalDateTime.of(2026, 3, 1, 9, 0));
    }

    @Test
    void canonicalJsonIsThatOfRfc8785() {
        String told = "{\"peach\":\"This sorting order\",\"péché\":\"is wrong according to French\",\"pêche\":\"but canonicalization MUST\",\"sin\":\"ignore locale\"}";
        String shuffled = "{ \"sin\": \"ignore locale\", \"p\\u00eache\": \"but canonicalization MUST\", \"p\\u00e9ch\\u00e9\": \"is wrong according to French\", \"peach\": \"This sorting order\" }";
        assertThat(new String(CanonicalJson.canonical(shuffled.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8)).isEqualTo(told);
        assertThat(new String(CanonicalJson.canonical("[56, 1e21, 4.50, 2e-3, 0.000000000000000000000000001]".getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8))
                .isEqualTo("[56,1e+21,4.5,0.002,1e-27]");
    }
}
