"""Writes the files of Keras that sk-io is tested with, and what Keras computes from them.

    python -m venv venv && venv/bin/pip install keras jax
    venv/bin/python tools/golden/write_keras.py keras
    python -m venv venv2 && venv2/bin/pip install tensorflow-cpu tf_keras
    venv2/bin/python tools/golden/write_keras.py tf_keras

Keras 3 and Keras 2 (tf_keras) write the same networks, each in its own forms. Weights are noise, those of batch norms
included, so that no two of them can be exchanged unnoticed. Networks that are stored without weights get them, and their
input, from the formula in `noise`, which sk-io/test/kerasNoise.ts repeats.
"""

import gzip
import importlib
import json
import math
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


IDLE = """RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast RandomElasticTransform RandomErasing
RandomFlip RandomGaussianBlur RandomGrayscale RandomHeight RandomHue RandomInvert RandomPerspective RandomPosterization
RandomRotation RandomSaturation RandomSharpness RandomShear RandomTranslation RandomWidth RandomZoom""".split()
SETTINGS = {
    "RandomBrightness": {"factor": 0.2},
    "RandomColorDegeneration": {"factor": 0.5},
    "RandomColorJitter": {"hue_factor": 0.2},
    "RandomContrast": {"factor": 0.2},
    "RandomGrayscale": {"factor": 0.5},
    "RandomHeight": {"factor": 0.2},
    "RandomHue": {"factor": 0.5},
    "RandomPosterization": {"factor": 4},
    "RandomRotation": {"factor": 0.2},
    "RandomSaturation": {"factor": 0.5},
    "RandomSharpness": {"factor": 0.5},
    "RandomTranslation": {"height_factor": 0.1, "width_factor": 0.1},
    "RandomWidth": {"factor": 0.2},
    "RandomZoom": {"height_factor": 0.1},
}


def idle(keras):
    """Layers that do nothing at inference, the arithmetic of the functional API, hard activations."""
    L = keras.layers
    image = x = keras.Input((6, 6, 3), name="image")
    for name in IDLE:
        if hasattr(L, name):
            x = getattr(L, name)(**SETTINGS.get(name, {}))(x)
    if keras.__version__.startswith("3"):
        x = L.RandomCrop(6, 6)(x)
        x = L.Identity()(x)
    else:
        x = L.RandomCrop(5, 4)(x)
    x = L.SpatialDropout2D(0.3)(L.ActivityRegularization(l2=0.1)(L.GaussianNoise(0.1)(x)))
    x = L.Rescaling([1 / 64, 1 / 32, 1 / 128], offset=[-1.0, 0.5, 0.0])(x)
    outputs = [x + 3.0, x - 0.5, 1 - x, x * 2, x / 3, 3 / (x + 8), -x, x * np.array([1, -2, 3], "float32")]
    y = L.Activation("hard_sigmoid")(x * 3)
    outputs += [x + y, x - y, x * y, y / (x + 9), L.Subtract()([y, x]), L.Maximum()([x, y])]
    if keras.__version__.startswith("3"):
        outputs += [L.Activation("hard_silu")(x * 2), L.Activation("hard_swish")(x)]
        outputs += [keras.ops.maximum(x, 0.25), keras.ops.minimum(x, y)]
    flat = [L.Flatten()(each) for each in outputs]
    return keras.Model(image, L.Concatenate()(flat), name="idle")


def augmented(keras):
    """The network of TensorFlow's tutorial on image classification, narrower."""
    L = keras.layers
    augmentation = keras.Sequential(
        [L.RandomFlip("horizontal", input_shape=(12, 12, 3)), L.RandomRotation(0.1), L.RandomZoom(0.1)],
        name="augmentation",
    )
    return keras.Sequential(
        [
            augmentation,
            L.Rescaling(1.0 / 255),
            L.Conv2D(4, 3, padding="same", activation="relu", name="conv1"),
            L.MaxPooling2D(),
            L.Conv2D(6, 3, padding="same", activation="relu", name="conv2"),
            L.MaxPooling2D(),
            L.Dropout(0.2),
            L.Flatten(),
            L.Dense(8, activation="relu", name="dense"),
            L.Dense(5, name="outputs"),
        ],
        name="augmented",
    )


