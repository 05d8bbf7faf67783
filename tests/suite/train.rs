//! The training panel: which sprites, the lines for a terminal, and a run as it goes.

#![cfg(feature = "studio")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::support::Studio;
use egui::{Key, Modifiers, OutputCommand, Role, Theme, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shoal::{
    dataset::Dataset,
    files::png,
    sprite::{Palette, Sprite},
    studio::{Ask, Reply},
};

const SIZE: egui::Vec2 = vec2(1280.0, 720.0);

fn panel(folder: &Path, n_kept: usize) -> Studio {
    let mut studio = Studio::open_in(folder, SIZE, Theme::Dark);
    studio.fill();
    for _ in 0..n_kept {
        studio.press(Modifiers::NONE, Key::K);
        studio.press(Modifiers::NONE, Key::ArrowRight);
    }
    studio.press(Modifiers::COMMAND, Key::Num7);
    studio
}

fn pictures(folder: &Path) -> Vec<PathBuf> {
    let homes = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = homes.flat_map(|home| fs::read_dir(home.path()).into_iter().flatten().flatten());
    let mut files: Vec<PathBuf> = files.map(|file| file.path()).collect();
    files.sort();
    files
}

#[test]
fn kept_sprites_are_put_into_folders_of_their_categories() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = panel(folder.path(), 3);
    assert!(studio.says("were drawn as: Reef fish (1), Grazer (1), Coral (1)"));
    assert!(studio.says("thirty sprites are a start"));
    studio.click(Role::Button, "Prepare sprites");
    studio.wait("the toast", |studio| studio.says("Put 3 sprites into"));
    studio.wait("the dialog", |studio| studio.says("3 sprites of 3 pictures in 3 files"));
    studio.click(Role::Button, "Cancel");
    let art = folder.path().join("training/my-sprites/art");
    let found = pictures(&art);
    assert_eq!(found.len(), 3, "{found:?}");
    let categories: Vec<_> =
        found.iter().map(|it| it.parent().unwrap().file_name().unwrap()).collect();
    assert_eq!(categories, ["Coral", "Grazer", "Reef fish"]);
    assert!(png::read_sprite(&found[0]).unwrap().recipe.is_some());

    // Preparing again leaves nothing of the last time.
    let other = art.join("notes.txt");
    fs::write(&other, "mine").unwrap();
    studio.press(Modifiers::COMMAND, Key::Num6);
    studio.window.query_all_by_role(Role::ListBoxOption).next().unwrap().click();
    studio.window.run();
    studio.press(Modifiers::COMMAND, Key::Num7);
    assert!(studio.says("the 1 selected"));
    studio.click(Role::Button, "Prepare sprites");
    studio.wait("the second toast", |studio| studio.says("Put 1 sprite into"));
    assert_eq!(pictures(&art).len(), 1);
    assert!(other.is_file(), "what was put there stays");
}

#[test]
fn the_lines_are_copied_and_a_folder_can_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = panel(folder.path(), 0);
    assert!(studio.says("Nothing is kept yet"));
    studio.click(Role::RadioButton, "A folder of pictures");
    assert!(studio.says("The commands appear here once"));
    let art = folder.path().join("my art");
    fs::create_dir(&art).unwrap();
    studio.click(Role::Button, "Choose folder…");
    assert_eq!(studio.dialogs.asked().pop().unwrap().1, Ask::OpenFolder);
    studio.dialogs.reply(Reply::Chosen(art.clone()));
    studio.update();
    let expected = format!("import '{}' --palette from-art --out", art.display());
    assert!(studio.says(&expected), "{expected}");
    studio.window.get_by_role_and_label(Role::Button, "Copy commands").click_accesskit();
    let mut copied = None;
    for _ in 0..3 {
        studio.window.step();
        let commands = &studio.window.output().platform_output.commands;
        copied = copied.or(commands.iter().find_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        }));
    }
    let lines: Vec<String> = copied.unwrap().lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].contains(&expected) && lines[1].contains("--minutes 15"), "{lines:?}");
}

