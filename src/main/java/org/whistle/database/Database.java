package org.whistle.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.springframework.core.env.Environment;

/**
 * A database whose schema is that of this release, and how its owner connects to it.
 *
 * @param own what to stop at the end, if the database is one of our own
 */
record Database(String url, String user, String password, Optional<EmbeddedDatabase> own) implements AutoCloseable {

    private static final int OLDEST = 15;

    /**
     * Opens the database given by spring.datasource.url or, where none is given, one of our own, and brings its schema up to this release.
     *
     * @throws IllegalStateException                      if it cannot be reached, is too old, or another service uses its folder
     * @throws org.flywaydb.core.api.FlywayException if its schema cannot be made
     */
    static Database open(Environment settings) {
        String given = settings.getProperty("spring.datasource.url", "");
        if (!given.isEmpty()) {
            Database database = new Database(given, settings.getProperty("spring.datasource.username", ""),
                    settings.getProperty("spring.datasource.password", ""), Optional.empty());
            database.prepare();
            return database;
        }
        EmbeddedDatabase own = new EmbeddedDatabase(Path.of(settings.getRequiredProperty("whistle.database.directory")));
        Database database = new Database(own.url(), "postgres", own.password(), Optional.of(own));
        try {
            database.prepare();
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
        return database;
    }

    private void prepare() {
        try (Connection connection = DriverManager.getConnection(url, user, password)) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST) {
                throw new IllegalStateException("需要 PostgreSQL " + OLDEST + " 或更新的版本，现为 " + version + "。 PostgreSQL " + OLDEST + " or newer is needed, this is " + version + ".");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("无法连接数据库，请检查 spring.datasource.url、username、password。 The database cannot be reached: " + e.getMessage(), e);
        }
        Flyway.configure().dataSource(url, user, password).load().migrate();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return url;
    }

    /** A second time it does nothing. */
    @Override
    public void close() {
        own.ifPresent(EmbeddedDatabase::close);
    }
}
