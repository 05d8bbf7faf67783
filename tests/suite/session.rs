//! An artist's session from the first grid to the exported file, and the start of the next one;
//! and what the window looks like, pixel for pixel.

#![cfg(feature = "studio")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::path::Path;

use crate::support::{Studio, creature};
use egui::{Key, Modifiers, Role, Theme, vec2};
use egui_kittest::kittest::Queryable as _;
use shoal::{
    files::png,
    model::{Checkpoint, Dtype},
    sprite::Sprite,
    studio::Reply,
};

const CTRL: Modifiers = Modifiers::COMMAND;

fn open(folder: &Path) -> Studio {
    let mut studio = Studio::open_in(folder, vec2(1280.0, 720.0), Theme::Dark);
    studio.fill();
    studio
}

/// The sprite that an exported file holds, and the parents that its recipe names.
fn exported(studio: &mut Studio, path: &Path) -> (Sprite, Vec<String>) {
    studio.press(CTRL, Key::E);
    studio.dialogs.reply(Reply::Chosen(path.to_owned()));
    studio.wait("the export", |_| path.exists());
    let read = png::read_sprite(path).unwrap();
    (read.sprite, read.recipe.unwrap().parents)
}

#[test]
fn from_the_first_grid_to_the_exported_child_and_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let grid = studio.source.last_job().requests;

    // The crab is kept as it is; the jellyfish is rerolled until it pleases, here once.
    studio.click(Role::ListBoxOption, "Grazer in Vent");
    studio.press(Modifiers::NONE, Key::L);
    studio.press(Modifiers::SHIFT, Key::A);
    studio.click(Role::ListBoxOption, "Jellyfish in Shallows");
    studio.press(Modifiers::NONE, Key::R);
    let rerolled = studio.source.last_job().requests[0].clone();
    studio.finish();
    studio.press(Modifiers::SHIFT, Key::B);
    let parents = [creature::draw(&grid[31]), creature::draw(&rerolled)];

    // Their children, of which the second becomes the current sprite.
    studio.click(Role::Tab, "Breed");
    studio.press(CTRL, Key::B);
    let children = studio.source.last_job().requests;
    assert_eq!(children[1].parents, parents.each_ref().map(Sprite::content_hash));
    studio.finish();
    studio.click(Role::ListBoxOption, "Child 2");

    // It is flipped in the editor, kept, named and exported.
    studio.click(Role::Tab, "Edit");
    studio.press(Modifiers::SHIFT, Key::H);
    studio.press(Modifiers::NONE, Key::K);
    let path = folder.path().join("child.png");
    let (sprite, told) = exported(&mut studio, &path);
    assert_eq!(told, parents.each_ref().map(Sprite::content_hash));
    let child = creature::draw(&children[1]);
    let side = shoal::sprite::SIDE as i32;
    let is_flipped =
        (0..side).all(|y| (0..side).all(|x| sprite.at(x, y) == child.at(side - 1 - x, y)));
    assert!(is_flipped, "{sprite:?}");

    // Everything is taken back one by one, up to the first thing that was done, and done again.
    let n_jobs = studio.source.jobs().len();
    for _ in 0..20 {
        studio.press(CTRL, Key::Z);
    }
    for _ in 0..20 {
        studio.press(CTRL, Key::Y);
    }
    assert_eq!(studio.source.jobs().len(), n_jobs, "undoing draws nothing");
    let again = folder.path().join("again.png");
    assert_eq!(exported(&mut studio, &again).0, sprite);

    // The next window has it.
    drop(studio);
    let mut studio = open(folder.path());
    studio.click(Role::Tab, "Collection");
    studio.wait("the collection", |studio| studio.says("1 sprite"));
    let cell = studio.window.get_by_role(Role::ListBoxOption);
    cell.click();
    studio.window.run();
    assert_eq!(studio.current(), sprite);
}

/// Pictures are compared with those in tests/snapshots; `UPDATE_SNAPSHOTS=1 cargo test --test
/// session` makes them anew, to be looked at before they are committed.
#[test]
fn the_window_looks_as_it_did() {
    let mut studio = Studio::open(vec2(800.0, 520.0), Theme::Dark, 1.0);
    studio.fill();
    studio.window.snapshot("grid-dark");
    studio.press(Modifiers::NONE, Key::F9);
    studio.click(Role::Tab, "Sweep");
    studio.click(Role::Button, "Draw sweep");
    studio.wait("the sweep", |studio| studio.source.jobs().len() == 2);
    studio.finish();
    studio.window.snapshot("sweep-light");
    studio.press(Modifiers::NONE, Key::F1);
    studio.window.snapshot("shortcuts-light");
}

#[test]
fn worlds_are_shelved_renamed_drawn_with_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let mut other = (*Checkpoint::embedded()).clone();
    "Trees".clone_into(&mut other.world.categories[0]);
    let file = folder.path().join("forest.safetensors");
    std::fs::write(&file, Checkpoint::new(other).unwrap().to_bytes(Dtype::F16)).unwrap();

    studio.choose_within("File", "Model", "Worlds…");
    studio.wait("the built-in world", |studio| studio.says("Part of the program"));
    studio.drop_file(&file);
    studio.wait("the other", |studio| studio.says("Trees, Grazer"));
    let shelf = folder.path().join("worlds");
    assert!(shelf.join("forest.safetensors").is_file() && file.is_file());

    studio.click(Role::Button, "Rename… forest");
    studio.window.get_by_role_and_label(Role::TextInput, "Name of the world").focus();
    studio.press(CTRL, Key::A);
    studio.window.event(egui::Event::Text("Dark wood".to_owned()));
    studio.press(Modifiers::NONE, Key::Enter);
    studio.wait("the new name", |studio| studio.says("Dark wood.safetensors"));
    assert!(!shelf.join("forest.safetensors").exists());

    studio.click(Role::Button, "Draw with it Dark wood");
    let opened = studio.source.opened().pop().unwrap();
    assert_eq!(opened, shelf.join("Dark wood.safetensors"));
    assert!(!studio.says("Drop files here"), "the dialog is closed");

    studio.choose_within("File", "Model", "Worlds…");
    studio.wait("the shelf", |studio| studio.says("Dark wood.safetensors"));
    studio.click(Role::Button, "Remove… Dark wood");
    assert!(shelf.join("Dark wood.safetensors").is_file(), "it asks first");
    studio.click(Role::Button, "Delete Dark wood");
    studio.wait("its end", |studio| !studio.says("Dark wood.safetensors"));
    assert!(!shelf.join("Dark wood.safetensors").exists());
}
