//! The layers of a frame laid over each other.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
    rc::Rc,
    sync::Arc,
};

use super::{
    blend::{blend, over},
    cursor::Broken,
    read::{AseFrame, Cel, Content, Depth, Document, Header, Layer},
};
use crate::files::{
    FRAME_MILLISECONDS, FileError, Tag,
    animation::{About, AnimationFrame, Indexed, MAX_PICTURE_PIXELS, MAX_PIXELS, Source, Visit},
    palette::Swatch,
    picture::Picture,
    remarks::{Remark, quoted},
};

/// What all cels of the wanted frames may have together; a small file can claim a lot.
const MAX_DRAWN: usize = 2 * MAX_PIXELS;

/// Groups in groups that are each drawn by themselves.
const MAX_DEPTH: usize = 32;

/// Bytes of unpacked cels that are kept for links to them.
const MAX_KEPT: usize = 32 << 20;

/// Shows the flattened frames one after the other; there is at least one.
pub(in crate::files) fn each_frame(
    source: &Source<'_>,
    about: &mut About,
    visit: Visit<'_>,
) -> Result<(), FileError> {
    let Source { path, bytes, which, .. } = *source;
    let torn = |broken: Broken| FileError::Torn {
        path: path.to_owned(),
        kind: ".aseprite file",
        reason: broken.to_string(),
    };
    let Header { n_frames, width, height, .. } = Header::parse(bytes).map_err(torn)?;
    source.check_size((u32::from(width), u32::from(height)), n_frames)?;
    let document = Document::parse(bytes).map_err(torn)?;
    document.refuse_tiles(path)?;
    if document.frames.is_empty() {
        return Err(torn(Broken("it holds no frame")));
    }
    if document.deepest > MAX_DEPTH {
        return Err(too_much(path, "has too many groups in each other".to_owned()));
    }
    let n_wanted = which.of(n_frames);
    about.remarks.add(Remark::FramesLeftOut { n: n_frames - n_wanted, of: n_frames });
    let names = document.frame_names();
    // In a file of single pictures that Shoal wrote tags are their names, and nothing else.
    let is_of_frames = |tag: &&Tag| tag.from <= tag.to && tag.to < n_frames;
    let are_names = document.is_ours
        && names.len() == n_frames
        && document.tags.iter().filter(is_of_frames).count() == n_frames;
    let kept = document.tags.iter().filter(|tag| !are_names || !is_of_frames(tag));
    about.tags = kept.cloned().collect();
    let mut painter = Painter::new(&document, path);
    for (frame_idx, frame) in document.frames[..n_wanted].iter().enumerate() {
        let (picture, indexed) = painter.frame(frame)?;
        let milliseconds = match frame.milliseconds {
            0 => {
                let milliseconds = FRAME_MILLISECONDS;
                about.remarks.add(Remark::NoDuration { n: 1, milliseconds });
                milliseconds
            }
            milliseconds => milliseconds,
        };
        visit(AnimationFrame {
            name: names.get(&frame_idx).copied().unwrap_or_default().to_owned(),
            picture,
            indexed,
            milliseconds,
            recipe: frame.cels.iter().find_map(|cel| cel.user_text.clone()),
        })?;
    }
    about.remarks.add(Remark::BeyondPalette(painter.n_beyond));
    document.remark(about);
    Ok(())
}

impl Document<'_> {
    /// Tiles would come out wrong here, and Aseprite flattens them with a click.
    fn refuse_tiles(&self, path: &Path) -> Result<(), FileError> {
        let is_tiles = |layer: &&Layer| layer.is_visible && layer.kind == Layer::TILEMAP;
        match self.layers.iter().find(is_tiles) {
            None => Ok(()),
            Some(layer) => Err(FileError::Unsupported {
                path: path.to_owned(),
                problem: format!("has a layer {} that is made of tiles", quoted(&layer.name)),
                remedy: "flatten the layers in Aseprite and save a copy",
            }),
        }
    }

    /// The outermost group inside a group that is drawn by itself and holds a layer; nothing
    /// where the layer belongs to the group itself.
    fn child_of(&self, group: Option<usize>, layer: usize) -> Option<usize> {
        let mut child = self.layers[layer].group;
        while let Some(inner) = child.filter(|_| child != group) {
            let outer = self.layers[inner].group;
            if outer == group {
                return child;
            }
            child = outer;
        }
        None
    }

    /// Frames that have a tag of their own are called so.
    fn frame_names(&self) -> HashMap<usize, &str> {
        let n_frames = self.frames.len();
        let is_alone = |tag: &&Tag| tag.from == tag.to && tag.to < n_frames && !tag.name.is_empty();
        let alone = self.tags.iter().filter(is_alone);
        let mut names = HashMap::new();
        for tag in alone {
            names.entry(tag.from).or_insert(tag.name.as_str());
        }
        names
    }

    /// What is in the file and not in its frames.
    fn remark(&self, about: &mut About) {
        let mut is_used = vec![false; self.layers.len()];
        for cel in self.frames.iter().flat_map(|frame| &frame.cels) {
            is_used[cel.layer] = true;
        }
        // What is lost in a layer that is left out anyway goes with that.
        let mut n_lost_links = 0;
        for layer in &self.lost_links {
            let Some(is_used) = is_used.get_mut(*layer) else { continue };
            *is_used = true;
            n_lost_links += usize::from(is_shown(&self.layers[*layer]));
        }
        let used = || self.layers.iter().zip(&is_used).filter(|(_, is_used)| **is_used);
        let names = |keep: fn(&Layer) -> bool| {
            used().filter(|(layer, _)| keep(layer)).map(|(layer, _)| layer.name.clone()).collect()
        };
        about.remarks.add(Remark::LayersHidden(names(|it| !it.is_visible && !it.is_reference)));
        about.remarks.add(Remark::ReferencesLeftOut(names(|it| it.is_reference)));
        about.remarks.add(Remark::SlicesDropped(self.slices.clone()));
        about.remarks.add(Remark::UserDataDropped(self.n_user_data));
        about.remarks.add(Remark::LinksBroken(n_lost_links));
        let (width, height) = self.header.pixel;
        if width > 0 && height > 0 {
            about.remarks.add(Remark::PixelRatio { width, height });
        }
        if self.has_profile {
            about.remarks.note("has a colour profile of its own; its colours are read as sRGB");
        }
    }
}

