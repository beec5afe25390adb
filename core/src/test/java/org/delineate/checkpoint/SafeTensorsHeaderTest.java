package org.delineate.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refuses one malformed file per rule of the file and its header, each with its own message. */
class SafeTensorsHeaderTest {
    private static final String DAMAGED = SafeTensorsFile.DAMAGED;
    private static final String WRONG_WRITER = SafeTensorsFile.WRONG_WRITER;

    @TempDir
    Path folder;

    @Test
    void fileIsEmpty() {
        refused(new byte[0], "0 bytes; a safetensors file begins with 8 bytes of header length" + DAMAGED);
    }

    @Test
    void fileIsShorterThanTheHeaderLength() {
        refused(new byte[7], "7 bytes; a safetensors file begins with 8 bytes of header length" + DAMAGED);
    }

    @Test
    void headerIsLongerThanTheFile() {
        refused(length(3, "{}"), "a header of 3 bytes in a file of 10 bytes" + DAMAGED);
    }

    @Test
    void headerIsLongerThanTheLimit() {
        byte[] header = ("{}" + " ".repeat((1 << 20) - 1)).getBytes(StandardCharsets.UTF_8);
        refused(
                SafeTensorsFile.bytes(header, 0),
                "a header of 1048577 bytes; at most 1048576; is it a safetensors file?");
    }

    @Test
    void headerLengthIsUnsigned() {
        refused(
                length(Long.MIN_VALUE, "{}"),
                "a header of 9223372036854775808 bytes; at most 1048576; is it a safetensors file?");
        refused(length(-1, "{}"), "a header of 18446744073709551615 bytes; at most 1048576; is it a safetensors file?");
    }

    @Test
    void headerIsEmpty() {
        refused("", 0, "the header begins with nothing instead of {; is it a safetensors file?");
    }

    @Test
    void headerBeginsWithASpace() {
        refused(" {}", 0, "the header begins with byte 0x20 instead of {; is it a safetensors file?");
    }

    @Test
    void headerIsAnArray() {
        refused("[]", 0, "the header begins with byte 0x5b instead of {; is it a safetensors file?");
    }

    @Test
    void headerBeginsWithAByteOrderMark() {
        refused("\uFEFF{}", 0, "the header begins with byte 0xef instead of {; is it a safetensors file?");
    }

    @Test
    void headerIsNoUtf8() {
        byte[] header = "{\"\u00e4\":1}".getBytes(StandardCharsets.ISO_8859_1);
        refused(SafeTensorsFile.bytes(header, 0), "byte 10 of the header is no UTF-8" + DAMAGED);
    }

    @Test
    void headerHasOverlongUtf8() {
        byte[] header = {'{', '"', (byte) 0xc0, (byte) 0x80, '"', '}'};
        refused(SafeTensorsFile.bytes(header, 0), "byte 10 of the header is no UTF-8" + DAMAGED);
    }

    @Test
    void headerIsNotClosed() {
        refused("{\"w\":", 0, "no valid JSON at character 5: \"Unexpected end-of-input");
    }

    @Test
    void headerHasACommaTooMuch() {
        refused("{\"__metadata__\":{},}", 0, "no valid JSON at character 19: \"Unexpected character ('}'");
    }

    @Test
    void headerHasTextAfterTheJson() {
        refused("{}{}", 0, "no valid JSON at character ");
    }

    @Test
    void headerIsPaddedWithZeros() {
        refused("{}\0\0", 0, "no valid JSON at character 3: \"Illegal character ((CTRL-CHAR, code 0))");
    }

    @Test
    void headerIsNestedTooDeep() {
        refused("{\"w\":" + "[".repeat(17), 0, "no valid JSON: \"Document nesting depth (17) exceeds");
    }

    @Test
    void tensorNameIsDuplicate() {
        String w = SafeTensorsFile.tensor("w", "U8", "[1]", "[0,1]");
        refused("{" + w + "," + w + "}", 1, "no valid JSON at character 56: \"Duplicate field 'w'");
    }

    @Test
    void keyOfATensorIsDuplicate() {
        refused(
                "{\"w\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}",
                1,
                "no valid JSON at character 26: \"Duplicate field 'dtype'");
    }

    @Test
    void metadataKeyIsDuplicate() {
        refused("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0, "no valid JSON at character 28: \"Duplicate");
    }

    @Test
    void metadataIsDuplicate() {
        refused("{\"__metadata__\":{},\"__metadata__\":{}}", 0, "no valid JSON at character 33: \"Duplicate");
    }

    @Test
    void metadataIsNoObject() {
        refused("{\"__metadata__\":[]}", 0, "the metadata is array; it is an object of strings" + WRONG_WRITER);
    }

    @Test
    void metadataIsNull() {
        refused("{\"__metadata__\":null}", 0, "the metadata is null; it is an object of strings" + WRONG_WRITER);
    }

    @Test
    void metadataValueIsANumber() {
        refused("{\"__metadata__\":{\"k\":1}}", 0, "metadata \"k\" is number, not a string" + WRONG_WRITER);
    }

    @Test
    void metadataValueIsAnObject() {
        refused("{\"__metadata__\":{\"k\":{}}}", 0, "metadata \"k\" is object, not a string" + WRONG_WRITER);
    }

    @Test
    void metadataValueIsNull() {
        refused("{\"__metadata__\":{\"k\":null}}", 0, "metadata \"k\" is null, not a string" + WRONG_WRITER);
    }

    @Test
    void metadataHasHalfASurrogatePair() {
        String rule = "half a surrogate pair in \"?\"; it is no Unicode" + WRONG_WRITER;
        refused("{\"__metadata__\":{\"k\":\"\\ud83e\"}}", 0, rule);
        refused("{\"__metadata__\":{\"\\ude7a\":\"v\"}}", 0, rule);
    }

    @Test
    void tensorNameHasHalfASurrogatePair() {
        refused(
                "{" + SafeTensorsFile.tensor("a\\ud83e", "U8", "[1]", "[0,1]") + "}",
                1,
                "half a surrogate pair in \"a?\"; it is no Unicode" + WRONG_WRITER);
    }

    @Test
    void namesInMessagesAreShortAndPrintable() {
        String name = "\\u001b[31m\\r\\n\\u202e" + "n".repeat(500);
        refused("{\"" + name + "\":1}", 0, "tensor \"?[31m???" + "n".repeat(112) + "...\" is number, not an object");
    }

    private void refused(String header, int dataBytes, String message) {
        SafeTensorsFile.assertRefused(SafeTensorsFile.write(folder, SafeTensorsFile.bytes(header, dataBytes)), message);
    }

    private void refused(byte[] bytes, String message) {
        SafeTensorsFile.assertRefused(SafeTensorsFile.write(folder, bytes), message);
    }

    private static byte[] length(long promised, String header) {
        byte[] bytes = SafeTensorsFile.bytes(header, 0);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(promised);
        return bytes;
    }
}
