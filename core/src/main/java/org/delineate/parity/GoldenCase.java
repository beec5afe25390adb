package org.delineate.parity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.delineate.random.SplitMix64;

/**
 * What a reference network answered: its tensors' names, shapes and ranges, and its outputs, loss and gradient norms in
 * float64.
 *
 * <p>No weights are stored: every tensor is a pure function of the seed and its name, see {@link #uniform}.
 *
 * @param float32 how far float32 runs of the reference lie from that; null where the answers are those of one float32
 *     run
 * @param float64 how far such a run lies from a float64 run; null where that is not known
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record GoldenCase(
        String model,
        long seed,
        boolean logits,
        long parameters,
        Filled input,
        List<Filled> tensors,
        @JsonProperty("eval_outputs") List<Packed> evalOutputs,
        Train train,
        Spread float32,
        Deviation float64) {

    /**
     * The largest distances of the reference's float32 runs, on several processors and thread counts: outputs in
     * standard deviations, norms relative to themselves and a floor ({@link Differences}).
     *
     * @param loss NaN where the case has no training step, as what follows
     * @param gradients the largest, and what is more than 1e-3
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Spread(
            double output,
            Double loss,
            @JsonProperty("grad_l2") Map<String, Double> gradients,
            @JsonProperty("running_after") Double running) {
        public Spread {
            loss = loss == null ? Double.valueOf(Double.NaN) : loss;
            running = running == null ? Double.valueOf(Double.NaN) : running;
            gradients = gradients == null ? Map.of() : gradients;
        }
    }

    /**
     * Of one float32 run from a float64 run.
     *
     * @param loss that of the float64 run
     * @param gradient largest relative difference of a gradient norm
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Deviation(
            double loss,
            @JsonProperty("grad_l2_worst_rel_diff") double gradient) {}

    /** A tensor that is filled from its name. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Filled(String name, long[] shape, double lo, double hi) {
        long count() {
            return Arrays.stream(shape).reduce(1, Math::multiplyExact);
        }

        /** A parameter, not a buffer. */
        boolean isTrained() {
            return !name.matches(".*running_(mean|var)");
        }

        public float[] values(long seed) {
            return uniform(name, shape, lo, hi, seed);
        }
    }

    /** Stored values. */
    public record Packed(
            long[] shape, @JsonProperty("f32le_base64") String base64) {
        public float[] values() {
            ByteBuffer bytes =
                    ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
            float[] out = new float[bytes.remaining() / 4];
            bytes.asFloatBuffer().get(out);
            return out;
        }
    }

    /** One training step: loss = mean over the outputs of the BCE against uniform("target") > 0. */
    public record Train(
            double loss,
            @JsonProperty("grad_l2") Map<String, Double> gradientNorms,
            @JsonProperty("no_grad") List<String> withoutGradient,
            @JsonProperty("running_after") Map<String, Double> runningNorms) {}

    /** SplitMix64 from the FNV-1a hash of the name and the seed, its upper 24 bits scaled to lo..hi. */
    public static float[] uniform(String name, long[] shape, double lo, double hi, long seed) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001B3L;
        }
        SplitMix64 random = SplitMix64.seeded(hash ^ (seed * SplitMix64.GAMMA));
        long count = 1;
        for (long s : shape) {
            count = Math.multiplyExact(count, s);
        }
        float[] out = new float[Math.toIntExact(count)];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (lo + (hi - lo) * ((random.bits() >>> 40) / (double) (1 << 24)));
        }
        return out;
    }
}
