//! The collection: kept sprites to be searched, selected, named, thrown away and exported.

mod keyboard;

use std::ops::Range;

use egui::{
    Align2, Button, ComboBox, EventFilter, Id, Key, Modifiers, Rect, RichText, Role, ScrollArea,
    Sense, TextEdit, TextStyle, TextWrapMode, Ui, Vec2, WidgetInfo, WidgetText,
    emath::GuiRounding as _, pos2, vec2,
};

use self::keyboard::{focus_id, keys_ui, list_ui, name_field, take_wish};
use super::menus::sprite_menu_ui;
use crate::studio::{
    art::{Look, Place, SpriteDrag},
    command::{Command, CommandQueue, FileCommand, KeptCommand, ViewCommand},
    layout::Pane,
    state::{Saving, Select, Sort, State, n_sprites},
    textures::Textures,
    theme::{CONTROL_HEIGHT, SELECTION_WIDTH, SPACE_L, SPACE_M, SPACE_S, SPACE_XS, Tokens},
    widgets::{Focus, SpriteCell, command_button, enlarged},
};
use crate::{motion::Clip, sprite::Sprite};

/// Side of a cell: a sprite at three times its size, and a little room.
const CELL: f32 = 104.0;
/// Room for the name under a cell.
const NAME: f32 = 20.0;
/// Width of the fields for names and tags.
const FIELD: f32 = 136.0;
/// Side of the larger view under the pointer.
const ENLARGED: f32 = 256.0;

/// Draws the collection.
pub(super) fn show(ui: &mut Ui, state: &mut State, textures: &mut Textures, queue: &CommandQueue) {
    ui.add_space(SPACE_S);
    let ids: Vec<u64> = state.collection.shown().to_vec();
    take_wish(ui, state, &ids);
    controls_ui(ui, state, ids.len());
    if 0 < state.collection.n_refused() {
        refused_ui(ui, state, queue);
    }
    if ids.is_empty() {
        empty_ui(ui, state);
    } else {
        selection_ui(ui, state, queue);
        cells_ui(ui, state, textures, queue, &ids);
    }
    let dropped = ui.interact(ui.min_rect(), ui.scope_id().with("drop"), Sense::empty());
    if let Some(drag) = dropped.dnd_release_payload::<SpriteDrag>()
        && !matches!(drag.from, Place::Kept(_))
    {
        state.keep(vec![(drag.art.title.clone(), drag.art.clone())], "Keep");
    }
}

fn controls_ui(ui: &mut Ui, state: &mut State, n_shown: usize) {
    let muted = Tokens::in_ui(ui).text_muted;
    let (n_kept, n_trashed) = (state.collection.count(false), state.collection.count(true));
    let collection = &mut state.collection;
    ui.horizontal_wrapped(|ui| {
        let field = TextEdit::singleline(&mut collection.search).hint_text("Search");
        let field = field.desired_width(150.0).min_size(vec2(0.0, CONTROL_HEIGHT));
        let field = outlined(ui, |ui| ui.add(field.align(Align2::LEFT_CENTER)));
        field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Search"));
        field.on_hover_text("Words in a name, a tag, a zone or a category");
        let names = |sort: Sort| match sort {
            Sort::Newest => "Newest",
            Sort::Name => "Name",
            Sort::Zone => "Zone",
            Sort::Category => "Category",
        };
        let combo = ComboBox::from_id_salt("sort").width(96.0);
        let combo = combo.selected_text(names(collection.sort)).show_ui(ui, |ui| {
            for sort in [Sort::Newest, Sort::Name, Sort::Zone, Sort::Category] {
                ui.selectable_value(&mut collection.sort, sort, names(sort));
            }
        });
        combo.response.on_hover_text("In which order they stand");
        let name = if n_trashed == 0 { "Trash".to_owned() } else { format!("Trash ({n_trashed})") };
        let text = RichText::new(name).color(Tokens::in_ui(ui).text);
        let button = Button::selectable(collection.shows_trash, text).frame_when_inactive(true);
        let button = ui.add(button.min_size(vec2(0.0, CONTROL_HEIGHT)));
        if button.on_hover_text("Shows what was thrown away").clicked() {
            collection.shows_trash = !collection.shows_trash;
            collection.select_none();
        }
        let all = if collection.shows_trash { n_trashed } else { n_kept };
        let text = if n_shown == all {
            n_sprites(all)
        } else {
            format!("{n_shown} of {}", n_sprites(all))
        };
        ui.label(RichText::new(text).color(muted));
    });
}

