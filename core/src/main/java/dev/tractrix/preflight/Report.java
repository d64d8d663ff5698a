// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.preflight;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.NotEnoughMemoryException;
import java.util.List;
import java.util.Optional;

/**
 * What a preflight found.
 *
 * @param findings errors first
 * @param estimate what the run would need, where the networks are known
 */
public record Report(List<Finding> findings, Optional<Estimate> estimate) {
    /** The code of the finding that memory will not do; it has an exit code of its own. */
    static final String MEMORY = "memory";

    public Report {
        findings = findings.stream()
                .sorted(java.util.Comparator.comparing(Finding::severity))
                .toList();
    }

    public List<Finding> errors() {
        return findings.stream()
                .filter(f -> f.severity() == Finding.Severity.ERROR)
                .toList();
    }

    public List<Finding> warnings() {
        return findings.stream()
                .filter(f -> f.severity() == Finding.Severity.WARNING)
                .toList();
    }

    /** Whether what stops the run is memory and nothing else. */
    public boolean onlyMemory() {
        return !errors().isEmpty() && errors().stream().allMatch(f -> f.code().equals(MEMORY));
    }

    /**
     * Goes on only where there is no error.
     *
     * @throws BadInputException with the first error
     * @throws NotEnoughMemoryException when memory is the only one
     */
    public void requireNoError() {
        if (onlyMemory()) {
            throw new NotEnoughMemoryException(errors().get(0).line());
        }
        List<Finding> errors = errors();
        if (!errors.isEmpty()) {
            String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more; see 'tractrix check')";
            throw new BadInputException(errors.get(0).line() + more);
        }
    }

    /** For machines. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("errors", errors().size()).put("warnings", warnings().size());
        ArrayNode list = json.putArray("findings");
        for (Finding f : findings) {
            list.addObject()
                    .put("severity", f.severity().name().toLowerCase(java.util.Locale.ROOT))
                    .put("code", f.code())
                    .put("entity", f.entity())
                    .put("message", f.message())
                    .put("cure", f.cure());
        }
        estimate.ifPresent(e -> json.set("estimate", e.toJson()));
        return json;
    }
}
