//! What a sprite should be, axis by axis, where zone and category are not all.

use std::ffi::c_char;

use super::{
    SHOAL_ERROR, SHOAL_OK, ShoalGenerator, ShoalRequest,
    error::guarded,
    memory::{bytes_a_sprite, check_room, encode, known, many, text, write},
};
use crate::sprite::{Labels, Schema};

/// What a sprite should be where zone and category are not all. One thread at a time may change it.
#[derive(Debug)]
pub struct ShoalBrief {
    pub(super) labels: Labels,
    world: Schema,
}

/// A brief for a generator, which asks for anything. NULL: an error.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_brief_new(generator: *const ShoalGenerator) -> *mut ShoalBrief {
    guarded(std::ptr::null_mut(), || {
        // SAFETY: the caller vouches for it.
        let world = unsafe { known(generator) }?.world().clone();
        let labels = Labels::default().bound(world.id());
        Ok(Box::into_raw(Box::new(ShoalBrief { labels, world })))
    })
}

/// Asks for a value of an axis by name, as "pattern" and "striped"; "any" takes it back.
///
/// # Safety
/// `brief` is null, or from this library and not yet freed; `axis` and `value` are null or texts
/// that end with a zero byte.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_brief_set(
    brief: *mut ShoalBrief,
    axis: *const c_char,
    value: *const c_char,
) -> i32 {
    guarded(SHOAL_ERROR, || {
        // SAFETY: the caller vouches for it.
        let brief = unsafe { brief.as_mut() }.ok_or_else(|| "the brief is null".to_owned())?;
        // SAFETY: the caller vouches for the zero bytes.
        let (axis, value) = unsafe { (text(axis, "the axis")?, text(value, "the value")?) };
        let labels = brief.world.with(brief.labels, axis, value);
        brief.labels = labels.map_err(|error| error.to_string())?;
        Ok(SHOAL_OK)
    })
}

/// Asks for what a line says in words, as "small striped crab, hadal", and for nothing else. A word
/// that the generator's world does not have is an error that names the nearest one, and leaves the
/// brief as it was.
///
/// # Safety
/// `brief` is null, or from this library and not yet freed; `words` is null or a text that ends
/// with a zero byte.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_brief_words(brief: *mut ShoalBrief, words: *const c_char) -> i32 {
    guarded(SHOAL_ERROR, || {
        // SAFETY: the caller vouches for it.
        let brief = unsafe { brief.as_mut() }.ok_or_else(|| "the brief is null".to_owned())?;
        // SAFETY: the caller vouches for the zero byte.
        let words = unsafe { text(words, "the words")? };
        brief.labels = brief.world.read_words(words).map_err(|error| error.to_string())?;
        Ok(SHOAL_OK)
    })
}

/// Draws one sprite on the calling thread. Where the brief asks for no zone or no category, the
/// request's cell says which.
///
/// # Safety
/// `generator` and `brief` are null, or from this library and not yet freed; `request` is null or
/// points to a request; `out` is null, or has room for `n_bytes`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_generate_brief(
    generator: *const ShoalGenerator,
    brief: *const ShoalBrief,
    request: *const ShoalRequest,
    format: i32,
    out: *mut u8,
    n_bytes: usize,
) -> i32 {
    guarded(SHOAL_ERROR, || {
        // SAFETY: the caller vouches for all three.
        let (generator, brief, request) =
            unsafe { (known(generator)?, many(brief, 1)?, many(request, 1)?) };
        check_room(bytes_a_sprite(format)?, out, n_bytes)?;
        let (labels, mut request) = (brief[0].labels, request[0].read(generator)?);
        let cell = request.brief.labels;
        request.brief.labels = labels
            .with(Schema::ZONE, labels.zone.or(cell.zone))
            .with(Schema::CATEGORY, labels.category.or(cell.category));
        if !generator.accepts(&request) {
            return Err("the brief is for a generator of another world".to_owned());
        }
        let sprite = generator.generate(&request);
        // SAFETY: the caller vouches for the room.
        unsafe { write(&encode(&sprite, generator.palette(), format), out, n_bytes) }
    })
}

