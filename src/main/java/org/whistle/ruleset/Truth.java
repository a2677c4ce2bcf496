package org.whistle.ruleset;

/** Three-valued: a test on a fact that nobody told is UNKNOWN, never FALSE. */
public enum Truth {
    TRUE, FALSE, UNKNOWN;

    /** Kleene's conjunction. */
    public Truth and(Truth other) {
        if (this == FALSE || other == FALSE) {
            return FALSE;
        }
        return this == TRUE ? other : UNKNOWN;
    }
}
