"""Writes what PyTorch's light networks answer, with weights that a formula gives, so that no weights have to be kept.

    venv/bin/pip install -r tools/golden/requirements.txt
    venv/bin/python tools/golden/write_light.py

Values are drawn by `uniform` from the name that a weight has in sk-models, in the layout that it has there; the test
`lightGolden.test.ts` draws the same ones. Inference in float64, two images of 64x64 pixels, eight classes.
"""

import json
import pathlib
import re

import numpy as np
import torch
import torchvision
from pytorchcv.model_provider import get_model

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUTPUT = ROOT / "packages" / "sk-models" / "test" / "data" / "golden" / "light.json"
CLASSES = 8


def uniform(name, shape, least, most):
    """The hash of (the hash of the name + the index), on a grid of 2^32 points."""
    seed = np.uint32(0x811C9DC5)
    with np.errstate(over="ignore"):
        for byte in name.encode():
            seed = (seed ^ np.uint32(byte)) * np.uint32(0x01000193)
        h = np.arange(np.prod(shape), dtype=np.uint32) + seed
        for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
            h = (h ^ (h >> np.uint32(shift))) * np.uint32(factor)
        h ^= h >> np.uint32(16)
    return (least + (most - least) * (h / 2.0**32)).reshape(shape).astype(np.float32)


def fill_conv(conv, name):
    out, per_group, kh, kw = conv.weight.shape
    bound = (6 / (per_group * kh * kw)) ** 0.5
    kernel = uniform(f"{name}/kernel", (kh, kw, per_group, out), -bound, bound)
    conv.weight.data = torch.from_numpy(kernel.transpose(3, 2, 0, 1).astype(np.float64))


def fill_norm(norm, name):
    ranges = {"weight": ("gamma", 0.5, 1.5), "bias": ("beta", -0.5, 0.5)}
    ranges |= {"running_mean": ("moving_mean", -0.5, 0.5), "running_var": ("moving_variance", 0.5, 1.5)}
    for key, (ours, least, most) in ranges.items():
        values = uniform(f"{name}/bn/{ours}", tuple(norm.weight.shape), least, most)
        getattr(norm, key).data = torch.from_numpy(values.astype(np.float64))


def fill_classifier(linear):
    shape = (linear.in_features, linear.out_features)
    linear.weight.data = torch.from_numpy(uniform("classifier/kernel", shape, -0.5, 0.5).T.astype(np.float64))
    linear.bias.data = torch.from_numpy(uniform("classifier/bias", shape[1:], -0.5, 0.5).astype(np.float64))


def shufflenet_v2(path):
    stage, unit, branch, index = re.fullmatch(r"stage(\d)\.(\d)\.branch(\d)\.(\d)", path).groups()
    place = f"conv{stage}_{int(unit) + 1}/"
    if branch == "1":
        return place + {"0": "shortcut/3x3_depthwise", "2": "shortcut/1x1"}[index]
    return place + {"0": "1x1_in", "3": "3x3_depthwise", "5": "1x1_out"}[index]


def mobilenet_v2(path):
    block, index = map(int, re.match(r"features\.(\d+)\.conv\.(\d)", path).groups())
    names = ["3x3_depthwise", "1x1_project"] if block == 1 else ["1x1_expand", "3x3_depthwise", "1x1_project"]
    stage, position = [(s + 2, u + 1) for s, n in enumerate([1, 2, 3, 4, 3, 3, 1]) for u in range(n)][block - 1]
    return f"conv{stage}_{position}/{names[index]}"


def shufflenet_v1(path):
    stage, unit, part = re.fullmatch(r"features\.stage(\d)\.unit(\d)\.(\w+)_conv\d", path).groups()
    names = {"compress": "1x1_reduce", "dw": "3x3_depthwise", "expand": "1x1_increase"}
    return f"conv{int(stage) + 1}_{unit}/{names[part]}"


def mobilenet_v1(path):
    stage, unit, part = re.fullmatch(r"features\.stage(\d)\.unit(\d)\.(\w+)_conv\.conv", path).groups()
    return f"conv{int(stage) + 1}_{unit}/{'3x3_depthwise' if part == 'dw' else '1x1'}"


def answers(net, ends, name_of):
    """Convolutions are registered each before its batch norm."""
    modules = [(path, module) for path, module in net.named_modules() if not list(module.children())]
    name = ""
    for path, module in modules:
        if isinstance(module, torch.nn.Conv2d):
            name = ends.get(path) or name_of(path)
            fill_conv(module, name)
        elif isinstance(module, torch.nn.BatchNorm2d):
            fill_norm(module, name)
        elif isinstance(module, torch.nn.Linear):
            fill_classifier(module)
    images = uniform("images", (2, 64, 64, 3), -1, 1).transpose(0, 3, 1, 2).astype(np.float64)
    with torch.no_grad():
        return net.double().eval()(torch.from_numpy(images)).numpy().tolist()


def of_pytorchcv(name):
    net = get_model(name, num_classes=CLASSES)
    net.features.final_pool = torch.nn.AdaptiveAvgPool2d(1)
    return net


def main():
    stem = "conv1/3x3_s2"
    models = torchvision.models
    logits = {
        "shufflenetv2_x0_5": answers(
            models.shufflenet_v2_x0_5(num_classes=CLASSES), {"conv1.0": stem, "conv5.0": "conv5/1x1"}, shufflenet_v2
        ),
        "shufflenetv2_x1_0": answers(
            models.shufflenet_v2_x1_0(num_classes=CLASSES), {"conv1.0": stem, "conv5.0": "conv5/1x1"}, shufflenet_v2
        ),
        "mobilenet_v2": answers(
            models.mobilenet_v2(num_classes=CLASSES),
            {"features.0.0": stem, "features.18.0": "conv9/1x1"},
            mobilenet_v2,
        ),
        "shufflenetv1": answers(
            of_pytorchcv("shufflenet_g3_w1"), {"features.init_block.conv": stem}, shufflenet_v1
        ),
        "mobilenet_v1": answers(of_pytorchcv("mobilenet_w1"), {"features.init_block.conv": stem}, mobilenet_v1),
    }
    OUTPUT.write_text(json.dumps(logits, indent=2) + "\n")


if __name__ == "__main__":
    main()
