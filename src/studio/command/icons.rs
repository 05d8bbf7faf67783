//! The icons of commands, for buttons, menus and the command palette.

mod editor;

use super::{
    AnimateCommand, BreedCommand, Command, FileCommand, KeptCommand, ShadeCommand, SketchCommand,
    TrainCommand, ViewCommand,
};
use crate::studio::{
    layout::Pane,
    state::MaskOp,
    widgets::{CROSS, Icon, LOCK, Mark},
};
use Mark::{Arc, Block, Dashes, Dot, Frame, Line, Loop, Ring, Solid};

const DICE: Icon = Icon(&[
    Frame((-7.0, -7.0), (7.0, 7.0)),
    Dot((-3.5, -3.5), 1.4),
    Dot((3.5, -3.5), 1.4),
    Dot((0.0, 0.0), 1.4),
    Dot((-3.5, 3.5), 1.4),
    Dot((3.5, 3.5), 1.4),
]);
const CELLS: Icon = Icon(&[
    Frame((-6.5, -6.5), (-1.5, -1.5)),
    Frame((1.5, -6.5), (6.5, -1.5)),
    Frame((-6.5, 1.5), (-1.5, 6.5)),
    Frame((1.5, 1.5), (6.5, 6.5)),
]);
const ROUND: Icon =
    Icon(&[Arc((0.0, 0.5), 5.5, -0.12, 0.66), Solid(&[(1.2, -7.2), (7.0, -4.6), (2.0, -1.4)])]);
const ROW: Icon = Icon(&[
    Frame((-7.0, -2.5), (-2.5, 2.5)),
    Frame((-2.5, -2.5), (2.5, 2.5)),
    Frame((2.5, -2.5), (7.0, 2.5)),
]);
const COLUMN: Icon = Icon(&[
    Frame((-2.5, -7.0), (2.5, -2.5)),
    Frame((-2.5, -2.5), (2.5, 2.5)),
    Frame((-2.5, 2.5), (2.5, 7.0)),
]);
const CANDIDATES: Icon = Icon(&[
    Frame((-6.5, -6.5), (-0.5, -0.5)),
    Frame((-6.5, 2.5), (-2.5, 6.5)),
    Frame((0.5, 2.5), (4.5, 6.5)),
    Line(&[(5.0, -6.0), (5.0, -1.0)]),
    Line(&[(2.5, -3.5), (7.5, -3.5)]),
]);
const ADOPT: Icon = Icon(&[
    Line(&[(-7.0, 0.0), (2.0, 0.0)]),
    Solid(&[(1.0, -3.5), (5.0, 0.0), (1.0, 3.5)]),
    Line(&[(6.8, -5.5), (6.8, 5.5)]),
]);
const PLAY: Icon = Icon(&[Solid(&[(-4.5, -6.5), (6.5, 0.0), (-4.5, 6.5)])]);
const PREVIOUS: Icon =
    Icon(&[Solid(&[(5.0, -6.0), (-3.5, 0.0), (5.0, 6.0)]), Line(&[(-6.0, -6.0), (-6.0, 6.0)])]);
const NEXT: Icon =
    Icon(&[Solid(&[(-5.0, -6.0), (3.5, 0.0), (-5.0, 6.0)]), Line(&[(6.0, -6.0), (6.0, 6.0)])]);
const BACK: Icon =
    Icon(&[Line(&[(7.0, 0.0), (-1.0, 0.0)]), Solid(&[(0.0, -4.0), (-7.0, 0.0), (0.0, 4.0)])]);
const ON: Icon =
    Icon(&[Line(&[(-7.0, 0.0), (1.0, 0.0)]), Solid(&[(0.0, -4.0), (7.0, 0.0), (0.0, 4.0)])]);
