//! What a newcomer does in the first hour, and what was in the way once.

#![cfg(feature = "studio")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::path::{Path, PathBuf};

use crate::support::{Studio, creature};
use egui::{Key, Modifiers, Rect, Role, Theme, Vec2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shoal::{
    files::{
        Frame,
        sheet::{self, SheetOptions},
    },
    model::{Checkpoint, Dtype},
    sprite::{Palette, Schema, Sprite, World},
    studio::{Ask, Reply},
};

const SIZE: Vec2 = vec2(1280.0, 800.0);

/// A world with body plans and patterns.
fn traits() -> Schema {
    World::ocean()
        .with_kinds("body", &[("crab", 1), ("octopus", 4), ("vampire-squid", 4)])
        .with_axis("pattern", &["plain", "stripes"])
}

fn opened(world: Schema) -> Studio {
    let mut studio = Studio::open(SIZE, Theme::Dark, 1.0);
    studio.source.load(world);
    studio.update();
    studio.finish();
    studio
}

fn type_prompt(studio: &mut Studio, text: &str) {
    studio.window.get_by_role_and_label(Role::TextInput, "Prompt").focus();
    studio.window.run();
    for letter in text.chars() {
        studio.window.event(egui::Event::Text(letter.to_string()));
        studio.window.step();
    }
    studio.window.run();
}

fn prompt(studio: &Studio) -> String {
    studio.window.get_by_role_and_label(Role::TextInput, "Prompt").value().unwrap_or_default()
}

/// The names of the cells on show.
fn cells(studio: &Studio) -> Vec<String> {
    let cells = studio.window.query_all_by_role(Role::ListBoxOption);
    cells.filter_map(|cell| cell.accesskit_node().label()).collect()
}

#[test]
fn ctrl_o_opens_pictures_and_a_model_that_is_chosen_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = Studio::open_in(folder.path(), SIZE, Theme::Dark);
    studio.fill();
    studio.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::O);
    assert_eq!(studio.dialogs.asked().last().unwrap().1, Ask::OpenModel);
    studio.press(Modifiers::COMMAND, Key::O);
    assert_eq!(studio.dialogs.asked().last().unwrap().1, Ask::OpenSprite);
    studio.dialogs.reply(Reply::Chosen("forest.safetensors".into()));
    studio.update();
    assert_eq!(studio.source.opened(), [Path::new("forest.safetensors")]);
    // Whatever its name: what it holds says what it is.
    let model = folder.path().join("forest.bin");
    std::fs::write(&model, Checkpoint::embedded().to_bytes(Dtype::F16)).unwrap();
    studio.press(Modifiers::COMMAND, Key::O);
    studio.dialogs.reply(Reply::Chosen(model.clone()));
    studio.wait("the model", |studio| studio.source.opened().last() == Some(&model));
    assert!(!studio.says("was not opened"));
}

#[test]
fn the_inspector_says_what_a_sprite_is_and_the_menu_where_it_goes() {
    let mut studio = opened(traits());
    type_prompt(&mut studio, "striped vampire squid, hadal");
    studio.press(Modifiers::NONE, Key::Enter);
    studio.finish();
    assert!(studio.window.query_by_label("Vampire squid").is_some());
    assert!(studio.says("stripes · Cephalopod in Hadal"));
    assert!(!studio.says("vampire-squid"));
    // What comes from elsewhere says so beside the names of the cell.
    studio.press(Modifiers::NONE, Key::R);
    studio.finish();
    studio.window.get_by_label("Candidate 1").click();
    studio.window.run();
    studio.click(Role::Button, "Draw");
    assert!(studio.says("Put into grid cell Hadal · Vampire squid"));
}

/// Files that are not there: each is an error when it is dropped.
fn missing(count: usize) -> Vec<PathBuf> {
    (0..count).map(|index| PathBuf::from(format!("/nowhere/at/all/{index}.png"))).collect()
}

fn rects(studio: &Studio, role: Role, words: &str) -> Vec<Rect> {
    let found = studio.window.query_all_by_role(role);
    let is_meant = |node: &egui_kittest::Node<'_>| {
        let node = node.accesskit_node();
        node.label().or(node.value()).is_some_and(|name| name.contains(words))
    };
    found.filter(is_meant).map(|node| node.rect()).collect()
}

