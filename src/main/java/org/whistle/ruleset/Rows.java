package org.whistle.ruleset;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;

/** What a row means, apart from every index. */
final class Rows {

    /** 优先级 first, then the place on the sheet. */
    static final Comparator<Row> ORDER = Comparator.comparingInt(Row::priority).thenComparingInt(Row::line);

    private Rows() {
    }

    /** What the row says; only a fact can be unknown, for what rules have not concluded is simply not so. */
    static Truth truth(Table table, Row row, List<Object> seen) {
        Truth truth = Truth.TRUE;
        List<Test> tests = row.tests();
        for (int i = 0; i < tests.size(); i++) {
            Truth one = tests.get(i).on(seen.get(i));
            truth = truth.and(one == Truth.UNKNOWN && !told(table, i) ? Truth.FALSE : one);
            if (truth == Truth.FALSE) {
                return truth;
            }
        }
        return truth;
    }

    private static boolean told(Table table, int column) {
        return table.conditions().get(column).term().path().startsWith("facts.");
    }

    static boolean inForce(Row row, String community, LocalDate date) {
        return (row.communities().isEmpty() || row.communities().contains(community))
                && (row.from() == null || !date.isBefore(row.from()))
                && (row.to() == null || date.isBefore(row.to()));
    }

    static boolean undecided(Row row) {
        for (Test test : row.tests()) {
            if (test instanceof Test.Undecided) {
                return true;
            }
        }
        return false;
    }
}
