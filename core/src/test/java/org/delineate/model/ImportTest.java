package org.delineate.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.checkpoint.SafeTensors.Dtype;
import org.delineate.checkpoint.SafeTensors.Entry;
import org.delineate.checkpoint.StateDictFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;
import org.delineate.nn.layer.Weights;
import org.delineate.sample.Preprocess;
import org.delineate.zoo.Network;
import org.delineate.zoo.PublicCode;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportTest {
    private static final List<Network.Spec> ANY =
            List.of(Network.Spec.of(3, 1), Network.Spec.of(1, 1), Network.Spec.of(3, 2), Network.Spec.of(1, 2));

    @TempDir
    Path folder;

    private static Network network(int channels, int classes) {
        Network network = Zoo.UNEXT_S.create(channels, classes);
        network.initialise(5);
        return network;
    }

    /** As the authors' code would save them, with the counters of its batch norms. */
    private static List<Entry> published(Network network, String prefix) {
        List<Entry> entries = new ArrayList<>();
        for (Entry e : Weights.entries(network.state())) {
            String name = prefix + network.names().published(e.name());
            entries.add(new Entry(name, e.dtype(), e.shape(), e.data()));
            if (name.endsWith("running_var")) {
                String counter = name.replace("running_var", "num_batches_tracked");
                entries.add(new Entry(counter, Dtype.I64, new long[0], ByteBuffer.allocate(8)));
            }
        }
        return entries;
    }

    private static void assertEqualWeights(Network expected, Network found) {
        assertEquals(expected.state().keySet(), found.state().keySet());
        expected.state().forEach((name, t) -> {
            float[] values = found.state().get(name).toFloats();
            assertArrayEquals(t.toFloats(), values, name);
        });
    }

    private static Import of(Path file) {
        return Import.of(WeightsFile.read(file), Zoo.UNEXT_S, ANY);
    }

    @Test
    void saysWhoseCheckpointsANetworkTakesAndWhichNetworkTakesThese() {
        Path file = StateDictFile.write(folder, "", published(network(3, 1), ""));
        String said = assertThrows(
                        BadFileException.class, () -> Import.of(WeightsFile.read(file), Zoo.ATTENTION_UNET, ANY))
                .getMessage();
        assertTrue(said.contains("; attention-unet takes checkpoints of https://github.com/FengheTan9/"), said);
        assertTrue(said.contains("; these weights fit --network unext-s;"), said);
        List<Entry> strange = List.of(new Entry("strange", Dtype.F32, new long[] {1}, ByteBuffer.allocate(4)));
        WeightsFile nobody = new WeightsFile(folder, "", strange, List.of());
        said = assertThrows(BadFileException.class, () -> Import.of(nobody, Zoo.UNEXT_S, ANY))
                .getMessage();
        assertTrue(said.contains("no network here has these names"), said);
    }

    /** Each network with public code is named once, and each name is a network's. */
    @Test
    void publicCodeNamesNetworks() {
        List<String> named = Arrays.stream(PublicCode.values())
                .flatMap(c -> c.networks().stream())
                .toList();
        assertEquals(named.stream().distinct().toList(), named);
        named.forEach(id -> assertTrue(PublicCode.of(Zoo.of(id)).isPresent(), id));
    }

    @Test
    void fillsANetworkFromACheckpoint() {
        Network network = network(3, 1);
        for (String prefix : new String[] {"", "module.", "module.net."}) {
            for (String key : new String[] {"", "state_dict", "generator"}) {
                Import imported = of(StateDictFile.write(folder, key, published(network, prefix)));
                assertEqualWeights(network, imported.network());
                assertEquals(prefix, imported.prefix());
                assertEquals(key, imported.source().key());
                assertEquals("published", imported.naming());
                assertEquals(
                        key.isEmpty() ? List.of() : List.of("epoch: number 41"),
                        imported.source().leftAlone());
                assertTrue(imported.aside().contains(prefix + "ebn1.num_batches_tracked: not needed"));
            }
        }
    }

    @Test
    void fillsANetworkFromSafetensorsByEitherNames() {
        Network network = network(3, 1);
        Path file = folder.resolve("w.safetensors");
        SafeTensors.write(file, Map.of(), Weights.entries(network.state()));
        Import ours = of(file);
        assertEqualWeights(network, ours.network());
        assertEquals("ours", ours.naming());
        SafeTensors.write(file, Map.of(), published(network, "model."));
        Import theirs = of(file);
        assertEqualWeights(network, theirs.network());
        assertEquals("published", theirs.naming());
    }

    @Test
    void seesChannelsAndClassesInTheShapes() {
        for (Network.Spec spec : ANY) {
            Network network = network(spec.inputChannels(), spec.classes());
            Import imported = of(StateDictFile.write(folder, "", published(network, "")));
            assertEquals(spec.inputChannels(), imported.network().spec().inputChannels());
            assertEquals(spec.classes(), imported.network().spec().classes());
        }
    }

    @Test
    void widensDoubles() {
        Network network = network(3, 1);
        List<Entry> doubles = published(network, "").stream()
                .map(e -> {
                    if (e.dtype() != Dtype.F32) {
                        return e;
                    }
                    float[] values = Weights.floats(e);
                    ByteBuffer wide = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
                    for (float value : values) {
                        wide.putDouble(value);
                    }
                    return new Entry(e.name(), Dtype.F64, e.shape(), wide.flip());
                })
                .toList();
        assertEqualWeights(network, of(StateDictFile.write(folder, "", doubles)).network());
    }

    @Test
    void listsAllThatDoesNotFit() {
        List<Entry> entries = published(network(3, 1), "module.");
        entries.removeIf(e -> e.name().equals("module.ebn1.bias") || e.name().equals("module.encoder1.bias"));
        entries.add(Weights.entry("module.ema.decay", new float[] {1}));
        entries.add(Weights.entry("module.extra", new float[] {1, 2}, 2));
        Path file = StateDictFile.write(folder, "", entries);
        BadFileException e = assertThrows(BadFileException.class, () -> of(file));
        int found = Zoo.UNEXT_S.outline(3, 1).state().size() - 2;
        assertEquals(
                file + ": the weights do not fit unext-s (3 channels, 1 class, names after \"module.\"): 2 missing,"
                        + " 2 unexpected, " + found
                        + " found; give the network that they were trained in; `delineate train --pretrained` takes"
                        + " what fits"
                        + "\n  missing     module.encoder1.bias [8]"
                        + "\n  missing     module.ebn1.bias [8]"
                        + "\n  unexpected  module.ema.decay []"
                        + "\n  unexpected  module.extra [2]",
                e.getMessage());
    }

    /** As PyTorch Lightning saves its module: the network is a part of it, and the loss another. */
    @Test
    void leavesAsideWhatLiesBesideTheNetwork() {
        Network network = network(3, 1);
        List<Entry> entries = published(network, "model.");
        entries.add(0, Weights.entry("loss_fn.pos_weight", new float[] {3}, 1));
        entries.add(Weights.entry("val_dice.total", new float[] {0.5f}));
        Import imported = of(StateDictFile.write(folder, "state_dict", entries));
        assertEqualWeights(network, imported.network());
        assertEquals("model.", imported.prefix());
        assertTrue(
                imported.aside()
                        .containsAll(List.of(
                                "loss_fn.pos_weight [1]: not under \"model.\"",
                                "val_dice.total []: not under \"model.\"")),
                imported.aside()::toString);
        entries.removeIf(e -> e.name().equals("model.ebn1.bias"));
        Path file = StateDictFile.write(folder, "state_dict", entries);
        String message = assertThrows(BadFileException.class, () -> of(file)).getMessage();
        assertTrue(message.endsWith("\n  missing     model.ebn1.bias [8]"), message);
        assertTrue(message.contains("names after \"model.\"): 1 missing, "), message);
    }

    @Test
    void asksWhichOfTwoNetworksIsMeant() {
        Network network = network(3, 1);
        List<Entry> entries = published(network, "net.");
        entries.addAll(published(Zoo.UNEXT_S.create(3, 1), "teacher.net."));
        entries.add(Weights.entry("loss_fn.pos_weight", new float[] {3}, 1));
        Path file = StateDictFile.write(folder, "state_dict", entries);
        assertEquals(
                file + ": it holds weights of unext-s under \"net.\" and under \"teacher.net.\"; say with --prefix"
                        + " which to take",
                assertThrows(BadFileException.class, () -> of(file)).getMessage());
        WeightsFile source = WeightsFile.read(file).under("net.");
        assertEqualWeights(network, Import.of(source, Zoo.UNEXT_S, ANY).network());
        assertTrue(source.leftAlone().contains(entries.size() / 2 + 1 + " tensors that are not under \"net.\""));
        assertThrows(BadFileException.class, () -> source.under("ema."));
    }

    @Test
    void refusesValuesThatAreNotFinite() {
        List<Entry> entries = published(network(3, 1), "");
        float[] bias = new float[8];
        bias[3] = Float.NaN;
        entries.replaceAll(e -> e.name().equals("encoder1.bias") ? Weights.entry(e.name(), bias, 8) : e);
        Path file = StateDictFile.write(folder, "", entries);
        BadFileException e = assertThrows(BadFileException.class, () -> of(file));
        assertTrue(e.getMessage().endsWith("\n  not finite  encoder1.bias [8]: 1 of 8 values"), e.getMessage());
    }

    @Test
    void writesAModelThatSaysWhereItIsFrom() {
        Network network = network(3, 1);
        Path file = StateDictFile.write(folder, "state_dict", published(network, "module."));
        Manifest manifest = of(file).manifest(Preprocess.of(3, 64), 0.4, PostProcess.RCA_IUNET, "CC0");
        Path model = folder.resolve("m.safetensors");
        Model.save(model, manifest, of(file).network().state());
        Model loaded = Model.load(model);
        assertEqualWeights(network, loaded.network());
        assertEquals(manifest, loaded.manifest());
        assertEquals(
                "unknown data, imported from case.pth",
                manifest.provenance().data().dataset());
        assertEquals("CC0", manifest.provenance().licence());
        var config = manifest.provenance().config();
        assertEquals(Hash.of(file), config.get("sha256").asText());
        assertEquals("state_dict", config.get("key").asText());
        assertEquals("module.", config.get("prefix").asText());
    }

    @Test
    void refusesPreprocessingThatTheNetworkCannotTake() {
        Import imported = of(StateDictFile.write(folder, "", published(network(1, 1), "")));
        assertThrows(
                IllegalArgumentException.class,
                () -> imported.manifest(Preprocess.of(1, 100), 0.5, PostProcess.NONE, "not stated"));
        assertThrows(
                IllegalArgumentException.class,
                () -> imported.manifest(Preprocess.of(3, 64), 0.5, PostProcess.NONE, "not stated"));
    }

    @Test
    void takesTheDictThatIsNamed() {
        Path nested = Path.of("src/test/resources/checkpoints/nested.pth");
        BadFileException e = assertThrows(BadFileException.class, () -> WeightsFile.read(nested));
        assertTrue(
                e.getMessage()
                        .endsWith("several dicts of tensors: \"model.ema\", \"model.raw\"; say which one to take"),
                e.getMessage());
        WeightsFile raw = WeightsFile.read(nested, "model.raw");
        assertEquals("model.raw", raw.key());
        assertEquals(List.of("\"model.ema\": 9 tensors", "epoch: number 1"), raw.leftAlone());
        e = assertThrows(BadFileException.class, () -> WeightsFile.read(nested, "model"));
        assertTrue(e.getMessage().contains("no dict of tensors under \"model\"; there are \"model.ema\""));
    }

    /** A counter that is a tensor beside the state_dict is not the weights. */
    @Test
    void passesOverAFewTensorsBesideTheWeights() {
        List<Entry> counters = List.of(Weights.entry("step", new float[] {7}));
        Path file = StateDictFile.write(folder, "state_dict", published(network(3, 1), ""), counters);
        WeightsFile read = WeightsFile.read(file);
        assertEquals("state_dict", read.key());
        assertEquals(List.of("the outermost dict: 1 tensors", "epoch: number 41"), read.leftAlone());
        Path mixed = Path.of("src/test/resources/checkpoints/mixed.pth");
        assertEquals("", WeightsFile.read(mixed).key());
    }

    @Test
    void findsThePrefixesThatManyNamesHave() {
        List<Entry> entries = List.of(
                Weights.entry("a.b.c.w", new float[1], 1), Weights.entry("a.b.cd.w", new float[1], 1),
                Weights.entry("loss.w", new float[1], 1), Weights.entry("w", new float[1], 1));
        WeightsFile file = new WeightsFile(folder, "", entries, List.of());
        assertEquals(List.of("", "a.", "a.b."), file.prefixes());
        assertEquals(List.of(""), new WeightsFile(folder, "", List.of(), List.of()).prefixes());
    }
}
