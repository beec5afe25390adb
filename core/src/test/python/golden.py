"""Records a golden case from any PyTorch module: the names, shapes and ranges of its tensors, and what it answers.

No weights are stored. Every tensor is a pure function of the seed and its name, as in GoldenCase.uniform:
  state = fnv1a64(name) xor seed * GAMMA; value i = the upper 24 bits of splitmix64(state + (i + 1) * GAMMA), scaled to lo..hi.

    import golden
    golden.record("my_net", MyNet(), "where it comes from")      # -> ../resources/golden/my_net.json
"""

import base64
import json
import math
import pathlib

import numpy as np
import torch
from torch.nn import functional as F

CASES = pathlib.Path(__file__).resolve().parent.parent / "resources" / "golden"
BITS = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15


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


def fill(net, seed, gain):
    """Gives the tensors their values and returns their list; counters of batches stay 0."""
    tensors, state = [], net.state_dict()
    for name, t in state.items():
        if torch.is_floating_point(t):
            shape = list(t.shape)
            lo, hi = bounds(name, shape, gain)
            state[name] = uniform(name, shape, lo, hi, seed)
            tensors.append({"name": name, "shape": shape, "lo": lo, "hi": hi})
        else:
            state[name] = torch.zeros_like(t)
    net.load_state_dict(state)
    return tensors


def answers(net, x):
    out = net(x)
    return list(out) if isinstance(out, (tuple, list)) else [out]


def packed(t):
    values = t.numpy().astype("<f4").tobytes()
    return {"shape": list(t.shape), "f32le_base64": base64.b64encode(values).decode()}


def training_step(net, x, seed, logits):
    """Loss: mean over the outputs of the binary cross-entropy against uniform("target") > 0; nothing is dropped."""
    net.train()
    for m in net.modules():
        if isinstance(m, (torch.nn.Dropout, torch.nn.Dropout2d)):
            m.p = 0.0
    outs = answers(net, x)
    entropy = F.binary_cross_entropy_with_logits if logits else F.binary_cross_entropy
    targets = [(uniform("target", list(o.shape), -1, 1, seed) > 0).float() for o in outs]
    loss = sum(entropy(o, t) for o, t in zip(outs, targets)) / len(outs)
    net.zero_grad()
    loss.backward()
    parameters = list(net.named_parameters())
    return {
        "loss": float(loss),
        "grad_l2": {n: float(p.grad.double().norm()) for n, p in parameters if p.grad is not None},
        "no_grad": [n for n, p in parameters if p.grad is None],
        "running_after": {n: float(b.double().norm()) for n, b in net.named_buffers() if torch.is_floating_point(b)},
    }


def case_of(model, net, source, shape, seed, gain, logits):
    tensors = fill(net, seed, gain)
    x = uniform("input", list(shape), -2, 2, seed)
    net.eval()
    with torch.no_grad():
        outs = answers(net, x)
    return {
        "model": model,
        "source": source,
        "seed": seed,
        "logits": logits,
        "parameters": sum(p.numel() for p in net.parameters()),
        "input": {"name": "input", "shape": list(shape), "lo": -2.0, "hi": 2.0},
        "tensors": tensors,
        "eval_outputs": [packed(o) for o in outs],
        "eval_std": [float(o.std()) for o in outs],
        "train": training_step(net, x, seed, logits),
    }


def record(model, net, source, shape=(2, 3, 64, 64), seed=1, gain=1.0, logits=True):
    """logits: what the network returns lies before the sigmoid. A gain below 1 keeps the answers of a deep network small."""
    torch.set_num_threads(1)
    with torch.backends.mkldnn.flags(enabled=False):  # oneDNN's GELU had wrong gradients up to PyTorch 2.1
        case = case_of(model, net, source, shape, seed, gain, logits)
    (CASES / (model + ".json")).write_text(json.dumps(case, separators=(",", ":")))
    print(model, "parameters", case["parameters"], "std", case["eval_std"], "loss", case["train"]["loss"])
