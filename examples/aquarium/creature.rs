//! One creature: how it looks under a light, moves its body, and is put on the canvas.

use shoal::{
    motion::{Animator, BodyPlan, Clip, Motion},
    shade::{Shader, Volume},
    sprite::{ENTRIES, Light, Palette, SIDE, Sprite, TRANSPARENT},
};

use crate::{
    paint::{Canvas, Tints, threshold},
    sea::{Moment, Sea},
};

/// Directions of light that a creature is shaded for, once each and kept.
const N_LIGHTS: usize = 24;

/// Frames of a stroke.
const N_FRAMES: u8 = 12;

/// How a creature lives. The order is that of the model's categories.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    /// Swims about.
    Fish,
    /// Creeps along the ground.
    Grazer,
    /// Stands on the ground.
    Coral,
    /// Rises with each stroke.
    Jellyfish,
    /// Shoots forward.
    Cephalopod,
    /// Swims slowly.
    Abyssal,
}

impl Body {
    pub(crate) fn of(category: u8) -> Self {
        match category {
            0 => Self::Fish,
            1 => Self::Grazer,
            2 => Self::Coral,
            3 => Self::Jellyfish,
            4 => Self::Cephalopod,
            _ => Self::Abyssal,
        }
    }

    pub(crate) fn stands(self) -> bool {
        matches!(self, Self::Grazer | Self::Coral)
    }

    /// Pixels a second, when nothing is the matter.
    pub(crate) fn cruise(self) -> f32 {
        match self {
            Self::Fish => 15.0,
            Self::Grazer => 2.4,
            Self::Coral => 0.0,
            Self::Jellyfish => 3.2,
            Self::Cephalopod => 9.0,
            Self::Abyssal => 7.5,
        }
    }
}

/// A sprite that lives.
pub(crate) struct Creature {
    pub(crate) body: Body,
    pub(crate) zone: usize,
    pub(crate) name: String,
    /// The middle of its sprite; of those that stand, the place of their feet.
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) velocity: (f32, f32),
    /// -1 or 1: where it means to swim.
    pub(crate) heading: f32,
    /// -1 looks left, 1 looks right; between them it turns.
    pub(crate) facing: f32,
    /// Where in its stroke the body is, in radians.
    pub(crate) stroke: f32,
    /// How far away it is, 0 (near) to 1.
    pub(crate) distance: f32,
    /// How much it is lost in the water that it comes out of, or leaves into: 0 to 1.
    pub(crate) haze: f32,
    /// How far those that stand have come out of the ground, 0 to 1.
    pub(crate) grown: f32,
    pub(crate) is_leaving: bool,
    /// Decides its ways; no two are equal.
    pub(crate) nature: f32,
    sprite: Sprite,
    /// How it is built, and the colours that it moves in.
    plan: BodyPlan,
    /// Its stroke without a light.
    clip: Option<Clip>,
    /// Its rows and columns that are not empty.
    pub(crate) top: i32,
    pub(crate) bottom: i32,
    pub(crate) left: i32,
    pub(crate) right: i32,
    /// What light plays on, found when it first falls.
    volume: Option<Box<Volume>>,
    /// Its stroke under each light that fell on it so far.
    lit: [Option<Clip>; N_LIGHTS],
    light: usize,
}

impl Creature {
    /// A creature of a sprite, which looks left.
    pub(crate) fn new(
        sprite: Sprite,
        (category, plan): (u8, BodyPlan),
        zone: usize,
        name: String,
        nature: f32,
    ) -> Self {
        let filled = |line: usize, is_row: bool| {
            (0..SIDE).any(|other| {
                let (x, y) = if is_row { (other, line) } else { (line, other) };
                sprite.at(x as i32, y as i32) != TRANSPARENT
            })
        };
        let span = |is_row: bool| {
            let first = (0..SIDE).find(|&line| filled(line, is_row)).unwrap_or(0);
            let last = (0..SIDE).rev().find(|&line| filled(line, is_row)).unwrap_or(SIDE - 1);
            (first as i32, last as i32)
        };
        let ((top, bottom), (left, right)) = (span(true), span(false));
        Self {
            body: Body::of(category),
            zone,
            name,
            x: 0.0,
            y: 0.0,
            velocity: (0.0, 0.0),
            heading: -1.0,
            facing: -1.0,
            stroke: nature * 40.0,
            distance: 0.0,
            haze: 0.0,
            grown: 1.0,
            is_leaving: false,
            nature,
            clip: None,
            plan,
            sprite,
            top,
            bottom,
            left,
            right,
            volume: None,
            lit: Default::default(),
            light: 0,
        }
    }

    /// The middle of what is drawn of it.
    pub(crate) fn middle(&self) -> (f32, f32) {
        let y = if self.body.stands() {
            self.y - (self.bottom - self.top) as f32 * 0.5
        } else {
            self.y + (self.top + self.bottom - SIDE as i32 + 1) as f32 * 0.5
        };
        (self.x, y)
    }

