package org.whistle.ruleset.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.whistle.facts.Vocabulary;

class DraftsToolTest {

    @Test
    void bootstrap() throws Exception {
        Vocabulary vocabulary = Vocabulary.shipped();
        Path tables = Path.of("decision-tables");
        Path drafts = tables.resolve("drafts");
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(drafts)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
                try {
                    Draft draft = Draft.read(Files.readAllBytes(file), vocabulary);
                    byte[] book = WorkbookWriter.write(draft, vocabulary);
                    assertThat(WorkbookWriter.write(draft, vocabulary)).isEqualTo(book);
                    Reading reading = WorkbookReader.read(book, vocabulary);
                        if (reading instanceof Reading.Good good) {
                            Path out = tables.resolve(draft.id() + ".xlsx");
                            Files.createDirectories(out.getParent());
                            Files.write(out, book);
                            Files.writeString(tables.resolve(draft.id() + ".md"), Twin.of(good.table()));
                        }
                        if (reading instanceof Reading.Bad bad) { bad.faults().forEach(fault -> all.append(file).append(' ').append(fault.message().zh()).append('\n'));
                    }
                } catch (RuntimeException e) {
                    all.append(file).append(' ').append(e).append('\n');
                }
            }
        }
        assertThat(all.toString()).isEmpty();
    }
}
