//! The line over the grid: what its sprites should be, in words and as chips, and its axes.

use std::ops::Range;

use egui::{
    Align, Button, Color32, FontId, Id, Key, Layout, PopupCloseBehavior, Response, RichText,
    ScrollArea, Stroke, TextBuffer, TextEdit, TextStyle, Ui,
    containers::menu::{MenuButton, MenuConfig, SubMenuButton},
    text::{CCursor, CCursorRange, LayoutJob, TextFormat},
    text_edit::TextEditState,
    vec2,
};

use crate::{
    generate::GridAxis,
    sprite::{Schema, WordSense},
    studio::{
        names::display_name,
        state::{Misread, State},
        theme::{SPACE_S, SPACE_XS, Tokens},
        widgets::menu_scroll,
    },
};

/// Widths of the field, in points.
const FIELD: std::ops::RangeInclusive<f32> = 120.0..=300.0;
/// Room for "Add" and "Axes".
const MENUS: f32 = 130.0;
/// How long the typing rests before the last word counts as finished, in seconds.
const PAUSE: f64 = 0.8;
/// Height of menus of values, in points.
const MENU_HEIGHT: f32 = 360.0;

/// What the row was used for.
enum Asked {
    Line,
    Mended(String),
    Value(usize, Option<u8>),
    Axes(GridAxis, GridAxis),
}

/// Draws the row, and does what it was used for.
pub(super) fn show(ui: &mut Ui, state: &mut State) {
    state.refresh_prompt();
    let Some(world) = state.world().cloned() else { return };
    let mut asked = None;
    let row = ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE_XS;
        let field = field_ui(ui, state, &mut asked);
        add_ui(ui, &world, state, &mut asked);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            axes_ui(ui, &world, state, &mut asked);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                if let Some(error) = &state.prompt.error {
                    let row = ScrollArea::horizontal().id_salt("misread");
                    let word =
                        row.show(ui, |ui| ui.horizontal_centered(|ui| misread_ui(ui, error)).inner);
                    asked = word.inner.map(Asked::Mended).or(asked.take());
                } else {
                    chips_ui(ui, &world, state, &mut asked);
                }
            });
        });
        field
    });
    match asked {
        Some(Asked::Line) => {
            state.ask_line();
            if state.prompt.error.is_some() {
                // What is typed next mends the line, and is no command.
                ui.memory_mut(|memory| memory.request_focus(row.inner));
            }
        }
        Some(Asked::Mended(word)) => {
            let is_typed = state.prompt.is_unfinished;
            state.mend_line(&word);
            if is_typed {
                type_on(ui, row.inner, &state.prompt.text);
            }
        }
        Some(Asked::Value(axis, value)) => state.ask_value(axis, value),
        Some(Asked::Axes(rows, columns)) => state.ask_axes(rows, columns),
        None => {}
    }
}

/// Says what is wrong with a line of words, with a button for each word that may have been
/// meant; returns the one that was clicked.
pub(super) fn misread_ui(ui: &mut Ui, error: &Misread) -> Option<String> {
    let text = RichText::new(&error.text).small().color(Tokens::in_ui(ui).danger);
    if error.near.is_empty() {
        ui.add(egui::Label::new(text).wrap()).on_hover_text(&error.text);
        return None;
    }
    ui.label(text);
    let mut chosen = None;
    for word in &error.near {
        let button = ui.button(RichText::new(word).small());
        if button.on_hover_text(format!("Puts \"{word}\" in its place")).clicked() {
            chosen = Some(word.clone());
        }
    }
    chosen
}

/// Draws the field; returns its name for the keyboard focus.
fn field_ui(ui: &mut Ui, state: &mut State, asked: &mut Option<Asked>) -> Id {
    let tokens = Tokens::in_ui(ui);
    let label = ui.label(RichText::new("Prompt").color(tokens.text_muted));
    let is_wrong = state.prompt.error.is_some();
    let wrong = state.prompt.error.clone();
    let font = TextStyle::Body.resolve(ui.style());
    let mut layouter = |ui: &Ui, text: &dyn TextBuffer, _width: f32| {
        let text = text.as_str();
        let marked = wrong.as_ref().map(|error| error.place(text).unwrap_or(0..text.len()));
        ui.fonts_mut(|fonts| fonts.layout_job(marked_line(text, marked, &font, tokens)))
    };
    let width = (ui.available_width() - MENUS) / 2.0;
    let hint = state.prompt_hint();
    let field = TextEdit::singleline(&mut state.prompt.text)
        .desired_width(width.clamp(*FIELD.start(), *FIELD.end()))
        .min_size(vec2(0.0, ui.spacing().interact_size.y))
        .align(egui::Align2::LEFT_CENTER)
        .hint_text(hint)
        .background_color(tokens.cell)
        .layouter(&mut layouter)
        .char_limit(Schema::MAX_PROMPT);
    let response = ui
        .scope(|ui| {
            if is_wrong {
                let widgets = &mut ui.visuals_mut().widgets;
                for look in [&mut widgets.inactive, &mut widgets.hovered] {
                    look.bg_stroke = Stroke::new(1.0, tokens.danger);
                }
            }
            ui.add(field)
        })
        .inner
        .labelled_by(label.id)
        .on_hover_text("What every sprite of the grid should be, in words; Enter draws");
    read_while_typed(ui, state, &response);
    if response.lost_focus() {
        if ui.input(|input| input.key_pressed(Key::Enter)) {
            *asked = Some(Asked::Line);
        } else if ui.input(|input| input.key_pressed(Key::Escape)) && is_wrong {
            state.drop_line();
        }
    }
    if std::mem::take(&mut state.prompt.wants_keyboard) {
        response.request_focus();
    }
    response.id
}

