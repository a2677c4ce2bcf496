package org.whistle.ruleset.workbook;

import java.util.List;
import org.whistle.ruleset.Table;

/** What came of reading a workbook. */
public sealed interface Reading {

    /** The workbook is a table. */
    record Good(Table table) implements Reading {
    }

    /** The workbook is refused, with every fault that was found. */
    record Bad(List<Fault> faults) implements Reading {
    }
}
