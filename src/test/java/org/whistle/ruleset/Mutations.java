package org.whistle.ruleset;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.whistle.facts.Term;

/**
 * What a slip of the hand makes of a table: one cell at a time says something else. A cell that is blank stays blank.
 * <ul>
 * <li>A condition: emptied; a code replaced by the next accepted one, or left out of a list; yes and no exchanged; “none of” turned into “one of”;
 *     an end of a range moved by a step either way, and, where values lie between the steps, opened or closed.</li>
 * <li>A conclusion: another code (emptied where there is no other), the other flag, a step more, a member left out.</li>
 * <li>优先级 of a FIRST table: the row comes after the next row that can match together with it.</li>
 * <li>适用社区: a community left out; 生效 and 失效: a day earlier and a day later.</li>
 * <li>A parameter: a step more and a step less, in every cell that refers to it; its days as above.</li>
 * </ul>
 * Left out because they cannot change what is decided: the priority of rows of which a column that sees one value never lets both pass; the priority
 * outside FIRST tables, which orders reasons only; an end of whole numbers opened or closed, which is the same as moved; a condition of a FIRST table
 * that now says something else only where earlier rows decide, or where nobody told and a person decides either way.
 */
public final class Mutations {

    /** Reads of one row's conclusions that no case needs; a calendar without a working day would be searched for ever. */
    private static final int MOST_READS = 100_000;
    private static final int MOST_COLUMNS = 4;

    private final Table table;
    private final List<Mutation> all = new ArrayList<>();

    /**
     * A table with one cell changed.
     *
     * @param rule       the row's 规则号, with its first day where rows share the name; a parameter's name
     * @param heading    what stands over the cell
     * @param change     what was done to the cell
     * @param conclusion the term of a conclusion that was changed, null for any other cell
     */
    public record Mutation(Table table, String rule, String heading, String change, Term conclusion) {

        /** The cell that was changed. */
        public String cell() {
            return table.id() + " › " + rule + " › " + heading;
        }

        @Override
        public String toString() {
            return cell() + " › " + change;
        }
    }

    private Mutations(Table table) {
        this.table = table;
    }

    /** Every mutation of the table, always the same and in the same order. */
    public static List<Mutation> of(Table table) {
        Mutations mutations = new Mutations(table);
        for (int i = 0; i < table.rows().size(); i++) {
            mutations.row(i);
        }
        for (int i = 0; i < table.parameters().size(); i++) {
            mutations.parameter(i);
        }
        return mutations.all;
    }

    /** What a row is called here and in reports: its 规则号, with the first day if another row has the same. */
    public static String name(Table table, Row row) {
        boolean alone = table.rows().stream().filter(other -> other.ruleId().equals(row.ruleId())).count() == 1;
        return alone ? row.ruleId() : row.ruleId() + " (" + (row.from() == null ? "" : row.from()) + "~)";
    }

    private void row(int at) {
        Row row = table.rows().get(at);
        String name = name(table, row);
        for (int i = 0; i < row.tests().size(); i++) {
            Column column = table.conditions().get(i);
            int condition = i;
            tests(row.tests().get(i), column.term(), (change, test) -> {
                if (!forestalled(row, condition, test)) {
                    put(at, name, column.heading(), change, null,
                            copy(row, row.communities(), row.from(), row.to(), row.priority(), replaced(row.tests(), condition, test), row.conclusions()));
                }
            });
        }
        for (int i = 0; i < row.conclusions().size(); i++) {
            Column column = table.conclusions().get(i);
            int conclusion = i;
            if (row.conclusions().get(i) != null) {
                values(row.conclusions().get(i), column.term(), (change, value) -> put(at, name, column.heading(), change, column.term(),
                        copy(row, row.communities(), row.from(), row.to(), row.priority(), row.tests(), replaced(row.conclusions(), conclusion, value))));
            }
        }
        for (String community : row.communities().stream().sorted().toList()) {
            Set<String> others = new LinkedHashSet<>(row.communities());
            others.remove(community);
            if (others.isEmpty()) {
                others.add("CAOCHANG".equals(community) ? "MAIZIDIAN" : "CAOCHANG");
            }
            put(at, name, "适用社区", "去掉 without " + community, null,
                    copy(row, others, row.from(), row.to(), row.priority(), row.tests(), row.conclusions()));
        }
        days(row.from(), (change, day) -> put(at, name, "生效", change, null,
                copy(row, row.communities(), day, row.to(), row.priority(), row.tests(), row.conclusions())));
        days(row.to(), (change, day) -> put(at, name, "失效", change, null,
                copy(row, row.communities(), row.from(), day, row.priority(), row.tests(), row.conclusions())));
        priority(row, name);
    }

