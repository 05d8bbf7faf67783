//! The inspector: the current sprite large, its facts, and what can be done with it.

use egui::{
    Align, CentralPanel, Color32, Frame, Grid, Label, Layout, Panel, RichText, ScrollArea, Sense,
    StrokeKind, TextWrapMode, Ui, vec2,
};

use super::big_view::{self, MAX_ZOOM};
use crate::{
    sprite::{ENTRIES, Recipe, Rgb, Sprite, TRANSPARENT},
    studio::{
        art::Look,
        command::{Command, CommandQueue, FileCommand, KeptCommand, ViewCommand},
        state::State,
        textures::Textures,
        theme::{SPACE_S, SPACE_XS, Tokens},
        widgets::{command_button, icon_button, toggle_button},
    },
};

/// Facts that are no facts while there is no sprite.
const NOTHING: &str = "–";
/// Narrower than this the two halves of the row of the zoom would lie over each other.
const ONE_ROW: f32 = 320.0;

/// Draws the inspector.
pub(in crate::studio) fn show(
    ui: &mut Ui,
    state: &mut State,
    textures: &mut Textures,
    queue: &CommandQueue,
) {
    header_ui(ui, state, queue);
    // What can be done stays in reach however little height is left for the facts.
    Panel::bottom("actions").frame(Frame::NONE).show_separator_line(false).show(ui, |ui| {
        ui.add_space(SPACE_S);
        actions_ui(ui, state, queue);
    });
    CentralPanel::no_frame().show(ui, |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            // The facts below the view are about this high.
            const FACTS: f32 = 166.0;
            let second_row = ui.spacing().interact_size.y + SPACE_S;
            let facts = if ui.available_width() < ONE_ROW { FACTS + second_row } else { FACTS };
            let side = ui.available_width().min((ui.available_height() - facts).max(96.0));
            let under_pointer = ui
                .with_layout(Layout::top_down(Align::Center), |ui| {
                    big_view::show(ui, side, state, textures, queue)
                })
                .inner;
            zoom_ui(ui, state, queue);
            pointer_ui(ui, state, under_pointer);
            ui.add_space(SPACE_XS);
            facts_ui(ui, state);
        });
    });
}

fn header_ui(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    let nothing = || ("No sprite yet".to_owned(), " ".to_owned());
    let (title, subtitle) = state.current_title().unwrap_or_else(nothing);
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            command_button(ui, queue, keeping(state), state.allows(keeping(state)));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(RichText::new(&title).heading()).truncate());
            });
        });
    });
    let text = match state.current_look() {
        Look::Drawing(preview) if preview.is_refused => format!("{subtitle}, being improved"),
        Look::Drawing(_) | Look::Waiting(_) => format!("{subtitle}, being drawn"),
        Look::Empty | Look::Done(_) => subtitle,
    };
    ui.horizontal(|ui| {
        if state.is_unsaved() {
            let text = RichText::new("Unsaved").color(Tokens::in_ui(ui).notice);
            ui.label(text).on_hover_text("Stored by Ctrl+S, or once another sprite is looked at");
        }
        ui.add(Label::new(RichText::new(&text).weak()).truncate()).on_hover_text(&text);
    });
    ui.spacing_mut().item_spacing.y = SPACE_S;
    ui.add_space(SPACE_S);
}

/// What can be done to have the current sprite in the collection.
fn keeping(state: &State) -> Command {
    match state.current_kept() {
        Some(_) if state.is_unsaved() => Command::Kept(KeptCommand::Save),
        Some(_) => Command::Kept(KeptCommand::Copy),
        None => Command::Kept(KeptCommand::Keep),
    }
}

fn zoom_ui(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    let zoom = state.view.shown_zoom;
    let toggles = |ui: &mut Ui| {
        toggle_button(
            ui,
            queue,
            Command::View(ViewCommand::TogglePixelGrid),
            state.view.has_pixel_grid,
        );
        toggle_button(ui, queue, Command::View(ViewCommand::ToggleTiles), state.view.is_tiled);
    };
    let is_one_row = ONE_ROW <= ui.available_width();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE_XS;
        icon_button(ui, queue, Command::View(ViewCommand::ZoomOut), 1 < zoom);
        let text = RichText::new(format!("{zoom}×")).monospace();
        ui.add_sized(vec2(40.0, ui.spacing().interact_size.y), Label::new(text));
        icon_button(ui, queue, Command::View(ViewCommand::ZoomIn), zoom < MAX_ZOOM);
        toggle_button(ui, queue, Command::View(ViewCommand::ZoomFit), state.view.zoom.is_none());
        if is_one_row {
            ui.with_layout(Layout::right_to_left(Align::Center), toggles);
        }
    });
    if !is_one_row {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = SPACE_XS;
            toggles(ui);
        });
    }
}

