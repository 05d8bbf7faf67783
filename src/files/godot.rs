//! Godot's `SpriteFrames`: a text resource that cuts a sheet into animations.

use std::{fmt::Write as _, path::Path};

use super::{
    FileError, Frame,
    sheet::{Sheet, SheetRect},
    write_together,
    written::MARK,
};

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
    places: &[SheetRect],
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
    for (index, SheetRect { x, y, width, height }) in places.iter().enumerate() {
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

/// The resource for Godot 3, which shows every frame equally long: longer ones are repeated.
#[must_use]
pub fn encode_3(
    frames: &[Frame],
    places: &[SheetRect],
    animations: &[GodotAnimation],
    image: &str,
) -> String {
    let mut text = String::new();
    let n_steps = places.len() + 2;
    // Writing into a text cannot fail.
    let _ = writeln!(
        text,
        "[gd_resource type=\"SpriteFrames\" load_steps={n_steps} format=2]\n\n\
         [ext_resource path=\"{}\" type=\"Texture\" id=1]\n",
        quoted(image)
    );
    for (index, SheetRect { x, y, width, height }) in places.iter().enumerate() {
        let _ = writeln!(
            text,
            "[sub_resource type=\"AtlasTexture\" id={}]\n\
             atlas = ExtResource( 1 )\nregion = Rect2( {x}, {y}, {width}, {height} )\n",
            index + 1
        );
    }
    let animations: Vec<String> =
        animations.iter().map(|animation| animation.to_text_3(frames)).collect();
    let _ = writeln!(text, "[resource]\nanimations = [ {} ]", animations.join(", "));
    text
}

/// Writes what [`encode`] makes, or [`encode_3`] where `is_for_3`, together with its picture;
/// older files are replaced whole or not at all.
pub fn write(
    (path, image): (&Path, &Path),
    frames: &[Frame],
    sheet: &Sheet,
    animations: &[GodotAnimation],
    is_for_3: bool,
) -> Result<(), FileError> {
    let name = image.file_name().unwrap_or_default().to_string_lossy();
    let encode = if is_for_3 { encode_3 } else { encode };
    let text = encode(frames, &sheet.places, animations, &name);
    write_together(&[(image, &sheet.png), (path, text.as_bytes())])
}

/// The most frames that one becomes in Godot 3; times are rounded to keep below it.
const MOST_REPEATS: u16 = 40;

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

    fn to_text_3(&self, frames: &[Frame]) -> String {
        let time = |index: usize| frames.get(index).map_or(100, |frame| frame.milliseconds.max(1));
        let gcd = |mut a: u16, mut b: u16| {
            while b != 0 {
                (a, b) = (b, a % b);
            }
            a
        };
        let longest = self.frames.clone().map(time).max().unwrap_or(100);
        let tick = self.frames.clone().map(time).fold(0, gcd).max(longest.div_ceil(MOST_REPEATS));
        let frame = |index: usize| {
            let n = (time(index) + tick / 2) / tick;
            std::iter::repeat_n(format!("SubResource( {} )", index + 1), usize::from(n.max(1)))
        };
        let shown: Vec<String> = self.frames.clone().flat_map(frame).collect();
        format!(
            "{{\n\"frames\": [ {} ],\n\"loop\": {},\n\"name\": \"{}\",\n\"speed\": {:?}\n}}",
            shown.join(", "),
            self.loops,
            quoted(&self.name),
            1000.0 / f32::from(tick)
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
        let place = |x| SheetRect { x, y: 0, width: 32, height: 32 };
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

    #[test]
    fn godot_3_repeats_what_lasts_longer() {
        let mut frames = [Frame::new("0", Sprite::EMPTY), Frame::new("1", Sprite::EMPTY)];
        frames[0].milliseconds = 60;
        frames[1].milliseconds = 120;
        let place = |x| SheetRect { x, y: 0, width: 32, height: 32 };
        let swim = GodotAnimation { name: "swim".to_owned(), frames: 0..=1, loops: false };
        let text = encode_3(&frames, &[place(0), place(32)], &[swim], "fish.png");
        for line in [
            "load_steps=4 format=2]",
            "\"frames\": [ SubResource( 1 ), SubResource( 2 ), SubResource( 2 ) ]",
            "\"loop\": false",
            "\"speed\": 16.666666",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }
}
