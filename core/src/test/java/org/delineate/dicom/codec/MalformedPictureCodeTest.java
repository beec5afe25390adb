package org.delineate.dicom.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Refuses coded pictures that break a rule, each with the rule's own words. */
class MalformedPictureCodeTest {
    private static final CodedPicture BASELINE = CodedPicture.named("dcmtk/m8-eb.jpg");
    private static final CodedPicture COLOUR = CodedPicture.named("dcmtk/rgb-eb-s4.jpg");
    private static final CodedPicture PROGRESSIVE = CodedPicture.named("dcmtk/m8-ep.jpg");
    private static final CodedPicture LOSSLESS = CodedPicture.named("dcmtk/m8-el4.jpg");
    private static final CodedPicture LS = CodedPicture.named("dcmtk/m8-ls-in.jls");
    private static final CodedPicture LS_ROWS = CodedPicture.named("dcmtk/rgb-ls-il.jls");

    private static final byte[] END = {-1, (byte) 0xd9};

    /** A picture, what is done to it, and a part of the rule that it then breaks. */
    private record Broken(String name, CodedPicture kind, byte[] bytes, String rule, String remedy) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Broken> ALL = new ArrayList<>();

    static {
        jpegSegments();
        jpegFrames();
        jpegScans();
        losslessJpeg();
        progressiveJpeg();
        jpegLs();
    }

    static List<Broken> broken() {
        return ALL;
    }

    private static void jpegSegments() {
        add("nothing at all", BASELINE, new byte[0], "the picture ends at byte 0");
        add("no start marker", BASELINE, with(BASELINE, 1, 0xd9), "does not begin with its start marker");
        add("no marker", BASELINE, with(BASELINE, 2, 0), "byte 2 of the picture's fragment is no marker");
        add("unknown marker", BASELINE, with(BASELINE, 3, 0x02), "marker 2 between JPEG segments");
        add("short segment", BASELINE, segment(BASELINE, 0xdb, 1, 1), "a segment of 1 bytes");
        add("long segment", BASELINE, segment(BASELINE, 0xdb, 0, 0xff), "a segment of 65347 bytes");
        add("quantization of zero", BASELINE, segment(BASELINE, 0xdb, 9, 0), "quantization table with a zero");
        add("quantization table 4", BASELINE, segment(BASELINE, 0xdb, 2, 4), "a JPEG quantization table with the");
        add("Huffman table of class 2", BASELINE, segment(BASELINE, 0xc4, 2, 0x20), "a JPEG Huffman table with the");
        add(
                "Huffman codes of 1 bit",
                BASELINE,
                inserted(BASELINE, threeOfOneBit()),
                "more codes of 1 bits than there are");
        add("257 Huffman codes", BASELINE, inserted(BASELINE, manyCodes()), "has 257 codes; at most 256");
        add("arithmetic conditioning", BASELINE, inserted(BASELINE, 0xff, 0xcc, 0, 4, 0, 0), "arithmetic coding", true);
        add("restart interval", BASELINE, inserted(BASELINE, 0xff, 0xdd, 0, 5, 0, 0, 0), "DRI has 1 bytes too many");
        add("hierarchy", BASELINE, inserted(BASELINE, 0xff, 0xde, 0, 2), "hierarchical JPEG", true);
        add("rows later", BASELINE, before(BASELINE, 0xd9, 0xff, 0xdc, 0, 4, 0, 29), "DNL segment", true);
        add("two pictures", BASELINE, joined(BASELINE.bytes(), BASELINE.bytes()), "goes on behind its end marker");
        add("two bytes behind", BASELINE, joined(BASELINE.bytes(), new byte[] {0, 1, 0}), "goes on behind its end");
    }

    private static int[] threeOfOneBit() {
        int[] content = new int[24];
        Arrays.setAll(content, i -> i < 6 ? new int[] {0xff, 0xc4, 0, 22, 0, 3}[i] : 0);
        return content;
    }

    private static int[] manyCodes() {
        int[] content = new int[21];
        Arrays.setAll(content, i -> new int[] {0xff, 0xc4, 0, 19, 0}[Math.min(i, 4)]);
        content[19] = 2;
        content[20] = 255;
        return content;
    }

