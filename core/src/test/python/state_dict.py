"""A state_dict as PyTorch saves it, its values drawn from the tensors' names.

    /usr/bin/python3 state_dict.py SPEC.json OUT.pth

SPEC.json: {"seed": 1, "style": one of STYLES, "tensors": [{"name", "shape", "lo", "hi", "drawn_as": name}]}
"""
import json
import sys
from collections import OrderedDict

import numpy as np
import torch

STYLES = ("archive", "legacy", "parallel", "nested", "double", "strided")
GAMMA = 0x9E3779B97F4A7C15
MASK = (1 << 64) - 1


def uniform(name, shape, lo, hi, seed):
    """FNV-1a of the name, mixed with the seed; then the finaliser of SplitMix64, its upper 24 bits scaled to lo..hi."""
    state = 0xCBF29CE484222325
    for byte in name.encode():
        state = (state ^ byte) * 0x100000001B3 & MASK
    state ^= seed * GAMMA & MASK
    with np.errstate(over="ignore"):
        z = np.uint64(state) + np.arange(1, int(np.prod(shape)) + 1, dtype=np.uint64) * np.uint64(GAMMA)
        z = (z ^ z >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ z >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    values = lo + (hi - lo) * ((z >> np.uint64(40)).astype(np.float64) / (1 << 24))
    return torch.from_numpy(values.astype(np.float32)).reshape(shape)


def main(spec, out):
    style = spec["style"]
    state = OrderedDict()
    for t in spec["tensors"]:
        value = uniform(t["drawn_as"], t["shape"], t["lo"], t["hi"], spec["seed"])
        if style == "double":
            value = value.double()
        elif style == "strided" and value.dim() > 1:
            value = value.transpose(0, -1).contiguous().transpose(0, -1)
        state[("module." if style == "parallel" else "") + t["name"]] = value
        if t["name"].endswith("running_var"):
            state[("module." if style == "parallel" else "") + t["name"][:-11] + "num_batches_tracked"] = torch.tensor(5)
    if style == "nested":
        weights = torch.nn.Parameter(torch.randn(3))
        optimizer = torch.optim.Adam([weights])
        weights.sum().backward()
        optimizer.step()
        state = {"epoch": 7, "best_dice": np.float64(0.8), "optimizer": optimizer.state_dict(), "state_dict": state}
    torch.save(state, out, _use_new_zipfile_serialization=style != "legacy")


if __name__ == "__main__":
    with open(sys.argv[1]) as f:
        main(json.load(f), sys.argv[2])
