//! Runs the program as a script would and looks at files, streams and exit codes.
#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod animate;

mod files;

mod pipes;

mod sets;

mod shade;

mod sketch;

mod sources;

mod worlds;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::LazyLock,
};

use shoal::{
    files::png::{encode_sprite, read_sprite},
    model::{Checkpoint, CheckpointData, ClassifierConfig, Config, Critic, Dtype},
    sprite::{Palette, PixelEdit, Recipe, Sprite, World},
};

/// Two zones and three categories on a network that draws in no time.
static MODEL: LazyLock<(tempfile::TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tiny.safetensors");
    fs::write(&path, tiny().to_bytes(Dtype::F32)).unwrap();
    (folder, path)
});

fn tiny() -> Checkpoint {
    let config = Config::tiny();
    // Any weights will do as long as no two pixels come out alike for certain.
    let mut state = 1_u32;
    let mut weight = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as f32 / 65_536.0 - 0.5
    };
    let weights = config
        .tensors()
        .into_iter()
        .map(|(name, shape)| (name, (0..shape.iter().product()).map(|_| weight()).collect()))
        .collect();
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let world =
        World::new(owned(&["Forest", "Deep cave"]), owned(&["Sword", "Shield", "Mushroom"]));
    let data = CheckpointData {
        config,
        world,
        palette: Palette::ocean(),
        training: serde_json::json!({ "steps": 1234, "source": "a test" }),
        weights,
        critic: None,
        shape: None,
        exemplars: None,
    };
    Checkpoint::new(data).unwrap()
}

/// The program without `--model`.
fn bare() -> Command {
    Command::new(env!("CARGO_BIN_EXE_shoal"))
}

/// The program with the small model.
fn shoal() -> Command {
    let mut command = bare();
    command.arg("--model").arg(&MODEL.1);
    command
}

fn run(command: &mut Command, words: &[&str]) -> Output {
    command.args(words).stdin(Stdio::null()).output().unwrap()
}

#[track_caller]
fn succeed(command: &mut Command, words: &[&str]) -> String {
    let output = run(command, words);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{words:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

/// The single line of a failure with this exit code.
#[track_caller]
fn fail(command: &mut Command, words: &[&str], code: i32) -> String {
    let output = run(command, words);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{words:?}: {told}");
    assert!(output.stdout.is_empty(), "{words:?} prints where scripts look for paths");
    assert_eq!(told.lines().count(), 1, "{words:?}: {told}");
    assert!(told.starts_with("shoal: "), "{words:?}: {told}");
    told
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn sprites_are_named_printed_indexed_and_carry_their_recipe() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new/folder");
    let words = ["generate", "--zone", "deep-cave", "--category", "Sword", "--count", "2"];
    let words = [&words[..], &["--seed", "7", "--scale", "3", "--out", text(&out)]].concat();
    let printed = succeed(&mut shoal(), &words);
    let names = ["sword-deep-cave-7-0.png", "sword-deep-cave-7-1.png"];
    let expected: Vec<String> =
        names.iter().map(|name| out.join(name).display().to_string()).collect();
    assert_eq!(printed.lines().collect::<Vec<_>>(), expected);
    assert_eq!(names_in(&out), names);

    let read = names.map(|name| read_sprite(&out.join(name)).unwrap());
    assert_ne!(read[0].sprite, read[1].sprite, "variants differ");
    for (index, read) in read.iter().enumerate() {
        assert_eq!(read.palette_colours[..], Palette::ocean().colours()[..]);
        let recipe = read.recipe.as_ref().unwrap();
        assert!(recipe.describes(&read.sprite));
        assert_eq!((&recipe.zone[..], &recipe.category[..]), ("deep-cave", "sword"));
        assert_eq!((recipe.seed, recipe.variant), (7, index as u32));
    }
    let header = fs::read(out.join(names[0])).unwrap();
    assert_eq!(header[16..26], [0, 0, 0, 96, 0, 0, 0, 96, 8, 3], "96x96, 8 bits, indexed");
}

#[test]
fn runs_threads_and_batches_change_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let draw = |name: &str, words: &[&str]| {
        let out = folder.path().join(name);
        let fixed = ["generate", "--seed", "3", "--out", text(&out)];
        succeed(&mut shoal(), &[&fixed[..], words].concat());
        let read = |name: String| (name.clone(), fs::read(out.join(name)).unwrap());
        names_in(&out).into_iter().map(read).collect::<Vec<_>>()
    };
    let all = draw("one", &["--count", "6", "--threads", "1"]);
    assert_eq!(all.len(), 6);
    assert_eq!(all, draw("again", &["--count", "6", "--threads", "1"]));
    assert_eq!(all, draw("three", &["--count", "6", "--threads", "3"]));
    assert_eq!(all, draw("default", &["--count", "6"]));
    assert_eq!(all[2..3], draw("single", &["--variant", "2"])[..]);
    assert_eq!(all[1..], draw("rest", &["--variant", "1", "--count", "5"])[..]);
    assert_ne!(all, draw("wild", &["--count", "6", "--temperature", "2"]));
}

#[test]
fn the_built_in_model_draws() {
    let folder = tempfile::tempdir().unwrap();
    let out = text(folder.path());
    let words = ["generate", "--zone", "shallows", "--category", "jellyfish", "--seed", "7"];
    succeed(&mut bare(), &[&words[..], &["--out", out]].concat());
    assert_eq!(names_in(folder.path()), ["jellyfish-shallows-7-0.png"]);
    let info = succeed(&mut bare(), &["info"]);
    for fact in ["built-in", "shallows", "reef-fish", "Shoal ocean", "of width 192"] {
        assert!(info.contains(fact), "{fact}: {info}");
    }
}

#[test]
fn a_recipe_is_printed_and_leads_back_to_its_pixels() {
    let folder = tempfile::tempdir().unwrap();
    let (first, again) = (folder.path().join("first"), folder.path().join("again"));
    let words = ["generate", "--seed", "5", "--temperature", "1.3", "--out", text(&first)];
    succeed(&mut shoal(), &words);
    let png = first.join("any-any-5-0.png");

    let printed = succeed(&mut bare(), &["recipe", text(&png)]);
    let recipe = Recipe::from_json(&printed).unwrap();
    assert_eq!((recipe.seed, &recipe.zone[..]), (5, "any"));
    assert!(printed.lines().count() > 5, "it is laid out for people");

    let words = ["generate", "--recipe", text(&png), "--out", text(&again)];
    let output = run(&mut shoal(), &words);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && told.contains("the pixels are the same"), "{told}");
    assert_eq!(fs::read(&png).unwrap(), fs::read(again.join("any-any-5-0.png")).unwrap());

    let words = ["generate", "--recipe", text(&png), "--out", text(&first)];
    let told = fail(&mut shoal(), &words, 2);
    assert!(told.contains("--out"), "it would replace its own source: {told}");
    let words = ["generate", "--recipe", text(&png), "--seed", "2", "--out", text(&again)];
    fail(&mut shoal(), &words, 2);
}

