// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small scene on disk to break in many ways: a bright square that goes right over a gradient. */
final class Toy {
    static final int WIDTH = 96;
    static final int HEIGHT = 64;

    private Toy() {}

    /** Writes picture.png, square.png and scene.json; the last with {@code from} replaced by {@code to}. */
    static Path scene(Path folder, String from, String to) throws IOException {
        Files.createDirectories(folder);
        Picture picture = Picture.black(WIDTH, HEIGHT);
        Mask mask = Mask.empty(WIDTH, HEIGHT);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean inside = x >= 12 && x < 36 && y >= 20 && y < 44;
                int i = y * WIDTH + x;
                mask.inside()[i] = inside;
                picture.rgb()[3 * i] = (byte) (inside ? 240 : 2 * x);
                picture.rgb()[3 * i + 1] = (byte) (inside ? 200 : 3 * y);
                picture.rgb()[3 * i + 2] = (byte) (inside ? 40 : 90);
            }
        }
        ImageFiles.writePng(picture, folder.resolve("picture.png"));
        ImageFiles.writePng(mask, folder.resolve("square.png"));
        ImageFiles.writePng(Mask.empty(WIDTH, HEIGHT), folder.resolve("nothing.png"));
        ImageFiles.writePng(Mask.empty(50, 40).inverted(), folder.resolve("other-size.png"));
        String json = """
                {"image": "picture.png", "width": 96, "height": 64, "frames": 4, "fps": 7,
                 "entities": [{"id": "square", "mask": "square.png",
                   "trajectory": {"points": [[24, 32], [40, 32], [56, 32], [70, 32]]}}],
                 "settings": {"width": 96, "height": 64}}
                """;
        if (!json.contains(from)) {
            throw new IllegalArgumentException("the scene has no " + from);
        }
        Path file = folder.resolve("scene.json");
        Files.writeString(file, json.replace(from, to));
        return file;
    }

    static Path scene(Path folder) throws IOException {
        return scene(folder, "", "");
    }
}
