//! Exemplars: coarse pictures of what a model learned from, which shapes may begin with.
//!
//! A few hundred pictures of 16x16 cells with their labels, a part of a checkpoint. The one that
//! is most like what is asked for is found by its labels and varied, in the manner of
//! retrieval-augmented diffusion (Blattmann et al., 2022, arXiv 2204.11824): the shape network
//! draws a share of its cells anew.

use safetensors::SafeTensors;
use serde::{Deserialize, Serialize};

use super::{CheckpointError, ConfigError};
use crate::sprite::{Labels, PIXELS, Palette, Schema, Sketch, SketchCell};

/// What exemplars are called among the parts of a checkpoint.
pub(super) const PART: &str = "exemplars";

/// Names of the tensors of the part.
const CELLS: &str = "exemplars.cells";
const LABELS: &str = "exemplars.labels";
const PIXELS_OF_EACH: &str = "exemplars.pixels";

/// Bytes of a packed picture: two cells each.
const BYTES: usize = Sketch::COARSE_CELLS / 2;
/// Bytes of one with all its pixels.
const PIXEL_BYTES: usize = PIXELS / 2;
/// The code of an empty cell; those of ramps follow.
const EMPTY: u8 = 0;
/// The code of a cell of any colour.
const OPAQUE: u8 = 15;
/// The code of an axis of which nothing is known.
const ANY: u8 = u8::MAX;

/// One coarse picture and what it shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Exemplar {
    /// What it shows.
    pub labels: Labels,
    /// Its cells in raster order, none of them free.
    pub cells: [SketchCell; Sketch::COARSE_CELLS],
    /// The same pixel by pixel, none of them free. Those that [lead](Exemplars::leads) have it.
    pub pixels: Option<Box<Sketch>>,
}

impl Exemplar {
    /// The intersection of its occupied cells and others over their union, where the others are
    /// not free; 1 where neither has any.
    #[must_use]
    pub fn overlap(&self, others: &[SketchCell; Sketch::COARSE_CELLS]) -> f32 {
        Sketch::overlap_of_cells(others, &self.cells)
    }
}

/// The exemplars of a checkpoint.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Exemplars {
    /// All of them.
    pub pictures: Vec<Exemplar>,
    /// Whether every sprite of the model begins with one of them, varied, unless it is asked not
    /// to: the model learned from too few sprites to have shapes of its own.
    pub leads: bool,
    /// Whether those that lead may be shown in a mirror.
    pub mirrored: bool,
}