#[test]
fn errors_are_counted_folded_listed_and_cover_nothing() {
    let mut studio = opened(World::ocean());
    for path in missing(5) {
        studio.drop_file(&path);
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        studio.wait("the error", |studio| studio.says(&format!("{name} was not opened")));
    }
    let errors = rects(&studio, Role::Label, "was not opened");
    assert_eq!(errors.len(), 3);
    let strip = errors.iter().copied().reduce(Rect::union).unwrap();
    for cell in rects(&studio, Role::ListBoxOption, "") {
        assert!(!cell.intersects(strip), "{cell:?} {strip:?}");
    }
    for button in rects(&studio, Role::Button, "Draw candidates") {
        assert!(!button.intersects(strip));
    }
    studio.click(Role::Button, "and 2 more…");
    assert_eq!(rects(&studio, Role::Label, "was not opened").len(), 3 + 5, "all are listed");
    studio.click(Role::Button, "Clear all");
    assert!(!studio.says("was not opened"));
    studio.click(Role::Button, "Done");

    for n_dropped in 1..=4 {
        studio.drop_file(&missing(1)[0]);
        let times = if n_dropped == 1 { String::new() } else { format!(" × {n_dropped}") };
        studio.wait("the count", |studio| {
            let errors = studio.window.query_all_by_label_contains("0.png was not opened");
            errors.into_iter().any(|it| {
                let node = it.accesskit_node();
                node.label().or(node.value()).is_some_and(|text| text.ends_with(&times))
            })
        });
    }
    assert_eq!(rects(&studio, Role::Label, "was not opened").len(), 1);
    studio.click(Role::Button, "Close");
    assert!(!studio.says("was not opened"));
    studio.choose("Help", "Messages…");
    assert!(studio.says("0.png was not opened"), "the list has it still");
}

#[test]
fn every_menu_is_there_without_scrolling_in_a_low_window() {
    let mut studio = Studio::open(vec2(1024.0, 640.0), Theme::Light, 1.0);
    studio.fill();
    studio.click(Role::Button, "File");
    let quit = studio.window.get_by_label_contains("Quit").rect();
    assert!(quit.bottom() < 640.0 && quit.height() > 20.0, "{quit:?}");
    studio.press(Modifiers::NONE, Key::Escape);
    studio.choose_within("File", "Palette", "Open palette…");
    assert_eq!(studio.dialogs.asked().last().unwrap().1, Ask::OpenPalette);
}

#[test]
fn an_unknown_word_is_marked_while_it_is_typed_and_mended_by_a_click() {
    let mut studio = opened(traits());
    let n_jobs = studio.source.jobs().len();
    type_prompt(&mut studio, "octopsu");
    assert!(!studio.says("no word of this model"), "the word may go on");
    type_prompt(&mut studio, " ");
    assert!(studio.says("\"octopsu\" is no word of this model"));
    type_prompt(&mut studio, "striped");
    assert!(studio.says("\"octopsu\" is no word"), "it stays marked");
    studio.click(Role::Button, "octopus");
    assert_eq!(prompt(&studio), "octopus striped");
    assert!(!studio.says("no word of this model"));
    assert_eq!(studio.source.jobs().len(), n_jobs, "nothing is drawn before Enter");
    // What is typed next goes on behind the line.
    studio.window.event(egui::Event::Text(", hadal".to_owned()));
    studio.window.run();
    assert_eq!(prompt(&studio), "octopus striped, hadal");
    studio.press(Modifiers::NONE, Key::Enter);
    assert_eq!(studio.source.jobs().len(), n_jobs + 1);
}

#[test]
fn a_word_is_marked_once_the_typing_rests_but_not_one_that_is_begun() {
    let mut studio = opened(traits());
    let rest = |studio: &mut Studio| (0..30).for_each(|_| studio.window.step());
    type_prompt(&mut studio, "vampire ");
    rest(&mut studio);
    assert!(!studio.says("no word of this model"), "a vampire squid is one");
    type_prompt(&mut studio, "sqid");
    assert!(studio.says("no word of this model"), "{}", prompt(&studio));
    studio.press(Modifiers::COMMAND, Key::A);
    type_prompt(&mut studio, "xyzzy");
    assert!(!studio.says("no word of this model"));
    rest(&mut studio);
    assert!(studio.says("\"xyzzy\" is no word of this model"));
}

