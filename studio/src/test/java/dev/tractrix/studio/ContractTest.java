// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract and the server say the same. */
class ContractTest {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    @TempDir
    Path data;

    @Test
    void everyRouteIsInTheContractAndEveryPathOfItIsARoute() throws IOException {
        List<String> promised = new ArrayList<>();
        JsonNode contract = contract();
        contract.get("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (METHODS.contains(method)) {
                        promised.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
                    }
                }));
        try (RunningStudio studio = RunningStudio.on(data)) {
            // a HEAD is told of in the text of its GET
            List<String> kept = studio.studio().routes().stream()
                    .filter(route -> !route.startsWith("HEAD "))
                    .toList();
            assertThat(kept).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(promised);
            assertThat(studio.get("/openapi.yaml").body()).isEqualTo(bytes());
        }
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryOperationHasItsName() throws IOException {
        JsonNode contract = contract();
        Set<String> names = new HashSet<>();
        contract.get("paths")
                .forEach(path -> path.forEach(operation -> {
                    if (operation.has("operationId")) {
                        assertThat(names.add(operation.get("operationId").asText()))
                                .isTrue();
                        assertThat(operation.path("summary").asText()).isNotBlank();
                    }
                }));
        for (JsonNode reference : contract.findValues("$ref")) {
            assertThat(contract.at(reference.asText().substring(1)).isMissingNode())
                    .as(reference.asText())
                    .isFalse();
        }
        assertThat(names).hasSizeGreaterThan(60);
    }

    private static JsonNode contract() throws IOException {
        return new YAMLMapper().readTree(bytes());
    }

    private static byte[] bytes() throws IOException {
        try (InputStream in = Studio.class.getResourceAsStream("openapi.yaml")) {
            return in.readAllBytes();
        }
    }
}
