package org.delineate.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Processor;

/**
 * Lists the libraries and settings that are compared. Each runs in a process with the environment that its users have.
 */
enum Peer {
    OURS_FLOAT32("ours-float32", "ours, float32", true, () -> new DelineateRunner(Precision.FLOAT32)),
    OURS_BF16("ours-bf16", "ours, bf16", true, () -> new DelineateRunner(Precision.BF16)),
    OURS_INT8("ours-int8", "ours, int8", false, () -> new DelineateRunner(Precision.INT8)),
    LIBTORCH("libtorch", "libtorch defaults", true, () -> new LibtorchRunner(false)),
    LIBTORCH_TUNED(
            "libtorch-tuned", "libtorch channels-last, bf16 autocast if native", true, () -> new LibtorchRunner(true)),
    ONNX_RUNTIME("onnxruntime", "ONNX Runtime, float32", false, () -> new OnnxRuntimeRunner(false)),
    ONNX_RUNTIME_INT8("onnxruntime-int8", "ONNX Runtime, int8", false, () -> new OnnxRuntimeRunner(true)),
    DJL("djl", "Deep Java Library", true, DjlRunner::new),
    PYTHON("python", "Python's PyTorch", true, null),
    PEAK_FLOAT32("peak-float32", "matrix product, float32", false, () -> new MatrixProductRunner(Precision.FLOAT32)),
    PEAK_BF16("peak-bf16", "matrix product, bf16", false, () -> new MatrixProductRunner(Precision.BF16));

    /** Lists settings of the shell that would make one peer run like another; what a processor may do is for all. */
    private static final List<String> FOREIGN = List.of(
            "GOMP_", "OMP_", "KMP_", "MKL_", "OPENBLAS_", "MALLOC_", "LD_PRELOAD", "ONEDNN_", "DNNL_", "GLIBC_");

    /** Names the system property with the folder of the checkout. */
    static final String HOME = "bench.home";

    /** Names the system property with the Python program. */
    static final String PYTHON_FILE = "bench.python";

    private final String id;
    private final String label;
    private final boolean trains;
    private final Supplier<Runner> runner; // null for what is no Java

    Peer(String id, String label, boolean trains, Supplier<Runner> runner) {
        this.id = id;
        this.label = label;
        this.trains = trains;
        this.runner = runner;
    }

    /**
     * Returns the peer with this id.
     *
     * @throws IllegalArgumentException naming the peers
     */
    static Peer of(String id) {
        return Arrays.stream(values())
                .filter(p -> p.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown peer \"" + id + "\"; known: "
                        + all().stream().map(Peer::id).collect(Collectors.joining(", "))));
    }

    /** Returns the peers that run networks. */
    static List<Peer> all() {
        return Arrays.stream(values()).filter(p -> !p.isPeak()).toList();
    }

    /**
     * Returns the peers that take part where none is named: without native bf16 none that needs it, and none that has
     * no switch to imitate another processor while one is imitated.
     */
    static List<Peer> byDefault() {
        return all().stream()
                .filter(p -> p != OURS_BF16 || Processor.multipliesBf16())
                .filter(p -> !p.isOnnxRuntime() || !Processor.isImitated())
                .toList();
    }

    /** Returns whether it takes the newest instructions of the processor, whatever the environment says. */
    boolean isOnnxRuntime() {
        return this == ONNX_RUNTIME || this == ONNX_RUNTIME_INT8;
    }

    String id() {
        return id;
    }

    /** Returns the name for people. */
    String label() {
        return label;
    }

    boolean isOurs() {
        return id.startsWith("ours");
    }

    boolean isPeak() {
        return id.startsWith("peak");
    }

    /** Returns the matrix product that its share of the peak is measured by; int8 may exceed 100 %. */
    Peer peak() {
        return switch (this) {
            case OURS_BF16, OURS_INT8, LIBTORCH_TUNED -> Processor.multipliesBf16() ? PEAK_BF16 : PEAK_FLOAT32;
            default -> PEAK_FLOAT32;
        };
    }

    boolean supports(Task.Kind kind) {
        return kind == Task.Kind.INFERENCE || trains;
    }

    /** Creates the runner, in the worker's process. */
    Runner runner() {
        return runner.get();
    }

    /** Returns what helps where the process does not start. */
    String remedy() {
        return this == PYTHON
                ? "install Python with PyTorch (Debian, Ubuntu: "
                        + "apt-get install python3-torch python3-torchvision libopenblas0-pthread)"
                : "is this Java complete?";
    }

    /** Writes the files that this peer needs of a task, unless they are there. */
    void write(Task task, TaskFiles files) {
        switch (this) {
            case DJL, PYTHON -> files.writeGraph(task);
            case ONNX_RUNTIME -> files.writeOnnx(task, false);
            case ONNX_RUNTIME_INT8 -> files.writeOnnx(task, true);
            default -> {}
        }
    }

    /**
     * Returns what starts its process.
     *
     * @param folder folder of the task's files
     */
    ProcessBuilder process(int threads, Path folder) {
        ProcessBuilder process = new ProcessBuilder(this == PYTHON ? python(folder) : java());
        Map<String, String> environment = process.environment();
        environment
                .keySet()
                .removeIf(name -> FOREIGN.stream().anyMatch(name::startsWith) && !name.endsWith("_MAX_CPU_ISA"));
        if (!isOurs()) { // ours are set by engine.sh
            environment.put("OMP_NUM_THREADS", Integer.toString(threads));
        }
        if (!isOurs() && this != PYTHON) {
            // in a JVM spinning threads meet its own and those of a second math library, and lose ten times: not held
            // against peers
            environment.put("OPENBLAS_NUM_THREADS", "1");
            environment.put("GOMP_SPINCOUNT", "1000");
        }
        return process;
    }

    private static List<String> python(Path folder) {
        Path script = folder.resolve("peer.py");
        try (InputStream in = Peer.class.getResourceAsStream("/peer.py")) {
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(System.getProperty(PYTHON_FILE, "/usr/bin/python3"), script.toString());
    }

    private List<String> java() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>();
        if (isOurs()) { // with what the script `delineate` sets
            Path home = Path.of(System.getProperty(HOME, ".."));
            String engine = home.resolve("engine.sh").toAbsolutePath().toString();
            command.addAll(List.of("sh", "-c", ". \"$0\"; exec \"$@\"", engine));
        }
        command.addAll(List.of(java, "-XX:+UseParallelGC", "-XX:-UsePerfData", "-Xmx3g"));
        // bookkeeping of the binding, which programs in other languages have not
        command.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName(), id));
        return command;
    }
}
