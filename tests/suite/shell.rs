//! Drives what all panels share: layout, menus, command palette, undo, drag and drop, settings.

#![cfg(feature = "studio")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod keyboard;

use std::{path::Path, time::Duration};

use crate::support::{Studio, creature};
use egui::{Event as Input, Key, Modifiers, Role, Theme, Vec2, accesskit::Toggled, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shoal::sprite::Prompt;

const SIZE: Vec2 = vec2(1280.0, 720.0);

/// A window whose first grid is complete.
fn filled() -> Studio {
    fill(Studio::open(SIZE, Theme::Dark, 1.0))
}

fn fill(mut studio: Studio) -> Studio {
    studio.fill();
    studio
}

fn undo(studio: &mut Studio) {
    studio.press(Modifiers::COMMAND, Key::Z);
}

fn has_panel(studio: &Studio, title: &str) -> bool {
    studio.window.query_by_role_and_label(Role::Tab, title).is_some()
}

fn has_palette(studio: &Studio) -> bool {
    studio.window.query_all_by_label("Find a command").next().is_some()
}

/// Clicks on the name of a row or column, which is left of where the inspector has it.
fn click_name(studio: &mut Studio, name: &str, n_clicks: usize) {
    for _ in 0..n_clicks {
        let names = studio.window.query_all_by_role_and_label(Role::Label, name);
        names.min_by(|a, b| a.rect().left().total_cmp(&b.rect().left())).unwrap().click();
    }
    studio.window.run();
}

/// Chooses a line of the menu that a row or column has.
fn reroll_by_menu(studio: &mut Studio, name: &str, item: &str) {
    let names = studio.window.query_all_by_role_and_label(Role::Label, name);
    names.min_by(|a, b| a.rect().left().total_cmp(&b.rect().left())).unwrap().click_secondary();
    studio.window.run();
    studio.window.get_all_by_label_contains(item).last().unwrap().click();
    studio.window.run();
}

/// Draws another sprite for the selected cell, so that drawing all makes a difference.
fn reroll(studio: &mut Studio) {
    studio.press(Modifiers::NONE, Key::R);
    studio.finish();
}

fn variant_is(studio: &Studio, variant: &str) -> bool {
    studio.window.query_all_by_label(variant).next().is_some()
}

fn type_text(studio: &mut Studio, text: &str) {
    studio.window.event(Input::Text(text.to_owned()));
    studio.window.run();
}

#[test]
fn keys_of_one_frame_count_in_their_order() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = Studio::open_in(folder.path(), SIZE, Theme::Dark);
    studio.fill();
    for key in [Key::K, Key::ArrowRight, Key::K, Key::ArrowRight, Key::K] {
        let press = |pressed| Input::Key {
            key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers: Modifiers::NONE,
        };
        studio.window.input_mut().events.extend([press(true), press(false)]);
    }
    studio.window.step();
    studio.window.run();
    studio.press(Modifiers::COMMAND, Key::Num6);
    for kept in ["Reef fish", "Grazer", "Coral"] {
        let found = studio.window.query_all_by_role_and_label(Role::ListBoxOption, kept).count();
        assert_eq!(found, 1, "{kept}");
    }
}

#[test]
fn panels_close_and_come_back() {
    let mut studio = filled();
    studio.window.get_by_label("Close Inspector").click();
    studio.window.run();
    assert!(!has_panel(&studio, "Inspector") && has_panel(&studio, "Grid"));
    studio.choose("Window", "Inspector");
    assert!(has_panel(&studio, "Inspector"));

    let n_open = |studio: &Studio| studio.window.query_all_by_label_contains("Close ").count();
    while 0 < n_open(&studio) {
        studio.window.get_all_by_label_contains("Close ").next().unwrap().click();
        studio.window.run();
    }
    assert!(studio.window.query_by_label_contains("Every panel is closed").is_some());
    studio.choose("Window", "Reset layout");
    assert!(has_panel(&studio, "Inspector") && has_panel(&studio, "Grid"));
    assert_eq!(studio.window.query_all_by_role(Role::ListBoxOption).count(), 36);
}

#[test]
fn a_command_is_found_by_typing_and_run_by_enter() {
    let mut studio = filled();
    let n_jobs = studio.source.jobs().len();
    studio.press(Modifiers::COMMAND, Key::Space);
    assert_eq!(studio.source.jobs().len(), n_jobs, "Space alone rolls a seed");
    type_text(&mut studio, "reroll");
    studio.press(Modifiers::NONE, Key::ArrowDown);
    studio.press(Modifiers::NONE, Key::Enter);
    let job = studio.source.last_job();
    assert_eq!(job.requests.len(), 6, "the second that fits is Reroll row");
    assert!(!has_palette(&studio));

    studio.press(Modifiers::COMMAND, Key::Space);
    assert!(has_palette(&studio));
    studio.press(Modifiers::NONE, Key::Escape);
    assert!(!has_palette(&studio));
    assert!(!studio.source.last_job().is_cancelled, "Escape closed the list and no more");
}

