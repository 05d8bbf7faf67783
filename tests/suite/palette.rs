//! Working in another palette than the model's: in the window and on the command line.

#![cfg(feature = "studio")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::support::{Studio, creature};
use egui::{Event, Key, Modifiers, Role, Theme, vec2};
use egui_kittest::kittest::Queryable as _;
use shoal::{
    files::{palette::read_swatches, png},
    sprite::{Light, Palette, Recipe, Sprite},
    studio::{Ask, Reply},
};

const SIZE: egui::Vec2 = vec2(1280.0, 720.0);
/// Six colours, as Lospec lists them.
const FEW: &str = "1a1c2c\n5d275d\nb13e53\nffcd75\n38b764\nf4f4f4\n";

fn few() -> Palette {
    shoal::files::palette::parse_text(FEW).unwrap().to_palette().unwrap()
}

fn in_few(drawn: &Sprite) -> Sprite {
    drawn.translated(&Palette::ocean().translation(&few()))
}

fn rgba(sprite: &Sprite, palette: &Palette) -> Vec<u8> {
    sprite.to_rgba(palette)
}

fn full(folder: &Path) -> Studio {
    let mut studio = Studio::open_in(folder, SIZE, Theme::Dark);
    studio.fill();
    studio
}

fn open_few(studio: &mut Studio, folder: &Path) -> PathBuf {
    let file = folder.join("few.hex");
    fs::write(&file, FEW).unwrap();
    studio.choose_within("File", "Palette", "Open palette…");
    assert_eq!(studio.dialogs.asked().pop().unwrap().1, Ask::OpenPalette);
    studio.dialogs.reply(Reply::Chosen(file.clone()));
    studio.wait("the palette", |studio| studio.says("6 colours of few.hex"));
    file
}

fn drawn(studio: &Studio, cell: usize) -> Sprite {
    creature::draw(&studio.source.jobs()[0].requests[cell])
}

fn shoal(words: &[&str]) {
    let run = Command::new(env!("CARGO_BIN_EXE_shoal")).args(words).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

#[test]
fn everything_drawn_comes_into_an_opened_palette_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = full(folder.path());
    let ocean = Palette::ocean();
    let before = drawn(&studio, 0);
    assert_eq!(studio.copied(), rgba(&before, &ocean));
    open_few(&mut studio, folder.path());
    assert_eq!(studio.copied(), rgba(&in_few(&before), &few()));
    let recipe = studio.recipe();
    assert!(recipe.describes(&in_few(&before)));
    assert!(recipe.own_palette().unwrap().has_colours_of(&few()));

    // What is drawn from now on comes in these colours, also while it arrives.
    studio.press(Modifiers::NONE, Key::R);
    studio.finish();
    let request = studio.source.last_job().requests[0].clone();
    let rerolled = creature::draw(&request);
    assert_eq!(studio.copied(), rgba(&in_few(&rerolled), &few()));

    // Light moves along the ramps of these colours.
    studio.press(Modifiers::COMMAND, Key::L);
    let colours = |bytes: &[u8]| -> HashSet<[u8; 4]> {
        bytes.chunks_exact(4).map(|it| it.try_into().unwrap()).collect()
    };
    let known: HashSet<[u8; 4]> = (0..64).map(|index| few().rgba(index)).collect();
    let lit = studio.copied();
    assert_ne!(lit, rgba(&in_few(&rerolled), &few()));
    assert!(colours(&lit).is_subset(&known));
    for _ in 0..2 {
        studio.press(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(studio.copied(), rgba(&in_few(&before), &few()));

    // Undoing goes back to the last pixel, and so does the model's palette.
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(studio.copied(), rgba(&before, &ocean));
    assert_eq!(studio.recipe().palette, None);
    studio.press(Modifiers::COMMAND, Key::Y);
    assert_eq!(studio.copied(), rgba(&in_few(&before), &few()));
    studio.click(Role::Button, "Model's palette");
    assert_eq!(studio.copied(), rgba(&before, &ocean));
    assert_eq!(studio.recipe().palette, None);
}

#[test]
fn the_palette_is_there_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = full(folder.path());
    open_few(&mut studio, folder.path());
    studio.window.run_steps(40);
    studio.wait("the settings", |_| {
        fs::read_to_string(folder.path().join("settings.json")).is_ok_and(|it| it.contains("few"))
    });
    let expected = in_few(&drawn(&studio, 0));
    drop(studio);
    let mut studio = full(folder.path());
    assert_eq!(studio.copied(), rgba(&expected, &few()));
}

#[test]
fn a_list_of_colours_can_be_pasted_or_dropped_and_nonsense_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = full(folder.path());
    let before = drawn(&studio, 0);
    for nonsense in ["not a colour in sight", "https://lospec.com/palette-list/sweetie-16"] {
        studio.window.event(Event::Paste(nonsense.to_owned()));
        studio.window.run();
        assert!(studio.says("the pasted text was not opened"), "{nonsense}");
    }
    assert_eq!(studio.copied(), rgba(&before, &Palette::ocean()));
    studio.window.event(Event::Paste(FEW.to_owned()));
    studio.window.run();
    assert_eq!(studio.copied(), rgba(&in_few(&before), &few()));

    let file = folder.path().join("grey.gpl");
    fs::write(&file, "GIMP Palette\nName: Greys\n#\n0 0 0\tblack\n255 255 255\twhite\n").unwrap();
    studio.drop_file(&file);
    studio.wait("the palette", |studio| studio.says("2 colours of grey.gpl"));
    let grey = read_swatches(&file).unwrap().to_palette().unwrap();
    // Not from the six colours: they lie between.
    let expected = before.translated(&Palette::ocean().translation(&grey));
    assert_eq!(studio.copied(), rgba(&expected, &grey));

    let broken = folder.path().join("broken.act");
    fs::write(&broken, [7; 99]).unwrap();
    studio.drop_file(&broken);
    studio.wait("the error", |studio| studio.says("broken.act was not opened"));
    assert_eq!(studio.copied(), rgba(&expected, &grey));
}

