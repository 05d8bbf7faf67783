use proptest::prelude::*;

use super::*;
use crate::{
    files::{
        import::{Imported, read_frames},
        test_support::{all_colours, any_frames, recipe_of},
    },
    sprite::Sprite,
};

fn read_back(json: &str, png: &[u8]) -> Result<Vec<Imported>, FileError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheet.json");
    std::fs::write(&path, json).unwrap();
    std::fs::write(folder.path().join("sheet.png"), png).unwrap();
    read_frames(&path, &Palette::ocean())
}

fn encoded(frames: &[Frame], options: SheetOptions) -> Sheet {
    encode(frames, &Palette::ocean(), options, Path::new("out/sheet.png")).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn frames_times_and_recipes_round_trip(
        frames in any_frames(), scale in 1..=5_u32, padding in 0..4_usize,
        columns in prop::option::of(1..5_usize), is_array in any::<bool>(),
    ) {
        let json = if is_array { JsonKind::Array } else { JsonKind::Hash };
        let sheet = encoded(&frames, SheetOptions { columns, padding, scale, json });
        let read = read_back(&sheet.json, &sheet.png).unwrap();
        let read: Vec<Frame> = read.into_iter().map(|imported| imported.frame).collect();
        prop_assert_eq!(read, frames);
    }
}

#[test]
fn the_json_has_the_fields_that_engines_read() {
    let frames = [Frame::new("a", all_colours()), Frame::new("b", Sprite::EMPTY)];
    let options = SheetOptions { padding: 1, scale: 2, ..SheetOptions::default() };
    let sheet = encoded(&frames, options);
    let json: serde_json::Value = serde_json::from_str(&sheet.json).unwrap();
    let frame = &json["frames"]["b"];
    let place = serde_json::json!({ "x": 2 * 34, "y": 2, "w": 64, "h": 64 });
    assert_eq!(frame["frame"], place);
    assert_eq!((&frame["rotated"], &frame["trimmed"]), (&false.into(), &false.into()));
    assert_eq!(frame["sourceSize"], serde_json::json!({ "w": 64, "h": 64 }));
    assert_eq!(frame["spriteSourceSize"]["w"], 64);
    assert_eq!(frame["duration"], 100);
    assert_eq!(json["meta"]["image"], "sheet.png");
    assert_eq!((&json["meta"]["format"], &json["meta"]["scale"]), (&"I8".into(), &"2".into()));
    assert_eq!(json["meta"]["size"], serde_json::json!({ "w": 2 * 67, "h": 2 * 34 }));
    assert_eq!(json["meta"]["generator"]["name"], "shoal");

    let array = encoded(&frames, SheetOptions { json: JsonKind::Array, ..options });
    let json: serde_json::Value = serde_json::from_str(&array.json).unwrap();
    assert_eq!(json["frames"][1]["filename"], "b");
    assert_eq!(json["frames"][1]["frame"], place);
    assert_eq!(array.png, sheet.png);
}

#[test]
fn names_stay_in_order_and_apart() {
    let names = ["fish 10", "fish 2", "fish 2", "fish 2 (2)"];
    let frames = names.map(|name| Frame::new(name, all_colours()));
    let sheet = encoded(&frames, SheetOptions::default());
    let read = read_back(&sheet.json, &sheet.png).unwrap();
    let read: Vec<&str> = read.iter().map(|imported| imported.frame.name.as_str()).collect();
    assert_eq!(read, ["fish 10", "fish 2", "fish 2 (2)", "fish 2 (2) (2)"]);
}

/// As Aseprite writes it with "trim" and without recipes; `TexturePacker` has the same fields.
#[test]
fn trimmed_frames_of_other_programs_are_put_back_in_place() {
    let sheet = encoded(&[Frame::new("a", all_colours())], SheetOptions::default());
    let json = r#"{ "frames": [ { "filename": "fish 0.aseprite",
        "frame": { "x": 4, "y": 0, "w": 3, "h": 1 }, "rotated": false, "trimmed": true,
        "spriteSourceSize": { "x": 5, "y": 6, "w": 3, "h": 1 },
        "sourceSize": { "w": 32, "h": 32 }, "duration": 50 } ],
        "meta": { "app": "https://www.aseprite.org/", "image": "C:\\\\art/sheet.png" } }"#;
    // A path of another computer is no path here, but its file name is.
    let read = read_back(&json.replace("C:\\\\art/", ""), &sheet.png).unwrap();
    let sprite = &read[0].frame.sprite;
    assert_eq!([4, 5, 6, 7, 8].map(|x| sprite.at(x, 6)), [0, 4, 5, 6, 0]);
    assert_eq!((sprite.opaque_count(), read[0].frame.milliseconds), (3, 50));
    assert_eq!(read_back(json, &sheet.png).unwrap(), read);
}

#[test]
fn nonsense_is_refused_with_its_reason() {
    let sheet = encoded(&[Frame::new("a", all_colours())], SheetOptions::default());
    let message = |json: &str| read_back(json, &sheet.png).unwrap_err().to_string();
    for (from, to, wanted) in [
        ("\"x\": 0", "\"x\": 9", "outside the picture"),
        ("\"x\": 0", "\"x\": 4294967295", "outside the picture"),
        ("\"rotated\": false", "\"rotated\": true", "is rotated"),
        ("\"sheet.png\"", "\"..\"", "names no picture"),
        ("\"sheet.png\"", "\"other.png\"", "other.png"),
        ("\"frames\"", "\"sprites\"", "no JSON of a sprite sheet"),
    ] {
        let error = message(&sheet.json.replacen(from, to, 1));
        assert!(error.contains(wanted), "{to}: {error}");
    }
    for length in 1..sheet.json.trim_end().len() {
        assert!(read_back(&sheet.json[..length], &sheet.png).is_err(), "{length}");
    }
    for length in 0..sheet.png.len() {
        assert!(read_back(&sheet.json, &sheet.png[..length]).is_err(), "{length}");
    }
}

#[test]
fn recipes_that_tell_of_other_pixels_are_not_written() {
    let recipe = recipe_of(&all_colours(), 3);
    let frame = Frame::new("a", Sprite::EMPTY).with_recipe(recipe);
    let sheet = encoded(&[frame], SheetOptions::default());
    assert!(!sheet.json.contains("checkpoint"));
}

#[test]
fn sheets_that_no_card_takes_are_refused_before_they_are_made() {
    let options = SheetOptions { scale: 16, ..SheetOptions::default() };
    let frames = vec![Frame::new("a", all_colours()); 65];
    let refused = |frames: &[Frame], options| {
        encode(frames, &Palette::ocean(), options, Path::new("sheet.png")).unwrap_err().to_string()
    };
    let error = refused(&frames, options);
    assert!(error.contains("pixels") && error.contains("lower the scale"), "{error}");
    assert!(encode(&frames[..64], &Palette::ocean(), options, Path::new("s.png")).is_ok());
    let wide = SheetOptions { padding: usize::MAX, ..options };
    assert!(refused(&frames, wide).contains("longer than"));
    assert!(refused(&[], options).contains("at least one"));
}
