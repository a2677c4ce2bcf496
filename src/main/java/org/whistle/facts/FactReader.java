package org.whistle.facts;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads terms off fact records in the value types of {@link Term.Type}. */
public final class FactReader {

    /** The one time zone in which policy speaks. */
    public static final ZoneId BEIJING = ZoneId.of("Asia/Shanghai");

    private static final MethodType READ = MethodType.methodType(Object.class, Object.class);
    private static final ClassValue<Map<String, MethodHandle>> ACCESSORS = new ClassValue<>() {
        @Override
        protected Map<String, MethodHandle> computeValue(Class<?> type) {
            Map<String, MethodHandle> accessors = new HashMap<>();
            try {
                for (RecordComponent component : type.getRecordComponents()) {
                    component.getAccessor().setAccessible(true);
                    accessors.put(component.getName(), MethodHandles.lookup().unreflect(component.getAccessor()).asType(READ));
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("the components of " + type + " cannot be read", e);
            }
            return accessors;
        }
    };

    private FactReader() {
    }

    /**
     * The value of one component.
     *
     * @param record a fact record or a record within one
     * @param name   the component's name
     * @return in the types of {@link Term.Type}, a list of them or of records; null where nobody told
     * @throws IllegalArgumentException if the record has no such component
     */
    public static Object read(Object record, String name) {
        MethodHandle accessor = ACCESSORS.get(record.getClass()).get(name);
        if (accessor == null) {
            throw new IllegalArgumentException(record.getClass().getSimpleName() + " has no component " + name);
        }
        try {
            return value((Object) accessor.invokeExact(record));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** A moment in Beijing. */
    static LocalDateTime moment(OffsetDateTime moment) {
        return moment.atZoneSameInstant(BEIJING).toLocalDateTime();
    }

    /** The midnight with which a day begins. */
    static LocalDateTime moment(LocalDate day) {
        return day.atStartOfDay();
    }

    /** A Java value as one of {@link Term.Type}. */
    public static Object value(Object raw) {
        if (raw instanceof Enum<?> code) {
            return code.toString();
        }
        if (raw instanceof Integer number) {
            return number.longValue();
        }
        if (raw instanceof BigDecimal number) {
            return plain(number);
        }
        if (raw instanceof OffsetDateTime moment) {
            return moment(moment);
        }
        if (raw instanceof Collection<?> list) {
            List<Object> values = new ArrayList<>(list.size());
            for (Object member : list) {
                values.add(value(member));
            }
            return List.copyOf(values);
        }
        return raw;
    }

    /** The same number without trailing zeros and without an exponent. */
    public static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