/// A sprite of its own colours and shape for each number.
fn blob(number: u8) -> Sprite {
    let mut sprite = Sprite::EMPTY;
    for y in 6..26 {
        for x in 4..(12 + i32::from(number) * 2) {
            sprite.set(x, y, 1 + (number * 9 + (y / 5) as u8) % 63);
        }
    }
    sprite
}

/// Two categories of three sprites, a torn file, and a near-duplicate.
fn art(folder: &Path) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let art = folder.join("art");
    for number in 0..6 {
        let home = art.join(["demons", "animals"][usize::from(number) % 2]);
        fs::create_dir_all(&home)?;
        let path = home.join(format!("{number}.png"));
        png::write_sprite(&path, &blob(number), &Palette::ocean(), None, 1)?;
    }
    fs::write(art.join("demons/torn.png"), b"\x89PNG\r\n\x1a\n....")?;
    fs::copy(art.join("demons/0.png"), art.join("demons/again.png"))?;
    Ok(art)
}

fn open_dialog(folder: &Path, art: &Path) -> Studio {
    let mut studio = panel(folder, 0);
    studio.click(Role::RadioButton, "A folder of pictures");
    studio.click(Role::Button, "Choose folder…");
    studio.dialogs.reply(Reply::Chosen(art.to_owned()));
    studio.update();
    studio.click(Role::Button, "Bring sprites in…");
    studio
}

#[test]
fn what_would_be_brought_in_is_shown_and_follows_every_choice() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open_dialog(folder.path(), &art(folder.path()).unwrap());
    studio.wait("the preview", |studio| studio.says("6 sprites of 7 pictures in 8 files"));
    assert!(studio.says("Animals") && studio.says("Demons"));
    assert!(studio.says("Not used (2)"));
    studio.click(Role::DisclosureTriangle, "Not used (2)");
    assert!(studio.says("demons/again: near-duplicate of \"demons/0\" (0 pixels differ)"));
    assert!(studio.says("torn.png"));

    studio.click(Role::Button, "Leave out demons/2");
    studio.wait("one less", |studio| studio.says("5 sprites of 7 pictures"));
    studio.click(Role::RadioButton, "Built-in");
    studio.wait("the palette", |studio| studio.says("Bring in 5 sprites"));
    studio.click(Role::Button, "Bring in 5 sprites");
    studio.wait("the toast", |studio| studio.says("Brought 5 sprites into"));
    let dataset = Dataset::open_folder(&folder.path().join("training/my-sprites/sprites")).unwrap();
    assert_eq!(dataset.palette, Palette::ocean());
    let names: Vec<&str> = dataset.origins.iter().map(|origin| origin.name.as_str()).collect();
    assert_eq!(names, ["animals/1", "animals/3", "animals/5", "demons/0", "demons/4"]);
    assert_eq!(dataset.examples[3].sprite, blob(0));
    assert_eq!(dataset.name, "My sprites");
    assert!(folder.path().join("training/my-sprites/sprites/contact.png").is_file());
    // From then on there is one line to type.
    studio.wait("the line", |studio| studio.says("The sprites are ready: this line trains."));
    assert!(!studio.says("shoal-trainer import") && !studio.says("-- import"));
}

