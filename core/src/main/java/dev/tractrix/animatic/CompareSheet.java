// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.vision.Resampling;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What was asked beside what came of it: side by side for every frame, or a few frames on one sheet. */
public final class CompareSheet {
    private static final Color PAPER = new Color(24, 24, 24);
    private static final Color INK = new Color(235, 235, 235);
    private static final int GAP = 4;

    /**
     * A column of the side-by-side sheet.
     *
     * @param label a word or two
     * @param frames one a frame; another size is scaled
     */
    public record Panel(String label, List<Picture> frames) {
        public Panel {
            Objects.requireNonNull(label, "label");
            frames = List.copyOf(frames);
        }
    }

    private CompareSheet() {}

    /**
     * For every frame: the source with tinted masks, the lines and the moving discs, then the panels, for example the
     * control maps and the clip.
     *
     * @param width of one panel, pixels
     * @param height of one panel, pixels
     * @param panels each with the motion's number of frames
     */
    public static List<Picture> sideBySide(
            LoadedScene loaded, Motion motion, int width, int height, List<Panel> panels) {
        for (Panel p : panels) {
            if (p.frames.size() != motion.frames()) {
                throw new IllegalArgumentException("panel " + p.label + ": the motion has " + motion.frames()
                        + " frames, the panel " + p.frames.size());
            }
        }
        Overlay overlay = new Overlay(motion, width, height);
        Picture source = overlay.tinted(Resampling.resize(loaded.picture(), width, height));
        List<Picture> sheets = new ArrayList<>();
        for (int f = 0; f < motion.frames(); f++) {
            List<String> labels = new ArrayList<>(List.of("asked  " + (f + 1) + "/" + motion.frames()));
            List<Picture> row = new ArrayList<>(List.of(overlay.withLines(source, f)));
            for (Panel p : panels) {
                labels.add(p.label);
                row.add(Resampling.resize(p.frames.get(f), width, height));
            }
            sheets.add(row(labels, row));
        }
        return sheets;
    }

    /** The picture with tinted masks, the lines and the discs where they begin: what a scene asks for, at one glance. */
    public static Picture asked(LoadedScene loaded, Motion motion, int width, int height) {
        Overlay overlay = new Overlay(motion, width, height);
        return overlay.withLines(overlay.tinted(Resampling.resize(loaded.picture(), width, height)), 0);
    }

    /**
     * The first, the middle and the last frame of a clip in a row, with the asked lines and discs on them.
     *
     * @param clip as many frames as the motion, all of one size
     * @param achieved the lines really gone along, one an entity track of the motion: rows of (x, y) in source pixels, one a
     *     frame, NaN where unknown; a null element or an empty list for none. Drawn dashed and white
     */
    public static Picture contactSheet(Motion motion, List<Picture> clip, List<double[][]> achieved) {
        if (clip.size() != motion.frames()) {
            throw new IllegalArgumentException(
                    "the motion has " + motion.frames() + " frames, the clip " + clip.size());
        }
        Overlay overlay = new Overlay(motion, clip.get(0).width(), clip.get(0).height());
        List<String> labels = new ArrayList<>();
        List<Picture> row = new ArrayList<>();
        int last = clip.size() - 1;
        for (int f : last == 0 ? new int[] {0} : new int[] {0, last / 2, last}) {
            String lines = achieved.isEmpty() ? "" : "  line asked, dashed: gone";
            labels.add("frame " + (f + 1) + "/" + clip.size() + lines);
            row.add(overlay.withAchieved(overlay.withLines(clip.get(f), f), achieved, f));
        }
        return row(labels, row);
    }

    /** Pictures of one size beside each other, each under its label. */
    static Picture row(List<String> labels, List<Picture> pictures) {
        int w = pictures.get(0).width();
        int h = pictures.get(0).height();
        int size = Math.max(10, Math.min(20, h / 20));
        int strip = size * 3 / 2;
        int n = pictures.size();
        BufferedImage sheet = new BufferedImage(n * w + (n - 1) * GAP, h + strip, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D g = Overlay.graphics(sheet);
        g.setColor(PAPER);
        g.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        for (int i = 0; i < n; i++) {
            int x = i * (w + GAP);
            g.drawImage(ImageFiles.toBuffered(pictures.get(i)), x, strip, null);
            g.setColor(INK);
            g.setClip(x, 0, w, strip);
            write(g, labels.get(i), size, x + size / 3, size * 11 / 10);
            g.setClip(null);
        }
        g.dispose();
        return ImageFiles.toPicture(sheet);
    }

    private static void write(Graphics2D g, String text, int size, int x, int y) {
        try {
            g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, size));
            g.drawString(text, x, y);
        } catch (RuntimeException | Error e) {
            if (e instanceof VirtualMachineError) {
                throw e;
            }
            // a machine without any font: AWT fails in various ways; the pictures speak for themselves
            org.slf4j.LoggerFactory.getLogger(CompareSheet.class).debug("no font for labels", e);
        }
    }
}