fn refused_ui(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    let notice = Tokens::in_ui(ui).notice;
    ui.horizontal_wrapped(|ui| {
        let n_refused = state.collection.n_refused();
        let verb = if n_refused == 1 { "is" } else { "are" };
        let text = format!("{} {verb} not saved yet", n_sprites(n_refused));
        ui.label(RichText::new(text).color(notice));
        command_button(
            ui,
            queue,
            Command::Kept(KeptCommand::Retry),
            state.allows(Command::Kept(KeptCommand::Retry)),
        );
    });
}

fn empty_ui(ui: &mut Ui, state: &State) {
    let collection = &state.collection;
    let (title, detail) = if !collection.search.trim().is_empty() {
        ("Nothing fits", "Try fewer words, or look in the trash")
    } else if collection.shows_trash {
        ("The trash is empty", "What you throw away waits here to be restored")
    } else {
        (
            "Nothing kept yet",
            "Press K to keep the current sprite, or drop PNG and .aseprite files here",
        )
    };
    let muted = Tokens::in_ui(ui).text_muted;
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() / 2.0 - 40.0).max(SPACE_L));
        ui.label(RichText::new(title).heading());
        ui.label(RichText::new(detail).color(muted));
    });
}

/// What can be done with the selected sprites. It is always there, so that a click moves
/// nothing, and on top, because messages lie over the lower edge.
fn selection_ui(ui: &mut Ui, state: &mut State, queue: &CommandQueue) {
    let ids = state.collection.selection();
    ui.horizontal_wrapped(|ui| {
        texts_ui(ui, state, &ids);
        let last = if state.collection.shows_trash {
            Command::Kept(KeptCommand::Restore)
        } else {
            Command::Kept(KeptCommand::Trash)
        };
        for command in [Command::File(FileCommand::ExportSheet), last] {
            let is_enabled = !ids.is_empty() && state.allows(command);
            command_button(ui, queue, command, is_enabled);
        }
        if state.collection.shows_trash {
            command_button(
                ui,
                queue,
                Command::Kept(KeptCommand::EmptyTrash),
                state.allows(Command::Kept(KeptCommand::EmptyTrash)),
            );
        }
    });
    ui.add_space(SPACE_XS);
}

/// The name of one sprite, and the tags of one or for many.
fn texts_ui(ui: &mut Ui, state: &mut State, ids: &[u64]) {
    let item = match ids {
        [id] => state.collection.item(*id).map(|item| (*id, item)),
        _ => None,
    };
    let Some((id, item)) = item else {
        let is_many = !ids.is_empty();
        let text =
            if is_many { format!("{} selected", n_sprites(ids.len())) } else { String::new() };
        field_ui(ui, ("Name", false), Id::unique("no name"), &text);
        let name = if is_many { "Add tags" } else { "Tags" };
        let tags = field_ui(ui, (name, is_many), Id::unique("tags of many"), "");
        if let Some(tags) = tags {
            state.tag_kept(ids, &tags);
        }
        return;
    };
    let (name, tags) = (item.standing.name.clone(), item.standing.tags.join(", "));
    if let Some(name) = field_ui(ui, ("Name", true), name_field(), &name) {
        state.rename_kept(id, &name);
    }
    if let Some(tags) = field_ui(ui, ("Tags", true), Id::unique(("tags of", id)), &tags) {
        state.tag_kept(&[id], &tags);
    }
}

/// Fields lie on the ground here, from which only a line tells them.
pub(super) fn outlined<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let line = Tokens::in_ui(ui).line;
    let scoped = ui.scope(|ui| {
        ui.visuals_mut().widgets.inactive.bg_stroke.color = line;
        ui.visuals_mut().widgets.noninteractive.bg_stroke.color = line;
        add(ui)
    });
    scoped.inner
}

/// A field whose text counts once it is left; returns it then, if it was changed.
fn field_ui(ui: &mut Ui, (name, is_enabled): (&str, bool), id: Id, now: &str) -> Option<String> {
    let typed = id.with("typed");
    let mut text = ui.data(|data| data.get_temp::<String>(typed)).unwrap_or_else(|| now.to_owned());
    let muted = Tokens::in_ui(ui).text_muted;
    let inner = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE_XS;
        ui.label(RichText::new(name).color(muted));
        let field = TextEdit::singleline(&mut text).id(id).desired_width(FIELD);
        let field = field.min_size(vec2(0.0, CONTROL_HEIGHT)).align(Align2::LEFT_CENTER);
        outlined(ui, |ui| ui.add_enabled(is_enabled, field))
    });
    let field = inner.inner;
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, is_enabled, name));
    let is_escaped = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape));
    if field.has_focus() {
        ui.data_mut(|data| data.insert_temp(typed, text));
        return None;
    }
    ui.data_mut(|data| data.remove::<String>(typed));
    (field.lost_focus() && !is_escaped && text != now).then_some(text)
}