/// Frees a brief; NULL is allowed.
///
/// # Safety
/// `brief` is null, or from this library and not yet freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_brief_free(brief: *mut ShoalBrief) {
    guarded((), || {
        if !brief.is_null() {
            // SAFETY: the caller vouches that it is a box of ours that was not freed.
            drop(unsafe { Box::from_raw(brief) });
        }
        Ok(())
    });
}

#[cfg(test)]
mod tests {
    use std::ffi::{CStr, CString};

    use super::{
        super::{draw::sampling, handle::handle, *},
        *,
    };
    use crate::{
        generate::{Generator, SpriteRequest},
        model::{Checkpoint, CheckpointData, Config},
        sprite::Palette,
    };

    /// A generator of a tiny world with one axis more.
    fn generator() -> Generator {
        let world = Schema::ocean().with_axis("Pattern", &["Plain", "Striped"]);
        let config = Config::tiny().for_schema(&world);
        let mut state = 1_u32;
        let mut number = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        let tensors = config.tensors().into_iter();
        let weights = tensors
            .map(|(name, shape)| (name, (0..shape.iter().product()).map(|_| number()).collect()))
            .collect();
        let data = CheckpointData {
            config,
            world,
            palette: Palette::ocean(),
            training: serde_json::Value::Null,
            weights,
            critic: None,
            shape: None,
            exemplars: None,
        };
        Generator::new(&Checkpoint::new(data).unwrap())
    }

    #[test]
    fn a_brief_sets_axes_by_name_and_draws_with_them() {
        let rust = generator();
        let handle = handle(rust.clone());
        let cell = ShoalCell { zone: SHOAL_ANY, category: 2 };
        let request = ShoalRequest {
            cell,
            seed: 7,
            variant: 0,
            temperature: 0.9,
            guidance: 1.0,
            attempts: 1,
        };
        let mut pixels = vec![0; SHOAL_PIXELS];
        let c = |text: &str| CString::new(text).unwrap();
        // SAFETY: all pointers are of values that live on, and of this library.
        unsafe {
            let brief = shoal_brief_new(handle);
            let (axis, value) = (c("pattern"), c("striped"));
            assert_eq!(shoal_brief_set(brief, axis.as_ptr(), value.as_ptr()), SHOAL_OK);
            let n_bytes = pixels.len();
            let out = pixels.as_mut_ptr();
            assert_eq!(
                shoal_generate_brief(
                    handle,
                    brief,
                    &raw const request,
                    SHOAL_INDEXED,
                    out,
                    n_bytes
                ),
                SHOAL_OK
            );
            let labels = rust.world().labels([("category", "coral"), ("pattern", "striped")]);
            let sampling = sampling(0.9, 1.0, 1);
            let expected = SpriteRequest::new(labels.unwrap(), 7, 0, sampling);
            assert_eq!(pixels, rust.generate(&expected).pixels());
            let wrong = c("checked");
            assert_eq!(shoal_brief_set(brief, axis.as_ptr(), wrong.as_ptr()), SHOAL_ERROR);
            let told = CStr::from_ptr(shoal_last_error()).to_str().unwrap();
            assert_eq!(told, "there is no pattern \"checked\"; known are plain, striped and any");
            assert_eq!(shoal_brief_set(brief, std::ptr::null(), wrong.as_ptr()), SHOAL_ERROR);
            let words = c("striped corals");
            assert_eq!(shoal_brief_words(brief, words.as_ptr()), SHOAL_OK);
            let wrong = c("striped korals");
            assert_eq!(shoal_brief_words(brief, wrong.as_ptr()), SHOAL_ERROR);
            let told = CStr::from_ptr(shoal_last_error()).to_str().unwrap();
            assert!(told.contains("did you mean \"coral\""), "{told}");
            shoal_generate_brief(handle, brief, &raw const request, SHOAL_INDEXED, out, n_bytes);
            assert_eq!(pixels, rust.generate(&expected).pixels(), "the words before stay");
            let ocean = shoal_open_embedded();
            assert_eq!(
                shoal_generate_brief(ocean, brief, &raw const request, SHOAL_INDEXED, out, n_bytes),
                SHOAL_ERROR
            );
            shoal_brief_free(brief);
            shoal_generator_free(ocean);
            shoal_generator_free(handle);
        }
    }
}
