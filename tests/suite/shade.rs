//! Drives the shading panel with the pointer and the keyboard, with a scripted source of
//! sprites.

#![cfg(feature = "studio")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::support::{Studio, creature};
use egui::{
    Event as Input, Key, Modifiers, PointerButton, Pos2, Rect, Role, Theme, Vec2,
    accesskit::Toggled, vec2,
};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shoal::{
    files::{import::read_frames, png},
    shade::{follow, shade},
    sprite::{Light, Palette, Ramp, Sprite},
    studio::Ask,
};

const SIZE: Vec2 = vec2(1280.0, 720.0);
const LEFT: PointerButton = PointerButton::Primary;
const DIAL: &str = "Direction of the light";

/// The shading panel on the first cell of a complete grid.
fn panel() -> Studio {
    let mut studio = Studio::open(SIZE, Theme::Dark, 1.0);
    fill(&mut studio);
    studio
}

fn panel_on(folder: &Path) -> Studio {
    let mut studio = Studio::open_in(folder, SIZE, Theme::Dark);
    fill(&mut studio);
    studio
}

fn fill(studio: &mut Studio) {
    studio.fill();
    if studio.window.query_by_label(DIAL).is_none() {
        studio.press(Modifiers::COMMAND, Key::Num4);
    }
}

fn undo(studio: &mut Studio) {
    studio.press(Modifiers::COMMAND, Key::Z);
}

fn redo(studio: &mut Studio) {
    studio.press(Modifiers::COMMAND, Key::Y);
}

/// Presses, moves along these points, one a frame, and releases.
fn drag(studio: &mut Studio, way: &[Pos2]) {
    let click = |pos, pressed| Input::PointerButton {
        pos,
        button: LEFT,
        pressed,
        modifiers: Modifiers::NONE,
    };
    for event in [Input::PointerMoved(way[0]), click(way[0], true)] {
        studio.window.event(event);
    }
    studio.window.step();
    for &at in &way[1..] {
        studio.window.event(Input::PointerMoved(at));
        studio.window.step();
    }
    studio.window.event(click(way[way.len() - 1], false));
    studio.window.step();
    studio.window.run();
}

fn rect(studio: &Studio, label: &str) -> Rect {
    studio.window.get_by_label(label).rect()
}

/// Where the knob is for a light; 51 points is the radius of the dial.
fn knob(studio: &Studio, light: &Light) -> Pos2 {
    let [right, down, _] = light.direction();
    rect(studio, DIAL).center() + vec2(right, down) * 51.0
}

fn flat(studio: &Studio, cell: usize) -> Sprite {
    creature::draw(&studio.source.jobs()[0].requests[cell])
}

fn lit(sprite: &Sprite, light: &Light) -> Sprite {
    shade(sprite, &Palette::ocean(), light)
}

fn preset(name: &str) -> Light {
    Light::preset(name).unwrap()
}

/// The program as a script runs it.
fn shoal(words: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_shoal")).args(words).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_drag_on_the_dial_relights_in_each_frame_and_is_one_step() {
    let mut studio = panel();
    let before = flat(&studio, 0);
    assert_eq!(studio.current(), before);
    let [low, high] = [(200.0, 20.0), (45.0, 60.0)].map(|(azimuth_degrees, elevation_degrees)| {
        Light { azimuth_degrees, elevation_degrees, ..Light::DEFAULT }
    });
    let way = [knob(&studio, &low), knob(&studio, &Light::DEFAULT), knob(&studio, &high)];
    drag(&mut studio, &way);
    let after = studio.current();
    let told = studio.recipe();
    let shading = told.shading.clone().unwrap();
    assert!((shading.light.azimuth_degrees - 45.0).abs() < 2.0, "{:?}", shading.light);
    assert!((shading.light.elevation_degrees - 60.0).abs() < 2.0, "{:?}", shading.light);
    assert_eq!(after, lit(&before, &shading.light));
    assert_ne!(after, before);
    assert!(told.describes(&after));
    assert_eq!(
        (follow(&shading, &before, &Palette::ocean()), shading.flat),
        (after.clone(), Some(Box::new(before.clone())))
    );
    undo(&mut studio);
    assert_eq!(studio.current(), before, "one drag is one step");
    assert!(studio.recipe().shading.is_none());
    redo(&mut studio);
    assert_eq!(studio.current(), after);
    // Off, and on again as it was.
    studio.press(Modifiers::COMMAND, Key::L);
    assert_eq!(studio.current(), before);
    studio.press(Modifiers::COMMAND, Key::L);
    assert_eq!(studio.current(), after);
}

