//! Whether creatures have the traits that they were asked for, by the judge's eyes.
//!
//! Prompts are read off creatures of the test range, so that each can be drawn; the same
//! creatures, drawn by the author, show what the judge itself makes of each trait.

use std::fmt::Write as _;

use anyhow::Result;
use serde::Serialize;
use shoal::{
    generate::{ShapeFirst, SpriteRequest},
    model::Checkpoint,
    sprite::{Labels, Sampling, Schema, Sprite},
};

use super::{
    bar::Bar,
    drawing::Artist,
    figures::{Yardstick, share},
};
use crate::corpus::{self, Axis, HELD_OUT, Split, Traits, Wish};

/// Creatures that prompts are read off start here in the test range.
const FIRST: u64 = 36 << 42;

/// How often the judge finds what was asked for.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Found {
    /// Share of the sprites.
    pub(crate) share: f64,
    /// The same where the author drew them.
    pub(crate) corpus: f64,
}

/// What the judge finds of one trait.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TraitRights {
    /// The trait: "body".
    pub(crate) axis: &'static str,
    /// Sprites asked for by zone, category and this trait, each value equally often.
    pub(crate) sprites: usize,
    /// How many of them have it.
    pub(crate) alone: Found,
    /// The value that is found least often.
    pub(crate) worst_value: &'static str,
    /// How often that is.
    pub(crate) worst: Found,
    /// How many have it where every trait is asked for.
    pub(crate) together: Found,
}

/// What the judge finds of two values that training never shows together.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PairRights {
    /// "body=squid pattern=stripes".
    pub(crate) pair: String,
    /// Sprites asked for.
    pub(crate) sprites: usize,
    /// How many have both.
    pub(crate) both: Found,
    /// The same of pairs of this body with other values, which training shows.
    pub(crate) learned: Found,
}

/// What the judge finds of all traits.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TraitFigures {
    /// Sprites asked for by every trait.
    pub(crate) sprites: usize,
    /// Trait by trait.
    pub(crate) axes: Vec<TraitRights>,
    /// Pairs that are held out of training.
    pub(crate) pairs: Vec<PairRights>,
    /// Intersection over union of the occupied cells of the coarse pictures that were drawn first
    /// and of the sprites, where every trait is named; `None` where none were.
    pub(crate) shape_overlap: Option<f64>,
}

/// One sprite to ask for.
struct Question {
    traits: Traits,
    /// The axes beside zone and category that the prompt names.
    named: Vec<Axis>,
    /// The axes on which the judge has to agree.
    judged: Vec<Axis>,
}

/// What the judge found of one question: an answer for each axis judged.
struct Answer {
    model: Vec<bool>,
    corpus: Vec<bool>,
    /// How well the sprite follows its coarse picture.
    overlap: Option<f32>,
}

/// Every axis but zone and category.
fn trait_axes() -> impl Iterator<Item = Axis> {
    Axis::ALL.into_iter().skip(Schema::CATEGORY + 1)
}

/// Whether a checkpoint can be asked for traits of the corpus.
pub(crate) fn knows_traits(checkpoint: &Checkpoint) -> bool {
    let world = &checkpoint.world;
    trait_axes().all(|axis| world.axis_place(axis.name()).is_ok())
}

/// Asks for `n_sprites` body plans, as many creatures with every trait named, half as many of
/// each other trait, and a quarter as many of the pairs that are held out; measures what comes.
pub(crate) fn measure(
    artist: &Artist<'_>,
    checkpoint: &Checkpoint,
    yardstick: &Yardstick,
    (n_sprites, seed, sampling): (usize, u64, Sampling),
) -> Result<TraitFigures> {
    let ask = |questions: &[Question]| {
        answers(artist, checkpoint, yardstick, (questions, seed, sampling))
    };
    let together = ask(&all_named(n_sprites))?;
    let mut axes = Vec::new();
    for (place, axis) in trait_axes().enumerate() {
        let count = if axis == Axis::Body { n_sprites } else { n_sprites.div_ceil(2) };
        let questions = of_axis(axis, count);
        let answers = ask(&questions)?;
        axes.push(rights(axis, &questions, &answers, found(&together, place)));
    }
    let per_pair = n_sprites.div_ceil(4 * HELD_OUT.len()).max(1);
    let mut pairs = Vec::new();
    for (body, other) in HELD_OUT {
        let questions = of_pair(body, &[other], per_pair);
        let (axis, value) = other;
        let others = (0..axis.values().len()).filter(|it| *it != value).map(|it| (axis, it));
        let learned = of_pair(body, &others.collect::<Vec<_>>(), per_pair);
        let named = |(axis, value): Wish| format!("{}={}", axis.name(), axis.values()[value]);
        pairs.push(PairRights {
            pair: format!("{} {}", named(body), named(other)),
            sprites: questions.len(),
            both: all_found(&ask(&questions)?),
            learned: all_found(&ask(&learned)?),
        });
    }
    let overlaps: Vec<f32> = together.iter().filter_map(|answer| answer.overlap).collect();
    let sum = overlaps.iter().map(|overlap| f64::from(*overlap)).sum::<f64>();
    let shape_overlap = (!overlaps.is_empty()).then(|| sum / overlaps.len() as f64);
    Ok(TraitFigures { sprites: together.len(), axes, pairs, shape_overlap })
}

