//! Sprites of Shoal as pictures and animations of Godot.

use godot::{
    classes::{Image, ImageTexture, SpriteFrames, image::Format},
    prelude::*,
};
use shoal::{
    motion::Clip,
    sprite::{Palette, SIDE, Sprite},
};

/// A sprite as an image of 32x32 RGBA pixels.
pub(crate) fn image(sprite: &Sprite, palette: &Palette) -> Option<Gd<Image>> {
    let bytes = PackedByteArray::from(&sprite.to_rgba(palette)[..]);
    Image::create_from_data(SIDE as i32, SIDE as i32, false, Format::RGBA8, &bytes)
}

/// A clip as frames for an `AnimatedSprite2D`. Durations are in units of the animation's speed.
pub(crate) fn sprite_frames(clip: &Clip, palette: &Palette) -> Option<Gd<SpriteFrames>> {
    let mut frames = SpriteFrames::new_gd();
    let name = StringName::from(clip.tag.as_str());
    frames.rename_animation("default", &name);
    frames.set_animation_loop(&name, clip.loops);
    let first = f64::from(clip.durations.first().copied().unwrap_or(100).max(1));
    frames.set_animation_speed(&name, 1000.0 / first);
    for (sprite, milliseconds) in clip.frames.iter().zip(&clip.durations) {
        let texture = ImageTexture::create_from_image(&image(sprite, palette)?)?;
        let duration = (f64::from(*milliseconds) / first) as f32;
        frames.add_frame_ex(&name, &texture).duration(duration).done();
    }
    Some(frames)
}
