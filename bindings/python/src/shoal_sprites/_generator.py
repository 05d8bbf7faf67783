"""Generators, sprites and streams."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Iterator, List, Optional, Sequence, Tuple, Union

import numpy as np
import numpy.typing as npt

from . import _declarations as declared
from ._library import ShoalError, check, ffi, last_error, lib, text

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE = declared.SHOAL_SIDE
PIXELS = declared.SHOAL_PIXELS
ANY = declared.SHOAL_ANY
INDEXED = declared.SHOAL_INDEXED
RGBA = declared.SHOAL_RGBA

Indices = npt.NDArray[np.uint8]
Name = Union[str, int, None]

__all__ = ["Generator", "ShoalError", "Sprite", "Stream", "version"]


def version() -> str:
    """The version of the library, as "0.1.0"."""
    return text(lib.shoal_version())


@dataclass(frozen=True)
class Sprite:
    """A sprite and what it was drawn from.

    ``indices`` is a 32x32 array of palette indices, 0 transparent; row 0 is the top. ``colours``
    is the palette that they point into: 64x4 RGBA. ``frames`` are those of its clip (N x32x32),
    where a stream was asked to move its sprites; ``indices`` is the first of them.
    """

    indices: Indices
    colours: npt.NDArray[np.uint8]
    zone: Optional[str]
    category: Optional[str]
    seed: int
    variant: int
    frames: Optional[Indices] = None

    def rgba(self) -> npt.NDArray[np.uint8]:
        """A 32x32x4 array of straight-alpha RGBA."""
        return self.colours[self.indices]

    def image(self, scale: int = 1) -> "Image":
        """A Pillow image with the palette in order and index 0 transparent, ``scale`` times as
        large. Needs Pillow."""
        if scale < 1:
            raise ValueError(f"a scale is 1 or more, not {scale}")
        try:
            from PIL import Image as pillow
        except ImportError:
            raise ImportError("Sprite.image needs Pillow: pip install pillow") from None
        pixels = self.indices.repeat(scale, axis=0).repeat(scale, axis=1)
        image = pillow.fromarray(pixels, mode=None)
        image.putpalette(self.colours[:, :3].tobytes(), "RGB")
        image.info["transparency"] = 0
        return image


def _indices_of(sprite: Union[Sprite, npt.ArrayLike]) -> Indices:
    """A sprite's indices as a C-contiguous array, copied only where they are not one already."""
    array = np.asarray(sprite.indices if isinstance(sprite, Sprite) else sprite)
    if array.shape != (SIDE, SIDE):
        raise ValueError(f"a sprite is an array of shape (32, 32), not {array.shape}")
    if array.dtype.kind not in "iu":
        raise TypeError(f"a sprite is an array of palette indices (integers), not {array.dtype}")
    if array.size and (array.min() < 0 or array.max() >= declared.SHOAL_COLOURS):
        raise ValueError("a sprite's palette indices are 0 to 63")
    return np.ascontiguousarray(array, dtype=np.uint8)


def _mask_of(mask: npt.ArrayLike) -> Indices:
    array = np.asarray(mask)
    if array.shape != (SIDE, SIDE):
        raise ValueError(f"a mask is an array of shape (32, 32), not {array.shape}")
    return np.ascontiguousarray(array.astype(bool), dtype=np.uint8)


def _pointer(array: npt.NDArray[np.uint8]) -> Any:
    return ffi.cast("uint8_t *", ffi.from_buffer(array))


