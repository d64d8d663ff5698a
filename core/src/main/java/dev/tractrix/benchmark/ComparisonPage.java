// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A comparison as one page: nothing is fetched and no script is run, so the file can be mailed and read anywhere. */
public final class ComparisonPage {
    /** Clips of this many items are put into the page. */
    private static final int SHOWN = 12;
    /** Bytes; larger clips are named only. */
    private static final long LARGEST_CLIP = 3 << 20;

    private static final String STYLE = """
            :root { color-scheme: light dark; --fg: #222; --dim: #777; --grid: #ddd; --bg: #fff; }
            @media (prefers-color-scheme: dark) { :root { --fg: #ddd; --dim: #999; --grid: #333; --bg: #151515; } }
            body { font: 15px/1.45 system-ui, sans-serif; color: var(--fg); background: var(--bg); margin: 2em; }
            .plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(320px, 1fr)); gap: 1.2em; }
            figure { margin: 0; } figcaption { font-weight: 600; } .dim { color: var(--dim); }
            table { border-collapse: collapse; margin: .6em 0 1.6em; } .scroll { overflow-x: auto; }
            td, th { border-bottom: 1px solid var(--grid); padding: .2em .7em; text-align: right; white-space: nowrap; }
            .wrap td { white-space: normal; min-width: 4.2em; }
            td:first-child, th:first-child { text-align: left; }
            svg { width: 100%; height: auto; } svg text { font-size: 11px; fill: var(--dim); }
            .grid { stroke: var(--grid); } .whisker { stroke: var(--fg); stroke-width: 1.5; fill: none; }
            .line { fill: none; stroke-width: 2; } .dashed { stroke-dasharray: 5 4; } .ways { background: #8882; }
            rect.c0 { fill: #0072b2; } rect.c1 { fill: #e69f00; } rect.c2 { fill: #009e73; } rect.c3 { fill: #cc79a7; }
            rect.c4 { fill: #d55e00; } rect.c5 { fill: #56b4e9; }
            .line.c0 { stroke: #0072b2; } .line.c1 { stroke: #e69f00; } .line.c2 { stroke: #009e73; }
            .line.c3 { stroke: #cc79a7; } .line.c4 { stroke: #d55e00; } .line.c5 { stroke: #56b4e9; }
            .legend { display: flex; flex-wrap: wrap; gap: .2em 1em; font-size: 13px; }
            .legend svg { width: 26px; height: 10px; margin-right: .4em; }
            .clips { display: flex; flex-wrap: wrap; gap: .8em; } .clips figure { width: 220px; }
            video, img { width: 100%; height: auto; }
            """;

    private final Comparison comparison;
    private final List<PackRun> runs;
    private final StringBuilder page = new StringBuilder();

    private ComparisonPage(Comparison comparison) {
        this.comparison = comparison;
        runs = comparison.runs();
    }

    /** Writes the page beside its place and renames it. */
    public static void write(Comparison comparison, Path file) {
        Hashes.write(file, new ComparisonPage(comparison).html());
    }

    private String html() {
        page.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Runs compared</title><style>")
                .append(STYLE)
                .append("</style><h1>Runs compared</h1>");
        heading();
        means();
        distances();
        iouByObjects();
        plots();
        curves();
        scenes();
        clips();
        published();
        return page.append("</html>\n").toString();
    }

    private void heading() {
        page.append("<p>Pack ")
                .append(HtmlText.escape(runs.get(0).head().at("/pack/name").asText()))
                .append(", manifest <code>")
                .append(runs.get(0).packSha256(), 0, 16)
                .append("</code>. ");
        for (PackRun run : runs) {
            page.append(HtmlText.escape(run.name()))
                    .append(": ")
                    .append(run.results().size())
                    .append(" measured, ")
                    .append(run.leftOut().size())
                    .append(" left out")
                    .append(run.head().has("signed") ? "" : ", not finished")
                    .append(". ");
        }
        page.append("</p>");
        List<List<String>> rows = new ArrayList<>(List.of(List.of("run", "item", "left out because")));
        runs.forEach(run -> run.leftOut().forEach((item, why) -> rows.add(List.of(run.name(), item, why))));
        if (rows.size() > 1) {
            wrapped(rows);
        }
    }