#[test]
fn edits_are_redrawn_and_lost_pixels_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("again");
    succeed(&mut shoal(), &["generate", "--seed", "5", "--out", text(folder.path())]);
    let read = read_sprite(&folder.path().join("any-any-5-0.png")).unwrap();
    let (mut sprite, mut recipe) = (read.sprite, read.recipe.unwrap());
    let redraw = |sprite: &Sprite, recipe: &Recipe, model: &mut Command| {
        let path = folder.path().join("changed.png");
        fs::write(&path, encode_sprite(sprite, &Palette::ocean(), Some(recipe), 1)).unwrap();
        let output = run(model, &["generate", "--recipe", text(&path), "--out", text(&out)]);
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };

    let colour = (sprite.at(1, 1) + 1) % 64;
    sprite.set(1, 1, colour);
    let (code, told) = redraw(&sprite, &recipe, &mut shoal());
    assert_eq!(code, Some(0));
    assert!(told.contains("warning") && told.contains("changed after"), "{told}");

    recipe.edits = vec![PixelEdit(33, colour)];
    recipe.pixels = sprite.content_hash();
    let (_, told) = redraw(&sprite, &recipe, &mut shoal());
    assert!(told.contains("are the same"), "{told}");
    let redrawn = read_sprite(&out.join("any-any-5-0.png")).unwrap();
    assert_eq!(redrawn.recipe, Some(recipe.clone()));

    let mut data = tiny().into_data();
    data.weights.values_mut().for_each(|weights| weights.reverse());
    let other = Checkpoint::new(data).unwrap();
    let model = folder.path().join("other.safetensors");
    fs::write(&model, other.to_bytes(Dtype::F32)).unwrap();
    let (_, told) = redraw(&sprite, &recipe, bare().arg("--model").arg(&model));
    assert!(told.contains("another checkpoint"), "{told}");

    recipe.edits = vec![PixelEdit(1024, 64)];
    let (code, told) = redraw(&sprite, &recipe, &mut shoal());
    assert_eq!(code, Some(1));
    assert!(told.contains("pixel 1024"), "{told}");

    recipe.zone = "swamp".to_owned();
    let (code, told) = redraw(&sprite, &recipe, &mut shoal());
    assert_eq!((code, told.lines().count()), (Some(1), 1));
    assert!(told.contains("swamp") && told.contains("--model"), "{told}");
}

