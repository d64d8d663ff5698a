// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** A bucket of tokens for each client: so many at once, and so many a second after that. */
public final class RateLimit {
    private static final int CLIENTS = 10_000;

    private final double perSecond;
    private final double burst;
    private final LongSupplier nanos;
    private final Map<String, double[]> buckets = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, double[]> eldest) {
            return size() > CLIENTS;
        }
    };

    /**
     * @param perSecond tokens that come back in a second
     * @param burst tokens at most
     * @param nanos the clock, {@code System::nanoTime}
     */
    public RateLimit(double perSecond, double burst, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanos = nanos;
    }

    /** Takes a token; 0 when there was one, else the seconds until there is one, rounded up. */
    public synchronized int take(String client) {
        double now = nanos.getAsLong() / 1e9;
        double[] bucket = buckets.computeIfAbsent(client, k -> new double[] {burst, now});
        bucket[0] = Math.min(burst, bucket[0] + (now - bucket[1]) * perSecond);
        bucket[1] = now;
        if (bucket[0] >= 1) {
            bucket[0]--;
            return 0;
        }
        return (int) Math.ceil((1 - bucket[0]) / perSecond);
    }
}
