//! Breeding, sweeps, palettes and exports, as a script runs them.

use shoal::{
    files::{
        Frame, Origin, Tag,
        animation::{WhichFrames, read_animation},
        aseprite, gif,
        import::read_frames,
        mask::write_mask,
        palette::read_swatches,
    },
    sprite::{Mask, PIXELS, Side},
};

use super::*;

/// Two sprites of the small model in a folder.
pub(super) fn parents(folder: &Path) -> [PathBuf; 2] {
    let words = ["generate", "--zone", "forest", "--category", "shield", "--count", "2"];
    let words = [&words[..], &["--seed", "5", "--out", text(folder)]].concat();
    succeed(&mut shoal(), &words);
    ["shield-forest-5-0.png", "shield-forest-5-1.png"].map(|name| folder.join(name))
}

fn printed_paths(printed: &str) -> Vec<PathBuf> {
    printed.lines().map(PathBuf::from).collect()
}

#[test]
fn children_keep_a_outside_the_mask_and_their_recipes_stand_alone() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b] = parents(folder.path());
    let out = folder.path().join("children");
    let breed = |words: &[&str]| {
        let fixed = ["breed", text(&a), text(&b), "--seed", "3", "--out", text(&out)];
        printed_paths(&succeed(&mut shoal(), &[&fixed[..], words].concat()))
    };
    let sprites = [&a, &b].map(|path| read_sprite(path).unwrap().sprite);
    let mask_file = folder.path().join("mask.png");
    let mask = Mask::disc((12, 12), 14);
    write_mask(&mask_file, &mask).unwrap();
    for (words, mask) in [
        (&["--count", "3"][..], Mask::random(3, Mask::RANDOM_SHARE)),
        (&["--mask", "left", "--strength", "1"], Mask::half(Side::Left)),
        (&["--mask", "top", "--invert"], Mask::half(Side::Bottom)),
        (&["--mask", text(&mask_file), "--strength", "0"], mask),
    ] {
        for path in breed(words) {
            let child = read_sprite(&path).unwrap();
            for pixel in (0..PIXELS).filter(|&pixel| !mask.contains_index(pixel)) {
                assert_eq!(child.sprite.pixels()[pixel], sprites[0].pixels()[pixel], "{words:?}");
            }
            let recipe = child.recipe.unwrap();
            assert!(recipe.describes(&child.sprite), "{words:?}");
            assert_eq!(recipe.parents, sprites.clone().map(|sprite| sprite.content_hash()));
            assert_eq!((&recipe.zone[..], &recipe.category[..]), ("forest", "shield"));
        }
    }
    let first = breed(&["--count", "2"]);
    let bytes = fs::read(&first[0]).unwrap();
    assert_ne!(bytes, fs::read(&first[1]).unwrap());
    breed(&["--count", "2", "--threads", "1"]);
    assert_eq!(bytes, fs::read(&first[0]).unwrap(), "the same recipe makes the same file");

    // The parents are gone, and the child is drawn again; so is a grandchild.
    for parent in [&a, &b] {
        fs::remove_file(parent).unwrap();
    }
    let again = folder.path().join("again");
    let words = ["generate", "--recipe", text(&first[0]), "--out", text(&again)];
    let output = run(&mut shoal(), &words);
    assert!(String::from_utf8(output.stderr).unwrap().contains("pixels are the same"));
    let words = ["breed", text(&first[0]), text(&first[1]), "--category", "sword", "--out"];
    succeed(&mut shoal(), &[&words[..], &[text(&again)]].concat());
}

