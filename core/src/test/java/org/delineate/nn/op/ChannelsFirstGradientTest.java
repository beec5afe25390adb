package org.delineate.nn.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.delineate.nn.Scope;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.engine.Processor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compares the gradients with those that the engine records, for plain, strided and grouped convolutions. */
class ChannelsFirstGradientTest {
    @BeforeAll
    static void takeOneThread() {
        Engine.threads(1);
    }

    @Test
    void equalsTheGradientsThatTheEngineRecords() {
        compare(new Convolution(1, 1, 1, 1, 1));
        compare(new Convolution(2, 1, 1, 1, 1));
        compare(new Convolution(1, 2, 2, 2, 1));
        compare(new Convolution(1, 1, 1, 1, 2));
    }

    private static void compare(Convolution op) {
        try (Scope scope = Scope.training()) {
            Tensor[] expected = leaves(op);
            Tensor y = op.run(expected);
            Tensor gradient = random(y.shape());
            torch.backward(
                    new TensorVector(y), new TensorVector(gradient), new BoolOptional(), false, new TensorVector());
            Tensor[] found = leaves(op);
            found[1].mutable_grad().put(torch.zeros_like(found[1]));
            found[2].mutable_grad().put(torch.zeros_like(found[2]));
            ChannelsFirstGradient own = new ChannelsFirstGradient(op);
            assertTrue(own.fits(found));
            OwnGradient.Computed computed = own.run(op, found);
            assertEquals(0, distance(computed.result().detach(), y.detach()));
            computed.backward().accept(gradient);
            computed.backward().accept(gradient); // adds
            for (int i = 0; i < 3; i++) {
                Tensor twice = expected[i].grad().add(expected[i].grad());
                assertTrue(distance(found[i].grad(), twice) < 1e-5, op + ", input " + i);
            }
        }
    }

    private static Tensor[] leaves(Convolution op) {
        Tensor x = random(2, 6, 12, 10).contiguous(MemoryFormat.ChannelsLast);
        Tensor w = random(4, 6 / op.groups(), 3, 3).contiguous(MemoryFormat.ChannelsLast);
        return new Tensor[] {
            x.set_requires_grad(true), w.set_requires_grad(true), random(4).set_requires_grad(true)
        };
    }

    private static Tensor random(long... shape) {
        Engine.seed(5);
        return torch.randn(shape);
    }

    private static double distance(Tensor a, Tensor b) {
        return a.sub(b).norm().item_double() / b.norm().item_double();
    }

    @Test
    void paysForWideLayersOfLargeMapsWithoutAvx512() {
        Convolution op = new Convolution(1, 1, 1, 1, 1);
        long[] large = {8, 64, 128, 128};
        assertEquals(!Processor.hasAvx512(), ChannelsFirstGradient.pays(op, large, new long[] {64, 64, 3, 3}, large));
        long[] few = {8, 8, 256, 256};
        assertFalse(ChannelsFirstGradient.pays(op, few, new long[] {8, 8, 3, 3}, few));
        long[] small = {8, 128, 16, 16};
        assertFalse(ChannelsFirstGradient.pays(op, small, new long[] {128, 128, 3, 3}, small));
    }
}
