package org.whistle.database;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;

/** Opens the database and makes its schema beside the context, as soon as the settings are known. */
final class DatabaseAhead implements ApplicationContextInitializer<GenericApplicationContext> {

    private static final String BEAN = "database";

    @Override
    public void initialize(GenericApplicationContext context) {
        Environment settings = context.getEnvironment();
        FutureTask<Database> opening = new FutureTask<>(() -> Database.open(settings));
        context.registerBean(BEAN, Database.class, () -> opened(opening), definition -> definition.setDestroyMethodName("close"));
        // if the context fails before anybody asked for the database, nobody else would stop it
        SpringApplication.getShutdownHandlers().add(() -> {
            if (!context.getBeanFactory().containsSingleton(BEAN)) {
                close(opening);
            }
        });
        new Thread(opening, "database").start();
    }

    private static void close(FutureTask<Database> opening) {
        try {
            opening.get().close();
        } catch (ExecutionException e) {
            // it never opened; whoever asked for it was told
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Database opened(FutureTask<Database> opening) {
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