#[test]
fn one_parent_is_varied_and_its_outline_kept() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b] = parents(folder.path());
    let parent = read_sprite(&a).unwrap().sprite;
    let out = folder.path().join("variations");
    let breed = |words: &[&str]| {
        let fixed = ["breed", text(&a), "--out", text(&out)];
        printed_paths(&succeed(&mut shoal(), &[&fixed[..], words].concat()))
    };
    let half = breed(&["--mask", "bottom", "--count", "2"]);
    for path in &half {
        let child = read_sprite(path).unwrap();
        assert_eq!(child.sprite.pixels()[..PIXELS / 2], parent.pixels()[..PIXELS / 2]);
        assert_eq!(child.recipe.unwrap().parents, [parent.content_hash()]);
    }
    for words in [&[][..], &[text(&b), "--strength", "0.8"]] {
        let words = [words, &["--mask", "all", "--keep-outline"]].concat();
        let child = read_sprite(&breed(&words)[0]).unwrap();
        let is_kept = |(old, new): (&u8, &u8)| (*old == 0) == (*new == 0);
        assert!(parent.pixels().iter().zip(child.sprite.pixels()).all(is_kept));
        assert_ne!(child.sprite, parent);
        // The recipe tells it all.
        let recipe = child.recipe.unwrap();
        assert!(recipe.describes(&child.sprite));
        let again = folder.path().join("again");
        let file = breed(&words).remove(0);
        let words = ["generate", "--recipe", text(&file), "--out", text(&again)];
        let told = String::from_utf8(run(&mut shoal(), &words).stderr).unwrap();
        assert!(told.contains("pixels are the same"), "{told}");
    }
}

#[test]
fn sprites_have_the_colours_that_were_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("a.png");
    let draw = |list: &str| {
        let words = ["generate", "--seed", "3", "--only-colours", list, "--out", text(&out)];
        succeed(&mut shoal(), &words);
        read_sprite(&out).unwrap()
    };
    let drawn = draw("kelp, 3-4");
    let palette = Palette::ocean();
    let kelp = palette.ramps().iter().find(|ramp| ramp.name == "kelp").unwrap();
    let is_one = |colour: &u8| [0, 3, 4].contains(colour) || kelp.indices.contains(colour);
    assert!(drawn.sprite.pixels().iter().all(is_one));
    assert!(drawn.sprite.opaque_count() > 0);
    let recipe = drawn.recipe.unwrap();
    assert!(recipe.describes(&drawn.sprite));
    let words = ["generate", "--recipe", text(&out), "--out", text(folder.path())];
    let told = String::from_utf8(run(&mut shoal(), &words).stderr).unwrap();
    assert!(told.contains("pixels are the same"), "{told}");
    let words = ["grid", "--only-colours", "mauve", "--out", text(&out)];
    assert!(fail(&mut shoal(), &words, 2).contains("kelp"));
    let words = ["export", text(&out), "--format", "png", "--padding", "2", "--out", "x"];
    assert!(fail(&mut shoal(), &words, 2).contains("--format sheet"));
}

#[test]
fn breeding_nonsense_is_told_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b] = parents(folder.path());
    let out = folder.path().join("out");
    let breed = |a: &str, words: &[&str], code| {
        let fixed = ["breed", a, text(&b), "--out", text(&out)];
        fail(&mut shoal(), &[&fixed[..], words].concat(), code)
    };
    assert!(breed(text(&a), &["--mask", "middle"], 2).contains("random, left"));
    assert!(breed(text(&a), &["--mask", "no.png"], 1).contains("no.png"));
    assert!(breed(text(&a), &["--strength", "1.5"], 2).contains("--strength"));
    assert!(breed(text(&a), &["--zone", "swamp"], 2).contains("swamp"));
    assert!(breed("missing.png", &[], 1).contains("missing.png"));
    assert!(!out.exists());
}

#[test]
fn a_sweep_has_a_column_for_each_temperature_and_cells_that_can_be_drawn_again() {
    let folder = tempfile::tempdir().unwrap();
    let sheet = folder.path().join("sweep.png");
    let words = ["sweep", "--zone", "forest", "--steps", "3", "--seeds", "2", "--scale", "1"];
    let words = [&words[..], &["--seed", "4", "--from", "0.5", "--out", text(&sheet)]].concat();
    assert_eq!(succeed(&mut shoal(), &words).trim_end(), text(&sheet));
    let pixels = indices(&sheet);
    assert_eq!(pixels.len(), (3 * 34 - 2) * (2 * 34 - 2));
    let words = ["generate", "--zone", "forest", "--seed", "4", "--variant", "1"];
    let words = [&words[..], &["--temperature", "1.5", "--out", text(folder.path())]].concat();
    succeed(&mut shoal(), &words);
    let alone = read_sprite(&folder.path().join("any-forest-4-1.png")).unwrap().sprite;
    for (y, row) in alone.pixels().chunks_exact(32).enumerate() {
        let start = (34 + y) * 100 + 2 * 34;
        assert_eq!(pixels[start..start + 32], *row, "row {y}");
    }
    let shape = folder.path().join("shape.png");
    let words = ["sweep", "--axes", "shape", "--steps", "2", "--seeds", "2", "--out", text(&shape)];
    succeed(&mut shoal(), &words);
    assert_eq!(indices(&shape).len(), (66 * 4) * (66 * 4));
    fail(&mut shoal(), &["sweep", "--steps", "0", "--out", text(&shape)], 2);
}

