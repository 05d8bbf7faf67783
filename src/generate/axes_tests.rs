//! Axes beside zone and category, and labels of other worlds.

use std::ops::ControlFlow;

use super::{
    reference::{full_forward, random_checkpoint, random_checkpoint_of, tiny_generator},
    *,
};
use crate::{
    model::{Checkpoint, Config, Dtype},
    sprite::{Prompt, Sampling, ScanOrder, Sprite, World},
};

#[test]
fn an_axis_more_is_data_and_changes_what_is_drawn() {
    let world = World::ocean().with_axis("Pattern", &["Plain", "Striped", "Spotted"]);
    let checkpoint = random_checkpoint_of(world.clone(), Config::tiny(), 3);
    let read = Checkpoint::from_bytes(&checkpoint.to_bytes(Dtype::F32)).unwrap();
    let generator = Generator::new(&read);
    assert_eq!(generator.world(), &world);
    let drawn = |pattern: &str| {
        let labels = world.labels([("category", "coral"), ("pattern", pattern)]).unwrap();
        let request = SpriteRequest::new(labels, 7, 0, Sampling::default());
        let sprite = generator.generate(&request);
        let recipe = generator.recipe(&request, &sprite);
        assert_eq!(recipe.labels(&world), Ok(labels), "the recipe leads there again");
        assert_eq!(recipe.with.contains_key("pattern"), pattern != "any");
        let expected = full_forward(&read, (ScanOrder::Forwards, labels), &sprite, None);
        let exact = Generator::with_precision(&read, Precision::F32);
        let apart = exact.logits(labels, &sprite, None).into_iter().zip(expected);
        assert!(apart.fold(0.0, |apart: f32, (a, b)| apart.max((a - b).abs())) < 1e-4);
        sprite
    };
    let sprites = ["any", "plain", "striped", "spotted"].map(drawn);
    for (at, sprite) in sprites.iter().enumerate() {
        assert!(!sprites[..at].contains(sprite), "pattern {at} is drawn like another");
    }
    // A network that was taught nothing about the axis yet draws what it drew before.
    let before = random_checkpoint(Config::tiny(), 3);
    let mut data = before.clone().into_data();
    data.weights.insert("embed.axis.pattern".to_owned(), vec![0.0; 4 * 32]);
    (data.config, data.world) = (data.config.for_schema(&world), world.clone());
    let taught = Generator::new(&Checkpoint::new(data).unwrap());
    let coral = world.labels([("category", "coral"), ("pattern", "plain")]).unwrap();
    let request = SpriteRequest::new(coral, 7, 0, Sampling::default());
    let old = SpriteRequest { brief: Prompt::of(None, Some(2)).into(), ..request.clone() };
    assert_eq!(taught.generate(&request), Generator::new(&before).generate(&old));
}

#[test]
fn labels_of_another_world_are_refused() {
    let generator = tiny_generator();
    let mut other = World::ocean();
    other.categories.swap(0, 1);
    let labels = other.prompt("vent", "grazer").unwrap();
    let request = SpriteRequest::new(labels, 7, 0, Sampling::default());
    assert!(!generator.accepts(&request));
    let mut watch = |_: &[Preview]| ControlFlow::Continue(());
    let own = SpriteRequest::new(Prompt::cell(0, 0), 7, 0, Sampling::default());
    let (outcome, previews) = generator.run(&[own, request.clone()], 2, &mut watch);
    assert_eq!((outcome, previews), (Outcome::Refused, vec![Preview::default(); 2]));
    assert_eq!(generator.generate(&request), Sprite::EMPTY);
    let here = generator.world().translated(&other, labels);
    assert_eq!(here, Prompt::cell(5, 1));
    let translated = SpriteRequest { brief: here.into(), ..request };
    assert!(generator.accepts(&translated) && generator.generate(&translated) != Sprite::EMPTY);
}
