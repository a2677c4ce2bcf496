package org.whistle.facts;

import java.util.Map;
import java.util.Optional;

/**
 * How one property of an outcome is told aloud, as {@code x-say} and {@code x-say-staff} of the contract word it.
 *
 * @param name     the property's name in the outcome
 * @param objects  whether it is a list of objects, each of which is told in a sentence of its own
 * @param places   what a wording may have places for: {@code value}, or the members of an object by name
 * @param resident the wording for the resident; empty for what is internal
 * @param staff    the wording for staff, who hear everything
 */
public record Saying(String name, boolean objects, Map<String, Place> places, Optional<Wording> resident, Wording staff) {

    /**
     * A value which a wording has a place for.
     *
     * @param spoken its codes, or yes and no as {@code true} and {@code false}, in the middle of a sentence; a value without words is not said
     */
    public record Place(Term term, Map<String, Label> spoken) {
    }

    /**
     * Sentences with places {@code {name}} or {@code {name:style}}, and parts in square brackets that are said only if all their places are filled.
     *
     * @param by        the place whose value picks the sentence
     * @param each      sentences by value; an empty one says that nothing is said
     * @param otherwise the sentence of every other value
     */
    public record Wording(String by, Map<String, Optional<Label>> each, Optional<Label> otherwise) {

        /** The sentence for a value of the place {@link #by}; empty if nothing is said. */
        public Optional<Label> of(String value) {
            return each.containsKey(value) ? each.get(value) : otherwise;
        }
    }
}
