//! What is done to pieces of a sprite: moved, turned, cut, copied, pasted and shaded.

use std::sync::Arc;

use egui::{Color32, ColorImage, Event as Input, Key, Modifiers, OutputCommand, Role};
use egui_kittest::kittest::Queryable as _;
use shoal::sprite::{Mask, Palette, Sprite, TRANSPARENT, paint};

use super::{LEFT, RIGHT, Studio, draw, drawn, editor, stroke, tool};

/// Selects a rectangle.
fn select(studio: &mut Studio, from: (i32, i32), to: (i32, i32)) {
    tool(studio, Key::M);
    draw(studio, &[from, to]);
}

/// What an event puts on the clipboard.
fn picture_of(studio: &mut Studio, event: Input) -> ColorImage {
    studio.window.event(event);
    studio.window.step();
    let commands = studio.window.output().platform_output.commands.clone();
    studio.window.run();
    let picture = commands.into_iter().find_map(|command| match command {
        OutputCommand::CopyImage(image) => Some(image),
        _ => None,
    });
    picture.expect("a picture was copied")
}

fn paste(studio: &mut Studio, image: ColorImage) {
    studio.window.event(Input::PasteImage(Arc::new(image)));
    studio.window.run();
}

/// Clicks an icon above the canvas; the history may have a step of its name.
fn click_option(studio: &mut Studio, name: &str) {
    let found = studio.window.query_all_by_role_and_label(Role::Button, name);
    let top = found.min_by(|a, b| a.rect().top().total_cmp(&b.rect().top()));
    top.unwrap().click();
    studio.window.run();
}

/// Some pixels of a sprite, row by row.
fn pixels(sprite: &Sprite, mask: &Mask) -> Vec<u8> {
    (0..32 * 32).filter(|at| mask.contains_index(*at)).map(|at| sprite.pixels()[at]).collect()
}

#[test]
fn arrows_nudge_what_is_selected_and_spare_what_is_under_it() {
    let mut studio = editor();
    let before = studio.current();
    let from = Mask::rectangle((10, 12), (14, 16));
    select(&mut studio, (10, 12), (14, 16));
    for _ in 0..3 {
        tool(&mut studio, Key::ArrowRight);
    }
    studio.press(Modifiers::SHIFT, Key::ArrowDown);
    let moved = studio.current();
    let expected = before.moved(&from, (3, 10)).0;
    assert_eq!(moved, expected);
    // Back again: nothing that it came over has suffered.
    studio.press(Modifiers::SHIFT, Key::ArrowUp);
    for _ in 0..3 {
        tool(&mut studio, Key::ArrowLeft);
    }
    assert_eq!(studio.current(), before);
    // Out of the canvas and back it is whole, and it is one step of the history.
    for _ in 0..5 {
        studio.press(Modifiers::SHIFT, Key::ArrowLeft);
    }
    assert_ne!(studio.current(), before);
    studio.press(Modifiers::SHIFT, Key::ArrowRight);
    for _ in 0..4 {
        tool(&mut studio, Key::ArrowRight);
    }
    assert_eq!(studio.current(), before);
    tool(&mut studio, Key::ArrowUp);
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(studio.current(), before, "all nudges are one step");
    // With nothing selected and another tool, arrows mean the grid.
    studio.press(Modifiers::COMMAND, Key::D);
    tool(&mut studio, Key::B);
    tool(&mut studio, Key::ArrowRight);
    assert_ne!(studio.current(), before);
    // The Move tool nudges everything.
    let other = studio.current();
    tool(&mut studio, Key::V);
    tool(&mut studio, Key::ArrowUp);
    assert_eq!(studio.current(), other.moved(&Mask::ALL, (0, -1)).0);
}

#[test]
fn escape_takes_back_and_enter_puts_down() {
    let mut studio = editor();
    let before = studio.current();
    select(&mut studio, (10, 12), (14, 16));
    tool(&mut studio, Key::ArrowRight);
    tool(&mut studio, Key::Escape);
    assert_eq!(studio.current(), before);
    tool(&mut studio, Key::ArrowRight);
    tool(&mut studio, Key::Enter);
    let put = studio.current();
    assert_eq!(put, before.moved(&Mask::rectangle((10, 12), (14, 16)), (1, 0)).0);
    // What lies there now is taken up anew, so what was under it is gone.
    tool(&mut studio, Key::ArrowLeft);
    assert_ne!(studio.current(), before);
    // Escape again ends the selection.
    tool(&mut studio, Key::Enter);
    let now = studio.current();
    tool(&mut studio, Key::Escape);
    tool(&mut studio, Key::Delete);
    assert_eq!(studio.current(), Sprite::EMPTY, "nothing was selected, so everything went");
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(studio.current(), now);
}

