package org.delineate.infer;

import java.util.Locale;
import org.delineate.file.Plural;
import org.delineate.nn.engine.Engine;

/**
 * How fast pictures were segmented.
 *
 * @param seconds from the first file to the last mask, compiling the network included
 * @param networkSeconds mean time of a thread inside the compiled network, with whatever else used the processor at the
 *     same time
 * @param batch pictures that went through the network at once, 0 where none could be read
 */
public record Throughput(int pictures, double seconds, double networkSeconds, double picturesPerSecond, int batch) {
    public static Throughput of(Segmenter segmenter, int pictures, double seconds) {
        return new Throughput(
                pictures,
                seconds,
                segmenter.networkSeconds() / Engine.threads(),
                pictures / seconds,
                segmenter.together());
    }

    /** "500 pictures in 12.3 s, 40.6 a second; 11.9 s inside the network". */
    public String words() {
        return String.format(
                Locale.ROOT,
                "%s in %.1f s, %.1f a second; %.1f s inside the network",
                Plural.of(pictures, "picture"),
                seconds,
                picturesPerSecond,
                networkSeconds);
    }
}
