//! Drives the sketch panel: painting, words, variants, pictures, undo, and what a workspace keeps.

#![cfg(feature = "studio")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::sync::Arc;

use crate::support::{Studio, creature};
use egui::{
    Color32, ColorImage, Event as Input, Key, Modifiers, PointerButton, Pos2, Role, Theme, Vec2,
    accesskit::Toggled, vec2,
};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shoal::{
    files::sketch::{read_sketch, write_sketch},
    generate::SpriteRequest,
    sprite::{Mask, Palette, SIDE, Sketch, SketchCell},
    studio::{Ask, Reply},
};

const SIZE: Vec2 = vec2(1280.0, 720.0);
const SHOW: (Modifiers, Key) = (Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::K);
const DRAW: (Modifiers, Key) = (Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::D);

/// A window whose first grid is complete and whose sketch panel is in front.
fn opened() -> Studio {
    let mut studio = Studio::open(SIZE, Theme::Dark, 1.0);
    studio.fill();
    studio.press(SHOW.0, SHOW.1);
    studio
}

fn click(studio: &mut Studio, name: &str) {
    studio.window.get_by_label(name).click();
    studio.window.run();
}

/// The point over a cell of a canvas with `side` cells in a row.
fn over(studio: &Studio, (x, y): (i32, i32), side: usize) -> Pos2 {
    let canvas = studio.window.get_by_role_and_label(Role::Canvas, "Sketch").rect();
    canvas.min + vec2(x as f32 + 0.5, y as f32 + 0.5) * canvas.width() / side as f32
}

/// A stroke whose events all come in one frame, as they do on a busy machine.
fn stroke(studio: &mut Studio, button: PointerButton, cells: &[(i32, i32)], side: usize) {
    let at: Vec<Pos2> = cells.iter().map(|cell| over(studio, *cell, side)).collect();
    let modifiers = Modifiers::NONE;
    let [first, last] = [at[0], at[at.len() - 1]];
    let events = &mut studio.window.input_mut().events;
    events.push(Input::PointerMoved(first));
    events.push(Input::PointerButton { pos: first, button, pressed: true, modifiers });
    events.extend(at.into_iter().map(Input::PointerMoved));
    events.push(Input::PointerButton { pos: last, button, pressed: false, modifiers });
    studio.window.run();
}

fn paint(studio: &mut Studio, cells: &[(i32, i32)]) {
    stroke(studio, PointerButton::Primary, cells, 16);
}

/// Asks for variants; what was asked for.
fn draw(studio: &mut Studio) -> Vec<SpriteRequest> {
    studio.press(DRAW.0, DRAW.1);
    studio.source.last_job().requests
}

fn sketch_of(request: &SpriteRequest) -> Sketch {
    request.brief.sketch.clone().unwrap()
}

fn at(sketch: &Sketch, (x, y): (i32, i32)) -> SketchCell {
    sketch.at(y as usize * SIDE + x as usize)
}

#[test]
fn what_is_painted_is_asked_for_in_cells() {
    let mut studio = opened();
    let n_jobs = studio.source.jobs().len();
    assert!(studio.says("The sketch is empty"));
    studio.press(DRAW.0, DRAW.1);
    assert_eq!(studio.source.jobs().len(), n_jobs, "nothing to follow");
    click(&mut studio, "crimson");
    paint(&mut studio, &[(4, 8), (11, 8)]);
    let requests = draw(&mut studio);
    assert_eq!(requests.len(), 6);
    let sketch = sketch_of(&requests[0]);
    assert!(sketch.is_coarse());
    assert_eq!(at(&sketch, (16, 16)), SketchCell::Ramp(6));
    assert_eq!(at(&sketch, (16, 4)), SketchCell::Empty);
    assert!(requests.iter().all(|request| request.brief.labels.is_any()));
    let variants: Vec<u32> = requests.iter().map(|request| request.variant).collect();
    assert_eq!(variants, [0, 1, 2, 3, 4, 5]);
    // The right button empties, and the middle of the stroke goes.
    stroke(&mut studio, PointerButton::Secondary, &[(8, 6), (8, 10)], 16);
    assert_eq!(at(&sketch_of(&draw(&mut studio)[0]), (17, 17)), SketchCell::Empty);
    // Open cells are the model's.
    click(&mut studio, "Open");
    studio.press(Modifiers::NONE, Key::U);
    paint(&mut studio, &[(0, 0), (15, 1)]);
    let sketch = sketch_of(&draw(&mut studio)[0]);
    assert_eq!((at(&sketch, (31, 3)), at(&sketch, (31, 4))), (SketchCell::Free, SketchCell::Empty));
}

