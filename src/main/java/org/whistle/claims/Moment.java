package org.whistle.claims;

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
import org.whistle.web.Problem;
import tools.jackson.databind.JsonNode;

/** Moments that clients tell: in Beijing, to the second, and not ahead of ours. */
final class Moment {

    private Moment() {
    }

    /** The moment that counts. */
    static OffsetDateTime second(OffsetDateTime moment) {
        return moment.atZoneSameInstant(FactReader.BEIJING).toOffsetDateTime().truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * The moment that a body tells under a name; empty if it tells none.
     *
     * @param now   of the service
     * @param ahead how far it may be later
     * @throws Problem.Raised if it is later, or no moment
     */
    static Optional<OffsetDateTime> told(JsonNode body, String name, OffsetDateTime now, Duration ahead) {
        if (!body.hasNonNull(name)) {
            return Optional.empty();
        }
        OffsetDateTime told;
        try {
            told = second(OffsetDateTime.parse(body.get(name).asString()));
        } catch (DateTimeParseException e) {
            throw refused("/" + name, body.get(name).asString(), "日历上有的时刻 a moment of the calendar");
        }
        OffsetDateTime latest = second(now.plus(ahead));
        if (told.isAfter(latest)) {
            throw refused("/" + name, told, "不晚于 not after " + JsonValues.of(latest.toLocalDateTime()));
        }
        return Optional.of(told);
    }

    static Problem.Raised refused(String pointer, OffsetDateTime found, String accepted) {
        return refused(pointer, (String) JsonValues.of(found.toLocalDateTime()), accepted);
    }

    private static Problem.Raised refused(String pointer, String found, String accepted) {
        return Problem.INVALID_FACTS.raised(List.of(new InputFault(pointer, "\"" + found + "\"", accepted,
                new Label("时间“" + found + "”不被接受，应为：" + accepted, "the moment \"" + found + "\" is not accepted; accepted: " + accepted))));
    }
}
