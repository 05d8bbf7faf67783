//! Menus under the right button, panels by their keys, and colours that everything follows.

use egui::{Event as Input, Key, Modifiers, PointerButton, Role, Theme, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shoal::sprite::{Palette, Rgb};

use super::{RIGHT, SIZE, Studio, draw, drawn, editor, point, stroke, tool};

/// Clicks the right button somewhere.
fn right_click(studio: &mut Studio, pos: egui::Pos2, modifiers: Modifiers) {
    let click = |pressed| {
        let button = PointerButton::Secondary;
        Input::PointerButton { pos, button, pressed, modifiers }
    };
    for event in [Input::PointerMoved(pos), click(true), click(false)] {
        studio.window.input_mut().events.push(event);
        studio.window.step();
    }
    studio.window.run();
}

fn has_menu(studio: &Studio) -> bool {
    let items = studio.window.query_all_by_role(Role::Button);
    items.filter_map(|item| item.accesskit_node().label()).any(|name| name.starts_with("Invert se"))
}

#[test]
fn the_canvas_has_a_menu_where_the_right_button_is_free() {
    let mut studio = editor();
    let before = studio.current();
    // With a drawing tool it paints on the sprite, and opens the menu with Ctrl or beside it.
    let at = point(&studio, (3, 3));
    right_click(&mut studio, at, Modifiers::COMMAND);
    assert!(has_menu(&studio));
    studio.window.get_by_label_contains("Select all pixels").click();
    studio.window.run();
    assert!(!has_menu(&studio));
    let canvas = studio.window.get_by_role_and_label(Role::Canvas, "Canvas").rect();
    right_click(&mut studio, canvas.left_top() + vec2(3.0, 3.0), Modifiers::NONE);
    assert!(has_menu(&studio));
    studio.window.get_by_label_contains("Cut").click();
    studio.window.run();
    assert_eq!(studio.current().opaque_count(), 0);
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(studio.current(), before);
    studio.press(Modifiers::COMMAND, Key::D);
    // With a tool that selects, a click opens it, and a drag still takes away.
    tool(&mut studio, Key::M);
    draw(&mut studio, &[(4, 4), (9, 9)]);
    right_click(&mut studio, at, Modifiers::NONE);
    assert!(has_menu(&studio));
    // A click beside the menu closes it and does nothing else.
    tool(&mut studio, Key::Escape);
    stroke(&mut studio, RIGHT, Modifiers::NONE, &[(4, 4), (9, 6)]);
    assert!(!has_menu(&studio));
    assert_eq!(studio.current(), before);
    // By keyboard alone.
    studio.press(Modifiers::SHIFT, Key::F10);
    assert!(has_menu(&studio));
}

#[test]
fn candidates_and_cells_have_menus_too() {
    let mut studio = Studio::open(SIZE, Theme::Dark, 1.0);
    studio.fill();
    let first = studio.current();
    tool(&mut studio, Key::R);
    studio.finish();
    assert_ne!(studio.current(), first);
    let candidate = studio.window.get_by_label("Candidate 1").rect().center();
    right_click(&mut studio, candidate, Modifiers::NONE);
    studio.window.get_by_label_contains("Use candidate").click();
    studio.window.run();
    assert_eq!(studio.current(), first);

    // So has a cell that was not selected until then.
    let cell = studio.window.get_by_label("Coral in Abyss").rect().center();
    right_click(&mut studio, cell, Modifiers::NONE);
    assert!(studio.says("Make parent A") && studio.says("Lock cell"));
}

#[test]
fn a_key_goes_to_its_panel_and_never_closes_it() {
    let mut studio = editor();
    for key in [Key::Num5, Key::Num5, Key::Num8, Key::Num8, Key::Num1, Key::Num1] {
        studio.press(Modifiers::COMMAND, key);
    }
    for name in ["Grid", "Edit", "Inspector"] {
        let tab = studio.window.query_all_by_role_and_label(Role::Tab, name).count();
        assert_eq!(tab, 1, "{name}");
    }
    for (modifiers, key) in [
        (Modifiers::COMMAND, Key::K),
        (Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::P),
        (Modifiers::COMMAND, Key::Space),
    ] {
        studio.press(modifiers, key);
        assert!(studio.says("Find a command"), "{key:?}");
        studio.press(modifiers, key);
        assert!(!studio.says("Find a command"), "{key:?}");
    }
}

#[test]
fn the_interface_grows_and_shrinks_and_that_is_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = Studio::open_in(folder.path(), SIZE, Theme::Dark);
    studio.fill();
    studio.choose("View", "Larger interface");
    studio.press(Modifiers::COMMAND, Key::Equals);
    assert!((studio.window.ctx.zoom_factor() - 1.25).abs() < 1e-3);
    let path = folder.path().join("settings.json");
    studio.wait("the settings", |_| {
        std::fs::read_to_string(&path).is_ok_and(|text| text.contains("\"interface_scale\": 125"))
    });
    drop(studio);
    let mut studio = Studio::open_in(folder.path(), SIZE, Theme::Dark);
    studio.fill();
    assert!((studio.window.ctx.zoom_factor() - 1.25).abs() < 1e-3);
    studio.press(Modifiers::COMMAND, Key::Minus);
    studio.press(Modifiers::COMMAND, Key::Minus);
    assert!((studio.window.ctx.zoom_factor() - 1.0).abs() < 1e-3);
}

