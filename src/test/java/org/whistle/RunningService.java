package org.whistle;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The running service as its callers see it, and the contract that its answers must keep. */
public final class RunningService {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNode CONTRACT = contract();

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    public RunningService(int port) {
        this.port = port;
    }

    /** The contract with the vocabulary within it. */
    public static JsonNode contract() {
        try {
            YAMLMapper yaml = YAMLMapper.builder().build();
            JsonNode contract = yaml.readTree(Files.readString(Path.of("api-spec/whistle.yaml")).replace("vocabulary.yaml#/", "#/"));
            yaml.readTree(Path.of("api-spec/vocabulary.yaml")).at("/components/schemas").properties()
                    .forEach(entry -> ((ObjectNode) contract.at("/components/schemas")).set(entry.getKey(), entry.getValue()));
            return contract;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public HttpResponse<String> get(String path) {
        return request("GET", path, new byte[0], Map.of());
    }

    public HttpResponse<String> post(String path, String body, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Content-Type", "application/json");
        return request("POST", path, body.getBytes(StandardCharsets.UTF_8), all);
    }

    public HttpResponse<String> request(String method, String path, byte[] body, Map<String, String> headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(builder::header);
        try {
            return http.send(builder.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A call that must end so, with an answer as the contract has it. */
    public JsonNode sent(int status, HttpResponse<String> response, String schema) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        valid(response.body(), schema);
        return JSON.readTree(response.body());
    }

    /** A call that must end in this problem. */
    public JsonNode problem(HttpResponse<String> response, int status, String slug) {
        assertThat(response.headers().firstValue("Content-Type")).hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        JsonNode problem = sent(status, response, "Problem");
        assertThat(problem.get("type").asString()).isEqualTo("/problems/" + slug);
        return problem;
    }

    public static void valid(String body, String schema) {
        ObjectNode root = JSON.createObjectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema").put("$ref", "#/components/schemas/" + schema);
        root.set("components", CONTRACT.get("components"));
        List<Error> errors = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(
                SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build())).getSchema(root).validate(JSON.readTree(body));
        assertThat(errors).as(body).isEmpty();
    }
}
