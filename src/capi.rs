//! The C library: what `include/shoal.h` declares and explains (feature `capi`).
//!
//! Everything that C can get wrong and that can be seen is told as an error: null pointers,
//! buffers that are too short, cells that the model does not have. No panic leaves this file. The
//! only state is the text of the last error, one for each thread.
//!
//! All `unsafe` is reading and writing through pointers that the caller gives. Each function
//! checks them for null and trusts the rest of what the header asks for: that a handle came from
//! this library and was not freed, and that a buffer is as long as the caller says.

#![expect(
    unsafe_code,
    reason = "C hands over plain pointers, and finds functions by unmangled names"
)]

use std::{
    cell::RefCell,
    ffi::{CStr, CString, c_char},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    ptr,
};

use crate::{
    generate::{Effort, Generator, Precision, Room, SpriteRequest, SpriteStream, StreamSettings},
    model::Checkpoint,
    shade::shade,
    sprite::{ENTRIES, Light, PIXELS, Prompt, Sampling, Sprite},
};

/// What calls return that can fail.
const OK: i32 = 0;
/// There is no sprite yet.
const NONE: i32 = 1;
/// See [`shoal_last_error`].
const ERROR: i32 = -1;

/// One byte a pixel.
const INDEXED: i32 = 0;
/// Four bytes a pixel.
const RGBA: i32 = 1;

thread_local! {
    static LAST_ERROR: RefCell<CString> = RefCell::default();
}

/// `ShoalGenerator` of the header.
#[derive(Debug)]
pub struct ShoalGenerator {
    generator: Generator,
    zones: Vec<CString>,
    categories: Vec<CString>,
}

/// `ShoalStream` of the header.
#[derive(Debug)]
pub struct ShoalStream {
    stream: SpriteStream,
    generator: Generator,
}

/// `ShoalCell` of the header.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ShoalCell {
    /// From 0; -1 is any.
    pub zone: i32,
    /// From 0; -1 is any.
    pub category: i32,
}

/// `ShoalRequest` of the header.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ShoalRequest {
    /// What to draw.
    pub cell: ShoalCell,
    /// Seed of the noise.
    pub seed: u64,
    /// Which of a seed's sprites.
    pub variant: u32,
    /// The dial for both temperatures; below 0 the default.
    pub temperature: f32,
    /// How strongly the cell is insisted on; 0 and below the default, 1 not at all.
    pub guidance: f32,
    /// How often it is drawn at most; 0 the default, 1 once.
    pub attempts: u32,
}

/// `ShoalStreamSettings` of the header.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ShoalStreamSettings {
    /// Seed of the noise.
    pub seed: u64,
    /// What to draw, in rotation; null is anything.
    pub cells: *const ShoalCell,
    /// How many cells there are.
    pub n_cells: usize,
    /// Sprites to draw ahead.
    pub max_sprites: usize,
    /// Bytes to draw ahead in, where `max_sprites` is 0.
    pub max_bytes: usize,
    /// Threads.
    pub n_threads: u32,
    /// For which share of the time each works.
    pub share: f32,
    /// As in [`ShoalRequest`].
    pub temperature: f32,
    /// As in [`ShoalRequest`].
    pub guidance: f32,
    /// As in [`ShoalRequest`].
    pub attempts: u32,
}

/// Runs what a function does; errors and panics become the last error and `failed`.
fn guarded<T>(failed: T, work: impl FnOnce() -> Result<T, String>) -> T {
    let result = catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err("this is a fault of the library: it panicked".to_owned()));
    result.unwrap_or_else(|error| {
        // A text with a zero byte in it would end there.
        let text = CString::new(error.replace('\0', " ")).unwrap_or_default();
        LAST_ERROR.with(|last| {
            if let Ok(mut last) = last.try_borrow_mut() {
                *last = text;
            }
        });
        failed
    })
}

/// The text of the last error on this thread, empty if there was none.
#[unsafe(no_mangle)]
pub extern "C" fn shoal_last_error() -> *const c_char {
    LAST_ERROR.with(|last| last.try_borrow().map_or(c"".as_ptr(), |last| last.as_ptr()))
}

/// A generator with the checkpoint inside the library; null on an error.
#[unsafe(no_mangle)]
pub extern "C" fn shoal_open_embedded() -> *mut ShoalGenerator {
    guarded(ptr::null_mut(), || Ok(handle(Generator::embedded())))
}

/// A generator with a checkpoint file; null on an error.
///
/// # Safety
/// `path` is null or a text that ends with a zero byte.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_open_file(path: *const c_char) -> *mut ShoalGenerator {
    guarded(ptr::null_mut(), || {
        if path.is_null() {
            return Err("the path is null".to_owned());
        }
        // SAFETY: it is not null, and the caller vouches for the zero byte.
        let checkpoint = unsafe { open_checkpoint(path) }?;
        Ok(handle(Generator::new(&checkpoint)))
    })
}

