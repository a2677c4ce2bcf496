package org.whistle.ruleset.workbook;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.whistle.facts.FactReader;
import org.whistle.facts.Term;
import org.whistle.ruleset.Test;

/** What staff write into cells. Everything in a cell is a value or a comparison with values; nothing is ever run. */
final class CellLanguage {

    private static final Pattern COMPARED = Pattern.compile("(>=|<=|>|<|=)(.+)");
    private static final Pattern BRACKETS = Pattern.compile("([\\[(])([^,]*),([^,]*)([])])");
    private static final Pattern DOTS = Pattern.compile("(.+?)(?:\\.\\.|…|至)(.+)");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:[.][0-9]{1,6})?");
    private static final Pattern DAY = Pattern.compile("([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?");
    private static final Pattern DURATION = Pattern.compile("([0-9]+)(分钟|小时|日|天)");

    /** A cell that says something which its column does not accept. */
    static final class NotAccepted extends Exception {
        NotAccepted(String accepted) {
            super(accepted, null, false, false);
        }
    }

    private CellLanguage() {
    }

    /** @param parameters gives the value text of a parameter by its name, null if there is none */
    static Test test(String cell, Term term, UnaryOperator<String> parameters) throws NotAccepted {
        String text = normal(cell);
        if (text.isEmpty() || text.equals("-")) {
            return new Test.Any();
        }
        if (text.equals("缺失")) {
            return new Test.Missing();
        }
        if (text.equals("空")) {
            if (!term.many()) {
                throw new NotAccepted(accepted(term));
            }
            return new Test.Empty();
        }
        if (term.type() == Term.Type.CODE) {
            Set<Object> codes = codes(text, term);
            if (codes == null && text.startsWith("非")) {
                Set<Object> others = codes(text.substring(1).strip(), term);
                if (others != null) {
                    return new Test.NotIn(others);
                }
            }
            if (codes == null) {
                throw new NotAccepted(accepted(term));
            }
            return new Test.In(codes);
        }
        if (text.startsWith("非 ") || text.startsWith("非") && term.type() != Term.Type.TEXT) {
            return new Test.NotIn(values(text.substring(1), term, parameters));
        }
        if (ordered(term)) {
            Test range = range(text, term, parameters);
            if (range != null) {
                return range;
            }
        }
        return new Test.In(values(text, term, parameters));
    }

    /** The value of a conclusion cell: null if blank, a list where the term holds many. */
    static Object conclusion(String cell, Term term) throws NotAccepted {
        String text = normal(cell);
        if (text.isEmpty() || text.equals("-")) {
            return null;
        }
        try {
            return term.many() ? List.copyOf(values(text, term, name -> null)) : value(text, term, name -> null);
        } catch (NotAccepted e) {
            throw new NotAccepted(concluded(term));
        }
    }

    /** The text without the accidents of typing: full-width forms, spaces at the ends, dashes that mean nothing. */
    static String normal(String cell) {
        if (cell == null) {
            return "";
        }
        String text = Normalizer.normalize(cell.replace("…", ".."), Normalizer.Form.NFKC).strip();
        return switch (text) {
            case "–", "—", "－" -> "-";
            default -> text.replace("≥", ">=").replace("≤", "<=");
        };
    }

    private static boolean ordered(Term term) {
        return switch (term.type()) {
            case INTEGER, DECIMAL, DATE, DATE_TIME, TIME, DURATION -> true;
            default -> false;
        };
    }

    private static Test range(String text, Term term, UnaryOperator<String> parameters) throws NotAccepted {
        Matcher compared = COMPARED.matcher(text);
        if (compared.matches()) {
            Comparable<?> end = (Comparable<?>) value(compared.group(2), term, parameters);
            return switch (compared.group(1)) {
                case ">=" -> new Test.Range(end, true, null, false);
                case ">" -> new Test.Range(end, false, null, false);
                case "<=" -> new Test.Range(null, false, end, true);
                case "<" -> new Test.Range(null, false, end, false);
                default -> new Test.In(Set.of(end));
            };
        }
        Matcher brackets = BRACKETS.matcher(text);
        if (brackets.matches()) {
            return ends(brackets.group(2), brackets.group(1).equals("["), brackets.group(3), brackets.group(4).equals("]"), term, parameters);
        }
        Matcher dots = DOTS.matcher(text);
        return dots.matches() ? ends(dots.group(1), true, dots.group(2), true, term, parameters) : null;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Test ends(String low, boolean lowInclusive, String high, boolean highInclusive, Term term, UnaryOperator<String> parameters)
            throws NotAccepted {
        Comparable from = low.isBlank() ? null : (Comparable) value(low, term, parameters);
        Comparable to = high.isBlank() ? null : (Comparable) value(high, term, parameters);
        int order = from == null || to == null ? -1 : from.compareTo(to);
        if (order > 0 || order == 0 && !(lowInclusive && highInclusive) || from == null && to == null) {
            throw new NotAccepted("前小后大的区间 (a range from the smaller to the larger)");
        }
        return new Test.Range(from, lowInclusive, to, highInclusive);
    }

    private static Set<Object> values(String text, Term term, UnaryOperator<String> parameters) throws NotAccepted {
        if (term.type() == Term.Type.CODE) {
            Set<Object> codes = codes(text, term);
            if (codes == null) {
                throw new NotAccepted(accepted(term));
            }
            return codes;
        }
        Set<Object> values = new LinkedHashSet<>();
        boolean number = term.type() == Term.Type.INTEGER || term.type() == Term.Type.DECIMAL;
        for (String part : text.split(number ? "[、;]" : "[、,;]", -1)) {
            if (part.isBlank()) {
                throw new NotAccepted(accepted(term));
            }
            values.add(value(part, term, parameters));
        }
        return values;
    }

    /** Codes one after another, the longest label first, so that a label may itself hold a separator; null if the text is no such list. */
    private static Set<Object> codes(String text, Term term) {
        Set<Object> codes = new LinkedHashSet<>();
        String rest = text;
        while (true) {
            String best = null;
            String value = null;
            for (var code : term.codes()) {
                for (String name : new String[] {code.value(), normal(code.label().zh())}) {
                    boolean ends = rest.startsWith(name) && (rest.length() == name.length() || "、,; ".indexOf(rest.charAt(name.length())) >= 0);
                    if (ends && (best == null || name.length() > best.length())) {
                        best = name;
                        value = code.value();
                    }
                }
            }
            if (best == null) {
                return null;
            }
            codes.add(value);
            rest = rest.substring(best.length()).strip();
            if (rest.isEmpty()) {
                return codes;
            }
            if ("、,;".indexOf(rest.charAt(0)) < 0) {
                return null;
            }
            rest = rest.substring(1).strip();
        }
    }

    static Object value(String part, Term term, UnaryOperator<String> parameters) throws NotAccepted {
        String text = part.strip();
        if (text.startsWith("参数.")) {
            String told = parameters.apply(text.substring(3));
            if (told == null) {
                throw new NotAccepted("参数页上有的参数名 (a name on the sheet 参数)");
            }
            text = told;
        }
        try {
            return switch (term.type()) {
                case CODE -> code(text, term);
                case BOOLEAN -> switch (text) {
                    case "是", "true", "TRUE" -> true;
                    case "否", "false", "FALSE" -> false;
                    default -> throw new NotAccepted(accepted(term));
                };
                case INTEGER -> number(text, term).longValueExact();
                case DECIMAL -> FactReader.plain(number(text, term));
                case TEXT -> text;
                case DATE -> day(text, term);
                case DATE_TIME -> LocalDateTime.parse(text.replace(' ', 'T'));
                case TIME -> LocalTime.parse(text.length() == 4 ? "0" + text : text);
                case DURATION -> duration(text, term);
            };
        } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
            throw new NotAccepted(accepted(term));
        }
    }

    private static boolean known(Term term, String text) {
        return term.codes().stream().anyMatch(code -> text.equals(code.value()) || text.equals(normal(code.label().zh())));
    }

    private static Object code(String text, Term term) throws NotAccepted {
        for (var code : term.codes()) {
            if (text.equals(code.value()) || text.equals(normal(code.label().zh()))) {
                return code.value();
            }
        }
        throw new NotAccepted(accepted(term));
    }

    /** Commas only where they part thousands: 1,5 is not 15. */
    private static BigDecimal number(String text, Term term) throws NotAccepted {
        if (!NUMBER.matcher(text).matches()) {
            throw new NotAccepted(accepted(term));
        }
        return new BigDecimal(text.replace(",", ""));
    }

    private static LocalDate day(String text, Term term) throws NotAccepted {
        Matcher matcher = DAY.matcher(text);
        if (!matcher.matches()) {
            throw new NotAccepted(accepted(term));
        }
        return LocalDate.of(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3)));
    }

    private static Object duration(String text, Term term) throws NotAccepted {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new NotAccepted(accepted(term));
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "分钟" -> Duration.ofMinutes(count);
            case "小时" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /** What a conclusion may be, for the person whose cell was refused: one value, neither a comparison nor a range nor a parameter. */
    private static String concluded(Term term) {
        return switch (term.type()) {
            case INTEGER -> "整数，如 3 (whole number)";
            case DECIMAL -> "数，如 1.5 (number)";
            case DATE -> "日期，如 2026-03-01 (date)";
            default -> accepted(term);
        };
    }

    /** What a condition may be, for the person whose cell was refused. */
    private static String accepted(Term term) {
        return switch (term.type()) {
            case CODE -> term.codes().stream().map(code -> code.label().zh()).collect(Collectors.joining("、"));
            case BOOLEAN -> "是、否";
            case INTEGER -> "整数，如 3、>=2、[1,5] (whole number)";
            case DECIMAL -> "数，如 1.5、>=2、[0,10) (number)";
            case TEXT -> "文字 (text)";
            case DATE -> "日期，如 2026-03-01、[2026-03-01,2026-03-31] (date)";
            case DATE_TIME -> "日期和时间，如 2026-03-01 09:00 (date and time)";
            case TIME -> "时间，如 09:00 (time)";
            case DURATION -> "时长，如 30分钟、24小时、7日 (duration)";
        };
    }

    /** A value as staff would write it. */
    static String words(Object value, Term term) {
        if (value == null) {
            return "";
        }
        if (value instanceof List<?> members) {
            List<String> words = new ArrayList<>();
            members.forEach(member -> words.add(words(member, term)));
            return String.join("、", words);
        }
        if (value instanceof Boolean flag) {
            return flag ? "是" : "否";
        }
        if (value instanceof Duration duration) {
            return duration.toMinutes() % 60 != 0 ? duration.toMinutes() + "分钟" : duration.toHours() + "小时";
        }
        if (value instanceof String code) {
            return term.code(code).map(found -> found.label().zh()).orElse(code);
        }
        return value.toString();
    }

    /** A cell with codes turned into the Chinese labels that staff know. */
    static String labelled(String cell, Term term) {
        if (term.codes().isEmpty() || cell == null || cell.isBlank()) {
            return cell == null ? "" : cell;
        }
        boolean not = cell.startsWith("非") && !known(term, normal(cell));
        String body = not ? cell.substring(1).strip() : cell;
        List<String> words = new ArrayList<>();
        for (String part : known(term, normal(body)) ? new String[] {body} : body.split("[、,]")) {
            words.add(term.code(part.strip()).map(found -> found.label().zh()).orElse(part.strip()));
        }
        return (not ? "非 " : "") + String.join("、", words);
    }
}
