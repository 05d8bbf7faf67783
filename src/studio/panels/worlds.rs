//! The dialog of worlds: a sheet of each, and what can be done with it.

use egui::{
    Button, Id, Key, Label, Modal, Rect, RichText, ScrollArea, Sense, TextEdit, TextureOptions, Ui,
    pos2, vec2,
};

use crate::{
    shelf::World,
    sprite::SIDE,
    studio::{
        command::{Command, CommandQueue, FileCommand},
        shelving::Order,
        state::{Sheet, State},
        theme::{CELL_RADIUS, CONTROL_HEIGHT, SPACE_L, SPACE_M, SPACE_S, SPACE_XS, Tokens},
        widgets::{command_button, in_accent},
    },
};

/// The dialog is no larger than this; the window may be smaller.
const LARGEST: egui::Vec2 = vec2(820.0, 720.0);

/// Side of the sheet of a world.
const SHEET: f32 = 192.0;

/// What the artist wants done with a world.
enum Wish {
    Nothing,
    Open,
    BeginRenaming,
    Rename(String),
    BeginRemoving,
    Remove,
    Leave,
}

/// Draws the dialog while it is open. Gives back the world that is to be opened.
pub(in crate::studio) fn show(ui: &Ui, state: &mut State, queue: &CommandQueue) -> Option<World> {
    if !state.worlds.is_open {
        return None;
    }
    let size = (ui.content_rect().size() - vec2(72.0, 72.0)).min(LARGEST);
    let mut wanted = None;
    let modal = Modal::new(Id::unique("worlds")).show(ui, |ui| {
        ui.set_width(size.x);
        ui.set_height(size.y);
        ui.heading("Worlds");
        let muted = Tokens::in_ui(ui).text_muted;
        let text = "A world is a model with its own names and colours, in a file. Drop files here \
                    to put them on the shelf.";
        ui.add(Label::new(RichText::new(text).color(muted)).wrap());
        ui.add_space(SPACE_S);
        let height = (ui.available_height() - CONTROL_HEIGHT - SPACE_M - SPACE_S).max(80.0);
        ScrollArea::vertical().id_salt("shelf").max_height(height).auto_shrink(false).show(
            ui,
            |ui| {
                wanted = shelf_ui(ui, state);
            },
        );
        ui.add_space(SPACE_M);
        ui.horizontal(|ui| {
            let is_closed = in_accent(ui, |ui| {
                ui.add(Button::new("Close").min_size(vec2(0.0, CONTROL_HEIGHT))).clicked()
            });
            command_button(ui, queue, Command::File(FileCommand::AddWorld), true);
            is_closed
        })
        .inner
    });
    if modal.inner || modal.should_close() || wanted.is_some() {
        state.close_worlds();
    }
    wanted
}

fn shelf_ui(ui: &mut Ui, state: &mut State) -> Option<World> {
    let muted = Tokens::in_ui(ui).text_muted;
    let Some(listed) = state.worlds.listed.clone() else {
        ui.label(RichText::new("Looking…").color(muted));
        return None;
    };
    let mut wanted = None;
    for world in listed {
        match world_ui(ui, state, &world) {
            Wish::Nothing => {}
            Wish::Open => wanted = Some(world),
            Wish::BeginRenaming => {
                state.worlds.renaming = Some((world.identity.clone(), world.name.clone()));
                state.worlds.removing = None;
            }
            Wish::Rename(name) => {
                state.worlds.renaming = None;
                if name != world.name {
                    state.ask_shelf(Order::Rename(world, name));
                }
            }
            Wish::BeginRemoving => {
                state.worlds.removing = Some(world.identity.clone());
                state.worlds.renaming = None;
            }
            Wish::Remove => {
                state.worlds.removing = None;
                state.ask_shelf(Order::Remove(world));
            }
            Wish::Leave => (state.worlds.renaming, state.worlds.removing) = (None, None),
        }
        ui.add_space(SPACE_M);
    }
    for fault in &state.worlds.faults {
        let text = RichText::new(fault).small().color(Tokens::in_ui(ui).danger);
        ui.add(Label::new(text).wrap());
    }
    wanted
}

