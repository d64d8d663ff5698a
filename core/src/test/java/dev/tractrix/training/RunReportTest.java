// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class RunReportTest {
    @TempDir
    private Path run;

    @Test
    void aRunLeavesAPageThatNeedsNothingElse() throws Exception {
        Files.createDirectories(run.resolve("sheets"));
        ImageFiles.writePng(Picture.black(8, 8), run.resolve("sheets/step-000000010.png"));
        try (LineStage stage = new LineStage(1, true)) {
            Runs.train(run, Runs.options(40), stage);
        }
        String page = Files.readString(run.resolve("report.html"));
        assertThat(page)
                .contains("line: step 40 of 40", "Loss", "Learning rate", "Gradient norm", "waited for data", "micro");
        assertThat(page).contains("src=\"data:image/png;base64,").doesNotContain("http", "<script", "<link", "url(");
        assertThat(run.resolve("report.html.part")).doesNotExist();
        Matcher svg = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(page);
        int count = 0;
        while (svg.find()) {
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new java.io.StringReader(svg.group())));
            assertThat(svg.group()).doesNotContain("NaN", "Infinity");
            count++;
        }
        assertThat(count).isEqualTo(6);
    }

    /** The loss falls: the line's last point lies below its first; SVG counts downwards. */
    @Test
    void theCurveIsTheMetrics() throws IOException {
        for (int step = 1; step <= 1_000; step++) {
            Files.writeString(
                    run.resolve("metrics.jsonl"),
                    "{\"step\":%d,\"loss\":%s}\n".formatted(step, 100.0 / step),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
        Files.writeString(run.resolve("metrics.jsonl"), "{\"step\":1001,\"lo", StandardOpenOption.APPEND);
        RunReport.write(run, "<b>", Runs.options(2_000));
        String page = Files.readString(run.resolve("report.html"));
        assertThat(page).contains("&lt;b&gt;: step 1000 of 2000").doesNotContain("<b>");
        Matcher line = Pattern.compile("<polyline[^>]* points=\"([^\"]*)\"").matcher(page);
        assertThat(line.find()).isTrue();
        List<double[]> points = new ArrayList<>();
        for (String point : line.group(1).strip().split(" ")) {
            String[] xy = point.split(",");
            points.add(new double[] {Double.parseDouble(xy[0]), Double.parseDouble(xy[1])});
        }
        assertThat(points).hasSize(120);
        for (int i = 1; i < points.size(); i++) {
            assertThat(points.get(i)[0]).isGreaterThan(points.get(i - 1)[0]);
            assertThat(points.get(i)[1]).isGreaterThanOrEqualTo(points.get(i - 1)[1]);
        }
        // 1/step over three decades is a straight line in log over log, not over steps: half way it is near the bottom
        assertThat(points.get(60)[1]).isGreaterThan(150);
    }

    @Test
    void withoutAStepThereIsNoPage() throws IOException {
        Files.writeString(run.resolve("metrics.jsonl"), "");
        RunReport.write(run, "vae", Runs.options(10));
        assertThat(run.resolve("report.html")).doesNotExist();
    }
}
