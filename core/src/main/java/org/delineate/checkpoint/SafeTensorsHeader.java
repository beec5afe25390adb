package org.delineate.checkpoint;

import static org.delineate.file.BadFileException.DAMAGED;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.file.Limits;
import org.delineate.file.Printable;

/**
 * Holds the checked header of a safetensors file: what it says is true of that file.
 *
 * @param tensors in the order of their bytes, contiguous from 0 to the end of the file
 * @param dataStart position of the first tensor's first byte
 */
record SafeTensorsHeader(Map<String, String> metadata, List<TensorInfo> tensors, long dataStart) {
    private static final String WRONG_WRITER = "the program that wrote it is wrong; export the weights again";
    private static final List<String> KEYS = List.of("dtype", "shape", "data_offsets");

    /** Describes a tensor, which takes the bytes start (inclusive) to end (exclusive) of the data. */
    record TensorInfo(String name, SafeTensors.Dtype dtype, long[] shape, long start, long end) {
        long bytes() {
            return end - start;
        }
    }

    static SafeTensorsHeader read(FileChannel channel, Path file) throws IOException {
        return new Reader(file).read(channel);
    }

    /** Reads exactly that many bytes into direct memory, little endian. */
    static ByteBuffer bytes(FileChannel channel, long position, int count, Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(count).order(ByteOrder.LITTLE_ENDIAN);
        fill(bytes, channel, position, file);
        return bytes;
    }