#[test]
fn sprites_are_simplified_beside_what_they_were_and_turned_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open_dialog(folder.path(), &art(folder.path()).unwrap());
    studio.wait("the preview", |studio| studio.says("6 sprites of 7 pictures"));
    studio.click(Role::CheckBox, "Few colours");
    studio.wait("fewer", |studio| {
        studio.window.query_all_by_label("Colours of a sprite").count() == 1
    });
    studio.window.get_by_role_and_label(Role::Button, "Leave out demons/2").click_secondary();
    studio.window.run();
    studio.wait("the preview", |studio| studio.says("Bring in 6 sprites"));
    studio.click(Role::Button, "Bring in 6 sprites");
    studio.wait("the toast", |studio| studio.says("Brought 6 sprites into"));
    let dataset = Dataset::open_folder(&folder.path().join("training/my-sprites/sprites")).unwrap();
    for example in &dataset.examples {
        let mut colours = example.sprite.pixels().to_vec();
        colours.sort_unstable();
        colours.dedup();
        assert!(colours.len() <= 7, "six and none: {colours:?}");
    }
    let at = dataset.origins.iter().position(|origin| origin.name == "demons/2").unwrap();
    let shape =
        |sprite: &Sprite| sprite.pixels().iter().map(|&index| index > 0).collect::<Vec<_>>();
    assert_eq!(shape(&dataset.examples[at].sprite), shape(&blob(2).flipped_horizontally()));
}

#[test]
fn labels_come_from_names_or_a_manifest_too() {
    let folder = tempfile::tempdir().unwrap();
    let art = folder.path().join("art");
    fs::create_dir(&art).unwrap();
    for (number, name) in (0..).zip(["imp_red", "imp_blue", "eel_long"]) {
        let path = art.join(format!("{name}.png"));
        png::write_sprite(&path, &blob(number), &Palette::ocean(), None, 1).unwrap();
    }
    let mut studio = open_dialog(folder.path(), &art);
    studio.wait("the preview", |studio| studio.says("3 sprites of 3 pictures"));
    assert!(!studio.says("Imp"));
    studio.click(Role::RadioButton, "Names");
    studio.wait("the names", |studio| studio.says("Imp") && studio.says("Eel"));
    let field = studio.window.get_by_role_and_label(Role::TextInput, "Pattern of names");
    field.focus();
    field.type_text("{!}");
    studio.window.run();
    studio.wait("the reason", |studio| studio.says("is no pattern"));
    let button = studio.window.get_by_role_and_label(Role::Button, "Bring in");
    assert!(button.accesskit_node().is_disabled());

    let manifest = folder.path().join("said.toml");
    let rule = "[[sprites]]\nfiles = \"*\"\ncategory = \"Beast\"\nlicence = \"CC0-1.0\"\n";
    fs::write(&manifest, format!("categories = [\"Beast\", \"Plant\"]\n{rule}")).unwrap();
    studio.click(Role::RadioButton, "A list");
    studio.click(Role::Button, "Choose list…");
    assert_eq!(studio.dialogs.asked().pop().unwrap().1, Ask::OpenManifest);
    studio.dialogs.reply(Reply::Chosen(manifest.clone()));
    studio.update();
    studio.wait("what it says", |studio| studio.says("Bring in 3 sprites"));
    studio.click(Role::Button, "Bring in 3 sprites");
    studio.wait("the toast", |studio| studio.says("Brought 3 sprites into"));
    let dataset = Dataset::open_folder(&folder.path().join("training/my-sprites/sprites")).unwrap();
    assert_eq!(dataset.world.categories, ["Beast", "Plant"]);
    assert!(dataset.origins.iter().all(|origin| origin.credit.licence == "CC0-1.0"));

    fs::write(&manifest, "categories = 3").unwrap();
    studio.click(Role::Button, "Bring sprites in…");
    studio.wait("the reason", |studio| studio.says("said.toml is wrong"));
}

#[test]
fn several_folders_and_files_are_brought_in_together() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open_dialog(folder.path(), &art(folder.path()).unwrap());
    studio.wait("the preview", |studio| studio.says("6 sprites of"));
    let other = folder.path().join("birds");
    fs::create_dir(&other).unwrap();
    let (file, sheet) = (other.join("a.png"), folder.path().join("lonely.png"));
    png::write_sprite(&file, &blob(12), &Palette::ocean(), None, 1).unwrap();
    png::write_sprite(&sheet, &blob(17), &Palette::ocean(), None, 1).unwrap();
    for (button, ask, path) in
        [("Add folder…", Ask::OpenFolder, &other), ("Add file…", Ask::OpenArt, &sheet)]
    {
        studio.click(Role::Button, button);
        assert_eq!(studio.dialogs.asked().pop().unwrap().1, ask);
        studio.dialogs.reply(Reply::Chosen(path.clone()));
        studio.update();
    }
    studio.wait("both", |studio| studio.says("8 sprites of"));
    assert!(studio.says("Birds"));
    studio.click(Role::Button, &format!("Leave out {}", sheet.display()));
    studio.wait("one less", |studio| studio.says("7 sprites of"));
    studio.click(Role::Button, "Cancel");
    // The line for the terminal says as much.
    assert!(studio.says(&format!("{} --palette from-art", other.display())));
}