/// The palette indices of a PNG.
pub(super) fn indices(path: &Path) -> Vec<u8> {
    let file = std::io::BufReader::new(fs::File::open(path).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut indices = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut indices).unwrap();
    indices
}

#[test]
fn palettes_are_printed_and_converted() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let table = succeed(&mut shoal(), &["palette"]);
    assert!(table.starts_with("Shoal ocean: 64 colours\n"), "{table}");
    assert!(table.contains("  0  #000000") && table.contains("transparent"), "{table}");
    assert!(table.contains("\n  kelp: 22 23 24 25 26 27 28\n"), "{table}");
    let mut source = path("a.gpl");
    succeed(&mut shoal(), &["palette", "--out", text(&source)]);
    let ocean = Palette::ocean();
    for name in ["b.hex", "c.pal", "d.act", "e.png", "f.json", "g.gpl"] {
        let target = path(name);
        let printed = succeed(&mut bare(), &["palette", text(&source), "--out", text(&target)]);
        assert_eq!(printed.trim_end(), text(&target));
        let palette = read_swatches(&target).unwrap().to_palette().unwrap();
        assert_eq!(palette.colours()[1..], ocean.colours()[1..], "{name}");
        source = target;
    }
    fs::write(path("two.hex"), "ff0000\n00ff00\n").unwrap();
    let table = succeed(&mut bare(), &["palette", text(&path("two.hex"))]);
    assert!(table.contains("two: 2 colours") && table.contains("#ff0000"), "{table}");

    fs::write(path("adobe.ase"), b"ASEF\0\x01\0\0\0\0\0\0").unwrap();
    let told = fail(&mut bare(), &["palette", text(&path("adobe.ase"))], 1);
    assert!(told.contains("adobe.ase") && told.contains("no colours"), "{told}");
    let many: String = (0..90).map(|n| format!("{n:02x}40{n:02x}\n")).collect();
    fs::write(path("many.hex"), many).unwrap();
    let [many, few] = ["many.hex", "few.gpl"].map(path);
    let told =
        fail(&mut bare(), &["generate", "--palette", text(&many), "--out", text(folder.path())], 1);
    assert!(told.contains("90 colours") && told.contains("--reduce-palette"), "{told}");
    let told = run(&mut bare(), &["palette", text(&many), "--reduce", "--out", text(&few)]);
    assert!(String::from_utf8(told.stderr).unwrap().contains("63 are left"));
    assert_eq!(read_swatches(&few).unwrap().colours.len(), 64);
    let told = fail(&mut bare(), &["palette", "--out", text(&path("x.ase"))], 2);
    assert!(told.contains(".gpl, .hex"), "{told}");
}

#[test]
fn exports_come_back_with_their_recipes() {
    let folder = tempfile::tempdir().unwrap();
    let files = parents(folder.path());
    let sprites = files.each_ref().map(|path| read_sprite(path).unwrap().sprite);
    let export = |words: &[&str], out: &Path| {
        let fixed = ["export", text(&files[0]), text(&files[1]), "--out", text(out)];
        printed_paths(&succeed(&mut shoal(), &[&fixed[..], words].concat()))
    };
    for (name, format, read_back) in [
        ("s.png", "sheet", "s.json"),
        ("s.aseprite", "aseprite", "s.aseprite"),
        ("s.gif", "gif", "s.gif"),
    ] {
        let out = folder.path().join(name);
        let printed = export(&["--format", format, "--scale", "3"], &out);
        assert_eq!(printed[0], out);
        let read = read_frames(&folder.path().join(read_back), &Palette::ocean()).unwrap();
        let read = read.into_iter().map(|imported| imported.frame);
        for ((frame, sprite), file) in read.zip(&sprites).zip(&files) {
            assert_eq!(frame.sprite, *sprite, "{format}");
            let has_recipe = matches!(frame.origin, Origin::Recipe(_));
            assert_eq!(has_recipe, format != "gif", "{format}");
            let stem = file.file_stem().unwrap().to_str().unwrap();
            assert_eq!(frame.name == stem, format != "gif", "{format}");
        }
    }
    let out = folder.path().join("each");
    let printed = export(&["--format", "png", "--scale", "2"], &out);
    assert_eq!(printed.len(), 2);
    // The recipe travels through an .aseprite file and back to the very bytes.
    let source = folder.path().join("s.aseprite");
    let words = ["export", text(&source), "--format", "png", "--out", text(&out)];
    succeed(&mut shoal(), &words);
    for file in &files {
        let again = out.join(file.file_name().unwrap());
        assert_eq!(fs::read(file).unwrap(), fs::read(again).unwrap());
    }
}

