package org.whistle.ruleset;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.drools.compiler.kie.builder.impl.InternalKieModule;
import org.drools.model.Model;
import org.drools.model.codegen.ExecutableModelProject;
import org.drools.modelcompiler.CanonicalKieModuleModel;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.whistle.facts.CanonicalJson;

/**
 * DRL of a release as executable models; compiled once for each content, whatever is published in tables. The build compiles the DRL of this release
 * and puts its classes beside it under the digest of the DRL; any other DRL, such as that of an earlier release, is compiled when it is needed.
 */
public final class DrlRules {

    private static final String BUILT = "compiled-rules/";
    private static final String PROJECT = "org/drools/project/model/ProjectModel";
    private static final String CLASS = ".class";
    private static final AtomicLong BUILDS = new AtomicLong();
    private static final Map<Map<String, String>, Collection<Model>> COMPILED = new ConcurrentHashMap<>();

    private DrlRules() {
    }

    /** The build's step: {@code FOLDER-OF-DRL FOLDER-OF-CLASSES}. */
    public static void main(String[] arguments) throws IOException {
        Path rules = Path.of(arguments[0]);
        Path folder = Path.of(arguments[1], BUILT);
        Map<String, String> drl = new TreeMap<>();
        try (Stream<Path> files = Files.walk(rules)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".drl")).toList()) {
                drl.put(rules.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        }
        Files.createDirectories(folder);
        try (Stream<Path> old = Files.list(folder)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve(digest(drl) + ".zip")))) {
            for (Map.Entry<String, byte[]> one : build(drl).entrySet()) {
                zip.putNextEntry(new ZipEntry(one.getKey()));
                zip.write(one.getValue());
            }
        }
    }

    /**
     * @param drl text by path under rules/, for example {@code request/party.drl}
     * @throws IllegalArgumentException with the compiler's words if the DRL is wrong
     */
    static Collection<Model> compile(Map<String, String> drl) {
        return COMPILED.computeIfAbsent(Map.copyOf(drl), text -> load(built(text).orElseGet(() -> build(text))));
    }

    /** The classes which the build made of this very DRL, if it did. */
    static Optional<Map<String, byte[]>> built(Map<String, String> drl) {
        try (InputStream found = DrlRules.class.getResourceAsStream("/" + BUILT + digest(drl) + ".zip")) {
            return found == null ? Optional.empty() : Optional.of(unzip(found));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, byte[]> unzip(InputStream in) throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        ZipInputStream zip = new ZipInputStream(in);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            classes.put(entry.getName(), zip.readAllBytes());
        }
        return classes;
    }

    private static String digest(Map<String, String> drl) {
        SortedMap<String, String> manifest = new TreeMap<>();
        drl.forEach((path, text) -> manifest.put(path, CanonicalJson.sha256(text.getBytes(StandardCharsets.UTF_8))));
        return Shipped.digest(manifest);
    }

    /** Class files by their names. */
    private static Map<String, byte[]> build(Map<String, String> drl) {
        KieServices services = KieServices.get();
        ReleaseId id = services.newReleaseId("org.whistle", "rules", "build-" + BUILDS.incrementAndGet());
        KieFileSystem files = services.newKieFileSystem();
        files.generateAndWritePomXML(id);
        new TreeMap<>(drl).forEach((path, text) -> files.write("src/main/resources/rules/" + path.replace(".drl", "/rules.drl"), text));
        KieBuilder builder = services.newKieBuilder(files, DrlRules.class.getClassLoader());
        builder.buildAll(ExecutableModelProject.class);
        if (builder.getResults().hasMessages(Message.Level.ERROR)) {
            throw new IllegalArgumentException("rules/ does not compile: " + builder.getResults().getMessages(Message.Level.ERROR));
        }
        try {
            return new TreeMap<>(((InternalKieModule) builder.getKieModule()).getClassesMap());
        } finally {
            services.getRepository().removeKieModule(id);
        }
    }

    private static Collection<Model> load(Map<String, byte[]> classes) {
        String project = classes.keySet().stream().filter(name -> name.startsWith(PROJECT)).findFirst().orElseThrow();
        try {
            Class<?> type = new Loader(classes).loadClass(project.substring(0, project.length() - CLASS.length()).replace('/', '.'));
            return ((CanonicalKieModuleModel) type.getDeclaredConstructor().newInstance()).getModels();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Classes of one set of DRL, apart from those of every other. */
    private static final class Loader extends ClassLoader {

        private final Map<String, byte[]> classes;

        private Loader(Map<String, byte[]> classes) {
            super(DrlRules.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name.replace('.', '/') + CLASS);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            byte[] bytes = classes.get(name);
            return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
        }
    }
}
