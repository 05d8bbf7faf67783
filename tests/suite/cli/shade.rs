//! Light on the command line, as a script asks for it.

use shoal::{
    files::{import::read_frames, palette::read_swatches, png::read_sprite},
    shade::{Shader, follow, shade},
    sprite::Light,
};

use super::*;

/// A disc of one colour, shade 4 of the ramp "sand", as a PNG without a recipe.
fn disc(folder: &Path) -> (PathBuf, Sprite) {
    let mut sprite = Sprite::EMPTY;
    for (y, x) in (0..32).flat_map(|y| (0..32).map(move |x| (y, x))) {
        if (2 * x - 31) * (2 * x - 31) + (2 * y - 31) * (2 * y - 31) < 24 * 24 {
            sprite.set(x, y, 32);
        }
    }
    let path = folder.join("disc.png");
    fs::write(&path, encode_sprite(&sprite, &Palette::ocean(), None, 1)).unwrap();
    (path, sprite)
}

fn drawn(folder: &Path, words: &[&str]) -> PathBuf {
    let fixed = ["generate", "--zone", "forest", "--category", "shield", "--seed", "5", "--out"];
    let printed = succeed(&mut shoal(), &[&fixed[..], &[text(folder)], words].concat());
    PathBuf::from(printed.trim())
}

#[test]
fn light_is_told_in_the_recipe_and_leads_back_to_its_pixels() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let flat = drawn(&at("flat"), &[]);
    let direct = drawn(&at("direct"), &["--shade", "moon", "--edge", "0.9"]);
    let lit = at("lit.png");
    let words = ["shade", text(&flat), "--preset", "moon", "--edge", "0.9", "--out", text(&lit)];
    succeed(&mut shoal(), &words);
    assert_eq!(fs::read(&direct).unwrap(), fs::read(&lit).unwrap(), "one recipe, one file");

    let (flat, lit) = (read_sprite(&flat).unwrap(), read_sprite(&lit).unwrap());
    let light = Light { edge: 0.9, ..Light::preset("moon").unwrap() };
    assert_ne!(lit.sprite, flat.sprite);
    assert_eq!(lit.sprite, shade(&flat.sprite, &Palette::ocean(), &light));
    let recipe = lit.recipe.unwrap();
    assert!(recipe.describes(&lit.sprite));
    let shading = recipe.shading.unwrap();
    assert_eq!(
        (shading.light, shading.ramps, shading.flat),
        (light, None, Some(Box::new(flat.sprite)))
    );

    let words = ["generate", "--recipe", text(&direct), "--out"];
    let again = at("again");
    let output = run(&mut shoal(), &[&words[..], &[text(&again)]].concat());
    assert!(String::from_utf8(output.stderr).unwrap().contains("pixels are the same"));
    let again = again.join(direct.file_name().unwrap());
    assert_eq!(fs::read(direct).unwrap(), fs::read(again).unwrap());
}

#[test]
fn a_lit_sprite_gets_the_new_light_instead() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let flat = drawn(&at("flat"), &[]);
    let lit = drawn(&at("lit"), &["--shade", "lantern"]);
    let shade_to = |from: &Path, preset: &str, to: &str| {
        let out = at(to);
        succeed(&mut shoal(), &["shade", text(from), "--preset", preset, "--out", text(&out)]);
        fs::read(out).unwrap()
    };
    let noon = shade_to(&flat, "noon", "noon.png");
    assert_eq!(shade_to(&lit, "noon", "other.png"), noon);
    assert_eq!(shade_to(&lit, "flat", "off.png"), fs::read(&flat).unwrap());

    // A recipe that does not tell the flat pixels: the model draws them again.
    let read = read_sprite(&lit).unwrap();
    let mut recipe = read.recipe.unwrap();
    let mut shading = recipe.shading.clone().unwrap();
    shading.flat = None;
    recipe.shading = Some(shading);
    let short = at("short.png");
    fs::write(&short, encode_sprite(&read.sprite, &Palette::ocean(), Some(&recipe), 1)).unwrap();
    assert_eq!(shade_to(&short, "noon", "redrawn.png"), noon);
    let unmade = at("x.png");
    let words = ["shade", text(&short), "--out", text(&unmade)];
    let refused = |change: fn(&mut Recipe)| {
        let mut recipe = recipe.clone();
        change(&mut recipe);
        let bytes = encode_sprite(&read.sprite, &Palette::ocean(), Some(&recipe), 1);
        fs::write(&short, bytes).unwrap();
        assert!(fail(&mut shoal(), &words, 1).contains("lit already"));
    };
    refused(|recipe| recipe.seed += 1);
    // It would lead there, but a small file must not ask for that much drawing.
    refused(|recipe| recipe.sampling.attempts = 16);
    refused(|recipe| recipe.checkpoint = "0".repeat(64));
}