#[test]
fn a_reroll_is_undone_and_done_again() {
    let mut studio = filled();
    studio.press(Modifiers::NONE, Key::R);
    studio.finish();
    studio.press(Modifiers::NONE, Key::R);
    studio.finish();
    assert!(variant_is(&studio, "72"));
    undo(&mut studio);
    assert!(variant_is(&studio, "36"));
    undo(&mut studio);
    assert!(!variant_is(&studio, "36"));
    studio.press(Modifiers::COMMAND, Key::Y);
    assert!(variant_is(&studio, "36"));
    studio.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    assert!(variant_is(&studio, "72"));
    // The menu says what it would take back.
    studio.choose("Edit", "Undo: Reroll");
    assert!(variant_is(&studio, "36"));
}

#[test]
fn undoing_what_is_still_being_drawn_stops_it() {
    let mut studio = filled();
    let before = studio.window.render().unwrap();
    studio.press(Modifiers::NONE, Key::Space);
    let job = studio.source.last_job();
    for index in 0..20 {
        studio.source.complete(&job, index);
    }
    studio.update();
    undo(&mut studio);
    assert!(studio.source.last_job().is_cancelled);
    studio.source.complete(&job, 20);
    studio.update();
    let seed = studio.window.get_by_role_and_label(Role::TextInput, "Seed");
    assert_eq!(seed.value().as_deref(), Some("7"));
    // All but the status line at the bottom and the menus at the top.
    let middle =
        |picture: &image::RgbaImage| image::imageops::crop_imm(picture, 0, 80, 900, 600).to_image();
    assert_eq!(middle(&before), middle(&studio.window.render().unwrap()));
}

#[test]
fn a_locked_cell_is_never_drawn() {
    let mut studio = filled();
    studio.press(Modifiers::NONE, Key::L);
    studio.press(Modifiers::NONE, Key::Space);
    let job = studio.source.last_job();
    assert_eq!(job.requests.len(), 35);
    assert!(job.requests.iter().all(|request| request.variant != 0));
    studio.press(Modifiers::NONE, Key::R);
    assert_eq!(studio.source.last_job().id, job.id, "nothing was asked for");
    assert!(studio.says("Locked: unlock it"));
    reroll_by_menu(&mut studio, "Shallows", "Reroll row");
    assert_eq!(studio.source.last_job().requests.len(), 5);
    studio.press(Modifiers::NONE, Key::L);
    studio.press(Modifiers::NONE, Key::R);
    assert_eq!(studio.source.last_job().requests.len(), 1);
}

#[test]
fn a_click_on_a_name_selects_and_its_menu_draws_its_row_or_column() {
    let mut studio = filled();
    let n_jobs = studio.source.jobs().len();
    click_name(&mut studio, "Hadal", 1);
    click_name(&mut studio, "Jellyfish", 1);
    assert!(studio.says("Jellyfish in Hadal"));
    assert_eq!(studio.source.jobs().len(), n_jobs);
    studio.window.run_steps(12);
    click_name(&mut studio, "Twilight", 2);
    assert_eq!(studio.source.jobs().len(), n_jobs, "a double-click draws nothing");
    reroll_by_menu(&mut studio, "Twilight", "Reroll row");
    let zones: Vec<_> =
        studio.source.last_job().requests.iter().map(|r| r.brief.labels.zone).collect();
    assert_eq!(zones, [Some(1); 6]);
    reroll_by_menu(&mut studio, "Coral", "Reroll column");
    let requests = studio.source.last_job().requests;
    assert!(requests.len() == 6 && requests.iter().all(|r| r.brief.labels.category == Some(2)));
}

