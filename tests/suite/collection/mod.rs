//! Drives the collection, and the files that are opened, dropped and exported, in the window.

#![cfg(feature = "studio")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod files;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use crate::support::{Studio, creature};
use egui::{
    Event as Input, Key, Modifiers, Role, Theme, Vec2, ViewportCommand, ViewportEvent, ViewportId,
    accesskit::Toggled, vec2,
};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shoal::{
    files::{Direction, Frame, Tag, aseprite, import, png},
    generate::SpriteRequest,
    sprite::{Palette, Prompt, Recipe, Sampling, Sprite},
    studio::{Ask, Reply},
};

const SIZE: Vec2 = vec2(1280.0, 720.0);

/// A window on this folder whose first grid is complete and whose collection is in front.
fn open(folder: &Path) -> Studio {
    open_at(folder, SIZE, Theme::Dark)
}

fn open_at(folder: &Path, size: Vec2, theme: Theme) -> Studio {
    let mut studio = Studio::open_in(folder, size, theme);
    studio.fill();
    show_collection(&mut studio);
    studio
}

/// Brings the collection to the front; where it is remembered to be there, its key closes it.
fn show_collection(studio: &mut Studio) {
    if studio.window.query_by_role_and_label(Role::TextInput, "Search").is_none() {
        studio.press(Modifiers::COMMAND, Key::Num6);
    }
}

/// The names of the cells on show, in their order.
fn cells(studio: &Studio) -> Vec<String> {
    let cells = studio.window.query_all_by_role(Role::ListBoxOption);
    let mut cells: Vec<(i32, i32, String)> = cells
        .map(|cell| {
            let at = cell.rect().min;
            (at.y as i32, at.x as i32, cell.accesskit_node().label().unwrap_or_default())
        })
        .collect();
    cells.sort();
    cells.into_iter().map(|(_, _, name)| name).collect()
}

fn n_selected(studio: &Studio) -> usize {
    let cells = studio.window.query_all_by_role(Role::ListBoxOption);
    cells.filter(|cell| cell.accesskit_node().toggled() == Some(Toggled::True)).count()
}

fn click_cell(studio: &mut Studio, name: &str, modifiers: Modifiers) {
    studio.window.get_by_role_and_label(Role::ListBoxOption, name).click_modifiers(modifiers);
    studio.window.run();
}

fn fill_in(studio: &mut Studio, field: &str, text: &str) {
    studio.window.get_by_role_and_label(Role::TextInput, field).focus();
    studio.window.run();
    studio.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    studio.window.key_press(Key::Backspace);
    if !text.is_empty() {
        studio.window.event(Input::Text(text.to_owned()));
    }
    studio.window.run();
    studio.press(Modifiers::NONE, Key::Enter);
}

/// Keeps the sprites of some cells of the grid.
fn keep(studio: &mut Studio, names: &[&str]) {
    studio.press(Modifiers::COMMAND, Key::Num1);
    for name in names {
        studio.window.get_by_role_and_label(Role::ListBoxOption, name).click();
        studio.window.run();
        studio.press(Modifiers::NONE, Key::K);
    }
    show_collection(studio);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(folder).map(|found| found.flatten().map(|file| file.path()).collect());
    let found: Vec<PathBuf> = found.unwrap_or_default();
    let mut found: Vec<PathBuf> =
        found.into_iter().filter(|path| path.extension().is_some_and(|e| e == "png")).collect();
    found.sort();
    found
}

#[test]
fn what_is_kept_is_there_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("collection");
    let mut studio = open(folder.path());
    assert!(studio.says("Nothing kept yet"));
    keep(&mut studio, &["Coral in Abyss", "Jellyfish in Shallows"]);
    assert!(studio.says("Kept \"Jellyfish\""));
    assert_eq!(cells(&studio), ["Jellyfish", "Coral"]);
    studio.wait("two files", |_| files(&kept).len() == 2);
    drop(studio);

    let mut studio = open(folder.path());
    studio.wait("two sprites", |studio| cells(studio).len() == 2);
    assert_eq!(cells(&studio), ["Jellyfish", "Coral"]);
    // A click makes it the current sprite, with its recipe.
    studio.wait("pixels", |studio| studio.says("2 sprites"));
    click_cell(&mut studio, "Coral", Modifiers::NONE);
    studio.wait("the inspector", |studio| studio.window.query_all_by_label("20").next().is_some());
    // Both files are whole, and their recipes tell of their pixels.
    for path in files(&kept) {
        let read = png::read_sprite(&path).unwrap();
        assert!(read.recipe.unwrap().describes(&read.sprite));
        assert!(!read.label.unwrap().name.is_empty());
    }
}

