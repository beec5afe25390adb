package org.delineate.infer;

import java.util.Locale;
import org.delineate.nn.Computation;
import org.delineate.nn.Engine;
import org.delineate.nn.Precision;
import org.delineate.nn.Weights;
import org.delineate.zoo.Network;

/** The engine that also trains: the network compiled. */
public record Libtorch(Precision precision) implements Backend {
    @Override
    public Computation prepare(Model model, long... shape) {
        Weights.channelsLast(model.network());
        return prepare(model.network(), shape);
    }

    /** @throws ArithmeticException where weights are not finite; an activation would hide it: fused ones make 0 of NaN */
    Computation prepare(Network network, long... shape) {
        requireFinite(network);
        return network.compile(precision, shape);
    }

    static void requireFinite(Network network) {
        if (!Weights.areFinite(network.state())) {
            throw new ArithmeticException(
                    "the network's weights are not finite; train again from the last good checkpoint");
        }
    }

    @Override
    public String engine() {
        return Engine.version();
    }

    @Override
    public String numbers() {
        return precision.name().toLowerCase(Locale.ROOT);
    }
}
