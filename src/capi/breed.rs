//! Breeding and other palettes.

use super::{
    SHOAL_ERROR, SHOAL_PIXELS, ShoalGenerator, ShoalRequest,
    error::guarded,
    memory::{bytes_a_sprite, check_room, encode, known, many, sprite_of, write},
};
use crate::{
    generate::Cross,
    sprite::{ENTRIES, Mask, Palette, Rgb},
};

/// Two sprites to cross, or one to vary.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ShoalCross {
    /// The sprite that stays as it is outside the mask: `SHOAL_PIXELS` palette indices.
    pub a: *const u8,
    /// The sprite that comes in inside the mask, or NULL: A is varied.
    pub b: *const u8,
    /// `SHOAL_PIXELS` bytes: where one is not 0 the model draws anew. NULL: 40 % of the pixels, rolled from the
    /// seed.
    pub mask: *const u8,
    /// From A varied (0) to B fitted in (1); below 0: the default, 0.5. Up to 0.5 the model is shown
    /// more and more of B, gets its outline and some of its colours; from there on more and more of
    /// B's pixels stay, until the seam alone is drawn. From 0.5 on ask for B's zone and category.
    pub strength: f32,
    /// Not 0: children keep A's outline inside the mask too.
    pub keeps_outline: u8,
}

/// Draws one child. `request` says what it should be, its seed and its sampling; equal crosses and
/// requests make equal children.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed; `cross` and `request` are null or
/// point to their structs, and the pointers of `cross` are null or point to `SHOAL_PIXELS` bytes;
/// `out` is null, or has room for `n_bytes`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_breed(
    generator: *const ShoalGenerator,
    cross: *const ShoalCross,
    request: *const ShoalRequest,
    format: i32,
    out: *mut u8,
    n_bytes: usize,
) -> i32 {
    guarded(SHOAL_ERROR, || {
        // SAFETY: the caller vouches for all three.
        let (generator, cross, request) =
            unsafe { (known(generator)?, many(cross, 1)?[0], many(request, 1)?[0]) };
        check_room(bytes_a_sprite(format)?, out, n_bytes)?;
        let request = request.read(generator)?;
        // SAFETY: the caller vouches for the pointers of the cross.
        let cross = unsafe { read_cross(&cross, &request) }?;
        let child = generator.generate(&cross.request(request.seed, request.variant));
        // SAFETY: the caller vouches for the room.
        unsafe { write(&encode(&child, generator.palette(), format), out, n_bytes) }
    })
}

/// The cross that a caller describes.
///
/// # Safety
/// The pointers of `given` are null or point to `SHOAL_PIXELS` bytes.
unsafe fn read_cross(
    given: &ShoalCross,
    request: &crate::generate::SpriteRequest,
) -> Result<Cross, String> {
    if given.strength.is_nan() || given.strength > 1.0 {
        return Err(format!("there is no strength {}; 0 to 1 are", given.strength));
    }
    // SAFETY: as above, for this and the next two.
    let a = sprite_of(unsafe { many(given.a, SHOAL_PIXELS) }?)?;
    let b = if given.b.is_null() {
        None
    } else {
        // SAFETY: as above.
        Some(sprite_of(unsafe { many(given.b, SHOAL_PIXELS) }?)?)
    };
    let mask = if given.mask.is_null() {
        Mask::random(request.seed, Mask::RANDOM_SHARE)
    } else {
        // SAFETY: as above.
        let bytes = unsafe { many(given.mask, SHOAL_PIXELS) }?;
        let mut mask = Mask::NONE;
        for (pixel, &byte) in bytes.iter().enumerate() {
            mask.set_index(pixel, byte != 0);
        }
        mask
    };
    Ok(Cross {
        a,
        b,
        mask,
        strength: if given.strength < 0.0 { Cross::STRENGTH } else { given.strength },
        keeps_outline: given.keeps_outline != 0,
        prompt: request.brief.labels,
        sampling: *request.sampling,
    })
}

/// Brings a sprite (`SHOAL_PIXELS` indices of the model's palette) into the colours of a game:
/// `palette` holds `n_colours` of RGB, 3 bytes each, 1 to 63 of them; colour k becomes index k + 1,
/// and 0 stays transparent. Each colour becomes the nearest one (OKLab).
///
/// # Safety
/// `generator` is null, or from this library and not yet freed; `indices` is null or points to
/// `SHOAL_PIXELS` bytes; `palette` is null or points to 3 * `n_colours` bytes; `out` is null, or
/// has room for `n_bytes`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_recolour(
    generator: *const ShoalGenerator,
    indices: *const u8,
    palette: *const u8,
    n_colours: usize,
    format: i32,
    out: *mut u8,
    n_bytes: usize,
) -> i32 {
    guarded(SHOAL_ERROR, || {
        if !(1..ENTRIES).contains(&n_colours) {
            return Err(format!("the palette has {n_colours} colours; 1 to 63 are possible"));
        }
        // SAFETY: the caller vouches for all three.
        let (generator, indices, colours) = unsafe {
            (known(generator)?, many(indices, SHOAL_PIXELS)?, many(palette, 3 * n_colours)?)
        };
        check_room(bytes_a_sprite(format)?, out, n_bytes)?;
        let colours = colours.as_chunks::<3>().0;
        // Entries beyond the last repeat the first colour, so none of them is ever the nearest.
        let entry = |index: usize| match index.checked_sub(1) {
            None => Rgb::default(),
            Some(index) => Rgb(colours.get(index).copied().unwrap_or(colours[0])),
        };
        let theirs = Palette::new("game", std::array::from_fn(entry), Vec::new());
        let moved = sprite_of(indices)?.translated(&generator.palette().translation(&theirs));
        // SAFETY: the caller vouches for the room.
        unsafe { write(&encode(&moved, &theirs, format), out, n_bytes) }
    })
}
