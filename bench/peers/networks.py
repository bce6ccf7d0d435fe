"""The paper's networks in PyTorch: timm's frame, the authors' max pool, and SK units of the plainest operations."""

import timm
from timm.layers import SelectiveKernel
from torch import nn


class SelectiveKernelUnit(nn.Module):
    """Section 3.1: 3x3 and 3x3 dilated by 2, each with batch norm and ReLU; fuse through d = max(C / 16, 32); select."""

    def __init__(self, channels, filters, groups=32, stride=1):
        super().__init__()
        width = max(filters // 16, 32)
        self.branches = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(channels, filters, 3, stride, dilation, dilation, groups, bias=False),
                nn.BatchNorm2d(filters),
                nn.ReLU(inplace=True),
            )
            for dilation in (1, 2)
        )
        self.squeeze = nn.Sequential(
            nn.Conv2d(filters, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)
        )
        self.excite = nn.Conv2d(width, 2 * filters, 1, bias=False)
        self.filters = filters

    def forward(self, x):
        first, second = (branch(x) for branch in self.branches)
        s = (first + second).mean((2, 3), keepdim=True)
        attention = self.excite(self.squeeze(s)).reshape(-1, 2, self.filters, 1, 1).softmax(1)
        return first * attention[:, 0] + second * attention[:, 1]


def sk_unit_module(channels, units="plain"):
    """One unit as the networks have it; `units="timm"` is timm's own, with the arguments of its `skresnext50_32x4d`."""
    if units == "plain":
        return SelectiveKernelUnit(channels, channels)
    return SelectiveKernel(channels, channels, groups=32, rd_ratio=1 / 16, rd_divisor=32, split_input=False)


def plain(unit):
    conv = unit.paths[0].conv
    return SelectiveKernelUnit(conv.in_channels, conv.out_channels, conv.groups, conv.stride[0])


def network(name, units="plain"):
    """`sknet50` or `resnext50`; `units="timm"` leaves timm's SK units in place."""
    model = timm.create_model({"sknet50": "skresnext50_32x4d", "resnext50": "resnext50_32x4d"}[name])
    model.maxpool = nn.MaxPool2d(3, 2, 0, ceil_mode=True)
    for block in model.modules():
        if units == "plain" and isinstance(getattr(block, "conv2", None), SelectiveKernel):
            block.conv2 = plain(block.conv2)
    return model
