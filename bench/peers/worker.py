"""PyTorch as a long-lived child of the benchmarks, so that it can be interleaved with the others.

    python worker.py THREADS plain|timm [cpu|cuda] [float32|tf32|amp|compile]

The second argument chooses the SK units. The last one is for whole networks: products in TF32, mixed precision on images
that are channels_last, or float32 through torch.compile. On the processor images are channels_last in memory, which was the quicker
layout in every case that was tried; on a GPU each work is tried in both layouts and keeps the quicker one. Unless it is
asked to, a GPU computes in float32 proper, without TF32. Reads and writes JSON lines: see README.md, "Peers speak JSON lines".
"""

import json
import sys
import time

import timm
import torch
import torch.nn.functional as F
from networks import network, sk_unit_module
from torch import nn

EPSILON = 1e-5
SHUFFLE_GROUPS = 4
MODES = ("float32", "tf32", "amp", "compile")


class Place:
    """A device, how images lie in its memory, and in which of MODES networks run."""

    def __init__(self, device, layout, mode="float32"):
        self.device = device
        self.layout = layout
        self.mode = mode

    def autocast(self):
        dtype = torch.float16 if self.device == "cuda" else torch.bfloat16
        return torch.autocast(self.device, dtype=dtype, enabled=self.mode == "amp")

    def scaler(self):
        return torch.amp.GradScaler(self.device, enabled=self.mode == "amp" and self.device == "cuda")

    def runner(self, model):
        return torch.compile(model) if self.mode == "compile" else model

    def lay(self, thing):
        return thing.to(self.device, memory_format=self.layout)

    def rand(self, *shape):
        return torch.rand(*shape, device=self.device)

    def image(self, work, channels=None, size=None):
        size = size or work["size"]
        return self.lay(torch.rand(work["batch"], channels or work["channels"], size, size))


