package org.whistle.facts;

/** Everything we were told about a case, unchanged and unchangeable. The records which implement it are generated from the contract. */
public interface Facts {

    /** The decision kind: {@code request}, {@code household} or {@code act}. */
    String kind();

    /** The code of the community which the case belongs to. */
    String communityCode();
}
