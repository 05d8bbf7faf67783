use super::*;
use crate::model::Dtype;

/// The built-in network under other names, so that its identity is its own.
fn checkpoint(category: &str) -> Checkpoint {
    let mut data = (*Checkpoint::embedded()).clone();
    category.clone_into(&mut data.world.categories[0]);
    data.training["credits"] = serde_json::json!([
        { "sprites": 3, "licence": "CC0-1.0", "author": "", "source": "" },
        { "sprites": 1, "licence": "CC0-1.0", "author": "B", "source": "" },
    ]);
    Checkpoint::new(data).unwrap()
}

fn write(folder: &Path, name: &str, category: &str) -> PathBuf {
    fs::create_dir_all(folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, checkpoint(category).to_bytes(Dtype::F16)).unwrap();
    path
}

#[test]
fn worlds_are_found_by_name_and_by_identity() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("a"), folder.path().join("b"));
    write(&second, "Dark Forest.safetensors", "Trees");
    fs::write(second.join("torn.safetensors"), b"torn").unwrap();
    fs::write(second.join("notes.txt"), b"no world").unwrap();
    let shelf = Shelf::of(vec![first, second]);
    let Listing { worlds, faults } = shelf.list();
    let names: Vec<&str> = worlds.iter().map(|world| world.name.as_str()).collect();
    assert_eq!(names, ["ocean", "Dark Forest"]);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(worlds[1].licences, ["CC0-1.0"]);
    for wanted in ["dark-forest", "Dark Forest", worlds[1].short_identity()] {
        assert_eq!(shelf.find(wanted).unwrap(), worlds[1], "{wanted}");
    }
    for wanted in ["ocean", "built-in", worlds[0].short_identity()] {
        assert_eq!(shelf.find(wanted).unwrap().path, None, "{wanted}");
    }
    assert_eq!(worlds[1].open().unwrap().world.categories[0], "Trees");
    assert_eq!(shelf.with_identity(&worlds[1].identity).unwrap(), worlds[1]);
    let error = shelf.find("desert").unwrap_err().to_string();
    assert!(error.contains("\"desert\"") && error.contains("ocean, Dark Forest"), "{error}");
    let error = shelf.find("torn").unwrap_err().to_string();
    assert!(error.contains("torn.safetensors is no world"), "{error}");
    let error = shelf.with_identity(&"ab".repeat(32)).unwrap_err().to_string();
    assert!(error.contains("abababab") && error.contains("/a"), "{error}");
}

#[test]
fn two_of_one_name_are_told_apart_by_identity() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("a"), folder.path().join("b"));
    write(&first, "forest.safetensors", "Trees");
    write(&second, "Forest.safetensors", "Bushes");
    let shelf = Shelf::of(vec![first.clone(), second.clone()]);
    let worlds = shelf.list().worlds;
    let error = shelf.find("forest").unwrap_err().to_string();
    for world in &worlds[1..] {
        assert!(error.contains(world.short_identity()), "{error}");
        assert_eq!(shelf.find(&world.identity).unwrap(), *world);
    }
    // The same world in two folders is one.
    fs::copy(first.join("forest.safetensors"), second.join("Forest.safetensors")).unwrap();
    assert_eq!(shelf.list().worlds.len(), 2);
    assert_eq!(shelf.find("forest").unwrap().labels.categories[0], "Trees");
}

#[test]
fn worlds_are_added_renamed_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder.path().join("downloads"), "forest.safetensors", "Trees");
    let shelf = Shelf::of(vec![folder.path().join("worlds")]);
    let world = shelf.add(&file, None).unwrap();
    assert_eq!(world, shelf.find("forest").unwrap());
    assert!(file.exists());
    assert_eq!(shelf.add(&file, Some("other")).unwrap(), world, "it is there already");
    let other = write(folder.path(), "forest.safetensors", "Bushes");
    let error = shelf.add(&other, None).unwrap_err().to_string();
    assert!(error.contains("already") && error.contains("another name"), "{error}");
    let bushes = shelf.add(&other, Some("Bushes")).unwrap();
    for taken in ["forest", "ocean", "built in", "../up", "", ".hidden", "a:b"] {
        assert!(shelf.rename(&bushes, taken).is_err(), "{taken}");
    }
    let renamed = shelf.rename(&bushes, "bushes").unwrap();
    let renamed = shelf.rename(&renamed, "Thicket").unwrap();
    assert_eq!(renamed.identity, bushes.identity);
    assert_eq!(shelf.find("thicket").unwrap(), renamed);
    shelf.remove(&renamed).unwrap();
    assert!(shelf.find("thicket").is_err());
    let ocean = shelf.find("ocean").unwrap();
    assert!(shelf.remove(&ocean).is_err() && shelf.rename(&ocean, "sea").is_err());
    let picture = folder.path().join("fish.png");
    fs::write(&picture, b"\x89PNG").unwrap();
    let error = shelf.add(&picture, None).unwrap_err().to_string();
    assert!(error.contains("fish.png is no world"), "{error}");
    let nowhere = Shelf::of(Vec::new());
    assert!(nowhere.add(&file, None).unwrap_err().to_string().contains("SHOAL_WORLDS"));
    assert_eq!(nowhere.list().worlds.len(), 1);
}
