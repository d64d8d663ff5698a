// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.figures;

import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.control.ControlNet;
import dev.tractrix.control.ControlNetConfig;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.pipeline.GuidedDenoising;
import dev.tractrix.scene.Fidelity.ResidualAddition;
import dev.tractrix.scene.Fidelity.TokenOrder;
import dev.tractrix.svd.EulerScheduler;
import dev.tractrix.svd.EulerSchedulerConfig;
import dev.tractrix.svd.SpatioTemporalUNet;
import dev.tractrix.svd.SpatioTemporalUNetConfig;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.NativeRuntime;
import dev.tractrix.tensor.TensorScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Our half of {@code reference/time_denoise.py}, which starts it: a few guided denoising steps with U-Net and ControlNet
 * from the same files. Prints the seconds of each step; the latents go into {@code ours.safetensors}.
 */
public final class DenoiseTiming {
    private DenoiseTiming() {}

    /** @param args folder with unet, controlnet and inputs.safetensors; steps; threads */
    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        int steps = Integer.parseInt(args[1]);
        NativeRuntime.load();
        NativeRuntime.threads(Integer.parseInt(args[2]));
        ModelFolder unetFolder = ModelFolder.find(folder.resolve("unet"));
        ModelFolder netFolder = ModelFolder.find(folder.resolve("controlnet"));
        try (StateDict unetFile = unetFolder.weights();
                StateDict netFile = netFolder.weights();
                StateDict in = Safetensors.read(folder.resolve("inputs.safetensors"))) {
            Params unetParams = Params.from(unetFile);
            SpatioTemporalUNet unet =
                    new SpatioTemporalUNet(unetParams, SpatioTemporalUNetConfig.of(unetFolder.config()));
            Params netParams = Params.from(netFile);
            ControlNet net = new ControlNet(netParams, ControlNetConfig.of(netFolder.config()));
            try (Weights unetWeights = unetParams.finish("the U-Net");
                    Weights netWeights = netParams.finish("the ControlNet")) {
                Guards.inference(() -> TensorScope.inside(() -> {
                    run(folder, steps, unet, net, in);
                    return null;
                }));
            }
        }
    }

    private static void run(Path folder, int steps, SpatioTemporalUNet unet, ControlNet net, StateDict in) {
        GuidedDenoising denoising = new GuidedDenoising(
                unet,
                net,
                new EulerScheduler(EulerSchedulerConfig.stableVideoDiffusion(), steps),
                ResidualAddition.ONCE,
                TokenOrder.SEPARATE,
                1,
                1,
                3);
        GuidedDenoising.Inputs inputs = new GuidedDenoising.Inputs(
                in.get("latents"),
                in.get("image_latents"),
                in.get("image_embeddings"),
                in.get("added_time_ids"),
                in.get("control"));
        List<Double> seconds = new ArrayList<>();
        long[] last = {System.nanoTime()};
        Tensor latents = denoising.run(inputs, (done, of, clean) -> {
            long now = System.nanoTime();
            seconds.add((now - last[0]) / 1e9);
            last[0] = now;
        });
        Safetensors.write(Map.of("latents", latents), Map.of(), folder.resolve("ours.safetensors"));
        System.out.println("seconds " + seconds);
    }
}
