"""MALUNet (Ruan et al., BIBM 2022, arXiv 2211.01784) with the tensor names of its authors' checkpoints; records its golden case.

An own writing, from the paper and the authors' published structure; its 177,943 parameters and 0.0827 GMACs at 256x256 are theirs.
It returns logits, before the paper's sigmoid. Run: python3 malunet.py
"""

import torch
from torch import nn
from torch.nn import functional as F

import golden

WIDTHS = (8, 16, 24, 32, 48, 64)


def norm(channels):
    return nn.GroupNorm(4, channels)


class Separable(nn.Module):
    """Depthwise convolution, norm, 1x1 convolution."""

    def __init__(self, cin, cout, kernel):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cin, kernel, padding=kernel // 2, groups=cin)
        self.norm_layer = norm(cin)
        self.conv2 = nn.Conv2d(cin, cout, 1)

    def forward(self, x):
        return self.conv2(self.norm_layer(self.conv1(x)))


class Gau(nn.Module):
    """Gated unit: sigmoid of a 3x3 view times GELU of a 5x5 view, mixed by a third; plus a 1x1 shortcut."""

    def __init__(self, cin, cout):
        super().__init__()
        self.w1 = nn.Sequential(Separable(cin, cin, 3), nn.Sigmoid())
        self.w2 = nn.Sequential(Separable(cin, cin, 5), nn.GELU())
        self.wo = nn.Sequential(Separable(cin, cout, 3), nn.GELU())
        self.cw = nn.Conv2d(cin, cout, 1)

    def forward(self, x):
        return self.wo(self.w1(x) * self.w2(x)) + self.cw(x)


class Dga(nn.Module):
    """Dilated gated attention: a quarter of the channels each at dilation 7, 5, 2, 1, then the gated unit."""

    def __init__(self, cin, cout):
        super().__init__()
        for i, d in enumerate((7, 5, 2, 1)):
            self.add_module("mda%d" % i, nn.Conv2d(cin // 4, cin // 4, 3, padding=d, dilation=d, groups=cin // 4))
        self.norm_layer = norm(cin)
        self.conv = nn.Conv2d(cin, cin, 1)
        self.gau = Gau(cin, cout)

    def forward(self, x):
        parts = [getattr(self, "mda%d" % i)(part) for i, part in enumerate(x.chunk(4, 1))]
        return self.gau(F.gelu(self.conv(self.norm_layer(torch.cat(parts, 1)))))


class Iea(nn.Module):
    """Inverted external attention: two memories of four times the channels; shares over the pixels, then over the memory."""

    def __init__(self, c):
        super().__init__()
        self.conv1 = nn.Conv2d(c, c, 1)
        self.linear_0 = nn.Conv1d(c, 4 * c, 1, bias=False)
        self.linear_1 = nn.Conv1d(4 * c, c, 1, bias=False)
        self.conv2 = nn.Conv2d(c, c, 1, bias=False)
        self.norm_layer = norm(c)

    def forward(self, x):
        share = self.linear_0(self.conv1(x).flatten(2)).softmax(2)
        share = share / (share.sum(1, keepdim=True) + 1e-9)
        y = self.linear_1(share).reshape(x.shape)
        return F.gelu(x + self.norm_layer(self.conv2(y)))


class Cab(nn.Module):
    """Channel attention bridge: the means of all levels in one row, a convolution along it, one linear layer per level."""

    def __init__(self):
        super().__init__()
        self.get_all_att = nn.Conv1d(1, 1, 3, padding=1, bias=False)
        for i, w in enumerate(WIDTHS[:5], 1):
            self.add_module("att%d" % i, nn.Linear(sum(WIDTHS[:5]), w))

    def forward(self, maps):
        row = self.get_all_att(torch.cat([m.mean((2, 3)) for m in maps], 1)[:, None])[:, 0]
        return [torch.sigmoid(getattr(self, "att%d" % i)(row))[:, :, None, None] for i in range(1, 6)]


class Sab(nn.Module):
    """Spatial attention bridge: mean and maximum over the channels, one convolution for all levels."""

    def __init__(self):
        super().__init__()
        self.shared_conv2d = nn.Sequential(nn.Conv2d(2, 1, 7, padding=9, dilation=3), nn.Sigmoid())

    def forward(self, maps):
        return [self.shared_conv2d(torch.cat([m.mean(1, True), m.max(1, True)[0]], 1)) for m in maps]


class Bridge(nn.Module):
    def __init__(self):
        super().__init__()
        self.catt, self.satt = Cab(), Sab()

    def forward(self, maps):
        seen = [m * a for m, a in zip(maps, self.satt(maps))]
        both = [s + m for s, m in zip(seen, maps)]
        return [b * a + s for b, a, s in zip(both, self.catt(both), seen)]


class MalUNet(nn.Module):
    def __init__(self, channels=3, classes=1):
        super().__init__()
        w = WIDTHS
        for i, cin in enumerate((channels, w[0], w[1])):
            self.add_module("encoder%d" % (i + 1), nn.Sequential(nn.Conv2d(cin, w[i], 3, padding=1)))
        for i in (3, 4, 5):
            self.add_module("encoder%d" % (i + 1), nn.Sequential(Iea(w[i - 1]), Dga(w[i - 1], w[i])))
        self.scab = Bridge()
        for i in (5, 4, 3):
            self.add_module("decoder%d" % (6 - i), nn.Sequential(Dga(w[i], w[i - 1]), Iea(w[i - 1])))
        for i in (2, 1):
            self.add_module("decoder%d" % (6 - i), nn.Sequential(nn.Conv2d(w[i], w[i - 1], 3, padding=1)))
        for i in range(5):
            self.add_module("ebn%d" % (i + 1), norm(w[i]))
            self.add_module("dbn%d" % (i + 1), norm(w[4 - i]))
        self.final = nn.Conv2d(w[0], classes, 1)

    def forward(self, x):
        maps = []
        for i in range(1, 6):
            x = getattr(self, "ebn%d" % i)(getattr(self, "encoder%d" % i)(x))
            x = F.gelu(F.max_pool2d(x, 2))
            maps.append(x)
        x = F.gelu(self.encoder6(x))
        for i, skip in enumerate(reversed(self.scab(maps)), 1):
            x = getattr(self, "dbn%d" % i)(getattr(self, "decoder%d" % i)(x))
            x = F.gelu(x if i == 1 else double(x)) + skip
        return double(self.final(x))


def double(x):
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=True)


if __name__ == "__main__":
    golden.record("malunet", MalUNet(), "own writing with the tensor names of JCruan519/MALUNet@977854fb")