#[test]
fn a_kept_sprite_is_opened_in_the_editor_by_a_double_click() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = Studio::open_in(folder.path(), SIZE, Theme::Dark);
    studio.fill();
    tool(&mut studio, Key::K);
    let kept = studio.current();
    studio.window.get_by_label("Coral in Abyss").click();
    studio.window.run();
    assert_ne!(studio.current(), kept);
    studio.press(Modifiers::COMMAND, Key::Num6);
    let cell = studio.window.get_by_role_and_label(Role::ListBoxOption, "Reef fish").rect();
    let click = |pressed| Input::PointerButton {
        pos: cell.center(),
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    for event in
        [Input::PointerMoved(cell.center()), click(true), click(false), click(true), click(false)]
    {
        studio.window.input_mut().events.push(event);
    }
    studio.window.step();
    studio.window.run();
    assert!(studio.window.query_by_role_and_label(Role::Canvas, "Canvas").is_some());
    assert_eq!(studio.current(), kept);
}

#[test]
fn an_open_menu_holds_the_keyboard() {
    let mut studio = super::editor();
    studio.press(Modifiers::COMMAND, Key::Num1);
    let n_jobs = studio.source.jobs().len();
    studio.click(Role::Button, "Edit");
    for key in [Key::R, Key::L, Key::C, Key::Space] {
        tool(&mut studio, key);
    }
    assert_eq!(studio.source.jobs().len(), n_jobs);
    tool(&mut studio, Key::Escape);
    tool(&mut studio, Key::R);
    assert_eq!(studio.source.jobs().len(), n_jobs + 1, "closed, it lets go of it");
}

/// Moves a slider of the colour dialog.
fn set(studio: &mut Studio, name: &str, value: f64) {
    studio.window.get_by_role_and_label(Role::Slider, name).set_value_accesskit(value);
    studio.window.run();
}

#[test]
fn everything_follows_a_changed_colour_and_undo_brings_it_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = Studio::open_in(folder.path(), SIZE, Theme::Dark);
    studio.fill();
    tool(&mut studio, Key::K);
    let kept = folder.path().join("collection");
    studio.wait("the kept sprite's file", |_| {
        let mut files = std::fs::read_dir(&kept).into_iter().flatten().flatten();
        files.any(|file| file.path().extension().is_some_and(|it| it == "png"))
    });
    studio.press(Modifiers::COMMAND, Key::Num5);
    let (ocean, sprite) = (Palette::ocean(), drawn(&studio));
    let index = sprite.at(14, 16);
    // The colour in front is that of the body.
    stroke(&mut studio, super::LEFT, Modifiers::ALT, &[(14, 16)]);
    studio.click(Role::Button, "Change colour…");
    assert!(studio.copied() == sprite.to_rgba(&ocean), "opening the dialog changes nothing");
    for (name, value) in [("Hue", 300.0), ("Saturation", 100.0), ("Value", 100.0)] {
        set(&mut studio, name, value);
    }
    let pink = ocean.with_colour(index, Rgb([255, 0, 255]));
    let at = (16 * 32 + 14) * 4;
    assert_eq!(studio.copied()[at..at + 4], pink.rgba(index));
    assert!(studio.copied() == sprite.to_rgba(&pink));
    let recipe = studio.recipe();
    assert!(recipe.describes(&sprite) && recipe.edits.is_empty());
    assert!(recipe.own_palette().unwrap().has_colours_of(&pink));
    studio.click(Role::Button, "Done");

    // So do other cells, what is drawn next, and kept sprites.
    studio.press(Modifiers::COMMAND, Key::Num1);
    studio.window.get_by_label("Coral in Abyss").click();
    studio.window.run();
    let coral = studio.copied();
    let [r, g, b, _] = ocean.rgba(index);
    assert!(!coral.chunks_exact(4).any(|pixel| pixel == [r, g, b, 255]));
    tool(&mut studio, Key::R);
    let request = studio.source.last_job().requests[0].clone();
    studio.finish();
    assert!(studio.copied() == crate::support::creature::draw(&request).to_rgba(&pink));
    studio.press(Modifiers::COMMAND, Key::Num6);
    studio.window.get_by_role_and_label(Role::ListBoxOption, "Reef fish").click();
    studio.window.run();
    assert!(studio.copied() == sprite.to_rgba(&pink), "at once, whatever its file holds by now");

    // The steps back: the reroll, then the colour at once.
    studio.press(Modifiers::COMMAND, Key::Z);
    for _ in 0..3 {
        studio.press(Modifiers::COMMAND, Key::Z);
    }
    assert!(studio.copied() == sprite.to_rgba(&ocean));
}
