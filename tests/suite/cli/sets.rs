//! Sets of sprites: names by a pattern, palette swaps.

use super::*;
use shoal::sprite::Livery;

#[test]
fn names_follow_a_pattern_in_every_command_that_writes_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let drawn = folder.path().join("drawn");
    let words = ["generate", "--zone", "forest", "--category", "shield", "--count", "3"];
    let pattern = "{number}_{name}-{zone}-{seed}";
    let more = ["--seed", "5", "--names", pattern, "--out", text(&drawn)];
    succeed(&mut shoal(), &[&words[..], &more].concat());
    let names = ["1_shield-forest-5.png", "2_shield-forest-5.png", "3_shield-forest-5.png"];
    assert_eq!(names_in(&drawn), names);

    // A name that a file was given stays, one that repeats its recipe is put together anew.
    let (own, usual) = (folder.path().join("Old Tom.png"), drawn.join("shield-forest-5-1.png"));
    fs::rename(drawn.join(names[0]), &own).unwrap();
    fs::rename(drawn.join(names[1]), &usual).unwrap();
    let out = folder.path().join("out");
    let words = ["export", text(&own), text(&usual), "--format", "png", "--out", text(&out)];
    succeed(&mut shoal(), &[&words[..], &["--names", "{name}-{zone}"]].concat());
    assert_eq!(names_in(&out), ["Old-Tom-forest.png", "shield-forest.png"]);
    let sheet = folder.path().join("sheet.png");
    let words = ["export", text(&own), text(&usual), "--format", "sheet", "--out", text(&sheet)];
    succeed(&mut shoal(), &[&words[..], &["--names", "{category}{variant}"]].concat());
    let json = fs::read_to_string(folder.path().join("sheet.json")).unwrap();
    assert!(json.contains("shield0") && json.contains("shield1"), "{json}");
    let bred = folder.path().join("bred");
    let words = ["breed", text(&own), "--count", "2", "--names", "child {number}"];
    succeed(&mut shoal(), &[&words[..], &["--out", text(&bred)]].concat());
    assert_eq!(names_in(&bred), ["child 1.png", "child 2.png"]);
    let lit = folder.path().join("lit");
    let words = ["shade", text(&own), text(&usual), "--names", "lit-{name}", "--out", text(&lit)];
    succeed(&mut shoal(), &words);
    assert_eq!(names_in(&lit), ["lit-Old-Tom.png", "lit-shield-forest-5-1.png"]);
}

#[test]
fn names_of_many_files_sort_and_need_no_quotes() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let draw = |out: &Path, more: &[&str]| {
        let words = ["generate", "--zone", "forest", "--seed", "5", "--out", text(out)];
        succeed(&mut shoal(), &[&words[..], more].concat());
        names_in(out)
    };
    let drawn = draw(&at("drawn"), &["--count", "12"]);
    assert_eq!((&drawn[0][..], &drawn[11][..]), ("any-forest-5-00.png", "any-forest-5-11.png"));
    let few = draw(&at("few"), &["--count", "2", "--variant", "8"]);
    assert_eq!(few, ["any-forest-5-8.png", "any-forest-5-9.png"]);
    let same = draw(&at("same"), &["--count", "11", "--names", "my {category}"]);
    assert_eq!((&same[0][..], &same[10][..]), ("my any-02.png", "my any.png"));
    let variants = draw(&at("variants"), &["--count", "11", "--names", "{variant}"]);
    assert_eq!((&variants[0][..], &variants[10][..]), ("00.png", "10.png"));

    // A file that was drawn among many is told by its recipe all the same.
    fs::rename(at("drawn").join(&drawn[3]), at("My fish (2).png")).unwrap();
    let files = [at("drawn").join(&drawn[4]), at("My fish (2).png"), at("drawn").join(&drawn[11])];
    let export = |more: &[&str]| {
        let out = tempfile::tempdir().unwrap();
        let words =
            ["export", text(&files[0]), text(&files[1]), text(&files[2]), "--format", "png"];
        succeed(&mut shoal(), &[&words[..], &["--out", text(out.path())], more].concat());
        names_in(out.path())
    };
    assert_eq!(export(&[]), ["My-fish-2.png", "any-forest-5-04.png", "any-forest-5-11.png"]);
    let named = ["My-fish-2-forest-03.png", "any-forest-04.png", "any-forest-11.png"];
    assert_eq!(export(&["--names", "{name}-{zone}-{variant}"]), named);

    // Frames of one animation are numbered in one length.
    let (all, gif, frames) = (at("drawn"), at("swim.gif"), at("frames"));
    let words = ["export", text(&all), "--format", "gif", "--out", text(&gif)];
    succeed(&mut shoal(), &words);
    succeed(&mut shoal(), &["export", text(&gif), "--format", "png", "--out", text(&frames)]);
    let names = names_in(&frames);
    assert_eq!((names.len(), &names[0][..], &names[10][..]), (11, "swim-00.png", "swim-10.png"));
}

