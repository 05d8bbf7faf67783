//! A whole lesson of a tiny critic about a tiny model, and what the engine makes of it.

use clap::Parser as _;
use shoal::{
    model::Checkpoint,
    sprite::{Palette, Prompt, World},
};

use super::*;
use crate::evaluate::tests::random_model;

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
    let (critic, facts) = teach(&args(&line), ClassifierConfig::tiny(Critic::VERDICTS)).unwrap();
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
    for (score, sample) in scores(&network, &samples).unwrap().iter().zip(&samples) {
        let prompt = Prompt::cell(sample.zone, sample.category);
        let of_engine = generator.criticise(prompt, &sample.sprite).unwrap();
        assert!((score - of_engine).abs() < 1e-3 * (1.0 - score), "{score} {of_engine}");
    }
    assert_eq!(generator.critic_threshold(), Some(critic.threshold));
}

#[test]
fn nonsense_is_refused_before_any_work() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.safetensors");
    let line = ["--out", out.to_str().unwrap(), "--redrawn", "1.5"];
    let config = ClassifierConfig::tiny(Critic::VERDICTS);
    let error = format!("{:#}", teach(&args(&line), config).unwrap_err());
    assert!(error.contains("--redrawn is a share between 0 and 0.9, not 1.5"), "{error}");
    let line = ["--out", out.to_str().unwrap(), "--model", "/nowhere/at/all"];
    let error = format!("{:#}", teach(&args(&line), config).unwrap_err());
    assert!(error.contains("/nowhere/at/all") && !out.exists(), "{error}");
}
