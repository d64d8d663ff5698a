// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A run as one page, {@code report.html}: curves of everything in {@code metrics.jsonl} and the newest sheets. Nothing is
 * fetched and nothing is run, so the file can be mailed and read anywhere.
 */
public final class RunReport {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Curves that mean something only beside each other. */
    private static final List<Set<String>> TOGETHER = List.of(Set.of("thingsError", "thingsStatic"));

    private static final Map<String, String> TITLES = Map.of(
            "loss", "Loss",
            "learningRate", "Learning rate",
            "gradientNorm", "Gradient norm, before clipping",
            "stepsPerSecond", "Updates a second since the start",
            "waitedMillis", "Milliseconds an update waited for data",
            "psnr", "Signal to noise of the pixels, dB",
            "kl", "Divergence of the latents from a standard normal",
            "sigma", "Noise strength, mean of the batch");

    private static final int SHEETS = 4;

    private static final String STYLE = """
            :root { color-scheme: light dark; --fg: #222; --dim: #888; --grid: #ddd; --bg: #fff; }
            @media (prefers-color-scheme: dark) { :root { --fg: #ddd; --dim: #999; --grid: #333; --bg: #151515; } }
            body { font: 15px/1.4 system-ui, sans-serif; color: var(--fg); background: var(--bg); margin: 2em; }
            main { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(520px, 100%), 1fr)); gap: 1.5em; }
            figure { margin: 0; } figcaption { font-weight: 600; margin-bottom: .3em; }
            svg, img { width: 100%; height: auto; } img { image-rendering: pixelated; }
            svg text { font-size: 11px; fill: var(--dim); } .grid { stroke: var(--grid); }
            .line { fill: none; stroke-width: 1.6; } .band { opacity: .18; stroke: none; }
            .line.c0 { stroke: #2a7fde; } .band.c0 { fill: #2a7fde; } .key.c0 { color: #2a7fde; }
            .line.c1 { stroke: #e07b1a; } .band.c1 { fill: #e07b1a; } .key.c1 { color: #e07b1a; }
            """;

    private RunReport() {}

    /**
     * Writes the page beside its place and renames it.
     *
     * @param run folder with {@code metrics.jsonl}; without any step nothing is written
     * @param stage for the heading
     */
    public static void write(Path run, String stage, TrainingOptions options) throws IOException {
        Map<String, Points> all = read(run.resolve("metrics.jsonl"));
        if (!all.containsKey("loss")) {
            return;
        }
        StringBuilder page = new StringBuilder();
        String title = stage + ": step " + (long) all.get("loss").last().step + " of " + options.steps();
        page.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>")
                .append(escape(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style><h1>")
                .append(escape(title))
                .append("</h1><p>")
                .append(escape(summary(all, options)))
                .append("</p><main>");
        Set<String> done = new TreeSet<>();
        for (String name : all.keySet()) {
            if (done.add(name)) {
                List<String> group = new ArrayList<>(List.of(name));
                TOGETHER.stream()
                        .filter(g -> g.contains(name))
                        .forEach(g -> g.stream()
                                .sorted()
                                .filter(other -> all.containsKey(other) && done.add(other))
                                .forEach(group::add));
                figure(page, group, all);
            }
        }
        List<Path> sheets = new ArrayList<>(newestSheets(run.resolve("sheets"), ".gif"));
        sheets.addAll(newestSheets(run.resolve("sheets"), ".png"));
        for (Path sheet : sheets) {
            String kind = sheet.toString().endsWith(".gif") ? "gif" : "png";
            page.append("<figure><figcaption>")
                    .append(escape(sheet.getFileName().toString()))
                    .append("</figcaption><img alt=\"validation pictures\" src=\"data:image/" + kind + ";base64,")
                    .append(Base64.getEncoder().encodeToString(Files.readAllBytes(sheet)))
                    .append("\"></figure>");
        }
        page.append("</main></html>\n");
        Path beside = run.resolve("report.html.part");
        Files.writeString(beside, page);
        Files.move(
                beside,
                run.resolve("report.html"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }

    private static void figure(StringBuilder page, List<String> names, Map<String, Points> all) {
        page.append("<figure><figcaption>");
        if (names.size() == 1) {
            page.append(escape(TITLES.getOrDefault(names.get(0), names.get(0))));
        } else {
            for (int i = 0; i < names.size(); i++) {
                page.append("<span class=\"key c%d\">%s</span> ".formatted(i, escape(names.get(i))));
            }
        }
        page.append("</figcaption>")
                .append(SvgChart.of(names.stream().map(n -> all.get(n).curve(n)).toList()))
                .append("</figure>");
    }

    private static String summary(Map<String, Points> all, TrainingOptions options) {
        Points loss = all.get("loss");
        int tail = Math.max(1, loss.points.size() / 20);
        double mean = loss.points.stream()
                .skip(loss.points.size() - tail)
                .mapToDouble(Point::value)
                .average()
                .orElseThrow();
        return "Loss of the last " + tail + " updates: " + SvgChart.label(mean) + ". Batch " + options.batch()
                + (options.accumulation() > 1 ? " x " + options.accumulation() : "") + ", rate "
                + SvgChart.label(options.learningRate()) + ", seed " + options.seed()
                + ". Lines are means, bands go from the least to the most.";
    }

    private record Point(double step, double value) {}

    private record Points(List<Point> points) {
        Point last() {
            return points.get(points.size() - 1);
        }

        SvgChart.Curve curve(String name) {
            return new SvgChart.Curve(
                    name,
                    points.stream().mapToDouble(Point::step).toArray(),
                    points.stream().mapToDouble(Point::value).toArray());
        }
    }

    private static Map<String, Points> read(Path metrics) throws IOException {
        Map<String, Points> all = new LinkedHashMap<>();
        double waited = 0;
        try (BufferedReader lines = Files.newBufferedReader(metrics)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode node;
                try {
                    node = JSON.readTree(line);
                } catch (JsonProcessingException e) {
                    continue; // the line that is being written
                }
                double step = node.path("step").asDouble();
                for (Map.Entry<String, JsonNode> field : node.properties()) {
                    double value = field.getValue().asDouble();
                    if (field.getKey().equals("step") || !field.getValue().isNumber() || !Double.isFinite(value)) {
                        continue;
                    }
                    if (field.getKey().equals("waitedMillis")) {
                        double sinceStart = value;
                        // a resumed process counts from 0
                        value = sinceStart >= waited ? sinceStart - waited : sinceStart;
                        waited = sinceStart;
                    }
                    all.computeIfAbsent(field.getKey(), k -> new Points(new ArrayList<>()))
                            .points
                            .add(new Point(step, value));
                }
            }
        }
        return all;
    }

    private static List<Path> newestSheets(Path folder, String ending) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all =
                    files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
            return all.subList(Math.max(0, all.size() - SHEETS), all.size());
        }
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
