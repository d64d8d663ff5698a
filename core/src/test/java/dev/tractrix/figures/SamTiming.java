// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.figures;

import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Npy;
import dev.tractrix.image.Picture;
import dev.tractrix.segment.SamPredictor;
import dev.tractrix.segment.SegmentModels;
import dev.tractrix.selection.Prompt;
import dev.tractrix.tensor.NativeRuntime;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Setting a picture and clicking on it, timed for {@code reference/time_sam.py}, which prints the comparison. */
public final class SamTiming {
    private SamTiming() {}

    /** @param args the folder with {@code sam.pth} and {@code picture.png}; how often; threads; x; y */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        NativeRuntime.threads(Integer.parseInt(args[2]));
        Picture picture = ImageFiles.readPicture(folder.resolve("picture.png"));
        Prompt click = Prompt.at(Double.parseDouble(args[3]), Double.parseDouble(args[4]));
        List<Double> setting = new ArrayList<>();
        List<Double> clicking = new ArrayList<>();
        try (SamPredictor predictor = SegmentModels.open(folder.resolve("sam.pth"), null)) {
            for (int i = 0; i <= Integer.parseInt(args[1]); i++) {
                long start = System.nanoTime();
                predictor.setImage(picture);
                long set = System.nanoTime();
                try (SamPredictor.Answer answer = predictor.predict(click, null, true)) {
                    float[] logits = Ops.toFloats(answer.logits());
                    clicking.add((System.nanoTime() - set) / 1e9);
                    setting.add((set - start) / 1e9);
                    Npy.write(Npy.Array.of(logits, shape(answer)), folder.resolve("ours.npy"));
                }
            }
        }
        System.out.println("seconds " + List.of(setting, clicking, peakMegabytes()));
    }

    private static int[] shape(SamPredictor.Answer answer) {
        long[] d = Shapes.dims(answer.logits());
        return new int[] {(int) d[0], (int) d[1], (int) d[2]};
    }

    private static double peakMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")) / 1024)
                .findFirst()
                .orElse(Double.NaN);
    }
}
