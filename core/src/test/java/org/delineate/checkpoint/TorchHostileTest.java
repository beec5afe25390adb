package org.delineate.checkpoint;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files made to run something, or to fill time and memory. Each would create a file "executed" if anything were run.
 */
class TorchHostileTest {
    private static final long MOST_BYTES = 200L << 20;

    @TempDir
    Path folder;

    private String command() {
        return "touch " + folder.resolve("executed");
    }

    /** In every place of both formats where a pickle stands. */
    private void assertRefusedEverywhere(String rule, PickleBytes hostile) {
        byte[] object = hostile.stop();
        byte[] inside = TorchBytes.pickle()
                .ascii("}")
                .text("w")
                .bytes(hostile.toArray())
                .stop();
        for (byte[] pickle : List.of(object, inside)) {
            TorchBytes.assertRefused(rule, folder, TorchBytes.zip(pickle, Map.of()));
            TorchBytes.assertRefused(rule, folder, TorchBytes.legacy(pickle, Map.of(), 4));
            TorchBytes.assertRefused(rule, folder, pickle);
        }
        byte[] keys = TorchBytes.legacyHead().proto(2).ascii("}.").bytes(object).toArray();
        TorchBytes.assertRefused(rule, folder, keys);
        assertTrue(Files.notExists(folder.resolve("executed")), "something was executed");
    }

    private PickleBytes p() {
        return new PickleBytes().proto(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "os.system",
                "posix.system",
                "nt.system",
                "os.popen",
                "subprocess.Popen",
                "subprocess.check_output",
                "builtins.eval",
                "builtins.exec",
                "builtins.getattr",
                "builtins.__import__",
                "__builtin__.apply",
                "builtins.compile",
                "builtins.open",
                "sys.modules",
                "importlib.import_module",
                "runpy.run_path",
                "functools.partial",
                "operator.attrgetter",
                "pickle.loads",
                "_pickle.loads",
                "shutil.rmtree",
                "socket.socket",
                "webbrowser.open",
                "pty.spawn",
                "ctypes.CDLL",
                "types.CodeType",
                "collections.namedtuple",
                "collections.OrderedDict.__class__",
                "numpy.load",
                "numpy.core.multiarray._reconstruct",
                "torch.load",
                "torch.hub.load",
                "torch.storage._load_from_bytes",
                "torch.serialization.load",
                "torch._utils._import_dotted_name",
                "torch.nn.modules.container.Sequential",
                "torch.jit.load",
                "java.lang.Runtime",
                "org.delineate.checkpoint.TorchFile",
                "argparse.Namespace"
            })
    void refusesAGlobalThatIsCalled(String global) {
        int dot = global.startsWith("collections.OrderedDict") ? "collections".length() : global.lastIndexOf('.');
        String module = global.substring(0, dot);
        String name = global.substring(dot + 1);
        String rule = "global " + global + " is refused";
        PickleBytes arguments = p().text(command()).raw(0x85);
        byte[] tuple = Arrays.copyOfRange(arguments.toArray(), 2, arguments.toArray().length);
        assertRefusedEverywhere(rule, p().global(module, name).bytes(tuple).ascii("R"));
        assertRefusedEverywhere(
                rule, p().text(module).text(name).raw(0x93).bytes(tuple).ascii("R"));
        assertRefusedEverywhere(rule, p().ascii("(").text(command()).ascii("i" + module + "\n" + name + "\n"));
        assertRefusedEverywhere(
                rule, p().ascii("(").global(module, name).text(command()).ascii("o"));
        assertRefusedEverywhere(rule, p().global(module, name).bytes(tuple).raw(0x81));
        assertRefusedEverywhere(
                rule, p().global(module, name).bytes(tuple).ascii("}").raw(0x92));
        PickleBytes state =
                p().global("collections", "OrderedDict").ascii(")R}").text("__reduce__");
        assertRefusedEverywhere(rule, state.global(module, name).ascii("sb"));
    }

