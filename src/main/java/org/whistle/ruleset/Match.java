package org.whistle.ruleset;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A row that matched an ask.
 *
 * @param seen the value of every condition column at that moment, null where nobody told
 */
public record Match(Table table, Row row, List<Object> seen) {

    /** 规则号. */
    public String rule() {
        return row.ruleId();
    }

    /** The conclusion under this term, null where its cell is blank or the table has no such column. */
    public Object value(String path) {
        for (int i = 0; i < table.conclusions().size(); i++) {
            if (table.conclusions().get(i).term().path().equals(path)) {
                return row.conclusions().get(i);
            }
        }
        return null;
    }

    /** Conclusions whose cells are not blank, by path. */
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < table.conclusions().size(); i++) {
            if (row.conclusions().get(i) != null) {
                values.put(table.conclusions().get(i).term().path(), row.conclusions().get(i));
            }
        }
        return values;
    }
}