#[test]
fn what_makes_no_sense_exits_with_2_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let out = text(folder.path());
    let zone = fail(&mut shoal(), &["generate", "--zone", "swamp", "--out", out], 2);
    assert!(zone.contains("\"swamp\"") && zone.contains("forest, deep-cave and any"), "{zone}");
    let told = fail(&mut shoal(), &["generate", "--category", "a\nb", "--out", out], 2);
    assert!(told.contains("sword, shield, mushroom and any"), "{told}");
    for words in [
        &["--count", "0"][..],
        &["--count", "-1"],
        &["--scale", "0"],
        &["--scale", "17"],
        &["--threads", "0"],
        &["--temperature", "-1"],
        &["--temperature", "NaN"],
        &["--shape-temperature", "0.4"],
        &["--colour-temperature", "4.5"],
        &["--top-k", "64"],
        &["--top-p", "0"],
        &["--min-p", "1.5"],
        &["--attempts", "0"],
        &["--attempts", "17"],
        &["--seed", "minus"],
        &["--variant", "4294967295", "--count", "2"],
        &["--colour", "red"],
    ] {
        let told = fail(&mut shoal(), &[&["generate", "--out", out][..], words].concat(), 2);
        assert!(told.contains(words[0]), "{words:?}: {told}");
    }
    let told = fail(&mut shoal(), &["generate"], 2);
    assert!(told.contains("--out"), "{told}");
    fail(&mut shoal(), &["frobnicate"], 2);
    assert!(names_in(folder.path()).is_empty());
}

#[test]
fn what_cannot_be_written_exits_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "plain").unwrap();
    let below = file.join("below");
    let told = fail(&mut shoal(), &["generate", "--out", text(&below)], 1);
    assert!(told.contains(text(&below)) && told.contains("choose a folder"), "{told}");
    fail(&mut shoal(), &["generate", "--out", text(&file)], 1);
    fail(&mut shoal(), &["grid", "--out", text(&below.join("grid.png"))], 1);
    let told = fail(&mut shoal(), &["grid", "--out", text(&folder.path().join("grid.jpg"))], 2);
    assert!(told.contains("must end in .png"), "{told}");
    let told = fail(&mut shoal(), &["grid", "--out", text(folder.path())], 1);
    assert!(told.contains("is a folder; give the path of a file"), "{told}");
    assert_eq!(fs::read(&file).unwrap(), b"plain");
    assert_eq!(names_in(folder.path()), ["file"]);
}

#[test]
fn checkpoints_that_are_none_exit_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bad.safetensors");
    let whole = tiny().to_bytes(Dtype::F32);
    let foreign = b"\x08\0\0\0\0\0\0\0{}      ";
    for (bytes, reason) in [
        (&whole[..whole.len() / 2], "cut off"),
        (&b""[..], "cut off"),
        (&foreign[..], "no Shoal checkpoint"),
    ] {
        fs::write(&file, bytes).unwrap();
        let out = text(folder.path());
        for words in [&["info"][..], &["generate", "--out", out], &["grid", "--out", out]] {
            let told = fail(bare().arg("--model").arg(&file), words, 1);
            assert!(told.contains(reason) && told.contains(text(&file)), "{told}");
        }
    }
    let missing = folder.path().join("missing.safetensors");
    let told = fail(bare().arg("--model").arg(&missing), &["info"], 1);
    assert!(told.contains(text(&missing)) && told.contains("leave it out"), "{told}");
    assert_eq!(names_in(folder.path()), ["bad.safetensors"]);
}

#[test]
fn pictures_without_a_recipe_exit_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plain.png");
    let whole = encode_sprite(&Sprite::EMPTY, &Palette::ocean(), None, 1);
    for (bytes, reason) in [
        (&whole[..], "carries no recipe"),
        (&whole[..whole.len() - 9], "damaged PNG"),
        (&b"GIF89a"[..], "is not a PNG"),
    ] {
        fs::write(&file, bytes).unwrap();
        let told = fail(&mut bare(), &["recipe", text(&file)], 1);
        assert!(told.contains(reason) && told.contains(text(&file)), "{told}");
    }
    fail(&mut bare(), &["recipe", text(&folder.path().join("missing.png"))], 1);
}

