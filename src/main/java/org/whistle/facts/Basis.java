package org.whistle.facts;

/** Which moment of a case picks the rows that apply (policy brief 3.18). */
public enum Basis {
    /** When the request was submitted: intake, tier, deadline. */
    SUBMITTED,
    /** When the decision is made: responsible party, organisation chart, calendar. */
    DECIDED,
    /** When the act took place: points. */
    ACT,
    /** The date a household plan is for. */
    PLAN,
    /** When something takes place: a meeting, a stage, the use of a venue, a claim. */
    OCCURRED,
    /** When points are redeemed: merchants, vouchers. */
    REDEEMED,
    /** The last day of a period that is evaluated. */
    PERIOD_END
}
