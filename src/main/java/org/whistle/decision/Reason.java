package org.whistle.decision;

import java.util.List;
import org.whistle.facts.Label;

/**
 * A rule that determined the outcome, and what it saw.
 *
 * @param table    the table id, or the DRL file for a rule written in DRL, for example {@code request/party.drl}
 * @param rule     规则号, or the DRL rule's name
 * @param cells    the condition cells that are not blank, with the values they saw; for a DRL rule the values its sentence names
 * @param source   依据
 * @param sentence 说明 with its places filled
 */
public record Reason(String table, String rule, List<Cell> cells, String source, Label sentence) {

    /**
     * @param address   sheet and cell, for example {@code 分级!F12}; empty for a DRL rule
     * @param heading   the column's heading
     * @param condition the cell's text
     * @param term      the path of the term
     * @param seen      the value as JSON carries it; null where nobody told
     */
    public record Cell(String address, String heading, String condition, String term, Object seen) {
    }
}