/// Creatures of the test range, all of whose traits are named.
fn all_named(count: usize) -> Vec<Question> {
    let creatures = (FIRST..).map(|index| corpus::traits_of(Split::Test, index));
    let learned = creatures.filter(|traits| corpus::held_out(traits).is_none());
    let axes: Vec<Axis> = trait_axes().collect();
    learned
        .take(count)
        .map(|traits| Question { traits, named: axes.clone(), judged: axes.clone() })
        .collect()
}

/// Creatures named by one trait, each of its values equally often.
fn of_axis(axis: Axis, count: usize) -> Vec<Question> {
    let n_values = axis.values().len();
    let per_value = count.div_ceil(n_values);
    let wishes = (0..per_value).flat_map(|_| (0..n_values).map(|value| (axis, value)));
    let creatures = wishes.enumerate().filter_map(|(place, wish)| creature(&[wish], place));
    creatures.map(|traits| Question { traits, named: vec![axis], judged: vec![axis] }).collect()
}

/// Creatures named by their body plan and one more trait, which takes turns.
fn of_pair(body: Wish, others: &[Wish], count: usize) -> Vec<Question> {
    let wishes = others.iter().cycle().take(count).enumerate();
    let creatures = wishes.filter_map(|(place, other)| {
        let axes = vec![body.0, other.0];
        let traits = creature(&[body, *other], place)?;
        Some(Question { traits, named: axes.clone(), judged: axes })
    });
    creatures.collect()
}

/// A creature that is all of this, where its kind lives.
fn creature(wishes: &[Wish], place: usize) -> Option<Traits> {
    // Far enough apart that no two prompts are read off one creature.
    corpus::creature(wishes, FIRST + 36 * place as u64)
}

/// Has the model and the author draw each, and asks the judge.
fn answers(
    artist: &Artist<'_>,
    checkpoint: &Checkpoint,
    yardstick: &Yardstick,
    (questions, seed, sampling): (&[Question], u64, Sampling),
) -> Result<Vec<Answer>> {
    let schema = corpus::schema();
    artist.bar.inc_length(questions.len() as u64);
    let request = |(question, variant): (&Question, u32)| {
        let all = corpus::labels(&question.traits);
        let unnamed = trait_axes().filter(|axis| !question.named.contains(axis));
        let labels = unnamed.fold(all, |labels, axis| labels.with(axis as usize, None));
        let labels = checkpoint.world.translated(&schema, labels);
        SpriteRequest::new(labels, seed, variant, sampling).with_shape_first(ShapeFirst::Auto)
    };
    let requests: Vec<SpriteRequest> = questions.iter().zip(0..).map(request).collect();
    let (drawn, shapes): (Vec<Sprite>, Vec<_>) =
        artist.draw_with_shapes(&requests).into_iter().unzip();
    let overlaps: Vec<Option<f32>> = shapes
        .iter()
        .zip(&drawn)
        .map(|(shape, sprite)| Some(shape.as_ref()?.overlap(sprite)))
        .collect();
    let by_author: Vec<Sprite> =
        questions.iter().map(|question| corpus::sample_of(&question.traits).sprite).collect();
    let verdicts = (yardstick.traits(&drawn)?, yardstick.traits(&by_author)?);
    let verdicts = verdicts.0.into_iter().zip(verdicts.1);
    Ok(questions
        .iter()
        .zip(verdicts.zip(overlaps))
        .map(|(question, ((model, author), overlap))| {
            let labels = corpus::labels(&question.traits);
            let agreed = |verdict: &[u8]| agreed(labels, &question.judged, verdict);
            Answer { model: agreed(&model), corpus: agreed(&author), overlap }
        })
        .collect())
}

/// On which of the axes a verdict is as the labels are.
fn agreed(labels: Labels, judged: &[Axis], verdict: &[u8]) -> Vec<bool> {
    let place = |axis: &Axis| *axis as usize;
    let is_right = |axis| labels.get(place(axis)) == Some(verdict[place(axis) - 2]);
    judged.iter().map(is_right).collect()
}

/// How often the axis at a place was found.
fn found<'a>(answers: impl IntoIterator<Item = &'a Answer>, place: usize) -> Found {
    let answers: Vec<&Answer> = answers.into_iter().collect();
    let count = |of: fn(&Answer) -> &[bool]| {
        share(answers.iter().filter(|answer| of(answer)[place]).count(), answers.len())
    };
    Found { share: count(|answer| &answer.model), corpus: count(|answer| &answer.corpus) }
}

/// How often every axis was.
fn all_found(answers: &[Answer]) -> Found {
    let count = |of: fn(&Answer) -> &[bool]| {
        let all = answers.iter().filter(|answer| of(answer).iter().all(|is_right| *is_right));
        share(all.count(), answers.len())
    };
    Found { share: count(|answer| &answer.model), corpus: count(|answer| &answer.corpus) }
}