    private static void jpegFrames() {
        add("9 bits", BASELINE, segment(BASELINE, 0xc0, 2, 9), "a JPEG frame with 9 bits a sample");
        add("12 bits in baseline", BASELINE, segment(BASELINE, 0xc0, 2, 12), "with 12 bits");
        add("no rows", BASELINE, segment(BASELINE, 0xc0, 4, 0), "number of rows in a DNL segment", true);
        add("no columns", BASELINE, segment(BASELINE, 0xc0, 6, 0), "a JPEG frame of 0 columns");
        add("no components", BASELINE, segment(BASELINE, 0xc0, 7, 0), "and 0 components");
        add("5 components", BASELINE, segment(BASELINE, 0xc0, 7, 5), "JPEG of 5 components", true);
        add("2 components, one described", BASELINE, segment(BASELINE, 0xc0, 7, 2), "before its end marker");
        add("sampling of zero", BASELINE, segment(BASELINE, 0xc0, 9, 0x10), "sampling factors 1 and 0");
        add("sampling of 5", BASELINE, segment(BASELINE, 0xc0, 9, 0x51), "sampling factors 5 and 1");
        add("quantization table 4", BASELINE, segment(BASELINE, 0xc0, 10, 4), "quantization table 4");
        add("a fraction", COLOUR, segment(COLOUR, 0xc0, 9, 0x32, 12, 0x21), "sampled at a fraction", true);
        add("one id twice", COLOUR, segment(COLOUR, 0xc0, 11, 1), "two JPEG components with the id 1");
        add(
                "too large",
                BASELINE,
                segment(BASELINE, 0xc0, 3, 0xff, 5, 0xff),
                "65317 x 65309 x 1 samples, where at most");
        add("arithmetic", BASELINE, with(BASELINE, at(BASELINE.bytes(), 0xc0) + 1, 0xc9), "arithmetic coding", true);
        add("difference frame", BASELINE, with(BASELINE, at(BASELINE.bytes(), 0xc0) + 1, 0xc5), "hierarchical", true);
        add("extension", BASELINE, with(BASELINE, at(BASELINE.bytes(), 0xc0) + 1, 0xc8), "extension marker c8", true);
        add("JPEG-LS", BASELINE, with(BASELINE, at(BASELINE.bytes(), 0xc0) + 1, 0xf7), "the transfer syntax says JPEG");
        add(
                "two frames",
                BASELINE,
                inserted(BASELINE, 0xff, 0xc0, 0, 11, 8, 0, 9, 0, 9, 1, 1, 0x11, 0),
                "of two frames");
    }

    private static void jpegScans() {
        add("no frame", BASELINE, new byte[] {-1, (byte) 0xd8, -1, (byte) 0xd9}, "a JPEG without a frame");
        add("scan before frame", BASELINE, inserted(BASELINE, 0xff, 0xda, 0, 2), "a JPEG scan before its frame");
        add("no components in a scan", BASELINE, segment(BASELINE, 0xda, 2, 0), "a JPEG scan of 0 components");
        add("unknown component", BASELINE, segment(BASELINE, 0xda, 3, 9), "a JPEG scan with the component 9");
        add("order of components", COLOUR, segment(COLOUR, 0xda, 3, 2, 5, 1), "a JPEG scan with the component 1");
        add("table 4", BASELINE, segment(BASELINE, 0xda, 4, 0x40), "and the tables 64");
        add("a table that is not there", BASELINE, segment(BASELINE, 0xda, 4, 0x33), "without its Huffman tables");
        add("no quantization", BASELINE, segment(BASELINE, 0xdb, 2, 3), "without its quantization table");
        add("half a band", BASELINE, segment(BASELINE, 0xda, 6, 5), "the coefficients 0 to 5");
        add("a component twice", BASELINE, twoScans(), "two JPEG scans of the component");
        add("restart missing", BASELINE, inserted(BASELINE, 0xff, 0xdd, 0, 4, 0, 2), "left over");
        add("a byte too many", BASELINE, before(BASELINE, 0xd9, 0x11, 0x22), "coded data are left over");
        add("restart that is not announced", BASELINE, before(BASELINE, 0xd9, 0xff, 0xd0), "marker d0 between");
        byte[] whole = BASELINE.bytes();
        add("cut", BASELINE, Arrays.copyOf(whole, whole.length - 40), "the coded data end too early");
        add("cut, and an end marker", BASELINE, joined(Arrays.copyOf(whole, whole.length - 40), END), "end too early");
        CodedBytes unknown =
                new CodedBytes(false).frame(0xc3, 8, 2, 2, new int[][] {{1, 1}}).flatTable(0, 5, 17);
        unknown.scan(new int[1], 1, 0, 0).bits(0x1f, 5).bits(0xff, 19);
        add("a code that is not in the table", LOSSLESS, unknown.end(), "a Huffman code that is not in its table");
    }