/// A generator that computes in f32, exactly as the model was trained and slower; null on an
/// error. It has the checkpoint inside the library if `path` is null.
///
/// # Safety
/// As [`shoal_open_file`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_open_f32(path: *const c_char) -> *mut ShoalGenerator {
    guarded(ptr::null_mut(), || {
        let checkpoint = if path.is_null() {
            Checkpoint::embedded()
        } else {
            // SAFETY: it is not null, and the caller vouches for the zero byte.
            unsafe { open_checkpoint(path) }?
        };
        Ok(handle(Generator::with_precision(&checkpoint, Precision::F32)))
    })
}

/// Reads a checkpoint file.
///
/// # Safety
/// `path` is a text that ends with a zero byte.
unsafe fn open_checkpoint(path: *const c_char) -> Result<Checkpoint, String> {
    // SAFETY: the caller vouches for the zero byte.
    let path = unsafe { CStr::from_ptr(path) };
    let path = path.to_str().map_err(|_| "the path is not UTF-8".to_owned())?;
    Checkpoint::open(Path::new(path)).map_err(|error| format!("{error}: {path}"))
}

fn handle(generator: Generator) -> *mut ShoalGenerator {
    let texts = |names: &[String]| {
        let text = |name: &String| CString::new(name.replace('\0', " ")).unwrap_or_default();
        names.iter().map(text).collect()
    };
    let (zones, categories) =
        (texts(&generator.world().zones), texts(&generator.world().categories));
    Box::into_raw(Box::new(ShoalGenerator { generator, zones, categories }))
}

/// Frees a generator; its streams go on.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_generator_free(generator: *mut ShoalGenerator) {
    guarded((), || {
        if !generator.is_null() {
            // SAFETY: the caller vouches that it is a box of ours that nobody has freed.
            drop(unsafe { Box::from_raw(generator) });
        }
        Ok(())
    });
}

/// The name of a zone; null beyond the last.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_zone_name(
    generator: *const ShoalGenerator,
    index: u32,
) -> *const c_char {
    // SAFETY: as above.
    let generator = unsafe { generator.as_ref() };
    let name = generator.and_then(|generator| generator.zones.get(index as usize));
    name.map_or(ptr::null(), |name| name.as_ptr())
}

/// The name of a category; null beyond the last.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_category_name(
    generator: *const ShoalGenerator,
    index: u32,
) -> *const c_char {
    // SAFETY: as above.
    let generator = unsafe { generator.as_ref() };
    let name = generator.and_then(|generator| generator.categories.get(index as usize));
    name.map_or(ptr::null(), |name| name.as_ptr())
}

/// The palette: 64 entries of RGBA, 256 bytes.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed; `out` is null, or has room for
/// `n_bytes`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_palette(
    generator: *const ShoalGenerator,
    out: *mut u8,
    n_bytes: usize,
) -> i32 {
    guarded(ERROR, || {
        // SAFETY: the caller vouches for it.
        let generator = unsafe { known(generator) }?;
        let palette = generator.palette();
        let bytes: Vec<u8> = (0..64).flat_map(|index| palette.rgba(index)).collect();
        // SAFETY: the caller vouches for the room.
        unsafe { write(&bytes, out, n_bytes) }
    })
}

/// Draws one sprite on the calling thread.
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

/// Draws many sprites on all cores; they lie one after the other.
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
    guarded(ERROR, || {
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
            sprites.iter().flat_map(|sprite| encode(sprite, generator, format)).collect();
        // SAFETY: the caller vouches for the room.
        unsafe { write(&bytes, out, n_bytes) }
    })
}

/// Relights 1024 palette indices.
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
    guarded(ERROR, || {
        // SAFETY: the caller vouches for both.
        let (generator, indices) = unsafe { (known(generator)?, many(indices, PIXELS)?) };
        check_room(bytes_a_sprite(format)?, out, n_bytes)?;
        let sprite = sprite_of(indices)?;
        let light = Light { azimuth_degrees, elevation_degrees, ..Light::DEFAULT };
        let lit = shade(&sprite, generator.palette(), &light);
        // SAFETY: the caller vouches for the room.
        unsafe { write(&encode(&lit, generator, format), out, n_bytes) }
    })
}

/// The logits with which the model would predict each pixel of a sprite from those before it: 1024
/// times 64.
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
    guarded(ERROR, || {
        // SAFETY: the caller vouches for all three.
        let (generator, cell, indices) =
            unsafe { (known(generator)?, many(cell, 1)?[0], many(indices, PIXELS)?) };
        if out.is_null() || n_floats < PIXELS * ENTRIES {
            return Err(format!("the buffer has no room for {} floats", PIXELS * ENTRIES));
        }
        let logits = generator.logits(cell.read(generator)?, &sprite_of(indices)?, None);
        // SAFETY: the caller vouches for the room, and `logits` is memory of our own.
        unsafe { ptr::copy_nonoverlapping(logits.as_ptr(), out, logits.len()) };
        Ok(OK)
    })
}

/// Starts a stream; null on an error.
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
            let prompts: Vec<Prompt> =
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

