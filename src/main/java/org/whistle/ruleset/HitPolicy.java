package org.whistle.ruleset;

/** What a table does with the rows that match. */
public enum HitPolicy {
    /** 唯一: at most one row may match; two are a CONFLICT. */
    UNIQUE("唯一"),
    /** 首个: the row with the lowest 优先级 number decides; two of equal priority are a CONFLICT. */
    FIRST("首个"),
    /** 汇集: every row that matches counts, in order of 优先级 and row. */
    COLLECT("汇集"),
    /** 求和: as COLLECT, with the numeric conclusion added up. */
    SUM("求和");

    private final String zh;

    HitPolicy(String zh) {
        this.zh = zh;
    }

    public String zh() {
        return zh;
    }
}
