use proptest::prelude::*;

use super::*;
use crate::{
    files::{
        Direction,
        animation::{Animation, WhichFrames, read_animation},
        import::{Imported, read_frames},
        test_support::{all_colours, any_frames, indexed_png, recipe_of},
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

pub(super) fn encoded(frames: &[Frame], tags: &[Tag], options: SheetOptions) -> Sheet {
    encode(frames, tags, &Palette::ocean(), options, Path::new("out/sheet.png")).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn frames_times_and_recipes_round_trip(
        frames in any_frames(), scale in 1..=5_u32, padding in 0..4_usize,
        columns in prop::option::of(1..5_usize), is_array in any::<bool>(),
    ) {
        let json = if is_array { JsonKind::Array } else { JsonKind::Hash };
        let options = SheetOptions { columns, padding, scale, json, ..SheetOptions::default() };
        let sheet = encoded(&frames, &[], options);
        let read = read_back(&sheet.json, &sheet.png).unwrap();
        let read: Vec<Frame> = read.into_iter().map(|imported| imported.frame).collect();
        prop_assert_eq!(read, frames);
    }
}

#[test]
fn the_json_has_the_fields_that_engines_read() {
    let frames = [Frame::new("a", all_colours()), Frame::new("b", Sprite::EMPTY)];
    let options = SheetOptions { padding: 1, scale: 2, ..SheetOptions::default() };
    let sheet = encoded(&frames, &[], options);
    let json: serde_json::Value = serde_json::from_str(&sheet.json).unwrap();
    let frame = &json["frames"]["b"];
    let place = serde_json::json!({ "x": 2 * 34, "y": 2, "w": 64, "h": 64 });
    assert_eq!(frame["frame"], place);
    assert_eq!((&frame["rotated"], &frame["trimmed"]), (&false.into(), &false.into()));
    assert_eq!(frame["sourceSize"], serde_json::json!({ "w": 64, "h": 64 }));
    assert_eq!(frame["spriteSourceSize"]["w"], 64);
    assert_eq!(frame["duration"], 100);
    assert_eq!(json["meta"]["image"], "sheet.png");
    assert_eq!((&json["meta"]["format"], &json["meta"]["scale"]), (&"I8".into(), &"1".into()));
    assert_eq!(json["meta"]["size"], serde_json::json!({ "w": 2 * 67, "h": 2 * 34 }));
    assert_eq!(json["meta"]["generator"]["name"], "shoal");
    assert_eq!(json["meta"]["frameTags"], serde_json::json!([]));
    let swim = Tag { direction: Direction::PingPong, repeat: 2, ..Tag::new("swim", 0, 1) };
    let tagged = encoded(&frames, std::slice::from_ref(&swim), options);
    let json_tags: serde_json::Value = serde_json::from_str(&tagged.json).unwrap();
    let expected = serde_json::json!({ "name": "swim", "from": 0, "to": 1, "direction": "pingpong", "repeat": "2" });
    assert_eq!(json_tags["meta"]["frameTags"], serde_json::json!([expected]));

    let array = encoded(&frames, &[], SheetOptions { json: JsonKind::Array, ..options });
    let json: serde_json::Value = serde_json::from_str(&array.json).unwrap();
    assert_eq!(json["frames"][1]["filename"], "b");
    assert_eq!(json["frames"][1]["frame"], place);
    assert_eq!(array.png, sheet.png);
}

#[test]
fn frames_that_tags_span_are_called_by_number() {
    let frames = ["a", "b", "c"].map(|name| Frame::new(name, all_colours()));
    let keys = |tags: &[Tag], frame_names| {
        let sheet = encoded(
            &frames,
            tags,
            SheetOptions { frame_names, scale: 3, ..SheetOptions::default() },
        );
        let json: serde_json::Value = serde_json::from_str(&sheet.json).unwrap();
        assert_eq!(json["meta"]["scale"], "1", "PixiJS would undo the enlargement");
        assert!(json["meta"]["app"].as_str().unwrap().contains("aseprite"));
        for list in ["frameTags", "layers", "slices"] {
            assert!(json["meta"][list].is_array(), "{list}");
        }
        json["frames"].as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    let swim = [Tag::new("swim", 0, 1)];
    assert_eq!(keys(&[], FrameNames::Auto), ["a", "b", "c"]);
    assert_eq!(keys(&[Tag::new("a", 0, 0)], FrameNames::Auto), ["a", "b", "c"]);
    assert_eq!(keys(&swim, FrameNames::Auto), ["0", "1", "2"]);
    assert_eq!(keys(&swim, FrameNames::Sprite), ["a", "b", "c"]);
    assert_eq!(keys(&[], FrameNames::Number), ["0", "1", "2"]);
}

#[test]
fn names_stay_in_order_and_apart() {
    let names = ["fish 10", "fish 2", "fish 2", "fish 2 (2)"];
    let frames = names.map(|name| Frame::new(name, all_colours()));
    let sheet = encoded(&frames, &[], SheetOptions::default());
    let read = read_back(&sheet.json, &sheet.png).unwrap();
    let read: Vec<&str> = read.iter().map(|imported| imported.frame.name.as_str()).collect();
    assert_eq!(read, ["fish 10", "fish 2", "fish 2 (3)", "fish 2 (2)"]);
}

/// As Aseprite writes it with "trim" and without recipes; `TexturePacker` has the same fields.
#[test]
fn trimmed_frames_of_other_programs_are_put_back_in_place() {
    let sheet = encoded(&[Frame::new("a", all_colours())], &[], SheetOptions::default());
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

/// A sheet of 8x4 pixels, all different, and what its JSON makes of them.
pub(super) fn animation(json: &str) -> Result<Animation, FileError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheet.json");
    std::fs::write(&path, json).unwrap();
    for page in ["sheet.png", "my sheet.png", "page-1.png"] {
        let mut bytes = Vec::new();
        let mut encoder = ::png::Encoder::new(&mut bytes, 8, 4);
        encoder.set_color(::png::ColorType::Rgba);
        let more = u8::from(page == "page-1.png") * 100;
        let pixels: Vec<u8> = (0..32).flat_map(|at| [at + 1 + more, 0, 0, 255]).collect();
        encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
        std::fs::write(folder.path().join(page), bytes).unwrap();
    }
    read_animation(&path, WhichFrames::All)
}

/// The red of every pixel of a frame, row by row.
fn reds(animation: &Animation, frame: usize) -> Vec<Vec<u8>> {
    let picture = &animation.frames[frame].picture;
    let rows = picture.pixels.chunks_exact(picture.width);
    rows.map(|row| row.iter().map(|pixel| pixel[0]).collect()).collect()
}

pub(super) fn said(animation: &Animation) -> Vec<String> {
    animation.remarks.iter().map(ToString::to_string).collect()
}

#[test]
fn frames_that_keep_their_position_keep_all_their_pixels() {
    let frame = |x: u8, left: i8, top: u8, source: u8| {
        format!(
            r#"{{ "frame": {{ "x": {x}, "y": 0, "w": 2, "h": 2 }}, "rotated": "false",
            "spriteSourceSize": {{ "x": {left}, "y": {top}, "w": 2, "h": 2 }},
            "sourceSize": {{ "w": {source}, "h": {source} }} }}"#
        )
    };
    let one = format!(r#"{{ "frames": {{ "fish": {} }} }}"#, frame(0, 9, 7, 2));
    assert_eq!(reds(&animation(&one).unwrap(), 0), [[1, 2], [9, 10]]);

    // Of two frames the distance is kept, and a trimmed one beside them stands where it was.
    let frames = [frame(0, 9, 7, 2), frame(2, 10, 7, 2), frame(4, 1, 0, 4), frame(0, -1, 7, 2)];
    let [a, b, c, d] = &frames;
    let three = animation(&format!(r#"{{ "frames": [{a}, {b}, {c}] }}"#)).unwrap();
    assert_eq!(reds(&three, 0), [[1, 2, 0], [9, 10, 0]]);
    assert_eq!(reds(&three, 1), [[0, 3, 4], [0, 11, 12]]);
    assert_eq!(reds(&three, 2)[..2], [[0, 5, 6, 0], [0, 13, 14, 0]]);
    let before = animation(&format!(r#"{{ "frames": [{d}] }}"#)).unwrap();
    assert_eq!(reds(&before, 0), [[1, 2], [9, 10]]);
}

#[test]
fn turned_frames_are_turned_back() {
    // What is drawn as 3x2 stands on the sheet as 2x3, turned clockwise.
    let of_drawing = r#"{ "frames": { "a": { "frame": { "x": 0, "y": 0, "w": 3, "h": 2 },
        "rotated": true, "spriteSourceSize": { "x": 0, "y": 0, "w": 3, "h": 2 },
        "sourceSize": { "w": 3, "h": 2 } } } }"#;
    let turned_back = [[2, 10, 18], [1, 9, 17]];
    assert_eq!(reds(&animation(of_drawing).unwrap(), 0), turned_back);
    let of_sheet = of_drawing.replacen("\"w\": 3, \"h\": 2", "\"w\": 2, \"h\": 3", 1);
    assert_eq!(reds(&animation(&of_sheet).unwrap(), 0), turned_back);
}

#[test]
fn json_is_read_as_packers_write_it() {
    let plain = r#"{ "frames": [ { "filename": "a", "duration": 0,
        "frame": { "x": "2", "y": 1.0, "w": 2, "h": 1 } } ],
        "meta": { "image": "my%20sheet.png", "scale": 1, "slices": [ { "name": "hit" } ],
        "frameTags": [ { "name": "swim", "from": 0, "to": 0, "direction": "pingpong",
        "repeat": "3" }, { "name": "long", "from": 0, "to": 9 },
        { "name": "gone", "from": 3, "to": 9 } ] } }"#;
    let read = animation(plain).unwrap();
    assert_eq!(reds(&read, 0), [[11, 12]]);
    let direction = Direction::PingPong;
    let swim = Tag { direction, repeat: 3, ..Tag::new("swim", 0, 0) };
    assert_eq!(read.tags, [swim, Tag::new("long", 0, 0)]);
    let told = said(&read);
    assert!(told.contains(&"1 frame without a duration got 100 ms".to_owned()), "{told:?}");
    assert!(told.contains(&"slice \"hit\" left out".to_owned()), "{told:?}");
    assert!(told.iter().any(|remark| remark.contains("\"gone\"")), "{told:?}");
    assert!(animation(&format!("\u{feff}\r\n{plain}")).is_ok());

    let pixi = r#"{ "frames": { "a": { "frame": { "x": 0, "y": 0, "w": 1, "h": 1 } },
        "b": { "frame": { "x": 1, "y": 0, "w": 1, "h": 1 } } },
        "animations": { "swim": ["a", "b"], "back": ["b", "a"] },
        "meta": { "related_multi_packs": ["fish-1.json"] } }"#;
    let read = animation(pixi).unwrap();
    assert_eq!(read.tags, [Tag::new("swim", 0, 1)]);
    assert_eq!(
        said(&read),
        [
            "page \"fish-1.json\" of 2 not read; put it beside the JSON under the name that is there",
            "tag \"back\" dropped"
        ]
    );
}

