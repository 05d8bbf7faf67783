//! The caller's memory: handles, arrays and buffers, checked as far as they can be.

use std::{
    ffi::{CStr, c_char},
    ptr,
};

use super::{SHOAL_INDEXED, SHOAL_OK, SHOAL_RGBA, ShoalGenerator};
use crate::{
    generate::Generator,
    sprite::{PIXELS, Palette, Sprite},
};

pub(super) fn sprite_of(indices: &[u8]) -> Result<Sprite, String> {
    let sprite = Sprite::from_indices(indices);
    sprite.ok_or_else(|| "a sprite's palette indices are 0 to 63".to_owned())
}

pub(super) fn bytes_a_sprite(format: i32) -> Result<usize, String> {
    match format {
        SHOAL_INDEXED => Ok(PIXELS),
        SHOAL_RGBA => Ok(4 * PIXELS),
        other => Err(format!("there is no format {other}; 0 (indexed) and 1 (RGBA) are")),
    }
}

pub(super) fn encode(sprite: &Sprite, palette: &Palette, format: i32) -> Vec<u8> {
    if format == SHOAL_RGBA { sprite.to_rgba(palette) } else { sprite.pixels().to_vec() }
}

pub(super) fn check_room(needed: usize, out: *mut u8, n_bytes: usize) -> Result<(), String> {
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
pub(super) unsafe fn known<'a>(generator: *const ShoalGenerator) -> Result<&'a Generator, String> {
    // SAFETY: as above.
    let generator = unsafe { generator.as_ref() };
    generator.map(|it| &it.generator).ok_or_else(|| "the generator is null".to_owned())
}

/// An array of the caller's.
///
/// # Safety
/// `first` is null, or the first of `count` values that stay as they are while the result is used.
pub(super) unsafe fn many<'a, T>(first: *const T, count: usize) -> Result<&'a [T], String> {
    if first.is_null() || !first.is_aligned() {
        return Err("an array or struct that is needed is null or not aligned".to_owned());
    }
    if count > isize::MAX as usize / size_of::<T>() {
        return Err(format!("no array has {count} elements"));
    }
    // SAFETY: it is neither null nor too long, and the caller vouches for the rest.
    Ok(unsafe { std::slice::from_raw_parts(first, count) })
}

/// A text of the caller's; `what` names it in errors.
///
/// # Safety
/// `text` is null, or ends with a zero byte and stays as it is while the result is used.
pub(super) unsafe fn text<'a>(text: *const c_char, what: &str) -> Result<&'a str, String> {
    if text.is_null() {
        return Err(format!("{what} is null"));
    }
    // SAFETY: it is not null, and the caller vouches for the zero byte.
    let text = unsafe { CStr::from_ptr(text) };
    text.to_str().map_err(|_| format!("{what} is not UTF-8"))
}

/// Copies bytes into the caller's buffer.
///
/// # Safety
/// `out` is null or has room for `n_bytes`.
pub(super) unsafe fn write(bytes: &[u8], out: *mut u8, n_bytes: usize) -> Result<i32, String> {
    check_room(bytes.len(), out, n_bytes)?;
    // SAFETY: there is room, and `bytes` is memory of our own.
    unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), out, bytes.len()) };
    Ok(SHOAL_OK)
}
