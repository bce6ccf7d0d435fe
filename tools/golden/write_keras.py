"""Writes the files of Keras that sk-io is tested with, and what Keras computes from them.

    python -m venv venv && venv/bin/pip install keras jax
    venv/bin/python tools/golden/write_keras.py keras
    python -m venv venv2 && venv2/bin/pip install tensorflow-cpu tf_keras
    venv2/bin/python tools/golden/write_keras.py tf_keras

Keras 3 and Keras 2 (tf_keras) write the same two networks, each in its own forms. Weights are noise, those of batch norms
included, so that no two of them can be exchanged unnoticed.
"""

import importlib
import json
import os
import pathlib
import sys

import numpy as np

os.environ.setdefault("KERAS_BACKEND", "jax")
SEED = 20190315
DATA = pathlib.Path(__file__).resolve().parents[2] / "packages" / "sk-io" / "test" / "data" / "keras"


def residual(keras):
    """Groups, dilation, a shared nested model, residual additions: what TensorFlow.js does not load by itself."""
    L = keras.layers
    image = keras.Input((9, 9, 4), name="image")
    x = L.Rescaling(1 / 127.5, offset=-1)(image)
    x = L.Conv2D(8, 3, strides=2, padding="same", groups=2, activation="relu", name="grouped")(x)
    x = L.BatchNormalization(name="norm")(x)
    y = L.DepthwiseConv2D(3, dilation_rate=2, depth_multiplier=2, padding="same", activation="tanh", name="spread")(x)
    y = L.Conv2D(8, 3, padding="same", dilation_rate=(1, 2), groups=4, use_bias=False, name="narrow")(y)
    x = L.Add()([x, y])
    first = keras.Input((5, 5, 8))
    z = L.SeparableConv2D(8, 3, padding="same", name="norm")(first)
    z = L.BatchNormalization(scale=False)(z)
    inner = keras.Model(first, L.ReLU(max_value=6.0)(z), name="inner")
    x = L.Add()([inner(x), x])
    x = inner(x)
    head = keras.Sequential([keras.Input((5, 5, 8)), L.Conv2D(6, 1, groups=2), L.LeakyReLU()], name="head")
    x = L.GlobalAveragePooling2D(keepdims=True)(head(x))
    x = L.Flatten()(L.Conv2D(4, 1, activation="swish")(x))
    return keras.Model(image, L.Dense(3, activation="softmax", name="probabilities")(x), name="residual")


def sequence(keras):
    L = keras.layers
    return keras.Sequential(
        [
            keras.Input((5,), name="tokens"),
            L.Embedding(7, 4),
            L.Bidirectional(L.LSTM(3, return_sequences=True)),
            L.TimeDistributed(L.Dense(2, activation="relu")),
            L.Flatten(),
            L.Dense(2),
        ],
        name="sequence",
    )


def write(keras, build, example, version):
    rng = np.random.default_rng(SEED)
    keras.backend.clear_session()
    model = build(keras)
    for variable in model.weights:
        low = 0.5 if "variance" in variable.name or "gamma" in variable.name else -0.5
        variable.assign(rng.uniform(low, low + 1, variable.shape).astype(np.float32))
    stem = DATA / f"{model.name}{version}"
    model.save(f"{stem}.keras")
    if model.name == "residual":
        model.save(f"{stem}.h5")
        pathlib.Path(f"{stem}.json").write_text(model.to_json() + "\n")
        model.save_weights(f"{stem}.weights.h5")
    output = np.asarray(model(example), dtype=np.float64)
    values = {"input": example.tolist(), "output": np.round(output, 8).tolist()}
    pathlib.Path(f"{stem}.values.json").write_text(json.dumps(values) + "\n")


def write_hdf5():
    """What HDF5 can do that no file of weights needs, and the types that one may have."""
    import h5py

    def new(name):
        return h5py.File(DATA / f"{name}.h5", "w")

    with new("soft-link") as file:
        file["x"] = np.arange(3, dtype="f4")
        file["y"] = h5py.SoftLink("/x")
    with new("external-link") as file:
        file["x"] = h5py.ExternalLink("/etc/passwd", "/x")
    with new("cycle") as file:
        file.create_group("a")["b"] = file["/"]
    with new("external-storage") as file:
        file.create_dataset("x", (100,), "u1", external=[("/etc/passwd", 0, 100)])
    with new("virtual") as file:
        layout = h5py.VirtualLayout((3,), "f4")
        layout[:] = h5py.VirtualSource("soft-link.h5", "x", (3,))
        file.create_virtual_dataset("x", layout)
    with new("shape-bomb") as file:
        file.create_dataset("x", (1 << 20, 1 << 20), "f4", chunks=(1024, 1024), compression="gzip")
    with new("types") as file:
        for kind in ["f2", "f4", "f8", ">f2", ">f4", "i1", "i4", "u8"]:
            file[kind] = np.array([1, 2, 100], dtype=kind)
        file.create_dataset("squeezed", data=np.arange(100, dtype="f4"), chunks=(10,), compression="gzip", shuffle=True)
        file.create_dataset("lzf", data=np.zeros(1000, dtype="f4"), chunks=(500,), compression="lzf")
        file["text"] = "no numbers"


def main(package):
    keras = importlib.import_module(package)
    version = keras.__version__.split(".")[0]
    DATA.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    image = rng.integers(0, 256, (2, 9, 9, 4)).astype(np.float32)
    write(keras, residual, image, version)
    write(keras, sequence, rng.integers(0, 7, (2, 5)).astype(np.float32), version)
    if package == "keras":
        write_hdf5()


if __name__ == "__main__":
    main(*sys.argv[1:])
