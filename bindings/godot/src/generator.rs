//! One sprite now.

use std::{path::Path, sync::OnceLock};

use godot::{
    classes::{Image, SpriteFrames},
    prelude::*,
};
use shoal::{
    generate::{Generator, ShapeFirst, SpriteRequest},
    motion::{Action, Motion},
    sprite::Sampling,
};

use crate::frames::{image, sprite_frames};

/// The model inside the library, loaded once: clones share its weights.
pub(crate) fn built_in() -> Generator {
    static GENERATOR: OnceLock<Generator> = OnceLock::new();
    GENERATOR.get_or_init(Generator::embedded).clone()
}

/// What a prompt line asks for, or what is wrong with it.
pub(crate) fn request(
    generator: &Generator,
    words: &GString,
    seed: i64,
) -> Result<SpriteRequest, String> {
    let world = generator.world();
    let labels = world.read_words(&words.to_string()).map_err(|error| error.to_string())?;
    let request = SpriteRequest::new(labels, seed.cast_unsigned(), 0, Sampling::default());
    Ok(request.with_shape_first(ShapeFirst::Auto))
}

/// A motion by the name of its action: "move", "idle", "turn", "hurt" or "die".
pub(crate) fn motion(action: &GString) -> Result<Motion, String> {
    let name = action.to_string();
    let action = Action::named(&name).ok_or_else(|| {
        let names = Action::ALL.map(Action::name).join(", ");
        format!("there is no motion \"{name}\"; known are {names}")
    })?;
    Ok(Motion { action, ..Motion::default() })
}

/// Draws sprites on the calling thread, some tenths of a second each. For a game that runs use
/// [`ShoalStream`](crate::ShoalStream).
#[derive(GodotClass)]
#[class(base = RefCounted)]
pub struct ShoalGenerator {
    generator: Generator,
}

#[godot_api]
impl IRefCounted for ShoalGenerator {
    fn init(_: Base<RefCounted>) -> Self {
        Self { generator: built_in() }
    }
}

#[godot_api]
impl ShoalGenerator {
    /// Draws with another model from now on: a checkpoint file, as `ProjectSettings.globalize_path`
    /// gives its path. False, with an error in the debugger, if it cannot be opened.
    #[func]
    fn open(&mut self, path: GString) -> bool {
        match Generator::open(Path::new(&path.to_string())) {
            Ok(generator) => {
                self.generator = generator;
                true
            }
            Err(error) => {
                godot_error!("{path}: {error}");
                false
            }
        }
    }

    /// A sprite of 32x32 pixels for words ("hadal jellyfish") and a seed, or null.
    #[func]
    fn draw(&self, words: GString, seed: i64) -> Option<Gd<Image>> {
        match request(&self.generator, &words, seed) {
            Ok(request) => image(&self.generator.generate(&request), self.generator.palette()),
            Err(error) => {
                godot_error!("{error}");
                None
            }
        }
    }

    /// The same sprite in motion, for an `AnimatedSprite2D`: one animation, which is called
    /// "swim", "walk" or as the creature's body moves. Null if a word is not known.
    #[func]
    fn animate(&self, words: GString, seed: i64, action: GString) -> Option<Gd<SpriteFrames>> {
        let drawn = || {
            let (request, motion) = (request(&self.generator, &words, seed)?, motion(&action)?);
            let sprite = self.generator.generate(&request);
            let clip = self.generator.animate(request.brief.labels, &sprite, &motion);
            clip.map_err(|error| error.to_string())
        };
        match drawn() {
            Ok(clip) => sprite_frames(&clip, self.generator.palette()),
            Err(error) => {
                godot_error!("{error}");
                None
            }
        }
    }

    /// Every word that a prompt may have.
    #[func]
    fn words(&self) -> PackedStringArray {
        let world = self.generator.world();
        world.words().iter().map(|word| GString::from(&word.spelling[..])).collect()
    }
}
