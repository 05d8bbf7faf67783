//! Projects of Piskel: JSON whose layers are JSON again, with the frames as PNGs in base 64.

use std::{collections::HashSet, path::Path};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::Deserialize;
use serde_json::Value;

use super::{
    FRAME_MILLISECONDS, FileError,
    animation::{About, AnimationFrame, MAX_FRAMES, Source, Visit, check_picture_size},
    picture::Picture,
    reason,
    remarks::{Remark, quoted},
};

const KIND: &str = "Piskel project";

/// Piskel itself stops long before.
const MAX_LAYERS: usize = 256;

/// The keys of a project stand within its first bytes.
const HEAD: usize = 4096;

#[derive(Deserialize)]
struct Document {
    piskel: Project,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Project {
    width: u32,
    height: u32,
    #[serde(default)]
    fps: f64,
    /// Each a text that is JSON.
    layers: Vec<String>,
    /// The numbers of frames that are switched off.
    #[serde(default)]
    hidden_frames: Value,
    /// What the artist wrote about it.
    #[serde(default)]
    description: Value,
}

impl Project {
    /// Which frames play; all of them where all are switched off.
    fn shown(&self, n_frames: usize) -> Vec<usize> {
        let numbers = self.hidden_frames.as_array().into_iter().flatten();
        let hidden: HashSet<u64> = numbers.filter_map(Value::as_u64).collect();
        let shown: Vec<usize> =
            (0..n_frames).filter(|frame| !hidden.contains(&(*frame as u64))).collect();
        if shown.is_empty() { (0..n_frames).collect() } else { shown }
    }

