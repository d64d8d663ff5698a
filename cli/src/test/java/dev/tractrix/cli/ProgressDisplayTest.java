// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
    private final AtomicLong clock = new AtomicLong();
    private final StringWriter err = new StringWriter();

    @Test
    void withoutATerminalThereIsALineEveryTenSeconds() {
        try (ProgressDisplay display = new ProgressDisplay(new PrintWriter(err), false, clock::get)) {
            for (int step = 0; step <= 25; step++) {
                display.update("denoise", step, 25);
                clock.addAndGet(1_000_000_000L);
            }
        }
        assertThat(err.toString()).isEqualTo("tractrix: denoise 10/25, 15 s left\ntractrix: denoise 20/25, 5 s left\n");
    }

    @Test
    void whatWasThereBeforeSaysNothingOfTheTimeLeft() {
        try (ProgressDisplay display = new ProgressDisplay(new PrintWriter(err), false, clock::get)) {
            display.update("frames", 90, 120);
            for (int done = 91; done <= 100; done++) {
                clock.addAndGet(1_000_000_000L);
                display.update("frames", done, 120);
            }
        }
        assertThat(err.toString()).isEqualTo("tractrix: frames 100/120, 20 s left\n");
    }

    @Test
    void onATerminalABarIsDrawnOverItselfAndTakenAway() {
        try (ProgressDisplay display = new ProgressDisplay(new PrintWriter(err), true, clock::get)) {
            for (int step = 0; step <= 4; step++) {
                display.update("decode", step, 4);
                clock.addAndGet(60_000_000_000L);
            }
        }
        assertThat(err.toString())
                .doesNotContain("\n")
                .contains("[############------------]  decode 2/4, 2 min 00 s left")
                .contains("[########################]  decode 4/4")
                .endsWith("\r\u001b[K");
    }
}
