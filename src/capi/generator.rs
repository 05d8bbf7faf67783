//! Handles of generators: opening and freeing them, names and palette.

use std::{
    ffi::{CStr, c_char},
    path::Path,
    ptr,
};

use super::{
    SHOAL_ABI_VERSION, SHOAL_ANY, SHOAL_ERROR, SHOAL_OK,
    axes::shoal_value_name,
    error::guarded,
    handle::{ShoalGenerator, handle},
    memory::{known, text, write},
};
use crate::{
    generate::{Generator, Precision},
    model::Checkpoint,
    shelf::Shelf,
    sprite::{ENTRIES, Schema},
};

/// The version with the zero byte that C wants.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");

/// The version of this library, as "0.1.0".
#[unsafe(no_mangle)]
pub extern "C" fn shoal_version() -> *const c_char {
    CStr::from_bytes_with_nul(VERSION.as_bytes()).unwrap_or(c"").as_ptr()
}

/// The interface that this library has. A program that loads the library at run time compares it
/// with the `SHOAL_ABI_VERSION` that it was compiled with.
#[unsafe(no_mangle)]
pub extern "C" fn shoal_abi_version() -> u32 {
    SHOAL_ABI_VERSION
}

/// A generator with the checkpoint inside the library. NULL: an error.
#[unsafe(no_mangle)]
pub extern "C" fn shoal_open_embedded() -> *mut ShoalGenerator {
    guarded(ptr::null_mut(), || Ok(handle(Generator::embedded())))
}

/// A generator with a checkpoint file. NULL: an error.
///
/// # Safety
/// `path` is null or a text that ends with a zero byte.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_open_file(path: *const c_char) -> *mut ShoalGenerator {
    guarded(ptr::null_mut(), || {
        // SAFETY: the caller vouches for the zero byte.
        let checkpoint = open_checkpoint(unsafe { text(path, "the path") }?)?;
        Ok(handle(Generator::new(&checkpoint)))
    })
}

/// A generator with a world of the shelf, which is a checkpoint file in a folder, by its name or by
/// the first digits of its identity, the SHA-256 of the file; "ocean" is the checkpoint inside the
/// library. It is looked for in the folder that `SHOAL_WORLDS` in the environment names, in the
/// data folder of Shoal and beside the program; or, where `folder` is not NULL, in that alone.
/// NULL: an error.
///
/// # Safety
/// `name` and `folder` are null or texts that end with a zero byte.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_open_world(
    name: *const c_char,
    folder: *const c_char,
) -> *mut ShoalGenerator {
    guarded(ptr::null_mut(), || {
        // SAFETY: the caller vouches for the zero byte.
        let name = unsafe { text(name, "the name") }?;
        let shelf = if folder.is_null() {
            Shelf::usual()
        } else {
            // SAFETY: as above.
            Shelf::of(vec![unsafe { text(folder, "the folder") }?.into()])
        };
        let checkpoint = shelf.find(name).and_then(|world| world.open());
        Ok(handle(Generator::new(&checkpoint.map_err(|error| error.to_string())?)))
    })
}

/// A generator that computes in f32: exactly as the model was trained, and slower. Its sprites are
/// others, no better. It has the checkpoint inside the library if `path` is NULL. NULL: an error.
///
/// # Safety
/// As `shoal_open_file`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_open_f32(path: *const c_char) -> *mut ShoalGenerator {
    guarded(ptr::null_mut(), || {
        let checkpoint = if path.is_null() {
            Checkpoint::embedded()
        } else {
            // SAFETY: it is not null, and the caller vouches for the zero byte.
            open_checkpoint(unsafe { text(path, "the path") }?)?
        };
        Ok(handle(Generator::with_precision(&checkpoint, Precision::F32)))
    })
}

/// Frees a generator; NULL is allowed. Streams of the generator go on.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_generator_free(generator: *mut ShoalGenerator) {
    guarded((), || {
        if !generator.is_null() {
            // SAFETY: the caller vouches that it is a box of ours that is not freed yet.
            drop(unsafe { Box::from_raw(generator) });
        }
        Ok(())
    });
}

/// The name of a zone of the model, counted from 0; NULL beyond the last.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_zone_name(
    generator: *const ShoalGenerator,
    index: u32,
) -> *const c_char {
    // SAFETY: as above.
    unsafe { shoal_value_name(generator, Schema::ZONE as u32, index) }
}

/// The name of a category of the model, counted from 0; NULL beyond the last.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_category_name(
    generator: *const ShoalGenerator,
    index: u32,
) -> *const c_char {
    // SAFETY: as above.
    unsafe { shoal_value_name(generator, Schema::CATEGORY as u32, index) }
}

/// Finds a zone by its name, as "vent"; "any" is `SHOAL_ANY`. The index goes to `index`.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed; `name` is null or a text that ends
/// with a zero byte; `index` is null or points to a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_zone_index(
    generator: *const ShoalGenerator,
    name: *const c_char,
    index: *mut i32,
) -> i32 {
    guarded(SHOAL_ERROR, || {
        // SAFETY: the caller vouches for all three.
        let (generator, name) = unsafe { (known(generator)?, text(name, "the name")?) };
        let prompt = generator.world().prompt(name, "any").map_err(|error| error.to_string())?;
        // SAFETY: as above.
        unsafe { put_index(prompt.zone, index) }
    })
}

/// Finds a category by its name, as "reef-fish"; "any" is `SHOAL_ANY`. The index goes to `index`.
///
/// # Safety
/// As `shoal_zone_index`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_category_index(
    generator: *const ShoalGenerator,
    name: *const c_char,
    index: *mut i32,
) -> i32 {
    guarded(SHOAL_ERROR, || {
        // SAFETY: the caller vouches for all three.
        let (generator, name) = unsafe { (known(generator)?, text(name, "the name")?) };
        let prompt = generator.world().prompt("any", name).map_err(|error| error.to_string())?;
        // SAFETY: as above.
        unsafe { put_index(prompt.category, index) }
    })
}

/// Writes an index, `SHOAL_ANY` for `None`.
///
/// # Safety
/// `out` is null or points to a number.
unsafe fn put_index(index: Option<u8>, out: *mut i32) -> Result<i32, String> {
    // SAFETY: as above.
    let out = unsafe { out.as_mut() }.ok_or_else(|| "the index is null".to_owned())?;
    *out = index.map_or(SHOAL_ANY, i32::from);
    Ok(SHOAL_OK)
}

/// The palette of the model: 64 entries of RGBA, 256 bytes.
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
    guarded(SHOAL_ERROR, || {
        // SAFETY: the caller vouches for it.
        let generator = unsafe { known(generator) }?;
        let palette = generator.palette();
        let bytes: Vec<u8> = (0..ENTRIES as u8).flat_map(|index| palette.rgba(index)).collect();
        // SAFETY: the caller vouches for the room.
        unsafe { write(&bytes, out, n_bytes) }
    })
}

/// Reads a checkpoint file.
fn open_checkpoint(path: &str) -> Result<Checkpoint, String> {
    Checkpoint::open(Path::new(path)).map_err(|error| format!("{error}: {path}"))
}
