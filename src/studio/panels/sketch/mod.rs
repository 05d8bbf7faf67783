//! The sketch panel: a rough canvas, what it is painted with, and sprites that follow it.

mod canvas;
mod proposals;
mod tools;
mod variants;

use egui::{
    Context, Key, RichText, ScrollArea, TextEdit, Ui,
    containers::scroll_area::{DragScroll, ScrollSource},
    vec2,
};

use super::{breed::short_button, prompt::misread_ui};
use crate::{
    sprite::Schema,
    studio::{
        command::{Command, CommandQueue, SketchCommand},
        layout::Pane,
        state::{SketchTool, State, VARIANTS},
        textures::Textures,
        theme::{CONTROL_HEIGHT, SPACE_L, SPACE_S, SPACE_XS, Tokens},
        widgets::{limited, main_button, sprite_side, take_plain_keys},
    },
};

/// Narrower than this, everything stands one below the other.
const TWO_COLUMNS: f32 = 460.0;
/// Height of what stands above and below the canvas.
const TOOLS_HEIGHT: f32 = 196.0;
/// Sides of the canvas, in points.
const CANVAS: std::ops::RangeInclusive<f32> = 256.0..=768.0;
/// The least width of the column beside the canvas.
const BESIDE: f32 = 216.0;

/// Draws the panel.
pub(super) fn show(ui: &mut Ui, state: &mut State, textures: &mut Textures, queue: &CommandQueue) {
    state.sketch.has_pointer = ui.rect_contains_pointer(ui.max_rect());
    let height = ui.available_height();
    // A stroke must not scroll what it is painted on.
    let source = ScrollSource { drag: DragScroll::Never, ..Default::default() };
    ScrollArea::vertical().auto_shrink(false).scroll_source(source).show(ui, |ui| {
        ui.add_space(SPACE_S);
        let width = ui.available_width();
        let is_wide = TWO_COLUMNS <= width;
        let widest = if is_wide { (width * 0.56).min(width - BESIDE - SPACE_L) } else { width };
        let most = widest.min((height - TOOLS_HEIGHT).max(*CANVAS.start())).min(*CANVAS.end());
        let side = sprite_side(most, ui.pixels_per_point());
        if is_wide {
            ui.horizontal_top(|ui| {
                ui.vertical(|ui| {
                    ui.set_width(side);
                    sketch_ui(ui, side, state, queue);
                });
                ui.add_space(SPACE_L - SPACE_S);
                ui.vertical(|ui| {
                    ui.set_width(ui.available_width());
                    sprites_ui(ui, state, textures, queue);
                });
            });
        } else {
            sketch_ui(ui, side, state, queue);
            ui.separator();
            sprites_ui(ui, state, textures, queue);
        }
        ui.add_space(SPACE_S);
    });
}

/// The canvas, with its tools above and its paints below.
fn sketch_ui(ui: &mut Ui, side: f32, state: &mut State, queue: &CommandQueue) {
    tools::tools_ui(ui, state);
    canvas::show(ui, side, state);
    tools::paints_ui(ui, state);
    tools::operations_ui(ui, state, queue);
}

/// What the sprites should be, and the sprites.
fn sprites_ui(ui: &mut Ui, state: &mut State, textures: &mut Textures, queue: &CommandQueue) {
    prompt_ui(ui, state);
    proposals::show(ui, state);
    let obstacle = state.sketch_obstacle();
    ui.horizontal_wrapped(|ui| {
        main_button(ui, queue, Command::Sketch(SketchCommand::Draw), obstacle.is_none());
        let others = Command::Sketch(SketchCommand::Others);
        short_button(ui, queue, ("Others", others), obstacle.is_none());
        let to_cell = Command::Sketch(SketchCommand::ToCell);
        short_button(ui, queue, ("Put into grid cell", to_cell), state.allows(to_cell));
    });
    ui.horizontal(|ui| number_ui(ui, state));
    match obstacle {
        Some(obstacle) => {
            ui.label(RichText::new(obstacle).small().color(Tokens::in_ui(ui).notice));
        }
        None => {
            ui.label(RichText::new(meaning(state)).small().color(Tokens::in_ui(ui).text_muted));
        }
    }
    variants::show(ui, state, textures, queue);
}

