//! Drives the prompt line over the grid, its chips, and grids over other axes.

#![cfg(feature = "studio")]

use egui::{Key, Modifiers, Role, Theme, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shoal::sprite::{Schema, World};

use crate::support::Studio;

const SIZE: egui::Vec2 = vec2(1280.0, 720.0);

/// A world with body plans and patterns.
fn traits() -> Schema {
    World::ocean()
        .with_kinds("body", &[("crab", 1), ("turtle", 1), ("squid", 4)])
        .with_axis("pattern", &["plain", "stripes"])
}

fn opened(world: Schema) -> Studio {
    let mut studio = Studio::open(SIZE, Theme::Dark, 1.0);
    studio.source.load(world);
    studio.update();
    studio.finish();
    studio
}

fn field(studio: &Studio) -> egui_kittest::Node<'_> {
    studio.window.get_by_role_and_label(Role::TextInput, "Prompt")
}

/// Replaces what the prompt line says and presses Enter.
fn ask(studio: &mut Studio, line: &str) {
    field(studio).focus();
    studio.window.run();
    studio.press(Modifiers::COMMAND, Key::A);
    studio.press(Modifiers::NONE, Key::Delete);
    field(studio).type_text(line);
    studio.window.run();
    studio.press(Modifiers::NONE, Key::Enter);
}

fn shows(studio: &Studio, name: &str) -> bool {
    studio.window.query_all_by_label(name).next().is_some()
}

#[test]
fn a_prompt_in_words_draws_the_grid_and_undo_brings_the_old_one_back() {
    let mut studio = opened(World::ocean());
    let before = studio.source.last_job().requests[3].clone();
    ask(&mut studio, "jellies in the hadal zone");
    let job = studio.source.last_job();
    let wanted = World::ocean().prompt("hadal", "jellyfish").unwrap();
    assert!(job.requests.len() == 36 && job.requests.iter().all(|it| it.brief.labels == wanted));
    assert_ne!(job.requests[0].variant, job.requests[1].variant);
    studio.finish();
    assert!(shows(&studio, "Jellyfish in Hadal") && !shows(&studio, "Coral in Abyss"));
    assert!(shows(&studio, "hadal") && shows(&studio, "jellyfish"), "a chip a word");

    let n_jobs = studio.source.jobs().len();
    studio.press(Modifiers::COMMAND, Key::Z);
    assert!(shows(&studio, "Coral in Abyss"), "the grid before is there again");
    assert_eq!(studio.source.jobs().len(), n_jobs, "and nothing is drawn anew");
    assert_eq!(field(&studio).value().as_deref(), Some(""));
    studio.window.get_by_label("Jellyfish in Shallows").click();
    studio.window.run();
    assert_eq!(studio.current(), crate::support::creature::draw(&before));
    studio.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert!(shows(&studio, "Jellyfish in Hadal"));
    assert_eq!(field(&studio).value().as_deref(), Some("hadal, jellyfish"));
}

#[test]
fn a_line_that_makes_no_sense_is_marked_and_draws_nothing() {
    let mut studio = opened(World::ocean());
    let n_jobs = studio.source.jobs().len();
    ask(&mut studio, "hadal jelyfish");
    assert!(studio.says("\"jelyfish\" is no word of this model"));
    // The field keeps the keyboard: what is typed on mends the line and is no command.
    assert!(field(&studio).accesskit_node().is_focused());
    studio.press(Modifiers::NONE, Key::L);
    studio.press(Modifiers::NONE, Key::R);
    assert_eq!(studio.source.jobs().len(), n_jobs);
    assert_eq!(field(&studio).value().as_deref(), Some("hadal jelyfish"), "the text stays");
    assert!(shows(&studio, "Coral in Abyss"));
    ask(&mut studio, "striped");
    assert!(studio.says("which this one was not taught"));
    assert_eq!(studio.source.jobs().len(), n_jobs);
    ask(&mut studio, "");
    assert!(!studio.says("no word of this model"));
    // A word that is near is one click away.
    ask(&mut studio, "hadal jelyfish");
    studio.click(Role::Button, "jellyfish");
    assert_eq!(field(&studio).value().as_deref(), Some("hadal jellyfish"));
    assert!(shows(&studio, "Jellyfish in Hadal"));
    // Escape gives a wrong line up, and says again what the grid is of.
    ask(&mut studio, "hadal jelyfish");
    studio.press(Modifiers::NONE, Key::Escape);
    assert!(!studio.says("no word of this model"));
    assert_eq!(field(&studio).value().as_deref(), Some("hadal, jellyfish"));
}

#[test]
fn traits_fill_the_axes_and_chips_change_them() {
    let mut studio = opened(traits());
    ask(&mut studio, "striped crabs");
    let world = traits();
    let job = studio.source.last_job();
    let crab = world.read_words("stripes, crab").unwrap();
    assert!(job.requests.iter().all(|it| it.brief.labels.get(2) == crab.get(2)));
    assert!(job.requests.iter().all(|it| it.brief.labels.category == Some(1)));
    assert_eq!(job.requests[6].brief.labels.zone, Some(1), "rows are zones still");
    studio.finish();
    // A chip takes the word away again.
    studio.click(Role::Button, "crab");
    studio.window.get_by_label("Remove").click();
    studio.window.run();
    let job = studio.source.last_job();
    assert_eq!(job.requests[7].brief.labels.category, Some(1));
    assert_eq!(job.requests[8].brief.labels.category, Some(2), "columns are categories again");
    assert!(job.requests.iter().all(|it| it.brief.labels.get(3) == crab.get(3)));
    studio.finish();

    studio.click(Role::Button, "Axes");
    studio.window.get_all_by_label("Body").next().unwrap().click();
    studio.window.run();
    let job = studio.source.last_job();
    assert_eq!(job.requests.len(), 3 * 6);
    studio.press(Modifiers::NONE, Key::Escape);
    assert!(shows(&studio, "Squid"));
}

#[test]
fn the_next_start_has_the_same_prompt_axes_and_grid_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = Studio::open_in(folder.path(), SIZE, Theme::Dark);
    studio.fill();
    ask(&mut studio, "hadal jellyfish");
    studio.finish();
    drop_window(studio);
    let mut studio = Studio::open_in(folder.path(), SIZE, Theme::Dark);
    studio.fill();
    assert!(studio.source.jobs().is_empty(), "nothing is drawn anew");
    assert!(shows(&studio, "Jellyfish in Hadal"));
    assert_eq!(field(&studio).value().as_deref(), Some("hadal, jellyfish"));
    studio.press(Modifiers::COMMAND, Key::Z);
    assert!(shows(&studio, "Coral in Abyss"));
}

/// Closes the window as the desktop does.
fn drop_window(mut studio: Studio) {
    eframe::App::on_exit(studio.window.state_mut(), None);
    drop(studio);
}
