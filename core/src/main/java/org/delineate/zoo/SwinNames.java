package org.delineate.zoo;

import java.util.List;
import java.util.stream.Stream;

/** Rules that lead from the names of the publishers of Swin transformers to those of the paper's authors. */
final class SwinNames {
    private static final Renames TORCHVISION = Renames.of(
            "features.0.0 -> patch_embed.proj",
            "features.0.2 -> patch_embed.norm",
            "features.1 -> layers.0.blocks",
            "features.2 -> layers.0.downsample",
            "features.3 -> layers.1.blocks",
            "features.4 -> layers.1.downsample",
            "features.5 -> layers.2.blocks",
            "features.6 -> layers.2.downsample",
            "features.7 -> layers.3.blocks",
            ".mlp.0 -> .mlp.fc1",
            ".mlp.3 -> .mlp.fc2");

    /** Since 0.9 a stage begins with the merging that the others see at the end of the one before. */
    private static final Renames TIMM = Renames.of(
            "layers.1.downsample -> layers.0.downsample",
            "layers.2.downsample -> layers.1.downsample",
            "layers.3.downsample -> layers.2.downsample");

    private SwinNames() {}

    /** For the authors' files, torchvision's and timm's, each followed by rules of our own. */
    static List<Renames> then(String... ours) {
        return Stream.of(Renames.NONE, TORCHVISION, TIMM).map(r -> r.then(ours)).toList();
    }
}
