"""Writes weight files as timm saves them, and what timm and PyTorch answer with them.

    python -m venv venv && venv/bin/pip install -r tools/golden/requirements.txt
    venv/bin/python tools/golden/write_timm.py                  # reduced networks: files that are committed
    venv/bin/python tools/golden/write_timm.py --full FOLDER    # whole networks, for tools/golden/checkTimm.mjs

Weights are random, running statistics included, and lively: a layer that is left out, or two that are confused, changes
every logit. Reduced networks have weights that half precision holds exactly. PyTorch computes in float64, in eval mode. The
image is a pattern that JavaScript can make too: `pattern` below, and `patternImage.ts` of the tests.
"""

import argparse
import hashlib
import json
import pathlib

import numpy as np
import safetensors.torch
import timm
import torch

SEED = 20190406
ROOT = pathlib.Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "packages" / "sk-io" / "test" / "data" / "golden" / "timm"

FULL = [
    *["skresnet18", "skresnet34", "skresnet50", "skresnet50d", "skresnext50_32x4d"],
    *["resnext50_32x4d", "seresnext50_32x4d"],
]

# One stage or two in place of four; what else the registered model says stays.
REDUCED = {
    "skresnet18": {"layers": (1, 2), "channels": (8, 16)},
    "skresnet50": {"layers": (1, 1), "channels": (8, 16)},
    "skresnet50d": {"layers": (1, 2), "channels": (8, 16), "stem_width": 8},
    "skresnext50_32x4d": {"layers": (1, 1), "channels": (16, 32)},
    # Of one stage that is wide enough: timm squeezes to 8 channels or more, this package to any number.
    "seresnext50_32x4d": {"layers": (2,), "channels": (32,)},
}
REDUCED_CLASSES = 10
REDUCED_SIZE = (40, 33)


def pattern(height, width):
    """[1, height, width, 3] from -1 to 1: the place times the golden ratio's 32 bits."""
    places = np.arange(height * width * 3, dtype=np.uint64)
    hashed = (places * np.uint64(2654435761)) % np.uint64(2**32)
    return (hashed.astype(np.float64) / 2**31 - 1).astype(np.float32).reshape(1, height, width, 3)


def randomise(model, generator):
    def uniform(tensor, low, high):
        tensor.uniform_(low, high, generator=generator)

    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                uniform(module.weight, 0.3, 0.9)
                uniform(module.bias, -0.5, 0.5)
                uniform(module.running_mean, -0.3, 0.3)
                uniform(module.running_var, 0.5, 1.5)
            elif isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
                fan_in = module.weight[0].numel()
                module.weight.normal_(0, (2 / fan_in) ** 0.5, generator=generator)
                if module.bias is not None:
                    uniform(module.bias, -0.5, 0.5)


def logits(model, height, width):
    image = torch.from_numpy(pattern(height, width)).permute(0, 3, 1, 2)
    with torch.no_grad():
        return model.double().eval()(image.double())[0]


def describe(values):
    top = values.topk(2)
    print(f"  logits: deviation {values.std():.3g}, largest {top.values[0]:.4g} at {top.indices[0]}")


def write_full(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name in FULL:
        print(name)
        model = timm.create_model(name, pretrained=False)
        randomise(model, torch.Generator().manual_seed(SEED))
        path = folder / f"{name}.safetensors"
        safetensors.torch.save_file(model.state_dict(), path, metadata={"format": "pt"})
        values = logits(model, 224, 224)
        describe(values)
        (folder / f"{name}.json").write_text(json.dumps({"size": [224, 224], "logits": values.tolist()}) + "\n")


def write_reduced():
    COMMITTED.mkdir(parents=True, exist_ok=True)
    answers = {}
    for name, settings in REDUCED.items():
        print(name)
        model = timm.create_model(name, pretrained=False, num_classes=REDUCED_CLASSES, **settings)
        for stage in range(len(settings["layers"]), 4):
            setattr(model, f"layer{stage + 1}", torch.nn.Identity())
        randomise(model, torch.Generator().manual_seed(SEED))
        halves = {key: value.half() if value.is_floating_point() else value for key, value in model.state_dict().items()}
        model.load_state_dict(halves)
        data = safetensors.torch.save(halves, metadata={"format": "pt"})
        (COMMITTED / f"{name}.safetensors").write_bytes(data)
        values = logits(model, *REDUCED_SIZE)
        describe(values)
        answers[name] = {"sha256": hashlib.sha256(data).hexdigest(), "logits": values.tolist()}
    golden = {
        "script": "tools/golden/write_timm.py",
        "timm": timm.__version__,
        "torch": torch.__version__.split("+")[0],
        "seed": SEED,
        "size": REDUCED_SIZE,
        "models": answers,
    }
    (COMMITTED / "logits.json").write_text(json.dumps(golden, indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", metavar="FOLDER", type=pathlib.Path, help="whole networks at 224x224")
    folder = parser.parse_args().full
    torch.set_num_threads(1)
    write_reduced() if folder is None else write_full(folder)


main()
