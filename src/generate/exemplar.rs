//! What shapes begin with: the exemplar that is most like what is asked for, varied.
//!
//! An exemplar is chosen by its labels and by what is sketched already, gets the ramps that are
//! asked for, and forgets some of its cells, which the shape network then draws anew: between a
//! picture of the corpus and one from nothing, as image-to-image sampling begins part of the way
//! (`SDEdit`, Meng et al., 2022, arXiv 2108.01073).

use super::{
    ShapeRequest,
    cell_bits::{CellBits, Cells, moved, moves},
    exemplar_variation::{Dice, pixels_of, varied},
};
use crate::{
    model::{Exemplar, Exemplars},
    sprite::{Labels, Palette, Schema, Sketch, SketchCell, noise, slug},
};

/// Keeps the noise of exemplars apart from other noise.
const NOISE: u64 = 0x6578_656d;
/// Keeps the noise that a round of variants shares apart from that of each.
const ROUND_NOISE: u64 = 0x726f_756e;
/// How much worse an exemplar than the best one may be and still be chosen.
const SLACK: f64 = 5.0;
/// What it costs that nothing of a sketch is followed.
const OTHER_SHAPE: f64 = 60.0;
/// What it costs besides that a figure is all elsewhere than where something is sketched.
const ELSEWHERE: f64 = 25.0;
/// Variants that are chosen to differ: as many as are proposed at once.
const ROUND: u32 = 6;
/// What it costs to be built as an earlier variant of the round is, to have its main ramp, and to
/// cover all that it covers.
const SAME_BODY: f64 = 18.0;
const SAME_MAIN: f64 = 6.0;
const SAME_CELLS: f64 = 20.0;
/// Share of the shapes of exemplars that lead that have the ramps of another.
const RECOLOURED: f64 = 0.6;
/// What it costs that an exemplar that leads has another value on an axis of the artist's own.
const OTHER_KIND: f64 = 150.0;
/// Share of the figure that is drawn anew around a sketch, at least: the two have to fit.
const FITTED: f32 = 0.6;

/// An exemplar that was chosen, moved to where it fits.
struct Choice<'a> {
    exemplar: &'a Exemplar,
    cells: Cells,
    bits: CellBits,
    cost: f64,
}

/// The exemplars of a model, and what it needs to vary them.
pub(super) struct Library<'a> {
    pub(super) exemplars: &'a Exemplars,
    pub(super) world: &'a Schema,
    pub(super) palette: &'a Palette,
}

