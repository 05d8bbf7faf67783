//! Files that are opened, dropped and exported.

use super::*;

/// A sprite with a recipe that tells of it.
pub(crate) fn fish() -> (Sprite, Recipe) {
    let mut sprite = Sprite::EMPTY;
    for x in 8..24 {
        sprite.set(x, 16, 9);
    }
    let recipe = Recipe {
        checkpoint: "ab".repeat(32),
        engine: "1".to_owned(),
        precision: "f32".to_owned(),
        zone: "vent".to_owned(),
        category: "coral".to_owned(),
        with: std::collections::BTreeMap::new(),
        seed: 31337,
        variant: 0,
        sampling: Sampling::default(),
        hints: None,
        sketch: None,
        parents: Vec::new(),
        edits: Vec::new(),
        palette: None,
        motion: None,
        shading: None,
        pixels: sprite.content_hash(),
    };
    (sprite, recipe)
}

#[test]
fn dropped_files_are_kept_and_shown() {
    let folder = tempfile::tempdir().unwrap();
    let art = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let ((sprite, recipe), palette) = (fish(), Palette::ocean());

    let path = art.path().join("nemo.png");
    png::write_sprite(&path, &sprite, &palette, Some(&recipe), 4).unwrap();
    studio.drop_file(&path);
    studio.wait("the toast", |studio| studio.says("Opened nemo.png with its recipe"));
    assert!(studio.window.query_all_by_label("31337").next().is_some(), "it is the current one");

    // Pixels that were changed win over the recipe, and the window says so.
    let mut changed = sprite.clone();
    changed.set(1, 1, 3);
    let path = art.path().join("dory.png");
    png::write_sprite(&path, &changed, &palette, Some(&recipe), 1).unwrap();
    studio.drop_file(&path);
    studio.wait("the remark", |studio| studio.says("the pixels win"));

    let path = art.path().join("school.aseprite");
    let frames = [Frame::new("left", sprite.clone()), Frame::new("right", changed.clone())];
    aseprite::write(&path, &frames, &[], &palette, 1).unwrap();
    studio.drop_file(&path);
    studio.wait("both frames", |studio| studio.says("Opened 2 sprites of school"));

    let path = art.path().join("notes.txt");
    fs::write(&path, b"hello").unwrap();
    studio.drop_file(&path);
    studio.wait("the refusal", |studio| studio.says("notes.txt was not opened"));

    let mut names = cells(&studio);
    names.sort();
    assert_eq!(names, ["dory", "left", "nemo", "right"]);
    studio.drop_file(Path::new("forest.safetensors"));
    assert_eq!(studio.source.opened(), [Path::new("forest.safetensors")]);

    // A picture from the clipboard; its colours are not ours.
    let image = egui::ColorImage::filled([16, 16], egui::Color32::from_rgb(250, 3, 7));
    studio.window.event(Input::PasteImage(Arc::new(image)));
    studio.wait("the question", |studio| studio.says("It has 1 colour of its own"));
    studio.click(Role::Button, "Bring into the palette");
    studio.wait("the picture", |studio| {
        studio.says("1 colour is not in the palette and became the nearest there")
    });
    studio.wait("files", |_| files(&folder.path().join("collection")).len() == 5);
}

/// A picture of sixteen pixels of each of some colours.
fn foreign(path: &Path, colours: &[[u8; 3]]) {
    let picture = image::RgbaImage::from_fn(32, 32, |x, y| {
        let colour = colours.get((y / 4) as usize).filter(|_| x < 4);
        colour.map_or(image::Rgba([0; 4]), |[r, g, b]| image::Rgba([*r, *g, *b, 255]))
    });
    picture.save(path).unwrap();
}

#[test]
fn foreign_pictures_keep_their_own_colours_where_that_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let art = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let [one, two] = ["one.png", "two.png"].map(|name| art.path().join(name));
    foreign(&one, &[[250, 3, 7], [1, 250, 2]]);
    foreign(&two, &[[250, 3, 7], [3, 4, 250]]);
    let drop_both = |studio: &mut Studio| {
        for path in [&one, &two] {
            studio.window.input_mut().dropped_files.push(crate::support::dropped(path));
        }
        studio.window.step();
        studio.wait("the question", |studio| studio.says("Open 2 files"));
        assert!(studio.says("It has 3 colours of its own"));
    };
    // Nothing comes in before the artist has chosen, and nothing if the artist wants nothing.
    drop_both(&mut studio);
    assert!(cells(&studio).is_empty());
    studio.press(Modifiers::NONE, Key::Escape);
    assert!(cells(&studio).is_empty() && !studio.says("Open 2 files"));

    drop_both(&mut studio);
    studio.click(Role::Button, "Work in its own colours");
    studio.wait("both", |studio| cells(studio).len() == 2);
    click_cell(&mut studio, "two", Modifiers::NONE);
    let pixels = studio.copied();
    assert_eq!(pixels[..4], [250, 3, 7, 255]);
    assert_eq!(pixels[4 * 32 * 4..][..4], [3, 4, 250, 255]);
    let kept = folder.path().join("collection");
    studio.wait("files", |_| files(&kept).len() == 2);
    assert!(studio.says("Grid") && !studio.says("Working in"), "the grid stays as it is");

    // The grid follows on request.
    studio.drop_file(&one);
    studio.wait("the question", |studio| studio.says("Open one.png"));
    studio.click(Role::CheckBox, "Draw the grid in its colours too");
    studio.click(Role::Button, "Work in its own colours");
    studio.wait("the third", |studio| cells(studio).len() == 3);
    studio.press(Modifiers::COMMAND, Key::Num1);
    studio.window.get_by_role_and_label(Role::ListBoxOption, "Coral in Abyss").click();
    studio.window.run();
    let pixels = studio.copied();
    let known = [[0; 4], [250, 3, 7, 255], [1, 250, 2, 255]];
    assert!(pixels.chunks_exact(4).all(|pixel| known.iter().any(|it| it == pixel)));
}

