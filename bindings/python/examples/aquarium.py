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
FRAMES, A_SECOND = 6, 8
SIZE = 32 * SCALE


class Creature:
    """One sprite with its clip and its place."""

    def __init__(self, generator: shoal_sprites.Generator, sprite: shoal_sprites.Sprite) -> None:
        chance = np.random.default_rng((sprite.seed, sprite.variant))
        self.generator, self.clip, self.colours = generator, sprite.frames, sprite.colours
        self.x, self.y = float(chance.integers(20, WIDTH - SIZE)), float(chance.integers(20, HEIGHT - SIZE))
        self.speed, self.phase, self.heading = float(chance.uniform(14, 40)), float(chance.uniform(0, FRAMES)), -1
        self.stands = sprite.category == "Coral"
        if self.stands:
            self.y = HEIGHT - SIZE
        self.image, self.step = None, None

    def show(self, now: float, pointer: tuple[int, int]) -> None:
        """The frame of the clip at this moment, under light from where the pointer is."""
        frame = int(now * A_SECOND + self.phase) % len(self.clip)
        dx, dy = pointer[0] - self.x, self.y - pointer[1]
        azimuth = math.degrees(math.atan2(dy, dx if self.heading < 0 else -dx)) % 360
        elevation = max(20.0, 70 - math.hypot(dx, dy) / 8)
        # Light that has hardly moved is not computed again.
        step = (frame, int(azimuth // 6), int(elevation // 6), self.heading)
        if step != self.step:
            self.step = step
            rgba = self.colours[self.generator.shade(self.clip[frame], azimuth, elevation)]
            if self.heading > 0:
                rgba = rgba[:, ::-1]
            image = pygame.image.frombuffer(np.ascontiguousarray(rgba).tobytes(), (32, 32), "RGBA")
            self.image = pygame.transform.scale_by(image, SCALE)

    def move(self, seconds: float) -> None:
        if not self.stands:
            self.x += self.heading * self.speed * seconds
            if not 0 < self.x < WIDTH - SIZE:
                self.heading = 1 if self.x <= 0 else -1


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
    with shoal_sprites.Generator() as generator, generator.stream(
        seed=7,
        cells=[(None, category) for category in generator.categories],
        share=0.25,
        action="move",
        frames=FRAMES,
    ) as stream:
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
                if creature.image is None or (len(times) + k) % 2 == 0:
                    creature.show(len(times) / 60, pygame.mouse.get_pos())
                screen.blit(creature.image, (creature.x, creature.y))
            times.append(time.perf_counter() - started)
            pygame.display.flip()
            clock.tick(60)
        report(times, len(creatures))
        if args.picture:
            pygame.image.save(screen, args.picture)


if __name__ == "__main__":
    main()
