//! The dialog that gives a palette entry another colour, while everything follows.

use egui::{
    Color32, Id, Rect, RichText, Role, Sense, Slider, SliderClamping, StrokeKind, TextEdit, Ui,
    WidgetInfo, Window, vec2,
};

use super::colours::{colour_of, told};
use crate::{
    sprite::{Palette, Rgb, TRANSPARENT},
    studio::{
        command::EditCommand,
        state::{ColourDialog, State, n_sprites},
        theme::{RADIUS, SPACE_S, Tokens},
    },
};

/// Size of the strips that show the colour before and now.
const SWATCH: egui::Vec2 = vec2(104.0, 36.0);

/// Draws the dialog while it is open; `area` is the editor, in whose corner it begins.
pub(super) fn show(ui: &Ui, state: &mut State, area: Rect) {
    let Some(mut dialog) = state.edit.colour_dialog.clone() else { return };
    if state.current_art().is_none() || dialog.index == TRANSPARENT {
        state.edit.colour_dialog = None;
        return;
    }
    follow(&mut dialog, state);
    let name = EditCommand::ChangeColour.name().trim_end_matches('…');
    let mut is_open = true;
    // Beside the canvas, over the inspector: the sprite is what the artist looks at.
    let corner = egui::pos2(area.max.x + SPACE_S, area.min.y + 72.0);
    let window = Window::new(name).id(Id::unique("change colour")).default_pos(corner);
    let window = window.open(&mut is_open).resizable(false).collapsible(false);
    let shown = window.show(ui, |ui| content_ui(ui, state, &mut dialog));
    let Answer { is_changed, is_done } = shown.and_then(|shown| shown.inner).unwrap_or_default();
    if is_changed {
        state.set_entry(dialog.index, Rgb::from_hsv(dialog.hsv), dialog.has_kept);
    }
    state.edit.colour_dialog = (is_open && !is_done).then_some(dialog);
}

/// The dialog is about the entry in front, and undo may have brought another colour.
fn follow(dialog: &mut ColourDialog, state: &State) {
    let index = match state.edit.foreground {
        TRANSPARENT => dialog.index,
        index => index,
    };
    let colour = state.current_palette().colours()[usize::from(index)];
    if index != dialog.index || Rgb::from_hsv(dialog.hsv) != colour {
        *dialog =
            ColourDialog { index, hsv: colour.to_hsv(), hex: colour.to_hex(), ..dialog.clone() };
    }
}

/// What was done in the dialog.
#[derive(Clone, Copy, Debug, Default)]
struct Answer {
    is_changed: bool,
    is_done: bool,
}

fn content_ui(ui: &mut Ui, state: &State, dialog: &mut ColourDialog) -> Answer {
    let palette = state.current_palette();
    let muted = Tokens::in_ui(ui).text_muted;
    ui.spacing_mut().slider_width = 150.0;
    ui.horizontal(|ui| {
        let (rect, response) = ui.allocate_exact_size(SWATCH, Sense::hover());
        let text = format!("Entry {}", told(palette, dialog.index));
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, text.as_str()));
        let line = egui::Stroke::new(1.0, Tokens::in_ui(ui).line);
        ui.painter().rect(rect, RADIUS, colour_of(palette, dialog.index), line, StrokeKind::Inside);
        ui.vertical(|ui| {
            ui.label(format!("Palette entry {}", dialog.index));
            let place = place_in_ramp(palette, dialog.index);
            ui.label(RichText::new(place).small().color(muted));
        });
    });
    ui.add_space(SPACE_S);
    let [hue, saturation, value] = &mut dialog.hsv;
    let mut is_changed = false;
    for (channel, name, most) in
        [(hue, "Hue", 360.0), (saturation, "Saturation", 100.0), (value, "Value", 100.0)]
    {
        let mut shown = *channel * most;
        // What is but shown is not rounded, so that opening the dialog changes nothing.
        let slider = Slider::new(&mut shown, 0.0..=most).clamping(SliderClamping::Edits);
        if ui.add(slider.fixed_decimals(0).text(name)).changed() {
            *channel = shown / most;
            is_changed = true;
        }
    }
    if is_changed {
        dialog.hex = Rgb::from_hsv(dialog.hsv).to_hex();
    }
    is_changed |= hex_ui(ui, dialog);
    ui.add_space(SPACE_S);
    let n_kept = state.n_kept_in(palette);
    let text = format!("Kept sprites follow too ({})", n_sprites(n_kept));
    ui.add_enabled(0 < n_kept, egui::Checkbox::new(&mut dialog.has_kept, text))
        .on_hover_text("Those in the same palette; their files are written again");
    ui.label(RichText::new("All that is drawn with the entry follows.").small().color(muted));
    ui.add_space(SPACE_S);
    Answer { is_changed, is_done: ui.button("Done").clicked() }
}

/// Where an entry stands among the ramps: "Shade 1 of 7 in the ramp lagoon".
fn place_in_ramp(palette: &Palette, index: u8) -> String {
    let found = palette.ramps().iter().find_map(|ramp| {
        let at = ramp.indices.iter().position(|&other| other == index)?;
        Some(format!("Shade {} of {} in the ramp {}", at + 1, ramp.indices.len(), ramp.name))
    });
    found.unwrap_or_else(|| "In no ramp".to_owned())
}

/// The colour as digits; says whether another was typed.
fn hex_ui(ui: &mut Ui, dialog: &mut ColourDialog) -> bool {
    let tokens = Tokens::in_ui(ui);
    let mut is_changed = false;
    ui.horizontal(|ui| {
        let label = ui.label(RichText::new("Hex").color(tokens.text_muted));
        let read = Rgb::from_hex(&dialog.hex);
        let colour: Color32 = if read.is_some() { tokens.text } else { tokens.danger };
        let field = TextEdit::singleline(&mut dialog.hex).desired_width(84.0).char_limit(7);
        let field = ui.add(field.text_color(colour)).labelled_by(label.id);
        if field.changed()
            && let Some(colour) = Rgb::from_hex(&dialog.hex)
        {
            dialog.hsv = colour.to_hsv();
            is_changed = true;
        }
        if field.lost_focus() {
            dialog.hex = Rgb::from_hsv(dialog.hsv).to_hex();
        }
        field.on_hover_text("Six digits, as 3f8a91");
    });
    is_changed
}
