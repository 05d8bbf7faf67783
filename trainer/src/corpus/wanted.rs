//! `--with axis=value` and `--axes`: what can be asked of the corpus, in words.

use std::fmt::Write as _;

pub(crate) use super::roll::Wish;
use super::{
    Category, Split, Zone, held_out, roll_with,
    traits::{Axis, Body, Traits},
    traits_of,
};

/// Reads `axis=value`.
pub(crate) fn wish(text: &str) -> Result<Wish, String> {
    let (axis, value) = text
        .split_once('=')
        .ok_or_else(|| format!("expected AXIS=VALUE, as in body=crab, and not \"{text}\""))?;
    let axis = axis_named(axis)?;
    let found = axis.values().iter().position(|name| *name == value.trim());
    found.map(|value| (axis, value)).ok_or_else(|| {
        let name = axis.name();
        format!("{name} has no value \"{value}\"; {}", suggestion(value, axis.values()))
    })
}

/// Reads the name of an axis.
pub(crate) fn axis_named(name: &str) -> Result<Axis, String> {
    let names = Axis::ALL.map(Axis::name);
    let found = Axis::ALL.into_iter().find(|axis| axis.name() == name.trim());
    found.ok_or_else(|| format!("there is no axis \"{name}\"; {}", suggestion(name, &names)))
}

/// The nearest name, or all of them where they are few.
fn suggestion(text: &str, names: &[&str]) -> String {
    let nearest = names.iter().min_by_key(|name| strsim::damerau_levenshtein(name, text));
    match nearest {
        Some(nearest) if strsim::damerau_levenshtein(nearest, text) <= text.len() / 2 => {
            format!("did you mean {nearest}? --axes lists all")
        }
        _ if names.len() <= 12 => format!("choose one of {}", names.join(", ")),
        _ => "--axes lists all".to_owned(),
    }
}

/// Whether creatures can be all of this, in a split; the error says in one line why not.
pub(crate) fn check(wishes: &[Wish], split: Split) -> Result<(), String> {
    for (index, (axis, value)) in wishes.iter().enumerate() {
        let earlier = wishes[..index].iter().find(|(other, _)| other == axis);
        if let Some((_, other)) = earlier.filter(|(_, other)| other != value) {
            let (name, values) = (axis.name(), axis.values());
            return Err(format!(
                "{name} cannot be {} and {} at once",
                values[*other], values[*value]
            ));
        }
    }
    let given = |axis: Axis| wishes.iter().find(|(other, _)| *other == axis).map(|wish| wish.1);
    if let (Some(body), Some(category)) = (given(Axis::Body), given(Axis::Category)) {
        let (body, category) = (Body::ALL[body], Category::ALL[category]);
        let own = body.plan().category;
        if own != category {
            let (body, category) = (body.name(), Category::NAMES[category as usize]);
            let own = Category::NAMES[own as usize];
            return Err(format!("body={body} is of category={own}, not of category={category}"));
        }
    }
    let categories: Vec<Category> =
        category_of(wishes).map_or(Category::ALL.to_vec(), |it| vec![it]);
    let zone = given(Axis::Zone).map_or(Zone::Shallows, |zone| Zone::ALL[zone]);
    let problems: Vec<Option<String>> = categories
        .iter()
        .map(|&category| problem(&roll_with(zone, category, split.seed(0), wishes), split))
        .collect();
    match problems.into_iter().collect::<Option<Vec<String>>>() {
        Some(problems) => Err(problems.into_iter().next().unwrap_or_default()),
        None => Ok(()),
    }
}

/// The category that wishes name, or whose body plan they name.
pub(crate) fn category_of(wishes: &[Wish]) -> Option<Category> {
    wishes.iter().find_map(|&(axis, value)| match axis {
        Axis::Category => Some(Category::ALL[value]),
        Axis::Body => Some(Body::ALL[value].plan().category),
        _ => None,
    })
}

/// A creature of the test range that is all of this and lives where its kind does; without
/// traits that training never shows together unless they are asked for. The first one from the
/// sample number `first` on; `None` if there is none among the next hundred.
pub(crate) fn creature(wishes: &[Wish], first: u64) -> Option<Traits> {
    let is_asked = |wish: &Wish| wishes.contains(wish);
    (first..first + 100).find_map(|index| {
        let plain = traits_of(Split::Test, index);
        let category = category_of(wishes).unwrap_or_else(|| plain.category());
        let traits = roll_with(plain.zone, category, Split::Test.seed(index), wishes);
        let is_as_asked = wishes.iter().all(|&(axis, value)| traits.value(axis) == value);
        let is_at_home = category.bodies(traits.zone).contains(&traits.body);
        let is_learned =
            held_out(&traits).is_none_or(|(one, other)| is_asked(one) && is_asked(other));
        let fits = is_as_asked && is_at_home && is_learned;
        (fits && traits.contradiction().is_none()).then_some(traits)
    })
}

/// Why these traits cannot be drawn in a split.
pub(crate) fn problem(traits: &Traits, split: Split) -> Option<String> {
    traits.contradiction().or_else(|| {
        let pair = held_out(traits).filter(|_| !split.is_test())?;
        let named = |(axis, value): Wish| format!("{}={}", axis.name(), axis.values()[value]);
        let (one, other) = (named(pair.0), named(pair.1));
        Some(format!("{one} with {other} is held out of training; add --split test to draw it"))
    })
}

/// Every axis with its values, then every body plan with what it can be.
pub(crate) fn listing() -> String {
    let mut text = String::new();
    for axis in Axis::ALL {
        let _ = writeln!(text, "{}", axis.name());
        let _ = writeln!(text, "  {}", axis.values().join(", "));
    }
    text.push_str("\nBody plans, with the zones they live in and what each can have:\n");
    for body in Body::ALL {
        let plan = body.plan();
        let lives = |zone: &Zone| plan.category.bodies(*zone).contains(body);
        let zones: Vec<&str> = Zone::ALL
            .iter()
            .filter(|zone| lives(zone))
            .map(|zone| Zone::NAMES[*zone as usize])
            .collect();
        let patterns: Vec<&str> = plan.patterns.iter().map(|(pattern, _)| pattern.name()).collect();
        let eyes: Vec<&str> = plan.eyes.iter().map(|eyes| eyes.name()).collect();
        let (name, category) = (body.name(), Category::NAMES[plan.category as usize]);
        let _ = writeln!(text, "{name} ({category}; {})", zones.join(", "));
        let _ = writeln!(text, "  pattern: {}; eyes: {}", patterns.join(", "), eyes.join(", "));
    }
    text
}
