//! The result of an evaluation: what is written as JSON, the bars, and the table for people.

use std::fmt::Write as _;

use serde::Serialize;
use shoal::sprite::Sampling;
use shoal::sprite::{World, slug};

use super::{
    bar::Bar,
    breeding::BreedingFigures,
    figures::{Figures, Rights},
    traits::TraitFigures,
};

/// Loss and accuracy of the experiment that Shoal starts from, on its own corpus.
const REFERENCE_LOSS: (f64, f64) = (0.0476, 0.9837);

/// Samples a cell that the bars are set for.
pub(crate) const BARS_AT: usize = 64;

/// Everything an evaluation found out.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Report {
    /// What was measured: a checkpoint's file, or the corpus.
    pub(crate) subject: String,
    /// SHA-256 of the checkpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) checkpoint: Option<String>,
    /// Facts of its training.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) training: Option<serde_json::Value>,
    /// Sprites of each cell that were measured.
    pub(crate) samples_per_cell: usize,
    /// Training sprites of each cell that they were compared with.
    pub(crate) training_per_cell: usize,
    /// Seed of the first samples.
    pub(crate) seed: u64,
    /// Who says what is in the right category.
    pub(crate) judge: JudgeFacts,
    /// Loss on sprites of the test range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) held_out: Option<HeldOut>,
    /// The same where every trait is asked for; absent of a model that knows none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) held_out_with_traits: Option<HeldOut>,
    /// What was measured on the samples.
    pub(crate) measured: Figures,
    /// The same of as many corpus sprites: the most that can be reached.
    pub(crate) corpus: Figures,
    /// How the samples were drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sampling: Option<Sampling>,
    /// The numbers that they were drawn in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) precision: Option<&'static str>,
    /// Failures at each temperature.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) temperatures: Vec<TemperatureFigures>,
    /// Hinted completions, by kind of mask.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) breeding: Vec<BreedingFigures>,
    /// Traits that were asked for; absent of a model that knows none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) traits: Option<TraitFigures>,
    /// How many different sprites the corpus has to offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) variety: Option<Variety>,
    /// What has to be reached, and whether it was.
    pub(crate) bars: Vec<Bar>,
}

/// The judge, and how far to trust it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct JudgeFacts {
    /// Size of the network.
    pub(crate) parameters: usize,
    /// Sprites of the judge range that it learned from.
    pub(crate) learned_from: u64,
    /// Its accuracy on corpus sprites of the test range, none of which it saw.
    pub(crate) accuracy: Rights,
}

/// Loss on held-out sprites.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct HeldOut {
    /// Sprites of the test range.
    pub(crate) sprites: usize,
    /// Mean cross-entropy in nats a pixel.
    pub(crate) loss: f64,
    /// Share of pixels whose likeliest colour was the right one.
    pub(crate) accuracy: f64,
}

/// Failures at one temperature.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct TemperatureFigures {
    /// The single dial.
    pub(crate) temperature: f32,
    /// Sprites drawn.
    pub(crate) sprites: usize,
    /// Share of empty sprites.
    pub(crate) empty: f64,
    /// Share of static.
    #[serde(rename = "static")]
    pub(crate) noise: f64,
    /// Share judged in the right category.
    pub(crate) category: f64,
    /// Share judged in the right zone.
    pub(crate) zone: f64,
}

/// How many different sprites there are.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Variety {
    /// Sprites drawn of each cell.
    pub(crate) draws_per_cell: usize,
    /// Different ones among them, mean of the cells.
    pub(crate) distinct_mean: f64,
    /// Different ones among them in the cell with fewest.
    pub(crate) distinct_least: usize,
}