#[test]
fn what_cannot_be_exported_is_told_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let [file, _] = parents(folder.path());
    let out = folder.path().join("out.gif");
    let told =
        fail(&mut shoal(), &["export", text(&file), "--format", "sheet", "--out", text(&out)], 2);
    assert!(told.contains(".png"), "{told}");
    let words = ["export", text(&file), "missing.png", "--format", "gif", "--out", text(&out)];
    assert!(fail(&mut shoal(), &words, 1).contains("missing.png"));
    assert!(!out.exists());

    // Sprites of other colours keep them, unless a palette has no room for those of all.
    let other = folder.path().join("other.aseprite");
    let mut bytes = aseprite::encode(
        &[shoal::files::Frame::new("a", Sprite::from_indices(&[9; PIXELS]).unwrap())],
        &[],
        &Palette::ocean(),
        1,
    );
    let [r, g, b] = Palette::ocean().colours()[9].0;
    let at = bytes.windows(4).position(|window| window == [r, g, b, 255]).unwrap();
    bytes[at] ^= 1;
    fs::write(&other, bytes).unwrap();
    let mut own = Palette::ocean().colours()[9].0;
    own[0] ^= 1;
    let full = folder.path().join("full.png");
    let indices: Vec<u8> = (0..PIXELS).map(|at| (at % 63 + 1) as u8).collect();
    let sprite = Sprite::from_indices(&indices).unwrap();
    fs::write(&full, encode_sprite(&sprite, &Palette::ocean(), None, 1)).unwrap();
    for (words, said, colour) in [
        (vec![text(&other)], "", own),
        (vec![text(&other), text(&file)], "that no pixel uses left out", own),
        (vec![text(&other), text(&full)], "1 colour of", Palette::ocean().colours()[9].0),
    ] {
        let words = [&["export"], &words[..], &["--format", "gif", "--out", text(&out)]].concat();
        // A model that is named decides the colours.
        let output = run(&mut bare(), &words);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && told.contains(said), "{told}");
        assert_eq!(told.is_empty(), said.is_empty(), "{told}");
        let colours = shoal::files::palette::read_swatches(&out).unwrap().colours;
        assert!(colours.iter().any(|swatch| swatch.rgb.0 == colour), "{words:?}");
    }
}

#[test]
fn originals_are_not_written_over_and_keep_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b] = parents(folder.path());
    let hero = folder.path().join("Hero_Idle.png");
    fs::rename(&a, &hero).unwrap();
    let before = fs::read(&hero).unwrap();
    let here = text(folder.path());
    for words in [
        &["shade", text(&hero), "--out", here][..],
        &["shade", text(&hero), "--out", text(&hero)],
        &["export", text(&hero), text(&b), "--format", "png", "--out", here],
        &["export", text(&hero), "--format", "sheet", "--out", text(&hero)],
        &["breed", text(&hero), text(&b), "--count", "1", "--out", text(&hero)],
    ] {
        let told = fail(&mut shoal(), words, 2);
        assert!(told.contains("is read here") && told.contains("Hero_Idle.png"), "{told}");
    }
    assert_eq!(fs::read(&hero).unwrap(), before);

    let lit = folder.path().join("lit");
    let printed = succeed(&mut shoal(), &["shade", text(&hero), "--out", text(&lit)]);
    assert_eq!(printed_paths(&printed), [lit.join("Hero_Idle.png")]);
    let one = folder.path().join("one.png");
    let words = ["export", text(&hero), "--format", "png", "--out", text(&one)];
    assert_eq!(printed_paths(&succeed(&mut shoal(), &words)), [one]);
    let two = folder.path().join("two.png");
    let words = ["generate", "--count", "2", "--out", text(&two)];
    let told = fail(&mut shoal(), &words, 2);
    assert!(told.contains("2 sprites and one file"), "{told}");
}

