//! A whole evaluation of a tiny random model by a tiny judge.

use std::collections::BTreeSet;

use clap::Parser as _;
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use shoal::{
    files::png::read_sprite,
    model::{Checkpoint, CheckpointData, ClassifierConfig, Config, Critic, Dtype},
    sprite::{Palette, World},
};

use super::{EvaluateArgs, evaluate, report::Report};

#[derive(clap::Parser)]
struct Program {
    #[command(flatten)]
    args: EvaluateArgs,
}

fn args(line: &[&str]) -> EvaluateArgs {
    Program::try_parse_from([&["evaluate"], line].concat()).unwrap().args
}

fn tiny_judge() -> ClassifierConfig {
    ClassifierConfig::tiny(Critic::verdicts_of(&crate::corpus::schema()))
}

pub(crate) fn random_model(world: World) -> Checkpoint {
    let config = Config::tiny().for_schema(&world);
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let weights = config
        .tensors()
        .into_iter()
        .map(|(name, shape)| {
            let count = shape.iter().product::<usize>();
            (name, (0..count).map(|_| rng.random_range(-0.3..0.3_f32)).collect())
        })
        .collect();
    let data = CheckpointData {
        config,
        world,
        palette: Palette::ocean(),
        training: serde_json::json!({ "steps": 0 }),
        weights,
        critic: None,
        shape: None,
        exemplars: None,
    };
    Checkpoint::new(data).unwrap()
}

fn missed(report: &Report) -> BTreeSet<&str> {
    report.bars.iter().filter(|bar| !bar.reached).map(|bar| bar.name.as_str()).collect()
}

#[test]
fn a_random_model_fails_and_the_corpus_passes() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (model, out, judge) = (path("model.safetensors"), path("out"), path("judge"));
    let bytes = random_model(World::ocean()).to_bytes(Dtype::F32);
    std::fs::write(&model, bytes).unwrap();
    let shared = ["--judge", &judge, "--judge-sprites", "3600", "--training-per-cell", "20"];

    let line = ["--model", &model, "--out", &out, "--samples-per-cell", "1", "--held-out", "13"];
    let few = ["--temperatures", "0.2,1.5"];
    let report = evaluate(&args(&[&line[..], &few, &shared].concat()), tiny_judge()).unwrap();
    let loss = report.held_out.unwrap().loss;
    assert!(loss > 2.0, "a random model guesses: {loss}");
    // What an untrained model draws is noise, and every figure that should say so does.
    let missed = missed(&report);
    for bar in [
        "right category",
        "right zone",
        "static, default settings",
        "static, worst temperature",
        "coverage",
        "completions: seams, worst mask",
    ] {
        assert!(missed.contains(bar), "{bar}: {}", report.table());
    }
    let kept: usize = report.breeding.iter().map(|row| row.kept_pixels).sum();
    assert!(kept > 3 * 9 * 300, "{kept}");
    assert!(!missed.contains("completions: kept pixels that changed"));
    for name in ["grid.png", "sweep.png", "neighbours.png", "completions.png"] {
        let bytes = std::fs::read(folder.path().join("out").join(name)).unwrap();
        assert!(bytes.starts_with(b"\x89PNG"), "{name}");
        assert!(read_sprite(&folder.path().join("out").join(name)).is_err(), "{name} is a sheet");
    }
    let json = std::fs::read(folder.path().join("out/report.json")).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["measured"]["right"]["cells"].as_array().unwrap().len(), 36);
    assert_eq!(json["temperatures"][1]["sprites"], 9);
    assert_eq!(json["bars"].as_array().unwrap().len(), report.bars.len());

    let out = path("corpus");
    let line = ["--corpus", "--out", &out, "--samples-per-cell", "8"];
    let report = evaluate(&args(&[&line[..], &shared].concat()), tiny_judge()).unwrap();
    // A tiny judge makes mistakes, but what asks no judge has to be right.
    let missed = self::missed(&report);
    for bar in ["empty, default settings", "static, default settings", "precision", "coverage"] {
        assert!(!missed.contains(bar), "{bar}: {}", report.table());
    }
    assert!(report.variety.unwrap().distinct_least > 200);
    let table = report.table();
    assert!(table.contains("The bars are set for --samples-per-cell 64"), "{table}");
}

#[test]
fn a_model_of_another_world_and_nonsense_are_refused_before_any_work() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model.safetensors");
    let mut world = World::ocean();
    world.zones[0] = "Forest".to_owned();
    std::fs::write(&model, random_model(world).to_bytes(Dtype::F32)).unwrap();
    let out = folder.path().join("out");
    let (model, out) = (model.to_str().unwrap(), out.to_str().unwrap());
    let refused = |line: &[&str]| {
        let error = evaluate(&args(&[line, &["--out", out]].concat()), tiny_judge()).unwrap_err();
        assert!(!folder.path().join("out").exists());
        format!("{error:#}")
    };
    let error = refused(&["--model", model]);
    assert!(error.contains("draws another world") && error.contains("model.safetensors"));
    let error = refused(&["--model", "/nowhere/at/all"]);
    assert!(error.starts_with("cannot open /nowhere/at/all"), "{error}");
    let error = refused(&["--temperatures", "0.2,-1"]);
    assert!(error.contains("between 0 and 4"), "{error}");
    assert!(Program::try_parse_from(["evaluate", "--samples-per-cell", "0"]).is_err());
}
