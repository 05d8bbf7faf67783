//! The one table of commands: names, tooltips, keys and menus.
//!
//! Keys are Aseprite's where it has the command.

use egui::{Context, Key, KeyboardShortcut, Modifiers};

use super::{
    AnimateCommand, BreedCommand, Command, Direction, EditCommand, FileCommand, KeptCommand,
    KeyMap, PieceCommand, ShadeCommand, SketchCommand, Times, TrainCommand, ViewCommand, animate,
    breed, file, kept, shade, sketch, train, view,
};
use crate::studio::{
    layout::Pane,
    state::{MaskOp, Parent, Scope, Tool},
};

pub(super) const CTRL: Modifiers = Modifiers::COMMAND;
pub(super) const CTRL_ALT: Modifiers = Modifiers::COMMAND.plus(Modifiers::ALT);
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
    Command::Kept(KeptCommand::Keep),
    Command::Kept(KeptCommand::Save),
    Command::Kept(KeptCommand::Copy),
    Command::Kept(KeptCommand::Rename),
    Command::Kept(KeptCommand::Trash),
    Command::Kept(KeptCommand::Restore),
    Command::Kept(KeptCommand::EmptyTrash),
    Command::Kept(KeptCommand::Retry),
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
    Command::Sketch(SketchCommand::Draw),
    Command::Sketch(SketchCommand::Others),
    Command::Sketch(SketchCommand::UseSprite),
    Command::Sketch(SketchCommand::Open),
    Command::Sketch(SketchCommand::Save),
    Command::Sketch(SketchCommand::Clear),
    Command::Sketch(SketchCommand::ShapeOnly),
    Command::Sketch(SketchCommand::Mirror),
    Command::Sketch(SketchCommand::ToCell),
    Command::Animate(AnimateCommand::Play),
    Command::Animate(AnimateCommand::PreviousFrame),
    Command::Animate(AnimateCommand::NextFrame),
    Command::Animate(AnimateCommand::OnionSkin),
    Command::Animate(AnimateCommand::SwimGrid),
    Command::Animate(AnimateCommand::ShowParts),
    Command::Animate(AnimateCommand::FindParts),
    Command::Animate(AnimateCommand::KeepClip),
    Command::Animate(AnimateCommand::EditFrame),
    Command::Animate(AnimateCommand::WholeClip),
    Command::Animate(AnimateCommand::InsertFrame),
    Command::Animate(AnimateCommand::RemoveFrame),
    Command::Animate(AnimateCommand::FrameBack),
    Command::Animate(AnimateCommand::FrameOn),
    Command::Animate(AnimateCommand::BreedFrames),
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
    Command::File(FileCommand::OpenSprite),
    Command::File(FileCommand::Export),
    Command::File(FileCommand::ExportSheet),
    Command::File(FileCommand::ExportAseprite),
    Command::Animate(AnimateCommand::ExportGif),
    Command::Animate(AnimateCommand::ExportAseprite),
    Command::Animate(AnimateCommand::ExportApng),
    Command::Animate(AnimateCommand::ExportSheet),
    Command::Animate(AnimateCommand::ExportGodot),
    Command::Shade(ShadeCommand::ExportSweep),
    Command::File(FileCommand::ExportSet),
    Command::File(FileCommand::Liveries),
    Command::CopyImage,
    Command::CopyRecipe,
    Command::View(ViewCommand::ZoomIn),
    Command::View(ViewCommand::ZoomOut),
    Command::View(ViewCommand::ZoomFit),
    Command::View(ViewCommand::TogglePixelGrid),
    Command::View(ViewCommand::ToggleTiles),
    Command::View(ViewCommand::TypePrompt),
    Command::View(ViewCommand::ShowPane(Pane::Grid)),
    Command::View(ViewCommand::ShowPane(Pane::Sweep)),
    Command::View(ViewCommand::ShowPane(Pane::Breed)),
    Command::View(ViewCommand::ShowPane(Pane::Sketch)),
    Command::View(ViewCommand::ShowPane(Pane::Shade)),
    Command::View(ViewCommand::ShowPane(Pane::Edit)),
    Command::View(ViewCommand::ShowPane(Pane::Animate)),
    Command::View(ViewCommand::ShowPane(Pane::Collection)),
    Command::View(ViewCommand::ShowPane(Pane::Train)),
    Command::View(ViewCommand::ShowPane(Pane::Inspector)),
    Command::Edit(EditCommand::Tool(Tool::Pencil)),
    Command::Edit(EditCommand::Tool(Tool::Eraser)),
    Command::Edit(EditCommand::Tool(Tool::Picker)),
    Command::Edit(EditCommand::Tool(Tool::Fill)),
    Command::Edit(EditCommand::Tool(Tool::Shade)),
    Command::Edit(EditCommand::Tool(Tool::Line)),
    Command::Edit(EditCommand::Tool(Tool::Rectangle)),
    Command::Edit(EditCommand::Tool(Tool::Ellipse)),
    Command::Edit(EditCommand::Tool(Tool::Select)),
    Command::Edit(EditCommand::Tool(Tool::SelectEllipse)),
    Command::Edit(EditCommand::Tool(Tool::Lasso)),
    Command::Edit(EditCommand::Tool(Tool::Wand)),
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
    Command::Edit(EditCommand::Piece(PieceCommand::Cut)),
    Command::Edit(EditCommand::Piece(PieceCommand::Copy)),
    Command::Edit(EditCommand::Piece(PieceCommand::Paste)),
    Command::Edit(EditCommand::Clear),
    Command::Edit(EditCommand::Piece(PieceCommand::PutDown)),
    Command::Edit(EditCommand::Piece(PieceCommand::Nudge(Direction::Left))),
    Command::Edit(EditCommand::Piece(PieceCommand::Nudge(Direction::Right))),
    Command::Edit(EditCommand::Piece(PieceCommand::Nudge(Direction::Up))),
    Command::Edit(EditCommand::Piece(PieceCommand::Nudge(Direction::Down))),
    Command::Edit(EditCommand::Piece(PieceCommand::NudgeFar(Direction::Left))),
    Command::Edit(EditCommand::Piece(PieceCommand::NudgeFar(Direction::Right))),
    Command::Edit(EditCommand::Piece(PieceCommand::NudgeFar(Direction::Up))),
    Command::Edit(EditCommand::Piece(PieceCommand::NudgeFar(Direction::Down))),
    Command::Edit(EditCommand::Piece(PieceCommand::FlipHorizontal)),
    Command::Edit(EditCommand::Piece(PieceCommand::FlipVertical)),
    Command::Edit(EditCommand::Piece(PieceCommand::RotateRight)),
    Command::Edit(EditCommand::Piece(PieceCommand::RotateLeft)),
    Command::Edit(EditCommand::Piece(PieceCommand::Enlarge(Times::Two))),
    Command::Edit(EditCommand::Piece(PieceCommand::Enlarge(Times::Three))),
    Command::Edit(EditCommand::Piece(PieceCommand::Enlarge(Times::Four))),
    Command::Edit(EditCommand::Piece(PieceCommand::Halve)),
    Command::Edit(EditCommand::Piece(PieceCommand::Lighten)),
    Command::Edit(EditCommand::Piece(PieceCommand::Darken)),
    Command::Edit(EditCommand::ReplaceColour),
    Command::Edit(EditCommand::ChangeColour),
    Command::Edit(EditCommand::RerollRegion),
    Command::Edit(EditCommand::Fit),
    Command::View(ViewCommand::LargerInterface),
    Command::View(ViewCommand::SmallerInterface),
    Command::View(ViewCommand::UsualInterface),
    Command::View(ViewCommand::ResetLayout),
    Command::File(FileCommand::NewWorkspace),
    Command::File(FileCommand::Workspaces),
    Command::File(FileCommand::Worlds),
    Command::File(FileCommand::OpenModel),
    Command::File(FileCommand::BuiltInModel),
    Command::Train(TrainCommand::Prepare),
    Command::Train(TrainCommand::ChooseFolder),
    Command::Train(TrainCommand::ChooseFile),
    Command::Train(TrainCommand::Import),
    Command::Train(TrainCommand::Start),
    Command::Train(TrainCommand::Stop),
    Command::Train(TrainCommand::CopyLines),
    Command::Train(TrainCommand::OpenResult),
    Command::Train(TrainCommand::OpenLonger),
    Command::File(FileCommand::OpenPalette),
    Command::File(FileCommand::ModelPalette),
    Command::File(FileCommand::Recolour),
    Command::View(ViewCommand::ToggleTheme),
    Command::View(ViewCommand::TogglePalette),
    Command::View(ViewCommand::ToggleShortcuts),
    Command::View(ViewCommand::FirstSteps),
    Command::View(ViewCommand::Guide),
    Command::View(ViewCommand::Messages),
    Command::View(ViewCommand::About),
    Command::File(FileCommand::Quit),
];

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct CommandRow {
    pub(super) name: &'static str,
    tooltip: &'static str,
    keys: Option<KeyboardShortcut>,
}