impl Library<'_> {
    /// What a shape begins with: what is given stays, and a share of the exemplar's figure, and
    /// the cells around it, are free. Nothing but what is given where there are no exemplars.
    pub(super) fn begin(&self, request: &ShapeRequest, share: f32) -> Sketch {
        let key = noise::mix(request.seed) ^ u64::from(request.variant) ^ NOISE << 32;
        let mut dice = Dice::new(noise::mix(key));
        let given = request.given.cells();
        let labels = self.world.with_category_of_kinds(request.labels);
        let Some(choice) = self.choose(labels, request, &given) else {
            return request.given.clone();
        };
        let is_sketched = given.iter().any(|cell| cell.is_occupied());
        if !is_sketched && let Some(pixels) = &choice.exemplar.pixels {
            return self.led(request, labels, (choice.exemplar, pixels), &mut dice);
        }
        let mut cells = self.recoloured(&choice, labels, &given, &mut dice);
        let share = if is_sketched && share > 0.0 { share.max(FITTED) } else { share };
        forget(&mut cells, share, &mut dice);
        for (cell, given) in cells.iter_mut().zip(given) {
            *cell = match (given, *cell) {
                (SketchCell::Free, cell) => cell,
                (SketchCell::Opaque, ramp @ SketchCell::Ramp(_)) => ramp,
                (given, _) => given,
            };
        }
        Sketch::of_cells(&cells)
    }

    /// A new shape of an exemplar that leads, pixel by pixel: continued below as another one is,
    /// in the colours of a third.
    fn led(
        &self,
        request: &ShapeRequest,
        labels: Labels,
        (exemplar, pixels): (&Exemplar, &Sketch),
        dice: &mut Dice,
    ) -> Sketch {
        let another = |n: u64| {
            let seed = noise::mix(request.seed ^ n << 56);
            let request = ShapeRequest { seed, ..request.clone() };
            let other = self.choose(labels, &request, &Sketch::BLANK.cells());
            other.map_or(exemplar, |it| it.exemplar)
        };
        let pixels_of = |it: &Exemplar| pixels_of(it.pixels.as_ref().map_or(pixels, |it| &**it));
        let of_zone = |it: &Exemplar| labels.zone.is_none() || it.labels.zone == labels.zone;
        let donor = match self.donor(exemplar, labels, dice) {
            // Colours are those of the zone that is asked for.
            Some(donor) => Some(donor),
            None if dice.unit() < RECOLOURED => Some(another(2)).filter(|it| of_zone(it)),
            None => None,
        };
        let donor = donor.map(pixels_of);
        let is_mirrored = self.exemplars.mirrored && dice.unit() < 0.5;
        varied(&pixels_of(exemplar), &pixels_of(another(1)), donor.as_ref(), is_mirrored, dice)
    }

    /// The exemplar that suits best, or one that hardly suits less. The variants of a round are
    /// chosen one after the other, each unlike those before it.
    fn choose(&self, labels: Labels, request: &ShapeRequest, given: &Cells) -> Option<Choice<'_>> {
        let round = u64::from(request.variant / ROUND);
        let key = noise::mix(request.seed) ^ round ^ ROUND_NOISE << 32;
        let mut dice = Dice::new(noise::mix(key));
        let weight = |axis: &str| match weight(axis) {
            Some(weight) => weight,
            None if self.exemplars.leads => OTHER_KIND,
            None => 0.5,
        };
        let asked = self.weights(weight, |axis| labels.get(axis).is_some());
        let alike = self.weights(likeness, |_| true);
        let differs = |it: Labels, axis: usize| it.get(axis) != labels.get(axis);
        // Of an artist's few all come in turn, where the thin ones would be most unlike the others.
        let same_cells = if self.exemplars.leads { 0.0 } else { SAME_CELLS };
        let moves = moves();
        let mut choices: Vec<Choice<'_>> = (self.exemplars.pictures.iter())
            .map(|it| {
                let mut choice = fitted(it, given, &moves);
                choice.cost += sum(&asked, |axis| differs(it.labels, axis)) + SLACK * dice.unit();
                choice
            })
            .collect();
        for _ in 0..request.variant % ROUND {
            let chosen = cheapest(&choices)?;
            let (bits, like) = (choices[chosen].bits, choices[chosen].exemplar.labels);
            for choice in &mut choices {
                let labels = choice.exemplar.labels;
                let is_same =
                    |axis: usize| like.get(axis).is_some() && like.get(axis) == labels.get(axis);
                choice.cost += sum(&alike, is_same) + same_cells * bits.overlap(&choice.bits);
            }
            // Taken already: another time only where there is no other.
            choices[chosen].cost += OTHER_SHAPE;
        }
        let chosen = cheapest(&choices)?;
        Some(choices.swap_remove(chosen))
    }

    /// The axes for which something is true and that count, with what they count.
    fn weights(
        &self,
        of: impl Fn(&str) -> f64,
        is_in: impl Fn(usize) -> bool,
    ) -> Vec<(usize, f64)> {
        let axes = self.world.axes().enumerate().filter(|(axis, _)| is_in(*axis));
        axes.map(|(axis, it)| (axis, of(it.name))).filter(|(_, weight)| *weight > 0.0).collect()
    }

    /// The cells of an exemplar in the ramps that are asked for, or that are usual where it is
    /// asked for.
    fn recoloured(
        &self,
        choice: &Choice<'_>,
        labels: Labels,
        given: &Cells,
        dice: &mut Dice,
    ) -> Cells {
        let exemplar = choice.exemplar;
        let donor = self.donor(exemplar, labels, dice);
        let mut new: Vec<u8> = (0..self.palette.ramps().len() as u8).collect();
        for (axis, it) in self.world.axes().enumerate() {
            let ramp_of = |labels: Labels| {
                let value = it.values.get(usize::from(labels.get(axis)?))?;
                let ramps = self.palette.ramps().iter();
                ramps.map(|ramp| slug(&ramp.name)).position(|name| name == slug(value))
            };
            let wanted = ramp_of(labels).or_else(|| ramp_of(donor?.labels));
            if let (Some(has), Some(wanted)) = (ramp_of(exemplar.labels), wanted) {
                // What had the wanted ramp gets that of the part in its place.
                let other = new.iter().position(|ramp| usize::from(*ramp) == wanted);
                if let Some(other) = other {
                    new.swap(has, other);
                }
            }
        }
        // What lies where a ramp is sketched goes on in that ramp.
        if let Some((has, wanted)) = sketched_ramp(&choice.cells, given) {
            let other = new.iter().position(|ramp| *ramp == wanted);
            if let (Some(other), true) = (other, usize::from(has) < new.len()) {
                new.swap(usize::from(has), other);
            }
        }
        choice.cells.map(|cell| match cell {
            SketchCell::Ramp(ramp) => SketchCell::Ramp(new[usize::from(ramp)]),
            cell => cell,
        })
    }

    /// One of the zone that is asked for, whose colours another zone's exemplar gets.
    fn donor(&self, exemplar: &Exemplar, labels: Labels, dice: &mut Dice) -> Option<&Exemplar> {
        let zone = labels.zone.filter(|zone| exemplar.labels.zone != Some(*zone))?;
        let fits = |it: &&Exemplar| {
            it.labels.zone == Some(zone) && it.labels.category == exemplar.labels.category
        };
        let donors: Vec<&Exemplar> = self.exemplars.pictures.iter().filter(fits).collect();
        if donors.is_empty() { None } else { Some(donors[dice.below(donors.len())]) }
    }
}

