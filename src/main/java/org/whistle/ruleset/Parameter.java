package org.whistle.ruleset;

import java.time.LocalDate;
import org.whistle.facts.Label;

/**
 * A named threshold on the 参数 sheet. Rules read it by table, name and date.
 *
 * @param value  of the Java type that carries the type
 * @param from   生效, inclusive; null means always
 * @param to     失效, exclusive; null means until further notice
 * @param source 依据
 */
public record Parameter(String name, org.whistle.facts.Term.Type type, Object value, String unit, LocalDate from, LocalDate to,
                        String source, Label label) {
}
