"""HEAT-Net (Jiang, Xing, Yu, Ta: BSPC 86, 105329, 2023), for which there is no public code; records its golden case.

Stated by the authors: a U of convolutions around a transformer; coordinate residual blocks (CdRB); self-attention enhanced by
channel (ECAT); a dual attention on the skips (CDAM). Everything below that is our reading. Run: python3 heat_net.py
"""

import torch
from torch import nn
from torch.nn import functional as F

import golden

WIDTHS = (64, 128, 256, 512)
TOKEN, HEADS, LAYERS, GRID, POOLED = 512, 8, 4, 16, 16


class CoordinateBlock(nn.Module):
    """The first convolution sees row and column numbers beside the map, from -1 to 1."""

    def __init__(self, cin, cout):
        super().__init__()
        self.conv1 = nn.Conv2d(cin + 2, cout, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.short = nn.Conv2d(cin, cout, 1, bias=False)
        self.short_bn = nn.BatchNorm2d(cout)

    def forward(self, x):
        n, _, h, w = x.shape
        along = [2 * torch.arange(side).float() / (side - 1) - 1 for side in (h, w)]
        rows, columns = torch.meshgrid(*along, indexing="ij")
        places = torch.stack([rows, columns]).expand(n, 2, h, w).to(x)
        y = F.relu(self.bn1(self.conv1(torch.cat([x, places], 1))))
        return F.relu(self.bn2(self.conv2(y)) + self.short_bn(self.short(x)))


class EnhancedAttention(nn.Module):
    """x + attention * gate(mean of the attention over the tokens); then x + perceptron."""

    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(TOKEN)
        self.attn = nn.ModuleDict({n: nn.Linear(TOKEN, TOKEN) for n in ("query", "key", "value", "out")})
        self.squeeze = nn.Linear(TOKEN, TOKEN // 8)
        self.excite = nn.Linear(TOKEN // 8, TOKEN)
        self.norm2 = nn.LayerNorm(TOKEN)
        self.mlp = nn.ModuleDict({"fc1": nn.Linear(TOKEN, 4 * TOKEN), "fc2": nn.Linear(4 * TOKEN, TOKEN)})

    def attend(self, x):
        n, t, _ = x.shape
        q, k, v = (self.attn[p](x).reshape(n, t, HEADS, -1).transpose(1, 2) for p in ("query", "key", "value"))
        share = (q @ k.transpose(-1, -2) / (TOKEN // HEADS) ** 0.5).softmax(-1)
        return self.attn["out"]((share @ v).transpose(1, 2).reshape(n, t, TOKEN))

    def forward(self, x):
        y = self.attend(self.norm1(x))
        x = x + y * torch.sigmoid(self.excite(F.gelu(self.squeeze(y.mean(1, keepdim=True)))))
        return x + self.mlp["fc2"](F.gelu(self.mlp["fc1"](self.norm2(x))))


class DualAttention(nn.Module):
    """x + a * attention between places + b * attention between channels, then a convolution."""

    def __init__(self, channels):
        super().__init__()
        self.query = nn.Conv2d(channels, channels // 8, 1)
        self.key = nn.Conv2d(channels, channels // 8, 1)
        self.value = nn.Conv2d(channels, channels, 1)
        self.place_scale = nn.Parameter(torch.zeros(1))
        self.channel_scale = nn.Parameter(torch.zeros(1))
        self.conv = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(channels)

    def forward(self, x):
        n, c, h, w = x.shape
        small = F.adaptive_avg_pool2d(x, (min(h, POOLED), min(w, POOLED)))
        share = (self.query(x).flatten(2).transpose(1, 2) @ self.key(small).flatten(2)).softmax(-1)
        places = (share @ self.value(small).flatten(2).transpose(1, 2)).transpose(1, 2).reshape(x.shape)
        flat = x.flatten(2)
        channels = ((flat @ flat.transpose(1, 2) / (h * w)).softmax(-1) @ flat).reshape(x.shape)
        return F.relu(self.bn(self.conv(x + self.place_scale * places + self.channel_scale * channels)))


def double(cin, cout):
    layers = []
    for i in (cin, cout):
        layers += [nn.Conv2d(i, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU()]
    return nn.ModuleDict({"conv": nn.Sequential(*layers)})


class HeatNet(nn.Module):
    def __init__(self, channels=3, classes=1):
        super().__init__()
        self.encoder = nn.ModuleList(map(CoordinateBlock, (channels, *WIDTHS), WIDTHS))
        self.embed = nn.Conv2d(WIDTHS[-1], TOKEN, 1)
        self.positions = nn.Parameter(torch.zeros(1, TOKEN, GRID, GRID))
        self.transformer = nn.ModuleList(EnhancedAttention() for _ in range(LAYERS))
        self.skip = nn.ModuleList(map(DualAttention, WIDTHS))
        self.decoder = nn.ModuleList(map(double, (128 + 64, 256 + 128, 512 + 256, TOKEN + 512), WIDTHS))
        self.head = nn.Conv2d(WIDTHS[0], classes, 1)

    def forward(self, x):
        skips = []
        for block in self.encoder:
            skips.append(block(x))
            x = F.max_pool2d(skips[-1], 2)
        x = self.embed(x)
        x = x + F.interpolate(self.positions, x.shape[2:], mode="bilinear", align_corners=False)
        tokens = x.flatten(2).transpose(1, 2)
        for layer in self.transformer:
            tokens = layer(tokens)
        x = tokens.transpose(1, 2).reshape(x.shape)
        for skip, attention, decoder in reversed(list(zip(skips, self.skip, self.decoder))):
            x = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
            x = decoder["conv"](torch.cat([attention(skip), x], 1))
        return self.head(x)


if __name__ == "__main__":
    golden.record("heat_net", HeatNet(), "own writing: our reading of the paper, which has no public code", gain=0.8)