#[test]
fn a_piece_is_copied_cut_and_pasted_within_and_between_sprites() {
    let mut studio = editor();
    let before = studio.current();
    let mask = Mask::rectangle((10, 12), (15, 16));
    select(&mut studio, (10, 12), (15, 16));
    let picture = picture_of(&mut studio, Input::Copy);
    assert_eq!(picture.size, [6, 5]);
    let palette = Palette::ocean();
    let colours: Vec<u8> = picture.pixels.iter().flat_map(Color32::to_array).collect();
    let wanted: Vec<u8> =
        pixels(&before, &mask).iter().flat_map(|&index| palette.rgba(index)).collect();
    assert_eq!(colours, wanted);
    assert_eq!(studio.current(), before);

    // Pasted it floats where it was, and moves without a trace.
    paste(&mut studio, picture.clone());
    assert_eq!(studio.current(), before);
    for _ in 0..9 {
        tool(&mut studio, Key::ArrowDown);
    }
    let pasted = studio.current();
    let shifted = Mask::rectangle((10, 21), (15, 25));
    let put = |ground: &Sprite| {
        let mut put = ground.clone();
        for (x, y) in (21..=25).flat_map(|y| (10..=15).map(move |x| (x, y))) {
            let colour = before.at(x, y - 9);
            if colour != TRANSPARENT {
                put.set(x, y, colour);
            }
        }
        put
    };
    assert_eq!(pasted, put(&before));

    // Cut, and pasted over another sprite of the grid.
    tool(&mut studio, Key::Enter);
    let cut = picture_of(&mut studio, Input::Cut);
    assert_eq!(cut.size, [6, 5]);
    assert_eq!(studio.current(), pasted.painted(&shifted, TRANSPARENT));
    studio.press(Modifiers::COMMAND, Key::D);
    tool(&mut studio, Key::ArrowRight);
    let other = studio.current();
    paste(&mut studio, cut.clone());
    let mut expected = other.clone();
    for (x, y) in (21..=25).flat_map(|y| (10..=15).map(move |x| (x, y))) {
        let colour = pasted.at(x, y);
        if colour != TRANSPARENT {
            expected.set(x, y, colour);
        }
    }
    assert_eq!(studio.current(), expected);
    // Escape leaves nothing of it.
    tool(&mut studio, Key::Escape);
    assert_eq!(studio.current(), other);
}

#[test]
fn what_is_nudged_after_a_paste_is_another_step() {
    let mut studio = editor();
    select(&mut studio, (10, 12), (15, 16));
    tool(&mut studio, Key::ArrowDown);
    let nudged = studio.current();
    let picture = picture_of(&mut studio, Input::Copy);
    paste(&mut studio, picture);
    tool(&mut studio, Key::ArrowDown);
    assert_ne!(studio.current(), nudged);
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(studio.current(), nudged);
}

#[test]
fn a_picture_of_another_program_comes_into_the_middle_in_the_nearest_colours() {
    let mut studio = editor();
    studio.press(Modifiers::COMMAND, Key::A);
    tool(&mut studio, Key::Delete);
    let palette = Palette::ocean();
    let [r, g, b, _] = palette.rgba(20);
    let exact = Color32::from_rgb(r, g, b);
    let image = ColorImage::new(
        [2, 2],
        vec![exact, Color32::TRANSPARENT, Color32::from_rgb(r ^ 1, g, b), exact],
    );
    paste(&mut studio, image.clone());
    let found = studio.current();
    assert_eq!([found.at(15, 15), found.at(16, 15), found.at(16, 16)], [20, 0, 20]);
    assert_eq!(found.opaque_count(), 3);
    assert!(studio.says("became its nearest"));
    // A drag takes hold of it whatever the tool is.
    tool(&mut studio, Key::B);
    draw(&mut studio, &[(15, 15), (5, 5)]);
    let moved = studio.current();
    assert_eq!((moved.at(5, 5), moved.at(6, 6), moved.opaque_count()), (20, 20, 3));
    // One that no patch can hold is refused in one line, and nothing changes.
    paste(&mut studio, ColorImage::filled([400, 300], Color32::RED));
    let large = ColorImage::new(
        [131, 3],
        (0..393).map(|at| Color32::from_gray((at % 251) as u8)).collect(),
    );
    let before = studio.current();
    paste(&mut studio, large);
    assert!(studio.says("too large to be pasted"));
    assert_eq!(studio.current(), before);
    // Where the grid has the keyboard, a picture is kept as ever.
    studio.press(Modifiers::COMMAND, Key::Num1);
    studio.window.get_by_label("Coral in Abyss").click();
    studio.window.run();
    paste(&mut studio, image);
    studio.wait("the question", |studio| studio.says("Bring into the palette"));
    studio.click(Role::Button, "Bring into the palette");
    studio.wait("the kept picture", |studio| studio.says("Opened Pasted picture"));
}