#[test]
fn a_sprite_is_dragged_to_another_cell() {
    let mut studio = filled();
    let at = |studio: &Studio, name: &str| studio.window.get_by_label(name).rect().center();
    let (from, to) = (at(&studio, "Coral in Abyss"), at(&studio, "Grazer in Vent"));
    studio.window.drag_at(from);
    studio.window.run();
    studio.window.hover_at(from.lerp(to, 0.5));
    studio.window.run();
    studio.window.hover_at(to);
    studio.window.run();
    studio.window.drop_at(to);
    studio.window.run();
    let grazer = studio.window.get_by_role_and_label(Role::ListBoxOption, "Grazer in Vent");
    assert_eq!(grazer.accesskit_node().toggled(), Some(Toggled::True));
    studio.window.event(Input::Copy);
    studio.window.step();
    let commands = &studio.window.output().platform_output.commands;
    let pixels = commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyImage(image) => Some(image.pixels.clone()),
        _ => None,
    });
    let coral = creature::draw(&studio.source.jobs()[0].requests[20]);
    let expected = coral.to_rgba(&shoal::sprite::Palette::ocean());
    let pixels: Vec<u8> = pixels.unwrap().iter().flat_map(egui::Color32::to_array).collect();
    assert_eq!(pixels, expected);
    studio.window.run();
    studio.choose("Edit", "Undo: Place sprite");
}

fn remembering(folder: &Path) -> Studio {
    Studio::open_in(folder, SIZE, Theme::Dark)
}

/// The window waits until a change has rested, and another thread writes it.
fn wait_until_kept(studio: &mut Studio, path: &Path, what: &str) {
    for _ in 0..500 {
        if std::fs::read_to_string(path).is_ok_and(|text| text.contains(what)) {
            break;
        }
        studio.window.step();
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn theme_layout_and_settings_are_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = fill(remembering(folder.path()));
    studio.press(Modifiers::NONE, Key::F9);
    studio.window.get_by_label("Close Inspector").click();
    studio.window.get_by_role_and_label(Role::Slider, "Temperature").set_value_accesskit(1.3);
    let path = folder.path().join("settings.json");
    wait_until_kept(&mut studio, &path, "colour_temperature\": 1.3");
    drop(studio);

    // The harness sets the theme after the window has, so only the file can be asked for it.
    assert!(std::fs::read_to_string(&path).unwrap().contains("\"is_dark\": false"));
    let mut studio = fill(remembering(folder.path()));
    assert!(has_panel(&studio, "Grid") && !has_panel(&studio, "Inspector"));
    studio.press(Modifiers::NONE, Key::Space);
    let sampling = studio.source.last_job().requests[0].sampling;
    assert!((sampling.colour_temperature - 1.3).abs() < 1e-3);
}

#[test]
fn broken_settings_are_told_of_and_replaced() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("settings.json"), "{\"layout\": 7}").unwrap();
    let studio = fill(remembering(folder.path()));
    assert!(studio.window.query_all_by_label_contains("cannot be understood").next().is_some());
    assert!(has_panel(&studio, "Grid") && has_panel(&studio, "Inspector"));
}

/// Opens the sweep panel and draws the sweep.
fn open_sweep(studio: &mut Studio) {
    studio.press(Modifiers::COMMAND, Key::Num2);
    rest(studio);
    studio.click(egui::Role::Button, "Draw sweep");
    rest(studio);
}

fn rest(studio: &mut Studio) {
    for _ in 0..10 {
        studio.window.step();
    }
}

#[test]
fn a_sweep_shares_its_noise_along_a_row() {
    let mut studio = filled();
    studio.window.get_by_label("Coral in Abyss").click();
    studio.window.run();
    open_sweep(&mut studio);
    let job = studio.source.last_job();
    assert_eq!(job.requests.len(), 15);
    for (index, request) in job.requests.iter().enumerate() {
        assert_eq!(request.brief.labels, Prompt::cell(3, 2));
        assert_eq!((request.seed, request.variant), (7, 20 + index as u32 / 5));
    }
    let heats: Vec<f32> = job.requests[..5].iter().map(|r| r.sampling.colour_temperature).collect();
    assert_eq!(heats, [0.3, 0.55, 0.8, 1.05, 1.3]);

    // Streams in, and a click makes a sprite the current one.
    studio.source.complete(&job, 1);
    studio.update();
    studio.window.get_by_label("Seed 7, variant 20 at 0.55").click();
    studio.window.run();
    assert!(variant_is(&studio, "0.55"), "the inspector tells the temperature");
    studio.window.get_by_role_and_label(Role::Button, "Use settings").click();
    studio.window.run();
    let dial = studio.window.get_by_role_and_label(Role::Slider, "Temperature");
    assert!((dial.accesskit_node().numeric_value().unwrap() - 0.55).abs() < 1e-3);
    assert_eq!(studio.source.last_job().id, job.id, "the sweep stays what it was");
}

