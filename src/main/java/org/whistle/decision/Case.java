package org.whistle.decision;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.whistle.facts.Basis;
import org.whistle.facts.DateBasis;
import org.whistle.facts.FactReader;
import org.whistle.facts.Facts;
import org.whistle.facts.JsonValues;
import org.whistle.facts.Label;
import org.whistle.ruleset.Answer;
import org.whistle.ruleset.Ask;
import org.whistle.ruleset.Column;
import org.whistle.ruleset.HitPolicy;
import org.whistle.ruleset.Match;
import org.whistle.ruleset.Ruleset;
import org.whistle.ruleset.Table;
import org.whistle.ruleset.Test;

/** One case while it is being decided: what DRL asks, reads and concludes. See docs/drl.md. */
public final class Case {

    /** The folder of rules that hold everywhere. */
    private static final String CITYWIDE = "citywide";
    private static final String FACTS = "facts.";
    private static final String DERIVED = "derived.";
    private static final String OUTCOME = "outcome.";
    /** In place of a fact that nobody told and of a conclusion that nothing has drawn. */
    private static final Object NOTHING = new Object();

    private final Facts facts;
    private final Ruleset ruleset;
    private final DateBasis dates;
    private final Consumer<Ask> asks;
    /** Values by path, as they have been read. */
    private final Map<String, Object> read = new HashMap<>();
    private final Map<String, Object> derived = new LinkedHashMap<>();
    private final Map<String, Object> outcome = new LinkedHashMap<>();
    private final List<String> schemes = new ArrayList<>();
    private final List<String> folders = new ArrayList<>();
    private final List<Reason> reasons = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    Case(Facts facts, Ruleset ruleset, DateBasis dates, Consumer<Ask> asks) {
        this.facts = facts;
        this.ruleset = ruleset;
        this.dates = dates;
        this.asks = asks;
    }

    /** The decision kind. */
    public String getKind() {
        return facts.kind();
    }

    /** The code of the case's community. */
    public String getCommunity() {
        return facts.communityCode();
    }

    /** Whether a scheme runs in the case's community on the case's day. */
    public boolean inForce(String scheme) {
        return schemes.contains(scheme);
    }

    /** Declares a scheme to be in force. */
    public void schemeInForce(String scheme) {
        if (!schemes.contains(scheme)) {
            schemes.add(scheme);
            folders.add(scheme.toLowerCase(Locale.ROOT));
        }
    }

    /** The moment of a basis, in Beijing time. */
    public LocalDateTime at(Basis basis) {
        return dates.at(basis);
    }

    /** The day of a basis, in Beijing. */
    public LocalDate date(Basis basis) {
        return dates.at(basis).toLocalDate();
    }

    /** The moment of the case itself, in Beijing time: when it was submitted, took place, or is planned for. */
    public LocalDateTime moment() {
        return dates.own();
    }

    /** The day of the case itself, in Beijing. */
    public LocalDate day() {
        return dates.own().toLocalDate();
    }

    /** The tables of this name and of the case's kind that the schemes in force have, in the order of the schemes. */
    public List<String> local(String name) {
        List<String> local = new ArrayList<>(folders.size());
        for (String folder : folders) {
            String id = folder + "/" + name;
            if (ruleset.table(id).filter(table -> table.kind().equals(facts.kind())).isPresent()) {
                local.add(id);
            }
        }
        return local;
    }

    /** Counts a row that was looked up among the reasons. */
    public void because(Match match) {
        reasons.add(reason(match));
    }

    /**
     * Asks a table; its answer comes into working memory.
     *
     * @throws IllegalStateException if the table belongs to a scheme that is not in force, or to another kind
     */
    public Ask ask(String table) {
        guard(table);
        LocalDate day = ruleset.table(table).map(this::answering).map(found -> date(found.basis())).orElse(null);
        Ask ask = ruleset.ask(table, facts.communityCode(), day, this::value, this::accept);
        asks.accept(ask);
        return ask;
    }

    /** The conclusions of the rows that match on a day, without asking: for calendars and registers. */
    public List<Match> lookup(String table, LocalDate day, Map<String, Object> given) {
        guard(table);
        return ruleset.lookUp(table, facts.communityCode(), day, given);
    }

    /** A threshold of a table's 参数 sheet on a day. */
    public Object parameter(String table, String name, LocalDate day) {
        guard(table);
        return ruleset.parameter(table, name, day);
    }

