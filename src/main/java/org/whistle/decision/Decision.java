package org.whistle.decision;

import java.util.List;
import java.util.Map;

/**
 * What was decided, by which rules, and what a person should know about it.
 *
 * @param kind     the decision kind
 * @param schemes  the codes of the schemes in force for the case
 * @param outcome  the conclusions, as the contract's outcome schema of the kind describes them (maps, lists, strings, booleans, longs)
 * @param derived  what rules worked out on the way, by path
 * @param reasons  the determining rules in the order in which they determined
 * @param findings conflicts, reviews and other notices
 */
public record Decision(String kind, List<String> schemes, Map<String, Object> outcome, Map<String, Object> derived,
                       List<Reason> reasons, List<Finding> findings) {
}
