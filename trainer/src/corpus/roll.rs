//! Chooses what a creature is before anything is painted: one stream of noise for each axis, so that
//! another list of values on one of them changes no other.

use super::{
    Category, Rng, Split, Zone,
    ramps::pairs,
    style::Ramp,
    traits::{Axis, Body, Build, Eyes, Glow, Outline, Pattern, Size, Traits},
};

/// A value on an axis.
pub(crate) type Wish = (Axis, usize);

/// Pairs of values that are never drawn for training, only in the test range: whether the model can
/// put together what it has not seen together.
pub(crate) const HELD_OUT: [(Wish, Wish); 6] = [
    ((Axis::Body, Body::Squid.index()), (Axis::Pattern, Pattern::Stripes.index())),
    ((Axis::Body, Body::Ray.index()), (Axis::Eyes, Eyes::Big.index())),
    ((Axis::Body, Body::Crab.index()), (Axis::Pattern, Pattern::Bands.index())),
    ((Axis::Body, Body::Octopus.index()), (Axis::Main, Ramp::KELP_INDEX)),
    ((Axis::Body, Body::MoonJelly.index()), (Axis::Size, Size::Small.index())),
    ((Axis::Body, Body::Angler.index()), (Axis::Pattern, Pattern::Net.index())),
];

/// Share of the creatures whose main ramp, and of those whose accent, is any of the nine rather than
/// one that the zone prefers.
const ODD_RAMP: f64 = 0.04;

/// The pair of [`HELD_OUT`] that these traits show.
pub(crate) fn held_out(traits: &Traits) -> Option<&'static (Wish, Wish)> {
    HELD_OUT.iter().find(|((one, first), (other, second))| {
        traits.value(*one) == *first && traits.value(*other) == *second
    })
}

/// Decides what the creature of a seed is, always the same. No pair of [`HELD_OUT`] comes from a
/// seed outside the test range.
pub(crate) fn roll(zone: Zone, category: Category, seed: u64) -> Traits {
    roll_with(zone, category, seed, &[])
}

/// As [`roll`], with some values given. What is given decides what the others may be: a body plan
/// that cannot show it is not drawn.
pub(crate) fn roll_with(zone: Zone, category: Category, seed: u64, given: &[Wish]) -> Traits {
    let stream = |purpose: u8| Rng::stream(seed, [zone.index(), category.index(), purpose]);
    let fixed =
        |axis: Axis| given.iter().find(|(other, _)| *other == axis).map(|&(_, value)| value);
    let mut bodies: Vec<Body> = category.bodies(zone).to_vec();
    if !given.is_empty() {
        let shows = |body: &Body| shows(*body, given);
        bodies.retain(shows);
        if bodies.is_empty() {
            bodies = category.plans().iter().map(|plan| plan.body).filter(shows).collect();
        }
    }
    let body = fixed(Axis::Body).map_or_else(
        || if bodies.is_empty() { category.plans()[0].body } else { stream(1).pick(&bodies) },
        |value| Body::ALL[value],
    );
    let plan = body.plan();
    let (main, accent) = colours(body, zone, stream(2), (fixed(Axis::Main), fixed(Axis::Accent)));
    let mut traits = Traits {
        zone,
        body,
        size: stream(3).weighted(&[(Size::Small, 12), (Size::Medium, 26), (Size::Large, 62)]),
        build: stream(4).weighted(&[
            (Build::Slender, 20),
            (Build::Regular, 60),
            (Build::Stout, 20),
        ]),
        pattern: stream(5).weighted(plan.patterns),
        main,
        accent,
        eyes: eyes(zone, plan.eyes, stream(6)),
        outline: stream(7).weighted(&[
            (Outline::Dark, 80),
            (Outline::Black, 8),
            (Outline::Light, 5),
            (Outline::Open, 7),
        ]),
        glow: glow(zone, stream(8)),
        noise: stream(9).seed(),
    };
    for &(axis, value) in given {
        traits = traits.with(axis, value);
    }
    if !Split::of(seed).is_test() {
        avoid_held_out(&mut traits, given, &mut stream(10));
    }
    traits
}