impl Report {
    /// Fills in the bars from everything else.
    pub(crate) fn with_bars(mut self) -> Self {
        let (measured, corpus, judge) = (&self.measured, &self.corpus, &self.judge.accuracy);
        let mut bars = vec![
            Bar::at_least("right category", measured.right.category, Some(judge.category), 0.98),
            Bar::at_least(
                "right category, worst cell",
                measured.right.worst_category(),
                Some(judge.worst_category()),
                0.95,
            ),
            Bar::at_least("right zone", measured.right.zone, Some(judge.zone), 0.95),
            Bar::at_least(
                "right zone, worst cell",
                measured.right.worst_zone(),
                Some(judge.worst_zone()),
                0.85,
            ),
            Bar::at_most("empty, default settings", measured.empty, Some(corpus.empty), 0.0),
            Bar::at_most("static, default settings", measured.noise, Some(corpus.noise), 0.005),
        ];
        let worst = |of: fn(&TemperatureFigures) -> f64| {
            self.temperatures.iter().map(of).fold(0.0, f64::max)
        };
        if !self.temperatures.is_empty() {
            let (empty, noise) = (worst(|row| row.empty), worst(|row| row.noise));
            bars.push(Bar::at_most("empty, worst temperature", empty, Some(corpus.empty), 0.0));
            bars.push(Bar::at_most("static, worst temperature", noise, Some(corpus.noise), 0.005));
        }
        let (found, most) = (measured.manifold, corpus.manifold);
        bars.push(Bar::at_least("precision", found.precision, Some(most.precision), 0.85));
        bars.push(Bar::at_least("coverage", found.coverage, Some(most.coverage), 0.80));
        bars.push(Bar::at_most(
            "within 2 % of a training sprite",
            measured.memorised,
            Some(corpus.memorised),
            0.01,
        ));
        bars.extend(self.breeding_bars());
        bars.extend(self.traits.iter().flat_map(TraitFigures::bars));
        self.bars = bars;
        self
    }

    fn breeding_bars(&self) -> Vec<Bar> {
        let sprites: usize = self.breeding.iter().map(|row| row.sprites).sum();
        if sprites == 0 {
            return Vec::new();
        }
        let mean = |of: fn(&BreedingFigures) -> f64| {
            let sum: f64 = self.breeding.iter().map(|row| of(row) * row.sprites as f64).sum();
            sum / sprites as f64
        };
        let (right, untouched) = (mean(|row| row.category), mean(|row| row.category_untouched));
        let seams = self.breeding.iter().map(BreedingFigures::seam_ratio).fold(0.0, f64::max);
        let changed: usize = self.breeding.iter().map(|row| row.changed_pixels).sum();
        let kept: usize = self.breeding.iter().map(|row| row.kept_pixels).sum();
        let mut seams = Bar::at_most("completions: seams, worst mask", seams, Some(1.0), 1.2);
        seams.percent = false;
        vec![
            Bar::at_least("completions: right category", right, Some(untouched), 0.95),
            seams,
            Bar::at_most(
                "completions: kept pixels that changed",
                changed as f64 / kept.max(1) as f64,
                None,
                0.0,
            ),
        ]
    }

    /// The table that is printed.
    pub(crate) fn table(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.write_table(&mut text);
        text
    }

    fn write_table(&self, out: &mut String) -> std::fmt::Result {
        let judge = &self.judge.accuracy;
        writeln!(out, "{}: {} samples a cell", self.subject, self.samples_per_cell)?;
        writeln!(
            out,
            "Judge: {} parameters, learned from {} sprites of the judge range; on {} sprites of \
             the test range it names {:.1} % of the categories and {:.1} % of the zones",
            self.judge.parameters,
            self.judge.learned_from,
            judge.sprites,
            judge.category * 100.0,
            judge.zone * 100.0
        )?;
        if let Some((sampling, precision)) = self.sampling.zip(self.precision) {
            writeln!(
                out,
                "Drawn at temperature {} (shape {}), guidance {}, in {precision}, at most {} \
                 times each",
                sampling.colour_temperature,
                sampling.shape_temperature,
                sampling.guidance,
                sampling.attempts
            )?;
        }
        if let Some(HeldOut { sprites, loss, accuracy }) = self.held_out {
            writeln!(
                out,
                "Held-out loss {loss:.4}, accuracy {accuracy:.4} on {sprites} sprites (the \
                 experiment before Shoal, on its own corpus: {} and {})",
                REFERENCE_LOSS.0, REFERENCE_LOSS.1
            )?;
        }
        if let Some(HeldOut { loss, accuracy, .. }) = self.held_out_with_traits {
            writeln!(out, "With every trait in the prompt: {loss:.4} and {accuracy:.4}")?;
        }
        self.write_cells(out)?;
        self.write_manifold(out)?;
        self.write_temperatures(out)?;
        self.write_breeding(out)?;
        if let Some(traits) = &self.traits {
            traits.write(out)?;
        }
        if let Some(Variety { draws_per_cell, distinct_mean, distinct_least }) = self.variety {
            writeln!(
                out,
                "\nVariety of the corpus: of {draws_per_cell} draws a cell {distinct_mean:.0} \
                 are different, {distinct_least} in the cell with fewest"
            )?;
        }
        let heading = ("bar", "measured", "corpus");
        writeln!(out, "\n{:<44}{:>10}{:>10}   limit", heading.0, heading.1, heading.2)?;
        for bar in &self.bars {
            writeln!(out, "{}", bar.row())?;
        }
        let reached = self.bars.iter().filter(|bar| bar.reached).count();
        writeln!(out, "{reached} of {} bars reached", self.bars.len())?;
        if self.samples_per_cell < BARS_AT {
            writeln!(out, "The bars are set for --samples-per-cell {BARS_AT}.")?;
        }
        Ok(())
    }