#[test]
fn patterns_that_make_no_sense_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let draw = |words: &[&str], out: &str| {
        let out = folder.path().join(out);
        fail(&mut shoal(), &[&["generate", "--out", text(&out)][..], words].concat(), 2)
    };
    let told = draw(&["--names", "{nme}"], "out");
    assert!(told.contains("{nme}") && told.contains("{variant}"), "{told}");
    assert!(draw(&["--names", "a/{name}"], "out").contains("folder"));
    assert!(draw(&["--names", "{name}"], "one.png").contains("--names"));
    assert_eq!(names_in(folder.path()), [""; 0]);
}

#[test]
fn a_sprite_comes_in_as_many_liveries_as_are_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("liveries");
    let file = folder.path().join("fish.png");
    succeed(&mut shoal(), &["generate", "--seed", "5", "--out", text(&file)]);
    let before = read_sprite(&file).unwrap().sprite;
    let recolour = |words: &[&str]| {
        let fixed = ["recolour", text(&file), "--out", text(&out)];
        succeed(&mut shoal(), &[&fixed[..], words].concat())
    };
    let printed = recolour(&["--liveries", "5", "--seed", "3"]);
    let names: Vec<String> = (1..=5).map(|number| format!("fish-livery-{number}.png")).collect();
    assert_eq!(names_in(&out), names);
    assert_eq!(printed.lines().count(), 5);
    let expected = Livery::roll(&before, &Palette::ocean(), 3, 5);
    for (name, livery) in names.iter().zip(expected) {
        let read = read_sprite(&out.join(name)).unwrap();
        assert_eq!(read.sprite, livery.dress(&before, &Palette::ocean()));
        assert!(read.recipe.unwrap().describes(&read.sprite));
    }
    // The recipe leads to the same pixels.
    let again = folder.path().join("again");
    let first = out.join(&names[0]);
    let words = ["generate", "--recipe", text(&first), "--out", text(&again)];
    let told = String::from_utf8(run(&mut shoal(), &words).stderr).unwrap();
    assert!(told.contains("pixels are the same"), "{told}");
    // Chosen by name, and by number; the American spelling does as well.
    let palette = Palette::ocean();
    let ramp = palette.ramps()[Livery::worn(&before, &palette)[0].0].name.clone();
    let swap = format!("{ramp}=1");
    let one = folder.path().join("one.png");
    let words = ["recolor", text(&file), "--livery", &swap, "--out", text(&one)];
    succeed(&mut shoal(), &words);
    let expected = Livery::from_text(&swap, &palette).unwrap().dress(&before, &palette);
    assert_eq!(read_sprite(&one).unwrap().sprite, expected);
}

#[test]
fn liveries_that_cannot_be_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fish.png");
    succeed(&mut shoal(), &["generate", "--out", text(&file)]);
    let recolour = |words: &[&str], code| {
        let fixed = ["recolour", text(&file), "--out", "nowhere"];
        fail(&mut shoal(), &[&fixed[..], words].concat(), code)
    };
    assert!(recolour(&["--livery", "kelpy=sand"], 2).contains("kelpy"));
    assert!(recolour(&["--liveries", "0"], 2).contains("--liveries"));
    assert!(recolour(&[], 2).contains("--liveries"));
    // Two colours, and so no ramp to go to.
    let picture = image::RgbaImage::from_fn(32, 32, |x, _| {
        image::Rgba(if x < 16 { [250, 10, 10, 255] } else { [10, 10, 250, 255] })
    });
    picture.save(&file).unwrap();
    let words = ["recolour", text(&file), "--liveries", "5", "--out", "nowhere"];
    let told = fail(&mut bare(), &words, 1);
    assert!(told.contains("--palette") && told.contains("fish.png"), "{told}");
    assert!(!Path::new("nowhere").exists());
}
