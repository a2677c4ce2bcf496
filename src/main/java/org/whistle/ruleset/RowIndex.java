package org.whistle.ruleset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the rows of a table that may apply: per column a set of rows for each value, or for each stretch between the ends of ranges,
 * intersected. It may propose a row too many but never one too few; {@link Rows} has the last word.
 */
final class RowIndex {

    private static final int MOST_STRETCHES = 256;

    private final String id;
    private final Row[] rows;
    private final String[] keys;
    private final BitSet undecided = new BitSet();
    private final List<Lane> lanes = new ArrayList<>();
    private final Lane communities;
    private final Lane dates;

    RowIndex(Table table) {
        id = table.id().toString();
        rows = table.rows().stream().sorted(Rows.ORDER).toArray(Row[]::new);
        keys = new String[rows.length];
        for (int i = 0; i < rows.length; i++) {
            keys[i] = id + "#" + i;
            undecided.set(i, Rows.undecided(rows[i]));
        }
        for (int i = 0; i < table.conditions().size(); i++) {
            if (table.conditions().get(i).term() != Table.UNDECIDED) {
                int column = i;
                lanes.add(lane(i, Arrays.stream(rows).map(row -> row.tests().get(column)).toList()));
            }
        }
        communities = lane(-1, Arrays.stream(rows).map(row -> row.communities().isEmpty() ? (Test) new Test.Any() : new Test.In(Set.copyOf(row.communities()))).toList());
        dates = lane(-1, Arrays.stream(rows).map(row -> (Test) new Test.Range(row.from(), true, row.to(), false)).toList());
    }

    /** The table's id. */
    String id() {
        return id;
    }

    Row[] rows() {
        return rows;
    }

    /** What the rule of a row listens to: table and number. */
    String key(int number) {
        return keys[number];
    }

    /** Whether a row has the built-in condition 无法判定. */
    boolean undecided(int number) {
        return undecided.get(number);
    }

    /** The rows, by number in order of priority, which are in force and may be TRUE or UNKNOWN. */
    BitSet find(Ask ask, List<Object> seen) {
        BitSet found = (BitSet) communities.of(ask.community()).clone();
        found.and(dates.of(ask.date()));
        for (Lane lane : lanes) {
            if (found.isEmpty()) {
                return found;
            }
            found.and(lane.of(seen.get(lane.column)));
        }
        for (int i = found.nextSetBit(0); i >= 0; i = found.nextSetBit(i + 1)) {
            if (!Rows.inForce(rows[i], ask.community(), ask.date())) {
                found.clear(i);
            }
        }
        return found;
    }

    private Lane lane(int column, List<Test> tests) {
        Lane lane = new Lane(column, rows.length);
        if (tests.stream().anyMatch(Test.Range.class::isInstance)) {
            lane.stretch(tests);
        } else {
            lane.list(tests);
        }
        return lane;
    }

    /** One column's sets of rows. */
    private static final class Lane {

        private final int column;
        private final BitSet untold = new BitSet();
        private final BitSet other;
        private final BitSet everyTold;
        private Map<Object, BitSet> byValue;
        private Comparable<Object>[] ends;
        private BitSet[] stretches;

        private Lane(int column, int size) {
            this.column = column;
            this.other = new BitSet(size);
            this.everyTold = new BitSet(size);
        }

        private void tell(List<Test> tests) {
            for (int i = 0; i < tests.size(); i++) {
                untold.set(i, tests.get(i).on(null) != Truth.FALSE);
                everyTold.set(i, !(tests.get(i) instanceof Test.Missing));
            }
        }

        private void list(List<Test> tests) {
            tell(tests);
            byValue = new HashMap<>();
            for (int i = 0; i < tests.size(); i++) {
                other.set(i, tests.get(i) instanceof Test.Any || tests.get(i) instanceof Test.NotIn);
            }
            // beyond the limit values share a set, which then proposes the rows of all of them
            BitSet[] sets = new BitSet[MOST_STRETCHES];
            int next = 0;
            for (Test test : tests) {
                Collection<Object> values = test instanceof Test.In in ? in.values() : test instanceof Test.NotIn not ? not.values() : List.of();
                for (Object value : values) {
                    if (!byValue.containsKey(value)) {
                        int slot = next++ % MOST_STRETCHES;
                        sets[slot] = sets[slot] == null ? (BitSet) other.clone() : sets[slot];
                        byValue.put(value, sets[slot]);
                    }
                }
            }
            for (int i = 0; i < tests.size(); i++) {
                if (tests.get(i) instanceof Test.In in) {
                    for (Object value : in.values()) {
                        byValue.get(value).set(i);
                    }
                }
            }
        }

        @SuppressWarnings("unchecked")
        private void stretch(List<Test> tests) {
            tell(tests);
            TreeSet<Comparable<Object>> all = new TreeSet<>(Comparator.naturalOrder());
            for (Test test : tests) {
                if (test instanceof Test.Range range) {
                    if (range.low() != null) {
                        all.add(range.low());
                    }
                    if (range.high() != null) {
                        all.add(range.high());
                    }
                } else if (test instanceof Test.In in) {
                    in.values().forEach(value -> all.add((Comparable<Object>) value));
                }
            }
            List<Comparable<Object>> kept = new ArrayList<>();
            int step = all.size() / MOST_STRETCHES + 1;
            int at = 0;
            for (Comparable<Object> end : all) {
                if (at++ % step == 0) {
                    kept.add(end);
                }
            }
            ends = kept.toArray(Comparable[]::new);
            stretches = new BitSet[ends.length + 1];
            for (int i = 0; i < stretches.length; i++) {
                stretches[i] = new BitSet(tests.size());
            }
            for (int i = 0; i < tests.size(); i++) {
                Test test = tests.get(i);
                if (test instanceof Test.Range range) {
                    mark(i, range.low() == null ? 0 : place(range.low()), range.high() == null ? ends.length : place(range.high()));
                } else if (test instanceof Test.In in) {
                    int row = i;
                    in.values().forEach(value -> mark(row, place(value), place(value)));
                } else if (!(test instanceof Test.Missing)) {
                    mark(i, 0, ends.length);
                }
            }
        }

        private void mark(int row, int first, int last) {
            for (int s = first; s <= last; s++) {
                stretches[s].set(row);
            }
        }

        /** The stretch in which a value lies: stretch s holds the values from end s-1, inclusive, to end s, exclusive. */
        private int place(Object value) {
            int low = 0;
            int high = ends.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (ends[middle].compareTo(value) <= 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        private BitSet of(Object value) {
            if (value == null) {
                return untold;
            }
            if (value instanceof Collection<?>) {
                return everyTold;
            }
            if (ends != null) {
                return stretches[place(value)];
            }
            return byValue.getOrDefault(value, other);
        }
    }
}
