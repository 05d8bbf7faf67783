//! Names of all axes of a generator's world and of their values.

use std::{
    ffi::{CString, c_char},
    ptr,
};

use super::ShoalGenerator;

/// The name of an axis of the model, counted from 0; NULL beyond the last. Axis 0 is the zone, axis 1
/// the category; others are whatever the model was taught, such as a size.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_axis_name(
    generator: *const ShoalGenerator,
    axis: u32,
) -> *const c_char {
    // SAFETY: as above.
    let generator = unsafe { generator.as_ref() };
    pointer(generator.and_then(|it| it.axes.get(axis as usize)).map(|axis| &axis.name))
}

/// The name of a value of an axis, both counted from 0; NULL beyond the last of either.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_value_name(
    generator: *const ShoalGenerator,
    axis: u32,
    value: u32,
) -> *const c_char {
    // SAFETY: as above.
    let generator = unsafe { generator.as_ref() };
    let axis = generator.and_then(|generator| generator.axes.get(axis as usize));
    pointer(axis.and_then(|axis| axis.values.get(value as usize)))
}

fn pointer(name: Option<&CString>) -> *const c_char {
    name.map_or(ptr::null(), |name| name.as_ptr())
}
