//! Which room of the library may name which: arrows go one way, and only the window names egui.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Each room and those that it may name; a room names only rooms above it in this list.
const ROOMS: [(&str, &[&str]); 13] = [
    ("sprite", &[]),
    ("companion", &[]),
    ("stable_header", &[]),
    ("model", &["sprite", "stable_header"]),
    ("shade", &["sprite"]),
    ("motion", &["sprite"]),
    ("files", &["sprite"]),
    ("dataset", &["sprite", "stable_header", "files"]),
    ("generate", &["sprite", "model", "motion"]),
    ("shelf", &["sprite", "model", "files"]),
    ("capi", &["sprite", "model", "shade", "motion", "generate", "shelf"]),
    (
        "studio",
        &[
            "sprite",
            "companion",
            "model",
            "shade",
            "motion",
            "files",
            "dataset",
            "generate",
            "shelf",
        ],
    ),
    (
        "cli",
        &[
            "sprite",
            "companion",
            "model",
            "shade",
            "motion",
            "files",
            "generate",
            "shelf",
            "studio",
        ],
    ),
];

/// Files that are tests of the rooms around them, which may name anything.
const TESTS: [&str; 6] = [
    "tests.rs",
    "golden.rs",
    "reference.rs",
    "axes_tests.rs",
    "worker_tests.rs",
    "test_support.rs",
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src")
}

/// Every source file with its text, without comments and without its tests.
fn code() -> Vec<(PathBuf, String)> {
    let (mut folders, mut code) = (vec![source()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "tests" {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|it| it == "rs")
                && !TESTS.contains(&name.as_str())
            {
                let text = fs::read_to_string(&path).unwrap();
                let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
                let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default());
                code.push((path, lines.collect::<Vec<_>>().join("\n")));
            }
        }
    }
    code
}

/// The room of a file: the first part of its path.
fn room(path: &Path) -> String {
    let below = path.strip_prefix(source()).unwrap();
    let first = below.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The first words of what is named after `crate::`, also in braces.
fn named(code: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String {
        text.trim_start().chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect()
    };
    let mut found = BTreeSet::new();
    for (at, start) in code.match_indices("crate::") {
        let rest = &code[at + start.len()..];
        if !rest.starts_with('{') {
            found.insert(word(rest));
            continue;
        }
        let mut depth = 0;
        for (place, letter) in rest.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            if depth == 1 && ['{', ','].contains(&letter) {
                found.insert(word(&rest[place + 1..]));
            }
        }
    }
    found.remove("");
    found
}

#[test]
fn rooms_name_only_what_stands_above_them() {
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.into();
    // The list itself has no circle.
    for (place, (room, names)) in ROOMS.iter().enumerate() {
        let is_above = |name: &&str| ROOMS[..place].iter().any(|(above, _)| above == name);
        assert!(names.iter().all(is_above), "{room}");
    }
    let code = code();
    let mut seen = BTreeSet::new();
    for (path, text) in &code {
        let room = room(path);
        let Some(may) = allowed.get(room.as_str()) else {
            assert!(["lib", "main"].contains(&room.as_str()), "{room} is no room of the list");
            continue;
        };
        for other in named(text).iter().filter(|other| allowed.contains_key(other.as_str())) {
            let is_fine = *other == room || may.contains(&other.as_str());
            assert!(is_fine, "{} names {other}, which is not above {room}", path.display());
            seen.insert((room.clone(), other.clone()));
        }
    }
    assert!(code.len() > 200 && seen.contains(&("cli".to_owned(), "studio".to_owned())));
}

#[test]
fn only_the_window_names_egui_and_only_networks_name_candle() {
    let words = |text: &str| -> BTreeSet<String> {
        text.split(|it: char| !it.is_alphanumeric() && it != '_').map(str::to_owned).collect()
    };
    let (mut windows, mut networks) = (0, 0);
    for (path, text) in code() {
        let (room, words) = (room(&path), words(&text));
        if words.iter().any(|word| ["egui", "eframe"].contains(&word.as_str())) {
            assert_eq!(room, "studio", "{} names egui", path.display());
            windows += 1;
        }
        if words.iter().any(|word| ["candle_core", "candle_nn"].contains(&word.as_str())) {
            let is_network = room == "model" || path.ends_with("generate/shape.rs");
            assert!(is_network, "{} names candle", path.display());
            networks += 1;
        }
    }
    assert!(windows > 20 && networks > 1, "{windows} {networks}");
}

#[test]
fn names_in_braces_are_found() {
    let code =
        "use crate::{\n    files::{a, b},\n    sprite::Sprite,\n};\nfn f(x: crate::model::Y) {}";
    let found: Vec<String> = named(code).into_iter().collect();
    assert_eq!(found, ["files", "model", "sprite"]);
}
