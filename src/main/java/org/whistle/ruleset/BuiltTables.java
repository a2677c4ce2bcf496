package org.whistle.ruleset;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.whistle.facts.Basis;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.Label;
import org.whistle.facts.Term;
import org.whistle.facts.Vocabulary;

/**
 * Tables as the build has read them, so that no start has to open the workbooks of its release. Each lies under the digests of its vocabulary and its workbook; any other
 * workbook, and any workbook under another vocabulary, is read when it is needed.
 */
public final class BuiltTables {

    private static final String FOLDER = "built-tables/";

    private BuiltTables() {
    }

    /** The build's step: {@code FOLDER-OF-CLASSES}. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0], FOLDER);
        if (Files.exists(folder)) {
            try (Stream<Path> old = Files.list(folder)) {
                for (Path file : old.toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(folder);
        Vocabulary vocabulary = Vocabulary.shipped();
        SortedMap<String, byte[]> files = Shipped.files();
        for (Map.Entry<String, Table> one : Shipped.read(files, vocabulary).entrySet()) {
            Files.write(Path.of(arguments[0], place(CanonicalJson.sha256(files.get(one.getKey())), vocabulary)), bytes(one.getValue()));
        }
    }

    /** The table of the workbook with this digest, if the build has read it with this vocabulary. */
    static Optional<Table> find(String digest, Vocabulary vocabulary) {
        try (InputStream found = BuiltTables.class.getResourceAsStream("/" + place(digest, vocabulary))) {
            return found == null ? Optional.empty() : Optional.of(table(found.readAllBytes(), vocabulary));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String place(String digest, Vocabulary vocabulary) {
        return FOLDER + CanonicalJson.sha256((vocabulary.digest() + digest).getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] bytes(Table table) throws IOException {
        return new Writer().table(table);
    }

    static Table table(byte[] bytes, Vocabulary vocabulary) throws IOException {
        return new Reader(bytes).table(vocabulary);
    }

    private interface Each<T> {
        void write(T one) throws IOException;
    }

    private interface Next<T> {
        T read() throws IOException;
    }

    /** Every text stands once, before all else; then the table's parts in their order, with the number of a text where it is said. */
    private static final class Writer {

        private final Map<String, Integer> texts = new LinkedHashMap<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(body);

        byte[] table(Table table) throws IOException {
            text(table.id().toString());
            text(table.kind());
            label(table.title());
            text(table.hitPolicy().name());
            text(table.basis().name());
            text(table.sheet());
            list(table.conditions(), this::column);
            list(table.conclusions(), this::column);
            list(table.rows(), this::row);
            list(table.parameters(), this::parameter);
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            DataOutputStream before = new DataOutputStream(whole);
            before.writeInt(texts.size());
            for (String text : texts.keySet()) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                before.writeInt(bytes.length);
                before.write(bytes);
            }
            body.writeTo(whole);
            return whole.toByteArray();
        }

        private void column(Column column) throws IOException {
            text(column.heading());
            text(column.term().path());
            text(column.letters());
        }

        private void row(Row row) throws IOException {
            text(row.ruleId());
            list(row.communities().stream().sorted().toList(), this::text);
            value(row.from());
            value(row.to());
            out.writeInt(row.priority());
            list(row.tests(), this::test);
            list(row.conclusions(), this::value);
            list(row.cells(), this::text);
            text(row.source());
            label(row.sentence());
            out.writeInt(row.line());
        }

        private void test(Test test) throws IOException {
            text(test.getClass().getSimpleName());
            if (test instanceof Test.In in) {
                values(in.values());
            } else if (test instanceof Test.NotIn not) {
                values(not.values());
            } else if (test instanceof Test.Range range) {
                value(range.low());
                out.writeBoolean(range.lowInclusive());
                value(range.high());
                out.writeBoolean(range.highInclusive());
            }
        }

        private void parameter(Parameter parameter) throws IOException {
            text(parameter.name());
            text(parameter.type().name());
            value(parameter.value());
            text(parameter.unit());
            value(parameter.from());
            value(parameter.to());
            text(parameter.source());
            label(parameter.label());
        }

        /** A set has no order of its own: sorted, so that one workbook always gives the same bytes. */
        private void values(Set<Object> values) throws IOException {
            list(values.stream().sorted().toList(), this::value);
        }

        private void value(Object value) throws IOException {
            if (value == null) {
                text("");
            } else if (value instanceof List<?> members) {
                text("List");
                list(members, this::value);
            } else {
                text(value.getClass().getSimpleName());
                text(value.toString());
            }
        }

        private void label(Label label) throws IOException {
            text(label.zh());
            text(label.en());
        }

        private void text(String text) throws IOException {
            Integer number = texts.putIfAbsent(text, texts.size());
            out.writeInt(number == null ? texts.size() - 1 : number);
        }

        private <T> void list(Collection<T> members, Each<? super T> each) throws IOException {
            out.writeInt(members.size());
            for (T member : members) {
                each.write(member);
            }
        }
    }

    private static final class Reader {

        private final DataInputStream in;
        private final String[] texts;

        Reader(byte[] bytes) throws IOException {
            in = new DataInputStream(new ByteArrayInputStream(bytes));
            texts = new String[in.readInt()];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
            }
        }

        Table table(Vocabulary vocabulary) throws IOException {
            TableId id = TableId.parse(text());
            String kind = text();
            return new Table(id, kind, label(), HitPolicy.valueOf(text()), Basis.valueOf(text()), text(), list(() -> column(kind, vocabulary)),
                    list(() -> column(kind, vocabulary)), list(this::row), list(this::parameter));
        }

        private Column column(String kind, Vocabulary vocabulary) throws IOException {
            String heading = text();
            String path = text();
            Term term = path.equals(Table.UNDECIDED.path()) ? Table.UNDECIDED : vocabulary.term(kind, path).orElseThrow();
            return new Column(heading, term, text());
        }

        private Row row() throws IOException {
            return new Row(text(), Set.copyOf(list(this::text)), (LocalDate) value(), (LocalDate) value(), in.readInt(), list(this::test), values(),
                    list(this::text), text(), label(), in.readInt());
        }

        private Test test() throws IOException {
            String kind = text();
            return switch (kind) {
                case "Any" -> new Test.Any();
                case "Missing" -> new Test.Missing();
                case "Empty" -> new Test.Empty();
                case "Undecided" -> new Test.Undecided();
                case "In" -> new Test.In(Set.copyOf(values()));
                case "NotIn" -> new Test.NotIn(Set.copyOf(values()));
                case "Range" -> new Test.Range((Comparable<?>) value(), in.readBoolean(), (Comparable<?>) value(), in.readBoolean());
                default -> throw new IOException("no test is called " + kind);
            };
        }

        private Parameter parameter() throws IOException {
            return new Parameter(text(), Term.Type.valueOf(text()), value(), text(), (LocalDate) value(), (LocalDate) value(), text(), label());
        }

        /** Among conclusions, a cell that says nothing is null, which no other list may hold. */
        private List<Object> values() throws IOException {
            int size = in.readInt();
            List<Object> values = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                values.add(value());
            }
            return Collections.unmodifiableList(values);
        }

        private Object value() throws IOException {
            String type = text();
            return switch (type) {
                case "" -> null;
                case "List" -> List.copyOf(values());
                case "String" -> text();
                case "Boolean" -> Boolean.valueOf(text());
                case "Long" -> Long.valueOf(text());
                case "BigDecimal" -> new BigDecimal(text());
                case "LocalDate" -> LocalDate.parse(text());
                case "LocalDateTime" -> LocalDateTime.parse(text());
                case "LocalTime" -> LocalTime.parse(text());
                case "Duration" -> Duration.parse(text());
                default -> throw new IOException("no value is of the type " + type);
            };
        }

        private Label label() throws IOException {
            return new Label(text(), text());
        }

        private String text() throws IOException {
            return texts[in.readInt()];
        }

        private <T> List<T> list(Next<T> next) throws IOException {
            int size = in.readInt();
            List<T> members = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                members.add(next.read());
            }
            return List.copyOf(members);
        }
    }
}
