package org.delineate.parity;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;

/**
 * Runs a network of the zoo, or a block, on a golden case and measures the largest differences.
 *
 * <p>In float64 it must be the same function as the reference: what is left is the rounding of float64. In float32 it
 * may lie as far from there as the reference's own float32 runs do, which the case records; gradient norms twice as far,
 * since other processors round otherwise. In a training step up to 7 of 8 million decisions of ReLU and max pooling fall
 * to the other side in float32, and that moves single gradient norms by some percent.
 *
 * @param most what each of the float32 differences may be
 * @param most64 the same in float64
 * @param failures what differs by more, and names and shapes that are not the reference's; nothing is compared then
 */
public record Parity(
        String model,
        long parameters,
        @JsonUnwrapped Differences float32,
        Differences most,
        Differences float64,
        Differences most64,
        List<String> failures) {
    private static final Differences NONE = new Differences(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    public boolean passes() {
        return failures.isEmpty();
    }

    /**
     * @throws BadFileException when the file is no golden case
     * @throws IllegalArgumentException for an unknown model
     */
    public static Parity of(Path file) {
        GoldenCase g = Json.read(file, GoldenCase.class);
        if (g.model() == null || g.input() == null || g.evalOutputs() == null) {
            throw new BadFileException(file, "no fields model, input and eval_outputs", "give a golden case");
        }
        return of(g);
    }

    private static Parity of(GoldenCase g) {
        GoldenRun run = GoldenRun.of(g);
        List<String> failures = new ArrayList<>(run.misfits());
        long parameters = run.module().parameterCount();
        if (run.parameters() != g.parameters()) {
            failures.add("parameters " + run.parameters() + ", reference " + g.parameters());
        }
        if (!run.misfits().isEmpty()) {
            return new Parity(g.model(), parameters, NONE, NONE, NONE, NONE, failures);
        }
        Answers rounded = run.float32();
        Answers exact = run.float64();
        Answers recorded = Answers.recorded(g, run.names());
        AnswerComparison in64 = new AnswerComparison("float64", exact, recorded, Tolerance.float64(g), failures);
        AnswerComparison in32 = new AnswerComparison(
                "float32",
                rounded,
                g.float32() == null ? exact : recorded,
                Tolerance.float32(g, run.names()),
                failures);
        return new Parity(
                g.model(), parameters, in32.differences(), in32.most(), in64.differences(), in64.most(), failures);
    }
}