/// Whether a body plan can show all that is given.
fn shows(body: Body, given: &[Wish]) -> bool {
    let plan = body.plan();
    given.iter().all(|&(axis, value)| match axis {
        Axis::Body => body.index() == value,
        Axis::Pattern => plan.has_pattern(Pattern::ALL[value]),
        Axis::Eyes => plan.eyes.contains(&Eyes::ALL[value]),
        _ => true,
    })
}

/// Main and accent ramp: a pair that looks well together, now and then another.
fn colours(
    body: Body,
    zone: Zone,
    mut rng: Rng,
    (main, accent): (Option<usize>, Option<usize>),
) -> (Ramp, Ramp) {
    let pair = rng.pick(pairs(body, zone));
    let odd_main = rng.chance(ODD_RAMP).then_some(()).map(|()| rng.pick(&Ramp::ALL));
    let odd_accent = rng.chance(ODD_RAMP).then_some(()).map(|()| rng.pick(&Ramp::ALL));
    let main = main.map_or_else(|| odd_main.unwrap_or(pair.0), |value| Ramp::ALL[value]);
    if let Some(value) = accent {
        let accent = Ramp::ALL[value];
        return (if main == accent { other_than(accent, pair) } else { main }, accent);
    }
    let accent = odd_accent.unwrap_or(pair.1);
    (main, if accent == main { other_than(main, pair) } else { accent })
}

/// Of a pair of ramps, or else of all, one that is another.
fn other_than(ramp: Ramp, pair: (Ramp, Ramp)) -> Ramp {
    let mut options = [pair.1, pair.0].into_iter().chain(Ramp::ALL);
    options.find(|&option| option != ramp).unwrap_or(pair.1)
}

/// Eyes as they are in a zone: large in the half dark, small where there is no light at all.
fn eyes(zone: Zone, possible: &[Eyes], mut rng: Rng) -> Eyes {
    let weights: [u32; 4] = match zone {
        Zone::Shallows => [1, 12, 70, 17],
        Zone::Twilight | Zone::Midnight => [1, 10, 40, 49],
        Zone::Abyss | Zone::Hadal => [14, 66, 14, 6],
        Zone::Vent => [8, 18, 60, 14],
    };
    let options: Vec<(Eyes, u32)> =
        possible.iter().map(|&eyes| (eyes, weights[eyes.index()])).collect();
    rng.weighted(&options)
}

/// Lights as they are in a zone.
fn glow(zone: Zone, mut rng: Rng) -> Glow {
    let lit = match zone {
        Zone::Midnight => 0.92,
        Zone::Abyss => 0.15,
        _ => 0.06,
    };
    if rng.chance(lit) { Glow::Lights } else { Glow::Unlit }
}

/// Gives up one half of a pair that is kept for the test range: what was not asked for.
fn avoid_held_out(traits: &mut Traits, given: &[Wish], rng: &mut Rng) {
    while let Some(&((body, _), (axis, value))) = held_out(traits) {
        let is_given = |axis: Axis| given.iter().any(|(other, _)| *other == axis);
        if !is_given(axis) {
            let options: Vec<usize> = (0..axis.values().len())
                .filter(|&other| other != value)
                .filter(|&other| traits.with(axis, other).contradiction().is_none())
                .collect();
            *traits = traits.with(axis, rng.pick(&options));
        } else if !is_given(body) {
            let given: Vec<_> = given.iter().copied().chain([(axis, value)]).collect();
            let bodies: Vec<Body> =
                traits.category().plans().iter().map(|plan| plan.body).collect();
            let fits = |other: &Body| *other != traits.body && shows(*other, &given);
            let options: Vec<Body> = bodies.into_iter().filter(fits).collect();
            if options.is_empty() {
                return;
            }
            traits.body = rng.pick(&options);
        } else {
            return;
        }
    }
}