#[test]
fn arrows_turn_the_light_and_sliders_set_its_strengths() {
    let mut studio = panel();
    let dial = |studio: &Studio| studio.window.get_by_label(DIAL).value().unwrap();
    assert!(dial(&studio).contains("125"), "{}", dial(&studio));
    studio.window.get_by_label(DIAL).focus();
    studio.window.run();
    studio.press(Modifiers::NONE, Key::ArrowLeft);
    studio.press(Modifiers::SHIFT, Key::ArrowUp);
    let light = Light { azimuth_degrees: 130.0, elevation_degrees: 46.0, ..Light::DEFAULT };
    let drawn = flat(&studio, 0);
    assert_eq!(studio.current(), lit(&drawn, &light));
    assert!(dial(&studio).contains("elevation 46"), "{}", dial(&studio));
    let names = [
        ("Directional", 0.5),
        ("Occlusion", 0.9),
        ("Edges", 0.1),
        ("Rim", 0.7),
        ("Drawn light", 0.0),
    ];
    for (name, value) in names {
        let slider = studio.window.get_by_role_and_label(Role::Slider, name);
        slider.set_value_accesskit(value);
        studio.window.run();
    }
    let light =
        Light { directional: 0.5, occlusion: 0.9, edge: 0.1, rim: 0.7, keep_drawn: 0.0, ..light };
    assert_eq!(studio.recipe().shading.unwrap().light, light);
    assert_eq!(studio.current(), lit(&drawn, &light));
    // Seven steps back there is no light.
    for _ in 0..7 {
        undo(&mut studio);
    }
    assert_eq!(studio.current(), drawn);
}

#[test]
fn the_grid_is_lit_at_once_and_so_is_what_is_drawn_next() {
    let mut studio = panel();
    studio.click(Role::Button, "Grid");
    studio.click(Role::Button, "Moon");
    let moon = preset("moon");
    for (step, cell) in [(0, 0), (1, 1), (6, 7)] {
        let key = if step == 6 { Key::ArrowDown } else { Key::ArrowRight };
        if 0 < step {
            studio.press(Modifiers::NONE, key);
        }
        let expected = lit(&flat(&studio, cell), &moon);
        assert_eq!(studio.current(), expected, "cell {cell}");
    }
    studio.press(Modifiers::NONE, Key::R);
    let job = studio.source.last_job();
    studio.source.finish(&job);
    studio.update();
    let rerolled = creature::draw(&job.requests[0]);
    assert_eq!(studio.current(), lit(&rerolled, &moon));
    undo(&mut studio);
    undo(&mut studio);
    assert_eq!(studio.current(), flat(&studio, 7), "the whole grid is one step");
    assert!(
        !studio
            .window
            .get_by_role_and_label(Role::Button, "Moon")
            .accesskit_node()
            .toggled()
            .is_some_and(|it| it == Toggled::True)
    );
}

#[test]
fn the_window_and_the_command_line_make_the_same_files() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut studio = panel();
    let (ctrl, ctrl_shift) = (Modifiers::COMMAND, Modifiers::COMMAND.plus(Modifiers::SHIFT));
    studio.export(ctrl, Key::E, &at("flat.png"));
    studio.click(Role::Button, "Lantern");
    studio.export(ctrl, Key::E, &at("lit.png"));
    let text = |path: &PathBuf| path.to_str().unwrap().to_owned();
    let [flat, lit, out, gif, round] =
        ["flat.png", "lit.png", "cli.png", "cli.gif", "window.gif"].map(|name| text(&at(name)));
    shoal(&["shade", &flat, "--preset", "lantern", "--out", &out, "--light-sweep", &gif]);
    assert_eq!(fs::read(&out).unwrap(), fs::read(&lit).unwrap());

    studio.export(ctrl_shift, Key::G, &at("window.gif"));
    let asked = studio.dialogs.asked().pop().unwrap().1;
    assert!(matches!(asked, Ask::SaveGif { file_name } if file_name.ends_with("-light.gif")));
    assert_eq!(fs::read(&gif).unwrap(), fs::read(&round).unwrap());
    assert_eq!(read_frames(&at("cli.gif"), &Palette::ocean()).unwrap().len(), 16);

    // A file that was lit comes back with its light, and gives it up again.
    let dropped = at("lit.png");
    studio.drop_file(&dropped);
    studio.wait("the sprite", |studio| {
        studio.window.query_all_by_label_contains("Opened lit.png").next().is_some()
    });
    studio.press(ctrl, Key::L);
    let read = png::read_sprite(&at("flat.png")).unwrap();
    assert_eq!(studio.current(), read.sprite);
    assert_eq!(studio.recipe(), read.recipe.unwrap());
}

