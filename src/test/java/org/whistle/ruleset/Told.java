package org.whistle.ruleset;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;

/**
 * What a table is asked, as one plain fact for rules written in DRL.
 *
 * @param lines where the rules note the rows that they are
 */
public record Told(String table, Borders.Asked asked, List<Integer> lines) {

    public String getTable() {
        return table;
    }

    public String getCommunity() {
        return asked.community();
    }

    public LocalDate getDay() {
        return asked.day();
    }

    public boolean told(String path) {
        return asked.facts().get(path) != null;
    }

    public String text(String path) {
        return (String) asked.facts().get(path);
    }

    public Boolean flag(String path) {
        return (Boolean) asked.facts().get(path);
    }

    public Long whole(String path) {
        return (Long) asked.facts().get(path);
    }

    public BigDecimal number(String path) {
        return (BigDecimal) asked.facts().get(path);
    }

    public LocalDate day(String path) {
        return (LocalDate) asked.facts().get(path);
    }

    public LocalTime time(String path) {
        return (LocalTime) asked.facts().get(path);
    }

    public Duration duration(String path) {
        return (Duration) asked.facts().get(path);
    }

    public List<?> list(String path) {
        return (List<?>) asked.facts().get(path);
    }
}
