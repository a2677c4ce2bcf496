package org.whistle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service is killed in the middle of its work, and so is its database: what it acknowledged is there when it starts again. */
class KillTest {

    private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");
    private static final int CALLERS = 4;
    private static final int ACKNOWLEDGED_BEFORE_THE_KILL = 200;

    @TempDir
    private Path folder;

    private Process service;
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void end() throws InterruptedException {
        if (service != null && service.isAlive()) {
            service.destroy();
            assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheServiceIsKilled() throws Exception {
        Map<String, String> acknowledged = killed(() -> service.destroyForcibly());
        replays(acknowledged);
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheDatabaseIsKilled() throws Exception {
        Map<String, String> acknowledged = killed(() -> {
            ProcessHandle.of(postmaster()).ifPresent(ProcessHandle::destroyForcibly);
            service.destroyForcibly();
        });
        replays(acknowledged);
    }

    private Map<String, String> killed(Runnable kill) throws Exception {
        int port = start("first.log");
        Map<String, String> acknowledged = new ConcurrentHashMap<>();
        CountDownLatch enough = new CountDownLatch(ACKNOWLEDGED_BEFORE_THE_KILL);
        Thread[] callers = new Thread[CALLERS];
        for (int caller = 0; caller < CALLERS; caller++) {
            int number = caller;
            callers[caller] = new Thread(() -> {
                for (int i = 0; ; i++) {
                    String key = number + "-" + i;
                    try {
                        HttpResponse<String> answer = decide(port, key);
                        if (answer.statusCode() == 201) {
                            acknowledged.put(key, answer.body());
                            enough.countDown();
                        }
                    } catch (IOException | InterruptedException e) {
                        return;
                    }
                }
            });
            callers[caller].start();
        }
        assertThat(enough.await(120, TimeUnit.SECONDS)).isTrue();
        kill.run();
        assertThat(service.waitFor(30, TimeUnit.SECONDS)).isTrue();
        for (Thread caller : callers) {
            caller.join();
        }
        return acknowledged;
    }

    private void replays(Map<String, String> acknowledged) throws Exception {
        int port = start("second.log");
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED_BEFORE_THE_KILL);
        for (Map.Entry<String, String> one : acknowledged.entrySet()) {
            HttpResponse<String> again = decide(port, one.getKey());
            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(one.getValue());
        }
        String id = acknowledged.values().iterator().next().replaceFirst(".*\"id\":\"([0-9a-f-]+)\".*", "$1");
        HttpResponse<String> replay = http.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1/decisions/" + id + "/replay"))
                .POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(replay.body()).contains("\"same\":true");
    }

    private HttpResponse<String> decide(int port, String key) throws IOException, InterruptedException {
        String body = """
                {"facts": {"community": "XIANGYUN", "type": "VOL_SERVICE", "start": "2026-03-07T09:00:00+08:00", "end": "2026-03-07T12:00:00+08:00", "verified": true}}""";
        return http.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1/decisions/act")).header("Content-Type", "application/json")
                .header("Idempotency-Key", key).POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private long postmaster() {
        try {
            return Long.parseLong(Files.readAllLines(folder.resolve("data/postgres/postmaster.pid")).get(0).strip());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private int start(String log) throws Exception {
        Path out = folder.resolve(log);
        service = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path"),
                "org.whistle.Whistle", "--server.port=0", "--whistle.database.directory=" + folder.resolve("data")).redirectErrorStream(true)
                .redirectOutput(out.toFile()).start();
        for (int i = 0; i < 600 && service.isAlive(); i++) {
            Matcher started = STARTED.matcher(Files.readString(out));
            if (started.find()) {
                return Integer.parseInt(started.group(1));
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new AssertionError("the service did not start:\n" + Files.readString(out));
    }
}
