package org.whistle.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kie.api.runtime.KieSession;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.DateBasis;
import org.whistle.facts.FactReader;
import org.whistle.facts.Facts;
import org.whistle.facts.JsonValues;
import org.whistle.facts.StrictJson;
import org.whistle.facts.Vocabulary;
import org.whistle.intake.Moments;
import org.whistle.ruleset.Ruleset;
import org.whistle.ruleset.Shipped;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A session that has decided other cases before decides as a fresh one does. */
class SessionsTest {

    private static final int THREADS = 4;

    private record Told(Facts facts, DateBasis dates) {
    }

    private static final List<Told> CASES = new ArrayList<>();
    private static Ruleset ruleset;

    @BeforeAll
    static void read() throws IOException {
        ruleset = Shipped.compile(Shipped.files(), Vocabulary.shipped());
        StrictJson reader = StrictJson.shipped();
        JsonMapper json = JsonMapper.builder().build();
        try (Stream<Path> files = Files.walk(Path.of("decision-tables"))) {
            for (Path file : files.filter(path -> path.endsWith("cases.yaml")).sorted().toList()) {
                for (JsonNode one : YAMLMapper.builder().build().readTree(Files.readAllBytes(file)).path("cases")) {
                    try {
                        Facts facts = reader.read(one.get("kind").asString(), json.createObjectNode().set("facts", one.get("facts"))).facts();
                        CASES.add(new Told(facts, Moments.of(facts, one.has("decidedAt")
                                ? OffsetDateTime.parse(one.get("decidedAt").asString()).atZoneSameInstant(FactReader.BEIJING).toLocalDateTime() : null)));
                    } catch (StrictJson.Refused refused) {
                        // a case of what is refused
                    }
                }
            }
        }
        assertThat(CASES).hasSizeGreaterThan(500);
    }

    @Test
    void everyCaseInEveryOrderAndOnManyThreadsIsDecidedAsInAFreshSession() throws Exception {
        Map<Told, String> fresh = new IdentityHashMap<>();
        for (Told one : CASES) {
            KieSession session = ruleset.session(one.facts.kind());
            fresh.put(one, bytes(Decide.decide(session, one.facts, ruleset, one.dates)));
            session.dispose();
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int seed = 1; seed <= THREADS; seed++) {
                List<Told> shuffled = new ArrayList<>(CASES);
                Collections.shuffle(shuffled, new Random(seed));
                running.add(threads.submit(() -> shuffled.forEach(one ->
                        assertThat(bytes(Decide.decide(one.facts, ruleset, one.dates))).isEqualTo(fresh.get(one)))));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aSessionWhoseCaseFailedIsNotUsedAgain() {
        List<KieSession> used = new ArrayList<>();
        assertThatThrownBy(() -> ruleset.inSession(CASES.get(0).facts.kind(), session -> {
            used.add(session);
            session.insert(CASES.get(0).facts);
            throw new IllegalStateException("the case failed");
        })).hasMessage("the case failed");
        for (int i = 0; i < THREADS; i++) {
            ruleset.inSession(CASES.get(0).facts.kind(), session -> {
                assertThat(session).isNotSameAs(used.get(0));
                assertThat(session.getFactCount()).isZero();
                return null;
            });
        }
    }

    @Test
    void nothingOfACaseStaysInItsSession() {
        KieSession first = ruleset.inSession(CASES.get(0).facts.kind(), session -> {
            Decide.decide(session, CASES.get(0).facts, ruleset, CASES.get(0).dates);
            assertThat(session.getFactCount()).isPositive();
            return session;
        });
        assertThat(first.getFactCount()).isZero();
        assertThat(first.getAgendaEventListeners()).isEmpty();
    }

    private static String bytes(Decision decision) {
        return new String(CanonicalJson.of(JsonValues.of(decision)), StandardCharsets.UTF_8);
    }
}
