//! Drives the Animate panel with the pointer and the keyboard, with a scripted source of
//! sprites.

#![cfg(feature = "studio")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::support::{Studio, creature};
use egui::{
    Event as Input, Key, Modifiers, PointerButton, Pos2, Rect, Role, Theme, Vec2, pos2, vec2,
};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shoal::{
    files::{
        Frame, Tag,
        animation::{WhichFrames, read_animation},
        aseprite, gif,
        import::read_file,
    },
    motion::{Animator, BodyPlan, Motion},
    sprite::{Hint, Mask, Palette, Sprite},
    studio::Reply,
};

const SIZE: Vec2 = vec2(1280.0, 720.0);

/// The panel on the first cell of a complete grid, which stands still.
fn panel(folder: &Path) -> Studio {
    let mut studio = Studio::open_in(folder, SIZE, Theme::Dark);
    studio.fill();
    if studio.window.query_by_label("Stage").is_none() {
        studio.press(Modifiers::COMMAND, Key::Num9);
    }
    if studio.window.query_by_role_and_label(Role::Button, "Pause").is_some() {
        studio.press(Modifiers::NONE, Key::P);
    }
    studio.click(Role::ListBoxOption, "Frame 1");
    studio
}

/// The clip that the panel makes of the first cell.
fn clip(studio: &Studio) -> Vec<Sprite> {
    let sprite = creature::draw(&studio.source.jobs()[0].requests[0]);
    let palette = Palette::ocean();
    let plan = BodyPlan::guess(&sprite, ["reef-fish"]);
    Animator::new(&sprite, &palette, plan).clip(&Motion::default()).unwrap().frames
}

fn n_frames(studio: &Studio) -> usize {
    let is_there = |n: &usize| {
        let name = format!("Frame {n}");
        studio.window.query_by_role_and_label(Role::ListBoxOption, &name).is_some()
    };
    (1..99).take_while(is_there).count()
}

/// The pixels of a frame, which becomes the current sprite.
fn frame(studio: &mut Studio, number: usize) -> Sprite {
    studio.click(Role::ListBoxOption, &format!("Frame {number}"));
    studio.current()
}

fn frames(studio: &mut Studio) -> Vec<Sprite> {
    (1..=n_frames(studio)).map(|number| frame(studio, number)).collect()
}

fn click(studio: &mut Studio, name: &str) {
    studio.click(Role::Button, name);
    studio.window.run();
}

fn undo(studio: &mut Studio) {
    studio.press(Modifiers::COMMAND, Key::Z);
}

fn redo(studio: &mut Studio) {
    studio.press(Modifiers::COMMAND, Key::Y);
}

fn rect(studio: &Studio, label: &str) -> Rect {
    studio.window.get_by_label(label).rect()
}

/// Presses, moves along these points, one a frame, and releases.
fn drag(studio: &mut Studio, way: &[Pos2]) {
    let button = PointerButton::Primary;
    let modifiers = Modifiers::NONE;
    let event = |pos, pressed| Input::PointerButton { pos, button, pressed, modifiers };
    studio.window.event(Input::PointerMoved(way[0]));
    studio.window.event(event(way[0], true));
    studio.window.step();
    for &at in &way[1..] {
        studio.window.event(Input::PointerMoved(at));
        studio.window.step();
    }
    studio.window.event(event(way[way.len() - 1], false));
    studio.window.step();
    studio.window.run();
}

/// The one file of the collection that is a clip.
fn kept_clip(folder: &Path) -> Option<PathBuf> {
    let files = fs::read_dir(folder.join("collection")).ok()?;
    let paths = files.filter_map(|file| Some(file.ok()?.path()));
    let is_clip = |path: &PathBuf| {
        path.extension().is_some_and(|it| it == "png")
            && read_animation(path, WhichFrames::All).is_ok_and(|read| read.frames.len() > 1)
    };
    paths.filter(is_clip).max()
}

#[test]
fn it_plays_stops_and_steps() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = panel(folder.path());
    assert_eq!(n_frames(&studio), 6);
    assert!(studio.says("Frame 1 of 6"));
    studio.press(Modifiers::NONE, Key::Period);
    assert!(studio.says("Frame 2 of 6"));
    studio.press(Modifiers::NONE, Key::Comma);
    studio.press(Modifiers::NONE, Key::Comma);
    assert!(studio.says("Frame 6 of 6"), "a loop goes on at its end");
    click(&mut studio, "Play");
    for _ in 0..3 {
        studio.window.step();
    }
    assert!(!studio.says("Frame 6 of 6"), "150 milliseconds passed");
    click(&mut studio, "Pause");
    // Another kind of motion is one click away, and its thumbnail says what it is.
    for tag in ["swim", "idle", "turn", "hurt", "die"] {
        studio.click(Role::ListBoxOption, tag);
    }
    assert!(studio.window.query_by_role_and_label(Role::Button, "Pause").is_some(), "it plays");
    click(&mut studio, "Pause");
    for name in ["Onion skin", "Show parts", "Grid swims"] {
        click(&mut studio, name);
        click(&mut studio, name);
    }
}

