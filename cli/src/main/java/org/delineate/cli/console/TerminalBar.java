package org.delineate.cli.console;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Draws a bar on the last line of the terminal, where a task takes long enough to be watched. */
final class TerminalBar implements Bar {
    private static final String CLEAR_LINE = "\r\033[K";
    private static final Duration SHORT = Duration.ofMillis(400);

    private final ProgressBarBuilder builder;
    private final boolean brief;
    private final Duration hidden;
    private final long begin = System.nanoTime();
    private ProgressBar bar; // null while the task may be a short one

    /** @param brief are lines left out, so that one line moves? */
    TerminalBar(String task, String unit, long from, long total, boolean brief) {
        this(task, unit, from, total, brief, SHORT);
    }

    /** @param hidden how long the task runs before its bar is drawn */
    TerminalBar(String task, String unit, long from, long total, boolean brief, Duration hidden) {
        this.brief = brief;
        this.hidden = hidden;
        builder = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .startsFrom(from, Duration.ZERO)
                .setUnit(" " + unit, 1)
                .setUpdateIntervalMillis(200)
                .showSpeed(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, Integer.getInteger("delineate.columns", 80)));
    }

    @Override
    public synchronized void at(long done, String message) {
        if (bar == null && System.nanoTime() - begin >= hidden.toNanos()) {
            bar = builder.build();
        }
        if (bar != null) {
            bar.setExtraMessage(" " + message);
            bar.stepTo(done);
        }
    }

    @Override
    public void line(String text) {
        if (!brief) {
            stays(text);
        }
    }

    @Override
    public void failure(String text) {
        stays(Colour.RED.of("delineate:") + " " + text);
    }

    private synchronized void stays(String text) {
        System.err.println(CLEAR_LINE + text);
        if (bar != null) {
            bar.refresh();
        }
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
