package org.delineate.block;

import java.util.List;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Module;

/** A classification network without its classifier: its maps of falling size feed a decoder. */
public abstract class Encoder extends Module {
    /** Channels of the maps. */
    public abstract List<Integer> channels();

    /** [N, C, H, W] to maps of 1/2, 1/4, 1/8, 1/16 and 1/32 of the size; height and width are multiples of 32. */
    public abstract List<Tensor> maps(Tensor x);
}
