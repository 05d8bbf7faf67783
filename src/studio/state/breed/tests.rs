use super::*;
use crate::{
    generate::{Priority, SpriteSource},
    sprite::{Palette, Recipe, Sampling, Sprite},
};

#[test]
fn nonsense_in_the_settings_is_pulled_into_range() {
    let wild = BreedSettings {
        strength: f32::NAN,
        n_children: 999,
        share: 7.0,
        brush: 0,
        ghost: -1.0,
        ..BreedSettings::default()
    };
    let tame = wild.clamped();
    assert!((tame.strength - Cross::STRENGTH).abs() < 1e-6);
    assert_eq!((tame.n_children, tame.brush), (64, 1));
    assert_eq!((tame.share, tame.ghost), (1.0, 0.0));
}

/// A worker that does nothing.
struct Idle;

impl SpriteSource for Idle {
    fn generate(&mut self, _requests: Vec<SpriteRequest>, _priority: Priority) -> JobId {
        JobId(1)
    }

    fn cancel(&mut self, _job: JobId) {}

    fn open_checkpoint(&mut self, _path: std::path::PathBuf) {}

    fn poll(&mut self) -> Option<crate::generate::Event> {
        None
    }

    fn previews(&self, _job: JobId) -> Option<Vec<crate::generate::Preview>> {
        None
    }
}

fn art(colour: u8, parents: &[&str]) -> Arc<Art> {
    let mut sprite = Sprite::EMPTY;
    sprite.set(0, 0, colour);
    let recipe = Recipe {
        checkpoint: String::new(),
        engine: String::new(),
        precision: String::new(),
        zone: "any".to_owned(),
        category: "any".to_owned(),
        with: std::collections::BTreeMap::new(),
        seed: 0,
        variant: 0,
        sampling: Sampling::default(),
        hints: None,
        sketch: None,
        parents: parents.iter().map(|&hash| hash.to_owned()).collect(),
        edits: Vec::new(),
        palette: None,
        motion: None,
        shading: None,
        pixels: sprite.content_hash(),
    };
    Arc::new(Art {
        shading: None,
        sprite,
        palette: Arc::new(Palette::ocean()),
        recipe: Some(recipe),
        drawn_as: None,
        frames: None,
        request: None,
        title: String::new(),
        subtitle: String::new(),
        file_name: String::new(),
    })
}

#[test]
fn a_family_tells_of_the_known_and_of_the_missing() {
    let mut state = State::new(Box::new(Idle));
    assert!(state.family().iter().all(Option::is_none));
    let (grandparent, lost) = (art(1, &[]), "0123456789abcdef");
    let parent = art(2, &[&grandparent.hash(), lost]);
    let child = art(3, &[lost, &parent.hash()]);
    for known in [&grandparent, &parent] {
        state.set_parent(Parent::A, known);
    }
    state.current = Current::Held { art: child, from: Place::Child(0) };
    let missing = Some(Kin::Missing(lost.to_owned()));
    let expected = [
        missing.clone(),
        Some(Kin::Known(parent)),
        None,
        None,
        Some(Kin::Known(grandparent)),
        missing,
    ];
    assert_eq!(state.family(), expected);
    state.pick_kin(0);
    assert_eq!(state.family(), expected, "what is missing cannot be picked");
    state.pick_kin(1);
    assert_eq!(state.family()[1], expected[0]);
    // Undoing both picks forgets no sprite.
    state.undo();
    state.undo();
    assert!(state.breed.parent(Parent::A).is_none());
    assert!(matches!(state.family()[0], Some(Kin::Known(_))));
}

#[test]
fn only_the_last_parents_are_remembered() {
    let mut known = family::Known::default();
    let arts: Vec<Arc<Art>> = (0..600_u32)
        .map(|index| {
            let mut art = Art::clone(&art(1, &[]));
            art.recipe.as_mut().unwrap().pixels = index.to_string();
            Arc::new(art)
        })
        .collect();
    known.meet(arts.iter());
    known.meet(arts.iter().skip(590));
    assert!(known.find("0").is_none() && known.find("87").is_none());
    assert!(known.find("88").is_some() && known.find("599").is_some());
}