/// The metadata of exemplars.
#[derive(Serialize, Deserialize)]
struct Facts {
    count: usize,
    #[serde(default, skip_serializing_if = "is_false")]
    leads: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    mirrored: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_false(value: &bool) -> bool {
    !value
}

/// A tensor of bytes: its name, its shape and its values.
pub(super) type ByteTensor = (&'static str, Vec<usize>, Vec<u8>);

impl Exemplars {
    /// The most exemplars of a checkpoint.
    pub const MOST: usize = 8192;
    /// The most ramps of a palette whose cells can be packed.
    pub const MOST_RAMPS: usize = OPAQUE as usize - 1;

    /// Whether they lead where this is asked for: some of them are of that category.
    #[must_use]
    pub fn lead(&self, asked: Labels) -> bool {
        let fits = |it: &Exemplar| {
            asked.category.is_none()
                || it.labels.category.is_none()
                || it.labels.category == asked.category
        };
        self.leads && self.pictures.iter().any(fits)
    }

    /// The same for another world: what its axes can say of each.
    #[must_use]
    pub fn for_world(&self, from: &Schema, to: &Schema) -> Self {
        let translated = |it: &Exemplar| {
            let labels = to.translated(from, it.labels);
            let all = (0..Labels::MAX_AXES).map(|axis| (axis, labels.get(axis)));
            let none = Labels::default();
            let labels = all.fold(none, |labels, (axis, value)| labels.with(axis, value));
            Exemplar { labels, ..it.clone() }
        };
        Self { pictures: self.pictures.iter().map(translated).collect(), ..*self }
    }

    /// Refuses pictures and labels that are not of this world and palette.
    pub(super) fn validate(&self, world: &Schema, palette: &Palette) -> Result<(), ConfigError> {
        let n_ramps = palette.ramps().len();
        if self.pictures.len() > Self::MOST || n_ramps > Self::MOST_RAMPS {
            return Err(ConfigError("it has more exemplars, or ramps of them, than is possible"));
        }
        let has_ramp = |cell: &SketchCell| match cell {
            SketchCell::Ramp(ramp) => usize::from(*ramp) < n_ramps,
            SketchCell::Free => false,
            SketchCell::Empty | SketchCell::Opaque => true,
        };
        let are_known = |it: &Exemplar| match &it.pixels {
            Some(pixels) => (0..PIXELS).all(|at| has_ramp(&pixels.at(at))),
            None => !self.leads,
        };
        let is_known = |it: &Exemplar| {
            world.knows(it.labels) && it.cells.iter().all(has_ramp) && are_known(it)
        };
        if self.pictures.iter().all(is_known) {
            Ok(())
        } else {
            Err(ConfigError("its exemplars are of another world or palette"))
        }
    }

    /// Its entry among the parts of a checkpoint's metadata.
    pub(super) fn facts(&self) -> serde_json::Value {
        let Self { leads, mirrored, ref pictures } = *self;
        serde_json::json!(Facts { count: pictures.len(), leads, mirrored })
    }

    /// Its tensors: cells [n, 128] and labels [n, axes], and pixels [n, 512] of those that lead.
    pub(super) fn tensors(&self, world: &Schema) -> Vec<ByteTensor> {
        let n_axes = world.axes().count();
        let cells = self.pictures.iter().flat_map(|it| {
            it.cells.as_chunks::<2>().0.iter().map(|[low, high]| code(*low) | code(*high) << 4)
        });
        let labels = (self.pictures.iter())
            .flat_map(|it| (0..n_axes).map(|axis| it.labels.get(axis).unwrap_or(ANY)));
        let n = self.pictures.len();
        let pixels = self.pictures.iter().filter_map(|it| it.pixels.as_ref()).flat_map(|it| {
            (0..PIXELS).step_by(2).map(|at| code(it.at(at)) | code(it.at(at + 1)) << 4)
        });
        let mut tensors = vec![
            (CELLS, vec![n, BYTES], cells.collect()),
            (LABELS, vec![n, n_axes], labels.collect()),
        ];
        if self.leads {
            tensors.push((PIXELS_OF_EACH, vec![n, PIXEL_BYTES], pixels.collect()));
        }
        tensors
    }

    /// The exemplars of a checkpoint file of this world, whose metadata this is.
    pub(super) fn read(
        facts: serde_json::Value,
        tensors: &SafeTensors<'_>,
        world: &Schema,
    ) -> Result<Self, CheckpointError> {
        let Facts { leads, mirrored, .. } = serde_json::from_value(facts)
            .map_err(|error| CheckpointError::BadMetadata(PART, error))?;
        let n_axes = world.axes().count();
        let (n, cells) = bytes_of(tensors, CELLS, BYTES)?;
        let (n_labels, labels) = bytes_of(tensors, LABELS, n_axes)?;
        if n != n_labels {
            return Err(
                ConfigError("its exemplars have more pictures than labels, or fewer").into()
            );
        }
        let (n_pixels, pixels) =
            if leads { bytes_of(tensors, PIXELS_OF_EACH, PIXEL_BYTES)? } else { (n, &[][..]) };
        if n_pixels != n {
            return Err(ConfigError("its exemplars have more pictures than pixels").into());
        }
        let mut pixels = pixels.chunks_exact(PIXEL_BYTES);
        let pictures = cells.chunks_exact(BYTES).zip(labels.chunks_exact(n_axes));
        let pictures = pictures.map(|(packed, values)| Exemplar {
            pixels: pixels.next().map(|packed| Box::new(unpacked(packed))),
            labels: (values.iter().enumerate())
                .filter(|(_, value)| **value != ANY)
                .fold(Labels::default(), |labels, (axis, value)| labels.with(axis, Some(*value))),
            cells: std::array::from_fn(|cell| of_code(packed[cell / 2] >> (4 * (cell % 2)) & 15)),
        });
        Ok(Self { pictures: pictures.collect(), leads, mirrored })
    }
}

/// A picture of two pixels a byte.
fn unpacked(packed: &[u8]) -> Sketch {
    let mut picture = Sketch::BLANK;
    for at in 0..PIXELS {
        picture.set(at, of_code(packed[at / 2] >> (4 * (at % 2)) & 15));
    }
    picture
}

fn code(cell: SketchCell) -> u8 {
    match cell {
        SketchCell::Empty | SketchCell::Free => EMPTY,
        SketchCell::Ramp(ramp) if ramp + 1 < OPAQUE => ramp + 1,
        SketchCell::Ramp(_) | SketchCell::Opaque => OPAQUE,
    }
}

fn of_code(code: u8) -> SketchCell {
    match code {
        EMPTY => SketchCell::Empty,
        OPAQUE => SketchCell::Opaque,
        ramp => SketchCell::Ramp(ramp - 1),
    }
}

/// The rows of a tensor of bytes, and how many there are.
fn bytes_of<'a>(
    tensors: &SafeTensors<'a>,
    name: &str,
    columns: usize,
) -> Result<(usize, &'a [u8]), CheckpointError> {
    let other_form = ConfigError("its exemplars are no rows of bytes of the length that they have");
    let view = tensors.tensor(name).map_err(|_| ConfigError("its exemplars are missing"))?;
    match (view.shape(), view.dtype()) {
        (&[rows, width], safetensors::Dtype::U8) if width == columns => Ok((rows, view.data())),
        _ => Err(other_form.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Checkpoint, Dtype};

    fn exemplars() -> Exemplars {
        let picture = |seed: usize| Exemplar {
            labels: Labels::cell((seed % 6) as u8, (seed % 5) as u8),
            cells: std::array::from_fn(|cell| match (cell + seed) % 11 {
                0 => SketchCell::Empty,
                10 => SketchCell::Opaque,
                ramp => SketchCell::Ramp(ramp as u8 - 1),
            }),
            pixels: None,
        };
        Exemplars { pictures: (0..7).map(picture).collect(), ..Exemplars::default() }
    }

    /// The same with all their pixels.
    fn leading() -> Exemplars {
        let with_pixels = |it: Exemplar| {
            let mut pixels = Sketch::of_cells(&it.cells);
            pixels.set(5, SketchCell::Opaque);
            Exemplar { pixels: Some(Box::new(pixels)), ..it }
        };
        let pictures = exemplars().pictures.into_iter().map(with_pixels).collect();
        Exemplars { pictures, leads: true, mirrored: true }
    }

    #[test]
    fn a_checkpoint_brings_them_back_as_they_were() {
        let checkpoint = Checkpoint::embedded().with_exemplars(Some(exemplars())).unwrap();
        let read = Checkpoint::from_bytes(&checkpoint.to_bytes(Dtype::F16)).unwrap();
        assert_eq!(read.exemplars.as_ref(), Some(&exemplars()));
        let checkpoint = read.clone().with_exemplars(Some(leading())).unwrap();
        let again = Checkpoint::from_bytes(&checkpoint.to_bytes(Dtype::F16)).unwrap();
        assert_eq!(again.exemplars, Some(leading()));
        assert_eq!(read.with_exemplars(None).unwrap().exemplars, None);
    }

    #[test]
    fn they_lead_where_they_have_something_to_show() {
        let leading = leading();
        assert!(leading.lead(Labels::default()) && leading.lead(Labels::cell(5, 4)));
        assert!(!leading.lead(Labels::cell(0, 5)), "none is of that category");
        assert!(!exemplars().lead(Labels::cell(0, 4)));
    }

    #[test]
    fn those_of_another_world_or_palette_are_refused() {
        let mut wrong = exemplars();
        wrong.pictures[3].cells[9] = SketchCell::Ramp(9);
        assert!(Checkpoint::embedded().with_exemplars(Some(wrong)).is_err(), "no such ramp");
        let mut wrong = exemplars();
        wrong.pictures[3].labels.zone = Some(6);
        assert!(Checkpoint::embedded().with_exemplars(Some(wrong)).is_err(), "no such zone");
        let mut wrong = exemplars();
        wrong.pictures[0].cells[0] = SketchCell::Free;
        assert!(Checkpoint::embedded().with_exemplars(Some(wrong)).is_err(), "a free cell");
        let wrong = Exemplars { leads: true, ..exemplars() };
        assert!(Checkpoint::embedded().with_exemplars(Some(wrong)).is_err(), "no pixels");
    }
}
