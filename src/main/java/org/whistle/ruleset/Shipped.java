package org.whistle.ruleset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.workbook.Reading;
import org.whistle.ruleset.workbook.WorkbookReader;

/** The policy that comes with this release. */
public final class Shipped {

    private Shipped() {
    }

    /** Workbooks and DRL by path, for example {@code decision-tables/wanshoulu/tier.xlsx} and {@code rules/request/flow.drl}. */
    public static SortedMap<String, byte[]> files() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try {
            for (String[] place : new String[][] {{"decision-tables/", ".xlsx"}, {"rules/", ".drl"}}) {
                for (Resource file : new PathMatchingResourcePatternResolver(Shipped.class.getClassLoader())
                        .getResources("classpath*:" + place[0] + "**/*" + place[1])) {
                    String url = file.getURL().toString();
                    files.put(url.substring(url.lastIndexOf("/" + place[0]) + 1), file.getContentAsByteArray());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** SHA-256 over the sorted manifest of {@code path sha256(bytes)} lines. */
    public static String digest(SortedMap<String, String> manifest) {
        StringBuilder lines = new StringBuilder();
        manifest.forEach((path, digest) -> lines.append(path).append(' ').append(digest).append('\n'));
        return CanonicalJson.sha256(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The compiled ruleset of a set of files.
     *
     * @throws IllegalArgumentException if a workbook cannot be read or the DRL does not compile
     */
    public static Ruleset compile(Map<String, byte[]> files, Vocabulary vocabulary) {
        List<Table> tables = new ArrayList<>();
        Map<String, String> drl = new TreeMap<>();
        SortedMap<String, String> manifest = new TreeMap<>();
        files.forEach((path, bytes) -> {
            manifest.put(path, CanonicalJson.sha256(bytes));
            if (path.endsWith(".drl")) {
                drl.put(path.substring("rules/".length()), new String(bytes, StandardCharsets.UTF_8));
            } else {
                Reading reading = WorkbookReader.read(bytes, vocabulary);
                if (reading instanceof Reading.Good good) {
                    tables.add(good.table());
                } else {
                    throw new IllegalArgumentException(path + ": " + ((Reading.Bad) reading).faults());
                }
            }
        });
        return Ruleset.compile(tables, drl, digest(manifest));
    }
}
