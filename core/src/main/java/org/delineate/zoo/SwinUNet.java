package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import org.delineate.block.PatchExpand;
import org.delineate.block.PatchMerging;
import org.delineate.block.TransformerBlock;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.LayerNorm;
import org.delineate.nn.layer.Linear;
import org.delineate.nn.layer.Sequential;

/**
 * Swin-Unet: a U-Net without convolutions, made of attention within windows that move by half a window in every second
 * block.
 *
 * <pre>
 * patches 4x4
 * 2 swin 96 -------------------------- cat, linear 96, 2 swin - expand x4 - 1x1
 *    2 swin 192 ------------------ cat, linear 192, 2 swin
 *       2 swin 384 ------------ cat, linear 384, 2 swin
 *          2 swin 768 - norm -- expand
 *                              down: merge 2x2 pixels; up: expand a pixel to 2x2
 * </pre>
 *
 * The skips leave before a level's blocks. Cao et al.: Swin-Unet, ECCV workshops 2022, arXiv 2105.05537, figure 1. The
 * published network has windows of 7 and takes 224x224; here maps are padded to whole windows, so it takes any multiple
 * of 32. On maps smaller than a window at the size it is made for, the windows shrink to the map's shorter side.
 * 27,168,132 parameters.
 */
public final class SwinUNet extends Network {
    private static final int LEVELS = 4;
    private static final int PATCH = 4;
    private static final int WIDTH = 96;
    private static final int HEADS = 3;
    private static final double DROP_PATH = 0.2; // of the deepest block

    private final Conv2d embed;
    private final LayerNorm embedNorm = new LayerNorm(WIDTH);
    private final List<Sequential> encoder = new ArrayList<>();
    private final List<PatchMerging> down = new ArrayList<>();
    private final LayerNorm norm = new LayerNorm(WIDTH << (LEVELS - 1));
    private final List<PatchExpand> up = new ArrayList<>();
    private final List<Linear> join = new ArrayList<>();
    private final List<Sequential> decoder = new ArrayList<>();
    private final LayerNorm normUp = new LayerNorm(WIDTH);
    private final PatchExpand enlarge = new PatchExpand(WIDTH, WIDTH, PATCH);
    private final Conv2d head;

    public SwinUNet(Spec s, int window) {
        super(s, PATCH << (LEVELS - 1));
        init(Init.TRUNCATED_NORMAL);
        encoder("(embed|embedNorm|encoder|down|norm)\\.");
        embed = new Conv2d(s.inputChannels(), WIDTH, PATCH).stride(PATCH).padding(0);
        int side = Math.min(s.height(), s.width()) / PATCH;
        for (int i = 0; i < LEVELS; i++) {
            encoder.add(blocks(i, Math.min(window, side >> i)));
        }
        for (int i = 0; i < LEVELS - 1; i++) {
            int w = WIDTH << i;
            down.add(new PatchMerging(w));
            up.add(new PatchExpand(2 * w, w, 2));
            join.add(new Linear(2 * w, w));
            decoder.add(blocks(i, Math.min(window, side >> i)));
        }
        head = new Conv2d(WIDTH, s.classes(), 1).withoutBias();
    }

    private static Sequential blocks(int level, int window) {
        double step = DROP_PATH / (2 * LEVELS - 1);
        return new Sequential(
                TransformerBlock.windowed(WIDTH << level, HEADS << level, window, 0, 2 * level * step),
                TransformerBlock.windowed(WIDTH << level, HEADS << level, window, window / 2, (2 * level + 1) * step));
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        Tensor[] skip = new Tensor[LEVELS - 1];
        x = embedNorm.apply(embed.apply(x).permute(0, 2, 3, 1)); // [N, H/4, W/4, 96]
        for (int i = 0; i < LEVELS - 1; i++) {
            skip[i] = x; // [N, H/4/2^i, W/4/2^i, 96 2^i]
            x = down.get(i).apply(encoder.get(i).apply(x));
        }
        x = norm.apply(encoder.get(LEVELS - 1).apply(x)); // [N, H/32, W/32, 768]
        for (int i = LEVELS - 2; i >= 0; i--) {
            x = join.get(i).apply(Tensor.cat(3, up.get(i).apply(x), skip[i])); // [N, H/4/2^i, W/4/2^i, 96 2^i]
            x = decoder.get(i).apply(x);
        }
        x = enlarge.apply(normUp.apply(x)).permute(0, 3, 1, 2); // [N, 96, H, W]
        return head.apply(x); // [N, K, H, W]
    }

    @Override
    protected Renames renames() { // the published decoder counts from the deepest level
        return Renames.of(
                "embed -> patch_embed.proj",
                "embed_norm -> patch_embed.norm",
                "encoder.{i} -> layers.{i}.blocks",
                "down.{i} -> layers.{i}.downsample",
                "up.2 -> layers_up.0",
                "up.{i} -> layers_up.{2-i}.upsample",
                "join.{i} -> concat_back_dim.{3-i}",
                "decoder.{i} -> layers_up.{3-i}.blocks",
                "enlarge -> up",
                "head -> output",
                "* -> swin_unet.*");
    }

    /** Index tables, which follow from the sizes. */
    @Override
    protected List<String> unused() {
        return List.of(".attn_mask", ".relative_position_index");
    }

    /** The files' third stage has six blocks, of which this network has the first two. */
    @Override
    public List<Renames> pretrained() {
        return SwinNames.then("* -> swin_unet.*");
    }
}
