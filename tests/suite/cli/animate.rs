//! Clips on the command line, as a script asks for them.

use shoal::{
    files::import::read_file,
    motion::{Animator, BodyPlan, Motion},
};

use super::*;

/// A fish of two colours, as a PNG without a recipe.
fn fish(folder: &Path, name: &str) -> (PathBuf, Sprite) {
    let mut sprite = Sprite::EMPTY;
    for (y, x) in (0..32).flat_map(|y| (0..32).map(move |x| (y, x))) {
        let body = (x - 12) * (x - 12) * 36 + (y - 16) * (y - 16) * 100 <= 3600;
        let tail = (18..27).contains(&x) && ((y - 16_i32).abs() * 8) <= (x - 16) * 5;
        if body || tail {
            sprite.set(x, y, if y < 15 { 31 } else { 32 });
        }
    }
    let path = folder.join(name);
    fs::write(&path, encode_sprite(&sprite, &Palette::ocean(), None, 1)).unwrap();
    (path, sprite)
}

fn clip_of(sprite: &Sprite, motion: &Motion) -> Vec<Sprite> {
    let palette = Palette::ocean();
    Animator::new(sprite, &palette, BodyPlan::Fish).clip(motion).unwrap().frames
}

#[test]
fn every_format_has_the_frames_of_the_library() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (path, sprite) = fish(folder.path(), "nemo.png");
    let motion = Motion { frames: 5, milliseconds: 80, strength: 1.2, ..Motion::default() };
    let expected = clip_of(&sprite, &motion);
    let words = ["animate", text(&path), "--body", "fish", "--frames", "5", "--duration", "80"];
    let words = [&words[..], &["--strength", "1.2", "--format"]].concat();
    for (format, out, read) in [
        ("gif", "nemo.gif", "nemo.gif"),
        ("apng", "moves.png", "moves.png"),
        ("aseprite", "nemo.aseprite", "nemo.aseprite"),
        ("sheet", "sheet.png", "sheet.json"),
    ] {
        let out = at(out);
        succeed(&mut bare(), &[&words[..], &[format, "--out", text(&out)]].concat());
        let file = read_file(&at(read), &Palette::ocean()).unwrap();
        let frames: Vec<Sprite> = file.sprites.iter().map(|it| it.frame.sprite.clone()).collect();
        assert_eq!(frames, expected, "{format}");
        assert!(file.sprites.iter().all(|it| it.frame.milliseconds == 80), "{format}");
        if let [tag] = &file.tags[..] {
            assert_eq!((tag.name.as_str(), tag.from, tag.to), ("nemo-swim", 0, 4));
        } else {
            assert!(["gif", "apng"].contains(&format), "{format} has a tag");
        }
    }
    let numbered = at("numbered");
    succeed(&mut bare(), &[&words[..], &["png", "--out", text(&numbered)]].concat());
    for (index, frame) in expected.iter().enumerate() {
        let path = numbered.join(format!("nemo-swim-{index}.png"));
        assert_eq!(read_sprite(&path).unwrap().sprite, *frame);
    }
    for (format, version) in [("godot", "format=3]"), ("godot3", "format=2]")] {
        let out = at(&format!("{format}.tres"));
        succeed(&mut bare(), &[&words[..], &[format, "--out", text(&out)]].concat());
        let resource = fs::read_to_string(&out).unwrap();
        assert!(resource.contains(version) && resource.contains("nemo-swim"), "{resource}");
        assert!(out.with_extension("png").exists());
    }
}

#[test]
fn clips_of_many_are_told_apart_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    let (one, _) = fish(folder.path(), "nemo.png");
    let (other, _) = fish(folder.path(), "Nemo!.png");
    let out = folder.path().join("all.aseprite");
    let words = ["animate", text(&one), text(&other), "--body", "fish", "--motion", "swim,idle"];
    let written = [&words[..], &["--format", "aseprite", "--out", text(&out)]].concat();
    succeed(&mut bare(), &written);
    let file = read_file(&out, &Palette::ocean()).unwrap();
    let mut names: Vec<&str> = file.tags.iter().map(|tag| tag.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["nemo-idle", "nemo-idle-2", "nemo-swim", "nemo-swim-2"]);
    let told = succeed(&mut bare(), &["animate", "--check", text(&out)]);
    assert!(told.contains("4 of 4 clips are steady"), "{told}");
    // Still sprites are measured by the clips that would be made of them.
    let told = succeed(&mut bare(), &[&words[..], &["--check"]].concat());
    assert!(told.contains("4 of 4 clips are steady"), "{told}");
}

