//! The colours and small tools that coral, jellyfish and abyssal oddities share beyond the
//! toolkit: a [`Coat`] spread out into the tones that soft and branching things need.

use shoal::sprite::TRANSPARENT;

use super::{
    Dice, Rng, Zone,
    canvas::{Canvas, Grain},
    shape::{Point, Shape},
    style::{ABYSS, CRIMSON, Coat, SAND, SLATE, VIOLET},
    traits::{Body, Traits},
};

/// What a body plan needs of a creature: which it is and its colours.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Appearance {
    /// The body plan.
    pub(crate) body: Body,
    /// The toolkit's colours, for eyes, photophores and mats.
    pub(crate) coat: Coat,
    /// The outline.
    pub(crate) line: u8,
    /// Main ramp: grooves, shadows of the form.
    pub(crate) dark: u8,
    /// Main ramp: most of the body.
    pub(crate) mid: u8,
    /// Main ramp: ridges, limbs in front.
    pub(crate) light: u8,
    /// Main ramp or white: tips and rims.
    pub(crate) pale: u8,
    /// Second ramp: dark.
    pub(crate) deep: u8,
    /// Second ramp: middle.
    pub(crate) accent: u8,
    /// Second ramp: light.
    pub(crate) bright: u8,
    /// Light organs, embers, the organ of a see-through body.
    pub(crate) glow: u8,
    /// A darker shade of the same.
    pub(crate) glow_dark: u8,
    /// What corals stand on.
    pub(crate) rock: u8,
    /// Its upper edge.
    pub(crate) rock_light: u8,
    /// White bacteria, shells, teeth.
    pub(crate) white: u8,
    /// Next to `white`, one step darker.
    pub(crate) cream: u8,
    /// Light dots.
    pub(crate) lamp: u8,
    /// Whether there are any.
    pub(crate) lit: bool,
}

impl Appearance {
    /// The colours of a creature.
    pub(crate) fn of(traits: &Traits, rng: &mut Rng) -> Self {
        let coat = Coat::of(traits, rng);
        let (zone, main) = (coat.zone, coat.main);
        // Shades of line, dark, mid, light, pale; then deep, accent, bright of the second ramp.
        let (shades, second) = match zone {
            Zone::Shallows | Zone::Abyss => ([1, 3, 4, 5, 6], [2, 4, 5]),
            Zone::Twilight => ([1, 3, 4, 5, 6], [2, 3, 5]),
            Zone::Midnight => ([0, 1, 2, 3, 4], [1, 3, 4]),
            Zone::Hadal if main == SLATE => ([3, 4, 5, 6, 6], [4, 5, 6]),
            Zone::Hadal => ([4, 5, 5, 6, 6], [4, 5, 6]),
            Zone::Vent => ([0, 1, 2, 3, 4], [1, 3, 5]),
        };
        // The form's tones go a step up or down with the coat's; outline and tips stay.
        let usual = match zone {
            Zone::Hadal => 6,
            Zone::Midnight | Zone::Vent => 2,
            _ => 4,
        };
        let tone = (coat.level - usual).clamp(-1, 1);
        let [line, _, _, _, pale] = shades.map(|shade| main.shade(shade));
        let [_, dark, mid, light, _] = shades.map(|shade| main.shade(shade + tone));
        let [deep, accent, bright] = second.map(|shade| coat.second.shade(shade));
        let (rock, rock_light) = match zone {
            Zone::Shallows => (SAND.shade(4), SAND.shade(5)),
            Zone::Twilight => (ABYSS.shade(2), ABYSS.shade(3)),
            Zone::Midnight => (ABYSS.shade(1), ABYSS.shade(2)),
            Zone::Abyss => (VIOLET.shade(1), VIOLET.shade(2)),
            Zone::Hadal => (SLATE.shade(4), SLATE.shade(5)),
            Zone::Vent => (SLATE.shade(1), SLATE.shade(2)),
        };
        let (white, cream) = match zone {
            Zone::Vent | Zone::Shallows => (SAND.shade(6), SAND.shade(5)),
            _ => (SLATE.shade(6), SLATE.shade(5)),
        };
        Self {
            body: traits.body,
            coat,
            line,
            dark,
            mid,
            light,
            pale: if zone == Zone::Hadal { SLATE.shade(6) } else { pale },
            deep,
            accent,
            bright,
            glow: coat.glow,
            glow_dark: coat.glow_dark,
            rock,
            rock_light,
            white,
            cream,
            lit: coat.lit,
            lamp: coat.lamp,
        }
    }

    /// Declares a part in the main ramp as skin that carries the creature's pattern.
    pub(crate) fn skin(&self, canvas: &mut Canvas, shape: &Shape, grain: Grain) {
        canvas.skin(shape, self.coat.ink(), grain);
    }

    /// Declares a part in the accent ramp as skin that carries the creature's pattern.
    pub(crate) fn accent_skin(&self, canvas: &mut Canvas, shape: &Shape, grain: Grain) {
        canvas.skin(shape, self.coat.ink_on_accent(self.accent), grain);
    }

    /// The zone these colours are of.
    pub(crate) const fn zone(&self) -> Zone {
        self.coat.zone
    }
}

/// The red of worm plumes and mouths.
pub(crate) fn red(shade: i32) -> u8 {
    CRIMSON.shade(shade)
}

/// A whole number of pixels from `low` to `high`, both included.
pub(crate) fn whole(dice: &mut Dice, low: i32, high: i32) -> f32 {
    dice.shape.int(low, high) as f32
}

/// Paints single lights, where something is painted already.
pub(crate) fn dots(canvas: &mut Canvas, shape: &Shape, colour: u8) {
    for (x, y) in shape.iter() {
        if canvas.at(x, y) != TRANSPARENT {
            canvas.lamp(x, y, colour);
        }
    }
}

/// Angle from straight up (right is positive) and distance of a point seen from `root`.
pub(crate) fn polar(root: Point, x: f32, y: f32) -> (f32, f32) {
    let (dx, dy) = (x - root.0, root.1 - y);
    (dx.atan2(dy), dx.hypot(dy))
}

/// A line that hangs from `top` and sways: `long` pixels down, `amplitude` to each side.
pub(crate) fn hanging(top: Point, long: f32, amplitude: f32, phase: f32) -> Vec<Point> {
    let steps = (long / 3.0).ceil().max(2.0);
    (0..=steps as usize)
        .map(|step| {
            let t = step as f32 / steps;
            let wave = (phase + t * long * 0.42).sin() - phase.sin();
            (top.0 + amplitude * wave * (t * 2.0).min(1.0), top.1 + t * long)
        })
        .collect()
}
