//! Sheets of which pictures or pixels are missing.

use super::{
    tests::{animation, encoded, said},
    *,
};
use crate::files::{
    animation::{WhichFrames, read_animation},
    test_support::all_colours,
};

#[test]
fn pages_that_are_there_are_read_without_those_that_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let sheet = encoded(&[Frame::new("x", all_colours())], &[], SheetOptions::default());
    let place = r#""frame": { "x": 0, "y": 0, "w": 32, "h": 32 }"#;
    let page = |n: usize, names: [&str; 2]| {
        let frames = names.map(|name| format!(r#""{name}": {{ {place} }}"#)).join(", ");
        format!(r#"{{ "image": "p{n}.png", "frames": {{ {frames} }} }}"#)
    };
    let pages = [page(0, ["a", "b"]), page(1, ["c", "d"]), page(2, ["e", "f"])].join(", ");
    let tags = r#"{ "name": "all", "from": 0, "to": 5 }, { "name": "last", "from": 4, "to": 5 },
        { "name": "lost", "from": 2, "to": 3 }"#;
    let json = format!(r#"{{ "textures": [{pages}], "meta": {{ "frameTags": [{tags}] }} }}"#);
    std::fs::write(at("fish.json"), json).unwrap();
    let read = || read_animation(&at("fish.json"), WhichFrames::All);
    let error = read().unwrap_err().to_string();
    assert!(error.contains("\"p0.png\"") && error.contains("put the picture"), "{error}");
    for name in ["p0.png", "p2.png"] {
        std::fs::write(at(name), &sheet.png).unwrap();
    }
    let read = read().unwrap();
    let names: Vec<&str> = read.frames.iter().map(|frame| frame.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "e", "f"]);
    assert_eq!(read.tags, [Tag::new("all", 0, 3), Tag::new("last", 2, 3)]);
    assert_eq!(
        said(&read),
        [
            "page \"p1.png\" of 3 not read; put it beside the JSON under the name that is there",
            "has no frames for the tag \"lost\", which was left out"
        ]
    );
    assert_eq!(read.also_read.len(), 2);
}

#[test]
fn animations_go_on_through_frames_without_pixels() {
    let frame = |name: &str, width: u8| {
        format!(r#""{name}": {{ "frame": {{ "x": 1, "y": 0, "w": {width}, "h": {width} }} }}"#)
    };
    let frames = [frame("a", 1), frame("gap", 0), frame("b", 1), frame("hole", 0)].join(", ");
    let json = format!(
        r#"{{ "frames": {{ {frames} }}, "meta": {{ "image": "sheet.png" }}, "animations": {{
        "swim": ["a", "gap", "b"], "none": ["hole", "gap"], "back": ["b", "gap", "a"] }} }}"#
    );
    let read = animation(&json).unwrap();
    assert_eq!(read.tags, [Tag::new("swim", 0, 1)]);
    assert_eq!(
        said(&read),
        [
            "frames \"gap\", \"hole\" have no pixels and were left out",
            "has no frames for the tag \"none\", which was left out",
            "tag \"back\" dropped"
        ]
    );
}

#[test]
fn areas_without_a_name_are_frames_too() {
    // As Egret and small tools write them.
    let json = r#"{ "file": "sheet.png", "frames": {
        "a": { "x": 1, "y": 0, "w": 2, "h": 1, "offX": 1, "offY": 2, "sourceW": 4, "sourceH": 5 },
        "b": { "x": 0, "y": 0, "width": 3, "height": 1 } } }"#;
    let read = animation(json).unwrap();
    let sizes = read.frames.iter().map(|frame| (frame.picture.width, frame.picture.height));
    assert_eq!(sizes.collect::<Vec<_>>(), [(4, 5), (3, 1)]);
    let seen = |at: usize| read.frames[0].picture.pixels[at][3];
    assert_eq!([seen(9), seen(10), seen(8), seen(11)], [255, 255, 0, 0], "where it stood");
    let error = animation(r#"{ "frames": { "a": { "x": 1, "y": 0 } } }"#).unwrap_err().to_string();
    assert!(error.contains("\"frame\" is missing"), "{error}");
}

#[test]
fn pictures_within_the_json_and_addresses_are_understood() {
    let frames = r#""frames": { "a": { "frame": { "x": 0, "y": 0, "w": 4, "h": 1 } } }"#;
    let named =
        |image: &str| animation(&format!(r#"{{ {frames}, "meta": {{ "image": "{image}" }} }}"#));
    assert_eq!(named("sheet.png?v=12#x").unwrap().frames.len(), 1);
    assert_eq!(named("https://example.org/art/sheet.png").unwrap().frames.len(), 1);
    let error = named("data:image/png;base64,iVBORw0KGgo=").unwrap_err().to_string();
    assert!(error.contains("data address") && error.contains("beside the JSON"), "{error}");
    let error = animation(r#"{ "anims": [{ "key": "swim" }] }"#).unwrap_err().to_string();
    assert!(error.contains("animations of Phaser"), "{error}");
}

#[test]
fn tags_have_rows_of_their_own() {
    let frames = vec![Frame::new("x", all_colours()); 9];
    let tags =
        [Tag::new("a", 0, 2), Tag::new("b", 3, 3), Tag::new("b2", 3, 3), Tag::new("c", 5, 8)];
    let rows = |columns| {
        let options = SheetOptions { split_tags: true, columns, ..SheetOptions::default() };
        let places = encoded(&frames, &tags, options).places;
        places.iter().map(|place| (place.x / 32, place.y / 32)).collect::<Vec<_>>()
    };
    let usual = [(0, 0), (1, 0), (2, 0), (0, 1), (0, 2), (0, 3), (1, 3), (2, 3), (3, 3)];
    assert_eq!(rows(None), usual);
    let narrow = [(0, 0), (1, 0), (0, 1), (0, 2), (0, 3), (0, 4), (1, 4), (0, 5), (1, 5)];
    assert_eq!(rows(Some(2)), narrow);
    let options = SheetOptions { split_tags: true, ..SheetOptions::default() };
    let plain = encoded(&frames, &[], options).places;
    assert_eq!(plain, encoded(&frames, &[], SheetOptions::default()).places);
}
