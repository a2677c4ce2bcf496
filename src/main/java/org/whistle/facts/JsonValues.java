package org.whistle.facts;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of {@link Term.Type} as JSON carries them: decimals, dates and durations as strings, moments with Beijing's offset. */
public final class JsonValues {

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");

    private JsonValues() {
    }

    /** A tree of maps, lists, strings, longs, booleans and nulls. */
    public static Object of(Object value) {
        if (value == null || value instanceof String || value instanceof Boolean || value instanceof Long) {
            return value;
        }
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof BigDecimal number) {
            return FactReader.plain(number).toPlainString();
        }
        if (value instanceof LocalDateTime moment) {
            return MOMENT.format(moment.atOffset(ZoneOffset.ofHours(8)));
        }
        if (value instanceof LocalDate || value instanceof LocalTime || value instanceof Duration || value instanceof Enum<?>) {
            return value.toString();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> tree = new LinkedHashMap<>();
            map.forEach((name, member) -> tree.put((String) name, of(member)));
            return tree;
        }
        if (value instanceof Collection<?> list) {
            List<Object> tree = new ArrayList<>();
            list.forEach(member -> tree.add(of(member)));
            return tree;
        }
        if (value.getClass().isRecord()) {
            Map<String, Object> tree = new LinkedHashMap<>();
            for (var component : value.getClass().getRecordComponents()) {
                tree.put(component.getName(), of(FactReader.read(value, component.getName())));
            }
            return tree;
        }
        throw new IllegalArgumentException("no JSON form for " + value.getClass());
    }
}