#[test]
fn too_many_colours_are_reduced_where_the_artist_agrees() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = full(folder.path());
    let before = rgba(&drawn(&studio, 0), &Palette::ocean());
    let many: String = (0..85_u32).map(|n| format!("{:06x}\n", n * 0x02_04_03)).collect();
    let file = folder.path().join("many.hex");
    fs::write(&file, &many).unwrap();
    studio.drop_file(&file);
    studio.wait("the question", |studio| studio.says("many.hex has 85 colours"));
    studio.click(Role::Button, "Cancel");
    assert_eq!(studio.copied(), before);
    for is_pasted in [false, true] {
        if is_pasted {
            studio.window.event(Event::Paste(many.clone()));
            studio.window.run();
        } else {
            studio.drop_file(&file);
            studio.wait("the question", |studio| studio.says("many.hex has 85 colours"));
        }
        studio.click(Role::Button, "Reduce to 63");
        studio.wait("the palette", |studio| studio.says("Working in the 63 colours"));
        assert!(studio.says("those most alike became one"), "{is_pasted}");
        studio.click(Role::Button, "Model's palette");
    }
    // A photograph has more than any palette.
    let photo = folder.path().join("photo.png");
    let bytes: Vec<u8> = (0..1024_u32).flat_map(|n| [(n % 200) as u8, (n / 5) as u8, 9]).collect();
    image::save_buffer(&photo, &bytes, 32, 32, image::ColorType::Rgb8).unwrap();
    studio.choose_within("File", "Palette", "Open palette…");
    studio.dialogs.reply(Reply::Chosen(photo));
    studio.wait("the question", |studio| studio.says("photo.png has more than 256 colours"));
    studio.click(Role::Button, "Reduce to 63");
    studio.wait("the palette", |studio| studio.says("63 of them stand for all"));
}

