"""Writes the golden files of sk-conformance: what PyTorch says about the operators.

    python -m venv venv && venv/bin/pip install -r tools/golden/requirements.txt
    venv/bin/python tools/golden/write.py

Inputs are float32 noise; PyTorch computes in float64; outputs and gradients are stored as float32. Layouts are those
of sk-core: images [N, H, W, C], filters [kh, kw, C / groups, O].
"""

import base64
import hashlib
import json
import pathlib
import re

import numpy as np
import torch
import torch.nn.functional as F

SEED = 20190406
ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "packages" / "sk-conformance"
GENERATED = PACKAGE / "src" / "golden" / "generated"
rng = np.random.default_rng(SEED)


def noise(*shape):
    return rng.uniform(-1, 1, shape).astype(np.float32)


def variable(array):
    return torch.tensor(array.astype(np.float64), requires_grad=True)


def numpy(tensor):
    return tensor.detach().numpy()


def images(tensor):
    """[N, H, W, C] to PyTorch's [N, C, H, W]."""
    return tensor.permute(0, 3, 1, 2)


def back(tensor):
    return tensor.permute(0, 2, 3, 1)


def filters(tensor):
    """[kh, kw, C / groups, O] to PyTorch's [O, C / groups, kh, kw]."""
    return tensor.permute(3, 2, 0, 1)


def packed(array):
    array = np.asarray(array)
    data = np.ascontiguousarray(array, dtype="<f4").tobytes()
    return {"shape": list(array.shape), "float32": base64.b64encode(data).decode()}


def case(name, op, attrs, arrays, run):
    """Runs a function of tensors, and takes the gradient of <outputs, dys> with respect to each of them."""
    inputs = [variable(a) for a in arrays]
    outputs = run(*inputs)
    dys = [noise(*y.shape) for y in outputs]
    loss = sum((y * torch.tensor(dy.astype(np.float64))).sum() for y, dy in zip(outputs, dys))
    gradients = torch.autograd.grad(loss, inputs)
    return {
        "name": name,
        "op": op,
        "attrs": attrs,
        "inputs": [packed(a) for a in arrays],
        "outputs": [packed(numpy(y)) for y in outputs],
        "dys": [packed(dy) for dy in dys],
        "gradients": [packed(numpy(g)) for g in gradients],
    }