#[test]
fn files_say_that_a_model_drew_them_unless_pixels_alone_are_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let out = |name: &str| path(name).display().to_string();
    let says = |name: &str, words: &str| {
        let bytes = fs::read(path(name)).unwrap();
        bytes.windows(words.len()).any(|window| window == words.as_bytes())
    };
    let term = "digitalsourcetype/trainedAlgorithmicMedia\"";
    succeed(&mut shoal(), &["generate", "--out", &out("a.png")]);
    assert!(says("a.png", term) && says("a.png", "XML:com.adobe.xmp"));
    succeed(&mut shoal(), &["generate", "--no-metadata", "--out", &out("b.png")]);
    assert!(!says("b.png", "digitalsourcetype") && !says("b.png", "shoal:recipe"));
    let pixels = |name: &str| read_sprite(&path(name)).unwrap().sprite;
    assert_eq!(pixels("a.png"), pixels("b.png"));
    // Exports say it too, and names still come from the recipe where it is left out.
    let sheet = ["export", &out("a.png"), "--format", "sheet", "--out"];
    succeed(&mut shoal(), &[&sheet[..], &[&out("s.png")]].concat());
    assert!(says("s.png", term));
    succeed(&mut shoal(), &[&sheet[..], &[&out("t.png"), "--no-metadata"]].concat());
    assert!(!says("t.png", "digitalsourcetype") && !says("t.json", "\"seed\""));
    let words = ["export", &out("a.png"), "--format", "png", "--names", "{seed}-x"];
    let named = out("named");
    let words = [&words[..], &["--no-metadata", "--out", &named]].concat();
    succeed(&mut shoal(), &words);
    assert!(!says("named/0-x.png", "shoal:recipe"));
    // What an artist painted over is a composite.
    let mut sprite = pixels("a.png");
    sprite.set(3, 3, 9);
    let recipe = read_sprite(&path("a.png")).unwrap().recipe.unwrap();
    let recipe = recipe.edited(&pixels("a.png"), &sprite);
    shoal::files::png::write_sprite(&path("c.png"), &sprite, &Palette::ocean(), Some(&recipe), 1)
        .unwrap();
    assert!(says("c.png", "compositeWithTrainedAlgorithmicMedia"));
    // Pictures that no model drew say nothing.
    shoal::files::png::write_sprite(&path("d.png"), &sprite, &Palette::ocean(), None, 1).unwrap();
    assert!(!says("d.png", "digitalsourcetype"));
}

/// What a command says of its files.
fn complaints(words: &[&str]) -> String {
    let output = run(&mut shoal(), words);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    told
}