#[test]
fn what_makes_no_clip_is_one_line_and_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (path, _) = fish(folder.path(), "nemo.png");
    let (path, out) = (text(&path), at("out.gif"));
    let words = |more: &[&'static str]| -> Vec<String> {
        let words = ["animate", path, "--format", "gif", "--out", text(&out)];
        words.iter().chain(more).map(|word| (*word).to_owned()).collect()
    };
    for (more, told) in [
        (&["--frames", "0"][..], "from 2 to 16 is needed"),
        (&["--frames", "1000"], "from 2 to 16 is needed"),
        (&["--duration", "0"], "from 10 to 10000 is needed"),
        (&["--duration", "3600000"], "from 10 to 10000 is needed"),
        (&["--strength", "-1"], "-1"),
        (&["--motion", "fly"], "known are swim"),
        (&["--body", "sword"], "known are fish"),
    ] {
        let words = words(more);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let line = fail(&mut bare(), &words, 2);
        assert!(line.contains(told), "{line}");
        assert!(!out.exists());
    }
    let empty = at("empty.png");
    fs::write(&empty, encode_sprite(&Sprite::EMPTY, &Palette::ocean(), None, 1)).unwrap();
    // The first of the two could be moved; still nothing is half-written.
    let sheet = at("both.png");
    let words = ["animate", path, text(&empty), "--format", "sheet", "--out", text(&sheet)];
    let line = fail(&mut bare(), &words, 1);
    assert!(line.contains("empty.png") && line.contains("nothing to move"), "{line}");
    assert!(!sheet.exists() && !at("both.json").exists());
}

#[test]
fn sheets_with_odd_frames_and_empty_tags_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (_, sprite) = fish(folder.path(), "nemo.png");
    let frames: Vec<Sprite> = clip_of(&sprite, &Motion::default());
    let picture = shoal::files::png::encode_grid(&frames[..2], 2, &Palette::ocean(), 1);
    fs::write(at("sheet.png"), picture).unwrap();
    let frame = |x: usize, width: usize| {
        serde_json::json!({
            "frame": { "x": x, "y": 0, "w": width, "h": 32 }, "rotated": false, "trimmed": false,
            "spriteSourceSize": { "x": 0, "y": 0, "w": width, "h": 32 },
            "sourceSize": { "w": width, "h": 32 }, "duration": 100,
        })
    };
    let tag = |name: &str, from: usize, to: usize| serde_json::json!({ "name": name, "from": from, "to": to, "direction": "forward" });
    let write = |name: &str, width: usize, tags: Vec<serde_json::Value>| {
        let json = serde_json::json!({
            "frames": { "0": frame(0, 32), "1": frame(34, width) },
            "meta": { "image": "sheet.png", "size": { "w": 66, "h": 32 }, "scale": "1", "frameTags": tags },
        });
        fs::write(at(name), json.to_string()).unwrap();
        let output = run(&mut bare(), &["animate", "--check", text(&at(name))]);
        String::from_utf8(output.stderr).unwrap()
    };
    let told = write("odd.json", 16, vec![]);
    assert!(told.contains("frames that differ in size, as 32x32 and 16x32"), "{told}");
    let told =
        write("empty.json", 32, vec![tag("none", 5, 9), tag("back", 1, 0), tag("swim", 0, 1)]);
    assert!(told.contains("has no frames for the tags \"none\", \"back\""), "{told}");
    let told = write("fine.json", 32, vec![tag("swim", 0, 1)]);
    assert!(told.is_empty(), "{told}");
}
