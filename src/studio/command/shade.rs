//! The shading panel's part of the table of commands.

use egui::{Key, Modifiers};

use super::table::{CTRL, CommandRow, row as named};
use crate::{sprite::Light, studio::state::Scope};

/// Something to do with the light.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum ShadeCommand {
    /// Light on or off.
    Toggle,
    /// Takes a light of [`Light::PRESETS`].
    Preset(usize),
    /// Chooses what the light falls on.
    Scope(Scope),
    /// Goes back to the ramps that the palette came with.
    ResetRamps,
    /// Asks where to, and writes the current sprite while the light goes round it.
    ExportSweep,
}

impl ShadeCommand {
    /// The presets that are a light.
    pub(in crate::studio) const PRESETS: [Self; Light::PRESETS.len() - 1] =
        [Self::Preset(0), Self::Preset(1), Self::Preset(2), Self::Preset(3)];
}

/// The row of a command.
pub(super) fn row(command: ShadeCommand) -> CommandRow {
    match command {
        ShadeCommand::Toggle => {
            named("Light", "Lets light fall on the sprites, or no longer").keys(CTRL, Key::L)
        }
        ShadeCommand::Preset(at) => preset_row(at),
        ShadeCommand::Scope(Scope::Sprite) => {
            named("Light this sprite", "The light falls on the current sprite alone")
        }
        ShadeCommand::Scope(Scope::Grid) => named(
            "Light the grid",
            "The light falls on every cell, and on what is drawn there next",
        ),
        ShadeCommand::Scope(Scope::Kept) => named(
            "Light the selection",
            "The light falls on the selected sprites of the collection",
        ),
        ShadeCommand::ResetRamps => {
            named("Reset ramps", "Goes back to the ramps that the palette came with")
        }
        ShadeCommand::ExportSweep => named(
            "Export light sweep (GIF)…",
            "Saves the current sprite as an animation: the light goes round it once, for ever",
        )
        .keys(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::G),
    }
}

fn preset_row(at: usize) -> CommandRow {
    match at {
        0 => named("Noon", "Light from straight above"),
        1 => named("From the left", "Light from the top left, the convention of sprite art"),
        2 => named("Moon", "Low light from the upper right, with a rim"),
        _ => named("Lantern", "Light from below"),
    }
}
