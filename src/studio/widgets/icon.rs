//! Icons drawn as strokes, so that they are sharp at every scale.
//!
//! An [`Icon`] is data: marks on a field of sixteen points, with the origin in its middle.
//! Which command has which is listed in [`command`](crate::studio::command).

use std::f32::consts::TAU;

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, pos2, vec2};

/// A point of an icon, right and down from its middle.
pub(in crate::studio) type At = (f32, f32);

/// A picture on a button, in a menu or over a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::studio) struct Icon(pub(in crate::studio) &'static [Mark]);

/// A part of an icon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::studio) enum Mark {
    /// A line through these points.
    Line(&'static [At]),
    /// The same, closed.
    Loop(&'static [At]),
    /// A filled shape, which must be convex.
    Solid(&'static [At]),
    /// A dashed line.
    Dashes(&'static [At]),
    /// The outline of a rectangle by two corners.
    Frame(At, At),
    /// A filled rectangle by two corners.
    Block(At, At),
    /// The outline of a circle by its middle and radius.
    Ring(At, f32),
    /// A filled circle.
    Dot(At, f32),
    /// A part of a circle, from one turn to another; 0 is right, a quarter is below.
    Arc(At, f32, f32, f32),
}

/// Takes something away, or closes it.
pub(in crate::studio) const CROSS: Icon =
    Icon(&[Mark::Line(&[(-3.5, -3.5), (3.5, 3.5)]), Mark::Line(&[(-3.5, 3.5), (3.5, -3.5)])]);

/// Stays as it is.
pub(in crate::studio) const LOCK: Icon = Icon(&[
    Mark::Block((-4.5, -1.0), (4.5, 6.0)),
    Mark::Arc((0.0, -1.5), 3.0, 0.5, 1.0),
    Mark::Line(&[(-3.0, 0.0), (-3.0, -1.5)]),
    Mark::Line(&[(3.0, 0.0), (3.0, -1.5)]),
]);

/// Is in the collection.
pub(in crate::studio) const KEPT: Icon = Icon(&[
    Mark::Solid(&[(-3.0, -4.5), (3.0, -4.5), (3.0, 2.5), (-3.0, 2.5)]),
    Mark::Solid(&[(-3.0, 2.0), (0.0, 2.0), (-3.0, 5.0)]),
    Mark::Solid(&[(3.0, 2.0), (3.0, 5.0), (0.0, 2.0)]),
]);

/// Width of the lines.
const WIDTH: f32 = 1.5;

/// Paints an icon around a point; it has a side of some sixteen points.
pub(in crate::studio) fn paint_icon(painter: &Painter, icon: Icon, centre: Pos2, colour: Color32) {
    for mark in icon.0 {
        paint_mark(painter, *mark, centre, colour);
    }
}

fn paint_mark(painter: &Painter, mark: Mark, centre: Pos2, colour: Color32) {
    let stroke = Stroke::new(WIDTH, colour);
    let at = |(x, y): At| centre + vec2(x, y);
    let path = |points: &[At]| -> Vec<Pos2> { points.iter().map(|&point| at(point)).collect() };
    match mark {
        Mark::Line(points) => {
            painter.add(Shape::line(path(points), stroke));
        }
        Mark::Loop(points) => {
            painter.add(Shape::closed_line(path(points), stroke));
        }
        Mark::Solid(points) => {
            painter.add(Shape::convex_polygon(path(points), colour, Stroke::NONE));
        }
        Mark::Dashes(points) => {
            let thin = Stroke::new(1.2, colour);
            painter.extend(Shape::dashed_line(&path(points), thin, 2.6, 2.0));
        }
        Mark::Frame(a, b) => {
            let rect = Rect::from_two_pos(at(a), at(b));
            painter.rect_stroke(rect, 1.5, stroke, StrokeKind::Middle);
        }
        Mark::Block(a, b) => {
            painter.rect_filled(Rect::from_two_pos(at(a), at(b)), 1.0, colour);
        }
        Mark::Ring(middle, radius) => {
            painter.circle_stroke(at(middle), radius, stroke);
        }
        Mark::Dot(middle, radius) => {
            painter.circle_filled(at(middle), radius, colour);
        }
        Mark::Arc((x, y), radius, from, to) => {
            let steps = (((to - from).abs() * 28.0).ceil() as usize).max(4);
            let point = |step: usize| {
                let turn = from + (to - from) * step as f32 / steps as f32;
                pos2(centre.x + x, centre.y + y) + Vec2::angled(turn * TAU) * radius
            };
            painter.add(Shape::line((0..=steps).map(point).collect(), stroke));
        }
    }
}
