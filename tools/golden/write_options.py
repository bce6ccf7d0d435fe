"""Writes the names of the options that other trainers have: timm's train.py and validate.py, the callbacks of Keras and the Trainer of
Lightning. Only names are taken, out of the syntax trees of their releases; nothing of them runs.

    git archive --prefix=timm/ aa4b5850 train.py validate.py timm/version.py | gzip > timm.tar.gz   (in a clone of timm)
    pip download --no-deps keras==3.15.1 lightning==2.6.6
    python tools/golden/write_options.py timm.tar.gz keras-3.15.1-py3-none-any.whl lightning-2.6.6-py3-none-any.whl

timm publishes its scripts in its repository alone.
"""

import ast
import json
import pathlib
import re
import sys
import tarfile
import zipfile

TARGET = pathlib.Path(__file__).resolve().parents[2] / "packages/sk-train/test/data/options.json"


def read(archive, ending):
    """The texts of the files of an archive whose paths end so, by path."""
    if archive.endswith(".whl"):
        with zipfile.ZipFile(archive) as files:
            return {name: files.read(name).decode() for name in files.namelist() if re.search(ending, name)}
    with tarfile.open(archive) as files:
        names = [name for name in files.getnames() if re.search(ending, name)]
        return {name: files.extractfile(name).read().decode() for name in names}


def command_line(text):
    """The long names that a script gives to argparse."""
    calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    added = (call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "add_argument")
    names = [[arg.value for arg in call.args if isinstance(arg, ast.Constant)] for call in added]
    return sorted({next((name for name in given if name.startswith("--")), given[0]) for given in names})


def parameters(function):
    given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return [arg.arg for arg in given if arg.arg != "self"]


def constructors(text):
    """The parameters of each class's constructor, by class; a class without one has none."""
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef):
            inits = [part for part in node.body if isinstance(part, ast.FunctionDef) and part.name == "__init__"]
            found[node.name] = parameters(inits[-1]) if inits else []
    return found


def exported(text):
    """The classes that Keras exports as callbacks."""
    classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    return [node.name for node in classes if any("keras.callbacks" in ast.unparse(d) for d in node.decorator_list)]


timm, keras, lightning = sys.argv[1:]
version = lambda archive: re.search(r"-(\d[\d.]*\d)", pathlib.Path(archive).name)[1]
(timm_version,) = (re.search(r"'(.+)'", text)[1] for text in read(timm, r"^[^/]+/timm/version\.py$").values())
scripts = read(timm, r"^[^/]+/(train|validate)\.py$")
callbacks = []
for text in read(keras, r"^keras/src/callbacks/(?!.*_test)[a-z_]+\.py$").values():
    for name in exported(text):
        arguments = constructors(text)[name]
        callbacks += [name, *(f"{name}.{argument}" for argument in arguments)]
(trainer,) = read(lightning, r"^lightning/pytorch/trainer/trainer\.py$").values()
lists = [
    *(
        {"of": f"timm {pathlib.Path(name).name}", "version": timm_version, "options": command_line(text)}
        for name, text in sorted(scripts.items())
    ),
    {"of": "Keras", "version": version(keras), "options": sorted(callbacks)},
    {"of": "Lightning", "version": version(lightning), "options": sorted(constructors(trainer)["Trainer"])},
]
TARGET.write_text(json.dumps(lists, indent=1) + "\n")
