package org.whistle.ruleset;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The hit policies: which rows are proposed, and what the rows that reported amount to. */
final class Settlement {

    private static final Comparator<Match> ORDER = Comparator.comparing(Match::row, Rows.ORDER);

    private Settlement() {
    }

    /** The rows that can still matter, by number; a FIRST table stops at the first row that is TRUE and its equals. */
    static List<Integer> propose(Ask ask, List<Object> seen) {
        RowIndex index = ask.index();
        BitSet found = index.find(ask, seen);
        List<Integer> proposed = new ArrayList<>();
        boolean first = ask.table().hitPolicy() == HitPolicy.FIRST;
        Integer last = null;
        boolean blocked = false;
        for (int i = found.nextSetBit(0); i >= 0; i = found.nextSetBit(i + 1)) {
            Row row = index.rows()[i];
            boolean undecided = index.undecided(i);
            if (last != null && row.priority() > last && !(blocked && undecided)) {
                continue;
            }
            Truth truth = Rows.truth(ask.table(), row, seen);
            if (truth == Truth.FALSE) {
                continue;
            }
            proposed.add(i);
            if (first && !undecided) {
                blocked |= truth == Truth.UNKNOWN;
                if (truth == Truth.TRUE && last == null) {
                    last = row.priority();
                    if (!blocked && !hasEqual(index, found, i)) {
                        break;
                    }
                }
            }
        }
        return proposed;
    }

    private static boolean hasEqual(RowIndex index, BitSet found, int at) {
        int next = found.nextSetBit(at + 1);
        return next >= 0 && index.rows()[next].priority() == index.rows()[at].priority();
    }

    static Answer settle(Ask ask) {
        List<Match> matched = ask.matched();
        List<Match> unknown = ask.unknown();
        matched.sort(ORDER);
        unknown.sort(ORDER);
        return switch (ask.table().hitPolicy()) {
            case FIRST -> first(ask, matched, unknown);
            case UNIQUE -> unique(ask, matched, unknown);
            case COLLECT, SUM -> collect(ask, matched, unknown);
        };
    }

    private static Answer first(Ask ask, List<Match> matched, List<Match> unknown) {
        if (matched.size() == 1 && unknown.isEmpty() && !Rows.undecided(matched.get(0).row())) {
            return answer(ask, Answer.Status.MATCHED, matched, unknown);
        }
        List<Match> decided = matched.stream().filter(match -> !Rows.undecided(match.row())).toList();
        Match first = decided.isEmpty() ? null : decided.get(0);
        List<Match> blocking = unknown.stream().filter(match -> !Rows.undecided(match.row()))
                .filter(match -> first == null || match.row().priority() <= first.row().priority()).toList();
        if (!blocking.isEmpty()) {
            List<Match> fallback = matched.stream().filter(match -> Rows.undecided(match.row())).toList();
            if (fallback.isEmpty()) {
                return answer(ask, Answer.Status.REVIEW, List.of(), blocking);
            }
            return tie(ask, fallback, blocking);
        }
        return first == null ? answer(ask, Answer.Status.NONE, List.of(), List.of()) : tie(ask, decided, List.of());
    }

    private static Answer tie(Ask ask, List<Match> matched, List<Match> blocking) {
        int priority = matched.get(0).row().priority();
        List<Match> equal = matched.stream().filter(match -> match.row().priority() == priority).toList();
        return answer(ask, equal.size() > 1 ? Answer.Status.CONFLICT : Answer.Status.MATCHED, equal, blocking);
    }

    private static Answer unique(Ask ask, List<Match> matched, List<Match> unknown) {
        if (matched.size() > 1) {
            return answer(ask, Answer.Status.CONFLICT, matched, List.of());
        }
        if (matched.size() == 1) {
            return answer(ask, Answer.Status.MATCHED, matched, List.of());
        }
        return answer(ask, unknown.isEmpty() ? Answer.Status.NONE : Answer.Status.REVIEW, List.of(), unknown);
    }

    private static Answer collect(Ask ask, List<Match> matched, List<Match> unknown) {
        if (!matched.isEmpty()) {
            return answer(ask, Answer.Status.MATCHED, matched, unknown);
        }
        return answer(ask, unknown.isEmpty() ? Answer.Status.NONE : Answer.Status.REVIEW, List.of(), unknown);
    }

    private static Answer answer(Ask ask, Answer.Status status, List<Match> matches, List<Match> unknown) {
        if (unknown.isEmpty()) {
            return new Answer(ask.index().id(), ask.key(), status, List.copyOf(matches), List.of(), List.of());
        }
        Set<String> missing = new LinkedHashSet<>();
        for (Match match : unknown) {
            missing.addAll(missing(match));
        }
        return new Answer(ask.index().id(), ask.key(), status, List.copyOf(matches), List.copyOf(unknown), List.copyOf(missing));
    }

    /** The JSON pointers of the facts that leave this row undecided. */
    static List<String> missing(Match match) {
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < match.seen().size(); i++) {
            String path = match.table().conditions().get(i).term().path();
            if (path.startsWith("facts.") && match.row().tests().get(i).on(match.seen().get(i)) == Truth.UNKNOWN) {
                missing.add("/" + path.replace('.', '/'));
            }
        }
        return missing;
    }
}
