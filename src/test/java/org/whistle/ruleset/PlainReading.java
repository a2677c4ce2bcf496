package org.whistle.ruleset;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A second opinion that reads every row of a table in the plainest way, as docs/design.md says it, and shares nothing with the engine. */
final class PlainReading {

    private PlainReading() {
    }

    /** An answer in a form that can be compared: how it ended, the lines of the rows, what nobody told. */
    record Opinion(Answer.Status status, List<Integer> matches, Set<String> missing) {

        static Opinion of(Answer answer) {
            return new Opinion(answer.status(), answer.matches().stream().map(match -> match.row().line()).toList(), new TreeSet<>(answer.missing()));
        }
    }

    /** Every row in turn. */
    static Opinion of(Table table, Map<String, Object> facts, String community, LocalDate day) {
        List<Row> sure = new ArrayList<>();
        List<Row> unsure = new ArrayList<>();
        List<Row> undecided = new ArrayList<>();
        List<Row> order = new ArrayList<>(table.rows());
        order.sort((a, b) -> a.priority() != b.priority() ? Integer.compare(a.priority(), b.priority()) : Integer.compare(a.line(), b.line()));
        for (Row row : order) {
            boolean here = row.communities().isEmpty() || row.communities().contains(community);
            boolean now = (row.from() == null || row.from().compareTo(day) <= 0) && (row.to() == null || row.to().compareTo(day) > 0);
            int yes = 0;
            int no = 0;
            boolean built = false;
            for (int i = 0; i < row.tests().size(); i++) {
                String path = table.conditions().get(i).term().path();
                Boolean passed = passes(row.tests().get(i), facts.get(path));
                yes += passed == Boolean.TRUE ? 1 : 0;
                no += passed == Boolean.FALSE || passed == null && !path.startsWith("facts.") ? 1 : 0;
                built |= row.tests().get(i) instanceof Test.Undecided;
            }
            if (here && now && no == 0) {
                boolean all = yes == row.tests().size();
                (all ? built ? undecided : sure : built ? new ArrayList<Row>() : unsure).add(row);
                if (built && table.hitPolicy() != HitPolicy.FIRST) {
                    (all ? sure : unsure).add(row);
                }
            }
        }
        return switch (table.hitPolicy()) {
            case FIRST -> {
                List<Row> before = unsure.stream().filter(row -> sure.isEmpty() || row.priority() <= sure.get(0).priority()).toList();
                List<Row> able = before.isEmpty() ? sure : undecided;
                List<Integer> top = able.stream().filter(row -> row.priority() == able.get(0).priority()).map(Row::line).toList();
                Answer.Status status = top.size() == 1 ? Answer.Status.MATCHED : top.size() > 1 ? Answer.Status.CONFLICT
                        : before.isEmpty() ? Answer.Status.NONE : Answer.Status.REVIEW;
                yield new Opinion(status, top, missing(table, before, facts));
            }
            case UNIQUE -> {
                sure.sort((a, b) -> a.priority() != b.priority() ? Integer.compare(a.priority(), b.priority()) : Integer.compare(a.line(), b.line()));
                yield sure.size() > 1 ? new Opinion(Answer.Status.CONFLICT, sure.stream().map(Row::line).toList(), Set.of())
                        : sure.size() == 1 ? new Opinion(Answer.Status.MATCHED, List.of(sure.get(0).line()), Set.of())
                        : new Opinion(unsure.isEmpty() ? Answer.Status.NONE : Answer.Status.REVIEW, List.of(), missing(table, unsure, facts));
            }
            case COLLECT, SUM -> new Opinion(!sure.isEmpty() ? Answer.Status.MATCHED : unsure.isEmpty() ? Answer.Status.NONE : Answer.Status.REVIEW,
                    sure.stream().map(Row::line).toList(), missing(table, unsure, facts));
        };
    }

    private static Set<String> missing(Table table, List<Row> rows, Map<String, Object> facts) {
        Set<String> missing = new TreeSet<>();
        for (Row row : rows) {
            for (int i = 0; i < row.tests().size(); i++) {
                String path = table.conditions().get(i).term().path();
                if (path.startsWith("facts.") && passes(row.tests().get(i), facts.get(path)) == null) {
                    missing.add("/" + path.replace(".", "/"));
                }
            }
        }
        return missing;
    }

    /** Yes, no, or null for cannot be told. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    static Boolean passes(Test test, Object value) {
        if (test instanceof Test.Any || test instanceof Test.Undecided) {
            return true;
        }
        if (test instanceof Test.Missing) {
            return value == null;
        }
        if (value == null) {
            return null;
        }
        Set<Object> values = value instanceof List<?> list ? new LinkedHashSet<>(list) : Set.of(value);
        if (test instanceof Test.Empty) {
            return values.isEmpty();
        }
        if (test instanceof Test.In in) {
            return in.values().stream().anyMatch(values::contains);
        }
        if (test instanceof Test.NotIn not) {
            return not.values().stream().noneMatch(values::contains);
        }
        Test.Range range = (Test.Range) test;
        Comparable told = (Comparable) value;
        boolean low = range.low() == null || (range.lowInclusive() ? told.compareTo(range.low()) >= 0 : told.compareTo(range.low()) > 0);
        boolean high = range.high() == null || (range.highInclusive() ? told.compareTo(range.high()) <= 0 : told.compareTo(range.high()) < 0);
        return low && high;
    }
}
