package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.delineate.checkpoint.SafeTensors.Entry;
import org.delineate.file.Json;
import org.delineate.image.ImageFile;
import org.delineate.nn.layer.Weights;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;

/** Makes folders that have what the names in the documentation stand for. */
final class DocsSandbox {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path IMAGES = ROOT.resolve("demo/busi-small");
    private static final List<String> CASES = List.of("benign (100)", "benign (109)", "malignant (1)");
    private static final int FRAMES = 12;
    private static final Pattern LOOP =
            Pattern.compile("for (\\w+) in ([^;]+); do\\n(.*?)^done", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern RUN = Pattern.compile("runs/[\\w-]+");

    /** Makes what a name stands for. */
    private interface Maker {
        void make(Path place) throws Exception;
    }

    private final Map<String, Maker> makers = new LinkedHashMap<>();
    private final Path shared;

    /** @param shared folder of what is made once */
    DocsSandbox(Path shared) {
        this.shared = shared;
        add("REPOSITORY", p -> Files.createSymbolicLink(p, ROOT));
        add("cli", p -> Files.createSymbolicLink(p, ROOT.resolve("cli")));
        add("demo", p -> copy(ROOT.resolve("demo"), p));
        add("DIR CLINIC POLYPS BUSI", p -> copy(IMAGES, p));
        add("PICTURES PATH FOLDER", DocsSandbox::pictures);
        add("picture.png", p -> Files.copy(image(CASES.get(0)), p));
        add("STUDY in", DocsSandbox::study);
        add("experiments", DocsSandbox::experiments);
        add("test.txt", p -> Files.write(p, CASES));
        add("unext.pth", p -> checkpoint(p, Zoo.UNEXT, ""));
        add("best.pth", p -> checkpoint(p, Zoo.UNET_RESNET50, ""));
        add("resnet50-0676ba61.pth", p -> checkpoint(p, Zoo.UNET_RESNET50, "encoder."));
        add("runs/busi", p -> copy(trained("sc-unext"), p));
        add("lesion.onnx", this::exported);
    }

    private void add(String names, Maker maker) {
        Stream.of(names.split(" ")).forEach(n -> makers.put(n, maker));
    }

    /** Fills a folder with what the commands read, but not with what they write themselves. */
    void fill(Path folder, String commands) throws Exception {
        String code = unrolled(commands.replaceAll("(?m)(^|\\s)#.*", ""));
        Map<String, Maker> all = new LinkedHashMap<>(makers);
        boolean model = code.contains("--model FILE");
        all.put("FILE", model ? p -> Files.copy(model(), p) : p -> ultrasound(p, "1.6.1", FRAMES));
        Matcher run = RUN.matcher(code);
        while (run.find()) {
            boolean scored = code.contains("compare ") && !code.contains("--out " + run.group() + "/evaluation");
            all.putIfAbsent(run.group(), p -> copy(scored ? evaluated() : trained(""), p));
        }
        for (Map.Entry<String, Maker> name : all.entrySet()) {
            if (isRead(code, name.getKey())) {
                Path place = folder.resolve(name.getKey());
                Files.createDirectories(place.getParent());
                name.getValue().make(place);
            }
        }
    }

    /** Writes the rounds of the shell's loops out. */
    private static String unrolled(String code) {
        return LOOP.matcher(code)
                .replaceAll(loop ->
                        Matcher.quoteReplacement(Stream.of(loop.group(2).split(" "))
                                .map(value -> loop.group(3).replace("$" + loop.group(1), value))
                                .collect(Collectors.joining())));
    }

    /** What the first command with the name writes is not there before, unless it goes on with it. */
    private static boolean isRead(String code, String name) {
        Matcher first = Pattern.compile("(--out )?(?<![\\w/.-])" + Pattern.quote(name) + "(?![\\w-])( --resume)?")
                .matcher(code);
        return first.find() && (first.group(1) == null || first.group(2) != null);
    }

    private static Path image(String name) {
        return IMAGES.resolve(name.split(" ")[0]).resolve(name + ".png");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void pictures(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String name : CASES) {
            Files.copy(image(name), folder.resolve(name + ".png"));
        }
    }

    private static void study(Path folder) throws IOException {
        Files.createDirectories(folder);
        ultrasound(folder.resolve("IM1.dcm"), "1.6.1", 1);
        ultrasound(folder.resolve("IM2.dcm"), "1.6.2", 2);
    }

    private static void ultrasound(Path file, String instance, int frames) {
        UltrasoundFile.write(file, UltrasoundFile.identified(instance), ImageFile.read(image(CASES.get(0))), frames);
    }

    /** The experiments with images of 64x64, one epoch and one split of the images that come along. */
    private static void experiments(Path folder) throws IOException {
        copy(ROOT.resolve("experiments"), folder);
        Set<String> known;
        try (Stream<Path> files = Files.walk(IMAGES)) {
            known = files.map(f -> f.getFileName().toString().replace(".png", ""))
                    .collect(Collectors.toSet());
        }
        for (Path file : files(folder.resolve("splits"))) {
            if (file.toString().endsWith(".txt")) {
                Files.write(
                        file,
                        Files.readAllLines(file).stream()
                                .filter(known::contains)
                                .toList());
            }
        }
        for (Path file : files(folder)) {
            if (file.toString().endsWith(".json")) {
                ObjectNode experiment = (ObjectNode) Json.tree(file);
                experiment.withObject("/train").put("size", 64).put("epochs", 1);
                experiment.findValues("lists").forEach(l -> {
                    while (l.size() > 1) {
                        ((ArrayNode) l).remove(1);
                    }
                });
                Files.writeString(file, Json.pretty(experiment));
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** A run of one epoch on images of 64x64. @param network "" for the one that is trained without being named */
    private Path trained(String network) {
        Path run = shared.resolve("run-" + network);
        if (Files.notExists(run)) {
            Object[] line = {"train", "--data", IMAGES, "--out", run, "--size", 64, "--epochs", 1};
            Stream<Object> named = network.isEmpty() ? Stream.of() : Stream.of("--network", network);
            succeed(Stream.concat(Stream.of(line), named).toArray());
        }
        return run;
    }

    private Path evaluated() {
        Path run = trained("");
        Path scores = run.resolve("evaluation");
        if (Files.notExists(scores)) {
            succeed("evaluate", "--data", IMAGES, "--model", run.resolve("model.safetensors"), "--out", scores);
        }
        return run;
    }

    private Path model() {
        return trained("").resolve("model.safetensors");
    }

    private void exported(Path file) {
        succeed("export", "--model", model(), "--onnx", file);
    }

    private static void succeed(Object... line) {
        Cli answer = Cli.run(line);
        assertEquals(0, answer.code(), answer.err());
    }

    /** A checkpoint as PyTorch writes it. @param part prefix of the tensors in it, which they have not in the file */
    private static void checkpoint(Path file, Zoo id, String part) throws Exception {
        Network network = id.create(3, 1);
        network.initialise(1);
        List<Entry> entries = Weights.entries(network.state()).stream()
                .map(e -> new Entry(network.names().published(e.name()), e.dtype(), e.shape(), e.source()))
                .filter(e -> e.name().startsWith(part))
                .map(e -> new Entry(e.name().substring(part.length()), e.dtype(), e.shape(), e.source()))
                .toList();
        // its writer is one of core's tests, which are on nobody's class path
        URL[] tests = {ROOT.resolve("core/target/test-classes").toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(tests, DocsSandbox.class.getClassLoader())) {
            Object written = loader.loadClass("org.delineate.checkpoint.StateDictFile")
                    .getMethod("write", Path.class, String.class, List.class)
                    .invoke(null, file.getParent(), "", entries);
            Files.move((Path) written, file);
        }
    }
}