#[test]
fn keys_alone_keep_name_and_walk_the_collection() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    keep(&mut studio, &["Coral in Abyss", "Jellyfish in Shallows", "Grazer in Abyss"]);
    studio.press(Modifiers::COMMAND, Key::Num1);
    // The current sprite is the one that was kept last, and F2 is about it.
    studio.press(Modifiers::NONE, Key::F2);
    studio.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    studio.window.event(Input::Text("Slow one".to_owned()));
    studio.window.run();
    studio.press(Modifiers::NONE, Key::Enter);
    assert_eq!(cells(&studio), ["Slow one", "Jellyfish", "Coral"]);
    studio.press(Modifiers::COMMAND, Key::Num1);
    studio.press(Modifiers::COMMAND, Key::Num6);
    studio.press(Modifiers::NONE, Key::ArrowRight);
    studio.press(Modifiers::NONE, Key::Delete);
    assert_eq!(cells(&studio), ["Slow one", "Coral"], "arrows and Delete are about the list");
}

#[test]
fn sprites_are_found_by_name_tag_zone_and_category() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    keep(&mut studio, &["Coral in Abyss", "Jellyfish in Shallows", "Grazer in Abyss"]);
    click_cell(&mut studio, "Coral", Modifiers::NONE);
    fill_in(&mut studio, "Tags", "boss, Blue, boss");
    fill_in(&mut studio, "Name", "Old reef");
    assert_eq!(cells(&studio), ["Grazer", "Jellyfish", "Old reef"]);
    for (search, expected) in [
        ("abyss", vec!["Grazer", "Old reef"]),
        ("blue", vec!["Old reef"]),
        ("abyss BOSS", vec!["Old reef"]),
        ("coral", vec!["Old reef"]),
        ("shallows boss", vec![]),
        ("", vec!["Grazer", "Jellyfish", "Old reef"]),
    ] {
        fill_in(&mut studio, "Search", search);
        assert_eq!(cells(&studio), expected, "{search}");
    }
    // Each change is one step.
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(cells(&studio), ["Grazer", "Jellyfish", "Coral"]);
    studio.press(Modifiers::COMMAND, Key::Y);
    drop(studio);
    let mut studio = open(folder.path());
    studio.wait("all", |studio| cells(studio).len() == 3);
    fill_in(&mut studio, "Search", "blue");
    assert_eq!(cells(&studio), ["Old reef"], "names and tags are in the files");
}

#[test]
fn the_trash_gives_back_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("collection");
    let mut studio = open(folder.path());
    keep(&mut studio, &["Coral in Abyss", "Jellyfish in Shallows", "Grazer in Abyss"]);
    click_cell(&mut studio, "Grazer", Modifiers::NONE);
    click_cell(&mut studio, "Jellyfish", Modifiers::SHIFT);
    assert_eq!(n_selected(&studio), 2);
    studio.press(Modifiers::NONE, Key::Delete);
    assert_eq!(cells(&studio), ["Coral"]);
    studio.wait("the move", |_| files(&kept.join("trash")).len() == 2);
    assert_eq!(files(&kept).len(), 1);

    studio.click(Role::Button, "Trash (2)");
    assert_eq!(cells(&studio), ["Grazer", "Jellyfish"]);
    click_cell(&mut studio, "Grazer", Modifiers::NONE);
    studio.click(Role::Button, "Restore");
    assert_eq!(cells(&studio), ["Jellyfish"]);
    studio.wait("the way back", |_| files(&kept).len() == 2);
    // Undo throws it away again, and once more brings both back.
    studio.press(Modifiers::COMMAND, Key::Z);
    studio.press(Modifiers::COMMAND, Key::Z);
    assert!(studio.says("The trash is empty"));
    studio.wait("all of them", |_| files(&kept).len() == 3);
    // And undoing "Keep" leaves the sprite in the trash, not nowhere.
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(cells(&studio), ["Grazer"]);
}

