//! Breeding: parents, the mask on its canvas, how it is done, children and family.

mod canvas;
mod children;
mod family;
mod mask_tools;
mod parents;

pub(super) use canvas::{outline, pixel_rect};
use egui::{
    Button, ComboBox, Context, Key, Label, Painter, Rect, RichText, ScrollArea, Shape, Slider,
    Stroke, Ui,
    containers::scroll_area::{DragScroll, ScrollSource},
    vec2,
};

use crate::generate::Cross;
use crate::studio::{
    command::{BreedCommand, Command, CommandQueue},
    layout::Pane,
    state::{BreedSettings, CHILDREN, Likeness, MaskTool, Parent, State},
    textures::Textures,
    theme::{CONTROL_HEIGHT, SPACE_L, SPACE_S, SPACE_XS, Tokens},
    widgets::{limited, main_button, sprite_side, take_plain_keys},
};

/// Narrower than this, everything stands one below the other.
const TWO_COLUMNS: f32 = 460.0;
/// Height of what stands above and below the canvas.
const TOOLS_HEIGHT: f32 = 196.0;
/// Sides of the canvas, in points.
const CANVAS: std::ops::RangeInclusive<f32> = 256.0..=768.0;
/// The least width of the column beside the canvas.
const BESIDE: f32 = 216.0;

/// Narrower than this, strength and number of children take a line each.
const ONE_LINE: f32 = 488.0;

/// Narrower than this, the dropdown beside the number of children goes without its name.
const ROOM_FOR_NAMES: f32 = 280.0;

/// Draws the panel.
pub(super) fn show(ui: &mut Ui, state: &mut State, textures: &mut Textures, queue: &CommandQueue) {
    state.breed.has_pointer = ui.rect_contains_pointer(ui.max_rect());
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
                    mask_column_ui(ui, side, state, textures, queue);
                });
                ui.add_space(SPACE_L - SPACE_S);
                ui.vertical(|ui| {
                    ui.set_width(ui.available_width());
                    parents::show(ui, state, textures, queue);
                    ui.separator();
                    rest_ui(ui, state, textures, queue);
                });
            });
        } else {
            parents::show(ui, state, textures, queue);
            ui.separator();
            mask_column_ui(ui, side, state, textures, queue);
            ui.separator();
            rest_ui(ui, state, textures, queue);
        }
        ui.add_space(SPACE_S);
    });
}

fn mask_column_ui(
    ui: &mut Ui,
    side: f32,
    state: &mut State,
    textures: &mut Textures,
    queue: &CommandQueue,
) {
    mask_tools::tools_ui(ui, state);
    let shows_b = mask_tools::ghost_is_held(ui);
    canvas::show(ui, side, shows_b, state, textures);
    mask_tools::legend_ui(ui, state.breed.parent(Parent::B).is_some());
    mask_tools::ghost_ui(ui, state);
    mask_tools::operations_ui(ui, state, queue);
}

fn rest_ui(ui: &mut Ui, state: &mut State, textures: &mut Textures, queue: &CommandQueue) {
    dials_ui(ui, state);
    actions_ui(ui, state, queue);
    children::show(ui, state, textures, queue);
    ui.separator();
    family::show(ui, state, textures);
}

fn dials_ui(ui: &mut Ui, state: &mut State) {
    let has_b = state.breed.parent(Parent::B).is_some();
    let settings = &mut state.breed.settings;
    let width = ui.available_width();
    let meaning = has_b.then(|| meaning_of(settings.strength));
    if width < ONE_LINE {
        ui.horizontal(|ui| strength_ui(ui, settings, has_b, (width - 160.0).clamp(48.0, 160.0)));
        ui.horizontal(|ui| children_ui(ui, settings, has_b));
    } else {
        ui.horizontal(|ui| {
            strength_ui(ui, settings, has_b, (width - 452.0).clamp(40.0, 160.0));
            ui.add_space(SPACE_XS);
            children_ui(ui, settings, has_b);
        });
    }
    if let Some(meaning) = meaning {
        let text = RichText::new(meaning).small().color(Tokens::in_ui(ui).text_muted);
        ui.add(Label::new(text).wrap());
    }
}

/// What a strength means, in a line of its own.
fn meaning_of(strength: f32) -> &'static str {
    match strength {
        s if s <= 0.0 => "A varied: the model is shown nothing of B",
        s if s < Cross::STRENGTH => "B's colours and outline come in",
        s if s < 0.995 => "B's pixels stay from the middle on; the model draws the rest",
        _ => "B fitted in: the model draws the seam alone",
    }
}

fn strength_ui(ui: &mut Ui, settings: &mut BreedSettings, has_b: bool, slider_width: f32) {
    let label = ui.label(RichText::new("Strength of B").color(Tokens::in_ui(ui).text_muted));
    ui.spacing_mut().slider_width = slider_width;
    let percent = |text: &str| Some(text.trim_end_matches('%').trim().parse::<f64>().ok()? / 100.0);
    let dial = Slider::new(&mut settings.strength, 0.0..=1.0)
        .custom_formatter(|value, _| format!("{:.0} %", value * 100.0))
        .custom_parser(percent);
    ui.add_enabled(has_b, dial)
        .labelled_by(label.id)
        .on_hover_text(
            "From A varied (0 %) to B fitted in (100 %). Up to 50 % the model is shown more and \
             more of B, gets its outline and some of its colours; from there on more and more of \
             B's pixels stay, until the seam alone is drawn",
        )
        .on_disabled_hover_text("There is no B: A is varied alone");
}

