package org.delineate.onnx;

/** Is a fixed property of a node, such as the stride of a convolution. */
public final class Attribute {
    // AttributeProto
    private static final int NAME = 1;
    private static final int REAL = 2;
    private static final int INTEGER = 3;
    private static final int TEXT = 4;
    private static final int INTEGERS = 8;
    private static final int TYPE = 20;
    private static final int TYPE_REAL = 1;
    private static final int TYPE_INTEGER = 2;
    private static final int TYPE_TEXT = 3;
    private static final int TYPE_INTEGERS = 7;

    final ProtobufMessage message;

    private Attribute(ProtobufMessage message) {
        this.message = message;
    }

    private static ProtobufMessage named(String name, int type) {
        return new ProtobufMessage().text(NAME, name).integer(TYPE, type);
    }

    public static Attribute integer(String name, long value) {
        return new Attribute(named(name, TYPE_INTEGER).integer(INTEGER, value));
    }

    public static Attribute integers(String name, long... values) {
        ProtobufMessage message = named(name, TYPE_INTEGERS);
        for (long value : values) {
            message.integer(INTEGERS, value);
        }
        return new Attribute(message);
    }

    public static Attribute real(String name, double value) {
        return new Attribute(named(name, TYPE_REAL).real(REAL, (float) value));
    }

    public static Attribute text(String name, String value) {
        return new Attribute(named(name, TYPE_TEXT).text(TEXT, value));
    }
}