#[test]
fn the_grid_has_a_cell_for_every_zone_and_category() {
    let folder = tempfile::tempdir().unwrap();
    let sheet = folder.path().join("sheets/grid.png");
    let printed = succeed(&mut shoal(), &["grid", "--seed", "7", "--out", text(&sheet)]);
    assert_eq!(printed.trim_end(), text(&sheet));
    let bytes = fs::read(&sheet).unwrap();
    let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    // Three columns and two rows of 32 pixels, 2 between them, four times enlarged.
    assert_eq!((side(16), side(20)), (4 * (3 * 32 + 2 * 2), 4 * (2 * 32 + 2)));
    let again = folder.path().join("again.png");
    let words = ["grid", "--seed", "7", "--threads", "1", "--out", text(&again)];
    succeed(&mut shoal(), &words);
    assert_eq!(bytes, fs::read(&again).unwrap());
}

#[test]
fn info_tells_what_a_checkpoint_holds() {
    let info = succeed(&mut shoal(), &["info"]);
    let parameters = Config::tiny().parameters().to_string();
    let hash = shoal::sprite::hash_hex(&fs::read(&MODEL.1).unwrap());
    for fact in [&parameters[..], &hash, "forest, deep-cave", "mushroom", "kelp 7", "steps: 1234"] {
        assert!(info.contains(fact), "{fact}: {info}");
    }
}

#[test]
fn what_a_critic_refuses_is_drawn_again_and_the_recipe_leads_there() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("strict.safetensors");
    let config = ClassifierConfig::tiny(Critic::VERDICTS);
    let weights = config.tensors().into_iter().map(|(name, [rows, columns])| {
        let weight = |at: usize| ((at * 2_654_435_761) % 1009) as f32 / 1009.0 - 0.5;
        (name, (0..rows * columns).map(weight).collect())
    });
    // No log-likelihood is above zero, so every drawing is refused.
    let (traits, weights) = (Vec::new(), weights.collect());
    let critic = Critic { config, threshold: 1.0, traits, weights };
    let strict = tiny().with_critic(Some(critic)).unwrap();
    fs::write(&model, strict.to_bytes(Dtype::F32)).unwrap();
    let draw = |name: &str, words: &[&str]| {
        let out = folder.path().join(name);
        let base = ["--model", text(&model), "generate", "--zone", "forest", "--seed", "3"];
        let rest = ["--count", "6", "--out", text(&out)];
        succeed(&mut bare(), &[&base[..], &rest, words].concat());
        let files = names_in(&out).into_iter().map(|name| out.join(name));
        files.map(|file| (read_sprite(&file).unwrap(), file)).collect::<Vec<_>>()
    };
    let (usual, once) = (draw("usual", &[]), draw("once", &["--attempts", "1"]));
    let is_other = |at: usize| usual[at].0.sprite != once[at].0.sprite;
    assert!((0..6).any(is_other), "the best of four is not always the first");
    let at = (0..6).find(|at| is_other(*at)).unwrap();
    let recipe = succeed(&mut bare(), &["recipe", text(&usual[at].1)]);
    assert!(recipe.contains("\"attempts\": 4"), "{recipe}");
    let again = folder.path().join("again");
    let words = ["--model", text(&model), "generate", "--recipe", text(&usual[at].1), "--out"];
    succeed(&mut bare(), &[&words[..], &[text(&again)]].concat());
    let again = again.join(names_in(&again).pop().unwrap());
    assert_eq!(read_sprite(&again).unwrap().sprite, usual[at].0.sprite);

    let info = succeed(&mut bare(), &["--model", text(&model), "info"]);
    assert!(info.contains("drawings below 1.00 are drawn again"), "{info}");
}

#[test]
fn help_mentions_what_there_is() {
    let help = succeed(&mut bare(), &["--help"]);
    for word in [
        "generate",
        "grid",
        "breed",
        "sweep",
        "palette",
        "export",
        "recipe",
        "info",
        "--model",
        "Examples",
        "Exit codes",
    ] {
        assert!(help.contains(word), "{word}: {help}");
    }
    let help = succeed(&mut bare(), &["generate", "--help"]);
    for word in ["--variant", "variants 0 to N-1", "[default: any]", "--min-p", "Examples"] {
        assert!(help.contains(word), "{word}: {help}");
    }
    assert!(succeed(&mut bare(), &["--version"]).starts_with("shoal "));
}

/// Without the studio there is nothing to open.
#[cfg(not(feature = "studio"))]
#[test]
fn no_command_shows_the_help() {
    let output = run(&mut bare(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("Usage: shoal"));
}

#[test]
fn a_reader_who_leaves_stops_neither_files_nor_peace() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = shoal()
        .args(["generate", "--count", "3", "--out", text(folder.path())])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(names_in(folder.path()).len(), 3);
}
