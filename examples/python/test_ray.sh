#!/usr/bin/env bash
# Draws the same sprites in one process and by two workers of Ray, one of which is killed in the
# middle, and compares the files byte by byte. Needs python3 with venv, and a network.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo run --quiet -p packaging -- python --out "$work/dist"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet ray==2.60.0 pillow==13.0.0 "$work"/dist/*.whl
python=$work/venv/bin/python
draw=("$python" examples/python/ray_sprites.py "vent jellyfish" --count 240 --part 20 --seed 3)

"${draw[@]}" --local --out "$work/alone" > /dev/null
export RAY_AUTH_MODE=disabled
"${draw[@]}" --out "$work/together" --cpus 2 > "$work/told" &
driver=$!
# Once three parts are there, a worker dies in the middle of its own.
until [ "$(wc -l < "$work/told")" -ge 3 ]; do
  kill -0 "$driver"
  sleep 0.1
done
worker=$(ps -eo pid,args --no-headers | awk '/ray::write_part/ && !/awk/ { print $1; exit }')
kill -9 "$worker"
echo "killed worker $worker after $(wc -l < "$work/told") parts"
wait "$driver"
diff -r "$work/alone" "$work/together"
echo "the same bytes: $(ls "$work/together"/*.tar | wc -l) parts, none lost, none twice"
# What is there is not drawn again, and what is missing is.
rm "$work/together/sprites-0000000040.tar"
"${draw[@]}" --local --out "$work/together" > /dev/null
diff -r "$work/alone" "$work/together"
! "$python" examples/python/ray_sprites.py "abyss coral" --local --out "$work/together" 2> "$work/why"
grep "other settings" "$work/why"