#[test]
fn strokes_fills_and_cells_of_both_sizes_are_undone_one_by_one() {
    let mut studio = opened();
    paint(&mut studio, &[(8, 8)]);
    let first = sketch_of(&draw(&mut studio)[0]);
    studio.press(Modifiers::COMMAND, Key::Z);
    studio.press(Modifiers::COMMAND, Key::Z);
    assert!(studio.says("The sketch is empty"), "variants first, then the stroke");
    studio.press(Modifiers::COMMAND, Key::Y);
    assert_eq!(sketch_of(&draw(&mut studio)[0]), first);
    studio.window.get_by_label("32 by 32 cells").click();
    studio.window.run();
    // A brush of two cells of one pixel.
    stroke(&mut studio, PointerButton::Primary, &[(3, 3)], 32);
    let fine = sketch_of(&draw(&mut studio)[0]);
    assert!(!fine.is_coarse() && fine.figure().count() > first.figure().count());
    // Large cells lose what is finer than they are, which can be taken back.
    studio.window.get_by_label("16 by 16 cells").click();
    studio.window.run();
    assert!(sketch_of(&draw(&mut studio)[0]).is_coarse());
    studio.press(Modifiers::COMMAND, Key::Z);
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(sketch_of(&draw(&mut studio)[0]), fine);
    // Over the panel G is the bucket; it fills the ground.
    studio.window.hover_at(over(&studio, (8, 8), 16));
    studio.window.run();
    studio.press(Modifiers::NONE, Key::G);
    click(&mut studio, "kelp");
    stroke(&mut studio, PointerButton::Primary, &[(30, 30)], 32);
    let filled = sketch_of(&draw(&mut studio)[0]);
    assert_eq!(at(&filled, (30, 1)), SketchCell::Ramp(3));
    assert!(filled.figure() == Mask::ALL);
}

#[test]
fn words_say_what_it_is_and_nonsense_draws_nothing() {
    let mut studio = opened();
    paint(&mut studio, &[(8, 8), (9, 9)]);
    let field = studio.window.get_by_role_and_label(Role::TextInput, "Words");
    field.focus();
    field.type_text("hadal jellyfishes");
    studio.window.run();
    studio.press(Modifiers::NONE, Key::Enter);
    let request = studio.source.last_job().requests[0].clone();
    assert_eq!((request.brief.labels.zone, request.brief.labels.category), (Some(4), Some(3)));
    let n_jobs = studio.source.jobs().len();
    let field = studio.window.get_by_role_and_label(Role::TextInput, "Words");
    field.focus();
    field.type_text(" jellyfsh");
    studio.window.run();
    studio.press(Modifiers::NONE, Key::Enter);
    assert!(studio.says("jellyfish"), "the nearest word is named");
    studio.press(DRAW.0, DRAW.1);
    assert_eq!(studio.source.jobs().len(), n_jobs);
    // The selected cell's words are taken over, and drawn.
    click(&mut studio, "Of cell");
    assert_eq!(studio.source.jobs().len(), n_jobs + 1);
    let labels = studio.source.last_job().requests[0].brief.labels;
    assert_eq!((labels.zone, labels.category), (Some(0), Some(0)));
}

#[test]
fn variants_are_picked_kept_and_put_into_the_grid() {
    let mut studio = opened();
    paint(&mut studio, &[(5, 8), (10, 8)]);
    let requests = draw(&mut studio);
    studio.finish();
    click(&mut studio, "Variant 3");
    assert_eq!(studio.current(), creature::draw(&requests[2]));
    let recipe = studio.recipe();
    assert_eq!(
        recipe.sketch.as_deref(),
        requests[2].brief.sketch.as_ref(),
        "the recipe holds the sketch"
    );
    assert!(recipe.hints.is_none());
    click(&mut studio, "Put into grid cell");
    studio.press(Modifiers::COMMAND, Key::Num1);
    studio.window.get_by_role_and_label(Role::ListBoxOption, "Reef fish in Shallows").click();
    studio.window.run();
    assert_eq!(studio.current(), creature::draw(&requests[2]));
    // Others have another seed.
    studio.press(SHOW.0, SHOW.1);
    click(&mut studio, "Others");
    let others = studio.source.last_job().requests;
    assert_eq!(others[0].seed, requests[0].seed + 1);
    assert_eq!(others[0].brief, requests[0].brief);
}

