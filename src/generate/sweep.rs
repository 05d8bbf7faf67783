//! The same noise at many temperatures: what a dial does, on one sheet.

use super::SpriteRequest;
use crate::sprite::{MIN_SHAPE_TEMPERATURE, Prompt, Sampling};

/// What the rows of a sweep are. Columns are temperatures.
#[derive(Clone, Debug, PartialEq)]
pub enum SweepRows {
    /// Row `k` is variant `k` of the seed from the first one on, and the columns are steps of the single dial.
    Variants(u32),
    /// Rows are temperatures of the shape, all for the first variant, and the columns are temperatures
    /// of the colours.
    Shapes(Vec<f32>),
    /// Rows are prompts, such as one for each value of an axis, all of the first variant.
    Prompts(Vec<Prompt>),
}

/// Sprites whose noise is the same along a row, so that only the temperature changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// What to draw.
    pub prompt: Prompt,
    /// Which noise the sprites grow from.
    pub seed: u64,
    /// The first variant of the seed.
    pub variant: u32,
    /// What the sweep leaves alone: top-k, top-p and min-p.
    pub sampling: Sampling,
    /// One a column.
    pub temperatures: Vec<f32>,
    /// What the rows are.
    pub rows: SweepRows,
}

impl Sweep {
    /// One request a cell, row by row.
    #[must_use]
    pub fn requests(&self) -> Vec<SpriteRequest> {
        let rows: Vec<(Prompt, u32, Option<f32>)> = match &self.rows {
            SweepRows::Variants(count) => {
                (0..*count).map(|row| (self.prompt, self.variant.wrapping_add(row), None)).collect()
            }
            SweepRows::Shapes(shapes) => {
                shapes.iter().map(|shape| (self.prompt, self.variant, Some(*shape))).collect()
            }
            SweepRows::Prompts(prompts) => {
                prompts.iter().map(|prompt| (*prompt, self.variant, None)).collect()
            }
        };
        let cells = rows.into_iter().flat_map(|(prompt, variant, shape)| {
            self.temperatures.iter().map(move |&temperature| (prompt, variant, shape, temperature))
        });
        cells
            .map(|(prompt, variant, shape, temperature)| {
                let dial = Sampling::at_temperature(temperature);
                let sampling = Sampling {
                    shape_temperature: shape.unwrap_or(dial.shape_temperature),
                    colour_temperature: dial.colour_temperature,
                    ..self.sampling
                };
                SpriteRequest::new(prompt, self.seed, variant, sampling)
            })
            .collect()
    }
}

/// `count` numbers from one to another in even steps, both included; one alone is the first.
#[must_use]
pub fn even_steps(from: f32, to: f32, count: u32) -> Vec<f32> {
    let last = count.saturating_sub(1).max(1) as f32;
    // Hundredths are what dials show, and what can be typed again.
    let step = |index: u32| from + (to - from) * (index as f32 / last);
    (0..count).map(|index| (step(index) * 100.0).round() / 100.0).collect()
}

/// As [`even_steps`], none below the lowest temperature of shapes.
#[must_use]
pub fn shape_steps(from: f32, to: f32, count: u32) -> Vec<f32> {
    even_steps(from.max(MIN_SHAPE_TEMPERATURE), to.max(MIN_SHAPE_TEMPERATURE), count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sweep(rows: SweepRows) -> Sweep {
        Sweep {
            prompt: Prompt::cell(0, 3),
            seed: 7,
            variant: 2,
            sampling: Sampling { top_k: 9, ..Sampling::default() },
            temperatures: even_steps(0.2, 1.5, 3),
            rows,
        }
    }

    #[test]
    fn along_a_row_only_the_temperature_changes() {
        let requests = sweep(SweepRows::Variants(2)).requests();
        assert_eq!(requests.len(), 6);
        for (cell, request) in requests.iter().enumerate() {
            let dial = Sampling::at_temperature([0.2, 0.85, 1.5][cell % 3]);
            assert_eq!((request.seed, request.variant), (7, 2 + cell as u32 / 3));
            assert_eq!(*request.sampling, Sampling { top_k: 9, ..dial });
        }
    }

    #[test]
    fn shapes_and_colours_are_swept_apart() {
        let requests = sweep(SweepRows::Shapes(shape_steps(0.2, 1.5, 2))).requests();
        let pairs: Vec<(f32, f32)> = requests
            .iter()
            .map(|request| request.sampling)
            .map(|sampling| (sampling.shape_temperature, sampling.colour_temperature))
            .collect();
        let expected = [(0.5, 0.2), (0.5, 0.85), (0.5, 1.5), (1.5, 0.2), (1.5, 0.85), (1.5, 1.5)];
        assert_eq!(pairs, expected);
        assert!(requests.iter().all(|request| request.variant == 2));
    }

    #[test]
    fn steps_are_even_and_include_their_ends() {
        assert_eq!(even_steps(0.2, 1.5, 7), [0.2, 0.42, 0.63, 0.85, 1.07, 1.28, 1.5]);
        assert_eq!(even_steps(0.4, 1.5, 1), [0.4]);
        assert!(even_steps(0.4, 1.5, 0).is_empty());
    }
}
