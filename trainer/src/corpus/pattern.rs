//! Markings of the skin. They are painted last, on the finished proportions, so that a stripe is two
//! pixels wide whatever the creature's size, and nothing else depends on them.

use super::{
    Rng,
    canvas::Canvas,
    shape::{Point, Shape, samples},
    skin::{Grain, Ink, Skin},
    traits::{Pattern, Traits},
};

/// What is left to chance in a pattern. The same numbers serve every pattern, so that a creature
/// whose pattern is changed has it in the same place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Variation {
    /// Where it begins, in 0..1 of its period.
    phase: f32,
    /// Pixels more from one marking to the next.
    wider: f32,
    /// Pixels that a band leans for each row.
    slant: f32,
    /// Whether bands on a tall body are broad and pale with a dark edge.
    is_edged: bool,
}

/// Where a pixel lies on a body.
#[derive(Clone, Copy, Debug)]
struct SkinPoint {
    /// Pixels from the head.
    along: f32,
    /// Pixels from the middle line.
    across: f32,
    /// The pixel, or its mirror image where both sides are alike.
    x: i32,
    y: i32,
}

/// Every pixel of a skin with its place.
struct Lay {
    places: Vec<((i32, i32), SkinPoint)>,
    long: f32,
    thick: f32,
    mirrored: bool,
    /// The column that both sides mirror about.
    axis: f32,
}

impl Variation {
    fn of(traits: &Traits) -> Self {
        let mut rng = Rng::stream(traits.noise, [0, 0, 23]);
        Self {
            phase: rng.between(0.0, 1.0),
            wider: rng.int(0, 1) as f32,
            slant: rng.pick(&[-0.3, 0.0, 0.0, 0.3]),
            is_edged: rng.chance(0.4),
        }
    }
}

/// Paints the pattern that was asked for on every skin.
pub(crate) fn paint(canvas: &mut Canvas, traits: &Traits) {
    if traits.pattern == Pattern::Plain {
        return;
    }
    let variation = Variation::of(traits);
    let skins = canvas.skins.clone();
    let largest = skins.iter().map(|skin| skin.area.count()).max().unwrap_or(0);
    for skin in &skins {
        // One large spot is on the largest part alone.
        if traits.pattern == Pattern::Eyespot && skin.area.count() < largest {
            continue;
        }
        let Some(lay) = Lay::of(skin) else { continue };
        let ink = skin.ink;
        if let Some(ground) = skin.ground {
            canvas.fill(&skin.area, ground);
        }
        match traits.pattern {
            Pattern::Plain => {}
            Pattern::Stripes => lay.mark(canvas, ink.mark, |place| lay.is_stripe(place, variation)),
            Pattern::Bands if variation.is_edged && lay.is_broad() => {
                lay.mark(canvas, ink.edged.0, |place| lay.beside_band(place) <= 1.9);
                lay.mark(canvas, ink.edged.1, |place| lay.beside_band(place) <= 1.0);
            }
            Pattern::Bands => lay.mark(canvas, ink.mark, |place| lay.is_band(place, variation)),
            Pattern::Spots => lay.mark(canvas, ink.mark, |place| is_spot(place, variation)),
            Pattern::Net => lay.mark(canvas, ink.mark, |place| is_net(place, variation)),
            Pattern::TwoTone => {
                let edge = lay.long * (0.46 + 0.12 * variation.phase);
                // The rear part, or the cap of what stands upright.
                let reach = |place: SkinPoint| {
                    if lay.mirrored {
                        edge - place.along
                    } else {
                        place.along - edge - place.across * variation.slant
                    }
                };
                lay.mark(canvas, ink.mark, |place| reach(place) >= 0.0);
                lay.mark(canvas, ink.dark, |place| (0.0..1.0).contains(&reach(place)));
            }
            Pattern::Eyespot => lay.eyespot(canvas, ink, &skin.area),
        }
    }
}

impl Lay {
    /// Lays a skin out; `None` for next to nothing.
    fn of(skin: &Skin) -> Option<Self> {
        let (left, top, right, bottom) = skin.area.bounds()?;
        let middle = ((left + right) as f32 / 2.0, (top + bottom) as f32 / 2.0);
        let path = match &skin.grain {
            Grain::Along(path) => samples(path, 16),
            Grain::Level | Grain::Dome | Grain::Fold(_) => Vec::new(),
        };
        let mirrored = matches!(skin.grain, Grain::Dome);
        let place = |(x, y): (i32, i32)| {
            let (px, py) = (x as f32, y as f32);
            match &skin.grain {
                Grain::Level => SkinPoint { along: px - left as f32, across: py - middle.1, x, y },
                Grain::Dome => {
                    let out = (px - middle.0).abs();
                    SkinPoint {
                        along: py - top as f32,
                        across: out,
                        x: out.floor() as i32,
                        y: y - top,
                    }
                }
                Grain::Fold(axis) => {
                    let out = (py - axis).abs();
                    SkinPoint { along: px - left as f32, across: out, x, y: out.floor() as i32 }
                }
                Grain::Along(_) => {
                    let (along, across) = nearest(&path, (px, py));
                    SkinPoint { along, across, x, y }
                }
            }
        };
        let places: Vec<_> = skin.area.iter().map(|pixel| (pixel, place(pixel))).collect();
        let range = |part: fn(&SkinPoint) -> f32| {
            let values = places.iter().map(|(_, place)| part(place));
            let (low, high) = values
                .fold((f32::MAX, f32::MIN), |(low, high), value| (low.min(value), high.max(value)));
            high - low + 1.0
        };
        let (long, thick) = (range(|place| place.along), range(|place| place.across));
        (places.len() >= 6).then_some(Self { places, long, thick, mirrored, axis: middle.0 })
    }