/// A world: its sheet on the left, what is known about it and what can be done on the right.
fn world_ui(ui: &mut Ui, state: &mut State, world: &World) -> Wish {
    let tokens = Tokens::in_ui(ui);
    let is_drawn_with = state.generator().is_some_and(|it| it.checkpoint_hash() == world.identity);
    ui.horizontal_top(|ui| {
        sheet_ui(ui, state, world);
        ui.add_space(SPACE_L - SPACE_S);
        ui.vertical(|ui| {
            let muted = |text: String| RichText::new(text).color(tokens.text_muted);
            let wish = name_ui(ui, state, world);
            let place = world.path.as_ref().map_or_else(
                || "Part of the program".to_owned(),
                |path| path.display().to_string(),
            );
            ui.add(Label::new(muted(world.labels.categories.join(", "))).wrap());
            ui.add(Label::new(muted(world.labels.zones.join(", "))).wrap());
            if !world.licences.is_empty() {
                let text = format!("Learned from art under {}", world.licences.join(", "));
                ui.add(Label::new(muted(text)).wrap());
            }
            ui.add(Label::new(muted(place).small()).truncate());
            ui.label(muted(world.short_identity().to_owned()).monospace().small())
                .on_hover_text(format!("Recipes call it {}", world.identity));
            ui.add_space(SPACE_XS);
            let is_renaming = state.worlds.renaming.is_some();
            let acted = actions_ui(ui, state, world, is_drawn_with);
            if matches!(wish, Wish::Nothing) || !is_renaming { acted } else { wish }
        })
        .inner
    })
    .inner
}

/// The name, or the field in which it is changed.
fn name_ui(ui: &mut Ui, state: &mut State, world: &World) -> Wish {
    let Some((_, text)) =
        state.worlds.renaming.as_mut().filter(|(identity, _)| *identity == world.identity)
    else {
        ui.label(RichText::new(&world.name).heading());
        return Wish::Nothing;
    };
    let response = ui.add(TextEdit::singleline(text).desired_width(220.0).char_limit(60));
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Name of the world")
    });
    if !response.lost_focus() {
        response.request_focus();
        return Wish::Nothing;
    }
    let is_entered = ui.input(|input| input.key_pressed(Key::Enter));
    if is_entered { Wish::Rename(text.trim().to_owned()) } else { Wish::Leave }
}

fn actions_ui(ui: &mut Ui, state: &State, world: &World, is_drawn_with: bool) -> Wish {
    let is_being_removed = state.worlds.removing.as_ref() == Some(&world.identity);
    let button = |ui: &mut Ui, text: &str, is_enabled: bool| {
        let response = ui.add_enabled(is_enabled, Button::new(text));
        let label = format!("{text} {}", world.name);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Button, is_enabled, label.clone())
        });
        response.clicked()
    };
    ui.horizontal_wrapped(|ui| {
        if is_being_removed {
            ui.label("Delete its file? Recipes of its sprites will not find it.");
            if button(ui, "Delete", true) {
                return Wish::Remove;
            }
            return if button(ui, "Keep", true) { Wish::Leave } else { Wish::Nothing };
        }
        let text = if is_drawn_with { "In use" } else { "Draw with it" };
        if button(ui, text, !is_drawn_with) {
            return Wish::Open;
        }
        let is_own = world.path.is_some();
        if button(ui, "Rename…", is_own) {
            return Wish::BeginRenaming;
        }
        if button(ui, "Remove…", is_own) { Wish::BeginRemoving } else { Wish::Nothing }
    })
    .inner
}

/// One sprite of each cell, as far as they are drawn.
fn sheet_ui(ui: &mut Ui, state: &mut State, world: &World) {
    let tokens = Tokens::in_ui(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(SHEET, SHEET), Sense::hover());
    ui.painter().rect_filled(rect, CELL_RADIUS, tokens.cell_other);
    let Some(sheet) = state.worlds.sheets.get_mut(&world.identity) else { return };
    if let Sheet::Fresh(picture) = sheet {
        let name = format!("sheet of {}", world.identity);
        *sheet = Sheet::Shown(ui.load_texture(name, picture.clone(), TextureOptions::NEAREST));
    }
    let Sheet::Shown(texture) = sheet else { return };
    // Sprites keep their size, so that each pixel is as large as another.
    let (zones, categories) = (world.labels.zones.len(), world.labels.categories.len());
    let size = vec2((categories * SIDE) as f32, (zones * SIDE) as f32);
    let all = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    let place = Rect::from_min_size(rect.min, size.min(vec2(SHEET, SHEET)));
    ui.painter().image(texture.id(), place, all, egui::Color32::WHITE);
}
