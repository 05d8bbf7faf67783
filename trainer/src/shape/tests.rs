use std::ops::ControlFlow;

use clap::Parser as _;
use shoal::{
    generate::ShapeFirst,
    sprite::{Sampling, World},
};

use super::*;

#[derive(clap::Parser)]
struct Cli {
    #[command(flatten)]
    args: ShapeArgs,
}

fn args(line: &str) -> ShapeArgs {
    Cli::try_parse_from(std::iter::once("shape").chain(line.split_whitespace())).unwrap().args
}

#[test]
fn a_tiny_network_learns_goes_on_and_is_part_of_the_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    let (out, log) = (folder.path().join("new.safetensors"), folder.path().join("log.jsonl"));
    let line = |model: &str| {
        let (out, log) = (out.display(), log.display());
        args(&format!(
            "{model} --out {out} --log {log} --pictures 1600 --batch 16 --adam-rate 0.01"
        ))
    };
    let first = learn(&line(""), ShapeConfig::tiny).unwrap();
    assert_eq!(first.world, corpus::schema());
    // The transformer draws what it drew before.
    let old = Checkpoint::embedded();
    assert!(old.weights.iter().all(|(name, values)| first.weights[name] == *values));
    assert!(first.earlier().any(|hash| hash == old.hash()));
    let second =
        learn(&line(&format!("--model {} --seed 2", out.display())), ShapeConfig::tiny).unwrap();
    let lines = std::fs::read_to_string(&log).unwrap();
    let lines: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let loss = |line: &serde_json::Value| line["held_out"].as_f64().unwrap();
    let (one, two) = (loss(&lines[0]), loss(lines.last().unwrap()));
    assert!(one < 1.2 && two < one, "{one} {two}");
    let read = Checkpoint::open(&out).unwrap();
    assert_eq!(read.shape.as_ref().unwrap().config, second.shape.as_ref().unwrap().config);
    // A request that names a trait gets a sketch, and one that names none does not.
    let generator = Generator::new(&read);
    let world = generator.world();
    let request = |labels| {
        // With more attempts a critic that knows traits takes the place of the shape.
        let once = Sampling { attempts: 1, ..Sampling::default() };
        shoal::generate::SpriteRequest::new(labels, 1, 0, once).with_shape_first(ShapeFirst::Auto)
    };
    let crab = request(world.labels([("body", "crab")]).unwrap());
    let shape = generator.shape_of(&crab, 0).unwrap();
    assert!(shape.is_coarse() && generator.shape_of(&crab, 1).unwrap() != shape);
    assert_eq!(generator.shape_of(&request(world.labels([("zone", "abyss")]).unwrap()), 0), None);
    assert_eq!(generator.shape_of(&crab.clone().with_shape_first(ShapeFirst::Off), 0), None);
    // With the sketch that it names, the request makes the same sprite without the network.
    let plain = Generator::new(&read.with_shape(None).unwrap());
    let asked = std::slice::from_ref(&crab);
    let (_, previews) = generator.run(asked, 1, &mut |_| ControlFlow::Continue(()));
    let preview = &previews[0];
    let known = crab.with_shape(preview.sketch.as_deref());
    assert_eq!(plain.generate(&known), preview.sprite);
    assert!(generator.recipe(&known, &preview.sprite).sketch.is_some());
}

#[test]
fn a_network_is_taken_over_by_a_model_that_has_some_of_its_axes() {
    let folder = tempfile::tempdir().unwrap();
    let [full, plain, base] =
        ["full", "plain", "base"].map(|it| folder.path().join(it).with_extension("safetensors"));
    let line = format!("--out {} --pictures 32 --batch 16", full.display());
    learn(&args(&line), ShapeConfig::tiny).unwrap();
    let mut data = Checkpoint::embedded().into_data();
    (data.world, data.shape, data.critic, data.exemplars) = (World::ocean(), None, None, None);
    data.config = data.config.for_schema(&data.world);
    data.weights.retain(|name, _| !name.starts_with("embed.axis."));
    std::fs::write(&base, Checkpoint::new(data).unwrap().to_bytes(Dtype::F16)).unwrap();
    let taking = |model: &Path, from: &Path| {
        let (model, from, out) = (model.display(), from.display(), plain.display());
        let args = args(&format!("--model {model} --take-from {from} --out {out}"));
        take(&args, args.take_from.as_deref().unwrap())
    };
    taking(&base, &full).unwrap();
    let taken = Checkpoint::open(&plain).unwrap();
    assert_eq!(taken.world, World::ocean());
    assert_eq!(taken.shape.as_ref().unwrap().config.axes.len(), 2);
    let base = Checkpoint::open(&base).unwrap();
    assert!(taken.earlier().any(|hash| hash == base.hash()));
    // A network that knows fewer axes than the model is no help to it.
    let error = taking(&full, &plain).unwrap_err().to_string();
    assert!(error.contains("other axes"), "{error}");
}

#[test]
fn wrong_numbers_are_refused() {
    let refused = |line: &str| learn(&args(line), ShapeConfig::tiny).unwrap_err().to_string();
    assert!(refused("--out x --minutes 0").contains("--minutes"));
    assert!(refused("--out x --adam-rate 7").contains("--adam-rate"));
}
