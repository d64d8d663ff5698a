// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.figures;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.svd.SpatioTemporalUNet;
import dev.tractrix.svd.SpatioTemporalUNetConfig;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/**
 * Peak memory of the full-size video U-Net (Stable Video Diffusion's configuration, 25 frames) from a float32
 * safetensors folder: loaded, then run once, so that every weight is really read. Ends with 1 where the peak exceeds the
 * file's size times 1.15 and 1 GB.
 */
public final class FullSizeLoad {
    private static final int FRAMES = 25;
    /** Latent cells: the smallest size that its three halvings take. */
    private static final int SIDE = 8;

    private FullSizeLoad() {}

    /** @param args an empty folder with room for 6.1 GB; the file stays there; {@code load} as second leaves the run out */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Path file = folder.resolve("diffusion_pytorch_model.safetensors");
        if (!Files.exists(file)) {
            write(folder, file);
        }
        long size = Files.size(file);
        long allowed = (long) (1.15 * size) + 1_000_000_000L;
        print("file", size);
        print("peak before loading", ProcessMemory.peak());
        SpatioTemporalUNet unet;
        Weights weights;
        try (StateDict stored = ModelFolder.find(folder).weights()) {
            Params p = Params.from(stored);
            unet = new SpatioTemporalUNet(p, config());
            weights = p.finish("the U-Net");
        }
        print("peak once loaded", ProcessMemory.peak());
        if (args.length < 2 || !args[1].equals("load")) {
            Guards.inference(() -> TensorScope.inside(() -> {
                Tensor sample = Ops.full(0.1, 1, FRAMES, 8, SIDE, SIDE);
                Tensor ids = Ops.tensor(new float[] {6, 127, 0.02f}, 1, 3);
                Tensor out = unet.forward(sample, Ops.ones(1), Ops.ones(1, 1, 1024), ids, null, null);
                System.out.println("output " + Shapes.of(out) + ", norm " + Ops.item(out.norm()));
                return null;
            }));
            print("peak after one step", ProcessMemory.peak());
        }
        weights.close();
        print("allowed", allowed);
        System.exit(ProcessMemory.peak() <= allowed ? 0 : 1);
    }

    private static SpatioTemporalUNetConfig config() {
        // every key absent: the published numbers, with 25 frames
        return SpatioTemporalUNetConfig.of(ConfigJson.parse("config.json", "{}"));
    }

    /** Small random numbers, the same 4 MB again and again: the memory does not care, and it is quickly made. */
    private static void write(Path folder, Path file) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), "{}");
        Params shapes = Params.shapes();
        new SpatioTemporalUNet(shapes, config());
        ObjectNode header = new ObjectMapper().createObjectNode();
        long at = 0;
        try (Weights names = shapes.finish("shapes")) {
            for (Map.Entry<String, Tensor> entry : names.tensors().entrySet()) {
                ObjectNode node = header.putObject(entry.getKey()).put("dtype", "F32");
                ArrayNode shape = node.putArray("shape");
                for (long side : Shapes.dims(entry.getValue())) {
                    shape.add(side);
                }
                node.putArray("data_offsets")
                        .add(at)
                        .add(at + 4 * entry.getValue().numel());
                at += 4 * entry.getValue().numel();
            }
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8;
        ByteBuffer block = ByteBuffer.allocate(1 << 22).order(ByteOrder.LITTLE_ENDIAN);
        SplittableRandom random = new SplittableRandom(1);
        while (block.hasRemaining()) {
            block.putFloat((float) (0.02 * (random.nextDouble() - 0.5)));
        }
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(padded)
                    .array());
            out.write(json);
            out.write(" ".repeat(padded - json.length).getBytes(StandardCharsets.US_ASCII));
            for (long left = at; left > 0; left -= block.capacity()) {
                out.write(block.array(), 0, (int) Math.min(left, block.capacity()));
            }
        }
    }

    private static void print(String what, long bytes) {
        System.out.printf(Locale.ROOT, "%-22s %.3f GB%n", what, bytes / 1e9);
    }
}