#[test]
fn a_live_sketch_is_drawn_after_each_stroke() {
    let mut studio = opened();
    click(&mut studio, "Live");
    let n_jobs = studio.source.jobs().len();
    paint(&mut studio, &[(5, 8), (10, 8)]);
    paint(&mut studio, &[(5, 9), (10, 9)]);
    let jobs = studio.source.jobs();
    assert_eq!(jobs.len(), n_jobs + 2);
    assert!(jobs[n_jobs].is_cancelled, "the sketch before is no longer drawn");
}

#[test]
fn sprites_and_pictures_are_sketches() {
    let mut studio = opened();
    let palette = Palette::ocean();
    let first = creature::draw(&studio.source.jobs()[0].requests[0]);
    click(&mut studio, "From sprite");
    let coarse = Sketch::of_sprite(&first, &palette).coarse();
    assert_eq!(sketch_of(&draw(&mut studio)[0]), coarse);
    click(&mut studio, "Shape only");
    let shape = sketch_of(&draw(&mut studio)[0]);
    assert_eq!(shape, coarse.shape_only());
    click(&mut studio, "Mirror");
    assert_eq!(sketch_of(&draw(&mut studio)[0]), shape.mirrored());

    // A file, and back into one.
    let folder = tempfile::tempdir().unwrap();
    let [rough, saved] = ["rough.png", "saved.png"].map(|name| folder.path().join(name));
    let block = Mask::rectangle((8, 8), (19, 19));
    let ground = Sketch::BLANK.painted(&Mask::ALL, SketchCell::Empty);
    let sketch = ground.painted(&block, SketchCell::Ramp(4));
    write_sketch(&rough, &sketch, &palette).unwrap();
    click(&mut studio, "Open…");
    assert_eq!(studio.dialogs.asked().last().unwrap().1, Ask::OpenSketch);
    studio.dialogs.reply(Reply::Chosen(rough));
    studio.wait("the sketch", |studio| studio.says("rough.png is the sketch"));
    assert_eq!(sketch_of(&draw(&mut studio)[0]), sketch);
    click(&mut studio, "Save…");
    studio.dialogs.reply(Reply::Chosen(saved.clone()));
    studio.wait("the file", |_| saved.exists());
    assert_eq!(read_sketch(&saved, &palette).unwrap().sketch, sketch);

    // A pasted picture is a sketch where the pointer is over the panel.
    studio.window.hover_at(over(&studio, (8, 8), 16));
    studio.window.run();
    let mut image = ColorImage::filled([101, 97], Color32::WHITE);
    for y in 30..60 {
        image.pixels[y * 101 + 20..y * 101 + 80].fill(Color32::from_rgb(200, 40, 40));
    }
    studio.window.event(Input::PasteImage(Arc::new(image)));
    studio.wait("the sketch", |studio| studio.says("Pasted picture is the sketch"));
    let pasted = sketch_of(&draw(&mut studio)[0]);
    assert!(pasted.is_coarse() && pasted.figure().contains(16, 16));
    assert!(!pasted.figure().contains(16, 2));
    // What shows nothing leaves the sketch as it is.
    studio.window.hover_at(over(&studio, (8, 8), 16));
    studio.window.event(Input::PasteImage(Arc::new(ColorImage::filled([64, 64], Color32::RED))));
    studio.wait("the reason", |studio| studio.says("no figure"));
    assert_eq!(sketch_of(&draw(&mut studio)[0]), pasted);
}