/// What a click on "Draw sketch" will do, in a line.
fn meaning(state: &State) -> &'static str {
    if state.sketch.prompt.trim().is_empty() {
        "Without words the model chooses what fits the shape"
    } else {
        "Sprites follow the shape and the words"
    }
}

/// What the sprites should be, in words.
fn prompt_ui(ui: &mut Ui, state: &mut State) {
    let tokens = Tokens::in_ui(ui);
    let (mut is_asked, mut field_id) = (false, None);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE_XS;
        let hint = state.prompt_hint();
        let label = ui.label(RichText::new("Words").color(tokens.text_muted));
        let is_wrong = state.sketch.prompt_error.is_some();
        let width = (ui.available_width() - 84.0).clamp(96.0, 320.0);
        let field = TextEdit::singleline(&mut state.sketch.prompt)
            .desired_width(width)
            .min_size(vec2(0.0, CONTROL_HEIGHT))
            .align(egui::Align2::LEFT_CENTER)
            .hint_text(hint)
            .background_color(tokens.cell)
            .text_color(if is_wrong { tokens.danger } else { tokens.text })
            .char_limit(Schema::MAX_PROMPT);
        let response = ui
            .add(field)
            .labelled_by(label.id)
            .on_hover_text("What the sprites should be; Enter draws");
        if response.changed() {
            state.sketch.prompt_error = None;
        }
        field_id = Some(response.id);
        is_asked = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
            state.sketch.prompt_error = None;
        }
        if ui
            .button("Of cell")
            .on_hover_text("Takes over what the selected cell of the grid was asked to be")
            .clicked()
        {
            state.sketch_prompt_of_cell();
        }
    });
    let error = state.sketch.prompt_error.as_ref();
    let word = error.and_then(|error| {
        let row = |ui: &mut Ui| misread_ui(ui, error);
        ui.horizontal_wrapped(row).inner
    });
    if let Some(word) = word {
        state.mend_sketch_line(&word);
    }
    if is_asked {
        state.ask_sketch_line();
        if let Some(field) = field_id.filter(|_| state.sketch.prompt_error.is_some()) {
            // What is typed next mends the words, and is no command.
            ui.memory_mut(|memory| memory.request_focus(field));
        }
    }
}

fn number_ui(ui: &mut Ui, state: &mut State) {
    let settings = &mut state.sketch.settings;
    let label = ui.label(RichText::new("Variants").color(Tokens::in_ui(ui).text_muted));
    limited(ui, ("Variants", &mut settings.n_variants), VARIANTS, |dial| dial.speed(0.05))
        .labelled_by(label.id)
        .on_hover_text("Drag sideways, or click and type");
    ui.checkbox(&mut settings.is_live, "Live")
        .on_hover_text("Draws them anew whenever a stroke ends");
}

/// The keys of tools and brush, while the pointer is over the panel: elsewhere the same keys
/// may mean something else.
pub(in crate::studio) fn take_keys(ctx: &Context, state: &mut State) {
    let is_meant = state.sketch.has_pointer && state.in_front.contains(&Pane::Sketch);
    if !is_meant {
        return;
    }
    take_plain_keys(ctx, |key| {
        match (tool_of(key), key) {
            (Some(tool), _) => state.sketch.tool = tool,
            (None, Key::Plus | Key::Equals) => state.step_sketch_brush(1),
            (None, Key::Minus) => state.step_sketch_brush(-1),
            _ => return false,
        }
        true
    });
}

/// Aseprite's keys.
fn key_of(tool: SketchTool) -> Key {
    match tool {
        SketchTool::Brush => Key::B,
        SketchTool::Eraser => Key::E,
        SketchTool::Rectangle => Key::U,
        SketchTool::Fill => Key::G,
    }
}

fn tool_of(key: Key) -> Option<SketchTool> {
    SketchTool::ALL.into_iter().find(|tool| key_of(*tool) == key)
}
