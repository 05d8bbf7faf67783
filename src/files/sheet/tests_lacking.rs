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
