"""Writes searches for a learning rate in float64: rates, losses, smoothed losses and the suggested rate.

    venv/bin/pip install -r tools/golden/requirements.txt
    venv/bin/python tools/golden/write_rate_search.py

Two problems: gradient descent on a quadratic, whose loss is a product, and softmax regression by torch.optim.SGD. The moving average is
that of fastai and Lightning (0.98, divided by 1 - 0.98^n), the search ends where it is above four times its least, and the suggestion is
numpy.gradient's least over the points behind the first ten, without the last one, as in Lightning's lr_find.
"""

import json
import pathlib

import numpy as np
import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUTPUT = ROOT / "packages" / "sk-train" / "test" / "data" / "golden" / "rateSearch.json"
STEPS, LOWEST, HIGHEST, BETA = 100, 1e-7, 10.0, 0.98
RATES = np.geomspace(LOWEST, HIGHEST, STEPS)


def judged(losses):
    average, least, smoothed = 0.0, np.inf, []
    for step, loss in enumerate(losses):
        average = BETA * average + (1 - BETA) * loss
        smoothed.append(average / (1 - BETA ** (step + 1)))
        least = min(least, smoothed[-1])
        if smoothed[-1] > 4 * least:
            break
    count = len(smoothed)
    suggested = int(np.gradient(np.array(smoothed[10:-1])).argmin()) + 10
    return {
        "end": "diverged" if count < STEPS else "steps",
        "rates": RATES[:count].tolist(),
        "losses": list(losses[:count]),
        "smoothed": smoothed,
        "suggestion": float(RATES[suggested]),
    }


def quadratic(curvature, start):
    weight, losses = start, []
    for rate in RATES:
        losses.append(0.5 * curvature * weight * weight)
        weight -= rate * curvature * weight
    return {"curvature": curvature, "start": start, **judged(losses)}


def regression(momentum, nesterov):
    generator = np.random.default_rng(5)
    images = np.round(generator.normal(size=(24, 4)), 3)
    labels = generator.integers(0, 3, size=24)
    kernel = np.round(generator.normal(size=(4, 3)), 3)
    weight = torch.tensor(kernel, dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    sgd = torch.optim.SGD([weight, bias], lr=1.0, momentum=momentum, nesterov=nesterov)
    losses = []
    for step, rate in enumerate(RATES):
        own = slice(8 * (step % 3), 8 * (step % 3) + 8)
        logits = torch.tensor(images[own]) @ weight + bias
        loss = torch.nn.functional.cross_entropy(logits, torch.tensor(labels[own]))
        losses.append(loss.item())
        sgd.param_groups[0]["lr"] = rate
        sgd.zero_grad()
        loss.backward()
        sgd.step()
    return {
        "momentum": momentum,
        "nesterov": nesterov,
        "images": images.flatten().tolist(),
        "labels": labels.tolist(),
        "kernel": kernel.flatten().tolist(),
        **judged(losses),
    }


golden = {
    "quadratic": [quadratic(0.1, 2.0), quadratic(1.0, 3.0), quadratic(20.0, 1.0)],
    "regression": [regression(0.0, False), regression(0.9, True)],
}
OUTPUT.parent.mkdir(parents=True, exist_ok=True)
OUTPUT.write_text(json.dumps(golden) + "\n")
print(f"{OUTPUT}: {OUTPUT.stat().st_size} bytes")
