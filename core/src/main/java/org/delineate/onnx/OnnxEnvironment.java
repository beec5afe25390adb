package org.delineate.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.util.concurrent.CompletableFuture;

/**
 * The one environment of ONNX Runtime in this process.
 *
 * <p>When it begins, the library matches the command line of the process with a recursion that takes some 250 bytes of
 * stack for each character: on a Java thread of 1 MiB it ends the process where the command line, class path included,
 * has more than 4,000 characters. It begins on a thread with room for the longest that Linux allows by default.
 */
public final class OnnxEnvironment {
    private static final long STACK_BYTES = 512L << 20; // reserved, not taken: pages that nothing touches cost nothing

    private static OrtEnvironment begun;

    private OnnxEnvironment() {}

    /** It logs nothing: every failure is an exception. */
    public static synchronized OrtEnvironment here() {
        if (begun == null) { // not in the class's initializer, for which the thread would wait
            begun = begin();
        }
        return begun;
    }

    private static OrtEnvironment begin() {
        CompletableFuture<OrtEnvironment> result = new CompletableFuture<>();
        Runnable task = () -> {
            try {
                result.complete(OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "delineate"));
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        };
        Thread thread = new Thread(null, task, "onnx-environment", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        return result.join();
    }
}
