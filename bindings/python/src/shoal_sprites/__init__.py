"""Shoal: 32x32 palette-indexed sprites, drawn by a tiny transformer in this process.

>>> import shoal_sprites
>>> with shoal_sprites.Generator() as generator:
...     sprite = generator.sprite(zone="vent", category="jellyfish", seed=7)
...     sprite.indices.shape, sprite.rgba().shape
((32, 32), (32, 32, 4))

Equal arguments make equal sprites, on every machine. Failures are :class:`ShoalError`; wrong
shapes and types are :class:`ValueError` and :class:`TypeError`.
"""

from ._generator import Generator, ShoalError, Sprite, Stream, version

__all__ = ["Generator", "ShoalError", "Sprite", "Stream", "version"]
