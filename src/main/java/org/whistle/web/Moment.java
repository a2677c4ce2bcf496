package org.whistle.web;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.whistle.facts.FactReader;
import org.whistle.facts.InputFault;
import org.whistle.facts.JsonValues;
import org.whistle.facts.Label;
import tools.jackson.databind.JsonNode;

/** Moments that clients tell: in Beijing, to the second, and not ahead of ours. */
public final class Moment {

    private Moment() {
    }

    /** The moment that counts. */
    public static OffsetDateTime second(OffsetDateTime moment) {
        return moment.atZoneSameInstant(FactReader.BEIJING).toOffsetDateTime().truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * The moment that a body tells at a place; empty if it tells none.
     *
     * @param pointer the place, such as {@code /at}
     * @param now     of the service
     * @param ahead   how far it may be later
     * @throws Problem.Raised if it is later, or no moment
     */
    public static Optional<OffsetDateTime> told(JsonNode body, String pointer, OffsetDateTime now, Duration ahead) {
        JsonNode at = body.at(pointer);
        if (at.isMissingNode() || at.isNull()) {
            return Optional.empty();
        }
        OffsetDateTime told;
        try {
            told = second(OffsetDateTime.parse(at.asString()));
        } catch (DateTimeParseException e) {
            throw refused(pointer, at.asString(), "日历上有的时刻 a moment of the calendar");
        }
        OffsetDateTime latest = second(now.plus(ahead));
        if (told.isAfter(latest)) {
            throw refused(pointer, told, "不晚于 not after " + JsonValues.of(latest.toLocalDateTime()));
        }
        return Optional.of(told);
    }

    /** The problem of a moment that is not accepted. */
    public static Problem.Raised refused(String pointer, OffsetDateTime found, String accepted) {
        return refused(pointer, (String) JsonValues.of(found.toLocalDateTime()), accepted);
    }

    private static Problem.Raised refused(String pointer, String found, String accepted) {
        return Problem.INVALID_FACTS.raised(List.of(new InputFault(pointer, "\"" + found + "\"", accepted,
                new Label("时间“" + found + "”不被接受，应为：" + accepted, "the moment \"" + found + "\" is not accepted; accepted: " + accepted))));
    }
}