#[test]
fn wand_lasso_and_ellipses_select_and_draw() {
    let mut studio = editor();
    let before = studio.current();
    let fill = |studio: &mut Studio| {
        tool(studio, Key::Delete);
        let found = studio.current();
        studio.press(Modifiers::COMMAND, Key::Z);
        Mask::from_fn(|x, y| before.at(x, y) != found.at(x, y))
    };
    let opaque = Mask::opaque(&before);

    tool(&mut studio, Key::W);
    draw(&mut studio, &[(14, 16)]);
    let area = Mask::flood(&before, (14, 16));
    assert_eq!(fill(&mut studio), area);
    // The right button takes away again, and Shift adds.
    stroke(&mut studio, RIGHT, Modifiers::NONE, &[(14, 16)]);
    tool(&mut studio, Key::Q);
    let path = [(8, 8), (20, 8), (20, 20), (8, 20)];
    draw(&mut studio, &path);
    assert_eq!(fill(&mut studio), Mask::rectangle((8, 8), (20, 20)).intersection(&opaque));
    studio.press(Modifiers::SHIFT, Key::M);
    draw(&mut studio, &[(6, 6), (25, 25)]);
    let ellipse = paint::ellipse((6, 6), (25, 25), true);
    assert_eq!(fill(&mut studio), ellipse.intersection(&opaque));
    stroke(&mut studio, LEFT, Modifiers::SHIFT, &[(0, 14), (31, 17)]);
    let wider = ellipse.union(&paint::ellipse((0, 14), (31, 17), true));
    assert_eq!(fill(&mut studio), wider.intersection(&opaque));

    studio.press(Modifiers::COMMAND, Key::D);
    studio.press(Modifiers::SHIFT, Key::U);
    // With Shift it is a circle.
    stroke(&mut studio, LEFT, Modifiers::SHIFT, &[(2, 2), (5, 9)]);
    let circle = paint::ellipse((2, 2), (9, 9), false);
    assert_eq!(studio.current(), before.painted(&circle, 1));
}

#[test]
fn a_piece_turns_and_grows_by_whole_numbers() {
    let mut studio = editor();
    let before = studio.current();
    let mask = Mask::rectangle((10, 12), (15, 15));
    let piece = pixels(&before, &mask);
    select(&mut studio, (10, 12), (15, 15));
    click_option(&mut studio, "Rotate right");
    let turned = studio.current();
    // Six by four has become four by six, about the same middle.
    let there = Mask::rectangle((11, 11), (14, 16));
    for (at, index) in pixels(&turned, &there).into_iter().enumerate() {
        let (x, y) = (at % 4, at / 4);
        let from = (3 - x) * 6 + y;
        if piece[from] != TRANSPARENT {
            assert_eq!(index, piece[from], "{x} {y}");
        }
    }
    click_option(&mut studio, "Rotate left");
    assert_eq!(studio.current(), before);
    for _ in 0..4 {
        click_option(&mut studio, "Rotate right");
    }
    assert_eq!(studio.current(), before);

    studio.press(Modifiers::COMMAND, Key::K);
    studio.window.event(Input::Text("scale 2".to_owned()));
    studio.window.run();
    studio.press(Modifiers::NONE, Key::Enter);
    let large = studio.current();
    let there = Mask::rectangle((7, 10), (18, 17));
    for (at, index) in pixels(&large, &there).into_iter().enumerate() {
        let (x, y) = (at % 12 / 2, at / 12 / 2);
        if piece[y * 6 + x] != TRANSPARENT {
            assert_eq!(index, piece[y * 6 + x], "{x} {y}");
        }
    }
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(studio.current(), before);
}

