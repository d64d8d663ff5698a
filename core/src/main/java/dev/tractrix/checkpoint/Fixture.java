// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A folder with what went into one numeric step of a reference implementation and what came out of it: {@code
 * fixture.json}, {@code inputs.safetensors}, {@code outputs.safetensors} and, where the step has weights, {@code
 * model.safetensors}, its shards, or {@code model.seeded.json}, which says how to draw them. The tensors live until {@link #close}.
 */
public final class Fixture implements AutoCloseable {
    private final Path folder;
    private final String component;
    private final JsonNode config;
    private final double tolerance;
    private final String source;
    private final StateDict inputs;
    private final StateDict outputs;
    private StateDict model;

    private Fixture(Path folder, JsonNode description) {
        this.folder = folder;
        ConfigJson json = ConfigJson.of(folder.resolve("fixture.json").toString(), description);
        component = json.text("component", null);
        if (component == null) {
            throw json.wrong("component", "the name of a numeric step", "nothing");
        }
        config = description.path("config").isObject()
                ? description.get("config")
                : new ObjectMapper().createObjectNode();
        tolerance = json.number("tolerance", 1e-5);
        source = json.text("source", "");
        inputs = Safetensors.read(folder.resolve("inputs.safetensors"));
        outputs = Safetensors.read(folder.resolve("outputs.safetensors"));
    }

    /** Opens a folder. @throws BadInputException when it is not a fixture */
    public static Fixture read(Path folder) {
        Path file = folder.resolve("fixture.json");
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(folder + ": not a fixture, there is no fixture.json; give its folder");
        }
        try {
            return new Fixture(folder, new ObjectMapper().readTree(file.toFile()));
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + "); fetch it again", e);
        }
    }

    /** Where it is. */
    public Path folder() {
        return folder;
    }

    /** Which step it is of, for example {@code spatio-temporal-unet}. */
    public String component() {
        return component;
    }

    /** The model's {@code config.json}. */
    public ConfigJson config() {
        return ConfigJson.of(folder.resolve("fixture.json") + ": config", config);
    }

    /** The same as a node. */
    public JsonNode configNode() {
        return config;
    }

    /** The largest allowed relative L2 error of an output. */
    public double tolerance() {
        return tolerance;
    }

    /** What was run, in words. */
    public String source() {
        return source;
    }

    /** All that came out. */
    public StateDict outputs() {
        return outputs;
    }

    /** All that went in. */
    public StateDict inputs() {
        return inputs;
    }

    /** What went in under a name. @throws BadInputException when there is no such tensor */
    public Tensor input(String name) {
        Tensor t = inputs.get(name);
        if (t == null) {
            throw BadInputException.of(
                    inputs.source(),
                    "a tensor " + name,
                    "only " + inputs.tensors().keySet(),
                    "see the list of components");
        }
        return t;
    }

    /** A list that went in: {@code name.0}, {@code name.1}, ...; possibly empty. */
    public List<Tensor> inputList(String name) {
        List<Tensor> all = new ArrayList<>();
        for (Tensor t = inputs.get(name + ".0"); t != null; t = inputs.get(name + "." + all.size())) {
            all.add(t);
        }
        return all;
    }

    /** The weights: drawn from a seed where {@code model.seeded.json} lists them, otherwise read. */
    public StateDict model() {
        if (model == null) {
            Path seeded = folder.resolve("model.seeded.json");
            Path index = folder.resolve("model.safetensors.index.json");
            model = Files.exists(seeded)
                    ? SeededWeights.read(seeded)
                    : Safetensors.read(Files.exists(index) ? index : folder.resolve("model.safetensors"));
        }
        return model;
    }

    @Override
    public void close() {
        inputs.close();
        outputs.close();
        if (model != null) {
            model.close();
        }
    }
}