/// One line about the pixel under the pointer; it is always there, so that nothing jumps.
fn pointer_ui(ui: &mut Ui, state: &State, under_pointer: Option<(i32, i32)>) {
    let look = state.current_look();
    let sprite = look.sprite().filter(|_| !matches!(look, Look::Waiting(_)));
    let found = under_pointer.zip(sprite);
    ui.horizontal(|ui| {
        ui.set_height(18.0);
        let Some(((x, y), sprite)) = found else {
            ui.label(RichText::new("Point at a pixel to read it").small().weak());
            return;
        };
        let index = sprite.at(x, y);
        let Rgb([r, g, b]) = state.current_palette().colours()[usize::from(index)];
        let (swatch, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
        let line = egui::Stroke::new(1.0, Tokens::in_ui(ui).line);
        let text = if index == TRANSPARENT {
            ui.painter().rect_stroke(swatch, 2.0, line, StrokeKind::Inside);
            format!("x {x:2}  y {y:2}  transparent")
        } else {
            let fill = Color32::from_rgb(r, g, b);
            ui.painter().rect(swatch, 2.0, fill, line, StrokeKind::Inside);
            format!("x {x:2}  y {y:2}  index {index:2}  #{r:02x}{g:02x}{b:02x}")
        };
        ui.label(RichText::new(text).monospace());
    });
}

fn facts_ui(ui: &mut Ui, state: &State) {
    let art = state.current_art();
    let recipe = art.and_then(|art| art.recipe.as_ref());
    let made = |of: fn(&Recipe) -> String| recipe.map_or_else(|| NOTHING.to_owned(), of);
    let seen =
        |of: fn(&Sprite) -> String| art.map_or_else(|| NOTHING.to_owned(), |art| of(&art.sprite));
    let facts = [
        [
            ("Seed", made(|recipe| recipe.seed.to_string())),
            ("Variant", made(|recipe| recipe.variant.to_string())),
            ("Colours", seen(|sprite| n_colours(sprite).to_string())),
        ],
        [
            ("Shape temp.", made(|recipe| format!("{:.2}", recipe.sampling.shape_temperature))),
            ("Colour temp.", made(|recipe| format!("{:.2}", recipe.sampling.colour_temperature))),
            ("Opaque pixels", seen(|sprite| sprite.opaque_count().to_string())),
        ],
    ];
    let column_width = (ui.available_width() - 2.0 * SPACE_S) / 3.0;
    Grid::new("facts").num_columns(3).spacing(vec2(SPACE_S, SPACE_S)).show(ui, |ui| {
        for row in facts {
            for (name, value) in row {
                ui.vertical(|ui| {
                    ui.set_width(column_width);
                    ui.spacing_mut().item_spacing.y = 1.0;
                    ui.add(Label::new(RichText::new(name).small().weak()).truncate());
                    ui.add(Label::new(value).truncate());
                });
            }
            ui.end_row();
        }
    });
}

fn n_colours(sprite: &Sprite) -> usize {
    let mut is_used = [false; ENTRIES];
    sprite.pixels().iter().for_each(|&index| is_used[usize::from(index)] = true);
    is_used.iter().skip(1).filter(|&&is_used| is_used).count()
}

fn actions_ui(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    let rows = [
        [Command::Reroll, Command::File(FileCommand::Export)],
        [Command::CopyImage, Command::CopyRecipe],
    ];
    ui.style_mut().wrap_mode = Some(TextWrapMode::Truncate);
    for row in rows {
        ui.columns(2, |columns| {
            for (ui, command) in columns.iter_mut().zip(row) {
                ui.with_layout(Layout::top_down_justified(Align::Center), |ui| {
                    let button = command_button(ui, queue, command, state.allows(command));
                    if let Some(reason) = state.reason(command) {
                        button.on_disabled_hover_text(reason);
                    }
                });
            }
        });
    }
}