#[test]
fn a_workspace_keeps_sketch_words_variants_and_steps() {
    let folder = tempfile::tempdir().unwrap();
    let kept = {
        let mut studio = Studio::open_in(folder.path(), SIZE, Theme::Dark);
        studio.fill();
        studio.press(SHOW.0, SHOW.1);
        click(&mut studio, "lagoon");
        paint(&mut studio, &[(5, 8), (10, 8)]);
        let field = studio.window.get_by_role_and_label(Role::TextInput, "Words");
        field.focus();
        field.type_text("coral");
        studio.window.run();
        let requests = {
            studio.press(Modifiers::NONE, Key::Enter);
            studio.source.last_job().requests
        };
        studio.finish();
        click(&mut studio, "Variant 2");
        eframe::App::on_exit(studio.window.state_mut(), None);
        requests
    };
    let mut studio = Studio::open_in(folder.path(), SIZE, Theme::Dark);
    studio.fill();
    studio.press(SHOW.0, SHOW.1);
    assert_eq!(studio.current(), creature::draw(&kept[1]));
    let again = draw(&mut studio);
    assert_eq!(again[0].brief, kept[0].brief);
    for _ in 0..3 {
        studio.press(Modifiers::COMMAND, Key::Z);
    }
    assert!(studio.says("The sketch is empty"), "the stroke of the last window is undone");
}

#[test]
fn paints_and_tools_are_named_and_fit_a_small_window() {
    let mut studio = Studio::open(vec2(1024.0, 640.0), Theme::Light, 1.0);
    studio.fill();
    studio.press(SHOW.0, SHOW.1);
    for name in ["Any colour", "Open", "Empty", "slate", "violet"] {
        let paint = studio.window.get_by_role_and_label(Role::RadioButton, name);
        assert!(paint.rect().width() >= 18.0, "{name}");
    }
    let is_chosen = |studio: &Studio, name: &str| {
        let paint = studio.window.get_by_role_and_label(Role::RadioButton, name);
        paint.accesskit_node().toggled() == Some(Toggled::True)
    };
    assert!(is_chosen(&studio, "Any colour"));
    click(&mut studio, "violet");
    assert!(is_chosen(&studio, "violet") && !is_chosen(&studio, "Any colour"));
    let canvas = studio.window.get_by_role_and_label(Role::Canvas, "Sketch").rect();
    assert!(canvas.width() >= 256.0 && canvas.bottom() < 640.0, "{canvas:?}");
    let clear = studio.window.get_by_label("Clear").rect();
    assert!(clear.bottom() < 604.0, "{clear:?}");
    let draw = studio.window.get_by_label("Draw sketch").rect();
    assert!(draw.right() < 1024.0 && draw.bottom() < 640.0);
}

/// The shapes on show are clicked by name; they come from another thread.
fn take_shape(studio: &mut Studio, name: &str) -> Sketch {
    studio.wait("a shape", |studio| {
        studio
            .window
            .query_by_role_and_label(Role::Button, name)
            .is_some_and(|shape| !shape.accesskit_node().is_disabled())
    });
    let n_jobs = studio.source.jobs().len();
    studio.click(Role::Button, name);
    studio.wait("variants", |studio| studio.source.jobs().len() > n_jobs);
    sketch_of(&studio.source.last_job().requests[0])
}

#[test]
fn shapes_are_proposed_for_what_is_painted_and_a_click_takes_one() {
    let mut studio = opened();
    // From nothing at all.
    let first = take_shape(&mut studio, "Shape 1");
    assert!((0..SIDE * SIDE).all(|at| first.at(at) != SketchCell::Free));
    let second = take_shape(&mut studio, "Shape 2");
    // The others stay on show while one is the sketch.
    assert_ne!(first, second);
    assert_eq!(take_shape(&mut studio, "Shape 1"), first);
    assert_eq!(take_shape(&mut studio, "Shape 2"), second);
    // Undo brings back the sketch before.
    studio.press(Modifiers::COMMAND, Key::Z);
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(sketch_of(&draw(&mut studio)[0]), first);
    // A beginning of the artist's own stays, whatever is proposed around it.
    click(&mut studio, "Clear");
    click(&mut studio, "crimson");
    paint(&mut studio, &[(4, 8), (11, 8)]);
    let mut whole = take_shape(&mut studio, "Shape 3");
    for _ in 0..40 {
        // Shapes of the beginning before may still be on show for a moment.
        if at(&whole, (16, 16)) == SketchCell::Ramp(6) {
            break;
        }
        studio.press(Modifiers::COMMAND, Key::Z);
        studio.press(Modifiers::COMMAND, Key::Z);
        std::thread::sleep(std::time::Duration::from_millis(20));
        whole = take_shape(&mut studio, "Shape 3");
    }
    assert_eq!(at(&whole, (16, 16)), SketchCell::Ramp(6));
}
