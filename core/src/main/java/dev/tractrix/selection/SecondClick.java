// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.DiscFinder;
import java.util.Optional;

/** Where a negative click is put by whoever knows the thing and has seen a first answer: for training and measuring. */
final class SecondClick {
    private SecondClick() {}

    /**
     * Pixels that may be clicked on. Has the answer at least as much too much as it lacks, what it has too much. Else what is
     * around: what is neither thing nor answer in the thing's bounding box made larger by half its size on each side.
     */
    static Mask where(Mask thing, Mask answer) {
        Mask excess = Masks.subtract(answer, thing);
        if (excess.area() >= Masks.subtract(thing, answer).area()) {
            return excess;
        }
        int w = thing.width();
        int h = thing.height();
        Window box = Window.around(thing.inside(), w);
        int wide = (box.right() - box.left() + 1) / 2;
        int high = (box.bottom() - box.top() + 1) / 2;
        Mask around = Mask.empty(w, h);
        for (int y = Math.max(0, box.top() - high); y <= Math.min(h - 1, box.bottom() + high); y++) {
            for (int x = Math.max(0, box.left() - wide); x <= Math.min(w - 1, box.right() + wide); x++) {
                around.inside()[y * w + x] = !thing.at(x, y) && !answer.at(x, y);
            }
        }
        return around;
    }

    /** The centre of the largest circle in {@link #where}; none where that is empty. */
    static Optional<Disc> at(Mask thing, Mask answer) {
        Mask where = where(thing, answer);
        return where.area() == 0
                ? Optional.empty()
                : Optional.of(DiscFinder.exact().find(where));
    }
}
