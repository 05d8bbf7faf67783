"""What the wheel does; run by test.sh in a fresh environment."""

import threading

import numpy as np
import pytest

import shoal_sprites


@pytest.fixture(scope="module")
def generator():
    with shoal_sprites.Generator() as generator:
        yield generator


def test_equal_arguments_make_equal_sprites(generator):
    first = generator.sprite("shallows", "jellyfish", seed=7)
    again = generator.sprite(zone=0, category=3, seed=7)
    assert np.array_equal(first.indices, again.indices)
    assert first.indices.dtype == np.uint8 and first.indices.shape == (32, 32)
    assert (first.zone, first.category, first.seed) == ("Shallows", "Jellyfish", 7)
    other = generator.sprite("shallows", "jellyfish", seed=7, variant=1)
    assert not np.array_equal(first.indices, other.indices)


def test_a_batch_has_what_single_calls_have(generator):
    batch = generator.batch(3, "vent", "coral", seed=5, first_variant=2)
    for k in range(3):
        assert np.array_equal(batch[k], generator.sprite("vent", "coral", seed=5, variant=2 + k).indices)
    assert generator.batch(0).shape == (0, 32, 32)


def test_pillow_keeps_the_palette(generator):
    sprite = generator.sprite("hadal", "abyssal", seed=1)
    image = sprite.image(scale=2)
    assert image.mode == "P" and image.size == (64, 64)
    assert np.array_equal(np.asarray(image)[::2, ::2], sprite.indices)
    rgba = np.asarray(image.convert("RGBA"))[::2, ::2]
    drawn = sprite.indices > 0
    assert np.array_equal(rgba[drawn], sprite.rgba()[drawn]) and (rgba[~drawn][:, 3] == 0).all()


def test_breeding_keeps_a_outside_the_mask(generator):
    a = generator.sprite("vent", "reef-fish", seed=1)
    b = generator.sprite("shallows", "reef-fish", seed=2)
    mask = np.zeros((32, 32), bool)
    mask[:, 16:] = True
    child = generator.breed(a, b, mask=mask, zone="vent", category="reef-fish", seed=3)
    assert np.array_equal(child.indices[:, :16], a.indices[:, :16])
    varied = generator.breed(a.indices.astype(np.int64), seed=3)
    assert varied.indices.shape == (32, 32)


def test_light_and_other_colours_stay_in_their_palettes(generator):
    sprite = generator.sprite("twilight", "cephalopod", seed=4)
    lit = generator.shade(sprite, azimuth=0, elevation=30)
    assert ((lit == 0) == (sprite.indices == 0)).all() and not np.array_equal(lit, sprite.indices)
    moved = generator.recolour(sprite, [[10, 10, 20], [200, 220, 255]])
    assert set(np.unique(moved)) <= {0, 1, 2}


def test_words_ask_as_names_do_and_unknown_ones_are_told(generator):
    by_words = generator.sprite(words="hadal jellyfish", seed=3)
    assert np.array_equal(by_words.indices, generator.sprite("hadal", "jellyfish", seed=3).indices)
    with pytest.raises(shoal_sprites.ShoalError, match="jellyfish"):
        generator.sprite(words="hadal jelyfish")


def test_a_creature_moves_in_its_own_colours(generator):
    sprite = generator.sprite("shallows", "reef-fish", seed=4)
    clip = generator.animate(sprite, frames=6)
    assert clip.shape == (6, 32, 32) and set(np.unique(clip)) <= set(np.unique(sprite.indices))
    assert len({frame.tobytes() for frame in clip}) > 1
    assert generator.animate(sprite.indices, "idle", frames=4, body="crab").shape[1:] == (32, 32)
    with pytest.raises(ValueError, match="2 to 16"):
        generator.animate(sprite, frames=0)
    with pytest.raises(shoal_sprites.ShoalError, match="no action"):
        generator.animate(sprite, "fly")


def test_a_stream_of_words_arrives_swimming(generator):
    with generator.stream(seed=9, words=["hadal jellyfish"], action="move", share=1.0) as stream:
        sprite = next(iter(stream))
    assert (sprite.zone, sprite.category) == ("Hadal", "Jellyfish")
    still = generator.sprite("hadal", "jellyfish", seed=9)
    assert np.array_equal(sprite.frames, generator.animate(still, frames=6))


def test_a_stream_brings_variants_in_order(generator):
    with generator.stream(seed=9, cells=[("vent", "coral"), (None, None)], share=1.0) as stream:
        for variant, sprite in zip(range(3), stream):
            assert (sprite.seed, sprite.variant) == (9, variant)
    with pytest.raises(ValueError, match="closed"):
        stream.try_next()


def test_threads_share_a_generator(generator):
    expected = generator.sprite("abyss", "grazer", seed=3).indices
    found = []
    def draw():
        found.append(generator.sprite("abyss", "grazer", seed=3).indices)

    threads = [threading.Thread(target=draw) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and all(np.array_equal(expected, one) for one in found)


@pytest.mark.parametrize(
    ("wrong", "kind", "words"),
    [
        (np.zeros((16, 16), np.uint8), ValueError, "shape"),
        (np.zeros((32, 32), np.float32), TypeError, "integers"),
        (np.full((32, 32), 64, np.uint8), ValueError, "0 to 63"),
        (np.full((32, 32), -1), ValueError, "0 to 63"),
    ],
)
def test_wrong_arrays_are_exceptions(generator, wrong, kind, words):
    with pytest.raises(kind, match=words):
        generator.shade(wrong, 0)
    with pytest.raises(kind, match=words):
        generator.breed(wrong)


def test_what_is_not_there_is_an_exception(generator, tmp_path):
    with pytest.raises(shoal_sprites.ShoalError, match='no zone "swamp"'):
        generator.sprite(zone="swamp")
    with pytest.raises(shoal_sprites.ShoalError, match="cannot be read"):
        shoal_sprites.Generator(str(tmp_path / "none.safetensors"))
    with pytest.raises(ValueError, match=r"shape \(N, 3\)"):
        generator.recolour(np.zeros((32, 32), np.uint8), [1, 2, 3])
    closed = shoal_sprites.Generator()
    closed.close()
    with pytest.raises(ValueError, match="closed"):
        closed.sprite()
