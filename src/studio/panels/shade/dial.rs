//! The light's dial: a hemisphere seen from the artist's side, with a knob where the light is.
//!
//! The middle is a light that shines straight at the sprite, the rim one that grazes it, so
//! one drag sets both the angle and the elevation.

use egui::{
    Color32, CursorIcon, EventFilter, Key, Pos2, Rect, Response, Sense, Stroke, Theme, Ui, Vec2,
    WidgetInfo, lerp, vec2,
};

use crate::{
    sprite::Light,
    studio::theme::{SPACE_XS, Tokens},
};

/// Side of the dial, in points.
pub(super) const SIDE: f32 = 124.0;
/// Radius of the knob.
const KNOB: f32 = 7.0;
/// How far an arrow key turns the light, and how far with Shift, in degrees.
const STEPS: (f32, f32) = (5.0, 1.0);

/// Draws the dial; returns the light as it was turned.
pub(super) fn show(ui: &mut Ui, light: &Light, is_on: bool) -> Option<Light> {
    // 1. Size and place.
    let (rect, mut response) = ui.allocate_exact_size(Vec2::splat(SIDE), Sense::click_and_drag());
    let radius = SIDE / 2.0 - KNOB - SPACE_XS;
    let centre = rect.center();
    // 2. Interact.
    let pointer = response.interact_pointer_pos().filter(|_| response.is_pointer_button_down_on());
    let turned = match pointer {
        Some(at) => {
            response.request_focus();
            Some(turned_to(light, (at - centre) / radius))
        }
        None => by_keys(ui, light, &response),
    };
    let turned = turned.filter(|turned| turned != light || !is_on);
    if turned.is_some() {
        response.mark_changed();
    }
    // 3. Paint.
    let shown = turned.unwrap_or(*light);
    paint(ui, rect, (centre, radius), &shown, is_on || turned.is_some(), &response);
    // 4. Tell those who do not see it.
    let (angle, elevation) = (shown.azimuth_degrees, shown.elevation_degrees);
    response.widget_info(|| {
        let text = format!("angle {angle:.0} degrees, elevation {elevation:.0} degrees");
        let mut info = WidgetInfo::slider(true, f64::from(angle), "Direction of the light");
        info.current_text_value = Some(text);
        info
    });
    response.on_hover_cursor(CursorIcon::Grab).on_hover_text(
        "Drag the knob: the rim grazes, the middle shines straight at the sprite.\n\
         Arrow keys turn it by 5 degrees, with Shift by one.",
    );
    turned
}

/// The light at a point of the dial, whose radius is 1.
fn turned_to(light: &Light, at: Vec2) -> Light {
    let reach = at.length().min(1.0);
    // In the middle every angle is as good as any.
    let azimuth = if reach < 0.02 {
        light.azimuth_degrees
    } else {
        (-at.y).atan2(at.x).to_degrees().rem_euclid(360.0).round().rem_euclid(360.0)
    };
    let elevation = reach.acos().to_degrees().round();
    Light { azimuth_degrees: azimuth, elevation_degrees: elevation, ..*light }
}

/// Where the knob is, on a dial of radius 1.
fn knob_at(light: &Light) -> Vec2 {
    let [right, down, _] = light.direction();
    vec2(right, down)
}

fn by_keys(ui: &Ui, light: &Light, response: &Response) -> Option<Light> {
    if !response.has_focus() {
        return None;
    }
    let filter =
        EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let (turn, rise) = ui.input(|input| {
        let presses = |key: Key| input.num_presses(key) as f32;
        let step = if input.modifiers.shift { STEPS.1 } else { STEPS.0 };
        let turn = presses(Key::ArrowLeft) - presses(Key::ArrowRight);
        let rise = presses(Key::ArrowUp) - presses(Key::ArrowDown);
        (turn * step, rise * step)
    });
    (turn.abs() + rise.abs() > 0.0).then(|| Light {
        azimuth_degrees: (light.azimuth_degrees + turn).rem_euclid(360.0),
        elevation_degrees: (light.elevation_degrees + rise).clamp(0.0, 90.0),
        ..*light
    })
}

fn paint(
    ui: &Ui,
    rect: Rect,
    (centre, radius): (Pos2, f32),
    light: &Light,
    is_on: bool,
    response: &Response,
) {
    let (tokens, painter) = (Tokens::in_ui(ui), ui.painter());
    let knob = centre + knob_at(light) * radius;
    painter.circle_filled(centre, radius + 1.0, tokens.line);
    ball(ui, centre, radius, knob, is_on);
    // A ring for the elevation of 45 degrees, and a cross.
    let thin = Stroke::new(1.0, tokens.text_muted.gamma_multiply(0.35));
    painter.circle_stroke(centre, radius * 0.5_f32.sqrt(), thin);
    for way in [vec2(radius, 0.0), vec2(0.0, radius)] {
        painter.line_segment([centre - way, centre + way], thin);
    }
    let is_hot = response.hovered() || response.dragged();
    let fill = if !is_on {
        tokens.text_muted
    } else if is_hot {
        tokens.accent_hover
    } else {
        tokens.accent
    };
    painter.circle(knob, KNOB, fill, Stroke::new(2.0, tokens.panel));
    if response.has_focus() {
        let ring = Stroke::new(1.0, tokens.accent);
        painter.rect_stroke(rect, 6.0, ring, egui::StrokeKind::Inside);
    }
}

/// A ball that is lit from where the knob is.
fn ball(ui: &Ui, centre: Pos2, radius: f32, knob: Pos2, is_on: bool) {
    const RINGS: usize = 24;
    let tokens = Tokens::in_ui(ui);
    let (dark, bright) = match ui.theme() {
        Theme::Dark => (tokens.well, mixed(tokens.control_active, tokens.text_muted, 0.4)),
        Theme::Light => (tokens.control_active, tokens.raised),
    };
    let bright = if is_on { bright } else { mixed(dark, bright, 0.4) };
    for ring in 0..=RINGS {
        let share = ring as f32 / RINGS as f32;
        // Circles that shrink towards the knob, and stay within the ball.
        let size = radius * (1.0 - share);
        let reach = (knob - centre) * share * 0.75;
        ui.painter().circle_filled(centre + reach, size.max(0.5), mixed(dark, bright, share));
    }
}

fn mixed(from: Color32, to: Color32, share: f32) -> Color32 {
    from.lerp_to_gamma(to, lerp(0.0..=1.0, share))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_knob_is_where_the_light_is() {
        for (azimuth, elevation) in [(0.0, 0.0), (90.0, 30.0), (225.0, 60.0), (300.0, 1.0)] {
            let light =
                Light { azimuth_degrees: azimuth, elevation_degrees: elevation, ..Light::DEFAULT };
            let found = turned_to(&Light::DEFAULT, knob_at(&light));
            assert!((found.azimuth_degrees - azimuth).abs() < 0.5, "{found:?}");
            assert!((found.elevation_degrees - elevation).abs() < 1.1, "{found:?}");
        }
        let straight = turned_to(&Light::DEFAULT, Vec2::ZERO);
        assert!((straight.elevation_degrees - 90.0).abs() < 0.1);
        assert!((straight.azimuth_degrees - Light::DEFAULT.azimuth_degrees).abs() < 0.1);
        // Beyond the rim it grazes, as on it.
        let beyond = turned_to(&Light::DEFAULT, vec2(0.0, -9.0));
        assert!(beyond.elevation_degrees.abs() < 0.1);
        assert!((beyond.azimuth_degrees - 90.0).abs() < 0.1);
    }
}