#[test]
fn grids_sweeps_and_children_are_lit_along_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let lit_differs = |command: &[&str], name: &str| {
        let [plain, lit] = [at(name), at(&format!("lit-{name}"))];
        succeed(&mut shoal(), &[command, &["--out", text(&plain)]].concat());
        succeed(&mut shoal(), &[command, &["--rim", "1", "--out", text(&lit)]].concat());
        assert_ne!(fs::read(plain).unwrap(), fs::read(lit).unwrap(), "{name}");
    };
    lit_differs(&["grid", "--seed", "3"], "grid.png");
    lit_differs(&["sweep", "--category", "sword", "--steps", "2", "--seeds", "2"], "sweep.png");

    // A child of lit parents is that of the flat ones, lit itself.
    let [a, b] = ["a", "b"]
        .map(|name| drawn(&at(name), &["--variant", if name == "a" { "0" } else { "1" }]));
    let lit_a = drawn(&at("lit-a"), &["--shade", "noon"]);
    let breed = |a: &Path, out: &str, words: &[&str]| {
        let out = at(out);
        let fixed = ["breed", text(a), text(&b), "--mask", "left", "--out", text(&out)];
        let printed = succeed(&mut shoal(), &[&fixed[..], words].concat());
        read_sprite(Path::new(printed.trim())).unwrap()
    };
    let (plain, of_lit) = (breed(&a, "plain", &[]), breed(&lit_a, "of-lit", &[]));
    assert_eq!((&plain.sprite, plain.recipe), (&of_lit.sprite, of_lit.recipe));
    let lit = breed(&a, "lit-child", &["--shade", "noon"]);
    let shading = lit.recipe.unwrap().shading.unwrap();
    assert_eq!(follow(&shading, &plain.sprite, &Palette::ocean()), lit.sprite);
}

#[test]
fn art_without_a_recipe_is_lit_in_its_own_palette_and_swept() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (file, disc) = disc(folder.path());
    let out = at("out");
    let words = ["shade", text(&file), text(&file), "--out", text(&out), "--scale", "2"];
    let printed = succeed(&mut shoal(), &words);
    assert_eq!(printed.lines().count(), 2);
    assert_eq!(names_in(&out), ["disc-2.png", "disc.png"]);
    let read = read_frames(&out.join("disc.png"), &Palette::ocean()).unwrap();
    assert_eq!(read[0].frame.sprite, shade(&disc, &Palette::ocean(), &Light::DEFAULT));
    assert!(read_sprite(&out.join("disc.png")).unwrap().recipe.is_none());

    // Two ramps of two colours of its own: light may only move between those two.
    let palette = at("two.gpl");
    let [dark, light] = [29, 32].map(|index: usize| Palette::ocean().colours()[index].0);
    let line = |[r, g, b]: [u8; 3], label: &str| format!("{r} {g} {b}\t{label}\n");
    let gpl = format!("GIMP Palette\n{}{}", line(dark, "sand 1"), line(light, "sand 2"));
    fs::write(&palette, gpl).unwrap();
    let lit = at("lit.png");
    let words = ["shade", text(&file), "--palette", text(&palette), "--out", text(&lit)];
    succeed(&mut shoal(), &words);
    let own = read_swatches(&palette).unwrap().to_palette().unwrap();
    let lit = read_sprite(&lit).unwrap();
    assert_eq!(lit.palette_colours[1..3], own.colours()[1..3]);
    assert!(lit.sprite.pixels().contains(&1) && lit.sprite.pixels().contains(&2));

    let gif = at("round.gif");
    let words = ["shade", text(&file), "--preset", "noon", "--frames", "5"];
    succeed(&mut shoal(), &[&words[..], &["--light-sweep", text(&gif)]].concat());
    let read = read_frames(&gif, &Palette::ocean()).unwrap();
    let sprites: Vec<Sprite> = read.into_iter().map(|it| it.frame.sprite).collect();
    let noon = Light::preset("noon").unwrap();
    assert_eq!(sprites, Shader::new(&Palette::ocean()).light_sweep(&disc, &noon, 5));
}