    private Table answering(Table table) {
        if (!ruleset.answers(facts.kind(), table)) {
            throw new IllegalStateException("table " + table.id() + " was asked about a " + facts.kind() + ", but it is of the kind " + table.kind());
        }
        return table;
    }

    private void guard(String table) {
        String folder = table.substring(0, Math.max(0, table.indexOf('/')));
        if (!folder.equals(CITYWIDE) && !folders.contains(folder)) {
            throw new IllegalStateException("table " + table + " was asked, but its scheme is not in force for " + facts.communityCode());
        }
    }

    /** The value under a term's path; null where nobody told or nothing was concluded. */
    public Object value(String path) {
        Object known = read.get(path);
        if (known == null) {
            Object value = found(path);
            read.put(path, value == null ? NOTHING : value);
            return value;
        }
        return known == NOTHING ? null : known;
    }

    private Object found(String path) {
        if (path.startsWith(FACTS)) {
            return FactReader.read(facts, path.substring(FACTS.length()));
        }
        if (path.startsWith(DERIVED)) {
            return derived.get(path.substring(DERIVED.length()));
        }
        if (path.startsWith(OUTCOME)) {
            return outcome.get(path.substring(OUTCOME.length()));
        }
        throw new IllegalArgumentException("a path starts with facts, derived or outcome: " + path);
    }

    public String text(String path) {
        return (String) value(path);
    }

    public Long whole(String path) {
        return (Long) value(path);
    }

    public BigDecimal number(String path) {
        Object value = value(path);
        return value instanceof Long whole ? BigDecimal.valueOf(whole) : (BigDecimal) value;
    }

    /** The members of a set; empty where nobody told. */
    public List<Object> list(String path) {
        Object value = value(path);
        return value == null ? List.of() : List.copyOf((Collection<?>) value);
    }

    /** Told and yes. */
    public boolean is(String path) {
        return Boolean.TRUE.equals(value(path));
    }

    /** Told and no. */
    public boolean isNot(String path) {
        return Boolean.FALSE.equals(value(path));
    }

    /** Writes a derived value, by its name after {@code derived.}. */
    public void derive(String name, Object value) {
        put(derived, DERIVED, name, value);
    }

    /** Writes a conclusion, by its name after {@code outcome.}; null takes it back. */
    public void conclude(String name, Object value) {
        put(outcome, OUTCOME, name, value);
    }

    /** Adds a member to a list of conclusions, unless it is there already. */
    public void add(String name, Object member) {
        List<Object> members = new ArrayList<>(list(OUTCOME + name));
        if (!members.contains(member)) {
            members.add(member);
        }
        conclude(name, List.copyOf(members));
    }

    /** Takes a member out of a list of conclusions. */
    public void withdraw(String name, Object member) {
        List<Object> members = new ArrayList<>(list(OUTCOME + name));
        members.remove(member);
        conclude(name, List.copyOf(members));
    }

    /** Tells a person something about this decision. */
    public void finding(Finding.Code code, String table, List<String> rules, List<String> missing, String zh, String en) {
        findings.add(new Finding(code, table, rules, missing, fill(new Label(zh, en))));
    }

    private void put(Map<String, Object> values, String root, String name, Object value) {
        read.remove(root + name);
        if (value == null) {
            values.remove(name);
        } else {
            values.put(name, value);
        }
    }

    private void accept(Answer answer) {
        for (Match match : answer.matches()) {
            if (answer.isMatched()) {
                reasons.add(reason(match));
            }
        }
        HitPolicy policy = answer.matches().isEmpty() ? null : answer.matches().get(0).table().hitPolicy();
        if (answer.isMatched() && (policy == HitPolicy.FIRST || policy == HitPolicy.UNIQUE)) {
            answer.matches().get(0).values().forEach(this::write);
        } else if (answer.isMatched() && policy == HitPolicy.SUM) {
            sum(answer).forEach(this::write);
        }
        if (answer.status() == Answer.Status.CONFLICT) {
            List<String> rules = answer.matches().stream().map(Match::rule).toList();
            findings.add(new Finding(Finding.Code.CONFLICT, answer.table(), rules, List.of(), conflict(rules)));
        }
        review(answer);
    }

