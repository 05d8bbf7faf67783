#!/bin/sh
# safetensors 0.8.0 writes other bytes each time for the same tensors and metadata, in one process too, as soon as
# the metadata has several keys: it is a HashMap of Rust, written in the order in which it happens to lie. Tensors
# are sorted, so a file without metadata, or with one key, is always the same.
#
# One expects equal content to make equal files: caches by hash, "unchanged, not written" and tests that training is
# reproducible rest on it. Put all facts as one JSON under one key, or compare what was read.
#
# Needs python3 with venv and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check safetensors==0.8.0 numpy==2.4.6
cat > "$folder/check.py" <<'PY'
import json, sys

import numpy
from safetensors.numpy import save

TENSORS = {"b": numpy.zeros(3, numpy.float32), "a": numpy.ones(2, numpy.float32), "pixels": numpy.zeros(5, numpy.uint8)}
TURNED = dict(reversed(TENSORS.items()))
FACTS = {"format": "sprites", "name": "reef", "palette": "ocean", "world": "sea", "seed": "7", "steps": "900"}


def count(metadata):
    """How many different files a hundred savings make."""
    return len({save(TENSORS if n % 2 else TURNED, metadata) for n in range(100)})


found = {
    "no metadata": count(None),
    "metadata of one key, all in a JSON": count({"facts": json.dumps(FACTS)}),
    "metadata of six keys": count(FACTS),
}
print("safetensors 0.8.0, different files of 100 savings of the same content:")
for what, number in found.items():
    print(f"  {what}: {number}")
none, one, six = found.values()
sys.exit(not (none == one == 1 and six > 10))
PY
"$folder/venv/bin/python" "$folder/check.py"
