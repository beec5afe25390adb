"""Swin-Unet written a second time, to record the case with windows of 8, which the public code was not run with.

Windows are cut with unfold, positions that must not see each other are found by numbering the regions of the map: other ways than
those of the network under test. It repeated the float32 records of the public code, swinunet.json and swinunet_64.json, to 1.3e-5
standard deviations, and gave them their float64 answers. Run: python3 swin_unet.py. It writes swinunet_w8.json: 128x128, where the maps
have 32, 16, 8 and 4 rows, so that at 8 there is one window and nothing is shifted, and at 4 the window shrinks.
"""

import torch
from torch import nn
from torch.nn import functional as F

import golden

DEPTH = 2
HEADS = (3, 6, 12, 24)
WIDTHS = (96, 192, 384, 768)


class Attention(nn.Module):
    def __init__(self, width, heads, window, shift):
        super().__init__()
        self.heads, self.window, self.shift = heads, window, shift
        self.relative_position_bias_table = nn.Parameter(torch.zeros((2 * window - 1) ** 2, heads))
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def cut(self, x):  # N,C,H,W to N*windows, area, C
        t = F.unfold(x, self.window, stride=self.window)
        return t.reshape(x.shape[0], x.shape[1], -1, t.shape[-1]).permute(0, 3, 2, 1).flatten(0, 1)

    def forward(self, x):  # N,H,W,C
        n, h, w, c = x.shape
        s, k = self.shift, self.window
        image = torch.roll(x, (-s, -s), (1, 2)).permute(0, 3, 1, 2)
        tokens = self.cut(image)
        q, key, v = [t.reshape(*t.shape[:2], self.heads, -1).transpose(1, 2) for t in self.qkv(tokens).chunk(3, -1)]
        score = q @ key.transpose(2, 3) / (c // self.heads) ** 0.5
        place = torch.stack(torch.meshgrid(torch.arange(k), torch.arange(k), indexing="ij")).flatten(1)
        away = place[:, :, None] - place[:, None, :] + k - 1
        score = score + self.relative_position_bias_table[away[0] * (2 * k - 1) + away[1]].permute(2, 0, 1)
        if s:
            def region(side):
                return (torch.arange(side) >= side - k).int() + (torch.arange(side) >= side - s).int()
            number = self.cut((3 * region(h)[:, None] + region(w)[None]).float()[None, None])[..., 0]
            apart = (number[:, :, None] != number[:, None, :]).repeat(n, 1, 1)[:, None]
            score = torch.where(apart, score - 100, score)
        out = self.proj((score.softmax(-1) @ v).transpose(1, 2).flatten(2))
        out = out.reshape(n, -1, k * k, c).permute(0, 3, 2, 1).flatten(1, 2)
        out = F.fold(out, (h, w), k, stride=k).permute(0, 2, 3, 1)
        return torch.roll(out, (s, s), (1, 2))


class Mlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, width, heads, window, shift):
        super().__init__()
        self.norm1, self.attn = nn.LayerNorm(width), Attention(width, heads, window, shift)
        self.norm2, self.mlp = nn.LayerNorm(width), Mlp(width)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Merge(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.reduction, self.norm = nn.Linear(4 * width, 2 * width, bias=False), nn.LayerNorm(4 * width)

    def forward(self, x):
        corners = [x[:, dy::2, dx::2] for dx in (0, 1) for dy in (0, 1)]
        return self.reduction(self.norm(torch.cat(corners, -1)))


class Expand(nn.Module):
    def __init__(self, width, out, factor):
        super().__init__()
        self.expand, self.norm = nn.Linear(width, factor * factor * out, bias=False), nn.LayerNorm(out)
        self.out, self.factor = out, factor

    def forward(self, x):
        t, f = self.expand(x), self.factor
        whole = t.new_zeros(t.shape[0], t.shape[1] * f, t.shape[2] * f, self.out)
        for i in range(f * f):
            whole[:, i // f::f, i % f::f] = t[..., i * self.out:(i + 1) * self.out]
        return self.norm(whole)


class Embed(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj, self.norm = nn.Conv2d(3, WIDTHS[0], 4, 4), nn.LayerNorm(WIDTHS[0])

    def forward(self, x):
        return self.norm(self.proj(x).permute(0, 2, 3, 1))


def level(i, side, window):
    k = min(window, side >> i)
    part = nn.Module()
    part.blocks = nn.Sequential(
        *[Block(WIDTHS[i], HEADS[i], k, k // 2 if j % 2 and side >> i > k else 0) for j in range(DEPTH)])
    return part


class Net(nn.Module):
    def __init__(self, side, window):
        super().__init__()
        self.patch_embed = Embed()
        self.layers = nn.ModuleList([level(i, side // 4, window) for i in range(4)])
        for i in range(3):
            self.layers[i].downsample = Merge(WIDTHS[i])
        self.norm = nn.LayerNorm(WIDTHS[3])
        self.layers_up = nn.ModuleList([Expand(WIDTHS[3], WIDTHS[2], 2)])
        self.concat_back_dim = nn.ModuleList([nn.Identity()])
        for i in (2, 1, 0):
            self.layers_up.append(level(i, side // 4, window))
            if i:
                self.layers_up[-1].upsample = Expand(WIDTHS[i], WIDTHS[i - 1], 2)
            self.concat_back_dim.append(nn.Linear(2 * WIDTHS[i], WIDTHS[i]))
        self.norm_up = nn.LayerNorm(WIDTHS[0])
        self.up = Expand(WIDTHS[0], WIDTHS[0], 4)
        self.output = nn.Conv2d(WIDTHS[0], 1, 1, bias=False)

    def forward(self, x):
        x = self.patch_embed(x)
        skips = []
        for i, part in enumerate(self.layers):
            skips.append(x)
            x = part.blocks(x)
            x = part.downsample(x) if i < 3 else x
        x = self.layers_up[0](self.norm(x))
        for i in (1, 2, 3):
            x = self.layers_up[i].blocks(self.concat_back_dim[i](torch.cat([x, skips[3 - i]], -1)))
            x = self.layers_up[i].upsample(x) if i < 3 else x
        return self.output(self.up(self.norm_up(x)).permute(0, 3, 1, 2))


class SwinUNet(nn.Module):
    def __init__(self, side, window):
        super().__init__()
        self.swin_unet = Net(side, window)

    def forward(self, x):
        return self.swin_unet(x)


if __name__ == "__main__":
    golden.record("swinunet_w8", SwinUNet(128, 8), "core/src/test/python/swin_unet.py", shape=(1, 3, 128, 128))