    private void priority(Row row, String name) {
        if (table.hitPolicy() != HitPolicy.FIRST || Rows.undecided(row)) {
            return;
        }
        Row next = table.rows().stream().filter(other -> other.priority() > row.priority() && !Rows.undecided(other) && together(row, other))
                .min(Comparator.comparingInt(Row::priority).thenComparingInt(Row::line)).orElse(null);
        if (next == null) {
            return;
        }
        List<Row> rows = new ArrayList<>();
        for (Row other : table.rows()) {
            int priority = other == row ? next.priority() * 2 + 1 : other.priority() * 2;
            rows.add(copy(other, other.communities(), other.from(), other.to(), priority, other.tests(), other.conclusions()));
        }
        all.add(new Mutation(with(rows, table.parameters()), name, "优先级", "移到 after " + name(table, next), null));
    }

    /** Whether there may be a case in which neither row fails. */
    private boolean together(Row one, Row other) {
        boolean here = one.communities().isEmpty() || other.communities().isEmpty() || !Collections.disjoint(one.communities(), other.communities());
        boolean now = (one.to() == null || other.from() == null || other.from().isBefore(one.to()))
                && (other.to() == null || one.from() == null || one.from().isBefore(other.to()));
        for (int i = 0; i < one.tests().size(); i++) {
            if (!table.conditions().get(i).term().many() && apart(one.tests().get(i), other.tests().get(i))) {
                return false;
            }
        }
        return here && now;
    }