def images(keras):
    """Layers that prepare images, and group normalisation."""
    L = keras.layers
    image = keras.Input((7, 10, 4), name="image")
    outputs = [
        L.Resizing(5, 6)(image),
        L.Resizing(11, 13)(image),
        L.Resizing(5, 13, interpolation="nearest")(image),
        L.Resizing(6, 6, crop_to_aspect_ratio=True)(image),
        L.Resizing(9, 4, crop_to_aspect_ratio=True, interpolation="nearest")(image),
        L.CenterCrop(4, 5)(image),
        L.CenterCrop(9, 5)(image),
        L.Normalization(mean=[10, 20, 30, 40], variance=[1, 4, 0, 16])(L.CenterCrop(2, 2)(image)),
        L.Normalization(mean=100.0, variance=400.0, invert=True)(L.CenterCrop(2, 2)(image)),
    ]
    if keras.__version__.startswith("3"):
        outputs += [
            L.Resizing(8, 8, pad_to_aspect_ratio=True, fill_value=3.0)(image),
            L.Resizing(3, 9, pad_to_aspect_ratio=True, interpolation="nearest")(image),
        ]
    x = L.Normalization(name="adapted")(image)
    outputs += [L.Normalization(axis=None, name="whole", invert=True)(L.CenterCrop(2, 2)(x))]
    x = L.GroupNormalization(2, name="two")(x)
    x = L.GroupNormalization(-1, epsilon=0.1, center=False, name="each")(x)
    x = L.GroupNormalization(1, scale=False, name="one")(x)
    outputs += [x, L.GroupNormalization(2, name="vector")(L.Dense(6, name="dense")(L.GlobalAveragePooling2D()(x)))]
    flat = [each if len(each.shape) == 2 else L.Flatten()(each) for each in outputs]
    return keras.Model(image, L.Concatenate()(flat), name="images")


def application(name):
    """A network of keras.applications, from which its file differs by the weights alone."""

    def build(keras):
        return getattr(keras.applications, name)(
            weights=None, input_shape=(64, 64, 3), classes=10, classifier_activation=None
        )

    build.__name__ = name.lower()
    return build


def noise(name, count):
    """Returns numbers from -1 to 1 that the name decides: a hash of 32 bits of the name, then of each index."""
    seed = 0x811C9DC5
    for character in name:
        seed = ((seed ^ ord(character)) * 0x01000193) & 0xFFFFFFFF
    x = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B1) + np.uint32(seed)
    for shift, factor in [(16, 0x21F0AAAD), (15, 0x735A2D97)]:
        x = (x ^ (x >> np.uint32(shift))) * np.uint32(factor)
    x = x ^ (x >> np.uint32(15))
    return x.astype(np.float64) / 2**31 - 1


def fill(model):
    """Sets every weight from its layer, its name and its shape."""
    for layer in model._flatten_layers(include_self=False):
        if hasattr(layer, "layers"):
            continue
        for variable in layer.weights:
            kind = variable.name.split("/")[-1].split(":")[0].replace("depthwise_kernel", "kernel")
            if kind in ("count", "seed_generator_state", "StateVar"):
                continue
            shape = tuple(variable.shape)
            u = noise(f"{layer.name}/{kind}", math.prod(shape)).reshape(shape)
            if len(shape) > 1:
                # The kernel of a depthwise convolution has a multiplier of 1 as its last size.
                fan = math.prod(shape[:2]) if len(shape) == 4 and shape[3] == 1 else math.prod(shape[:-1])
                values = u * math.sqrt(6 / fan)
            else:
                values = 1 + 0.2 * u if kind in ("gamma", "variance", "moving_variance") else 0.1 * u
            variable.assign(values.astype(np.float32))


def settle(model):
    """Lets layers read the statistics that were assigned to their weights, as Keras does when it loads a file."""
    for layer in model._flatten_layers(include_self=False):
        if hasattr(layer, "finalize_state"):
            layer.finalize_state()


def write_formula(keras, build, version):
    """Writes a network without weights, and what it computes with those of the formula."""
    keras.backend.clear_session()
    model = build(keras)
    fill(model)
    settle(model)
    shape = (2, *model.input_shape[1:])
    example = (127.5 * (noise("input", math.prod(shape)).reshape(shape) + 1)).astype(np.float32)
    output = np.asarray(model(example, training=False), dtype=np.float64)
    stem = DATA / f"{build.__name__}-{version}"
    with gzip.GzipFile(f"{stem}.json.gz", "wb", mtime=0) as file:
        file.write(model.to_json().encode())
    numbers = [[float(f"{value:.8g}") for value in row] for row in output]
    pathlib.Path(f"{stem}.output.json").write_text(json.dumps(numbers) + "\n")


def write(keras, build, example, version):
    rng = np.random.default_rng(SEED)
    keras.backend.clear_session()
    model = build(keras)
    for variable in model.weights:
        if "float" not in str(variable.dtype):
            continue
        low = 0.5 if "variance" in variable.name or "gamma" in variable.name else -0.5
        variable.assign(rng.uniform(low, low + 1, variable.shape).astype(np.float32))
    settle(model)
    stem = DATA / f"{model.name}{version}"
    model.save(f"{stem}.keras")
    if model.name != "sequence":
        model.save(f"{stem}.h5")
    if model.name == "residual":
        pathlib.Path(f"{stem}.json").write_text(model.to_json() + "\n")
        model.save_weights(f"{stem}.weights.h5")
    output = np.asarray(model(example, training=False), dtype=np.float64)
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
    write(keras, images, rng.integers(0, 256, (2, 7, 10, 4)).astype(np.float32), version)
    networks = [application(name) for name in ["EfficientNetB0", "EfficientNetV2B0", "MobileNetV3Small"]]
    for build in [idle, augmented, *networks]:
        write_formula(keras, build, version)
    if package == "keras":
        write_hdf5()


if __name__ == "__main__":
    main(*sys.argv[1:])
