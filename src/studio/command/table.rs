//! The one table of commands: names, tooltips, keys and menus.
//!
//! Keys are Aseprite's where it has the command.

use egui::{Context, Key, KeyboardShortcut, Modifiers};

use super::{
    BreedCommand, Command, Direction, EditCommand, KeyMap, ShadeCommand, TrainCommand, breed,
    shade, train,
};
use crate::studio::{
    layout::Pane,
    state::{MaskOp, Parent, Scope, Tool},
};

pub(super) const CTRL: Modifiers = Modifiers::COMMAND;
pub(super) const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// Every command that an artist may look for by name, in the order of the shortcut sheet.
pub(in crate::studio) const COMMANDS: &[Command] = &[
    Command::NewSeed,
    Command::DrawAll,
    Command::Reroll,
    Command::RerollRow(None),
    Command::RerollColumn(None),
    Command::DrawCandidates,
    Command::ToggleLock,
    Command::AdoptSettings,
    Command::PlaceInCell,
    Command::RedrawSweep,
    Command::Keep,
    Command::TrashKept,
    Command::RestoreKept,
    Command::EmptyTrash,
    Command::RetryKept,
    Command::Breed(BreedCommand::Breed),
    Command::Breed(BreedCommand::Others),
    Command::Breed(BreedCommand::Use(Parent::A)),
    Command::Breed(BreedCommand::Use(Parent::B)),
    Command::Breed(BreedCommand::Swap),
    Command::Breed(BreedCommand::Mask(MaskOp::Invert)),
    Command::Breed(BreedCommand::Mask(MaskOp::Grow)),
    Command::Breed(BreedCommand::Mask(MaskOp::Shrink)),
    Command::Breed(BreedCommand::Mask(MaskOp::Clear)),
    Command::Breed(BreedCommand::Mask(MaskOp::All)),
    Command::Breed(BreedCommand::Mask(MaskOp::Roll)),
    Command::Shade(ShadeCommand::Toggle),
    Command::Shade(ShadeCommand::Preset(0)),
    Command::Shade(ShadeCommand::Preset(1)),
    Command::Shade(ShadeCommand::Preset(2)),
    Command::Shade(ShadeCommand::Preset(3)),
    Command::Shade(ShadeCommand::Scope(Scope::Sprite)),
    Command::Shade(ShadeCommand::Scope(Scope::Grid)),
    Command::Shade(ShadeCommand::Scope(Scope::Kept)),
    Command::Shade(ShadeCommand::ResetRamps),
    Command::Cancel,
    Command::Undo,
    Command::Redo,
    Command::Move(Direction::Left),
    Command::Move(Direction::Right),
    Command::Move(Direction::Up),
    Command::Move(Direction::Down),
    Command::OpenSprite,
    Command::Export,
    Command::ExportSheet,
    Command::ExportAseprite,
    Command::Shade(ShadeCommand::ExportSweep),
    Command::ToggleExportSettings,
    Command::CopyImage,
    Command::CopyRecipe,
    Command::ZoomIn,
    Command::ZoomOut,
    Command::ZoomFit,
    Command::TogglePixelGrid,
    Command::ToggleTiles,
    Command::TogglePane(Pane::Grid),
    Command::TogglePane(Pane::Sweep),
    Command::TogglePane(Pane::Breed),
    Command::TogglePane(Pane::Shade),
    Command::TogglePane(Pane::Edit),
    Command::TogglePane(Pane::Collection),
    Command::TogglePane(Pane::Train),
    Command::TogglePane(Pane::Inspector),
    Command::Edit(EditCommand::Tool(Tool::Pencil)),
    Command::Edit(EditCommand::Tool(Tool::Eraser)),
    Command::Edit(EditCommand::Tool(Tool::Picker)),
    Command::Edit(EditCommand::Tool(Tool::Fill)),
    Command::Edit(EditCommand::Tool(Tool::Line)),
    Command::Edit(EditCommand::Tool(Tool::Rectangle)),
    Command::Edit(EditCommand::Tool(Tool::Select)),
    Command::Edit(EditCommand::Tool(Tool::Move)),
    Command::Edit(EditCommand::SwapColours),
    Command::Edit(EditCommand::PreviousColour),
    Command::Edit(EditCommand::NextColour),
    Command::Edit(EditCommand::BrushLarger),
    Command::Edit(EditCommand::BrushSmaller),
    Command::Edit(EditCommand::MirrorAcross),
    Command::Edit(EditCommand::MirrorDown),
    Command::Edit(EditCommand::SelectAll),
    Command::Edit(EditCommand::Deselect),
    Command::Edit(EditCommand::InvertSelection),
    Command::Edit(EditCommand::Clear),
    Command::Edit(EditCommand::ReplaceColour),
    Command::Edit(EditCommand::FlipHorizontal),
    Command::Edit(EditCommand::FlipVertical),
    Command::Edit(EditCommand::RerollRegion),
    Command::Edit(EditCommand::Fit),
    Command::ResetLayout,
    Command::OpenModel,
    Command::BuiltInModel,
    Command::Train(TrainCommand::Prepare),
    Command::Train(TrainCommand::ChooseFolder),
    Command::Train(TrainCommand::ChooseFile),
    Command::Train(TrainCommand::Import),
    Command::Train(TrainCommand::CopyLines),
    Command::Train(TrainCommand::OpenResult),
    Command::Train(TrainCommand::OpenLonger),
    Command::OpenPalette,
    Command::ModelPalette,
    Command::Recolour,
    Command::ToggleTheme,
    Command::TogglePalette,
    Command::ToggleShortcuts,
    Command::Quit,
];