/// The number of children and whose labels they get; where there is no room, the latter goes
/// without its name.
fn children_ui(ui: &mut Ui, settings: &mut BreedSettings, has_b: bool) {
    let has_room = ROOM_FOR_NAMES <= ui.available_width();
    let label = ui.label(RichText::new("Children").color(Tokens::in_ui(ui).text_muted));
    limited(ui, ("Children", &mut settings.n_children), CHILDREN, |dial| dial.speed(0.05))
        .labelled_by(label.id)
        .on_hover_text("Drag sideways, or click and type");
    let names = |likeness: Likeness| match likeness {
        Likeness::Strength => "by strength",
        Likeness::A => "like A",
        Likeness::B => "like B",
        Likeness::Any => "like anything",
    };
    let is_bs = matches!(settings.likeness, Likeness::Strength | Likeness::B);
    let shown_likeness = if is_bs && !has_b { Likeness::A } else { settings.likeness };
    let muted = Tokens::in_ui(ui).text_muted;
    let label = has_room.then(|| ui.label(RichText::new("Labels").color(muted)));
    let combo = ComboBox::from_id_salt("likeness").width(72.0);
    let shown = combo.selected_text(names(shown_likeness)).show_ui(ui, |ui| {
        for likeness in [Likeness::Strength, Likeness::A, Likeness::B, Likeness::Any] {
            if has_b || !matches!(likeness, Likeness::Strength | Likeness::B) {
                ui.selectable_value(&mut settings.likeness, likeness, names(likeness));
            }
        }
    });
    let shown = match label {
        Some(label) => shown.response.labelled_by(label.id),
        None => shown.response,
    };
    shown.on_hover_text(
        "Whose zone and category the model is asked for; by strength: A's, and from 50 % on B's",
    );
}

fn actions_ui(ui: &mut Ui, state: &mut State, queue: &CommandQueue) {
    let obstacle = state.breed_obstacle();
    ui.horizontal_wrapped(|ui| {
        main_button(ui, queue, Command::Breed(BreedCommand::Breed), obstacle.is_none());
        let others = Command::Breed(BreedCommand::Others);
        short_button(ui, queue, ("Others", others), obstacle.is_none());
        ui.checkbox(&mut state.breed.settings.keeps_outline, "Keep A's outline").on_hover_text(
            "Inside the mask too, what is transparent stays so, and what is not gets new colours",
        );
    });
    if let Some(obstacle) = obstacle {
        ui.label(RichText::new(obstacle).small().color(Tokens::in_ui(ui).notice));
    }
}

/// A button with a shorter name than its command, where the place says the rest.
pub(super) fn short_button(
    ui: &mut Ui,
    queue: &CommandQueue,
    (text, command): (&str, Command),
    is_enabled: bool,
) {
    let button = Button::new(text).min_size(vec2(0.0, CONTROL_HEIGHT));
    let response = ui.add_enabled(is_enabled, button);
    if response.clicked() {
        queue.push(command);
    }
    response.on_hover_ui(|ui| {
        ui.label(command.tooltip());
        if let Some(keys) = command.keys(ui) {
            ui.label(RichText::new(keys).small().weak());
        }
    });
}

/// The frame of something that is not there.
fn dashed_frame(painter: &Painter, rect: Rect, tokens: &Tokens) {
    let rect = rect.shrink(0.5);
    let corners = [
        rect.left_top(),
        rect.right_top(),
        rect.right_bottom(),
        rect.left_bottom(),
        rect.left_top(),
    ];
    painter.extend(Shape::dashed_line(&corners, Stroke::new(1.0, tokens.text_muted), 4.0, 3.0));
}

/// The keys of tools and brush, while the pointer is over the panel: elsewhere the same keys
/// may mean something else.
pub(in crate::studio) fn take_keys(ctx: &Context, state: &mut State) {
    let is_meant = state.breed.has_pointer && state.in_front.contains(&Pane::Breed);
    if !is_meant {
        return;
    }
    take_plain_keys(ctx, |key| {
        match (tool_of(key), key) {
            (Some(tool), _) => state.breed.tool = tool,
            (None, Key::Plus | Key::Equals) => state.step_brush(1),
            (None, Key::Minus) => state.step_brush(-1),
            _ => return false,
        }
        true
    });
}

/// Aseprite's keys.
fn key_of(tool: MaskTool) -> Key {
    match tool {
        MaskTool::Brush => Key::B,
        MaskTool::Eraser => Key::E,
        MaskTool::Rectangle => Key::U,
        MaskTool::Fill => Key::G,
    }
}

fn tool_of(key: Key) -> Option<MaskTool> {
    MaskTool::ALL.into_iter().find(|tool| key_of(*tool) == key)
}
