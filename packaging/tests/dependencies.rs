//! Licences, sources and versions of everything that a build of the workspace can contain.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{collections::BTreeMap, process::Command};

use serde_json::Value;

/// Licences that let everybody use, change and sell what contains them.
const PERMISSIVE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    // Fonts inside the window.
    "OFL-1.1",
    "Ubuntu-font-1.0",
    "Unicode-3.0",
    "Unlicense",
    "WTFPL",
    "Zlib",
];

/// Build tools and tests under the MPL, which binds changes of their own files alone; nothing that
/// is given away contains them.
const TOOLS: &[&str] = &["cbindgen", "colored"];

/// Packages of which two versions would be two windows, two kinds of picture or two of tensor.
const ONCE: &[&str] = &["egui", "eframe", "image", "png", "candle-core", "safetensors"];

fn packages() -> Vec<Value> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// Whether one can choose permissive licences alone: all parts of an AND, one part of an OR.
fn is_permissive(expression: &str) -> bool {
    let expression = expression.replace(" / ", " OR ").replace('/', " OR ");
    let expression = expression.trim();
    if let Some(inside) = expression.strip_prefix('(')
        && let Some((inside, rest)) = inside.split_once(')')
    {
        let rest = rest.trim();
        return match (rest.strip_prefix("AND "), rest.strip_prefix("OR ")) {
            (Some(rest), _) => is_permissive(inside) && is_permissive(rest),
            (_, Some(rest)) => is_permissive(inside) || is_permissive(rest),
            _ => is_permissive(inside),
        };
    }
    expression.split(" OR ").any(|choice| {
        choice.split(" AND ").all(|licence| {
            // An exception gives more rights, never less.
            let licence = licence.split(" WITH ").next().unwrap_or_default().trim();
            PERMISSIVE.contains(&licence)
        })
    })
}

#[test]
fn every_licence_is_permissive() {
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or("none");
        let is_fine = is_permissive(licence) || TOOLS.contains(&name);
        assert!(is_fine, "{name} has the licence {licence}");
    }
    assert!(is_permissive("(MIT OR GPL-2.0-only) AND Unicode-3.0"));
    assert!(!is_permissive("MIT AND GPL-3.0-only") && !is_permissive("LGPL-2.1-or-later"));
}

#[test]
fn everything_comes_from_crates_io_or_from_here() {
    for package in packages() {
        let source = package["source"].as_str();
        let is_known = source.is_none_or(|source| source.ends_with("/crates.io-index"));
        assert!(is_known, "{} comes from {source:?}", package["name"]);
    }
}

#[test]
fn there_is_one_version_of_what_must_be_one() {
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages() {
        let text = |field: &str| package[field].as_str().unwrap().to_owned();
        versions.entry(text("name")).or_default().push(text("version"));
    }
    for name in ONCE {
        assert_eq!(versions[*name].len(), 1, "{name}: {:?}", versions[*name]);
    }
}