/// Takes the next sprite of a stream, if it is there; never waits.
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
    guarded(ERROR, || {
        // SAFETY: the caller vouches for it.
        let stream = unsafe { stream.as_ref() }.ok_or_else(|| "the stream is null".to_owned())?;
        check_room(bytes_a_sprite(format)?, out, n_bytes)?;
        let Some(next) = stream.stream.try_next() else { return Ok(NONE) };
        // SAFETY: the caller vouches for the room.
        unsafe { write(&encode(&next.sprite, &stream.generator, format), out, n_bytes) }?;
        // SAFETY: as above.
        if let Some(request) = unsafe { request.as_mut() } {
            let index = |index: Option<u8>| index.map_or(-1, i32::from);
            let Prompt { zone, category } = next.request.prompt;
            request.cell = ShoalCell { zone: index(zone), category: index(category) };
            (request.seed, request.variant) = (next.request.seed, next.request.variant);
            request.temperature = next.request.sampling.colour_temperature;
            request.guidance = next.request.sampling.guidance;
            request.attempts = u32::from(next.request.sampling.attempts);
        }
        Ok(OK)
    })
}

/// Stops a stream and waits until its threads are gone.
///
/// # Safety
/// `stream` is null, or from this library and not yet freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_stream_free(stream: *mut ShoalStream) {
    guarded((), || {
        if !stream.is_null() {
            // SAFETY: the caller vouches that it is a box of ours that nobody has freed.
            let stream = unsafe { Box::from_raw(stream) };
            stream.stream.close();
        }
        Ok(())
    });
}

impl ShoalCell {
    fn read(self, generator: &Generator) -> Result<Prompt, String> {
        let world = generator.world();
        let index = |index: i32, n_names: usize, kind: &str| match u8::try_from(index) {
            _ if index == -1 => Ok(None),
            Ok(index) if usize::from(index) < n_names => Ok(Some(index)),
            _ => Err(format!("there is no {kind} {index}; 0 to {} and -1 (any) are", n_names - 1)),
        };
        let zone = index(self.zone, world.zones.len(), "zone")?;
        Ok(Prompt { zone, category: index(self.category, world.categories.len(), "category")? })
    }
}

impl ShoalRequest {
    fn read(&self, generator: &Generator) -> Result<SpriteRequest, String> {
        let prompt = self.cell.read(generator)?;
        let sampling = sampling(self.temperature, self.guidance, self.attempts);
        Ok(SpriteRequest::new(prompt, self.seed, self.variant, sampling))
    }
}

/// What is no temperature, no guidance or no attempt is the default one.
fn sampling(temperature: f32, guidance: f32, attempts: u32) -> Sampling {
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

fn sprite_of(indices: &[u8]) -> Result<Sprite, String> {
    let sprite = Sprite::from_indices(indices);
    sprite.ok_or_else(|| "a sprite's palette indices are 0 to 63".to_owned())
}

fn bytes_a_sprite(format: i32) -> Result<usize, String> {
    match format {
        INDEXED => Ok(PIXELS),
        RGBA => Ok(4 * PIXELS),
        other => Err(format!("there is no format {other}; 0 (indexed) and 1 (RGBA) are")),
    }
}

fn encode(sprite: &Sprite, generator: &Generator, format: i32) -> Vec<u8> {
    if format == RGBA { sprite.to_rgba(generator.palette()) } else { sprite.pixels().to_vec() }
}

fn check_room(needed: usize, out: *mut u8, n_bytes: usize) -> Result<(), String> {
    if out.is_null() {
        return Err("the buffer is null".to_owned());
    }
    if n_bytes < needed {
        return Err(format!("the buffer has {n_bytes} bytes; {needed} are needed"));
    }
    Ok(())
}

/// The generator behind a handle.
///
/// # Safety
/// The handle is null, or from this library and not yet freed while the result is used.
unsafe fn known<'a>(generator: *const ShoalGenerator) -> Result<&'a Generator, String> {
    // SAFETY: as above.
    let generator = unsafe { generator.as_ref() };
    generator.map(|it| &it.generator).ok_or_else(|| "the generator is null".to_owned())
}

/// An array that C hands over.
///
/// # Safety
/// `first` is null, or the first of `count` values that stay as they are while the result is used.
unsafe fn many<'a, T>(first: *const T, count: usize) -> Result<&'a [T], String> {
    if first.is_null() || !first.is_aligned() {
        return Err("an array or struct that is needed is null or not aligned".to_owned());
    }
    if count > isize::MAX as usize / size_of::<T>() {
        return Err(format!("no array has {count} elements"));
    }
    // SAFETY: it is neither null nor too long, and the caller vouches for the rest.
    Ok(unsafe { std::slice::from_raw_parts(first, count) })
}

/// Copies bytes to where C wants them.
///
/// # Safety
/// `out` is null or has room for `n_bytes`.
unsafe fn write(bytes: &[u8], out: *mut u8, n_bytes: usize) -> Result<i32, String> {
    check_room(bytes.len(), out, n_bytes)?;
    // SAFETY: there is room, and `bytes` is memory of our own.
    unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), out, bytes.len()) };
    Ok(OK)
}
