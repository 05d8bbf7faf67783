//! Projects of Pixelorama: the pictures as they look where the project holds them, or else its layers
//! laid over each other.

use std::path::Path;

use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

use super::{
    FRAME_MILLISECONDS, FileError, Tag,
    animation::{About, AnimationFrame, MAX_FILE_BYTES, MAX_FRAMES, MAX_PIXELS, Source, Visit},
    picture::Picture,
    reason,
    remarks::Remark,
    zipped::{Zip, entry, find, torn},
};

/// Kind of a layer that holds other layers.
const GROUP: i64 = 1;

/// What all layers of the wanted frames may have together; a small file can claim a lot.
const MAX_DRAWN: usize = MAX_PIXELS;

/// Groups in groups.
const MAX_DEPTH: usize = 64;

/// What Pixelorama says of a project.
#[derive(Deserialize)]
struct Project {
    size_x: f64,
    size_y: f64,
    #[serde(default = "one")]
    fps: f64,
    frames: Vec<Shown>,
    #[serde(default)]
    layers: Vec<Layer>,
    #[serde(default)]
    tags: Vec<ProjectTag>,
    /// Pictures that are there to draw after.
    #[serde(default)]
    reference_images: Value,
    /// What the artist noted.
    #[serde(default)]
    user_data: Value,
}

#[derive(Deserialize)]
struct Shown {
    /// How many times as long as a frame usually is.
    #[serde(default = "one")]
    duration: f64,
    #[serde(default)]
    cels: Vec<Cel>,
}

#[derive(Deserialize)]
struct Cel {
    #[serde(default = "one")]
    opacity: f64,
    #[serde(default)]
    user_data: Value,
}

#[derive(Deserialize)]
struct Layer {
    #[serde(default)]
    name: String,
    #[serde(default = "yes")]
    visible: bool,
    #[serde(default = "one")]
    opacity: f64,
    #[serde(default, rename = "type")]
    kind: f64,
    /// The number of the group around it; below 0 there is none.
    #[serde(default = "none")]
    parent: f64,
    #[serde(default)]
    blend_mode: f64,
    #[serde(default)]
    clipping_mask: bool,
    #[serde(default)]
    effects: Vec<IgnoredAny>,
    #[serde(default)]
    user_data: Value,
}

/// Counted from 1.
#[derive(Deserialize)]
struct ProjectTag {
    name: String,
    from: f64,
    to: f64,
}

fn one() -> f64 {
    1.0
}

fn none() -> f64 {
    -1.0
}

fn yes() -> bool {
    true
}

impl Project {
    /// A layer and the groups around it, from the inside.
    fn with_groups(&self, layer: usize) -> impl Iterator<Item = &Layer> {
        let parent = |layer: &&Layer| {
            let at = (layer.parent >= 0.0).then_some(layer.parent as usize);
            at.and_then(|at| self.layers.get(at))
        };
        std::iter::successors(self.layers.get(layer), parent).take(MAX_DEPTH)
    }

    /// How much of a layer is seen; 0 where it or a group around it is hidden.
    fn opacity(&self, layer: usize) -> f64 {
        let seen = |layer: &Layer| if layer.visible { layer.opacity.clamp(0.0, 1.0) } else { 0.0 };
        self.with_groups(layer).map(seen).product()
    }

    /// What of a project is not in its frames.
    fn remark(&self, about: &mut About) {
        let hidden = (0..self.layers.len())
            .filter(|layer| self.layers[*layer].kind as i64 != GROUP)
            .filter(|layer| self.with_groups(*layer).any(|layer| !layer.visible))
            .map(|layer| self.layers[layer].name.clone());
        about.remarks.add(Remark::LayersHidden(hidden.collect()));
        match self.reference_images.as_array().map_or(0, Vec::len) {
            0 => {}
            1 => about.remarks.note("1 reference image left out"),
            n => about.remarks.note(format!("{n} reference images left out")),
        }
        let cels = self.frames.iter().flat_map(|shown| &shown.cels).map(|cel| &cel.user_data);
        let layers = self.layers.iter().map(|layer| &layer.user_data);
        let texts = cels.chain(layers).chain([&self.user_data]);
        let is_text = |text: &&Value| text.as_str().is_some_and(|text| !text.is_empty());
        about.remarks.add(Remark::UserDataDropped(texts.filter(is_text).count()));
    }