    private void means() {
        page.append(
                "<h2>Means</h2><p class=\"dim\">In brackets the middle 95 % of 4,000 bootstrap means over scenes; n is"
                        + " how many scenes the number is known of. p: paired permutation test against the first run over the"
                        + " scenes that both have.</p>");
        List<String> head = new ArrayList<>(List.of("metric"));
        for (int r = 0; r < runs.size(); r++) {
            head.add(runs.get(r).name());
            if (r > 0) {
                head.add("p");
            }
        }
        List<List<String>> rows = new ArrayList<>(List.of(head));
        for (Metric metric : comparison.metrics()) {
            List<String> row = new ArrayList<>(List.of(metric.title()
                    + switch (metric.better()) {
                        case LOW -> " (low is good)";
                        case HIGH -> " (high is good)";
                        case NEITHER -> "";
                    }));
            for (int r = 0; r < runs.size(); r++) {
                Comparison.Cell c = comparison.cell(metric, r);
                row.add(
                        c.items() == 0
                                ? "unknown"
                                // a line breaks between mean and interval only
                                : "%s [%s,\u00a0%s]\u00a0n\u00a0%d"
                                        .formatted(text(c.mean()), text(c.low()), text(c.high()), c.items()));
                if (r > 0) {
                    row.add(c.common() == 0 ? "" : text(c.p()) + " (" + c.common() + ")");
                }
            }
            rows.add(row);
        }
        wrapped(rows);
    }

    private List<String> head(String first) {
        List<String> head = new ArrayList<>(List.of(first));
        runs.forEach(run -> head.add(run.name()));
        return head;
    }

    private void distances() {
        Set<String> measures = new LinkedHashSet<>();
        Set<String> notes = new LinkedHashSet<>();
        for (int r = 0; r < runs.size(); r++) {
            for (Distance d : comparison.distances(r)) {
                measures.add(d.measure());
                notes.addAll(d.notes());
                if (!d.network().isEmpty()) {
                    notes.add(d.measure() + ": " + d.network());
                }
            }
        }
        page.append("<h2>Distances to the true clips</h2>");
        if (measures.isEmpty()) {
            page.append("<p class=\"dim\">The runs were made without them.</p>");
            return;
        }
        List<List<String>> rows = new ArrayList<>(List.of(head("measure (low is good)")));
        for (String measure : measures) {
            List<String> row = new ArrayList<>(List.of(measure));
            List<String> kernels = new ArrayList<>(List.of("KVD"));
            for (int r = 0; r < runs.size(); r++) {
                Distance d = distance(r, measure);
                row.add(d == null || Double.isNaN(d.value()) ? "unknown" : text(d.value()) + " n " + d.samples());
                kernels.add(d == null || Double.isNaN(d.kernel()) ? "unknown" : text(d.kernel()));
            }
            rows.add(row);
            if (measure.equals("FVD")) {
                rows.add(kernels);
            }
        }
        table(rows);
        page.append("<ul class=\"dim\">");
        notes.forEach(n -> page.append("<li>").append(HtmlText.escape(n)).append("</li>"));
        page.append("</ul>");
    }

    /** Null where the run has none of that name. */
    private Distance distance(int run, String measure) {
        return comparison.distances(run).stream()
                .filter(d -> d.measure().equals(measure))
                .findFirst()
                .orElse(null);
    }

    private void iouByObjects() {
        List<IouByObjects> lines = comparison.iouByObjects();
        if (lines.isEmpty()) {
            return;
        }
        page.append(
                "<h2>Masks by number of objects</h2><p class=\"dim\">The first frame's masks, carried through the clip"
                        + " by what is seen in it, against the true ones, as MagicBench has it: mask IoU / box IoU, mean over n"
                        + " scenes.</p>");
        List<List<String>> rows = new ArrayList<>(List.of(head("objects")));
        for (IouByObjects line : lines) {
            List<String> row = new ArrayList<>(List.of(line.objects()));
            for (int r = 0; r < runs.size(); r++) {
                row.add(line.cell(r));
            }
            rows.add(row);
        }
        table(rows);
    }