const PLACE: Icon = Icon(&[
    Line(&[(-6.5, 0.0), (-6.5, 6.5), (6.5, 6.5), (6.5, 0.0)]),
    Line(&[(0.0, -7.0), (0.0, 0.0)]),
    Solid(&[(-3.5, -1.0), (3.5, -1.0), (0.0, 3.2)]),
]);
const UNDO: Icon =
    Icon(&[Arc((0.5, 1.5), 5.0, -0.42, 0.2), Solid(&[(-7.0, -0.2), (-5.4, -6.4), (-1.0, -1.8)])]);
const REDO: Icon =
    Icon(&[Arc((-0.5, 1.5), 5.0, 0.3, 0.92), Solid(&[(7.0, -0.2), (5.4, -6.4), (1.0, -1.8)])]);
const EXPORT: Icon = Icon(&[
    Line(&[(-6.5, 0.5), (-6.5, 6.5), (6.5, 6.5), (6.5, 0.5)]),
    Line(&[(0.0, 3.0), (0.0, -4.0)]),
    Solid(&[(-3.5, -3.2), (3.5, -3.2), (0.0, -7.4)]),
]);
const SHEET: Icon = Icon(&[
    Frame((-6.5, -6.5), (6.5, 6.5)),
    Line(&[(-6.5, 0.0), (6.5, 0.0)]),
    Line(&[(0.0, -6.5), (0.0, 6.5)]),
]);
const FRAMES: Icon = Icon(&[
    Frame((-7.0, -3.0), (3.0, 6.5)),
    Line(&[(-4.0, -5.2), (5.2, -5.2), (5.2, 3.5)]),
    Line(&[(-1.5, -7.2), (7.2, -7.2), (7.2, 1.0)]),
]);
const DIALS: Icon = Icon(&[
    Line(&[(-7.0, -4.5), (7.0, -4.5)]),
    Line(&[(-7.0, 0.0), (7.0, 0.0)]),
    Line(&[(-7.0, 4.5), (7.0, 4.5)]),
    Dot((-2.5, -4.5), 2.1),
    Dot((3.5, 0.0), 2.1),
    Dot((-0.5, 4.5), 2.1),
]);
const COPY: Icon = Icon(&[
    Frame((-3.0, -3.0), (6.5, 6.5)),
    Line(&[(-4.8, 3.5), (-6.5, 3.5), (-6.5, -6.5), (3.5, -6.5), (3.5, -4.8)]),
]);
const PAGE: Icon = Icon(&[
    Loop(&[(-5.5, -7.0), (2.0, -7.0), (5.5, -3.5), (5.5, 7.0), (-5.5, 7.0)]),
    Line(&[(-2.8, -1.0), (2.8, -1.0)]),
    Line(&[(-2.8, 1.8), (2.8, 1.8)]),
    Line(&[(-2.8, 4.4), (1.0, 4.4)]),
]);
const BOOKMARK: Icon =
    Icon(&[Loop(&[(-4.5, -7.0), (4.5, -7.0), (4.5, 7.0), (0.0, 3.0), (-4.5, 7.0)])]);
