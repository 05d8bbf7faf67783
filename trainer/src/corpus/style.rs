//! What a zone does to a creature: colours, eyes, lights, crusts.

use super::canvas::{Canvas, Shape};
use super::{Rng, Zone};

/// One of the nine ramps of the ocean palette, seven shades from dark (0) to light (6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ramp(u8);

/// Grey, a little blue.
pub(crate) const SLATE: Ramp = Ramp(0);
/// Deep blue.
pub(crate) const ABYSS: Ramp = Ramp(1);
/// Turquoise.
pub(crate) const LAGOON: Ramp = Ramp(2);
/// Green.
pub(crate) const KELP: Ramp = Ramp(3);
/// Brown to cream.
pub(crate) const SAND: Ramp = Ramp(4);
/// Rust to orange to yellow.
pub(crate) const CLOWN: Ramp = Ramp(5);
/// Wine to red to peach.
pub(crate) const CRIMSON: Ramp = Ramp(6);
/// Magenta to pink.
pub(crate) const ANEMONE: Ramp = Ramp(7);
/// Violet to lilac.
pub(crate) const VIOLET: Ramp = Ramp(8);

impl Ramp {
    /// The palette index of a shade; shades beyond the ends are the ends.
    pub(crate) fn shade(self, shade: i32) -> u8 {
        1 + self.0 * 7 + shade.clamp(0, 6) as u8
    }
}

/// The colours of one creature.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Coat {
    /// The zone it lives in.
    pub(crate) zone: Zone,
    /// Main ramp, for further shades of the same hue.
    pub(crate) main: Ramp,
    /// Second ramp: markings, fins, shells.
    pub(crate) second: Ramp,
    /// The shade of the main ramp that `body` has; `tone(d)` counts from here.
    pub(crate) level: i32,
    /// The outline, of the main ramp.
    pub(crate) line: u8,
    /// Dark upper side.
    pub(crate) back: u8,
    /// Most of the body.
    pub(crate) body: u8,
    /// Pale lower side.
    pub(crate) belly: u8,
    /// Markings that contrast with the body.
    pub(crate) mark: u8,
    /// Darker neighbour of `mark`.
    pub(crate) mark_dark: u8,
    /// Lighter neighbour of `mark`.
    pub(crate) mark_light: u8,
    /// Light organs and lures (bright), embers in the vents, the visible organ in the hadal zone.
    pub(crate) glow: u8,
    /// Round a light or an organ: a darker shade of the same ramp.
    pub(crate) glow_dark: u8,
    /// Ring of the eye.
    pub(crate) ring: u8,
    /// Pupil.
    pub(crate) pupil: u8,
}

impl Coat {
    /// Picks the colours of a creature of this zone.
    pub(crate) fn pick(zone: Zone, rng: &mut Rng) -> Self {
        // Main ramp, second ramp; the pairs are chosen to look well together.
        let pairs: &[(Ramp, Ramp)] = match zone {
            Zone::Shallows => &[
                (CLOWN, SLATE),
                (CLOWN, ABYSS),
                (SAND, CRIMSON),
                (CRIMSON, SAND),
                (ANEMONE, CLOWN),
                (LAGOON, CLOWN),
                (KELP, CLOWN),
                (ABYSS, CLOWN),
                (LAGOON, SAND),
                (CRIMSON, ABYSS),
                (SAND, LAGOON),
                (ANEMONE, VIOLET),
            ],
            Zone::Twilight => &[
                (SLATE, ABYSS),
                (SLATE, LAGOON),
                (ABYSS, SLATE),
                (LAGOON, SLATE),
                (ABYSS, LAGOON),
                (LAGOON, ABYSS),
            ],
            Zone::Midnight => &[
                (ABYSS, LAGOON),
                (SLATE, LAGOON),
                (VIOLET, LAGOON),
                (LAGOON, KELP),
                (ABYSS, VIOLET),
                (SLATE, ABYSS),
            ],
            Zone::Abyss => &[(VIOLET, ANEMONE), (VIOLET, LAGOON), (VIOLET, SLATE), (VIOLET, ABYSS)],
            Zone::Hadal => &[
                (ANEMONE, SLATE),
                (SLATE, ANEMONE),
                (VIOLET, ANEMONE),
                (SLATE, VIOLET),
                (ANEMONE, VIOLET),
            ],
            Zone::Vent => &[
                (CRIMSON, CLOWN),
                (CLOWN, SAND),
                (CRIMSON, SAND),
                (CLOWN, CRIMSON),
                (CRIMSON, SLATE),
            ],
        };
        let (main, second) = rng.pick(pairs);
        Self::of(zone, main, second, rng)
    }