    private static byte[] twoScans() {
        byte[] bytes = BASELINE.bytes();
        int scan = at(bytes, 0xda);
        int end = at(bytes, 0xd9);
        return joined(Arrays.copyOf(bytes, end), Arrays.copyOfRange(bytes, scan, bytes.length));
    }

    private static void losslessJpeg() {
        add("predictor 0", LOSSLESS, segment(LOSSLESS, 0xda, 5, 0), "predictor 0");
        add("predictor 8", LOSSLESS, segment(LOSSLESS, 0xda, 5, 8), "predictor 8");
        add("point transform 8", LOSSLESS, segment(LOSSLESS, 0xda, 7, 8), "point transform 8");
        add("1 bit", LOSSLESS, segment(LOSSLESS, 0xc3, 2, 1), "a JPEG frame with 1 bits a sample");
        add("17 bits", LOSSLESS, segment(LOSSLESS, 0xc3, 2, 17), "a JPEG frame with 17 bits a sample");
        add("restart in a row", LOSSLESS, inserted(LOSSLESS, 0xff, 0xdd, 0, 4, 0, 5), "restarts inside of a row", true);
        add("too large a sample", LOSSLESS, segment(LOSSLESS, 0xc3, 2, 7), "where 127 is the greatest");
        CodedBytes long17 =
                new CodedBytes(false).frame(0xc3, 8, 2, 2, new int[][] {{1, 1}}).flatTable(0, 5, 18);
        add(
                "a difference of 17 bits",
                LOSSLESS,
                long17.scan(new int[1], 1, 0, 0).bits(17, 5).bits(0, 19).end(),
                "of 17 bits");
        int[][] sampling = {{2, 2}, {2, 2}, {2, 2}};
        CodedBytes units = new CodedBytes(false).frame(0xc3, 8, 2, 2, sampling).flatTable(0, 5, 17);
        add("12 units", LOSSLESS, units.scan(new int[] {0, 1, 2}, 1, 0, 0).end(), "12 data units in an MCU");
        CodedBytes one = new CodedBytes(false)
                .frame(0xc3, 8, 1, 1, new int[][] {{1, 1}, {1, 1}})
                .flatTable(0, 5, 17);
        add(
                "no second scan",
                LOSSLESS,
                one.scan(new int[1], 1, 0, 0).bits(0, 5).align().end(),
                "scan of the component 2");
    }

    private static void progressiveJpeg() {
        add("a band backwards", PROGRESSIVE, segment(PROGRESSIVE, 0xda, 5, 9, 6, 8), "the coefficients 9 to 8");
        add("no DC values", PROGRESSIVE, segment(PROGRESSIVE, 0xda, 5, 1, 6, 5), "whose first scan is not of the DC");
        add("a refinement first", PROGRESSIVE, segment(PROGRESSIVE, 0xda, 7, 0x10), "out of its order");
        byte[] bytes = PROGRESSIVE.bytes();
        int scan = lastScan(bytes);
        add("without its last scan", PROGRESSIVE, joined(Arrays.copyOf(bytes, scan), END), "without the last bits of");
    }

    private static int lastScan(byte[] bytes) {
        int last = 0;
        for (int i = 0; i < bytes.length - 1; i++) {
            if (bytes[i] == -1 && (bytes[i + 1] & 0xff) == 0xda) {
                last = i;
            }
        }
        return last;
    }

