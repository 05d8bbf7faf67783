//! How a creature is built: which decides how it moves.

use super::{
    anatomy::{bounds, depths, longest_way, symmetry},
    field::{opaque, place},
    parts::core,
};
use crate::sprite::{PIXELS, Sprite, TRANSPARENT};

/// How a creature is built, as far as that decides how it moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BodyPlan {
    /// A wave runs from head to tail, and fins follow.
    Fish,
    /// The whole body is a wave.
    Eel,
    /// Wings beat on both sides.
    Ray,
    /// Upright, with a fin that whirrs and a tail that curls.
    Seahorse,
    /// Flippers row.
    Turtle,
    /// Legs step in two gaits, the body still: crabs and lobsters.
    Walker,
    /// Many legs step one after the other: isopods, sea pigs.
    Isopod,
    /// Creeps on a sole, with a shell that rocks.
    Snail,
    /// Creeps in waves that run over the back.
    Slug,
    /// Spines turn on a still body.
    Urchin,
    /// A bell pulses, and threads trail.
    Jellyfish,
    /// A still body whose combs shimmer.
    CombJelly,
    /// A chain of bells that snakes.
    Chain,
    /// A head that breathes, and arms that curl.
    Octopus,
    /// Shoots forward: the mantle squeezes, arms trail, fins beat.
    Squid,
    /// A shell that rocks, and tentacles.
    Nautilus,
    /// Stands on a fixed foot and sways.
    Coral,
    /// Stands on a fixed foot; its tentacles wave one after the other.
    Anemone,
    /// A fish with a lure that swings and a jaw that opens.
    Angler,
    /// A fish that stands on stilts and waits; its feelers wave.
    Tripod,
    /// Anything else breathes.
    Other,
}

/// Words that name a body plan: its own first, then what creatures of that build are called.
const NAMES: [(BodyPlan, &[&str]); 21] = {
    use BodyPlan as P;
    [
        (
            P::Fish,
            &[
                "fish",
                "reef-fish",
                "finned",
                "disc",
                "oval",
                "angel",
                "angelfish",
                "butterflyfish",
                "clownfish",
                "puffer",
                "torpedo",
                "tuna",
                "barracuda",
                "moonfish",
                "grenadier",
                "lance",
                "tadpole",
                "snailfish",
                "manatee",
            ],
        ),
        (P::Eel, &["eel", "snake", "ribbon"]),
        (P::Ray, &["ray", "manta", "skate"]),
        (P::Seahorse, &["seahorse"]),
        (P::Turtle, &["turtle"]),
        (P::Walker, &["walker", "crab", "lobster", "yeti", "yeti-crab", "shrimp", "spider"]),
        (P::Isopod, &["isopod", "sea-pig", "trilobite"]),
        (P::Snail, &["snail"]),
        (P::Slug, &["slug", "nudibranch", "sea-slug", "worm"]),
        (P::Urchin, &["urchin", "star", "starfish"]),
        (
            P::Jellyfish,
            &[
                "jellyfish",
                "jelly",
                "cube",
                "dome",
                "moon",
                "mane",
                "crown",
                "egg",
                "sea-nettle",
                "moon-jelly",
                "lions-mane",
                "egg-jelly",
                "crown-jelly",
                "box-jelly",
                "man-of-war",
            ],
        ),
        (P::CombJelly, &["comb-jelly", "comb"]),
        (P::Chain, &["chain", "siphonophore"]),
        (P::Octopus, &["octopus", "dumbo", "vampire", "vampire-squid"]),
        (P::Squid, &["squid", "cuttlefish"]),
        (P::Nautilus, &["nautilus", "ammonite"]),
        (
            P::Coral,
            &[
                "coral",
                "staghorn",
                "fan",
                "sea-fan",
                "brain",
                "brain-coral",
                "table",
                "table-coral",
                "cups",
                "cup-coral",
                "tubes",
                "tube-sponge",
                "glass-sponge",
                "sea-pen",
                "vase",
                "mound",
                "plant",
            ],
        ),
        (P::Anemone, &["anemone", "sea-anemone", "tube-worms"]),
        (P::Angler, &["angler", "gulper", "hatchet", "hatchetfish", "viper", "viperfish"]),
        (P::Tripod, &["tripod"]),
        (P::Other, &["other"]),
    ]
};

