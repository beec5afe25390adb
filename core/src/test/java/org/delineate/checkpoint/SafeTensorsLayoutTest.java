package org.delineate.checkpoint;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refuses one malformed file per rule of a tensor and of the layout, each with its own message. */
class SafeTensorsLayoutTest {
    private static final String DAMAGED = SafeTensorsFile.DAMAGED;
    private static final String WRONG_WRITER = SafeTensorsFile.WRONG_WRITER;
    private static final String DTYPES =
            "; known are [I64, F64, F32, I32, BF16, F16, I16, I8, U8, BOOL]; convert it to" + " one of these";

    @TempDir
    Path folder;

    @Test
    void tensorIsNoObject() {
        refused("{\"w\":[0,1]}", 1, "tensor \"w\" is array, not an object" + WRONG_WRITER);
    }

    @Test
    void tensorHasAnUnknownKey() {
        refused(
                "{\"w\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"url\":\"x\"}}",
                1,
                "tensor \"w\" has the unknown key \"url\"; known are [dtype, shape, data_offsets]" + WRONG_WRITER);
    }

    @Test
    void tensorHasNoDtype() {
        refused("{\"w\":{\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "tensor \"w\" has no dtype" + WRONG_WRITER);
    }

    @Test
    void tensorHasNoShape() {
        refused("{\"w\":{\"dtype\":\"U8\",\"data_offsets\":[0,1]}}", 1, "tensor \"w\" has no shape" + WRONG_WRITER);
    }

    @Test
    void tensorHasNoOffsets() {
        refused("{\"w\":{\"dtype\":\"U8\",\"shape\":[1]}}", 1, "tensor \"w\" has no data_offsets" + WRONG_WRITER);
    }

    @Test
    void dtypeIsUnknown() {
        refusedTensor("F8_E4M3", "[1]", "[0,1]", 1, "tensor \"w\" has dtype \"F8_E4M3\"" + DTYPES);
    }

    @Test
    void dtypeIsInLowerCase() {
        refusedTensor("f32", "[1]", "[0,4]", 4, "tensor \"w\" has dtype \"f32\"" + DTYPES);
    }

    @Test
    void dtypeIsANumber() {
        refused(
                "{\"w\":{\"dtype\":1,\"shape\":[1],\"data_offsets\":[0,1]}}",
                1,
                "tensor \"w\" has dtype number" + DTYPES);
    }

    @Test
    void shapeHasTooManyDimensions() {
        refusedTensor(
                "U8",
                "[1,1,1,1,1,1,1,1,1]",
                "[0,1]",
                1,
                "tensor \"w\" has as shape an array of 9; it is an array of at most 8 integers" + WRONG_WRITER);
    }

    @Test
    void shapeIsNoArray() {
        refusedTensor(
                "U8",
                "1",
                "[0,1]",
                1,
                "tensor \"w\" has as shape number; it is an array of at most 8 integers" + WRONG_WRITER);
    }

    @Test
    void shapeIsNegative() {
        refusedTensor("U8", "[-1,-1]", "[0,1]", 1, value("shape", "-1"));
    }

    @Test
    void shapeIsAFraction() {
        refusedTensor("U8", "[1.0]", "[0,1]", 1, value("shape", "1.0"));
    }

    @Test
    void shapeIsText() {
        refusedTensor("U8", "[\"1\"]", "[0,1]", 1, value("shape", "\"1\""));
    }

    @Test
    void shapeIsNoNumber() {
        refusedTensor("U8", "[NaN]", "[0,1]", 1, value("shape", "\"NaN\""));
    }

    @Test
    void shapePassesALong() {
        refusedTensor("U8", "[18446744073709551617]", "[0,1]", 1, value("shape", "18446744073709551617"));
    }

    @Test
    void elementsOverflow() {
        refusedTensor(
                "U8",
                "[4294967296,4294967296]",
                "[0,0]",
                0,
                "tensor \"w\" of U8 [4294967296, 4294967296] has more than 2^63 - 1 bytes" + WRONG_WRITER);
    }

    @Test
    void bytesOverflowThoughElementsDoNot() {
        refusedTensor(
                "F32",
                "[4611686018427387905]",
                "[0,4]",
                4,
                "tensor \"w\" of F32 [4611686018427387905] has more than 2^63 - 1 bytes" + WRONG_WRITER);
    }

    @Test
    void offsetsAreThree() {
        refusedTensor(
                "U8",
                "[1]",
                "[0,1,2]",
                1,
                "tensor \"w\" has as data_offsets an array of 3; it is an array of 2 integers" + WRONG_WRITER);
    }

    @Test
    void offsetIsNegative() {
        refusedTensor("U8", "[2]", "[-1,1]", 1, value("data_offsets", "-1"));
    }

