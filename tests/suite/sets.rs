//! Drives the dialog that exports several sprites, and that of liveries.

#![cfg(feature = "studio")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::{fs, path::Path};

use crate::support::{Studio, creature};
use egui::{Event as Input, Key, Modifiers, Role, Theme, Vec2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shoal::{
    files::{import, png::read_sprite},
    sprite::{Livery, Palette},
    studio::{Ask, Reply},
};

const SIZE: Vec2 = vec2(1280.0, 720.0);

fn filled() -> Studio {
    let mut studio = Studio::open(SIZE, Theme::Dark, 1.0);
    studio.fill();
    studio
}

fn names_in(folder: &Path) -> Vec<String> {
    let found = fs::read_dir(folder).unwrap().flatten();
    let mut names: Vec<String> =
        found.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn open_dialog(studio: &mut Studio) {
    studio.press(Modifiers::COMMAND.plus(Modifiers::ALT), Key::E);
}

/// Chooses a set by the beginning of its name.
fn choose_set(studio: &mut Studio, name: &str) {
    studio.click(Role::ComboBox, "Sprites");
    let found = studio.window.query_all_by_role(Role::Button);
    let is_it = |label: Option<String>| label.is_some_and(|label| label.starts_with(name));
    let mut found = found.filter(|node| is_it(node.accesskit_node().label()));
    found.next().unwrap().click();
    drop(found);
    studio.window.run();
}

fn name_them(studio: &mut Studio, pattern: &str) {
    studio.window.get_by_role_and_label(Role::TextInput, "Names").focus();
    studio.window.run();
    studio.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    studio.window.event(Input::Text(pattern.to_owned()));
    studio.window.run();
}

#[test]
fn a_row_leaves_as_files_named_by_a_pattern() {
    let mut studio = filled();
    let folder = tempfile::tempdir().unwrap();
    studio.window.get_by_label("Coral in Abyss").click();
    studio.window.run();
    open_dialog(&mut studio);
    choose_set(&mut studio, "Row Abyss");
    name_them(&mut studio, "{category}-{nme}");
    assert!(studio.says("there is no {nme}"));
    name_them(&mut studio, "{name}-{zone}-{seed}");
    assert!(studio.says("reef-fish-abyss-7 and 5 more"));
    // What is there is not written over unasked.
    fs::write(folder.path().join("coral-abyss-7.png"), b"mine").unwrap();
    studio.click(Role::Button, "Export…");
    assert_eq!(studio.dialogs.asked().last().unwrap().1, Ask::ExportFolder);
    studio.dialogs.reply(Reply::Chosen(folder.path().to_owned()));
    studio.update();
    assert!(studio.says("1 of 6 files"));
    assert_eq!(names_in(folder.path()).len(), 1);
    studio.click(Role::Button, "Replace");
    studio.wait("six files", |studio| studio.says("Exported 6 sprites"));
    let names = ["abyssal", "cephalopod", "coral", "grazer", "jellyfish", "reef-fish"];
    assert_eq!(names_in(folder.path()), names.map(|name| format!("{name}-abyss-7.png")));
    let read = read_sprite(&folder.path().join("coral-abyss-7.png")).unwrap();
    assert_eq!(read.sprite, creature::draw(&studio.source.jobs()[0].requests[20]));
    assert!(read.recipe.unwrap().describes(&read.sprite));
    // The dialog remembers.
    open_dialog(&mut studio);
    assert!(studio.says("reef-fish-abyss-7 and 5 more"));
    studio.press(Modifiers::NONE, Key::Escape);
    assert!(!studio.says("Export several"));
}

#[test]
fn the_grid_leaves_as_a_gif_a_sheet_and_frames() {
    let mut studio = filled();
    let folder = tempfile::tempdir().unwrap();
    for (form, ending) in [("GIF", "gif"), ("Sheet", "png"), (".aseprite", "aseprite")] {
        open_dialog(&mut studio);
        studio.click(Role::Button, form);
        studio.click(Role::Button, "Export…");
        let path = folder.path().join(format!("grid.{ending}"));
        studio.dialogs.reply(Reply::Chosen(path.clone()));
        studio.wait("the file", |_| path.exists());
        studio.update();
        let read = if ending == "png" { folder.path().join("grid.json") } else { path };
        let frames = import::read_frames(&read, &Palette::ocean()).unwrap();
        assert_eq!(frames.len(), 36, "{form}");
        let expected = creature::draw(&studio.source.jobs()[0].requests[20]);
        assert_eq!(frames[20].frame.sprite, expected, "{form}");
    }
}

#[test]
fn a_search_of_the_collection_leaves_under_the_sprites_own_names() {
    let data = tempfile::tempdir().unwrap();
    let mut studio = Studio::open_in(data.path(), SIZE, Theme::Dark);
    studio.fill();
    for name in ["Coral in Abyss", "Jellyfish in Shallows", "Jellyfish in Vent"] {
        studio.window.get_by_role_and_label(Role::ListBoxOption, name).click();
        studio.window.run();
        studio.press(Modifiers::NONE, Key::K);
    }
    studio.press(Modifiers::COMMAND, Key::Num6);
    studio.window.get_by_role_and_label(Role::TextInput, "Search").focus();
    studio.window.run();
    studio.window.event(Input::Text("jelly".to_owned()));
    studio.window.run();
    let out = data.path().join("out");
    studio.choose("File", "Export several");
    choose_set(&mut studio, "Collection: \"jelly\"");
    studio.click(Role::Button, "Export…");
    studio.dialogs.reply(Reply::Chosen(out.clone()));
    studio.wait("two files", |studio| studio.says("Exported 2 sprites"));
    assert_eq!(names_in(&out), ["jellyfish-shallows-7-3.png", "jellyfish-vent-7-33.png"]);
}

#[test]
fn liveries_stand_in_a_row_and_leave_together() {
    let mut studio = filled();
    let folder = tempfile::tempdir().unwrap();
    studio.window.get_by_label("Coral in Abyss").click();
    studio.window.run();
    let coral = creature::draw(&studio.source.jobs()[0].requests[20]);
    let palette = Palette::ocean();
    let open = |studio: &mut Studio| {
        let cell = studio.window.get_by_role_and_label(Role::ListBoxOption, "Coral in Abyss");
        cell.click_secondary();
        studio.window.run();
        studio.window.get_by_label_contains("Liveries…").click();
        studio.window.run();
    };
    open(&mut studio);
    let expected = Livery::roll(&coral, &palette, 0, 5);
    assert!(!expected.is_empty() && studio.says("As it is"));
    for number in 1..=expected.len() {
        assert!(studio.says(&format!("Livery {number}")));
    }
    // Another ramp for what is most of it.
    let worn = Livery::worn(&coral, &palette)[0].0;
    studio.click(Role::ComboBox, &palette.ramps()[worn].name);
    let other = palette.ramps().iter().find(|ramp| ramp.name == "kelp").unwrap();
    let choice = studio.window.query_all_by_role_and_label(Role::Button, &other.name).last();
    choice.unwrap().click();
    studio.window.run();
    studio.click(Role::Button, "Export…");
    assert!(studio.says("Export several"));
    studio.click(Role::Button, "Export…");
    studio.dialogs.reply(Reply::Chosen(folder.path().to_owned()));
    studio.wait("the files", |studio| studio.says("Exported"));
    let names = names_in(folder.path());
    assert_eq!(names.len(), expected.len());
    assert_eq!(names[0], "Coral-livery-1.png");
    let read = read_sprite(&folder.path().join(&names[0])).unwrap();
    let has_kelp = read.sprite.pixels().iter().any(|colour| other.indices.contains(colour));
    assert!(has_kelp && read.sprite != coral && read.recipe.unwrap().describes(&read.sprite));
    open(&mut studio);
    studio.click(Role::Button, "Keep all");
    assert!(studio.says("Kept"));
}