impl BodyPlan {
    /// All of them.
    pub const ALL: [Self; 21] = {
        let mut all = [Self::Other; 21];
        let mut at = 0;
        while at < NAMES.len() {
            all[at] = NAMES[at].0;
            at += 1;
        }
        all
    };

    /// What it is called on the command line and in recipes.
    #[must_use]
    pub fn name(self) -> &'static str {
        let row = NAMES.iter().find(|(plan, _)| *plan == self);
        row.map_or("other", |(_, names)| names[0])
    }

    /// The body plan of that name, or of a creature of that name, in kebab case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, names)| names.contains(&name)).map(|(plan, _)| *plan)
    }

    /// What its way of getting along is called.
    #[must_use]
    pub fn locomotion(self) -> &'static str {
        match self {
            Self::Walker | Self::Isopod => "walk",
            Self::Snail | Self::Slug | Self::Urchin => "creep",
            Self::Jellyfish => "pulse",
            Self::Squid | Self::Nautilus => "jet",
            Self::Coral | Self::Anemone => "sway",
            Self::CombJelly => "shimmer",
            Self::Other | Self::Tripod => "idle",
            _ => "swim",
        }
    }

    /// Whether it stands on something, so that its lowest row stays where it is.
    #[must_use]
    pub fn stands(self) -> bool {
        matches!(
            self,
            Self::Walker
                | Self::Isopod
                | Self::Snail
                | Self::Slug
                | Self::Urchin
                | Self::Coral
                | Self::Anemone
                | Self::Tripod
        )
    }

    /// Guesses the body plan from what a sprite was labelled and from its silhouette. Labels
    /// come in kebab case, the more exact first: "crab", "grazer"; unknown ones say nothing.
    #[must_use]
    pub fn guess<'a>(sprite: &Sprite, labels: impl IntoIterator<Item = &'a str>) -> Self {
        let Some(shape) = Silhouette::new(sprite) else { return Self::Other };
        for label in labels {
            match label {
                "reef-fish" => return shape.fish(),
                "grazer" => return shape.grazer(),
                "coral" => return shape.coral(),
                "jellyfish" => return shape.jellyfish(),
                "cephalopod" => return shape.cephalopod(),
                "abyssal" => return shape.abyssal(),
                _ => {}
            }
            if let Some(plan) = Self::named(label) {
                return plan;
            }
        }
        Self::Other
    }
}

/// What can be measured of a silhouette at a glance.
struct Silhouette<'a> {
    sprite: &'a Sprite,
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
    count: usize,
    /// Mirror symmetry, left to right and top to bottom.
    upright: f32,
    lying: f32,
    /// Length of the longest way through it.
    way: f32,
    /// How deep the deepest pixel lies.
    depth: u8,
}

impl<'a> Silhouette<'a> {
    fn new(sprite: &'a Sprite) -> Option<Self> {
        let (left, right, top, bottom) = bounds(opaque(sprite))?;
        let (_, steps) = longest_way(sprite)?;
        let way = steps.iter().filter(|&&step| step != u8::MAX).max().copied().unwrap_or(0);
        Some(Self {
            sprite,
            left,
            right,
            top,
            bottom,
            count: sprite.opaque_count(),
            upright: symmetry(sprite, false),
            lying: symmetry(sprite, true),
            way: f32::from(way) + 1.0,
            depth: depths(sprite).iter().max().copied().unwrap_or(0),
        })
    }

    fn width(&self) -> f32 {
        (self.right - self.left + 1) as f32
    }

    fn height(&self) -> f32 {
        (self.bottom - self.top + 1) as f32
    }

    fn is_ribbon(&self) -> bool {
        let box_fill = self.count as f32 / (self.width() * self.height());
        self.depth <= 5 && (self.way > self.width() * 1.25 || box_fill < 0.5)
    }

    /// The share of the pixels that have the colour of their mirror picture, above and below or
    /// left and right of the middle.
    fn colour_symmetry(&self, across_rows: bool) -> f32 {
        let same = opaque(self.sprite).filter(|&index| {
            let (x, y) = place(index);
            let (other_x, other_y) = if across_rows {
                (x, self.top + self.bottom - y)
            } else {
                (self.left + self.right - x, y)
            };
            self.sprite.at(other_x, other_y) == self.sprite.at(x, y)
        });
        same.count() as f32 / self.count as f32
    }