/// Marks unknown words as soon as they are finished, or the typing rests.
fn read_while_typed(ui: &Ui, state: &mut State, response: &Response) {
    let now = ui.input(|input| input.time);
    if response.changed() {
        state.prompt.typed_at = Some(now);
        state.read_as_typed(false);
    }
    let Some(at) = state.prompt.typed_at else { return };
    if at + PAUSE <= now || response.lost_focus() {
        state.prompt.typed_at = None;
        state.read_as_typed(true);
    } else {
        ui.request_repaint_after(std::time::Duration::from_secs_f64(at + PAUSE - now + 0.01));
    }
}

/// Gives the field the keyboard, behind the end of its text.
fn type_on(ui: &Ui, field: Id, text: &str) {
    let mut edit = TextEditState::load(ui, field).unwrap_or_default();
    let end = CCursor::new(text.chars().count());
    edit.cursor.set_char_range(Some(CCursorRange::one(end)));
    edit.store(ui, field);
    ui.memory_mut(|memory| memory.request_focus(field));
}

/// A line of text with the part that is wrong in red, and underlined.
fn marked_line(
    text: &str,
    marked: Option<Range<usize>>,
    font: &FontId,
    tokens: &Tokens,
) -> LayoutJob {
    let format = |color: Color32, underline: Stroke| TextFormat {
        font_id: font.clone(),
        color,
        underline,
        ..TextFormat::default()
    };
    let plain = format(tokens.text, Stroke::NONE);
    let wrong = format(tokens.danger, Stroke::new(1.0, tokens.danger));
    let marked = marked.unwrap_or(0..0);
    let mut job = LayoutJob { keep_trailing_whitespace: true, ..LayoutJob::default() };
    job.append(&text[..marked.start], 0.0, plain.clone());
    job.append(&text[marked.clone()], 0.0, wrong);
    job.append(&text[marked.end..], 0.0, plain);
    job
}

/// The menu of all words, axis by axis.
fn add_ui(ui: &mut Ui, world: &Schema, state: &State, asked: &mut Option<Asked>) {
    let (button, _) = MenuButton::new("Add").ui(ui, |ui| {
        for (axis, found) in world.axes().enumerate() {
            SubMenuButton::new(display_name(found.name)).ui(ui, |ui| {
                values_ui(ui, world, state, axis, asked);
            });
        }
    });
    button.on_hover_text("The words that this model knows");
}

/// The values of one axis as a menu; the one on show is marked.
fn values_ui(ui: &mut Ui, world: &Schema, state: &State, axis: usize, asked: &mut Option<Asked>) {
    let Some(found) = world.axes().nth(axis) else { return };
    let now = state.grid.axes.labels.get(axis);
    menu_scroll(ui, MENU_HEIGHT, |ui| {
        if ui.add(Button::selectable(now.is_none(), "Any")).clicked() {
            *asked = Some(Asked::Value(axis, None));
            ui.close();
        }
        for (value, name) in found.values.iter().enumerate() {
            let value = Some(value as u8);
            if ui.add(Button::selectable(now == value, display_name(name))).clicked() {
                *asked = Some(Asked::Value(axis, value));
                ui.close();
            }
        }
    });
}

/// One chip a value: a click opens the other values of its axis.
fn chips_ui(ui: &mut Ui, world: &Schema, state: &State, asked: &mut Option<Asked>) {
    ScrollArea::horizontal().id_salt("chips").show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            for word in &state.prompt.words {
                let WordSense { axis, .. } = word.sense;
                let (button, _) = MenuButton::new(RichText::new(&word.text).small()).ui(ui, |ui| {
                    if ui.button("Remove").clicked() {
                        *asked = Some(Asked::Value(axis, None));
                        ui.close();
                    }
                    ui.separator();
                    values_ui(ui, world, state, axis, asked);
                });
                button.on_hover_text("Remove it, or take another");
            }
        });
    });
}

/// What rows and columns are.
fn axes_ui(ui: &mut Ui, world: &Schema, state: &State, asked: &mut Option<Asked>) {
    let axes = state.grid.axes;
    let close = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let (button, _) = MenuButton::new("Axes").config(close).ui(ui, |ui| {
        ui.horizontal_top(|ui| {
            for (name, is_rows) in [("Rows", true), ("Columns", false)] {
                let (own, other) =
                    if is_rows { (axes.rows, axes.columns) } else { (axes.columns, axes.rows) };
                // Where the words leave one value, variants are on show.
                let shown = axes.shown(world, own);
                ui.vertical(|ui| {
                    ui.label(RichText::new(name).strong());
                    let named = world
                        .axes()
                        .enumerate()
                        .map(|(place, axis)| (GridAxis::Axis(place), display_name(axis.name)));
                    let variants = GridAxis::Variants(crate::generate::GridAxes::VARIANTS);
                    for (axis, text) in named.chain([(variants, "Variants".to_owned())]) {
                        let is_free = axis != other || axis == variants;
                        let button = Button::selectable(axis == shown, text);
                        if ui.add_enabled(is_free, button).clicked() {
                            let (rows, columns) =
                                if is_rows { (axis, other) } else { (other, axis) };
                            *asked = Some(Asked::Axes(rows, columns));
                        }
                    }
                });
                ui.add_space(SPACE_S);
            }
        });
    });
    button.on_hover_text("What the rows and the columns of the grid are");
}
