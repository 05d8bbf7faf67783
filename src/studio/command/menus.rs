//! The menus: which has which command, and where.

use super::{
    AnimateCommand, BreedCommand, Command, EditCommand, FileCommand, KeptCommand, PieceCommand,
    ShadeCommand, SketchCommand, Times, ViewCommand,
};
use crate::studio::{
    layout::Pane,
    state::{Parent, Scope},
};

/// One line of a menu.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::studio) enum MenuEntry {
    /// This command.
    Item(Command),
    /// A line between groups.
    Line,
    /// A menu of this name within the menu.
    More(&'static str, &'static [Self]),
}

use MenuEntry::{Item, Line, More};

/// What can be done to the shape of a piece of the sprite.
const TRANSFORM: MenuEntry = More(
    "Transform",
    &[
        Item(Command::Edit(EditCommand::Piece(PieceCommand::FlipHorizontal))),
        Item(Command::Edit(EditCommand::Piece(PieceCommand::FlipVertical))),
        Item(Command::Edit(EditCommand::Piece(PieceCommand::RotateRight))),
        Item(Command::Edit(EditCommand::Piece(PieceCommand::RotateLeft))),
        Line,
        Item(Command::Edit(EditCommand::Piece(PieceCommand::Enlarge(Times::Two)))),
        Item(Command::Edit(EditCommand::Piece(PieceCommand::Enlarge(Times::Three)))),
        Item(Command::Edit(EditCommand::Piece(PieceCommand::Enlarge(Times::Four)))),
        Item(Command::Edit(EditCommand::Piece(PieceCommand::Halve))),
    ],
);

/// What can be done to the colours of a piece of the sprite.
const COLOURS: MenuEntry = More(
    "Colours",
    &[
        Item(Command::Edit(EditCommand::Piece(PieceCommand::Lighten))),
        Item(Command::Edit(EditCommand::Piece(PieceCommand::Darken))),
        Line,
        Item(Command::Edit(EditCommand::ReplaceColour)),
        Item(Command::Edit(EditCommand::ChangeColour)),
        Line,
        Item(Command::File(FileCommand::Liveries)),
    ],
);

/// What a clip is written as.
const EXPORT_CLIP: MenuEntry = More(
    "Export clip",
    &[
        Item(Command::Animate(AnimateCommand::ExportAseprite)),
        Item(Command::Animate(AnimateCommand::ExportGif)),
        Item(Command::Animate(AnimateCommand::ExportApng)),
        Item(Command::Animate(AnimateCommand::ExportSheet)),
        Item(Command::Animate(AnimateCommand::ExportGodot)),
    ],
);

/// The menu of the editor's canvas.
pub(in crate::studio) const CANVAS_MENU: &[MenuEntry] = &[
    Item(Command::Edit(EditCommand::Piece(PieceCommand::Cut))),
    Item(Command::Edit(EditCommand::Piece(PieceCommand::Copy))),
    Item(Command::Edit(EditCommand::Piece(PieceCommand::Paste))),
    Item(Command::Edit(EditCommand::Clear)),
    Line,
    Item(Command::Edit(EditCommand::SelectAll)),
    Item(Command::Edit(EditCommand::Deselect)),
    Item(Command::Edit(EditCommand::InvertSelection)),
    Line,
    TRANSFORM,
    COLOURS,
    Item(Command::Edit(EditCommand::RerollRegion)),
    Line,
    Item(Command::Kept(KeptCommand::Keep)),
    Item(Command::File(FileCommand::Export)),
];

