use std::{fs, path::Path};

use clap::Parser;
use shoal::{
    dataset::Dataset,
    files::Picture,
    sprite::{Palette, Sprite, World},
};

use super::*;
use crate::corpus::{Split, Zone, plain_sprite, sample};

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    args: ImportArgs,
}

fn args(folder: &Path, rest: &[&str]) -> ImportArgs {
    let out = folder.join("out");
    let line = ["import", "--out", out.to_str().unwrap()].into_iter().chain(rest.iter().copied());
    Line::parse_from(line).args
}

fn write_png(path: &Path, picture: &Picture) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let file = std::io::BufWriter::new(fs::File::create(path).unwrap());
    let mut encoder = png::Encoder::new(file, picture.width as u32, picture.height as u32);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(picture.pixels.as_flattened()).unwrap();
    writer.finish().unwrap();
}

fn picture_of(sprite: &Sprite) -> Picture {
    let rgba = sprite.to_rgba(&Palette::ocean());
    Picture { width: 32, height: 32, pixels: rgba.as_chunks::<4>().0.to_vec() }
}

fn creature(index: u64) -> Sprite {
    sample(Split::Train, index).sprite
}

/// Two folders of sprites in our colours.
fn art(folder: &Path) -> PathBuf {
    let art = folder.join("art");
    for index in 0..6 {
        let kind = ["demons", "animals"][index as usize % 2];
        write_png(&art.join(format!("{kind}/{index}.png")), &picture_of(&creature(index)));
    }
    art
}

#[test]
fn sprites_in_our_colours_come_through_to_the_last_pixel() {
    let folder = tempfile::tempdir().unwrap();
    let art = art(folder.path());
    let args = args(
        folder.path(),
        &[art.to_str().unwrap(), "--licence", "CC0-1.0", "--author", "A", "--name", "zoo"],
    );
    run(&args).unwrap();
    let dataset = Dataset::open_folder(&args.out).unwrap();
    assert_eq!(dataset.world.categories, ["Animals", "Demons"]);
    assert_eq!((dataset.name.as_str(), dataset.palette), ("zoo", Palette::ocean()));
    let names: Vec<&str> = dataset.origins.iter().map(|origin| origin.name.as_str()).collect();
    assert_eq!(names, ["animals/1", "animals/3", "animals/5", "demons/0", "demons/2", "demons/4"]);
    for (example, index) in dataset.examples.iter().zip([1, 3, 5, 0, 2, 4]) {
        assert_eq!(example.sprite, creature(index));
        assert_eq!(example.prompt.category, Some(u8::from(index % 2 == 0)));
    }
    assert!(dataset.origins.iter().all(|origin| origin.credit.licence == "CC0-1.0"));
    let report = fs::read_to_string(args.out.join("report.txt")).unwrap();
    assert!(report.starts_with("6 sprites kept of 6 pictures in 6 files"), "{report}");
    assert!(report.contains("6 by A, licence CC0-1.0"), "{report}");
}

#[test]
fn a_dry_run_writes_what_is_to_be_looked_at_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let art = art(folder.path());
    let args = args(folder.path(), &[art.to_str().unwrap(), "--dry-run"]);
    run(&args).unwrap();
    let mut names: Vec<String> = fs::read_dir(&args.out)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["contact.png", "report.txt"]);
}

#[test]
fn what_cannot_be_used_is_told_and_the_rest_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let art = art(folder.path());
    let demons = art.join("demons");
    fs::write(demons.join("torn.png"), b"\x89PNG\r\n\x1a\n....").unwrap();
    fs::write(demons.join("text.png"), b"hello").unwrap();
    write_png(&demons.join("empty.png"), &Picture::empty(32, 32));
    write_png(&demons.join("mirror.png"), &picture_of(&creature(0).flipped_horizontally()));
    let Imported { dataset, report, .. } =
        import(&args(folder.path(), &[art.to_str().unwrap()])).unwrap();
    assert_eq!(dataset.examples.len(), 6);
    let told: Vec<String> =
        report.dropped.iter().map(|d| format!("{}: {}", d.name, d.reason)).collect();
    let told = told.join("\n");
    for part in [
        "torn.png",
        "damaged",
        "text.png",
        "is a text and holds no picture",
        "demons/empty: there is nothing",
        "demons/mirror: near-duplicate of \"demons/0\" (0 pixels differ)",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn sheets_are_cut_and_enlarged_ones_are_taken_at_their_size() {
    let folder = tempfile::tempdir().unwrap();
    let mut sheet = Picture::empty(32 * 3 * 2, 32 * 2 * 2);
    for index in 0..5_usize {
        let part = picture_of(&creature(index as u64));
        for at in 0..4096 {
            let (x, y) = (at % 64, at / 64);
            let place = (index / 3 * 64 + y) * sheet.width + index % 3 * 64 + x;
            sheet.pixels[place] = part.pixels[y / 2 * 32 + x / 2];
        }
    }
    let file = folder.path().join("sheet.png");
    write_png(&file, &sheet);
    let given = args(folder.path(), &[file.to_str().unwrap(), "--grid", "32x32"]);
    let Imported { dataset, report, .. } = import(&given).unwrap();
    assert_eq!(dataset.examples.len(), 5);
    assert_eq!((dataset.examples[4].sprite.clone(), report.n_empty_cells), (creature(4), 1));
    assert_eq!(
        (dataset.origins[4].name.as_str(), &*dataset.world.zones),
        ("sheet 4", &["All".to_owned()][..])
    );
    let wrong = args(folder.path(), &[file.to_str().unwrap(), "--grid", "40x32"]);
    let error = import(&wrong).unwrap_err().to_string();
    assert!(error.contains("sheet: a grid of 40x32") && error.contains("96x64"), "{error}");
}

#[test]
fn palettes_come_from_the_art_or_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let art = art(folder.path());
    let input = art.to_str().unwrap();
    let Imported { dataset: own, report, .. } =
        import(&args(folder.path(), &[input, "--palette", "from-art"])).unwrap();
    assert_eq!((report.n_exact_colours, report.colour_error), (report.n_colours, 0.0));
    assert!(!own.palette.ramps().is_empty() && own.palette != Palette::ocean());
    let rgba = own.examples[0].sprite.to_rgba(&own.palette);
    assert_eq!(rgba, creature(1).to_rgba(&Palette::ocean()));

    let file = folder.path().join("two.hex");
    fs::write(&file, "101010\nf0f0f0\n").unwrap();
    let Imported { dataset: two, .. } =
        import(&args(folder.path(), &[input, "--palette", file.to_str().unwrap()])).unwrap();
    assert!(two.examples.iter().all(|e| e.sprite.pixels().iter().all(|&index| index < 3)));
    let missing = args(folder.path(), &[input, "--palette", "from-artt"]);
    let error = format!("{:#}", import(&missing).unwrap_err());
    assert!(error.contains("from-artt") && error.contains("from-art or"), "{error}");
}

