// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.CameraMove;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.scene.Keyframe;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Trajectory;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** A scene cut, or padded with black, to the aspect of the network's frame, its coordinates moved along. */
public final class FramedScene {
    private FramedScene() {}

    /**
     * @param resize cover cuts the overhang off at both sides, letterbox adds bars, squeeze changes nothing
     * @return source pixels still, in whole numbers; entities that lie wholly in what was cut off are left out with a
     *     warning
     */
    public static LoadedScene of(LoadedScene loaded, Fidelity.Resize resize, int width, int height) {
        int w = loaded.scene().width();
        int h = loaded.scene().height();
        boolean wider = (long) w * height > (long) h * width;
        int cutWidth = w;
        int cutHeight = h;
        boolean cover = resize == Fidelity.Resize.COVER;
        if (resize != Fidelity.Resize.SQUEEZE) {
            if (wider == cover) {
                cutWidth = Math.max(1, (int) Math.round((double) h * width / height));
            } else {
                cutHeight = Math.max(1, (int) Math.round((double) w * height / width));
            }
        }
        if (cutWidth == w && cutHeight == h) {
            return loaded;
        }
        return cut(loaded, before(w, cutWidth), before(h, cutHeight), cutWidth, cutHeight);
    }

    /**
     * Where a framed scene's first pixel lies in the scene that it was cut from.
     *
     * @return x and y, below 0 where bars were added
     */
    public static int[] origin(Scene whole, Scene framed) {
        return new int[] {before(whole.width(), framed.width()), before(whole.height(), framed.height())};
    }

    private static int before(int whole, int part) {
        return Math.floorDiv(whole - part, 2);
    }

    private static LoadedScene cut(LoadedScene loaded, int left, int top, int width, int height) {
        Scene scene = loaded.scene();
        Picture picture = Picture.black(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int sx = x + left;
                int sy = y + top;
                if (sx >= 0 && sy >= 0 && sx < scene.width() && sy < scene.height()) {
                    System.arraycopy(
                            loaded.picture().rgb(),
                            3 * (sy * scene.width() + sx),
                            picture.rgb(),
                            3 * (y * width + x),
                            3);
                }
            }
        }
        List<Entity> entities = new ArrayList<>();
        List<Mask> masks = new ArrayList<>();
        List<String> warnings = new ArrayList<>(loaded.warnings());
        Map<Mask, Mask> cuts = new IdentityHashMap<>(); // entities that share a mask go on sharing it
        for (int e = 0; e < scene.entities().size(); e++) {
            Entity entity = scene.entities().get(e);
            Mask mask = cuts.computeIfAbsent(loaded.masks().get(e), m -> cut(m, left, top, width, height));
            if (mask.area() == 0) {
                warnings.add("entity " + entity.id() + " lies outside the clip's " + width + "x" + height
                        + " part of the picture and is left out; choose a size of the picture's aspect");
                continue;
            }
            entities.add(new Entity(
                    entity.id(),
                    entity.comment(),
                    region(entity.region(), mask, left, top),
                    entity.kind(),
                    entity.z(),
                    moved(entity.trajectory(), -left, -top)));
            masks.add(mask);
        }
        List<CameraMove> camera = scene.camera().stream()
                .map(m -> new CameraMove(
                        m.from(),
                        m.to(),
                        m.panX(),
                        m.panY(),
                        m.zoom(),
                        m.centreX() - left,
                        m.centreY() - top,
                        m.easing()))
                .toList();
        Scene framed = new Scene(
                scene.image(),
                width,
                height,
                scene.frames(),
                scene.fps(),
                entities,
                camera,
                scene.lockRest(),
                scene.settings());
        return new LoadedScene(framed, picture, masks, warnings);
    }

    /** A box stays one: its rim is not that of a thing, and whoever cuts the thing out looks at that. */
    private static Region region(Region region, Mask mask, int left, int top) {
        return region instanceof Region.Box b
                ? new Region.Box(b.left() - left, b.top() - top, b.right() - left, b.bottom() - top)
                : new Region.Pixels(mask);
    }

    private static Mask cut(Mask mask, int left, int top, int width, int height) {
        boolean[] inside = new boolean[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int sx = x + left;
                int sy = y + top;
                inside[y * width + x] =
                        sx >= 0 && sy >= 0 && sx < mask.width() && sy < mask.height() && mask.at(sx, sy);
            }
        }
        return new Mask(width, height, inside);
    }

    private static Trajectory moved(Trajectory trajectory, double dx, double dy) {
        List<Keyframe> keyframes = trajectory.keyframes().stream()
                .map(k -> new Keyframe(k.time(), k.x() + dx, k.y() + dy, k.scale(), k.easing(), k.visible()))
                .toList();
        return new Trajectory(keyframes, trajectory.anchor());
    }
}
