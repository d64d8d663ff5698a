// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import dev.tractrix.scene.Fidelity;

/**
 * How the source's plane comes to the network's frame: {@code x' = scaleX * (x + 0.5) - 0.5 + offsetX}, pixel centres at
 * whole numbers on both sides, so that pixel edges meet pixel edges.
 *
 * @param scaleX frame pixels for a source pixel, larger than 0
 * @param scaleY as scaleX; another number only when squeezed
 * @param offsetX frame pixels; negative where the source's left side is cut off, positive where a bar is
 * @param offsetY as offsetX
 */
public record Framing(double scaleX, double scaleY, double offsetX, double offsetY) {
    /** The framing for a switch's value; cover and letterbox are centred and not rounded to whole pixels. */
    public static Framing of(Fidelity.Resize resize, int sourceWidth, int sourceHeight, int width, int height) {
        double across = (double) width / sourceWidth;
        double down = (double) height / sourceHeight;
        if (resize == Fidelity.Resize.SQUEEZE) {
            return new Framing(across, down, 0, 0);
        }
        double scale = resize == Fidelity.Resize.COVER ? Math.max(across, down) : Math.min(across, down);
        return new Framing(scale, scale, (width - scale * sourceWidth) / 2, (height - scale * sourceHeight) / 2);
    }

    /** From the source to the frame. */
    public double x(double sourceX) {
        return scaleX * (sourceX + 0.5) - 0.5 + offsetX;
    }

    /** From the source to the frame. */
    public double y(double sourceY) {
        return scaleY * (sourceY + 0.5) - 0.5 + offsetY;
    }

    /** From the frame back to the source. */
    public double sourceX(double x) {
        return (x + 0.5 - offsetX) / scaleX - 0.5;
    }

    /** From the frame back to the source. */
    public double sourceY(double y) {
        return (y + 0.5 - offsetY) / scaleY - 0.5;
    }
}
