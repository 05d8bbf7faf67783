//! Pictures of tools, drawn as strokes so that they are sharp at every scale.

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, pos2, vec2};

use crate::studio::{command::EditCommand, state::Tool};

/// Paints the picture of a command around a point; it has a side of some sixteen points.
///
/// `behind` is the colour of the button, for what lies in front of something else.
pub(super) fn paint(
    painter: &Painter,
    command: EditCommand,
    centre: Pos2,
    colour: Color32,
    behind: Color32,
) {
    let pen = Pen { painter, centre, colour, behind };
    match command {
        EditCommand::Tool(tool) => pen.tool(tool),
        EditCommand::MirrorAcross => pen.mirror(vec2),
        EditCommand::MirrorDown => pen.mirror(|x, y| vec2(y, x)),
        EditCommand::FlipHorizontal => pen.flip(vec2),
        EditCommand::FlipVertical => pen.flip(|x, y| vec2(y, x)),
        EditCommand::SwapColours => pen.swap(),
        _ => pen.fit(),
    }
}

struct Pen<'a> {
    painter: &'a Painter,
    centre: Pos2,
    colour: Color32,
    behind: Color32,
}

impl Pen<'_> {
    fn stroke(&self) -> Stroke {
        Stroke::new(1.5, self.colour)
    }

    fn line(&self, from: (f32, f32), to: (f32, f32)) {
        let ends = [from, to].map(|(x, y)| self.centre + vec2(x, y));
        self.painter.line_segment(ends, self.stroke());
    }

    fn path(&self, points: &[(f32, f32)]) -> Vec<Pos2> {
        points.iter().map(|&(x, y)| self.centre + vec2(x, y)).collect()
    }

    fn outline(&self, points: &[(f32, f32)]) {
        self.painter.add(Shape::closed_line(self.path(points), self.stroke()));
    }

    fn filled(&self, points: &[(f32, f32)]) {
        let shape = Shape::convex_polygon(self.path(points), self.colour, Stroke::NONE);
        self.painter.add(shape);
    }

    fn tool(&self, tool: Tool) {
        match tool {
            Tool::Pencil => {
                self.outline(&[(-6.5, 6.5), (-5.5, 2.5), (3.0, -6.0), (6.0, -3.0), (-2.5, 5.5)]);
                self.line((0.8, -3.8), (3.8, -0.8));
                self.filled(&[(-6.8, 6.8), (-6.0, 3.8), (-3.8, 6.0)]);
            }
            Tool::Eraser => {
                self.outline(&[(-6.5, 2.0), (1.0, -5.5), (6.0, -0.5), (-1.5, 7.0)]);
                self.filled(&[(-6.5, 2.0), (-3.0, -1.5), (2.0, 3.5), (-1.5, 7.0)]);
            }
            Tool::Picker => {
                self.outline(&[(-6.5, 6.5), (-5.8, 3.0), (1.0, -3.8), (3.8, -1.0), (-3.0, 5.8)]);
                self.filled(&[(0.5, -4.5), (4.5, -0.5), (7.0, -3.5), (6.2, -6.2), (3.5, -7.0)]);
            }
            Tool::Fill => {
                self.outline(&[(-6.5, 0.5), (-0.5, -5.5), (4.5, -0.5), (-1.5, 5.5)]);
                self.filled(&[(-5.5, 0.5), (3.8, -0.2), (-1.5, 5.0)]);
                self.filled(&[(6.0, 1.5), (7.4, 4.6), (6.0, 6.4), (4.6, 4.6)]);
            }
            Tool::Line => self.line((-6.0, 6.0), (6.0, -6.0)),
            Tool::Rectangle => {
                let rect = Rect::from_center_size(self.centre, vec2(14.0, 11.0));
                self.painter.rect_stroke(rect, 0.0, self.stroke(), StrokeKind::Middle);
            }
            Tool::Select => {
                let corners = [(-6.5, -5.5), (6.5, -5.5), (6.5, 5.5), (-6.5, 5.5), (-6.5, -5.5)];
                let path = self.path(&corners);
                self.painter.extend(Shape::dashed_line(&path, self.stroke(), 3.0, 2.4));
            }
            Tool::Move => {
                self.line((-5.0, 0.0), (5.0, 0.0));
                self.line((0.0, -5.0), (0.0, 5.0));
                for way in [vec2(1.0, 0.0), vec2(-1.0, 0.0), vec2(0.0, 1.0), vec2(0.0, -1.0)] {
                    self.head(way * 7.5, way);
                }
            }
        }
    }

    /// The head of an arrow that ends at `tip`.
    fn head(&self, tip: Vec2, way: Vec2) {
        let side = way.rot90() * 2.8;
        let [a, b] = [tip - way * 3.4 + side, tip - way * 3.4 - side];
        self.filled(&[(tip.x, tip.y), (a.x, a.y), (b.x, b.y)]);
    }

    /// An axis with the same on both sides.
    fn mirror(&self, turn: impl Fn(f32, f32) -> Vec2) {
        self.axis(&turn);
        for side in [-1.0, 1.0] {
            let corners = [(2.6, -4.5), (6.8, 0.0), (2.6, 4.5)];
            let corners = corners.map(|(x, y)| turn(side * x, y)).map(|v| (v.x, v.y));
            self.filled(&corners);
        }
    }

    /// An axis with an outline on one side, and what becomes of it on the other.
    fn flip(&self, turn: impl Fn(f32, f32) -> Vec2) {
        self.axis(&turn);
        let corners = |side: f32| {
            [(2.6, 5.5), (7.0, 5.5), (2.6, -5.5)]
                .map(|(x, y)| turn(side * x, y))
                .map(|v| (v.x, v.y))
        };
        self.outline(&corners(-1.0));
        self.filled(&corners(1.0));
    }

    fn axis(&self, turn: &impl Fn(f32, f32) -> Vec2) {
        let ends = [turn(0.0, -7.5), turn(0.0, 7.5)].map(|end| self.centre + end);
        let thin = Stroke::new(1.0, self.colour);
        self.painter.extend(Shape::dashed_line(&ends, thin, 2.0, 1.5));
    }

    fn swap(&self) {
        self.line((-5.0, -3.0), (4.0, -3.0));
        self.head(vec2(7.0, -3.0), vec2(1.0, 0.0));
        self.line((5.0, 3.0), (-4.0, 3.0));
        self.head(vec2(-7.0, 3.0), vec2(-1.0, 0.0));
    }

    /// A frame with corners that point outwards.
    fn fit(&self) {
        for (x, y) in [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)] {
            let corner = [(6.5 * x, 2.5 * y), (6.5 * x, 6.5 * y), (2.5 * x, 6.5 * y)];
            self.painter.add(Shape::line(self.path(&corner), self.stroke()));
        }
        let inside = Rect::from_center_size(pos2(self.centre.x, self.centre.y), Vec2::splat(5.0));
        self.painter.rect(inside, 0.0, self.behind, self.stroke(), StrokeKind::Middle);
    }
}