#[test]
fn what_was_left_out_can_come_back_and_cancelling_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open_dialog(folder.path(), &art(folder.path()).unwrap());
    studio.wait("the preview", |studio| studio.says("6 sprites of"));
    studio.click(Role::Button, "Leave out animals/3");
    studio.wait("one less", |studio| studio.says("5 sprites of"));
    studio.click(Role::Button, "animals/3");
    studio.wait("all", |studio| studio.says("6 sprites of"));
    studio.click(Role::Button, "Cancel");
    assert!(!studio.says("6 sprites of"));
    assert!(!folder.path().join("training/my-sprites/sprites").exists());
}

#[test]
fn of_too_many_categories_some_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let art = art(folder.path()).unwrap();
    for number in 0..5 {
        let home = art.join(format!("kind-{number}"));
        fs::create_dir(&home).unwrap();
        let sprite = blob(10 + number);
        png::write_sprite(&home.join("a.png"), &sprite, &Palette::ocean(), None, 1).unwrap();
    }
    let mut studio = open_dialog(folder.path(), &art);
    studio.wait("the list", |studio| studio.says("These are 7 kinds"));
    // The largest are Animals and Demons; of the equals the last in the alphabet goes.
    studio.click(Role::Button, "Keep the six largest");
    studio.wait("six", |studio| studio.says("10 sprites of"));
    assert!(studio.says("Kind 3"));
    studio.click(Role::Button, "Kind 4");
    studio.wait("the list again", |studio| studio.says("These are 7 kinds"));
    studio.click(Role::CheckBox, "Animals");
    studio.wait("the preview", |studio| studio.says("8 sprites of"));
    assert!(studio.says("Kind 4") && !studio.says("Leave out all Animals"));
    studio.click(Role::Button, "Leave out all Demons");
    studio.wait("the rest", |studio| studio.says("5 sprites of"));
    studio.click(Role::Button, "Animals");
    studio.wait("more", |studio| studio.says("8 sprites of"));
    assert!(studio.says("Leave out all Animals") && !studio.says("Leave out all Demons"));
}

#[test]
fn why_nothing_can_be_brought_in_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let mut studio = open_dialog(folder.path(), &empty);
    studio.wait("the reason", |studio| studio.says("there are no pictures there"));
    let button = studio.window.get_by_role_and_label(Role::Button, "Bring in");
    assert!(button.accesskit_node().is_disabled());
}