/// The menus of the window, from left to right.
pub(in crate::studio) const MENUS: &[(&str, &[MenuEntry])] = &[
    (
        "File",
        &[
            Item(Command::File(FileCommand::NewWorkspace)),
            Item(Command::File(FileCommand::Workspaces)),
            Line,
            Item(Command::File(FileCommand::OpenSprite)),
            Item(Command::File(FileCommand::Export)),
            Item(Command::File(FileCommand::ExportSet)),
            More(
                "Export as one file",
                &[
                    Item(Command::File(FileCommand::ExportSheet)),
                    Item(Command::File(FileCommand::ExportAseprite)),
                    Item(Command::Shade(ShadeCommand::ExportSweep)),
                ],
            ),
            Line,
            Item(Command::Kept(KeptCommand::Keep)),
            Item(Command::Kept(KeptCommand::Save)),
            More(
                "Kept sprite",
                &[
                    Item(Command::Kept(KeptCommand::Copy)),
                    Item(Command::Kept(KeptCommand::Rename)),
                    Line,
                    Item(Command::Kept(KeptCommand::EmptyTrash)),
                ],
            ),
            Line,
            More(
                "Palette",
                &[
                    Item(Command::File(FileCommand::OpenPalette)),
                    Item(Command::File(FileCommand::ModelPalette)),
                    Item(Command::File(FileCommand::Recolour)),
                ],
            ),
            More(
                "Model",
                &[
                    Item(Command::File(FileCommand::OpenModel)),
                    Item(Command::File(FileCommand::BuiltInModel)),
                    Item(Command::File(FileCommand::Worlds)),
                ],
            ),
            Line,
            Item(Command::File(FileCommand::Quit)),
        ],
    ),
    (
        "Edit",
        &[
            Item(Command::Undo),
            Item(Command::Redo),
            Line,
            Item(Command::Edit(EditCommand::Piece(PieceCommand::Cut))),
            Item(Command::Edit(EditCommand::Piece(PieceCommand::Copy))),
            Item(Command::Edit(EditCommand::Piece(PieceCommand::Paste))),
            Item(Command::Edit(EditCommand::Clear)),
            Line,
            Item(Command::CopyImage),
            Item(Command::CopyRecipe),
            Line,
            Item(Command::Edit(EditCommand::SelectAll)),
            Item(Command::Edit(EditCommand::Deselect)),
            Item(Command::Edit(EditCommand::InvertSelection)),
            Line,
            TRANSFORM,
            COLOURS,
        ],
    ),
    (
        "Draw",
        &[
            Item(Command::DrawAll),
            Item(Command::NewSeed),
            Item(Command::View(ViewCommand::TypePrompt)),
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
            More(
                "Breed",
                &[
                    Item(Command::Breed(BreedCommand::Breed)),
                    Item(Command::Breed(BreedCommand::Others)),
                    Item(Command::Breed(BreedCommand::Use(Parent::A))),
                    Item(Command::Breed(BreedCommand::Use(Parent::B))),
                    Item(Command::Breed(BreedCommand::Swap)),
                ],
            ),
            More(
                "Sketch",
                &[
                    Item(Command::Sketch(SketchCommand::Draw)),
                    Item(Command::Sketch(SketchCommand::Others)),
                    Item(Command::Sketch(SketchCommand::UseSprite)),
                    Item(Command::Sketch(SketchCommand::Mirror)),
                    Item(Command::Sketch(SketchCommand::ShapeOnly)),
                    Item(Command::Sketch(SketchCommand::Clear)),
                    Item(Command::Sketch(SketchCommand::Open)),
                    Item(Command::Sketch(SketchCommand::Save)),
                    Item(Command::Sketch(SketchCommand::ToCell)),
                ],
            ),
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
        "View",
        &[
            Item(Command::View(ViewCommand::ZoomIn)),
            Item(Command::View(ViewCommand::ZoomOut)),
            Item(Command::View(ViewCommand::ZoomFit)),
            Item(Command::View(ViewCommand::TogglePixelGrid)),
            Item(Command::View(ViewCommand::ToggleTiles)),
            Line,
            Item(Command::View(ViewCommand::LargerInterface)),
            Item(Command::View(ViewCommand::SmallerInterface)),
            Item(Command::View(ViewCommand::UsualInterface)),
            Line,
            Item(Command::View(ViewCommand::ToggleTheme)),
        ],
    ),
    (
        "Clip",
        &[
            Item(Command::Animate(AnimateCommand::Play)),
            Item(Command::Animate(AnimateCommand::PreviousFrame)),
            Item(Command::Animate(AnimateCommand::NextFrame)),
            Item(Command::Animate(AnimateCommand::OnionSkin)),
            Item(Command::Animate(AnimateCommand::SwimGrid)),
            Line,
            Item(Command::Animate(AnimateCommand::KeepClip)),
            Item(Command::Animate(AnimateCommand::EditFrame)),
            Item(Command::Animate(AnimateCommand::WholeClip)),
            Item(Command::Animate(AnimateCommand::InsertFrame)),
            Item(Command::Animate(AnimateCommand::RemoveFrame)),
            Item(Command::Animate(AnimateCommand::FrameBack)),
            Item(Command::Animate(AnimateCommand::FrameOn)),
            Item(Command::Animate(AnimateCommand::BreedFrames)),
            Line,
            Item(Command::Animate(AnimateCommand::ShowParts)),
            Item(Command::Animate(AnimateCommand::FindParts)),
            Line,
            EXPORT_CLIP,
        ],
    ),
    (
        "Window",
        &[
            Item(Command::View(ViewCommand::ShowPane(Pane::Grid))),
            Item(Command::View(ViewCommand::ShowPane(Pane::Sweep))),
            Item(Command::View(ViewCommand::ShowPane(Pane::Breed))),
            Item(Command::View(ViewCommand::ShowPane(Pane::Sketch))),
            Item(Command::View(ViewCommand::ShowPane(Pane::Shade))),
            Item(Command::View(ViewCommand::ShowPane(Pane::Edit))),
            Item(Command::View(ViewCommand::ShowPane(Pane::Animate))),
            Item(Command::View(ViewCommand::ShowPane(Pane::Collection))),
            Item(Command::View(ViewCommand::ShowPane(Pane::Train))),
            Item(Command::View(ViewCommand::ShowPane(Pane::Inspector))),
            Line,
            Item(Command::View(ViewCommand::ResetLayout)),
        ],
    ),
    (
        "Help",
        &[
            Item(Command::View(ViewCommand::TogglePalette)),
            Item(Command::View(ViewCommand::ToggleShortcuts)),
            Line,
            Item(Command::View(ViewCommand::FirstSteps)),
            Item(Command::View(ViewCommand::Guide)),
            Item(Command::View(ViewCommand::Messages)),
            Item(Command::View(ViewCommand::About)),
        ],
    ),
];
