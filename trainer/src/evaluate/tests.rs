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

use super::{EvaluateArgs, evaluate, own, report::Report};

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

#[test]
fn a_model_of_own_art_is_measured_against_what_it_never_saw() {
    let folder = tempfile::tempdir().unwrap();
    let (art, out) = (folder.path().join("art"), folder.path().join("out"));
    std::fs::create_dir(&art).unwrap();
    let mut data = crate::data::foreign::foreign(160);
    data.world = data.world.with_axis("Kind", &["Odd", "Even"]);
    for (index, example) in data.examples.iter_mut().enumerate() {
        example.prompt = example.prompt.with(2, Some((index % 2) as u8));
    }
    data.write(&art.join("sprites.safetensors")).unwrap();
    let model = folder.path().join("model.safetensors");
    std::fs::write(&model, random_model(data.world.clone()).to_bytes(Dtype::F32)).unwrap();
    let line = ["--model", model.to_str().unwrap(), "--data-dir", art.to_str().unwrap()];
    let line = [&line[..], &["--out", out.to_str().unwrap(), "--samples-per-cell", "6"]].concat();
    let table = own::evaluate(&args(&line), &model, &art, ClassifierConfig::tiny).unwrap();
    assert!(table.contains("12 samples, against") && table.contains("kind: found in"), "{table}");
    // Noise is neither precise nor a copy.
    assert!(table.contains("of 8 bars reached"), "{table}");
    let report: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.join("report.json")).unwrap()).unwrap();
    assert!(report["static"].as_f64().unwrap() > 0.5, "{report}");
    assert_eq!(report["near_copies"].as_f64(), Some(0.0));
    assert!(report["held_out_static"].as_f64().unwrap() < 0.1);
    for picture in ["grid.png", "neighbours.png", "blind.png", "blind-key.txt"] {
        assert!(out.join(picture).is_file(), "{picture}");
    }
    let key = std::fs::read_to_string(out.join("blind-key.txt")).unwrap();
    assert_eq!(key.matches("by hand").count(), 60);
}
