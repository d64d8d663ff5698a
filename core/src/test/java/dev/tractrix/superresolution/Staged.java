// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.superresolution;

import dev.tractrix.animatic.Animatic;
import dev.tractrix.animatic.AnimaticFrames;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Settings;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A photograph painted for a test, a scene on it, and what a network would make of it: softer, noisy, off in colour. */
final class Staged {
    static final int FRAMES = 8;

    final LoadedScene loaded;
    final Motion motion;
    final Animatic animatic;
    final Window window;

    private Staged(LoadedScene loaded, Window window) {
        this.loaded = loaded;
        this.window = window;
        motion = Motion.of(loaded, FRAMES);
        animatic = Animatic.prepare(loaded, motion, window.width(), window.height());
    }

    /** A scene whose network sees all of the photograph at a quarter of its size. */
    static Staged of(Picture photo, Entity... entities) {
        int w = photo.width();
        int h = photo.height();
        return cut(photo, w, h, w / 4, h / 4, entities);
    }

    /** A scene whose network sees a centred part. */
    static Staged cut(Picture photo, int shownWidth, int shownHeight, int smallWidth, int smallHeight, Entity... all) {
        int w = photo.width();
        int h = photo.height();
        Scene scene = new Scene(Path.of("photo.png"), w, h, FRAMES, 7, List.of(all), List.of(), false, Settings.NONE);
        Window window = Window.centred(w, h, w, h, shownWidth, shownHeight, smallWidth, smallHeight);
        return new Staged(LoadedScene.of(scene, photo, 128), window);
    }

    /** What the scene asks for, in large. */
    AnimaticFrames asked() {
        return animatic.render(motion);
    }

    /** A network's clip of this scene. */
    List<Picture> clip() {
        List<Picture> clip = new ArrayList<>();
        Random random = new Random(5);
        for (Picture frame : asked().frames()) {
            FloatImage soft = Filters.gaussian(FloatImage.of(window.toSmall(frame)), 0.8);
            for (int i = 0; i < soft.values().length; i++) {
                soft.values()[i] += 0.01f * (i % 3) + 0.015f * (float) random.nextGaussian();
            }
            clip.add(soft.toPicture());
        }
        return clip;
    }

    List<Picture> enlarged(List<Picture> clip) {
        return ReferenceSuperResolution.enlarge(animatic, motion, window, clip, done -> {});
    }

    /** Enlarges the network's clip; frames 0, 4 and 7 go where they can be looked at. */
    List<Picture> enlarged(String name) {
        List<Picture> frames = enlarged(clip());
        for (int f : new int[] {0, 4, 7}) {
            ImageFiles.writePng(frames.get(f), Path.of("target", "seen", name + "-" + f + ".png"));
        }
        return frames;
    }

    /** A wood-like pattern of several scales. @param low darkest, 0..255 @param high brightest */
    static Picture photo(int width, int height, int low, int high) {
        Random random = new Random(2);
        double[] phase = random.doubles(12, 0, 7).toArray();
        Picture p = Picture.black(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double v = 0;
                for (int k = 0; k < 12; k++) {
                    double scale = 0.02 * Math.pow(1.4, k);
                    v += Math.sin(scale * (x * Math.cos(k) + 1.7 * y * Math.sin(k)) + phase[k]) / 12;
                }
                v = 0.5 + 0.8 * v + 0.03 * random.nextGaussian();
                for (int c = 0; c < 3; c++) {
                    double value = low + (high - low) * Math.min(1, Math.max(0, v - 0.08 * c));
                    p.rgb()[3 * (y * width + x) + c] = (byte) Math.round(value);
                }
            }
        }
        return p;
    }

    /** Paints a round thing of red checks. @param bright 0..1 */
    static void paintDisc(Picture p, double x, double y, double radius, double bright) {
        for (int v = 0; v < p.height(); v++) {
            for (int u = 0; u < p.width(); u++) {
                if (Math.hypot(u - x, v - y) <= radius) {
                    boolean check = (Math.floorDiv(u, 5) + Math.floorDiv(v, 5)) % 2 == 0;
                    int i = 3 * (v * p.width() + u);
                    p.rgb()[i] = (byte) Math.round(bright * (check ? 235 : 190));
                    p.rgb()[i + 1] = (byte) Math.round(bright * (check ? 60 : 30));
                    p.rgb()[i + 2] = (byte) Math.round(bright * (check ? 50 : 40));
                }
            }
        }
    }

    /** x, y and area of what is red; NaN without any. */
    static double[] red(Picture p, double bright) {
        double sx = 0;
        double sy = 0;
        double n = 0;
        for (int y = 0; y < p.height(); y++) {
            for (int x = 0; x < p.width(); x++) {
                if (p.at(x, y, 0) - Math.max(p.at(x, y, 1), p.at(x, y, 2)) > 90 * bright) {
                    sx += x;
                    sy += y;
                    n++;
                }
            }
        }
        return new double[] {sx / n, sy / n, n};
    }

    /** dB over what the animatic neither moves nor uncovers, all frames. */
    double lockedPsnr(List<Picture> frames) {
        AnimaticFrames asked = asked();
        double sum = 0;
        long n = 0;
        for (int f = 0; f < frames.size(); f++) {
            for (int i = 0; i < asked.movingMask().get(f).length; i++) {
                if (asked.movingMask().get(f)[i] < 0.02f && asked.uncovered().get(f)[i] < 0.02f) {
                    for (int c = 0; c < 3; c++) {
                        double d = (frames.get(f).rgb()[3 * i + c] & 255)
                                - (loaded.picture().rgb()[3 * i + c] & 255);
                        sum += d * d;
                        n++;
                    }
                }
            }
        }
        return 10 * Math.log10(255.0 * 255 * n / Math.max(1e-9, sum));
    }

    /** Mean squared step between neighbours within a round place. */
    static double gradients(Picture p, double x, double y, double radius) {
        double sum = 0;
        int n = 0;
        for (int v = (int) (y - radius); v <= y + radius; v++) {
            for (int u = (int) (x - radius); u <= x + radius; u++) {
                if (Math.hypot(u - x, v - y) <= radius) {
                    double dx = p.at(u + 1, v, 0) - p.at(u, v, 0);
                    double dy = p.at(u, v + 1, 0) - p.at(u, v, 0);
                    sum += dx * dx + dy * dy;
                    n++;
                }
            }
        }
        return sum / n;
    }
}
