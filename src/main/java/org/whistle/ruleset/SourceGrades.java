package org.whistle.ruleset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.whistle.facts.Code;
import org.whistle.facts.Vocabulary;

/** What stands behind a rule, read off its 依据; the grades and their words are the contract's SourceGrade. */
public final class SourceGrades {

    /** What the project set for want of a source: a placeholder until the community decides. */
    private static final String LOCAL = "LOCAL";
    /** The text names no grade. */
    private static final String UNSTATED = "UNSTATED";

    private final Map<String, Code> grades = new HashMap<>();
    private final Code unstated;
    private final List<String> words = new ArrayList<>();
    private final Pattern stated;

    public SourceGrades(Vocabulary vocabulary) {
        Map<String, List<String>> all = vocabulary.gradeWords();
        Map<String, Code> codes = new HashMap<>();
        vocabulary.codes("SourceGrade").forEach(code -> codes.put(code.value(), code));
        unstated = codes.get(UNSTATED);
        all.forEach((grade, own) -> own.forEach(word -> {
            grades.put(word, codes.get(grade));
            words.add(word);
        }));
        // a part begins with its word, and 原文未及 says that the source does not; a placeholder is never hidden: its word counts wherever it stands
        stated = Pattern.compile("(?:^|[；;])\\s*(" + either(words) + ")(?!未)|(" + either(all.get(LOCAL)) + ")");
    }

    private static String either(List<String> words) {
        return words.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    }

    /** The grades of a 依据 in the order in which it names them; UNSTATED alone if it names none. */
    public List<Code> of(String source) {
        Set<Code> found = new LinkedHashSet<>();
        Matcher matcher = stated.matcher(source.strip());
        while (matcher.find()) {
            found.add(grades.get(matcher.group(1) == null ? matcher.group(2) : matcher.group(1)));
        }
        return found.isEmpty() ? List.of(unstated) : List.copyOf(found);
    }

    /** Whether a 依据 names a grade. */
    public boolean stated(String source) {
        return !of(source).equals(List.of(unstated));
    }

    /** Whether a 依据 says, of all or part of a rule, that it is a placeholder. */
    public boolean local(String source) {
        return of(source).stream().anyMatch(grade -> grade.value().equals(LOCAL));
    }

    /** The words that name a grade. */
    public List<String> words() {
        return List.copyOf(words);
    }
}
