"""Holds Shoal's engine against the same network in PyTorch on the CPU.

    cargo rustc --release --lib --no-default-features --features capi --crate-type cdylib
    python3 benches/pytorch_baseline.py target/release/libshoal.so

Needs PyTorch and NumPy. Reads our checkpoint, writes the network as a PyTorch user would, with a
cache of keys and values, and first checks that its logits are the engine's. Then it times both for
one sprite on one thread, in turns, and prints ratios: the engine in f32, as PyTorch, and in whole
numbers of eight bits, as usual. Both PyTorch loops are given the pixels, so
they pay for no sampler; like the engine they keep no keys of bare slots.
"""

import argparse
import ctypes
import json
import math
import struct
import time

import numpy
import torch

SIDE, PIXELS, COLOURS, PREFIX, PAD = 32, 1024, 64, 2, 64
OFFSETS = [(-1, 0), (-2, 0), (-2, -1), (-1, -1), (0, -1), (1, -1), (2, -1), (0, -2)]


class Cell(ctypes.Structure):
    _fields_ = [("zone", ctypes.c_int32), ("category", ctypes.c_int32)]


class Request(ctypes.Structure):
    _fields_ = [
        ("cell", Cell),
        ("seed", ctypes.c_uint64),
        ("variant", ctypes.c_uint32),
        ("temperature", ctypes.c_float),
        ("guidance", ctypes.c_float),
        ("attempts", ctypes.c_uint32),
    ]


class Engine:
    """Shoal, through its C library."""

    def __init__(self, library, is_exact):
        self.c = ctypes.CDLL(library)
        self.c.shoal_open_embedded.restype = ctypes.c_void_p
        self.c.shoal_open_f32.restype = ctypes.c_void_p
        self.c.shoal_last_error.restype = ctypes.c_char_p
        handle = self.c.shoal_open_f32(None) if is_exact else self.c.shoal_open_embedded()
        self.handle = ctypes.c_void_p(handle)

    def check(self, status):
        if status != 0:
            raise RuntimeError(self.c.shoal_last_error().decode())

    def generate(self, requests):
        pixels = numpy.zeros(PIXELS * len(requests), numpy.uint8)
        array = (Request * len(requests))(*requests)
        self.check(
            self.c.shoal_generate_batch(
                self.handle, array, ctypes.c_size_t(len(requests)), 0,
                pixels.ctypes.data_as(ctypes.c_void_p), ctypes.c_size_t(pixels.size),
            )
        )
        return pixels.reshape(-1, PIXELS)

    def tables(self):
        """Names of the tensors whose rows are added up in slots, one below the other."""
        names, buffer = [], ctypes.create_string_buffer(256)
        while self.c.shoal_table_name(
            self.handle, len(names), buffer, ctypes.c_size_t(len(buffer))
        ) == 0:
            names.append(buffer.value.decode())
        return names

    def slot_rows(self, cell, pixels, slot):
        """The rows that are added up in a slot."""
        rows = numpy.zeros(32, numpy.uint32)
        count = self.c.shoal_slot_rows(
            self.handle, ctypes.byref(cell), pixels.ctypes.data_as(ctypes.c_void_p), slot,
            rows.ctypes.data_as(ctypes.c_void_p), ctypes.c_size_t(rows.size),
        )
        if count < 0:
            self.check(count)
        return torch.from_numpy(rows[:count].astype(numpy.int64))

    def logits(self, cell, pixels):
        out = numpy.zeros(PIXELS * COLOURS, numpy.float32)
        self.check(
            self.c.shoal_logits(
                self.handle, ctypes.byref(cell), pixels.ctypes.data_as(ctypes.c_void_p),
                out.ctypes.data_as(ctypes.c_void_p), ctypes.c_size_t(out.size),
            )
        )
        return torch.from_numpy(out.reshape(PIXELS, COLOURS))


def read_checkpoint(path):
    """A safetensors file: the length of a JSON header, the header, the numbers."""
    raw = open(path, "rb").read()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length])
    metadata = header.pop("__metadata__")
    is_first = metadata["format"] == "shoal-1"
    config = json.loads(metadata["config"] if is_first else metadata["parts"])
    config = config if is_first else config["network"]
    kinds = {"F16": numpy.float16, "F32": numpy.float32}
    tensors = {}
    for name, entry in header.items():
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        numbers = numpy.frombuffer(raw[start:end], kinds[entry["dtype"]]).astype(numpy.float32)
        tensors[name.removeprefix("network.")] = torch.from_numpy(numbers.reshape(entry["shape"]).copy())
    return config, tensors