#[test]
fn pictures_of_too_many_colours_come_in_the_nearest_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let path = folder.path().join("photo.png");
    let picture =
        image::RgbaImage::from_fn(32, 32, |x, y| image::Rgba([x as u8 * 8, y as u8 * 8, 99, 255]));
    picture.save(&path).unwrap();
    studio.drop_file(&path);
    studio.wait("the sprite", |studio| cells(studio) == ["photo"]);
}

#[test]
fn a_file_is_opened_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let path = folder.path().join("nemo.png");
    png::write_sprite(&path, &fish().0, &Palette::ocean(), None, 1).unwrap();
    studio.press(Modifiers::COMMAND, Key::O);
    assert_eq!(studio.dialogs.asked().last().unwrap().1, Ask::OpenSprite);
    studio.dialogs.reply(Reply::Unavailable);
    studio.update();
    fill_in(&mut studio, "Path of the file", path.to_str().unwrap());
    studio.wait("the sprite", |studio| cells(studio) == ["nemo"]);
}

#[test]
fn the_selected_are_exported_as_a_sheet_and_as_frames() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    keep(&mut studio, &["Coral in Abyss", "Jellyfish in Shallows", "Grazer in Abyss"]);
    click_cell(&mut studio, "Jellyfish", Modifiers::NONE);
    click_cell(&mut studio, "Coral", Modifiers::SHIFT);

    studio.choose("File", "Export several");
    let scale = studio.window.get_by_role_and_label(Role::Slider, "Scale");
    scale.set_value_accesskit(3.0);
    studio.window.run();
    assert!(studio.says("96 × 96 pixels"));
    studio.press(Modifiers::NONE, Key::Escape);

    // The JSON of another picture must not be lost unasked.
    let path = folder.path().join("sheet.png");
    let json = folder.path().join("sheet.json");
    fs::write(&json, b"mine").unwrap();
    studio.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::E);
    studio.dialogs.reply(Reply::Chosen(folder.path().join("sheet")));
    studio.update();
    assert_eq!(fs::read(&json).unwrap(), b"mine");
    studio.click(Role::Button, "Replace");
    studio.wait("the sheet", |studio| studio.says("Exported"));
    let frames = import::read_frames(&json, &Palette::ocean()).unwrap();
    let requests = &studio.source.jobs()[0].requests;
    let expected = [creature::draw(&requests[3]), creature::draw(&requests[20])];
    let names: Vec<&str> = frames.iter().map(|read| read.frame.name.as_str()).collect();
    assert_eq!(names, ["Jellyfish", "Coral"]);
    assert!(frames.iter().zip(&expected).all(|(read, sprite)| read.frame.sprite == *sprite));
    assert!(frames.iter().all(|read| read.frame.recipe().is_some()));
    assert_eq!(image::open(&path).unwrap().width(), 2 * 96);

    let path = folder.path().join("school.aseprite");
    studio.choose("File", "Export as one file");
    studio.window.get_by_label_contains("Export as .aseprite").click();
    studio.window.run();
    studio.dialogs.reply(Reply::Chosen(path.clone()));
    studio.wait("the file", |_| path.exists());
    assert_eq!(import::read_frames(&path, &Palette::ocean()).unwrap().len(), 2);
}

#[test]
fn an_opened_animation_is_exported_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let palette = Palette::ocean();
    let frames: Vec<Frame> = [80, 120, 60]
        .into_iter()
        .enumerate()
        .map(|(index, milliseconds)| {
            let mut sprite = fish().0;
            sprite.set(1, 1 + index as i32, 3);
            Frame { milliseconds, ..Frame::new(format!("swim {index}"), sprite) }
        })
        .collect();
    let direction = Direction::PingPong;
    let tags = [Tag { direction, repeat: 2, ..Tag::new("swim", 0, 1) }];
    let path = folder.path().join("fish.aseprite");
    aseprite::write(&path, &frames, &tags, &palette, 1).unwrap();
    let mut studio = open(folder.path());
    studio.drop_file(&path);
    // The clip of its tag, and the frame that has none.
    studio.wait("files", |_| files(&folder.path().join("collection")).len() == 2);
    drop(studio);

    // The next window knows it too, and shows those kept last first.
    let mut studio = open(folder.path());
    studio.wait("the sprites", |studio| cells(studio).len() == 2);
    click_cell(&mut studio, "fish 2", Modifiers::NONE);
    click_cell(&mut studio, "fish swim", Modifiers::COMMAND);
    let out = folder.path().join("again.aseprite");
    studio.choose("File", "Export as one file");
    studio.window.get_by_label_contains("Export as .aseprite").click();
    studio.window.run();
    studio.dialogs.reply(Reply::Chosen(out.clone()));
    studio.wait("the file", |_| out.exists());
    let read = import::read_file(&out, &palette).unwrap();
    // A clip is baked forward: what is played stays.
    let [tag] = &read.tags[..] else { panic!("{:?}", read.tags) };
    assert_eq!((tag.name.as_str(), tag.to - tag.from), ("swim", 1));
    let mut again: Vec<(Sprite, u16)> =
        read.sprites.iter().map(|it| (it.frame.sprite.clone(), it.frame.milliseconds)).collect();
    // The frame without a tag was kept last, so it comes first.
    again.rotate_left(tag.from);
    let before: Vec<(Sprite, u16)> =
        frames.iter().map(|frame| (frame.sprite.clone(), frame.milliseconds)).collect();
    assert_eq!(again, before);
}
