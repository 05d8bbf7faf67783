//! What a creature of the corpus is asked to be: one value on each axis.
//!
//! An axis is a list of named values. Which of them a body plan can show is stated by its
//! [`super::plan::Plan`]; how often they occur is the business of [`mod@super::roll`].

use super::{
    Category, Zone,
    ramp::{CLOWN, LAGOON, Ramp},
};

/// Declares the values of an axis together with their names.
macro_rules! values {
    ($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum $name {
            $($(#[$value_doc])* $value,)+
        }

        impl $name {
            /// Every value in order.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$value),+];
            /// Their names in the same order.
            pub(crate) const NAMES: &'static [&'static str] = &[$($text),+];

            /// The value's place on its axis.
            pub(crate) const fn index(self) -> usize {
                self as usize
            }
        }
    };
}

values! {
    /// Body plans, category by category.
    Body {
        /// Tall and round.
        Butterflyfish = "butterflyfish",
        /// Chunky oval.
        Clownfish = "clownfish",
        /// Tall swept fins.
        Angelfish = "angelfish",
        /// A spiny ball.
        Puffer = "puffer",
        /// A fast swimmer.
        Tuna = "tuna",
        /// Long with a long jaw.
        Barracuda = "barracuda",
        /// Deep-bellied with a thin tail.
        Moonfish = "moonfish",
        /// Big head, body running out in a point.
        Grenadier = "grenadier",
        /// A waving ribbon.
        Eel = "eel",
        /// Wings seen from above.
        Ray = "ray",
        /// Upright with a curled tail.
        Seahorse = "seahorse",
        /// Shell and flippers.
        Turtle = "turtle",
        /// Ruffles and gills.
        SeaSlug = "sea-slug",
        /// Two claws and eyes on stalks.
        Crab = "crab",
        /// A spiral on a foot.
        Snail = "snail",
        /// A barrel with a paddle tail.
        Manatee = "manatee",
        /// A ball of spines.
        Urchin = "urchin",
        /// A bush of antlers.
        Staghorn = "staghorn",
        /// A net on a stem.
        SeaFan = "sea-fan",
        /// A dome of winding ridges.
        BrainCoral = "brain-coral",
        /// Plates on a stem.
        TableCoral = "table-coral",
        /// A heap of cups.
        CupCoral = "cup-coral",
        /// Organ pipes.
        TubeSponge = "tube-sponge",
        /// A column under a crown of tentacles.
        Anemone = "sea-anemone",
        /// A feather that stands in the mud.
        SeaPen = "sea-pen",
        /// A vase of lattice.
        GlassSponge = "glass-sponge",
        /// Pipes with plumes.
        TubeWorms = "tube-worms",
        /// A lump with glowing cracks.
        Mound = "mound",
        /// A dome with frilled arms.
        SeaNettle = "sea-nettle",
        /// A saucer with rings.
        MoonJelly = "moon-jelly",
        /// A curtain of hair.
        LionsMane = "lions-mane",
        /// A disc with a yolk.
        EggJelly = "egg-jelly",
        /// A helmet with flaps.
        CrownJelly = "crown-jelly",
        /// A cube with a foot at each corner.
        BoxJelly = "box-jelly",
        /// A lantern with rows of combs.
        CombJelly = "comb-jelly",
        /// A bell that tows beads.
        Siphonophore = "siphonophore",
        /// A sail that floats.
        ManOfWar = "man-of-war",
        /// Curling arms.
        Octopus = "octopus",
        /// An arrow with tentacles.
        Squid = "squid",
        /// An oval with a skirt.
        Cuttlefish = "cuttlefish",
        /// A spiral shell with a face.
        Nautilus = "nautilus",
        /// Ears over a webbed skirt.
        Dumbo = "dumbo",
        /// A cloak of spines.
        VampireSquid = "vampire-squid",
        /// A ball with an underbite and a lamp.
        Angler = "angler",
        /// A pouch on a whip.
        Gulper = "gulper",
        /// A ribbon with fangs.
        Viperfish = "viperfish",
        /// A blade with eyes that look up.
        Hatchetfish = "hatchetfish",
        /// A fish on stilts.
        Tripod = "tripod",
        /// A soft head and a ribbon of fin.
        Snailfish = "snailfish",
        /// An armoured woodlouse.
        Isopod = "isopod",
        /// A barrel on tube feet.
        SeaPig = "sea-pig",
        /// Pale with bristly claws.
        YetiCrab = "yeti-crab",
    }
}

values! {
    /// How much of the canvas it takes.
    Size {
        /// Some 18 pixels.
        Small = "small",
        /// Some 23 pixels.
        Medium = "medium",
        /// All there is.
        Large = "large",
    }
}

values! {
    /// Its proportions.
    Build {
        /// Narrow for its length.
        Slender = "slender",
        /// As its kind is.
        Regular = "regular",
        /// Broad for its length.
        Stout = "stout",
    }
}

values! {
    /// Markings of the skin.
    Pattern {
        /// None beyond what the body plan always has.
        Plain = "plain",
        /// Lines along the body.
        Stripes = "stripes",
        /// Bars across the body.
        Bands = "bands",
        /// Spots in rows.
        Spots = "spots",
        /// A lattice.
        Net = "net",
        /// One half in another colour.
        TwoTone = "two-tone",
        /// One large ringed spot.
        Eyespot = "eyespot",
    }
}

values! {
    /// How large its eyes are.
    Eyes {
        /// None.
        Blind = "none",
        /// A dot.
        Small = "small",
        /// As its kind has.
        Medium = "medium",
        /// Twice that.
        Big = "big",
    }
}

values! {
    /// The line round it.
    Outline {
        /// The darkest shade of the main ramp.
        Dark = "dark",
        /// Nearly black, whatever the ramp.
        Black = "black",
        /// Paler than the body.
        Light = "light",
        /// No line.
        Open = "none",
    }
}

values! {
    /// Light organs.
    Glow {
        /// None beyond a lure or an ember that the kind always has.
        Unlit = "none",
        /// Rows of light dots.
        Lights = "lights",
    }
}

/// Gives the values of an axis their names one by one.
macro_rules! named {
    ($($axis:ident),+) => {
        $(impl $axis {
            /// The value's name.
            pub(crate) const fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }
        })+
    };
}