def positions(width):
    quarter = width // 4
    steps = torch.arange(quarter) / (quarter - 1)
    frequency = (math.pi / SIDE) ** steps
    halves = []
    for place in (torch.arange(PIXELS) // SIDE, torch.arange(PIXELS) % SIDE):
        angle = place[:, None] * frequency[None, :]
        halves += [angle.sin(), angle.cos()]
    return torch.cat(halves, dim=1)


def norm(x):
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-5)


class Network(torch.nn.Module):
    """One slot at a time, with a cache."""

    def __init__(self, config, tensors, tables):
        super().__init__()
        self.width, self.heads = config["width"], config["heads"]
        self.windows = config["windows"]
        self.tensors = tensors
        self.table = torch.cat([tensors[name] for name in tables])
        self.position = positions(self.width)
        shape = (self.heads, PREFIX + PIXELS, self.width // self.heads)
        # One tensor a layer: a compiled step would copy a larger one whenever it stores a key.
        self.keys = [torch.zeros(shape) for _ in self.windows]
        self.values = [torch.zeros(shape) for _ in self.windows]

    def embed(self, slot, rows, canvas):
        """What goes into a slot whose summands are these rows, and whether it has nothing around."""
        x = self.table[rows[slot]].sum(0)
        pixel = slot - PREFIX
        if pixel < 0:
            return x, False
        column, row = pixel % SIDE, pixel // SIDE
        near = []
        for dx, dy in OFFSETS:
            inside = 0 <= column + dx < SIDE and 0 <= row + dy
            near.append(int(canvas[(row + dy) * SIDE + column + dx]) if inside else PAD)
        return x + self.position[pixel], all(colour in (0, PAD) for colour in near)

    def step(self, x, place, seen):
        """`place`: where the keys go; `seen`: for each layer, which slots are looked at."""
        t = self.tensors
        for layer in range(len(self.windows)):
            qkv = norm(x) @ t[f"block.{layer}.qkv"]
            q, k, v = qkv.view(3, self.heads, -1)
            if isinstance(place, torch.Tensor):
                k, v = k[:, None], v[:, None]
            self.keys[layer][:, place] = k
            self.values[layer][:, place] = v
            keys, values = self.see(self.keys[layer], self.values[layer], seen[layer])
            mask = seen[layer] if isinstance(seen[layer], torch.Tensor) else None
            mixed = torch.nn.functional.scaled_dot_product_attention(
                q[:, None], keys, values, attn_mask=mask
            )
            x = x + mixed.reshape(-1) @ t[f"block.{layer}.attn_out"]
            hidden = torch.relu(norm(x) @ t[f"block.{layer}.up"]).square()
            x = x + hidden @ t[f"block.{layer}.down"]
        return norm(x) @ t["head"]

    def see(self, keys, values, seen):
        if isinstance(seen, torch.Tensor):
            return keys, values
        first, end = seen
        if first == PREFIX:
            return keys[:, :end], values[:, :end]
        together = lambda x: torch.cat([x[:, :PREFIX], x[:, first:end]], dim=1)
        return together(keys), together(values)

    def replay(self, rows, canvas, step, is_masked):
        """Logits of every pixel. Keys are stored one behind the other, without bare slots; a bare
        slot's own lie at the end, where the next overwrites them."""
        n_keys, before_row, all_logits = 0, [], []
        self.n_seen = 0
        for slot in range(PREFIX + PIXELS):
            x, is_bare = self.embed(slot, rows, canvas)
            pixel = slot - PREFIX
            if pixel >= 0 and pixel % SIDE == 0:
                before_row.append(n_keys)
            place = slot if pixel < 0 else PREFIX + n_keys
            end = place + (0 if is_bare else 1)
            seen = []
            for window in self.windows:
                first = 0 if pixel < 0 else before_row[max(pixel // SIDE + 1 - window, 0)]
                self.n_seen += max(end - first - PREFIX, 0) + PREFIX
                seen.append(mask_of(PREFIX + first, end) if is_masked else (PREFIX + first, end))
            if is_masked:
                seen, place = torch.stack(seen), torch.tensor([place])
                x = step(x, place, seen)
            else:
                x = step(x, place, seen)
            if pixel >= 0:
                all_logits.append(x)
                x.argmax().item()
                n_keys += not is_bare
        return torch.stack(all_logits)


def mask_of(first, end):
    """Shapes that never change, so that the step is compiled once."""
    index = torch.arange(PREFIX + PIXELS)
    seen = (index < end) & ((index < PREFIX) | (index >= first))
    return seen[None, :]


def limit(network, n_sprites):
    """Seconds that the arithmetic and the memory of this machine need at least, on one thread.

    Arithmetic: two operations a weight of the matrices and slot, four a width and key that a slot
    sees, over the speed of a large matrix product. Memory: the weights once a pass of eight slots
    of two sprites, the engine's most, over the speed of reading an array larger than the caches.
    """
    side = 1024
    a, b, large = torch.rand(side, side), torch.rand(side, side), torch.rand(64 << 20)
    peak = 2 * side**3 / min(timed(lambda: a @ b)[0] for _ in range(8))
    bandwidth = 4 * large.numel() / min(timed(large.sum)[0] for _ in range(5))
    names = ("qkv", "attn_out", "up", "down", "head")
    weights = sum(t.numel() for name, t in network.tensors.items() if name.endswith(names))
    slots = PREFIX + PIXELS
    operations = 2 * weights * slots + 4 * network.width * network.n_seen
    n_bytes = 4 * weights * slots / 8 / min(n_sprites, 2)
    print(
        f"limit: {weights} weights x {slots} slots x 2 + {network.n_seen} keys seen x "
        f"{network.width} x 4 = {operations / 1e9:.2f} G operations a sprite at "
        f"{peak / 1e9:.1f} G a second; {n_bytes / 1e6:.0f} MB a sprite at {bandwidth / 1e9:.1f} GB a "
        f"second"
    )
    return max(operations / peak, n_bytes / bandwidth)


def timed(work):
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", help="libshoal.so, built with --release and --features capi")
    parser.add_argument("--checkpoint", default="assets/shoal.safetensors")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-compile", action="store_true", help="leave torch.compile out")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)

    engine, usual = Engine(options.library, True), Engine(options.library, False)
    cell = Cell(0, 3)
    # One attempt: what is timed is one drawing.
    request = Request(cell, 7, 0, 0.9, 1.0, 1)
    canvas = engine.generate([request])[0]
    expected = engine.logits(cell, canvas)
    # The engine's own list of summands, asked for once: both loops are given it.
    rows = [engine.slot_rows(cell, canvas, slot) for slot in range(PREFIX + PIXELS)]
    network = Network(*read_checkpoint(options.checkpoint), engine.tables())
    compiled = torch.compile(network.step, dynamic=False)
    loops = {"eager": lambda: network.replay(rows, canvas, network.step, False)}
    if not options.no_compile:
        loops["compiled"] = lambda: network.replay(rows, canvas, compiled, True)
    for name, loop in loops.items():
        seconds, logits = timed(loop)
        apart = (logits - expected).abs().max().item()
        print(f"{name}: logits at most {apart:.2g} apart (first run {seconds:.1f} s)", flush=True)
        if not apart < 1e-3:
            raise SystemExit("this is another network: its times would mean nothing")

    sides = {
        "int8": lambda: usual.generate([request]),
        "f32": lambda: engine.generate([request]),
        **loops,
    }
    times = {name: [] for name in sides}
    for _ in range(options.rounds):
        for name, side in sides.items():
            times[name].append(timed(side)[0])
    best = {name: min(seconds) for name, seconds in times.items()}
    least = limit(network, 1)
    print(f"limit     {1e3 * least:8.1f} ms a sprite in f32, of which the engine's f32 reaches "
          f"{least / best['f32']:.0%}")
    for name, seconds in best.items():
        ratios = ", ".join(f"{seconds / best[n]:6.1f} x {n}" for n in ("f32", "int8"))
        print(f"{name:9} {1e3 * seconds:8.1f} ms a sprite, {ratios}")


if __name__ == "__main__":
    main()
