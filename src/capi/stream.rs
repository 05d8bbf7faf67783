//! Streams: sprites that are drawn in the background.

use std::ptr;

use super::{
    SHOAL_ERROR, SHOAL_NONE, SHOAL_OK, ShoalCell, ShoalGenerator, ShoalRequest,
    draw::sampling,
    error::guarded,
    memory::{bytes_a_sprite, check_room, encode, known, many, write},
};
use crate::{
    generate::{Effort, Generator, Room, SpriteStream, StreamSettings},
    sprite::Labels,
};

/// Sprites that are drawn in the background. It may be used from several threads at once; only
/// freeing it must not happen while another thread uses it.
#[derive(Debug)]
pub struct ShoalStream {
    stream: SpriteStream,
    generator: Generator,
}

/// What a stream draws and may spend. Sprite k is variant k of the seed.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ShoalStreamSettings {
    /// Seed of the noise.
    pub seed: u64,
    /// What to draw, in rotation; NULL: anything.
    pub cells: *const ShoalCell,
    /// How many cells there are.
    pub n_cells: usize,
    /// How many sprites are drawn ahead, or 0 and ...
    pub max_sprites: usize,
    /// ... how much memory that may take, 10 MiB a thread included (half of that without
    /// guidance).
    pub max_bytes: usize,
    /// Threads; 1 is plenty.
    pub n_threads: u32,
    /// For which share of the time each works: 0.001 to 1.
    pub share: f32,
    /// As in `ShoalRequest`.
    pub temperature: f32,
    /// As in `ShoalRequest`.
    pub guidance: f32,
    /// As in `ShoalRequest`.
    pub attempts: u32,
}
/// Draws in the background from now on. NULL: an error.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed; `settings` is null or points to
/// settings, whose `cells` is null or points to `n_cells` cells.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_stream_new(
    generator: *const ShoalGenerator,
    settings: *const ShoalStreamSettings,
) -> *mut ShoalStream {
    guarded(ptr::null_mut(), || {
        // SAFETY: the caller vouches for both.
        let (generator, given) = unsafe { (known(generator)?, many(settings, 1)?[0]) };
        let mut settings = StreamSettings::new(given.seed);
        if !given.cells.is_null() {
            // SAFETY: the caller vouches for their number.
            let cells = unsafe { many(given.cells, given.n_cells) }?;
            let prompts: Vec<Labels> =
                cells.iter().map(|cell| cell.read(generator)).collect::<Result<_, _>>()?;
            settings.prompts = prompts.into();
        }
        settings.sampling = sampling(given.temperature, given.guidance, given.attempts);
        settings.room = match given.max_sprites {
            0 if given.max_bytes > 0 => Room::Bytes(given.max_bytes),
            max_sprites => Room::Sprites(max_sprites),
        };
        settings.effort = Effort { threads: given.n_threads as usize, share: given.share };
        let stream = generator.stream(settings).map_err(|error| error.to_string())?;
        Ok(Box::into_raw(Box::new(ShoalStream { stream, generator: generator.clone() })))
    })
}

/// Takes the next sprite: `SHOAL_OK`, or `SHOAL_NONE` if there is none yet. Never waits. Where
/// `request` is not NULL, it is filled in with the sprite's own.
///
/// # Safety
/// `stream` is null, or from this library and not yet freed; `out` is null, or has room for
/// `n_bytes`; `request` is null or points to a request.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_stream_try_next(
    stream: *const ShoalStream,
    format: i32,
    out: *mut u8,
    n_bytes: usize,
    request: *mut ShoalRequest,
) -> i32 {
    guarded(SHOAL_ERROR, || {
        // SAFETY: the caller vouches for it.
        let stream = unsafe { stream.as_ref() }.ok_or_else(|| "the stream is null".to_owned())?;
        check_room(bytes_a_sprite(format)?, out, n_bytes)?;
        let Some(next) = stream.stream.try_next() else { return Ok(SHOAL_NONE) };
        // SAFETY: the caller vouches for the room.
        unsafe { write(&encode(&next.sprite, stream.generator.palette(), format), out, n_bytes) }?;
        // SAFETY: as above.
        if let Some(request) = unsafe { request.as_mut() } {
            let index = |index: Option<u8>| index.map_or(-1, i32::from);
            let Labels { zone, category, .. } = next.request.brief.labels;
            request.cell = ShoalCell { zone: index(zone), category: index(category) };
            (request.seed, request.variant) = (next.request.seed, next.request.variant);
            request.temperature = next.request.sampling.colour_temperature;
            request.guidance = next.request.sampling.guidance;
            request.attempts = u32::from(next.request.sampling.attempts);
        }
        Ok(SHOAL_OK)
    })
}

/// Stops a stream within one pass of the network and waits for its threads. NULL is allowed.
///
/// # Safety
/// `stream` is null, or from this library and not yet freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_stream_free(stream: *mut ShoalStream) {
    guarded((), || {
        if !stream.is_null() {
            // SAFETY: the caller vouches that it is a box of ours that is not freed yet.
            let stream = unsafe { Box::from_raw(stream) };
            stream.stream.close();
        }
        Ok(())
    });
}