    private void plots() {
        page.append("<div class=\"plots\">");
        for (Metric metric : comparison.metrics()) {
            if (metric.better() == Metric.Better.NEITHER) {
                continue;
            }
            List<Plots.Bar> bars = new ArrayList<>();
            for (int r = 0; r < runs.size(); r++) {
                Comparison.Cell c = comparison.cell(metric, r);
                if (c.items() > 0) {
                    bars.add(new Plots.Bar(runs.get(r).name(), r, c.mean(), c.low(), c.high()));
                }
            }
            figure(metric.title(), Plots.bars(bars));
        }
        page.append("</div>");
    }

    /** The paper's Figure 3 as numbers: motion against the distance from the dragged point. */
    private void curves() {
        page.append("<h2>What comes along</h2><p class=\"dim\">Motion along the asked one as a share of it, against the"
                + " distance from the dragged point in percent of the diagonal; mean over scenes. Solid outside the mask"
                + " (0 is perfect), dashed inside (1 is perfect). Insights 1 and 2 of the paper, its Figure 3.</p><div"
                + " class=\"plots\">");
        List<Plots.Line> lines = new ArrayList<>();
        for (int r = 0; r < runs.size(); r++) {
            lines.add(leak(r, "outside"));
            lines.add(leak(r, "inside"));
        }
        figure("share of the motion by distance", Plots.lines(lines) + Plots.legend(lines));
        page.append("</div>");
    }

    private Plots.Line leak(int run, String side) {
        double[] x = {};
        double[] sum = {};
        int[] n = {};
        for (PackRun.Result result : runs.get(run).results().values()) {
            for (JsonNode entity : result.adherence().path("entities")) {
                JsonNode leak = entity.path("leak");
                JsonNode distance = leak.path("distancePercent");
                if (distance.isEmpty()) {
                    continue;
                }
                if (x.length == 0) {
                    x = new double[distance.size()];
                    sum = new double[x.length];
                    n = new int[x.length];
                }
                for (int k = 0; k < x.length && k < distance.size(); k++) {
                    x[k] = distance.get(k).asDouble();
                    JsonNode share = leak.path(side).path(k);
                    if (share.isNumber()) {
                        sum[k] += share.asDouble();
                        n[k]++;
                    }
                }
            }
        }
        double[] y = new double[x.length];
        for (int k = 0; k < y.length; k++) {
            y[k] = n[k] == 0 ? Double.NaN : sum[k] / n[k];
        }
        return new Plots.Line(runs.get(run).name() + ", " + side, run, side.equals("inside"), x, y);
    }

    private Set<String> items() {
        Set<String> out = new LinkedHashSet<>();
        runs.forEach(run -> out.addAll(run.results().keySet()));
        return out;
    }

    private void scenes() {
        page.append("<h2>Scenes</h2>");
        for (Metric metric : comparison.metrics()) {
            if (metric.better() == Metric.Better.NEITHER) {
                continue;
            }
            page.append("<details><summary>")
                    .append(HtmlText.escape(metric.title()))
                    .append("</summary>");
            List<List<String>> rows = new ArrayList<>(List.of(head("scene")));
            for (String item : items()) {
                List<String> row = new ArrayList<>(List.of(item));
                for (PackRun run : runs) {
                    PackRun.Result result = run.results().get(item);
                    row.add(result == null ? "left out" : text(result.values().get(metric)));
                }
                rows.add(row);
            }
            table(rows);
            page.append("</details>");
        }
    }

    private void clips() {
        page.append(
                "<h2>Clips side by side</h2><p class=\"dim\">Under each clip the asked ways (solid) and the achieved"
                        + " ones (dashed), one colour a thing.</p>");
        int shown = 0;
        for (String item : items()) {
            if (shown++ == SHOWN) {
                page.append("<p class=\"dim\">")
                        .append(items().size() - SHOWN)
                        .append(" more scenes are in the runs' folders.</p>");
                break;
            }
            page.append("<h3>").append(HtmlText.escape(item)).append("</h3><div class=\"clips\">");
            for (PackRun run : runs) {
                PackRun.Result result = run.results().get(item);
                if (result != null) {
                    figure(
                            run.name() + ": path error " + text(result.values().get(Metric.PATH_ERROR)) + " %",
                            media(run, item) + ways(result));
                }
            }
            page.append("</div>");
        }
    }

