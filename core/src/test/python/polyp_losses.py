"""Prints the records of the losses of PraNet, SANet and LDNet: values and gradient norms in float64, with PyTorch's own functions.

python3 polyp_losses.py > ../resources/loss/polyps.json        (torch 1.13)
"""
import json

import numpy as np
import torch
from torch.nn import functional as F

SHAPE = (3, 1, 24, 20)
ELLIPSES = [(10, 9, 6, 5), (15, 12, 7, 4), (6, 13, 3, 5)]
MASK = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15


def uniform(name, shape):
    """-3..3 by the rule of the golden cases, seed 1."""
    state = 0xCBF29CE484222325
    for b in name.encode():
        state = ((state ^ b) * 0x100000001B3) & MASK
    state ^= GAMMA
    out = []
    for i in range(1, int(np.prod(shape)) + 1):
        z = (state + i * GAMMA) & MASK
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        z ^= z >> 31
        out.append(np.float32(-3 + 6 * ((z >> 40) / (1 << 24))))
    return torch.tensor(np.array(out, np.float64).reshape(shape))


def target():
    y, x = np.mgrid[0:24, 0:20]
    return torch.tensor(
        np.stack([[((y - a) / c) ** 2 + ((x - b) / d) ** 2 < 1] for a, b, c, d in ELLIPSES]).astype(np.float64))


def bce(o, t):
    return F.binary_cross_entropy_with_logits(o, t)


def pranet(o, t):
    w = 1 + 5 * (F.avg_pool2d(t, 31, 1, 15) - t).abs()
    p = o.sigmoid()
    inter = (w * p * t).sum((2, 3))
    union = (w * (p + t)).sum((2, 3)) - inter
    return bce(o, t) + (1 - (inter + 1) / (union + 1)).mean()


def sanet(o, t):
    p = o.sigmoid()
    return bce(o, t) + 1 - (2 * (p * t).sum((1, 2, 3)) / (p.sum((1, 2, 3)) + t.sum((1, 2, 3)) + 1)).mean()


def ldnet(o, t):
    p = o.sigmoid()
    return bce(o, t) + 1 - ((2 * (p * t).sum((1, 2, 3)) + 1) / (p.sum((1, 2, 3)) + t.sum((1, 2, 3)) + 1)).mean()


def halves(t):
    once = F.interpolate(t, scale_factor=0.5, mode="bilinear", align_corners=True)
    return [once, F.interpolate(once, scale_factor=0.5, mode="bilinear", align_corners=True)]


def main():
    t = target()
    full = uniform("coarse", SHAPE)
    half, quarter = uniform("half", (3, 1, 12, 10)), uniform("quarter", (3, 1, 6, 5))
    cases = {
        "pranet": lambda o: pranet(o, t),
        "sanet": lambda o: sanet(o, t),
        "ldnet": lambda o: ldnet(o, t),
        "pranet_with_coarse": lambda o: pranet(o, t) + pranet(full, t),
        "ldnet_with_scales": lambda o: ldnet(o, t) + ldnet(half, halves(t)[0]) + ldnet(quarter, halves(t)[1]),
    }
    records = {"loss": {}, "grad_l2": {}}
    for name, loss in cases.items():
        o = uniform("logit", SHAPE).requires_grad_()
        value = loss(o)
        value.backward()
        records["loss"][name] = value.item()
        records["grad_l2"][name] = o.grad.norm().item()
    print(json.dumps(records, indent=1))


if __name__ == "__main__":
    main()
