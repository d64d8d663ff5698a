// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.fault.NotEnoughMemoryException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever went wrong into one line on stderr and an exit code. */
final class FaultReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
    @Override
    public int handleExecutionException(Exception fault, CommandLine command, ParseResult parsed) {
        Tractrix root = (Tractrix) command.getCommandSpec().root().userObject();
        return report(fault, command, root.stacktrace);
    }

    /** Prints the line, and the stack when asked for. */
    static int report(Throwable fault, CommandLine command, boolean stacktrace) {
        Throwable cause = unwrapped(fault);
        int code = ExitCode.of(cause);
        PrintWriter err = command.getErr();
        err.println(command.getColorScheme().errorText("tractrix: ") + line(cause, code, stacktrace));
        if (stacktrace) {
            fault.printStackTrace(err);
        }
        err.flush();
        return code;
    }

    @Override
    public int handleParseException(ParameterException fault, String[] args) {
        CommandLine command = fault.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(command.getColorScheme().errorText("tractrix: ") + firstLine(fault.getMessage()) + "; see '"
                + command.getCommandSpec().qualifiedName() + " --help'");
        UnmatchedArgumentException.printSuggestions(fault, err);
        err.flush();
        return ExitCode.USAGE;
    }

    /** What happened beneath the wrappers of threads and class loading. */
    private static Throwable unwrapped(Throwable fault) {
        Throwable t = fault;
        while (t.getCause() != null
                && (t instanceof ExecutionException
                        || t instanceof ExceptionInInitializerError
                        || t instanceof UncheckedIOException
                        || t.getClass() == RuntimeException.class)) {
            t = t.getCause();
        }
        return t;
    }

    private static String line(Throwable fault, int code, boolean stacktrace) {
        String message = firstLine(fault.getMessage());
        if (fault instanceof BadInputException
                || fault instanceof CancelledException
                || fault instanceof NotEnoughMemoryException) {
            return message;
        }
        if (fault instanceof OutOfMemoryError) {
            return "the Java heap is full (" + message + "); set TRACTRIX_HEAP larger than "
                    + (Runtime.getRuntime().maxMemory() >> 20) + "m, or ask for a smaller size or fewer frames";
        }
        if (code == ExitCode.NO_MEMORY) {
            return "memory ran out (" + message + "); ask for a smaller size or fewer frames, or close other programs";
        }
        if (fault instanceof IOException) {
            return "a file could not be read or written (" + fault.getClass().getSimpleName() + ": " + message + ")";
        }
        String where = stacktrace ? "" : "; --stacktrace shows where";
        return "failed: " + fault.getClass().getSimpleName() + ": " + message + where;
    }

    static String firstLine(String text) {
        return text == null
                ? "no message"
                : text.lines().findFirst().orElse("no message").strip();
    }
}