    private static String ways(PackRun.Result result) {
        List<Plots.Line> lines = new ArrayList<>();
        int colour = 0;
        for (JsonNode entity : result.adherence().path("entities")) {
            if (entity.path("moves").asBoolean()) {
                lines.add(way(entity, "asked", colour));
                lines.add(way(entity, "achieved", colour++));
            }
        }
        return Plots.ways(
                lines,
                result.adherence().path("width").asInt(),
                result.adherence().path("height").asInt());
    }

    private static Plots.Line way(JsonNode entity, String which, int colour) {
        JsonNode path = entity.path(which);
        double[] x = new double[path.size()];
        double[] y = new double[path.size()];
        for (int f = 0; f < x.length; f++) {
            x[f] = path.get(f).path(0).asDouble(Double.NaN);
            y[f] = path.get(f).path(1).asDouble(Double.NaN);
        }
        return new Plots.Line(entity.path("id").asText() + ", " + which, colour, which.equals("achieved"), x, y);
    }

    private static String media(PackRun run, String item) {
        for (String[] kind : new String[][] {{".mp4", "video/mp4"}, {".webp", "image/webp"}, {".gif", "image/gif"}}) {
            Path file = run.folder().resolve("clips").resolve(item + kind[0]);
            try {
                if (Files.isRegularFile(file) && Files.size(file) <= LARGEST_CLIP) {
                    String data = "data:" + kind[1] + ";base64,"
                            + Base64.getEncoder().encodeToString(Files.readAllBytes(file));
                    return kind[1].startsWith("video")
                            ? "<video autoplay loop muted playsinline controls src=\"" + data + "\"></video>"
                            : "<img alt=\"clip\" src=\"" + data + "\">";
                }
            } catch (IOException e) {
                throw new BadInputException(file + ": cannot be read (" + e.getMessage() + ")", e);
            }
        }
        return "<p class=\"dim\">no clip beside the run, or a large one</p>";
    }

    private void published() {
        page.append(
                "<h2>What the paper prints</h2><p class=\"dim\">arXiv 2403.07420v3, on VIPSeg val with Co-Tracker and"
                        + " weights of 1.5 billion parameters; not this pack, so the rows are to be read beside ours, not against"
                        + " them.</p>");
        for (PublishedTables.Table t : PublishedTables.ALL) {
            page.append("<h3>").append(HtmlText.escape(t.title())).append("</h3>");
            List<List<String>> rows = new ArrayList<>(t.rows());
            if (t == PublishedTables.ALL.get(0)) {
                for (int r = 0; r < runs.size(); r++) {
                    Comparison.Cell c = comparison.cell(Metric.OBJ_MC, r);
                    rows.add(List.of(
                            "ours, " + runs.get(r).name() + " (normalised, this pack)",
                            value(distance(r, "FID")),
                            value(distance(r, "FVD")),
                            text(c.mean())));
                }
            }
            table(rows);
        }
    }

    private static String value(Distance distance) {
        return distance == null || Double.isNaN(distance.value()) ? "unknown" : text(distance.value());
    }

    private void figure(String caption, String content) {
        page.append("<figure><figcaption>")
                .append(HtmlText.escape(caption))
                .append("</figcaption>")
                .append(content)
                .append("</figure>");
    }

    /** A table whose cells may take several lines. @param rows the first is the heading */
    private void wrapped(List<List<String>> rows) {
        page.append("<div class=\"wrap\">");
        table(rows);
        page.append("</div>");
    }

    /** @param rows the first is the heading */
    private void table(List<List<String>> rows) {
        page.append("<div class=\"scroll\"><table>");
        for (int r = 0; r < rows.size(); r++) {
            String cell = r == 0 ? "th" : "td";
            page.append("<tr>");
            for (String text : rows.get(r)) {
                page.append('<')
                        .append(cell)
                        .append('>')
                        .append(HtmlText.escape(text))
                        .append("</")
                        .append(cell)
                        .append('>');
            }
            page.append("</tr>");
        }
        page.append("</table></div>");
    }

    private static String text(double value) {
        if (!Double.isFinite(value)) {
            return "unknown";
        }
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 100 ? "%.1f" : size >= 1 || size == 0 ? "%.2f" : "%.4f", value);
    }
}
