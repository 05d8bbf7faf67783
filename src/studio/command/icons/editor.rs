//! The icons of the editor's commands.

use super::{ALL, CONTRAST, COPY, DROP, ERASER, FIT, MINUS, PENCIL, PLACE, PLUS, ROUND, SUN, SWAP};
use crate::studio::{
    command::{EditCommand, PieceCommand},
    state::Tool,
    widgets::{Icon, Mark},
};
use Mark::{Arc, Block, Dashes, Dot, Frame, Line, Loop, Ring, Solid};

const NONE: Icon = Icon(&[
    Dashes(&[(-6.5, -6.5), (6.5, -6.5), (6.5, 6.5), (-6.5, 6.5), (-6.5, -6.5)]),
    Line(&[(-3.0, 3.0), (3.0, -3.0)]),
]);
const PICKER: Icon = Icon(&[
    Loop(&[(-6.5, 6.5), (-5.8, 3.0), (1.0, -3.8), (3.8, -1.0), (-3.0, 5.8)]),
    Solid(&[(0.5, -4.5), (4.5, -0.5), (7.0, -3.5), (6.2, -6.2), (3.5, -7.0)]),
]);
const BUCKET: Icon = Icon(&[
    Loop(&[(-6.5, 0.5), (-0.5, -5.5), (4.5, -0.5), (-1.5, 5.5)]),
    Solid(&[(-5.5, 0.5), (3.8, -0.2), (-1.5, 5.0)]),
    Solid(&[(6.0, 1.5), (7.4, 4.6), (6.0, 6.4), (4.6, 4.6)]),
]);
const STROKE: Icon = Icon(&[Line(&[(-6.0, 6.0), (6.0, -6.0)])]);
const RECTANGLE: Icon = Icon(&[Frame((-7.0, -5.5), (7.0, 5.5))]);
const SELECT: Icon =
    Icon(&[Dashes(&[(-6.5, -5.5), (6.5, -5.5), (6.5, 5.5), (-6.5, 5.5), (-6.5, -5.5)])]);
const ELLIPSE: Icon = Icon(&[Loop(&[
    (7.5, 0.0),
    (6.5, 2.6),
    (3.8, 4.6),
    (0.0, 5.4),
    (-3.8, 4.6),
    (-6.5, 2.6),
    (-7.5, 0.0),
    (-6.5, -2.6),
    (-3.8, -4.6),
    (0.0, -5.4),
    (3.8, -4.6),
    (6.5, -2.6),
])]);
const SELECT_ELLIPSE: Icon = Icon(&[Dashes(&[
    (7.5, 0.0),
    (6.5, 2.6),
    (3.8, 4.6),
    (0.0, 5.4),
    (-3.8, 4.6),
    (-6.5, 2.6),
    (-7.5, 0.0),
    (-6.5, -2.6),
    (-3.8, -4.6),
    (0.0, -5.4),
    (3.8, -4.6),
    (6.5, -2.6),
    (7.5, 0.0),
])]);
const LASSO: Icon = Icon(&[
    Loop(&[
        (-2.0, 3.0),
        (-6.0, 1.0),
        (-6.5, -3.0),
        (-2.5, -6.0),
        (3.0, -6.0),
        (6.8, -3.0),
        (6.0, 0.8),
        (2.0, 2.8),
    ]),
    Ring((-1.5, 4.2), 1.5),
    Line(&[(-1.8, 5.6), (-3.8, 7.4)]),
]);
const WAND: Icon = Icon(&[
    Line(&[(-6.5, 6.5), (1.0, -1.0)]),
    Line(&[(3.5, -7.0), (3.5, -4.6)]),
    Line(&[(3.5, -2.4), (3.5, 0.0)]),
    Line(&[(0.0, -3.5), (2.4, -3.5)]),
    Line(&[(4.6, -3.5), (7.0, -3.5)]),
]);
const SHADES: Icon = Icon(&[
    Frame((-7.0, -4.0), (7.0, 4.0)),
    Block((2.4, -4.0), (7.0, 4.0)),
    Line(&[(-2.3, -4.0), (-2.3, 4.0)]),
    Line(&[(0.0, 4.0), (0.0, -4.0)]),
]);
const SCISSORS: Icon = Icon(&[
    Ring((-4.0, 4.6), 2.2),
    Ring((4.0, 4.6), 2.2),
    Line(&[(-2.8, 2.8), (3.6, -7.0)]),
    Line(&[(2.8, 2.8), (-3.6, -7.0)]),
]);
const CLIPBOARD: Icon = Icon(&[Frame((-5.5, -5.5), (5.5, 7.0)), Block((-2.8, -7.2), (2.8, -4.0))]);
const ROUND_LEFT: Icon =
    Icon(&[Arc((0.0, 0.5), 5.5, -0.16, 0.62), Solid(&[(-1.2, -7.2), (-7.0, -4.6), (-2.0, -1.4)])]);