    fn fish(&self) -> BodyPlan {
        if self.is_ribbon() {
            return BodyPlan::Eel;
        }
        if self.height() > self.width() * 1.25 && self.depth <= 6 {
            return BodyPlan::Seahorse;
        }
        // A ray is seen from above: both sides of it are alike, to the colours.
        let is_seen_from_above = self.lying > 0.88 && self.colour_symmetry(true) > 0.62;
        let is_pointed = self.column_height(self.right - 1) <= 4;
        if is_seen_from_above && is_pointed && self.height() > self.width() * 0.6 {
            return BodyPlan::Ray;
        }
        BodyPlan::Fish
    }

    /// How many pixels a column has.
    fn column_height(&self, x: i32) -> usize {
        (self.top..=self.bottom).filter(|&y| self.sprite.at(x, y) != TRANSPARENT).count()
    }

    /// How many separate pieces a row has.
    fn pieces(&self, y: i32) -> usize {
        (self.left..=self.right)
            .filter(|&x| {
                self.sprite.at(x, y) != TRANSPARENT && self.sprite.at(x - 1, y) == TRANSPARENT
            })
            .count()
    }

    /// The longest piece of a row, as a share of the width.
    fn longest_piece(&self, y: i32) -> f32 {
        let (mut longest, mut length) = (0, 0);
        for x in self.left..=self.right + 1 {
            length = if self.sprite.at(x, y) == TRANSPARENT { 0 } else { length + 1 };
            longest = longest.max(length);
        }
        longest as f32 / self.width()
    }

    /// The pixels outside the core, as a share of all, on each of the four sides.
    fn spikes(&self) -> usize {
        let core = core(self.sprite, 0.4);
        let mut sides = [0_usize; 8];
        let (cx, cy) =
            ((self.left + self.right) as f32 / 2.0, (self.top + self.bottom) as f32 / 2.0);
        for index in opaque(self.sprite).filter(|&index| !core.contains_index(index)) {
            let (x, y) = place(index);
            let (dx, dy) = (x as f32 - cx, y as f32 - cy);
            let steep = usize::from(dy.abs() > dx.abs());
            sides[usize::from(dx > 0.0) * 4 + usize::from(dy > 0.0) * 2 + steep] += 1;
        }
        sides.iter().filter(|&&count| count >= 3).count()
    }

    fn grazer(&self) -> BodyPlan {
        // What creeps has a sole: a long lowest row.
        let sole = (self.bottom - 2..=self.bottom).map(|y| self.longest_piece(y));
        let sole = sole.fold(0.0, f32::max);
        let is_round = self.width() < self.height() * 1.2 && self.height() < self.width() * 1.2;
        if is_round && self.spikes() == 8 && self.upright > 0.7 && self.lying > 0.7 {
            return BodyPlan::Urchin;
        }
        if self.upright > 0.84 && self.bottom_feet() >= 2 {
            return BodyPlan::Walker;
        }
        if sole > 0.58 {
            let is_low = self.height() < self.width() * 0.72;
            return if is_low { BodyPlan::Slug } else { BodyPlan::Snail };
        }
        if self.height() > self.width() * 1.3 {
            return BodyPlan::Seahorse;
        }
        BodyPlan::Turtle
    }

    /// Pieces that the rows above the lowest ones fall into.
    fn bottom_feet(&self) -> usize {
        (self.bottom - 4..self.bottom).map(|y| self.pieces(y)).max().unwrap_or(0)
    }

    /// Where a row begins and ends, as a number of pixels.
    fn extent(&self, y: i32) -> i32 {
        let is_set = |x: &i32| self.sprite.at(*x, y) != TRANSPARENT;
        let first = (self.left..=self.right).find(is_set);
        let last = (self.left..=self.right).rev().find(is_set);
        first.zip(last).map_or(0, |(first, last)| last - first + 1)
    }

