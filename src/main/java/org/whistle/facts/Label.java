package org.whistle.facts;

import java.util.Objects;

/**
 * A text in the two languages of the service.
 *
 * @param zh Chinese, first for policy staff and citizens
 * @param en English
 */
public record Label(String zh, String en) {

    public Label {
        Objects.requireNonNull(zh, "zh");
        Objects.requireNonNull(en, "en");
    }
}
