// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/** The world behind the things, painted once, as far as the camera will ever see. */
final class Backdrop {
    private final Canvas canvas;
    private final Similarity texelOfWorld;

    Backdrop(SeededRandom random, LeafPainter painter, Grade grade, SceneSpec spec, Similarity[] camera) {
        double x0 = 0;
        double y0 = 0;
        double x1 = spec.width() - 1;
        double y1 = spec.height() - 1;
        double nearest = 1;
        for (Similarity pose : camera) {
            Similarity back = pose.inverse();
            x0 = Math.min(x0, back.x(0, 0));
            y0 = Math.min(y0, back.y(0, 0));
            x1 = Math.max(x1, back.x(spec.width() - 1, spec.height() - 1));
            y1 = Math.max(y1, back.y(spec.width() - 1, spec.height() - 1));
            nearest = Math.max(nearest, pose.scale());
        }
        boolean moves = x0 < 0 || y0 < 0 || x1 > spec.width() - 1 || y1 > spec.height() - 1 || nearest > 1;
        double density = Math.min(1.25, nearest);
        // bilinear sampling reads one texel to the right and below
        int margin = moves ? 2 : 0;
        int width = (int) Math.ceil((x1 - x0) * density) + 1 + 2 * margin;
        int height = (int) Math.ceil((y1 - y0) * density) + 1 + 2 * margin;
        canvas = new Canvas(width, height);
        if (spec.plain()) {
            canvas.fill(painter.plain(painter.palette.middle(), Math.max(width, height)), 0, 0);
        } else {
            new Scenery(random, painter).paint(canvas);
        }
        boolean outOfFocus = random.chance(0.25f);
        canvas.blur(outOfFocus ? random.uniform(0.6f, 2.2f) : grade.blur);
        grade.tone(canvas, false);
        texelOfWorld = moves ? new Similarity(density, 0, margin - density * x0, margin - density * y0) : null;
    }

    /** Fills a frame with what the camera sees. */
    void draw(Canvas frame, Similarity pose) {
        if (texelOfWorld == null) {
            System.arraycopy(canvas.rgb, 0, frame.rgb, 0, frame.rgb.length);
            return;
        }
        Similarity texel = texelOfWorld.after(pose.inverse());
        float du = (float) texel.a();
        float[] in = canvas.rgb;
        float[] out = frame.rgb;
        int row = 3 * canvas.width;
        for (int y = 0, i = 0; y < frame.height; y++) {
            // the camera does not roll, so a row of the frame lies in a row of texels
            float v = (float) texel.y(0, y);
            int iv = (int) v;
            float fv = v - iv;
            float u = (float) texel.x(0, y);
            for (int x = 0; x < frame.width; x++, u += du, i += 3) {
                int iu = (int) u;
                float fu = u - iu;
                int t = iv * row + 3 * iu;
                for (int c = 0; c < 3; c++) {
                    float top = in[t + c] + fu * (in[t + c + 3] - in[t + c]);
                    float low = in[t + row + c] + fu * (in[t + row + c + 3] - in[t + row + c]);
                    out[i + c] = top + fv * (low - top);
                }
            }
        }
    }
}
