"""PyTorch as a long-lived child of the benchmarks, so that it can be interleaved with the others.

    python worker.py THREADS plain|timm

The second argument chooses the SK units of networks. Images are channels_last in memory, which was the quicker layout
in every case that was tried. Reads and writes JSON lines: see README.md, "Peers speak JSON lines".
"""

import json
import sys
import time

import timm
import torch
import torch.nn.functional as F
from networks import SelectiveKernelUnit, network


def nhwc(tensors):
    return tensors.to(memory_format=torch.channels_last)


def grouped_conv(work):
    size, channels, kernel = work["size"], work["channels"], work["kernel"]
    groups, dilation, stride = work["groups"], work["dilation"], work["stride"]
    pad = (kernel - 1) * dilation // 2
    training = work["pass"] == "training"
    x = nhwc(torch.rand(work["batch"], channels, size, size)).requires_grad_(training)
    filters = nhwc(torch.rand(channels, channels // groups, kernel, kernel)).requires_grad_(training)
    output_size = -(-size // stride)
    dy = nhwc(torch.rand(work["batch"], channels, output_size, output_size))

    def forward():
        return F.conv2d(x, filters, None, stride, pad, dilation, groups)

    return (lambda: torch.autograd.grad(forward(), (x, filters), dy)) if training else forward


def mat_mul(work):
    m, k, n = work["m"], work["k"], work["n"]
    a = torch.rand(k, m).T if work["transposeA"] else torch.rand(m, k)
    b = torch.rand(n, k).T if work["transposeB"] else torch.rand(k, n)
    return lambda: a @ b


def sk_unit(work):
    channels, size = work["channels"], work["size"]
    unit = nhwc(SelectiveKernelUnit(channels, channels)).train()
    x = nhwc(torch.rand(work["batch"], channels, size, size)).requires_grad_()
    dy = torch.rand_like(x)
    return lambda: torch.autograd.grad(unit(x), (x, *unit.parameters()), dy)


def inference(work, units):
    model = nhwc(network(work["network"], units)).eval()
    image = nhwc(torch.rand(work["batch"], 3, 224, 224))
    return lambda: model(image)


def train_step(work, units):
    model = nhwc(network(work["network"], units)).train()
    images, labels = nhwc(torch.rand(work["batch"], 3, 224, 224)), torch.arange(work["batch"])
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9, weight_decay=1e-4)

    def step():
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images), labels, label_smoothing=0.1)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def prepare(work, units):
    kind = work["kind"]
    if kind in ("inference", "trainStep"):
        return (inference if kind == "inference" else train_step)(work, units)
    return {"groupedConv": grouped_conv, "matMul": mat_mul, "skUnit": sk_unit}[kind](work)


def is_training(work):
    return work["kind"] in ("skUnit", "trainStep") or work.get("pass") == "training"


def timed(run, calls, training):
    with torch.enable_grad() if training else torch.inference_mode():
        start = time.perf_counter()
        for _ in range(calls):
            run()
        return (time.perf_counter() - start) * 1000


def main(threads, units):
    torch.set_num_threads(int(threads))
    torch.manual_seed(1)
    answer = lambda **fields: print(json.dumps(fields), flush=True)  # noqa: E731
    version = torch.__version__.split("+")[0]
    answer(version=f"{version}, timm {timm.__version__}" if units == "timm" else version)
    prepared = {}
    for line in sys.stdin:
        request = json.loads(line)
        if "work" not in request:
            prepared.clear()
            continue
        try:
            work = request["work"]
            key = json.dumps(work)
            if key not in prepared:
                prepared[key] = prepare(work, units)
            answer(ms=timed(prepared[key], request["calls"], is_training(work)))
        except Exception as error:
            answer(error=str(error))


main(*sys.argv[1:])
