//! Drives the editor with the pointer and the keyboard, with a scripted source of sprites.

#![cfg(feature = "studio")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod menus;
mod pieces;
mod regions;

use std::time::Duration;

use crate::support::{Studio, creature};
use egui::{Event as Input, Key, Modifiers, PointerButton, Pos2, Rect, Role, Theme, Vec2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use regions::region_request;
use shoal::{
    files::png,
    generate::{Event, Outcome, SpriteRequest},
    sprite::{
        Hint, HintPlane, Mask, Palette, PixelEdit, Prompt, Recipe, SIDE, Sprite, TRANSPARENT, World,
    },
    studio::Reply,
};

const SIZE: Vec2 = vec2(1280.0, 720.0);
const LEFT: PointerButton = PointerButton::Primary;
const RIGHT: PointerButton = PointerButton::Secondary;

/// The editor on the first cell of a complete grid.
fn editor() -> Studio {
    open(SIZE, Theme::Dark)
}

fn open(size: Vec2, theme: Theme) -> Studio {
    let mut studio = Studio::open(size, theme, 1.0);
    studio.fill();
    studio.press(Modifiers::COMMAND, Key::Num5);
    studio
}

fn tool(studio: &mut Studio, key: Key) {
    studio.press(Modifiers::NONE, key);
}

/// Where the middle of a pixel is, while the canvas is as large as fits.
fn point(studio: &Studio, (x, y): (i32, i32)) -> Pos2 {
    let frame: Rect = studio.window.get_by_role_and_label(Role::Canvas, "Canvas").rect();
    let zoom = (frame.width().min(frame.height()) / SIDE as f32).floor();
    let corner = (frame.center() - Vec2::splat(zoom * SIDE as f32 / 2.0)).round();
    corner + vec2(x as f32 + 0.5, y as f32 + 0.5) * zoom
}

/// Presses, moves along these pixels and releases, all within one frame.
fn stroke(studio: &mut Studio, button: PointerButton, modifiers: Modifiers, way: &[(i32, i32)]) {
    let points: Vec<Pos2> = way.iter().map(|&at| point(studio, at)).collect();
    let click = |pos, pressed| Input::PointerButton { pos, button, pressed, modifiers };
    let mut events = vec![Input::PointerMoved(points[0]), click(points[0], true)];
    events.extend(points[1..].iter().map(|&at| Input::PointerMoved(at)));
    events.push(click(points[points.len() - 1], false));
    studio.window.input_mut().events.extend(events);
    studio.window.step();
    studio.window.run();
}

fn draw(studio: &mut Studio, way: &[(i32, i32)]) {
    stroke(studio, LEFT, Modifiers::NONE, way);
}

fn drawn(studio: &Studio) -> Sprite {
    creature::draw(&studio.source.jobs()[0].requests[0])
}

fn steps(studio: &Studio) -> Vec<String> {
    const NAMES: [&str; 8] =
        ["Beginning", "Pencil", "Eraser", "Fill", "Line", "Move", "Select", "Reroll region"];
    // The list stands right of the canvas, the tools of the same names left of it.
    let middle = studio.window.get_by_role_and_label(Role::Canvas, "Canvas").rect().right();
    let buttons = studio.window.query_all_by_role(Role::Button);
    let listed = buttons
        .filter(|button| middle < button.rect().left() && button.rect().left() < middle + 60.0);
    let names = listed.filter_map(|button| button.accesskit_node().label());
    names.filter(|name| NAMES.contains(&name.as_str())).collect()
}

#[test]
fn a_quick_stroke_has_no_holes_and_is_one_step() {
    let mut studio = editor();
    let before = studio.current();
    assert_eq!(before, drawn(&studio));
    draw(&mut studio, &[(2, 2), (9, 2), (9, 6), (12, 3)]);
    let way: Vec<(i32, i32)> = (2..=9)
        .map(|x| (x, 2))
        .chain((3..=6).map(|y| (9, y)))
        .chain([(10, 5), (11, 4), (12, 3)])
        .collect();
    let mut expected = before.clone();
    for (x, y) in way {
        expected.set(x, y, 1);
    }
    assert_eq!(studio.current(), expected);
    assert_eq!(steps(&studio), ["Beginning", "Pencil"]);

    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(studio.current(), before);
    studio.press(Modifiers::COMMAND, Key::Y);
    assert_eq!(studio.current(), expected);

    // Shift draws on from where a stroke ended.
    stroke(&mut studio, LEFT, Modifiers::SHIFT, &[(12, 0)]);
    let line = Mask::rectangle((12, 0), (12, 3));
    assert_eq!(studio.current(), expected.painted(&line, 1));
    studio.press(Modifiers::COMMAND, Key::Z);

    // Strokes that change nothing are no steps, and the list goes back and forth.
    draw(&mut studio, &[(2, 2)]);
    tool(&mut studio, Key::E);
    draw(&mut studio, &[(2, 2), (4, 2)]);
    assert_eq!(steps(&studio), ["Beginning", "Pencil", "Eraser"]);
    studio.click(Role::Button, "Beginning");
    assert_eq!(studio.current(), before);
    studio.window.get_all_by_role_and_label(Role::Button, "Pencil").last().unwrap().click();
    studio.window.run();
    assert_eq!(studio.current(), expected);
}

#[test]
fn the_right_button_paints_the_background_and_x_swaps() {
    let mut studio = editor();
    studio.window.get_by_role_and_label(Role::ListBoxOption, "kelp 4").click_secondary();
    studio.window.run();
    let kelp = Palette::ocean().ramps()[3].indices[3];
    stroke(&mut studio, RIGHT, Modifiers::NONE, &[(0, 0)]);
    draw(&mut studio, &[(1, 0)]);
    tool(&mut studio, Key::X);
    draw(&mut studio, &[(2, 0)]);
    tool(&mut studio, Key::CloseBracket);
    draw(&mut studio, &[(3, 0)]);
    let found = studio.current();
    let row: Vec<u8> = (0..4).map(|x| found.at(x, 0)).collect();
    assert_eq!(row, [kelp, 1, kelp, kelp + 1]);

    // A stroke that the other button or Escape gives up leaves nothing behind.
    let [from, to] = [(0, 9), (0, 12)].map(|at| point(&studio, at));
    let click = |pos, button, pressed| {
        let modifiers = Modifiers::NONE;
        Input::PointerButton { pos, button, pressed, modifiers }
    };
    for end in [
        click(to, RIGHT, true),
        Input::Key {
            key: Key::Escape,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        },
    ] {
        let start = [Input::PointerMoved(from), click(from, LEFT, true), Input::PointerMoved(to)];
        studio.window.input_mut().events.extend(start);
        studio.window.step();
        studio.window.input_mut().events.push(end);
        studio.window.step();
        let up = [click(to, RIGHT, false), click(to, LEFT, false)];
        studio.window.input_mut().events.extend(up);
        studio.window.step();
        studio.window.run();
        assert_eq!(studio.current(), found);
    }
}

#[test]
fn fill_line_and_the_picker_with_alt() {
    let mut studio = editor();
    let before = studio.current();
    let body = before.at(14, 16);
    assert_ne!(body, TRANSPARENT);
    stroke(&mut studio, LEFT, Modifiers::ALT, &[(14, 16)]);
    assert_eq!(studio.current(), before, "picking paints nothing");
    tool(&mut studio, Key::G);
    draw(&mut studio, &[(0, 0)]);
    let filled = studio.current();
    assert_eq!(filled, before.painted(&Mask::flood(&before, (0, 0)), body));
    tool(&mut studio, Key::X);
    tool(&mut studio, Key::L);
    draw(&mut studio, &[(0, 0), (5, 9), (31, 31)]);
    let lined = studio.current();
    assert!((0..32).all(|at| lined.at(at, at) == TRANSPARENT));
    assert_eq!(lined.at(5, 9), filled.at(5, 9), "only the ends of a line count");
}

#[test]
fn a_selection_limits_tools_moves_and_flips() {
    let mut studio = editor();
    tool(&mut studio, Key::M);
    draw(&mut studio, &[(4, 0), (7, 3)]);
    tool(&mut studio, Key::B);
    draw(&mut studio, &[(0, 1), (31, 1)]);
    let row = |sprite: &Sprite| (0..32).filter(|&x| sprite.at(x, 1) == 1).collect::<Vec<i32>>();
    assert_eq!(row(&studio.current()), [4, 5, 6, 7]);
    tool(&mut studio, Key::V);
    draw(&mut studio, &[(5, 1), (7, 1)]);
    assert_eq!(row(&studio.current()), [6, 7, 8, 9]);
    studio.press(Modifiers::NONE, Key::Delete);
    assert!(row(&studio.current()).is_empty());
    // Undoing the move brings its selection back too.
    for _ in 0..2 {
        studio.press(Modifiers::COMMAND, Key::Z);
    }
    studio.press(Modifiers::NONE, Key::Delete);
    assert_eq!(studio.current(), drawn(&studio));
    studio.press(Modifiers::COMMAND, Key::D);
    studio.press(Modifiers::SHIFT, Key::H);
    assert_eq!(studio.current(), drawn(&studio).flipped_horizontally());
    studio.click(Role::Button, "Mirror left and right");
    tool(&mut studio, Key::B);
    draw(&mut studio, &[(0, 5)]);
    let mirrored = studio.current();
    assert_eq!((mirrored.at(0, 5), mirrored.at(31, 5)), (1, 1));
}

#[test]
fn keys_mean_the_editor_only_while_it_is_on_show() {
    let mut studio = editor();
    let n_jobs = studio.source.jobs().len();
    tool(&mut studio, Key::L);
    tool(&mut studio, Key::Space);
    assert_eq!(studio.source.jobs().len(), n_jobs, "Space moves the canvas");
    studio.press(Modifiers::COMMAND, Key::Num1);
    tool(&mut studio, Key::L);
    tool(&mut studio, Key::Space);
    assert_eq!(studio.source.last_job().requests.len(), 35, "L has locked a cell");
}

/// Exports the current sprite and reads it back.
fn export(studio: &mut Studio) -> (Sprite, Recipe) {
    studio.press(Modifiers::COMMAND, Key::E);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("edited.png");
    studio.dialogs.reply(Reply::Chosen(path.clone()));
    for _ in 0..500 {
        studio.window.step();
        if studio.window.query_all_by_label_contains("Exported").next().is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let read = png::read_sprite(&path).unwrap();
    (read.sprite, read.recipe.unwrap())
}

/// What `shoal generate --recipe` does to a sprite once it is drawn again.
fn edit(mut sprite: Sprite, edits: &[PixelEdit]) -> Sprite {
    for &PixelEdit(at, colour) in edits {
        sprite.set(i32::from(at) % 32, i32::from(at) / 32, colour);
    }
    sprite
}

#[test]
fn the_recipe_of_a_redrawn_region_stands_alone() {
    let mut studio = editor();
    draw(&mut studio, &[(3, 0), (9, 4)]);
    tool(&mut studio, Key::M);
    draw(&mut studio, &[(8, 8), (20, 18)]);
    studio.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::R);
    // The engine itself answers, with the network that the window believes in.
    let generator = crate::support::scripted::generator(World::ocean());
    let (job, request) = (studio.source.last_job(), region_request(&studio));
    let sprite = generator.generate(&request);
    studio.source.send(Event::SpriteDone { job: job.id, index: 0, sprite, sketch: None });
    studio.source.send(Event::Finished { job: job.id, outcome: Outcome::Done });
    studio.update();
    tool(&mut studio, Key::B);
    stroke(&mut studio, RIGHT, Modifiers::NONE, &[(12, 12)]);
    stroke(&mut studio, LEFT, Modifiers::NONE, &[(10, 10)]);
    let (sprite, recipe) = export(&mut studio);
    assert_eq!(sprite.at(9, 4), 1, "earlier strokes are part of what is locked");
    assert!(recipe.describes(&sprite) && recipe.edits.len() <= 2);
    let prompt = generator.world().prompt(&recipe.zone, &recipe.category).unwrap();
    let mut again = SpriteRequest::new(prompt, recipe.seed, recipe.variant, recipe.sampling);
    again.brief.hints = recipe.hints;
    assert_eq!(edit(generator.generate(&again), &recipe.edits), sprite);
}

#[test]
fn an_export_tells_the_edits_and_leads_back_to_the_pixels() {
    let mut studio = editor();
    draw(&mut studio, &[(3, 0)]);
    draw(&mut studio, &[(2, 0)]);
    tool(&mut studio, Key::E);
    draw(&mut studio, &[(14, 16)]);
    let edited = studio.current();
    let (sprite, recipe) = export(&mut studio);
    assert_eq!(sprite, edited);
    assert_eq!(recipe.edits, [PixelEdit(2, 1), PixelEdit(3, 1), PixelEdit(16 * 32 + 14, 0)]);
    assert!(recipe.describes(&edited));
    assert_eq!(edit(drawn(&studio), &recipe.edits), edited);
}

#[test]
fn a_sprite_from_elsewhere_is_edited_where_it_is_held() {
    let mut studio = editor();
    studio.press(Modifiers::COMMAND, Key::Num2);
    studio.click(Role::Button, "Draw sweep");
    studio.finish();
    studio.window.get_by_label("Seed 7, variant 2 at 0.30").click();
    studio.window.run();
    let swept = studio.current();
    studio.press(Modifiers::COMMAND, Key::Num5);
    draw(&mut studio, &[(0, 0)]);
    assert_eq!(studio.current(), swept.painted(&Mask::rectangle((0, 0), (0, 0)), 1));
    // Undone from a cell of the grid, the sprite comes back to the front.
    studio.press(Modifiers::COMMAND, Key::Num1);
    studio.window.get_by_label("Coral in Abyss").click();
    studio.window.run();
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(studio.current(), swept);
}

#[test]
fn the_empty_editor_says_what_to_do() {
    let mut studio = Studio::open(SIZE, Theme::Dark, 1.0);
    studio.update();
    studio.press(Modifiers::COMMAND, Key::Num5);
    draw(&mut studio, &[(3, 3), (9, 9)]);
    studio.press(Modifiers::NONE, Key::Delete);
    assert!(studio.window.query_by_role_and_label(Role::Canvas, "Canvas").is_some());
    assert!(!studio.window.ctx.has_requested_repaint(), "{:?}", studio.window.ctx.repaint_causes());
}

/// Both ends of the sizes, dark and light. `SHOAL_PICTURES=DIR` keeps what they look like.
#[test]
fn the_editor_fits_small_and_large_windows() {
    let pictures = std::env::var_os("SHOAL_PICTURES").map(std::path::PathBuf::from);
    for (size, theme) in [
        (SIZE, Theme::Dark),
        (SIZE, Theme::Light),
        (vec2(800.0, 520.0), Theme::Dark),
        (vec2(800.0, 520.0), Theme::Light),
    ] {
        let mut studio = open(size, theme);
        let save = |studio: &mut Studio, name: &str| {
            let picture = studio.window.render().unwrap();
            assert_eq!(picture.width(), size.x as u32);
            if let Some(folder) = &pictures {
                picture.save(folder.join(format!("{name}-{}-{theme:?}.png", size.x))).unwrap();
            }
        };
        draw(&mut studio, &[(4, 25), (20, 27), (28, 24)]);
        tool(&mut studio, Key::M);
        draw(&mut studio, &[(8, 8), (20, 18)]);
        let canvas = studio.window.get_by_role_and_label(Role::Canvas, "Canvas").rect();
        assert!(canvas.width() >= 256.0 && canvas.bottom() < size.y, "{canvas:?} at {size:?}");
        save(&mut studio, "edit");
        studio.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::R);
        studio.source.preview(&studio.source.last_job(), 14 * SIDE, |_| true);
        studio.update();
        save(&mut studio, "edit-region");
        tool(&mut studio, Key::G);
        save(&mut studio, "edit-fill");
        tool(&mut studio, Key::B);
        save(&mut studio, "edit-pencil");
        studio.press(Modifiers::NONE, Key::F1);
        let sheet = studio.window.get_by_label("In the editor");
        sheet.scroll_to_me();
        studio.window.run();
        save(&mut studio, "edit-keys");
    }
    let mut studio = Studio::open(vec2(800.0, 520.0), Theme::Dark, 1.0);
    studio.update();
    studio.press(Modifiers::COMMAND, Key::Num5);
    if let Some(folder) = &pictures {
        studio.window.render().unwrap().save(folder.join("edit-empty.png")).unwrap();
    }
}

