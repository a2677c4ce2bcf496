package org.whistle.claims;

import java.time.Clock;
import java.time.OffsetDateTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.whistle.facts.FactReader;
import org.whistle.web.Moment;

/** Tasks that nobody claims are escalated without anyone asking; of many services that run, each finds what the others left. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    private final Claims claims;
    private final Clock clock;

    Sweep(Claims claims, Clock clock) {
        this.claims = claims;
        this.clock = clock;
    }

    @Scheduled(initialDelayString = "${whistle.claims.check-every}", fixedDelayString = "${whistle.claims.check-every}")
    void run() {
        Claims.Check check;
        do {
            check = claims.escalate(Moment.second(OffsetDateTime.ofInstant(clock.instant(), FactReader.BEIJING)));
            if (!check.escalated().isEmpty()) {
                LOG.info("{} tasks were escalated", check.escalated().size());
            }
        } while (check.more());
    }
}
