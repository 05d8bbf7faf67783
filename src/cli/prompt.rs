//! What the model is asked for: words, a zone, a category, and values of other axes.

use clap::Args;

use super::Usage;
use crate::sprite::{Labels, Schema};

/// What a creature is.
#[derive(Debug, Args)]
pub(super) struct PromptArgs {
    /// What to draw in words, such as "small striped crab, kelp and sand, big eyes, hadal";
    /// `shoal words` lists the words of the model
    #[arg(long, value_name = "WORDS")]
    prompt: Option<String>,
    /// Where the creature lives, such as "shallows"; "any" lets the model choose
    #[arg(long, value_name = "NAME", default_value = "any")]
    zone: String,
    /// What the creature is, such as "reef-fish"; "any" lets the model choose
    #[arg(long, value_name = "NAME", default_value = "any")]
    category: String,
    #[command(flatten)]
    with: WithArgs,
}

/// What else is asked for, where the model's world has axes beside zone and category.
#[derive(Debug, Args)]
pub(super) struct WithArgs {
    /// Value of another axis of the model, such as "pattern=stripes"; may be given again for
    /// others. `shoal info` lists them
    #[arg(long = "with", value_name = "AXIS=VALUE")]
    values: Vec<String>,
}

impl PromptArgs {
    /// The labels of all that was given.
    pub(super) fn labels(&self, world: &Schema) -> Result<Labels, Usage> {
        self.labels_and(world, &[])
    }

    /// The labels of all that was given, and of further words.
    pub(super) fn labels_and(&self, world: &Schema, words: &[String]) -> Result<Labels, Usage> {
        let line: Vec<&str> = self.prompt.iter().chain(words).map(String::as_str).collect();
        let worded =
            world.read_words(&line.join(", ")).map_err(|error| Usage(error.to_string()))?;
        let cell =
            world.prompt(&self.zone, &self.category).map_err(|error| Usage(error.to_string()))?;
        let labels = merged(world, worded, cell)?;
        let labels = merged(world, labels, self.with.apply(world, Labels::default())?)?;
        checked(world, labels)
    }
}

impl WithArgs {
    /// The labels with these values too.
    pub(super) fn apply(&self, world: &Schema, mut labels: Labels) -> Result<Labels, Usage> {
        for text in &self.values {
            let Some((axis, value)) = text.split_once('=') else {
                let why = format!("--with {text}: an axis and a value are needed, as in size=big");
                return Err(Usage(why));
            };
            labels = world
                .with(labels, axis, value)
                .map_err(|error| Usage(format!("--with {text}: {error}")))?;
        }
        Ok(labels)
    }
}

/// Both labels together; an axis that they answer differently is a mistake.
fn merged(world: &Schema, first: Labels, second: Labels) -> Result<Labels, Usage> {
    let mut labels = first;
    for (place, axis) in world.axes().enumerate() {
        let Some(value) = second.get(place) else { continue };
        if first.get(place).is_some_and(|other| other != value) {
            let (one, other) = (world.value_name(place, first), world.value_name(place, second));
            let why = format!(
                "{} is {one} in the words and {other} in the options; leave one out",
                axis.name
            );
            return Err(Usage(why));
        }
        labels = labels.with(place, Some(value));
    }
    Ok(labels)
}

/// The labels with the category of their kind, unless they name another.
fn checked(world: &Schema, labels: Labels) -> Result<Labels, Usage> {
    match (world.category_of_kinds(labels), labels.category) {
        (Some(own), Some(asked)) if own != asked => {
            let name = |category| {
                world.category_name(labels.with(Schema::CATEGORY, Some(category))).to_lowercase()
            };
            let why = format!(
                "what is asked for is of the category {}, not {}; leave the category out",
                name(own),
                name(asked)
            );
            Err(Usage(why))
        }
        _ => Ok(world.with_category_of_kinds(labels)),
    }
}
