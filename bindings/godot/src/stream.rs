//! Sprites in the background, while the game runs.

use godot::prelude::*;
use shoal::generate::{Effort, Generator, Room, SpriteStream, StreamSettings};

use crate::{
    frames::{image, sprite_frames},
    generator::{built_in, motion, request},
};

/// Draws sprites on threads of its own and emits `arrived` for each: at most one a frame.
///
/// Set its properties before it enters the tree. It rests once `ahead` sprites wait.
#[derive(GodotClass)]
#[class(base = Node)]
pub struct ShoalStream {
    /// What to draw: prompts in words, one after the other; none draws anything.
    #[export]
    prompts: PackedStringArray,
    /// Sprite `k` of a seed is always the same.
    #[export]
    seed: i64,
    /// How many sprites are drawn ahead.
    #[export]
    ahead: i32,
    /// The share of one core that it works, above 0 and at most 1.
    #[export]
    share: f32,
    /// The motion in which sprites arrive: "move", "idle", "turn", "hurt", "die", or nothing.
    #[export]
    action: GString,
    generator: Option<Generator>,
    stream: Option<SpriteStream>,
    base: Base<Node>,
}

#[godot_api]
impl ShoalStream {
    /// A sprite is there: its picture, its animation (null where no motion is asked for), and
    /// which sprite of the stream it is, from 0.
    #[signal]
    fn arrived(image: Gd<godot::classes::Image>, frames: Variant, index: i64);

    /// How many sprites wait.
    #[func]
    fn ready_count(&self) -> i64 {
        self.stream.as_ref().map_or(0, |stream| stream.n_ready() as i64)
    }

    fn open(&mut self) -> Result<(), String> {
        let generator = built_in();
        let mut settings = StreamSettings::new(self.seed.cast_unsigned());
        let of = |words: &GString| Ok(request(&generator, words, 0)?.brief.labels);
        let prompts: Vec<_> =
            self.prompts.as_slice().iter().map(of).collect::<Result<_, String>>()?;
        if !prompts.is_empty() {
            settings.prompts = prompts.into();
        }
        settings.room = Room::Sprites(usize::try_from(self.ahead).unwrap_or(0));
        settings.effort = Effort::share(self.share);
        if !self.action.is_empty() {
            settings.motion = Some(motion(&self.action)?);
        }
        self.stream = Some(generator.stream(settings).map_err(|error| error.to_string())?);
        self.generator = Some(generator);
        Ok(())
    }
}

#[godot_api]
impl INode for ShoalStream {
    fn init(base: Base<Node>) -> Self {
        Self {
            prompts: PackedStringArray::new(),
            seed: 0,
            ahead: 8,
            share: 0.25,
            action: GString::new(),
            generator: None,
            stream: None,
            base,
        }
    }

    fn ready(&mut self) {
        // The editor shows the node and does not draw.
        if godot::classes::Engine::singleton().is_editor_hint() {
            return;
        }
        if let Err(error) = self.open() {
            godot_error!("{error}");
        }
    }

    fn process(&mut self, _delta: f64) {
        let (Some(stream), Some(generator)) = (&self.stream, &self.generator) else { return };
        let Some(arrival) = stream.try_next() else { return };
        let palette = generator.palette();
        let Some(image) = image(&arrival.sprite, palette) else { return };
        let frames = arrival.clip.and_then(|clip| sprite_frames(&clip, palette));
        let frames = frames.map_or_else(Variant::nil, |frames| frames.to_variant());
        self.signals().arrived().emit(&image, &frames, arrival.index as i64);
    }

    fn exit_tree(&mut self) {
        // The library may be unloaded next.
        if let Some(stream) = self.stream.take() {
            stream.close();
        }
    }
}
