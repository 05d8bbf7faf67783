use super::*;
use crate::sprite::{Palette, Sprite};

fn art(colour: u8) -> Arc<Art> {
    let mut sprite = Sprite::EMPTY;
    sprite.set(4, 5, colour);
    Arc::new(Art {
        sprite,
        palette: Arc::new(Palette::ocean()),
        recipe: None,
        shading: None,
        drawn_as: None,
        frames: None,
        request: None,
        title: "Fish".to_owned(),
        subtitle: String::new(),
        file_name: "fish.png".to_owned(),
    })
}

/// A sprite that was kept a moment ago: its file is on its way.
fn kept(art: &Arc<Art>) -> (Collection, u64) {
    let mut collection = Collection::default();
    let id = collection.next_id();
    collection.add(Item {
        id,
        standing: Standing { name: art.title.clone(), ..Standing::default() },
        kept: 7,
        cell: Default::default(),
        art: Some(Arc::clone(art)),
        saving: Saving::Underway,
        file: None,
        revision: 1,
        base: None,
    });
    (collection, id)
}

fn entry(art: &Arc<Art>) -> Entry {
    Entry {
        file: "fish.png".to_owned(),
        standing: Standing { name: art.title.clone(), ..Standing::default() },
        kept: 7,
        cell: Default::default(),
        art: Some(Arc::clone(art)),
    }
}

/// What changes a sprite while its last state is being written.
fn assert_change_survives_reports(change: impl Fn(&mut Collection, u64, &Arc<Art>, &Arc<Art>)) {
    let (before, after) = (art(1), art(2));
    let (mut collection, id) = kept(&before);
    change(&mut collection, id, &before, &after);
    collection.hear(Report::Stored { id, revision: 1, entry: entry(&before) });
    collection.hear(Report::Changed { entries: vec![entry(&before)], gone: Vec::new() });
    let item = collection.item(id).unwrap();
    assert_eq!(item.art.as_ref().unwrap().sprite, after.sprite);
    assert_eq!(item.saving, Saving::Edited, "it is still to be stored");
    assert_eq!(item.file.as_deref(), Some("fish.png"), "where it lies is known all the same");
}

#[test]
fn a_light_that_moves_while_the_sprite_is_written_stays() {
    assert_change_survives_reports(|collection, id, before, after| {
        assert!(collection.put_art(id, before, after));
    });
}

#[test]
fn an_edit_while_the_sprite_is_written_stays() {
    assert_change_survives_reports(|collection, id, _, after| collection.edit_art(id, after));
}

#[test]
fn what_was_stored_as_it_is_counts_as_saved() {
    let art = art(1);
    let (mut collection, id) = kept(&art);
    collection.hear(Report::Stored { id, revision: 1, entry: entry(&art) });
    assert_eq!(collection.item(id).unwrap().saving, Saving::Saved);
}

#[test]
fn sprites_are_found_by_their_traits_and_other_words_for_them() {
    let mut art = (*art(1)).clone();
    let with = [("body", "sea-slug"), ("pattern", "stripes"), ("main", "crimson")];
    let with = with.map(|(axis, value)| (axis.to_owned(), value.to_owned())).into();
    art.recipe = Some(crate::sprite::Recipe {
        checkpoint: String::new(),
        engine: String::new(),
        precision: String::new(),
        zone: "hadal".to_owned(),
        category: "grazer".to_owned(),
        with,
        seed: 0,
        variant: 0,
        sampling: crate::sprite::Sampling::default(),
        hints: None,
        sketch: None,
        parents: Vec::new(),
        edits: Vec::new(),
        palette: None,
        motion: None,
        shading: None,
        pixels: String::new(),
    });
    let (mut collection, id) = kept(&Arc::new(art));
    let mut finds = |search: &str| {
        search.clone_into(&mut collection.search);
        collection.found() == [id]
    };
    for search in ["fish", "slug", "sea slugs", "striped", "stripes red", "trench nudibranch", ""] {
        assert!(finds(search), "{search}");
    }
    for search in ["crab", "red crab", "spots", "vent"] {
        assert!(!finds(search), "{search}");
    }
}