const TRASH: Icon = Icon(&[
    Loop(&[(-5.0, -3.5), (5.0, -3.5), (4.0, 7.0), (-4.0, 7.0)]),
    Line(&[(-7.0, -4.2), (7.0, -4.2)]),
    Line(&[(-2.5, -4.5), (-2.0, -7.0), (2.0, -7.0), (2.5, -4.5)]),
    Line(&[(0.0, -0.5), (0.0, 4.0)]),
]);
const RESTORE: Icon = Icon(&[
    Loop(&[(-5.0, -1.5), (5.0, -1.5), (4.0, 7.0), (-4.0, 7.0)]),
    Line(&[(0.0, 4.5), (0.0, -4.0)]),
    Solid(&[(-3.0, -3.6), (3.0, -3.6), (0.0, -7.4)]),
]);
const FOLDER: Icon = Icon(&[Loop(&[
    (-7.0, -5.0),
    (-2.5, -5.0),
    (-1.0, -3.0),
    (7.0, -3.0),
    (7.0, 5.5),
    (-7.0, 5.5),
])]);
const CHIP: Icon = Icon(&[
    Frame((-4.5, -4.5), (4.5, 4.5)),
    Block((-1.6, -1.6), (1.6, 1.6)),
    Line(&[(-2.0, -7.2), (-2.0, -4.5)]),
    Line(&[(2.0, -7.2), (2.0, -4.5)]),
    Line(&[(-2.0, 4.5), (-2.0, 7.2)]),
    Line(&[(2.0, 4.5), (2.0, 7.2)]),
    Line(&[(-7.2, -2.0), (-4.5, -2.0)]),
    Line(&[(-7.2, 2.0), (-4.5, 2.0)]),
    Line(&[(4.5, -2.0), (7.2, -2.0)]),
    Line(&[(4.5, 2.0), (7.2, 2.0)]),
]);
const HOME: Icon = Icon(&[
    Line(&[(-7.2, 0.0), (0.0, -6.5), (7.2, 0.0)]),
    Line(&[(-4.8, -1.5), (-4.8, 6.5), (4.8, 6.5), (4.8, -1.5)]),
]);
const SWATCHES: Icon = Icon(&[
    Block((-6.8, -6.8), (-0.8, -0.8)),
    Frame((1.0, -6.2), (6.2, -1.2)),
    Frame((-6.2, 1.2), (-1.2, 6.2)),
    Block((0.8, 0.8), (6.8, 6.8)),
]);
const DROP: Icon = Icon(&[
    Arc((0.0, 2.0), 4.8, -0.06, 0.56),
    Line(&[(-4.5, 0.3), (0.0, -7.2), (4.5, 0.3)]),
    Dot((-1.0, 2.8), 1.3),
]);
const DOOR: Icon = Icon(&[
    Line(&[(1.5, -7.0), (-5.5, -7.0), (-5.5, 7.0), (1.5, 7.0)]),
    Line(&[(-1.5, 0.0), (4.5, 0.0)]),
    Solid(&[(3.8, -3.2), (7.6, 0.0), (3.8, 3.2)]),
]);
const CONTRAST: Icon = Icon(&[
    Ring((0.0, 0.0), 6.3),
    Solid(&[(0.0, -6.0), (3.0, -5.2), (5.2, -3.0), (6.0, 0.0), (5.2, 3.0), (3.0, 5.2), (0.0, 6.0)]),
]);
const KEYBOARD: Icon = Icon(&[
    Frame((-7.5, -4.5), (7.5, 4.5)),
    Dot((-4.5, -1.5), 0.9),
    Dot((-1.5, -1.5), 0.9),
    Dot((1.5, -1.5), 0.9),
    Dot((4.5, -1.5), 0.9),
    Line(&[(-3.0, 1.8), (3.0, 1.8)]),
]);
const SEARCH: Icon = Icon(&[Ring((-1.2, -1.2), 4.8), Line(&[(2.4, 2.4), (7.0, 7.0)])]);
const PLUS: Icon = Icon(&[Line(&[(-5.0, 0.0), (5.0, 0.0)]), Line(&[(0.0, -5.0), (0.0, 5.0)])]);
const MINUS: Icon = Icon(&[Line(&[(-5.0, 0.0), (5.0, 0.0)])]);
const FIT: Icon = Icon(&[
    Line(&[(-6.5, -2.5), (-6.5, -6.5), (-2.5, -6.5)]),
    Line(&[(6.5, -2.5), (6.5, -6.5), (2.5, -6.5)]),
    Line(&[(6.5, 2.5), (6.5, 6.5), (2.5, 6.5)]),
    Line(&[(-6.5, 2.5), (-6.5, 6.5), (-2.5, 6.5)]),
    Frame((-2.5, -2.5), (2.5, 2.5)),
]);
const LINES: Icon = Icon(&[
    Line(&[(-2.5, -7.0), (-2.5, 7.0)]),
    Line(&[(2.5, -7.0), (2.5, 7.0)]),
    Line(&[(-7.0, -2.5), (7.0, -2.5)]),
    Line(&[(-7.0, 2.5), (7.0, 2.5)]),
]);
const TILES: Icon = Icon(&[
    Block((-2.2, -2.2), (2.2, 2.2)),
    Frame((-6.8, -6.8), (6.8, 6.8)),
    Line(&[(-2.2, -6.8), (-2.2, -4.0)]),
    Line(&[(2.2, -6.8), (2.2, -4.0)]),
    Line(&[(-2.2, 4.0), (-2.2, 6.8)]),
    Line(&[(2.2, 4.0), (2.2, 6.8)]),
]);
const THERMOMETER: Icon = Icon(&[
    Line(&[(-1.8, 2.0), (-1.8, -5.5), (0.0, -7.2), (1.8, -5.5), (1.8, 2.0)]),
    Ring((0.0, 4.2), 3.0),
    Dot((0.0, 4.2), 1.5),
    Line(&[(4.5, -4.5), (6.8, -4.5)]),
    Line(&[(4.5, -1.0), (6.8, -1.0)]),
]);
const PAIR: Icon = Icon(&[Ring((-2.6, 0.0), 4.4), Ring((2.6, 0.0), 4.4)]);
const SUN: Icon = Icon(&[
    Ring((0.0, 0.0), 3.4),
    Line(&[(0.0, -5.6), (0.0, -7.6)]),
    Line(&[(0.0, 5.6), (0.0, 7.6)]),
    Line(&[(-5.6, 0.0), (-7.6, 0.0)]),
    Line(&[(5.6, 0.0), (7.6, 0.0)]),
    Line(&[(-4.0, -4.0), (-5.4, -5.4)]),
    Line(&[(4.0, -4.0), (5.4, -5.4)]),
    Line(&[(4.0, 4.0), (5.4, 5.4)]),
    Line(&[(-4.0, 4.0), (-5.4, 5.4)]),
]);
const SWEEP_LIGHT: Icon = Icon(&[
    Dot((0.0, 0.0), 2.6),
    Arc((0.0, 0.0), 6.2, -0.3, 0.35),
    Solid(&[(-1.0, -8.4), (-1.6, -3.4), (-6.0, -5.4)]),
]);
const RAMP: Icon = Icon(&[
    Frame((-7.0, -3.0), (7.0, 3.0)),
    Line(&[(-2.3, -3.0), (-2.3, 3.0)]),
    Block((-7.0, -3.0), (-2.3, 3.0)),
    Line(&[(2.3, -3.0), (2.3, 3.0)]),
]);
const LAYOUT: Icon = Icon(&[
    Frame((-7.0, -6.0), (7.0, 6.0)),
    Line(&[(2.0, -6.0), (2.0, 6.0)]),
    Line(&[(-7.0, -2.5), (2.0, -2.5)]),
]);
const CURVE: Icon = Icon(&[
    Line(&[(-6.5, -7.0), (-6.5, 6.5), (7.0, 6.5)]),
    Line(&[(-4.0, -5.0), (-2.0, 0.0), (1.5, 2.4), (6.5, 3.4)]),
]);
const EYE: Icon = Icon(&[
    Line(&[(-7.2, 0.0), (-3.6, -3.8), (0.0, -4.8), (3.6, -3.8), (7.2, 0.0)]),
    Line(&[(-7.2, 0.0), (-3.6, 3.8), (0.0, 4.8), (3.6, 3.8), (7.2, 0.0)]),
    Dot((0.0, 0.0), 2.2),
]);
const ALL: Icon = Icon(&[
    Dashes(&[(-6.5, -6.5), (6.5, -6.5), (6.5, 6.5), (-6.5, 6.5), (-6.5, -6.5)]),
    Block((-3.5, -3.5), (3.5, 3.5)),
]);
const PENCIL: Icon = Icon(&[
    Loop(&[(-6.5, 6.5), (-5.5, 2.5), (3.0, -6.0), (6.0, -3.0), (-2.5, 5.5)]),
    Line(&[(0.8, -3.8), (3.8, -0.8)]),
    Solid(&[(-6.8, 6.8), (-6.0, 3.8), (-3.8, 6.0)]),
]);
const ERASER: Icon = Icon(&[
    Loop(&[(-6.5, 2.0), (1.0, -5.5), (6.0, -0.5), (-1.5, 7.0)]),
    Solid(&[(-6.5, 2.0), (-3.0, -1.5), (2.0, 3.5), (-1.5, 7.0)]),
]);
const BRUSH: Icon = Icon(&[
    Line(&[(6.8, -6.8), (0.6, -0.6)]),
    Line(&[(5.2, -6.8), (-0.6, -1.6)]),
    Solid(&[(-6.8, 6.4), (-5.6, 2.2), (-2.2, -0.6), (1.2, 2.6), (-1.6, 5.8)]),
]);
const SWAP: Icon = Icon(&[
    Line(&[(-5.0, -3.0), (4.0, -3.0)]),
    Solid(&[(7.0, -3.0), (3.6, -5.8), (3.6, -0.2)]),
    Line(&[(5.0, 3.0), (-4.0, 3.0)]),
    Solid(&[(-7.0, 3.0), (-3.6, 5.8), (-3.6, 0.2)]),
]);

