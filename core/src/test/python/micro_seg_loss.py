"""Prints the records of MicroSegNet's loss on the case of the other losses, in float64; regions are found pixel by pixel.

An expert's and a student's mask are read as one mask and its contour: hard is what lies within the square around a pixel whose
3x3 neighbours hold both classes. python3 micro_seg_loss.py > ../resources/loss/micro_seg.json        (torch 1.13)
"""
import json

import torch
from torch.nn import functional as F

from polyp_losses import SHAPE, target, uniform

WEIGHT = 4


def around(mask, y, x, before, after):
    return mask[max(0, y - before):y + after + 1, max(0, x - before):x + after + 1]


def hard(mask, side):
    h, w = mask.shape
    differ = torch.zeros_like(mask)
    dilated = torch.zeros_like(mask)
    for y in range(h):
        for x in range(w):
            differ[y, x] = float(len(set(around(mask, y, x, 1, 1).flatten().tolist())) == 2)
    for y in range(h):
        for x in range(w):
            dilated[y, x] = around(differ, y, x, side // 2, side - 1 - side // 2).max()
    return dilated


def guided(o, t, side):
    entropy = F.binary_cross_entropy_with_logits(o, t, reduction="none") / 2
    region = torch.stack([hard(m[0], side)[None] for m in t])
    easy = ((1 - region) * entropy).sum() / (1 + WEIGHT)
    return (easy + WEIGHT * (region * entropy).sum() / (1 + WEIGHT)) / o.numel()


def smaller(t, factor):
    return (F.avg_pool2d(t, factor) > 0.5).double()


def main():
    t = target()
    half, quarter = uniform("half", (3, 1, 12, 10)), uniform("quarter", (3, 1, 6, 5))
    cases = {
        "micro_seg": lambda o: guided(o, t, 4),
        "micro_seg_with_scales":
            lambda o: guided(o, t, 4) + guided(half, smaller(t, 2), 3) + guided(quarter, smaller(t, 4), 2),
    }
    records = {"loss": {}, "grad_l2": {}}
    for name, loss in cases.items():
        o = uniform("logit", SHAPE).requires_grad_()
        value = loss(o)
        value.backward()
        records["loss"][name] = value.item()
        records["grad_l2"][name] = o.grad.norm().item()
    print(json.dumps(records, indent=1))


main()
