package org.delineate.nn.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_div;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_sub;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_abs;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_clip;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_exp;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_gelu_erf;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_linear;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_log;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_logistic;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_pow;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;

import java.util.Map;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.op.Op;
import org.delineate.nn.op.Pointwise.Binary;
import org.delineate.nn.op.Pointwise.ClampMin;
import org.delineate.nn.op.Pointwise.Line;
import org.delineate.nn.op.Pointwise.Power;
import org.delineate.nn.op.Pointwise.Unary;

/**
 * What a kernel computes with every element of its result before it stores it: a function of the element, or of the
 * element and a second operand.
 *
 * @param node whose value it is; null for the first of two operations that compute one node
 * @param algorithm the library's number of the function
 * @param other the second operand as a node, or null
 * @param constant the second operand as a constant, or null
 */
record PostOperation(Node node, int algorithm, float alpha, float beta, Node other, Value constant) {
    private static final Map<Unary, PostOperation> UNARY = Map.of(
            Unary.ABS, function(null, dnnl_eltwise_abs, 0, 0),
            Unary.EXP, function(null, dnnl_eltwise_exp, 0, 0),
            Unary.LOG, function(null, dnnl_eltwise_log, 0, 0),
            Unary.RELU, function(null, dnnl_eltwise_relu, 0, 0),
            Unary.RELU6, function(null, dnnl_eltwise_clip, 0, 6),
            Unary.SIGMOID, function(null, dnnl_eltwise_logistic, 0, 0),
            Unary.GELU, function(null, dnnl_eltwise_gelu_erf, 0, 0));

    private static final Map<Binary, Integer> BINARY = Map.of(
            Binary.ADD, dnnl_binary_add,
            Binary.SUB, dnnl_binary_sub,
            Binary.MUL, dnnl_binary_mul,
            Binary.DIV, dnnl_binary_div);

    private static PostOperation function(Node n, int algorithm, double alpha, double beta) {
        return new PostOperation(n, algorithm, (float) alpha, (float) beta, null, null);
    }

    /** The function that a node computes of one value, or null. */
    static PostOperation function(Node n) {
        Op op = n.op();
        if (op instanceof Unary u) {
            PostOperation f = UNARY.get(u);
            return function(n, f.algorithm, f.alpha, f.beta);
        }
        if (op instanceof Line line) {
            return function(n, dnnl_eltwise_linear, line.factor(), line.offset());
        }
        if (op instanceof ClampMin clamp) {
            return function(n, dnnl_eltwise_clip, clamp.least(), Float.MAX_VALUE);
        }
        return op instanceof Power power ? function(n, dnnl_eltwise_pow, 1, power.exponent()) : null;
    }

    /**
     * What a sum, a product, or with it as left operand a difference or quotient does to a value; null for other
     * operations.
     */
    static PostOperation binary(Node n, Node value) {
        if (!(n.op() instanceof Binary op)) {
            return null;
        }
        boolean left = n.inputs().get(0) == value;
        Node other = n.inputs().get(left ? 1 : 0);
        boolean fits = other != value && (left || op == Binary.ADD || op == Binary.MUL);
        return fits ? new PostOperation(n, BINARY.get(op), 0, 0, other, null) : null;
    }

    static PostOperation multiply(Node n, Value constant) {
        return new PostOperation(n, dnnl_binary_mul, 0, 0, null, constant);
    }

    /** A line, which belongs to what follows it where there is no node. */
    static PostOperation line(Node n, double factor, double offset) {
        return function(n, dnnl_eltwise_linear, factor, offset);
    }

    static PostOperation add(Node n, Value constant) {
        return new PostOperation(n, dnnl_binary_add, 0, 0, null, constant);
    }

    boolean isBinary() {
        return other != null || constant != null;
    }

    /** Whether it loses too much in bf16. */
    boolean loses() {
        return algorithm == dnnl_eltwise_exp || algorithm == dnnl_eltwise_log || algorithm == dnnl_eltwise_pow;
    }
}
