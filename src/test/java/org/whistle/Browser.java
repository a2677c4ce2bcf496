package org.whistle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real browser without a screen, spoken to in the WebDriver protocol: chromium and chromedriver as Debian installs them. */
final class Browser implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process driver;
    private final String session;

    private Browser(Process driver, int port, Path profile) {
        this.driver = driver;
        List<String> flags = Stream.of("headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update",
                "disable-sync", "disable-dev-shm-usage", "user-data-dir=" + profile).map(flag -> "--" + flag).toList();
        String sessions = "http://localhost:" + port + "/session";
        Map<String, Object> wanted = Map.of("browserName", "chrome", "goog:chromeOptions", Map.of("binary", CHROMIUM.toString(), "args", flags),
                "goog:loggingPrefs", Map.of("browser", "WARNING"));
        session = sessions + "/" + call("POST", sessions, Map.of("capabilities", Map.of("alwaysMatch", wanted))).get("sessionId").asString();
    }

    static boolean installed() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    /** Starts on a port of the system's choice. */
    static Browser start(Path profile) throws IOException {
        Process driver = new ProcessBuilder(DRIVER.toString(), "--port=0").redirectErrorStream(true).start();
        try {
            BufferedReader told = new BufferedReader(new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
            for (String line = told.readLine(); line != null; line = told.readLine()) {
                if (line.contains("started successfully on port ")) {
                    return new Browser(driver, Integer.parseInt(line.replaceAll(".*on port ([0-9]+).*", "$1")), profile);
                }
            }
            throw new IOException("chromedriver did not start");
        } catch (IOException | RuntimeException | Error e) {
            driver.destroy();
            throw e;
        }
    }

    void open(String url) {
        call("POST", session + "/url", Map.of("url", url));
    }

    /** What a script returns. */
    JsonNode run(String script) {
        return call("POST", session + "/execute/sync", Map.of("script", script, "args", List.of()));
    }

    /** Waits until an expression is true. */
    void until(String expression) {
        JsonNode told = call("POST", session + "/execute/async", Map.of("args", List.of(), "script",
                "const done = arguments[0]; const look = () => (" + expression + ") ? done(true) : setTimeout(look, 50); look();"));
        if (!told.asBoolean()) {
            throw new AssertionError("never true: " + expression);
        }
    }

    void size(int width, int height) {
        call("POST", session + "/window/rect", Map.of("width", width, "height", height));
    }

    void screenshot(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(call("GET", session + "/screenshot", null).asString()));
    }

    /** What the browser complained of since it was last asked: errors of scripts, and what the content policy refused. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        call("POST", session + "/se/log", Map.of("type", "browser")).forEach(entry -> complaints.add(entry.get("message").asString()));
        return complaints;
    }

    private JsonNode call(String method, String url, Object body) {
        HttpRequest.BodyPublisher sent = body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
        try {
            JsonNode answer = JSON.readTree(http.send(HttpRequest.newBuilder(URI.create(url)).method(method, sent).build(), HttpResponse.BodyHandlers.ofString()).body());
            if (answer.at("/value/error").isString()) {
                throw new AssertionError(answer.at("/value/error").asString() + ": " + answer.at("/value/message").asString());
            }
            return answer.get("value");
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        try {
            call("DELETE", session, null);
        } finally {
            driver.destroy();
            if (!driver.waitFor(10, TimeUnit.SECONDS)) {
                driver.destroyForcibly();
            }
        }
    }
}
