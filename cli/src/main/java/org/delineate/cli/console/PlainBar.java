package org.delineate.cli.console;

import java.util.Locale;
import java.util.function.Consumer;

/** Prints a line every ten seconds, for logs. */
final class PlainBar implements Bar {
    private static final double EVERY_SECONDS = 10;

    private final String task;
    private final String unit;
    private final long from;
    private final long total;
    private final boolean brief;
    private final Consumer<String> lines;
    private final long started = System.nanoTime();
    private long printed = started;

    PlainBar(String task, String unit, long from, long total, boolean brief, Consumer<String> lines) {
        this.task = task;
        this.unit = unit;
        this.from = from;
        this.total = total;
        this.brief = brief;
        this.lines = lines;
    }

    @Override
    public void at(long done, String message) {
        long now = System.nanoTime();
        if ((now - printed) / 1e9 < EVERY_SECONDS) {
            return;
        }
        printed = now;
        double rate = (done - from) / ((now - started) / 1e9);
        lines.accept(String.format(
                Locale.ROOT,
                "%s: %d of %d %s, %.1f/s%s%s",
                task,
                done,
                total,
                unit,
                rate,
                rate > 0 ? ", " + clock((total - done) / rate) + " left" : "",
                message.isEmpty() ? "" : ", " + message));
    }

    @Override
    public void line(String text) {
        if (!brief) {
            lines.accept(text);
        }
    }

    @Override
    public void failure(String text) {
        lines.accept("delineate: " + text);
    }

    @Override
    public void close() {}

    /** Writes 75 seconds as "1:15". */
    static String clock(double seconds) {
        long s = Math.round(seconds);
        return s < 3600
                ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    }
}
