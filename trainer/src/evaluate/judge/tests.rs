//! A judge small enough to train in a test.

use indicatif::ProgressBar;
use shoal::{
    model::{ClassifierConfig, Critic},
    sprite::Sprite,
};

use super::{Judge, open_or_train};
use crate::corpus::{self, Sample, Split, sample};

fn share_right(judge: &Judge, samples: &[Sample]) -> (f64, f64) {
    let sprites: Vec<Sprite> = samples.iter().map(|sample| sample.sprite.clone()).collect();
    let verdicts = judge.look(&sprites).unwrap();
    let pairs = || verdicts.iter().zip(samples);
    let zones = pairs().filter(|(verdict, sample)| verdict.zone == sample.zone).count();
    let categories = pairs().filter(|(verdict, sample)| verdict.category == sample.category);
    (zones as f64 / samples.len() as f64, categories.count() as f64 / samples.len() as f64)
}

#[test]
fn a_tiny_judge_learns_is_kept_and_is_trained_anew_for_another_corpus() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("judge.safetensors");
    let bar = ProgressBar::hidden();
    let tiny = ClassifierConfig::tiny(Critic::verdicts_of(&corpus::schema()));
    let tiny = ClassifierConfig { features: 32, ..tiny };
    let (judge, trained) = open_or_train(&path, tiny, 3600, &bar).unwrap();
    assert!(trained);
    // Of sprites that it never saw. Guessing would be right for one in six; a judge this small
    // and this short in school is right for a quarter of the zones and more of the categories.
    let unseen: Vec<Sample> = (0..180).map(|index| sample(Split::Test, index)).collect();
    let (zones, categories) = share_right(&judge, &unseen);
    assert!(zones > 0.2 && categories > 0.3, "{zones} {categories}");

    let (kept, trained) = open_or_train(&path, tiny, 3600, &bar).unwrap();
    assert!(!trained);
    let sprites = [unseen[0].sprite.clone(), unseen[1].sprite.clone()];
    assert_eq!(kept.look(&sprites).unwrap(), judge.look(&sprites).unwrap());
    let length: f32 = judge.look(&sprites).unwrap()[0].features.iter().map(|x| x * x).sum();
    assert!((length - 1.0).abs() < 1e-4, "{length}");

    // Another length of training is another judge; a foreign file is no judge at all.
    let (_, trained) = open_or_train(&path, tiny, 48, &bar).unwrap();
    assert!(trained);
    std::fs::write(&path, b"GIF89a").unwrap();
    let error = format!("{:#}", open_or_train(&path, tiny, 48, &bar).err().unwrap());
    assert!(error.contains("judge.safetensors is no judge; give another --judge file"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), b"GIF89a");
}