def grouped_conv(work, _units, place):
    size, channels, kernel = work["size"], work["channels"], work["kernel"]
    groups, dilation, stride = work["groups"], work["dilation"], work["stride"]
    pad = (kernel - 1) * dilation // 2
    training = work["pass"] == "training"
    x = place.image(work).requires_grad_(training)
    filters = place.lay(torch.rand(channels, channels // groups, kernel, kernel)).requires_grad_(training)
    dy = place.image(work, size=-(-size // stride))

    def forward():
        return F.conv2d(x, filters, None, stride, pad, dilation, groups)

    return (lambda: torch.autograd.grad(forward(), (x, filters), dy)) if training else forward


def mat_mul(work, _units, place):
    m, k, n = work["m"], work["k"], work["n"]
    a = place.rand(k, m).T if work["transposeA"] else place.rand(m, k)
    b = place.rand(n, k).T if work["transposeB"] else place.rand(k, n)
    return lambda: a @ b


def sk_unit(work, units, place):
    unit = place.lay(sk_unit_module(work["channels"], units)).train()
    x = place.image(work).requires_grad_()
    dy = torch.rand_like(x)
    return lambda: torch.autograd.grad(unit(x), (x, *unit.parameters()), dy)


def moving(work, _units, place):
    """One op forward, or its gradient alone, of a graph that is built once."""
    op, batch, channels = work["op"], work["batch"], work["channels"]
    xs = [place.image(work) for _ in range(2 if op in ("select", "fuse") else 1)]
    x = xs[0]
    weights = []
    if op == "copy":
        return x.clone
    if op == "select":
        weights = [place.rand(batch, 2, channels, 1, 1)]
        forward = lambda: xs[0] * weights[0][:, 0] + xs[1] * weights[0][:, 1]  # noqa: E731
    elif op == "fuse":
        forward = lambda: (xs[0] + xs[1]).mean((2, 3))  # noqa: E731
    elif op == "batchNorm":
        weights = [place.rand(channels), place.rand(channels)]
        forward = lambda: F.batch_norm(x, None, None, *weights, True, 0.1, EPSILON)  # noqa: E731
    elif op == "channelShuffle":
        groups = SHUFFLE_GROUPS if work["pass"] == "forward" else channels // SHUFFLE_GROUPS
        return lambda: F.channel_shuffle(x, groups)
    else:
        raise ValueError(f"has no {op}")
    if work["pass"] == "forward":
        return forward
    variables = [tensor.requires_grad_() for tensor in (*xs, *weights)]
    y = forward()
    dy = torch.rand_like(y)
    return lambda: torch.autograd.grad(y, variables, dy, retain_graph=True)


def inference(work, units, place):
    run = place.runner(place.lay(network(work["network"], units)).eval())
    image = place.image({**work, "size": 224}, channels=3)

    def forward():
        with place.autocast():
            return run(image)

    return forward


def train_step(work, units, place):
    model = place.lay(network(work["network"], units)).train()
    images = place.image({**work, "size": 224}, channels=3)
    labels = torch.arange(work["batch"], device=place.device)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9, weight_decay=1e-4)
    run, scaler = place.runner(model), place.scaler()

    def step():
        optimizer.zero_grad()
        with place.autocast():
            loss = F.cross_entropy(run(images), labels, label_smoothing=0.1)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        return loss.item()

    return step


MAKERS = {
    "groupedConv": grouped_conv,
    "matMul": mat_mul,
    "skUnit": sk_unit,
    "moving": moving,
    "inference": inference,
    "trainStep": train_step,
}


def maker_of(work, mode):
    if mode != "float32" and work["kind"] not in ("inference", "trainStep"):
        raise ValueError(f"{mode} is for whole networks")
    return MAKERS[work["kind"]]


def is_training(work):
    return work["kind"] in ("skUnit", "trainStep") or work.get("pass") in ("training", "backward")


class Cpu:
    """Where a call has ended when it returns."""

    def __init__(self, units, mode):
        self.units = units
        self.mode = mode

    def prepare(self, work):
        return maker_of(work, self.mode)(work, self.units, Place("cpu", torch.channels_last, self.mode)), None

    def timed(self, run, calls, _clock="wall"):
        start = time.perf_counter()
        for _ in range(calls):
            run()
        return (time.perf_counter() - start) * 1000

    def release(self):
        pass


class Cuda(Cpu):
    """Where calls are queued: clocks wait for the device, and what has been cached goes back between turns."""

    def __init__(self, units, mode):
        super().__init__(units, mode)
        if not torch.cuda.is_available():
            raise RuntimeError("PyTorch finds no CUDA device: an error of the machine or of its installation")
        torch.backends.cuda.matmul.allow_tf32 = mode == "tf32"
        torch.backends.cudnn.allow_tf32 = mode == "tf32"
        torch.backends.cudnn.benchmark = True

    def prepare(self, work):
        """In the quicker layout, tried once each; mixed precision in channels_last alone, which it is made for."""
        best = None
        make = maker_of(work, self.mode)
        layouts = {"channels_last": torch.channels_last, "contiguous": torch.contiguous_format}
        if self.mode == "amp":
            del layouts["contiguous"]
        for name, layout in layouts.items():
            run = make(work, self.units, Place("cuda", layout, self.mode))
            if work["kind"] == "matMul":
                return run, None
            ms = min(self.timed(run, 1) for _ in range(3))
            if best is None or ms < best[0]:
                best = ms, run, name
            del run
            self.release()
        return best[1:]

    def timed(self, run, calls, clock="wall"):
        run()  # has again what was given back after the turn before
        torch.cuda.synchronize()
        first, last = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        start = time.perf_counter()
        first.record()
        for _ in range(calls):
            run()
        last.record()
        torch.cuda.synchronize()
        ms = (time.perf_counter() - start) * 1000
        return first.elapsed_time(last) if clock == "device" else ms

    def release(self):
        torch.cuda.empty_cache()


def version_of(units, device, mode):
    version = torch.__version__.split("+")[0]
    names = [version]
    if mode != "float32":
        names.append(mode)
    if units == "timm":
        names.append(f"timm {timm.__version__}")
    if device == "cuda":
        names.append(f"CUDA {torch.version.cuda}")
    return ", ".join(names)


def main(threads, units, device="cpu", mode="float32"):
    if mode not in MODES:
        raise ValueError(f"mode wants one of {', '.join(MODES)}, got {mode}")
    torch.set_num_threads(int(threads))
    torch.manual_seed(1)
    answer = lambda **fields: print(json.dumps(fields), flush=True)  # noqa: E731
    machine = (Cuda if device == "cuda" else Cpu)(units, mode)
    answer(version=version_of(units, device, mode))
    prepared = {}
    for line in sys.stdin:
        request = json.loads(line)
        if "work" not in request:
            prepared.clear()
            machine.release()
            continue
        try:
            work = request["work"]
            key = json.dumps(work)
            with torch.enable_grad() if is_training(work) else torch.inference_mode():
                if key not in prepared:
                    prepared[key] = machine.prepare(work)
                run, note = prepared[key]
                ms = machine.timed(run, request["calls"], request.get("clock", "wall"))
            answer(ms=ms, **({"note": note} if note else {}))
        except Exception as error:
            answer(error=str(error).split("\n")[0])
        machine.release()


main(*sys.argv[1:])
