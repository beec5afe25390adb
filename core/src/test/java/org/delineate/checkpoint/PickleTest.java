package org.delineate.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the pickle machine alone: it knows one global, m.pair, and persistent ids that are strings. */
class PickleTest {
    private static final Path FILE = Path.of("a.pkl");

    private static final Pickle.Resolver KNOWN = new Pickle.Resolver() {
        @Override
        public Optional<Object> global(String module, String name) {
            return module.equals("m") && name.equalsIgnoreCase("pair")
                    ? Optional.of(new Pickle.Call("m.pair", name.equals("Pair"), PickleTest::pair))
                    : Optional.empty();
        }

        @Override
        public Object persistent(Object id) {
            return List.of(String.valueOf(id));
        }

        @Override
        public void build(Object object, Object state) {
            throw new IllegalArgumentException("takes no state");
        }

        @Override
        public String remedy(String global) {
            return "remedy for \"" + global + "\"";
        }
    };

    private static Object pair(List<Object> arguments) {
        if (arguments.size() != 2) {
            throw new IllegalArgumentException("a pair of " + arguments.size());
        }
        return List.copyOf(arguments);
    }

    static Object read(byte[] pickle) {
        return new Pickle(FILE, "the test", new ByteArrayInputStream(pickle), KNOWN).next();
    }

    static Object read(PickleBytes pickle) {
        return read(pickle.stop());
    }

    private static void assertRefused(String rule, PickleBytes pickle) {
        assertRefused(rule, pickle.stop());
    }

    private static void assertRefused(String rule, byte[] pickle) {
        var e = assertThrows(BadFileException.class, () -> read(pickle));
        assertTrue(e.getMessage().contains(rule), e.getMessage());
        assertTrue(e.rule().matches("byte \\d+ of the test: .*"), e.rule());
    }

    private static PickleBytes p() {
        return new PickleBytes();
    }