impl Command {
    /// Its picture, where it has one.
    pub(in crate::studio) fn icon(self) -> Option<Icon> {
        Some(match self {
            Self::DrawAll => CELLS,
            Self::NewSeed => DICE,
            Self::Reroll | Self::RedrawSweep => ROUND,
            Self::RerollRow(_) => ROW,
            Self::RerollColumn(_) => COLUMN,
            Self::DrawCandidates | Self::File(FileCommand::Liveries) => CANDIDATES,
            Self::ToggleLock => LOCK,
            Self::AdoptSettings => ADOPT,
            Self::PlaceInCell => PLACE,
            Self::Edit(command) => return command.icon(),
            Self::Shade(command) => return command.icon(),
            Self::Breed(command) => return command.icon(),
            Self::Sketch(command) => command.icon(),
            Self::Train(command) => command.icon(),
            Self::Cancel => CROSS,
            Self::Undo => UNDO,
            Self::Redo => REDO,
            Self::File(FileCommand::Export) => EXPORT,
            Self::File(FileCommand::ExportSheet | FileCommand::Worlds) => SHEET,
            Self::File(FileCommand::ExportAseprite) => FRAMES,
            Self::Animate(command) => return command.icon(),
            Self::File(FileCommand::ExportSet | FileCommand::WriteSet) => DIALS,
            Self::CopyImage => COPY,
            Self::CopyRecipe | Self::File(FileCommand::NewWorkspace) => PAGE,
            Self::Kept(
                KeptCommand::Keep | KeptCommand::Save | KeptCommand::Copy | KeptCommand::Retry,
            )
            | Self::View(ViewCommand::ShowPane(Pane::Collection)) => BOOKMARK,
            Self::Kept(KeptCommand::Trash | KeptCommand::EmptyTrash) => TRASH,
            Self::Kept(KeptCommand::Restore) => RESTORE,
            Self::Kept(KeptCommand::Rename) => PENCIL,
            Self::File(FileCommand::OpenSprite | FileCommand::Workspaces) => FOLDER,
            Self::File(FileCommand::OpenModel | FileCommand::AddWorld) => CHIP,
            Self::File(FileCommand::BuiltInModel) => HOME,
            Self::File(FileCommand::OpenPalette) => SWATCHES,
            Self::File(FileCommand::ModelPalette) => RAMP,
            Self::File(FileCommand::Recolour) => DROP,
            Self::File(FileCommand::Quit) => DOOR,
            Self::View(ViewCommand::ToggleTheme) => CONTRAST,
            Self::View(ViewCommand::ToggleShortcuts) => KEYBOARD,
            Self::View(ViewCommand::TogglePalette | ViewCommand::TypePrompt) => SEARCH,
            Self::View(ViewCommand::TogglePixelGrid) => LINES,
            Self::View(ViewCommand::ToggleTiles) => TILES,
            Self::View(ViewCommand::ZoomIn | ViewCommand::LargerInterface) => PLUS,
            Self::View(ViewCommand::ZoomOut | ViewCommand::SmallerInterface) => MINUS,
            Self::View(ViewCommand::ZoomFit | ViewCommand::UsualInterface) => FIT,
            Self::View(ViewCommand::ShowPane(pane)) => pane_icon(pane),
            Self::View(ViewCommand::ResetLayout) => LAYOUT,
            Self::View(
                ViewCommand::FirstSteps
                | ViewCommand::Guide
                | ViewCommand::Messages
                | ViewCommand::About,
            )
            | Self::Move(_)
            | Self::Select(_)
            | Self::File(FileCommand::GoToTab(_)) => return None,
        })
    }
}

