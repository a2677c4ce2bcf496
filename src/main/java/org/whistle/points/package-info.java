/**
 * Cards and their points, for residents who earn and redeem them and for those who must answer for the account. Every entry comes from a recorded
 * decision and is committed with it; what a card holds is derived from the entries. This room never decides how many points an act is worth or who
 * may redeem: tables and DRL do.
 */
package org.whistle.points;
