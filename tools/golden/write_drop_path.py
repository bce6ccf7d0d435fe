"""Writes the rates of drop path that timm gives the units of its networks, and what its drop path makes of a tensor.

    python -m venv venv && venv/bin/pip install -r tools/golden/requirements.txt
    venv/bin/python tools/golden/write_drop_path.py
"""

import json
import pathlib

import timm
import torch
from timm.layers import DropPath, drop_path

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / "packages" / "sk-models" / "test" / "data" / "golden" / "dropPath.json"

NETWORKS = ["skresnet18", "skresnet34", "skresnet50", "seresnext50_32x4d"]
RATE = 0.2


def rates(name):
    """By the name of the unit, with '/' for '.'; without those that have no drop path."""
    model = timm.create_model(name, drop_path_rate=RATE)
    return {
        unit.replace(".", "/"): module.drop_path.drop_prob
        for unit, module in model.named_modules()
        if isinstance(getattr(module, "drop_path", None), DropPath)
    }


def formula():
    torch.manual_seed(2)
    x = torch.arange(1, 25, dtype=torch.float32).reshape(8, 3)
    y = drop_path(x, drop_prob=0.4, training=True)
    return {"rate": 0.4, "x": x.flatten().tolist(), "y": y.flatten().tolist()}


def main():
    golden = {
        "versions": {"timm": timm.__version__},
        "rate": RATE,
        "rates": {name: rates(name) for name in NETWORKS},
        "formula": formula(),
    }
    TARGET.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
