//! The few icons of the window, drawn as strokes so that they are sharp at every scale.

use std::f32::consts::TAU;

use egui::{Color32, Painter, Pos2, Rect, Stroke, StrokeKind, Vec2, vec2};

/// A picture on a button or over a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum Icon {
    /// Five eyes of a die.
    Dice,
    /// The moon, for the dark window.
    Moon,
    /// The sun, for the light one.
    Sun,
    /// A question mark.
    Help,
    /// Larger.
    Plus,
    /// Smaller.
    Minus,
    /// Takes something away.
    Cross,
    /// Stays as it is.
    Lock,
}

/// Paints an icon around a point; it has a side of some sixteen points.
pub(in crate::studio) fn paint_icon(painter: &Painter, icon: Icon, centre: Pos2, colour: Color32) {
    let stroke = Stroke::new(1.5, colour);
    let line = |from: Vec2, to: Vec2| {
        painter.line_segment([centre + from, centre + to], stroke);
    };
    match icon {
        Icon::Dice => {
            let face = Rect::from_center_size(centre, Vec2::splat(15.0));
            painter.rect_stroke(face, 3.0, stroke, StrokeKind::Middle);
            for (x, y) in [(-3.5, -3.5), (3.5, -3.5), (0.0, 0.0), (-3.5, 3.5), (3.5, 3.5)] {
                painter.circle_filled(centre + vec2(x, y), 1.4, colour);
            }
        }
        Icon::Sun => {
            painter.circle_stroke(centre, 3.6, stroke);
            for ray in 0..8 {
                let way = Vec2::angled(ray as f32 / 8.0 * TAU);
                line(way * 5.8, way * 7.8);
            }
        }
        Icon::Moon => {
            // The outline of a crescent: the outer arc, and back along the inner one.
            let arc = |centre: Pos2, radius: f32, from: f32, to: f32| {
                (0..=14).map(move |step| {
                    let angle = from + (to - from) * step as f32 / 14.0;
                    centre + Vec2::angled(angle * TAU) * radius
                })
            };
            let mut outline: Vec<Pos2> = arc(centre, 6.5, 0.03, 0.72).collect();
            outline.extend(arc(centre + vec2(2.9, -2.9), 5.3, 0.58, 0.17));
            painter.add(egui::Shape::closed_line(outline, stroke));
        }
        Icon::Help => {
            painter.text(
                centre,
                egui::Align2::CENTER_CENTER,
                "?",
                egui::FontId::proportional(16.0),
                colour,
            );
        }
        Icon::Plus => {
            line(vec2(-5.0, 0.0), vec2(5.0, 0.0));
            line(vec2(0.0, -5.0), vec2(0.0, 5.0));
        }
        Icon::Minus => line(vec2(-5.0, 0.0), vec2(5.0, 0.0)),
        Icon::Cross => {
            line(vec2(-3.5, -3.5), vec2(3.5, 3.5));
            line(vec2(-3.5, 3.5), vec2(3.5, -3.5));
        }
        Icon::Lock => {
            let body = Rect::from_center_size(centre + vec2(0.0, 2.5), vec2(9.0, 7.0));
            painter.rect_filled(body, 1.5, colour);
            let bow = (0..=10).map(|step| {
                let way = Vec2::angled((0.5 + step as f32 / 20.0) * TAU);
                centre + vec2(way.x * 3.0, way.y * 3.0 - 1.5)
            });
            let mut bow: Vec<Pos2> = bow.collect();
            bow.insert(0, centre + vec2(-3.0, 0.0));
            bow.push(centre + vec2(3.0, 0.0));
            painter.add(egui::Shape::line(bow, stroke));
        }
    }
}
