package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import org.delineate.block.ConvNormRelu;
import org.delineate.block.HybridStem;
import org.delineate.block.TransformerBlock;
import org.delineate.block.UpBlock;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Dropout;
import org.delineate.nn.layer.LayerNorm;
import org.delineate.nn.layer.Sequential;

/**
 * TransUNet: a ResNet whose deepest map passes through a vision transformer before a U-Net's decoder.
 *
 * <pre>
 *                                                   16 - 3x3
 * 1/2   ResNet 64 ----------------------------- cat 64
 * 1/4      ResNet 256 ------------------- cat 128
 * 1/8         ResNet 512 ---------- cat 256       up: bilinear x2, corners aligned; cat: two 3x3 convolutions
 * 1/16           ResNet 1024     512
 *                   1x1 768 - 12 transformer layers - 3x3
 * </pre>
 *
 * Chen et al.: TransUNet, arXiv 2102.04306, figure 1, with the encoder "R50-ViT-B_16". Each token of 16x16 pixels has a
 * learned position, so the network takes images of the size that it was constructed for alone: height and width are
 * multiples of 16. The published network takes squares. 105,322,001 parameters for 256x256.
 */
public sealed class TransUNet extends Network permits MicroSegNet {
    private static final int PATCH = 16;
    private static final int HIDDEN = 768;
    private static final int LAYERS = 12;
    private static final int HEADS = 12;
    private static final int BRIDGE = 512;
    /** Channels of the decoder's maps of 1/8, 1/4, 1/2 and the whole size. */
    static final List<Integer> DECODER = List.of(256, 128, 64, 16);

    private final HybridStem stem;
    private final Conv2d embed = new Conv2d(HybridStem.CHANNELS.get(3), HIDDEN, 1);
    private final Tensor position;
    private final Dropout dropout = new Dropout(0.1);
    private final Sequential layer = Sequential.of(LAYERS, i -> TransformerBlock.global(HIDDEN, HEADS));
    private final LayerNorm encoderNorm = new LayerNorm(HIDDEN, 1e-6);
    private final Sequential convMore = ConvNormRelu.withoutBias(HIDDEN, BRIDGE, 3);
    private final List<UpBlock> blocks = new ArrayList<>();
    private final Conv2d head;

    public TransUNet(Spec s) {
        super(s, PATCH, true);
        encoder("position_embeddings|(stem|embed|dropout|layer|encoderNorm)\\.");
        stem = new HybridStem(s.inputChannels());
        position = parameter("position_embeddings", 1, (long) s.height() / PATCH * (s.width() / PATCH), HIDDEN);
        int in = BRIDGE;
        for (int i = 0; i < DECODER.size(); i++) {
            blocks.add(new UpBlock(in, i < 3 ? HybridStem.CHANNELS.get(2 - i) : 0, DECODER.get(i)));
            in = DECODER.get(i);
        }
        head = new Conv2d(in, s.classes(), 3);
    }

    @Override
    protected Tensor logits(Tensor x) {
        return head(decoded(x).get(3));
    }

    final Tensor head(Tensor last) {
        return head.apply(last); // [N, K, H, W]
    }

    /** The decoder's maps of 1/8, 1/4, 1/2 and the whole size. */
    final List<Tensor> decoded(Tensor x) { // [N, C, H, W]
        List<Tensor> maps = stem.maps(x); // [N, 64 .. 1024, H/2 .. H/16, ..]
        Tensor deep = embed.apply(maps.get(3)); // [N, 768, H/16, W/16]
        Tensor t = deep.permute(0, 2, 3, 1).reshape(x.size(0), position.size(1), HIDDEN);
        t = layer.apply(dropout.apply(t.add(position))); // [N, HW/256, 768]
        t = encoderNorm.apply(t).reshape(x.size(0), deep.size(2), deep.size(3), HIDDEN);
        t = convMore.apply(t.permute(0, 3, 1, 2)); // [N, 512, H/16, W/16]
        List<Tensor> decoded = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            t = blocks.get(i).join(t.upsampleAligned(2), i < 3 ? List.of(maps.get(2 - i)) : List.of());
            decoded.add(t); // [N, 256 .. 16, H/8 .. H, ..]
        }
        return decoded;
    }

    @Override
    protected Renames renames() {
        return Renames.of(
                "stem.root -> stem.root.conv",
                "stem.root_norm -> stem.root.gn",
                "stem.body.{b}.{u} -> stem.body.block{b+1}.unit{u+1}",
                "stem -> transformer.embeddings.hybrid_model",
                "embed -> transformer.embeddings.patch_embeddings",
                "position_embeddings -> transformer.embeddings.position_embeddings",
                "layer.{i}.norm1 -> layer.{i}.attention_norm",
                "layer.{i}.norm2 -> layer.{i}.ffn_norm",
                "layer.{i}.mlp -> layer.{i}.ffn",
                "layer -> transformer.encoder.layer",
                "encoder_norm -> transformer.encoder.encoder_norm",
                "conv_more -> decoder.conv_more",
                "blocks -> decoder.blocks",
                "head -> segmentation_head.0");
    }

    /** Files of timm's vision transformer with this stem, "vit_base_r50_s16". */
    @Override
    public List<Renames> pretrained() {
        return List.of(Renames.of(
                "patch_embed.backbone.stem.conv -> stem.root",
                "patch_embed.backbone.stem.norm -> stem.rootNorm",
                "patch_embed.backbone.stages.{i}.blocks.{j} -> stem.body.{i}.{j}",
                "stem.body.{i}.{j}.downsample.conv -> stem.body.{i}.{j}.downsample",
                "stem.body.{i}.{j}.downsample.norm -> stem.body.{i}.{j}.gnProj",
                "stem.body.{i}.{j}.norm{k} -> stem.body.{i}.{j}.gn{k}",
                "patch_embed.proj -> embed",
                "pos_embed -> position_embeddings",
                "blocks -> layer",
                "layer.{i}.attn.qkv.* -> layer.{i}.attn.query.*|layer.{i}.attn.key.*|layer.{i}.attn.value.*",
                "layer.{i}.attn.proj -> layer.{i}.attn.out",
                "norm -> encoderNorm"));
    }
}
