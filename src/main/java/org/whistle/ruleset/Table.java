package org.whistle.ruleset;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.whistle.facts.Basis;
import org.whistle.facts.Label;
import org.whistle.facts.Term;

/**
 * A decision table as typed data: what a workbook says once it has been read. Nothing in it is ever compiled as text.
 *
 * @param kind      the decision kind whose terms the columns speak of: {@code request}, {@code household}, {@code act}
 * @param basis     which moment picks the rows in force
 * @param sheet     the name of the sheet that shows the rows
 */
public record Table(TableId id, String kind, Label title, HitPolicy hitPolicy, Basis basis, String sheet, List<Column> conditions,
                    List<Column> conclusions, List<Row> rows, List<Parameter> parameters) {

    /** The built-in condition of FIRST tables, headed 无法判定: see {@link Test.Undecided}. */
    public static final Term UNDECIDED = new Term("table.undecided", Term.Type.BOOLEAN, false, Optional.empty(), List.of(),
            new Label("无法判定", "Cannot be decided"));

    /** The rows that match the given values on a day, in their order, read one by one: for those who show the table. Unknown rows do not match. */
    public List<Match> matching(String community, LocalDate day, Map<String, Object> given) {
        List<Object> seen = new ArrayList<>();
        conditions.forEach(column -> seen.add(given.get(column.term().path())));
        return rows.stream().filter(row -> Rows.inForce(row, community, day) && Rows.truth(this, row, seen) == Truth.TRUE).sorted(Rows.ORDER)
                .map(row -> new Match(this, row, seen)).toList();
    }
}
