//! Every colour, distance and type size of the window, as named tokens.
//!
//! Panels take their colours from [`Tokens`] and their distances from the constants below, so
//! that the dark and the light window differ in one table and nowhere else.

use egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, Style, TextStyle,
    Theme, Ui, Vec2, Visuals, style::WidgetVisuals,
};

use crate::motion::Part;

/// The smallest distance: between a label and what it names.
pub(super) const SPACE_XS: f32 = 4.0;
/// Between widgets that belong together.
pub(super) const SPACE_S: f32 = 8.0;
/// Between groups, and from the edge of a panel to its content.
pub(super) const SPACE_M: f32 = 12.0;
/// Between sections.
pub(super) const SPACE_L: f32 = 20.0;

/// Height of buttons, fields and sliders.
pub(super) const CONTROL_HEIGHT: f32 = 28.0;

/// How round buttons and fields are.
pub(super) const RADIUS: CornerRadius = CornerRadius::same(6);
/// How round the cells of the grid are.
pub(super) const CELL_RADIUS: CornerRadius = CornerRadius::same(3);

/// Width of the ring around the selected cell, in points.
pub(super) const SELECTION_WIDTH: f32 = 2.0;

/// The colours of one theme, by what they are for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tokens {
    /// Behind the grid: the lowest layer.
    pub(super) ground: Color32,
    /// Bars and side panels.
    pub(super) panel: Color32,
    /// Menus, dialogs and toasts, which float above the rest.
    pub(super) raised: Color32,
    /// Buttons at rest.
    pub(super) control: Color32,
    /// Buttons under the pointer.
    pub(super) control_hover: Color32,
    /// Buttons held down.
    pub(super) control_active: Color32,
    /// Inside text fields and the rails of sliders and progress bars.
    pub(super) well: Color32,
    /// Hairlines between panels and around fields.
    pub(super) line: Color32,
    /// Text that is read.
    pub(super) text: Color32,
    /// Captions, units and what is only glanced at.
    pub(super) text_muted: Color32,
    /// The one colour that draws the eye: selection, progress, the main button.
    pub(super) accent: Color32,
    /// Behind what is switched on, and the filled part of a dial.
    accent_quiet: Color32,
    /// The main button under the pointer.
    pub(super) accent_hover: Color32,
    /// Text on the accent colour.
    pub(super) on_accent: Color32,
    /// Something went wrong.
    pub(super) danger: Color32,
    /// Something asks for attention, without being wrong.
    pub(super) notice: Color32,
    /// Behind the transparent pixels of a cell.
    pub(super) cell: Color32,
    /// The other squares of the checkerboard behind the big view.
    pub(super) cell_other: Color32,
    /// Lines between pixels of the big view.
    pub(super) pixel_line: Color32,
    /// Around fields, boxes and buttons.
    outline: Color32,
    shadow: Color32,
}

const DARK: Tokens = Tokens {
    ground: Color32::from_rgb(12, 18, 25),
    panel: Color32::from_rgb(18, 26, 35),
    raised: Color32::from_rgb(26, 36, 48),
    control: Color32::from_rgb(33, 46, 60),
    control_hover: Color32::from_rgb(43, 59, 76),
    control_active: Color32::from_rgb(54, 73, 93),
    well: Color32::from_rgb(10, 15, 21),
    line: Color32::from_rgb(37, 51, 66),
    text: Color32::from_rgb(229, 237, 244),
    text_muted: Color32::from_rgb(148, 166, 183),
    accent: Color32::from_rgb(78, 205, 196),
    accent_quiet: Color32::from_rgb(32, 98, 99),
    accent_hover: Color32::from_rgb(118, 223, 215),
    on_accent: Color32::from_rgb(6, 28, 32),
    danger: Color32::from_rgb(255, 128, 116),
    notice: Color32::from_rgb(247, 190, 98),
    cell: Color32::from_rgb(27, 38, 50),
    cell_other: Color32::from_rgb(35, 48, 62),
    pixel_line: Color32::from_rgba_premultiplied(60, 66, 72, 72),
    outline: Color32::TRANSPARENT,
    shadow: Color32::from_black_alpha(110),
};

const LIGHT: Tokens = Tokens {
    ground: Color32::from_rgb(229, 235, 240),
    panel: Color32::from_rgb(246, 249, 251),
    raised: Color32::from_rgb(255, 255, 255),
    control: Color32::from_rgb(221, 229, 236),
    control_hover: Color32::from_rgb(206, 217, 226),
    control_active: Color32::from_rgb(189, 203, 214),
    well: Color32::from_rgb(231, 237, 242),
    line: Color32::from_rgb(199, 210, 219),
    text: Color32::from_rgb(20, 32, 43),
    text_muted: Color32::from_rgb(82, 99, 115),
    accent: Color32::from_rgb(8, 122, 128),
    accent_quiet: Color32::from_rgb(142, 205, 207),
    accent_hover: Color32::from_rgb(6, 101, 107),
    on_accent: Color32::from_rgb(255, 255, 255),
    danger: Color32::from_rgb(184, 40, 32),
    notice: Color32::from_rgb(166, 98, 0),
    cell: Color32::from_rgb(208, 218, 226),
    cell_other: Color32::from_rgb(219, 228, 235),
    pixel_line: Color32::from_rgba_premultiplied(10, 16, 22, 64),
    outline: Color32::from_rgb(118, 134, 149),
    shadow: Color32::from_black_alpha(50),
};

