//! Drives the window by its accessible names, with a scripted source of sprites.

#![cfg(feature = "studio")]

mod candidates;
mod refused;
mod urgent;

use std::{collections::BTreeSet, path::Path, sync::Arc, time::Duration};

use crate::support::{Studio, dialogs::ScriptedDialogs, softrender::SoftRenderer};
use egui::{Event as Input, Key, Modifiers, Role, Theme, Vec2, accesskit::Toggled, vec2};
use egui_kittest::{
    Harness, Node,
    kittest::{NodeT as _, Queryable as _},
};
use shoal::{
    files::png,
    generate::{
        Event, Generator, JobId, Outcome, ShapeFirst, SpriteRequest, Worker, grid_requests,
    },
    sprite::{ColourSet, Palette, Recipe, Sprite, World},
    studio::{App, Ask, Reply},
};

const SIZE: Vec2 = vec2(1280.0, 720.0);

/// A window whose first grid has been asked for.
fn loaded() -> Studio {
    let mut studio = Studio::open(SIZE, Theme::Dark, 1.0);
    studio.source.load(World::ocean());
    studio.update();
    studio
}

/// A window whose first grid is complete.
fn filled() -> Studio {
    let mut studio = loaded();
    studio.finish();
    studio
}

fn is_selected(cell: &Node<'_>) -> bool {
    cell.accesskit_node().toggled() == Some(Toggled::True)
}

fn selected_name(studio: &Studio) -> String {
    let cells = studio.window.query_all_by_role(egui::Role::ListBoxOption);
    let selected: Vec<String> =
        cells.filter(is_selected).filter_map(|cell| cell.accesskit_node().label()).collect();
    assert_eq!(selected.len(), 1, "one cell is selected: {selected:?}");
    selected[0].clone()
}

/// Whether a text is on show, as a label or in the name of anything else.
fn shows(studio: &Studio, text: &str) -> bool {
    studio.window.query_all_by_label(text).next().is_some()
}

#[test]
fn the_first_frame_does_not_wait_for_the_model() {
    let mut studio = Studio::open(SIZE, Theme::Dark, 1.0);
    studio.window.run();
    assert!(
        studio.window.query_by_role_and_label(egui::Role::Status, "Loading the model…").is_some()
    );
    assert!(studio.source.jobs().is_empty());
    assert!(studio.window.query_by_role(egui::Role::ListBoxOption).is_none());

    studio.source.load(World::ocean());
    studio.update();
    let job = studio.source.last_job();
    let wanted = grid_requests(&World::ocean(), 7, *job.requests[0].sampling);
    let wanted = wanted.into_iter().map(|it| it.with_shape_first(ShapeFirst::Auto));
    assert!(job.requests.iter().cloned().eq(wanted));
    for name in ["Jellyfish in Shallows", "Reef fish in Shallows", "Abyssal in Vent"] {
        assert!(shows(&studio, name), "{name}");
    }
    for name in ["Hadal", "Cephalopod"] {
        assert!(studio.window.query_by_role_and_label(egui::Role::Label, name).is_some(), "{name}");
    }
}

#[test]
fn progress_counts_sprites_and_shows_pixels_as_they_come() {
    let mut studio = loaded();
    let job = studio.source.last_job();
    assert!(shows(&studio, "Drawing 1 of 36"));
    let before = studio.window.render().unwrap();
    studio.source.preview(&job, 512, |index| index == 3);
    studio.update();
    assert_ne!(before, studio.window.render().unwrap(), "half a jellyfish is on show");
    for index in 0..12 {
        studio.source.complete(&job, index);
    }
    studio.update();
    assert!(shows(&studio, "Drawing 13 of 36"));
    studio.source.finish(&job);
    studio.update();
    assert!(studio.window.query_by_label_contains("36 sprites drawn in").is_some());
}