#[test]
fn the_wheel_zooms_around_the_pointer_and_sizes_the_brush() {
    let mut studio = editor();
    let before = studio.current();
    let at = point(&studio, (6, 25));
    let wheel = |studio: &mut Studio, modifiers: Modifiers| {
        let delta = vec2(0.0, 1.0);
        studio.window.input_mut().events.extend([
            Input::PointerMoved(at),
            Input::MouseWheel {
                unit: egui::MouseWheelUnit::Line,
                delta,
                phase: egui::TouchPhase::Move,
                source: egui::MouseWheelSource::Unknown,
                modifiers,
            },
        ]);
        studio.window.step();
        studio.window.run();
    };
    for _ in 0..4 {
        wheel(&mut studio, Modifiers::NONE);
    }
    // The point that `point` tells is that of the whole canvas, but the pixel under it stayed.
    draw(&mut studio, &[(6, 25)]);
    assert_eq!(studio.current(), before.painted(&Mask::disc((6, 25), 1), 1));
    studio.press(Modifiers::COMMAND, Key::Num0);
    wheel(&mut studio, Modifiers::COMMAND);
    draw(&mut studio, &[(6, 25)]);
    let thick = before.painted(&Mask::disc((6, 25), 2), 1);
    assert_eq!(studio.current(), thick);

    // Space and the middle button move the canvas and paint nothing.
    studio.window.input_mut().events.push(Input::Key {
        key: Key::Space,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    });
    draw(&mut studio, &[(20, 20), (24, 20)]);
    stroke(&mut studio, PointerButton::Middle, Modifiers::NONE, &[(20, 20), (24, 20)]);
    assert_eq!(studio.current(), thick);
}
