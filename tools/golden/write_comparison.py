"""Writes what PyTorch's DenseNet, DPN and Inception networks answer, and residual attention as its authors define it.

    venv/bin/pip install -r tools/golden/requirements.txt
    git clone https://github.com/fwang91/residual-attention-network
    venv/bin/python tools/golden/write_comparison.py residual-attention-network/imagenet_model

Weights come from a formula, as in write_light.py; the test `comparisonGolden.test.ts` draws the same ones. Inference in
float64, two images, eight classes.
"""

import json
import pathlib
import re
import sys

import numpy as np
import torch
from caffe_network import CaffeNetwork
from pytorchcv.model_provider import get_model
from torch import nn
from write_light import CLASSES, ROOT, fill_classifier, fill_conv, uniform

OUTPUT = ROOT / "packages" / "sk-models" / "test" / "data" / "golden" / "comparison.json"


def fill_norm(norm, name):
    ranges = {"weight": ("gamma", 0.5, 1.5), "bias": ("beta", -0.5, 0.5)}
    ranges |= {"running_mean": ("moving_mean", -0.5, 0.5), "running_var": ("moving_variance", 0.5, 1.5)}
    for key, (ours, least, most) in ranges.items():
        values = uniform(f"{name}/{ours}", tuple(norm.weight.shape), least, most)
        getattr(norm, key).data = torch.from_numpy(values.astype(np.float64))


def fill_post(block, name):
    """A convolution and its batch norm."""
    fill_conv(block.conv, name)
    fill_norm(block.bn, f"{name}/bn")


def fill_pre(block, name):
    """A batch norm and its convolution."""
    fill_norm(block.bn, f"{name}/norm")
    fill_conv(block.conv, name)


def densenet(net):
    stem, *stages = list(net.features.children())[:5]
    fill_post(stem, "conv1/7x7_s2")
    for s, stage in enumerate(stages):
        for name, unit in stage.named_children():
            if name.startswith("trans"):
                fill_pre(unit.conv, f"pool{s + 1}/1x1")
                continue
            fill_pre(unit.conv1, f"conv{s + 2}_{name.removeprefix('unit')}/1x1")
            fill_pre(unit.conv2, f"conv{s + 2}_{name.removeprefix('unit')}/3x3")
    fill_norm(net.features.post_activ.bn, "norm")
    fill_classifier(net.output)


def split_conv(conv, first, names):
    """One convolution of theirs, whose first channels are one of ours and whose others another."""
    parts = [nn.Conv2d(conv.in_channels, n, 1, bias=False) for n in (first, conv.out_channels - first)]
    for part, name in zip(parts, names, strict=True):
        fill_conv(part, name)
    conv.weight.data = torch.cat([part.weight.data for part in parts])


def dpn(net):
    stem, *stages = list(net.features.children())[:5]
    fill_post(stem, "conv1/3x3_s2")
    for s, stage in enumerate(stages):
        for name, unit in stage.named_children():
            place = f"conv{s + 2}_{name.removeprefix('unit')}"
            if unit.has_proj:
                fill_norm(unit.conv_proj.bn, f"{place}/1x1_w/norm")
                split_conv(unit.conv_proj.conv, unit.bw, [f"{place}/1x1_w1", f"{place}/1x1_w2"])
            fill_pre(unit.conv1, f"{place}/1x1_a")
            fill_pre(unit.conv2, f"{place}/3x3_b")
            fill_norm(unit.conv3.bn, f"{place}/1x1_c/norm")
            split_conv(unit.conv3.conv, unit.bw, [f"{place}/1x1_c1", f"{place}/1x1_c2"])
    fill_norm(net.features.final_block.activ.bn, "norm")
    classifier = nn.Linear(net.output.classifier.in_channels, CLASSES)
    fill_classifier(classifier)
    net.output = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), classifier)


def branches(fork, place):
    for name, branch in fork.named_children():
        prefix = f"{place}/{name}"
        convs = list(branch.conv_list) if hasattr(branch, "conv_list") else []
        for k, conv in enumerate(convs):
            fill_post(conv, f"{prefix}_{k + 1}")
        if hasattr(branch, "conv"):
            # Averages come first, of the pixels that are there.
            fill_post(branch.conv, f"{prefix}_{2 if hasattr(branch, 'pool') else 1}")
        if hasattr(branch, "conv") and hasattr(branch, "pool"):
            branch.pool.count_include_pad = False
        if hasattr(branch, "conv1x3"):
            fill_post(branch.conv1x3, f"{prefix}_{len(convs) + 1}/branch1_1")
            fill_post(branch.conv3x1, f"{prefix}_{len(convs) + 1}/branch2_1")


