package org.whistle.facts;

import java.time.LocalDateTime;

/** Everything we were told about a case, unchanged and unchangeable. The records which implement it are generated from the contract. */
public interface Facts {

    /** The decision kind, for example {@code request}. */
    String kind();

    /** The date basis of the kind: what its own moment is called. */
    Basis basis();

    /** The case's own moment in Beijing: when it was submitted, took place, or is planned for; a day begins at midnight. */
    LocalDateTime moment();

    /** The code of the community which the case belongs to. */
    String communityCode();
}
