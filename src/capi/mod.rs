//! The C library (feature `capi`). `include/shoal.h` is generated from this room by
//! `cargo run -p packaging -- header`, comments included, and from the header come the
//! declarations of every other language.
//!
//! Everything that C can get wrong and that can be seen is an error: null pointers, buffers that
//! are too short, cells that the model does not have. No panic leaves this room. The only state
//! is the text of the last error, one for each thread.
//!
//! All `unsafe` is reading and writing through pointers of the caller. Each function checks them
//! for null and trusts the rest of what the header asks for: a handle came from this library and
//! was not freed, and a buffer is as long as the caller says.

#![expect(
    unsafe_code,
    reason = "C hands over plain pointers, and finds functions by unmangled names"
)]

// In the order of the header.
mod error;

mod handle;

mod generator;

mod axes;

mod draw;

mod animate;

mod brief;

mod breed;

mod stream;

mod inside;

mod memory;

pub use animate::{ShoalMotion, shoal_animate};
pub use axes::{shoal_axis_name, shoal_value_name};
pub use breed::{ShoalCross, shoal_breed, shoal_recolour};
pub use brief::{
    ShoalBrief, shoal_brief_free, shoal_brief_new, shoal_brief_set, shoal_brief_words,
    shoal_generate_brief,
};
pub use draw::{
    ShoalCell, ShoalRequest, shoal_generate, shoal_generate_batch, shoal_logits, shoal_shade,
};
pub use error::shoal_last_error;
pub use generator::{
    shoal_abi_version, shoal_category_index, shoal_category_name, shoal_generator_free,
    shoal_open_embedded, shoal_open_f32, shoal_open_file, shoal_open_world, shoal_palette,
    shoal_version, shoal_zone_index, shoal_zone_name,
};
pub use handle::ShoalGenerator;
pub use inside::{shoal_slot_rows, shoal_table_name};
pub use stream::{
    ShoalStream, ShoalStreamSettings, shoal_stream_free, shoal_stream_new, shoal_stream_new_with,
    shoal_stream_try_next, shoal_stream_try_next_clip,
};

/// Version of this interface. It changes when a struct or a function changes so that a program
/// that was compiled before no longer works; compare it with `shoal_abi_version()` of a library
/// that is loaded at run time.
pub const SHOAL_ABI_VERSION: u32 = 1;

/// Columns and rows of a sprite.
pub const SHOAL_SIDE: usize = 32;
/// Pixels of a sprite.
pub const SHOAL_PIXELS: usize = 1024;
/// Entries of a palette; entry 0 is transparent.
pub const SHOAL_COLOURS: usize = 64;

/// The call worked.
pub const SHOAL_OK: i32 = 0;
/// There is nothing yet.
pub const SHOAL_NONE: i32 = 1;
/// The call failed; `shoal_last_error()` says why.
pub const SHOAL_ERROR: i32 = -1;

/// Sprites as palette indices, 0 transparent: `SHOAL_PIXELS` bytes each, row by row from the top
/// left.
pub const SHOAL_INDEXED: i32 = 0;
/// Sprites as straight-alpha RGBA: 4 * `SHOAL_PIXELS` bytes each, row by row from the top left.
pub const SHOAL_RGBA: i32 = 1;

/// Any zone, any category.
pub const SHOAL_ANY: i32 = -1;

/// The temperature that the model is shown at.
pub const SHOAL_DEFAULT_TEMPERATURE: f32 = 0.9;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sprite::{ENTRIES, PIXELS, SIDE, Sampling};

    #[test]
    fn the_constants_are_those_of_the_library() {
        assert_eq!((SHOAL_SIDE, SHOAL_PIXELS, SHOAL_COLOURS), (SIDE, PIXELS, ENTRIES));
        let usual = Sampling::default().colour_temperature;
        assert!((SHOAL_DEFAULT_TEMPERATURE - usual).abs() < 1e-6);
    }

    #[test]
    fn the_last_error_is_read_where_it_was_before() {
        let before = shoal_last_error();
        // SAFETY: null is allowed.
        let opened = unsafe { shoal_open_file(std::ptr::null()) };
        assert!(opened.is_null());
        assert_eq!(shoal_last_error(), before, "one place a thread, whatever the order of calls");
        // SAFETY: the text ends with a zero byte.
        let text = unsafe { std::ffi::CStr::from_ptr(before) };
        assert_eq!(text.to_str(), Ok("the path is null"));
    }
}
