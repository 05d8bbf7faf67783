//! The workspace comes back: after closing, in tabs, in other windows, from damaged files.

use std::{
    fs,
    path::{Path, PathBuf},
};

use egui::{Key, Modifiers, Role, Theme};
use egui_kittest::kittest::Queryable as _;
use shoal::sprite::World;

use super::{SIZE, drop_window, pick, show};
use crate::support::Studio;

fn open(folder: &Path) -> Studio {
    let mut studio = Studio::open_in(folder, SIZE, Theme::Dark);
    studio.fill();
    studio
}

/// The folders of workspaces.
fn workspaces(folder: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(folder.join("workspaces")).unwrap();
    let mut found: Vec<PathBuf> = found.map(|found| found.unwrap().path()).collect();
    found.sort();
    found
}

/// Rerolls, locks, edits, breeds, sweeps and undoes a little of it.
fn work(studio: &mut Studio) {
    pick(studio, "Jellyfish in Shallows");
    studio.press(Modifiers::NONE, Key::R);
    studio.finish();
    studio.press(Modifiers::NONE, Key::C);
    studio.finish();
    studio.press(Modifiers::NONE, Key::L);
    studio.press(Modifiers::SHIFT, Key::A);
    pick(studio, "Coral in Vent");
    studio.press(Modifiers::SHIFT, Key::B);
    studio.press(Modifiers::NONE, Key::K);
    studio.press(Modifiers::COMMAND, Key::B);
    studio.finish();
    studio.press(Modifiers::COMMAND, Key::Num2);
    studio.click(egui::Role::Button, "Draw sweep");
    studio.finish();
    studio.press(Modifiers::COMMAND, Key::L);
    studio.press(Modifiers::COMMAND, Key::Num5);
    studio.press(Modifiers::SHIFT, Key::H);
    studio.press(Modifiers::COMMAND, Key::A);
    studio.press(Modifiers::SHIFT, Key::V);
    studio.press(Modifiers::COMMAND, Key::Z);
}

#[test]
fn a_closed_window_opens_as_it_was_and_draws_nothing_anew() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    work(&mut studio);
    let (before, current) = (studio.window.state().digest(), studio.current());
    drop_window(studio);

    let mut studio = Studio::open_in(folder.path(), SIZE, Theme::Dark);
    // It is all there before any model is.
    assert_eq!(studio.window.state().digest(), before);
    show(&mut studio, Key::Num1, "Candidates");
    let cell = studio.window.query_by_role_and_label(Role::ListBoxOption, "Coral in Vent");
    assert!(cell.is_some());
    studio.source.load(World::ocean());
    studio.update();
    assert_eq!(studio.source.jobs().len(), 0);
    assert_eq!(studio.current(), current);
    // And it can be undone, to the very first step, and done again.
    for _ in 0..40 {
        studio.press(Modifiers::COMMAND, Key::Z);
    }
    for _ in 0..40 {
        studio.press(Modifiers::COMMAND, Key::Y);
    }
    assert_ne!(studio.window.state().digest(), before);
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(studio.window.state().digest(), before);
}

#[test]
fn another_model_has_a_tab_of_its_own_and_the_old_one_comes_back_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    work(&mut studio);
    let before = studio.current();
    let n_jobs = studio.source.jobs().len();

    let names = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    let woods = World::new(names(["Glade", "Thicket"]), names(["Fox", "Owl"]));
    let file = folder.path().join("woods.safetensors");
    studio.drop_file(&file);
    studio.source.load(woods.clone());
    studio.update();
    assert_eq!(studio.source.jobs().len(), n_jobs + 1);
    studio.finish();
    show(&mut studio, Key::Num1, "Candidates");
    pick(&mut studio, "Owl in Thicket");
    drop_window(studio);

    // The next start shows the woods, and the ocean waits behind it with its history.
    let mut studio = Studio::open_in(folder.path(), SIZE, Theme::Dark);
    assert!(studio.says("Owl in Thicket"));
    studio.source.load(woods);
    studio.update();
    studio.click(Role::Button, "woods.safetensors");
    let named: Vec<_> = studio.window.query_all_by_label("Built-in model").collect();
    named[named.len() - 1].click();
    drop(named);
    studio.window.run();
    assert!(studio.says("Coral in Vent"));
    assert_eq!(studio.current(), before);
    studio.source.load(World::ocean());
    studio.update();
    assert_eq!(studio.source.jobs().len(), 0);
    assert_eq!(studio.current(), before);
    studio.press(Modifiers::COMMAND, Key::Y);
    assert_ne!(studio.current(), before);
}

#[test]
fn two_windows_have_two_workspaces_and_earlier_ones_open_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut here = open(folder.path());
    let mut there = open(folder.path());
    assert_eq!(workspaces(folder.path()).len(), 2);
    pick(&mut here, "Coral in Vent");
    here.press(Modifiers::NONE, Key::L);
    pick(&mut there, "Coral in Abyss");
    let before = here.window.state().digest();
    drop_window(there);

    // A new workspace has a new grid, and the one before can be had again.
    here.press(Modifiers::COMMAND, Key::N);
    here.finish();
    assert_eq!(workspaces(folder.path()).len(), 3);
    assert_ne!(here.window.state().digest(), before);
    here.choose("File", "Workspaces…");
    assert!(here.says("Memory for undo"));
    {
        let listed: Vec<_> = here.window.query_all_by_label_contains("36 sprites, ").collect();
        assert_eq!(listed.len(), 2);
        listed[0].click();
    }
    here.window.run();
    assert_eq!(here.window.state().digest(), before);
    drop_window(here);
}

#[test]
fn a_damaged_file_opens_as_far_as_it_can_be_read_and_is_kept_aside() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    work(&mut studio);
    drop_window(studio);
    let path = workspaces(folder.path())[0].clone();
    let file = path.join("workspace.jsonl");
    let whole = fs::read_to_string(&file).unwrap();

    // One cell's line is bent, and the file is torn in its history.
    let line = whole.lines().find(|line| line.contains("\"cell\":7,")).unwrap();
    let bent = line.replacen("\"cell\":7,", "\"cell\":8,", 1);
    let torn = whole.replace(line, &bent);
    let torn = &torn[..torn.len() - 40];
    fs::write(&file, torn).unwrap();
    let studio = Studio::open_in(folder.path(), SIZE, Theme::Dark);
    assert!(studio.says("2 entries of it could not be read"));
    assert!(studio.says("Coral in Vent"));
    drop_window(studio);
    let aside = fs::read_dir(&path).unwrap().map(|found| found.unwrap().path());
    let aside = aside.filter(|path| path.is_dir()).collect::<Vec<_>>();
    assert_eq!(aside.len(), 1);
    assert_eq!(fs::read_to_string(aside[0].join("workspace.jsonl")).unwrap(), torn);

    // What is no workspace at all leaves a new one, and is kept aside too.
    fs::write(&file, b"\x00\xff nothing").unwrap();
    let mut studio = open(folder.path());
    assert!(studio.says("The workspace is damaged"));
    assert_eq!(studio.source.jobs().len(), 1);
    studio.update();
    drop_window(studio);
}