    /// What is said of layers that were laid over each other here.
    fn remark_mixing(&self, about: &mut About) {
        // Groups that are not mixed by themselves have a mode below 0.
        let is_plain = |layer: &Layer| layer.blend_mode <= 0.0 && !layer.clipping_mask;
        if self.layers.iter().any(|layer| !is_plain(layer) || !layer.effects.is_empty()) {
            about.remarks.note(
                "has layers with blend modes, masks or effects, which were laid over each other \
                 without them; save it again with Pixelorama 1.0 or newer to keep them",
            );
        }
    }

    /// How much of a layer is seen in a frame; groups are seen through what they hold.
    fn cel_opacity(&self, frame: usize, layer: usize) -> f64 {
        if self.layers.get(layer).is_some_and(|it| it.kind as i64 == GROUP) {
            return 0.0;
        }
        let cel = self.frames[frame].cels.get(layer).map_or(1.0, |cel| cel.opacity);
        self.opacity(layer) * cel
    }

    /// Refuses more layers than are drawn in a moment, before the first is.
    fn check_layers(
        &self,
        path: &Path,
        zip: &Zip<'_>,
        n_wanted: usize,
        size: (usize, usize),
    ) -> Result<(), FileError> {
        let n_most = MAX_DRAWN / (size.0 * size.1).max(1);
        let mut n_layers = 0;
        for frame in (0..n_wanted).filter(|frame| find(zip, &whole_name(*frame)).is_none()) {
            let n_listed = self.layers.len().max(self.frames[frame].cels.len());
            let is_drawn = |layer: usize| {
                let found = find(zip, &layer_name(frame, layer));
                (found.is_some() || layer < n_listed)
                    .then(|| found.is_some() && self.cel_opacity(frame, layer) > 0.0)
            };
            n_layers += (0..).map_while(is_drawn).filter(|is_drawn| *is_drawn).count();
            if n_layers > n_most {
                let problem = format!("has layers of more than {MAX_DRAWN} pixels in all frames");
                let remedy = "save it again with Pixelorama 1.0 or newer, or split it";
                return Err(FileError::Unsupported { path: path.to_owned(), problem, remedy });
            }
        }
        Ok(())
    }

    /// The layers of a frame over each other.
    fn composed(
        &self,
        path: &Path,
        zip: &mut Zip<'_>,
        (frame, size): (usize, (usize, usize)),
    ) -> Result<Picture, FileError> {
        let mut picture = Picture::empty(size.0, size.1);
        let n_cels = self.frames[frame].cels.len();
        let n_listed = self.layers.len().max(n_cels);
        let mut is_there = false;
        // A project may hold more layers than it lists.
        for layer in 0.. {
            let name = layer_name(frame, layer);
            match find(zip, &name) {
                None if layer < n_listed => continue,
                None => break,
                Some(_) => {}
            }
            is_there = true;
            let opacity = self.cel_opacity(frame, layer);
            if opacity > 0.0 {
                picture.lay_over(&pixels(path, zip, &name, size)?, opacity);
            }
        }
        if is_there {
            return Ok(picture);
        }
        Err(FileError::Unsupported {
            path: path.to_owned(),
            problem: format!(
                "is a Pixelorama project that holds no picture of frame {}",
                frame + 1
            ),
            remedy: "open it in Pixelorama and save it again, or export it from there as a PNG",
        })
    }
}

/// Where a frame is as it looks.
fn whole_name(frame: usize) -> String {
    format!("image_data/final_images/{}", frame + 1)
}

fn layer_name(frame: usize, layer: usize) -> String {
    format!("image_data/frames/{}/layer_{}", frame + 1, layer + 1)
}

fn pixels(
    path: &Path,
    zip: &mut Zip<'_>,
    name: &str,
    (width, height): (usize, usize),
) -> Result<Picture, FileError> {
    let bytes = entry(path, zip, name, (width * height * 4) as u64)?;
    let pixels = bytes.as_chunks::<4>().0.to_vec();
    if pixels.len() != width * height {
        return Err(torn(path, format!("\"{name}\" ends early")));
    }
    Ok(Picture { width, height, pixels })
}

