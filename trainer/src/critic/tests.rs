//! A tiny critic learns from a tiny model, and what the engine makes of it.

use clap::Parser as _;
use shoal::{
    generate::Generator,
    model::Checkpoint,
    sprite::{Palette, Prompt, World},
};

use super::*;
use crate::{
    corpus::{self, Sample, Split},
    data::foreign::foreign,
    evaluate::tests::random_model,
};

#[derive(clap::Parser)]
struct Program {
    #[command(flatten)]
    args: CriticArgs,
}

fn args(line: &[&str]) -> CriticArgs {
    Program::try_parse_from([&["critic"], line].concat()).unwrap().args
}

#[test]
fn a_critic_learns_what_noise_is_and_the_engine_agrees_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (model, out) = (path("model.safetensors"), path("with-critic.safetensors"));
    std::fs::write(&model, random_model(World::ocean()).to_bytes(Dtype::F32)).unwrap();
    let line = ["--model", &model, "--out", &out, "--drawings-per-cell", "4"];
    let line = [&line[..], &["--sprites", "3200", "--redrawn", "0.5"]].concat();
    let (critic, facts) = teach(&args(&line), ClassifierConfig::tiny).unwrap();
    // A random network draws noise, which is easily told from a fish.
    assert!(facts.told_apart > 0.9, "{facts:?}");
    assert!(facts.real_refused < 0.5, "{facts:?}");

    let checkpoint = Checkpoint::open(out.as_ref()).unwrap();
    let kept = checkpoint.critic.clone().unwrap();
    assert_eq!(
        (kept.config, kept.threshold.to_bits()),
        (critic.config, critic.threshold.to_bits())
    );
    assert_eq!(checkpoint.palette, Palette::ocean());
    // The same verdicts from candle and from the engine, but for the rounding to sixteen bits.
    let generator = Generator::new(&checkpoint);
    let tensors = kept.weights.iter().zip(kept.config.tensors()).map(|((name, values), _)| {
        let shape = kept.config.tensors().into_iter().find(|(other, _)| other == name).unwrap().1;
        let tensor = Tensor::from_vec(values.clone(), &shape, &Device::Cpu).unwrap();
        (name.clone(), tensor)
    });
    let network = Classifier { config: kept.config, tensors: tensors.collect() };
    let samples: Vec<Sample> = (0..36).map(|index| corpus::sample(Split::Test, index)).collect();
    let examples: Vec<Example> = samples.iter().cloned().map(material::of_sample).collect();
    for (score, sample) in scores(&network, &examples).unwrap().iter().zip(&samples) {
        let prompt = Prompt::cell(sample.zone, sample.category);
        let of_engine = generator.criticise(prompt, &sample.sprite).unwrap();
        assert!((score - of_engine).abs() < 1e-3 * (1.0 - score), "{score} {of_engine}");
    }
    assert_eq!(generator.critic_threshold(), Some(critic.threshold));
}

#[test]
fn a_critic_of_a_world_with_traits_knows_them_and_asks_for_what_was_asked() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (model, out) = (path("model.safetensors"), path("with-critic.safetensors"));
    std::fs::write(&model, random_model(corpus::schema()).to_bytes(Dtype::F32)).unwrap();
    let line = ["--model", &model, "--out", &out, "--drawings-per-cell", "4"];
    let line = [&line[..], &["--sprites", "4800", "--redrawn", "0.5"]].concat();
    let config = |n| ClassifierConfig { features: 32, ..ClassifierConfig::tiny(n) };
    let (_, facts) = teach(&args(&line), config).unwrap();
    assert_eq!(facts.traits.len(), corpus::schema().traits.len());
    let main = facts.traits.iter().find(|(name, _)| name == "main").unwrap().1;
    assert!(main > 0.3, "one in nine is chance: {:?}", facts.traits);

    let checkpoint = Checkpoint::open(out.as_ref()).unwrap();
    let generator = Generator::new(&checkpoint);
    let critic = checkpoint.critic.as_ref().unwrap();
    assert_eq!(critic.traits.len(), facts.traits.len());
    // A colour that a sprite does not have lowers the score, and no further trait raises it.
    let main = Schema::CATEGORY + 1 + critic.traits.iter().position(|it| it.values == 9).unwrap();
    let mut lowered = 0;
    for index in 0..36 {
        let (sample, labels) = corpus::labelled_sample(Split::Test, index);
        let cell = Labels::cell(sample.zone, sample.category);
        let score = |labels| generator.criticise(labels, &sample.sprite).unwrap();
        let worst = |colour| cell.with(main, Some(colour));
        let least = (0..9).map(|colour| score(worst(colour))).fold(f32::MAX, f32::min);
        assert!(score(labels) <= score(cell));
        lowered += usize::from(least < score(cell) - 0.5);
    }
    assert!(lowered > 18, "{lowered} of 36");
}