#[test]
fn frames_are_edited_inserted_removed_moved_and_timed() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = panel(folder.path());
    let made = clip(&studio);
    studio.press(Modifiers::NONE, Key::Period);
    click(&mut studio, "Edit frame");
    assert_eq!(studio.current(), made[1], "the second frame is in the editor");
    let canvas = rect(&studio, "Canvas");
    drag(&mut studio, &[canvas.center(); 2]);
    let edited = studio.current();
    assert_ne!(edited, made[1]);
    studio.press(Modifiers::COMMAND, Key::Num9);
    assert_eq!(n_frames(&studio), 6);
    let mut expected = made.clone();
    expected[1] = edited.clone();
    assert_eq!(frames(&mut studio), expected, "one frame is another, the others are as they were");

    // A copy behind the third, then moved to the end with keys.
    studio.click(Role::ListBoxOption, "Frame 3");
    click(&mut studio, "Insert frame");
    assert_eq!(n_frames(&studio), 7);
    assert!(studio.says("Frame 4 of 7"));
    for _ in 0..3 {
        studio.press(Modifiers::ALT, Key::Period);
    }
    assert!(studio.says("Frame 7 of 7"));
    expected.push(expected[2].clone());
    assert_eq!(frames(&mut studio), expected);
    // With the pointer back to the front.
    let way = [rect(&studio, "Frame 7").center(), rect(&studio, "Frame 1").center()];
    drag(&mut studio, &[way[0], way[0].lerp(way[1], 0.5), way[1]]);
    expected.rotate_right(1);
    assert_eq!(frames(&mut studio), expected);
    studio.click(Role::ListBoxOption, "Frame 2");
    click(&mut studio, "Remove frame");
    let removed = expected.remove(1);
    assert_eq!(frames(&mut studio), expected);
    undo(&mut studio);
    expected.insert(1, removed);
    assert_eq!(frames(&mut studio), expected);
    redo(&mut studio);
    undo(&mut studio);

    // The time of a frame, in one step however long it is dragged.
    studio.click(Role::ListBoxOption, "Frame 2");
    let dial = studio.window.get_by_role_and_label(Role::SpinButton, "Time").rect().center();
    drag(
        &mut studio,
        &[dial, dial + vec2(20.0, 0.0), dial + vec2(50.0, 0.0), dial + vec2(80.0, 0.0)],
    );
    let shown = |studio: &Studio| studio.window.query_all_by_label("100").count();
    assert_eq!(shown(&studio), 6, "one frame has another time");
    undo(&mut studio);
    assert_eq!(shown(&studio), 7, "one step takes all of the drag back");
    // All of it is taken back to the first edit, and comes again.
    for _ in 0..5 {
        undo(&mut studio);
    }
    let mut back = made.clone();
    back[1] = edited;
    assert_eq!(n_frames(&studio), 6);
    assert_eq!(frames(&mut studio), back);
    undo(&mut studio);
    assert_eq!(frames(&mut studio), made);
}

#[test]
fn parts_are_corrected_with_a_brush() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = panel(folder.path());
    click(&mut studio, "Show parts");
    click(&mut studio, "Foot");
    let stage = rect(&studio, "Stage");
    // The whole left half stands still from now on.
    let row = |y: f32| pos2(stage.left() + stage.width() * 0.1, stage.top() + stage.height() * y);
    for step in 0..10 {
        let at = row(0.05 + 0.1 * step as f32);
        drag(&mut studio, &[at, at + vec2(stage.width() * 0.8, 0.0)]);
    }
    click(&mut studio, "Show parts");
    click(&mut studio, "Keep clip");
    studio.wait("the clip", |_| kept_clip(folder.path()).is_some());
    let palette = Palette::ocean();
    let file = read_file(&kept_clip(folder.path()).unwrap(), &palette).unwrap();
    let recipe = file.sprites[1].frame.recipe().unwrap();
    let parts = recipe.motion.as_ref().unwrap().parts.as_ref().unwrap();
    assert!(parts.contains('G'), "the recipe tells the corrected parts");
    // "Keep clip" and ten strokes are undone, and the clip is as the rules make it.
    for _ in 0..11 {
        undo(&mut studio);
    }
    studio.press(Modifiers::COMMAND, Key::Num1);
    studio.click(Role::ListBoxOption, "Reef fish in Shallows");
    studio.press(Modifiers::COMMAND, Key::Num9);
    click(&mut studio, "Show parts");
    let is_corrected = |studio: &Studio| {
        let button = studio.window.get_by_role_and_label(Role::Button, "Find parts anew");
        !button.accesskit_node().is_disabled()
    };
    assert!(!is_corrected(&studio));
    for _ in 0..10 {
        redo(&mut studio);
    }
    assert!(is_corrected(&studio));
    click(&mut studio, "Find parts anew");
    assert!(!is_corrected(&studio));
}

