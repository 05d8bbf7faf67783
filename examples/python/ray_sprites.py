"""Draws very many sprites on all machines of a Ray cluster, or in this process.

    pip install ray pillow shoal_sprites-*.whl
    python ray_sprites.py "vent jellyfish" --count 100000 --part 1000 --out shards
    python ray_sprites.py "vent jellyfish" --count 100000 --part 1000 --out shards --local

Each part is a tar file of PNGs and JSON labels, as WebDataset reads them. A part depends on the
words, the seed and its numbers alone, so it has the same bytes whichever worker draws it, and a
run that was stopped goes on with the parts that are not there yet. A part appears under its name
only once it is whole, and a worker that dies has its part drawn again by another.
"""

import argparse
import io
import json
import os
import sys
import tarfile
import tempfile
import time
from pathlib import Path

import shoal_sprites

SETTINGS = "settings.json"


# The model of this process. Ray sends functions with the values that they name, and a function
# that is wrapped, as by lru_cache, by its name alone, which workers do not know.
_opened = {}


def generator():
    """One model a process: opening it takes longer than a sprite."""
    if not _opened:
        _opened["model"] = shoal_sprites.Generator()
    return _opened["model"]


def draw_part(words, seed, first, end):
    """The bytes of a part: sprites ``first`` to ``end`` - 1 in a tar file."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for variant in range(first, end):
            sprite = generator().sprite(words=words, seed=seed, variant=variant)
            png = io.BytesIO()
            sprite.image().save(png, "PNG")
            labels = {
                "words": words,
                "zone": sprite.zone,
                "category": sprite.category,
                "seed": seed,
                "variant": variant,
                "version": shoal_sprites.version(),
            }
            for ending, data in [
                ("json", json.dumps(labels, sort_keys=True).encode()),
                ("png", png.getvalue()),
            ]:
                # No times, owners or machines: equal sprites make equal archives.
                entry = tarfile.TarInfo(f"{variant:010}.{ending}")
                entry.size = len(data)
                tar.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def write_part(folder, words, seed, first, end):
    """Draws a part and puts it into the folder, whole or not at all; tells its path."""
    path = Path(folder) / f"sprites-{first:010}.tar"
    if not path.exists():
        data = draw_part(words, seed, first, end)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".part-", delete=False) as draft:
            draft.write(data)
            draft.flush()
            os.fsync(draft.fileno())
        os.replace(draft.name, path)
    return str(path)


def check_settings(folder, settings):
    """Stores the settings of a new folder, and refuses a folder of others."""
    path = Path(folder) / SETTINGS
    text = json.dumps(settings, sort_keys=True, indent=2) + "\n"
    if path.exists():
        if path.read_text() != text:
            sys.exit(f"{folder} holds sprites of other settings (see {path}); give another --out")
        return
    draft = path.with_name(f".{SETTINGS}.new")
    draft.write_text(text)
    os.replace(draft, path)


def run_here(parts, folder, args):
    for first, end in parts:
        print(write_part(folder, args.words, args.seed, first, end), flush=True)


def run_on_ray(parts, folder, args):
    import ray

    ray.init(address=args.address, num_cpus=args.cpus, include_dashboard=False, log_to_driver=False)
    # A worker that is killed is no error of the part: another draws it.
    task = ray.remote(num_cpus=1, max_retries=-1)(write_part)
    waiting = [task.remote(folder, args.words, args.seed, first, end) for first, end in parts]
    while waiting:
        done, waiting = ray.wait(waiting)
        for path in ray.get(done):
            print(path, flush=True)
    ray.shutdown()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("words", help='what the sprites should be: "hadal jellyfish"')
    parser.add_argument("--count", type=int, default=1000, help="how many sprites")
    parser.add_argument("--part", type=int, default=1000, help="sprites of one tar file")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", required=True, help="folder that all machines can write to")
    parser.add_argument("--local", action="store_true", help="draw in this process, without Ray")
    parser.add_argument("--address", help="of a running cluster; without it one is started here")
    parser.add_argument("--cpus", type=int, help="cores of the cluster that is started here")
    args = parser.parse_args()
    if args.count < 1 or args.part < 1:
        parser.error("--count and --part are at least 1")
    folder = os.path.abspath(args.out)
    os.makedirs(folder, exist_ok=True)
    # Words that make no sense are told before anything is drawn.
    try:
        with shoal_sprites.Generator() as model:
            model.sprite(words=args.words, seed=args.seed, attempts=1, guidance=1.0)
    except shoal_sprites.ShoalError as error:
        sys.exit(str(error))
    settings = {key: getattr(args, key) for key in ("words", "count", "part", "seed")}
    check_settings(folder, settings | {"version": shoal_sprites.version()})
    starts = range(0, args.count, args.part)
    parts = [(first, min(first + args.part, args.count)) for first in starts]
    begun = time.monotonic()
    (run_here if args.local else run_on_ray)(parts, folder, args)
    seconds = time.monotonic() - begun
    print(f"{args.count} sprites in {seconds:.1f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
