package org.delineate.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Build;
import org.delineate.file.Limits;
import org.delineate.file.RegularFile;
import org.delineate.file.UnreadableFileException;

/** Joins a graph and its metadata in one file: ModelProto of onnx.proto, operators of version 17. */
public final class OnnxFile {
    private static final int FORMAT_VERSION = 8;
    private static final int OPERATORS_VERSION = 17;
    // ModelProto
    private static final int FORMAT = 1;
    private static final int PRODUCER = 2;
    private static final int PRODUCER_VERSION = 3;
    private static final int TEXT = 6;
    private static final int GRAPH = 7;
    private static final int OPERATORS = 8;
    private static final int METADATA = 14;
    // StringStringEntryProto
    private static final int KEY = 1;
    private static final int VALUE = 2;

    private final ProtobufMessage message;

    /**
     * Joins them.
     *
     * @param text description for people
     * @param metadata texts by key
     */
    public OnnxFile(OnnxGraph graph, String text, Map<String, String> metadata) {
        message = new ProtobufMessage()
                .integer(FORMAT, FORMAT_VERSION)
                .text(PRODUCER, "delineate")
                .text(PRODUCER_VERSION, Build.CURRENT.toString())
                .text(TEXT, text)
                .message(OPERATORS, new ProtobufMessage().text(1, "").integer(2, OPERATORS_VERSION));
        // before the graph: a reader of the metadata alone need not read the weights
        metadata.forEach((key, value) ->
                message.message(METADATA, new ProtobufMessage().text(KEY, key).text(VALUE, value)));
        message.message(GRAPH, graph.message());
    }

    /** Writes the file, completely or not at all. */
    public void write(Path file) {
        AtomicFile.write(file, channel -> {
            CodedOutputStream out = CodedOutputStream.newInstance(Channels.newOutputStream(channel), 1 << 16);
            message.writeTo(out);
            out.flush();
        });
    }

    /** Returns the file's bytes. */
    public byte[] bytes() {
        byte[] bytes = new byte[message.size()];
        try {
            message.writeTo(CodedOutputStream.newInstance(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes;
    }

    /** Returns whether the file's name ends with .onnx. */
    public static boolean isOnnx(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
    }

    /**
     * Reads the metadata of a file, by key; the graph is skipped.
     *
     * @throws BadFileException where it is no ONNX file
     */
    public static Map<String, String> metadata(Path file) {
        try (InputStream stream = new BufferedInputStream(RegularFile.stream(file))) {
            CodedInputStream in = CodedInputStream.newInstance(stream);
            Map<String, String> metadata = new LinkedHashMap<>();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == METADATA) {
                    entry(in, metadata);
                } else {
                    in.skipField(tag);
                }
            }
            return metadata;
        } catch (InvalidProtocolBufferException e) {
            throw new BadFileException(
                    file,
                    "no ONNX file: " + e.getMessage().lines().findFirst().orElse(""),
                    "export the model again",
                    e);
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
    }

    private static void entry(CodedInputStream in, Map<String, String> metadata) throws IOException {
        int length = in.readRawVarint32();
        if (length < 0 || length > Limits.DEFAULT.texts().jsonBytes()) {
            throw new InvalidProtocolBufferException("an entry of " + length + " bytes; at most "
                    + Limits.DEFAULT.texts().jsonBytes());
        }
        int outer = in.pushLimit(length);
        String key = "";
        String value = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case KEY -> key = in.readStringRequireUtf8();
                case VALUE -> value = in.readStringRequireUtf8();
                default -> in.skipField(tag);
            }
        }
        in.popLimit(outer);
        metadata.put(key, value);
    }
}