#[test]
fn a_region_of_a_frame_is_drawn_anew_with_its_neighbours_as_hints() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = panel(folder.path());
    let made = clip(&studio);
    click(&mut studio, "Edit frame");
    studio.press(Modifiers::COMMAND, Key::A);
    click(&mut studio, "Reroll region");
    let job = studio.source.last_job();
    let hints = job.requests[0].brief.hints.clone().unwrap();
    for (index, (&before, &after)) in made[5].pixels().iter().zip(made[1].pixels()).enumerate() {
        let expected = if before == after { Hint::Colour(before) } else { Hint::Unknown };
        assert_eq!(hints.at(index), (expected, false), "{index}");
    }
    studio.source.finish(&job);
    studio.update();
    let drawn = creature::draw(&job.requests[0]);
    assert_eq!(studio.current(), drawn);
    studio.press(Modifiers::COMMAND, Key::Num9);
    let mut expected = made;
    expected[0] = drawn;
    assert_eq!(frames(&mut studio), expected);
}

#[test]
fn clips_are_kept_one_file_each_and_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = panel(folder.path());
    let made = clip(&studio);
    click(&mut studio, "Keep clip");
    studio.wait("the clip", |_| kept_clip(folder.path()).is_some());
    let path = kept_clip(folder.path()).unwrap();
    let palette = Palette::ocean();
    let file = read_file(&path, &palette).unwrap();
    let sprites: Vec<Sprite> = file.sprites.iter().map(|it| it.frame.sprite.clone()).collect();
    assert_eq!(sprites, made);
    assert!(file.sprites.iter().all(|it| it.frame.recipe().is_some()), "each tells how it came");
    assert_eq!(file.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["swim"]);
    studio.click(Role::ListBoxOption, "Frame 4");
    // As the desktop closes it.
    eframe::App::on_exit(studio.window.state_mut(), None);
    drop(studio);

    // The next window shows the same frame of the same clip.
    let mut studio = Studio::open_in(folder.path(), SIZE, Theme::Dark);
    studio.fill();
    studio.wait("the clip", |studio| n_frames(studio) == 6);
    assert!(studio.window.query_by_role_and_label(Role::Button, "Whole clip").is_some());
    assert_eq!(frames(&mut studio), made);
    // The collection plays it under the pointer.
    studio.press(Modifiers::COMMAND, Key::Num6);
    let at = {
        let is_clip = |name: Option<String>| name.is_some_and(|name| name.ends_with("swim"));
        let mut cells = studio.window.query_all_by_role(Role::ListBoxOption);
        let cell = cells.find(|node| is_clip(node.accesskit_node().label()));
        cell.unwrap().rect().center()
    };
    let picture = |studio: &mut Studio| studio.window.render().unwrap();
    studio.window.event(Input::PointerMoved(at));
    studio.window.step();
    let first = picture(&mut studio);
    let moves = (0..8).any(|_| {
        studio.window.step();
        picture(&mut studio) != first
    });
    assert!(moves, "the clip plays");
}