class Generator:
    """A checkpoint, ready to draw: the one inside the library, or ``path``.

    It may be used from several threads, and frees its memory when it is closed, as a context
    manager or by itself. ``f32`` computes exactly as the model was trained, and slower.
    """

    def __init__(self, path: Optional[str] = None, *, f32: bool = False) -> None:
        name = ffi.NULL if path is None else str(path).encode()
        if f32:
            handle = lib.shoal_open_f32(name)
        elif path is None:
            handle = lib.shoal_open_embedded()
        else:
            handle = lib.shoal_open_file(name)
        if handle == ffi.NULL:
            raise ShoalError(last_error())
        self._handle: Any = ffi.gc(handle, lib.shoal_generator_free)
        self.zones: Tuple[str, ...] = self._names(lib.shoal_zone_name)
        self.categories: Tuple[str, ...] = self._names(lib.shoal_category_name)
        palette = np.empty((declared.SHOAL_COLOURS, 4), np.uint8)
        check(lib.shoal_palette(self._handle, _pointer(palette), palette.nbytes))
        palette.setflags(write=False)
        self.palette: npt.NDArray[np.uint8] = palette
        """64x4 RGBA, entry 0 transparent."""

    def __enter__(self) -> "Generator":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Frees the model. Streams of it go on."""
        if self._handle is not None:
            ffi.release(self._handle)
            self._handle = None

    def _open(self) -> Any:
        if self._handle is None:
            raise ValueError("the generator is closed")
        return self._handle

    def _names(self, name_of: Any) -> Tuple[str, ...]:
        names: list[str] = []
        while True:
            name = name_of(self._handle, len(names))
            if name == ffi.NULL:
                return tuple(names)
            names.append(text(name))

    def _index(self, find: Any, name: Name) -> int:
        if name is None:
            return ANY
        if isinstance(name, (int, np.integer)):
            return int(name)
        if not isinstance(name, str):
            raise TypeError(f"a name, a number or None, not {type(name).__name__}")
        index = ffi.new("int32_t *")
        check(find(self._open(), name.encode(), index))
        return int(index[0])

    def _request(
        self,
        zone: Name,
        category: Name,
        seed: int,
        variant: int,
        temperature: Optional[float],
        guidance: Optional[float],
        attempts: Optional[int],
    ) -> Any:
        request = ffi.new("ShoalRequest *")
        request.cell.zone = self._index(lib.shoal_zone_index, zone)
        request.cell.category = self._index(lib.shoal_category_index, category)
        request.seed, request.variant = seed, variant
        request.temperature = -1 if temperature is None else temperature
        request.guidance = 0 if guidance is None else guidance
        request.attempts = 0 if attempts is None else attempts
        return request

    def _sprite(self, indices: Indices, request: Any) -> Sprite:
        def name(names: Sequence[str], index: int) -> Optional[str]:
            return names[index] if index >= 0 else None

        return Sprite(
            indices,
            self.palette,
            name(self.zones, request.cell.zone),
            name(self.categories, request.cell.category),
            request.seed,
            request.variant,
        )

    def _brief(self, words: str) -> Any:
        brief = lib.shoal_brief_new(self._open())
        if brief == ffi.NULL:
            raise ShoalError(last_error())
        brief = ffi.gc(brief, lib.shoal_brief_free)
        check(lib.shoal_brief_words(brief, words.encode()))
        return brief

    def sprite(
        self,
        zone: Name = None,
        category: Name = None,
        *,
        words: Optional[str] = None,
        seed: int = 0,
        variant: int = 0,
        temperature: Optional[float] = None,
        guidance: Optional[float] = None,
        attempts: Optional[int] = None,
    ) -> Sprite:
        """Draws one sprite on this thread; other threads of Python go on meanwhile.

        ``zone`` and ``category`` are names ("reef-fish"), numbers, or ``None`` for any. ``words``
        asks in words ("small striped crab, hadal"); a word that the model does not know is an
        error that names the nearest one.
        """
        request = self._request(zone, category, seed, variant, temperature, guidance, attempts)
        indices = np.empty((SIDE, SIDE), np.uint8)
        out = (request, INDEXED, _pointer(indices), indices.nbytes)
        if words is None:
            check(lib.shoal_generate(self._open(), *out))
        else:
            check(lib.shoal_generate_brief(self._open(), self._brief(words), *out))
        return self._sprite(indices, request[0])

    def batch(
        self,
        count: int,
        zone: Name = None,
        category: Name = None,
        *,
        seed: int = 0,
        first_variant: int = 0,
        temperature: Optional[float] = None,
        guidance: Optional[float] = None,
        attempts: Optional[int] = None,
    ) -> Indices:
        """Draws variants ``first_variant`` and on with all cores: ``count`` x32x32 indices."""
        if count < 0:
            raise ValueError(f"a count is 0 or more, not {count}")
        one = self._request(zone, category, seed, first_variant, temperature, guidance, attempts)
        requests = ffi.new("ShoalRequest[]", max(count, 1))
        for k in range(count):
            requests[k] = one[0]
            requests[k].variant = first_variant + k
        out = np.empty((count, SIDE, SIDE), np.uint8)
        if count:
            call = lib.shoal_generate_batch
            check(call(self._open(), requests, count, INDEXED, _pointer(out), out.nbytes))
        return out

    def breed(
        self,
        a: Union[Sprite, npt.ArrayLike],
        b: Union[Sprite, npt.ArrayLike, None] = None,
        *,
        mask: Optional[npt.ArrayLike] = None,
        strength: Optional[float] = None,
        keeps_outline: bool = False,
        zone: Name = None,
        category: Name = None,
        seed: int = 0,
        variant: int = 0,
        temperature: Optional[float] = None,
    ) -> Sprite:
        """Draws a child of two sprites, or a variation of ``a`` alone.

        Outside the mask (32x32, true where the model draws; 40 % of the pixels if it is ``None``)
        ``a`` stays to the last pixel. ``strength`` goes from a varied (0) to b fitted in (1).
        """
        request = self._request(zone, category, seed, variant, temperature, None, None)
        arrays = [_indices_of(a)]  # kept until the call is over
        cross = ffi.new("ShoalCross *")
        cross.a = _pointer(arrays[0])
        if b is not None:
            arrays.append(_indices_of(b))
            cross.b = _pointer(arrays[-1])
        if mask is not None:
            arrays.append(_mask_of(mask))
            cross.mask = _pointer(arrays[-1])
        cross.strength = -1 if strength is None else strength
        cross.keeps_outline = keeps_outline
        out = np.empty((SIDE, SIDE), np.uint8)
        check(lib.shoal_breed(self._open(), cross, request, INDEXED, _pointer(out), out.nbytes))
        return self._sprite(out, request[0])

    def animate(
        self,
        sprite: Union[Sprite, npt.ArrayLike],
        action: str = "move",
        *,
        frames: int = 6,
        strength: float = 1.0,
        body: Optional[str] = None,
        zone: Name = None,
        category: Name = None,
        seed: int = 0,
    ) -> Indices:
        """A clip of a still sprite: frames x32x32 indices, in the colours of the sprite.

        ``action`` is "move" (as its body does: swims, walks, sways), "idle", "turn", "hurt" or
        "die"; the last frame of "move" and "idle" leads back to the first. ``body`` is its build
        ("crab") where that is known; otherwise a :class:`Sprite` tells by its category, and its
        outline does. There may be fewer than ``frames`` (2 to 16), where more would be the same.
        """
        if isinstance(sprite, Sprite):
            zone = sprite.zone if zone is None else zone
            category = sprite.category if category is None else category
        flat = _indices_of(sprite)
        motion, texts = self._motion(action, frames, strength, seed, body)
        motion.cell.zone = self._index(lib.shoal_zone_index, zone)
        motion.cell.category = self._index(lib.shoal_category_index, category)
        out, n_frames = np.empty((max(frames, 1), SIDE, SIDE), np.uint8), ffi.new("uint32_t *")
        arguments = (motion, INDEXED, _pointer(out), out.nbytes, n_frames)
        check(lib.shoal_animate(self._open(), _pointer(flat), *arguments))
        del texts  # they lived until the call was over
        return out[: n_frames[0]]

    def _motion(
        self, action: str, frames: int, strength: float, seed: int, body: Optional[str] = None
    ) -> Tuple[Any, List[Any]]:
        if not 2 <= frames <= 16:
            raise ValueError(f"a clip has 2 to 16 frames, not {frames}")
        motion = ffi.new("ShoalMotion *")
        texts = [ffi.new("char[]", action.encode())]
        motion.action = texts[0]
        if body is not None:
            texts.append(ffi.new("char[]", body.encode()))
            motion.body = texts[1]
        motion.n_frames, motion.strength, motion.seed = frames, strength, seed
        motion.cell.zone, motion.cell.category = ANY, ANY
        return motion, texts

    def shade(
        self, sprite: Union[Sprite, npt.ArrayLike], azimuth: float, elevation: float = 30.0
    ) -> Indices:
        """Relights a flat sprite along the palette's ramps: 32x32 indices. Degrees: azimuth 0
        right, 90 above, 180 left; elevation 90 shines straight on."""
        flat, out = _indices_of(sprite), np.empty((SIDE, SIDE), np.uint8)
        call = lib.shoal_shade
        check(call(self._open(), _pointer(flat), azimuth, elevation, INDEXED, _pointer(out), out.nbytes))
        return out

    def recolour(self, sprite: Union[Sprite, npt.ArrayLike], palette: npt.ArrayLike) -> Indices:
        """Brings a sprite into other colours: ``palette`` is N x3 RGB, 1 to 63 of them, and
        colour k becomes index k + 1."""
        flat, colours = _indices_of(sprite), np.asarray(palette)
        if colours.ndim != 2 or colours.shape[1] != 3:
            raise ValueError(f"a palette is an array of shape (N, 3), not {colours.shape}")
        colours = np.ascontiguousarray(colours, dtype=np.uint8)
        out = np.empty((SIDE, SIDE), np.uint8)
        call = lib.shoal_recolour
        arguments = (_pointer(colours), len(colours), INDEXED, _pointer(out), out.nbytes)
        check(call(self._open(), _pointer(flat), *arguments))
        return out

    def stream(
        self,
        *,
        seed: int = 0,
        cells: Sequence[Tuple[Name, Name]] = ((None, None),),
        words: Sequence[str] = (),
        action: Optional[str] = None,
        frames: int = 6,
        ahead: int = 8,
        threads: int = 1,
        share: float = 0.25,
        temperature: Optional[float] = None,
        guidance: Optional[float] = None,
        attempts: Optional[int] = None,
    ) -> "Stream":
        """Draws in the background from now on: sprite k is variant k of the seed, with the cells
        (zone, category), or else the ``words`` ("hadal jellyfish"), in rotation. With an
        ``action`` ("move", "idle") each sprite brings its clip, ``Sprite.frames``."""
        settings = ffi.new("ShoalStreamSettings *")
        array = ffi.new("ShoalCell[]", max(len(cells), 1))
        for k, (zone, category) in enumerate(cells):
            array[k].zone = self._index(lib.shoal_zone_index, zone)
            array[k].category = self._index(lib.shoal_category_index, category)
        settings.seed, settings.cells, settings.n_cells = seed, array, len(cells)
        settings.max_sprites, settings.n_threads, settings.share = ahead, threads, share
        settings.temperature = -1 if temperature is None else temperature
        settings.guidance = 0 if guidance is None else guidance
        settings.attempts = 0 if attempts is None else attempts
        briefs = [self._brief(line) for line in words]  # kept until the call is over
        motion: Any = ffi.NULL
        texts: List[Any] = []
        if action is not None:
            motion, texts = self._motion(action, frames, 1.0, seed)
        given = ffi.new("ShoalBrief *[]", briefs) if briefs else ffi.NULL
        new = lib.shoal_stream_new_with
        handle = new(self._open(), settings, given, len(briefs), motion)
        del briefs, texts
        if handle == ffi.NULL:
            raise ShoalError(last_error())
        return Stream(self, handle, 1 if action is None else frames)


class Stream:
    """Sprites that are drawn in the background; made by :meth:`Generator.stream`.

    Iterating waits for each sprite and never ends by itself; :meth:`try_next` never waits.
    """

    def __init__(self, generator: Generator, handle: Any, most_frames: int = 1) -> None:
        self._generator = generator
        self._most_frames = most_frames
        self._handle: Any = ffi.gc(handle, lib.shoal_stream_free)
        self._pause = threading.Event()

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stops the stream within a millisecond of work."""
        if self._handle is not None:
            ffi.release(self._handle)
            self._handle = None

    def try_next(self) -> Optional[Sprite]:
        """The next sprite, or ``None`` while there is none."""
        if self._handle is None:
            raise ValueError("the stream is closed")
        out, request = np.empty((self._most_frames, SIDE, SIDE), np.uint8), ffi.new("ShoalRequest *")
        call, n_frames = lib.shoal_stream_try_next_clip, ffi.new("uint32_t *")
        result = call(self._handle, INDEXED, _pointer(out), out.nbytes, request, n_frames)
        check(result)
        if result == declared.SHOAL_NONE:
            return None
        frames = out[: n_frames[0]]
        sprite = self._generator._sprite(frames[0].copy(), request[0])
        return replace(sprite, frames=frames) if self._most_frames > 1 else sprite

    def __iter__(self) -> Iterator[Sprite]:
        while self._handle is not None:
            sprite = self.try_next()
            if sprite is None:
                self._pause.wait(0.002)
            else:
                yield sprite
