//! `shoal info`: what a checkpoint says about itself.

use std::{fmt::Write as _, path::Path};

use super::{checkpoint_context, output};
use crate::{
    model::{Checkpoint, CheckpointData, Config},
    sprite::slug,
};

pub(super) fn run(model: Option<&Path>) -> anyhow::Result<()> {
    let checkpoint = match model {
        None => Checkpoint::embedded(),
        Some(path) => checkpoint_context(path, Checkpoint::open(path))?,
    };
    let name = model.map_or_else(|| "built-in".to_owned(), |path| path.display().to_string());
    output::say(&describe(&checkpoint, &name))
}

fn describe(checkpoint: &Checkpoint, name: &str) -> String {
    let CheckpointData { config, world, palette, training, critic, shape, exemplars, .. } =
        &**checkpoint;
    let names =
        |names: &[String]| names.iter().map(|name| slug(name)).collect::<Vec<_>>().join(", ");
    let ramps: Vec<String> = palette
        .ramps()
        .iter()
        .map(|ramp| format!("{} {}", ramp.name, ramp.indices.len()))
        .collect();
    let critic = critic.as_ref().map_or_else(
        || "none: every drawing counts".to_owned(),
        |critic| {
            let (parameters, threshold) = (critic.config.parameters(), critic.threshold);
            format!("{parameters} parameters; drawings below {threshold:.2} are drawn again")
        },
    );
    let shape = shape.as_ref().map_or_else(
        || "none: sketches are the artist's alone".to_owned(),
        |shape| {
            let parameters = shape.config.parameters();
            format!("{parameters} parameters; draws coarse pictures first")
        },
    );
    let exemplars = exemplars.as_ref().map_or_else(
        || "none: shapes begin with nothing".to_owned(),
        |exemplars| {
            let what = if exemplars.leads { "every sprite begins" } else { "shapes begin" };
            format!("{} coarse pictures that {what} with", exemplars.pictures.len())
        },
    );
    let guidance = match config.guidance_steps as u8 {
        0 => "in two passes".to_owned(),
        steps => format!(
            "1.25 to {} by quarters in one pass, other strengths in two",
            Config::guidance_of_step(steps)
        ),
    };
    let lines = [
        ("checkpoint", name.to_owned()),
        ("sha-256", checkpoint.hash().to_owned()),
        ("parameters", config.parameters().to_string()),
        ("layers", format!("{} of width {}", config.windows.len(), config.width)),
        ("heads", format!("{} of width {}", config.heads, config.head_width())),
        ("hidden", config.hidden.to_string()),
        ("windows", format!("{} rows", numbers(&config.windows))),
        (
            "hints",
            format!(
                "{} channels, dilations {}",
                config.hint_width,
                numbers(&config.hint_dilations)
            ),
        ),
        (
            "reads",
            if config.reads_backwards { "forwards and backwards" } else { "forwards" }.to_owned(),
        ),
        ("guidance", guidance),
        ("critic", critic),
        ("shapes", shape),
        ("exemplars", exemplars),
        ("zones", names(&world.zones)),
        ("categories", names(&world.categories)),
        ("palette", format!("{}, {} colours", palette.name(), palette.colours().len())),
        ("ramps", ramps.join(", ")),
    ];
    let traits = world.traits.iter().map(|axis| {
        let values = format!("{}: {}", slug(&axis.name), names(&axis.values));
        ("axis", values)
    });
    let mut text = String::new();
    for (label, value) in lines.into_iter().chain(traits) {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{label:<12}{}", output::printable(&value));
    }
    text.push_str("training\n");
    text.push_str(&facts(training));
    text.trim_end().to_owned()
}

/// One fact a line; facts within facts stay JSON.
fn facts(training: &serde_json::Value) -> String {
    let line = |key: &str, value: &serde_json::Value| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("  {}: {}\n", output::printable(key), output::printable(&value))
    };
    match training.as_object() {
        Some(facts) if facts.is_empty() => "  none is known\n".to_owned(),
        Some(facts) => facts.iter().map(|(key, value)| line(key, value)).collect(),
        None => line("told", training),
    }
}

fn numbers(numbers: &[usize]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