#[test]
fn a_reroll_draws_the_next_variant_of_that_cell_alone() {
    let mut studio = filled();
    studio.window.get_by_label("Jellyfish in Shallows").click();
    studio.window.run();
    assert_eq!(selected_name(&studio), "Jellyfish in Shallows");
    studio.click(egui::Role::Button, "Reroll");
    let job = studio.source.last_job();
    assert_eq!(job.requests.len(), 1);
    assert_eq!((job.requests[0].seed, job.requests[0].variant), (7, 3 + 36));
    // Another one while the first still waits goes on counting, and queues.
    studio.window.key_press(Key::R);
    studio.window.run();
    let second = studio.source.last_job();
    assert_eq!(second.requests[0].variant, 3 + 72);
    assert!(!job.is_cancelled && studio.source.jobs().iter().all(|job| !job.is_cancelled));
    assert!(shows(&studio, "Drawing 1 of 2"));
    studio.source.finish(&job);
    studio.source.finish(&second);
    studio.update();
    assert!(shows(&studio, "75"), "the inspector tells the variant");
}

#[test]
fn a_double_click_opens_a_cell_in_the_editor() {
    let mut studio = filled();
    for _ in 0..2 {
        studio.window.get_by_label("Coral in Abyss").click();
    }
    studio.window.run();
    assert!(studio.window.query_by_role_and_label(Role::Canvas, "Canvas").is_some());
    assert!(shows(&studio, "Coral"));
    assert_eq!(studio.source.last_job().requests.len(), 36, "nothing is drawn anew");
}

#[test]
fn what_is_cancelled_or_replaced_has_no_effect() {
    let mut studio = loaded();
    let first = studio.source.last_job();
    studio.source.complete(&first, 0);
    studio.update();
    studio.window.key_press(Key::Escape);
    studio.window.run();
    assert!(studio.source.last_job().is_cancelled);
    assert!(shows(&studio, "Cancelled after 1 of 36"));

    // Sprites of the cancelled job that were on their way all the same.
    let before = studio.window.render().unwrap();
    studio.source.complete(&first, 5);
    studio.source.send(Event::Finished { job: JobId(99), outcome: Outcome::Done });
    studio.update();
    assert_eq!(before, studio.window.render().unwrap());

    studio.click(egui::Role::Button, "New seed");
    let second = studio.source.last_job();
    assert_ne!(second.requests[0].seed, 0);
    studio.window.key_press_modifiers(Modifiers::COMMAND, Key::R);
    studio.window.run();
    assert_eq!(studio.source.jobs().len(), 2, "what is set is on its way already");
    studio.click(egui::Role::Button, "New seed");
    let jobs = studio.source.jobs();
    assert!(jobs[1].is_cancelled && !jobs[2].is_cancelled);
    assert_ne!(jobs[2].requests[0].seed, second.requests[0].seed);
}

#[test]
fn the_keyboard_moves_the_selection_and_stops_at_the_edge() {
    let mut studio = filled();
    let expected = [
        (Key::ArrowLeft, "Reef fish in Shallows"),
        (Key::ArrowRight, "Grazer in Shallows"),
        (Key::ArrowDown, "Grazer in Twilight"),
        (Key::ArrowLeft, "Reef fish in Twilight"),
        (Key::ArrowUp, "Reef fish in Shallows"),
        (Key::ArrowUp, "Reef fish in Shallows"),
    ];
    for (key, name) in expected {
        studio.window.key_press(key);
        studio.window.run();
        assert_eq!(selected_name(&studio), name, "after {key:?}");
    }
    studio.window.key_press(Key::Space);
    studio.window.run();
    assert_eq!(studio.source.last_job().requests.len(), 36);
    studio.window.key_press(Key::F1);
    studio.window.run();
    let sheet = |studio: &Studio| studio.says("Open a cell or a kept sprite");
    assert!(sheet(&studio));
    studio.window.key_press(Key::Escape);
    studio.window.run();
    assert!(!sheet(&studio));
    assert!(!studio.source.last_job().is_cancelled, "Escape closed the sheet and no more");
}

