// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.BadInputException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StreamedScenesTest {
    private static final SceneSpec SPEC = SceneSpec.of(64, 48, 4);

    @Test
    void ordersAreTheIndicesWhateverTheThreads() {
        try (var stream = StreamedScenes.open(SPEC, 3, 2, 5, 4, 6)) {
            for (int i = 5; i < 20; i++) {
                assertThat(stream.position()).isEqualTo(i);
                SyntheticScene expected = StreamedScenes.scene(SPEC, 3, 2, i);
                assertThat(stream.next().frames().get(3).rgb())
                        .isEqualTo(expected.frames().get(3).rgb());
            }
            assertThat(stream.served()).isEqualTo(15);
        }
        assertThat(StreamedScenes.scene(SPEC, 3, 0, 0).seed())
                .isNotEqualTo(StreamedScenes.scene(SPEC, 3, 1, 0).seed());
    }

    @Test
    void holdsNoMoreThanAskedAndReportsTheWait() {
        AtomicInteger made = new AtomicInteger();
        try (var stream = new Prefetched<>(
                i -> {
                    made.incrementAndGet();
                    sleep(30);
                    return i;
                },
                0,
                2,
                3)) {
            for (int i = 0; i < 500 && made.get() < 3; i++) {
                sleep(10);
            }
            sleep(100);
            assertThat(made.get()).isEqualTo(3);
            assertThat(stream.next()).isZero();
            long early = stream.waited().toMillis();
            for (int i = 1; i < 9; i++) {
                stream.next();
            }
            assertThat(stream.waited().toMillis()).isGreaterThan(early + 20);
        }
    }

    @Test
    void aBadItemIsThrownAndTheNextStillComes() {
        try (var stream = new Prefetched<>(
                i -> {
                    if (i == 1) {
                        throw new BadInputException("item 1 is broken");
                    }
                    return i;
                },
                0,
                2,
                2)) {
            assertThat(stream.next()).isZero();
            assertThatThrownBy(stream::next).isInstanceOf(BadInputException.class);
            assertThat(stream.next()).isEqualTo(2);
        }
    }

    /** A resumed training jumps to where it was; what comes then is the same as without the jump. */
    @Test
    void aJumpServesTheSameItems() {
        AtomicInteger made = new AtomicInteger();
        try (var stream = new Prefetched<>(
                i -> {
                    made.incrementAndGet();
                    return i * i;
                },
                0,
                2,
                3)) {
            assertThat(stream.get(0)).isZero();
            assertThat(stream.get(1)).isEqualTo(1);
            assertThat(stream.get(1_000)).isEqualTo(1_000_000);
            assertThat(stream.get(1_001)).isEqualTo(1_002_001);
            assertThat(stream.get(7)).isEqualTo(49);
            assertThat(stream.next()).isEqualTo(64);
            assertThat(stream.position()).isEqualTo(9);
            assertThat(stream.served()).isEqualTo(6);
            assertThat(made.get()).as("at most three ahead of each place").isLessThanOrEqualTo(5 + 5 + 5);
        }
    }

    @Test
    void closeEndsTheThreads() throws InterruptedException {
        var stream = StreamedScenes.open(SPEC, 3, 0, 0, 2, 8);
        stream.next();
        stream.close();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("prefetch")) {
                thread.join(2_000);
                assertThat(thread.isAlive()).isFalse();
            }
        }
        assertThatThrownBy(stream::next).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> stream.get(40)).isInstanceOf(IllegalStateException.class);
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
