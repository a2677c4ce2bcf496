package org.whistle.ruleset.workbook;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.whistle.facts.Vocabulary;

/** Commands of those who keep workbooks: twins of a folder, and the first workbook of a new table. */
public final class Workbooks {

    private Workbooks() {
    }

    /**
     * {@code twins FOLDER}: writes the readable twin beside every workbook.
     *
     * @return the exit status: 0, or 1 if a workbook has faults, which are printed
     */
    public static int twins(List<String> arguments, PrintStream out) throws IOException {
        Vocabulary vocabulary = Vocabulary.shipped();
        boolean sound = true;
        try (Stream<Path> files = Files.walk(Path.of(arguments.get(0)))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".xlsx")).sorted().toList()) {
                Reading reading = WorkbookReader.read(Files.readAllBytes(file), vocabulary);
                if (reading instanceof Reading.Good good) {
                    Files.writeString(Path.of(file.toString().replaceFirst("[.]xlsx$", ".md")), Twin.of(good.table()));
                } else {
                    sound = false;
                    ((Reading.Bad) reading).faults().forEach(fault -> out.println(file + ": " + fault.message().zh() + " / " + fault.message().en()));
                }
            }
        }
        return sound ? 0 : 1;
    }

    /** {@code workbook DRAFT.yaml OUT.xlsx}: draws the first workbook of a new table. */
    public static int workbook(List<String> arguments) throws IOException {
        Vocabulary vocabulary = Vocabulary.shipped();
        Draft draft = Draft.read(Files.readAllBytes(Path.of(arguments.get(0))), vocabulary);
        Files.write(Path.of(arguments.get(1)), WorkbookWriter.write(draft, vocabulary));
        return 0;
    }
}
