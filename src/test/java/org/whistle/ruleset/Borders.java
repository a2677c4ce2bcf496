package org.whistle.ruleset;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.whistle.facts.Code;
import org.whistle.facts.Term;

/** Facts around every border of a table's cells: each end and the steps beside it, each code, sets of none, one and two, and nothing told. */
public final class Borders {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 10);
    private static final int DRAWN = 200;
    private static final int ATTEMPTS = 5_000;

    private final Table table;
    private final boolean untold;
    private final Random random = new Random(20260301);
    private final List<List<Object>> values = new ArrayList<>();
    private final List<String> communities = new ArrayList<>();
    private final List<LocalDate> days = new ArrayList<>();
    private final List<Asked> all = new ArrayList<>();

    /** What a table is asked. */
    public record Asked(Map<String, Object> facts, String community, LocalDate day) {
    }

    private Borders(Table table, boolean untold) {
        this.table = table;
        this.untold = untold;
        for (int i = 0; i < table.conditions().size(); i++) {
            values.add(values(i));
        }
        Set<String> where = new LinkedHashSet<>(List.of("WANSHOULU_A"));
        Set<LocalDate> when = new LinkedHashSet<>(List.of(DAY));
        for (Row row : table.rows()) {
            where.addAll(row.communities().stream().sorted().toList());
            for (LocalDate border : new LocalDate[] {row.from(), row.to()}) {
                if (border != null) {
                    when.addAll(List.of(border.minusDays(1), border, border.plusDays(1)));
                }
            }
        }
        communities.addAll(where);
        days.addAll(when);
    }

    /**
     * For every row facts that let it pass, before earlier rows if they can be found, then one value after another replaced by each of its borders; and
     * a few hundred drawn at random, always the same.
     *
     * @param untold whether facts may be missing; what rules derive may always be
     */
    static List<Asked> of(Table table, boolean untold) {
        Borders borders = new Borders(table, untold);
        table.rows().forEach(borders::around);
        for (int i = 0; i < DRAWN; i++) {
            Map<String, Object> facts = new HashMap<>();
            for (int column = 0; column < table.conditions().size(); column++) {
                facts.put(borders.path(column), borders.drawn(borders.values.get(column)));
            }
            borders.all.add(new Asked(facts, borders.drawn(borders.communities), borders.drawn(borders.days)));
        }
        return borders.all;
    }

    private void around(Row row) {
        String community = row.communities().stream().sorted().findFirst().orElse("WANSHOULU_A");
        LocalDate day = row.from() != null ? row.from() : row.to() != null ? row.to().minusDays(1) : DAY;
        Map<String, Object> passing = passing(row);
        for (int i = 0; i < ATTEMPTS && !PlainReading.of(table, passing, community, day).matches().contains(row.line()); i++) {
            passing = passing(row);
        }
        all.add(new Asked(passing, community, day));
        for (int i = 0; i < row.tests().size(); i++) {
            for (Object value : values.get(i)) {
                Map<String, Object> other = new HashMap<>(passing);
                other.put(path(i), value);
                all.add(new Asked(other, community, day));
            }
        }
        for (String other : communities) {
            all.add(new Asked(passing, other, day));
        }
        for (LocalDate other : days) {
            all.add(new Asked(passing, community, other));
        }
    }

    /** Facts that let a row pass; what it does not ask is nothing or anything. */
    private Map<String, Object> passing(Row row) {
        Map<String, Object> passing = new HashMap<>();
        for (int i = 0; i < row.tests().size(); i++) {
            Test test = row.tests().get(i);
            List<Object> able = values.get(i).stream().filter(value -> PlainReading.passes(test, value) == Boolean.TRUE).toList();
            boolean nothing = test instanceof Test.Any && untold && random.nextBoolean();
            passing.put(path(i), able.isEmpty() ? drawn(values.get(i)) : nothing ? null : drawn(able));
        }
        return passing;
    }

    private String path(int column) {
        return table.conditions().get(column).term().path();
    }

    private List<Object> values(int column) {
        Term term = table.conditions().get(column).term();
        Set<Object> found = new LinkedHashSet<>();
        for (Row row : table.rows()) {
            Test test = row.tests().get(column);
            if (test instanceof Test.In in) {
                in.values().stream().sorted(java.util.Comparator.comparing(Object::toString)).forEach(value -> found.addAll(beside(value)));
            } else if (test instanceof Test.NotIn not) {
                not.values().stream().sorted(java.util.Comparator.comparing(Object::toString)).forEach(value -> found.addAll(beside(value)));
            } else if (test instanceof Test.Range range) {
                found.addAll(range.low() == null ? List.of() : beside(range.low()));
                found.addAll(range.high() == null ? List.of() : beside(range.high()));
            }
        }
        if (term.type() == Term.Type.BOOLEAN) {
            found.addAll(List.of(true, false));
        }
        term.codes().stream().map(Code::value).filter(code -> !found.contains(code)).findFirst().ifPresent(found::add);
        if (found.isEmpty() && term.type() == Term.Type.TEXT) {
            found.add("x");
        }
        List<Object> values = new ArrayList<>();
        if (term.many()) {
            List<Object> members = List.copyOf(found);
            values.add(List.of());
            for (int i = 0; i < members.size(); i++) {
                values.add(List.of(members.get(i)));
                values.add(List.of(members.get(i), members.get((i + 1) % members.size())));
            }
        } else {
            values.addAll(found);
        }
        if (untold || !path(column).startsWith("facts.") || values.isEmpty()) {
            values.add(null);
        }
        return values;
    }

    private static List<Object> beside(Object value) {
        return value instanceof String || value instanceof Boolean ? List.of(value) : List.of(Mutations.stepped(value, -1), value, Mutations.stepped(value, 1));
    }

    private <T> T drawn(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
