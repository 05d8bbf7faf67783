//! The shelf of worlds, as a script uses it.

use super::*;

/// The program with a shelf of its own in this folder.
fn shelved(folder: &Path) -> Command {
    let mut command = bare();
    command.env("SHOAL_WORLDS", folder.join("worlds"));
    command.env("XDG_DATA_HOME", folder.join("data"));
    command
}

#[test]
fn worlds_are_added_listed_drawn_with_renamed_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = || shelved(folder.path());
    let listed = succeed(&mut shelf(), &["worlds"]);
    assert!(listed.starts_with("ocean  ") && listed.lines().count() == 1, "{listed}");
    let added = succeed(&mut shelf(), &["worlds", "add", text(&MODEL.1), "--name", "Green hills"]);
    assert!(added.contains("Green hills") && added.contains("sword shield mushroom"), "{added}");
    let listed = succeed(&mut shelf(), &["worlds"]);
    assert_eq!(listed.lines().count(), 2, "{listed}");
    assert_eq!(listed.lines().nth(1), added.lines().next());

    let identity = added.split("  ").nth(1).unwrap();
    for world in ["green-hills", identity] {
        let out = folder.path().join(world);
        let words = ["--world", world, "generate", "--category", "sword", "--out", text(&out)];
        succeed(&mut shelf(), &words);
        assert_eq!(names_in(&out), ["sword-any-0-0.png"]);
    }
    let info = succeed(&mut shelf(), &["info", "--world", "green-hills"]);
    assert!(info.contains("mushroom"), "{info}");

    succeed(&mut shelf(), &["worlds", "rename", "green-hills", "Tiny"]);
    let told = fail(&mut shelf(), &["--world", "green-hills", "info"], 2);
    assert!(told.contains("no world \"green-hills\"") && told.contains("ocean, Tiny"), "{told}");
    let told = fail(&mut shelf(), &["worlds", "rename", "tiny", "ocean"], 2);
    assert!(told.contains("no name for a world"), "{told}");
    let told = fail(&mut shelf(), &["worlds", "remove", "ocean"], 2);
    assert!(told.contains("part of the program"), "{told}");
    succeed(&mut shelf(), &["worlds", "remove", "tiny"]);
    assert_eq!(succeed(&mut shelf(), &["worlds"]).lines().count(), 1);
    assert!(MODEL.1.exists(), "what was added was a copy");
    let words = ["--world", "ocean", "--model", text(&MODEL.1), "info"];
    assert!(fail(&mut shelf(), &words, 2).contains("cannot be used with"));
}

#[test]
fn recipes_find_the_world_that_drew_them() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = || shelved(folder.path());
    let out = folder.path().join("drawn");
    succeed(
        &mut shoal(),
        &["generate", "--category", "shield", "--seed", "4", "--out", text(&out)],
    );
    let sprite = out.join("shield-any-4-0.png");
    let again = folder.path().join("again");
    let words = ["generate", "--recipe", text(&sprite), "--out", text(&again)];
    let told = fail(&mut shelf(), &words, 1);
    assert!(told.contains("is not on the shelf") && told.contains("worlds"), "{told}");

    succeed(&mut shelf(), &["worlds", "add", text(&MODEL.1)]);
    let output = run(&mut shelf(), &words);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("the pixels are the same"), "{told}");
    // The world that is named counts.
    let words = [&["--world", "ocean"][..], &words[..]].concat();
    let told = fail(&mut shelf(), &words, 1);
    assert!(told.contains("cannot be followed"), "{told}");
    // A sprite is lit in the world that drew it.
    let lit = folder.path().join("lit.png");
    succeed(&mut shelf(), &["shade", text(&sprite), "--out", text(&lit)]);
    assert!(read_sprite(&lit).unwrap().recipe.unwrap().shading.is_some());
}

#[test]
fn files_that_are_no_worlds_are_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let worlds = folder.path().join("worlds");
    fs::create_dir_all(&worlds).unwrap();
    fs::write(worlds.join("torn.safetensors"), b"torn").unwrap();
    let output = run(&mut shelved(folder.path()), &["worlds"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stderr).unwrap().contains("torn.safetensors is no world"));
    let told = fail(&mut shelved(folder.path()), &["--world", "torn", "info"], 1);
    assert!(told.contains("torn.safetensors is no world"), "{told}");
    let picture = folder.path().join("fish.png");
    fs::write(&picture, encode_sprite(&Sprite::EMPTY, &Palette::ocean(), None, 1)).unwrap();
    let told = fail(&mut shelved(folder.path()), &["worlds", "add", text(&picture)], 1);
    assert!(told.contains("fish.png is no world"), "{told}");
}
