"""Writes the golden file of resampling: what Pillow makes of a small image, and what timm makes it for its models.

    venv/bin/pip install -r tools/golden/requirements.txt
    venv/bin/python tools/golden/write_resample.py
"""

import json
import pathlib

import numpy as np
import PIL
import timm
from PIL import Image
from timm.data import create_transform

SEED = 20190407
TARGET = pathlib.Path(__file__).resolve().parents[2] / "packages/sk-models/test/data/golden/resample.json"
FILTERS = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
# timm rounds sizes and places to whole pixels. Here they are whole: 24x16 pixels, of which the central 14x14 are kept.
WIDTH, HEIGHT = 36, 24
CASES = [
    ("shrinks to a third and less", [7, 9], [0, 0, WIDTH, HEIGHT]),
    ("enlarges a corner", [13, 11], [0, 0, 5, 6]),
    ("shrinks one way and enlarges the other, of a box between pixels", [22, 5], [3.25, 2.5, 20.75, 19.125]),
]

rng = np.random.default_rng(SEED)
waves = 128 + 100 * np.sin(np.arange(HEIGHT)[:, None] / 3) * np.cos(np.arange(WIDTH)[None] / 4)
pixels = np.clip(waves[..., None] + rng.normal(0, 60, (HEIGHT, WIDTH, 3)), 0, 255).astype(np.uint8)


def resized(title, size, box, name):
    (height, width), (left, top, right, bottom) = size, box
    output = Image.fromarray(pixels).resize((width, height), FILTERS[name], box=box)
    return {
        "title": f"{name} {title}",
        "interpolation": name,
        "size": size,
        "box": {"left": left, "top": top, "width": right - left, "height": bottom - top},
        "output": np.asarray(output).ravel().tolist(),
    }


def evaluation(name):
    """timm's own way from an image to the input of a network."""
    mean, std = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
    transform = create_transform(14, interpolation=name, crop_pct=0.875, mean=mean, std=std)
    output = transform(Image.fromarray(pixels)).numpy().transpose(1, 2, 0)
    return {
        "preprocessing": {
            "size": [14, 14],
            "channels": 3,
            "mean": mean,
            "std": std,
            "cropFraction": 0.875,
            "interpolation": name,
        },
        "output": [round(float(value), 4) for value in output.ravel()],
    }


golden = {
    "writtenBy": "tools/golden/write_resample.py",
    "pillow": PIL.__version__,
    "timm": timm.__version__,
    "width": WIDTH,
    "height": HEIGHT,
    "pixels": pixels.ravel().tolist(),
    "resized": [resized(*case, name) for case in CASES for name in FILTERS],
    "evaluated": [evaluation(name) for name in FILTERS],
}
TARGET.write_text(json.dumps(golden) + "\n")
print(TARGET, TARGET.stat().st_size)
