package org.delineate.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads the containers and numbers of Python and NumPy that stand beside the weights of a checkpoint. */
class PythonGlobalsTest {
    private static final Path FILE = Path.of("a.pth");

    private static Object read(byte[] pickle) {
        return new Pickle(FILE, "the test", new ByteArrayInputStream(pickle), new TorchGlobals(FILE)).next();
    }

    private static Object read(PickleBytes pickle) {
        return read(pickle.stop());
    }

    private static PickleBytes call(String module, String name) {
        return new PickleBytes().global(module, name).ascii("(");
    }

    private static void assertRefused(String rule, PickleBytes pickle) {
        var e = assertThrows(BadFileException.class, () -> read(pickle));
        assertTrue(e.rule().contains(rule), e.getMessage());
    }

    /** As NumPy 2.4 writes one number of each type in protocols 2 and 4. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2 | 80027d710028580200000066387101636e756d70792e5f636f72652e6d756c746961727261790a7363616c61720a7102636e\
            756d70790a64747970650a71035802000000663871048988877105527106284b0358010000003c71074e4e4e4affffffff4a\
            ffffffff4b0074710862635f636f646563730a656e636f64650a7109580f000000c29ac299c299c299c299c299c2b93f710a\
            58060000006c6174696e31710b86710c52710d86710e52710f58020000006634711068026803580200000066347111898887\
            7112527113284b0368074e4e4e4affffffff4affffffff4b0074711462680958060000000000c380c2bf7115680b86711652\
            711786711852711958020000006938711a6802680358020000006938711b898887711c52711d284b0368074e4e4e4affffff\
            ff4affffffff4b0074711e626809580900000000000000000000c380711f680b867120527121867122527123580200000069\
            347124680268035802000000693471258988877126527127284b0368074e4e4e4affffffff4affffffff4b00747128626809\
            5805000000000000c2807129680b86712a52712b86712c52712d58020000006932712e6802680358020000006932712f8988\
            877130527131284b0368074e4e4e4affffffff4affffffff4b007471326268095804000000c3bec3bf7133680b8671345271\
            3586713652713758020000006931713868026803580200000069317139898887713a52713b284b0358010000007c713c4e4e\
            4e4affffffff4affffffff4b0074713d6268095802000000c280713e680b86713f5271408671415271425802000000753171\
            43680268035802000000753171448988877145527146284b03683c4e4e4e4affffffff4affffffff4b007471476268095802\
            000000c3bf7148680b86714952714a86714b52714c58020000007532714d6802680358020000007532714e898887714f5271\
            50284b0368074e4e4e4affffffff4affffffff4b007471516268095804000000c3bfc3bf7152680b86715352715486715552\
            715658020000007534715768026803580200000075347158898887715952715a284b0368074e4e4e4affffffff4affffffff\
            4b0074715b6268095808000000c3bfc3bfc3bfc3bf715c680b86715d52715e86715f52716058020000007538716168026803\
            5802000000753871628988877163527164284b0368074e4e4e4affffffff4affffffff4b007471656268095810000000c3bf\
            c3bfc3bfc3bfc3bfc3bfc3bfc3bf7166680b86716752716886716952716a58020000006231716b6802680358020000006231\
            716c898887716d52716e284b03683c4e4e4e4affffffff4affffffff4b0074716f6268095801000000017170680b86717152\
            717286717352717458020000006e6f71756802686e68095801000000007176680b86717752717886717952717a752e
            4 | 8004959d020000000000007d94288c026638948c166e756d70792e5f636f72652e6d756c74696172726179948c067363616c\
            61729493948c056e756d7079948c0564747970659493948c02663894898887945294284b038c013c944e4e4e4affffffff4a\
            ffffffff4b0074946243089a9999999999b93f94869452948c02663494680468078c02663494898887945294284b03680b4e\
            4e4e4affffffff4affffffff4b0074946243040000c0bf94869452948c02693894680468078c02693894898887945294284b\
            03680b4e4e4e4affffffff4affffffff4b00749462430800000000000000c094869452948c02693494680468078c02693494\
            898887945294284b03680b4e4e4e4affffffff4affffffff4b0074946243040000008094869452948c02693294680468078c\
            02693294898887945294284b03680b4e4e4e4affffffff4affffffff4b007494624302feff94869452948c02693194680468\
            078c02693194898887945294284b038c017c944e4e4e4affffffff4affffffff4b0074946243018094869452948c02753194\
            680468078c02753194898887945294284b0368344e4e4e4affffffff4affffffff4b007494624301ff94869452948c027532\
            94680468078c02753294898887945294284b03680b4e4e4e4affffffff4affffffff4b007494624302ffff94869452948c02\
            753494680468078c02753494898887945294284b03680b4e4e4e4affffffff4affffffff4b007494624304ffffffff948694\
            52948c02753894680468078c02753894898887945294284b03680b4e4e4e4affffffff4affffffff4b007494624308ffffff\
            ffffffffff94869452948c02623194680468078c02623194898887945294284b0368344e4e4e4affffffff4affffffff4b00\
            74946243010194869452948c026e6f946804685c4301009486945294752e
            """)
    void readsANumberOfEveryNumpyType(int protocol, String hex) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("f8", 0.1);
        numbers.put("f4", -1.5);
        numbers.put("i8", -4_611_686_018_427_387_904L);
        numbers.put("i4", -2_147_483_648L);
        numbers.put("i2", -2L);
        numbers.put("i1", -128L);
        numbers.put("u1", 255L);
        numbers.put("u2", 65_535L);
        numbers.put("u4", 4_294_967_295L);
        numbers.put("u8", new BigInteger("18446744073709551615"));
        numbers.put("b1", true);
        numbers.put("no", false);
        assertEquals(numbers, read(HexFormat.of().parseHex(hex)), "protocol " + protocol);
    }

    @Test
    void refusesNumpyNumbersThatContradictTheirType() {
        PickleBytes dtype = call("numpy", "dtype").text("f4").raw(0x89, 0x88).ascii("tR");
        byte[] f4 = dtype.toArray();
        String big = "byte order than little endian";
        assertRefused(big, p(f4).ascii("(K\3").text(">").ascii("tb"));
        assertRefused(big, p(f4).ascii("K\3").raw(0x85).ascii("b"));
        assertRefused(big, p(f4).ascii("Nb"));
        String module = "numpy._core.multiarray";
        PickleBytes three = call(module, "scalar").bytes(f4).raw('C', 3, 0, 0, 0);
        assertRefused("a NumPy number f4 of 3 bytes", three.ascii("tR"));
        PickleBytes text = call(module, "scalar").bytes(f4).text("abcd");
        assertRefused("a NumPy number f4 of string \"abcd\"", text.ascii("tR"));
        assertRefused(
                "no number of a NumPy type", call(module, "scalar").bytes(f4).ascii("tR"));
        assertRefused(
                "no number of a NumPy type",
                call(module, "scalar").text("f4").raw('C', 1, 0).ascii("tR"));
        assertRefused("0 arguments; there are 3", call("numpy", "dtype").ascii("tR"));
        assertRefused("4 arguments; there are 3", call("numpy", "dtype").ascii("NNNNtR"));
        assertRefused(
                "NumPy type string \"c8\"; known: [f8, f4, i8, i4, i2, i1, u1, u2, u4, u8, b1]",
                call("numpy", "dtype").text("c8").ascii("tR"));
    }

    private static PickleBytes p(byte[] start) {
        return new PickleBytes().bytes(start);
    }

    @Test
    void readsDictsOfEveryKind() {
        for (String name : List.of("OrderedDict", "Counter")) {
            assertEquals(Map.of(), read(call("collections", name).ascii("tR")));
            PickleBytes ofDict = call("collections", name).ascii("}").text("a").ascii("K\2stR");
            assertEquals(Map.of("a", 2L), read(ofDict));
            PickleBytes ofPairs = call("collections", name).ascii("](").text("b");
            ofPairs.ascii("K\1").raw(0x86).ascii("](").text("a").ascii("K\2eetR");
            assertEquals("{b=1, a=2}", String.valueOf(read(ofPairs)));
        }
        PickleBytes lists = call("collections", "defaultdict").global("builtins", "list");
        assertEquals(Map.of("k", 1L), read(lists.ascii("tR").text("k").ascii("K\1s")));
        assertEquals(Map.of(), read(call("collections", "defaultdict").ascii("NtR")));
        assertEquals(Map.of(), read(call("collections", "defaultdict").ascii("tR")));
    }

    @Test
    void refusesDictsOfOtherArguments() {
        PickleBytes one =
                call("collections", "OrderedDict").ascii("](").text("a").raw(0x85);
        assertRefused("tuple of 1 is no name with a value", one.ascii("etR"));
        PickleBytes key = call("collections", "OrderedDict").ascii("](K\1N").raw(0x86);
        assertRefused("tuple of 2 is no name with a value", key.ascii("etR"));
        assertRefused(
                "number 1 is no name with a value",
                call("collections", "OrderedDict").ascii("](K\1etR"));
        PickleBytes twice = call("collections", "OrderedDict")
                .ascii("](")
                .text("a")
                .ascii("N")
                .raw(0x86);
        twice.text("a").ascii("N").raw(0x86).ascii("etR");
        assertRefused("the key string \"a\" twice", twice);
        assertRefused("a dict of tuple of 1", call("collections", "Counter").ascii("K\1tR"));
        assertRefused("a dict of tuple of 2", call("collections", "Counter").ascii("}}tR"));
        assertRefused(
                "a defaultdict of tuple of 2",
                call("collections", "defaultdict").ascii("N}tR"));
        assertRefused(
                "a defaultdict of tuple of 1",
                call("collections", "defaultdict").ascii("}tR"));
        assertRefused("it is called", call("builtins", "dict").ascii("tR"));
    }

    @Test
    void readsSetsOfNumbersAndNamesAndRefusesOthers() {
        for (String name : List.of("set", "frozenset")) {
            assertEquals(Set.of(), read(call("builtins", name).ascii("tR")));
            assertEquals(Set.of(), read(call("__builtin__", name).ascii("]tR")));
            assertEquals(
                    Set.of(1L, "b"),
                    read(call("__builtin__", name).ascii("](K\1").text("b").ascii("etR")));
            String rule = "a set of something else than a list of numbers or strings";
            assertRefused(rule, call("builtins", name).ascii("](NetR"));
            assertRefused(rule, call("builtins", name).ascii("](]etR"));
            assertRefused(rule, call("builtins", name).ascii("K\1tR"));
            assertRefused(rule, call("builtins", name).ascii("]]tR"));
        }
    }

    @Test
    void decodesBytesThatAreWrittenAsLatinText() {
        PickleBytes bytes = call("_codecs", "encode").text("a\u00ff\u0000");
        assertArrayEquals(new byte[] {'a', (byte) 255, 0}, (byte[])
                read(bytes.text("latin1").ascii("tR")));
        PickleBytes check = call("_codecs", "encode").text("\u2713");
        assertRefused("text that is not latin1", check.text("latin1").ascii("tR"));
        String rule = "something else than latin1 text";
        assertRefused(rule, call("_codecs", "encode").text("x").text("utf8").ascii("tR"));
        assertRefused(rule, call("_codecs", "encode").text("x").ascii("tR"));
        assertRefused(rule, call("_codecs", "encode").ascii("N").text("latin1").ascii("tR"));
    }
}
