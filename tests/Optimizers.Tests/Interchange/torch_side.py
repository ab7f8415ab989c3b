"""PyTorch's part of the interchange tests.

    torch_side.py record CASES OUT      trains and saves with every case of the file CASES, and notes how it goes on
    torch_side.py continue CASES IN     loads what the other side saved in IN and notes how it goes on

Beside this file lie interchange.py and the package safetensors, as docs/checkpoints.md has them.
"""
import json
import sys
from pathlib import Path

import torch

from interchange import load_optimizer, save_optimizer

SHAPES = [[3], [2, 2], [], [2]]
STOP, END = 5, 10


def values(kind, shape, i, step=0):
    """Multiples of 1/8, the same in every type and language."""
    count = torch.Size(shape).numel()
    if kind == "parameter":
        flat = [((5 * i + 3 * j + 2) % 7 - 3) / 4 for j in range(count)]
    else:
        flat = [((7 * step + 5 * i + 3 * j + 4) % 11 - 5) / 8 for j in range(count)]
    return torch.tensor(flat, dtype=torch.get_default_dtype()).reshape(shape)


def make(case, parameters):
    lr = case["torch"]["lr"]
    groups = [{"params": parameters[:2]}, {"params": parameters[2:], "lr": lr / 2}]
    return getattr(torch.optim, case["optimizer"])(groups, **case["torch"])


def run(optimizer, parameters, begin, end):
    for step in range(begin, end):
        for i, parameter in enumerate(parameters):
            # The last one is frozen at first, so that it has no state when the others are saved.
            frozen = i == 3 and step < STOP
            parameter.grad = None if frozen else values("gradient", SHAPES[i], i, step)
        optimizer.step()


def numbers(parameters):
    return [p.detach().double().flatten().tolist() for p in parameters]


def each(cases):
    for dtype in (torch.float64, torch.float32):
        torch.set_default_dtype(dtype)
        for case in json.loads(Path(cases).read_text()):
            yield case, f"{case['name']}.{str(dtype).split('.')[1]}"


def record(cases, out):
    results = {}
    for case, name in each(cases):
        parameters = [torch.nn.Parameter(values("parameter", shape, i)) for i, shape in enumerate(SHAPES)]
        optimizer = make(case, parameters)
        run(optimizer, parameters, 0, STOP)
        save_optimizer(optimizer, Path(out) / f"{name}.safetensors")
        results[name] = {"saved": numbers(parameters)}
        run(optimizer, parameters, STOP, END)
        results[name]["end"] = numbers(parameters)
    lines = [f'"{name}": {json.dumps(result)}' for name, result in results.items()]
    (Path(out) / "trajectories.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


def go_on(cases, folder):
    saved = json.loads((Path(folder) / "trajectories.json").read_text())
    results = {}
    for case, name in each(cases):
        parameters = [torch.nn.Parameter(torch.tensor(p, dtype=torch.get_default_dtype()).reshape(shape)) for p, shape in zip(saved[name]["saved"], SHAPES)]
        # Other hyperparameters, so that those of the file must have been taken; but what makes the state of Adagrad is no matter of files.
        kept = {key: value for key, value in case["torch"].items() if key == "initial_accumulator_value"}
        optimizer = getattr(torch.optim, case["optimizer"])([{"params": parameters[:2]}, {"params": parameters[2:]}], lr=0.7, **kept)
        load_optimizer(optimizer, Path(folder) / f"{name}.safetensors")
        for group in optimizer.param_groups:
            # NAdam of PyTorch 1.13 multiplies by mu once too often unless it is this.
            group["foreach"] = case["torch"].get("foreach")
        run(optimizer, parameters, STOP, END)
        results[name] = {"end": numbers(parameters)}
    (Path(folder) / "continued.json").write_text(json.dumps(results))


{"record": record, "continue": go_on}[sys.argv[1]](*sys.argv[2:])