/// The sum of the weights of the axes for which something is true.
fn sum(weights: &[(usize, f64)], is_in: impl Fn(usize) -> bool) -> f64 {
    weights.iter().filter(|(axis, _)| is_in(*axis)).map(|(_, weight)| weight).sum()
}

/// What it costs to have the value of another variant on an axis.
fn likeness(axis: &str) -> f64 {
    match slug(axis).as_str() {
        "body" => SAME_BODY,
        "category" | "main" => SAME_MAIN,
        _ => 0.0,
    }
}

/// The first of the cheapest choices.
fn cheapest(choices: &[Choice<'_>]) -> Option<usize> {
    (0..choices.len()).min_by(|&a, &b| choices[a].cost.total_cmp(&choices[b].cost))
}

/// An exemplar moved to where it covers most of what is sketched, and what it costs that it does
/// not cover all.
fn fitted<'a>(exemplar: &'a Exemplar, given: &Cells, moves: &[(i32, i32)]) -> Choice<'a> {
    let figure = CellBits::of(&exemplar.cells);
    let sketched = CellBits::of(given);
    let (n_sketched, n_figure) = (sketched.count(), figure.count());
    let (mut best, mut by) = (figure, (0, 0));
    if n_sketched > 0 {
        for &(dx, dy) in moves {
            let moved = figure.moved(dx, dy);
            let is_whole = moved.count() == n_figure;
            if is_whole && moved.common(&sketched) > best.common(&sketched) {
                (best, by) = (moved, (dx, dy));
            }
        }
    }
    let cells = if by == (0, 0) { exemplar.cells } else { moved(&exemplar.cells, by) };
    let covered = f64::from(Sketch::overlap_of_cells(given, &cells));
    let elsewhere = if n_sketched > 0 { 1.0 - sketched.overlap(&best) } else { 0.0 };
    let cost = OTHER_SHAPE * (1.0 - covered) + ELSEWHERE * elsewhere;
    Choice { exemplar, cells, bits: best, cost }
}

/// The ramp that prevails in a picture where one is sketched, and that which prevails in
/// the sketch there.
fn sketched_ramp(cells: &Cells, given: &Cells) -> Option<(u8, u8)> {
    let mut counts = [[0_u16; 2]; 256];
    for (cell, given) in cells.iter().zip(given) {
        if let (SketchCell::Ramp(has), SketchCell::Ramp(wanted)) = (cell, given) {
            counts[usize::from(*has)][0] += 1;
            counts[usize::from(*wanted)][1] += 1;
        }
    }
    let most = |which: usize| (0..=u8::MAX).rev().max_by_key(|&it| counts[usize::from(it)][which]);
    let (has, wanted) = (most(0)?, most(1)?);
    (counts[usize::from(has)][0] > 0).then_some((has, wanted))
}

/// What it costs that an exemplar has another value on an axis. Ramps are changed anyway, and
/// eyes, outlines and lights are finer than cells. `None` for an axis of an artist's own.
fn weight(axis: &str) -> Option<f64> {
    let weight = match slug(axis).as_str() {
        "body" => 200.0,
        "category" => 100.0,
        "size" => 30.0,
        "pattern" => 12.0,
        "build" => 8.0,
        "zone" => 3.0,
        "main" | "accent" => 1.0,
        "eyes" | "outline" | "glow" => 0.5,
        _ => return None,
    };
    Some(weight)
}

/// Frees discs of cells until they hold a share of the figure.
fn forget(cells: &mut Cells, share: f32, dice: &mut Dice) {
    let side = Sketch::COARSE_SIDE;
    let figure: Vec<usize> = (0..cells.len()).filter(|&it| cells[it].is_occupied()).collect();
    let n_kept = (figure.len() as f32 * (1.0 - share.clamp(0.0, 1.0))) as usize;
    while figure.iter().filter(|&&it| cells[it] != SketchCell::Free).count() > n_kept {
        let middle = figure[dice.below(figure.len())];
        let radius = 1.0 + 2.5 * dice.unit();
        for (at, cell) in cells.iter_mut().enumerate() {
            let dx = (at % side) as f64 - (middle % side) as f64;
            let dy = (at / side) as f64 - (middle / side) as f64;
            if dx.hypot(dy) <= radius {
                *cell = SketchCell::Free;
            }
        }
    }
}

#[cfg(test)]
mod tests;
