package org.whistle;

import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.whistle.intake.CasesRunner;

/** Whistle (吹哨): starts the decision service, or runs cases: {@code cases FILE...}. */
@SpringBootApplication
public class Whistle {

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("cases")) {
            System.exit(CasesRunner.run(Arrays.asList(arguments).subList(1, arguments.length), System.out));
        }
        SpringApplication.run(Whistle.class, arguments);
    }
}
