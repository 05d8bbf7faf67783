use super::*;
use crate::data::foreign::foreign;
use shoal::{
    generate::Generator,
    model::{CheckpointData, Config},
    sprite::World,
};

#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    args: FinetuneArgs,
}

/// A checkpoint of a network that trains in no time.
fn tiny_checkpoint(path: &Path) {
    let config = Config::tiny();
    let weights = config.tensors().into_iter().map(|(name, shape)| {
        let count = shape.iter().product::<usize>();
        let value = |at: usize| ((at * 7919 % 211) as f32 / 211.0 - 0.5) * 0.4;
        (name, (0..count).map(value).collect())
    });
    let checkpoint = Checkpoint::new(CheckpointData {
        weights: weights.collect(),
        config,
        training: json!({}),
        critic: None,
        shape: None,
        exemplars: None,
        world: World::ocean(),
        ..Checkpoint::embedded().into_data()
    });
    let checkpoint = checkpoint.unwrap();
    write_atomically(path, &checkpoint.to_bytes(Dtype::F16)).unwrap();
}

fn args(folder: &Path, rest: &[&str]) -> FinetuneArgs {
    let text = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (from, data, out) = (text("tiny.safetensors"), text("own"), text("new.safetensors"));
    let mut line = vec!["finetune", "--from", &from, "--data-dir", &data, "--out", &out];
    line.extend(["--minutes", "0.02", "--measure-every", "2", "--samples", "4"]);
    line.extend(rest);
    Line::parse_from(line).args
}

fn held_out_count(made: &Checkpoint) -> usize {
    made.training["held_out"]["sprites"].as_u64().unwrap() as usize
}

fn prepare(folder: &Path, data: &Dataset) {
    tiny_checkpoint(&folder.join("tiny.safetensors"));
    create_folder(&folder.join("own")).unwrap();
    data.write(&folder.join("own/sprites.safetensors")).unwrap();
}

#[test]
fn a_run_writes_a_checkpoint_that_describes_itself() {
    let folder = tempfile::tempdir().unwrap();
    let data = foreign(18);
    prepare(folder.path(), &data);
    let args = args(folder.path(), &[]);
    run(&args).unwrap();
    let made = Checkpoint::open(&folder.path().join("new.safetensors")).unwrap();
    assert_eq!((&made.world, &made.palette), (&data.world, &data.palette));
    assert_eq!(made.training["credits"][0]["licence"], "CC0-1.0");
    assert_eq!(made.training["data"], "own sprites \"monsters\" (18)");
    let n_held_out = held_out_count(&made);
    let exemplars = made.exemplars.as_ref().unwrap();
    assert!(exemplars.leads && exemplars.pictures.len() == 18 - n_held_out);
    let held_out = &made.training["held_out"];
    let (before, after) = (held_out["before"].as_f64(), held_out["after"].as_f64());
    assert!(after < before && after.is_some(), "{held_out}");
    assert!(made.training["near_copies"]["of"].is_number() && made.training["replay"].is_null());
    assert_eq!(Generator::new(&made).world().categories, ["Animals", "Demons"]);
    let status: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("new.run/status.json")).unwrap())
            .unwrap();
    assert_eq!(status["state"], "done");
    assert!(Path::new(status["out"].as_str().unwrap()).is_absolute());
    for picture in ["before.png", "after.png", "variations.png"] {
        assert!(folder.path().join("new.run").join(picture).is_file(), "{picture}");
    }
    // The last step is the best or is kept beside it.
    if !status["longer"].is_null() {
        let path = Path::new(status["longer"]["out"].as_str().unwrap());
        assert!(path.ends_with("new-longer.safetensors"), "{}", path.display());
        let longer = Checkpoint::open(path).unwrap();
        assert_ne!(longer.weights, made.weights);
        assert!(longer.training["near_copies"]["of"].is_number());
    }
    // The same command again has nothing left to do and comes to the same end.
    let bytes = fs::read(folder.path().join("new.safetensors")).unwrap();
    run(&args).unwrap();
    let again = Checkpoint::open(&folder.path().join("new.safetensors")).unwrap();
    assert_eq!(again.training["held_out"]["before"].as_f64(), before);
    assert!(!bytes.is_empty());

    let other = FinetuneArgs { seed: 9, ..args };
    let error = run(&other).unwrap_err().to_string();
    assert!(error.contains("new.run holds a run") && error.contains("--run"), "{error}");
}

#[test]
fn old_names_are_replayed_and_new_ones_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut data = foreign(12);
    data.world.categories = vec!["Coral".to_owned(), "Demons".to_owned()];
    prepare(folder.path(), &data);
    let args = args(folder.path(), &["--replay", "0.5"]);
    run(&args).unwrap();
    let made = Checkpoint::open(&folder.path().join("new.safetensors")).unwrap();
    assert_eq!(made.training["replay"], 0.5);
    let exemplars = made.exemplars.as_ref().unwrap();
    assert!(exemplars.pictures.iter().all(|it| it.labels.category != Some(0)), "corals are old");
    let log = fs::read_to_string(folder.path().join("new.run/log.jsonl")).unwrap();
    let shares: Vec<f64> = log
        .lines()
        .filter_map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["shares"]["replay"].as_f64()
        })
        .collect();
    assert!(!shares.is_empty() && shares.iter().all(|share| (0.0..=1.0).contains(share)));
}

#[test]
fn low_ranks_learn_and_go_on_where_they_were() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path(), &foreign(18));
    let brief = args(folder.path(), &["--low-rank", "2", "--without-exemplars"]);
    run(&brief).unwrap();
    let made = Checkpoint::open(&folder.path().join("new.safetensors")).unwrap();
    assert_eq!(made.exemplars, None);
    let held_out = &made.training["held_out"];
    assert!(held_out["after"].as_f64() < held_out["before"].as_f64(), "{held_out}");
    run(&FinetuneArgs { minutes: 0.03, ..brief.clone() }).unwrap();
    let error = run(&FinetuneArgs { low_rank: 0, ..brief }).unwrap_err().to_string();
    assert!(error.contains("another rank"), "{error}");
}

#[test]
fn what_cannot_work_is_said_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path(), &foreign(5));
    let few = args(folder.path(), &[]);
    let error = run(&few).unwrap_err().to_string();
    assert!(error.contains("holds 5 sprites"), "{error}");
    assert!(!folder.path().join("new.run").exists());
    let error = format!("{:#}", run(&FinetuneArgs { from: "gone.bin".into(), ..few }).unwrap_err());
    assert!(error.contains("gone.bin"), "{error}");
}
