package org.whistle;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.whistle.facts.StrictJson;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Shipped;

/** The clock, which only the edges ask, the contract's readers and the policy of this release. */
@Configuration(proxyBeanMethods = false)
class Wiring {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Vocabulary vocabulary() {
        return HeadStart.vocabulary();
    }

    @Bean
    Shipped.Release release() {
        return HeadStart.release();
    }

    @Bean
    StrictJson strictJson() {
        return HeadStart.reader();
    }
}