    private static void jpegLs() {
        add("no start marker", LS, with(LS, 1, 0xd9), "does not begin with its start marker");
        add("1 bit", LS, segment(LS, 0xf7, 2, 1), "with 1 bits");
        add("17 bits", LS, segment(LS, 0xf7, 2, 17), "with 17 bits");
        add("no rows", LS, segment(LS, 0xf7, 4, 0), "does not tell its size", true);
        add("too large", LS, segment(LS, 0xf7, 3, 0xff, 5, 0xff), "65317 x 65309 x 1 samples");
        add("5 components", LS, segment(LS, 0xf7, 7, 5), "JPEG-LS of 5 components", true);
        add("one id twice", LS_ROWS, segment(LS_ROWS, 0xf7, 11, 1), "two JPEG-LS components with the id 1");
        add("subsampled", LS, segment(LS, 0xf7, 9, 0x21), "subsampled components", true);
        add("mapping table", LS, segment(LS, 0xda, 4, 1), "mapping tables", true);
        add("LSE of a mapping table", LS, inserted(LS, 0xff, 0xf8, 0, 5, 2, 1, 1), "mapping tables", true);
        add("LSE of a size", LS, inserted(LS, 0xff, 0xf8, 0, 3, 4), "more than 65535 rows or columns", true);
        add("LSE of type 9", LS, inserted(LS, 0xff, 0xf8, 0, 3, 9), "presets of the type 9", true);
        add("greatest sample", LS, inserted(LS, lse(256, 0, 0, 0, 0)), "with the greatest sample 256");
        add("falling thresholds", LS, inserted(LS, lse(0, 9, 5, 0, 0)), "thresholds 9, 5, 21");
        add("reset 2", LS, inserted(LS, lse(0, 0, 0, 0, 2)), "and the reset 2");
        add("deviation", LS, segment(LS, 0xda, 5, 128), "and the deviation 128");
        add("interleaving 3", LS, segment(LS, 0xda, 6, 3), "with the interleaving 3");
        add("interleaving of one", LS, segment(LS, 0xda, 6, 1), "1 components with the interleaving 1");
        add("no interleaving of three", LS_ROWS, segment(LS_ROWS, 0xda, 10, 0), "3 components with the interleaving 0");
        add("point transform", LS, segment(LS, 0xda, 7, 1), "point transform", true);
        add("unknown component", LS, segment(LS, 0xda, 3, 7), "the component 7, which is unknown");
        add("colour transform", LS, inserted(LS, 0xff, 0xe8, 0, 7, 'm', 'r', 'f', 'x', 1), "colour transform", true);
        add("JPEG", LS, with(LS, at(LS.bytes(), 0xf7) + 1, 0xc3), "the transfer syntax says JPEG-LS");
        add("restart interval of 1 byte", LS, inserted(LS, 0xff, 0xdd, 0, 3, 1), "a restart interval of 1 bytes");
        add("restart missing", LS, inserted(LS, 0xff, 0xdd, 0, 4, 0, 2), "left over");
        add("a byte too many", LS, before(LS, 0xd9, 0x11, 0x22), "coded data are left over");
        byte[] whole = LS.bytes();
        add("cut", LS, joined(Arrays.copyOf(whole, whole.length - 40), END), "the coded data end too early");
        CodedBytes zeros = new CodedBytes(true).frame(0xf7, 8, 4, 4, new int[][] {{1, 1}});
        zeros.scan(new int[1], 0, 0, 0).bits(0, 30).bits(0, 30).bits(1, 4);
        add("a code of zeros", LS, zeros.end(), "a JPEG-LS code of ");
        CodedBytes run = new CodedBytes(true).frame(0xf7, 8, 1, 5, new int[][] {{1, 1}});
        run.scan(new int[1], 0, 0, 0).bits(0x3d, 6).bits(0x11, 10);
        add("a run over the row", LS, run.end(), "a JPEG-LS run of 1 samples, with 1 left");
    }

