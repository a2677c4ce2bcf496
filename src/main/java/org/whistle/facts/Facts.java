package org.whistle.facts;

/** Everything we were told about a case, unchanged and unchangeable. The records which implement it are generated from the contract. */
public interface Facts {

    /** The code of the community which the case belongs to. */
    String communityCode();
}