#[test]
fn a_sweep_waits_for_its_dials_and_gives_up_the_old_job() {
    let mut studio = filled();
    open_sweep(&mut studio);
    let first = studio.source.last_job();
    studio.click(egui::Role::CheckBox, "Live");
    for n_columns in [4.0, 6.0] {
        let dial = studio.window.get_by_role_and_label(Role::SpinButton, "Columns");
        dial.set_value_accesskit(n_columns);
        studio.window.step();
        studio.window.step();
    }
    assert!(studio.source.jobs().iter().any(|job| job.id == first.id && job.is_cancelled));
    rest(&mut studio);
    let jobs = studio.source.jobs();
    assert_eq!(jobs.last().unwrap().requests.len(), 18, "four columns were never asked for");
    assert_eq!(jobs.len(), 3);
}

/// Both panels at both ends of the sizes, dark and light. `SHOAL_PICTURES=DIR` keeps what they
/// look like.
#[test]
fn grid_and_sweep_fit_small_and_large_windows() {
    let pictures = std::env::var_os("SHOAL_PICTURES").map(std::path::PathBuf::from);
    for (size, theme) in [(SIZE, Theme::Dark), (vec2(800.0, 520.0), Theme::Light)] {
        let mut studio = fill(Studio::open(size, theme, 1.0));
        studio.press(Modifiers::NONE, Key::L);
        studio.press(Modifiers::NONE, Key::ArrowRight);
        let save = |studio: &mut Studio, name: &str| {
            let picture = studio.window.render().unwrap();
            assert_eq!(picture.width(), size.x as u32);
            if let Some(folder) = &pictures {
                picture.save(folder.join(format!("{name}-{}.png", size.x))).unwrap();
            }
        };
        save(&mut studio, "grid");
        open_sweep(&mut studio);
        studio.finish();
        let last = studio.window.get_by_label_contains("Seed 7, variant 2 at 0.30").rect();
        assert!(last.width() >= 32.0 && last.bottom() < size.y, "{last:?} at {size:?}");
        studio.window.get_by_label("Seed 7, variant 1 at 0.30").click();
        studio.window.run();
        save(&mut studio, "sweep");
        studio.window.get_by_role_and_label(Role::Button, "Window").click();
        studio.window.run();
        save(&mut studio, "menu");
        studio.press(Modifiers::NONE, Key::Escape);
        studio.press(Modifiers::COMMAND, Key::Space);
        save(&mut studio, "palette");
    }
}

/// Gives a command other keys on the sheet of shortcuts, which is left open.
fn choose_keys(studio: &mut Studio, command: &str, modifiers: Modifiers, key: Key) {
    let button = format!("Keys of {command}:");
    studio.window.get_by_label_contains(&button).click();
    studio.window.run();
    studio.press(modifiers, key);
}

#[test]
fn keys_can_be_changed_and_are_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = fill(remembering(folder.path()));
    studio.press(Modifiers::NONE, Key::F1);
    type_text(&mut studio, "draw all");
    choose_keys(&mut studio, "Draw all", Modifiers::NONE, Key::K);
    // K was Keep's until now.
    assert!(studio.window.query_by_label_contains("Keep has none any more").is_some());
    choose_keys(&mut studio, "Draw all", Modifiers::COMMAND, Key::V);
    assert!(studio.window.query_by_label_contains("belong to the clipboard").is_some());
    studio.press(Modifiers::NONE, Key::F1);
    assert!(studio.window.query_by_label_contains("Keys of Draw all").is_none());

    reroll(&mut studio);
    let n_jobs = studio.source.jobs().len();
    studio.press(Modifiers::COMMAND, Key::R);
    assert_eq!(studio.source.jobs().len(), n_jobs, "the old keys still draw");
    studio.press(Modifiers::NONE, Key::K);
    assert_eq!(studio.source.jobs().len(), n_jobs + 1);
    studio.finish();
    wait_until_kept(&mut studio, &folder.path().join("settings.json"), "\"Draw all\": \"K\"");
    drop(studio);

    let mut studio = fill(remembering(folder.path()));
    reroll(&mut studio);
    let n_jobs = studio.source.jobs().len();
    studio.press(Modifiers::NONE, Key::K);
    assert_eq!(studio.source.jobs().len(), n_jobs + 1, "the new keys were forgotten");
    studio.finish();
    studio.press(Modifiers::NONE, Key::F1);
    studio.window.get_by_label("Reset all keys").click();
    studio.window.run();
    studio.press(Modifiers::NONE, Key::Escape);
    reroll(&mut studio);
    let n_jobs = studio.source.jobs().len();
    studio.press(Modifiers::COMMAND, Key::R);
    assert_eq!(studio.source.jobs().len(), n_jobs + 1);
}
