"""A Caffe network file as a PyTorch module: the layers that residual attention networks are made of."""

import re

import torch
from torch import nn
from torch.nn import functional


def parse(text):
    """Protocol buffer text as lists of (name, value), where a value is a string or such a list."""
    tokens = re.findall(r'"[^"]*"|[{}]|[^\s{}:]+', re.sub(r"#.*", "", text))
    position = 0

    def message():
        nonlocal position
        fields = []
        while position < len(tokens) and tokens[position] != "}":
            name, following = tokens[position : position + 2]
            position += 2
            fields.append((name, message() if following == "{" else following.strip('"')))
        position += 1
        return fields

    return message()


def field(message, name, default=None):
    return next((value for key, value in message if key == name), default)


class CaffeNetwork(nn.Module):
    """[N, 3, H, W] to the logits of a classifier of its own size."""

    def __init__(self, text, classes):
        super().__init__()
        self.layers = [message for key, message in parse(text) if key == "layer"]
        self.convolutions, self.norms = nn.ModuleDict(), nn.ModuleDict()
        # The layer that made what a layer reads. A ReLU overwrites it and counts for nothing.
        self.input_of = {}
        makers, channels = {}, {"data": 3}
        for layer in self.layers:
            name, kind, bottom, top = (field(layer, key) for key in ("name", "type", "bottom", "top"))
            if kind == "InnerProduct":
                self.classifier = nn.Linear(channels["ave_pool"], classes)
                break
            self.input_of[name] = makers.get(bottom)
            channels[top] = channels[bottom]
            if kind == "Convolution":
                self.convolutions[name] = convolution(field(layer, "convolution_param"), channels[bottom])
                channels[top] = self.convolutions[name].out_channels
            elif kind == "BN":
                self.norms[name] = nn.BatchNorm2d(channels[bottom])
            if kind != "ReLU":
                makers[top] = name

    def forward(self, image):
        values = {"data": image}
        for layer in self.layers:
            if field(layer, "type") == "InnerProduct":
                break
            inputs = [values[value] for key, value in layer if key == "bottom"]
            values[field(layer, "top")] = self.compute(layer, *inputs)
        return self.classifier(values["ave_pool"])

    def compute(self, layer, x, other=None):
        match field(layer, "type"):
            case "Convolution":
                return self.convolutions[field(layer, "name")](x)
            case "BN":
                return self.norms[field(layer, "name")](x)
            case "ReLU":
                return torch.relu(x)
            case "Sigmoid":
                return torch.sigmoid(x)
            case "Interp":
                return functional.interpolate(x, size=other.shape[2:], mode="bilinear", align_corners=True)
            case "Eltwise":
                return x * other if field(field(layer, "eltwise_param"), "operation") == "PROD" else x + other
            case "Pooling" if field(field(layer, "pooling_param"), "pool") == "AVE":
                return x.mean((2, 3))
            case "Pooling":
                return functional.max_pool2d(x, 3, 2, ceil_mode=True)


def convolution(settings, channels):
    def number(name, default=None):
        return int(field(settings, name, default))

    return nn.Conv2d(
        channels,
        number("num_output"),
        number("kernel_size"),
        stride=number("stride", 1),
        padding=number("pad", 0),
        groups=number("group", 1),
        bias=False,
    )
