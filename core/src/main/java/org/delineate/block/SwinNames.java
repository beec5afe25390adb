package org.delineate.block;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How the publishers of Swin transformers name their tensors: rules that lead to the names of the paper's authors. */
public final class SwinNames {
    private static final int STAGES = 4;

    private SwinNames() {}

    /** One table for the authors' files, one for torchvision's, one for timm's since 0.9. @param ours rules to be applied after each */
    public static List<Map<String, String>> with(Map<String, String> ours) {
        return Stream.of(Map.<String, String>of(), torchvision(), timm())
                .map(theirs -> {
                    Map<String, String> table = new LinkedHashMap<>(theirs);
                    table.putAll(ours);
                    return table;
                })
                .toList();
    }

    private static Map<String, String> torchvision() {
        Map<String, String> table = new LinkedHashMap<>();
        table.put("^features\\.0\\.0\\.", "patch_embed.proj.");
        table.put("^features\\.0\\.2\\.", "patch_embed.norm.");
        for (int i = 0; i < STAGES; i++) {
            table.put("^features\\." + (2 * i + 1) + "\\.", "layers." + i + ".blocks.");
            table.put("^features\\." + (2 * i + 2) + "\\.", "layers." + i + ".downsample.");
        }
        table.put("\\.mlp\\.0\\.", ".mlp.fc1.");
        table.put("\\.mlp\\.3\\.", ".mlp.fc2.");
        return table;
    }

    /** A stage begins with the merging that the others see at the end of the one before. */
    private static Map<String, String> timm() {
        Map<String, String> table = new LinkedHashMap<>();
        for (int i = 1; i < STAGES; i++) {
            table.put("^layers\\." + i + "\\.downsample\\.", "layers." + (i - 1) + ".downsample.");
        }
        return table;
    }
}
