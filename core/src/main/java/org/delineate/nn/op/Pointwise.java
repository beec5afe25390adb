package org.delineate.nn.op;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.delineate.onnx.Attribute;
import org.delineate.onnx.OnnxGraph;

/**
 * Operations element by element; the result has the first input's shape, or that of two inputs broadcast to each other.
 */
public final class Pointwise {
    private Pointwise() {}

    private interface Same extends Op {
        @Override
        default long[] shape(long[]... in) {
            return in[0].clone();
        }
    }

    /** Functions of one element. */
    public enum Unary implements Same {
        ABS("Abs", Tensor::abs),
        EXP("Exp", Tensor::exp),
        LOG("Log", Tensor::log),
        RELU("Relu", Tensor::relu),
        /** min(max(x, 0), 6). */
        RELU6("", torch::relu6),
        SIGMOID("Sigmoid", Tensor::sigmoid),
        /** The exact form with erf. */
        GELU("", torch::gelu);

        private final String operator; // of ONNX, "" where it takes more than one, or arguments
        private final UnaryOperator<Tensor> function;

        Unary(String operator, UnaryOperator<Tensor> function) {
            this.operator = operator;
            this.function = function;
        }

        @Override
        public Tensor run(Tensor... in) {
            return function.apply(in[0]);
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            return switch (this) {
                case GELU -> gelu(graph, in[0]);
                case RELU6 -> graph.node("Clip", List.of(in[0], graph.scalar(0), graph.scalar(6)));
                default -> graph.node(operator, List.of(in));
            };
        }

        /** x (1 + erf(x / sqrt 2)) / 2, in the order in which ONNX Runtime knows it as one operation. */
        private static String gelu(OnnxGraph graph, String x) {
            String scaled = graph.node("Div", List.of(x, graph.scalar(Math.sqrt(2))));
            String erf = graph.node("Add", List.of(graph.node("Erf", List.of(scaled)), graph.scalar(1)));
            return graph.node("Mul", List.of(graph.node("Mul", List.of(x, erf)), graph.scalar(0.5)));
        }
    }

    /** Functions of two elements. */
    public enum Binary implements Op {
        ADD("Add", Tensor::add),
        SUB("Sub", Tensor::sub),
        MUL("Mul", Tensor::mul),
        DIV("Div", Tensor::div);

        private final String operator; // of ONNX
        private final BinaryOperator<Tensor> function;

        Binary(String operator, BinaryOperator<Tensor> function) {
            this.operator = operator;
            this.function = function;
        }

        @Override
        public long[] shape(long[]... in) {
            return Op.broadcast(name().toLowerCase(Locale.ROOT), in[0], in[1]);
        }

        @Override
        public Tensor run(Tensor... in) {
            return function.apply(in[0], in[1]);
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            return graph.node(operator, List.of(in));
        }
    }

    /** x * factor + offset. */
    public record Line(double factor, double offset) implements Same {
        @Override
        public Tensor run(Tensor... in) {
            Tensor y = factor == 1 ? in[0] : in[0].mul(new Scalar(factor));
            return offset == 0 ? y : y.add(new Scalar(offset));
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            String y = factor == 1 ? in[0] : graph.node("Mul", List.of(in[0], graph.scalar(factor)));
            return offset == 0 ? y : graph.node("Add", List.of(y, graph.scalar(offset)));
        }
    }

    public record Power(double exponent) implements Same {
        @Override
        public Tensor run(Tensor... in) {
            return in[0].pow(new Scalar(exponent));
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            return graph.node("Pow", List.of(in[0], graph.scalar(exponent)));
        }
    }

    public record ClampMin(double least) implements Same {
        @Override
        public Tensor run(Tensor... in) {
            return in[0].clamp_min(new Scalar(least));
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            return graph.node("Clip", List.of(in[0], graph.scalar(least)));
        }
    }

    /** 1 where greater than the value, else 0. */
    public record Above(double value) implements Same {
        @Override
        public Tensor run(Tensor... in) {
            return in[0].gt(new Scalar(value)).to(in[0].scalar_type());
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            String above = graph.node("Greater", List.of(in[0], graph.scalar(value)));
            return graph.node("Cast", List.of(above), Attribute.integer("to", OnnxGraph.FLOAT32));
        }
    }

    /** No gradient goes through. */
    public record Detach() implements Same {
        @Override
        public Tensor run(Tensor... in) {
            return in[0].detach();
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            return in[0];
        }
    }

    public record Drop(double probability) implements Same {
        @Override
        public Tensor run(Tensor... in) {
            return torch.dropout(in[0], probability, true);
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            throw Op.training("dropout");
        }
    }

    public record Softmax(int axis) implements Same {
        @Override
        public Tensor run(Tensor... in) {
            return in[0].softmax(axis);
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            return graph.node("Softmax", List.of(in), Attribute.integer("axis", axis));
        }
    }

    /** To 64-bit floats, or to 32-bit ones what is less. */
    public record Cast(boolean exact) implements Same {
        @Override
        public Tensor run(Tensor... in) {
            boolean wide = exact || in[0].scalar_type().intern() == ScalarType.Double;
            return in[0].to(wide ? ScalarType.Double : ScalarType.Float);
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            return graph.node(
                    "Cast", List.of(in), Attribute.integer("to", exact ? OnnxGraph.FLOAT64 : OnnxGraph.FLOAT32));
        }
    }

    /** Binary cross-entropy of logits and targets. */
    public record CrossEntropy() implements Op {
        @Override
        public long[] shape(long[]... in) {
            return Op.broadcast("bceWithLogits", in[0], in[1]);
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.binary_cross_entropy_with_logits(
                    in[0], in[1], new TensorOptional(), new TensorOptional(), torch.Reduction.None.value);
        }

        /** max(x, 0) - x y + log(1 + exp(-|x|)). */
        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            String line =
                    graph.node("Sub", List.of(graph.node("Relu", List.of(in[0])), graph.node("Mul", List.of(in))));
            String bend =
                    graph.node("Softplus", List.of(graph.node("Neg", List.of(graph.node("Abs", List.of(in[0]))))));
            return graph.node("Add", List.of(line, bend));
        }
    }
}
