package org.delineate.nn.engine;

/** Unpacks the engine's native libraries, so that the JVMs of the tests, which run side by side, find them there. */
public final class UnpackedEngine {
    private UnpackedEngine() {}

    public static void main(String[] args) {
        Engine.threads(1);
    }
}