    /// The colours of a creature of this zone in given ramps.
    pub(crate) fn of(zone: Zone, main: Ramp, second: Ramp, rng: &mut Rng) -> Self {
        // Shades of: line, back, body, belly, and the mark on the second ramp.
        let (line, back, body, belly, mark) = match zone {
            Zone::Shallows => {
                let (line, back, body, belly) =
                    rng.pick(&[(1, 3, 4, 6), (1, 2, 3, 5), (1, 2, 4, 5), (1, 3, 5, 6)]);
                (line, back, body, belly, rng.pick(&[2, 3, 5]))
            }
            Zone::Twilight => {
                let (line, back, body, belly) =
                    rng.pick(&[(1, 3, 4, 6), (1, 2, 4, 5), (1, 3, 5, 6)]);
                (line, back, body, belly, rng.pick(&[2, 3]))
            }
            Zone::Abyss => {
                rng.pick(&[(1, 3, 4, 5, 5), (0, 2, 3, 4, 5), (0, 2, 3, 5, 4), (1, 2, 4, 5, 5)])
            }
            Zone::Hadal => {
                let (back, body) = rng.pick(&[(5, 6), (4, 6), (4, 5)]);
                (if main == SLATE { 3 } else { back - 1 }, back, body, 6, rng.pick(&[4, 5]))
            }
            Zone::Midnight => rng.pick(&[(0, 1, 2, 3, 4), (0, 1, 2, 2, 4), (0, 2, 3, 4, 5)]),
            Zone::Vent => rng.pick(&[(0, 1, 2, 3, 4), (0, 1, 3, 4, 5), (0, 2, 3, 3, 4)]),
        };
        let (glow, glow_dark) = match zone {
            Zone::Shallows | Zone::Twilight => (second.shade(5), second.shade(3)),
            Zone::Midnight => {
                let light = rng.pick(&[LAGOON, KELP]);
                (light.shade(6), light.shade(4))
            }
            Zone::Abyss => {
                let light = rng.pick(&[LAGOON, CLOWN]);
                (light.shade(6), light.shade(5))
            }
            Zone::Hadal => (CRIMSON.shade(4), CRIMSON.shade(5)),
            Zone::Vent => (CLOWN.shade(5), CLOWN.shade(3)),
        };
        let (ring, pupil) = match zone {
            Zone::Shallows => (SLATE.shade(6), SLATE.shade(0)),
            Zone::Twilight => (rng.pick(&[SLATE.shade(6), CLOWN.shade(5)]), SLATE.shade(0)),
            Zone::Midnight => (glow, SLATE.shade(0)),
            Zone::Abyss => (SLATE.shade(6), ABYSS.shade(0)),
            Zone::Hadal => (main.shade(5), SLATE.shade(1)),
            Zone::Vent => (CLOWN.shade(6), CRIMSON.shade(0)),
        };
        Self {
            zone,
            main,
            second,
            level: body,
            line: main.shade(line),
            back: main.shade(back),
            body: main.shade(body),
            belly: main.shade(belly),
            mark: second.shade(mark),
            mark_dark: second.shade(mark - 1),
            mark_light: second.shade(mark + 1),
            glow,
            glow_dark,
            ring,
            pupil,
        }
    }

    /// The main ramp, `offset` shades lighter (or darker) than the body.
    pub(crate) fn tone(&self, offset: i32) -> u8 {
        self.main.shade(self.level + offset)
    }

    /// Whether the zone draws light dots on its creatures.
    pub(crate) fn is_lit(&self) -> bool {
        self.zone == Zone::Midnight
    }