const MOVE: Icon = Icon(&[
    Line(&[(-5.0, 0.0), (5.0, 0.0)]),
    Line(&[(0.0, -5.0), (0.0, 5.0)]),
    Solid(&[(7.5, 0.0), (4.1, -2.8), (4.1, 2.8)]),
    Solid(&[(-7.5, 0.0), (-4.1, 2.8), (-4.1, -2.8)]),
    Solid(&[(0.0, 7.5), (2.8, 4.1), (-2.8, 4.1)]),
    Solid(&[(0.0, -7.5), (-2.8, -4.1), (2.8, -4.1)]),
]);
const MIRROR_ACROSS: Icon = Icon(&[
    Dashes(&[(0.0, -7.5), (0.0, 7.5)]),
    Solid(&[(-2.6, -4.5), (-6.8, 0.0), (-2.6, 4.5)]),
    Solid(&[(2.6, -4.5), (6.8, 0.0), (2.6, 4.5)]),
]);
const MIRROR_DOWN: Icon = Icon(&[
    Dashes(&[(-7.5, 0.0), (7.5, 0.0)]),
    Solid(&[(-4.5, -2.6), (0.0, -6.8), (4.5, -2.6)]),
    Solid(&[(-4.5, 2.6), (0.0, 6.8), (4.5, 2.6)]),
]);
const FLIP_ACROSS: Icon = Icon(&[
    Dashes(&[(0.0, -7.5), (0.0, 7.5)]),
    Loop(&[(-2.6, 5.5), (-7.0, 5.5), (-2.6, -5.5)]),
    Solid(&[(2.6, 5.5), (7.0, 5.5), (2.6, -5.5)]),
]);
const FLIP_DOWN: Icon = Icon(&[
    Dashes(&[(-7.5, 0.0), (7.5, 0.0)]),
    Loop(&[(5.5, -2.6), (5.5, -7.0), (-5.5, -2.6)]),
    Solid(&[(5.5, 2.6), (5.5, 7.0), (-5.5, 2.6)]),
]);
const REGION: Icon = Icon(&[
    Dashes(&[(-6.5, -6.5), (6.5, -6.5), (6.5, 6.5), (-6.5, 6.5), (-6.5, -6.5)]),
    Dot((-2.2, -2.2), 1.4),
    Dot((2.2, 2.2), 1.4),
    Dot((2.2, -2.2), 1.4),
    Dot((-2.2, 2.2), 1.4),
]);

impl EditCommand {
    pub(super) fn icon(self) -> Option<Icon> {
        Some(match self {
            Self::Tool(Tool::Pencil) => PENCIL,
            Self::Tool(Tool::Eraser) | Self::Clear => ERASER,
            Self::Tool(Tool::Picker) => PICKER,
            Self::Tool(Tool::Fill) | Self::ReplaceColour => BUCKET,
            Self::Tool(Tool::Line) => STROKE,
            Self::Tool(Tool::Rectangle) => RECTANGLE,
            Self::Tool(Tool::Ellipse) => ELLIPSE,
            Self::Tool(Tool::Shade) => SHADES,
            Self::Tool(Tool::Select) => SELECT,
            Self::Tool(Tool::SelectEllipse) => SELECT_ELLIPSE,
            Self::Tool(Tool::Lasso) => LASSO,
            Self::Tool(Tool::Wand) => WAND,
            Self::Tool(Tool::Move) => MOVE,
            Self::SwapColours => SWAP,
            Self::MirrorAcross => MIRROR_ACROSS,
            Self::MirrorDown => MIRROR_DOWN,
            Self::Piece(command) => return command.icon(),
            Self::ChangeColour => DROP,
            Self::SelectAll => ALL,
            Self::Deselect => NONE,
            Self::InvertSelection => CONTRAST,
            Self::RerollRegion => REGION,
            Self::Fit => FIT,
            Self::BrushLarger => PLUS,
            Self::BrushSmaller => MINUS,
            Self::PreviousColour | Self::NextColour => return None,
        })
    }
}

impl PieceCommand {
    fn icon(self) -> Option<Icon> {
        Some(match self {
            Self::Cut => SCISSORS,
            Self::Copy => COPY,
            Self::Paste => CLIPBOARD,
            Self::PutDown => PLACE,
            Self::FlipHorizontal => FLIP_ACROSS,
            Self::FlipVertical => FLIP_DOWN,
            Self::RotateRight => ROUND,
            Self::RotateLeft => ROUND_LEFT,
            Self::Enlarge(_) => PLUS,
            Self::Halve => MINUS,
            Self::Lighten => SUN,
            Self::Darken => SHADES,
            Self::Nudge(_) | Self::NudgeFar(_) => return None,
        })
    }
}