fn pane_icon(pane: Pane) -> Icon {
    match pane {
        Pane::Grid => CELLS,
        Pane::Sweep => THERMOMETER,
        Pane::Breed => PAIR,
        Pane::Sketch => BRUSH,
        Pane::Shade => SUN,
        Pane::Edit => PENCIL,
        Pane::Animate => FRAMES,
        Pane::Collection => BOOKMARK,
        Pane::Train => CURVE,
        Pane::Inspector => EYE,
    }
}

impl AnimateCommand {
    fn icon(self) -> Option<Icon> {
        Some(match self {
            Self::Play => PLAY,
            Self::PreviousFrame => PREVIOUS,
            Self::NextFrame => NEXT,
            Self::InsertFrame => PLUS,
            Self::RemoveFrame => MINUS,
            Self::FrameBack => BACK,
            Self::FrameOn => ON,
            Self::EditFrame => PENCIL,
            Self::BreedFrames => PAIR,
            Self::SwimGrid => CELLS,
            Self::KeepClip => BOOKMARK,
            Self::ExportSheet => SHEET,
            Self::ExportAseprite | Self::ExportGif | Self::ExportApng | Self::ExportGodot => FRAMES,
            Self::OnionSkin | Self::ShowParts | Self::FindParts | Self::WholeClip => return None,
        })
    }
}

