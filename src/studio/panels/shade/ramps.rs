//! The palette's ramps as rows of colours, which are dragged to where they belong.

use egui::{
    CursorIcon, DragAndDrop, EventFilter, Id, Key, LayerId, Order, Rect, Response, RichText, Role,
    Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2,
};

use super::super::edit::colour_of;
use crate::{
    sprite::{Palette, Rgb, TRANSPARENT},
    studio::{
        command::{Command, CommandQueue, ShadeCommand},
        state::{RampPlace, State},
        theme::{SPACE_S, SPACE_XS, Tokens},
        widgets::command_button,
    },
};

/// Width of the names of ramps.
const NAMES: f32 = 72.0;
/// Sides of the colours.
const SWATCH: std::ops::RangeInclusive<f32> = 10.0..=20.0;

/// A colour on its way to another place.
#[derive(Clone, Copy, Debug)]
struct SwatchDrag {
    index: u8,
}

/// Draws the ramps.
pub(super) fn show(ui: &mut Ui, state: &mut State, queue: &CommandQueue) {
    let Some(art) = state.shade_model() else { return };
    let palette = state.ramped(&art.palette);
    let muted = Tokens::in_ui(ui).text_muted;
    ui.horizontal(|ui| {
        ui.label("Ramps").on_hover_text(
            "Light moves a colour along its ramp, from dark on the left to light on the right",
        );
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let command = Command::Shade(ShadeCommand::ResetRamps);
            command_button(ui, queue, command, state.allows(command));
        });
    });
    let longest = palette.ramps().iter().map(|ramp| ramp.indices.len()).max().unwrap_or(1);
    let room = (ui.available_width() - NAMES - SPACE_S) / (longest + 1) as f32;
    let side = room.floor().clamp(*SWATCH.start(), *SWATCH.end());
    let mut moved = None;
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    ui.spacing_mut().interact_size.y = side;
    for (at, ramp) in palette.ramps().iter().enumerate() {
        let row = RampRow { name: &ramp.name, indices: &ramp.indices, ramp: Some(at), side };
        moved = row.show(ui, &palette).or(moved);
    }
    let others = palette.unramped();
    let row = RampRow { name: "no ramp", indices: &others, ramp: None, side };
    moved = row.show(ui, &palette).or(moved);
    moved = new_ui(ui, side).or(moved);
    ui.add_space(SPACE_XS);
    let hint = "Drag a colour to where it belongs; what is in no ramp stays as it is";
    ui.add(egui::Label::new(RichText::new(hint).small().color(muted)).wrap());
    if let Some((index, to)) = moved {
        state.move_in_ramps(index, to);
    }
    ghost_ui(ui, &palette, side);
}

/// A row of colours.
struct RampRow<'a> {
    name: &'a str,
    indices: &'a [u8],
    /// Which ramp it is.
    ramp: Option<usize>,
    side: f32,
}

