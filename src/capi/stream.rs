//! Streams: sprites that are drawn in the background.

use std::ptr;

use super::{
    SHOAL_ERROR, SHOAL_NONE, SHOAL_OK, ShoalBrief, ShoalCell, ShoalGenerator, ShoalMotion,
    ShoalRequest,
    draw::sampling,
    error::guarded,
    memory::{bytes_a_sprite, check_room, encode, known, many, write},
};
use crate::{
    generate::{Effort, Generator, Prompts, Room, SpriteStream, StreamSettings, StreamSprite},
    sprite::Labels,
};

/// Sprites that are drawn in the background. It may be used from several threads at once; only
/// freeing it must not happen while another thread uses it.
#[derive(Debug)]
pub struct ShoalStream {
    stream: SpriteStream,
    generator: Generator,
    /// Frames that the largest of its clips can have.
    n_frames: usize,
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
        // SAFETY: the caller vouches for its cells.
        open(generator, unsafe { given.read(generator) }?)
    })
}

/// As `shoal_stream_new`, for more than cells and stills. Where `briefs` is not NULL, what they
/// ask for is drawn in rotation instead of the cells; they may be freed afterwards. Where `motion`
/// is not NULL, each sprite arrives with a clip, which `shoal_stream_try_next_clip` takes; cell
/// and body of the motion are not read, since they are each sprite's own. NULL: an error.
///
/// # Safety
/// As for `shoal_stream_new`; `briefs` is null, or points to `n_briefs` briefs, each of them null
/// or from this library and not yet freed; `motion` is null or points to a motion whose action is
/// null or ends with a zero byte.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_stream_new_with(
    generator: *const ShoalGenerator,
    settings: *const ShoalStreamSettings,
    briefs: *const *const ShoalBrief,
    n_briefs: usize,
    motion: *const ShoalMotion,
) -> *mut ShoalStream {
    guarded(ptr::null_mut(), || {
        // SAFETY: the caller vouches for both.
        let (generator, given) = unsafe { (known(generator)?, many(settings, 1)?[0]) };
        // SAFETY: the caller vouches for its cells.
        let mut settings = unsafe { given.read(generator) }?;
        if !briefs.is_null() {
            // SAFETY: the caller vouches for their number.
            let briefs = unsafe { many(briefs, n_briefs) }?.iter();
            // SAFETY: the caller vouches for each.
            let briefs = briefs.map(|brief| unsafe { brief.as_ref() }.map(|brief| brief.labels));
            let labels: Option<Vec<Labels>> = briefs.collect();
            settings.prompts = labels.ok_or_else(|| "a brief is null".to_owned())?.into();
            let world = generator.world().id();
            let is_foreign = |labels: &Labels| labels.world().is_some_and(|other| other != world);
            if matches!(&settings.prompts, Prompts::Rotation(all) if all.iter().any(is_foreign)) {
                return Err("a brief is for a generator of another world".to_owned());
            }
        }
        // SAFETY: the caller vouches for it.
        if let Some(motion) = unsafe { motion.as_ref() } {
            let motion = ShoalMotion { body: ptr::null(), ..*motion };
            // SAFETY: the caller vouches for its action.
            settings.motion = Some(unsafe { motion.read() }?.1);
        }
        open(generator, settings)
    })
}

impl ShoalStreamSettings {
    /// What is asked for.
    ///
    /// # Safety
    /// `cells` is null or points to `n_cells` cells.
    unsafe fn read(self, generator: &Generator) -> Result<StreamSettings, String> {
        let mut settings = StreamSettings::new(self.seed);
        if !self.cells.is_null() {
            // SAFETY: the caller vouches for their number.
            let cells = unsafe { many(self.cells, self.n_cells) }?;
            let prompts: Vec<Labels> =
                cells.iter().map(|cell| cell.read(generator)).collect::<Result<_, _>>()?;
            settings.prompts = prompts.into();
        }
        settings.sampling = sampling(self.temperature, self.guidance, self.attempts);
        settings.room = match self.max_sprites {
            0 if self.max_bytes > 0 => Room::Bytes(self.max_bytes),
            max_sprites => Room::Sprites(max_sprites),
        };
        settings.effort = Effort { threads: self.n_threads as usize, share: self.share };
        Ok(settings)
    }
}

/// A stream of these settings, for the caller to free.
fn open(generator: &Generator, settings: StreamSettings) -> Result<*mut ShoalStream, String> {
    let n_frames = settings.motion.map_or(1, |motion| usize::from(motion.frames));
    let stream = generator.stream(settings).map_err(|error| error.to_string())?;
    Ok(Box::into_raw(Box::new(ShoalStream { stream, generator: generator.clone(), n_frames })))
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
        // SAFETY: the caller vouches for it.
        unsafe { tell(&next, request) };
        Ok(SHOAL_OK)
    })
}

/// As `shoal_stream_try_next`, with every frame of the sprite's clip: they lie one behind the
/// other in `out`, which has room for as many as the stream's motion asks for. There may be fewer,
/// where more would be the same; `n_frames`, if it is not NULL, gets their number. A sprite of a
/// stream without motion has one frame.
///
/// # Safety
/// As for `shoal_stream_try_next`; `n_frames` is null or points to a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_stream_try_next_clip(
    stream: *const ShoalStream,
    format: i32,
    out: *mut u8,
    n_bytes: usize,
    request: *mut ShoalRequest,
    n_frames: *mut u32,
) -> i32 {
    guarded(SHOAL_ERROR, || {
        // SAFETY: the caller vouches for it.
        let stream = unsafe { stream.as_ref() }.ok_or_else(|| "the stream is null".to_owned())?;
        let needed = bytes_a_sprite(format)?.saturating_mul(stream.n_frames);
        check_room(needed, out, n_bytes)?;
        let Some(next) = stream.stream.try_next() else { return Ok(SHOAL_NONE) };
        let frames = next.clip.as_ref().map_or(std::slice::from_ref(&next.sprite), |it| &it.frames);
        let palette = stream.generator.palette();
        let bytes = frames.iter().flat_map(|frame| encode(frame, palette, format));
        // SAFETY: the caller vouches for the room.
        unsafe { write(&bytes.collect::<Vec<u8>>(), out, n_bytes) }?;
        // SAFETY: the caller vouches for both.
        unsafe {
            tell(&next, request);
            if let Some(n_frames) = n_frames.as_mut() {
                *n_frames = frames.len() as u32;
            }
        }
        Ok(SHOAL_OK)
    })
}

/// Fills in a sprite's own request.
///
/// # Safety
/// `request` is null or points to a request.
unsafe fn tell(next: &StreamSprite, request: *mut ShoalRequest) {
    // SAFETY: the caller vouches for it.
    let Some(request) = (unsafe { request.as_mut() }) else { return };
    let index = |index: Option<u8>| index.map_or(-1, i32::from);
    let Labels { zone, category, .. } = next.request.brief.labels;
    request.cell = ShoalCell { zone: index(zone), category: index(category) };
    (request.seed, request.variant) = (next.request.seed, next.request.variant);
    request.temperature = next.request.sampling.colour_temperature;
    request.guidance = next.request.sampling.guidance;
    request.attempts = u32::from(next.request.sampling.attempts);
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