    /// Paints the pixels that are wanted, except single ones: those would be noise.
    fn mark(&self, canvas: &mut Canvas, colour: u8, wanted: impl Fn(SkinPoint) -> bool) {
        let mut marked = Shape::EMPTY;
        for &((x, y), place) in &self.places {
            if wanted(place) {
                marked.add(x, y);
            }
        }
        let wide = marked.shifted(1, 0).or(&marked.shifted(-1, 0));
        let near = wide.or(&marked.shifted(0, 1)).or(&marked.shifted(0, -1));
        let corners = wide.shifted(0, 1).or(&wide.shifted(0, -1));
        canvas.fill(&marked.and(&near.or(&corners)), colour);
    }

    fn is_stripe(&self, place: SkinPoint, variation: Variation) -> bool {
        if self.mirrored {
            // Meridians: the middle line and as many on each side as there is room for. Towards the
            // top, where they would run together, every other one ends.
            let half = self.half_width(place.along);
            let lines = (self.thick / 3.2).round().max(1.0);
            let room = half / lines;
            let every = if room < 1.4 { 2.0 } else { 1.0 };
            let line = (place.across / room.max(0.5) / every).round() * every;
            return half > 1.6 && (place.across - line * room).abs() < 0.6;
        }
        if self.thick < 7.0 {
            return place.across.abs() < 1.0;
        }
        (place.across + 1.0).rem_euclid(4.0 + variation.wider) < 2.0
    }

    /// Half the width of the skin at a height.
    fn half_width(&self, along: f32) -> f32 {
        let row = self.places.iter().filter(|(_, place)| (place.along - along).abs() < 0.5);
        row.map(|(_, place)| place.across).fold(0.0, f32::max)
    }

    fn is_band(&self, place: SkinPoint, variation: Variation) -> bool {
        let period = if self.long < 11.0 { 4.0 } else { 5.0 + variation.wider };
        let bow = if self.mirrored {
            0.03 * place.across * place.across
        } else {
            place.across * variation.slant
        };
        (place.along + bow + variation.phase * period).rem_euclid(period) < 2.0
    }

    /// Whether there is room for two broad bands.
    const fn is_broad(&self) -> bool {
        !self.mirrored && self.thick >= 9.0 && self.long >= 10.0 && self.long < 2.2 * self.thick
    }

    /// Pixels from the middle of the nearer of two broad bands.
    fn beside_band(&self, place: SkinPoint) -> f32 {
        let bow = 0.025 * place.across * place.across;
        [0.1, 0.6]
            .map(|at| (place.along - at * self.long - bow).abs())
            .into_iter()
            .fold(99.0, f32::min)
    }

    /// A ringed spot where the rear part is thickest.
    fn eyespot(&self, canvas: &mut Canvas, ink: Ink, area: &Shape) {
        let deep = (1..6).map(|times| area.shrunk(times)).take_while(|shape| shape.count() > 0);
        let depth: Vec<Shape> = deep.collect();
        let worth = |(pixel, place): &((i32, i32), SkinPoint)| {
            let inside = depth.iter().filter(|shape| shape.contains(pixel.0, pixel.1)).count();
            let off = if self.mirrored {
                place.across
            } else {
                (place.along / self.long - 0.66).abs() * 8.0
            };
            (inside.min(3) as f32) * 4.0 - off
        };
        let best = self.places.iter().max_by(|a, b| worth(a).total_cmp(&worth(b)));
        let Some(&((x, y), _)) = best else { return };
        let centre = (if self.mirrored { self.axis } else { x as f32 }, y as f32);
        canvas.fill(&Shape::ellipse(centre, 2.6, 2.6).and(area), ink.light);
        canvas.fill(&Shape::ellipse(centre, 1.5, 1.5).and(area), ink.dark);
    }
}

/// Spots of two by two pixels in a staggered grid.
fn is_spot(place: SkinPoint, variation: Variation) -> bool {
    let period = 4 + variation.wider as i32;
    let (x, y) = (place.x + (variation.phase * 3.0) as i32, place.y);
    let row = y.div_euclid(period);
    let stagger = if row.rem_euclid(2) == 0 { 0 } else { period / 2 };
    (x + stagger).rem_euclid(period) < 2 && y.rem_euclid(period) < 2
}

/// Lines of one pixel that cross at right angles.
fn is_net(place: SkinPoint, variation: Variation) -> bool {
    let period = 5 + variation.wider as i32;
    let (x, y) = (place.x + (variation.phase * 3.0) as i32, place.y);
    (x + y).rem_euclid(period) == 0 || (x - y).rem_euclid(period) == 0
}

/// How far along a curve a point is, and how far beside it.
fn nearest(path: &[Point], (x, y): Point) -> (f32, f32) {
    let (mut best, mut found, mut along) = (f32::MAX, (0.0, 0.0), 0.0);
    for pair in path.windows(2) {
        let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
        let length = dx.hypot(dy);
        let (px, py) = (x - pair[0].0, y - pair[0].1);
        let distance = px.hypot(py);
        if distance < best {
            best = distance;
            found = (along, (px * dy - py * dx) / length.max(0.001));
        }
        along += length;
    }
    found
}
