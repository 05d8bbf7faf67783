//! Sprites under the names of another world, for tests; and the tests of the file that training
//! reads.

use shoal::{
    dataset::{Credit, Dataset, Example, Origin},
    sprite::{Palette, Prompt, World},
};

use crate::corpus::{Split, sample};

/// Sprites of the corpus under the names of another world.
pub(crate) fn foreign(count: u64) -> Dataset {
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let world = World::new(names(&["All"]), names(&["Animals", "Demons"]));
    let examples = (0..count).map(|index| Example {
        sprite: sample(Split::Train, index).sprite,
        prompt: Prompt::of(Some(0), [Some(0), Some(1), None][index as usize % 3]),
    });
    let origin = |index: u64| Origin {
        name: format!("fish {index}"),
        credit: Credit { licence: "CC0-1.0".to_owned(), ..Credit::default() },
    };
    Dataset {
        name: "monsters".to_owned(),
        world,
        palette: Palette::ocean(),
        examples: examples.collect(),
        origins: (0..count).map(origin).collect(),
    }
}

#[test]
fn a_file_says_everything_that_was_known() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = foreign(7);
    dataset.write(&folder.path().join("a.safetensors")).unwrap();
    assert_eq!(Dataset::open_folder(folder.path()).unwrap(), dataset);
    dataset.write(&folder.path().join("b.safetensors")).unwrap();
    let both = Dataset::open_folder(folder.path()).unwrap();
    assert_eq!((both.examples.len(), both.origins.len()), (14, 14));
    assert_eq!(both.credits(), [(dataset.origins[0].credit.clone(), 14)]);

    let mut other = foreign(3);
    other.world.zones[0] = "Cave".to_owned();
    other.write(&folder.path().join("c.safetensors")).unwrap();
    let error = format!("{:#}", Dataset::open_folder(folder.path()).unwrap_err());
    assert!(error.contains("c.safetensors") && error.contains("import them together"), "{error}");
}

#[test]
fn labels_of_further_axes_are_kept_and_checked() {
    let mut dataset = foreign(4);
    dataset.world = dataset.world.with_axis("Kind", &["Cat", "Imp"]).with_axis("Size", &["Big"]);
    for (index, example) in dataset.examples.iter_mut().enumerate() {
        example.prompt = example.prompt.with(2, (index < 3).then_some(index as u8 % 2));
        example.prompt = example.prompt.with(3, (index == 0).then_some(0));
    }
    let bytes = dataset.to_bytes().unwrap();
    assert_eq!(Dataset::from_bytes(&bytes).unwrap(), dataset);
    let mut plain = dataset.clone();
    plain.world.traits.clear();
    plain.examples.iter_mut().for_each(|e| e.prompt = Prompt::of(e.prompt.zone, e.prompt.category));
    let of_format =
        |bytes: &[u8], format: &str| bytes.windows(format.len()).any(|w| w == format.as_bytes());
    assert!(of_format(&bytes, "shoal-sprites-2"), "programs before this one refuse it");
    assert!(of_format(&plain.to_bytes().unwrap(), "shoal-sprites-1"));
    dataset.examples[1].prompt = dataset.examples[1].prompt.with(2, Some(2));
    let error = Dataset::from_bytes(&dataset.to_bytes().unwrap()).unwrap_err().to_string();
    assert!(error.contains("sprite 1 has"), "{error}");
}

#[test]
fn torn_and_contradictory_files_are_refused() {
    let bytes = foreign(2).to_bytes().unwrap();
    for length in [0, 7, 100, bytes.len() - 1] {
        assert!(Dataset::from_bytes(&bytes[..length]).is_err(), "{length}");
    }
    let mut nameless = foreign(2);
    nameless.world.categories.truncate(1);
    let error = Dataset::from_bytes(&nameless.to_bytes().unwrap()).unwrap_err().to_string();
    assert!(error.contains("has no name"), "{error}");
    let folder = tempfile::tempdir().unwrap();
    let error = format!("{:#}", Dataset::open_folder(folder.path()).unwrap_err());
    assert!(error.contains("holds no sprites"), "{error}");
    std::fs::write(folder.path().join("torn.safetensors"), &bytes[..50]).unwrap();
    let error = format!("{:#}", Dataset::open_folder(folder.path()).unwrap_err());
    assert!(error.contains("torn.safetensors"), "{error}");
}
