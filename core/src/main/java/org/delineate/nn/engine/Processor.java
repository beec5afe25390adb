package org.delineate.nn.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Finds out what the processor is and in which number formats the engine computes on it; no other class asks for
 * either.
 *
 * <p>The system property {@value #BF16} set to off denies bf16, as on a processor that has none. The variable
 * ONEDNN_MAX_CPU_ISA, which keeps the engine from newer instructions, is respected.
 */
public final class Processor {
    /** The system property that denies bf16: on (default) or off. */
    public static final String BF16 = "delineate.bf16";

    private static final List<String> DESCRIPTION = description();
    private static final List<String> FLAGS =
            field("flags").map(l -> List.of(l.split("\\s+"))).findFirst().orElse(List.of());

    /** The newest instructions that the engine may use, as the user set them; "" where nothing is set. */
    private static final String NEWEST = Stream.of("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA")
            .map(System::getenv)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("");

    private static final Pattern WITHOUT_AVX512 = Pattern.compile("(?i)SSE41|AVX|AVX2(_VNNI(_2)?)?");
    private static final Pattern WITHOUT_BF16 = Pattern.compile("(?i)SSE41|AVX|AVX2(_VNNI)?|AVX512_CORE(_VNNI)?");

    private static final Pattern WITHOUT_AMX =
            Pattern.compile(WITHOUT_BF16.pattern() + "|(?i)AVX512_CORE_(BF16|FP16)|AVX10_1_512");

    private Processor() {}

    private static List<String> description() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.takeWhile(l -> !l.isBlank()).toList(); // all cores are alike
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // not Linux
        }
    }

    private static Stream<String> field(String name) {
        return DESCRIPTION.stream()
                .filter(l -> l.startsWith(name))
                .map(l -> l.substring(l.indexOf(':') + 1).strip());
    }

    /** The manufacturer's name of the model. */
    static String name() {
        String windows = System.getenv("PROCESSOR_IDENTIFIER");
        return field("model name").findFirst().orElse(windows == null ? System.getProperty("os.arch") : windows);
    }

    private static boolean has(String... flags) {
        return Arrays.stream(flags).anyMatch(FLAGS::contains);
    }

    /** Whether it multiplies bf16 natively, so that bf16 is faster than float32; known on Linux, false elsewhere. */
    public static boolean multipliesBf16() {
        return has("avx512_bf16", "amx_bf16")
                && !WITHOUT_BF16.matcher(NEWEST).matches()
                && bf16Lack().isEmpty();
    }

    /** Whether the engine may use AVX-512; known on Linux, true elsewhere. */
    public static boolean hasAvx512() {
        return (FLAGS.isEmpty() || has("avx512dq"))
                && !WITHOUT_AVX512.matcher(NEWEST).matches();
    }

    /**
     * Whether the user keeps the engine from AVX-512 that the processor has (ONEDNN_MAX_CPU_ISA), so that an older
     * processor is imitated.
     */
    public static boolean isImitated() {
        return has("avx512dq") && !hasAvx512();
    }

    /** Why the engine cannot compute in bf16; "" where it can, if slowly. */
    public static String bf16Lack() {
        if (isOff()) {
            return "bf16 is switched off (-D" + BF16 + "=off)";
        }
        return EngineBf16.RUNS
                ? ""
                : "bf16 needs a processor with AVX-512 (BW, DQ, VL) or AVX-NE-CONVERT; " + lacking(WITHOUT_BF16);
    }

    private static boolean isOff() {
        String value = System.getProperty(BF16, "on");
        if (!value.equals("on") && !value.equals("off")) {
            throw new IllegalArgumentException(BF16 + " must be on or off, got " + value);
        }
        return value.equals("off");
    }

    /** Why int8 cannot be computed; "" where it can: on x86, with the kernels of oneDNN. */
    public static String int8Lack() {
        String architecture = System.getProperty("os.arch");
        return List.of("amd64", "x86_64").contains(architecture)
                ? ""
                : "int8 needs an x86 processor; this one is " + architecture;
    }

    /**
     * The class of the processor by what makes networks fast, as far as the engine may use it: "AVX2", "AVX-512 with
     * VNNI", "AVX-512 with bf16 and AMX", …
     */
    static String kind() {
        if (!Engine.instructions().startsWith("AVX512")) {
            String vector = Engine.instructions().startsWith("AVX") ? "AVX2" : "no AVX2";
            return int8Lack().isEmpty() && has("avx_vnni") ? vector + " with VNNI" : vector;
        }
        if (!multipliesBf16()) {
            return int8Lack().isEmpty() ? "AVX-512 with VNNI" : "AVX-512";
        }
        boolean amx = has("amx_bf16") && !WITHOUT_AMX.matcher(NEWEST).matches();
        return amx ? "AVX-512 with bf16 and AMX" : "AVX-512 with bf16";
    }

    private static String lacking(Pattern names) {
        return names.matcher(NEWEST).matches()
                ? "the engine may use no more than " + NEWEST + " (ONEDNN_MAX_CPU_ISA)"
                : "this one, " + name() + ", has none";
    }

    /** Asks the engine, once, whether it has the kernels in bf16 that the convolutions of a compiled network need. */
    private static final class EngineBf16 {
        private static final boolean RUNS = !torch.hasMKLDNN() || isSupported();

        private static boolean isSupported() {
            IValueVector stack = new IValueVector();
            Dispatcher.singleton()
                    .findSchemaOrThrow("mkldnn::_is_mkldnn_bf16_supported", "")
                    .callBoxed(stack);
            return stack.get(0).toBool();
        }
    }
}