#[test]
fn nonsense_about_light_is_told_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let (file, _) = disc(folder.path());
    let shade =
        |words: &[&str], code| fail(&mut shoal(), &[&["shade", text(&file)], words].concat(), code);
    assert!(shade(&["--preset", "disco", "--out", "x"], 2).contains("lantern"));
    assert!(shade(&["--edge", "2", "--out", "x"], 2).contains("from 0 to 1"));
    assert!(shade(&[], 2).contains("--out"));
    assert!(shade(&["--light-sweep", "x.png"], 2).contains(".gif"));
    let file = text(&file);
    assert!(shade(&[file, "--light-sweep", "x.gif"], 2).contains("one sprite"));
    assert!(shade(&[file, "--out", "x.png"], 2).contains("folder"));
    let words = ["generate", "--recipe", file, "--shade", "moon", "--out", "x"];
    fail(&mut shoal(), &words, 2);
    assert!(!Path::new("x.gif").exists() && !Path::new("x.png").exists());
}

#[test]
fn a_palette_that_names_no_ramps_shows_those_it_seems_to_have() {
    let folder = tempfile::tempdir().unwrap();
    let hex = folder.path().join("few.hex");
    fs::write(&hex, "c0c0c0\n102a66\n303030\n588ae0\n787878\n").unwrap();
    let printed = succeed(&mut shoal(), &["palette", text(&hex)]);
    assert!(printed.contains("guessed from the colours"), "{printed}");
    assert!(printed.contains("  grey: 3 5 1") && printed.contains("  blue: 2 4"), "{printed}");
    let printed = succeed(&mut shoal(), &["palette"]);
    assert!(printed.contains("ramps, dark to light:\n  slate: 1 2 3"), "{printed}");
}

#[test]
fn sprites_in_other_colours_are_lit_in_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let colours = "1a1c2c\n5d275d\nb13e53\nef7d57\nf4f4f4\n3b5dc9\n";
    let own = at("p.hex");
    fs::write(&own, colours).unwrap();
    let (flat, lit, again) = (at("flat.png"), at("lit.png"), at("again.png"));
    let words = ["--seed", "11", "--palette", text(&own), "--out", text(&flat)];
    succeed(&mut bare(), &[&["generate"][..], &words].concat());
    let output = run(&mut bare(), &["shade", text(&flat), "--preset", "left", "--out", text(&lit)]);
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    let seen = read_swatches(&lit).unwrap();
    let known = read_swatches(&own).unwrap();
    let is_known = |rgb| known.colours.iter().any(|swatch| swatch.rgb == rgb);
    assert!(seen.colours.iter().all(|swatch| swatch.alpha == 0 || is_known(swatch.rgb)));
    let words = ["generate", "--recipe", text(&lit), "--out", text(&again)];
    let told = String::from_utf8(run(&mut bare(), &words).stderr).unwrap();
    assert!(told.contains("pixels are the same"), "{told}");
}
