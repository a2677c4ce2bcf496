package org.whistle.ruleset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

    /** Files by path, with their SHA-256 and tables, and all of it compiled. */
    public record Release(SortedMap<String, byte[]> files, SortedMap<String, String> digests, SortedMap<String, Table> tables, Ruleset ruleset) {
    }

    /** The policy of this release, ready to decide. */
    public static Release release(Vocabulary vocabulary) {
        SortedMap<String, byte[]> files = files();
        SortedMap<String, String> digests = digests(files);
        SortedMap<String, Table> tables = tables(files, vocabulary);
        return new Release(files, digests, tables, compile(files, digests, tables));
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
        return compile(files, digests(files), tables(files, vocabulary));
    }

    private static SortedMap<String, String> digests(Map<String, byte[]> files) {
        SortedMap<String, String> digests = new TreeMap<>();
        files.forEach((path, bytes) -> digests.put(path, CanonicalJson.sha256(bytes)));
        return digests;
    }

    private static Ruleset compile(Map<String, byte[]> files, SortedMap<String, String> digests, Map<String, Table> tables) {
        Map<String, String> drl = new TreeMap<>();
        files.forEach((path, bytes) -> {
            if (path.endsWith(".drl")) {
                drl.put(path.substring("rules/".length()), new String(bytes, StandardCharsets.UTF_8));
            }
        });
        return Ruleset.compile(tables.values(), drl, digest(digests));
    }

    /** The tables of the workbooks among these files, by path. */
    static SortedMap<String, Table> tables(Map<String, byte[]> files, Vocabulary vocabulary) {
        SortedMap<String, Table> tables = new TreeMap<>();
        Map<String, byte[]> others = new TreeMap<>();
        files.forEach((path, bytes) -> {
            if (path.endsWith(".xlsx")) {
                BuiltTables.find(CanonicalJson.sha256(bytes), vocabulary).ifPresentOrElse(built -> tables.put(path, built), () -> others.put(path, bytes));
            }
        });
        tables.putAll(read(others, vocabulary));
        return tables;
    }

    /** As {@link #tables}, but out of the workbooks themselves, read side by side. */
    static SortedMap<String, Table> read(Map<String, byte[]> files, Vocabulary vocabulary) {
        // threads of our own: those of the common pool do not see the classes within an executable jar
        ExecutorService readers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            Map<String, CompletableFuture<Table>> read = new TreeMap<>();
            files.forEach((path, bytes) -> {
                if (path.endsWith(".xlsx")) {
                    read.put(path, CompletableFuture.supplyAsync(() -> table(path, bytes, vocabulary), readers));
                }
            });
            SortedMap<String, Table> tables = new TreeMap<>();
            read.forEach((path, table) -> tables.put(path, table.join()));
            return tables;
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException refused ? refused : e;
        } finally {
            readers.shutdown();
        }
    }

    private static Table table(String path, byte[] workbook, Vocabulary vocabulary) {
        Reading reading = WorkbookReader.read(workbook, vocabulary);
        if (reading instanceof Reading.Good good) {
            return good.table();
        }
        throw new IllegalArgumentException(path + ": " + ((Reading.Bad) reading).faults());
    }
}
