"""Writes the losses of PyTorch with class weights and a teacher, their gradients, and scikit-learn's balanced weights.

    python -m venv venv && venv/bin/pip install -r tools/golden/requirements.txt
    venv/bin/python tools/golden/write_losses.py

Everything is computed in float64. Logits are functions of their place, the same in `weightedLoss.test.ts` and
`distillation.test.ts` of sk-train.
"""

import json
import math
import pathlib

import numpy
import torch
import torch.nn.functional as F
from sklearn.utils.class_weight import compute_class_weight

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / "packages" / "sk-train" / "test" / "data" / "golden" / "losses.json"

IMAGES, CLASSES = 6, 5
LABELS = [3, 0, 4, 1, 1, 3]
PARTNERS = [1, 2, 0, 5, 3, 4]
SHARE = 0.7
WEIGHTS = [0.5, 2.0, 1.25, 0.75, 3.0]
COUNTED = [0] * 7 + [1] * 2 + [2] * 1


def logits(size, turn):
    values = [size * math.sin(1.7 * i + turn) for i in range(IMAGES * CLASSES)]
    return torch.tensor(values, dtype=torch.float64).reshape(IMAGES, CLASSES).requires_grad_()


def probabilities():
    own = F.one_hot(torch.tensor(LABELS), CLASSES).double()
    return SHARE * own + (1 - SHARE) * own[PARTNERS]


def measured(loss_of):
    student = logits(3, 0.4)
    loss = loss_of(student)
    loss.backward()
    return {"loss": loss.item(), "gradient": student.grad.flatten().tolist()}


def weighted(target, smoothing):
    weights = torch.tensor(WEIGHTS, dtype=torch.float64)
    return measured(lambda x: F.cross_entropy(x, target, weight=weights, label_smoothing=smoothing))


def taught(alpha, temperature):
    """Hinton's form: the teacher's probabilities and the student's at a temperature, and the labels at 1."""
    teacher = logits(4, 1.9).detach()

    def loss(student):
        divergence = F.kl_div(
            F.log_softmax(student / temperature, dim=1),
            F.softmax(teacher / temperature, dim=1),
            reduction="batchmean",
        )
        labels = F.cross_entropy(student, torch.tensor(LABELS), label_smoothing=0.1)
        return alpha * temperature**2 * divergence + (1 - alpha) * labels

    return measured(loss)


def main():
    indices = torch.tensor(LABELS)
    cases = {
        f"{name}, label smoothing {smoothing}": weighted(target, smoothing)
        for name, target in {"classes": indices, "probabilities": probabilities()}.items()
        for smoothing in (0, 0.1)
    }
    balanced = compute_class_weight("balanced", classes=numpy.arange(3), y=numpy.array(COUNTED)).tolist()
    golden = {
        "versions": {"torch": torch.__version__.split("+")[0]},
        "labels": LABELS,
        "partners": PARTNERS,
        "share": SHARE,
        "weights": WEIGHTS,
        "weighted": cases,
        "taught": [
            {"alpha": alpha, "temperature": temperature, **taught(alpha, temperature)}
            for alpha, temperature in ((0.9, 4), (0.5, 1), (1, 2.5))
        ],
        "counted": COUNTED,
        "balanced": balanced,
    }
    TARGET.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