/// Pixels on their way, and the same as indices as long as these tell all.
struct Layers {
    picture: Picture,
    indices: Option<Vec<u8>>,
}

/// Draws frames of a document.
struct Painter<'a> {
    document: &'a Document<'a>,
    path: &'a Path,
    /// Pixels so far.
    drawn: usize,
    inflater: flate2::Decompress,
    /// Unpacked cels that links show again, and their bytes.
    kept: HashMap<usize, Rc<Vec<u8>>>,
    n_kept: usize,
    /// Pixels whose colour the palette does not have.
    n_beyond: usize,
}

/// Width, height and pixels as they are stored.
type Unpacked = (usize, usize, Rc<Vec<u8>>);

impl<'a> Painter<'a> {
    fn new(document: &'a Document<'a>, path: &'a Path) -> Self {
        let inflater = flate2::Decompress::new(true);
        let (drawn, n_kept, n_beyond) = (0, 0, 0);
        Self { document, path, drawn, inflater, kept: HashMap::new(), n_kept, n_beyond }
    }

    fn frame(&mut self, frame: &'a AseFrame) -> Result<(Picture, Option<Indexed>), FileError> {
        let header = &self.document.header;
        let is_indexed = header.depth == Depth::Indexed;
        let cels: Vec<&Cel> =
            frame.cels.iter().filter(|cel| is_shown(&self.document.layers[cel.layer])).collect();
        let Layers { picture, indices } = self.composed(frame, &cels, None)?;
        // A background shows the colour of the transparent index.
        let is_unseen = |index: usize| {
            index == usize::from(header.transparent) && !self.document.has_background()
        };
        let indexed = indices.filter(|_| is_indexed).and_then(|indices| {
            let swatch = |(index, &[r, g, b, alpha]): (usize, &[u8; 4])| {
                let alpha = if is_unseen(index) { 0 } else { alpha };
                Swatch { alpha, ..Swatch::opaque([r, g, b]) }
            };
            let colours: Arc<[Swatch]> = frame.colours.iter().enumerate().map(swatch).collect();
            Indexed::whole(indices, &colours, &picture)
        });
        Ok((picture, indexed))
    }

    /// The cels of a group, or of the whole, over each other.
    fn composed(
        &mut self,
        frame: &AseFrame,
        cels: &[&Cel],
        group: Option<usize>,
    ) -> Result<Layers, FileError> {
        let Header { width, height, transparent, .. } = self.document.header;
        let (width, height) = (usize::from(width), usize::from(height));
        self.spend(width * height)?;
        let mut layers = Layers {
            picture: Picture::empty(width, height),
            indices: Some(vec![transparent; width * height]),
        };
        let document = self.document;
        let mut groups: BTreeMap<usize, Vec<&Cel>> = BTreeMap::new();
        let mut items: Vec<(i64, i16, Option<&Cel>)> = Vec::new();
        for &cel in cels {
            match document.child_of(group, cel.layer) {
                Some(child) => groups.entry(child).or_default().push(cel),
                None => items.push((cel.layer as i64 + i64::from(cel.z), cel.z, Some(cel))),
            }
        }
        items.extend(groups.keys().map(|&child| (child as i64, 0, None)));
        items.sort_by_key(|&(order, z, _)| (order, z));
        for (order, _, cel) in items {
            if let Some(cel) = cel {
                self.lay(cel, frame, &mut layers)?;
                continue;
            }
            let child = order as usize;
            let inner = self.composed(frame, &groups[&child], Some(child))?;
            let Layer { blend_mode, opacity, .. } = document.layers[child];
            layers.indices = None;
            for (below, [r, g, b, alpha]) in
                layers.picture.pixels.iter_mut().zip(inner.picture.pixels)
            {
                *below = blend(blend_mode, *below, [r, g, b, over(alpha, opacity)]);
            }
        }
        Ok(layers)
    }

