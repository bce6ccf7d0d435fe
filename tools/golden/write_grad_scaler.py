"""Writes what torch.amp.GradScaler makes of its scale over steps of which some overflow.

    python -m venv venv && venv/bin/pip install -r tools/golden/requirements.txt
    venv/bin/python tools/golden/write_grad_scaler.py

A step is a letter: g for finite gradients, i for one that is infinite, n for one that is NaN. After each the scale, the good steps in a row and
the number of steps that the optimiser has not taken are kept.
"""

import json
import pathlib

import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / "packages" / "sk-train" / "test" / "data" / "golden" / "gradScaler.json"

CASES = {
    "the defaults": {"settings": {}, "steps": "ggigni"},
    "an interval of 3": {"settings": {"interval": 3}, "steps": "gggggggiggnnggggg"},
    "other factors": {
        "settings": {"start": 1000, "growth": 1.5, "backoff": 0.3, "interval": 2},
        "steps": "iiggggngggg",
    },
    "an interval of 1": {"settings": {"start": 1, "interval": 1}, "steps": "gggigg"},
}
NAMES = {"start": "init_scale", "growth": "growth_factor", "backoff": "backoff_factor", "interval": "growth_interval"}
BAD = {"i": float("inf"), "n": float("nan")}


def states(settings, steps):
    scaler = torch.amp.GradScaler("cpu", **{NAMES[name]: value for name, value in settings.items()})
    weight = torch.nn.Parameter(torch.zeros(2))
    optimizer = torch.optim.SGD([weight], lr=1.0)
    skipped = 0
    for step in steps:
        before = weight.detach().clone()
        scaler.scale(weight.sum()).backward()
        if step in BAD:
            weight.grad[1] = BAD[step]
        scaler.step(optimizer)
        scaler.update()
        optimizer.zero_grad()
        skipped += int(torch.equal(before, weight))
        yield [scaler.get_scale(), scaler._growth_tracker.item(), skipped]


cases = {name: {**case, "states": list(states(**case))} for name, case in CASES.items()}
TARGET.write_text(json.dumps({"torch": torch.__version__.split("+")[0], "cases": cases}) + "\n")
print(f"{TARGET.relative_to(ROOT)}: {len(cases)} cases")