/// Where cells are, and which of them are on show.
struct Places {
    n_columns: usize,
    /// From one cell's corner to the next one's.
    pitch: Vec2,
    left: f32,
}

impl Places {
    fn new(width: f32) -> Self {
        let least = CELL + SPACE_S;
        let n_columns =
            (((width + SPACE_S - 2.0 * SELECTION_WIDTH) / least).floor() as usize).max(1);
        // In line with the tools above, but for the ring around what is selected.
        let left = SELECTION_WIDTH;
        Self { n_columns, pitch: vec2(least, CELL + NAME + SPACE_S), left }
    }

    fn n_rows(&self, count: usize) -> usize {
        count.div_ceil(self.n_columns)
    }

    fn height(&self, count: usize) -> f32 {
        self.n_rows(count) as f32 * self.pitch.y + SELECTION_WIDTH
    }

    /// Those of `count` cells that can be seen in a part of the height.
    fn visible(&self, part: egui::Rangef, count: usize) -> Range<usize> {
        let first = (part.min / self.pitch.y).floor().max(0.0) as usize * self.n_columns;
        let end = (part.max / self.pitch.y).ceil().max(0.0) as usize * self.n_columns;
        first.min(count)..end.min(count)
    }

    fn cell(&self, index: usize) -> Rect {
        let (row, column) = (index / self.n_columns, index % self.n_columns);
        let corner = vec2(column as f32 * self.pitch.x + self.left, row as f32 * self.pitch.y);
        Rect::from_min_size((corner + vec2(0.0, SELECTION_WIDTH)).to_pos2(), Vec2::splat(CELL))
    }
}

fn cells_ui(
    ui: &mut Ui,
    state: &mut State,
    textures: &mut Textures,
    queue: &CommandQueue,
    ids: &[u64],
) {
    let area = ui.available_rect_before_wrap();
    let list = list_ui(ui, area, ids.len());
    let moved = keys_ui(ui, state, queue, ids, Places::new(area.width()).n_columns);
    ScrollArea::vertical().auto_shrink(false).show_viewport(ui, |ui, viewport| {
        let places = Places::new(ui.available_width());
        let whole = vec2(ui.available_width(), places.height(ids.len()));
        let (rect, ground) = ui.allocate_exact_size(whole, Sense::click() - Sense::FOCUSABLE);
        if ground.clicked() {
            state.collection.select_none();
        }
        let origin = rect.min.round_to_pixels(ui.pixels_per_point());
        if let Some(index) = moved {
            let cell = places.cell(index).translate(origin.to_vec2());
            ui.scroll_to_rect(cell.expand2(vec2(0.0, SPACE_M)), None);
        }
        for index in places.visible(viewport.y_range(), ids.len()) {
            let rect = places.cell(index).translate(origin.to_vec2());
            cell_ui(ui, state, textures, queue, (ids[index], rect));
        }
    });
    if list.has_focus() {
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(focus_id(), filter));
    }
}