#[test]
fn a_grid_of_very_many_cells_is_drawn_once_the_artist_agrees() {
    let names: Vec<String> = (0..30).map(|index| format!("body {index}")).collect();
    let kinds: Vec<(&str, u8)> = names.iter().map(|name| (name.as_str(), 1)).collect();
    let mut studio = opened(World::ocean().with_kinds("kind", &kinds));
    let n_jobs = studio.source.jobs().len();
    let ask = |studio: &mut Studio| {
        studio.click(Role::Button, "Axes");
        studio.window.get_all_by_label("Kind").last().unwrap().click();
        studio.window.run();
        assert!(studio.says("Draw 180 sprites?"));
        assert!(studio.says("At the speed of the last grid that takes about"));
    };
    ask(&mut studio);
    studio.click(Role::Button, "Cancel");
    assert_eq!(studio.source.jobs().len(), n_jobs);
    assert!(studio.says("Coral in Abyss"), "the grid stays");
    ask(&mut studio);
    studio.window.get_all_by_role_and_label(Role::Button, "Draw").last().unwrap().click();
    studio.window.run();
    assert_eq!(studio.source.jobs().len(), n_jobs + 1);
    assert_eq!(studio.source.last_job().requests.len(), 180);
    assert!(studio.says("Body 3"), "names of rows and columns read as names");
}

/// A sheet of two sprites, and the path of its picture.
fn sheet_in(folder: &Path) -> (PathBuf, [Sprite; 2]) {
    let mut sprites = [Sprite::EMPTY, Sprite::EMPTY];
    for (index, sprite) in sprites.iter_mut().enumerate() {
        for x in 8..20 {
            sprite.set(x, 10 + index as i32, 9);
        }
    }
    let names = ["idle", "sleep"];
    let frames: Vec<Frame> =
        names.iter().zip(&sprites).map(|(name, it)| Frame::new(*name, it.clone())).collect();
    let path = folder.join("hero.png");
    sheet::write(&path, &frames, &[], &Palette::ocean(), SheetOptions::default()).unwrap();
    (path, sprites)
}

#[test]
fn the_picture_of_a_sheet_is_opened_by_the_json_beside_it_on_request() {
    let (folder, art) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut studio = Studio::open_in(folder.path(), SIZE, Theme::Dark);
    studio.fill();
    studio.press(Modifiers::COMMAND, Key::Num6);
    let (path, sprites) = sheet_in(art.path());
    studio.drop_file(&path);
    studio.wait("the question", |studio| studio.says("hero.png is a sheet"));
    assert!(studio.says("hero.json lies beside it"));
    studio.click(Role::Button, "Open the sheet");
    studio.wait("its sprites", |studio| cells(studio).len() == 2);
    assert!(studio.says("idle") && studio.says("sleep"));
    assert!(sprites.contains(&studio.current()));
    // Without the JSON nothing is asked.
    std::fs::rename(art.path().join("hero.json"), art.path().join("other.json")).unwrap();
    studio.drop_file(&path);
    studio.wait("the picture", |studio| cells(studio).len() > 2 || studio.says("was not opened"));
    assert!(!studio.says("hero.png is a sheet"));
}

#[test]
fn the_picture_of_a_sheet_is_opened_alone_on_request() {
    let (folder, art) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut studio = Studio::open_in(folder.path(), SIZE, Theme::Dark);
    studio.fill();
    let drawn = creature::draw(&studio.source.jobs()[0].requests[0]);
    assert_eq!(studio.current(), drawn);
    let (path, _) = sheet_in(art.path());
    studio.press(Modifiers::COMMAND, Key::O);
    studio.dialogs.reply(Reply::Chosen(path));
    studio.wait("the question", |studio| studio.says("hero.png is a sheet"));
    studio.click(Role::Button, "Open the picture as it is");
    studio.wait("the answer", |studio| {
        studio.says("Opened hero.png") || studio.says("hero.png was not opened")
    });
    assert!(!studio.says("hero.png is a sheet"), "it is asked once");
}
