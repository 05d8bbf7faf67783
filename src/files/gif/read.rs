//! Draws the frames of a GIF as players show them.

use std::sync::Arc;

use super::blocks::{Blocks, Control, Disposal, FrameBlock};
use crate::files::{
    FRAME_MILLISECONDS, FileError,
    animation::{About, AnimationFrame, Indexed, MAX_PIXELS, Source, Visit},
    palette::Swatch,
    picture::Picture,
    remarks::Remark,
};

/// Browsers and players take shorter delays, in hundredths of a second, for "none".
const SHORTEST_DELAY: u16 = 2;

/// Shows the frames one after the other; there is at least one.
pub(in crate::files) fn each_frame(
    source: &Source<'_>,
    about: &mut About,
    visit: Visit<'_>,
) -> Result<(), FileError> {
    let torn = |reason: &str| FileError::Torn {
        path: source.path.to_owned(),
        kind: "GIF",
        reason: reason.to_owned(),
    };
    let blocks = Blocks::find(source.bytes).map_err(torn)?;
    if blocks.frames.is_empty() {
        return Err(torn("it holds no frame"));
    }
    let (width, height) = blocks.screen();
    let n_frames = blocks.frames.len();
    source.check_size((u32::from(width), u32::from(height)), n_frames)?;
    let n_wanted = source.which.of(n_frames);
    let n_packed: usize = blocks.frames[..n_wanted].iter().map(FrameBlock::n_pixels).sum();
    if n_packed > MAX_PIXELS {
        return Err(FileError::Unsupported {
            path: source.path.to_owned(),
            problem: "has frames that are far larger than what they show".to_owned(),
            remedy: "save it again with frames no larger than the picture",
        });
    }
    about.remarks.add(Remark::FramesLeftOut { n: n_frames - n_wanted, of: n_frames });
    about.plays = blocks.plays;
    if !blocks.has_end {
        about.remarks.note("has no end marker; frames may be missing");
    }
    let mut screen = Screen::new(width, height, &blocks);
    let mut n_beyond_table = 0;
    for frame in &blocks.frames[..n_wanted] {
        let colours = frame.table.or(blocks.table).ok_or(torn("a frame has no colours"))?;
        let indices = frame.unpack().map_err(torn)?;
        if indices.len() < frame.n_pixels() {
            about.remarks.note("has a frame whose pixels end early; the rest stays as it was");
        }
        let before = (frame.control.disposal == Disposal::Restore).then(|| screen.clone());
        let lost = screen.draw(frame, colours, &indices);
        about.remarks.add(Remark::CutOff(lost.n_beyond_screen));
        n_beyond_table += lost.n_beyond_table;
        visit(AnimationFrame {
            name: String::new(),
            picture: screen.picture.clone(),
            indexed: screen.indexed(),
            milliseconds: milliseconds(frame.control, n_frames, about),
            recipe: None,
        })?;
        match (frame.control.disposal, before) {
            (_, Some(before)) => screen = before,
            (Disposal::Erase, _) => screen.erase(frame),
            _ => {}
        }
    }
    about.remarks.add(Remark::BeyondPalette(n_beyond_table));
    Ok(())
}

/// How long a frame is shown. A still picture is shown for good, whatever stands in the file.
fn milliseconds(control: Control, n_frames: usize, about: &mut About) -> u16 {
    if n_frames == 1 {
        return FRAME_MILLISECONDS;
    }
    if control.delay < SHORTEST_DELAY {
        about.remarks.add(Remark::too_short(control.delay * 10, FRAME_MILLISECONDS));
        return FRAME_MILLISECONDS;
    }
    about.duration(u64::from(control.delay) * 10)
}

impl Blocks<'_> {
    /// Width and height of the picture. Where the file says none, that which holds all frames.
    fn screen(&self) -> (u16, u16) {
        let furthest = |side: fn(&FrameBlock<'_>) -> u16| self.frames.iter().map(side).max();
        let or_furthest = |said: u16, side: fn(&FrameBlock<'_>) -> u16| match said {
            0 => furthest(side).unwrap_or_default(),
            said => said,
        };
        (
            or_furthest(self.width, |frame| frame.left.saturating_add(frame.width)),
            or_furthest(self.height, |frame| frame.top.saturating_add(frame.height)),
        )
    }
}

