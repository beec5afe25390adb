package org.delineate.infer;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Says which engine computes a model, and why this one.
 *
 * @param milliseconds for a picture with each candidate that was timed, by the candidate's name; infinite where it
 *     cannot run here; empty where none was timed
 */
public record EngineChoice(Backend backend, Reason reason, Map<String, Double> milliseconds) {
    /** Why an engine was taken. */
    public enum Reason {
        /** The options, the model's file or the device leave no other. */
        ONLY("the only one that the options, the file and the device leave"),
        RULE("by the rule for this processor, not timed"),
        TIMED("the fastest, timed now"),
        KEPT("the fastest, timed in an earlier run");

        private final String words;

        Reason(String words) {
            this.words = words;
        }
    }

    /** "libtorch 2.10 with oneDNN 3.11, bf16: the fastest, timed now (libtorch bf16 9.1 ms, onnx float32 12.0 ms)". */
    public String words() {
        String times = milliseconds.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(e -> e.getKey()
                        + (e.getValue().isInfinite() ? " fails" : String.format(Locale.ROOT, " %.2f ms", e.getValue())))
                .collect(Collectors.joining(", "));
        return backend.engine() + ", " + backend.numbers() + ": " + reason.words
                + (times.isEmpty() ? "" : " (" + times + ")");
    }
}
