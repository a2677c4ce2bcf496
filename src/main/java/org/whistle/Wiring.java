package org.whistle;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.whistle.facts.StrictJson;
import org.whistle.facts.Vocabulary;

/** The clock, which only the edges ask, and the contract's readers. */
@Configuration(proxyBeanMethods = false)
class Wiring {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Vocabulary vocabulary() {
        return Vocabulary.shipped();
    }

    @Bean
    StrictJson strictJson() {
        return StrictJson.shipped();
    }
}