#[test]
fn pages_with_a_json_of_their_own_are_read_too() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for n in 0..2 {
        let frame = Frame::new(format!("fish-{n}"), all_colours());
        let sheet = encoded(&[frame], &[], SheetOptions::default());
        std::fs::write(at(&format!("fish-{n}.png")), &sheet.png).unwrap();
        let mut json: serde_json::Value = serde_json::from_str(&sheet.json).unwrap();
        json["meta"]["image"] = format!("fish-{n}.png").into();
        json["meta"]["related_multi_packs"] =
            serde_json::json!([format!("fish-{}.json", 1 - n), "lost.json"]);
        json["animations"] = serde_json::json!({ "swim": ["fish-0", "fish-1"] });
        std::fs::write(at(&format!("fish-{n}.json")), json.to_string()).unwrap();
    }
    let read = read_animation(&at("fish-0.json"), WhichFrames::All).unwrap();
    let names: Vec<&str> = read.frames.iter().map(|frame| frame.name.as_str()).collect();
    assert_eq!(names, ["fish-0", "fish-1"]);
    assert_eq!(read.tags, [Tag::new("swim", 0, 1)]);
    assert_eq!(
        said(&read),
        ["page \"lost.json\" of 3 not read; put it beside the JSON under the name that is there"]
    );
    assert_eq!(read.also_read.len(), 3);
    // Chosen together, each is read once.
    let all = ["fish-0.png", "fish-1.json", "fish-0.json", "fish-1.png", "other.png"].map(at);
    assert_eq!(without_parts(&all), [at("fish-1.json"), at("other.png")]);
}