#[test]
fn everything_is_selected_and_tagged_by_keys() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    keep(&mut studio, &["Coral in Abyss", "Jellyfish in Shallows", "Grazer in Abyss"]);
    click_cell(&mut studio, "Coral", Modifiers::NONE);
    click_cell(&mut studio, "Grazer", Modifiers::COMMAND);
    assert_eq!(n_selected(&studio), 2);
    click_cell(&mut studio, "Grazer", Modifiers::COMMAND);
    assert_eq!(n_selected(&studio), 1);
    studio.press(Modifiers::COMMAND, Key::A);
    assert_eq!(n_selected(&studio), 3);
    fill_in(&mut studio, "Add tags", "reef");
    fill_in(&mut studio, "Search", "reef");
    assert_eq!(cells(&studio).len(), 3);
    // Enter names the one that an arrow went to.
    click_cell(&mut studio, "Grazer", Modifiers::NONE);
    studio.press(Modifiers::NONE, Key::ArrowRight);
    studio.press(Modifiers::NONE, Key::Enter);
    studio.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    studio.window.event(Input::Text("Moon".to_owned()));
    studio.window.run();
    studio.press(Modifiers::NONE, Key::Enter);
    assert_eq!(cells(&studio), ["Grazer", "Moon", "Coral"]);
}

#[test]
fn the_trash_is_emptied_after_asking() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("collection");
    let mut studio = open(folder.path());
    keep(&mut studio, &["Coral in Abyss", "Grazer in Abyss"]);
    click_cell(&mut studio, "Grazer", Modifiers::NONE);
    studio.press(Modifiers::NONE, Key::Delete);
    studio.wait("the move", |_| files(&kept.join("trash")).len() == 1);
    studio.click(Role::Button, "Trash (1)");
    studio.click(Role::Button, "Empty trash…");
    assert!(studio.says("Delete 1 sprite for good?"));
    studio.click(Role::Button, "Cancel");
    assert_eq!(cells(&studio), ["Grazer"]);
    studio.click(Role::Button, "Empty trash…");
    studio.click(Role::Button, "Delete");
    assert!(studio.says("The trash is empty"));
    studio.wait("the end", |_| files(&kept.join("trash")).is_empty());
    assert_eq!(files(&kept).len(), 1, "what was not thrown away stays");
    // There is nothing left that undoing could bring back.
    studio.press(Modifiers::COMMAND, Key::Z);
    assert!(studio.says("The trash is empty"));
}

#[test]
fn closing_would_not_lose_what_is_not_stored() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("collection"), b"mine").unwrap();
    let mut studio = open(folder.path());
    keep(&mut studio, &["Coral in Abyss"]);
    studio.wait("the refusal", |studio| studio.says("1 sprite is not saved yet"));
    let asked = |studio: &mut Studio| {
        let viewports = &mut studio.window.input_mut().viewports;
        let root = viewports.entry(ViewportId::ROOT).or_default();
        root.events.push(ViewportEvent::Close);
        studio.window.step();
        let commands = &studio.window.output().viewport_output[&ViewportId::ROOT].commands;
        commands.contains(&ViewportCommand::CancelClose)
    };
    assert!(asked(&mut studio));
    studio.window.run();
    studio.click(Role::Button, "Close all the same");
    assert!(!asked(&mut studio));
}

#[test]
fn what_cannot_be_stored_stays_and_is_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    // A file where the folder should be stops everybody, root included.
    let kept = folder.path().join("collection");
    fs::write(&kept, b"mine").unwrap();
    let mut studio = open(folder.path());
    keep(&mut studio, &["Coral in Abyss"]);
    studio.wait("the refusal", |studio| studio.says("1 sprite is not saved yet"));
    assert!(studio.says("\"Coral\" is not saved: cannot write"));
    assert_eq!(cells(&studio), ["Coral"], "it stays in the window");
    fs::remove_file(&kept).unwrap();
    studio.click(Role::Button, "Save again");
    studio.wait("the file", |studio| files(&kept).len() == 1 && !studio.says("is not saved yet"));
}