/// Shows the frames of a project one after the other.
pub(super) fn each_frame(
    source: &Source<'_>,
    zip: &mut Zip<'_>,
    about: &mut About,
    visit: Visit<'_>,
) -> Result<(), FileError> {
    let path = source.path;
    let json = entry(path, zip, "data.json", MAX_FILE_BYTES)?;
    let project: Project = serde_json::from_slice(&json)
        .map_err(|error| torn(path, format!("\"data.json\" in it: {}", reason::of_json(&error))))?;
    drop(json);
    let n_frames = project.frames.len();
    if n_frames == 0 || n_frames > MAX_FRAMES {
        return Err(torn(path, format!("it has {n_frames} frames")));
    }
    let (width, height) = (project.size_x as u32, project.size_y as u32);
    source.check_size((width, height), n_frames)?;
    let size = (width as usize, height as usize);
    let n_wanted = source.which.of(n_frames);
    about.remarks.add(Remark::FramesLeftOut { n: n_frames - n_wanted, of: n_frames });
    project.check_layers(path, zip, n_wanted, size)?;
    let mut is_composed = false;
    for (index, shown) in project.frames.iter().enumerate().take(n_wanted) {
        let whole = whole_name(index);
        let picture = if find(zip, &whole).is_some() {
            pixels(path, zip, &whole, size)?
        } else {
            // Older versions leave it to the reader to lay the layers over each other.
            is_composed = true;
            project.composed(path, zip, (index, size))?
        };
        let milliseconds = shown.duration * 1000.0 / project.fps;
        let milliseconds = if milliseconds.is_finite() && milliseconds >= 1.0 {
            about.duration(milliseconds.round() as u64)
        } else {
            about.remarks.add(Remark::too_short(0, FRAME_MILLISECONDS));
            FRAME_MILLISECONDS
        };
        let name = String::new();
        visit(AnimationFrame { name, picture, indexed: None, milliseconds, recipe: None })?;
    }
    project.remark(about);
    if is_composed {
        project.remark_mixing(about);
    }
    let mut outside = Vec::new();
    for ProjectTag { name, from, to } in project.tags {
        // Frames are counted from 1.
        match ((from as usize).checked_sub(1), (to as usize).checked_sub(1)) {
            (Some(from), Some(to)) => about.tags.push(Tag::new(name, from, to)),
            _ => outside.push(name),
        }
    }
    about.remarks.add(Remark::TagsWithoutFrames(outside));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{
        animation::{Animation, WhichFrames, parse},
        zipped::tests::zipped,
    };

    fn read(bytes: &[u8]) -> Result<Animation, FileError> {
        parse(Path::new("fish.pxo"), bytes, WhichFrames::All)
    }

    #[test]
    fn projects_keep_times_and_tags() {
        let data = br#"{ "pixelorama_version": "v1.0", "size_x": 2, "size_y": 1, "fps": 10.0,
            "frames": [ { "duration": 1.0 }, { "duration": 2.5 } ],
            "tags": [ { "name": "swim", "from": 1, "to": 2 }, { "name": "off", "from": 0, "to": 9 } ] }"#;
        let (one, two) = ([1, 2, 3, 255, 0, 0, 0, 0], [4, 5, 6, 255, 7, 8, 9, 255]);
        let first = ("image_data/final_images/1", &one[..]);
        let second = ("image_data/final_images/2", &two[..]);
        let animation = read(&zipped(&[("data.json", data), first, second])).unwrap();
        let times: Vec<u16> = animation.frames.iter().map(|frame| frame.milliseconds).collect();
        assert_eq!(times, [100, 250]);
        assert_eq!(animation.frames[1].picture.pixels[1], [7, 8, 9, 255]);
        assert_eq!(animation.tags, [Tag::new("swim", 0, 1)]);
        assert!(animation.remarks.iter().any(|it| it.to_string().contains("\"off\"")));
        let short = ("image_data/final_images/2", &two[..7]);
        assert!(read(&zipped(&[("data.json", data), first, short])).is_err());
        let long = [&two[..], &two].concat();
        let long = ("image_data/final_images/2", &long[..]);
        assert!(read(&zipped(&[("data.json", data), first, long])).is_err());
        assert!(read(&zipped(&[("data.json", data), first])).is_err());
        assert!(read(&zipped(&[("data.json", b"{}")])).is_err());
    }

    /// One frame of two pixels with these layers and cels; layer n has `n * 50` for its red, and
    /// leaves the second pixel empty.
    fn layered(layers: &str, cels: &str) -> Animation {
        let data = format!(
            r#"{{ "size_x": 2, "size_y": 1, "fps": 10.0, "layers": [{layers}],
            "frames": [ {{ "duration": 1, "cels": [{cels}] }} ] }}"#
        );
        let of = |n: u8| [n * 50, 0, 0, 255, 0, 0, 0, 0];
        let (one, two) = (of(1), of(2));
        let first = ("image_data/frames/1/layer_1", &one[..]);
        let second = ("image_data/frames/1/layer_2", &two[..]);
        read(&zipped(&[("data.json", data.as_bytes()), first, second])).unwrap()
    }

    #[test]
    fn layers_of_old_projects_are_seen_as_far_as_they_were() {
        let pixel = |layers: &str, cels: &str| layered(layers, cels).frames[0].picture.pixels[0];
        let plain = r#"{ "name": "a" }"#;
        let hidden = r#"{ "name": "b", "visible": false, "opacity": 1.0 }"#;
        let faint = r#"{ "name": "c", "opacity": 0.4 }"#;
        assert_eq!(pixel("", ""), [100, 0, 0, 255]);
        assert_eq!(pixel(&format!("{plain}, {plain}"), ""), [100, 0, 0, 255]);
        assert_eq!(pixel(&format!("{plain}, {hidden}"), ""), [50, 0, 0, 255]);
        assert_eq!(pixel(&format!("{plain}, {faint}"), ""), [70, 0, 0, 255]);
        let cels = r#"{ "opacity": 1 }, { "opacity": 0.4 }"#;
        assert_eq!(pixel(&format!("{plain}, {plain}"), cels), [70, 0, 0, 255]);
        assert_eq!(pixel(&format!("{hidden}, {hidden}"), ""), [0; 4]);
        assert_eq!(pixel(&format!("{hidden}, {faint}"), "")[3], 102);
        let group = r#"{ "name": "g", "visible": false, "type": 1 }"#;
        let inside = r#"{ "name": "d", "parent": 2 }"#;
        assert_eq!(pixel(&format!("{plain}, {inside}, {group}"), ""), [50, 0, 0, 255]);
        let told = layered(&format!("{plain}, {hidden}"), "");
        let told: Vec<String> = told.remarks.iter().map(ToString::to_string).collect();
        assert_eq!(told, ["hidden layer \"b\" left out"]);
        let mixed = layered(&format!("{plain}, {{ \"blend_mode\": 3 }}"), "");
        assert!(mixed.remarks.iter().any(|it| it.to_string().contains("blend modes")));
    }

    #[test]
    fn what_is_beside_the_pictures_is_told() {
        let data = br#"{ "size_x": 1, "size_y": 1, "fps": 10.0, "user_data": "by me",
            "layers": [ { "name": "ink", "visible": false }, { "name": "fish", "user_data": "body" } ],
            "reference_images": [ {}, {} ],
            "frames": [ { "cels": [ { "user_data": "" }, { "user_data": "first" } ] } ] }"#;
        let pixel = ("image_data/final_images/1", &[1, 2, 3, 255][..]);
        let read = read(&zipped(&[("data.json", data), pixel])).unwrap();
        let told: Vec<String> = read.remarks.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "hidden layer \"ink\" left out",
                "2 reference images left out",
                "user data of 3 parts left out"
            ]
        );
    }

    #[test]
    fn more_layers_than_are_drawn_in_a_moment_are_refused_before_the_first() {
        let project = |n_layers: usize, rest: &str| {
            let data = format!(
                r#"{{ "size_x": 4096, "size_y": 4096, "fps": 10.0, "layers": [{}],
                "frames": [ {{ "duration": 1 }} ] }}"#,
                vec![rest; n_layers].join(", ")
            );
            let names: Vec<String> = (0..n_layers).map(|layer| layer_name(0, layer)).collect();
            let mut entries = vec![("data.json", data.as_bytes())];
            entries.extend(names.iter().map(|name| (name.as_str(), &b"short"[..])));
            read(&zipped(&entries)).unwrap_err().to_string()
        };
        // A layer that ends early would be damage, if it were looked at.
        let error = project(5, "{}");
        assert!(error.contains("more than 67108864 pixels") && error.contains("1.0"), "{error}");
        assert!(project(4, "{}").contains("ends early"));
    }
}