#[test]
fn settings_wait_until_they_are_asked_for() {
    let mut studio = filled();
    let n_jobs = studio.source.jobs().len();
    let dial = studio.window.get_by_role_and_label(egui::Role::Slider, "Temperature");
    dial.set_value_accesskit(1.3);
    studio.window.run();
    assert_eq!(studio.source.jobs().len(), n_jobs);
    assert!(shows(&studio, "Draw all to see the new settings"));
    studio.click(egui::Role::Button, "Draw all");
    let sampling = studio.source.last_job().requests[0].sampling;
    assert!((sampling.colour_temperature - 1.3).abs() < 1e-3);
    assert!((sampling.shape_temperature - 1.1).abs() < 1e-3);
    assert!(!shows(&studio, "Draw all to see the new settings"));

    let seed = studio.window.get_by_role_and_label(egui::Role::TextInput, "Seed");
    seed.focus();
    studio.window.run();
    studio.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    studio.window.event(Input::Text("77".to_owned()));
    studio.window.key_press(Key::Enter);
    studio.window.run();
    assert_eq!(studio.source.last_job().requests[0].seed, 77);
    studio.finish();

    // What is no seed stays to be mended, and draws nothing.
    let n_jobs = studio.source.jobs().len();
    let seed = studio.window.get_by_role_and_label(egui::Role::TextInput, "Seed");
    seed.focus();
    studio.window.run();
    studio.window.event(Input::Text("x".to_owned()));
    studio.window.key_press(Key::Enter);
    studio.window.run();
    let seed = studio.window.get_by_role_and_label(egui::Role::TextInput, "Seed");
    assert!(seed.value().is_some_and(|text| text.contains('x')));
    assert!(shows(&studio, "The seed is no whole number, so nothing is drawn"));
    assert_eq!(studio.source.jobs().len(), n_jobs);
}

#[test]
fn sprites_are_drawn_with_the_colours_that_are_picked() {
    let mut studio = filled();
    studio.click(egui::Role::Button, "Sampling…");
    studio.click(egui::Role::Button, "kelp");
    studio.press(Modifiers::NONE, Key::Escape);
    studio.click(egui::Role::Button, "Draw all");
    let palette = Palette::ocean();
    let kelp = palette.ramps().iter().find(|ramp| ramp.name == "kelp").unwrap();
    let colours: ColourSet = kelp.indices.iter().copied().collect();
    let job = studio.source.last_job();
    assert!(job.requests.iter().all(|request| request.sampling.colours == colours));
    // A click on the last one that is picked brings all back.
    studio.click(egui::Role::Button, "Sampling…");
    studio.click(egui::Role::Button, "kelp");
    studio.press(Modifiers::NONE, Key::Escape);
    studio.click(egui::Role::Button, "Draw all");
    let job = studio.source.last_job();
    assert!(job.requests.iter().all(|request| request.sampling.colours.is_all()));
}

#[test]
fn an_export_is_the_sprite_and_its_recipe() {
    let mut studio = filled();
    let folder = tempfile::tempdir().unwrap();
    studio.window.get_by_label("Coral in Hadal").click();
    studio.window.run();
    studio.window.key_press_modifiers(Modifiers::COMMAND, Key::E);
    studio.window.run();
    let (_, ask) = studio.dialogs.asked().pop().unwrap();
    assert_eq!(ask, Ask::SavePng { file_name: "coral-hadal-7-26.png".to_owned() });
    // Whatever happens to the cell while the dialog is open, this sprite was asked for.
    let expected = crate::support::creature::draw(&studio.source.last_job().requests[26]);
    studio.window.key_press(Key::R);
    studio.window.run();
    studio.source.finish(&studio.source.last_job());
    studio.dialogs.reply(Reply::Chosen(folder.path().join("coral")));
    let path = folder.path().join("coral.png");
    wait_for(&mut studio.window, "Exported");
    let (sprite, recipe) = read(&path);
    assert_eq!(sprite, expected);
    assert_eq!((recipe.seed, recipe.variant), (7, 26));
    assert_eq!((recipe.zone.as_str(), recipe.category.as_str()), ("hadal", "coral"));
    assert!(recipe.describes(&sprite));
}