def inception(net):
    stem, *stages = list(net.features.children())[:4]
    position = 0
    for name, part in stem.named_children():
        position += 1
        if name.startswith("conv"):
            fill_post(part, f"conv1_{position}")
        elif name.startswith("block"):
            branches(part.branches, f"conv1_{position}")
    for s, stage in enumerate(stages):
        for u, unit in enumerate(stage):
            branches(unit.branches, f"conv{s + 2}_{u + 1}")
            if hasattr(unit, "conv"):
                fill_conv(unit.conv, f"conv{s + 2}_{u + 1}/up")
                bias = uniform(f"conv{s + 2}_{u + 1}/up/bias", tuple(unit.conv.bias.shape), -0.5, 0.5)
                unit.conv.bias.data = torch.from_numpy(bias.astype(np.float64))
    if hasattr(net.features, "final_conv"):
        fill_post(net.features.final_conv, "conv5_1")
    fill_classifier(net.output.fc)


def attention_name(name):
    """Of a convolution: AttentionB_1/mask/down_sample/res2_1/branch1/conv2_3x3 is conv3_2/mask2/down/3x3."""
    if name == "conv1":
        return "conv1/7x7_s2"
    parts = {"branch1/conv1_1x1": "1x1_reduce", "branch1/conv2_3x3": "3x3", "branch1/conv3_1x1": "1x1_increase"}
    for theirs, ours in (parts | {"branch2/conv1_1x1": "1x1_proj"}).items():
        name = name.replace(theirs, ours)
    name = re.sub(r"^pre_res_(\d)", lambda m: f"conv{int(m[1]) + 1}_1", name)
    name = re.sub(r"^post_res_4_(\d)", r"conv5_\1", name)
    name = re.sub(r"^(Attention[ABC]_\d)/(1x1|3x3)", r"\1/res/\2", name)
    name = re.sub(r"^Attention([ABC])_(\d)", lambda m: f"conv{'ABC'.index(m[1]) + 2}_{int(m[2]) + 1}", name)
    name = re.sub(r"mask/down(_sample)?/res(\d)_1", r"mask\2/down", name)
    name = re.sub(r"mask/down(_sample)?/res(\d)_2|mask/up(_sample)?/res(\d)_1", r"mask\2\4/up", name)
    name = re.sub(r"mask/skip/res(\d)", r"mask\1/skip", name)
    return re.sub(r"mask/linear_(\d)", r"linear\1", name)


def attention(net):
    is_pre_activation = "pool1_3x3_s2/bn" in net.norms
    for conv, module in net.convolutions.items():
        fill_conv(module, attention_name(conv))
        # Sums stay small, and no mask is all zeros and ones.
        module.weight.data *= 2.0 ** (-2 if "conv3_1x1" in conv else -5 if "linear_2" in conv else 0)
    for norm, module in net.norms.items():
        fill_norm(module, norm_name(net, norm, is_pre_activation))
    fill_classifier(net.classifier)


def norm_name(net, norm, is_pre_activation):
    """Behind a convolution, or before those that read it; the last one stands before none."""
    maker = net.input_of[norm]
    if not is_pre_activation or maker == "conv1" or "linear_1" in maker:
        return f"{attention_name(maker)}/bn"
    readers = [conv for conv in net.convolutions if net.input_of[conv] == norm and "branch2" not in conv]
    return f"{attention_name(readers[0])}/norm" if readers else "norm"


def answer(net, fill, size):
    fill(net)
    images = uniform("images", (2, size, size, 3), -1, 1).transpose(0, 3, 1, 2).astype(np.float64)
    with torch.no_grad():
        logits = net.double().eval()(torch.from_numpy(images))
    return {"size": size, "logits": logits.numpy().tolist()}


def of_pytorchcv(name):
    net = get_model(name, num_classes=CLASSES)
    if hasattr(net.features, "final_pool"):
        net.features.final_pool = nn.AdaptiveAvgPool2d(1)
    return net


def main():
    folder = pathlib.Path(sys.argv[1])
    answers = {
        "densenet169": answer(of_pytorchcv("densenet169"), densenet, 64),
        "dpn68": answer(of_pytorchcv("dpn68"), dpn, 72),
        "inception_v3": answer(of_pytorchcv("inceptionv3"), inception, 107),
        "inception_v4": answer(of_pytorchcv("inceptionv4"), inception, 107),
        "inception_resnet_v2": answer(of_pytorchcv("inceptionresnetv2"), inception, 91),
    }
    for name, file in {"attentionnext56": "AttentionNeXt-56", "attention92": "Attention-92"}.items():
        network = CaffeNetwork((folder / f"{file}-deploy.prototxt").read_text(), CLASSES)
        answers[name] = answer(network, attention, 72)
    OUTPUT.write_text(json.dumps(answers, indent=2) + "\n")


if __name__ == "__main__":
    main()
