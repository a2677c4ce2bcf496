package org.whistle.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which workbook a table is on a day, and was in a version. */
class TimelineTest {

    private static final String PATH = "decision-tables/citywide/deadline.xlsx";
    private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);
    private static final LocalDate JULY = LocalDate.of(2026, 7, 1);

    private final Timeline timeline = new Timeline(List.of(of(1, PATH, "shipped", null), of(2, "decision-tables/citywide/party.xlsx", "party", null),
            of(3, PATH, "july", JULY), of(4, PATH, "march", MARCH), of(5, PATH, "july again", JULY)));

    @Test
    void anEarlierDayHasTheEarlierWorkbook() {
        assertThat(on(5, MARCH.minusDays(1))).isEqualTo("shipped");
        assertThat(on(5, MARCH)).isEqualTo("march");
        assertThat(on(5, JULY.minusDays(1))).isEqualTo("march");
        assertThat(on(5, JULY)).isEqualTo("july again");
        assertThat(on(5, JULY.plusYears(1))).isEqualTo("july again");
    }

    @Test
    void anEarlierVersionKnowsNothingOfLaterPublications() {
        assertThat(on(4, JULY)).isEqualTo("july");
        assertThat(on(3, MARCH)).as("March was published later").isEqualTo("shipped");
        assertThat(on(2, JULY)).isEqualTo("shipped");
        assertThat(timeline.by(PATH, 0, JULY)).isEmpty();
        assertThat(timeline.newest(PATH, 4)).map(Publication::digest).contains("march");
    }

    @Test
    void whatIsPublishedForAnEarlierDayDoesNotOverrideALaterOne() {
        assertThat(on(4, JULY)).as("published after it, for a day before it").isEqualTo("july");
    }

    private String on(long number, LocalDate day) {
        return timeline.by(PATH, number, day).orElseThrow().digest();
    }

    private static Publication of(long number, String path, String digest, LocalDate from) {
        return new Publication(number, path, digest, from, "", OffsetDateTime.parse("2026-01-0" + number + "T09:00:00+08:00"));
    }
}