#[test]
fn an_export_that_fails_names_the_file() {
    let mut studio = filled();
    studio.click(egui::Role::Button, "Export PNG…");
    let nowhere = tempfile::tempdir().unwrap().path().join("gone").join("a.png");
    studio.dialogs.reply(Reply::Chosen(nowhere));
    wait_for(&mut studio.window, "a.png");
    assert!(studio.window.query_by_label_contains("Exported").is_none());
}

#[test]
fn without_file_dialogs_a_path_is_typed_and_nothing_is_overwritten_unasked() {
    let mut studio = filled();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fish.png");
    std::fs::write(&path, b"mine").unwrap();
    studio.click(egui::Role::Button, "Export PNG…");
    studio.dialogs.reply(Reply::Unavailable);
    studio.update();
    let field = studio.window.get_by_role_and_label(egui::Role::TextInput, "Path of the file");
    field.focus();
    studio.window.run();
    studio.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    studio.window.event(Input::Text(folder.path().join("fish").display().to_string()));
    studio.window.run();
    studio.click(egui::Role::Button, "Save");
    assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    assert!(studio.window.query_by_label_contains("is there already").is_some());
    studio.click(egui::Role::Button, "Replace");
    wait_for(&mut studio.window, "Exported");
    let (sprite, _) = read(&path);
    assert_eq!(sprite, crate::support::creature::draw(&studio.source.last_job().requests[0]));
}

/// The pixels that the scripted source draws for a request.
fn pixels_of(request: &SpriteRequest) -> Vec<u8> {
    crate::support::creature::draw(request).to_rgba(&shoal::sprite::Palette::ocean())
}

#[test]
fn the_clipboard_gets_the_image_and_the_recipe() {
    let mut studio = filled();
    let request = studio.source.last_job().requests[0].clone();
    assert_eq!(studio.copied(), pixels_of(&request));

    assert_eq!(studio.recipe().variant, 0);
}

#[test]
fn a_model_that_cannot_be_opened_leaves_the_old_one() {
    let mut studio = filled();
    studio.click(egui::Role::Button, "Open model…");
    studio.dialogs.reply(Reply::Chosen("forest.safetensors".into()));
    studio.update();
    assert_eq!(studio.source.opened(), [Path::new("forest.safetensors")]);
    let (path, error) = ("forest.safetensors".into(), "it is torn".to_owned());
    studio.source.send(Event::ModelFailed { path, error });
    studio.update();
    assert!(shows(&studio, "forest.safetensors was not opened: it is torn"));
    assert!(shows(&studio, "Built-in model"));
    assert!(shows(&studio, "Jellyfish in Shallows"));
}

#[test]
fn another_model_relabels_the_grid() {
    let mut studio = filled();
    studio.click(egui::Role::Button, "Open model…");
    studio.dialogs.reply(Reply::Chosen("dir/forest.safetensors".into()));
    studio.update();
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let world = World::new(owned(&["Glade", "Bog"]), owned(&["Sword", "Shield", "Bow"]));
    studio.source.load(world);
    studio.update();
    assert!(shows(&studio, "forest.safetensors"));
    assert!(shows(&studio, "Shield in Bog"));
    assert!(!shows(&studio, "Jellyfish in Shallows"));
    assert_eq!(studio.source.last_job().requests.len(), 6);
}

#[test]
fn a_worker_that_dies_is_told_of() {
    let mut studio = loaded();
    studio.source.send(Event::Died("out of memory".to_owned()));
    studio.update();
    assert!(studio.window.query_all_by_label_contains("out of memory").next().is_some());
    assert!(studio.window.query_by_label_contains("Drawing 1").is_none());
    assert!(shows(&studio, "Drawing has stopped"));
    let reroll = studio.window.get_by_role_and_label(egui::Role::Button, "Reroll");
    assert!(reroll.accesskit_node().is_disabled());
}

#[test]
fn the_window_rests_when_nothing_happens() {
    let mut studio = filled();
    studio.window.run();
    studio.window.step();
    let causes = studio.window.ctx.repaint_causes();
    assert!(!studio.window.ctx.has_requested_repaint(), "{causes:?}");
}

