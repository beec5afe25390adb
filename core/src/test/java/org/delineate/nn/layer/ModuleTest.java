package org.delineate.nn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.Graph;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.junit.jupiter.api.Test;

class ModuleTest {
    /** Fields of a superclass come first. */
    private abstract static class Stem extends Module {
        private final Conv2d stem = new Conv2d(3, 4, 3);
    }

    private static final class Whole extends Stem {
        private static final Linear SHARED = new Linear(1, 1); // static: no part
        private final String name = "whole"; // no module: no part
        private final Tensor scale = parameter("scale", 2);
        private final Conv2d absent;
        private final List<Layer> levels = new ArrayList<>();
        private final List<List<Linear>> grid = List.of(List.of(new Linear(1, 2)), List.of(new Linear(2, 1)));
        private final Sequential tail = new Sequential(new Conv2d(4, 1, 1), Layer.of(Tensor::relu), new BatchNorm2d(1));

        Whole(boolean withAbsent) {
            absent = withAbsent ? new Conv2d(1, 1, 1).withoutBias() : null;
            levels.add(new BatchNorm2d(5));
            levels.add(null);
            levels.add(new LayerNorm(5));
        }
    }

    private static final List<String> NAMES = List.of(
            "scale",
            "stem.weight",
            "stem.bias",
            "levels.0.weight",
            "levels.0.bias",
            "levels.0.running_mean",
            "levels.0.running_var",
            "levels.2.weight",
            "levels.2.bias",
            "grid.0.0.weight",
            "grid.0.0.bias",
            "grid.1.0.weight",
            "grid.1.0.bias",
            "tail.0.weight",
            "tail.0.bias",
            "tail.2.weight",
            "tail.2.bias",
            "tail.2.running_mean",
            "tail.2.running_var");

    @Test
    void partsAreTheFieldsInTheOrderOfDeclaration() {
        assertEquals(NAMES, List.copyOf(new Whole(false).state().keySet()));
    }

    @Test
    void aPartThatIsNullIsNotThere() {
        List<String> names = new ArrayList<>(NAMES);
        names.add(3, "absent.weight");
        assertEquals(names, List.copyOf(new Whole(true).state().keySet()));
    }

    @Test
    void stateIsParametersAndBuffersModuleByModule() {
        Whole whole = new Whole(false);
        List<String> both = new ArrayList<>(whole.parameters().keySet());
        both.addAll(whole.buffers().keySet());
        assertEquals(NAMES.size(), both.size());
        assertTrue(both.containsAll(NAMES));
        assertEquals(
                List.of("levels.0.running_mean", "levels.0.running_var", "tail.2.running_mean", "tail.2.running_var"),
                List.copyOf(whole.buffers().keySet()));
        assertEquals(2 + 112 + 10 + 10 + 4 + 3 + 5 + 2, whole.parameterCount());
    }

    @Test
    void trainingReachesEveryPart() {
        Whole whole = new Whole(false);
        assertTrue(whole.isTraining(), "a new module is in training");
        whole.train(false);
        whole.walk((name, m) -> assertFalse(m.isTraining(), name));
        whole.train(true);
        whole.walk((name, m) -> assertTrue(m.isTraining(), name));
    }

    @Test
    void theMapsCannotBeChanged() {
        Whole whole = new Whole(false);
        assertThrows(UnsupportedOperationException.class, () -> whole.state().clear());
        assertThrows(
                UnsupportedOperationException.class, () -> whole.parameters().clear());
        assertThrows(UnsupportedOperationException.class, () -> whole.buffers().clear());
    }

    @Test
    void aNameIsUsedOnce() {
        class Twice extends Module {
            private final Tensor a = parameter("a", 1);
            private final Tensor again = parameter("a", 1);
        }
        assertEquals(
                "Twice has two tensors named a",
                assertThrows(IllegalArgumentException.class, Twice::new).getMessage());
    }

    @Test
    void anOutlineHasShapesAndCostsButComputesNothing() {
        Sequential outline =
                Module.outline(() -> new Sequential(new Conv2d(1 << 14, 1 << 14, 3), new BatchNorm2d(1 << 14)));
        assertEquals((1L << 28) * 9 + 3 * (1 << 14), outline.parameterCount()); // 10 GB if it had memory
        Graph trace = new Graph();
        outline.apply(trace.input(1, 1 << 14, 2, 2));
        assertEquals((1L << 30) * 9, trace.macs());
        Tensor x = Tensor.of(new float[1 << 14], 1, 1 << 14, 1, 1);
        assertThrows(RuntimeException.class, () -> outline.apply(x).toFloats());
        assertEquals(1, new Linear(1, 1).parameters().get("bias").toFloats().length, "later ones have memory again");
    }

    @Test
    void tensorsOutliveTheScopeTheyAreMadeIn() {
        Linear linear;
        try (Scope scope = Scope.inference()) {
            linear = new Linear(2, 1);
            linear.initialise(1);
        }
        Weights.fill(linear.parameters().get("weight"), new float[] {2, 3});
        Weights.fill(linear.parameters().get("bias"), new float[] {1});
        assertEquals(24, linear.apply(Tensor.of(new float[] {4, 5}, 1, 2)).item());
    }

    @Test
    void frozenPartsStayInEvaluationMode() {
        Whole m = new Whole(false);
        m.freeze(name -> name.startsWith("tail."));
        for (boolean on : new boolean[] {true, false, true}) {
            m.train(on);
            m.walk((prefix, part) -> assertEquals(on && !prefix.startsWith("tail."), part.isTraining(), prefix));
        }
        Whole other = new Whole(false);
        other.freeze(name -> name.equals("levels.0."));
        other.walk((prefix, part) -> assertEquals(!prefix.equals("levels.0."), part.isTraining(), prefix));
    }
}