#[test]
fn the_view_shows_before_and_after_on_both_sides_of_a_line() {
    let mut studio = panel();
    studio.click(Role::Button, "Grid");
    let wild = Light { directional: 1.0, keep_drawn: 0.0, ..Light::DEFAULT };
    for (name, value) in [("Directional", 1.0), ("Drawn light", 0.0)] {
        studio.window.get_by_role_and_label(Role::Slider, name).set_value_accesskit(value);
        studio.window.run();
    }
    let before = flat(&studio, 0);
    let after = lit(&before, &wild);
    let canvas = studio.window.get_by_label_contains("Light on").rect();
    let zoom = (canvas.width() / 32.0).round();
    assert!((canvas.width() - zoom * 32.0).abs() < 0.01, "a whole number of pixels a pixel");
    let line = rect(&studio, "Before and after").center();
    let check = |studio: &mut Studio, share: f32| {
        let image = studio.window.render().unwrap();
        for (x, y) in (4..28).flat_map(|x| (4..28).map(move |y| (x, y))) {
            let at = canvas.min + vec2(x as f32 + 0.5, y as f32 + 0.5) * zoom;
            let beside = (at.x - canvas.left()) / canvas.width() - share;
            let is_handle = (at.y - canvas.center().y).abs() < 12.0;
            let sprite = if beside < 0.0 { &before } else { &after };
            let index = sprite.at(x, y);
            if index == 0 || beside.abs() < 0.03 || is_handle {
                continue;
            }
            let found = image.get_pixel(at.x as u32, at.y as u32).0;
            assert_eq!(found, Palette::ocean().rgba(index), "pixel {x} {y}");
        }
    };
    check(&mut studio, 0.5);
    let to = canvas.min + vec2(canvas.width() * 0.25, 40.0);
    drag(&mut studio, &[line, to]);
    check(&mut studio, 0.25);
    studio.window.get_by_label("Before and after").focus();
    studio.window.run();
    studio.press(Modifiers::NONE, Key::ArrowRight);
    check(&mut studio, 0.25 + 1.0 / 32.0);
}

#[test]
fn a_light_is_saved_by_name_used_again_and_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = panel_on(folder.path());
    studio.window.get_by_role_and_label(Role::Slider, "Rim").set_value_accesskit(1.0);
    studio.window.run();
    let field = studio.window.get_by_role_and_label(Role::TextInput, "Name of this light");
    field.focus();
    studio.window.run();
    studio.window.get_by_role_and_label(Role::TextInput, "Name of this light").type_text("Neon");
    studio.window.run();
    studio.click(Role::Button, "Save");
    let neon = lit(&flat(&studio, 0), &Light { rim: 1.0, ..Light::DEFAULT });
    assert_eq!(studio.current(), neon);
    // Settings are written once they have rested.
    studio.window.run_steps(40);
    studio.wait("the settings", |_| {
        fs::read_to_string(folder.path().join("settings.json")).is_ok_and(|it| it.contains("Neon"))
    });
    let noon = lit(&flat(&studio, 0), &preset("Noon"));
    drop(studio);

    let mut studio = panel_on(folder.path());
    assert_eq!(studio.current(), neon, "the workspace keeps what was lit");
    studio.click(Role::Button, "Noon");
    assert_eq!(studio.current(), noon);
    studio.click(Role::Button, "Neon");
    assert_eq!(studio.current(), neon);
    studio.click(Role::Button, "Delete light Neon");
    assert!(studio.window.query_by_role_and_label(Role::Button, "Neon").is_none());
    assert_eq!(studio.current(), neon, "what it lit stays lit");
}

#[test]
fn kept_sprites_are_lit_where_they_lie() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = panel_on(folder.path());
    studio.press(Modifiers::NONE, Key::K);
    studio.press(Modifiers::NONE, Key::ArrowRight);
    studio.press(Modifiers::NONE, Key::K);
    studio.press(Modifiers::COMMAND, Key::Num6);
    let stored = |folder: &Path| -> Vec<png::ReadSprite> {
        let files = fs::read_dir(folder.join("collection")).into_iter().flatten();
        let files = files.map(|file| file.unwrap().path());
        files
            .filter(|path| path.extension().is_some_and(|it| it == "png"))
            .filter_map(|path| png::read_sprite(&path).ok())
            .collect()
    };
    studio.wait("both files", |_| stored(folder.path()).len() == 2);
    let kept = studio.window.query_all_by_role(Role::ListBoxOption).next().unwrap();
    kept.click();
    studio.window.run();
    studio.press(Modifiers::COMMAND, Key::A);
    studio.press(Modifiers::COMMAND, Key::Num4);
    studio.click(Role::Button, "Selection (2)");
    studio.click(Role::Button, "Lantern");
    let lantern = preset("lantern");
    let are_lit = |folder: &Path, is_lit: bool| {
        stored(folder).iter().all(|read| {
            let recipe = read.recipe.as_ref().unwrap();
            let light = recipe.shading.as_ref().map(|shading| shading.light);
            recipe.describes(&read.sprite) && (light == Some(lantern)) == is_lit
        })
    };
    studio.wait("lit files", |_| are_lit(folder.path(), true));
    undo(&mut studio);
    studio.wait("flat files", |_| are_lit(folder.path(), false));
}

