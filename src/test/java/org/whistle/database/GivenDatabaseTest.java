package org.whistle.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** A database of one's own, and what keeps it. */
class GivenDatabaseTest {

    @TempDir
    private static Path folder;

    private static EmbeddedDatabase database;

    @BeforeAll
    static void start() {
        database = new EmbeddedDatabase(folder.resolve("data"));
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void anOwnerWithoutSuperpowersMakesTheSchema() throws SQLException {
        as("postgres", database.password(), "postgres", "CREATE ROLE first_owner LOGIN CREATEROLE PASSWORD 'x'", "DROP DATABASE IF EXISTS first", "CREATE DATABASE first OWNER first_owner");
        as("postgres", database.password(), "postgres", "DROP ROLE IF EXISTS whistle_service");
        migrate("first", "first_owner");
        as("first_owner", "x", "first", "SET ROLE whistle_service", "SELECT * FROM decision_record");
        as("postgres", database.password(), "postgres", "CREATE ROLE second_owner LOGIN PASSWORD 'x'", "CREATE DATABASE second OWNER second_owner");
        assertThatThrownBy(() -> migrate("second", "second_owner")).hasStackTraceContaining("GRANT whistle_service TO second_owner");
        as("postgres", database.password(), "postgres", "GRANT whistle_service TO second_owner");
        migrate("second", "second_owner");
    }

    @Test
    void itIsDurableAndBehindAPassword() throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url(), "postgres", database.password()); Statement statement = connection.createStatement()) {
            for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
                try (ResultSet row = statement.executeQuery("SHOW " + setting)) {
                    row.next();
                    assertThat(row.getString(1)).as(setting).isEqualTo("on");
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'")) {
                row.next();
                assertThat(row.getInt(1)).isZero();
            }
        }
        assertThatThrownBy(() -> DriverManager.getConnection(database.url(), "postgres", "wrong")).hasMessageContaining("password authentication failed");
    }

    @Test
    void thePasswordIsForItsOwnerOnly() throws Exception {
        assertThat(java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data/password")))).isEqualTo("rw-------");
    }

    @Test
    void twoServicesDoNotShareAFolder() {
        assertThatThrownBy(() -> new EmbeddedDatabase(folder.resolve("data"))).isInstanceOf(IllegalStateException.class).hasMessageContaining("whistle.database.directory");
    }

    @Test
    void aContextIsToldWhyItsDatabaseDidNotOpen() {
        try (GenericApplicationContext context = context("whistle.database.directory", folder.resolve("data").toString())) {
            assertThatThrownBy(context::refresh).hasStackTraceContaining("Another service uses " + folder.resolve("data"));
        }
    }

    @Test
    void whoGivesADatabaseGetsNoOther() {
        Path unused = folder.resolve("unused");
        try (GenericApplicationContext context = context("whistle.database.directory", unused.toString(), "spring.datasource.url", database.url(), "spring.datasource.username", "postgres",
                "spring.datasource.password", database.password())) {
            context.refresh();
            assertThat(context.getBean(Database.class)).hasToString(database.url());
            assertThat(unused).doesNotExist();
        }
    }

    @Test
    void whoGivesAnUnreachableDatabaseIsTold() {
        try (GenericApplicationContext context = context("spring.datasource.url", database.url(), "spring.datasource.username", "postgres", "spring.datasource.password", "wrong")) {
            assertThatThrownBy(context::refresh).hasStackTraceContaining("The database cannot be reached").hasStackTraceContaining("password authentication failed");
        }
    }

    private static GenericApplicationContext context(String... settings) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        GenericApplicationContext context = new GenericApplicationContext();
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", map));
        new DatabaseAhead().initialize(context);
        return context;
    }

    private static void migrate(String name, String user) {
        Flyway.configure().dataSource(database.url().replaceFirst("/postgres[?].*", "/" + name), user, "x").load().migrate();
    }

    private static void as(String user, String password, String name, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url().replaceFirst("/postgres[?].*", "/" + name), user, password); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