#[test]
fn animations_open_as_clips_that_are_relit_recoloured_and_bred() {
    let folder = tempfile::tempdir().unwrap();
    let art = tempfile::tempdir().unwrap();
    let mut studio = panel(folder.path());
    let palette = Palette::ocean();
    let made = clip(&studio);
    let all: Vec<Frame> = made
        .iter()
        .enumerate()
        .map(|(at, sprite)| Frame {
            milliseconds: 40 + 10 * at as u16,
            ..Frame::new(at.to_string(), sprite.clone())
        })
        .collect();
    let path = art.path().join("crab.aseprite");
    aseprite::write(&path, &all, &[Tag::new("walk", 0, 2), Tag::new("hurt", 3, 5)], &palette, 1)
        .unwrap();
    studio.drop_file(&path);
    studio.wait("the clips", |studio| studio.says("Opened 2 clips of crab.aseprite, 6 frames"));
    assert_eq!(n_frames(&studio), 3);
    assert_eq!(frames(&mut studio), made[..3]);
    assert!(studio.window.query_all_by_label("60").next().is_some(), "times are kept");

    let path = art.path().join("swim.gif");
    gif::write(&path, &all, &palette, 1).unwrap();
    studio.drop_file(&path);
    studio.wait("the clip", |studio| studio.says("Opened swim.gif as a clip of 6 frames"));
    assert_eq!(frames(&mut studio), made);

    // Light on the whole clip falls on every frame.
    click(&mut studio, "Whole clip");
    studio.press(Modifiers::COMMAND, Key::L);
    let lit = frames(&mut studio);
    assert!(lit.iter().zip(&made).all(|(lit, flat)| lit != flat));
    for (lit, flat) in lit.iter().zip(&made) {
        let light = shoal::sprite::Light::DEFAULT;
        assert_eq!(*lit, shoal::shade::shade(flat, &palette, &light));
    }
    undo(&mut studio);
    assert_eq!(frames(&mut studio), made);

    // One mask for all frames: each is a request of its own that keeps what lies outside.
    click(&mut studio, "Breed frames");
    let job = studio.source.last_job();
    assert_eq!(job.requests.len(), 6);
    let mask = Mask::rectangle((0, 16), (31, 31));
    for (request, frame) in job.requests.iter().zip(&made) {
        let hints = request.brief.hints.as_ref().unwrap();
        for (index, &colour) in frame.pixels().iter().enumerate() {
            let kept = (!mask.contains_index(index)).then_some(colour);
            assert_eq!(hints.given(index), kept);
        }
    }
    studio.source.finish(&job);
    studio.update();
    assert!(studio.says("swim, bred"));
    assert_eq!(n_frames(&studio), 6);
    let drawn: Vec<Sprite> = job.requests.iter().map(creature::draw).collect();
    assert_eq!(frames(&mut studio), drawn);

    // Another palette: every frame comes into it.
    click(&mut studio, "Whole clip");
    let gpl = "GIMP Palette\n0 0 0 none\n10 10 10 a\n240 240 240 b\n200 30 30 c\n";
    let path = art.path().join("three.gpl");
    fs::write(&path, gpl).unwrap();
    studio.drop_file(&path);
    studio.wait("the palette", |studio| studio.says("colours of three.gpl"));
    studio.choose_within("File", "Palette", "Bring into palette");
    let colours: Vec<Vec<u8>> = (1..=6)
        .map(|number| {
            studio.click(Role::ListBoxOption, &format!("Frame {number}"));
            studio.copied()
        })
        .collect();
    let known = [[10, 10, 10], [240, 240, 240], [200, 30, 30], [0, 0, 0]];
    for picture in colours {
        assert!(
            picture.chunks_exact(4).all(|it| it[3] == 0 || known.contains(&[it[0], it[1], it[2]]))
        );
    }
}

#[test]
fn a_clip_is_exported_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    let mut studio = panel(folder.path());
    let made = clip(&studio);
    for (item, name, ending) in [
        ("(.aseprite)", "fish-swim", "aseprite"),
        ("(GIF)", "fish-swim", "gif"),
        ("(APNG)", "fish-played", "png"),
        ("(sheet)", "fish-swim", "png"),
        ("(Godot)", "fish-godot", "tres"),
    ] {
        click(&mut studio, "Export clip");
        studio.window.get_by_label_contains(item).click();
        studio.window.run();
        let path = out.path().join(format!("{name}.{ending}"));
        studio.dialogs.reply(Reply::Chosen(path.clone()));
        studio.wait("the file", |_| path.exists());
        studio.update();
        let readable = match item {
            "(sheet)" => path.with_extension("json"),
            "(Godot)" => continue,
            _ => path,
        };
        let file = read_file(&readable, &Palette::ocean()).unwrap();
        let sprites: Vec<Sprite> = file.sprites.iter().map(|it| it.frame.sprite.clone()).collect();
        assert_eq!(sprites, made, "{item}");
        if let Some(tag) = file.tags.first() {
            assert_eq!((tag.name.as_str(), tag.from, tag.to), ("fish-swim", 0, 5));
        }
    }
    let text = fs::read_to_string(out.path().join("fish-godot.tres")).unwrap();
    assert!(text.contains("fish-godot.png") && out.path().join("fish-godot.png").exists());
}
