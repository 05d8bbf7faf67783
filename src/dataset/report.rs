//! What an import kept, what it dropped and why, for the artist to read.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::sprite::{Axis, Prompt, World};

use super::file::{Dataset, Example};

/// Something that is not in the dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The file or sprite.
    pub name: String,
    /// Why, for the summary.
    pub why: Why,
    /// Why, as what follows a colon.
    pub reason: String,
}

/// Kinds of reasons, as the summary tells them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It is torn, or no picture.
    Unreadable,
    /// The manifest skips it.
    Skipped,
    /// It was left out by hand.
    LeftOut,
    /// The grid does not fit the sheet.
    WrongGrid,
    /// There is nothing on it, or hardly anything.
    Empty,
    /// Another one is nearly the same.
    Duplicate,
}

/// What an import did.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Files that were looked at.
    pub n_files: usize,
    /// Pictures in them, cells of sheets counted one by one.
    pub n_pictures: usize,
    /// What was left out.
    pub dropped: Vec<Dropped>,
    /// What was done to a sprite or sheet that the artist should look at.
    pub notes: Vec<String>,
    /// What was probably meant otherwise, of all files together.
    pub warnings: Vec<String>,
    /// Figures that were larger than a sprite and were scaled down.
    pub n_reduced: usize,
    /// Cells of sheets with nothing on them.
    pub n_empty_cells: usize,
    /// Sprites that are seen in a mirror, so that they look the way the others do.
    pub n_turned: usize,
    /// Distinct colours of the art, and how many of them are in the palette.
    pub n_colours: usize,
    /// See [`Report::n_colours`].
    pub n_exact_colours: usize,
    /// Mean distance in OKLab between the pixels and the palette's colours for them.
    pub colour_error: f32,
}

impl Why {
    fn words(self) -> &'static str {
        match self {
            Self::Unreadable => "that could not be read",
            Self::Skipped => "that the manifest skips",
            Self::LeftOut => "left out by hand",
            Self::WrongGrid => "that the grid does not fit",
            Self::Empty => "with nothing on it, or hardly anything",
            Self::Duplicate => "that are nearly another one",
        }
    }
}

impl Report {
    /// Notes that something is not in the dataset.
    pub fn drop(&mut self, name: &str, why: Why, reason: impl Into<String>) {
        self.dropped.push(Dropped { name: name.to_owned(), why, reason: reason.into() });
    }

    /// The whole report.
    #[must_use]
    pub fn text(&self, dataset: &Dataset) -> String {
        let mut text = self.summary(dataset);
        if !self.notes.is_empty() {
            let _ = writeln!(text, "\nTo look at");
            for note in &self.notes {
                let _ = writeln!(text, "  {note}");
            }
        }
        if !self.dropped.is_empty() {
            let _ = writeln!(text, "\nDropped");
            for Dropped { name, reason, .. } in &self.dropped {
                let _ = writeln!(text, "  {name}: {reason}");
            }
        }
        let _ = writeln!(text, "\nKept");
        for (example, origin) in dataset.examples.iter().zip(&dataset.origins) {
            let label = label(&dataset.world, example.prompt);
            let _ = writeln!(text, "  {} ({label})", origin.name);
        }
        text
    }

    /// The first lines, for the terminal.
    #[must_use]
    pub fn summary(&self, dataset: &Dataset) -> String {
        let mut text = String::new();
        let count = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
        let _ = writeln!(
            text,
            "{} kept of {} in {}",
            count(dataset.examples.len(), "sprite"),
            count(self.n_pictures, "picture"),
            count(self.n_files, "file")
        );
        for (prompt, numbers) in groups(dataset) {
            let _ = writeln!(text, "  {:5} {}", numbers.len(), label(&dataset.world, prompt));
        }
        for AxisCount { name, values, n_without } in axis_counts(dataset) {
            let counts = values.iter().map(|(value, count)| format!("{value} {count}"));
            let counts = counts.collect::<Vec<_>>().join(", ");
            let _ = writeln!(text, "{name}: {counts}; not said {n_without}");
        }
        if self.n_empty_cells > 0 {
            let _ = writeln!(text, "Left out: {}", count(self.n_empty_cells, "empty cell"));
        }
        let mut reasons: BTreeMap<Why, usize> = BTreeMap::new();
        for dropped in &self.dropped {
            *reasons.entry(dropped.why).or_default() += 1;
        }
        for (why, n) in reasons {
            let _ = writeln!(text, "Dropped: {n} {}", why.words());
        }
        if self.n_reduced > 0 {
            let _ = writeln!(
                text,
                "Scaled down: {} larger than 32x32",
                count(self.n_reduced, "figure")
            );
        }
        if self.n_turned > 0 {
            let _ = writeln!(text, "Turned: {}", count(self.n_turned, "sprite"));
        }
        for warning in &self.warnings {
            let _ = writeln!(text, "Warning: {warning}");
        }
        if !self.notes.is_empty() {
            let _ = writeln!(text, "To look at: {} (report.txt)", count(self.notes.len(), "note"));
        }
        let _ = writeln!(
            text,
            "Colours: {} in the art, {} of them in the palette \"{}\" with {}; mean error {:.3}",
            self.n_colours,
            self.n_exact_colours,
            dataset.palette.name(),
            count(dataset.palette.ramps().len(), "ramp"),
            self.colour_error
        );
        for (credit, n) in dataset.credits() {
            let or_unknown = |text: &str| {
                if text.is_empty() { "unknown".to_owned() } else { text.to_owned() }
            };
            let _ = writeln!(
                text,
                "Credit: {n} by {}, licence {}, from {}",
                or_unknown(&credit.author),
                or_unknown(&credit.licence),
                or_unknown(&credit.source)
            );
        }
        text
    }
}

/// How often the values of an axis beside zone and category occur.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AxisCount {
    /// The axis.
    pub name: String,
    /// Each value and its sprites, in the order of the world.
    pub values: Vec<(String, usize)>,
    /// Sprites without a value.
    pub n_without: usize,
}

/// Counts the sprites of each value of each axis beside zone and category.
#[must_use]
pub fn axis_counts(dataset: &Dataset) -> Vec<AxisCount> {
    let count = |(place, axis): (usize, &Axis)| {
        let n_of = |value: Option<u8>| {
            dataset.examples.iter().filter(|e| e.prompt.get(place + 2) == value).count()
        };
        let values = axis.values.iter().zip(0..);
        AxisCount {
            name: axis.name.clone(),
            values: values.map(|(name, value)| (name.clone(), n_of(Some(value)))).collect(),
            n_without: n_of(None),
        }
    };
    dataset.world.traits.iter().enumerate().map(count).collect()
}

/// The numbers of the sprites of each label, in the order of the world.
#[must_use]
pub fn groups(dataset: &Dataset) -> Vec<(Prompt, Vec<usize>)> {
    let mut groups: BTreeMap<(Option<u8>, Option<u8>), Vec<usize>> = BTreeMap::new();
    for (number, Example { prompt, .. }) in dataset.examples.iter().enumerate() {
        groups.entry((prompt.zone, prompt.category)).or_default().push(number);
    }
    let group = |((zone, category), numbers)| (Prompt::of(zone, category), numbers);
    groups.into_iter().map(group).collect()
}

fn label(world: &World, prompt: Prompt) -> String {
    let of_axis = |axis: usize| prompt.get(axis).map(|_| world.value_name(axis, prompt));
    let traits = (2..Prompt::MAX_AXES).filter_map(of_axis).map(|value| format!(", {value}"));
    let traits: String = traits.collect();
    format!("{}, {}{traits}", world.zone_name(prompt), world.category_name(prompt))
}
