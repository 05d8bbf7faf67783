//! The dialog of liveries: the sprite as it is, and a row of it in other ramps.

use egui::{ComboBox, DragValue, Grid, Id, Modal, Rect, RichText, ScrollArea, Sense, Ui, vec2};

use crate::studio::{
    art::Look,
    state::{ExportSet, LIVERIES, State, n_sprites},
    textures::Textures,
    theme::{SELECTION_WIDTH, SPACE_M, SPACE_S, Tokens},
    widgets::{Focus, SpriteCell, in_accent, limited},
};

const WIDTH: f32 = 632.0;
/// Ramps beside each other.
const RAMPS_IN_A_ROW: usize = 3;
/// Side of a livery.
const SIDE: f32 = 96.0;
const GAP: f32 = 6.0;
/// Room that the window leaves around the dialog.
const AROUND: f32 = 64.0;

/// What was asked for in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Nothing,
    Keep,
    Export,
    Close,
}

/// Draws the dialog while it is open.
pub(in crate::studio) fn show(ui: &Ui, state: &mut State, textures: &mut Textures) {
    if !state.liveries.is_open {
        return;
    }
    let modal = Modal::new(Id::unique("liveries")).show(ui, |ui| {
        let room = ui.content_rect().size() - egui::Vec2::splat(AROUND);
        ui.set_width(WIDTH.min(room.x));
        let title = state.liveries.source.as_ref().map_or("", |art| &art.title);
        ui.heading(format!("Liveries of {title}"));
        ui.add_space(SPACE_S);
        dials_ui(ui, state);
        ui.add_space(SPACE_S);
        ScrollArea::vertical().max_height((room.y - 150.0).max(120.0)).show(ui, |ui| {
            cells_ui(ui, state, textures);
            ui.add_space(SPACE_S);
            ramps_ui(ui, state);
        });
        ui.add_space(SPACE_M);
        buttons_ui(ui, state)
    });
    match modal.inner {
        Wish::Nothing if modal.should_close() => state.liveries.is_open = false,
        Wish::Nothing => {}
        Wish::Keep => state.keep_liveries(),
        Wish::Export => {
            state.liveries.is_open = false;
            state.open_export(Some(ExportSet::Liveries));
        }
        Wish::Close => state.liveries.is_open = false,
    }
}

fn dials_ui(ui: &mut Ui, state: &mut State) {
    let muted = Tokens::in_ui(ui).text_muted;
    ui.horizontal(|ui| {
        let label = ui.label(RichText::new("Liveries").color(muted));
        let count = ("Liveries", &mut state.liveries.count);
        let dial = limited(ui, count, LIVERIES, |dial| dial.speed(0.05));
        let mut is_changed = dial.labelled_by(label.id).changed();
        ui.add_space(SPACE_S);
        let label = ui.label(RichText::new("Seed").color(muted));
        let seed = DragValue::new(&mut state.liveries.seed).speed(0.1);
        is_changed |= ui.add(seed).labelled_by(label.id).changed();
        if ui.button("Roll").on_hover_text("Others, from the next seed").clicked() {
            state.liveries.seed = state.liveries.seed.wrapping_add(1);
            is_changed = true;
        }
        if is_changed {
            state.liveries.roll();
        }
        let (there, wanted) = (state.liveries.all.len(), state.liveries.count as usize);
        if there < wanted {
            let text = format!("its ramps make {there} of them");
            ui.label(RichText::new(text).small().color(Tokens::in_ui(ui).notice));
        }
    });
}

/// The sprite as it is and its liveries, in rows.
fn cells_ui(ui: &mut Ui, state: &mut State, textures: &mut Textures) {
    let liveries = &state.liveries;
    let Some(source) = &liveries.source else { return };
    let ring = SELECTION_WIDTH;
    let n_cells = liveries.arts.len() + 1;
    let width = ui.available_width() - 2.0 * ring;
    let n_columns = (((width + GAP) / (SIDE + GAP)) as usize).clamp(1, n_cells);
    let height = n_cells.div_ceil(n_columns) as f32 * (SIDE + GAP) - GAP + 2.0 * ring;
    let (area, _) = ui.allocate_exact_size(vec2(width + 2.0 * ring, height), Sense::hover());
    let mut picked = None;
    for (place, art) in std::iter::once(source).chain(&liveries.arts).enumerate() {
        let (row, column) = (place / n_columns, place % n_columns);
        let offset = vec2(column as f32, row as f32) * (SIDE + GAP) + vec2(ring, ring);
        let name = match place {
            0 => "As it is".to_owned(),
            number => format!("Livery {number}"),
        };
        let cell = SpriteCell {
            id: Id::unique(("livery", place)),
            rect: Rect::from_min_size(area.min + offset, vec2(SIDE, SIDE)),
            name: name.clone(),
            look: Look::Done(&art.sprite),
            palette: &art.palette,
            drag: None,
            is_selected: place == liveries.selected + 1,
            focus: Focus::Own,
            is_locked: false,
        };
        if cell.show(ui, textures).on_hover_text(name).clicked() && 0 < place {
            picked = Some(place - 1);
        }
    }
    if let Some(picked) = picked {
        state.liveries.selected = picked;
    }
}

/// What each ramp becomes in the selected livery.
fn ramps_ui(ui: &mut Ui, state: &mut State) {
    let Some(source) = state.liveries.source.clone() else { return };
    if state.liveries.all.is_empty() {
        return;
    }
    let muted = Tokens::in_ui(ui).text_muted;
    let number = state.liveries.selected + 1;
    ui.label(RichText::new(format!("Ramps of livery {number}")).color(muted));
    let ramps = source.palette.ramps();
    let mut chosen = None;
    let worn = state.liveries.worn();
    Grid::new("livery ramps").spacing(vec2(SPACE_M, SPACE_S)).show(ui, |ui| {
        for (place, (from, to)) in worn.into_iter().enumerate() {
            let label = ui.label(&ramps[from].name);
            let combo = ComboBox::from_id_salt(("livery ramp", from)).width(84.0);
            let shown = combo.selected_text(&ramps[to].name).show_ui(ui, |ui| {
                for (index, ramp) in ramps.iter().enumerate() {
                    if ui.selectable_label(index == to, &ramp.name).clicked() {
                        chosen = Some((from, index));
                    }
                }
            });
            shown.response.labelled_by(label.id);
            if place % RAMPS_IN_A_ROW == RAMPS_IN_A_ROW - 1 {
                ui.end_row();
            }
        }
    });
    if let Some((from, to)) = chosen {
        state.liveries.choose(from, to);
    }
}

fn buttons_ui(ui: &mut Ui, state: &State) -> Wish {
    let count = state.liveries.arts.len();
    let mut wish = Wish::Nothing;
    ui.horizontal(|ui| {
        ui.add_enabled_ui(0 < count, |ui| {
            if in_accent(ui, |ui| ui.button("Export…")).clicked() {
                wish = Wish::Export;
            }
            let keep = ui.button("Keep all").on_hover_text(format!("Keeps {}", n_sprites(count)));
            if keep.clicked() {
                wish = Wish::Keep;
            }
        });
        if ui.button("Close").clicked() {
            wish = Wish::Close;
        }
    });
    wish
}
