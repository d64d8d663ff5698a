// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import java.util.function.IntConsumer;

/**
 * VIPSeg's panoptic ids: 0 void, 1..124 stuff (category + 1), larger ones things: (category + 1) * 100 + instance, the
 * category 0..123 as in the data set's table.
 */
public final class VipSegIds {
    /** Categories in the data set's table. */
    public static final int CATEGORIES = 124;

    private VipSegIds() {}

    /** Whether an id is one of the three kinds. 125..199 and 200 are not, see {@link #repaired}. */
    public static boolean valid(int id) {
        return id >= 0 && (id <= CATEGORIES || id > 200 && id / 100 <= CATEGORIES);
    }

    public static boolean isThing(int id) {
        return id > CATEGORIES && valid(id);
    }

    /** The category of a valid id above 0, 0..123. */
    public static int category(int id) {
        return (id <= CATEGORIES ? id : id / 100) - 1;
    }

    /** The id of a thing. */
    public static int thing(int category, int instance) {
        if (category < 0 || category >= CATEGORIES || instance < 0 || instance > 99) {
            throw new IllegalArgumentException(
                    "expected a category 0..123 and an instance 0..99, got " + category + ", " + instance);
        }
        return (category + 1) * 100 + instance;
    }

    /**
     * The map with invalid ids made void. The data set's own tools leave out id 200, which occurs in the video
     * 353_-5sqmCF8OFU and would be an instance of "ceiling", which has none.
     *
     * @param told called with invalid ids found, an id perhaps several times
     */
    static IdMap repaired(IdMap map, IntConsumer told) {
        int[] ids = null;
        int last = -1;
        for (int i = 0; i < map.ids().length; i++) {
            int id = map.ids()[i];
            if (!valid(id)) {
                if (id != last) {
                    told.accept(id);
                    last = id;
                }
                ids = ids == null ? map.ids().clone() : ids;
                ids[i] = 0;
            }
        }
        return ids == null ? map : new IdMap(map.width(), map.height(), ids);
    }
}
