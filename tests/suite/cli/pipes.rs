//! Sprites over a pipe, as lines of JSON and in shards; completions and manual pages.

use std::{collections::BTreeMap, fs, io::Read as _, path::Path};

use super::{bare, fail, run, shoal, succeed};

/// Names and bytes of the files of a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect()
}

/// Names and bytes of what a tar holds.
fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = tar::Archive::new(bytes);
    let mut found = Vec::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        found.push((name, bytes));
    }
    found
}

#[test]
fn a_pipe_gets_what_files_get() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let drawn = succeed(&mut shoal(), &["generate", "--seed", "3", "--count", "3", "--out", out]);
    let stored = files(folder.path());
    assert_eq!(drawn.lines().count(), 3);
    let piped = run(&mut shoal(), &["generate", "--seed", "3", "--count", "3", "--out", "-"]);
    let piped: BTreeMap<String, Vec<u8>> = unpacked(&piped.stdout).into_iter().collect();
    assert_eq!(piped, stored);
    let one = run(&mut shoal(), &["generate", "--seed", "3", "--out", "-"]).stdout;
    assert!(stored.values().any(|bytes| *bytes == one), "one sprite is the PNG itself");
    let error = fail(&mut shoal(), &["generate", "--json", "--out", "-"], 2);
    assert!(error.contains("both want standard output"), "{error}");
}

#[test]
fn json_names_what_was_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let words =
        ["generate", "--category", "sword", "--seed", "5", "--count", "2", "--json", "--out"];
    let lines = succeed(&mut shoal(), &[&words[..], &[out]].concat());
    let lines: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    for (variant, line) in (0..).zip(&lines) {
        assert_eq!((&line["category"], &line["seed"]), (&"sword".into(), &5.into()));
        assert_eq!(line["variant"], variant);
        assert!(Path::new(line["path"].as_str().unwrap()).is_file());
        assert_eq!(line["pixels"].as_str().unwrap().len(), 64, "a SHA-256");
    }
}

#[test]
fn shards_make_the_files_of_one_process_and_go_on_where_they_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (one, many) = (path("one"), path("many"));
    let words = ["generate", "--seed", "3", "--attempts", "1", "--guidance", "1", "--variants"];
    let draw = |range: &str, out: &str, shard: &[&str]| {
        succeed(&mut shoal(), &[&words[..], &[range, "--out", out], shard].concat())
    };
    assert_eq!(draw("990..2005", &one, &[]).lines().count(), 2);
    assert_eq!(draw("990..2005", &many, &["--shard", "2/2"]).lines().count(), 1);
    assert_eq!(draw("990..2005", &many, &["--shard", "1/2"]).lines().count(), 1);
    assert_eq!(files(one.as_ref()), files(many.as_ref()));
    // A worker that was killed left no part of a file behind; what is there is not drawn again.
    fs::remove_file(Path::new(&many).join("sprites-000000.tar")).unwrap();
    assert_eq!(draw("990..2005", &many, &[]).lines().count(), 1);
    assert_eq!(files(one.as_ref()), files(many.as_ref()));

    let last = unpacked(&files(one.as_ref())["sprites-000001.tar"]);
    assert_eq!(last.len(), 2 * 15);
    assert_eq!((last[0].0.as_str(), last[1].0.as_str()), ("0000001990.json", "0000001990.png"));
    let recipe: serde_json::Value = serde_json::from_slice(&last[0].1).unwrap();
    assert_eq!((&recipe["seed"], &recipe["variant"]), (&3.into(), &1990.into()));

    let other = ["generate", "--seed", "4", "--variants", "990..2005", "--out", &one];
    let error = fail(&mut shoal(), &other, 2);
    assert!(error.contains("other settings") && error.contains("--out"), "{error}");
    let error = fail(&mut shoal(), &["generate", "--shard", "1/2", "--out", &one], 2);
    assert!(error.contains("--variants"), "{error}");
}

#[test]
fn shells_and_readers_of_manuals_are_served() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = succeed(&mut bare(), &["completions", shell]);
        assert!(script.contains("generate") && script.contains("category"), "{shell}");
    }
    let folder = tempfile::tempdir().unwrap();
    succeed(&mut bare(), &["man", "--out", folder.path().to_str().unwrap()]);
    let pages = files(folder.path());
    assert!(pages.contains_key("shoal.1") && pages.contains_key("shoal-generate.1"));
    let is_roff = |page: &Vec<u8>| String::from_utf8_lossy(page).contains("\n.TH ");
    assert!(pages.values().all(is_roff), "they are in roff");
}

#[test]
fn american_spellings_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [ours, theirs] = ["ours.png", "theirs.png"].map(path);
    succeed(&mut shoal(), &["generate", "--only-colours", "1-7", "--out", &ours]);
    succeed(&mut shoal(), &["generate", "--only-colors", "1-7", "--out", &theirs]);
    assert_eq!(fs::read(ours).unwrap(), fs::read(theirs).unwrap());
}

#[test]
fn a_word_that_is_neither_command_nor_file_is_named() {
    let error = fail(&mut bare(), &["genrate"], 2);
    assert!(error.contains("\"genrate\"") && error.contains("\"generate\""), "{error}");
}
