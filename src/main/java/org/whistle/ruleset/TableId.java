package org.whistle.ruleset;

import java.util.regex.Pattern;

/**
 * The lasting name of a table.
 *
 * @param scheme the folder under decision-tables, for example {@code wanshoulu}
 * @param name   the workbook's name without its ending, for example {@code tier}
 */
public record TableId(String scheme, String name) implements Comparable<TableId> {

    private static final Pattern PART = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    public TableId {
        if (!PART.matcher(scheme).matches() || !PART.matcher(name).matches()) {
            throw new IllegalArgumentException("a table id has the form scheme/name in lower-case letters, digits and hyphens: "
                    + scheme + "/" + name);
        }
    }

    public static TableId parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("a table id has the form scheme/name: " + text);
        }
        return new TableId(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(TableId other) {
        int order = scheme.compareTo(other.scheme);
        return order != 0 ? order : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return scheme + "/" + name;
    }
}
