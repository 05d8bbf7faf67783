//! Drawing and lighting into the caller's buffers.

use std::ptr;

use super::{
    SHOAL_ERROR, SHOAL_OK, ShoalGenerator,
    error::guarded,
    memory::{bytes_a_sprite, check_room, encode, known, many, sprite_of, write},
};
use crate::{
    generate::{Generator, ShapeFirst, SpriteRequest},
    shade::shade,
    sprite::{ENTRIES, Labels, Light, PIXELS, Sampling},
};

/// What to draw: numbers from 0 (see `shoal_zone_name`) or `SHOAL_ANY`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ShoalCell {
    /// From 0, or `SHOAL_ANY`.
    pub zone: i32,
    /// From 0, or `SHOAL_ANY`.
    pub category: i32,
}

/// One sprite. Equal requests make equal sprites.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ShoalRequest {
    /// What to draw.
    pub cell: ShoalCell,
    /// Seed of the noise.
    pub seed: u64,
    /// Which of a seed's sprites.
    pub variant: u32,
    /// The dial for both temperatures; below 0: the default.
    pub temperature: f32,
    /// Classifier-free guidance towards the cell: 0 is the default, 1 none and twice as fast.
    pub guidance: f32,
    /// How often it is drawn at most, where the critic of the model refuses it: 0 is the default,
    /// 1 takes whatever comes.
    pub attempts: u32,
}
/// Draws one sprite on this thread.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed; `request` is null or points to a
/// request; `out` is null, or has room for `n_bytes`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_generate(
    generator: *const ShoalGenerator,
    request: *const ShoalRequest,
    format: i32,
    out: *mut u8,
    n_bytes: usize,
) -> i32 {
    // SAFETY: one request is an array of one.
    unsafe { shoal_generate_batch(generator, request, 1, format, out, n_bytes) }
}

/// Draws many sprites on all cores; they lie one behind the other in `out`.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed; `requests` is null or points to
/// `n_requests` of them; `out` is null, or has room for `n_bytes`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_generate_batch(
    generator: *const ShoalGenerator,
    requests: *const ShoalRequest,
    n_requests: usize,
    format: i32,
    out: *mut u8,
    n_bytes: usize,
) -> i32 {
    guarded(SHOAL_ERROR, || {
        // SAFETY: the caller vouches for both.
        let (generator, requests) = unsafe { (known(generator)?, many(requests, n_requests)?) };
        // What cannot be stored is not drawn first.
        check_room(bytes_a_sprite(format)?.saturating_mul(n_requests), out, n_bytes)?;
        let requests: Vec<SpriteRequest> =
            requests.iter().map(|it| it.read(generator)).collect::<Result<_, _>>()?;
        let sprites = match requests.as_slice() {
            [request] => vec![generator.generate(request)],
            many => generator.generate_batch(many),
        };
        let bytes: Vec<u8> =
            sprites.iter().flat_map(|sprite| encode(sprite, generator.palette(), format)).collect();
        // SAFETY: the caller vouches for the room.
        unsafe { write(&bytes, out, n_bytes) }
    })
}

/// Relights a flat sprite (`SHOAL_PIXELS` palette indices) along the ramps of the palette. Azimuth
/// in degrees: 0 right, 90 above, 180 left; elevation: 0 grazes the picture, 90 shines straight on.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed; `indices` is null or points to
/// 1024 bytes; `out` is null, or has room for `n_bytes`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_shade(
    generator: *const ShoalGenerator,
    indices: *const u8,
    azimuth_degrees: f32,
    elevation_degrees: f32,
    format: i32,
    out: *mut u8,
    n_bytes: usize,
) -> i32 {
    guarded(SHOAL_ERROR, || {
        // SAFETY: the caller vouches for both.
        let (generator, indices) = unsafe { (known(generator)?, many(indices, PIXELS)?) };
        check_room(bytes_a_sprite(format)?, out, n_bytes)?;
        let sprite = sprite_of(indices)?;
        let light = Light { azimuth_degrees, elevation_degrees, ..Light::DEFAULT };
        let lit = shade(&sprite, generator.palette(), &light);
        // SAFETY: the caller vouches for the room.
        unsafe { write(&encode(&lit, generator.palette(), format), out, n_bytes) }
    })
}

/// The logits with which the model predicts each pixel of a sprite from those before it, to hold
/// another implementation against this one: `SHOAL_PIXELS` times 64 floats.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed; `cell` is null or points to one;
/// `indices` is null or points to 1024 bytes; `out` is null, or has room for `n_floats`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_logits(
    generator: *const ShoalGenerator,
    cell: *const ShoalCell,
    indices: *const u8,
    out: *mut f32,
    n_floats: usize,
) -> i32 {
    guarded(SHOAL_ERROR, || {
        // SAFETY: the caller vouches for all three.
        let (generator, cell, indices) =
            unsafe { (known(generator)?, many(cell, 1)?[0], many(indices, PIXELS)?) };
        if out.is_null() || n_floats < PIXELS * ENTRIES {
            return Err(format!("the buffer has no room for {} floats", PIXELS * ENTRIES));
        }
        let logits = generator.logits(cell.read(generator)?, &sprite_of(indices)?, None);
        // SAFETY: the caller vouches for the room, and `logits` is memory of our own.
        unsafe { ptr::copy_nonoverlapping(logits.as_ptr(), out, logits.len()) };
        Ok(SHOAL_OK)
    })
}
impl ShoalCell {
    pub(super) fn read(self, generator: &Generator) -> Result<Labels, String> {
        let world = generator.world();
        let index = |index: i32, n_names: usize, kind: &str| match u8::try_from(index) {
            _ if index == -1 => Ok(None),
            Ok(index) if usize::from(index) < n_names => Ok(Some(index)),
            _ => Err(format!("there is no {kind} {index}; 0 to {} and -1 (any) are", n_names - 1)),
        };
        let zone = index(self.zone, world.zones.len(), "zone")?;
        let category = index(self.category, world.categories.len(), "category")?;
        Ok(Labels::of(zone, category).bound(world.id()))
    }
}

impl ShoalRequest {
    pub(super) fn read(&self, generator: &Generator) -> Result<SpriteRequest, String> {
        let prompt = self.cell.read(generator)?;
        let sampling = sampling(self.temperature, self.guidance, self.attempts);
        // A brief may ask for traits.
        Ok(SpriteRequest::new(prompt, self.seed, self.variant, sampling)
            .with_shape_first(ShapeFirst::Auto))
    }
}

/// What is no temperature, no guidance or no attempt is the default one.
pub(super) fn sampling(temperature: f32, guidance: f32, attempts: u32) -> Sampling {
    let usual = Sampling::default();
    let dial = if temperature >= 0.0 { Sampling::at_temperature(temperature) } else { usual };
    Sampling {
        guidance: if guidance > 0.0 { guidance } else { usual.guidance },
        attempts: match attempts {
            0 => usual.attempts,
            // The engine takes no more than its most in any case.
            attempts => u8::try_from(attempts).unwrap_or(u8::MAX),
        },
        ..dial
    }
}
