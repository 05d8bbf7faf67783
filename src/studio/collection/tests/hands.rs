//! Two programs that change the same sprite, and names that lead elsewhere.

use super::*;

#[test]
fn two_hands_on_one_sprite_keep_what_both_did() {
    let folder = tempfile::tempdir().unwrap();
    let mut here = Store::open(folder.path().to_owned());
    let file = put(&mut here, &snapshot(1, None));
    let mut there = reopened(folder.path());
    // Neither hears of the other before both have decided.
    let (mut mine, mut theirs) = (seen(&here, 5, &file), seen(&there, 6, &file));
    theirs.standing.name = "Boss".to_owned();
    mine.standing.tags = vec!["blue".to_owned()];
    put(&mut there, &theirs);
    let stored = here.put(&mine).unwrap().entry;
    let both = Standing {
        name: "Boss".to_owned(),
        tags: mine.standing.tags.clone(),
        ..Standing::default()
    };
    assert_eq!(stored.standing, both, "the window hears of the other's name");
    assert_eq!(reopened(folder.path()).entries().next().unwrap().standing, both);

    // A second decision before the window heard what became of the first.
    mine.revision = 2;
    mine.standing.tags.push("small".to_owned());
    let stored = here.put(&mine).unwrap().entry;
    assert_eq!((&*stored.standing.name, stored.standing.tags.len()), ("Boss", 2));
    // Two names at once: both can be read.
    theirs = seen(&there, 6, &file);
    theirs.standing.name = "Old one".to_owned();
    let stored = there.put(&theirs).unwrap().entry;
    assert_eq!((&*stored.standing.name, stored.standing.tags.len()), ("Old one", 2));
    mine.revision = 3;
    mine.standing.name = "Angler".to_owned();
    assert_eq!(here.put(&mine).unwrap().entry.standing.name, "Angler (Old one)");
}

/// A picture that another program saved over a file, without any texts.
fn painted_over(folder: &Path, file: &str, number: u8) -> Sprite {
    let sprite = art(number).sprite.clone();
    let bytes = crate::files::png::encode_sprite(&sprite, &Palette::ocean(), None, 1);
    fs::write(folder.join(file), bytes).unwrap();
    sprite
}

#[test]
fn pixels_of_another_program_are_kept_with_the_artists_names() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path().to_owned());
    let file = put(&mut store, &snapshot(1, None));
    let mut wanted = seen(&store, 5, &file);
    let painted = painted_over(folder.path(), &file, 40);
    wanted.standing.tags = vec!["blue".to_owned()];
    let stored = store.put(&wanted).unwrap();
    assert!(stored.other.is_none());
    assert_eq!(stored.entry.art.as_ref().unwrap().sprite, painted);
    assert_eq!((&*stored.entry.standing.name, stored.entry.kept), ("Fish 1", 1001));
    let entry = reopened(folder.path()).entries().next().unwrap().clone();
    assert_eq!((&entry.standing, entry.art.unwrap().sprite.clone()), (&wanted.standing, painted));

    // Pixels changed on both sides: two files.
    let mut wanted = seen(&store, 5, &file);
    let painted = painted_over(folder.path(), &file, 41);
    wanted.art = Some(art(42));
    let stored = store.put(&wanted).unwrap();
    assert_eq!(stored.entry.art.as_ref().unwrap().sprite, art(42).sprite);
    assert_eq!(stored.other.as_ref().unwrap().art.as_ref().unwrap().sprite, painted);
    assert_ne!(stored.entry.file, file);
    let store = reopened(folder.path());
    let sprites: Vec<Sprite> =
        store.entries().map(|e| e.art.as_ref().unwrap().sprite.clone()).collect();
    assert!(sprites.len() == 2 && sprites.contains(&painted) && sprites.contains(&art(42).sprite));

    // What cannot be read any more is not written over either.
    let mut store = reopened(folder.path());
    fs::write(folder.path().join(&file), b"half a picture").unwrap();
    let wanted = seen(&store, 5, &file);
    put(&mut store, &wanted);
    assert_eq!(fs::read(folder.path().join(&file)).unwrap(), b"half a picture");
}

#[test]
fn a_name_that_leads_out_of_the_folder_is_not_followed() {
    let outside = tempfile::tempdir().unwrap();
    let folder = outside.path().join("a/collection");
    fs::create_dir_all(folder.join("trash")).unwrap();
    let victim = outside.path().join("victim.png");
    let bytes = crate::files::png::encode_sprite(&art(3).sprite, &Palette::ocean(), None, 1);
    for path in [&victim, &folder.join("good.png"), &folder.join(".hidden.png")] {
        fs::write(path, &bytes).unwrap();
    }
    let absolute = victim.display().to_string();
    let names = [
        "../../victim.png",
        "trash/../../../victim.png",
        &absolute,
        "./good.png",
        "trash/",
        "..",
        "index.json",
        "trash/trash/good.png",
        ".hidden.png",
        "",
        "good.png",
    ];
    let line = |name: &&str| {
        serde_json::json!({ "file": name, "name": "x", "tags": [], "is_trashed": false, "kept": 1,
            "cell": ["", ""] })
    };
    let lines: Vec<_> = names.iter().map(line).collect();
    let text = serde_json::json!({ "version": 1, "sprites": lines }).to_string();
    fs::write(folder.join(index::FILE_NAME), text).unwrap();
    let mut store = Store::open(folder.clone());
    let listed: Vec<&str> = store.entries().map(|entry| entry.file.as_str()).collect();
    assert_eq!(listed, ["good.png"]);
    // Even a window that believes in such a name harms nothing.
    for name in &names[..names.len() - 1] {
        let mut wanted = snapshot(9, Some(name));
        wanted.standing.is_trashed = true;
        let file = put(&mut store, &wanted);
        assert!(file.starts_with("trash/reef-fish"), "{file}");
        store.delete(name).unwrap();
    }
    assert_eq!(fs::read(&victim).unwrap(), bytes);
    assert!(folder.join(index::FILE_NAME).exists() && folder.join("good.png").exists());
}