/// Pixels of a frame that are not shown.
#[derive(Clone, Copy, Default)]
struct Lost {
    n_beyond_screen: usize,
    /// Those whose index the colour table does not have.
    n_beyond_table: usize,
}

/// What is on show, as colours and, as long as all frames follow one table, as its indices.
#[derive(Clone)]
struct Screen {
    picture: Picture,
    indices: Option<Vec<u8>>,
    colours: Arc<[Swatch]>,
    transparent: Option<u8>,
    /// The table with an entry for what is not seen, once a frame needed that. Frames share it, for
    /// a palette that is another each time is looked through anew each time.
    with_hole: Option<Arc<[Swatch]>>,
}

impl Screen {
    fn new(width: u16, height: u16, blocks: &Blocks<'_>) -> Self {
        let (width, height) = (usize::from(width), usize::from(height));
        let first = &blocks.frames[0];
        let transparent = first.control.transparent;
        let table = blocks.table.or(first.table).unwrap_or_default();
        let swatch = |(index, rgb): (usize, &[u8; 3])| Swatch {
            alpha: if transparent.map(usize::from) == Some(index) { 0 } else { 255 },
            ..Swatch::opaque(*rgb)
        };
        let colours = table.as_chunks::<3>().0.iter().enumerate().map(swatch).collect();
        let indices = Some(vec![transparent.unwrap_or_default(); width * height]);
        let picture = Picture::empty(width, height);
        Self { picture, indices, colours, transparent, with_hole: None }
    }

    /// Whether the indices of a frame with this table mean the same as those on show.
    fn is_of_one_table(&self, colours: &[u8]) -> bool {
        let colours = colours.as_chunks::<3>().0;
        colours.len() <= self.colours.len()
            && colours.iter().zip(self.colours.iter()).all(|(rgb, known)| known.rgb.0 == *rgb)
    }

    /// Puts a frame on the screen, but for the pixels that cannot be shown.
    fn draw(&mut self, frame: &FrameBlock<'_>, colours: &[u8], indices: &[u8]) -> Lost {
        if !self.is_of_one_table(colours) {
            self.indices = None;
        }
        let colours = colours.as_chunks::<3>().0;
        let (left, top) = (usize::from(frame.left), usize::from(frame.top));
        let mut lost = Lost::default();
        for (y, row) in indices.chunks(usize::from(frame.width).max(1)).enumerate() {
            for (x, &index) in row.iter().enumerate() {
                if frame.control.transparent == Some(index) {
                    continue;
                }
                if left + x >= self.picture.width || top + y >= self.picture.height {
                    lost.n_beyond_screen += 1;
                    continue;
                }
                let at = (top + y) * self.picture.width + left + x;
                let Some(&[r, g, b]) = colours.get(usize::from(index)) else {
                    lost.n_beyond_table += 1;
                    continue;
                };
                self.picture.pixels[at] = [r, g, b, 255];
                // What one frame does not show may be a colour of another.
                if self.transparent == Some(index) {
                    self.indices = None;
                } else if let Some(indices) = &mut self.indices {
                    indices[at] = index;
                }
            }
        }
        lost
    }

    /// Takes away all that lies where a frame was.
    fn erase(&mut self, frame: &FrameBlock<'_>) {
        let (width, height) = (self.picture.width, self.picture.height);
        let (left, top) = (usize::from(frame.left), usize::from(frame.top));
        let right = (left + usize::from(frame.width)).min(width);
        for y in top..(top + usize::from(frame.height)).min(height) {
            let row = y * width + left.min(right)..y * width + right;
            self.picture.pixels[row.clone()].fill([0; 4]);
            if let Some(indices) = &mut self.indices {
                indices[row].fill(self.transparent.unwrap_or_default());
            }
        }
    }

    /// The indices on show, where they tell all.
    fn indexed(&mut self) -> Option<Indexed> {
        let colours = self.with_hole.as_ref().unwrap_or(&self.colours);
        let indexed = Indexed::whole(self.indices.clone()?, colours, &self.picture)?;
        if indexed.colours.len() > self.colours.len() {
            self.with_hole = Some(Arc::clone(&indexed.colours));
        }
        Some(indexed)
    }
}