    /** Whether earlier rows of a FIRST table take every case for which this row's condition now says something else, or leave it to a person as before. */
    private boolean forestalled(Row row, int condition, Test other) {
        if (table.hitPolicy() != HitPolicy.FIRST || table.conditions().get(condition).term().many()) {
            return false;
        }
        List<Row> earlier = table.rows().stream().filter(one -> one.priority() < row.priority() && !Rows.undecided(one))
                .filter(one -> one.communities().isEmpty() && one.from() == null && one.to() == null).toList();
        for (Object value : values(condition, other)) {
            if (truth(condition, other, value) != truth(condition, row.tests().get(condition), value)) {
                Map<Integer, Object> told = new HashMap<>();
                told.put(condition, value);
                if (!taken(row, earlier, told)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether some earlier row takes every case that this row would take, given the values of some columns; column by column if need be. */
    private boolean taken(Row row, List<Row> earlier, Map<Integer, Object> told) {
        List<Row> able = earlier.stream().filter(one -> told.entrySet().stream()
                .allMatch(entry -> truth(entry.getKey(), one.tests().get(entry.getKey()), entry.getValue())
                != Truth.FALSE)).toList();
        for (Row one : able) {
            boolean takes = true;
            for (int i = 0; i < one.tests().size() && takes; i++) {
                takes = told.containsKey(i) || one.tests().get(i) instanceof Test.Any || one.tests().get(i).equals(row.tests().get(i));
            }
            if (takes) {
                return true;
            }
        }
        for (int i = 0; told.size() < MOST_COLUMNS && i < row.tests().size(); i++) {
            int column = i;
            if (!told.containsKey(i) && !table.conditions().get(i).term().many() &&
                    able.stream().anyMatch(one -> !(one.tests().get(column) instanceof Test.Any))
                    && values(i, row.tests().get(i)).stream().allMatch(value -> {
                        Map<Integer, Object> more = new HashMap<>(told);
                        more.put(column, value);
                        return truth(column, row.tests().get(column), value) == Truth.FALSE || taken(row, able, more);
                    })) {
                return true;
            }
        }
        return false;
    }

    private Truth truth(int column, Test test, Object value) {
        Truth truth = test.on(value);
        return truth == Truth.UNKNOWN && !table.conditions().get(column).term().path().startsWith("facts.") ? Truth.FALSE : truth;
    }

    /** A value from each stretch which the column's tests, and this one, tell apart; and nothing told. */
    private List<Object> values(int column, Test other) {
        Term term = table.conditions().get(column).term();
        Set<Object> values = new LinkedHashSet<>(term.codes().stream().map(org.whistle.facts.Code::value).toList());
        if (term.type() == Term.Type.BOOLEAN) {
            values.addAll(List.of(true, false));
        }
        List<Test> tests = new ArrayList<>(table.rows().stream().map(row -> row.tests().get(column)).toList());
        tests.add(other);
        for (Test test : tests) {
            List<Object> ends = new ArrayList<>();
            if (test instanceof Test.In in) {
                ends.addAll(in.values());
            } else if (test instanceof Test.NotIn not) {
                ends.addAll(not.values());
            } else if (test instanceof Test.Range range) {
                ends.add(range.low());
                ends.add(range.high());
            }
            for (Object end : ends) {
                if (end instanceof Comparable<?> && !(end instanceof String) && !(end instanceof Boolean)) {
                    values.addAll(List.of(stepped(end, -1), end, stepped(end, 1)));
                } else if (end != null) {
                    values.add(end);
                }
            }
        }
        List<Object> found = new ArrayList<>(values);
        found.add(null);
        return found;
    }

    private static boolean apart(Test one, Test other) {
        if (one instanceof Test.Missing || other instanceof Test.Missing) {
            return !(one instanceof Test.Missing && other instanceof Test.Missing) && !(one instanceof Test.Any) && !(other instanceof Test.Any);
        }
        if (one instanceof Test.In in) {
            return in.values().stream().allMatch(value -> other.on(value) == Truth.FALSE);
        }
        if (other instanceof Test.In) {
            return apart(other, one);
        }
        return one instanceof Test.Range range && other instanceof Test.Range second && (below(range, second) || below(second, range));
    }

    @SuppressWarnings("unchecked")
    private static boolean below(Test.Range low, Test.Range high) {
        if (low.high() == null || high.low() == null) {
            return false;
        }
        int order = low.high().compareTo(high.low());
        return order < 0 || order == 0 && !(low.highInclusive() && high.lowInclusive());
    }

    private void parameter(int at) {
        Parameter parameter = table.parameters().get(at);
        boolean alone = table.parameters().stream().filter(other -> other.name().equals(parameter.name())).count() == 1;
        String name = alone ? parameter.name() : parameter.name() + " (" + (parameter.from() == null ? "" : parameter.from()) + "~)";
        for (int way : new int[] {1, -1}) {
            Object value = stepped(parameter.value(), way);
            List<Row> rows = table.rows().stream().map(row -> referring(row, parameter.name(), parameter.value(), value)).toList();
            all.add(new Mutation(with(rows, replaced(table.parameters(), at,
                    copy(parameter, value, parameter.from(), parameter.to()))), name, "值", step(way), null));
        }
        days(parameter.from(), (change, day) -> all.add(new Mutation(
                with(table.rows(), replaced(table.parameters(), at, copy(parameter, parameter.value(), day, parameter.to()))), name, "生效", change, null)));
        days(parameter.to(), (change, day) -> all.add(new Mutation(
                with(table.rows(), replaced(table.parameters(), at, copy(parameter, parameter.value(), parameter.from(), day))), name, "失效", change, null)));
    }

    /** The row with another value in every cell that names the parameter. */
    private Row referring(Row row, String name, Object old, Object value) {
        List<Test> tests = new ArrayList<>(row.tests());
        for (int i = 0; i < tests.size(); i++) {
            if (row.cells().get(i).contains("参数." + name)) {
                tests.set(i, exchanged(tests.get(i), old, value));
            }
        }
        return copy(row, row.communities(), row.from(), row.to(), row.priority(), tests, row.conclusions());
    }

    private interface Change<T> {
        void to(String how, T other);
    }

    private void tests(Test test, Term term, Change<Test> change) {
        if (test instanceof Test.Any) {
            return;
        }
        change.to("清空 emptied", new Test.Any());
        if (test instanceof Test.In in) {
            listed(in.values(), term, (how, values) -> change.to(how, new Test.In(values)));
        } else if (test instanceof Test.NotIn not) {
            change.to("取反 negated", new Test.In(not.values()));
            listed(not.values(), term, (how, values) -> change.to(how, new Test.NotIn(values)));
        } else if (test instanceof Test.Range range) {
            boolean between = !(range.low() instanceof Long || range.high() instanceof Long
                    || range.low() instanceof LocalDate || range.high() instanceof LocalDate);
            if (range.low() != null) {
                for (int way : new int[] {1, -1}) {
                    change.to("下端 low end " + step(way),
                            new Test.Range((Comparable<?>) stepped(range.low(), way), range.lowInclusive(), range.high(), range.highInclusive()));
                }
                if (between) {
                    change.to("下端开闭 low end " + (range.lowInclusive() ? "opened" : "closed"),
                            new Test.Range(range.low(), !range.lowInclusive(), range.high(), range.highInclusive()));
                }
            }
            if (range.high() != null) {
                for (int way : new int[] {1, -1}) {
                    change.to("上端 high end " + step(way),
                            new Test.Range(range.low(), range.lowInclusive(), (Comparable<?>) stepped(range.high(), way), range.highInclusive()));
                }
                if (between) {
                    change.to("上端开闭 high end " + (range.highInclusive() ? "opened" : "closed"),
                            new Test.Range(range.low(), range.lowInclusive(), range.high(), !range.highInclusive()));
                }
            }
        }
    }

    private void listed(Set<Object> values, Term term, Change<Set<Object>> change) {
        if (values.size() == 1) {
            Object only = values.iterator().next();
            if (only instanceof Boolean || only instanceof String) {
                Object other = other(only, values, term);
                if (other != null) {
                    change.to(only instanceof Boolean ? "是否互换 flag flipped" : "换成 replaced by " + other, Set.of(other));
                }
            } else {
                for (int way : new int[] {1, -1}) {
                    change.to(step(way), Set.of(stepped(only, way)));
                }
            }
            return;
        }
        for (Object value : values.stream().sorted(Comparator.comparing(Object::toString)).toList()) {
            Set<Object> others = new LinkedHashSet<>(values);
            others.remove(value);
            change.to("去掉 without " + value, others);
        }
    }

    private void values(Object value, Term term, Change<Object> change) {
        if (value instanceof List<?> members) {
            for (Object member : members) {
                List<Object> others = new ArrayList<>(members);
                others.remove(member);
                change.to("去掉 without " + member, List.copyOf(others));
            }
        } else if (value instanceof Boolean flag) {
            change.to("是否互换 flag flipped", !flag);
        } else if (value instanceof String) {
            Object other = other(value, Set.of(value), term);
            change.to(other == null ? "清空 emptied" : "换成 replaced by " + other, other);
        } else {
            change.to(step(1), stepped(value, 1));
        }
    }

    /** The next accepted code after one that is none of the values; null if there is none. */
    private static Object other(Object value, Set<Object> values, Term term) {
        if (value instanceof Boolean flag) {
            return !flag;
        }
        if (term.codes().isEmpty()) {
            return value + "-";
        }
        List<String> codes = term.codes().stream().map(org.whistle.facts.Code::value).toList();
        for (int i = 1; i < codes.size(); i++) {
            String code = codes.get((codes.indexOf(value) + i) % codes.size());
            if (!values.contains(code)) {
                return code;
            }
        }
        return null;
    }

    private static void days(LocalDate day, Change<LocalDate> change) {
        if (day != null) {
            change.to(step(1), day.plusDays(1));
            change.to(step(-1), day.minusDays(1));
        }
    }

    private static String step(int way) {
        return way > 0 ? "增一步 a step up" : "减一步 a step down";
    }

    /** The next value in the smallest step people write: a unit of the last place, a day, a minute. */
    static Object stepped(Object value, int way) {
        if (value instanceof Long number) {
            return number + way;
        }
        if (value instanceof BigDecimal number) {
            return org.whistle.facts.FactReader.plain(number.add(BigDecimal.ONE.movePointLeft(Math.max(0, number.scale())).multiply(BigDecimal.valueOf(way))));
        }
        if (value instanceof LocalDate day) {
            return day.plusDays(way);
        }
        if (value instanceof LocalDateTime moment) {
            return moment.plusMinutes(way);
        }
        if (value instanceof LocalTime time) {
            return time.plusMinutes(way);
        }
        if (value instanceof Duration duration) {
            return duration.plusMinutes(way);
        }
        throw new IllegalArgumentException("no step is known for " + value);
    }

    private static Test exchanged(Test test, Object old, Object value) {
        if (test instanceof Test.Range range) {
            return new Test.Range(old.equals(range.low()) ? (Comparable<?>) value : range.low(), range.lowInclusive(),
                    old.equals(range.high()) ? (Comparable<?>) value : range.high(), range.highInclusive());
        }
        if (test instanceof Test.In in) {
            return new Test.In(exchanged(in.values(), old, value));
        }
        return new Test.NotIn(exchanged(((Test.NotIn) test).values(), old, value));
    }

    private static Set<Object> exchanged(Set<Object> values, Object old, Object value) {
        Set<Object> exchanged = new LinkedHashSet<>(values);
        exchanged.remove(old);
        exchanged.add(value);
        return exchanged;
    }

    private void put(int at, String name, String heading, String change, Term conclusion, Row row) {
        all.add(new Mutation(with(replaced(table.rows(), at, row), table.parameters()), name, heading, change, conclusion));
    }

    private Table with(List<Row> rows, List<Parameter> parameters) {
        return new Table(table.id(), table.kind(), table.title(), table.hitPolicy(), table.basis(), table.sheet(),
                table.conditions(), table.conclusions(), rows, parameters);
    }

    private static <T> List<T> replaced(List<T> list, int at, T other) {
        List<T> replaced = new ArrayList<>(list);
        replaced.set(at, other);
        return Collections.unmodifiableList(replaced);
    }

    private static Parameter copy(Parameter parameter, Object value, LocalDate from, LocalDate to) {
        return new Parameter(parameter.name(), parameter.type(), value, parameter.unit(), from, to, parameter.source(), parameter.label());
    }

    private static Row copy(Row row, Set<String> communities, LocalDate from, LocalDate to, int priority, List<Test> tests, List<Object> conclusions) {
        List<Object> counted = new AbstractList<>() {
            private int reads;

            @Override
            public Object get(int index) {
                if (reads++ > MOST_READS) {
                    throw new IllegalStateException("this row is read without end");
                }
                return conclusions.get(index);
            }

            @Override
            public int size() {
                return conclusions.size();
            }
        };
        return new Row(row.ruleId(), communities, from, to, priority, tests, counted, row.cells(), row.source(), row.sentence(), row.line());
    }
}
