// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.SceneWriter;
import dev.tractrix.selection.Proposal;
import java.nio.file.Path;
import java.util.List;

/** A folder with a mask for each proposal, all of them drawn over the picture, and what is known of each as JSON. */
record ProposalFolder(Path folder) {
    /** Okabe and Ito's colours, told apart by the colour-blind too. */
    private static final int[][] COLOURS = {
        {230, 159, 0}, {86, 180, 233}, {0, 158, 115}, {240, 228, 66}, {204, 121, 167}, {213, 94, 0}, {0, 114, 178}
    };

    private static final double TINT = 0.55;

    /** The file of proposal i, counted from 0. */
    static String name(int i) {
        return "%02d.png".formatted(i + 1);
    }

    void write(Picture picture, List<Proposal> proposals) {
        ArrayNode list = new ObjectMapper().createArrayNode();
        Picture overlay = picture.copy();
        // the best last, so that it is not covered
        for (int i = proposals.size() - 1; i >= 0; i--) {
            tint(overlay, proposals.get(i).mask(), COLOURS[i % COLOURS.length]);
        }
        for (int i = 0; i < proposals.size(); i++) {
            Proposal p = proposals.get(i);
            ImageFiles.writePng(p.mask(), folder.resolve(name(i)));
            ObjectNode node = list.addObject();
            node.put("mask", name(i));
            node.putArray("point").add(p.click().x()).add(p.click().y());
            node.put("area", p.mask().area());
            node.put("score", p.score());
            node.put("stability", p.stability());
        }
        ImageFiles.writePng(overlay, folder.resolve("overlay.png"));
        SceneWriter.writeText(folder.resolve("proposals.json"), SceneWriter.text(list));
    }

    private static void tint(Picture picture, Mask mask, int[] colour) {
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                if (!mask.at(x, y)) {
                    continue;
                }
                double part = edge(mask, x, y) ? 1 : TINT;
                int i = 3 * (y * mask.width() + x);
                for (int c = 0; c < 3; c++) {
                    double v = picture.rgb()[i + c] & 0xff;
                    picture.rgb()[i + c] = (byte) Math.round(v + part * (colour[c] - v));
                }
            }
        }
    }

    private static boolean edge(Mask mask, int x, int y) {
        return x == 0
                || y == 0
                || x == mask.width() - 1
                || y == mask.height() - 1
                || !mask.at(x - 1, y)
                || !mask.at(x + 1, y)
                || !mask.at(x, y - 1)
                || !mask.at(x, y + 1);
    }
}