    /// Bells are widest at their rim; a comb jelly is an egg, and a chain has waists.
    fn jellyfish(&self) -> BodyPlan {
        let rows: Vec<i32> = (self.top..=self.bottom).map(|y| self.extent(y)).collect();
        let is_waist = |at: usize| {
            let wide = |rows: &[i32]| rows.iter().max().copied().unwrap_or(0) as f32;
            let side = wide(&rows[..at]).min(wide(&rows[at + 1..]));
            let lowest = rows[at] as f32;
            let is_local = at > 0
                && at + 1 < rows.len()
                && rows[at] < rows[at - 1]
                && rows[at] <= rows[at + 1];
            is_local && lowest < 0.8 * side && self.pieces(self.top + at as i32) == 1
        };
        let n_waists = (1..rows.len().saturating_sub(2)).filter(|&at| is_waist(at)).count();
        if n_waists >= 2 || self.is_chain() {
            return BodyPlan::Chain;
        }
        // The body of an egg is of one piece, and widest about its middle.
        let whole = (self.top..=self.bottom).take_while(|&y| self.pieces(y) <= 1);
        let body: Vec<i32> = whole.map(|y| self.extent(y)).collect();
        let widest = body.iter().max().copied().unwrap_or(0);
        let rim = body.iter().rposition(|&width| width == widest).unwrap_or(0) as f32;
        let is_long = body.len() as f32 > 0.66 * self.height();
        let is_egg = is_long && (0.45..0.85).contains(&(rim / body.len().max(1) as f32));
        let n_dots = self.dots();
        let is_comb_jelly = n_dots >= 12 || (is_egg && n_dots >= 6);
        if is_comb_jelly { BodyPlan::CombJelly } else { BodyPlan::Jellyfish }
    }

    /// Whether one narrow piece hangs aside below a bell, where other jellyfish have a fringe.
    fn is_chain(&self) -> bool {
        let longest = |y: i32| self.longest_piece(y) * self.width();
        let half = self.top + (self.bottom - self.top) / 2;
        let widest = (self.top..=half).map(longest).fold(0.0, f32::max);
        let rim = (self.top..=half).rev().find(|&y| longest(y) > 0.75 * widest);
        let below = rim.unwrap_or(half) + 1..=self.bottom;
        let is_link =
            |y: &i32| self.pieces(*y) <= 3 && (3.0..=0.66 * widest).contains(&longest(*y));
        let n_links = below.clone().filter(is_link).count();
        self.upright < 0.78 && n_links as f32 > 0.34 * self.height()
    }

    /// Pixels that lie alone on the body, one colour above and below: combs are rows of them.
    fn dots(&self) -> usize {
        let is_dot = |&index: &usize| {
            let (x, y) = place(index);
            let near =
                [(0, -1), (0, 1), (-1, 0), (1, 0)].map(|(dx, dy)| self.sprite.at(x + dx, y + dy));
            let own = self.sprite.pixels()[index];
            !near.contains(&own) && !near.contains(&TRANSPARENT) && near[0] == near[1]
        };
        opaque(self.sprite).filter(is_dot).count()
    }

    fn coral(&self) -> BodyPlan {
        // Tentacles: many pieces in some row above, and one stem below.
        let pieces = (self.top..self.top + (self.bottom - self.top) / 2).map(|y| self.pieces(y));
        let is_many = pieces.max().unwrap_or(0) >= 3;
        if is_many { BodyPlan::Anemone } else { BodyPlan::Coral }
    }

    fn cephalopod(&self) -> BodyPlan {
        if self.upright > 0.82 {
            return BodyPlan::Octopus;
        }
        // A shell is round and has no rows of several pieces but at its arms.
        let core = core(self.sprite, 0.4);
        let core_count = (0..PIXELS).filter(|&index| core.contains_index(index)).count();
        let fill = core_count as f32 / self.count as f32;
        let box_fill = self.count as f32 / (self.width() * self.height());
        let is_round = self.width() < self.height() * 1.5 && self.height() < self.width() * 1.5;
        if is_round && fill > 0.8 && box_fill > 0.58 && self.depth >= 6 {
            BodyPlan::Nautilus
        } else {
            BodyPlan::Squid
        }
    }

    fn abyssal(&self) -> BodyPlan {
        if self.upright > 0.86 && self.colour_symmetry(false) > 0.7 {
            return BodyPlan::Walker;
        }
        // Stilts: two or more thin pieces below, for a third of the height.
        let is_stilt = |y: &i32| self.longest_piece(*y) < 0.22 && self.pieces(*y) >= 2;
        let n_stilts = (self.top..=self.bottom).rev().skip(1).take_while(is_stilt).count();
        if n_stilts as f32 > 0.26 * self.height() {
            return BodyPlan::Tripod;
        }
        // Legs under a body that lies on its side.
        let rows = (self.top + (self.bottom - self.top) * 2 / 3)..=self.bottom;
        let is_legged = rows.filter(|&y| self.pieces(y) >= 3).count() >= 3;
        if is_legged { BodyPlan::Isopod } else { BodyPlan::Angler }
    }
}