named!(Body, Pattern, Eyes);

/// One thing that a creature can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Axis {
    /// Depth zone.
    Zone,
    /// Kind of creature.
    Category,
    /// [`Body`].
    Body,
    /// [`Size`].
    Size,
    /// [`Build`].
    Build,
    /// [`Pattern`].
    Pattern,
    /// The ramp of most of the body.
    Main,
    /// The ramp of fins, shells, markings.
    Accent,
    /// [`Eyes`].
    Eyes,
    /// [`Outline`].
    Outline,
    /// [`Glow`].
    Glow,
}

impl Axis {
    /// Every axis in order.
    pub(crate) const ALL: [Self; 11] = [
        Self::Zone,
        Self::Category,
        Self::Body,
        Self::Size,
        Self::Build,
        Self::Pattern,
        Self::Main,
        Self::Accent,
        Self::Eyes,
        Self::Outline,
        Self::Glow,
    ];

    /// Its name, as after `--with` and `--by`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Zone => "zone",
            Self::Category => "category",
            Self::Body => "body",
            Self::Size => "size",
            Self::Build => "build",
            Self::Pattern => "pattern",
            Self::Main => "main",
            Self::Accent => "accent",
            Self::Eyes => "eyes",
            Self::Outline => "outline",
            Self::Glow => "glow",
        }
    }

    /// The names of its values.
    pub(crate) const fn values(self) -> &'static [&'static str] {
        match self {
            Self::Zone => &Zone::NAMES,
            Self::Category => &Category::NAMES,
            Self::Body => Body::NAMES,
            Self::Size => Size::NAMES,
            Self::Build => Build::NAMES,
            Self::Pattern => Pattern::NAMES,
            Self::Main | Self::Accent => &Ramp::NAMES,
            Self::Eyes => Eyes::NAMES,
            Self::Outline => Outline::NAMES,
            Self::Glow => Glow::NAMES,
        }
    }
}