/// One line of a menu.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::studio) enum MenuEntry {
    /// This command.
    Item(Command),
    /// A line between groups.
    Line,
}

use MenuEntry::{Item, Line};

/// The menus of the window, from left to right.
pub(in crate::studio) const MENUS: &[(&str, &[MenuEntry])] = &[
    (
        "File",
        &[
            Item(Command::OpenSprite),
            Item(Command::Keep),
            Line,
            Item(Command::OpenModel),
            Item(Command::BuiltInModel),
            Line,
            Item(Command::OpenPalette),
            Item(Command::ModelPalette),
            Item(Command::Recolour),
            Line,
            Item(Command::Export),
            Item(Command::ExportSheet),
            Item(Command::ExportAseprite),
            Item(Command::Shade(ShadeCommand::ExportSweep)),
            Item(Command::ToggleExportSettings),
            Line,
            Item(Command::EmptyTrash),
            Line,
            Item(Command::Quit),
        ],
    ),
    (
        "Edit",
        &[
            Item(Command::Undo),
            Item(Command::Redo),
            Line,
            Item(Command::CopyImage),
            Item(Command::CopyRecipe),
            Line,
            Item(Command::Edit(EditCommand::SelectAll)),
            Item(Command::Edit(EditCommand::Deselect)),
            Item(Command::Edit(EditCommand::InvertSelection)),
            Line,
            Item(Command::Edit(EditCommand::Clear)),
            Item(Command::Edit(EditCommand::ReplaceColour)),
            Item(Command::Edit(EditCommand::FlipHorizontal)),
            Item(Command::Edit(EditCommand::FlipVertical)),
        ],
    ),
    (
        "Draw",
        &[
            Item(Command::DrawAll),
            Item(Command::NewSeed),
            Line,
            Item(Command::Reroll),
            Item(Command::RerollRow(None)),
            Item(Command::RerollColumn(None)),
            Item(Command::DrawCandidates),
            Item(Command::ToggleLock),
            Item(Command::Edit(EditCommand::RerollRegion)),
            Line,
            Item(Command::AdoptSettings),
            Item(Command::PlaceInCell),
            Item(Command::RedrawSweep),
            Line,
            Item(Command::Breed(BreedCommand::Breed)),
            Item(Command::Breed(BreedCommand::Others)),
            Item(Command::Breed(BreedCommand::Use(Parent::A))),
            Item(Command::Breed(BreedCommand::Use(Parent::B))),
            Item(Command::Breed(BreedCommand::Swap)),
            Line,
            Item(Command::Cancel),
        ],
    ),
    (
        "Light",
        &[
            Item(Command::Shade(ShadeCommand::Toggle)),
            Line,
            Item(Command::Shade(ShadeCommand::Preset(0))),
            Item(Command::Shade(ShadeCommand::Preset(1))),
            Item(Command::Shade(ShadeCommand::Preset(2))),
            Item(Command::Shade(ShadeCommand::Preset(3))),
            Line,
            Item(Command::Shade(ShadeCommand::Scope(Scope::Sprite))),
            Item(Command::Shade(ShadeCommand::Scope(Scope::Grid))),
            Item(Command::Shade(ShadeCommand::Scope(Scope::Kept))),
            Line,
            Item(Command::Shade(ShadeCommand::ResetRamps)),
        ],
    ),
    (
        "Window",
        &[
            Item(Command::TogglePane(Pane::Grid)),
            Item(Command::TogglePane(Pane::Sweep)),
            Item(Command::TogglePane(Pane::Breed)),
            Item(Command::TogglePane(Pane::Shade)),
            Item(Command::TogglePane(Pane::Edit)),
            Item(Command::TogglePane(Pane::Collection)),
            Item(Command::TogglePane(Pane::Train)),
            Item(Command::TogglePane(Pane::Inspector)),
            Item(Command::ResetLayout),
            Line,
            Item(Command::ZoomIn),
            Item(Command::ZoomOut),
            Item(Command::ZoomFit),
            Item(Command::TogglePixelGrid),
            Item(Command::ToggleTiles),
            Line,
            Item(Command::ToggleTheme),
        ],
    ),
    ("Help", &[Item(Command::TogglePalette), Item(Command::ToggleShortcuts)]),
];

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) name: &'static str,
    tooltip: &'static str,
    keys: Option<KeyboardShortcut>,
}

