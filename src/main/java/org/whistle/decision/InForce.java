package org.whistle.decision;

/**
 * In working memory: this scheme runs in the case's community on the case's day.
 *
 * @param scheme the scheme's code
 */
public record InForce(String scheme) {

    public String getScheme() {
        return scheme;
    }
}
