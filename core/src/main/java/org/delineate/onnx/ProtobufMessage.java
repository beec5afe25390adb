package org.delineate.onnx;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds a message of protocol buffers: numbered fields in the order in which they were added; complete once it is
 * added to another.
 */
final class ProtobufMessage {
    /** Largest message: readers of ONNX accept no more. */
    private static final int MOST_BYTES = Integer.MAX_VALUE;

    private interface Field {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    private final List<Field> fields = new ArrayList<>();
    private long size;

    private ProtobufMessage add(long bytes, Field field) {
        size += bytes;
        fields.add(field);
        return this;
    }

    ProtobufMessage integer(int number, long value) {
        return add(CodedOutputStream.computeInt64Size(number, value), out -> out.writeInt64(number, value));
    }

    ProtobufMessage real(int number, float value) {
        return add(CodedOutputStream.computeFloatSize(number, value), out -> out.writeFloat(number, value));
    }

    ProtobufMessage text(int number, String value) {
        return add(CodedOutputStream.computeStringSize(number, value), out -> out.writeString(number, value));
    }

    /**
     * Adds bytes.
     *
     * @param value bytes from position to limit, read when the message is written
     */
    ProtobufMessage bytes(int number, ByteBuffer value) {
        return delimited(number, value.remaining(), out -> out.write(value.duplicate()));
    }

    /**
     * Adds a message as a field.
     *
     * @throws IllegalArgumentException where it is larger than any reader accepts
     */
    ProtobufMessage message(int number, ProtobufMessage value) {
        return delimited(number, value.size(), value::writeTo);
    }

    private ProtobufMessage delimited(int number, int length, Field content) {
        int prefix = CodedOutputStream.computeTagSize(number) + CodedOutputStream.computeUInt32SizeNoTag(length);
        return add(prefix + length, out -> {
            out.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(length);
            content.writeTo(out);
        });
    }

    /** Returns the bytes of the message. */
    int size() {
        if (size > MOST_BYTES) {
            throw new IllegalArgumentException(
                    size + " bytes; a file of ONNX has at most " + MOST_BYTES + "; export a smaller network");
        }
        return (int) size;
    }

    void writeTo(CodedOutputStream out) throws IOException {
        for (Field field : fields) {
            field.writeTo(out);
        }
    }
}