fn cell_ui(
    ui: &mut Ui,
    state: &mut State,
    textures: &mut Textures,
    queue: &CommandQueue,
    (id, rect): (u64, Rect),
) {
    let Some(item) = state.collection.item(id).cloned() else { return };
    let place = Place::Kept(id);
    let art = item.art.as_ref();
    // A clip plays while the pointer rests on it.
    let clip = art.and_then(|art| art.frames.as_ref()).map(|frames| frames.clip());
    let frame = clip.filter(|_| ui.rect_contains_pointer(rect)).map(|clip| playing(ui, clip));
    let look = frame.map_or_else(|| Look::new(None, art), Look::Done);
    let is_selected = state.collection.is_selected(id);
    let response = SpriteCell {
        id: Id::unique(("kept", id)),
        rect,
        name: item.standing.name.clone(),
        look,
        palette: art.map_or(state.working_palette(), |art| &art.palette),
        drag: art.map(|art| (art, place)),
        is_selected,
        focus: Focus::None,
        is_locked: false,
    }
    .show(ui, textures);
    if let Some(clip) = clip {
        clip_mark(ui, rect, clip.frames.len());
    }
    name_ui(ui, rect, &item.standing.name, &item.saving, is_selected);
    let is_right = response.secondary_clicked();
    if response.clicked() || (is_right && !is_selected) {
        let modifiers = ui.input(|input| input.modifiers);
        let how = match modifiers {
            _ if is_right => Select::Only,
            Modifiers { shift: true, .. } => Select::Range,
            Modifiers { command: true, .. } => Select::Toggle,
            _ => Select::Only,
        };
        state.collection.select(id, how);
        state.pick_kept(id);
        ui.memory_mut(|memory| memory.request_focus(focus_id()));
    }
    if response.double_clicked() {
        let pane = if clip.is_some() { Pane::Animate } else { Pane::Edit };
        queue.push(Command::View(ViewCommand::ShowPane(pane)));
    }
    response.context_menu(|ui| menu_ui(ui, state, queue));
    if let Some(art) = art.filter(|_| !response.context_menu_opened()) {
        response.on_hover_ui(|ui| {
            enlarged(ui, textures, (frame.unwrap_or(&art.sprite), &art.palette), ENLARGED);
            ui.label(item.standing.name.as_str());
            let [zone, category] = &item.cell;
            let facts = [category, zone].into_iter().chain(&item.standing.tags);
            let facts: Vec<&str> =
                facts.map(String::as_str).filter(|fact| !fact.is_empty()).collect();
            if !facts.is_empty() {
                ui.label(RichText::new(facts.join(", ")).small().weak());
            }
        });
    }
}

/// The frame of a clip that is on show now.
fn playing<'a>(ui: &Ui, clip: &'a Clip) -> &'a Sprite {
    let whole = u64::from(clip.milliseconds()).max(1) * if clip.loops { 1 } else { 2 };
    let at = (ui.input(|input| input.time) * 1000.0) as u64 % whole;
    let shortest = clip.durations.iter().copied().min().unwrap_or(100).clamp(16, 100);
    ui.request_repaint_after(std::time::Duration::from_millis(u64::from(shortest) / 2));
    &clip.frames[clip.frame_at(at)]
}

/// How many frames a clip has, in its corner.
fn clip_mark(ui: &Ui, rect: Rect, n_frames: usize) {
    let tokens = Tokens::in_ui(ui);
    let text = WidgetText::from(format!("{n_frames} frames"));
    let galley = text.into_galley(ui, Some(TextWrapMode::Extend), rect.width(), TextStyle::Small);
    let size = galley.size() + vec2(8.0, 2.0);
    let plate = Rect::from_min_size(rect.right_bottom() - size - vec2(3.0, 3.0), size);
    let plate = plate.round_to_pixels(ui.pixels_per_point());
    ui.painter().rect_filled(plate, 3.0, tokens.panel.gamma_multiply(0.85));
    ui.painter().galley_with_override_text_color(
        plate.min + vec2(4.0, 1.0),
        galley,
        tokens.text_muted,
    );
}

fn menu_ui(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    let own = [
        Command::Kept(KeptCommand::Rename),
        Command::Kept(KeptCommand::Save),
        Command::Kept(KeptCommand::Copy),
        Command::Kept(KeptCommand::Trash),
        Command::Kept(KeptCommand::Restore),
        Command::File(FileCommand::ExportSheet),
        Command::File(FileCommand::ExportAseprite),
        Command::File(FileCommand::Recolour),
    ];
    sprite_menu_ui(ui, state, queue, &own);
}

/// The name under a cell, and whether it still has to be saved.
fn name_ui(ui: &mut Ui, cell: Rect, name: &str, saving: &Saving, is_selected: bool) {
    let tokens = Tokens::in_ui(ui);
    let rect = Rect::from_min_size(
        pos2(cell.left(), cell.bottom() + SELECTION_WIDTH),
        vec2(cell.width(), NAME - SELECTION_WIDTH),
    );
    let (text, colour) = match saving {
        Saving::Refused => (format!("Not saved: {name}"), tokens.notice),
        Saving::Edited => (format!("Unsaved: {name}"), tokens.notice),
        _ if is_selected => (name.to_owned(), tokens.text),
        _ => (name.to_owned(), tokens.text_muted),
    };
    let text = WidgetText::from(text);
    let galley = text.into_galley(ui, Some(TextWrapMode::Truncate), rect.width(), TextStyle::Small);
    let at = rect.center() - galley.size() / 2.0;
    let at = at.round_to_pixels(ui.pixels_per_point());
    ui.painter().galley_with_override_text_color(at, galley, colour);
}