#[test]
fn kept_sprites_come_over_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = full(folder.path());
    let before = drawn(&studio, 0);
    studio.press(Modifiers::NONE, Key::K);
    studio.press(Modifiers::COMMAND, Key::Num6);
    let stored = |folder: &Path| -> Option<png::ReadSprite> {
        let files = fs::read_dir(folder.join("collection")).into_iter().flatten();
        let files = files.map(|file| file.unwrap().path());
        let mut files = files.filter(|path| path.extension().is_some_and(|it| it == "png"));
        png::read_sprite(&files.next()?).ok()
    };
    studio.wait("the file", |_| stored(folder.path()).is_some());
    open_few(&mut studio, folder.path());
    assert_eq!(stored(folder.path()).unwrap().sprite, before, "kept sprites are the artist's");
    studio.window.query_all_by_role(Role::ListBoxOption).next().unwrap().click();
    studio.window.run();
    assert_eq!(studio.copied(), rgba(&before, &Palette::ocean()));
    studio.choose_within("File", "Palette", "Bring into palette");
    assert_eq!(studio.copied(), rgba(&in_few(&before), &few()));
    studio.wait("the file in other colours", |_| {
        let read = stored(folder.path()).unwrap();
        let recipe = read.recipe.unwrap();
        recipe.describes(&read.sprite)
            && rgba(&in_few(&before), &few()).chunks(4).zip(read.sprite.pixels()).all(
                |(colour, &index)| {
                    index == 0 || read.palette_colours[usize::from(index)].0 == colour[..3]
                },
            )
    });
    studio.press(Modifiers::COMMAND, Key::Z);
    studio.wait("the file as it was", |_| stored(folder.path()).unwrap().sprite == before);
}

#[test]
fn the_command_line_writes_the_same_bytes_and_follows_the_recipe() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = full(folder.path());
    let at = |name: &str| folder.path().join(name);
    let text = |name: &str| at(name).to_str().unwrap().to_owned();
    studio.export(Modifiers::COMMAND, Key::E, &at("model.png"));
    let few = open_few(&mut studio, folder.path());
    let few = few.to_str().unwrap();
    studio.export(Modifiers::COMMAND, Key::E, &at("few.png"));
    shoal(&[
        "export",
        &text("model.png"),
        "--palette",
        few,
        "--format",
        "png",
        "--out",
        &text("out"),
    ]);
    assert_eq!(fs::read(at("out/model.png")).unwrap(), fs::read(at("few.png")).unwrap());

    // Under a light too.
    studio.press(Modifiers::COMMAND, Key::Num4);
    studio.click(Role::Button, "Lantern");
    studio.export(Modifiers::COMMAND, Key::E, &at("lit.png"));
    let lantern = ["--preset", "lantern", "--palette", few];
    let [model, lit] = [text("model.png"), text("lit-out.png")];
    shoal(&[&["shade", &model, "--out", &lit][..], &lantern].concat());
    assert_eq!(fs::read(at("lit-out.png")).unwrap(), fs::read(at("lit.png")).unwrap());

    // The recipe of what the shipped model draws leads to the same pixels in these colours.
    let cell = ["--zone", "vent", "--category", "coral", "--palette", few];
    let drawn = text("drawn");
    shoal(&[&["generate", "--seed", "3", "--shade", "noon", "--out", &drawn][..], &cell].concat());
    let first = at("drawn/coral-vent-3-0.png");
    let again = text("again");
    shoal(&["generate", "--recipe", first.to_str().unwrap(), "--out", &again]);
    assert_eq!(fs::read(at("again/coral-vent-3-0.png")).unwrap(), fs::read(&first).unwrap());
    let recipe: Recipe = png::read_sprite(&first).unwrap().recipe.unwrap();
    assert_eq!(recipe.shading.unwrap().light, Light::preset("noon").unwrap());
    // And it can be lit in another way.
    let moon = text("moon.png");
    shoal(&[
        "shade",
        first.to_str().unwrap(),
        "--preset",
        "moon",
        "--palette",
        few,
        "--out",
        &moon,
    ]);
    let moonlit = png::read_sprite(&at("moon.png")).unwrap().recipe.unwrap();
    assert_eq!(moonlit.shading.unwrap().light, Light::preset("moon").unwrap());
}