    /** Fills the empty buffer up to its limit, and flips it. */
    static void fill(ByteBuffer bytes, FileChannel channel, long position, Path file) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new BadFileException(file, "it became shorter while it was read", "write files by renaming");
            }
        }
        bytes.flip();
    }

    /** Checks the rules, in this order. */
    private record Reader(Path file) {
        SafeTensorsHeader read(FileChannel channel) throws IOException {
            long fileBytes = channel.size();
            int headerBytes = headerBytes(channel, fileBytes);
            JsonNode document = document(onHeap(channel, 8, headerBytes));
            Map<String, String> metadata = Map.of();
            List<TensorInfo> tensors = new ArrayList<>();
            for (Map.Entry<String, JsonNode> field : document.properties()) {
                checkUnicode(field.getKey());
                if (field.getKey().equals(SafeTensors.METADATA)) {
                    metadata = metadata(field.getValue());
                } else {
                    tensors.add(tensor(field.getKey(), field.getValue()));
                }
                if (tensors.size() > Limits.DEFAULT.tensors().count()) {
                    throw bad("more than " + Limits.DEFAULT.tensors().count() + " tensors", "split the model");
                }
            }
            tensors.sort(Comparator.comparingLong(TensorInfo::start).thenComparingLong(TensorInfo::end));
            checkLayout(tensors, fileBytes - 8 - headerBytes);
            return new SafeTensorsHeader(metadata, List.copyOf(tensors), 8L + headerBytes);
        }

        private int headerBytes(FileChannel channel, long fileBytes) throws IOException {
            if (fileBytes < 8) {
                throw bad(fileBytes + " bytes; a safetensors file begins with 8 bytes of header length", DAMAGED);
            }
            long promised = onHeap(channel, 0, 8).getLong();
            int most = Limits.DEFAULT.tensors().headerBytes();
            if (promised < 0 || promised > most) {
                throw bad(
                        "a header of " + Long.toUnsignedString(promised) + " bytes; at most " + most,
                        "is it a safetensors file?");
            }
            if (promised > fileBytes - 8) {
                throw bad("a header of " + promised + " bytes in a file of " + fileBytes + " bytes", DAMAGED);
            }
            return (int) promised;
        }

        private ByteBuffer onHeap(FileChannel channel, long position, int count) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
            fill(bytes, channel, position, file);
            return bytes;
        }

        private JsonNode document(ByteBuffer bytes) {
            if (!bytes.hasRemaining() || bytes.get(0) != '{') {
                String found = bytes.hasRemaining() ? "byte 0x%02x".formatted(bytes.get(0)) : "nothing";
                throw bad("the header begins with " + found + " instead of {", "is it a safetensors file?");
            }
            try {
                String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
                return Json.parse(text, JsonNode.class, file);
            } catch (CharacterCodingException e) {
                throw bad("byte " + (8 + bytes.position()) + " of the header is no UTF-8", DAMAGED);
            } catch (BadFileException e) {
                if (!(e.getCause() instanceof JsonProcessingException json)) {
                    throw e;
                }
                String at = json.getLocation() == null
                        ? ""
                        : " at character " + json.getLocation().getCharOffset();
                throw bad("no valid JSON" + at + ": " + Printable.quoted(json.getOriginalMessage()), DAMAGED);
            }
        }

        private Map<String, String> metadata(JsonNode node) {
            if (!node.isObject()) {
                throw bad("the metadata is " + kind(node) + "; it is an object of strings", WRONG_WRITER);
            }
            Map<String, String> metadata = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                if (!field.getValue().isTextual()) {
                    throw bad(
                            "metadata " + Printable.quoted(field.getKey()) + " is " + kind(field.getValue())
                                    + ", not a string",
                            WRONG_WRITER);
                }
                checkUnicode(field.getKey());
                checkUnicode(field.getValue().textValue());
                metadata.put(field.getKey(), field.getValue().textValue());
            }
            return Collections.unmodifiableMap(metadata);
        }

        private TensorInfo tensor(String name, JsonNode node) {
            String tensor = "tensor " + Printable.quoted(name);
            if (!node.isObject()) {
                throw bad(tensor + " is " + kind(node) + ", not an object", WRONG_WRITER);
            }
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                if (!KEYS.contains(field.getKey())) {
                    throw bad(
                            tensor + " has the unknown key " + Printable.quoted(field.getKey()) + "; known are " + KEYS,
                            WRONG_WRITER);
                }
            }
            for (String key : KEYS) {
                if (!node.has(key)) {
                    throw bad(tensor + " has no " + key, WRONG_WRITER);
                }
            }
            SafeTensors.Dtype dtype = dtype(tensor, node.get("dtype"));
            long[] shape = naturals(
                    tensor,
                    "shape",
                    node.get("shape"),
                    0,
                    Limits.DEFAULT.tensors().rank());
            long[] offsets = naturals(tensor, "data_offsets", node.get("data_offsets"), 2, 2);
            checkBytes(tensor, dtype, shape, offsets);
            return new TensorInfo(name, dtype, shape, offsets[0], offsets[1]);
        }

        private SafeTensors.Dtype dtype(String tensor, JsonNode node) {
            for (SafeTensors.Dtype dtype : SafeTensors.Dtype.values()) {
                if (node.isTextual() && node.textValue().equals(dtype.name())) {
                    return dtype;
                }
            }
            String found = node.isTextual() ? Printable.quoted(node.textValue()) : kind(node);
            throw bad(
                    tensor + " has dtype " + found + "; known are " + Arrays.toString(SafeTensors.Dtype.values()),
                    "convert it to one of these");
        }

        private long[] naturals(String tensor, String key, JsonNode node, int fewest, int most) {
            if (!node.isArray() || node.size() < fewest || node.size() > most) {
                String found = node.isArray() ? "an array of " + node.size() : kind(node);
                String expected = "an array of " + (fewest == most ? "" : "at most ") + most + " integers";
                throw bad(tensor + " has as " + key + " " + found + "; it is " + expected, WRONG_WRITER);
            }
            long[] values = new long[node.size()];
            for (int i = 0; i < values.length; i++) {
                JsonNode value = node.get(i);
                if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
                    throw bad(
                            tensor + " has in " + key + " the value " + Printable.quoted(value.toString())
                                    + "; only integers from 0 to 2^63 - 1",
                            WRONG_WRITER);
                }
                values[i] = value.longValue();
            }
            return values;
        }

        private void checkBytes(String tensor, SafeTensors.Dtype dtype, long[] shape, long[] offsets) {
            long needed;
            try {
                needed = dtype.bytes(shape);
            } catch (IllegalArgumentException e) {
                throw bad(tensor + " of " + e.getMessage(), WRONG_WRITER);
            }
            String what = tensor + " of " + dtype + " " + Arrays.toString(shape);
            if (offsets[1] < offsets[0]) {
                throw bad(tensor + " ends at " + offsets[1] + ", before its begin " + offsets[0], WRONG_WRITER);
            }
            if (offsets[1] - offsets[0] != needed) {
                throw bad(what + " needs " + needed + " bytes, not " + (offsets[1] - offsets[0]), WRONG_WRITER);
            }
            if (needed > Integer.MAX_VALUE) {
                throw bad(what + " has " + needed + " bytes; at most " + Integer.MAX_VALUE, "split the tensor");
            }
        }

        private void checkLayout(List<TensorInfo> sorted, long dataBytes) {
            long end = 0;
            for (TensorInfo tensor : sorted) {
                if (tensor.start() != end) {
                    String rule = tensor.start() > end ? "leaves a hole" : "overlaps another";
                    throw bad(
                            "tensor " + Printable.quoted(tensor.name()) + " " + rule + ": it begins at "
                                    + tensor.start() + ", the one before ends at " + end,
                            WRONG_WRITER);
                }
                end = tensor.end();
            }
            if (end != dataBytes) {
                String rule = end > dataBytes ? "the data is cut off" : "something follows the data";
                throw bad(rule + ": the header promises " + end + " bytes, the file has " + dataBytes, DAMAGED);
            }
            long memory = Runtime.getRuntime().maxMemory();
            if (end > memory) {
                throw bad(end + " bytes of tensors; this JVM has " + memory, "start Java with a larger -Xmx");
            }
        }

        private void checkUnicode(String text) {
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                throw bad("half a surrogate pair in " + Printable.quoted(text) + "; it is no Unicode", WRONG_WRITER);
            }
        }

        private BadFileException bad(String rule, String remedy) {
            return new BadFileException(file, rule, remedy);
        }
    }

    private static String kind(JsonNode node) {
        return node.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
