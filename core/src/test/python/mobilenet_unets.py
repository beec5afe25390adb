"""Records the golden cases of the U-Nets on MobileNetV2, with the tensor names of segmentation_models.pytorch."""

import torch
from torch import nn
from torch.nn import functional as F

import golden


def conv_norm(i, o, k, stride=1, groups=1, act=nn.ReLU6):
    return nn.Sequential(
        nn.Conv2d(i, o, k, stride, k // 2, groups=groups, bias=False), nn.BatchNorm2d(o), act(inplace=False)
    )


class InvertedResidual(nn.Module):
    def __init__(self, i, o, stride, t):
        super().__init__()
        w = i * t
        parts = [] if t == 1 else [conv_norm(i, w, 1)]
        parts += [conv_norm(w, w, 3, stride, w), nn.Conv2d(w, o, 1, bias=False), nn.BatchNorm2d(o)]
        self.conv = nn.Sequential(*parts)
        self.same = stride == 1 and i == o

    def forward(self, x):
        return x + self.conv(x) if self.same else self.conv(x)


class Encoder(nn.Module):
    def __init__(self, head):
        super().__init__()
        parts = [conv_norm(3, 32, 3, 2)]
        i = 32
        for t, c, n, s in (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1):
            for b in range(n):
                parts.append(InvertedResidual(i, c, s if b == 0 else 1, t))
                i = c
        if head:
            parts.append(conv_norm(i, 1280, 1))
        self.features = nn.Sequential(*parts)

    def forward(self, x):
        maps = []
        for a, b in (0, 2), (2, 4), (4, 7), (7, 14), (14, len(self.features)):
            x = self.features[a:b](x)
            maps.append(x)
        return maps


class Block(nn.Module):
    def __init__(self, i, skip, o):
        super().__init__()
        self.conv1 = conv_norm(i + skip, o, 3, act=nn.ReLU)
        self.conv2 = conv_norm(o, o, 3, act=nn.ReLU)

    def forward(self, x, skip):
        x = F.interpolate(x, scale_factor=2, mode="nearest")
        return self.conv2(self.conv1(x if skip is None else torch.cat([x, skip], 1)))


class Decoder(nn.Module):
    def __init__(self, deepest, widths):
        super().__init__()
        ins = [deepest, *widths[:-1]]
        self.blocks = nn.ModuleList(Block(i, s, o) for i, s, o in zip(ins, [96, 32, 24, 16, 0], widths))

    def forward(self, maps):
        ends = [maps[-1]]
        for block, skip in zip(self.blocks, [*maps[-2::-1], None]):
            ends.append(block(ends[-1], skip))
        return ends[1:]


class Unet(nn.Module):
    def __init__(self, head, widths, supervised=()):
        super().__init__()
        self.encoder = Encoder(head)
        self.decoder = Decoder(1280 if head else 320, widths)
        self.segmentation_head = nn.Sequential(nn.Conv2d(widths[-1], 1, 3, padding=1))
        self.levels = supervised
        if supervised:
            self.supervised = nn.ModuleList(nn.Sequential(nn.Conv2d(widths[i], 1, 3, padding=1)) for i in supervised)

    def forward(self, x):
        ends = self.decoder(self.encoder(x))
        y = self.segmentation_head(ends[-1])
        y = F.interpolate(y, size=x.shape[2:], mode="bilinear", align_corners=False)
        return [y, *(h(ends[i]) for h, i in zip(self.supervised, self.levels))] if self.levels else y


SOURCE = "own writing with the tensor names of segmentation_models.pytorch 0.3"
golden.record("smp_unet_mobilenet_v2", Unet(True, [256, 128, 64, 32, 16]), SOURCE)
golden.record("unet_mobilenet_v2_slim", Unet(False, [128, 64, 32, 24]), SOURCE)
golden.record("unet_mobilenet_v2_slim_ds", Unet(False, [128, 64, 32, 24], [1, 2]), SOURCE)