/// A row for a command without keys.
pub(super) const fn row(name: &'static str, tooltip: &'static str) -> CommandRow {
    CommandRow { name, tooltip, keys: None }
}

impl CommandRow {
    pub(super) const fn keys(self, modifiers: Modifiers, key: Key) -> Self {
        Self { keys: Some(KeyboardShortcut::new(modifiers, key)), ..self }
    }

    pub(super) const fn key(self, key: Key) -> Self {
        self.keys(Modifiers::NONE, key)
    }
}

impl Command {
    fn row(self) -> CommandRow {
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
                row("Put into grid cell", "Puts the current sprite into the grid's selected cell")
            }
            Self::RedrawSweep => {
                row("Draw sweep", "Draws the selected cell at all temperatures that are set")
            }
            Self::Breed(command) => breed::row(command),
            Self::Sketch(command) => sketch::row(command),
            Self::Animate(command) => animate::row(command),
            Self::Shade(command) => shade::row(command),
            Self::Train(command) => train::row(command),
            Self::Cancel => {
                row("Cancel", "Stops drawing and keeps what is complete").key(Key::Escape)
            }
            Self::Undo => row("Undo", "Takes back what was done last").keys(CTRL, Key::Z),
            Self::Redo => row("Redo", "Does again what was taken back").keys(CTRL, Key::Y),
            Self::CopyImage => row("Copy image", "Copies the current sprite as a 32 by 32 picture")
                .keys(CTRL, Key::C),
            Self::CopyRecipe => {
                row("Copy recipe", "Copies everything that makes this sprite again, as text")
                    .keys(CTRL_SHIFT, Key::C)
            }
            Self::Edit(command) => command.row(),
            Self::File(command) => file::row(command),
            Self::Kept(command) => kept::row(command),
            Self::View(command) => view::row(command),
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
            Self::Select(_) => row("Select", "Selects a cell"),
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
                .replace("Backslash", "\\")
                .replace("Slash", "/")
                .replace("Escape", "Esc"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::menus::{
            CANVAS_MENU, MENUS, MenuEntry,
            MenuEntry::{Item, More},
        },
        *,
    };

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
        fn flat(entries: &[MenuEntry]) -> Vec<MenuEntry> {
            let of = |entry: &MenuEntry| match entry {
                More(_, entries) => flat(entries),
                entry => vec![*entry],
            };
            entries.iter().flat_map(of).collect()
        }
        let entries = || MENUS.iter().flat_map(|(_, entries)| flat(entries));
        for entry in entries().chain(flat(CANVAS_MENU)) {
            let Item(command) = entry else { continue };
            assert!(COMMANDS.contains(&command), "{command:?}");
        }
        for pane in Pane::ALL {
            assert!(
                entries().any(|entry| entry == Item(Command::View(ViewCommand::ShowPane(pane)))),
                "{pane:?}"
            );
        }
    }
}