impl RampRow<'_> {
    /// Draws the row; returns a colour that was put elsewhere, and where.
    fn show(&self, ui: &mut Ui, palette: &Palette) -> Option<(u8, RampPlace)> {
        let mut moved = None;
        ui.horizontal_wrapped(|ui| {
            name_ui(ui, self.name, self.side);
            for (shade, &index) in self.indices.iter().enumerate() {
                let response = self.swatch_ui(ui, palette, (shade, index));
                moved = self.dropped(ui, &response, shade).or(moved);
                moved = self.by_keys(ui, &response, (shade, index)).or(moved);
            }
            let (slot, end) = ui.allocate_exact_size(Vec2::splat(self.side), Sense::hover());
            if self.indices.is_empty() {
                let line = Stroke::new(1.0, Tokens::in_ui(ui).line);
                ui.painter().rect_stroke(slot.shrink(2.0), 2.0, line, StrokeKind::Inside);
            }
            moved = self.dropped(ui, &end, self.indices.len()).or(moved);
        });
        moved
    }

    fn swatch_ui(&self, ui: &mut Ui, palette: &Palette, (shade, index): (usize, u8)) -> Response {
        let (rect, response) =
            ui.allocate_exact_size(Vec2::splat(self.side), Sense::click_and_drag());
        let response = response.on_hover_cursor(CursorIcon::Grab);
        response.dnd_set_drag_payload(SwatchDrag { index });
        let name = format!("{} {}", self.name, shade + 1);
        response.widget_info(|| WidgetInfo::labeled(Role::ListBoxOption, true, name.as_str()));
        ui.painter().rect_filled(rect, 0.0, colour_of(palette, index));
        let tokens = Tokens::in_ui(ui);
        if response.has_focus() || response.hovered() {
            let ring = Stroke::new(2.0, tokens.accent);
            ui.painter().rect_stroke(rect, 0.0, ring, StrokeKind::Inside);
        }
        let Rgb([r, g, b]) = palette.colours()[usize::from(index)];
        response.on_hover_text(format!(
            "{name}: {index}  #{r:02x}{g:02x}{b:02x}\nDrag it, or move it with Shift and arrows"
        ))
    }

    fn place(&self, before: usize) -> RampPlace {
        self.ramp.map_or(RampPlace::None, |ramp| RampPlace::Ramp(ramp, before))
    }

    /// What was let go over a colour: it comes before or behind, whichever half that is.
    fn dropped(&self, ui: &Ui, response: &Response, shade: usize) -> Option<(u8, RampPlace)> {
        let drag = response.dnd_hover_payload::<SwatchDrag>()?;
        let rect = response.rect;
        let pointer = ui.input(|input| input.pointer.interact_pos())?;
        let is_behind = shade < self.indices.len() && rect.center().x < pointer.x;
        let before = shade + usize::from(is_behind);
        let x = if is_behind { rect.right() } else { rect.left() };
        let mark = Rect::from_x_y_ranges(x - 1.5..=x + 1.5, rect.y_range());
        ui.painter().rect_filled(mark.expand2(vec2(0.0, 1.0)), 1.0, Tokens::in_ui(ui).accent);
        response.dnd_release_payload::<SwatchDrag>()?;
        Some((drag.index, self.place(before)))
    }

    /// Shift and an arrow move a colour along its ramp, or to the ramp above or below.
    fn by_keys(
        &self,
        ui: &Ui,
        response: &Response,
        (shade, index): (usize, u8),
    ) -> Option<(u8, RampPlace)> {
        if !response.has_focus() {
            return None;
        }
        let is_moving = ui.input(|input| input.modifiers.shift);
        let filter = EventFilter {
            horizontal_arrows: is_moving,
            vertical_arrows: is_moving,
            ..Default::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        if !is_moving {
            return None;
        }
        let pressed = |key: Key| ui.input(|input| input.key_pressed(key));
        let ramp = self.ramp?;
        let to = if pressed(Key::ArrowLeft) && 0 < shade {
            RampPlace::Ramp(ramp, shade - 1)
        } else if pressed(Key::ArrowRight) && shade + 1 < self.indices.len() {
            RampPlace::Ramp(ramp, shade + 2)
        } else if pressed(Key::ArrowUp) && 0 < ramp {
            RampPlace::Ramp(ramp - 1, shade)
        } else if pressed(Key::ArrowDown) {
            RampPlace::Ramp(ramp + 1, shade)
        } else {
            return None;
        };
        Some((index, to))
    }
}

fn name_ui(ui: &mut Ui, name: &str, side: f32) {
    let text = RichText::new(name).small().color(Tokens::in_ui(ui).text_muted);
    ui.allocate_ui_with_layout(
        vec2(NAMES, side),
        egui::Layout::left_to_right(egui::Align::Center),
        |ui| {
            ui.set_min_width(NAMES);
            ui.add(egui::Label::new(text).truncate());
        },
    );
}

/// Where a colour begins a ramp of its own.
fn new_ui(ui: &mut Ui, side: f32) -> Option<(u8, RampPlace)> {
    let mut moved = None;
    ui.horizontal(|ui| {
        name_ui(ui, "new ramp", side);
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::hover());
        let tokens = Tokens::in_ui(ui);
        let is_over = response.dnd_hover_payload::<SwatchDrag>().is_some();
        let colour = if is_over { tokens.accent } else { tokens.line };
        let frame = rect.shrink(2.0);
        ui.painter().rect_stroke(frame, 2.0, Stroke::new(1.0, colour), StrokeKind::Inside);
        if let Some(drag) = response.dnd_release_payload::<SwatchDrag>() {
            moved = Some((drag.index, RampPlace::New));
        }
    });
    moved
}

/// The colour at the pointer while it is dragged.
fn ghost_ui(ui: &Ui, palette: &Palette, side: f32) {
    let Some(drag) = DragAndDrop::payload::<SwatchDrag>(ui) else { return };
    let Some(pointer) = ui.input(|input| input.pointer.interact_pos()) else { return };
    if drag.index == TRANSPARENT {
        return;
    }
    let painter = ui.layer_painter(LayerId::new(Order::Tooltip, Id::unique("dragged colour")));
    let rect = Rect::from_min_size(pointer + vec2(6.0, 6.0), Vec2::splat(side));
    painter.rect_filled(rect, 2.0, colour_of(palette, drag.index));
    painter.rect_stroke(rect, 2.0, Stroke::new(1.0, Tokens::in_ui(ui).text), StrokeKind::Outside);
    ui.set_cursor_icon(CursorIcon::Grabbing);
}
