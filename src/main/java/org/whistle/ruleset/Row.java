package org.whistle.ruleset;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.whistle.facts.Label;

/**
 * One rule of a table.
 *
 * @param ruleId      规则号, the lasting name which decisions quote; rows of one name are one rule line over time and never overlap
 * @param communities 适用社区 as codes; empty means every community in which the scheme is in force
 * @param from        生效, inclusive; null means always
 * @param to          失效, exclusive; null means until further notice
 * @param priority    优先级, the lowest number first
 * @param tests       one per condition column, in order
 * @param conclusions one value per conclusion column, in order; null where the cell is blank; a list where the term holds many
 * @param cells       the text of every condition and conclusion cell as shown on the sheet, in order of the columns
 * @param source      依据, grade and place
 * @param sentence    说明, with places such as {@code {heading}} still open
 * @param line        the row's number on the sheet, from 1
 */
public record Row(String ruleId, Set<String> communities, LocalDate from, LocalDate to, int priority, List<Test> tests,
                  List<Object> conclusions, List<String> cells, String source, Label sentence, int line) {
}
