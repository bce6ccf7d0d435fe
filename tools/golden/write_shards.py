"""Shards as Python's tarfile and a plain writer of TFRecord files make them, and what is in them.

python3 tools/golden/write_shards.py   (writes packages/sk-io/test/data/golden/shards)
"""

import io
import json
import struct
import tarfile
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "packages" / "sk-io" / "test" / "data" / "golden" / "shards"


def image(number):
    """Bytes that stand for an image: readers of shards look into none."""
    return bytes((number * 7 + i * i) % 256 for i in range(40 + 30 * number))


def add(archive, name, content, **fields):
    info = tarfile.TarInfo(name)
    info.size = len(content)
    for field, value in fields.items():
        setattr(info, field, value)
    archive.addfile(info, io.BytesIO(content))


def write_tar(name, form):
    long = "/".join(["a-folder-with-a-long-name"] * 8)
    with tarfile.open(FOLDER / name, "w", format=form) as archive:
        add(archive, "./plain.jpg", image(1))
        add(archive, "./plain.cls", b"3\n")
        add(archive, f"{long}/deep.PNG", image(2))
        add(archive, f"{long}/deep.json", json.dumps({"label": 1, "text": "a, b"}).encode())
        if form != tarfile.USTAR_FORMAT:
            add(archive, "ümlaut.jpg", image(3))
            add(archive, "ümlaut.cls", b"0")
        add(archive, "folder/by-its-folder.jpg", image(4))


def write_hostile():
    with tarfile.open(FOLDER / "hostile.tar", "w", format=tarfile.GNU_FORMAT) as archive:
        add(archive, "good.jpg", image(1))
        add(archive, "good.cls", b"1")
        add(archive, "../../up.jpg", image(2))
        add(archive, "/etc/absolute.jpg", image(2))
        add(archive, "C:\\windows.jpg", image(2))
        add(archive, ".hidden.jpg", image(2))
        add(archive, "link.jpg", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd")
        add(archive, "hard.jpg", b"", type=tarfile.LNKTYPE, linkname="good.jpg")
        add(archive, "pipe.jpg", b"", type=tarfile.FIFOTYPE)
        add(archive, "sparse.jpg", image(2), type=tarfile.GNUTYPE_SPARSE)
        add(archive, "empty.jpg", b"")
        add(archive, "empty.cls", b"1")
        add(archive, "nothing.cls", b"1")
        add(archive, "classless.jpg", image(2))
        add(archive, "good.jpg", image(3))
        add(archive, "good.cls", b"0")
        add(archive, "two.jpg", image(4))
        add(archive, "two.png", image(5))
        add(archive, "two.cls", b"0")


def write_sparse():
    with tarfile.open(FOLDER / "sparse.tar", "w", format=tarfile.PAX_FORMAT) as archive:
        info = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": "99999999999"}
        add(archive, "sparse.jpg", image(2), pax_headers=info)
        add(archive, "whole.jpg", image(1))
        add(archive, "whole.cls", b"0")


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return struct.pack("<I", (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF)


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def message(number, content):
    return varint(number << 3 | 2) + varint(len(content)) + content


def example(features):
    entries = b""
    for key, value in features.items():
        if isinstance(value, bytes):
            feature = message(1, message(1, value))
        elif isinstance(value, float):
            feature = message(2, message(1, struct.pack("<f", value)))
        else:
            feature = message(3, message(1, varint(value)))
        entries += message(1, message(1, key.encode()) + message(2, feature))
    return message(1, entries)


def record(content):
    length = struct.pack("<Q", len(content))
    return length + masked(length) + content + masked(content)


def write_tfrecord():
    records = b""
    for number, label in enumerate([1, 3, 300, 2]):
        fields = {
            "image/height": 375,
            "image/class/text": b"tench",
            "image/class/label": label,
            "image/object/bbox/xmin": 0.5,
            "image/filename": f"n{number}.JPEG".encode(),
            "image/encoded": image(number + 1),
        }
        records += record(example(fields))
    (FOLDER / "imagenet-00000-of-00001").write_bytes(records)


FOLDER.mkdir(parents=True, exist_ok=True)
write_tar("ustar.tar", tarfile.USTAR_FORMAT)
write_tar("gnu.tar", tarfile.GNU_FORMAT)
write_tar("pax.tar", tarfile.PAX_FORMAT)
write_hostile()
write_sparse()
write_tfrecord()
