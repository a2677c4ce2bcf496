package org.whistle.decision;

/**
 * In working memory: a flow written in DRL has come this far.
 *
 * @param name what begins now
 */
public record Step(String name) {

    public String getName() {
        return name;
    }
}