/// Sizes from small to large, both themes, fine screens, long names: the window draws, every
/// cell lies within it and none over another.
#[test]
fn every_cell_is_in_view_at_every_size() {
    let long = |names: [&str; 6]| names.map(|name| format!("{name} of the endless sea")).to_vec();
    let ocean = World::ocean();
    let wordy = World::new(
        long(["Shallows", "Twilight", "Midnight", "Abyss", "Hadal", "Vent"]),
        long(["Fish", "Grazer", "Coral", "Jelly", "Squid", "Worm"]),
    );
    let cases = [
        (vec2(900.0, 600.0), Theme::Dark, 1.0, &ocean),
        (vec2(900.0, 600.0), Theme::Light, 2.0, &wordy),
        (SIZE, Theme::Dark, 1.0, &wordy),
        (SIZE, Theme::Light, 1.0, &ocean),
        (vec2(2560.0, 1440.0), Theme::Dark, 1.0, &ocean),
    ];
    for (size, theme, pixels_per_point, world) in cases {
        let mut studio = Studio::open(size, theme, pixels_per_point);
        studio.source.load(world.clone());
        studio.update();
        studio.source.finish(&studio.source.last_job());
        studio.update();
        let cells = studio.window.query_all_by_role(egui::Role::ListBoxOption);
        let rects: Vec<egui::Rect> = cells.map(|cell| cell.rect()).collect();
        assert_eq!(rects.len(), 36);
        for (index, rect) in rects.iter().enumerate() {
            assert!((rect.width() - rect.height()).abs() < 1e-2, "square at {size:?}");
            assert!(egui::Rect::from_min_size(egui::Pos2::ZERO, size).contains_rect(*rect));
            assert!(rects[index + 1..].iter().all(|other| !other.shrink(0.1).intersects(*rect)));
        }
        let picture = studio.window.render().unwrap();
        assert_eq!(picture.width(), (size.x * pixels_per_point) as u32);
    }
}

/// The window and the command line make the same pixels from the same recipe.
#[test]
fn the_real_worker_draws_what_its_recipe_says() {
    let dialogs = ScriptedDialogs::default();
    let for_window = dialogs.clone();
    let worker = Worker::spawn(None, Arc::new(|| {})).unwrap();
    let mut window = Harness::builder()
        .with_size(SIZE)
        .with_render_cursor(false)
        .renderer(SoftRenderer::default())
        .build_eframe(move |cc| App::new(&cc.egui_ctx, Box::new(worker), Box::new(for_window)));
    wait_for(&mut window, "Drawing");
    // A whole grid takes long where nothing is optimised. Its first cell alone is the same
    // sprite, and with a seed of its own it is the grid's very request.
    window.key_press(Key::Escape);
    window.run_ok();
    window.get_by_role_and_label(egui::Role::TextInput, "Seed").focus();
    window.step();
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.event(Input::Text("2".to_owned()));
    window.step();
    window.get_by_role_and_label(egui::Role::Button, "Reroll").click();
    window.step();
    wait_for(&mut window, "1 sprite drawn in");
    window.get_by_label("Export PNG…").click();
    window.run_ok();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("first.png");
    dialogs.reply(Reply::Chosen(path.clone()));
    wait_for(&mut window, "Exported");
    let (sprite, recipe) = read(&path);

    let generator = Generator::embedded();
    let requests = grid_requests(generator.world(), 2, recipe.sampling);
    assert_eq!(sprite, generator.generate_batch(&requests[..1])[0]);
    assert_eq!(recipe, generator.recipe(&requests[0], &sprite));
}

fn read(path: &Path) -> (Sprite, Recipe) {
    let read = png::read_sprite(path).expect("the export can be read back");
    (read.sprite, read.recipe.expect("an export holds its recipe"))
}

/// Steps the window until it shows a text; other threads have a part in when that is.
fn wait_for(window: &mut Harness<'_, App>, text: &str) {
    for _ in 0..6000 {
        window.step();
        if window.query_all_by_label_contains(text).next().is_some() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("the window never showed \"{text}\"");
}
