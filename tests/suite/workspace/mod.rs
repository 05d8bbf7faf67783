//! Nothing that was drawn or edited is lost: by a click elsewhere, by closing, by a kill.

#![cfg(feature = "studio")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod kept;
mod kill;
mod measured;

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::support::Studio;
use egui::{Key, Modifiers, Role, Theme, Vec2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shoal::{files::png, sprite::Sprite};

const SIZE: Vec2 = vec2(1280.0, 720.0);

fn files(folder: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(folder.join("collection"));
    let found = found.map(|found| found.flatten().map(|file| file.path()).collect());
    let mut found: Vec<PathBuf> = found.unwrap_or_default();
    found.retain(|path| path.extension().is_some_and(|extension| extension == "png"));
    found.sort();
    found
}

/// The pixels of the only kept sprite, and what its file says of it.
fn kept(folder: &Path) -> Sprite {
    let read = png::read_sprite(&files(folder)[0]).unwrap();
    assert!(read.recipe.unwrap().describes(&read.sprite));
    read.sprite
}

fn pick(studio: &mut Studio, name: &str) {
    studio.window.get_by_role_and_label(Role::ListBoxOption, name).click();
    studio.window.run();
}

/// Clicks on the last cell whose name begins like this.
fn click_last(studio: &mut Studio, name: &str) {
    let is_it = |cell: &egui_kittest::Node<'_>| {
        cell.accesskit_node().label().is_some_and(|label| label.starts_with(name))
    };
    let cells: Vec<_> = studio.window.query_all_by_role(Role::ListBoxOption).collect();
    cells.iter().rfind(|cell| is_it(cell)).expect(name).click();
    drop(cells);
    studio.window.run();
}

/// Brings a panel to the front by its key, and what it shows.
fn show(studio: &mut Studio, key: Key, sign: &str) {
    if !studio.says(sign) {
        studio.press(Modifiers::COMMAND, key);
    }
}

/// Turns the current sprite over in the editor.
fn flip(studio: &mut Studio) {
    studio.press(Modifiers::COMMAND, Key::Num5);
    studio.press(Modifiers::SHIFT, Key::H);
}

/// A window whose jellyfish of the shallows is kept, with the collection in front.
fn with_one_kept(folder: &Path) -> Studio {
    let mut studio = Studio::open_in(folder, SIZE, Theme::Dark);
    studio.fill();
    pick(&mut studio, "Jellyfish in Shallows");
    studio.press(Modifiers::NONE, Key::K);
    studio.wait("a file", |_| files(folder).len() == 1);
    studio.press(Modifiers::COMMAND, Key::Num6);
    studio.wait("a kept sprite", |studio| studio.says("1 sprite"));
    studio
}

#[test]
fn an_edit_of_a_kept_sprite_is_its_own_once_it_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = with_one_kept(folder.path());
    let before = kept(folder.path());
    pick(&mut studio, "Jellyfish");
    assert_eq!(studio.current(), before);
    flip(&mut studio);
    let after = before.flipped_horizontally();
    assert_eq!(studio.current(), after);
    assert!(studio.says("Unsaved"));
    // Undone, it is what the file has.
    studio.press(Modifiers::COMMAND, Key::Z);
    assert!(!studio.says("Unsaved"));
    studio.press(Modifiers::COMMAND, Key::Y);
    assert!(studio.says("Unsaved"));
    // Not yet stored: the artist is still at it.
    assert_eq!(kept(folder.path()), before);

    // Another sprite is looked at, and the file has the edit; so has the window.
    studio.press(Modifiers::COMMAND, Key::Num1);
    pick(&mut studio, "Coral in Abyss");
    let path = folder.path().to_owned();
    studio.wait("the edit in the file", |_| kept(&path) == after);
    assert!(!studio.says("Unsaved"));
    show(&mut studio, Key::Num6, "1 sprite");
    pick(&mut studio, "Jellyfish");
    assert_eq!(studio.current(), after);

    // It can be undone over that, and the file follows.
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(studio.current(), before);
    assert!(studio.says("Unsaved"));
    studio.press(Modifiers::COMMAND, Key::S);
    studio.wait("the first pixels in the file", |_| kept(&path) == before);
    assert!(studio.says("Saved \"Jellyfish\"") && !studio.says("Unsaved"));
    studio.press(Modifiers::COMMAND, Key::Y);
    assert_eq!(studio.current(), after);

    // Closing is leaving.
    drop_window(studio);
    assert_eq!(kept(&path), after);
    assert_eq!(files(&path).len(), 1);
}

/// Closes the window as the desktop does.
fn drop_window(mut studio: Studio) {
    eframe::App::on_exit(studio.window.state_mut(), None);
    drop(studio);
}

#[test]
fn k_says_that_a_sprite_is_kept_and_a_copy_is_another_command() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = with_one_kept(folder.path());
    let name = files(folder.path())[0].file_name().unwrap().to_string_lossy().into_owned();
    pick(&mut studio, "Jellyfish");
    studio.press(Modifiers::NONE, Key::K);
    assert!(studio.says(&format!("is in the collection already as {name}")));
    // So it is in the grid, where the cell shows that it is kept.
    studio.press(Modifiers::COMMAND, Key::Num1);
    pick(&mut studio, "Jellyfish in Shallows");
    studio.press(Modifiers::NONE, Key::K);
    studio.update();
    assert_eq!(files(folder.path()).len(), 1);
    studio.press(Modifiers::SHIFT, Key::K);
    let path = folder.path().to_owned();
    studio.wait("a second file", |_| files(&path).len() == 2);
    show(&mut studio, Key::Num6, "2 sprites");
    assert!(studio.says("2 sprites"));
}

#[test]
fn edits_of_candidates_children_and_parents_stay_theirs() {
    let mut studio = Studio::open(SIZE, Theme::Dark, 1.0);
    studio.fill();
    // The first sprite of the cell becomes a candidate.
    studio.press(Modifiers::NONE, Key::R);
    studio.finish();
    pick(&mut studio, "Candidate 1");
    let candidate = studio.current();
    studio.press(Modifiers::COMMAND, Key::Num5);
    studio.press(Modifiers::SHIFT, Key::H);
    studio.press(Modifiers::COMMAND, Key::Num1);
    pick(&mut studio, "Coral in Abyss");
    studio.press(Modifiers::SHIFT, Key::A);
    pick(&mut studio, "Reef fish in Shallows");
    pick(&mut studio, "Candidate 1");
    assert_eq!(studio.current(), candidate.flipped_horizontally());

    studio.press(Modifiers::COMMAND, Key::B);
    studio.finish();
    studio.press(Modifiers::COMMAND, Key::Num3);
    for name in ["Parent A", "Child 1"] {
        click_last(&mut studio, name);
        let before = studio.current();
        flip(&mut studio);
        assert_eq!(studio.current(), before.flipped_horizontally(), "{name}");
        studio.press(Modifiers::COMMAND, Key::Num1);
        pick(&mut studio, "Reef fish in Shallows");
        studio.press(Modifiers::COMMAND, Key::Num3);
        click_last(&mut studio, name);
        assert_eq!(studio.current(), before.flipped_horizontally(), "{name}");
    }
}