#[test]
fn the_manifest_labels_and_credits() {
    let folder = tempfile::tempdir().unwrap();
    let art = art(folder.path());
    let file = folder.path().join("manifest.toml");
    let text = "zones = ['Cave', 'Sea']\ncategories = ['Demons', 'Animals']\nlicence = 'CC0-1.0'\n\
        [[sprites]]\nfiles = 'demons/*'\nzone = 'Cave'\n[[sprites]]\nfiles = '3.png'\nskip = true\n";
    fs::write(&file, text).unwrap();
    let line = [art.to_str().unwrap(), "--manifest", file.to_str().unwrap()];
    let Imported { dataset, report, .. } = import(&args(folder.path(), &line)).unwrap();
    assert_eq!(dataset.world.zones, ["Cave", "Sea"]);
    let zones: Vec<Option<u8>> = dataset.examples.iter().map(|e| e.prompt.zone).collect();
    assert_eq!(zones, [None, None, Some(0), Some(0), Some(0)]);
    assert_eq!(report.dropped[0].reason, "the manifest skips it");
    fs::write(&file, "categories = ['Demons']").unwrap();
    let error = format!("{:#}", import(&args(folder.path(), &line)).unwrap_err());
    assert!(error.contains("1.png") && error.contains("no category \"animals\""), "{error}");
}

#[test]
fn built_in_labels_must_be_names_of_the_built_in_world() {
    let folder = tempfile::tempdir().unwrap();
    write_png(&folder.path().join("art/vent/grazer/a.png"), &picture_of(&creature(0)));
    let input = folder.path().join("art");
    let line = [input.to_str().unwrap(), "--built-in-labels"];
    let Imported { dataset, .. } = import(&args(folder.path(), &line)).unwrap();
    assert_eq!(dataset.world, World::ocean());
    assert_eq!(
        (dataset.examples[0].prompt.zone, dataset.examples[0].prompt.category),
        (Some(5), Some(1))
    );
    write_png(&input.join("vent/orc/a.png"), &picture_of(&creature(1)));
    let error = format!("{:#}", import(&args(folder.path(), &line)).unwrap_err());
    assert!(error.contains("no category \"orc\"") && error.contains("vent/orc/a"), "{error}");
}

#[test]
fn two_sprites_of_one_name_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    for (place, index) in [("one", 0), ("two", 1)] {
        write_png(&folder.path().join(place).join("cats/a.png"), &picture_of(&creature(index)));
    }
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    let line = [one.to_str().unwrap(), two.to_str().unwrap()];
    let Imported { dataset, report, .. } = import(&args(folder.path(), &line)).unwrap();
    let names: Vec<&str> = dataset.origins.iter().map(|origin| origin.name.as_str()).collect();
    assert_eq!(names, ["cats/a", "cats/a (2)"]);
    assert!(report.notes[0].contains("there are several"), "{:?}", report.notes);
}

#[test]
fn creatures_that_look_the_other_way_are_turned() {
    let folder = tempfile::tempdir().unwrap();
    let bodies = ["tuna", "turtle"];
    for (place, body) in bodies.into_iter().enumerate() {
        for number in 0..40_u64 {
            let zone = Zone::ALL[number as usize % Zone::ALL.len()];
            let sprite = plain_sprite(zone, body, Split::Train.seed(number));
            // A third look right.
            let sprite = if number % 3 == 1 { sprite.flipped_horizontally() } else { sprite };
            let path = folder.path().join(format!("art/kind{place}/{number:02}.png"));
            write_png(&path, &picture_of(&sprite));
        }
    }
    let art = folder.path().join("art");
    let line = [art.to_str().unwrap(), "--facing", "alike", "--duplicates", "0"];
    let Imported { dataset, report, .. } = import(&args(folder.path(), &line)).unwrap();
    assert_eq!(dataset.examples.len(), 80);
    let is_left = |at: usize| {
        let number = at as u64 % 40;
        let zone = Zone::ALL[number as usize % Zone::ALL.len()];
        let drawn = plain_sprite(zone, bodies[at / 40], Split::Train.seed(number));
        dataset.examples[at].sprite == drawn
    };
    for category in 0..2 {
        let n_left = (category * 40..category * 40 + 40).filter(|&at| is_left(at)).count();
        assert!(n_left >= 37, "{n_left} of 40 look left");
    }
    assert!((24..=30).contains(&report.n_turned), "{}", report.n_turned);
}
