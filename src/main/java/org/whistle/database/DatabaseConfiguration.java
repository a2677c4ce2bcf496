package org.whistle.database;

import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.flyway.autoconfigure.FlywayDataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Connects to the database that was given by spring.datasource.url, or to one of our own: see {@link DatabaseAhead}. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    private static final int OLDEST = 15;

    /** The owner's connections: they make and change the schema and nothing else. */
    @Bean(destroyMethod = "close")
    @FlywayDataSource
    HikariDataSource ownerDataSource(ObjectProvider<EmbeddedDatabase> embedded, @Value("${spring.datasource.url:}") String url,
                                     @Value("${spring.datasource.username:}") String user, @Value("${spring.datasource.password:}") String password) {
        HikariDataSource source = open(embedded.getIfAvailable(), url, user, password);
        source.setPoolName("owner");
        source.setMinimumIdle(0);
        source.setIdleTimeout(10_000);
        source.setMaximumPoolSize(2);
        refuseOld(source);
        return source;
    }

    /** The service's connections: they work as a role that can only read and add. */
    @Bean(destroyMethod = "close")
    @Primary
    HikariDataSource serviceDataSource(ObjectProvider<EmbeddedDatabase> embedded, @Value("${spring.datasource.url:}") String url,
                                       @Value("${spring.datasource.username:}") String user, @Value("${spring.datasource.password:}") String password) {
        HikariDataSource source = open(embedded.getIfAvailable(), url, user, password);
        source.setPoolName("service");
        source.setConnectionInitSql("SET ROLE whistle_service");
        source.setMinimumIdle(2);
        source.setMaximumPoolSize(10);
        return source;
    }

    private static HikariDataSource open(EmbeddedDatabase embedded, String url, String user, String password) {
        HikariDataSource source = new HikariDataSource();
        source.setJdbcUrl(embedded == null ? url : embedded.url());
        source.setUsername(embedded == null ? user : "postgres");
        source.setPassword(embedded == null ? password : embedded.password());
        return source;
    }

    private static void refuseOld(DataSource source) {
        try (var connection = source.getConnection()) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST) {
                throw new IllegalStateException("需要 PostgreSQL " + OLDEST + " 或更新的版本，现为 " + version + "。 PostgreSQL " + OLDEST + " or newer is needed, this is " + version + ".");
            }
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException("无法连接数据库，请检查 spring.datasource.url、username、password。 The database cannot be reached: " + e.getMessage(), e);
        }
    }
}
