"""Writes the golden file of images of 16 bits: small TIFF and PNG files, and what Pillow makes of each.

    venv/bin/pip install -r tools/golden/requirements.txt
    venv/bin/python tools/golden/write_deep_images.py
"""

import base64
import io
import json
import pathlib
import struct

import numpy as np
import PIL
from PIL import Image

TARGET = pathlib.Path(__file__).resolve().parents[2] / "packages/sk-io/test/data/golden/deepImages.json"
WIDTH, HEIGHT = 4, 3
SMALL = [0, 1, 2, 3, 100, 127, 128, 129, 200, 253, 254, 255]
LARGE = [0, 1, 127, 128, 255, 256, 257, 1000, 4095, 32767, 65280, 65535]


def tiff(values, order, channels=1, signed=False):
    """A TIFF of one strip. Pillow writes none of three channels of 16 bits."""
    data = np.repeat(np.array(values), channels).astype(f"{order}{'i' if signed else 'u'}2").tobytes()
    short, long = 3, 4
    at = 8 + len(data)
    count = 10
    outside = at + 2 + count * 12 + 4
    bits = (short, channels, 16 if channels == 1 else outside)
    tags = {
        256: (short, 1, WIDTH),
        257: (short, 1, HEIGHT),
        258: bits,
        259: (short, 1, 1),
        262: (short, 1, 1 if channels == 1 else 2),
        273: (long, 1, 8),
        277: (short, 1, channels),
        278: (short, 1, HEIGHT),
        279: (long, 1, len(data)),
        339: (short, channels, (2 if signed else 1) if channels == 1 else outside + channels * 2),
    }
    entries = b""
    for tag, (kind, length, value) in tags.items():
        inside = kind == short and length == 1
        entries += struct.pack(f"{order}HHI" + ("HH" if inside else "I"), tag, kind, length, value, *([0] if inside else []))
    head = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, at)
    more = struct.pack(f"{order}{channels * 2}H", *[16] * channels, *[1] * channels) if channels > 1 else b""
    return head + data + struct.pack(f"{order}H", count) + entries + struct.pack(f"{order}I", 0) + more


def png(values):
    file = io.BytesIO()
    Image.fromarray(np.array(values, np.uint16).reshape(HEIGHT, WIDTH)).save(file, "png")
    return file.getvalue()


def case(title, file):
    image = Image.open(io.BytesIO(file))
    rgb = np.asarray(image.convert("RGB"))
    return {
        "title": title,
        "mode": image.mode,
        "file": base64.b64encode(file).decode(),
        "pixels": rgb.ravel().tolist(),
    }


ORDERS = {"little": "<", "big": ">"}
golden = {
    "writtenBy": "tools/golden/write_deep_images.py",
    "pillow": PIL.__version__,
    "width": WIDTH,
    "height": HEIGHT,
    "small": [
        *[case(f"grey TIFF, {name}-endian", tiff(SMALL, order)) for name, order in ORDERS.items()],
        *[case(f"grey TIFF with a sign, {name}-endian", tiff([-5, *SMALL[1:]], order, signed=True)) for name, order in ORDERS.items()],
        case("grey PNG", png(SMALL)),
    ],
    "colour": [
        case(f"{title} values, {name}-endian", tiff(values, order, channels=3))
        for title, values in [("small", SMALL), ("large", LARGE)]
        for name, order in ORDERS.items()
    ],
    "large": [
        *[case(f"grey TIFF, {name}-endian", tiff(LARGE, order)) for name, order in ORDERS.items()],
        case("grey PNG", png(LARGE)),
    ],
}
TARGET.write_text(json.dumps(golden) + "\n")
print(TARGET, TARGET.stat().st_size)