    @Test
    void endIsBeforeBegin() {
        refusedTensor("U8", "[1]", "[1,0]", 1, "tensor \"w\" ends at 0, before its begin 1" + WRONG_WRITER);
    }

    @Test
    void bytesAreFewerThanTheShapeNeeds() {
        refusedTensor("F32", "[2]", "[0,7]", 7, "tensor \"w\" of F32 [2] needs 8 bytes, not 7" + WRONG_WRITER);
    }

    @Test
    void bytesAreMoreThanTheShapeNeeds() {
        refusedTensor("F16", "[]", "[0,4]", 4, "tensor \"w\" of F16 [] needs 2 bytes, not 4" + WRONG_WRITER);
    }

    @Test
    void tensorPassesTwoGibibytes() {
        refusedTensor(
                "U8",
                "[2147483648]",
                "[0,2147483648]",
                0,
                "tensor \"w\" of U8 [2147483648] has 2147483648 bytes; at most 2147483647; split the tensor");
    }

    @Test
    void holeBeforeTheFirstTensor() {
        refusedTensor(
                "U8",
                "[1]",
                "[1,2]",
                2,
                "tensor \"w\" leaves a hole: it begins at 1, the one before ends at 0" + WRONG_WRITER);
    }

    @Test
    void holeBetweenTensors() {
        refused(
                "{" + SafeTensorsFile.tensor("a", "U8", "[2]", "[0,2]") + ","
                        + SafeTensorsFile.tensor("b", "U8", "[2]", "[3,5]") + "}",
                5,
                "tensor \"b\" leaves a hole: it begins at 3, the one before ends at 2" + WRONG_WRITER);
    }

    @Test
    void tensorsOverlap() {
        refused(
                "{" + SafeTensorsFile.tensor("a", "U8", "[2]", "[0,2]") + ","
                        + SafeTensorsFile.tensor("b", "U8", "[2]", "[1,3]") + "}",
                3,
                "tensor \"b\" overlaps another: it begins at 1, the one before ends at 2" + WRONG_WRITER);
    }

    @Test
    void tensorsShareTheirBytes() {
        refused(
                "{" + SafeTensorsFile.tensor("a", "F32", "[1]", "[0,4]") + ","
                        + SafeTensorsFile.tensor("b", "F32", "[1]", "[0,4]") + "}",
                4,
                "tensor \"b\" overlaps another: it begins at 0, the one before ends at 4" + WRONG_WRITER);
    }

    @Test
    void dataIsCutOff() {
        refusedTensor(
                "F32", "[2]", "[0,8]", 7, "the data is cut off: the header promises 8 bytes, the file has 7" + DAMAGED);
    }

    @Test
    void somethingFollowsTheData() {
        refusedTensor(
                "F32",
                "[2]",
                "[0,8]",
                9,
                "something follows the data: the header promises 8 bytes, the file has 9" + DAMAGED);
    }

    @Test
    void dataBelongsToNoTensor() {
        refused("{}", 1, "something follows the data: the header promises 0 bytes, the file has 1" + DAMAGED);
    }

    @Test
    void tensorsAreTooMany() {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i <= 4096; i++) {
            header.append(i == 0 ? "" : ",").append(SafeTensorsFile.tensor("t" + i, "U8", "[0]", "[0,0]"));
        }
        refused(header + "}", 0, "more than 4096 tensors; split the model");
    }

    /** A file of zeros without blocks on the disk, longer than this JVM may allocate. */
    @Test
    void dataPassesTheMemory() throws IOException {
        long bytes = 1 << 30;
        long most = Runtime.getRuntime().maxMemory();
        StringBuilder header = new StringBuilder("{");
        long end = 0;
        for (; end <= most; end += bytes) {
            String offsets = "[" + end + "," + (end + bytes) + "]";
            header.append(end == 0 ? "" : ",")
                    .append(SafeTensorsFile.tensor("t" + end, "U8", "[" + bytes + "]", offsets));
        }
        byte[] head = SafeTensorsFile.bytes(header + "}", 0);
        Path file = SafeTensorsFile.write(folder, head);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(head.length + end);
        }
        SafeTensorsFile.assertRefused(
                file, end + " bytes of tensors; this JVM has " + most + "; start Java with a larger -Xmx");
    }

    private void refusedTensor(String dtype, String shape, String offsets, int dataBytes, String message) {
        refused("{" + SafeTensorsFile.tensor("w", dtype, shape, offsets) + "}", dataBytes, message);
    }

    private void refused(String header, int dataBytes, String message) {
        SafeTensorsFile.assertRefused(SafeTensorsFile.write(folder, SafeTensorsFile.bytes(header, dataBytes)), message);
    }

    private static String value(String key, String shown) {
        return "tensor \"w\" has in " + key + " the value \"" + shown + "\"; only integers from 0 to 2^63 - 1"
                + WRONG_WRITER;
    }
}
