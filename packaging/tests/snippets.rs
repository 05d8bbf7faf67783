//! The lines that README prints for games, built and run in a project of their own.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The first block of a language after a heading.
fn block(text: &str, heading: &str, language: &str) -> String {
    let after = text.split_once(heading).unwrap().1;
    let block = after.split_once(&format!("```{language}\n")).unwrap().1;
    block.split_once("```").unwrap().0.to_owned()
}

fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    command.current_dir(folder);
    command
}

#[test]
#[cfg_attr(windows, ignore = "links need a privilege there")]
fn the_lines_for_games_build_and_run_outside_the_repository() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (dependency, code) =
        (block(&readme, "## In a game", "toml"), block(&readme, "## In a game", "rust"));
    let folder = tempfile::tempdir().unwrap();
    let game = folder.path().join("game");
    fs::create_dir_all(game.join("src")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(root(), folder.path().join("shoal")).unwrap();
    let manifest = format!(
        "[package]\nname = \"game\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n{dependency}"
    );
    fs::write(game.join("Cargo.toml"), manifest).unwrap();
    // The same versions as here, so that nothing is fetched.
    fs::copy(root().join("Cargo.lock"), game.join("Cargo.lock")).unwrap();
    let (uses, body) = code.split_once("\n\n").unwrap();
    // A game would call the last block once a frame; this one waits for its first creature.
    let program = format!(
        "{uses}\n\nfn main() -> Result<(), Box<dyn std::error::Error>> {{\n{body}\n\
         let creature = stream.next_timeout(std::time::Duration::from_secs(600));\n\
         println!(\"{{}}\", creature.is_some_and(|it| it.sprite.opaque_count() > 20));\n\
         Ok(())\n}}\n"
    );
    fs::write(game.join("src/main.rs"), program).unwrap();
    let output = cargo(&game)
        .args(["run", "--offline", "--quiet", "--target-dir"])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("game"))
        .env_remove("CARGO_TARGET_DIR")
        .env("CARGO_PROFILE_DEV_OPT_LEVEL", "1")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout).trim(), "true", "{}", text(&output.stderr));
}

#[test]
fn a_package_for_registries_has_what_a_build_needs_and_fits() {
    let output =
        cargo(&root()).args(["package", "--list", "--allow-dirty", "--offline"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let list = String::from_utf8_lossy(&output.stdout).into_owned();
    let files: Vec<&str> = list.lines().collect();
    for needed in ["src/lib.rs", "assets/shoal.safetensors", "assets/ocean.gpl", "README.md"] {
        assert!(files.contains(&needed), "{needed}");
    }
    let sizes = files.iter().filter_map(|file| fs::metadata(root().join(file)).ok());
    // Registries take 10 MB packed. The weights do not shrink, text does to less than a third.
    let weights = fs::metadata(root().join("assets/shoal.safetensors")).unwrap().len();
    let text: u64 = sizes.map(|size| size.len()).sum::<u64>() - weights;
    assert!(weights + text / 3 < 9_500_000, "{weights} and {text} bytes");
}
