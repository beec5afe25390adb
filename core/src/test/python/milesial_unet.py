"""U-Net with transposed convolutions: own writing, with the tensor names of milesial/Pytorch-UNet."""

import torch
from torch import nn

import golden


class Twice(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        layers = []
        for k in (n, m):
            layers += [nn.Conv2d(k, m, 3, padding=1, bias=False), nn.BatchNorm2d(m), nn.ReLU(inplace=True)]
        self.double_conv = nn.Sequential(*layers)

    def forward(self, x):
        return self.double_conv(x)


class Smaller(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.maxpool_conv = nn.Sequential(nn.MaxPool2d(2), Twice(n, m))

    def forward(self, x):
        return self.maxpool_conv(x)


class Larger(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.up = nn.ConvTranspose2d(n, m, 2, stride=2)
        self.conv = Twice(n, m)

    def forward(self, x, skip):
        return self.conv(torch.cat([skip, self.up(x)], 1))


class Last(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.conv = nn.Conv2d(n, m, 1)

    def forward(self, x):
        return self.conv(x)


class MilesialUNet(nn.Module):
    def __init__(self, channels=3, classes=1):
        super().__init__()
        widths = [64, 128, 256, 512, 1024]
        self.inc = Twice(channels, widths[0])
        for i in range(4):
            setattr(self, "down%d" % (i + 1), Smaller(widths[i], widths[i + 1]))
        for i in range(4):
            setattr(self, "up%d" % (i + 1), Larger(widths[4 - i], widths[3 - i]))
        self.outc = Last(widths[0], classes)

    def forward(self, x):
        skips = [self.inc(x)]
        for i in range(4):
            skips.append(getattr(self, "down%d" % (i + 1))(skips[-1]))
        x = skips.pop()
        for i in range(4):
            x = getattr(self, "up%d" % (i + 1))(x, skips.pop())
        return self.outc(x)


if __name__ == "__main__":
    golden.record("milesial_unet", MilesialUNet(), "own writing with the tensor names of milesial/Pytorch-UNet")
