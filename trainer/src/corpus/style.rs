//! What a zone does to a creature: colours, eyes, lights, crusts.

use super::canvas::{Canvas, Grain, Ink, Shape};
pub(crate) use super::ramp::{
    ABYSS, ANEMONE, CLOWN, CRIMSON, KELP, LAGOON, Ramp, SAND, SLATE, VIOLET,
};
use super::traits::{Eyes, Glow, Traits};
use super::{Rng, Zone};

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
    /// Light dots on the skin.
    pub(crate) lamp: u8,
    /// Whether there are any.
    pub(crate) lit: bool,
    /// How large the eyes are.
    pub(crate) eyes: Eyes,
    /// Ring of the eye.
    pub(crate) ring: u8,
    /// Pupil.
    pub(crate) pupil: u8,
}

impl Coat {
    /// The colours of a creature.
    pub(crate) fn of(traits: &Traits, rng: &mut Rng) -> Self {
        let (zone, main, second) = (traits.zone, traits.main, traits.accent);
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
        let lamp = match zone {
            Zone::Midnight | Zone::Abyss => glow,
            Zone::Vent => CLOWN.shade(6),
            _ => rng.pick(&[LAGOON, KELP]).shade(6),
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
            lamp,
            lit: traits.glow == Glow::Lights,
            eyes: traits.eyes,
            ring,
            pupil,
        }
    }

    /// The main ramp, `offset` shades lighter (or darker) than the body.
    pub(crate) fn tone(&self, offset: i32) -> u8 {
        self.main.shade(self.level + offset)
    }

    /// Whether creatures here are see-through: paler inside, no patterns.
    pub(crate) fn is_glassy(&self) -> bool {
        matches!(self.zone, Zone::Abyss | Zone::Hadal)
    }

    /// The width in pixels of an eye that is `usual` pixels wide where it is neither small nor big.
    pub(crate) fn eye_size(&self, usual: i32) -> i32 {
        match self.eyes {
            Eyes::Blind => 0,
            Eyes::Small => 2,
            Eyes::Medium => 3,
            Eyes::Big if usual <= 2 => 4,
            Eyes::Big => 5,
        }
    }

    /// Draws an eye about the centre `(x, y)`.
    pub(crate) fn draw_eye(&self, canvas: &mut Canvas, (x, y): (i32, i32), usual: i32) {
        let size = self.eye_size(usual);
        if size > 0 {
            canvas.eye((x - (size - 1) / 2, y - (size - 1) / 2), size, self.ring, self.pupil);
        }
    }

    /// Draws two eyes that mirror each other, the left one about the centre `(x, y)`.
    pub(crate) fn draw_eyes(&self, canvas: &mut Canvas, (x, y): (i32, i32), usual: i32) {
        let size = self.eye_size(usual);
        if size > 0 {
            let (left, top) = (x - (size - 1) / 2, y - (size - 1) / 2);
            // They never meet in the middle, and where there is room neither do they touch.
            let left = left.min(15 - size + 1);
            canvas.eye((left, top), size, self.ring, self.pupil);
            canvas.eye((31 - left - size + 1, top), size, self.ring, self.pupil);
        }
    }

    /// The colours of a pattern on the main ramp: shades of the accent that stand out from it.
    pub(crate) fn ink(&self) -> Ink {
        Ink::of(self.second, self.mark, self.body)
    }

    /// The same on another shade of the main ramp than the body's.
    pub(crate) fn ink_on(&self, ground: u8) -> Ink {
        Ink::of(self.second, self.mark, ground)
    }

    /// The colours of a pattern on a part that has the accent ramp.
    pub(crate) fn ink_on_accent(&self, ground: u8) -> Ink {
        Ink::of(self.main, self.back, ground)
    }

    /// Paints a body with its counter-shading and then with what the zone adds: call it once for
    /// the main body, before markings of your own, fins in front, eyes and the outline.
    ///
    /// `belly` is how many pixels of each column are the pale underside, `back` how many the dark
    /// upper side. Abyss and Hadal get a paler inside, Vent an ember glow along the underside. A
    /// pattern lies along `grain`.
    pub(crate) fn body_along(
        &self,
        canvas: &mut Canvas,
        shape: &Shape,
        (back, belly): (i32, i32),
        grain: Grain,
    ) {
        self.paint(canvas, shape, back, belly);
        canvas.skin(shape, self.ink(), grain);
    }

    /// As [`Self::body`], of a part that carries no pattern.
    pub(crate) fn paint(&self, canvas: &mut Canvas, shape: &Shape, back: i32, belly: i32) {
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

    /// As [`Self::body_along`], with a pattern along the canvas.
    pub(crate) fn body(&self, canvas: &mut Canvas, shape: &Shape, back: i32, belly: i32) {
        self.body_along(canvas, shape, (back, belly), Grain::Level);
    }

    /// Single light dots every `step` pixels along the given pixels (in their order): the
    /// photophores. Does nothing where there are none.
    pub(crate) fn photophores(&self, canvas: &mut Canvas, places: &[(i32, i32)]) {
        if self.lit {
            for &(x, y) in places {
                if canvas.at(x, y) != 0 {
                    canvas.lamp(x, y, self.lamp);
                }
            }
        }
    }

    /// A row of photophores inside a shape, `above` pixels above its lower edge, every `step`
    /// columns. Only where there are any.
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
