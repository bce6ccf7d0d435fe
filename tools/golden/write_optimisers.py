"""Writes what the optimisers of PyTorch and timm make of weights, with clipping and averages of weights.

    python -m venv venv && venv/bin/pip install -r tools/golden/requirements.txt
    venv/bin/python tools/golden/write_optimisers.py

A network of a convolution, a batch norm and a classifier gets 200 gradients that are functions of step and place, the same
in `optimizers.test.ts` of sk-train. Kernels decay, the others do not. Shapes are those of TensorFlow.js: no formula depends
on the layout.
"""

import json
import math
import pathlib

import timm
import torch
from timm.optim import Lamb, RMSpropTF
from timm.utils import ModelEmaV3

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / "packages" / "sk-train" / "test" / "data" / "golden" / "optimizers.json"

SHAPES = {
    "conv/kernel": (3, 3, 1, 2),
    "norm/gamma": (2,),
    "norm/beta": (2,),
    "classifier/kernel": (2, 3),
    "classifier/bias": (3,),
}
STATISTICS = {"norm/moving_mean": (2,), "norm/moving_variance": (2,)}
KEPT = (1, 10, 200)
DECAY = 0.05
HEAD = 3

CASES = {
    "sgd": {"lr": 0.05, "make": lambda p: torch.optim.SGD(p, momentum=0.9)},
    "nesterov": {"lr": 0.05, "make": lambda p: torch.optim.SGD(p, momentum=0.9, nesterov=True)},
    "adamw": {"lr": 0.01, "make": lambda p: torch.optim.AdamW(p)},
    "adamw with other settings": {
        "lr": 0.01,
        "make": lambda p: torch.optim.AdamW(p, betas=(0.8, 0.95), eps=1e-3),
    },
    "adamw with a rate of the head": {"lr": 0.01, "head": HEAD, "make": lambda p: torch.optim.AdamW(p)},
    "rmsprop": {"lr": 0.01, "make": lambda p: RMSpropTF(p, momentum=0.9)},
    "rmsprop with other settings": {
        "lr": 0.01,
        "make": lambda p: RMSpropTF(p, alpha=0.8, eps=1e-3, momentum=0.7, lr_in_momentum=False),
    },
    "rmsprop without momentum": {"lr": 0.01, "make": lambda p: RMSpropTF(p, momentum=0)},
    "lamb": {"lr": 0.01, "make": lambda p: Lamb(p)},
    "lamb with a rate of the head": {"lr": 0.01, "head": HEAD, "make": lambda p: Lamb(p, max_grad_norm=0.5)},
    "sgd, clipped by norm": {"lr": 0.05, "norm": 0.7, "make": lambda p: torch.optim.SGD(p, momentum=0.9)},
    "sgd, clipped by value": {"lr": 0.05, "value": 0.2, "make": lambda p: torch.optim.SGD(p, momentum=0.9)},
    "an average": {"lr": 0.05, "ema": 0.98, "make": lambda p: torch.optim.SGD(p, momentum=0.9)},
    "an average with a warm-up": {
        "lr": 0.05,
        "ema": 0.98,
        "warmup": True,
        "make": lambda p: torch.optim.SGD(p, momentum=0.9),
    },
}


def values(shape, of, dtype):
    count = math.prod(shape)
    return torch.tensor([of(i) for i in range(count)], dtype=torch.float64).to(dtype).reshape(shape)


def start(k, shape, dtype):
    return values(shape, lambda i: 0.6 * math.sin(1.3 * i + k + 0.5), dtype)


def gradient(k, shape, step, dtype):
    size = 0.05 + (step % 7) / 10
    return values(shape, lambda i: size * math.sin(0.9 * i + 2 * k + 0.11 * step * (1 + i % 3)), dtype)


def statistic(k, shape, step, dtype):
    return values(shape, lambda i: 1 + 0.5 * math.sin(i + k + 0.07 * step), dtype)


class Network(torch.nn.Module):
    def __init__(self, dtype):
        super().__init__()
        self.own = torch.nn.ParameterList(
            [torch.nn.Parameter(start(k, shape, dtype)) for k, shape in enumerate(SHAPES.values())]
        )
        for k, (name, shape) in enumerate(STATISTICS.items()):
            self.register_buffer(name.replace("/", "_"), statistic(k, shape, 0, dtype))

    def state(self):
        named = dict(zip(SHAPES, self.own))
        named |= {name: getattr(self, name.replace("/", "_")) for name in STATISTICS}
        return {name: [float(v) for v in tensor.detach().flatten()] for name, tensor in named.items()}


def run(case, dtype):
    network = Network(dtype)
    lr, head = case["lr"], case.get("head", 1)
    groups = [
        {
            "params": [parameter],
            "weight_decay": DECAY if name.endswith("kernel") else 0.0,
            "lr": lr * (head if name.startswith("classifier") else 1),
        }
        for name, parameter in zip(SHAPES, network.own)
    ]
    optimizer = case["make"](groups)
    ema = ModelEmaV3(network, decay=case["ema"]) if "ema" in case else None
    kept = {}
    for step in range(KEPT[-1]):
        for group, name in zip(optimizer.param_groups, SHAPES):
            rate = lr * (0.5 if step >= 100 else 1)
            group["lr"] = rate * (head if name.startswith("classifier") else 1)
        for k, parameter in enumerate(network.own):
            parameter.grad = gradient(k, parameter.shape, step, dtype)
        for k, (name, shape) in enumerate(STATISTICS.items()):
            getattr(network, name.replace("/", "_")).copy_(statistic(k, shape, step + 1, dtype))
        if "norm" in case:
            torch.nn.utils.clip_grad_norm_(network.parameters(), case["norm"])
        if "value" in case:
            torch.nn.utils.clip_grad_value_(network.parameters(), case["value"])
        optimizer.step()
        if ema is not None:
            if "warmup" in case:
                ema.decay = min(case["ema"], (1 + step) / (10 + step))
            ema.update(network)
        if step + 1 in KEPT:
            state = (network if ema is None else ema.module).state()
            digits = 12 if dtype == torch.float64 else 9
            names = state if ema is not None else SHAPES
            kept[step + 1] = {name: [float(f"{v:.{digits}g}") for v in state[name]] for name in names}
    return kept


golden = {
    "versions": {"torch": torch.__version__.split("+")[0], "timm": timm.__version__},
    "cases": {
        name: {"float64": run(case, torch.float64), "float32": run(case, torch.float32)}
        for name, case in CASES.items()
    },
}
TARGET.parent.mkdir(parents=True, exist_ok=True)
TARGET.write_text(json.dumps(golden) + "\n")
print(TARGET, TARGET.stat().st_size)
