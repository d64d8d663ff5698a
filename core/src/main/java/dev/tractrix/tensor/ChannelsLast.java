// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tensor;

/**
 * While one is open, this thread's convolutions over pictures get their input with a pixel's channels side by side in memory,
 * the order that a graphics card's half-precision products want. Results are the same up to rounding.
 */
public final class ChannelsLast implements AutoCloseable {
    private static final ThreadLocal<ChannelsLast> CURRENT = new ThreadLocal<>();

    private ChannelsLast() {}

    /** From now until {@link #close}. */
    public static ChannelsLast open() {
        if (CURRENT.get() != null) {
            throw new IllegalStateException("this thread's convolutions have their channels last already");
        }
        ChannelsLast session = new ChannelsLast();
        CURRENT.set(session);
        return session;
    }

    /** Whether one is open on this thread. */
    public static boolean active() {
        return CURRENT.get() != null;
    }

    @Override
    public void close() {
        CURRENT.remove();
    }
}