#[test]
fn two_windows_see_what_the_other_keeps() {
    let folder = tempfile::tempdir().unwrap();
    let mut here = open(folder.path());
    let mut there = open(folder.path());
    keep(&mut here, &["Coral in Abyss"]);
    keep(&mut there, &["Coral in Vent"]);
    // Coming back to a window is when it looks.
    for studio in [&mut here, &mut there] {
        studio.wait("the file", |_| files(&folder.path().join("collection")).len() == 2);
        for is_focused in [false, true] {
            studio.window.input_mut().focused = is_focused;
            studio.window.step();
        }
        studio.wait("both", |studio| cells(studio).len() == 2);
    }
}

/// Fills a folder with as many sprites as an artist keeps in years: a few that differ, named
/// by their labels, and copies of one, which are named by their files.
fn write_many(folder: &Path, count: usize) {
    let folder = folder.join("collection");
    fs::create_dir_all(&folder).unwrap();
    let palette = Palette::ocean();
    let copies = png::encode_sprite(&files::fish().0, &palette, Some(&files::fish().1), 1);
    for number in 0..count {
        let path = folder.join(format!("{number}.png"));
        if 30 <= number {
            fs::write(&path, &copies).unwrap();
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(number as u64);
            fs::File::options().append(true).open(&path).unwrap().set_modified(time).unwrap();
            continue;
        }
        let name = match number % 3 {
            0 => format!("Coral {number}"),
            1 => format!("The one with the very long name that nobody can read, {number}"),
            _ => format!("Fish {number}"),
        };
        let label = png::Label { name, kept: number as u64, ..png::Label::default() };
        let prompt = Prompt::cell((number % 6) as u8, (number / 5) as u8);
        let request = SpriteRequest::new(prompt, 3, number as u32, Sampling::default());
        let bytes = png::encode_labelled(&creature::draw(&request), &palette, None, &label);
        fs::write(&path, bytes).unwrap();
    }
}

#[test]
fn of_ten_thousand_only_those_on_show_are_drawn() {
    let folder = tempfile::tempdir().unwrap();
    write_many(folder.path(), 10_000);
    let mut studio = open(folder.path());
    studio.wait("all", |studio| studio.says("10000 sprites"));
    let at_top = cells(&studio);
    assert!((20..80).contains(&at_top.len()), "{}", at_top.len());
    assert_eq!(at_top[..2], ["9999", "9998"], "the newest come first");
    let centre = studio.window.get_by_role(Role::ListBox).rect().center();
    studio.window.hover_at(centre);
    for _ in 0..4 {
        studio.window.event(Input::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: vec2(0.0, -40_000.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        });
        for _ in 0..20 {
            studio.window.step();
        }
    }
    let below = cells(&studio);
    assert!((20..80).contains(&below.len()), "{}", below.len());
    assert!(below.iter().all(|name| !at_top.contains(name)), "{below:?}");
}

/// `SHOAL_PICTURES=DIR` keeps what the collection looks like.
#[test]
fn the_collection_fits_small_and_large_windows() {
    let pictures = std::env::var_os("SHOAL_PICTURES").map(PathBuf::from);
    for (size, theme) in [(SIZE, Theme::Dark), (vec2(800.0, 520.0), Theme::Light)] {
        let folder = tempfile::tempdir().unwrap();
        let mut studio = open_at(folder.path(), size, theme);
        let save = |studio: &mut Studio, name: &str| {
            let picture = studio.window.render().unwrap();
            assert_eq!(picture.width(), size.x as u32);
            if let Some(folder) = &pictures {
                picture.save(folder.join(format!("{name}-{}.png", size.x))).unwrap();
            }
        };
        save(&mut studio, "empty");
        drop(studio);
        write_many(folder.path(), 30);
        let mut studio = open_at(folder.path(), size, theme);
        studio.wait("all", |studio| studio.says("30 sprites"));
        save(&mut studio, "kept");
        let name = "The one with the very long name that nobody can read, 28";
        click_cell(&mut studio, name, Modifiers::NONE);
        save(&mut studio, "selected");
        click_cell(&mut studio, "Coral 27", Modifiers::SHIFT);
        let last = studio.window.get_by_role_and_label(Role::Button, "Move to trash").rect();
        assert!(last.right() < size.x && last.bottom() < size.y, "{last:?}");
        save(&mut studio, "many");
        studio.window.get_by_role_and_label(Role::Button, "File").click();
        studio.window.run();
        save(&mut studio, "menu");
        studio.window.get_by_label_contains("Export several").click();
        studio.window.run();
        save(&mut studio, "settings");
    }
}
