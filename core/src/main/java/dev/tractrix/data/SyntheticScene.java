// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.image.Picture;
import java.util.ArrayList;
import java.util.List;

/**
 * A clip of a made-up world and the whole truth about it.
 *
 * @param spec what was asked for
 * @param seed from which it was made
 * @param frames the pictures
 * @param entities the cut-out things, from far to near
 * @param camera a frame: takes first-frame pixels of the background to that frame's
 * @param layers a frame: for each pixel, row by row, the id of the nearest thing there, 0 for the background
 */
public record SyntheticScene(
        SceneSpec spec,
        long seed,
        List<Picture> frames,
        List<SyntheticEntity> entities,
        List<Similarity> camera,
        List<byte[]> layers)
        implements VideoClip {
    public SyntheticScene {
        frames = List.copyOf(frames);
        entities = List.copyOf(entities);
        camera = List.copyOf(camera);
        layers = List.copyOf(layers);
        if (frames.size() != spec.frames() || camera.size() != frames.size() || layers.size() != frames.size()) {
            throw new IllegalArgumentException(
                    "a scene of " + spec.frames() + " frames has as many pictures, poses, layers");
        }
    }

    @Override
    public String name() {
        return "synthetic " + Long.toHexString(seed);
    }

    @Override
    public int length() {
        return frames.size();
    }

    @Override
    public boolean labelled(int frame) {
        return true;
    }

    @Override
    public Picture picture(int frame) {
        return frames.get(frame);
    }

    @Override
    public IdMap ids(int frame) {
        byte[] layer = layers.get(frame);
        int[] ids = new int[layer.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = layer[i] & 0xff;
        }
        return new IdMap(spec.width(), spec.height(), ids);
    }

    /** Takes first-frame pixels to a frame's; id 0 is the background. */
    public Similarity motion(int id, int frame) {
        return id == 0 ? camera.get(frame) : entities.get(id - 1).motion().get(frame);
    }

    /** The track of the point that is seen at (x, y) of the first frame; (x, y) lies inside it. */
    public PointTrack track(double x, double y) {
        int id = idAt(0, x, y);
        if (id < 0) {
            throw new IllegalArgumentException("(" + x + ", " + y + ") is outside the first frame");
        }
        return track(id, x, y);
    }

    /** The track of the point of one thing that lies at (x, y) in the first frame, covered or not. */
    public PointTrack track(int id, double x, double y) {
        int n = frames.size();
        double[] xs = new double[n];
        double[] ys = new double[n];
        boolean[] visible = new boolean[n];
        for (int f = 0; f < n; f++) {
            Similarity m = motion(id, f);
            xs[f] = m.x(x, y);
            ys[f] = m.y(x, y);
            visible[f] = idAt(f, xs[f], ys[f]) == id;
        }
        return new PointTrack(id, xs, ys, visible);
    }

    /** Tracks of a regular grid of {@code columns x rows} first-frame points, each in the middle of its cell. */
    public List<PointTrack> grid(int columns, int rows) {
        List<PointTrack> out = new ArrayList<>();
        for (int j = 0; j < rows; j++) {
            for (int i = 0; i < columns; i++) {
                double x = (i + 0.5) * spec.width() / columns - 0.5;
                double y = (j + 0.5) * spec.height() / rows - 0.5;
                out.add(track(x, y));
            }
        }
        return out;
    }

    /** Whose the pixel nearest to (x, y) is: 0 the background's, an entity's id, -1 outside the frame. */
    public int idAt(int frame, double x, double y) {
        long px = Math.round(x);
        long py = Math.round(y);
        if (px < 0 || py < 0 || px >= spec.width() || py >= spec.height()) {
            return -1;
        }
        return layers.get(frame)[(int) (py * spec.width() + px)] & 0xff;
    }
}