#[test]
fn how_often_a_file_plays_is_kept_or_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let frames = [1, 5].map(|colour| {
        let mut sprite = Sprite::EMPTY;
        sprite.set(4, i32::from(colour), colour);
        Frame::new("a", sprite)
    });
    let fish = at("fish.gif");
    gif::write_played(&fish, &frames, &Palette::ocean(), 1, Some(3)).unwrap();
    let export = |format: &str, out: &str, files: &[&Path]| {
        let files: Vec<&str> = files.iter().map(|file| text(file)).collect();
        let out = at(out);
        let words = [&["export", "--format", format, "--out", text(&out)], &files[..]].concat();
        complaints(&words)
    };
    let read = |name: &str| read_animation(&at(name), WhichFrames::All).unwrap();
    let swim = Tag { repeat: 3, ..Tag::new("fish", 0, 1) };
    assert_eq!(export("aseprite", "a.aseprite", &[&fish]), "");
    assert_eq!(read("a.aseprite").tags, std::slice::from_ref(&swim));
    assert_eq!(export("sheet", "s.png", &[&fish]), "");
    assert_eq!(read("s.json").tags, [swim]);
    assert_eq!(export("gif", "g.gif", &[&fish]), "");
    assert_eq!(read("g.gif").plays, Some(3));
    // The tag's name goes, and how often it plays stays.
    assert!(export("gif", "t.gif", &[&at("a.aseprite")]).contains("tag \"fish\" dropped"));
    assert_eq!(read("t.gif").plays, Some(3));
    assert!(export("png", "pngs", &[&fish]).contains("plays 3 times"));
    // Two files that disagree play for ever, as the remark says.
    gif::write_played(&at("other.gif"), &frames, &Palette::ocean(), 1, Some(7)).unwrap();
    let told = export("gif", "both.gif", &[&fish, &at("other.gif")]);
    assert!(told.contains("plays 3 times") && told.contains("plays 7 times"), "{told}");
    assert_eq!(read("both.gif").plays, None);
    // A file without tags gives its frames their names, which are no other tag's.
    let still = at("fish.png");
    fs::write(&still, encode_sprite(&frames[0].sprite, &Palette::ocean(), None, 1)).unwrap();
    let told = export("sheet", "more.png", &[&at("a.aseprite"), &still]);
    assert!(!told.contains("was called"), "its name is the own one: {told}");
    let names: Vec<String> = read("more.json").tags.iter().map(|tag| tag.name.clone()).collect();
    assert_eq!(names, ["fish", "fish (2)"]);
    // Tags of one name come from two files.
    let told = export("aseprite", "two.aseprite", &[&at("a.aseprite"), &fish]);
    assert!(told.contains("tag \"fish (2)\" was called as another tag"), "{told}");
}

#[test]
fn what_is_odd_about_palettes_and_masks_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let [a, _] = parents(folder.path());
    let cut = folder.path().join("cut.png");
    let whole = fs::read(&a).unwrap();
    let pixels = whole.windows(4).position(|name| name == b"IDAT").unwrap();
    fs::write(&cut, &whole[..pixels + 20]).unwrap();
    let told = complaints(&["palette", text(&cut)]);
    assert!(told.contains("cut.png") && told.contains("damaged behind its palette"), "{told}");

    let mask = folder.path().join("mask.png");
    write_mask(&mask, &Mask::from_fn(|_, _| false)).unwrap();
    let out = folder.path().join("child.png");
    let words = ["breed", text(&a), "--mask", text(&mask), "--out", text(&out)];
    let told = complaints(&words);
    assert!(told.contains("mask.png") && told.contains("no pixel in the mask"), "{told}");
}

#[test]
fn recipes_are_followed_whatever_became_of_their_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let source = path("a.png");
    succeed(&mut shoal(), &["generate", "--seed", "5", "--out", text(&source)]);
    let sprite = read_sprite(&source).unwrap().sprite;
    let recipe = read_sprite(&source).unwrap().recipe.unwrap().to_json();
    let mut pixels = sprite.to_rgba(&Palette::ocean());
    let redraw = |size: usize, pixels: &[u8]| {
        let file = path("other.png");
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, size as u32, size as u32);
        encoder.set_color(png::ColorType::Rgba);
        encoder.add_itxt_chunk("shoal:recipe".to_owned(), recipe.clone()).unwrap();
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(pixels).unwrap();
        writer.finish().unwrap();
        fs::write(&file, bytes).unwrap();
        let out = path("again.png");
        let _ = fs::remove_file(&out);
        let words = ["generate", "--recipe", text(&file), "--out", text(&out)];
        let output = run(&mut shoal(), &words);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{told}");
        assert_eq!(read_sprite(&out).unwrap().sprite, sprite);
        assert!(!told.contains("damaged"), "{told}");
        told
    };
    assert!(redraw(32, &pixels).contains("are the same"));
    let cut: Vec<u8> =
        pixels.chunks(32 * 4).skip(2).take(28).flat_map(|row| &row[8..120]).copied().collect();
    let told = redraw(28, &cut);
    assert!(
        told.contains("28x28") && told.contains("32x32") && told.contains("was drawn"),
        "{told}"
    );
    for at in [33, 600] {
        pixels[at * 4..][..4].copy_from_slice(&[1, 2, 3, 255]);
    }
    let told = redraw(32, &pixels);
    assert!(told.contains("2 of 1024 differ") && told.contains("changed after"), "{told}");
}
