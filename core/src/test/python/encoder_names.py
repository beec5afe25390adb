"""Names and shapes of the tensors in files of pretrained encoders, as their libraries write them, and one small real file.

    /usr/bin/python3 encoder_names.py DIR      (needs Debian's python3-torchvision: apt-get install python3-torchvision)

Writes DIR/encoders.txt.gz: a line "# encoder" for each, then one line per tensor: its name and its sizes, separated by spaces. The
names of timm's Swin follow from torchvision's microsoft-like ones by the rules in its documentation; those of the authors' Swin are
what torchvision's conversion starts from. Writes DIR/encoder.pth: the first convolution and norm of a UNeXt-S, in float16 and
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


encoders = {name: getattr(models, name)().state_dict()
            for name in ("resnet34", "resnet50", "vgg16", "vgg16_bn", "densenet121", "swin_t")}
encoders["densenet121-old"] = old(encoders["densenet121"])
encoders["swin-authors"] = swin(encoders["swin_t"])
encoders["swin-timm"] = timm(encoders["swin-authors"])
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
