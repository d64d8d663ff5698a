// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A scene with its pixels.
 *
 * @param scene the scene
 * @param picture the first frame, the scene's size
 * @param masks one an entity, in the scene's order, the picture's size, none empty; entities with the same region share
 *     one instance
 * @param warnings what is worth telling the user, one line each
 */
public record LoadedScene(Scene scene, Picture picture, List<Mask> masks, List<String> warnings) {
    public LoadedScene {
        masks = List.copyOf(masks);
        warnings = List.copyOf(warnings);
        String size = scene.width() + "x" + scene.height();
        if (picture.width() != scene.width() || picture.height() != scene.height()) {
            throw BadInputException.of(
                    scene.image().toString(),
                    size + " as the scene says",
                    picture.width() + "x" + picture.height(),
                    "correct width and height, or take the right image");
        }
        if (masks.size() != scene.entities().size()) {
            throw new IllegalArgumentException(
                    "one mask an entity: " + scene.entities().size() + " entities, " + masks.size() + " masks");
        }
        for (int e = 0; e < masks.size(); e++) {
            Mask mask = masks.get(e);
            String what = "mask of entity " + scene.entities().get(e).id()
                    + name(scene.entities().get(e).region());
            if (mask.width() != scene.width() || mask.height() != scene.height()) {
                throw BadInputException.of(
                        what,
                        size + " as the image",
                        mask.width() + "x" + mask.height(),
                        "draw the mask on the image itself");
            }
            if (mask.area() == 0) {
                throw BadInputException.of(
                        what,
                        "at least one pixel inside",
                        "an empty mask",
                        "select the thing again (white is inside; the fidelity switch maskThreshold says from which"
                                + " grey on)");
            }
        }
    }

    /**
     * Reads the image and all masks.
     *
     * @throws BadInputException when a file is missing or damaged, a mask has another size than the image, or is empty
     */
    public static LoadedScene load(Scene scene) {
        return load(
                scene,
                scene.settings().fidelity() == null
                        ? Fidelity.PAPER
                        : scene.settings().fidelity());
    }

    /**
     * Reads the image and all masks, the fidelity being the model's where the scene sets none.
     *
     * @throws BadInputException as {@link #load(Scene)}
     */
    public static LoadedScene load(Scene scene, Fidelity fidelity) {
        return of(
                scene,
                ImageFiles.readPicture(scene.image()),
                fidelity.maskThreshold().grey());
    }

    /** The same with further warnings, an importer's for example. */
    public LoadedScene withWarnings(List<String> more) {
        List<String> all = new ArrayList<>(warnings);
        all.addAll(more);
        return new LoadedScene(scene, picture, masks, all);
    }

    /**
     * Reads the masks for a picture that is already at hand.
     *
     * @param threshold lowest grey value that is inside, 1..255
     */
    public static LoadedScene of(Scene scene, Picture picture, int threshold) {
        Map<Region, Mask> drawn = new HashMap<>();
        for (Entity entity : scene.entities()) {
            if (!(entity.region() instanceof Region.Rest)) {
                drawn.computeIfAbsent(entity.region(), r -> Shapes.draw(r, scene.width(), scene.height(), threshold));
            }
        }
        Mask rest = null;
        List<Mask> masks = new ArrayList<>();
        for (Entity entity : scene.entities()) {
            if (entity.region() instanceof Region.Rest) {
                rest = rest == null ? Shapes.rest(scene.width(), scene.height(), drawn) : rest;
                masks.add(rest);
            } else {
                masks.add(drawn.get(entity.region()));
            }
        }
        return new LoadedScene(scene, picture, masks, List.of());
    }

    private static String name(Region region) {
        return region instanceof Region.MaskFile file ? " (" + fileName(file.path()) + ")" : "";
    }

    private static Path fileName(Path path) {
        return path.getFileName() == null ? path : path.getFileName();
    }
}
