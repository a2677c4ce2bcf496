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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.whistle.facts.Term;

/**
 * What a slip of the hand makes of a table: one cell at a time says something else. A cell that is blank stays blank.
 * <ul>
 * <li>A condition: emptied; a code replaced by the next accepted one, or left out of a list; yes and no exchanged; “none of” turned into “one of”;
 *     an end of a range moved by a step either way, and, where values lie between the steps, opened or closed.</li>
 * <li>A conclusion: another code, the other flag, a step more, a member left out.</li>
 * <li>优先级 of a FIRST table: the row comes after the next row that can match together with it.</li>
 * <li>适用社区: a community left out; 生效 and 失效: a day earlier and a day later.</li>
 * <li>A parameter: a step more and a step less, in every cell that refers to it; its days as above.</li>
 * </ul>
 * Left out because they cannot change what is decided: the priority of rows of which a column that sees one value never lets both pass; the priority
 * outside FIRST tables, which orders reasons only; an end of whole numbers opened or closed, which is the same as moved.
 */
public final class Mutations {

    /** Reads of one row's conclusions that no case needs; a calendar without a working day would be searched for ever. */
    private static final int MOST_READS = 100_000;

    private final Table table;
    private final List<Mutation> all = new ArrayList<>();

    /**
     * A table with one cell changed.
     *
     * @param rule    the row's 规则号, with its first day where rows share the name; a parameter's name
     * @param heading what stands over the cell
     * @param change  what was done to the cell
     */
    public record Mutation(Table table, String rule, String heading, String change) {

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
            tests(row.tests().get(i), column.term(), (change, test) -> put(at, name, column.heading(), change,
                    copy(row, row.communities(), row.from(), row.to(), row.priority(), replaced(row.tests(), condition, test), row.conclusions())));
        }
        for (int i = 0; i < row.conclusions().size(); i++) {
            Column column = table.conclusions().get(i);
            int conclusion = i;
            if (row.conclusions().get(i) != null) {
                values(row.conclusions().get(i), column.term(), (change, value) -> put(at, name, column.heading(), change,
                        copy(row, row.communities(), row.from(), row.to(), row.priority(), row.tests(), replaced(row.conclusions(), conclusion, value))));
            }
        }
        for (String community : row.communities().stream().sorted().toList()) {
            Set<String> others = new LinkedHashSet<>(row.communities());
            others.remove(community);
            if (others.isEmpty()) {
                others.add("CAOCHANG".equals(community) ? "MAIZIDIAN" : "CAOCHANG");
            }
            put(at, name, "适用社区", "去掉 without " + community, copy(row, others, row.from(), row.to(), row.priority(), row.tests(), row.conclusions()));
        }
        days(row.from(), (change, day) -> put(at, name, "生效", change, copy(row, row.communities(), day, row.to(), row.priority(), row.tests(), row.conclusions())));
        days(row.to(), (change, day) -> put(at, name, "失效", change, copy(row, row.communities(), row.from(), day, row.priority(), row.tests(), row.conclusions())));
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
        all.add(new Mutation(with(rows, table.parameters()), name, "优先级", "移到 after " + name(table, next)));
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
            all.add(new Mutation(with(rows, replaced(table.parameters(), at, copy(parameter, value, parameter.from(), parameter.to()))), name, "值", step(way)));
        }
        days(parameter.from(), (change, day) -> all.add(new Mutation(
                with(table.rows(), replaced(table.parameters(), at, copy(parameter, parameter.value(), day, parameter.to()))), name, "生效", change)));
        days(parameter.to(), (change, day) -> all.add(new Mutation(
                with(table.rows(), replaced(table.parameters(), at, copy(parameter, parameter.value(), parameter.from(), day))), name, "失效", change)));
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
            boolean between = !(range.low() instanceof Long || range.high() instanceof Long || range.low() instanceof LocalDate || range.high() instanceof LocalDate);
            if (range.low() != null) {
                for (int way : new int[] {1, -1}) {
                    change.to("下端 low end " + step(way), new Test.Range((Comparable<?>) stepped(range.low(), way), range.lowInclusive(), range.high(), range.highInclusive()));
                }
                if (between) {
                    change.to("下端开闭 low end " + (range.lowInclusive() ? "opened" : "closed"),
                            new Test.Range(range.low(), !range.lowInclusive(), range.high(), range.highInclusive()));
                }
            }
            if (range.high() != null) {
                for (int way : new int[] {1, -1}) {
                    change.to("上端 high end " + step(way), new Test.Range(range.low(), range.lowInclusive(), (Comparable<?>) stepped(range.high(), way), range.highInclusive()));
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
                change.to(only instanceof Boolean ? "是否互换 flag flipped" : "换成 replaced by " + other(only, values, term), Set.of(other(only, values, term)));
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
            change.to("换成 replaced by " + other, other);
        } else {
            change.to(step(1), stepped(value, 1));
        }
    }

    /** The next accepted code after one that is none of the values. */
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
        throw new IllegalStateException(term.path() + " accepts no other code than " + value);
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

    private void put(int at, String name, String heading, String change, Row row) {
        all.add(new Mutation(with(replaced(table.rows(), at, row), table.parameters()), name, heading, change));
    }

    private Table with(List<Row> rows, List<Parameter> parameters) {
        return new Table(table.id(), table.kind(), table.title(), table.hitPolicy(), table.basis(), table.sheet(), table.conditions(), table.conclusions(), rows, parameters);
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
