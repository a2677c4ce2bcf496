package org.whistle.facts;

/**
 * Something in a request that cannot be taken.
 *
 * @param pointer  JSON pointer (RFC 6901) of the place
 * @param found    what is there, as JSON; empty if nothing is
 * @param accepted what would be taken
 * @param message  the same in a sentence
 */
public record InputFault(String pointer, String found, String accepted, Label message) {
}