def conv(name, x, kernel, out, groups=1, strides=(1, 1), dilations=(1, 1), pads=(0, 0), padding=None):
    """`pads`: rows above and below, columns left and right. `padding`: 'same', or the four sides on their own."""
    filter_shape = (*kernel, x[3] // groups, out)
    spec = {"groups": groups, "strides": list(strides), "dilations": list(dilations)}

    def run(image, filt):
        image, torch_pads = images(image), pads
        if padding == "same":
            torch_pads = "same"
        elif padding is not None:
            top, bottom, left, right = padding
            image, torch_pads = F.pad(image, (left, right, top, bottom)), 0
        y = F.conv2d(image, filters(filt), None, strides, torch_pads, dilations, groups)
        return [back(y)]

    four = [pads[0], pads[0], pads[1], pads[1]]
    spec["padding"] = four if padding is None else padding if padding == "same" else list(padding)
    return case(f"groupedConv2d: {name}", "groupedConv2d", spec, [noise(*x), noise(*filter_shape)], run)


def convolutions():
    return [
        conv("3x3 padded by 1", (1, 5, 6, 3), (3, 3), 4, pads=(1, 1)),
        conv("3x3 dilated by 2, 2 groups", (2, 5, 6, 4), (3, 3), 6, 2, dilations=(2, 2), pads=(2, 2)),
        conv("3x3 stride 2, 4 groups", (1, 7, 6, 8), (3, 3), 8, 4, strides=(2, 2), pads=(1, 1)),
        conv("3x3 stride 2 dilated by 2, 2 groups", (2, 7, 6, 4), (3, 3), 4, 2, (2, 2), (2, 2), (2, 2)),
        conv("3x3 stride 2 dilated by 2, depthwise", (1, 8, 7, 5), (3, 3), 5, 5, (2, 2), (2, 2), (2, 2)),
        conv("3x3 stride 3 dilated by 3, 4 groups", (1, 9, 8, 8), (3, 3), 4, 4, (3, 3), (3, 3), (3, 3)),
        conv("3x3 depthwise, 2 filters a channel", (1, 5, 4, 3), (3, 3), 6, 3, pads=(1, 1)),
        conv("1x1, 4 groups", (2, 4, 3, 8), (1, 1), 8, 4),
        conv("1x1 stride 2", (1, 5, 6, 5), (1, 1), 3, strides=(2, 2)),
        conv("5x5, 2 groups", (1, 6, 5, 4), (5, 5), 4, 2, pads=(2, 2)),
        conv("2x2 stride 2", (1, 6, 5, 4), (2, 2), 5, strides=(2, 2)),
        conv("4x4 dilated by 2, 2 groups", (1, 7, 8, 4), (4, 4), 4, 2, dilations=(2, 2), pads=(2, 1)),
        conv("3x5 stride 2 by 1, dilated 1 by 2", (1, 7, 9, 2), (3, 5), 2, 1, (2, 1), (1, 2), (1, 3)),
        conv("3x3 padded by 0, 2, 3 and 1, stride 2", (1, 6, 5, 4), (3, 3), 4, 2, (2, 2), padding=(0, 2, 3, 1)),
        conv("3x3 dilated by 3, same", (1, 6, 7, 4), (3, 3), 4, 2, dilations=(3, 3), padding="same"),
        conv("4x2, same", (1, 5, 6, 3), (4, 2), 3, padding="same"),
    ]


def normalised(x, gamma, beta, epsilon, relu):
    """x [..., C] by PyTorch's own batch norm, and its batch statistics."""
    flat = x.reshape(-1, x.shape[-1])
    y = F.batch_norm(flat, None, None, gamma, beta, training=True, eps=epsilon)
    y = F.relu(y) if relu else y
    return [y.reshape(x.shape), flat.mean(0), flat.var(0, unbiased=False)]


def batch_norms():
    cases = []
    for shape in [(3, 4, 2, 5), (2, 5, 5, 4), (9, 7)]:
        for relu in [False, True]:
            spec = {"epsilon": 1e-5, "relu": relu}
            c = shape[-1]
            name = f"batchNormTraining: [{','.join(map(str, shape))}]{', ReLU' if relu else ''}"
            run = lambda x, gamma, beta: normalised(x, gamma, beta, 1e-5, relu)  # noqa: E731
            cases.append(case(name, "batchNormTraining", spec, [noise(*shape), noise(c), noise(c)], run))
    return cases


def selective_kernel_unit(n, h, w, c, groups, d):
    """Paper section 3.1: split into 3x3 and 3x3 dilated by 2, fuse through d channels, select. Returns V and attention."""
    epsilon = 1e-5
    shapes = [(n, h, w, c)]
    shapes += [s for _ in range(2) for s in [(3, 3, c // groups, c), (c,), (c,)]]
    shapes += [(c, d), (d,), (d,), (d, 2 * c)]

    def run(x, f1, g1, b1, f2, g2, b2, squeeze, g3, b3, excite):
        branches = []
        for dilation, filt, gamma, beta in [(1, f1, g1, b1), (2, f2, g2, b2)]:
            u = back(F.conv2d(images(x), filters(filt), None, 1, dilation, dilation, groups))
            branches.append(normalised(u, gamma, beta, epsilon, True)[0])
        s = sum(branches).mean((1, 2))
        z = normalised(s @ squeeze, g3, b3, epsilon, True)[0]
        attention = torch.softmax((z @ excite).reshape(n, 2, c), 1)
        v = sum(u * attention[:, m].reshape(n, 1, 1, c) for m, u in enumerate(branches))
        return [v, attention]

    name = f"Selective Kernel unit: [{n},{h},{w},{c}], {groups} groups, through {d} channels"
    return case(name, "selectiveKernelUnit", {"groups": groups, "epsilon": epsilon}, [noise(*s) for s in shapes], run)


def module(name, cases):
    text = json.dumps(cases, indent=2)
    text = re.sub(r"\[\s+([-\d.,\s]+?)\s+\]", lambda m: "[" + re.sub(r"\s+", " ", m[1]) + "]", text)
    return (
        "/** Written by tools/golden/write.py with PyTorch: see golden/manifest.json. */\n"
        "import type { GoldenCase } from '../goldenCase.js';\n\n"
        f"export const {name}: readonly GoldenCase[] = {text};\n"
    )


def main():
    torch.set_num_threads(1)
    GENERATED.mkdir(parents=True, exist_ok=True)
    modules = {
        "groupedConv2dGolden": convolutions(),
        "batchNormGolden": batch_norms(),
        "selectiveKernelGolden": [selective_kernel_unit(3, 5, 6, 8, 4, 4), selective_kernel_unit(4, 4, 4, 6, 2, 5)],
    }
    files = []
    for name, cases in modules.items():
        text = module(name, cases)
        (GENERATED / f"{name}.ts").write_text(text)
        digest = hashlib.sha256(text.encode()).hexdigest()
        files.append({"path": f"src/golden/generated/{name}.ts", "cases": len(cases), "sha256": digest})
    manifest = {
        "script": "tools/golden/write.py",
        "torch": torch.__version__.split("+")[0],
        "numpy": np.__version__,
        "seed": SEED,
        "computedIn": "float64",
        "storedIn": "float32",
        "files": files,
    }
    (PACKAGE / "golden").mkdir(exist_ok=True)
    (PACKAGE / "golden" / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


main()
