package org.whistle.ruleset;

import java.util.Collection;
import java.util.Set;

/**
 * What a condition cell asks of a value. A value is of the column's type (see {@link org.whistle.facts.Term.Type}), a collection of
 * them where the term holds many, or null where nobody told.
 */
public sealed interface Test {

    /** Whether the value passes. */
    Truth on(Object value);

    /** Blank or –: anything passes, told or not. */
    record Any() implements Test {
        @Override
        public Truth on(Object value) {
            return Truth.TRUE;
        }
    }

    /** 缺失: passes when nobody told. */
    record Missing() implements Test {
        @Override
        public Truth on(Object value) {
            return value == null ? Truth.TRUE : Truth.FALSE;
        }
    }

    /** 空: a set that is told and has no members. */
    record Empty() implements Test {
        @Override
        public Truth on(Object value) {
            if (value == null) {
                return Truth.UNKNOWN;
            }
            return ((Collection<?>) value).isEmpty() ? Truth.TRUE : Truth.FALSE;
        }
    }

    /** One of these values; for a set, at least one of them is a member. */
    record In(Set<Object> values) implements Test {
        public In {
            values = Set.copyOf(values);
        }

        @Override
        public Truth on(Object value) {
            if (value == null) {
                return Truth.UNKNOWN;
            }
            if (value instanceof Collection<?> members) {
                for (Object member : members) {
                    if (values.contains(member)) {
                        return Truth.TRUE;
                    }
                }
                return Truth.FALSE;
            }
            return values.contains(value) ? Truth.TRUE : Truth.FALSE;
        }
    }

    /** 非: none of these values; for a set, none of them is a member. */
    record NotIn(Set<Object> values) implements Test {
        public NotIn {
            values = Set.copyOf(values);
        }

        @Override
        public Truth on(Object value) {
            return switch (new In(values).on(value)) {
                case TRUE -> Truth.FALSE;
                case FALSE -> Truth.TRUE;
                case UNKNOWN -> Truth.UNKNOWN;
            };
        }
    }

    /**
     * Between two ends of the column's type.
     *
     * @param low           null means no lower end
     * @param lowInclusive  whether the lower end passes
     * @param high          null means no upper end
     * @param highInclusive whether the upper end passes
     */
    @SuppressWarnings("rawtypes")
    record Range(Comparable low, boolean lowInclusive, Comparable high, boolean highInclusive) implements Test {
        @Override
        @SuppressWarnings("unchecked")
        public Truth on(Object value) {
            if (value == null) {
                return Truth.UNKNOWN;
            }
            if (low != null) {
                int order = low.compareTo(value);
                if (order > 0 || order == 0 && !lowInclusive) {
                    return Truth.FALSE;
                }
            }
            if (high != null) {
                int order = high.compareTo(value);
                if (order < 0 || order == 0 && !highInclusive) {
                    return Truth.FALSE;
                }
            }
            return Truth.TRUE;
        }
    }

    /**
     * 无法判定: passes when an earlier row of a FIRST table could not be decided because a fact is missing. Only the hit policy
     * can know, so on its own it passes.
     */
    record Undecided() implements Test {
        @Override
        public Truth on(Object value) {
            return Truth.TRUE;
        }
    }
}