/// Everything the author decided before painting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Traits {
    /// Depth zone.
    pub(crate) zone: Zone,
    /// Body plan; it belongs to one category.
    pub(crate) body: Body,
    /// How much of the canvas it takes.
    pub(crate) size: Size,
    /// Its proportions.
    pub(crate) build: Build,
    /// Markings of the skin.
    pub(crate) pattern: Pattern,
    /// The ramp of most of the body.
    pub(crate) main: Ramp,
    /// The ramp of fins, shells, markings.
    pub(crate) accent: Ramp,
    /// How large its eyes are.
    pub(crate) eyes: Eyes,
    /// The line round it.
    pub(crate) outline: Outline,
    /// Light organs.
    pub(crate) glow: Glow,
    /// Seed of all that no axis names: lengths, angles, shades, where a stripe begins.
    pub(crate) noise: u64,
}

impl Traits {
    /// The category of its body plan.
    pub(crate) fn category(&self) -> Category {
        self.body.plan().category
    }

    /// The place of its value on an axis.
    pub(crate) fn value(&self, axis: Axis) -> usize {
        match axis {
            Axis::Zone => self.zone as usize,
            Axis::Category => self.category() as usize,
            Axis::Body => self.body.index(),
            Axis::Size => self.size.index(),
            Axis::Build => self.build.index(),
            Axis::Pattern => self.pattern.index(),
            Axis::Main => self.main.index(),
            Axis::Accent => self.accent.index(),
            Axis::Eyes => self.eyes.index(),
            Axis::Outline => self.outline.index(),
            Axis::Glow => self.glow.index(),
        }
    }

    /// The same creature with another value on one axis. The category follows from the body plan,
    /// so setting it changes nothing here.
    pub(crate) fn with(mut self, axis: Axis, value: usize) -> Self {
        match axis {
            Axis::Zone => self.zone = Zone::ALL[value],
            Axis::Category => {}
            Axis::Body => self.body = Body::ALL[value],
            Axis::Size => self.size = Size::ALL[value],
            Axis::Build => self.build = Build::ALL[value],
            Axis::Pattern => self.pattern = Pattern::ALL[value],
            Axis::Main => self.main = Ramp::ALL[value],
            Axis::Accent => self.accent = Ramp::ALL[value],
            Axis::Eyes => self.eyes = Eyes::ALL[value],
            Axis::Outline => self.outline = Outline::ALL[value],
            Axis::Glow => self.glow = Glow::ALL[value],
        }
        self
    }

    /// Why there is no such creature, in one line; `None` where there is one.
    pub(crate) fn contradiction(&self) -> Option<String> {
        let plan = self.body.plan();
        let body = self.body.name();
        let listed = |names: Vec<&str>| names.join(", ");
        if !plan.has_pattern(self.pattern) {
            let possible = listed(plan.patterns.iter().map(|(value, _)| value.name()).collect());
            let pattern = self.pattern.name();
            return Some(format!(
                "body={body} does not go with pattern={pattern}; it can have {possible}"
            ));
        }
        if !plan.eyes.contains(&self.eyes) {
            let possible = listed(plan.eyes.iter().map(|value| value.name()).collect());
            let eyes = self.eyes.name();
            return Some(format!(
                "body={body} does not go with eyes={eyes}; it can have {possible}"
            ));
        }
        (self.main == self.accent).then(|| {
            let ramp = self.main.name();
            format!("main={ramp} and accent={ramp} are one colour; choose another for one of them")
        })
    }
}

impl Traits {
    /// The same body without what only colours it: what proportions are decided on. Its eyes are
    /// the largest that the plan can have, so that no size of eye is stretched.
    pub(super) fn neutral(&self) -> Self {
        let largest = self.body.plan().eyes.iter().max_by_key(|eyes| eyes.index());
        Self {
            pattern: Pattern::Plain,
            main: CLOWN,
            accent: LAGOON,
            eyes: largest.copied().unwrap_or(self.eyes),
            outline: Outline::Dark,
            glow: Glow::Unlit,
            ..*self
        }
    }
}
