//! The round brush of masks and of painting.

use super::SIDE;

/// The largest brush: it covers the whole canvas from anywhere on it.
pub(super) const MAX_BRUSH: u32 = 4 * SIDE as u32;

/// Whether a round brush of a diameter covers the pixel this far from its centre.
pub(super) fn is_under_brush((dx, dy): (i32, i32), size: u32) -> bool {
    let size = size.clamp(1, MAX_BRUSH) as i32;
    // Everything doubled, so that the middle of an even brush is a whole number. A little
    // less than the full radius, or single pixels would stick out at the four poles.
    let middle = i32::from(size % 2 == 0);
    let reach = (size * size - 2).max(size - 1);
    let (dx, dy) = (2 * dx - middle, 2 * dy - middle);
    dx * dx + dy * dy <= reach
}
