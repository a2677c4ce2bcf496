package org.whistle.intake;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.whistle.facts.StrictJson;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Ruleset;
import org.whistle.ruleset.Shipped;

/** {@code java -jar whistle.jar cases FILE...}: decides cases by the shipped policy and says what differs. */
public final class CasesRunner {

    private CasesRunner() {
    }

    /** @return the exit status: 0 all passed, 1 a case failed, 2 a file could not be used */
    public static int run(List<String> files, PrintStream out) {
        if (files.isEmpty()) {
            out.println("用法 usage: java -jar whistle.jar cases FILE...");
            return 2;
        }
        Ruleset ruleset = Shipped.compile(Shipped.files(), Vocabulary.shipped());
        StrictJson reader = StrictJson.shipped();
        int passed = 0;
        int failed = 0;
        boolean unusable = false;
        for (String file : files) {
            try {
                for (Cases.Result result : Cases.run(Files.readAllBytes(Path.of(file)), ruleset, reader)) {
                    if (result.passed()) {
                        passed++;
                    } else {
                        failed++;
                        out.println("FAILED " + file + " " + result.id());
                        result.differences().forEach(difference -> out.println("  " + difference));
                        out.println("  decided by: " + String.join(", ", result.decided()));
                    }
                }
            } catch (IOException | RuntimeException e) {
                out.println("无法使用 cannot be used: " + file + ": " + e.getMessage());
                unusable = true;
            }
        }
        out.println(passed + " passed, " + failed + " failed");
        return unusable ? 2 : failed > 0 ? 1 : 0;
    }
}
