package org.delineate.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.delineate.file.Json;
import org.delineate.model.Import;
import org.delineate.model.WeightsFile;
import org.delineate.nn.Python;
import org.delineate.zoo.Chosen;
import org.delineate.zoo.Network;
import org.delineate.zoo.TensorNames;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Profile "python": state_dicts that PyTorch saved, with the names and values of the golden cases, are imported; the
 * network then answers as its reference did. All that are as wide as published, or -Ddelineate.network=regex.
 */
class ImportPythonTest {
    private static final double RELATIVE = 1e-6;
    private static final List<String> STYLES = List.of("archive", "legacy", "parallel", "nested", "double", "strided");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> answersAsItsReference() {
        return Chosen.networks()
                .flatMap(z -> z.goldens().stream()
                        .filter(g -> !g.matches(".*_base\\d+.*"))
                        .map(g -> DynamicTest.dynamicTest(z.id() + " " + g, () -> check(z, g))));
    }

    private void check(Zoo zoo, String model) throws Exception {
        GoldenCase golden = Json.read(Golden.file(model), GoldenCase.class);
        long[] x = golden.input().shape();
        int classes = (int) golden.evalOutputs().get(0).shape()[1];
        Network.Spec spec = new Network.Spec((int) x[1], classes, (int) x[2], (int) x[3], 0);
        String style = STYLES.get(zoo.ordinal() % STYLES.size());
        Path checkpoint = folder.resolve("weights.pth");
        Path wanted = folder.resolve("spec.json");
        Files.writeString(wanted, Json.line(spec(golden, zoo.outline(spec).names(), style)));
        Python.run("state_dict.py", wanted, checkpoint);
        Import imported = Import.of(WeightsFile.read(checkpoint), zoo, List.of(spec));
        assertEquals(style.equals("parallel") ? "module." : "", imported.prefix());
        Network network = imported.network();
        GoldenRun run = new GoldenRun(golden, network, network.names(), network::reference, List.of());
        double worst = worst(golden, run.float64().outputs());
        System.out.println(String.format(
                Locale.ROOT, "import %-24s %-16s largest relative difference %.1e", zoo.id(), style, worst));
        assertTrue(worst < RELATIVE, zoo.id() + ": " + worst);
        Files.delete(checkpoint);
    }

    /** Where a tensor has two names, both hold the later one's values, as one tensor would. */
    private static Map<String, Object> spec(GoldenCase golden, TensorNames names, String style) {
        Map<String, String> last = new HashMap<>();
        golden.tensors().forEach(t -> last.put(names.canonical(t.name()), t.name()));
        List<Map<String, Object>> tensors = new ArrayList<>();
        for (GoldenCase.Filled t : golden.tensors()) {
            Map<String, Object> tensor = new LinkedHashMap<>();
            tensor.put("name", t.name());
            tensor.put("shape", t.shape());
            tensor.put("lo", t.lo());
            tensor.put("hi", t.hi());
            tensor.put("drawn_as", last.get(names.canonical(t.name())));
            tensors.add(tensor);
        }
        return Map.of("seed", golden.seed(), "style", style, "tensors", tensors);
    }

    /** Over all maps: the largest difference, relative to the map's largest value. */
    private static double worst(GoldenCase golden, List<float[]> answers) {
        assertEquals(golden.evalOutputs().size(), answers.size());
        double worst = 0;
        for (int i = 0; i < answers.size(); i++) {
            float[] expected = golden.evalOutputs().get(i).values();
            float[] found = answers.get(i);
            double largest = 0;
            double difference = 0;
            for (int j = 0; j < expected.length; j++) {
                largest = Math.max(largest, Math.abs(expected[j]));
                difference = Math.max(difference, Math.abs(expected[j] - found[j]));
            }
            worst = Math.max(worst, difference / largest);
        }
        return worst;
    }
}
