package org.delineate.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class ExecutionErrorsTest {
    private static final String UNEXPECTED =
            "This should not happen; the same command with --debug shows where it comes from.\n";

    /** Fails as it is told. */
    @Command(name = "fail")
    static final class Fail implements Callable<Integer> {
        private final Exception exception;

        @Mixin(name = Verbosity.NAME)
        private Verbosity verbosity;

        Fail(Exception exception) {
            this.exception = exception;
        }

        @Override
        public Integer call() throws Exception {
            throw exception;
        }
    }

    private static String said(Exception exception, String... arguments) {
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new Fail(exception))
                .setExecutionExceptionHandler(new ExecutionErrors())
                .setErr(new PrintWriter(err));
        assertEquals(1, line.execute(arguments));
        return err.toString().replace(System.lineSeparator(), "\n");
    }

    static Stream<Arguments> expected() {
        return Stream.of(
                Arguments.of(new BadFileException(Path.of("a.png"), "no picture", "convert it"), "a.png: no picture"),
                Arguments.of(new IllegalArgumentException("--batch is at least 1, not 0"), "--batch is at least 1"),
                Arguments.of(new UncheckedIOException("cannot list x", new IOException("why")), "cannot list x"),
                Arguments.of(new ArithmeticException("the network answers NaN"), "the network answers NaN"),
                Arguments.of(new CancellationException("stopped"), "stopped"));
    }

    @ParameterizedTest
    @MethodSource("expected")
    void whatAUserCanPutRightIsOneLine(Exception exception, String start) {
        String said = said(exception);
        assertTrue(said.startsWith("delineate: " + start), said);
        assertEquals("delineate: " + exception.getMessage() + "\n", said);
    }

    @Test
    void anExpectedErrorWithoutAMessageIsNamed() {
        assertEquals("delineate: java.util.concurrent.CancellationException\n", said(new CancellationException()));
    }

    /** The engine's messages carry a native trace from their second line on. */
    @Test
    void anotherErrorIsOneLineAndTheWayToItsTrace() {
        assertEquals(
                "delineate: java.lang.IllegalStateException: sizes differ\n" + UNEXPECTED,
                said(new IllegalStateException("sizes differ\nException raised from infer_size\nframe #0")));
        assertEquals("delineate: java.lang.NullPointerException\n" + UNEXPECTED, said(new NullPointerException()));
    }

    @Test
    void debugShowsTheTraceInsteadOfTheAdvice() {
        String said = said(new IllegalStateException("sizes differ"), "--debug");
        assertTrue(said.startsWith("delineate: java.lang.IllegalStateException: sizes differ\n"), said);
        assertTrue(said.contains("\tat " + ExecutionErrorsTest.class.getName()), said);
        assertTrue(!said.contains("This should not happen"), said);
    }
}
