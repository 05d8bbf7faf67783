//! Folders, what lies beside pictures, rows of sheets and their names.

use shoal::files::import::read_frames;

use super::{
    files::{indices, parents},
    *,
};

#[test]
fn a_folder_is_exported_whole_and_what_is_no_picture_is_told() {
    let folder = tempfile::tempdir().unwrap();
    parents(folder.path());
    let at = |name: &str| folder.path().join(name);
    fs::write(at("shield-forest-5-0.png.import"), "[remap]\n").unwrap();
    fs::write(at("Thumbs.db"), b"\xd0\xcf\x11\xe0").unwrap();
    let sky = |x: u32, y: u32| image::Rgba([x as u8, 7 * y as u8, (x * y) as u8, 255]);
    image::RgbaImage::from_fn(300, 20, sky).save(at("backdrop.png")).unwrap();
    fs::create_dir(at("old")).unwrap();
    let out = folder.path().join("out.aseprite");
    let output = run(
        &mut shoal(),
        &["export", text(folder.path()), "--format", "aseprite", "--out", text(&out)],
    );
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    for part in ["backdrop.png (300x20 pixels", "Thumbs.db (no picture)", ".import (no", "a folder"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert_eq!(read_frames(&out, &Palette::ocean()).unwrap().len(), 2);
    // Named one by one, as a shell does with "shield*".
    let names = ["shield-forest-5-0.png", "shield-forest-5-0.png.import"].map(at);
    let words = ["export", text(&names[0]), text(&names[1]), "--format", "aseprite", "--force"];
    let output = run(&mut shoal(), &[&words[..], &["--out", text(&out)]].concat());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && told.contains("is no picture"), "{told}");
    assert_eq!(read_frames(&out, &Palette::ocean()).unwrap().len(), 1);
    let words = ["export", text(&names[1]), "--format", "aseprite", "--out", text(&out)];
    assert!(fail(&mut shoal(), &words, 1).contains(".import"));
    let old = at("old");
    let words = ["export", text(&old), "--format", "aseprite", "--out", text(&out)];
    assert!(fail(&mut shoal(), &words, 1).contains("a folder without a sprite"));
}

#[test]
fn each_tag_has_a_row_of_a_sheet() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let [first, second] = parents(folder.path());
    for (name, count) in [("swim.gif", 5), ("bite.gif", 2)] {
        let files: Vec<&Path> = [&*first, &*second].into_iter().cycle().take(count).collect();
        let files: Vec<&str> = files.into_iter().map(text).collect();
        let words = ["--format", "gif", "--out"];
        let out = at(name);
        succeed(&mut shoal(), &[&["export"][..], &files, &words, &[text(&out)]].concat());
    }
    let (swim, bite, sheet) = (at("swim.gif"), at("bite.gif"), at("sheet.png"));
    let places = |more: &[&str]| {
        let words = ["export", text(&swim), text(&bite), "--format", "sheet", "--split-tags"];
        succeed(&mut shoal(), &[&words[..], &["--out", text(&sheet)], more].concat());
        let json: serde_json::Value =
            serde_json::from_slice(&fs::read(at("sheet.json")).unwrap()).unwrap();
        let tags = json["meta"]["frameTags"].as_array().unwrap();
        let tags: Vec<&str> = tags.iter().map(|tag| tag["name"].as_str().unwrap()).collect();
        assert_eq!(tags, ["swim", "bite"]);
        let frames = json["frames"].as_object().unwrap().values();
        let place = |frame: &serde_json::Value| {
            let cell = |side: &str| frame["frame"][side].as_u64().unwrap() / 32;
            (cell("x"), cell("y"))
        };
        frames.map(place).collect::<std::collections::BTreeSet<_>>()
    };
    let row = |y: u64, length: u64| (0..length).map(move |x| (x, y));
    assert_eq!(places(&[]), row(0, 5).chain(row(1, 2)).collect());
    let wrapped = row(0, 4).chain(row(1, 1)).chain(row(2, 2)).collect();
    assert_eq!(places(&["--columns", "4"]), wrapped);
    let words = ["export", text(&swim), "--format", "gif", "--split-tags", "--out", text(&sheet)];
    fail(&mut shoal(), &words, 2);
}

#[test]
fn a_sweep_over_an_axis_says_what_its_rows_are() {
    let folder = tempfile::tempdir().unwrap();
    let size = |words: &[&str]| {
        let sheet = folder.path().join("sweep.png");
        let fixed = ["sweep", "--steps", "2", "--scale", "2", "--out", text(&sheet)];
        succeed(&mut shoal(), &[&fixed[..], words].concat());
        indices(&sheet).len()
    };
    let plain = size(&["--over", "category", "--no-names"]);
    let named = size(&["--over", "category"]);
    assert_eq!(plain, (2 * 68 - 4) * (3 * 68 - 4));
    // "mushroom" at the left, temperatures above.
    assert_eq!(named, (8 * 8 + 8 + 2 * 68) * (8 + 8 + 3 * 68));
    assert_eq!(named, size(&["--over", "category", "--names"]));
    assert_eq!(size(&["--seeds", "3"]), plain);
    let told = fail(&mut shoal(), &["sweep", "--names", "--no-names", "--out", "a.png"], 2);
    assert!(told.contains("--no-names"), "{told}");
}