#[test]
fn the_shade_brush_steps_along_the_ramps_once_a_stroke() {
    let mut studio = editor();
    let before = studio.current();
    let palette = Palette::ocean();
    let (lighter, darker) = (palette.next_shades(true), palette.next_shades(false));
    let row = Mask::rectangle((8, 16), (20, 16));
    tool(&mut studio, Key::S);
    draw(&mut studio, &[(8, 16), (20, 16), (8, 16)]);
    let light = before.with_table(&row, &lighter);
    assert_ne!(light, before);
    assert_eq!(studio.current(), light, "going there and back is one step");
    stroke(&mut studio, RIGHT, Modifiers::NONE, &[(8, 16), (20, 16)]);
    assert_eq!(studio.current(), light.with_table(&row, &darker));
    studio.press(Modifiers::COMMAND, Key::Z);
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(studio.current(), before);
    assert_eq!(before, drawn(&studio));
}

/// Picks a cell in the grid and goes to the editor with it.
fn edit_cell(studio: &mut Studio, name: &str) {
    studio.press(Modifiers::COMMAND, Key::Num1);
    studio.window.get_by_label(name).click();
    studio.window.run();
    studio.press(Modifiers::COMMAND, Key::Num5);
}

#[test]
fn undo_in_the_editor_is_about_the_sprite_on_show() {
    let mut studio = editor();
    let before = studio.current();
    draw(&mut studio, &[(0, 0)]);
    let edited = studio.current();
    // Another sprite is selected on, painted on and drawn anew meanwhile.
    edit_cell(&mut studio, "Coral in Abyss");
    let coral = studio.current();
    studio.press(Modifiers::COMMAND, Key::A);
    draw(&mut studio, &[(3, 3)]);
    let painted = studio.current();
    tool(&mut studio, Key::R);
    studio.finish();
    assert_ne!(studio.current(), painted);
    // And so is this one.
    edit_cell(&mut studio, "Reef fish in Shallows");
    tool(&mut studio, Key::R);
    studio.finish();
    let rerolled = studio.current();
    assert_ne!(rerolled, edited);
    tool(&mut studio, Key::M);
    draw(&mut studio, &[(10, 8), (20, 22)]);
    edit_cell(&mut studio, "Grazer in Vent");
    studio.press(Modifiers::COMMAND, Key::Z);
    assert!(studio.says("Nothing was done to this sprite"));

    // Edits and rerolls come back in their order: the selection, the reroll, the stroke.
    edit_cell(&mut studio, "Reef fish in Shallows");
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(studio.current(), rerolled);
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(studio.current(), edited);
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(studio.current(), before);
    studio.press(Modifiers::COMMAND, Key::Y);
    assert_eq!(studio.current(), edited);
    studio.press(Modifiers::COMMAND, Key::Y);
    assert_eq!(studio.current(), rerolled);

    // What was done to the other waited in its place.
    edit_cell(&mut studio, "Coral in Abyss");
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(studio.current(), painted);
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(studio.current(), coral);
}

#[test]
fn a_selection_stays_with_its_sprite_and_says_what_it_keeps_away() {
    let mut studio = editor();
    tool(&mut studio, Key::M);
    draw(&mut studio, &[(10, 8), (20, 22)]);
    tool(&mut studio, Key::B);
    let before = studio.current();
    draw(&mut studio, &[(0, 0), (4, 0)]);
    assert_eq!(studio.current(), before);
    assert!(studio.says("Outside of the selection nothing is drawn"));
    // Another sprite has none.
    edit_cell(&mut studio, "Coral in Abyss");
    let coral = studio.current();
    draw(&mut studio, &[(0, 0)]);
    assert_eq!(studio.current(), coral.painted(&Mask::rectangle((0, 0), (0, 0)), 1));
    // The one that was left still has its own.
    edit_cell(&mut studio, "Reef fish in Shallows");
    draw(&mut studio, &[(0, 0), (12, 12)]);
    let inside = studio.current();
    assert_eq!((inside.at(0, 0), inside.at(12, 12)), (before.at(0, 0), 1));
}

#[test]
fn undo_says_what_it_did_out_of_sight() {
    let mut studio = editor();
    studio.press(Modifiers::COMMAND, Key::Num1);
    tool(&mut studio, Key::L);
    studio.press(Modifiers::COMMAND, Key::Num4);
    studio.press(Modifiers::COMMAND, Key::Z);
    assert!(studio.says("Undone: Lock cell, in Grid"));
}
