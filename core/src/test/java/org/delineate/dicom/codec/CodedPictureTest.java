package org.delineate.dicom.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Decodes the pictures that dcmtk, GDCM and others coded, as those programs do. */
class CodedPictureTest {
    static List<CodedPicture> pictures() {
        return CodedPicture.ALL;
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void decodesAsItsMakerDoes(CodedPicture picture) throws Exception {
        Samples samples = picture.decode();

        assertEquals(
                picture.facts(),
                String.join(
                        ",",
                        "" + samples.height(),
                        "" + samples.width(),
                        "" + samples.components(),
                        "" + samples.bits(),
                        "" + samples.colours()));
        if (picture.exact()) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(CodedPicture.littleEndian(samples.values()));
            assertEquals(picture.sha256(), HexFormat.of().formatHex(hash));
        } else {
            int most = 0;
            for (int i = 0; i < samples.values().length; i++) {
                int difference = (samples.values()[i] & 0xffff) - picture.reference(i, samples.bits());
                most = Math.max(most, Math.abs(difference));
            }
            assertTrue(most <= 1, "differs by " + most);
        }
    }

    @Test
    void thereAreManyOfEachKind() {
        assertEquals(110, pictures().size());
        assertTrue(pictures().stream().filter(CodedPicture::isJpegLs).count() > 30);
        assertTrue(pictures().stream().filter(p -> !p.exact()).count() > 20);
    }

    /** The picture may lie anywhere in a larger array; a byte of padding follows the end marker. */
    @Test
    void decodesAPartOfAnArray() throws Exception {
        for (String name : List.of("gdcm/rgb-lossless.jpg", "dcmtk/rgb-ls-is.jls")) {
            CodedPicture picture = CodedPicture.named(name);
            byte[] coded = picture.bytes();
            byte[] larger = new byte[coded.length + 20];
            Arrays.fill(larger, (byte) 0xff);
            System.arraycopy(coded, 0, larger, 7, coded.length);

            Samples samples = picture.isJpegLs()
                    ? JpegLsDecoder.decode(larger, 7, 7 + coded.length, 1 << 20)
                    : JpegDecoder.decode(larger, 7, 7 + coded.length, 1 << 20);

            assertArrayEquals(picture.decode().values(), samples.values());
        }
    }
}
