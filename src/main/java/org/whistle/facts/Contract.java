package org.whistle.facts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The vocabulary of this release as a tree: read once, changed by nobody. */
final class Contract {

    static final byte[] BYTES = bytes();
    static final JsonNode TREE = tree(BYTES);

    private Contract() {
    }

    static JsonNode tree(byte[] yaml) {
        return YAMLMapper.builder().build().readTree(yaml);
    }

    private static byte[] bytes() {
        try (InputStream yaml = Contract.class.getResourceAsStream("/api-spec/vocabulary.yaml")) {
            return yaml.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