    /// Lays a cel over what is there.
    fn lay(&mut self, cel: &Cel, frame: &AseFrame, layers: &mut Layers) -> Result<(), FileError> {
        let Some((width, height, data)) = self.unpacked(cel.content)? else { return Ok(()) };
        let Header { depth, transparent, .. } = self.document.header;
        let layer = &self.document.layers[cel.layer];
        let opacity = over(cel.opacity, layer.opacity);
        let (left, top) = (i64::from(cel.x), i64::from(cel.y));
        let (columns, rows) = (layers.picture.width as i64, layers.picture.height as i64);
        let from = |start: i64| (-start).max(0) as usize;
        let to =
            |start: i64, length: usize, end: i64| (end - start).clamp(0, length as i64) as usize;
        for y in from(top)..to(top, height, rows) {
            for x in from(left)..to(left, width, columns) {
                let at = ((y as i64 + top) * columns + x as i64 + left) as usize;
                let stored = &data[(y * width + x) * depth.bytes()..];
                let colour = match (depth, stored) {
                    (Depth::Rgba, &[r, g, b, alpha, ..]) => [r, g, b, alpha],
                    (Depth::Grey, &[grey, alpha, ..]) => [grey, grey, grey, alpha],
                    (_, &[index, ..]) if index == transparent && !layer.is_background => continue,
                    (_, &[index, ..]) => {
                        let Some(&colour) = frame.colours.get(usize::from(index)) else {
                            self.n_beyond += 1;
                            continue;
                        };
                        let is_plain = opacity == 255 && layer.blend_mode == 0;
                        match &mut layers.indices {
                            Some(indices) if is_plain => indices[at] = index,
                            indices => *indices = None,
                        }
                        colour
                    }
                    _ => continue,
                };
                let [r, g, b, alpha] = colour;
                let below = &mut layers.picture.pixels[at];
                *below = blend(layer.blend_mode, *below, [r, g, b, over(alpha, opacity)]);
            }
        }
        Ok(())
    }

    /// Width, height and pixels of a content; nothing where there are none.
    fn unpacked(&mut self, content: usize) -> Result<Option<Unpacked>, FileError> {
        let (width, height, data) = match self.document.contents[content] {
            Content::Raw { width, height, data } | Content::Packed { width, height, data } => {
                (usize::from(width), usize::from(height), data)
            }
            Content::Tiles => return Ok(None),
        };
        let n_pixels = width * height;
        if n_pixels > MAX_PICTURE_PIXELS {
            return Err(too_much(self.path, format!("has a layer with {width}x{height} pixels")));
        }
        self.spend(n_pixels)?;
        if let Some(kept) = self.kept.get(&content) {
            return Ok(Some((width, height, Rc::clone(kept))));
        }
        let expected = n_pixels * self.document.header.depth.bytes();
        let pixels = Rc::new(match self.document.contents[content] {
            Content::Packed { .. } => self.inflated(data, expected)?,
            _ => data.get(..expected).unwrap_or_default().to_vec(),
        });
        if pixels.len() < expected {
            return Err(self.torn("a cel has fewer pixels than it says"));
        }
        if self.document.linked.contains(&content) && self.n_kept + expected <= MAX_KEPT {
            self.n_kept += expected;
            self.kept.insert(content, Rc::clone(&pixels));
        }
        Ok(Some((width, height, pixels)))
    }

    fn inflated(&mut self, data: &[u8], expected: usize) -> Result<Vec<u8>, FileError> {
        let mut pixels = vec![0; expected];
        self.inflater.reset(true);
        let finish = flate2::FlushDecompress::Finish;
        if self.inflater.decompress(data, &mut pixels, finish).is_err() {
            return Err(self.torn("a cel cannot be unpacked"));
        }
        pixels.truncate(self.inflater.total_out() as usize);
        Ok(pixels)
    }

    /// Counts pixels before they are drawn.
    fn spend(&mut self, n_pixels: usize) -> Result<(), FileError> {
        self.drawn += n_pixels;
        if self.drawn > MAX_DRAWN {
            let problem = format!("has layers of more than {MAX_DRAWN} pixels in all frames");
            return Err(too_much(self.path, problem));
        }
        Ok(())
    }

    fn torn(&self, reason: &str) -> FileError {
        let (path, kind, reason) = (self.path.to_owned(), ".aseprite file", reason.to_owned());
        FileError::Torn { path, kind, reason }
    }
}

/// Whether a layer is part of the picture.
fn is_shown(layer: &Layer) -> bool {
    layer.is_visible && !layer.is_reference
}

fn too_much(path: &Path, problem: String) -> FileError {
    let remedy = "flatten the layers in Aseprite and save a copy, or split the file";
    FileError::Unsupported { path: path.to_owned(), problem, remedy }
}
