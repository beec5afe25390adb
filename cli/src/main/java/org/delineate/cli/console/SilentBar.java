package org.delineate.cli.console;

import java.util.function.Consumer;

/** Shows nothing but failures. */
record SilentBar(Consumer<String> failures) implements Bar {
    @Override
    public void at(long done, String message) {}

    @Override
    public void line(String text) {}

    @Override
    public void failure(String text) {
        failures.accept(text);
    }

    @Override
    public void close() {}
}