/// Over the pixels of a tail, fin, limb, jaw and foot.
const PARTS: [Color32; 5] = [
    Color32::from_rgba_premultiplied(150, 40, 40, 160),
    Color32::from_rgba_premultiplied(30, 140, 50, 160),
    Color32::from_rgba_premultiplied(40, 80, 160, 160),
    Color32::from_rgba_premultiplied(150, 140, 30, 160),
    Color32::from_rgba_premultiplied(150, 50, 130, 160),
];

impl Tokens {
    /// The colour that is laid over a part of a body.
    #[expect(clippy::unused_self, reason = "parts have the same colours in both themes")]
    pub(super) fn part(&self, part: Part) -> Color32 {
        match part {
            Part::Body => Color32::TRANSPARENT,
            Part::Tail => PARTS[0],
            Part::Fin => PARTS[1],
            Part::Limb => PARTS[2],
            Part::Jaw => PARTS[3],
            Part::Foot => PARTS[4],
        }
    }

    /// The colours of a theme.
    pub(super) fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Dark => &DARK,
            Theme::Light => &LIGHT,
        }
    }

    /// The colours of the theme that `ui` is drawn in.
    pub(super) fn in_ui(ui: &Ui) -> &'static Self {
        Self::of(ui.theme())
    }
}

/// Gives the context both themes; which of them shows is the context's own setting.
pub(super) fn install(ctx: &Context) {
    for theme in [Theme::Dark, Theme::Light] {
        let tokens = Tokens::of(theme);
        ctx.set_visuals_of(theme, visuals(theme, tokens));
        ctx.style_mut_of(theme, set_metrics);
    }
    // egui's own interface zoom would take Ctrl+plus and Ctrl+wheel from the big view.
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
}

fn set_metrics(style: &mut Style) {
    let proportional = |size| FontId::new(size, FontFamily::Proportional);
    style.text_styles = [
        (TextStyle::Heading, proportional(20.0)),
        (TextStyle::Body, proportional(14.0)),
        (TextStyle::Button, proportional(14.0)),
        (TextStyle::Small, proportional(12.0)),
        (TextStyle::Monospace, FontId::new(12.5, FontFamily::Monospace)),
    ]
    .into();
    style.drag_value_text_style = TextStyle::Body;
    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::new(SPACE_S, SPACE_S);
    spacing.button_padding = Vec2::new(SPACE_M, 5.0);
    spacing.interact_size = Vec2::new(36.0, CONTROL_HEIGHT);
    spacing.window_margin = Margin::same(16);
    spacing.menu_margin = Margin::same(12);
    spacing.slider_width = 132.0;
    spacing.slider_rail_height = 4.0;
    spacing.icon_width = 18.0;
    spacing.icon_width_inner = 10.0;
    spacing.tooltip_width = 360.0;
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
}

fn visuals(theme: Theme, tokens: &Tokens) -> Visuals {
    let mut visuals = theme.default_visuals();
    let widget = |fill: Color32, line: Color32, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, line),
        corner_radius: RADIUS,
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    let widgets = &mut visuals.widgets;
    widgets.noninteractive = widget(tokens.panel, tokens.line, tokens.text);
    widgets.inactive = widget(tokens.control, tokens.outline, tokens.text);
    widgets.hovered = widget(tokens.control_hover, tokens.outline, tokens.text);
    widgets.active = widget(tokens.control_active, tokens.accent, tokens.text);
    widgets.open = widget(tokens.control_hover, tokens.outline, tokens.text);
    visuals.selection.bg_fill = tokens.accent_quiet;
    visuals.selection.stroke = Stroke::new(1.0, tokens.accent);
    visuals.weak_text_color = Some(tokens.text_muted);
    visuals.hyperlink_color = tokens.accent;
    visuals.error_fg_color = tokens.danger;
    visuals.warn_fg_color = tokens.notice;
    visuals.faint_bg_color = tokens.control;
    visuals.extreme_bg_color = tokens.well;
    visuals.text_edit_bg_color = Some(tokens.well);
    visuals.panel_fill = tokens.panel;
    visuals.window_fill = tokens.raised;
    visuals.window_stroke = Stroke::new(1.0, tokens.line);
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    let shadow = Shadow { offset: [0, 6], blur: 20, spread: 0, color: tokens.shadow };
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;
    visuals.slider_trailing_fill = true;
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast of two opaque colours as the WCAG defines it, 1 to 21.
    fn contrast(a: Color32, b: Color32) -> f32 {
        let luminance = |colour: Color32| {
            let [r, g, b, _] = egui::Rgba::from(colour).to_array();
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_can_be_read_on_everything_it_stands_on() {
        for theme in [Theme::Dark, Theme::Light] {
            let t = Tokens::of(theme);
            let pairs = [
                (t.text, t.control_hover),
                (t.text, t.panel),
                (t.text_muted, t.ground),
                (t.text_muted, t.panel),
                (t.text_muted, t.raised),
                (t.text, t.accent_quiet),
                (t.on_accent, t.accent),
                (t.on_accent, t.accent_hover),
                (t.danger, t.raised),
                (t.notice, t.panel),
            ];
            if theme == Theme::Light {
                for behind in [t.ground, t.panel, t.raised] {
                    let ratio = contrast(t.outline, behind);
                    assert!(ratio >= 3.0, "the outline on {behind:?} is {ratio}");
                }
            }
            for (text, behind) in pairs {
                let ratio = contrast(text, behind);
                assert!(ratio >= 4.5, "{theme:?}: {text:?} on {behind:?} is {ratio}");
            }
        }
    }
}
