"""Names and shapes of the tensors in files of pretrained encoders, as their libraries write them, and one small real file.

    /usr/bin/python3 encoder_names.py DIR      (needs Debian's python3-torchvision: apt-get install python3-torchvision)

Writes DIR/encoders.txt.gz: a line "# encoder" for each, then one line per tensor: its name and its sizes, separated by spaces. The
names of timm's Swin follow from torchvision's microsoft-like ones by the rules in its documentation; those of the authors' Swin are
what torchvision's conversion starts from. Those of Res2Net-50 and of timm's vision transformer are written from their module trees.
Writes DIR/encoder.pth: the first convolution and norm of a UNeXt-S, in float16 and
float32, as a training on several devices saves them, beside other tensors.
"""
import gzip
import os
import re
import sys

import torch
import torchvision.models as models


def swin(state):
    """torchvision's names of a Swin transformer to those of its authors."""
    named = {}
    for name, t in state.items():
        name = re.sub(r"^features\.0\.0\.", "patch_embed.proj.", name)
        name = re.sub(r"^features\.0\.2\.", "patch_embed.norm.", name)
        name = re.sub(r"^features\.(\d)\.", lambda m: ("layers.%d.blocks." if int(m[1]) % 2 else "layers.%d.downsample.")
                      % ((int(m[1]) - 1) // 2), name)
        name = name.replace(".mlp.0.", ".mlp.fc1.").replace(".mlp.3.", ".mlp.fc2.")
        named[name] = t
    return named


def timm(state):
    """The authors' names of a Swin transformer to those of timm since 0.9: a stage begins with its merging."""
    return {re.sub(r"^layers\.(\d)\.downsample", lambda m: "layers.%d.downsample" % (int(m[1]) + 1), name)
            .replace("head.", "head.fc."): t for name, t in state.items()}


def old(state):
    """Names of DenseNet in torchvision's own files, which number the layers within."""
    return {re.sub(r"(denselayer\d+\.(?:norm|conv))(\d)", r"\1.\2", name): t for name, t in state.items()}


def conv(n, i, out, side):
    return [(n + ".weight", (out, i, side, side))]


def norm(n, width):
    return [(n + ".weight", (width,)), (n + ".bias", (width,))]


def batch_norm(n, width):
    return norm(n, width) + [(n + ".running_mean", (width,)), (n + ".running_var", (width,)), (n + ".num_batches_tracked", ())]


def linear(n, i, out):
    return [(n + ".weight", (out, i)), (n + ".bias", (out,))]


def res2net():
    """Its authors' res2net50_v1b_26w_4s, from its module tree."""
    yield from conv("conv1.0", 3, 32, 3) + batch_norm("conv1.1", 32)
    yield from conv("conv1.3", 32, 32, 3) + batch_norm("conv1.4", 32)
    yield from conv("conv1.6", 32, 64, 3) + batch_norm("bn1", 64)
    before = 64
    for stage, depth in enumerate([3, 4, 6, 3]):
        width, out = 26 << stage, 256 << stage
        for block in range(depth):
            n = "layer%d.%d." % (stage + 1, block)
            yield from conv(n + "conv1", before, 4 * width, 1) + batch_norm(n + "bn1", 4 * width)
            for k in range(3):
                yield from conv(n + "convs.%d" % k, width, width, 3)
            for k in range(3):
                yield from batch_norm(n + "bns.%d" % k, width)
            yield from conv(n + "conv3", 4 * width, out, 1) + batch_norm(n + "bn3", out)
            if block == 0:
                yield from conv(n + "downsample.1", before, out, 1) + batch_norm(n + "downsample.2", out)
            before = out
    yield from linear("fc", 2048, 1000)


def hybrid():
    """timm's vit_base_r50_s16_224, from its module tree."""
    yield from [("cls_token", (1, 1, 768)), ("pos_embed", (1, 197, 768))]
    yield from conv("patch_embed.backbone.stem.conv", 3, 64, 7) + norm("patch_embed.backbone.stem.norm", 64)
    before = 64
    for stage, depth in enumerate([3, 4, 9]):
        mid, out = 64 << stage, 256 << stage
        for block in range(depth):
            n = "patch_embed.backbone.stages.%d.blocks.%d." % (stage, block)
            if block == 0:
                yield from conv(n + "downsample.conv", before, out, 1) + norm(n + "downsample.norm", out)
            yield from conv(n + "conv1", before, mid, 1) + norm(n + "norm1", mid)
            yield from conv(n + "conv2", mid, mid, 3) + norm(n + "norm2", mid)
            yield from conv(n + "conv3", mid, out, 1) + norm(n + "norm3", out)
            before = out
    yield from conv("patch_embed.proj", 1024, 768, 1) + [("patch_embed.proj.bias", (768,))]
    for i in range(12):
        n = "blocks.%d." % i
        yield from norm(n + "norm1", 768) + linear(n + "attn.qkv", 768, 2304) + linear(n + "attn.proj", 768, 768)
        yield from norm(n + "norm2", 768) + linear(n + "mlp.fc1", 768, 3072) + linear(n + "mlp.fc2", 3072, 768)
    yield from norm("norm", 768) + linear("head", 768, 1000)


encoders = {name: getattr(models, name)().state_dict()
            for name in ("resnet34", "resnet50", "vgg16", "vgg16_bn", "densenet121", "swin_t")}
encoders["densenet121-old"] = old(encoders["densenet121"])
encoders["swin-authors"] = swin(encoders["swin_t"])
encoders["swin-timm"] = timm(encoders["swin-authors"])
encoders["res2net50_v1b_26w_4s"] = {name: torch.empty(shape) for name, shape in res2net()}
encoders["vit-r50-timm"] = {name: torch.empty(shape) for name, shape in hybrid()}
lines = []
for encoder, state in encoders.items():
    lines.append("# " + encoder)
    lines += [" ".join([name, *map(str, t.shape)]) for name, t in state.items()]
with gzip.GzipFile(os.path.join(sys.argv[1], "encoders.txt.gz"), "wb", mtime=0) as out:
    out.write(("\n".join(lines) + "\n").encode())

state = {"module.encoder1.weight": (torch.arange(8 * 3 * 9).reshape(8, 3, 3, 3) / 64).half(),
         "module.encoder1.bias": torch.arange(8.) - 4,
         "module.ebn1.weight": torch.arange(8.) / 8 + 1,
         "module.ebn1.bias": torch.arange(8.) / 8,
         "module.ebn1.running_mean": torch.arange(8.).double() / 4,
         "module.ebn1.running_var": torch.arange(8.) / 2 + 1,
         "module.ebn1.num_batches_tracked": torch.tensor(9)}
torch.save({"epoch": 3, "optimizer": {"step": torch.zeros(2)}, "state_dict": state},
           os.path.join(sys.argv[1], "encoder.pth"))
