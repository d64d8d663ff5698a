// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tractrix.fault.NotEnoughMemoryException;
import dev.tractrix.scene.SceneWriter;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands have: where results and messages go, and the flag that Ctrl-C sets. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed",
            "2:wrong usage",
            "3:bad input: a file, a scene, weights or an output that cannot be used",
            "4:not enough memory",
            "130:cancelled"
        })
abstract class Action implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    /** Does the work; the exit code. */
    abstract int run();

    @Override
    public final Integer call() {
        try {
            return run();
        } catch (OutOfMemoryError e) {
            // an Error would pass by the handler of exceptions
            throw new NotEnoughMemoryException(
                    "the Java heap of " + (Runtime.getRuntime().maxMemory() >> 20) + " MB is full (" + e.getMessage()
                            + "); set TRACTRIX_HEAP larger, or ask for a smaller size or fewer frames");
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "a native library cannot be loaded (" + FaultReport.firstLine(e.toString())
                            + "); run 'tractrix doctor'",
                    e);
        }
    }

    /** Where results go. */
    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Where progress and messages go. */
    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    final void print(JsonNode json) {
        out().print(SceneWriter.text(json));
        out().flush();
    }

    final void warn(String message) {
        err().println("tractrix: warning: " + message);
        err().flush();
    }

    final Interruption interruption() {
        return ((Tractrix) spec.root().userObject()).interruption;
    }

    /** A display for long work; the caller closes it. */
    final ProgressDisplay progress() {
        return new ProgressDisplay(err(), Boolean.getBoolean("tractrix.terminal"), System::nanoTime);
    }
}