    /// Whether creatures here are see-through: paler inside, no patterns.
    pub(crate) fn is_glassy(&self) -> bool {
        matches!(self.zone, Zone::Abyss | Zone::Hadal)
    }

    /// Eye size for a creature whose eye is `usual` pixels wide in the shallows: larger in the
    /// twilight and midnight, 1 (a dot) in the abyss and in the hadal zone, as usual at the vents.
    pub(crate) fn eye_size(&self, usual: i32) -> i32 {
        match self.zone {
            Zone::Shallows | Zone::Vent => usual,
            Zone::Twilight | Zone::Midnight => (usual + 1).min(4),
            Zone::Abyss | Zone::Hadal => 1,
        }
    }

    /// Draws an eye about the centre `(x, y)` in this zone's manner.
    pub(crate) fn draw_eye(&self, canvas: &mut Canvas, (x, y): (i32, i32), usual: i32) {
        let size = self.eye_size(usual);
        let corner = (x - (size - 1) / 2, y - (size - 1) / 2);
        canvas.eye(corner, size, self.ring, self.pupil);
    }

    /// Paints a body with its counter-shading and then with what the zone adds: call it once for
    /// the main body, before markings of your own, fins in front, eyes and the outline.
    ///
    /// `belly` is how many pixels of each column are the pale underside, `back` how many the dark
    /// upper side. Abyss and Hadal get a paler inside, Vent an ember glow along the underside.
    pub(crate) fn body(&self, canvas: &mut Canvas, shape: &Shape, back: i32, belly: i32) {
        canvas.fill(shape, self.body);
        match self.zone {
            Zone::Abyss | Zone::Hadal => {
                canvas.fill(shape, self.back);
                canvas.fill(&shape.shrunk(1), self.body);
                canvas.fill(&shape.shrunk(3), self.belly);
            }
            _ => {
                canvas.fill(&shape.underside(belly), self.belly);
                canvas.fill(&shape.topside(back), self.back);
            }
        }
        if self.zone == Zone::Vent {
            canvas.fill(&shape.underside(1), self.glow_dark);
        }
    }

    /// Single light dots every `step` pixels along the given pixels (in their order): the
    /// photophores of the midnight zone. Does nothing in other zones.
    pub(crate) fn photophores(&self, canvas: &mut Canvas, places: &[(i32, i32)]) {
        if self.is_lit() {
            for &(x, y) in places {
                if canvas.at(x, y) != 0 {
                    canvas.detail(x, y, self.glow);
                }
            }
        }
    }

    /// A row of photophores inside a shape, `above` pixels above its lower edge, every `step`
    /// columns. Midnight only.
    pub(crate) fn light_row(&self, canvas: &mut Canvas, shape: &Shape, above: i32, step: i32) {
        let inside = shape.shrunk(1);
        let places: Vec<_> = shape
            .underside(1)
            .shifted(0, -above)
            .and(&inside)
            .iter()
            .filter(|(x, _)| x.rem_euclid(step) == 0)
            .collect();
        self.photophores(canvas, &places);
    }

    /// White bacterial mats: regular two-pixel tufts on the upper edge of a shape. Vent only; call
    /// it after [`Canvas::outline`] so that they break the outline.
    pub(crate) fn mats(&self, canvas: &mut Canvas, shape: &Shape) {
        if self.zone != Zone::Vent {
            return;
        }
        let (white, grey) = (SAND.shade(6), SAND.shade(5));
        for (x, y) in shape.topside(1).iter() {
            if x.rem_euclid(4) < 2 {
                canvas.set(x, y, grey);
                canvas.set(x, y - 1, white);
            }
        }
    }

    /// A visible organ (gut, heart) `rx` by `ry` inside a see-through body. Hadal only.
    pub(crate) fn organ(&self, canvas: &mut Canvas, centre: (f32, f32), rx: f32, ry: f32) {
        if self.zone == Zone::Hadal {
            canvas.mark(&Shape::ellipse(centre, rx, ry), self.glow_dark);
            canvas.mark(&Shape::ellipse(centre, rx - 1.0, ry - 1.0), self.glow);
        }
    }
}
