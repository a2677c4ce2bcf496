package org.whistle.ruleset;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.drools.compiler.kie.builder.impl.KieContainerImpl;
import org.drools.compiler.kproject.models.KieBaseModelImpl;
import org.drools.model.Model;
import org.drools.model.codegen.ExecutableModelProject;
import org.drools.modelcompiler.CanonicalKieModule;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;

/** DRL of the release as executable models; compiled once for each content, whatever is published in tables. */
final class DrlRules {

    private static final AtomicLong BUILDS = new AtomicLong();
    private static final Map<Map<String, String>, Collection<Model>> COMPILED = new ConcurrentHashMap<>();

    private DrlRules() {
    }

    /**
     * @param drl text by path under rules/, for example {@code request/party.drl}
     * @throws IllegalArgumentException with the compiler's words if the DRL is wrong
     */
    static Collection<Model> compile(Map<String, String> drl) {
        return COMPILED.computeIfAbsent(Map.copyOf(drl), DrlRules::build);
    }

    private static Collection<Model> build(Map<String, String> drl) {
        KieServices services = KieServices.get();
        ClassLoader loader = DrlRules.class.getClassLoader();
        ReleaseId id = services.newReleaseId("org.whistle", "rules", "build-" + BUILDS.incrementAndGet());
        KieFileSystem files = services.newKieFileSystem();
        files.generateAndWritePomXML(id);
        new TreeMap<>(drl).forEach((path, text) -> files.write("src/main/resources/rules/" + path.replace(".drl", "/rules.drl"), text));
        KieBuilder builder = services.newKieBuilder(files, loader);
        builder.buildAll(ExecutableModelProject.class);
        if (builder.getResults().hasMessages(Message.Level.ERROR)) {
            throw new IllegalArgumentException("rules/ does not compile: " + builder.getResults().getMessages(Message.Level.ERROR));
        }
        KieContainerImpl container = (KieContainerImpl) services.newKieContainer(id, loader);
        try {
            KieBaseModelImpl model = (KieBaseModelImpl) container.getKieProject().getDefaultKieBaseModel();
            return ((CanonicalKieModule) container.getMainKieModule()).getModelForKBase(model);
        } finally {
            services.getRepository().removeKieModule(id);
        }
    }
}
