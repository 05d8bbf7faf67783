"""A small sea: creatures arrive while it runs, swim, and are lit by the pointer's lamp.

    pip install 'shoal-sprites[demo]'
    python aquarium.py                                        Escape ends it
    SDL_VIDEODRIVER=dummy python aquarium.py --frames 600 --picture sea.png
"""

from __future__ import annotations

import argparse
import math
import time

import numpy as np
import pygame
import shoal_sprites

WIDTH, HEIGHT, SCALE, MOST = 960, 540, 3, 42
SIZE = 32 * SCALE


class Creature:
    """One sprite with its place; it swims in whole pixels."""

    def __init__(self, generator: shoal_sprites.Generator, sprite: shoal_sprites.Sprite) -> None:
        chance = np.random.default_rng((sprite.seed, sprite.variant))
        self.generator, self.sprite = generator, sprite
        self.x, self.y = float(chance.integers(20, WIDTH - SIZE)), float(chance.integers(20, HEIGHT - SIZE))
        self.speed, self.phase, self.heading = float(chance.uniform(14, 40)), float(chance.uniform(0, 6)), -1
        self.stands = sprite.category == "Coral"
        if self.stands:
            self.y = HEIGHT - SIZE
        self.rgba, self.step = sprite.rgba(), None

    def light(self, pointer: tuple[int, int]) -> None:
        dx, dy = pointer[0] - self.x, self.y - pointer[1]
        azimuth = math.degrees(math.atan2(dy, dx if self.heading < 0 else -dx)) % 360
        elevation = max(20.0, 70 - math.hypot(dx, dy) / 8)
        step = (int(azimuth // 6), int(elevation // 6))
        if step != self.step:
            self.step = step
            lit = self.generator.shade(self.sprite, azimuth, elevation)
            self.rgba = self.sprite.colours[lit]

    def move(self, seconds: float) -> None:
        if not self.stands:
            self.x += self.heading * self.speed * seconds
            if not 0 < self.x < WIDTH - SIZE:
                self.heading = 1 if self.x <= 0 else -1

    def surface(self, now: float) -> pygame.Surface:
        """The sprite at this moment: rows of plants lean, columns of swimmers rise and fall."""
        wave = np.arange(32)
        canvas = np.zeros((32, 40, 4), np.uint8) if self.stands else np.zeros((40, 32, 4), np.uint8)
        if self.stands:
            lean = np.rint(np.sin(now * 2 + self.phase + wave * 0.08) * (31 - wave) / 12).astype(int) + 4
            for row in range(32):
                canvas[row, lean[row] : lean[row] + 32] = self.rgba[row]
        else:
            rise = np.rint(np.sin(now * 4 + self.phase - wave * 0.22) * wave / 16).astype(int) + 4
            for column in range(32):
                canvas[rise[column] : rise[column] + 32, column] = self.rgba[:, column]
        if self.heading > 0:
            canvas = canvas[:, ::-1]
        image = pygame.image.frombuffer(np.ascontiguousarray(canvas).tobytes(), canvas.shape[1::-1], "RGBA")
        return pygame.transform.scale_by(image, SCALE)


def report(times: list[float], creatures: int) -> None:
    ms = np.sort(np.array(times) * 1000)
    within = (ms < 1000 / 60).mean() * 100
    print(
        f"{len(ms)} frames with up to {creatures} creatures: median {np.median(ms):.2f} ms, 99.9 % below "
        f"{np.quantile(ms, 0.999):.2f} ms, slowest {ms[-1]:.2f} ms; {within:.2f} % within 16.7 ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, help="stop after so many frames and print timings")
    parser.add_argument("--picture", help="save the last frame as a PNG")
    args = parser.parse_args()
    pygame.init()
    screen = pygame.display.set_mode((WIDTH, HEIGHT))
    pygame.display.set_caption("Shoal in Python")
    water = np.linspace((40, 108, 158), (6, 16, 40), HEIGHT).astype(np.uint8)
    ground = pygame.surfarray.make_surface(np.repeat(water[None], WIDTH, axis=0))
    clock, creatures, times = pygame.time.Clock(), [], []
    with shoal_sprites.Generator() as generator, generator.stream(seed=7, share=0.25) as stream:
        while args.frames is None or len(times) < args.frames:
            for event in pygame.event.get():
                if event.type == pygame.QUIT or event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
                    return
            started = time.perf_counter()
            sprite = stream.try_next()
            if sprite is not None:
                creatures = [*creatures, Creature(generator, sprite)][-MOST:]
            screen.blit(ground, (0, 0))
            for k, creature in enumerate(creatures):
                creature.move(1 / 60)
                if (len(times) + k) % 4 == 0:
                    creature.light(pygame.mouse.get_pos())
                screen.blit(creature.surface(len(times) / 60), (creature.x, creature.y))
            times.append(time.perf_counter() - started)
            pygame.display.flip()
            clock.tick(60)
        report(times, len(creatures))
        if args.picture:
            pygame.image.save(screen, args.picture)


if __name__ == "__main__":
    main()