/// A row for a command without keys.
pub(super) const fn row(name: &'static str, tooltip: &'static str) -> Row {
    Row { name, tooltip, keys: None }
}

impl Row {
    pub(super) const fn keys(self, modifiers: Modifiers, key: Key) -> Self {
        Self { keys: Some(KeyboardShortcut::new(modifiers, key)), ..self }
    }

    pub(super) const fn key(self, key: Key) -> Self {
        self.keys(Modifiers::NONE, key)
    }
}

impl Command {
    fn row(self) -> Row {
        match self {
            Self::DrawAll => row("Draw all", "Draws every cell with the seed and settings on show")
                .keys(CTRL, Key::R),
            Self::NewSeed => {
                row("New seed", "Rolls another seed and draws every cell with it").key(Key::Space)
            }
            Self::Reroll => row("Reroll", "Draws another variant of the selected cell").key(Key::R),
            Self::RerollRow(_) => {
                row("Reroll row", "Draws another variant of each cell of the row")
            }
            Self::RerollColumn(_) => {
                row("Reroll column", "Draws another variant of each cell of the column")
            }
            Self::DrawCandidates => row(
                "Draw candidates",
                "Draws six more sprites for the selected cell to choose from",
            )
            .key(Key::C),
            Self::ToggleLock => {
                row("Lock cell", "Keeps this sprite whatever else is drawn").key(Key::L)
            }
            Self::AdoptSettings => {
                row("Use settings", "Takes over the seed and the sampling of the current sprite")
            }
            Self::PlaceInCell => {
                row("Put into cell", "Puts the current sprite into the selected cell of the grid")
            }
            Self::RedrawSweep => row("Redraw sweep", "Draws the whole sweep again"),
            Self::Breed(command) => breed::row(command),
            Self::Shade(command) => shade::row(command),
            Self::Train(command) => train::row(command),
            Self::Cancel => {
                row("Cancel", "Stops drawing and keeps what is complete").key(Key::Escape)
            }
            Self::Undo => row("Undo", "Takes back what was done last").keys(CTRL, Key::Z),
            Self::Redo => row("Redo", "Does again what was taken back").keys(CTRL, Key::Y),
            Self::Export => row(
                "Export PNG…",
                "Saves the current sprite as an indexed PNG with its recipe inside",
            )
            .keys(CTRL, Key::E),
            Self::CopyImage => row("Copy image", "Copies the current sprite as a 32 by 32 picture")
                .keys(CTRL, Key::C),
            Self::CopyRecipe => {
                row("Copy recipe", "Copies everything that makes this sprite again, as text")
                    .keys(CTRL_SHIFT, Key::C)
            }
            Self::OpenModel => {
                row("Open model…", "Draws with another checkpoint file (.safetensors)")
                    .keys(CTRL, Key::O)
            }
            Self::BuiltInModel => {
                row("Built-in model", "Goes back to the checkpoint inside the program")
            }
            Self::Quit => row("Quit", "Closes the window").keys(CTRL, Key::Q),
            Self::Edit(command) => command.row(),
            other => other.kept_row(),
        }
    }

    /// Rows of what is kept, opened and exported.
    fn kept_row(self) -> Row {
        match self {
            Self::Keep => row("Keep", "Keeps the current sprite in the collection").key(Key::K),
            Self::TrashKept => row("Move to trash", "Moves the selected kept sprites to the trash"),
            Self::RestoreKept => row("Restore", "Takes the selected sprites back from the trash"),
            Self::EmptyTrash => {
                row("Empty trash…", "Deletes every sprite in the trash for good, after asking")
            }
            Self::RetryKept => {
                row("Save again", "Tries again to store sprites that could not be stored")
            }
            Self::OpenSprite => row(
                "Open sprite…",
                "Keeps the sprites of a PNG, GIF, .aseprite file or the JSON of a sheet",
            )
            .keys(CTRL_SHIFT, Key::O),
            Self::OpenPalette => row(
                "Open palette…",
                "Draws and shows everything in the colours of a palette file; a list of colours \
                 can also be pasted",
            ),
            Self::ModelPalette => {
                row("Model's palette", "Goes back to the colours that the model draws in")
            }
            Self::Recolour => row(
                "Bring into palette",
                "Gives the selected kept sprites, or the current one, the nearest colours of the \
                 palette",
            ),
            Self::ExportSheet => row(
                "Export sheet…",
                "Saves the selected kept sprites, or the grid, as one PNG and Aseprite's JSON",
            )
            .keys(CTRL_SHIFT, Key::E),
            Self::ExportAseprite => row(
                "Export as .aseprite…",
                "Saves the selected kept sprites, or the grid, as frames of one file",
            ),
            Self::ToggleExportSettings => row(
                "Export settings…",
                "How large sprites are exported, and how sheets are described",
            ),
            other => other.view_row(),
        }
    }

