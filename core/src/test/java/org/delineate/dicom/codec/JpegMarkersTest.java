package org.delineate.dicom.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads what the markers around the coded data say, in JPEG and in JPEG-LS. */
class JpegMarkersTest {
    /** JFIF means YCbCr, whatever Adobe's segment says; without both the ids "RGB" decide, as in libjpeg. */
    @ParameterizedTest
    @CsvSource({
        "1, false, -1, UNSAID",
        "1, true, -1, UNSAID",
        "3, false, -1, UNSAID",
        "3, true, -1, YCBCR",
        "3, true, 0, YCBCR",
        "3, false, 0, RGB",
        "3, false, 1, YCBCR",
        "4, false, -1, UNSAID",
        "4, false, 0, CMYK",
        "4, false, 2, YCCK"
    })
    void coloursOf(int components, boolean jfif, int transform, Samples.Colours expected) throws Exception {
        CodedBytes out = new CodedBytes(false);
        if (jfif) {
            out.segment(0xe0, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0);
        }
        if (transform >= 0) {
            out.segment(0xee, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform);
        }
        out.segment(0xee, 'A', 'd', 'o', 'b', 'e').segment(0xe0, 'J', 'F', 'X', 'X', 0);
        byte[] coded = onePixel(out, components);

        assertEquals(
                expected, JpegDecoder.decode(coded, 0, coded.length, components).colours());
    }

    /** Codes one pixel without a loss, all samples 128. */
    private static byte[] onePixel(CodedBytes out, int components) {
        int[][] sampling = new int[components][];
        int[] all = new int[components];
        for (int c = 0; c < components; c++) {
            sampling[c] = new int[] {1, 1};
            all[c] = c;
        }
        out.segment(0xfe, 'c', 'o', 'm').frame(0xc3, 8, 1, 1, sampling).flatTable(0, 5, 17);
        return out.scan(all, 1, 0, 0).bits(0, 5 * components).align().end();
    }

    @Test
    void idsMayNameTheColours() throws Exception {
        CodedBytes out = new CodedBytes(false);
        out.segment(0xc3, 8, 0, 1, 0, 1, 3, 'R', 0x11, 0, 'G', 0x11, 0, 'B', 0x11, 0)
                .flatTable(0, 5, 17);
        byte[] coded = out.segment(0xda, 3, 'R', 0, 'G', 0, 'B', 0, 1, 0, 0)
                .bits(0, 15)
                .align()
                .end();

        Samples samples = JpegDecoder.decode(coded, 0, coded.length, 3);

        assertEquals(Samples.Colours.RGB, samples.colours());
        assertArrayEquals(new short[] {128, 128, 128}, samples.values());
    }

    @Test
    void restartMarkersMustBeInTheirOrder() {
        CodedBytes jpeg =
                new CodedBytes(false).frame(0xc3, 8, 2, 1, new int[][] {{1, 1}}).flatTable(0, 5, 17);
        jpeg.segment(0xdd, 0, 1).scan(new int[1], 1, 0, 0).bits(0, 5).align();
        refuses(jpeg.marker(0xd1).bits(0, 5).align().end(), false, "marker d1 instead of restart marker 0");
        CodedBytes ls = new CodedBytes(true).frame(0xf7, 8, 2, 1, new int[][] {{1, 1}});
        ls.segment(0xdd, 0, 1).scan(new int[1], 0, 0, 0).bits(1, 1).align();
        refuses(ls.marker(0xd2).bits(1, 1).align().end(), true, "marker d2 instead of restart marker 0");
    }

    @Test
    void jpegLsReadsOverCommentsAndApplicationSegments() throws Exception {
        CodedBytes out = new CodedBytes(true)
                .segment(0xfe, 'c')
                .segment(0xe8, 'm', 'r', 'f', 'x', 0)
                .segment(0xe1, 7);
        out.frame(0xf7, 8, 1, 2, new int[][] {{1, 1}}).segment(0xdd, 0, 0, 0, 0);
        byte[] coded = out.scan(new int[1], 0, 0, 0).bits(3, 2).align().end();

        assertArrayEquals(
                new short[2], JpegLsDecoder.decode(coded, 0, coded.length, 2).values());
    }

    @Test
    void jpegLsNeedsOneFrameAndAScanOfEachComponent() {
        refuses(new CodedBytes(true).end(), true, "a JPEG-LS picture without a frame");
        refuses(new CodedBytes(true).scan(new int[1], 0, 0, 0).end(), true, "a JPEG-LS scan before its frame");
        refuses(new CodedBytes(true).marker(2).end(), true, "marker 2 between JPEG-LS segments");
        CodedBytes two = new CodedBytes(true).frame(0xf7, 8, 1, 1, new int[][] {{1, 1}, {1, 1}});
        refuses(two.end(), true, "without a scan of the component 1");
        CodedBytes again = new CodedBytes(true).frame(0xf7, 8, 1, 1, new int[][] {{1, 1}});
        refuses(again.frame(0xf7, 8, 1, 1, new int[][] {{1, 1}}).end(), true, "a JPEG-LS picture of two frames");
    }

    @Test
    void anEndOfBandMayNotRunOverItsScan() {
        int[] ones = new int[65];
        Arrays.fill(ones, 1, 65, 1);
        CodedBytes out = new CodedBytes(false).segment(0xdb, ones).frame(0xc2, 8, 8, 8, new int[][] {{1, 1}});
        out.flatTable(0, 5, 16)
                .flatTable(0x10, 8, 255)
                .scan(new int[1], 0, 0, 0)
                .bits(0, 5)
                .align();
        byte[] coded =
                out.scan(new int[1], 1, 63, 0).bits(0x10, 8).bits(1, 1).align().end();
        refuses(coded, false, "whose end of band runs over");
    }

    private static void refuses(byte[] coded, boolean isLs, String rule) {
        CodecException refused = assertThrows(CodecException.class, () -> {
            if (isLs) {
                JpegLsDecoder.decode(coded, 0, coded.length, 100);
            } else {
                JpegDecoder.decode(coded, 0, coded.length, 100);
            }
        });
        assertTrue(refused.rule().contains(rule), refused.rule());
    }
}