    /** As Python's own pickler writes one value in each of its protocols; the bytes were made with Python 3.11. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            0 | 286470300a56610a70310a286c70320a49310a61492d320a614c313039393531313632373737364c0a614c2d31313830\
            3539313632303731373431313330333432344c0a614930310a614e6146312e350a617356620a70330a2856780a70340a566e\
            e45c75323731335c75303030610a70350a28747470360a7356630a70370a286470380a49310a286470390a56640a7031300a\
            286c7031310a737373566c6f6e670a7031320a286c7031330a49300a6149310a6149320a617356616761696e0a7031340a67\
            320a732e
            1 | 7d71002858010000006171015d7102284b014afeffffff4c313039393531313632373737364c0a4c2d31313830353931\
            3632303731373431313330333432344c0a4930310a4e473ff800000000000065580100000062710328580100000078710458\
            070000006ec3a4e29c930a71052974710658010000006371077d71084b017d7109580100000064710a5d710b737358040000\
            006c6f6e67710c5d710d284b004b014b02655805000000616761696e710e6802752e
            2 | 80027d71002858010000006171015d7102284b014afeffffff8a060000000000018a090000000000000000c0884e473f\
            f8000000000000655801000000627103580100000078710458070000006ec3a4e29c930a7105298771065801000000637107\
            7d71084b017d7109580100000064710a5d710b737358040000006c6f6e67710c5d710d284b004b014b026558050000006167\
            61696e710e6802752e
            3 | 80037d71002858010000006171015d7102284b014afeffffff8a060000000000018a090000000000000000c0884e473f\
            f8000000000000655801000000627103580100000078710458070000006ec3a4e29c930a7105298771065801000000637107\
            7d71084b017d7109580100000064710a5d710b737358040000006c6f6e67710c5d710d284b004b014b026558050000006167\
            61696e710e6802752e
            4 | 80049574000000000000007d94288c0161945d94284b014afeffffff8a060000000000018a090000000000000000c088\
            4e473ff8000000000000658c0162948c0178948c076ec3a4e29c930a942987948c0163947d944b017d948c0164945d947373\
            8c046c6f6e67945d94284b004b014b02658c05616761696e946802752e
            5 | 80059574000000000000007d94288c0161945d94284b014afeffffff8a060000000000018a090000000000000000c088\
            4e473ff8000000000000658c0162948c0178948c076ec3a4e29c930a942987948c0163947d944b017d948c0164945d947373\
            8c046c6f6e67945d94284b004b014b02658c05616761696e946802752e
            """)
    void readsEveryProtocolOfPythonsPickler(int protocol, String hex) {
        List<Object> numbers =
                Arrays.asList(1L, -2L, 1L << 40, BigInteger.ONE.shiftLeft(70).negate(), true, null, 1.5);
        Map<Object, Object> value = new LinkedHashMap<>();
        value.put("a", numbers);
        value.put("b", new Pickle.Tuple(List.of("x", "nä\u2713\n", new Pickle.Tuple(List.of()))));
        value.put("c", Map.of(1L, Map.of("d", List.of())));
        value.put("long", List.of(0L, 1L, 2L));
        value.put("again", numbers);
        assertEquals(value, read(HexFormat.of().parseHex(hex)), "protocol " + protocol);
    }

    @Test
    void readsNumbersOfEveryLength() {
        assertEquals(255L, read(p().raw('K', 255)));
        assertEquals(65535L, read(p().raw('M', 255, 255)));
        assertEquals(-2L, read(p().ascii("J").int32(-2)));
        assertEquals(0L, read(p().raw(0x8a, 0)));
        assertEquals(-1L, read(p().raw(0x8a, 1, 255)));
        assertEquals(255L, read(p().raw(0x8a, 2, 255, 0)));
        assertEquals(
                BigInteger.ONE.shiftLeft(64),
                read(p().raw(0x8b).int32(9).int64(0).raw(1)));
        assertEquals(Long.MIN_VALUE, read(p().number(Long.MIN_VALUE)));
        assertEquals(-12L, read(p().ascii("I-12\n")));
        assertEquals(12L, read(p().ascii("L12L\n")));
        assertEquals(true, read(p().ascii("I01\n")));
        assertEquals(-1.5e10, read(p().ascii("F-1.5e+10\n")));
        assertEquals(Double.NEGATIVE_INFINITY, read(p().ascii("F-inf\n")));
        assertEquals(Double.NaN, read(p().ascii("Fnan\n")));
        assertEquals(1.0, read(p().ascii("G").raw(0x3f, 0xf0, 0, 0, 0, 0, 0, 0)));
    }

    @Test
    void readsStringsOfEveryKind() {
        assertEquals("näiv", read(p().text("näiv")));
        assertEquals("ab", read(p().raw('U', 2).ascii("ab")));
        assertEquals("ab", read(p().raw(0x8c, 2).ascii("ab")));
        assertEquals("ab", read(p().raw(0x8d).int64(2).ascii("ab")));
        assertEquals("a\n\\'\"é", read(p().ascii("S'a\\n\\\\\\'\"\\xc3\\xa9'\n")));
        assertEquals("it's\r\t\"A", read(p().ascii("S\"it's\\r\\t\\\"\\x41\"\n")));
        assertEquals("a\u2713\ud83d\ude00\u00e9", read(p().ascii("Va\\u2713\\U0001f600\u00e9\n")));
        assertArrayEquals(new byte[] {1, 2}, (byte[]) read(p().raw('C', 2, 1, 2)));
        assertArrayEquals(new byte[] {1}, (byte[]) read(p().ascii("B").int32(1).raw(1)));
        assertArrayEquals(new byte[] {1}, (byte[]) read(p().raw(0x8e).int64(1).raw(1)));
    }

    @Test
    void buildsContainers() {
        assertEquals(List.of(1L, 2L, 3L), read(p().ascii("](K\1K\2eK\3a")));
        assertEquals(List.of(1L), read(p().ascii("(K\1l")));
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put("a", null);
        map.put(1L, true);
        assertEquals(
                map, read(p().ascii("}").text("a").ascii("Ns(K\1").raw(0x88).ascii("u")));
        assertEquals(Map.of("a", 1L), read(p().ascii("(").text("a").ascii("K\1d")));
        assertEquals(Set.of(1L, 2L), read(p().raw(0x8f).ascii("(K\1K\2").raw(0x90)));
        assertEquals(Set.of(1L), read(p().ascii("(K\1").raw(0x91)));
        assertEquals(
                new Pickle.Tuple(Arrays.asList(1L, null)),
                read(p().ascii("K\1N").raw(0x86)));
        assertEquals(new Pickle.Tuple(Collections.nCopies(4, 1L)), read(p().ascii("(K\1K\1K\1K\1t")));
    }

    @Test
    void remembersByNumber() {
        assertEquals(List.of(5L, 5L), read(p().ascii("](K\5q\0h\0e")));
        assertEquals(List.of(5L, 5L), read(p().ascii("](K\5p7\ng7\ne")));
        assertEquals(
                List.of(5L, 5L),
                read(p().ascii("](K\5").raw(0x94).ascii("j").int32(0).ascii("e")));
        assertRefused("nothing is remembered under number 1", p().ascii("h\1"));
        assertRefused("remembered under number -1", p().ascii("K\1p-1\n"));
    }

    @Test
    void callsAKnownGlobalAndNoOther() {
        assertEquals(
                List.of(1L, 2L),
                read(p().global("m", "pair").ascii("K\1K\2").raw(0x86).ascii("R")));
        PickleBytes named = p().text("m").text("pair").raw(0x93).ascii("K\1K\2").raw(0x86);
        assertEquals(List.of(1L, 2L), read(named.ascii("R")));
        assertEquals(List.of("x"), read(p().text("x").ascii("Q")));
        assertRefused(
                "m.pair: a pair of 1",
                p().global("m", "pair").ascii("K\1").raw(0x85).ascii("R"));
        assertRefused("global os.system is refused", p().global("os", "system"));
        assertRefused("; remedy for \"os.system\"", p().global("os", "system"));
        assertRefused("global m.pair.body is refused", p().global("m", "pair.body"));
        assertRefused("opcode REDUCE calls string \"f\"", p().text("f").ascii(")R"));
        assertRefused(
                "opcode REDUCE calls global m.pair with list of 0",
                p().global("m", "pair").ascii("]R"));
        assertRefused(
                "a global is named by number 1 and string",
                p().ascii("K\1").text("x").raw(0x93));
        assertEquals(
                List.of(1L, 2L), read(p().global("m", "Pair").ascii("K\1K\2").raw(0x86, 0x81)));
        assertRefused(
                "opcode NEWOBJ is refused",
                p().global("m", "pair").ascii("K\1K\2").raw(0x86, 0x81));
        assertRefused("opcode BUILD: takes no state", p().ascii("}}b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NEWOBJ 81",
                "NEWOBJ_EX 92",
                "OBJ 6f",
                "EXT1 82",
                "EXT2 83",
                "EXT4 84",
                "PERSID 50",
                "DUP 32",
                "POP 30",
                "POP_MARK 31",
                "BYTEARRAY8 96",
                "NEXT_BUFFER 97",
                "READONLY_BUFFER 98"
            })
    void refusesOtherOpcodesByName(String opcode) {
        String[] parts = opcode.split(" ");
        PickleBytes pickle = p().ascii("(NN").raw(Integer.parseInt(parts[1], 16));
        assertRefused("opcode " + parts[0] + " is refused", pickle);
    }

    @Test
    void refusesAnObjectOfAKnownClassToo() {
        assertRefused("opcode INST is refused", p().ascii("(im\npair\n"));
        assertRefused("global os.system is refused", p().ascii("(S'x'\nios\nsystem\n"));
    }

    @Test
    void refusesWhatIsNoPickle() {
        assertRefused("byte 0 of the test: byte 0xff is no opcode", new byte[] {-1});
        assertRefused("it ends in the middle", new byte[0]);
        assertRefused("pickle protocol 6; at most 5", p().proto(6));
        assertRefused("needs a value where there is none", p());
        assertRefused("needs a mark where there is none", p().ascii("t"));
        assertRefused("it stops with 1 values and 0 marks left over", p().ascii("NN"));
        assertRefused("it stops with 0 values and 1 marks left over", p().ascii("(N"));
        assertRefused("number 1, which is no list", p().ascii("K\1K\1a"));
        assertRefused("tuple of 0, which is no dict", p().ascii(")NNs"));
        assertRefused("list of 0, which is no set", p().ascii("](").raw(0x90));
        assertRefused("last key of a dict has no value", p().ascii("}(Nu"));
        assertRefused("has the key number 1 twice", p().ascii("}K\1NsK\1Ns"));
        assertRefused("the key tuple of 0;", p().ascii("})Ns"));
        assertRefused("a string is no UTF-8", p().raw('U', 1, 0xff));
        assertRefused("a string is not in quotes", p().ascii("Sabc\n"));
        assertRefused("a string has the escape", p().ascii("S'\\q'\n"));
        assertRefused("a string has the escape", p().ascii("S'\\x4'\n"));
        assertRefused("a string has the escape", p().ascii("S'\\'\n"));
        assertRefused("a string has the escape", p().ascii("V\\Uffffffff\n"));
        assertRefused("the integer \"1x\" is none", p().ascii("I1x\n"));
        assertRefused("the number \"0x1p3\" is none", p().ascii("F0x1p3\n"));
    }

    @Test
    void refusesMoreThanTheLimits() {
        Limits limits = Limits.DEFAULT;
        assertRefused("an integer of 17 bytes", p().raw(0x8a, 17));
        assertRefused("an integer of 4294967295 bytes", p().raw(0x8b).int32(-1));
        assertRefused("a line of more than 64 bytes", p().ascii("I" + "1".repeat(100) + "\n"));
        assertRefused(
                "4294967295 bytes more; a pickle has at most "
                        + limits.checkpoints().pickleBytes(),
                p().ascii("X").int32(-1));
        assertRefused("a length of 18446744073709551615 bytes", p().raw(0x8d).int64(-1));
        assertRefused(
                "4000000 bytes promised, 2 left",
                p().ascii("B").int32(4_000_000).raw(1));
        assertRefused(
                "more than " + limits.checkpoints().steps() + " steps",
                p().times(limits.checkpoints().steps(), p().raw('N')));
        assertRefused("more than " + limits.checkpoints().depth() + " open marks", p().times(100_000, p().raw('(')));
        PickleBytes puts = p().ascii("N");
        for (int i = 0; i <= limits.checkpoints().memo(); i++) {
            puts.ascii("r").int32(i * 7919);
        }
        assertRefused("more than " + limits.checkpoints().memo() + " remembered values", puts);
        PickleBytes calls = p().ascii("]").times(50_000, p().ascii("N")).ascii("0");
        assertRefused("opcode POP is refused", calls);
    }

    @Test
    void refusesDeepNestingAndLoops() {
        String deep =
                "values are nested more than " + Limits.DEFAULT.checkpoints().depth() + " deep";
        assertRefused(deep, p().ascii(")").times(65, p().raw(0x85)));
        assertRefused(deep, p().ascii("]").times(100_000, p().raw(0x85)));
        PickleBytes lists = p().times(65, p().ascii("]")).times(64, p().ascii("a"));
        assertRefused(deep, lists.raw(0x85));
        assertRefused("list of 1 contains itself", p().ascii("]q\0h\0a"));
        assertRefused(
                "contains itself",
                p().ascii("}q\0").text("a").ascii("h\0").raw(0x85).ascii("s"));
        Object just = read(p().ascii("N").times(64, p().raw(0x85)));
        assertEquals(Pickle.Tuple.class, just.getClass());
    }

    /** Forty levels of two: 2^40 leaves for whoever walks without looking, 81 values for who does. */
    @Test
    void readsABillionLaughsInLittleTime() {
        PickleBytes pickle = p().ascii("N").raw(0x85);
        for (int i = 0; i < 40; i++) {
            pickle.ascii("q").raw(i).ascii("h").raw(i).raw(0x86);
        }
        assertEquals("tuple of 2", Pickle.describe(read(pickle)));
    }

    @Test
    void chargesCallsForTheirArguments() {
        PickleBytes list = p().ascii("](").times(10_000, p().ascii("N")).ascii("eq\0");
        PickleBytes call = p().global("m", "pair").ascii("h\0h\0").raw(0x86).ascii("R");
        list.ascii("q\1");
        assertRefused("more than " + Limits.DEFAULT.checkpoints().steps() + " steps", list.times(100, call));
    }

    @Test
    void readsOnePickleAfterTheOther() {
        byte[] two = p().proto(2).ascii("K\1.").proto(4).ascii("K\2.").raw(99).toArray();
        Pickle in = new Pickle(FILE, "the test", new ByteArrayInputStream(two), KNOWN);
        assertEquals(1L, in.next());
        assertEquals(2L, in.next());
        assertEquals(10, in.position());
    }
}