#[test]
fn a_sheet_that_names_itself_is_no_picture() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheet.json");
    let frames = r#""frames": { "a": { "frame": { "x": 0, "y": 0, "w": 1, "h": 1 } } }"#;
    for meta in ["\"image\": \"sheet.json\"", "\"related_multi_packs\": [\"sheet.json\"]"] {
        std::fs::write(&path, format!("{{ {frames}, \"meta\": {{ {meta} }} }}")).unwrap();
        assert_eq!(without_parts(std::slice::from_ref(&path)), std::slice::from_ref(&path));
    }
    std::fs::write(&path, format!("{{ {frames}, \"meta\": {{ \"image\": \"sheet.json\" }} }}"))
        .unwrap();
    let error = read_animation(&path, WhichFrames::All).unwrap_err().to_string();
    assert!(error.contains("is no picture"), "{error}");
}

#[test]
fn all_pages_of_a_sheet_are_read() {
    let page = |image: &str, name: &str| {
        format!(
            r#"{{ "image": "{image}", "frames": [ {{ "filename": "{name}",
            "frame": {{ "x": 0, "y": 0, "w": 1, "h": 1 }} }} ] }}"#
        )
    };
    let pages = [page("sheet.png", "a"), page("page-1.png", "b")].join(",");
    let read = animation(&format!(r#"{{ "textures": [{pages}], "meta": {{}} }}"#)).unwrap();
    assert_eq!((reds(&read, 0), reds(&read, 1)), (vec![vec![1]], vec![vec![101]]));
    assert_eq!(read.also_read.len(), 2);
}

#[test]
fn what_is_no_sheet_is_named() {
    for (json, wanted) in [
        (r#"{ "modelVersion": 2, "piskel": { "name": "fish" } }"#, "project of Piskel"),
        (r#"{ "type": "tileset", "tilewidth": 16, "image": "a.png" }"#, "of Tiled"),
        (r#"{ "__header__": { "app": "LDtk" } }"#, "LDtk"),
        (r#"{ "skeleton": { "spine": "4.1" }, "bones": [] }"#, "Spine"),
        (r#"{ "name": "dusk", "colors": ["000000"] }"#, "is a palette"),
        (r#"{ "name": "shoal", "dependencies": {} }"#, "not that of a sprite sheet"),
        (r#"{ "frames": [], "meta": {} }"#, "without frames"),
        (r#"{ "frames": [ { "frame": 3 } ] }"#, "cannot be understood"),
        (r#"{ "images": ["a.png"], "frames": { "width": 8, "height": 8 } }"#, "EaselJS"),
        (r#"{ "images": ["a.png"], "frames": [[0, 0, 8, 8]] }"#, "EaselJS"),
        (r#"{ "textures": [ { "image": "a.png", "sprites": [] } ] }"#, "for Godot"),
    ] {
        let error = animation(json).unwrap_err().to_string();
        assert!(error.contains(wanted) && !error.contains("damaged"), "{json}: {error}");
    }
}

#[test]
fn nonsense_is_refused_with_its_reason() {
    let sheet = encoded(&[Frame::new("a", all_colours())], &[], SheetOptions::default());
    let message = |json: &str| read_back(json, &sheet.png).unwrap_err().to_string();
    for (from, to, wanted) in [
        ("\"x\": 0", "\"x\": 9", "outside the picture"),
        ("\"x\": 0", "\"x\": 4294967295", "outside the picture"),
        ("\"sheet.png\"", "\"..\"", "names no picture"),
        ("\"sheet.png\"", "\"other.png\"", "other.png"),
        ("\"sheet.png\"", "\"sheet.json\"", "is no picture"),
        ("\"frames\"", "\"sprites\"", "not that of a sprite sheet"),
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

/// As many sprites as anybody has in one file, each with its recipe.
#[test]
fn a_large_sheet_is_read_again() {
    let frame = |seed: u64| {
        Frame::new(format!("fish {seed}"), all_colours())
            .with_recipe(recipe_of(&all_colours(), seed))
    };
    let frames: Vec<Frame> = (0..4_800).map(frame).collect();
    let tags = [Tag::new("swim", 0, 4_799)];
    let options = SheetOptions { frame_names: FrameNames::Sprite, ..SheetOptions::default() };
    let sheet = encoded(&frames, &tags, options);
    let read = read_back(&sheet.json, &sheet.png).unwrap();
    assert_eq!((read.len(), &read[4_799].frame), (4_800, &frames[4_799]));
    let too_many = vec![Frame::new("a", all_colours()); 16_385];
    let options = SheetOptions { columns: Some(200), ..SheetOptions::default() };
    let error = encode(&too_many, &[], &Palette::ocean(), options, Path::new("s.png"));
    assert!(error.unwrap_err().to_string().contains("at most 16,384"));
}

#[test]
fn recipes_that_tell_of_other_pixels_are_not_written() {
    let recipe = recipe_of(&all_colours(), 3);
    let frame = Frame::new("a", Sprite::EMPTY).with_recipe(recipe);
    let sheet = encoded(&[frame], &[], SheetOptions::default());
    assert!(!sheet.json.contains("checkpoint"));
}

#[test]
fn sheets_that_no_card_takes_are_refused_before_they_are_made() {
    let options = SheetOptions { scale: 16, ..SheetOptions::default() };
    let frames = vec![Frame::new("a", all_colours()); 65];
    let refused = |frames: &[Frame], options| {
        encode(frames, &[], &Palette::ocean(), options, Path::new("sheet.png"))
            .unwrap_err()
            .to_string()
    };
    let error = refused(&frames, options);
    assert!(error.contains("pixels") && error.contains("lower the scale"), "{error}");
    assert!(encode(&frames[..64], &[], &Palette::ocean(), options, Path::new("s.png")).is_ok());
    let wide = SheetOptions { padding: usize::MAX, ..options };
    assert!(refused(&frames, wide).contains("longer than"));
    assert!(refused(&[], options).contains("at least one"));
}

#[test]
fn a_picture_of_another_size_than_the_json_says_is_told() {
    let json = |meta: &str| {
        format!(
            r#"{{ "frames": [ {{ "filename": "a", "frame": {{ "x": 2, "y": 1, "w": 2, "h": 1 }} }},
            {{ "filename": "b", "frame": {{ "x": 0, "y": 0, "w": 1, "h": 1 }} }} ],
            "animations": {{ "swim": ["a", "b"] }},
            "meta": {{ "image": "sheet.png", {meta}, "frameTags": [
            {{ "name": "swim", "from": 0, "to": 1 }}, {{ "name": "bite", "from": -1, "to": 1 }} ] }} }}"#
        )
    };
    let lost = "has no frames for the tag \"bite\", which was left out";
    for (size, wanted) in [
        (r#"{ "w": 8, "h": "4" }"#, None),
        ("null", None),
        (r#""8x4""#, None),
        ("[8, 4]", None),
        (r#"{ "w": 4, "h": 2 }"#, Some("has 4x2 pixels, and it has 8x4, 2 times as large; ")),
        (r#"{ "w": 16, "h": 8 }"#, Some("and it has 8x4, 1/2 as large; frames were cut from")),
        (r#"{ "w": 8, "h": 5 }"#, Some("has 8x5 pixels, and it has 8x4; frames")),
    ] {
        let read = animation(&json(&format!("\"size\": {size}"))).unwrap();
        assert_eq!(reds(&read, 0), [[11, 12]]);
        let mut told = said(&read);
        assert!(told.contains(&lost.to_owned()), "{told:?}");
        told.retain(|remark| remark != lost);
        assert_eq!(told.len(), usize::from(wanted.is_some()), "{size}: {told:?}");
        assert!(wanted.is_none_or(|wanted| told[0].contains(wanted)), "{told:?}");
        // Listed in both ways, it is one animation.
        assert_eq!(read.tags, [Tag::new("swim", 0, 1)]);
    }
}

#[test]
fn a_picture_is_found_in_other_cases_and_a_missing_one_is_named_with_the_json() {
    let frame = r#""frame": { "x": 0, "y": 0, "w": 2, "h": 1 }"#;
    let json = |image: &str| {
        format!(r#"{{ "frames": {{ "a": {{ {frame} }} }}, "meta": {{ "image": "{image}" }} }}"#)
    };
    let read = animation(&json("My%20Sheet.PNG")).unwrap();
    assert_eq!(reads_of(&read), ["my sheet.png"]);
    assert_eq!(reads_of(&animation(&json("SHEET.png")).unwrap()), ["sheet.png"]);
    // Beside the JSON too, where the folder that is named is not there.
    assert_eq!(reads_of(&animation(&json("art/SHEET.png")).unwrap()), ["sheet.png"]);
    let error = animation(&json("hero.png")).unwrap_err().to_string();
    assert!(error.contains("sheet.json") && error.contains("\"hero.png\""), "{error}");
    assert!(error.contains("put the picture"), "{error}");
}

/// The names of the files that were read besides the JSON.
fn reads_of(animation: &Animation) -> Vec<String> {
    let names = animation.also_read.iter().filter_map(|path| path.file_name());
    names.map(|name| name.to_string_lossy().into_owned()).collect()
}

#[test]
fn frames_without_pixels_are_left_out_and_tags_keep_to_the_others() {
    let frame = |name: &str, width: u8| {
        format!(r#""{name}": {{ "frame": {{ "x": 1, "y": 0, "w": {width}, "h": {width} }} }}"#)
    };
    let tag = |name: &str, from: usize, to: usize| {
        format!(r#"{{ "name": "{name}", "from": {from}, "to": {to} }}"#)
    };
    let frames = [frame("a", 1), frame("b", 0), frame("c", 2), frame("d", 0)].join(", ");
    let tags = [tag("all", 0, 3), tag("last", 2, 2), tag("none", 3, 3)].join(", ");
    let json = format!(
        r#"{{ "frames": {{ {frames} }}, "meta": {{ "image": "sheet.png", "frameTags": [{tags}] }} }}"#
    );
    let read = animation(&json).unwrap();
    let names: Vec<&str> = read.frames.iter().map(|frame| frame.name.as_str()).collect();
    assert_eq!(names, ["a", "c"]);
    assert_eq!(read.tags, [Tag::new("all", 0, 1), Tag::new("last", 1, 1)]);
    assert_eq!(
        said(&read),
        [
            "frames \"b\", \"d\" have no pixels and were left out",
            "has no frames for the tag \"none\", which was left out"
        ]
    );
    let error = animation(&format!(r#"{{ "frames": {{ {} }} }}"#, frame("b", 0))).unwrap_err();
    assert!(error.to_string().contains("have no pixels"), "{error}");
    // One that is too large is named with its size.
    let json = json.replace("\"w\": 2, \"h\": 2", "\"w\": 9000, \"h\": 9000");
    let error = animation(&json).unwrap_err().to_string();
    assert!(error.contains("\"c\" of 9000x9000") && error.contains("4096x4096"), "{error}");
}

#[test]
fn frames_of_an_indexed_picture_keep_its_palette() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("img")).unwrap();
    // Entries 2 and 4 look alike, 3 and 5 are on no frame.
    let colours = [[0; 3], [9, 8, 7], [50, 60, 70], [1, 2, 3], [50, 60, 70], [7, 7, 7]];
    let picture = indexed_png((4, 2), &colours, &[0], &[2, 4, 1, 0, 4, 2, 1, 1]);
    std::fs::write(folder.path().join("img/art.png"), picture).unwrap();
    let other = indexed_png((4, 2), &colours, &[0], &[0; 8]);
    std::fs::write(folder.path().join("art.png"), other).unwrap();
    let json = r#"{ "frames": {
        "a": { "frame": { "x": 0, "y": 0, "w": 2, "h": 2 }, "sourceSize": { "w": 3, "h": 2 },
            "spriteSourceSize": { "x": 1, "y": 0, "w": 2, "h": 2 } },
        "b": { "frame": { "x": 2, "y": 0, "w": 2, "h": 2 }, "rotated": true } },
        "meta": { "image": "img/art.png" } }"#;
    let path = folder.path().join("sheet.json");
    std::fs::write(&path, json).unwrap();
    let read = read_animation(&path, WhichFrames::All).unwrap();
    assert_eq!(read.also_read, [folder.path().join("img/art.png")], "the one that is named");
    let indexed = |at: usize| read.frames[at].indexed.clone().unwrap();
    assert_eq!(indexed(0).indices, [0, 2, 4, 0, 4, 2]);
    assert_eq!(indexed(1).indices, [0, 1, 1, 1]);
    assert_eq!(indexed(1).colours.len(), colours.len());
    // No name leads out of the folder.
    for name in ["../art.png", "/art.png", "img/../../art.png", "C:\\\\art.png"] {
        let json = json.replace("img/art.png", name);
        std::fs::write(&path, json).unwrap();
        let read = read_animation(&path, WhichFrames::All).unwrap();
        assert_eq!(read.also_read, [folder.path().join("art.png")], "{name}");
    }
}
