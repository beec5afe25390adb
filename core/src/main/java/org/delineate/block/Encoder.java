package org.delineate.block;

import java.util.List;
import java.util.Map;
import org.delineate.nn.Module;
import org.delineate.nn.Tensor;

/** A classification network without its classifier: its maps of falling size feed a decoder. */
public abstract class Encoder extends Module {
    /** From the names in torchvision's files, early ones included, to those in a network's part "encoder"; classifiers keep theirs. */
    public static final Map<String, String> TORCHVISION = Map.of(
            "^(?!(fc|classifier)\\.)", "encoder.",
            "(denselayer\\d+\\.(?:norm|conv))\\.([12]\\.)", "$1$2");

    /** Channels of the maps. */
    public abstract List<Integer> channels();

    /** [N, C, H, W] to maps of 1/2, 1/4, 1/8, 1/16 and 1/32 of the size; height and width are multiples of 32. */
    public abstract List<Tensor> maps(Tensor x);
}
