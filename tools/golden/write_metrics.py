"""Writes the golden file of the metrics of an evaluation: what scikit-learn and scipy make of logits and labels,
and of the means of a few runs.

    venv/bin/pip install -r tools/golden/requirements.txt
    venv/bin/python tools/golden/write_metrics.py

Probabilities are the softmax of float32 logits in float64. The expected calibration error has 15 bins, each closed at its upper
end: `calibration_curve` gives the means of the bins that hold an image, and numpy their weights.
"""

import json
import pathlib

import numpy as np
import scipy.special
import scipy.stats
from sklearn import metrics
from sklearn.calibration import calibration_curve

SEED = 20190407
BINS = 15
TARGET = pathlib.Path(__file__).resolve().parents[2] / "packages/sk-train/test/data/golden/metrics.json"

rng = np.random.default_rng(SEED)


def case(title, images, classes, spread, absent=(), unpredicted=()):
    """Classes in `absent` have no image, those in `unpredicted` are never the likeliest."""
    present = [k for k in range(classes) if k not in absent]
    labels = rng.choice(present, images)
    logits = rng.normal(0, 1, (images, classes))
    logits[np.arange(images), labels] += spread
    for k in unpredicted:
        logits[:, k] = logits.min(1) - 1
    logits = np.round(logits, 3).astype(np.float32)
    probabilities = scipy.special.softmax(logits.astype(np.float64), axis=1)
    predicted = logits.argmax(1)
    confidence = probabilities.max(1)
    right = predicted == labels
    every = list(range(classes))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        labels, predicted, labels=every, zero_division=0
    )

    def average(name):
        values = metrics.precision_recall_fscore_support(labels, predicted, average=name, zero_division=0)
        return dict(zip(("precision", "recall", "f1"), map(float, values[:3])))

    shares, means = calibration_curve(right, confidence, n_bins=BINS, strategy="uniform")
    weights, _ = np.histogram(np.ceil(confidence * BINS), bins=np.arange(1, BINS + 2))
    held = weights[weights > 0]
    interval = scipy.stats.binomtest(int(right.sum()), images).proportion_ci(method="wilson")
    return {
        "title": title,
        "classes": classes,
        "labels": labels.tolist(),
        "logits": [float(value) for value in logits.ravel()],
        "confusion": metrics.confusion_matrix(labels, predicted, labels=every).tolist(),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
        "macro": average("macro"),
        "weighted": average("weighted"),
        "top1": float(metrics.accuracy_score(labels, predicted)),
        "top5": float(metrics.top_k_accuracy_score(labels, probabilities, k=5, labels=every)) if classes > 5 else 1,
        "loss": float(metrics.log_loss(labels, probabilities, labels=every)),
        "brier": float(metrics.brier_score_loss(labels, probabilities, labels=every)),
        "calibrationError": float((held * np.abs(shares - means)).sum() / images),
        "binImages": weights.tolist(),
        "binConfidence": means.tolist(),
        "binAccuracy": shares.tolist(),
        "interval": [float(interval.low), float(interval.high)],
    }


cases = [
    case("three classes", 23, 3, 1.0),
    case("nine classes of which one never occurs, one is never predicted, and one is neither", 60, 9, 1.5, (6, 8), (7, 8)),
    case("six classes, all images of them right", 12, 6, 20.0),
]
intervals = [
    [hits, trials, *map(float, scipy.stats.binomtest(hits, trials).proportion_ci(method="wilson"))]
    for hits, trials in ((0, 10), (1, 1), (7, 9), (500, 1000), (10000, 10000))
]


def spread(values):
    """Means of runs: the bounds of 95 % confidence by Student's t distribution."""
    mean, error = np.mean(values), scipy.stats.sem(values)
    interval = scipy.stats.t.interval(0.95, len(values) - 1, loc=mean, scale=error)
    return [values, float(mean), float(np.std(values, ddof=1)), *map(float, interval)]


spreads = [spread([float(value) for value in np.round(rng.normal(0.8, 0.02, n), 4)]) for n in (2, 3, 4, 5, 10, 31, 100)]
TARGET.parent.mkdir(parents=True, exist_ok=True)
TARGET.write_text(json.dumps({"cases": cases, "intervals": intervals, "spreads": spreads}) + "\n")
