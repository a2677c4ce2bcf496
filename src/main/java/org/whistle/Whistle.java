package org.whistle;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.whistle.intake.CasesRunner;
import org.whistle.ruleset.workbook.Workbooks;

/** Whistle (吹哨): starts the decision service, or runs one of the commands {@code cases}, {@code twins} and {@code workbook}. */
@SpringBootApplication
public class Whistle {

    public static void main(String[] arguments) throws IOException {
        List<String> rest = Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case "cases" -> System.exit(CasesRunner.run(rest, System.out));
            case "twins" -> System.exit(Workbooks.twins(rest, System.out));
            case "workbook" -> System.exit(Workbooks.workbook(rest));
            default -> {
                HeadStart.take();
                SpringApplication.run(Whistle.class, arguments);
            }
        }
    }
}