    /// The mouth of a creature that swims.
    pub(crate) fn mouth(&self) -> (f32, f32) {
        let (x, y) = self.middle();
        match self.body {
            Body::Jellyfish => (x, y),
            _ => (x + self.facing * (self.right - self.left) as f32 * 0.4, y),
        }
    }

    /// Turns the light on it; returns whether it had to be shaded for that. `may_shade` is
    /// false when enough was shaded in this frame: then it keeps the light that it has.
    pub(crate) fn light_from(
        &mut self,
        degrees: f32,
        (shader, palette): (&mut Shader, &Palette),
        may_shade: bool,
    ) -> bool {
        if self.clip.is_none() {
            self.clip = self.stroke_of(&self.sprite, palette);
        }
        // A sprite that is drawn mirrored is shaded under the mirrored light.
        let degrees = if self.facing > 0.0 { 180.0 - degrees } else { degrees };
        let step = 360.0 / N_LIGHTS as f32;
        let index = (degrees.rem_euclid(360.0) / step).round() as usize % N_LIGHTS;
        let must_shade = self.lit[index].is_none();
        if must_shade && may_shade {
            let light = Light {
                azimuth_degrees: index as f32 * step,
                elevation_degrees: 38.0,
                directional: 0.9,
                edge: 0.55,
                ..Light::DEFAULT
            };
            let volume = self.volume.get_or_insert_with(|| Box::new(shader.survey(&self.sprite)));
            let lit = shader.relight(volume, &light);
            self.lit[index] = self.stroke_of(&lit, palette);
        }
        if self.lit[index].is_some() {
            self.light = index;
        }
        must_shade && may_shade
    }

    /// A stroke of its body in the colours that a light gives it. What moves is found from the
    /// silhouette, which no light changes.
    fn stroke_of(&self, sprite: &Sprite, palette: &Palette) -> Option<Clip> {
        let seed = (self.nature * 1e6) as u64;
        let motion = Motion { frames: N_FRAMES, seed, ..Motion::default() };
        Animator::new(sprite, palette, self.plan).clip(&motion).ok()
    }

    /// The picture of this moment of its stroke.
    fn moment(&self) -> &Sprite {
        let clip = self.lit[self.light].as_ref().or(self.clip.as_ref());
        let turns = (self.stroke / std::f32::consts::TAU).rem_euclid(1.0);
        clip.and_then(|clip| clip.frames.get((turns * clip.frames.len() as f32) as usize))
            .unwrap_or(&self.sprite)
    }

    /// Puts it on the canvas.
    pub(crate) fn draw(&self, canvas: &mut Canvas, tints: &Tints, sea: &Sea, now: Moment) {
        let sprite = self.moment();
        let shift = now.sway * (1.0 - 0.55 * self.distance);
        let centre = (self.x - shift).round() as i32;
        // The row of the canvas on which row 0 of the sprite is.
        let (top, ground) = if self.body.stands() {
            let height = (self.bottom - self.top + 1) as f32;
            let hidden = (height * (1.0 - self.grown)).round() as i32;
            let feet = self.y.round() as i32;
            (feet - self.bottom + hidden, feet)
        } else {
            (self.y.round() as i32 - SIDE as i32 / 2, i32::MAX)
        };
        let depth = sea.depth(self.middle().1);
        let table = tints.sunk(depth, 0.04 + 0.10 * depth + 0.42 * self.distance + self.haze);
        let pixels = Pixels { tints, table, sea, now, shift, depth };
        for row in 0..SIDE as i32 {
            let y = top + row;
            if y > ground {
                break;
            }
            for column in 0..SIDE as i32 {
                let colour = self.sampled(sprite, column, row);
                if colour != TRANSPARENT {
                    let x = centre - SIDE as i32 / 2 + column;
                    let is_upper = self.sampled(sprite, column, row - 3) == TRANSPARENT;
                    canvas.put(x, y, pixels.colour(colour, x, y, is_upper));
                }
            }
        }
    }

    /// The colour at a place of the moving body.
    fn sampled(&self, sprite: &Sprite, column: i32, row: i32) -> u8 {
        // While it turns, it is seen from the front: narrow.
        let narrow = self.facing.abs().max(0.18);
        let across = (column as f32 - 15.5) / narrow;
        let across = if self.facing > 0.0 { -across } else { across };
        sprite.at((across + 15.5).round() as i32, row)
    }
}

/// What light and water do to the pixels of a creature.
struct Pixels<'a> {
    tints: &'a Tints,
    table: &'a [u8; ENTRIES],
    sea: &'a Sea,
    now: Moment,
    shift: f32,
    depth: f32,
}

impl Pixels<'_> {
    fn colour(&self, drawn: u8, x: i32, y: i32, is_upper: bool) -> u8 {
        let mut colour = drawn;
        // The web of light lies on backs, and fades with the depth.
        if is_upper && self.depth < 0.5 {
            let web = self.sea.caustic(x as f32 + self.shift, y as f32 * 1.4, self.now.seconds);
            if web > 0.22 + 0.25 * threshold(x, y) {
                colour = self.tints.lighter[usize::from(colour)];
            }
        }
        self.table[usize::from(colour)]
    }
}