fn rights(axis: Axis, questions: &[Question], answers: &[Answer], together: Found) -> TraitRights {
    let of_value = |value: usize| {
        let pairs = questions.iter().zip(answers);
        found(pairs.filter(|pair| pair.0.traits.value(axis) == value).map(|pair| pair.1), 0)
    };
    let asked = |value: &usize| questions.iter().any(|it| it.traits.value(axis) == *value);
    let values = (0..axis.values().len()).filter(asked).map(|value| (value, of_value(value)));
    let worst = values.min_by(|one, other| one.1.share.total_cmp(&other.1.share));
    let (worst_value, worst) =
        worst.map_or(("", Found::default()), |(value, found)| (axis.values()[value], found));
    let alone = found(answers, 0);
    let (axis, sprites) = (axis.name(), questions.len());
    TraitRights { axis, sprites, alone, worst_value, worst, together }
}

impl TraitFigures {
    /// What has to be reached.
    pub(crate) fn bars(&self) -> Vec<Bar> {
        let mut bars = Vec::new();
        let least =
            [("body", 0.95), ("pattern", 0.9), ("size", 0.9), ("eyes", 0.9), ("main", 0.97)];
        for (axis, limit) in least {
            let Some(rights) = self.axes.iter().find(|rights| rights.axis == axis) else {
                continue;
            };
            let at_least = |name: &str, found: Found, limit| {
                Bar::at_least(name, found.share, Some(found.corpus), limit)
            };
            bars.push(at_least(&format!("{axis} as asked"), rights.alone, limit));
            if axis == "body" {
                let name = format!("body as asked, worst: {}", rights.worst_value);
                bars.push(at_least(&name, rights.worst, 0.85));
            }
        }
        let lost = |of: fn(&Found) -> f64| {
            let lost = self.pairs.iter().map(|pair| of(&pair.learned) - of(&pair.both));
            lost.sum::<f64>() / self.pairs.len().max(1) as f64
        };
        let (lost, corpus) = (lost(|found| found.share), lost(|found| found.corpus));
        if let Some(overlap) = self.shape_overlap {
            bars.push(Bar::at_least("shapes followed, mean overlap", overlap, None, 0.85));
        }
        bars.push(Bar::at_most("pairs never seen, below those seen", lost, Some(corpus), 0.1));
        bars
    }

    /// The part of the table that is about traits.
    pub(crate) fn write(&self, out: &mut String) -> std::fmt::Result {
        let percent =
            |found: Found| format!("{:.1} ({:.1})", found.share * 100.0, found.corpus * 100.0);
        writeln!(
            out,
            "\nTraits as asked in %, by the judge (in brackets where the author draws them): \
             each alone beside zone and category, and all at once ({} sprites)",
            self.sprites
        )?;
        writeln!(out, "{:<10}{:>8}{:>16}{:>16}  worst", "trait", "sprites", "alone", "together")?;
        for row in &self.axes {
            let (alone, together) = (percent(row.alone), percent(row.together));
            let worst = format!("{} {}", row.worst_value, percent(row.worst));
            writeln!(out, "{:<10}{:>8}{alone:>16}{together:>16}  {worst}", row.axis, row.sprites)?;
        }
        writeln!(
            out,
            "\n{:<30}{:>8}{:>16}{:>24}",
            "never seen together", "sprites", "both", "with another value"
        )?;
        for row in &self.pairs {
            let (both, learned) = (percent(row.both), percent(row.learned));
            writeln!(out, "{:<30}{:>8}{both:>16}{learned:>24}", row.pair, row.sprites)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_name_what_they_are_about_and_can_be_drawn() {
        for axis in trait_axes() {
            let n_values = axis.values().len();
            let questions = of_axis(axis, 2 * n_values);
            assert_eq!(questions.len(), 2 * n_values, "{}", axis.name());
            for question in &questions {
                assert_eq!(question.traits.contradiction(), None);
                assert_eq!(corpus::held_out(&question.traits), None);
            }
        }
        assert_eq!(all_named(40).len(), 40);
        for (body, other) in HELD_OUT {
            let questions = of_pair(body, &[other], 3);
            assert_eq!(questions.len(), 3);
            assert!(questions.iter().all(|it| corpus::held_out(&it.traits).is_some()));
        }
    }

    #[test]
    fn a_verdict_agrees_axis_by_axis() {
        let traits = corpus::traits_of(Split::Test, 5);
        let labels = corpus::labels(&traits);
        let axes: Vec<Axis> = trait_axes().collect();
        let mut verdict: Vec<u8> = axes.iter().map(|axis| traits.value(*axis) as u8).collect();
        assert!(agreed(labels, &axes, &verdict).iter().all(|is_right| *is_right));
        verdict[3] = verdict[3].wrapping_add(1);
        let wrong = agreed(labels, &axes, &verdict);
        assert_eq!(wrong.iter().position(|is_right| !is_right), Some(3));
        assert_eq!(agreed(labels, &axes[..2], &verdict), [true, true]);
    }
}
