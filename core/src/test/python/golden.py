"""Records a golden case from any PyTorch module: the names, shapes and ranges of its tensors, and what it answers.

No weights are stored. Every tensor is a pure function of the seed and its name, as in GoldenCase.uniform:
  state = fnv1a64(name) xor seed * GAMMA; value i = the upper 24 bits of splitmix64(state + (i + 1) * GAMMA), scaled to lo..hi.

    import golden
    golden.record("my_net", MyNet(), "where it comes from")      # -> ../resources/golden/my_net.json

The answers are those in float64. Beside them stands how far float32 runs of the module lie from them: the script runs again, once
for each class of processor (AVX2, AVX-512), and there the module answers four times: on one thread without oneDNN, on two with it, and
twice with each value moved by one unit in its last place, as on a processor that sums in another order.
"""

import base64
import json
import math
import os
import pathlib
import pickle
import subprocess
import sys
import tempfile

import numpy as np
import torch
from torch.nn import functional as F

CASES = pathlib.Path(__file__).resolve().parent.parent / "resources" / "golden"
BITS = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15
FLOOR = 1e-6 / 0.03  # of the largest norm; a bias before a batch norm has a true gradient of zero

PROCESSORS = (  # GOLDEN_NUDGE: the first seed
    {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2", "OPENBLAS_CORETYPE": "Haswell", "GOLDEN_NUDGE": "1"},
    {"ATEN_CPU_CAPABILITY": "avx512", "ONEDNN_MAX_CPU_ISA": "ALL", "OPENBLAS_CORETYPE": "SkylakeX", "GOLDEN_NUDGE": "1001"},
)


def uniform(name, shape, lo, hi, seed):
    state = 0xCBF29CE484222325
    for byte in name.encode():
        state = ((state ^ byte) * 0x100000001B3) & BITS
    state ^= (seed * GAMMA) & BITS
    with np.errstate(over="ignore"):
        z = np.uint64(state) + np.arange(1, math.prod(shape) + 1, dtype=np.uint64) * np.uint64(GAMMA)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    unit = (z >> np.uint64(40)).astype(np.float64) / (1 << 24)
    return torch.from_numpy((lo + (hi - lo) * unit).astype(np.float32)).reshape(shape)


def bounds(name, shape, gain):
    """Kernels by their fan in, factors of norms and variances around 1, everything else around 0."""
    leaf = name.rsplit(".", 1)[-1]
    if leaf == "running_var" or (leaf == "weight" and len(shape) == 1):
        return 0.5, 1.5
    if leaf == "weight" and len(shape) > 1:
        bound = gain * math.sqrt(6 / math.prod(shape[1:]))
        return -bound, bound
    return -0.1, 0.1


def described(net, gain):
    """The tensors of a module, each with the range of its values."""
    tensors = []
    for name, t in net.state_dict().items():
        if torch.is_floating_point(t):
            lo, hi = bounds(name, list(t.shape), gain)
            tensors.append({"name": name, "shape": list(t.shape), "lo": lo, "hi": hi})
    return tensors


def fill(net, tensors, seed):
    """Counters of batches become 0; what the list does not name stays as the module computed it."""
    state = net.state_dict()
    values = {n: torch.zeros_like(t) for n, t in state.items() if n.endswith("num_batches_tracked")}
    values.update({t["name"]: uniform(t["name"], t["shape"], t["lo"], t["hi"], seed) for t in tensors})
    unknown = [name for name in values if name not in state]
    assert not unknown, unknown
    net.load_state_dict(values, strict=False)


def answers(net, x):
    out = net(x)
    return list(out) if isinstance(out, (tuple, list)) else [out]


def packed(t):
    values = t.numpy().astype("<f4").tobytes()
    return {"shape": list(t.shape), "f32le_base64": base64.b64encode(values).decode()}


def norms(named):
    return {name: float(t.double().norm()) for name, t in named}


def training_step(net, x, seed, logits):
    """Loss: mean over the outputs of the binary cross-entropy against uniform("target") > 0; nothing is dropped."""
    net.train()
    for m in net.modules():
        if isinstance(m, (torch.nn.Dropout, torch.nn.Dropout2d)):
            m.p = 0.0
        if type(m).__name__ == "DropPath":
            m.drop_prob = 0.0
    outs = answers(net, x)
    entropy = F.binary_cross_entropy_with_logits if logits else F.binary_cross_entropy
    targets = [(uniform("target", list(o.shape), -1, 1, seed) > 0).to(o) for o in outs]
    loss = sum(entropy(o, t) for o, t in zip(outs, targets)) / len(outs)
    net.zero_grad()
    loss.backward()
    parameters = list(net.named_parameters())
    gradients = norms((n, p.grad) for n, p in parameters if p.grad is not None)
    largest = max(gradients.values(), default=0)
    return {
        "loss": float(loss),
        "grad_l2": {n: v if v > 1e-12 * largest else 0.0 for n, v in gradients.items()},
        "no_grad": [n for n, p in parameters if p.grad is None],
        "running_after": norms((n, b) for n, b in net.named_buffers() if n.rsplit("running_")[-1] in ("mean", "var")),
    }


def moved(t, name, seed):
    """Each value by one unit in its last place, up or down, as another order of sums would."""
    up = uniform(name + " up", list(t.shape), -1, 1, seed) > 0
    return torch.nextafter(t, torch.where(up, math.inf, -math.inf).to(t))


def run(net, case, kind, trained=True, nudge=0):
    """The outputs, and the training step where there is one; with a nudge, all values moved by one unit in the last place."""
    fill(net, case["tensors"], case["seed"])
    given = case["input"]
    x = uniform(given["name"], given["shape"], given["lo"], given["hi"], case["seed"])
    if nudge:
        x = moved(x, given["name"], nudge)
        net.load_state_dict({n: moved(t, n, nudge) if torch.is_floating_point(t) else t for n, t in net.state_dict().items()})
    net.to(kind)
    x = x.to(kind)
    net.eval()
    with torch.no_grad():
        outs = answers(net, x)
    return outs, training_step(net, x, case["seed"], case["logits"]) if trained else None


def float32_runs(net, case, trained, nudges):
    """On this process' class of processor. oneDNN's GELU has wrong gradients up to PyTorch 2.1: with it on, GELU is written out."""
    gelu = F.gelu
    first = int(os.environ["GOLDEN_NUDGE"])
    runs = []
    nudged = [(1, True, first + i) for i in range(nudges)]
    for threads, mkldnn, nudge in (1, False, 0), (2, True, 0), *nudged:
        torch.set_num_threads(threads)
        F.gelu = (lambda x, approximate="none": 0.5 * x * (1 + torch.erf(x / 2**0.5))) if mkldnn else gelu
        with torch.backends.mkldnn.flags(enabled=mkldnn):
            runs.append(run(net, case, torch.float32, trained, nudge))
    return runs


def spread(case, outs, step, runs):
    """The largest distances of float32 runs from the float64 run; of the gradients those beyond 1e-3, and the largest."""
    digits = lambda v: float("%.2g" % v)
    worst = lambda distances: digits(max(distances, default=0.0))
    deviation = [s or 1 for s in case["eval_std"]]
    out = {"output": worst(float((a - b).abs().max()) / d for r, _ in runs for a, b, d in zip(r, outs, deviation))}
    if step is None:
        return out

    def distances(what):
        floor = FLOOR * max(step[what].values(), default=0)
        return {n: worst(abs(r[what][n] - v) / (v + floor or 1) for _, r in runs) for n, v in step[what].items()}

    gradients = sorted(distances("grad_l2").items(), key=lambda e: -e[1])
    out["loss"] = worst(abs(r["loss"] - step["loss"]) for _, r in runs)
    out["grad_l2"] = {n: d for i, (n, d) in enumerate(gradients) if i == 0 or d > 1e-3}
    out["running_after"] = worst(distances("running_after").values())
    return out


def processors():
    known = pathlib.Path("/proc/cpuinfo").read_text()
    here = [p for p in PROCESSORS if p["ATEN_CPU_CAPABILITY"] == "avx2" or "avx512bw" in known]
    if len(here) < len(PROCESSORS):
        print("no AVX-512 here: how far float32 spreads is measured on AVX2 alone")
    return here


def measure(net, case, trained=True):
    """Adds to a case what the module answers in float64, and how far float32 spreads."""
    torch.set_num_threads(1)
    outs, step = run(net, case, torch.float64, trained)
    case["eval_outputs"] = [packed(o) for o in outs]
    case["eval_std"] = [float(o.std()) for o in outs]
    case["train"] = step
    runs = []
    for processor in processors():
        with tempfile.TemporaryDirectory() as folder:
            to = os.path.join(folder, "runs")
            environment = {**os.environ, **processor, "GOLDEN_MODEL": case["model"], "GOLDEN_RUNS": to}
            subprocess.run([sys.executable, *sys.argv], env=environment, check=True)
            runs += pickle.loads(pathlib.Path(to).read_bytes())
    case["float32"] = spread(case, outs, step, runs)
    if step is None:
        del case["train"]


def answer_for(net, case, trained=True, nudges=2):
    """In a process that measures one class of processor: hands its runs over and ends it."""
    if os.environ["GOLDEN_MODEL"] == case["model"]:
        pathlib.Path(os.environ["GOLDEN_RUNS"]).write_bytes(pickle.dumps(float32_runs(net, case, trained, nudges)))
        sys.exit()


def record(model, net, source, shape=(2, 3, 64, 64), seed=1, gain=1.0, logits=True, nudges=2):
    """logits: what the network returns lies before the sigmoid. A gain below 1 keeps the answers of a deep network small.

    nudges: runs with moved values; more of them for a network that decides, so that single decisions fall otherwise in float32.
    """
    case = {
        "model": model,
        "source": source,
        "seed": seed,
        "logits": logits,
        "parameters": sum(p.numel() for p in net.parameters()),
        "input": {"name": "input", "shape": list(shape), "lo": -2.0, "hi": 2.0},
        "tensors": described(net, gain),
    }
    if "GOLDEN_MODEL" in os.environ:
        return answer_for(net, case, nudges=nudges)
    measure(net, case)
    (CASES / (model + ".json")).write_text(json.dumps(case, separators=(",", ":")))
    print(model, "parameters", case["parameters"], "std", case["eval_std"], "loss", case["train"]["loss"])
    if max(case["eval_std"]) > 10:
        print("std above 10: the sums grow from layer to layer; record it again with gain=%.2g" % (0.8 * gain))
