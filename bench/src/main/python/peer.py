"""PyTorch of this machine as a peer: runs a network from a file operation by operation, as an ordinary program does.

One line of JSON in, one line of JSON out, until there are no more.
"""
import json
import sys
import time

try:
    import numpy
    import torch
    import torch.nn.functional as F

    MISSING = None
except ImportError as e:
    MISSING = "%s: install PyTorch for this Python (Debian, Ubuntu: apt-get install python3-torch)" % e

SAMPLES = 64
SIDE, CHANNELS = 256, 3


def bilinear(x, height, width, aligned):
    return F.interpolate(x, size=(height, width), mode="bilinear", align_corners=aligned)


def shifted(x, axis, farthest):
    """Moves groups of channels along an axis: by parts of the padded map."""
    width = -(-x.shape[1] // (2 * farthest + 1))
    padded = F.pad(x, (0, 0, farthest, farthest) if axis == 2 else (farthest, farthest, 0, 0))
    groups = torch.split(padded, width, 1)
    return torch.cat([g.narrow(axis, 2 * farthest - i, x.shape[axis]) for i, g in enumerate(groups)], 1)


def reduced(x, how, axes):
    if not axes:
        return {"SUM": torch.sum, "MEAN": torch.mean, "AMAX": torch.max}[how](x)
    return {"SUM": torch.sum, "MEAN": torch.mean, "AMAX": torch.amax}[how](x, dim=axes, keepdim=True)


# by name: from the attributes to a function of the inputs
OPERATIONS = {
    "ABS": lambda a: torch.abs,
    "EXP": lambda a: torch.exp,
    "LOG": lambda a: torch.log,
    "RELU": lambda a: torch.relu,
    "SIGMOID": lambda a: torch.sigmoid,
    "GELU": lambda a: F.gelu,
    "ADD": lambda a: torch.add,
    "SUB": lambda a: torch.sub,
    "MUL": lambda a: torch.mul,
    "DIV": lambda a: torch.div,
    "Line": lambda a: lambda x: (x if a["factor"] == 1 else x * a["factor"]) + a["offset"]
    if a["offset"] else x * a["factor"],
    "Power": lambda a: lambda x: x.pow(a["exponent"]),
    "ClampMin": lambda a: lambda x: x.clamp_min(a["least"]),
    "Above": lambda a: lambda x: (x > a["value"]).to(x.dtype),
    "Detach": lambda a: lambda x: x.detach(),
    "Drop": lambda a: lambda x: F.dropout(x, a["probability"], True),
    "Softmax": lambda a: lambda x: x.softmax(a["axis"]),
    "Cast": lambda a: lambda x: x.double() if a["exact"] else x.float(),
    "CrossEntropy": lambda a: lambda x, y: F.binary_cross_entropy_with_logits(x, y, reduction="none"),
    "Cat": lambda a: lambda *x: torch.cat(x, a["axis"]),
    "Reshape": lambda a: lambda x: x.reshape(a["to"]),
    "Permute": lambda a: lambda x: x.permute(a["axes"]),
    "Narrow": lambda a: lambda x: x.narrow(a["axis"], a["start"], a["length"]),
    "Rows": lambda a: lambda x: x.index_select(0, torch.tensor(a["numbers"])),
    "Roll": lambda a: lambda x: x.roll(a["by"], a["axis"]),
    "Pad": lambda a: lambda x: F.pad(x, (a["left"], a["right"], a["top"], a["bottom"]), value=float(a["value"])),
    "ChannelShift": lambda a: lambda x: shifted(x, a["axis"], a["farthest"]),
    "Reduce": lambda a: lambda x: reduced(x, a["how"], a["axes"]),
    "Max": lambda a: lambda x: x.max(a["axis"], keepdim=True)[0],
    "MatMul": lambda a: torch.matmul,
    "Affine": lambda a: F.linear,
    "Convolution": lambda a: lambda x, w, b: F.conv2d(
        x, w, b, a["stride"], (a["paddingHeight"], a["paddingWidth"]), a["dilation"], a["groups"]),
    "TransposedConvolution": lambda a: lambda x, w, b: F.conv_transpose2d(
        x, w, b, a["stride"], a["padding"], a["outputPadding"], a["groups"]),
    "BatchNorm": lambda a: lambda x, w, b, mean, var: F.batch_norm(
        x, mean, var, w, b, a["training"], a["momentum"], a["eps"]),
    "GroupNorm": lambda a: lambda x, w, b: F.group_norm(x, a["groups"], w, b, a["eps"]),
    "LayerNorm": lambda a: lambda x, w, b: F.layer_norm(x, x.shape[-1:], w, b, a["eps"]),
    "MaxPool": lambda a: lambda x: F.max_pool2d(x, a["kernel"], a["stride"], a["padding"]),
    "MaxPlaces": lambda a: lambda x: F.max_pool2d(x.detach(), a["kernel"], return_indices=True)[1],
    "MaxUnpool": lambda a: lambda x, at: torch._C._nn.max_unpool2d(x, at, (a["height"], a["width"])),
    "AvgPool": lambda a: lambda x: F.avg_pool2d(x, a["kernel"], a["stride"], a["padding"]),
    "AdaptiveAvgPool": lambda a: lambda x: F.adaptive_avg_pool2d(x, (a["height"], a["width"])),
    "Nearest": lambda a: lambda x: F.interpolate(x, scale_factor=a["factor"], mode="nearest"),
    "Bilinear": lambda a: lambda x: bilinear(x, a["height"], a["width"], a["aligned"]),
}


def floats(path, shape):
    count = int(numpy.prod(shape))
    return torch.from_numpy(numpy.fromfile(path, dtype="<f4", count=count).reshape(shape))


def weights(path):
    with open(path, "rb") as f:
        size = int.from_bytes(f.read(8), "little")
        header = json.loads(f.read(size))
        data = f.read()
    tensors = {}
    for name, t in header.items():
        if name != "__metadata__":
            begin, end = t["data_offsets"]
            values = numpy.frombuffer(data[begin:end], dtype="<f4").reshape(t["shape"])
            tensors[int(name)] = torch.from_numpy(values.copy())
    return tensors


class Network:
    """A graph with values."""

    def __init__(self, task, folder):
        torch.set_num_threads(task["threads"])
        self.training = task["kind"] == "TRAINING"
        name = "%s/%s-%s-%d" % (folder, task["network"], task["kind"].lower(), task["batch"])
        with open(name + ".json") as f:
            graph = json.load(f)
        self.result = graph["result"]
        self.fixed = weights(name + ".safetensors")
        self.steps = []
        inputs = iter(("x.f32", "y.f32"))
        for number, line in enumerate(graph["lines"]):
            if line["leaf"] == "INPUT":
                self.fixed[number] = floats(folder + "/" + next(inputs), line["shape"])
            elif line["op"] is not None:
                if line["op"] not in OPERATIONS:
                    raise ValueError("the operation %s is not known to peer.py; add it" % line["op"])
                run = OPERATIONS[line["op"]](line["attributes"])
                self.steps.append((number, run, line["inputs"], line["released"]))
        trainable = [self.fixed[i].requires_grad_() for i, line in enumerate(graph["lines"]) if line["trainable"]]
        self.optimizer = torch.optim.AdamW(trainable, lr=1e-4) if self.training else None

    def forward(self):
        values = dict(self.fixed)
        for number, run, inputs, released in self.steps:
            values[number] = run(*[None if i < 0 else values[i] for i in inputs])
            for i in released:
                del values[i]
        return values[self.result]

    def run(self):
        if not self.training:
            with torch.no_grad():
                return self.forward()
        self.optimizer.zero_grad()
        loss = self.forward()
        loss.backward()
        self.optimizer.step()
        return loss.detach()


def sample(values):
    flat = values.float().reshape(-1)
    count = min(SAMPLES, flat.numel())
    return [float(flat[i * flat.numel() // count]) for i in range(count)]


def reply(ms=0.0, cpu=0.0, values=None, about=None, problem=None):
    print(json.dumps({"milliseconds": ms, "cpuMilliseconds": cpu, "sample": values, "about": about,
                      "problem": problem}), flush=True)


def main():
    network = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if MISSING:
                raise ImportError(MISSING)
            if request["verb"] == "PREPARE":
                network = None
                network = Network(request["task"], request["folder"])
                reply(about="Python %s, PyTorch %s, channels-first, float32, eager" % (
                    sys.version.split()[0], torch.__version__))
            else:
                cpu, start = time.process_time(), time.perf_counter()
                values = network.run()
                elapsed, used = time.perf_counter() - start, time.process_time() - cpu
                reply(1000 * elapsed, 1000 * used, sample(values))
        except Exception as e:
            reply(problem=(str(e).splitlines() or [repr(e)])[0])


main()
