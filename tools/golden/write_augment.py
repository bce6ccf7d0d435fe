"""Writes the golden file of augmentation: what torchvision makes of 20 small images, and what timm mixes of batches.

    venv/bin/pip install -r tools/golden/requirements.txt
    venv/bin/python tools/golden/write_augment.py

An output is kept as the digest of its bytes.
"""

import base64
import hashlib
import json
import pathlib

import numpy as np
import PIL
import timm
import torch
import torchvision
from PIL import Image
from timm.data import mixup as timm_mixup
from timm.loss import SoftTargetCrossEntropy
from torchvision.transforms import RandAugment, TrivialAugmentWide
from torchvision.transforms import functional as F
from torchvision.transforms.autoaugment import _apply_op

SEED = 20190407
TARGET = pathlib.Path(__file__).resolve().parents[2] / "packages/sk-train/test/data/golden/augment.json"
WIDTH, HEIGHT = 24, 20
FILL = [124, 116, 104]
MODES = {"nearest": F.InterpolationMode.NEAREST, "bilinear": F.InterpolationMode.BILINEAR}

rng = np.random.default_rng(SEED)
rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]


def waves(i):
    phases = rng.uniform(0, 6, 3)
    lines = [127.5 + 127.5 * np.sin(columns / (1.5 + i) + p) * np.cos(rows / (1 + i) - p) for p in phases]
    return np.stack(lines, -1)


