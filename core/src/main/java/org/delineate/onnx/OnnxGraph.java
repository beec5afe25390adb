package org.delineate.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Builds a graph of ONNX: inputs, fixed tensors, operations in the order in which they run, outputs.
 *
 * <p>Values are referred to by their names; "" is an optional input that is missing.
 */
public final class OnnxGraph {
    // GraphProto
    private static final int NODE = 1;
    private static final int GRAPH_NAME = 2;
    private static final int INITIALIZER = 5;
    private static final int INPUT = 11;
    private static final int OUTPUT = 12;
    // NodeProto
    private static final int NODE_INPUT = 1;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_NAME = 3;
    private static final int OPERATOR = 4;
    private static final int ATTRIBUTE = 5;
    // TensorProto
    private static final int DIMENSIONS = 1;
    private static final int DATA_TYPE = 2;
    private static final int TENSOR_NAME = 8;
    private static final int RAW_DATA = 9;
    /** Is the number of a type in TensorProto.DataType. */
    public static final int FLOAT32 = 1;
    /** Is the number of a type in TensorProto.DataType. */
    public static final int INT64 = 7;
    /** Is the number of a type in TensorProto.DataType. */
    public static final int FLOAT64 = 11;

    private static final int UNKNOWN = -1;

    private final ProtobufMessage message;
    private final long anyBatch;
    private String input = "";
    private int nameCount;

    /**
     * Starts a graph.
     *
     * @param anyBatch size that stands for any number of pictures in the shapes given here: a prime number, so that the
     *     sizes that depend on the number of pictures are its multiples; 0 where the number is fixed
     */
    public OnnxGraph(String name, long anyBatch) {
        this.message = new ProtobufMessage().text(GRAPH_NAME, name);
        this.anyBatch = anyBatch;
    }

    ProtobufMessage message() {
        return message;
    }

    /** Adds an input of float32. */
    public String input(String name, long... shape) {
        message.message(INPUT, value(name, shape));
        input = name;
        return name;
    }

    /** Makes a value an output of the graph under this name. */
    public void output(String name, String value, long... shape) {
        message.message(NODE, node("Identity", List.of(value), name));
        message.message(OUTPUT, value(name, shape));
    }

    private ProtobufMessage value(String name, long... shape) {
        ProtobufMessage sizes = new ProtobufMessage();
        for (long size : sizes(shape)) {
            sizes.message(
                    1, size == UNKNOWN ? new ProtobufMessage().text(2, "N") : new ProtobufMessage().integer(1, size));
        }
        ProtobufMessage tensor = new ProtobufMessage().integer(1, FLOAT32).message(2, sizes);
        return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, tensor));
    }

    /** Adds an operation and returns the name of its first output. */
    public String node(String operator, List<String> inputs, Attribute... attributes) {
        String name = operator + "_" + nameCount++;
        message.message(NODE, node(operator, inputs, name, attributes));
        return name;
    }

    /** Reduces axes to size 1, one after the other from the last to the first: shorter sums round less. */
    public String reduce(String operator, String x, int... axes) {
        String y = x;
        for (int i = axes.length - 1; i >= 0; i--) {
            y = operator.equals("ReduceSum") // the only one whose axes are an input in this version
                    ? node(operator, List.of(y, integers(axes[i])))
                    : node(operator, List.of(y), Attribute.integers("axes", axes[i]));
        }
        return y;
    }

    /** Adds an operation and returns the name of its second output. */
    public String secondOutput(String operator, List<String> inputs, Attribute... attributes) {
        String name = operator + "_" + nameCount++;
        message.message(
                NODE, node(operator, inputs, name + "_first", attributes).text(NODE_OUTPUT, name));
        return name;
    }

    private static ProtobufMessage node(String operator, List<String> inputs, String output, Attribute... attributes) {
        ProtobufMessage node = new ProtobufMessage();
        int given = inputs.size();
        while (inputs.get(given - 1).isEmpty()) { // ONNX Runtime 1.29 crashes on some that are written as missing
            given--;
        }
        inputs.subList(0, given).forEach(i -> node.text(NODE_INPUT, i));
        node.text(NODE_OUTPUT, output).text(NODE_NAME, output).text(OPERATOR, operator);
        for (Attribute a : attributes) {
            node.message(ATTRIBUTE, a.message);
        }
        return node;
    }

    /** Adds a fixed tensor under this name. */
    public String tensor(String name, float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return tensor(name, FLOAT32, bytes, shape);
    }

    /**
     * Adds a fixed tensor. Where its size depends on the number of pictures, the values of all pictures must be equal:
     * those of one are stored and expanded.
     */
    public String tensor(float[] values, long... shape) {
        if (shape.length == 0 || sizes(shape)[0] != UNKNOWN) {
            return tensor("tensor_" + nameCount++, values, shape);
        }
        int length = Math.toIntExact(values.length / shape[0]);
        for (int i = length; i < values.length; i += length) {
            if (!Arrays.equals(values, 0, length, values, i, i + length)) {
                throw new IllegalArgumentException("a constant differs from picture to picture; export for one batch");
            }
        }
        long[] one = shape.clone();
        one[0] = 1;
        String count = node("Slice", List.of(node("Shape", List.of(input)), integers(0), integers(1)));
        String whole = node(
                "Concat",
                List.of(count, integers(Arrays.copyOfRange(shape, 1, shape.length))),
                Attribute.integer("axis", 0));
        return node("Expand", List.of(tensor(Arrays.copyOf(values, length), one), whole));
    }

    /** Adds a fixed number. */
    public String scalar(double value) {
        return tensor(new float[] {(float) value});
    }

    /** Adds a vector of equal numbers. */
    public String vector(long count, double value) {
        float[] values = new float[Math.toIntExact(count)];
        Arrays.fill(values, (float) value);
        return tensor(values, count);
    }

    /** Adds a fixed list of integers, such as axes. */
    public String integers(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return tensor("integers_" + nameCount++, INT64, bytes, values.length);
    }

    /**
     * Adds a fixed tensor under this name.
     *
     * @param type element type, as TensorProto.DataType numbers them
     * @param values from position to limit, row-major, little endian
     */
    public String tensor(String name, int type, ByteBuffer values, long... shape) {
        ProtobufMessage tensor = new ProtobufMessage();
        for (long size : shape) {
            tensor.integer(DIMENSIONS, size);
        }
        message.message(
                INITIALIZER,
                tensor.integer(DATA_TYPE, type).text(TENSOR_NAME, name).bytes(RAW_DATA, values));
        return name;
    }

    /** Returns the sizes of a shape, -1 for those that depend on the number of pictures where that is not fixed. */
    public long[] sizes(long... shape) {
        return Arrays.stream(shape)
                .map(size -> anyBatch > 0 && size % anyBatch == 0 ? UNKNOWN : size)
                .toArray();
    }
}