    /// Rows of what changes the view and no sprite.
    fn view_row(self) -> Row {
        match self {
            Self::ToggleTheme => {
                row("Dark or light", "Switches between the dark and the light window").key(Key::F2)
            }
            Self::ToggleShortcuts => {
                row("Keyboard shortcuts", "Shows the keyboard shortcuts").key(Key::F1)
            }
            Self::TogglePalette => row("Find a command…", "Lists every command; type to find one")
                .keys(CTRL, Key::Space),
            Self::TogglePixelGrid => {
                row("Pixel grid", "Shows lines between the pixels").keys(CTRL_SHIFT, Key::Quote)
            }
            Self::ToggleTiles => {
                row("Tiles", "Shows the sprite beside copies of itself, as a tile").key(Key::T)
            }
            Self::ZoomIn => row("Zoom in", "Shows the sprite one step larger").key(Key::Plus),
            Self::ZoomOut => row("Zoom out", "Shows the sprite one step smaller").key(Key::Minus),
            Self::ZoomFit => row("Fit", "Shows the sprite as large as fits").keys(CTRL, Key::Num0),
            Self::TogglePane(pane) => row(pane.title(), pane.purpose()).keys(CTRL, pane.key()),
            Self::ResetLayout => {
                row("Reset layout", "Puts every panel back where it was at the first start")
            }
            Self::Move(Direction::Left) => {
                row("Select the cell to the left", "Selects a cell").key(Key::ArrowLeft)
            }
            Self::Move(Direction::Right) => {
                row("Select the cell to the right", "Selects a cell").key(Key::ArrowRight)
            }
            Self::Move(Direction::Up) => {
                row("Select the cell above", "Selects a cell").key(Key::ArrowUp)
            }
            Self::Move(Direction::Down) => {
                row("Select the cell below", "Selects a cell").key(Key::ArrowDown)
            }
            _ => row("Select", "Selects a cell"),
        }
    }

    /// What menus, buttons and the shortcut sheet call it.
    pub(in crate::studio) fn name(self) -> &'static str {
        self.row().name
    }

    /// What it does, for the tooltip.
    pub(in crate::studio) fn tooltip(self) -> &'static str {
        self.row().tooltip
    }

    /// The keys that ask for it unless the artist chose others.
    pub(super) fn usual_keys(self) -> Option<KeyboardShortcut> {
        self.row().keys
    }

    /// The keys that ask for it, as people write them.
    pub(in crate::studio) fn keys(self, ctx: &Context) -> Option<String> {
        let text = ctx.format_shortcut(&KeyMap::of(ctx).keys_of(self)?);
        Some(
            text.replace("Quote", "'")
                .replace("OpenBracket", "[")
                .replace("CloseBracket", "]")
                .replace("Escape", "Esc"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_their_keys_or_their_name() {
        for (i, a) in COMMANDS.iter().enumerate() {
            for b in &COMMANDS[i + 1..] {
                // The editor's keys count while it has the keyboard, and then come first.
                let are_both = a.is_editors() == b.is_editors();
                let (keys, others) = (a.usual_keys(), b.usual_keys());
                let is_same = are_both && keys.is_some() && keys == others;
                assert!(!is_same && a.name() != b.name(), "{a:?} and {b:?}");
            }
        }
    }

    #[test]
    fn whatever_a_menu_has_can_be_found_by_name_and_every_panel_is_in_a_menu() {
        let entries = || MENUS.iter().flat_map(|(_, entries)| entries.iter());
        for entry in entries() {
            let Item(command) = entry else { continue };
            assert!(COMMANDS.contains(command), "{command:?}");
        }
        for pane in Pane::ALL {
            assert!(entries().any(|entry| *entry == Item(Command::TogglePane(pane))), "{pane:?}");
        }
    }
}