    /** Lists known globals that are misused. */
    static Stream<PickleBytes> misuses() {
        return Stream.of(
                new PickleBytes()
                        .global("collections", "OrderedDict")
                        .ascii(")")
                        .raw(0x81),
                new PickleBytes()
                        .ascii("(")
                        .global("collections", "OrderedDict")
                        .ascii("o"),
                new PickleBytes().ascii("(icollections\nOrderedDict\n"),
                new PickleBytes().global("builtins", "list").ascii(")R"),
                new PickleBytes().global("torch", "FloatStorage").ascii(")R"),
                new PickleBytes().global("torch", "float32").ascii(")R"),
                new PickleBytes()
                        .global("torch._tensor", "_rebuild_from_type_v2")
                        .ascii("(")
                        .global("builtins", "set")
                        .ascii("N)}tR"),
                new PickleBytes()
                        .global("torch.nn.parameter", "Parameter")
                        .ascii("N")
                        .raw(0x85, 0x81),
                new PickleBytes()
                        .global("torch.nn.parameter", "Parameter")
                        .ascii(")")
                        .raw(0x81)
                        .ascii("}b"),
                new PickleBytes()
                        .global("torch.nn.parameter", "Parameter")
                        .ascii(")")
                        .raw(0x81)
                        .ascii("NN}")
                        .text("hook")
                        .ascii("Nsq\0")
                        .raw(0x87)
                        .ascii("b"),
                new PickleBytes()
                        .global("torch", "FloatTensor")
                        .ascii("N")
                        .raw(0x85)
                        .ascii("R"),
                new PickleBytes().global("torch", "FloatTensor").ascii(")").raw(0x81),
                new PickleBytes().raw(0x82, 1),
                new PickleBytes().ascii("Pos.system\n"),
                new PickleBytes().ascii("NQ"),
                new PickleBytes().text("x").ascii("Q"),
                new PickleBytes().ascii("}Nb"),
                new PickleBytes().ascii("]}b"),
                new PickleBytes()
                        .global("_codecs", "encode")
                        .ascii("(")
                        .text("x")
                        .text("rot13")
                        .ascii("tR"),
                new PickleBytes().global("numpy", "dtype").ascii("(").text("O8").ascii("tR"),
                new PickleBytes()
                        .global("collections", "defaultdict")
                        .ascii("(")
                        .text("eval")
                        .ascii("tR"));
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void refusesMisuseOfKnownNames(PickleBytes misuse) {
        assertRefusedEverywhere("byte ", misuse);
    }

    @Test
    void saysWhatToDoAboutHostileAndMereOtherContent() {
        Path file = TorchBytes.write(folder, p().global("os", "system").stop());
        assertTrue(message(file)
                .endsWith("; such a global runs code when Python loads the file: do not open it with"
                        + " other programs"));
        file = TorchBytes.write(folder, p().global("argparse", "Namespace").stop());
        assertTrue(message(file)
                .contains("; where you trust the file, save its weights alone: python3 -c \"import torch;"
                        + " c = torch.load('case.pth'"));
        file = TorchBytes.write(folder, p().global("__torch__.net", "Net").stop());
        assertTrue(message(file).contains("it is a TorchScript program: save its state_dict"));
    }

    private static String message(Path file) {
        try {
            TorchFile.read(file);
        } catch (BadFileException e) {
            return e.getMessage();
        }
        throw new AssertionError("read");
    }

    @Test
    void refusesBombsInTimeAndMemory() {
        Limits limits = Limits.DEFAULT;
        int most = limits.checkpoints().steps();
        PickleBytes nested = new PickleBytes().ascii(")").times(most - 10, new PickleBytes().raw(0x85));
        PickleBytes open = new PickleBytes().times(most, new PickleBytes().ascii("("));
        PickleBytes dicts = new PickleBytes().ascii("(").times(most, new PickleBytes().ascii("}"));
        PickleBytes memo = new PickleBytes().ascii("N").times(most, new PickleBytes().raw(0x94));
        PickleBytes ordered =
                new PickleBytes().global("collections", "OrderedDict").ascii("q\0");
        ordered.times(most, new PickleBytes().ascii("h\0)R"));
        PickleBytes laughs = new PickleBytes().ascii("]").raw(0x94);
        for (int i = 0; i < 60; i++) {
            laughs.ascii("(")
                    .times(9, new PickleBytes().ascii("h").raw(i))
                    .ascii("l")
                    .raw(0x94);
        }
        laughs.ascii("t");
        PickleBytes text = new PickleBytes().ascii("X").int32(-1);
        PickleBytes bytes = new PickleBytes().raw(0x8e).int64(Long.MAX_VALUE);
        PickleBytes frame = new PickleBytes().raw(0x95).int64(Long.MAX_VALUE);
        for (PickleBytes bomb : List.of(nested, open, dicts, memo, ordered, laughs, text, bytes, frame)) {
            assertAllocatesLittle(TorchBytes.legacyHead().bytes(bomb.stop()).toArray());
            assertAllocatesLittle(TorchBytes.zip(bomb.stop(), Map.of()));
        }
    }

    private void assertAllocatesLittle(byte[] bytes) {
        TorchBytes.assertRefused("", folder, bytes);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        message(folder.resolve("case.pth"));
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < MOST_BYTES, "allocated " + allocated);
    }

    /** Dicts of dicts that all are one dict: thousands of paths to its tensor. */
    @Test
    void refusesTensorsUnderTooManyNames() {
        PickleBytes dict = new PickleBytes().ascii("}").text("w");
        TorchBytes.tensor(dict, 1, 0, new long[] {1}, new long[] {1}).ascii("sq\0");
        for (int level = 0; level < 3; level++) {
            PickleBytes outer = new PickleBytes().ascii("}(").text("first").bytes(dict.toArray());
            for (int i = 0; i < 100; i++) {
                outer.text("k" + i).ascii("h").raw(level);
            }
            dict = outer.ascii("uq").raw(level + 1);
        }
        byte[] zip = TorchBytes.zip(dict.stop(), Map.of("0", TorchBytes.floats(1)));
        TorchBytes.assertRefused("more than 4096 tensors and dicts", folder, zip);
    }
}
