//! Godot's `SpriteFrames`: a text resource that cuts a sheet into animations.

use std::{fmt::Write as _, path::Path};

use super::{FileError, Frame, sheet::Place, write_atomically, written::MARK};

/// One animation: a name, the indices of its frames, and whether it goes on for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GodotAnimation {
    /// What `AnimatedSprite2D.play` calls it.
    pub name: String,
    /// Its first and last frame.
    pub frames: std::ops::RangeInclusive<usize>,
    /// Whether it begins again at its end.
    pub loops: bool,
}

/// The resource for Godot 4. `image` is the sheet, which lies beside it; `places` says where on
/// it each frame is.
#[must_use]
pub fn encode(
    frames: &[Frame],
    places: &[Place],
    animations: &[GodotAnimation],
    image: &str,
) -> String {
    let mut text = String::new();
    let n_steps = places.len() + 2;
    // Writing into a text cannot fail.
    let _ = writeln!(
        text,
        "[gd_resource type=\"SpriteFrames\" load_steps={n_steps} format=3]\n\n\
         [ext_resource type=\"Texture2D\" path=\"{}\" id=\"1\"]\n",
        quoted(image)
    );
    for (index, Place { x, y, width, height }) in places.iter().enumerate() {
        let _ = writeln!(
            text,
            "[sub_resource type=\"AtlasTexture\" id=\"frame_{index}\"]\n\
             atlas = ExtResource(\"1\")\nregion = Rect2({x}, {y}, {width}, {height})\n"
        );
    }
    let animations: Vec<String> =
        animations.iter().map(|animation| animation.to_text(frames)).collect();
    let animations = animations.join(", ");
    let _ =
        writeln!(text, "[resource]\nanimations = [{animations}]\nmetadata/made_by = \"{MARK}\"");
    text
}

/// Writes what [`encode`] makes; an older file is replaced whole or not at all.
pub fn write(
    path: &Path,
    frames: &[Frame],
    places: &[Place],
    animations: &[GodotAnimation],
    image: &str,
) -> Result<(), FileError> {
    write_atomically(path, encode(frames, places, animations, image).as_bytes())
}

/// Frames a second against which Godot counts how long a frame lasts.
const SPEED: u16 = 10;

impl GodotAnimation {
    fn to_text(&self, frames: &[Frame]) -> String {
        let frame = |index: usize| {
            let milliseconds = frames.get(index).map_or(100, |frame| frame.milliseconds);
            let duration = f32::from(milliseconds) * f32::from(SPEED) / 1000.0;
            format!(
                "{{\n\"duration\": {duration:?},\n\"texture\": SubResource(\"frame_{index}\")\n}}"
            )
        };
        let frames: Vec<String> = self.frames.clone().map(frame).collect();
        format!(
            "{{\n\"frames\": [{}],\n\"loop\": {},\n\"name\": &\"{}\",\n\"speed\": {SPEED}.0\n}}",
            frames.join(", "),
            self.loops,
            quoted(&self.name)
        )
    }
}

/// A text between quotation marks.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sprite::Sprite;

    #[test]
    fn a_resource_names_its_sheet_its_frames_and_their_times() {
        let frames = [Frame::new("0", Sprite::EMPTY), Frame::new("1", Sprite::EMPTY)];
        let place = |x| Place { x, y: 0, width: 32, height: 32 };
        let swim = GodotAnimation { name: "a \"b\"-swim".to_owned(), frames: 0..=1, loops: true };
        let text = encode(&frames, &[place(0), place(32)], &[swim], "fish.png");
        for line in [
            "[gd_resource type=\"SpriteFrames\" load_steps=4 format=3]",
            "[ext_resource type=\"Texture2D\" path=\"fish.png\" id=\"1\"]",
            "region = Rect2(32, 0, 32, 32)",
            "\"duration\": 1.0,",
            "\"texture\": SubResource(\"frame_1\")",
            "\"loop\": true,",
            "\"name\": &\"a \\\"b\\\"-swim\",",
            "\"speed\": 10.0",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }
}