    fn write_cells(&self, out: &mut String) -> std::fmt::Result {
        let percent = |value: f64| (value * 100.0).round();
        writeln!(
            out,
            "\nRight category / right zone in %; in brackets the judge's own accuracy on corpus \
             sprites of the test range"
        )?;
        let world = World::ocean();
        let names: String =
            world.categories.iter().map(|name| format!("{:>19}", slug(name))).collect();
        writeln!(out, "{:<10}{names}", "")?;
        let cells: Vec<_> =
            self.measured.right.cells.iter().zip(&self.judge.accuracy.cells).collect();
        for (zone, cells) in world.zones.iter().zip(cells.chunks(world.categories.len())) {
            write!(out, "{:<10}", slug(zone))?;
            for (cell, judge) in cells {
                let [category, zone] = [cell.category, cell.zone].map(percent);
                let own = format!("({}/{})", percent(judge.category), percent(judge.zone));
                write!(out, "{:>19}", format!("{category}/{zone} {own:>9}"))?;
            }
            writeln!(out)?;
        }
        Ok(())
    }

    fn write_manifold(&self, out: &mut String) -> std::fmt::Result {
        let (found, most) = (self.measured.manifold, self.corpus.manifold);
        writeln!(out, "\nIn the judge's features, against as many sprites of the test range")?;
        for (name, found, most) in [
            ("precision", found.precision, most.precision),
            ("recall", found.recall, most.recall),
            ("density", found.density, most.density),
            ("coverage", found.coverage, most.coverage),
        ] {
            writeln!(out, "{name:<12}{found:.3} (corpus {most:.3})")?;
        }
        writeln!(
            out,
            "Nearest of {} training sprites of the cell: {:.1} % of the pixels differ in the \
             median (corpus {:.1} %)",
            self.training_per_cell,
            self.measured.nearest_median * 100.0,
            self.corpus.nearest_median * 100.0
        )
    }

    fn write_temperatures(&self, out: &mut String) -> std::fmt::Result {
        if self.temperatures.is_empty() {
            return Ok(());
        }
        let judge = &self.judge.accuracy;
        writeln!(
            out,
            "\ntemperature  sprites   empty  static  right category ({:.1} %)  right zone ({:.1} %)",
            judge.category * 100.0,
            judge.zone * 100.0
        )?;
        for row in &self.temperatures {
            writeln!(
                out,
                "{:>11.2}{:>9}{:>6.1} %{:>6.1} %{:>22.1} %{:>18.1} %",
                row.temperature,
                row.sprites,
                row.empty * 100.0,
                row.noise * 100.0,
                row.category * 100.0,
                row.zone * 100.0
            )?;
        }
        Ok(())
    }

    fn write_breeding(&self, out: &mut String) -> std::fmt::Result {
        if self.breeding.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "\ncompletion  sprites  right category (untouched)   seams (untouched)  ratio  kept \
             pixels  changed"
        )?;
        for row in &self.breeding {
            writeln!(
                out,
                "{:<10}{:>9}{:>14.1} % ({:>5.1} %){:>13.1} % ({:>5.1} %){:>7.2}{:>13}{:>9}",
                format!("{:?}", row.mask),
                row.sprites,
                row.category * 100.0,
                row.category_untouched * 100.0,
                row.seams * 100.0,
                row.seams_untouched * 100.0,
                row.seam_ratio(),
                row.kept_pixels,
                row.changed_pixels
            )?;
        }
        Ok(())
    }
}
