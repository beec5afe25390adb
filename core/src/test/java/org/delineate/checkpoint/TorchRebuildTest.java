package org.delineate.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.delineate.nn.layer.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rebuilds tensors from the functions that newer versions of PyTorch name, and finds the dicts they lie in. */
class TorchRebuildTest {
    private static final Map<String, byte[]> SIX = Map.of("0", TorchBytes.floats(0, 1, 2, 3, 4, 5));

    @TempDir
    Path folder;

    private static PickleBytes dict() {
        return TorchBytes.pickle().ascii("}").text("w");
    }

    /** Two of the six floats, from the third on. */
    private static PickleBytes two(PickleBytes p) {
        return TorchBytes.tensor(p, 6, 2, new long[] {2}, new long[] {1});
    }

    private TorchFile read(PickleBytes p) {
        return TorchFile.read(TorchBytes.write(folder, TorchBytes.zip(p.stop(), SIX)));
    }

    private void assertTwoAndThree(PickleBytes p) {
        TorchFile.Group group = read(p).groups().get(0);
        assertArrayEquals(new float[] {2, 3}, Weights.floats(group.tensors().get(0)));
    }

    private void assertRefused(String rule, PickleBytes p) {
        TorchBytes.assertRefused(rule, folder, TorchBytes.zip(p.stop(), SIX));
    }

    /** As a subclass of Tensor is stored: (function, type, arguments of the function, attributes). */
    @Test
    void readsATensorOfASubclass() {
        PickleBytes p = dict().global("torch._tensor", "_rebuild_from_type_v2").ascii("(");
        p.global("torch._utils", "_rebuild_tensor_v2").global("torch", "Tensor").ascii("(");
        TorchBytes.storage(p, "FloatStorage", "0", 6).number(2).numbers(2).numbers(1);
        assertTwoAndThree(p.raw(0x89).ascii("}t}tRs"));
    }

    @Test
    void refusesAFunctionOfASubclassThatMakesNoTensor() {
        PickleBytes text =
                dict().global("torch._tensor", "_rebuild_from_type_v2").ascii("(");
        assertRefused(
                "string \"f\" of tuple of 0 makes no tensor", text.text("f").ascii("N)}tRs"));
        PickleBytes none =
                dict().global("torch._tensor", "_rebuild_from_type_v2").ascii("(");
        assertRefused(
                "global torch._utils._rebuild_tensor_v2 of None makes no tensor",
                none.global("torch._utils", "_rebuild_tensor_v2").ascii("NN}tRs"));
        PickleBytes size =
                dict().global("torch._tensor", "_rebuild_from_type_v2").ascii("(");
        assertRefused(
                "torch.Size makes no tensor",
                size.global("torch", "Size").ascii("N").numbers(1).raw(0x85).ascii("}tRs"));
        PickleBytes few =
                dict().global("torch._tensor", "_rebuild_from_type_v2").ascii("NN");
        assertRefused("2 arguments; there are 4", few.raw(0x86).ascii("Rs"));
    }

    @Test
    void readsParametersWithAndWithoutState() {
        PickleBytes plain = dict().global("torch._utils", "_rebuild_parameter").ascii("(");
        assertTwoAndThree(two(plain).raw(0x88).ascii("}tRs"));
        PickleBytes state =
                dict().global("torch._utils", "_rebuild_parameter_with_state").ascii("(");
        assertTwoAndThree(
                two(state).raw(0x88).ascii("}}").text("note").raw(0x88).ascii("stRs"));
        PickleBytes text =
                dict().global("torch._utils", "_rebuild_parameter").ascii("(").text("x");
        assertRefused("string \"x\" is no tensor", text.raw(0x88).ascii("}tRs"));
        PickleBytes hooks = dict().global("torch._utils", "_rebuild_parameter").ascii("(");
        assertRefused(
                "hooks or metadata: dict of 1",
                two(hooks).raw(0x88).ascii("}").text("hook").ascii("NstRs"));
    }

