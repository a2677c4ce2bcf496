package org.whistle.database;

import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;

/** Where no database is given, starts one of our own beside the context, as soon as its folder is known. */
final class DatabaseAhead implements ApplicationContextInitializer<GenericApplicationContext> {

    private static final String BEAN = "embeddedDatabase";

    @Override
    public void initialize(GenericApplicationContext context) {
        Environment settings = context.getEnvironment();
        if (!settings.getProperty("spring.datasource.url", "").isEmpty()) {
            return;
        }
        Path directory = Path.of(settings.getRequiredProperty("whistle.database.directory"));
        FutureTask<EmbeddedDatabase> opening = new FutureTask<>(() -> new EmbeddedDatabase(directory));
        context.registerBean(BEAN, EmbeddedDatabase.class, () -> opened(opening), definition -> definition.setDestroyMethodName("close"));
        // if the context fails before anybody asked for the database, nobody else would stop it
        SpringApplication.getShutdownHandlers().add(() -> {
            if (!context.getBeanFactory().containsSingleton(BEAN)) {
                close(opening);
            }
        });
        new Thread(opening, "database").start();
    }

    private static void close(FutureTask<EmbeddedDatabase> opening) {
        try {
            opening.get().close();
        } catch (ExecutionException e) {
            // it never opened; whoever asked for it was told
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static EmbeddedDatabase opened(FutureTask<EmbeddedDatabase> opening) {
        try {
            return opening.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failed ? failed : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