    private static int[] lse(int... values) {
        int[] content = {0xff, 0xf8, 0, 13, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        for (int i = 0; i < 5; i++) {
            content[5 + 2 * i] = values[i] >> 8;
            content[6 + 2 * i] = values[i] & 0xff;
        }
        return content;
    }

    private static void add(String name, CodedPicture kind, byte[] bytes, String rule) {
        String remedy = rule.contains("transfer syntax") ? "correct the transfer syntax" : BadFileException.DAMAGED;
        ALL.add(new Broken(kind.name() + ": " + name, kind, bytes, rule, remedy));
    }

    private static void add(String name, CodedPicture kind, byte[] bytes, String rule, boolean isValid) {
        assertTrue(isValid);
        ALL.add(new Broken(kind.name() + ": " + name, kind, bytes, rule, CodecException.DECOMPRESS));
    }

    private static byte[] with(CodedPicture picture, int at, int value) {
        byte[] bytes = picture.bytes().clone();
        bytes[at] = (byte) value;
        return bytes;
    }

    /** Sets bytes of the first segment with the marker; offsets count from its length on. */
    private static byte[] segment(CodedPicture picture, int marker, int... offsetsAndValues) {
        byte[] bytes = picture.bytes().clone();
        int start = at(bytes, marker) + 2;
        for (int i = 0; i < offsetsAndValues.length; i += 2) {
            bytes[start + offsetsAndValues[i]] = (byte) offsetsAndValues[i + 1];
        }
        return bytes;
    }

    /** Inserts bytes behind the start marker. */
    private static byte[] inserted(CodedPicture picture, int... added) {
        return insert(picture.bytes(), 2, added);
    }

    private static byte[] before(CodedPicture picture, int marker, int... added) {
        return insert(picture.bytes(), at(picture.bytes(), marker), added);
    }

    private static byte[] insert(byte[] bytes, int at, int... added) {
        byte[] middle = new byte[added.length];
        for (int i = 0; i < added.length; i++) {
            middle[i] = (byte) added[i];
        }
        return joined(joined(Arrays.copyOf(bytes, at), middle), Arrays.copyOfRange(bytes, at, bytes.length));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static int at(byte[] bytes, int marker) {
        for (int i = 0; i < bytes.length - 1; i++) {
            if (bytes[i] == -1 && (bytes[i + 1] & 0xff) == marker) {
                return i;
            }
        }
        throw new AssertionError("no marker " + marker);
    }

    @ParameterizedTest
    @MethodSource("broken")
    void refusesWithTheRule(Broken broken) {
        CodecException refused =
                assertThrows(CodecException.class, () -> broken.kind().decode(broken.bytes()));
        assertTrue(refused.rule().contains(broken.rule()), refused.rule());
        assertEquals(broken.remedy(), refused.remedy());
    }

    /** Each scan costs time however short it is. */
    @Test
    void moreThanAHundredScans() throws Exception {
        int[] quantization = new int[65];
        Arrays.fill(quantization, 1, 65, 1);
        CodedBytes out = new CodedBytes(false).segment(0xdb, quantization);
        out.frame(0xc2, 8, 8, 8, new int[][] {{1, 1}}).flatTable(0, 5, 16).flatTable(0x10, 8, 255);
        out.scan(new int[1], 0, 0, 0).bits(0, 5).align();
        for (int scan = 1; scan < 63; scan++) {
            out.scan(new int[1], scan, scan, 1).bits(0, 8).align();
        }
        for (int scan = 63; scan < 100; scan++) {
            out.scan(new int[1], scan - 62, scan - 62, 0x10).bits(0, 8).align();
        }
        byte[] hundred = out.end();
        CodecException incomplete = assertThrows(CodecException.class, () -> PROGRESSIVE.decode(hundred));
        assertTrue(incomplete.rule().contains("without the last bits of"), incomplete.rule());
        out.scan(new int[1], 63, 63, 0).bits(0, 8).align();
        byte[] more = out.end(); // with the end marker of the first hundred inside
        byte[] joined =
                joined(Arrays.copyOf(more, hundred.length - 2), Arrays.copyOfRange(more, hundred.length, more.length));
        CodecException refused = assertThrows(CodecException.class, () -> PROGRESSIVE.decode(joined));
        assertTrue(refused.rule().contains("a JPEG of more than 100 scans"), refused.rule());
    }

    /** Nothing is made up: what is cut is refused, but for the padding behind the end marker. */
    @Test
    void refusesPicturesCutAtAnyByte() {
        for (CodedPicture picture : List.of(BASELINE, COLOUR, PROGRESSIVE, LOSSLESS, LS, LS_ROWS)) {
            byte[] whole = picture.bytes();
            int end = whole.length;
            while (whole[end - 1] != END[1]) {
                end--; // padding
            }
            int data = end - 2;
            while (whole[data - 1] == END[0]) {
                data--; // fill bytes before the marker
            }
            for (int length = 0; length < end; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThrows(CodecException.class, () -> picture.decode(cut), picture + " cut to " + length);
                byte[] ended = joined(cut, END);
                if (length < data) {
                    assertThrows(CodecException.class, () -> picture.decode(ended), picture + " ended at " + length);
                }
            }
        }
    }
}
