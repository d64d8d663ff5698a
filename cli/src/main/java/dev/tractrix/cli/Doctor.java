// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.image.Picture;
import dev.tractrix.media.ClipMetadata;
import dev.tractrix.media.ClipReader;
import dev.tractrix.media.ClipWriter;
import dev.tractrix.preflight.Machine;
import dev.tractrix.tensor.NativeRuntime;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import dev.tractrix.vision.Resampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tractrix doctor}: what is there, what is missing and how to get it. Each part is really used once. */
@Command(
        name = "doctor",
        header = "Show device, memory, native libraries, versions and weights, and what is missing.",
        description = "Ends with 0 when everything works, otherwise with 1.")
final class Doctor extends Action {
    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    /**
     * One thing looked at.
     *
     * @param name what
     * @param works whether it can be used
     * @param detail what was found
     * @param cure what to do where it does not work, or empty
     */
    private record Look(String name, boolean works, String detail, String cure) {}

    private final List<Look> looks = new ArrayList<>();

    @Override
    int run() {
        Versions.all()
                .forEach((name, version) ->
                        looks.add(new Look(name, !version.equals("missing"), version, "build again")));
        Machine machine = Machine.now();
        looks.add(new Look("cores", true, Integer.toString(machine.cores()), ""));
        looks.add(new Look(
                "memory",
                true,
                gigabytes(machine.availableBytes()) + " free of " + gigabytes(machine.totalBytes())
                        + ", Java heap up to " + gigabytes(Runtime.getRuntime().maxMemory()),
                ""));
        look(
                "native cache",
                "make the folder writable, or choose another: TRACTRIX_OPTS=-Dorg.bytedeco.javacpp.cachedir=DIR",
                this::cache);
        look(
                "libtorch works",
                "see the first line of the error with --stacktrace; a glibc of 2.28 or later is needed",
                this::libtorch);
        look("opencv works", "see the error with --stacktrace", this::openCv);
        look("ffmpeg works", "see the error with --stacktrace", this::ffmpeg);
        look("cuda", "", this::cuda);
        print();
        return looks.stream().allMatch(Look::works) ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void look(String name, String cure, Callable<String> use) {
        try {
            looks.add(new Look(name, true, use.call(), ""));
        } catch (Exception | LinkageError e) {
            looks.add(new Look(name, false, FaultReport.firstLine(e.toString()), cure));
        }
    }

    private String cache() throws IOException {
        String set = System.getProperty("org.bytedeco.javacpp.cachedir");
        Path folder = set == null ? Path.of(System.getProperty("user.home"), ".javacpp", "cache") : Path.of(set);
        Files.createDirectories(folder);
        Files.delete(Files.createTempFile(folder, "doctor", ".part"));
        return folder.toString();
    }

    private String libtorch() {
        try (TensorScope scope = TensorScope.open()) {
            double sum = 0;
            for (float value : Ops.toFloats(Ops.conv2d(Ops.ones(1, 3, 8, 8), Ops.ones(4, 3, 3, 3), null, 1, 0))) {
                sum += value;
            }
            if (sum != 4 * 6 * 6 * 27) {
                throw new IllegalStateException("a convolution gave " + sum + " instead of " + 4 * 6 * 6 * 27);
            }
            return NativeRuntime.torchVersion() + ", " + NativeRuntime.threads() + " threads";
        }
    }

    private String openCv() {
        Picture half = Resampling.resize(Picture.black(8, 8), 4, 4);
        return half.width() + "x" + half.height() + " from 8x8";
    }

    private String ffmpeg() throws IOException {
        Path folder = Files.createTempDirectory("tractrix-doctor");
        Path clip = folder.resolve("clip.mp4");
        try {
            ClipWriter.write(List.of(Picture.black(64, 48), Picture.black(64, 48)), 7, ClipMetadata.NONE, clip);
            return "H.264, " + ClipReader.read(clip).frames().size() + " frames written and read";
        } finally {
            Files.deleteIfExists(clip);
            Files.delete(folder);
        }
    }

    private String cuda() {
        int devices = NativeRuntime.cudaDevices();
        return devices > 0 ? devices + " device(s)" : "none: everything runs on the CPU";
    }

    private void print() {
        if (json) {
            ObjectNode root = JsonNodeFactory.instance.objectNode();
            root.put("works", looks.stream().allMatch(Look::works));
            ArrayNode list = root.putArray("looks");
            for (Look look : looks) {
                ObjectNode node = list.addObject()
                        .put("name", look.name())
                        .put("works", look.works())
                        .put("detail", look.detail());
                if (!look.works()) {
                    node.put("cure", look.cure());
                }
            }
            print(root);
            return;
        }
        for (Look look : looks) {
            out().println("%-4s %-16s %s".formatted(look.works() ? "ok" : "NO", look.name(), look.detail()));
            if (!look.works()) {
                out().println("     " + " ".repeat(17) + "-> " + look.cure());
            }
        }
        out().flush();
    }

    static String gigabytes(long bytes) {
        return String.format(java.util.Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
