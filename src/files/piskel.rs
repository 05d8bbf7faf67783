//! Projects of Piskel: JSON whose layers are JSON again, with the frames as PNGs in base 64.

use std::path::Path;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::Deserialize;

use super::{
    FRAME_MILLISECONDS, FileError,
    animation::{About, AnimationFrame, MAX_FRAMES, Source, Visit, check_picture_size},
    picture::Picture,
    remarks::Remark,
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
struct Project {
    width: u32,
    height: u32,
    #[serde(default)]
    fps: f64,
    /// Each a text that is JSON.
    layers: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Layer {
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
    let Document { piskel: project } =
        serde_json::from_slice(source.bytes).map_err(|error| torn(path, error.to_string()))?;
    if project.layers.is_empty() || project.layers.len() > MAX_LAYERS {
        return Err(torn(path, format!("it has {} layers", project.layers.len())));
    }
    let layers: Result<Vec<Layer>, _> =
        project.layers.iter().map(|text| serde_json::from_str(text)).collect();
    let layers = layers.map_err(|error| torn(path, error.to_string()))?;
    let n_frames = layers.iter().map(|layer| layer.frame_count).max().unwrap_or(0);
    if n_frames == 0 || n_frames > MAX_FRAMES {
        return Err(torn(path, format!("it has {n_frames} frames")));
    }
    source.check_size((project.width, project.height), n_frames)?;
    let n_wanted = source.which.of(n_frames);
    let size = (project.width as usize, project.height as usize);
    let mut frames = vec![Picture::empty(size.0, size.1); n_wanted];
    for layer in &layers {
        layer.lay_over(path, &mut frames, size)?;
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
    frames.into_iter().try_for_each(|picture| {
        let name = String::new();
        visit(AnimationFrame { name, picture, indexed: None, milliseconds, recipe: None })
    })
}

impl Layer {
    fn lay_over(
        &self,
        path: &Path,
        frames: &mut [Picture],
        size: (usize, usize),
    ) -> Result<(), FileError> {
        if let Some(row) = &self.row {
            let picture = decoded(path, row)?;
            for (number, frame) in frames.iter_mut().enumerate().take(self.frame_count) {
                frame.lay_over(&picture.cut((number * size.0, 0), size), self.opacity);
            }
        }
        for chunk in &self.chunks {
            let picture = decoded(path, &chunk.png)?;
            for (column, numbers) in chunk.layout.iter().enumerate() {
                for (row, number) in numbers.iter().enumerate() {
                    if let Some(frame) = frames.get_mut(*number) {
                        let corner = (column.saturating_mul(size.0), row.saturating_mul(size.1));
                        frame.lay_over(&picture.cut(corner, size), self.opacity);
                    }
                }
            }
        }
        Ok(())
    }
}

/// A picture in base 64, with "data:image/png;base64," before it or without.
fn decoded(path: &Path, text: &str) -> Result<Picture, FileError> {
    let text = text.rsplit(',').next().unwrap_or_default().trim();
    let bytes = BASE64_STANDARD
        .decode(text)
        .map_err(|error| torn(path, format!("a picture of it is no base 64: {error}")))?;
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

        let torn = serde_json::json!({ "frameCount": 1, "base64PNG": "data:image/png;base64,%%" });
        let empty = serde_json::json!({ "frameCount": 0 });
        let many = serde_json::json!({ "frameCount": 9_999_999 });
        for layers in [vec![torn], vec![empty], vec![many], vec![]] {
            let error = read(&layers).unwrap_err().to_string();
            assert!(error.contains("fish.piskel"), "{error}");
        }
    }
}