    private void review(Answer answer) {
        if (!answer.missing().isEmpty()) {
            List<String> rules = answer.unknown().stream().map(Match::rule).distinct().toList();
            List<String> zh = new ArrayList<>();
            List<String> en = new ArrayList<>();
            for (String pointer : answer.missing()) {
                var term = ruleset.term(pointer.substring(1).replace('/', '.'));
                zh.add(term.map(found -> found.label().zh()).orElse(pointer));
                en.add(term.map(found -> found.label().en()).orElse(pointer));
            }
            findings.add(new Finding(Finding.Code.REVIEW, answer.table(), rules, answer.missing(), undecided(zh, en, rules)));
        }
    }

    /** What a conflict of rules is called. */
    static Label conflict(List<String> rules) {
        return new Label("规则" + String.join("、", rules) + "同级同时命中，须由人工判定", "Rules " + String.join(", ", rules) + " match with equal standing; a person must decide");
    }

    /** What is said of rules that cannot be decided, with the labels of the facts nobody told. */
    static Label undecided(List<String> zh, List<String> en, List<String> rules) {
        return new Label("未提供：" + String.join("、", zh) + "，规则" + String.join("、", rules) + "无法判定，须由人工研判",
                "Not told: " + String.join(", ", en) + "; rules " + String.join(", ", rules) + " cannot be decided and a person must look");
    }

    private Map<String, Object> sum(Answer answer) {
        Map<String, Object> sums = new LinkedHashMap<>();
        for (Match match : answer.matches()) {
            match.values().forEach((path, value) -> sums.merge(path, value, (a, b) ->
                    a instanceof BigDecimal left && b instanceof BigDecimal right ? left.add(right)
                            : a instanceof Long left && b instanceof Long right ? (Object) Long.valueOf(Math.addExact(left, right)) : unsummed(path)));
        }
        return sums;
    }

    private static Object unsummed(String path) {
        throw new IllegalStateException("a SUM table adds up numbers, and " + path + " holds none");
    }

    private void write(String path, Object value) {
        String name = path.substring(path.indexOf('.') + 1);
        if (path.startsWith(OUTCOME)) {
            conclude(name, value);
        } else {
            derive(name, value);
        }
    }

    private Reason reason(Match match) {
        List<Reason.Cell> cells = new ArrayList<>();
        for (int i = 0; i < match.table().conditions().size(); i++) {
            Column column = match.table().conditions().get(i);
            if (!(match.row().tests().get(i) instanceof Test.Any)) {
                cells.add(new Reason.Cell(match.table().sheet() + "!" + column.letters() + match.row().line(), column.heading(),
                        match.row().cells().get(i), column.term().path(), JsonValues.of(match.seen().get(i))));
            }
        }
        Label sentence = Sentences.fill(match.row().sentence(), place -> place(match, place));
        return new Reason(match.table().id().toString(), match.rule(), List.copyOf(cells), match.row().source(), sentence);
    }

    private Sentences.Place place(Match match, String name) {
        for (int i = 0; i < match.table().conditions().size(); i++) {
            Column column = match.table().conditions().get(i);
            if (column.heading().equals(name) || column.term().path().equals(name)) {
                return new Sentences.Place(column.term(), match.seen().get(i));
            }
        }
        for (int i = 0; i < match.table().conclusions().size(); i++) {
            Column column = match.table().conclusions().get(i);
            if (column.heading().equals(name) || column.term().path().equals(name)) {
                return new Sentences.Place(column.term(), match.row().conclusions().get(i));
            }
        }
        return place(name);
    }

    private Sentences.Place place(String path) {
        boolean known = path.startsWith(FACTS) || path.startsWith(DERIVED) || path.startsWith(OUTCOME);
        return known ? new Sentences.Place(ruleset.term(path).orElse(null), value(path)) : null;
    }

    private Label fill(Label sentence) {
        return Sentences.fill(sentence, this::place);
    }

    /** A DRL rule that names its source determined something. */
    void determined(String file, String rule, String source, Label sentence) {
        reasons.add(new Reason(file, rule, List.of(), source, fill(sentence)));
    }

    Decision decision() {
        return new Decision(facts.kind(), List.copyOf(schemes), Collections.unmodifiableMap(outcome),
                Collections.unmodifiableMap(derived), List.copyOf(reasons), List.copyOf(findings));
    }
}