#[test]
fn a_run_is_watched_and_its_model_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = panel(folder.path(), 1);
    assert!(studio.says("Nothing yet."));
    let run = folder.path().join("training/my-sprites/my-sprites.run");
    fs::create_dir_all(run.join("sheets")).unwrap();
    fs::write(run.join("status.json"), r#"{"state": "training", "minutes": 15.0}"#).unwrap();
    let rows = (1..40).map(|step| {
        let loss = 1.0 / f64::from(step);
        format!("{{\"step\": {step}, \"loss\": {loss}, \"seconds\": {step}.0}}\n")
    });
    fs::write(run.join("log.jsonl"), rows.collect::<String>()).unwrap();
    let sheet = run.join("sheets/step-000025.png");
    png::write_grid(&sheet, &vec![Sprite::EMPTY; 8], 4, &Palette::ocean(), 3).unwrap();
    studio.wait("the run", |studio| studio.says("step 39, 14:21 left"));
    assert!(studio.says("What it draws after 25 steps"));
    // The line that goes on with it can be copied, wherever the pictures were.
    let copy = studio.window.get_by_role_and_label(Role::Button, "Copy commands");
    assert!(!copy.accesskit_node().is_disabled());

    let model = folder.path().join("my model.safetensors");
    let longer = folder.path().join("my model-longer.safetensors");
    let done = serde_json::json!({
        "state": "done", "out": model, "held_out_loss": [1.9, 0.4], "samples": 60, "near_copies": 9,
        "longer": { "out": longer, "samples": 60, "near_copies": 2 },
    });
    fs::write(run.join("status.json"), done.to_string()).unwrap();
    studio.wait("the end", |studio| studio.says("not shown: 1.90 before, 0.40 now"));
    assert!(studio.says("copies more than one in twenty"));
    studio.click(Role::Button, "Open the one that learned longer");
    studio.click(Role::Button, "Open the new model");
    assert_eq!(studio.source.opened(), [longer, model]);

    fs::write(run.join("status.json"), r#"{"state": "failed", "reason": "no room left"}"#).unwrap();
    studio.wait("the failure", |studio| studio.says("It failed: no room left"));
}

/// A program that does as the trainer does: it leaves a status and a log, and goes on.
#[cfg(unix)]
fn pretender(folder: &Path) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join("pretender");
    let script = "#!/bin/sh\n\
                  for word in \"$@\"; do out=$word; done\n\
                  run=${out%.safetensors}.run\n\
                  echo \"learning with $*\"\n\
                  mkdir -p \"$run\"\n\
                  echo '{\"step\": 7, \"loss\": 1.5, \"seconds\": 450.0}' >> \"$run/log.jsonl\"\n\
                  echo '{\"state\": \"training\", \"minutes\": 15.0}' > \"$run/status.json\"\n\
                  exec sleep 600\n";
    fs::write(&path, script).expect("a script is written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is made a program");
    path
}

#[test]
#[cfg(unix)]
fn a_button_starts_stops_and_goes_on_with_the_training() {
    let folder = tempfile::tempdir().unwrap();
    let (data, trainer) = (folder.path().to_owned(), pretender(folder.path()));
    let mut studio = Studio::open_with(SIZE, Theme::Dark, 1.0, move |app, ctx| {
        app.with_data_folder(ctx, data).with_trainer(trainer)
    });
    studio.fill();
    studio.press(Modifiers::NONE, Key::K);
    studio.press(Modifiers::COMMAND, Key::Num7);
    assert!(studio.says("Bring the sprites in first"));
    let sprites = folder.path().join("training/my-sprites/sprites/sprites.safetensors");
    fs::create_dir_all(sprites.parent().unwrap()).unwrap();
    fs::write(&sprites, "").unwrap();
    let contact = sprites.with_file_name("contact.png");
    png::write_sprite(&contact, &blob(1), &Palette::ocean(), None, 1).unwrap();
    studio.wait("the sprites", |studio| studio.says("The sprites are ready"));
    studio.click(Role::Button, "Start training");
    studio.wait("a step", |studio| studio.says("Training: step 7, 7:30 left"));
    studio.window.get_by_label("Log").click();
    studio.window.run();
    studio.wait("the log", |studio| studio.says("learning with finetune --data-dir"));
    studio.click(Role::Button, "Stop training");
    studio.wait("the button", |studio| studio.says("Resume training"));
    studio.click(Role::Button, "Resume training");
    studio.wait("the other button", |studio| studio.says("Stop training"));
}

#[test]
fn without_a_trainer_the_panel_says_how_to_get_it() {
    let folder = tempfile::tempdir().unwrap();
    let studio = panel(folder.path(), 1);
    // Beside a test's program there is none, unless one is on this machine's PATH.
    let is_there = studio.window.query_by_label("Start training").is_some();
    assert!(is_there || studio.says("The trainer is not here: "));
}