def images():
    """Noise, waves of several lengths, ramps, few and narrow levels, pure colours, a flat image, and grey ones."""
    noise = rng.integers(0, 256, (HEIGHT, WIDTH, 3))
    ramp = np.stack([rows * 13, columns * 11, (rows + columns) * 6], -1)
    colours = rng.integers(0, 2, (HEIGHT, WIDTH, 3)) * 255
    two = np.where((rows // 3 + columns // 4)[..., None] % 2, [200, 30, 90], [20, 220, 130])
    narrow = 100 + rng.integers(0, 40, (HEIGHT, WIDTH, 3))
    dark, light = rng.integers(0, 30, (HEIGHT, WIDTH, 3)), 225 + rng.integers(0, 31, (HEIGHT, WIDTH, 3))
    flat = np.broadcast_to([9, 180, 77], (HEIGHT, WIDTH, 3))
    close = 128 + rng.integers(-3, 4, (HEIGHT, WIDTH, 3))
    colour = [noise, ramp, colours, two, narrow, dark, light, flat, close]
    colour += [waves(i) for i in range(7)]
    grey = [noise[..., :1], ramp[..., 1:2], narrow[..., :1], waves(2)[..., :1]]
    return [np.ascontiguousarray(image.astype(np.uint8)) for image in colour + grey]


def cases():
    """Name, numbers and interpolation of each operation, with the function that torchvision has for it."""
    adjustments = {
        "brightness": (F.adjust_brightness, [0, 0.37, 1, 1.73]),
        "contrast": (F.adjust_contrast, [0, 0.41, 1.9]),
        "saturation": (F.adjust_saturation, [0, 0.6, 1.8]),
        "sharpness": (F.adjust_sharpness, [0, 0.3, 1.95]),
        "hue": (F.adjust_hue, [-0.5, -0.13, 0.02, 0.31, 0.5]),
        "solarize": (F.solarize, [0, 76.5, 128]),
        "posterize": (F.posterize, [1, 2, 4, 8]),
    }
    for name, (function, amounts) in adjustments.items():
        for amount in amounts:
            yield name, amount, None, lambda image, fill, f=function, a=amount: f(image, a)
    for name, function in {"invert": F.invert, "autocontrast": F.autocontrast, "equalize": F.equalize}.items():
        yield name, 0, None, lambda image, fill, f=function: f(image)
    moves = {
        "rotate": ("Rotate", [-90, -21.7, 11.25, 133.3, 180]),
        "shearX": ("ShearX", [-0.99, 0.17]),
        "shearY": ("ShearY", [-0.21, 0.99]),
        "translateX": ("TranslateX", [-7.9, 3, 30]),
        "translateY": ("TranslateY", [-4.2, 8]),
    }
    for name, (operation, amounts) in moves.items():
        for amount in amounts:
            for mode in MODES:
                yield name, amount, mode, lambda image, fill, o=operation, a=amount, m=mode: _apply_op(
                    image, o, a, MODES[m], fill
                )


def picture(image):
    return Image.fromarray(image if image.shape[-1] == 3 else image[..., 0])


def encoded(image):
    return base64.b64encode(np.asarray(image).tobytes()).decode()


def operation(name, amount, mode, function, inputs):
    outputs = []
    for image in inputs:
        fill = FILL if image.shape[-1] == 3 else FILL[:1]
        outputs.append(np.asarray(function(picture(image), fill)))
    return {
        "name": name,
        "amount": amount,
        **({"interpolation": mode} if mode else {}),
        "digests": [hashlib.sha256(output.tobytes()).hexdigest()[:12] for output in outputs],
    }


def magnitudes(space):
    return {
        name: {"values": [float(value) for value in values] if values.ndim else [], "signed": signed}
        for name, (values, signed) in space.items()
    }


def digits(tensor):
    return [round(float(value), 6) for value in tensor.flatten()]


def mixture(alphas, seed, smoothing):
    """A batch that timm mixes, with the share and the box that it draws. Its partners are the batch from behind."""
    generator = torch.Generator().manual_seed(seed)
    images = torch.rand((4, 3, 5, 6), generator=generator)
    labels = torch.randint(5, (4,), generator=generator)
    logits = torch.randn((4, 5), generator=generator) * 2
    mix = timm_mixup.Mixup(**alphas, label_smoothing=smoothing, num_classes=5)
    drawn = {}

    def keep(key, function):
        def kept(*arguments, **named):
            drawn[key] = function(*arguments, **named)
            return drawn[key]

        return kept

    original = timm_mixup.cutmix_bbox_and_lam
    mix._params_per_batch = keep("share", mix._params_per_batch)
    timm_mixup.cutmix_bbox_and_lam = keep("box", original)
    np.random.seed(seed)
    mixed, targets = mix(images.clone(), labels)
    timm_mixup.cutmix_bbox_and_lam = original
    (share, _), box = drawn["share"], drawn.get("box")
    return {
        "labels": labels.tolist(),
        "smoothing": smoothing,
        "share": share,
        **({"box": [int(side) for side in box[0]], "corrected": float(box[1])} if box else {}),
        "images": digits(images.permute(0, 2, 3, 1)),
        "mixed": digits(mixed.permute(0, 2, 3, 1)),
        "logits": digits(logits),
        "loss": SoftTargetCrossEntropy()(logits, targets).item(),
    }


def box(share, row, column):
    """The box that timm pastes around a pixel of an image of 20 x 24."""
    randint = np.random.randint
    middles = iter([row, column])
    np.random.randint = lambda *_, **__: next(middles)
    top, bottom, left, right = timm_mixup.rand_bbox((HEIGHT, WIDTH), share)
    np.random.randint = randint
    sides = {"left": left, "top": top, "width": right - left, "height": bottom - top}
    return {"share": share, "row": row, "column": column, "box": {side: int(size) for side, size in sides.items()}}


inputs = images()
golden = {
    "writtenBy": "tools/golden/write_augment.py",
    "pillow": PIL.__version__,
    "timm": timm.__version__,
    "torchvision": torchvision.__version__.split("+")[0],
    "width": WIDTH,
    "height": HEIGHT,
    "fill": FILL,
    "images": [{"channels": image.shape[-1], "data": encoded(image)} for image in inputs],
    "operations": [operation(*case, inputs) for case in cases()],
    "magnitudes": {
        "randaugment": magnitudes(RandAugment()._augmentation_space(31, (HEIGHT, WIDTH))),
        "trivial": magnitudes(TrivialAugmentWide()._augmentation_space(31)),
    },
    "mixtures": [
        mixture({"mixup_alpha": 0.8}, 3, 0.1),
        mixture({"cutmix_alpha": 1.0, "mixup_alpha": 0.0}, 2, 0.0),
        mixture({"cutmix_alpha": 1.0, "mixup_alpha": 0.0}, 6, 0.1),
    ],
    "boxes": [box(*case) for case in [(0.7, 0, 0), (0.7, 19, 23), (0.31, 9, 12), (0.05, 4, 20), (1.0, 5, 5), (0.0, 3, 7)]],
}
TARGET.parent.mkdir(parents=True, exist_ok=True)
TARGET.write_text(json.dumps(golden) + "\n")
print(TARGET, TARGET.stat().st_size)