impl ShadeCommand {
    fn icon(self) -> Option<Icon> {
        Some(match self {
            Self::Toggle => SUN,
            Self::ResetRamps => RAMP,
            Self::ExportSweep => SWEEP_LIGHT,
            // Choices among their like, marked where they are on.
            Self::Preset(_) | Self::Scope(_) => return None,
        })
    }
}

impl TrainCommand {
    fn icon(self) -> Icon {
        match self {
            Self::Prepare
            | Self::ChooseFolder
            | Self::ChooseFile
            | Self::Import
            | Self::AddFolder
            | Self::AddFile
            | Self::ChooseManifest
            | Self::ChoosePalette
            | Self::BringIn => FOLDER,
            Self::CopyLines => COPY,
            Self::OpenResult | Self::OpenLonger | Self::Start => CHIP,
            Self::Stop => CROSS,
        }
    }
}

impl SketchCommand {
    fn icon(self) -> Icon {
        match self {
            Self::Draw | Self::Others => BRUSH,
            Self::UseSprite => ADOPT,
            Self::Open => FOLDER,
            Self::Save => EXPORT,
            Self::Clear => ERASER,
            Self::ShapeOnly => DROP,
            Self::Mirror => SWAP,
            Self::ToCell => PLACE,
        }
    }
}

impl BreedCommand {
    fn icon(self) -> Option<Icon> {
        Some(match self {
            Self::Breed | Self::Others => PAIR,
            Self::Swap => SWAP,
            Self::Mask(MaskOp::Invert) => CONTRAST,
            Self::Mask(MaskOp::Grow) => PLUS,
            Self::Mask(MaskOp::Shrink) => MINUS,
            Self::Mask(MaskOp::Clear) => ERASER,
            Self::Mask(MaskOp::All) => ALL,
            Self::Mask(MaskOp::Roll) => DICE,
            Self::Mask(MaskOp::Half(_)) | Self::Use(_) => return None,
        })
    }
}
