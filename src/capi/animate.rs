//! Clips of still sprites, into the caller's buffers.

use std::ffi::c_char;

use super::{
    SHOAL_ERROR, ShoalCell, ShoalGenerator,
    error::guarded,
    memory::{bytes_a_sprite, check_room, encode, known, many, sprite_of, text, write},
};
use crate::{
    motion::{Action, Animator, BodyPlan, Motion},
    sprite::PIXELS,
};

/// A clip of a still sprite. Equal sprites and motions make equal clips.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ShoalMotion {
    /// What the sprite was drawn as; with its outline it tells how the creature is built.
    pub cell: ShoalCell,
    /// How the creature is built, "crab" or "eel", where that is known; NULL: found from the cell
    /// and the pixels.
    pub body: *const c_char,
    /// What it does: "move" (as its body does: swims, walks, sways), "idle", "turn", "hurt",
    /// "die"; NULL: "move".
    pub action: *const c_char,
    /// How many frames, 2 to 16; 0: 6.
    pub n_frames: u32,
    /// How far it moves: 1 is what its body does; 0: 1.
    pub strength: f32,
    /// Decides what differs between creatures of one build.
    pub seed: u64,
}

/// Makes a clip of a flat or lit sprite (`SHOAL_PIXELS` palette indices): frames lie one behind
/// the other in `out`, which has room for as many as `motion` asks for. They have the colours of
/// the sprite and no others, and the last of "move" and "idle" leads back to the first. There may
/// be fewer, where more would be the same; `n_frames`, if it is not NULL, gets their number.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed; `indices` is null or points to
/// 1024 bytes; `motion` is null or points to a motion whose texts are null or end with a zero
/// byte; `out` is null, or has room for `n_bytes`; `n_frames` is null or points to a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_animate(
    generator: *const ShoalGenerator,
    indices: *const u8,
    motion: *const ShoalMotion,
    format: i32,
    out: *mut u8,
    n_bytes: usize,
    n_frames: *mut u32,
) -> i32 {
    guarded(SHOAL_ERROR, || {
        // SAFETY: the caller vouches for all three.
        let (generator, indices, given) =
            unsafe { (known(generator)?, many(indices, PIXELS)?, many(motion, 1)?[0]) };
        // SAFETY: the caller vouches for its texts.
        let (plan, motion) = unsafe { given.read() }?;
        let needed = bytes_a_sprite(format)?.saturating_mul(usize::from(motion.frames));
        check_room(needed, out, n_bytes)?;
        let sprite = sprite_of(indices)?;
        let prompt = given.cell.read(generator)?;
        let plan = plan.unwrap_or_else(|| generator.body_plan(prompt, &sprite));
        let animator = Animator::new(&sprite, generator.palette(), plan);
        let clip = animator.clip(&motion).map_err(|error| error.to_string())?;
        let bytes: Vec<u8> = clip
            .frames
            .iter()
            .flat_map(|frame| encode(frame, generator.palette(), format))
            .collect();
        // SAFETY: the caller vouches for it.
        if let Some(n_frames) = unsafe { n_frames.as_mut() } {
            *n_frames = clip.frames.len() as u32;
        }
        // SAFETY: the caller vouches for the room.
        unsafe { write(&bytes, out, n_bytes) }
    })
}

impl ShoalMotion {
    /// What is asked for, and the body plan where one is named.
    ///
    /// # Safety
    /// Its texts are null, or end with a zero byte.
    pub(super) unsafe fn read(self) -> Result<(Option<BodyPlan>, Motion), String> {
        let usual = Motion::default();
        let plan = if self.body.is_null() {
            None
        } else {
            // SAFETY: it is not null, and the caller vouches for the zero byte.
            let name = unsafe { text(self.body, "the body") }?;
            let plan = BodyPlan::named(name);
            Some(plan.ok_or_else(|| format!("there is no body \"{name}\""))?)
        };
        let action = if self.action.is_null() {
            Action::Move
        } else {
            // SAFETY: as above.
            let name = unsafe { text(self.action, "the action") }?;
            Action::named(name).ok_or_else(|| {
                format!("there is no action \"{name}\"; move, idle, turn, hurt and die are")
            })?
        };
        let motion = Motion {
            action,
            frames: match self.n_frames {
                0 => usual.frames,
                n_frames => u8::try_from(n_frames).unwrap_or(u8::MAX),
            },
            strength: if self.strength == 0.0 { usual.strength } else { self.strength },
            seed: self.seed,
            ..usual
        };
        motion.check().map_err(|error| error.to_string())?;
        Ok((plan, motion))
    }
}
