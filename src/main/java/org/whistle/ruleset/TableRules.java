package org.whistle.ruleset;

import static org.drools.model.DSL.declarationOf;
import static org.drools.model.DSL.on;
import static org.drools.model.PatternDSL.alphaIndexedBy;
import static org.drools.model.PatternDSL.pattern;
import static org.drools.model.PatternDSL.reactOn;
import static org.drools.model.PatternDSL.rule;

import java.util.ArrayList;
import java.util.List;
import org.drools.model.Index.ConstraintType;
import org.drools.model.Model;
import org.drools.model.Rule;
import org.drools.model.Variable;
import org.drools.model.impl.ModelImpl;

/** Tables as Drools rules, made as data: one rule for each row. */
final class TableRules {

    /** Above all DRL. */
    static final int ROW = 9_000;

    private TableRules() {
    }

    /** One rule for each row of the table. */
    static Model of(Table table, RowIndex index) {
        List<Rule> rules = new ArrayList<>();
        String folder = "tables." + table.id().scheme().replace('-', '_') + "." + table.id().name().replace('-', '_');
        for (int number = 0; number < index.rows().length; number++) {
            Row row = index.rows()[number];
            String key = index.key(number);
            Variable<Candidate> candidate = declarationOf(Candidate.class);
            rules.add(rule(folder, name(row))
                    .metadata("rule", row.ruleId()).metadata("line", row.line())
                    .attribute(Rule.Attribute.SALIENCE, ROW)
                    .build(pattern(candidate)
                                    .expr("key == " + key, c -> c.key().equals(key),
                                            alphaIndexedBy(String.class, ConstraintType.EQUAL, 1, Candidate::key, key), reactOn("key"))
                                    .expr("tests of " + key, c -> c.truth(row) != Truth.FALSE),
                            on(candidate).execute(Candidate::report)));
        }
        return new ModelImpl().withRules(rules);
    }

    /** One line of a sheet may stand for several periods, and Drools keeps only one rule of a name. */
    private static String name(Row row) {
        return row.ruleId() + " @" + row.line() + (row.from() == null ? "" : " from " + row.from());
    }
}