#[test]
fn a_critic_learns_from_an_artists_own_sprites_some_of_which_have_no_labels() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (model, out, art) = (path("model.safetensors"), path("out.safetensors"), path("art"));
    let mut data = foreign(180);
    data.world = data.world.with_axis("Kind", &["Odd", "Even"]);
    for (index, example) in data.examples.iter_mut().enumerate() {
        example.prompt = example.prompt.with(2, (index % 5 > 0).then_some((index % 2) as u8));
    }
    std::fs::create_dir(&art).unwrap();
    data.write(&folder.path().join("art/sprites.safetensors")).unwrap();
    std::fs::write(&model, random_model(data.world.clone()).to_bytes(Dtype::F32)).unwrap();
    let line = ["--model", &model, "--data-dir", &art, "--out", &out, "--redrawn", "0.5"];
    let line = [&line[..], &["--drawings-per-cell", "80"]].concat();
    let (critic, facts) = teach(&args(&line), ClassifierConfig::tiny).unwrap();
    assert!(facts.told_apart > 0.8, "noise is no fish: {facts:?}");
    assert_eq!(critic.traits.len(), 1);
    assert!(facts.traits[0].1 > 0.0, "{facts:?}");
    let checkpoint = Checkpoint::open(out.as_ref()).unwrap();
    assert_eq!(checkpoint.world, data.world);
    let generator = Generator::new(&checkpoint);
    let labels = data.world.labels([("category", "demons"), ("kind", "even")]).unwrap();
    assert!(generator.criticise(labels, &data.examples[0].sprite).is_some());

    // Sprites of another world, and too few.
    let mut other = data.clone();
    other.world.zones[0] = "Cave".to_owned();
    other.write(&folder.path().join("art/sprites.safetensors")).unwrap();
    let error = format!("{:#}", teach(&args(&line), ClassifierConfig::tiny).unwrap_err());
    assert!(error.contains("another world"), "{error}");
    data.examples.truncate(99);
    data.origins.truncate(99);
    data.write(&folder.path().join("art/sprites.safetensors")).unwrap();
    let error = format!("{:#}", teach(&args(&line), ClassifierConfig::tiny).unwrap_err());
    assert!(error.contains("holds 99 sprites; 100 are the least"), "{error}");
}

#[test]
fn nonsense_is_refused_before_any_work() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.safetensors");
    let line = ["--out", out.to_str().unwrap(), "--redrawn", "1.5"];
    let config = ClassifierConfig::tiny;
    let error = format!("{:#}", teach(&args(&line), config).unwrap_err());
    assert!(error.contains("--redrawn is a share between 0 and 0.9, not 1.5"), "{error}");
    let line = ["--out", out.to_str().unwrap(), "--model", "/nowhere/at/all"];
    let error = format!("{:#}", teach(&args(&line), config).unwrap_err());
    assert!(error.contains("/nowhere/at/all") && !out.exists(), "{error}");
}