#[test]
fn ramps_are_edited_by_dragging_and_light_follows_them() {
    let mut studio = panel();
    studio.click(Role::Button, "From the left");
    let before = studio.current();
    let drawn = flat(&studio, 0);
    // The ramp of the body is the one that most of its pixels are in.
    let ocean = Palette::ocean();
    let body = drawn.at(14, 16);
    let at = ocean.ramps().iter().position(|ramp| ramp.indices.contains(&body)).unwrap();
    let ramp: &Ramp = &ocean.ramps()[at];
    let swatch = |studio: &Studio, shade: usize| {
        let name = format!("{} {}", ramp.name, shade + 1);
        studio.window.get_by_role_and_label(Role::ListBoxOption, &name).rect()
    };
    // A message lies over the lower right corner for four seconds.
    studio.window.run_steps(90);
    // The lightest comes before the darkest.
    let from = swatch(&studio, ramp.indices.len() - 1).center();
    let to = swatch(&studio, 0).left_center() + vec2(2.0, 0.0);
    drag(&mut studio, &[from, from + vec2(-9.0, 0.0), to, to]);
    let mut changed: Vec<Vec<u8>> = ocean.ramps().iter().map(|it| it.indices.clone()).collect();
    changed[at].rotate_right(1);
    let told = studio.recipe();
    let shading = told.shading.unwrap();
    assert_eq!(shading.ramps.as_ref(), Some(&changed));
    let after = studio.current();
    assert_eq!(after, follow(&shading, &drawn, &ocean));
    assert_ne!(after, before);
    undo(&mut studio);
    assert_eq!(studio.current(), before);
    redo(&mut studio);
    assert_eq!(studio.current(), after);
    studio.click(Role::Button, "Reset ramps");
    assert_eq!(studio.current(), before);
    assert_eq!(studio.recipe().shading.unwrap().ramps, None);

    // Without a pointer: Shift and an arrow.
    let name = format!("{} 2", ramp.name);
    studio.window.get_by_role_and_label(Role::ListBoxOption, &name).focus();
    studio.window.run();
    studio.press(Modifiers::SHIFT, Key::ArrowRight);
    let ramps = studio.recipe().shading.unwrap().ramps.unwrap();
    assert_eq!(ramps[at][1..3], [ramp.indices[2], ramp.indices[1]]);
}

#[test]
fn painting_on_a_lit_sprite_keeps_what_is_seen() {
    let mut studio = panel();
    studio.click(Role::Button, "Noon");
    let lit = studio.current();
    studio.press(Modifiers::COMMAND, Key::Num5);
    let canvas: Rect = studio.window.get_by_role_and_label(Role::Canvas, "Canvas").rect();
    drag(&mut studio, &[canvas.center(), canvas.center()]);
    let painted = studio.current();
    let told = studio.recipe();
    let n_changed = lit.pixels().iter().zip(painted.pixels()).filter(|(a, b)| a != b).count();
    assert_eq!(n_changed, 1);
    assert!(told.shading.is_none() && told.describes(&painted));
    let mut drawn = flat(&studio, 0);
    for edit in &told.edits {
        drawn.set(i32::from(edit.0 % 32), i32::from(edit.0 / 32), edit.1);
    }
    assert_eq!(drawn, painted, "edits lead from what the model drew to what is seen");
}

#[test]
fn without_a_sprite_there_is_a_hint_and_small_windows_have_everything() {
    let mut studio = Studio::open(SIZE, Theme::Light, 1.0);
    studio.press(Modifiers::COMMAND, Key::Num4);
    assert!(studio.window.query_by_label(DIAL).is_none());
    for (size, theme) in [(vec2(800.0, 520.0), Theme::Light), (vec2(1920.0, 1080.0), Theme::Dark)] {
        let mut studio = Studio::open(size, theme, 1.0);
        fill(&mut studio);
        for label in [DIAL, "Before and after", "Moon"] {
            assert!(studio.window.query_by_label(label).is_some(), "{label} at {size:?}");
        }
    }
}
