"""Writes SKNet-50 and ResNeXt-50, untrained, for inference on one photograph: models/sknet50.onnx, models/resnext50.onnx."""

import pathlib

import torch

from networks import network

MODELS = pathlib.Path(__file__).resolve().parent / "models"

MODELS.mkdir(exist_ok=True)
for name in ("sknet50", "resnext50"):
    torch.manual_seed(1)
    path = MODELS / f"{name}.onnx"
    image = torch.rand(1, 3, 224, 224)
    torch.onnx.export(
        network(name).eval(), (image,), path, input_names=["image"], output_names=["logits"], external_data=False
    )
    print(f"{path}: {path.stat().st_size / 2**20:.0f} MiB")
