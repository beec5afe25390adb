package org.delineate.cli.console;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Draws a bar on the last line of the terminal. */
final class TerminalBar implements Bar {
    private static final String CLEAR_LINE = "\r\033[K";

    private final ProgressBar bar;
    private final boolean brief;

    /** @param brief are lines left out, so that one line moves? */
    TerminalBar(String task, String unit, long from, long total, boolean brief) {
        this.brief = brief;
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .startsFrom(from, Duration.ZERO)
                .setUnit(" " + unit, 1)
                .setUpdateIntervalMillis(200)
                .showSpeed(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, Integer.getInteger("delineate.columns", 80)))
                .build();
    }

    @Override
    public void at(long done, String message) {
        bar.setExtraMessage(" " + message);
        bar.stepTo(done);
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

    private void stays(String text) {
        System.err.println(CLEAR_LINE + text);
        bar.refresh();
    }

    @Override
    public void close() {
        bar.close();
    }
}