    @Test
    void refusesArgumentsThatAreNoneOfATensor() {
        PickleBytes type = dict().global("torch._utils", "_rebuild_tensor_v3").ascii("(");
        TorchBytes.storage(type, "FloatStorage", "0", 6).number(0).numbers(6).numbers(1);
        assertRefused(
                "string \"float32\" is no type of elements",
                type.raw(0x89).ascii("}").text("float32").ascii("tRs"));
        PickleBytes storage =
                dict().global("torch._utils", "_rebuild_tensor_v2").ascii("(").text("0");
        assertRefused(
                "string \"0\" is no storage",
                storage.number(0).numbers(6).numbers(1).raw(0x89).ascii("}tRs"));
        PickleBytes offset = dict().global("torch._utils", "_rebuild_tensor_v2").ascii("(");
        TorchBytes.storage(offset, "FloatStorage", "0", 6).text("0").numbers(6).numbers(1);
        assertRefused("string \"0\" is no offset", offset.raw(0x89).ascii("}tRs"));
        PickleBytes shape = dict().global("torch._utils", "_rebuild_tensor_v2").ascii("(");
        TorchBytes.storage(shape, "FloatStorage", "0", 6).number(0).number(6).numbers(1);
        assertRefused(
                "number 6 is no tuple of at most 8 integers", shape.raw(0x89).ascii("}tRs"));
        PickleBytes device = dict().global("torch", "device").ascii("K\1").raw(0x85);
        assertRefused("number 1 is no device", device.ascii("Rs"));
    }

    /** An optimiser's tensors have numbers as keys: they are no weights. */
    @Test
    void takesTensorsUnderNamesAlone() {
        PickleBytes p = two(TorchBytes.pickle().ascii("}").number(7)).ascii("s").text("w");
        TorchFile file =
                read(two(p).ascii("s").text("state").ascii("}").number(0).ascii("Nss"));
        assertEquals(1, file.groups().size());
        assertEquals("w", file.groups().get(0).tensors().get(0).name());
        assertEquals(2, file.others().size(), file.others()::toString);
        assertEquals("number 7: ", file.others().get(0).substring(0, 10));
        assertEquals("state: dict of 1", file.others().get(1));
    }

    @Test
    void findsDictsFourLevelsDeepByTheirPaths() {
        String[] path = {"a", "b", "c", "d"};
        PickleBytes p = TorchBytes.pickle().ascii("}");
        for (String key : path) {
            p.text(key).ascii("}");
        }
        TorchFile file = read(two(p.text("w")).ascii("sssss"));
        assertEquals(
                List.of("a.b.c.d"),
                file.groups().stream().map(TorchFile.Group::key).toList());
        PickleBytes deeper = TorchBytes.pickle().ascii("}");
        for (int i = 0; i < 5; i++) {
            deeper.text("k").ascii("}");
        }
        assertRefused(
                "no tensors under names, but a dict of 1", two(deeper.text("w")).ascii("ssssss"));
    }

    @Test
    void describesTwoHundredOtherThingsAndNoMore() {
        PickleBytes p = two(dict()).ascii("s");
        for (int i = 0; i < 250; i++) {
            p.text("k" + i).ascii("Ns");
        }
        List<String> others = read(p).others();
        assertEquals(201, others.size());
        assertEquals("k199: None", others.get(199));
        assertEquals("and more", others.get(200));
    }

    /** Dicts that all are one dict without a tensor: each place is looked through to its end. */
    @Test
    void refusesDictsThatStandInTooManyPlaces() {
        PickleBytes dict = new PickleBytes().ascii("}(");
        for (int i = 0; i < 600; i++) {
            dict.text("k" + i).ascii("N");
        }
        dict.ascii("uq\0");
        for (int level = 0; level < 2; level++) {
            PickleBytes outer = new PickleBytes().ascii("}(").text("first").bytes(dict.toArray());
            for (int i = 0; i < 30; i++) {
                outer.text("k" + i).ascii("h").raw(level);
            }
            dict = outer.ascii("uq").raw(level + 1);
        }
        assertRefused("more than 300000 values in dicts of dicts", dict);
    }
}
