//! Small creatures drawn by rule, so that pictures of the window show something at once.

use shoal::{
    generate::SpriteRequest,
    sprite::{SIDE, Sprite},
};

/// A creature that depends on the request and on nothing else.
pub(crate) fn draw(request: &SpriteRequest) -> Sprite {
    let zone = i32::from(request.brief.labels.zone.unwrap_or_default());
    let category = i32::from(request.brief.labels.category.unwrap_or_default());
    let roll = (request.seed as i32).wrapping_mul(31).wrapping_add(request.variant as i32 * 7);
    let ramp = 7 * ((zone + 2 * category + (roll & 1)) % 9);
    let (width, height) = (9 + (roll & 3), 5 + category % 4 + (roll >> 2 & 1));
    let middle = SIDE as i32 / 2;
    let mut sprite = Sprite::EMPTY;
    for y in 0..SIDE as i32 {
        for x in 0..SIDE as i32 {
            let (dx, dy) = (x - middle + 2, y - middle);
            let reach = dx * dx * 100 / (width * width) + dy * dy * 100 / (height * height);
            let is_tail = 6 < dx && dx < 14 && dy.abs() <= (dx - 6) / 2 + category % 2;
            if reach < 100 {
                let shade = 5 - dy * 2 / height - reach / 60;
                sprite.set(x, y, (1 + ramp + shade.clamp(1, 6)) as u8);
            } else if is_tail {
                sprite.set(x, y, (3 + ramp) as u8);
            }
        }
    }
    sprite.set(middle - 7, middle - 1, 1);
    // A spot that tells the rerolls of a cell apart.
    sprite.set(middle - 4 + (request.variant / 36 % 8) as i32, middle, 1);
    sprite
}
