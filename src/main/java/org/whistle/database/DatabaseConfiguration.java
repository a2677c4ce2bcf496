package org.whistle.database;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The service's connections. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /** They work as a role that can only read and add; the owner's part is done by then: see {@link DatabaseAhead}. */
    @Bean(destroyMethod = "close")
    HikariDataSource serviceDataSource(Database database) {
        HikariDataSource source = new HikariDataSource();
        source.setJdbcUrl(database.url());
        source.setUsername(database.user());
        source.setPassword(database.password());
        source.setPoolName("service");
        source.setConnectionInitSql("SET ROLE whistle_service");
        source.setMinimumIdle(2);
        source.setMaximumPoolSize(10);
        return source;
    }
}
