"""Small checkpoints as PyTorch writes them, and what a reader must find in them.

    /usr/bin/python3 checkpoints.py DIR      (needs Debian's python3-torch: apt-get install python3-torch)

Writes DIR/*.pth and DIR/expected.json: for each file its dicts of tensors with type, shape and bytes (hexadecimal, row-major,
little endian), or the name that must stand in the refusal.
"""
import argparse
import collections
import json
import os
import sys
import zipfile

import numpy as np
import torch
from torch import nn

NAMES = {torch.float32: "F32", torch.float64: "F64", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64",
         torch.int32: "I32", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL"}
expected = []


def described(t):
    t = t.detach()
    dense = torch.empty(t.shape, dtype=t.dtype)
    dense.copy_(t)
    raw = dense.view(torch.int16) if t.dtype == torch.bfloat16 else dense
    return {"dtype": NAMES[t.dtype], "shape": list(t.shape), "bytes": raw.numpy().tobytes().hex()}


def save(folder, name, value, groups=None, refused=None, **how):
    """groups: key -> dict of tensors; by default the value itself."""
    torch.save(value, os.path.join(folder, name), **how)
    note(name, {"": value} if groups is None else groups, refused)


def note(name, groups, refused=None):
    if refused:
        expected.append({"file": name, "refused": refused})
    else:
        tensors = {key: {k: described(v) for k, v in group.items() if isinstance(v, torch.Tensor)}
                   for key, group in groups.items()}
        expected.append({"file": name, "groups": tensors})


def network():
    net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Conv2d(2, 1, 1))
    net(torch.randn(2, 1, 5, 5))
    return net


def strided():
    whole = torch.arange(24, dtype=torch.float32)
    block = whole.view(2, 3, 4)
    return {
        "transposed": block.transpose(0, 2),
        "part": block[1:, ::2, 1:3],
        "column": block[:, :, 3],
        "channels_last": torch.randn(2, 3, 2, 2).contiguous(memory_format=torch.channels_last),
        "scalar": whole[7],
        "empty": torch.empty(0, 3),
        "one": torch.randn(1, 3, 1).expand(1, 3, 1),
        "whole": whole,
        "bytes": torch.arange(6, dtype=torch.uint8).view(2, 3).t(),
        "halves": torch.arange(6, dtype=torch.float16).view(2, 3).t(),
        "longs": torch.arange(6).view(2, 3).t(),
    }


def beside(net):
    """What training scripts put beside the weights."""
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [3, 5])
    net(torch.randn(2, 1, 5, 5)).sum().backward()
    optimizer.step()
    scheduler.step()
    history = collections.defaultdict(list)
    history["loss"].append(0.5)
    return {"optimizer": optimizer.state_dict(), "scheduler": scheduler.state_dict(), "history": history, "epoch": 41,
            "best_score": np.float64(0.75), "best_epoch": np.int64(40), "is_best": np.bool_(True), "seed": 2 ** 40,
            "large": -2 ** 70, "lr": 1e-3, "resumed": False, "note": "na\u00efve \u2713", "device": torch.device("cpu"),
            "dtype": torch.float32, "shape": torch.Size([1, 2]), "tags": {"a", "b"}, "raw": b"\x00\xff",
            "milestones": (3, [5, None]), "cuda": torch.device("cuda", 1), "log": [float("nan"), float("inf"), -1.5]}


def main(folder):
    torch.manual_seed(3)
    net = network()
    state = net.state_dict()
    save(folder, "plain.pth", state)
    save(folder, "plain_legacy.pth", state, _use_new_zipfile_serialization=False)
    for protocol in (3, 4, 5):
        save(folder, "protocol%d.pth" % protocol, state, pickle_protocol=protocol)
    save(folder, "protocol4_legacy.pth", state, pickle_protocol=4, _use_new_zipfile_serialization=False)

    dtypes = {str(d)[6:]: (torch.randn(2, 3) * 4).to(d) for d in NAMES}
    save(folder, "dtypes.pth", dtypes)
    save(folder, "dtypes_legacy.pth", dtypes, _use_new_zipfile_serialization=False)
    save(folder, "strided.pth", strided())
    save(folder, "strided_legacy.pth", strided(), _use_new_zipfile_serialization=False)

    weights = torch.randn(10)
    save(folder, "shared.pth", {"whole": weights, "tied": weights, "first": weights[:4], "last": weights[4:].view(2, 3)})
    save(folder, "parameters.pth", dict(net.named_parameters()))
    marked = nn.Parameter(torch.randn(3))
    marked.decays = False
    noted = torch.randn(2)
    noted.source = "ours"
    save(folder, "attributes.pth", {"parameter": marked, "tensor": noted})

    for name, method in (("deflated.pth", zipfile.ZIP_DEFLATED), ("stored.pth", zipfile.ZIP_STORED)):
        with zipfile.ZipFile(os.path.join(folder, "plain.pth")) as old:
            with zipfile.ZipFile(os.path.join(folder, name), "w", method) as new:
                for entry in old.namelist():
                    fixed = zipfile.ZipInfo("weights of july/" + entry.split("/", 1)[1])
                    fixed.compress_type = method
                    new.writestr(fixed, old.read(entry))
        note(name, {"": state})

    extra = beside(net)
    for suffix, how in (("", {}), ("_legacy", {"_use_new_zipfile_serialization": False}),
                        ("_protocol4", {"pickle_protocol": 4})):
        save(folder, "training%s.pth" % suffix, {"state_dict": state, **extra}, {"state_dict": state}, **how)
    average = {k: v.clone() * 2 for k, v in state.items()}
    save(folder, "nested.pth", {"model": {"ema": average, "raw": state}, "epoch": 1}, {"model.ema": average, "model.raw": state})
    save(folder, "mixed.pth", {**state, "epoch": 3})
    save(folder, "parallel.pth", nn.DataParallel(net).state_dict())

    save(folder, "refused_arguments.pth", {"state_dict": state, "args": argparse.Namespace(lr=1)},
         refused="argparse.Namespace")
    save(folder, "refused_module.pth", nn.Linear(2, 1), refused="torch.nn.modules.linear.Linear")
    save(folder, "refused_array.pth", {"w": np.zeros(3)}, refused="numpy.core.multiarray._reconstruct")
    save(folder, "refused_sparse.pth", {"w": torch.eye(2).to_sparse()}, refused="torch._utils._rebuild_sparse_tensor")
    save(folder, "refused_complex.pth", {"w": torch.zeros(2, dtype=torch.complex64)}, refused="torch.ComplexFloatStorage")
    save(folder, "refused_lone_tensor.pth", torch.zeros(2), refused="no tensors under names")
    save(folder, "refused_expanded.pth", {"w": torch.zeros(1).expand(1000)}, refused="more elements than the storage has")

    with open(os.path.join(folder, "expected.json"), "w") as f:
        json.dump({"torch": torch.__version__, "files": expected}, f, indent=0)


if __name__ == "__main__":
    main(sys.argv[1])
