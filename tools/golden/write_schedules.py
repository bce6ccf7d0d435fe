"""Writes the learning rates of PyTorch's and timm's schedulers, step by step.

    venv/bin/pip install -r tools/golden/requirements.txt
    venv/bin/python tools/golden/write_schedules.py

20 epochs of 10 steps, an initial rate of 0.2. Rates are float64. Schedulers of epochs are asked at each whole epoch, the
others at each step. For the plateau the losses of the epochs are written too.
"""

import json
import pathlib

import torch
from timm.scheduler import CosineLRScheduler, PolyLRScheduler
from torch.optim import lr_scheduler

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUTPUT = ROOT / "packages" / "sk-train" / "test" / "data" / "schedules.json"
EPOCHS, STEPS, RATE = 20, 10, 0.2
TOTAL = EPOCHS * STEPS


def optimizer():
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=RATE)


def by_step(make):
    steps = []
    sgd = optimizer()
    scheduler = make(sgd)
    for step in range(TOTAL):
        steps.append(sgd.param_groups[0]["lr"])
        sgd.step()
        if step < TOTAL - 1:
            scheduler.step()
    return steps


def by_epoch(make):
    steps = []
    sgd = optimizer()
    scheduler = make(sgd)
    for _ in range(EPOCHS):
        steps += [sgd.param_groups[0]["lr"]] * STEPS
        sgd.step()
        scheduler.step()
    return steps


def by_timm(make):
    """timm's schedulers in their own unit, here a step."""
    steps = []
    sgd = optimizer()
    scheduler = make(sgd)
    for step in range(TOTAL):
        scheduler.step_update(step)
        steps.append(sgd.param_groups[0]["lr"])
    return steps


def warm_restarts():
    steps = []
    sgd = optimizer()
    scheduler = lr_scheduler.CosineAnnealingWarmRestarts(sgd, T_0=3, T_mult=2, eta_min=0.01 * RATE)
    for step in range(TOTAL):
        scheduler.step(step / STEPS)
        steps.append(sgd.param_groups[0]["lr"])
    return steps


def warmed_cosine():
    warm = lambda sgd: lr_scheduler.LinearLR(sgd, start_factor=1 / 30, total_iters=29)
    cosine = lambda sgd: lr_scheduler.CosineAnnealingLR(sgd, T_max=TOTAL - 30)
    return by_step(warm)[:30] + by_step(cosine)[: TOTAL - 30]


def plateau():
    losses = [1, 0.8, 0.79995, 0.79, 0.81, 0.8, 0.83, 0.7, 0.75, 0.74, 0.73, 0.72, 0.76, 0.71, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6]
    rates = []
    sgd = optimizer()
    scheduler = lr_scheduler.ReduceLROnPlateau(sgd, factor=0.3, patience=1, threshold=1e-3, cooldown=1, min_lr=0.02 * RATE)
    for loss in losses:
        rates.append(sgd.param_groups[0]["lr"])
        sgd.step()
        scheduler.step(loss)
    return {"losses": losses, "rates": rates}


golden = {
    "step": by_epoch(lambda sgd: lr_scheduler.StepLR(sgd, step_size=6, gamma=0.3)),
    "milestones": by_epoch(lambda sgd: lr_scheduler.MultiStepLR(sgd, milestones=[10, 15], gamma=0.1)),
    "cosine": by_step(lambda sgd: lr_scheduler.CosineAnnealingLR(sgd, T_max=TOTAL, eta_min=0.05 * RATE)),
    "warm-up and cosine": warmed_cosine(),
    "cosine-restarts": warm_restarts(),
    "cosine-restarts that decay": by_timm(
        lambda sgd: CosineLRScheduler(
            sgd, t_initial=40, lr_min=0.01 * RATE, cycle_mul=1.5, cycle_decay=0.5, cycle_limit=9, t_in_epochs=False
        )
    ),
    "one-cycle": by_step(lambda sgd: lr_scheduler.OneCycleLR(sgd, max_lr=RATE, total_steps=TOTAL)),
    "polynomial": by_step(lambda sgd: lr_scheduler.PolynomialLR(sgd, total_iters=TOTAL, power=2.0)),
    "polynomial with a floor": by_timm(
        lambda sgd: PolyLRScheduler(sgd, t_initial=TOTAL, power=0.5, lr_min=0.05 * RATE, t_in_epochs=False)
    ),
    "plateau": plateau(),
}
OUTPUT.parent.mkdir(parents=True, exist_ok=True)
OUTPUT.write_text(json.dumps(golden) + "\n")
print(f"{OUTPUT}: {OUTPUT.stat().st_size} bytes")
