package org.whistle.ruleset.workbook;

import java.util.List;
import org.whistle.facts.Label;
import org.whistle.facts.Term;

/** The shape which every table workbook has. */
final class Shape {

    static final String RULE = "规则号";
    static final String COMMUNITIES = "适用社区";
    static final String FROM = "生效";
    static final String TO = "失效";
    static final String PRIORITY = "优先级";
    static final String SOURCE = "依据";
    static final String ZH = "说明";
    static final String EN = "英文说明";
    static final List<String> BEFORE = List.of(RULE, COMMUNITIES, FROM, TO, PRIORITY);
    static final List<String> AFTER = List.of(SOURCE, ZH, EN);
    static final String PARAMETERS = "参数";
    static final List<String> PARAMETER_HEADINGS = List.of("参数名", "名称", "英文名称", "类型", "值", "单位", FROM, TO, SOURCE);
    static final String GUIDE = "填写说明";
    static final String BINDING = "绑定";
    /** Rows 1 and 2 are title and note, row 3 holds the headings. */
    static final int HEADING_ROW = 2;
    static final int MOST_ROWS = 20_000;

    private Shape() {
    }

    /** The heading of a column unless the table gives it another: the label, with its unit. */
    static String heading(Term term) {
        return term.label().zh() + term.unit().map(Label::zh).map(unit -> "（" + unit + "）").orElse("");
    }
}