    /// What of the project is not in its frames.
    fn remark(
        &self,
        layers: &[Layer],
        (n_hidden, n_wanted, n_shown): (usize, usize, usize),
        about: &mut About,
    ) {
        about.remarks.add(Remark::FramesLeftOut { n: n_shown - n_wanted, of: n_shown });
        match n_hidden {
            0 => {}
            1 => about.remarks.note("1 hidden frame left out; show it in Piskel to keep it"),
            n => about
                .remarks
                .note(format!("{n} hidden frames left out; show them in Piskel to keep them")),
        }
        let unseen = layers.iter().filter(|layer| layer.opacity <= 0.0);
        about.remarks.add(Remark::LayersHidden(unseen.map(|layer| layer.name.clone()).collect()));
        if self.description.as_str().is_some_and(|text| !text.trim().is_empty()) {
            about.remarks.note("its description was left out");
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Layer {
    #[serde(default)]
    name: String,
    #[serde(default = "full")]
    opacity: f64,
    frame_count: usize,
    #[serde(default)]
    chunks: Vec<Chunk>,
    /// Old projects have all frames of a layer in one row.
    #[serde(default, rename = "base64PNG")]
    row: Option<String>,
}

fn full() -> f64 {
    1.0
}

#[derive(Deserialize)]
struct Chunk {
    /// The numbers of frames, column by column.
    layout: Vec<Vec<usize>>,
    #[serde(rename = "base64PNG")]
    png: String,
}

/// Whether the bytes are a project of Piskel.
pub(super) fn is_piskel(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let has = |word: &[u8]| head.windows(word.len()).any(|window| window == word);
    has(b"\"piskel\"") && has(b"\"layers\"")
}

/// Shows the frames of a project one after the other, its layers laid over each other.
pub(super) fn each_frame(
    source: &Source<'_>,
    about: &mut About,
    visit: Visit<'_>,
) -> Result<(), FileError> {
    let path = source.path;
    let Document { piskel: project } = serde_json::from_slice(source.bytes)
        .map_err(|error| torn(path, reason::of_json(&error)))?;
    if project.layers.is_empty() || project.layers.len() > MAX_LAYERS {
        return Err(torn(path, format!("it has {} layers", project.layers.len())));
    }
    let layers: Result<Vec<Layer>, _> =
        project.layers.iter().map(|text| serde_json::from_str(text)).collect();
    let layers = layers.map_err(|error| torn(path, reason::of_json(&error)))?;
    let n_frames = layers.iter().map(|layer| layer.frame_count).max().unwrap_or(0);
    if n_frames == 0 || n_frames > MAX_FRAMES {
        return Err(torn(path, format!("it has {n_frames} frames")));
    }
    source.check_size((project.width, project.height), n_frames)?;
    let shown = project.shown(n_frames);
    let n_wanted = source.which.of(shown.len());
    project.remark(&layers, (n_frames - shown.len(), n_wanted, shown.len()), about);
    let size = (project.width as usize, project.height as usize);
    let mut frames = Frames {
        pictures: vec![Picture::empty(size.0, size.1); n_wanted],
        size,
        places: vec![None; n_frames],
    };
    for (place, frame) in shown.into_iter().take(n_wanted).enumerate() {
        frames.places[frame] = Some(place);
    }
    for layer in layers.iter().filter(|layer| layer.opacity > 0.0) {
        layer.lay_over(path, &mut frames, about)?;
    }
    let milliseconds = (1000.0 / project.fps).round();
    let milliseconds = if (11.0..65_536.0).contains(&milliseconds) {
        milliseconds as u16
    } else {
        let own = if milliseconds < 11.0 { milliseconds.max(0.0) as u16 } else { 0 };
        if n_wanted > 1 {
            for _ in 0..n_wanted {
                about.remarks.add(Remark::too_short(own, FRAME_MILLISECONDS));
            }
        }
        FRAME_MILLISECONDS
    };
    frames.pictures.into_iter().try_for_each(|picture| {
        let name = String::new();
        visit(AnimationFrame { name, picture, indexed: None, milliseconds, recipe: None })
    })
}

/// The frames that are wanted of a project.
struct Frames {
    pictures: Vec<Picture>,
    size: (usize, usize),
    /// Which of the pictures a frame of the project is, where it is wanted.
    places: Vec<Option<usize>>,
}

impl Frames {
    /// Lays a part of a picture over a frame; says whether the project has that frame, and the part
    /// lies within the picture.
    fn lay_over(
        &mut self,
        number: usize,
        picture: &Picture,
        (column, row): (usize, usize),
        opacity: f64,
    ) -> bool {
        let Some(place) = self.places.get(number) else { return false };
        let (width, height) = self.size;
        let corner = (column.saturating_mul(width), row.saturating_mul(height));
        if let Some(place) = place {
            self.pictures[*place].lay_over(&picture.cut(corner, self.size), opacity);
        }
        corner.0.saturating_add(width) <= picture.width
            && corner.1.saturating_add(height) <= picture.height
    }
}

impl Layer {
    /// Lays the frames of a layer over those below it.
    fn lay_over(
        &self,
        path: &Path,
        frames: &mut Frames,
        about: &mut About,
    ) -> Result<(), FileError> {
        let mut is_whole = true;
        if let Some(row) = &self.row {
            let picture = decoded(path, row)?;
            for number in 0..self.frame_count {
                is_whole &= frames.lay_over(number, &picture, (number, 0), self.opacity);
            }
        }
        for chunk in &self.chunks {
            let picture = decoded(path, &chunk.png)?;
            for (column, numbers) in chunk.layout.iter().enumerate() {
                for (row, number) in numbers.iter().enumerate() {
                    is_whole &= frames.lay_over(*number, &picture, (column, row), self.opacity);
                }
            }
        }
        if !is_whole {
            about.remarks.note(format!(
                "the pictures of layer {} do not fit its frames; what has no place was left out",
                quoted(&self.name)
            ));
        }
        Ok(())
    }
}

/// A picture in base 64, with "data:image/png;base64," before it or without.
fn decoded(path: &Path, text: &str) -> Result<Picture, FileError> {
    let text = text.rsplit(',').next().unwrap_or_default().trim();
    let bytes = BASE64_STANDARD
        .decode(text)
        .map_err(|_| torn(path, "a picture in it cannot be unpacked".to_owned()))?;
    let check = |width, height| check_picture_size(path, width, height);
    Ok(Picture::decode_png(path, &bytes, check)?.0)
}

fn torn(path: &Path, reason: String) -> FileError {
    FileError::Torn { path: path.to_owned(), kind: KIND, reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::animation::{Animation, WhichFrames, parse};

    fn png(width: u32, pixels: &[[u8; 4]]) -> String {
        let mut bytes = Vec::new();
        let height = pixels.len() as u32 / width;
        let mut encoder = ::png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(::png::ColorType::Rgba);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(pixels.as_flattened()).unwrap();
        writer.finish().unwrap();
        format!("data:image/png;base64,{}", BASE64_STANDARD.encode(bytes))
    }

    fn read(layers: &[serde_json::Value]) -> Result<Animation, FileError> {
        let layers: Vec<String> = layers.iter().map(ToString::to_string).collect();
        let text = serde_json::json!({ "modelVersion": 2, "piskel": { "name": "fish", "fps": 12,
            "width": 2, "height": 1, "layers": layers } });
        parse(Path::new("fish.piskel"), text.to_string().as_bytes(), WhichFrames::All)
    }

    #[test]
    fn layers_and_chunks_are_put_together() {
        let (red, blue, none) = ([200, 0, 0, 255], [0, 0, 200, 255], [0; 4]);
        // Three frames: two in the first column of a picture, one in the second.
        let body = png(4, &[red, none, red, red, none, red, none, none]);
        let body = serde_json::json!({ "name": "body", "opacity": 1, "frameCount": 3,
            "chunks": [{ "layout": [[0, 1], [2]], "base64PNG": body }] });
        // As old versions have it: all frames in a row.
        let eyes = png(6, &[none, blue, none, none, none, none]);
        let eyes = serde_json::json!({ "name": "eyes", "opacity": 0.5, "frameCount": 3,
            "base64PNG": eyes });
        let animation = read(&[body.clone(), eyes]).unwrap();
        let pixels: Vec<_> =
            animation.frames.iter().map(|frame| &frame.picture.pixels[..]).collect();
        assert_eq!(pixels, [[red, [0, 0, 200, 128]], [none, red], [red, red]]);
        assert_eq!(animation.frames[2].milliseconds, 83);

        assert!(animation.remarks.is_empty(), "{:?}", animation.remarks);

        let torn = serde_json::json!({ "frameCount": 1, "base64PNG": "data:image/png;base64,%%" });
        let empty = serde_json::json!({ "frameCount": 0 });
        let many = serde_json::json!({ "frameCount": 9_999_999 });
        for layers in [vec![torn], vec![empty], vec![many], vec![]] {
            let error = read(&layers).unwrap_err().to_string();
            assert!(error.contains("fish.piskel"), "{error}");
        }
    }

    #[test]
    fn what_is_hidden_or_has_no_place_is_told() {
        let (red, blue) = ([200, 0, 0, 255], [0, 0, 200, 255]);
        let row = |colours: [[u8; 4]; 3]| png(6, &colours.map(|colour| [colour; 2]).concat());
        let body = serde_json::json!({ "name": "body", "opacity": 1, "frameCount": 3,
            "chunks": [{ "layout": [[0], [1], [2]], "base64PNG": row([red, blue, red]) }] });
        let ink = serde_json::json!({ "name": "ink", "opacity": 0, "frameCount": 3,
            "base64PNG": row([blue; 3]) });
        // A fourth frame, and a picture that is too short for the third.
        let short = serde_json::json!({ "name": "fin", "frameCount": 3,
            "chunks": [{ "layout": [[0], [3], [2]], "base64PNG": png(2, &[blue; 2]) }] });
        let read = |layers: &[&serde_json::Value], hidden: &[usize], which| {
            let layers: Vec<String> = layers.iter().map(ToString::to_string).collect();
            let text = serde_json::json!({ "piskel": { "fps": 12, "width": 2, "height": 1,
                "description": "my fish", "hiddenFrames": hidden, "layers": layers } });
            parse(Path::new("fish.piskel"), text.to_string().as_bytes(), which).unwrap()
        };
        let told = |read: &Animation| -> Vec<String> {
            read.remarks.iter().map(ToString::to_string).collect()
        };
        let all = read(&[&body, &ink], &[1], WhichFrames::All);
        assert_eq!(all.frames.len(), 2);
        assert!(all.frames.iter().all(|frame| frame.picture.pixels[0] == red));
        assert_eq!(
            told(&all),
            [
                "1 hidden frame left out; show it in Piskel to keep it",
                "hidden layer \"ink\" left out",
                "its description was left out"
            ]
        );
        let first = read(&[&body], &[0], WhichFrames::First);
        assert_eq!(first.frames[0].picture.pixels[0], blue);
        assert!(told(&first)[0].starts_with("1 of 2 frames left out"), "{:?}", told(&first));
        let odd = read(&[&body, &short], &[], WhichFrames::All);
        assert_eq!(odd.frames[0].picture.pixels[0], blue);
        assert!(told(&odd).iter().any(|it| it.contains("layer \"fin\"")), "{:?}", told(&odd));
        // Where nothing would be left, all is shown.
        assert_eq!(read(&[&body], &[0, 1, 2], WhichFrames::All).frames.len(), 3);
    }
}
