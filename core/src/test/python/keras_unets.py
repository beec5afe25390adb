"""Three decoders of transposed convolutions on two encoders, as Keras builds them; records the golden cases.

nestnet, xnet: a grid X(i, j); row i has 1/2^i of the size, column 0 are the encoder's maps.
    X(i, j + 1) = up(X(i + 1, j), skip): nestnet skips X(i, j) alone, xnet all of X(i, 0..j).
    The first column is grown from the encoder's map one convolution further on ("further").
unet: the usual single path.

The Keras code is not run here: the structure comes from its description; the sums of parameters, counted as Keras does with the
running statistics, are held to those that follow from it. The resnet cases are recorded with kernels of 0.8 times the usual
range, because the sums of a network without a norm behind them grow. Run: python3 keras_unets.py
"""

import torch
from torch import nn
from torch.nn import functional as F

import golden

FILTERS = (256, 128, 64, 32, 16)
ROWS = 5


def batch_norm(channels):
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01)


class Vgg16(nn.Module):
    """Biased convolutions without norms. skips: before each pooling; further: after it."""

    skips = [64, 128, 256, 512, 512]
    further = skips

    def __init__(self):
        super().__init__()
        last = 3
        for block, (width, depth) in enumerate(zip(self.skips, (2, 2, 3, 3, 3)), 1):
            for k in range(1, depth + 1):
                self.add_module("block%d_conv%d" % (block, k), nn.Conv2d(last, width, 3, padding=1))
                last = width

    def forward(self, x):
        skips, further = [], []
        for block, depth in enumerate((2, 2, 3, 3, 3), 1):
            for k in range(1, depth + 1):
                x = F.relu(getattr(self, "block%d_conv%d" % (block, k))(x))
            skips.append(x)
            x = F.max_pool2d(x, 2)
            further.append(x)
        return skips, further


class PreActivation(nn.Module):
    """norm, ReLU before each convolution; where the channels or the size change, the shortcut starts after the first ReLU."""

    def __init__(self, cin, width, stride, first):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(cin, eps=2e-5, momentum=0.01)
        self.conv1 = nn.Conv2d(cin, width, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width, eps=2e-5, momentum=0.01)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(width, eps=2e-5, momentum=0.01)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.sc = nn.Conv2d(cin, 4 * width, 1, stride, bias=False) if first else None

    def forward(self, x):
        """The sum, and the activated input."""
        a = F.relu(self.bn1(x))
        y = self.conv2(F.relu(self.bn2(self.conv1(a))))
        y = self.conv3(F.relu(self.bn3(y)))
        return y + (x if self.sc is None else self.sc(a)), a


class PreResNet50(nn.Module):
    """Row 0 has no map. skips: the activated input of stages 2, 3, 4; further: that of the second units of stages 1, 2, 3."""

    skips = [None, 64, 256, 512, 1024]
    further = [None, 256, 512, 1024, 2048]

    def __init__(self):
        super().__init__()
        self.bn_data = nn.BatchNorm2d(3, eps=2e-5, momentum=0.01)
        self.bn_data.register_parameter("weight", None)
        self.conv0 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn0 = nn.BatchNorm2d(64, eps=2e-5, momentum=0.01)
        last = 64
        for stage, units in enumerate((3, 4, 6, 3), 1):
            width, stride = 32 << stage, 1 if stage == 1 else 2
            rest = [PreActivation(4 * width, width, 1, False) for _ in range(units - 1)]
            self.add_module("stage%d" % stage, nn.ModuleList([PreActivation(last, width, stride, True), *rest]))
            last = 4 * width
        self.bn1 = nn.BatchNorm2d(last, eps=2e-5, momentum=0.01)

    def forward(self, x):
        stem = F.relu(self.bn0(self.conv0(self.bn_data(x))))
        skips, further = [None, stem], [None]
        x = F.max_pool2d(stem, 3, 2, 1)
        for stage in (1, 2, 3, 4):
            for unit, block in enumerate(getattr(self, "stage%d" % stage)):
                x, activated = block(x)
                if unit == 0 and stage > 1:
                    skips.append(activated)
                if unit == 1 and stage < 4:
                    further.append(activated)
        return skips, further + [F.relu(self.bn1(x))]


class Up(nn.Module):
    def __init__(self, cin, skip, cout):
        super().__init__()
        self.up = nn.ConvTranspose2d(cin, cout, 4, 2, 1, bias=False)
        self.bn1 = batch_norm(cout)
        self.conv2 = nn.Conv2d(cout + skip, cout, 3, padding=1, bias=False)
        self.bn2 = batch_norm(cout)

    def forward(self, x, *skip):
        x = F.relu(self.bn1(self.up(x)))
        return F.relu(self.bn2(self.conv2(torch.cat([x, *skip], 1))))


class Grid(nn.Module):
    def __init__(self, encoder, all_skips):
        super().__init__()
        self.encoder = encoder
        self.all_skips = all_skips
        widths = {(i, 0): w for i, w in enumerate(encoder.skips) if w}
        for j in range(ROWS):
            for i in range(ROWS - j):
                if i == 0 and encoder.skips[0] is None and j < ROWS - 1:
                    continue
                width = FILTERS[3 - i]  # row 4 takes the last element
                below = encoder.further[i] if j == 0 else widths[i + 1, j]
                skip = sum(widths[at] for at in self.skipped(i, j) if at in widths)
                self.add_module("x%d_%d" % (i, j + 1), Up(below, skip, width))
                widths[i, j + 1] = width
        self.final_conv = nn.Conv2d(widths[0, ROWS], 1, 3, padding=1)

    def skipped(self, i, j):
        return [(i, k) for k in range(j + 1)] if self.all_skips else [(i, j)]

    def forward(self, x):
        skips, further = self.encoder(x)
        maps = {(i, 0): m for i, m in enumerate(skips) if m is not None}
        for j in range(ROWS):
            for i in range(ROWS - j):
                node = getattr(self, "x%d_%d" % (i, j + 1), None)
                if node is not None:
                    below = further[i] if j == 0 else maps[i + 1, j]
                    maps[i, j + 1] = node(below, *[maps[at] for at in self.skipped(i, j) if at in maps])
        return self.final_conv(maps[0, ROWS])


class UNet(nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder
        last = encoder.further[-1]
        self.up = nn.ModuleList()
        for skip, width in zip(reversed(encoder.skips), FILTERS):
            self.up.append(Up(last, skip or 0, width))
            last = width
        self.final_conv = nn.Conv2d(last, 1, 3, padding=1)

    def forward(self, x):
        skips, further = self.encoder(x)
        x = further[-1]
        for up, skip in zip(self.up, reversed(skips)):
            x = up(x, *([] if skip is None else [skip]))
        return self.final_conv(x)


def keras_count(net):
    """Keras counts the running statistics too."""
    return sum(t.numel() for t in net.state_dict().values() if torch.is_floating_point(t))


NETS = {
    "nestnet_vgg16": (lambda: Grid(Vgg16(), False), 23770849),
    "xnet_vgg16": (lambda: Grid(Vgg16(), True), 26148577),
    "xnet_resnet50": (lambda: Grid(PreResNet50(), True), 37698666),
    "unet_resnet50_transpose": (lambda: UNet(PreResNet50()), 36535770),
}

if __name__ == "__main__":
    for model, (make, count) in NETS.items():
        net = make()
        assert keras_count(net) == count, (model, keras_count(net))
        gain = 1.0 if model.endswith("vgg16") else 0.8
        golden.record(model, net, "own writing from the structure of the Keras code", gain=gain)
