//! What would come of the choices: the sprites with their colours, and why others were dropped.

use std::collections::BTreeSet;

use egui::{
    CollapsingHeader, Color32, Frame, Id, Label, Rect, RichText, ScrollArea, Sense, StrokeKind, Ui,
    pos2, vec2,
};

use crate::{
    dataset::{AxisCount, Report, Why, axis_counts},
    model::vocabulary::MAX_NAMES,
    sprite::{Palette, SIDE},
    studio::{
        state::{Import, n_sprites},
        textures::Textures,
        theme::{CELL_RADIUS, RADIUS, SPACE_L, SPACE_S, SPACE_XS, Tokens},
        training::{ATLAS_COLUMNS, LabelGroup, Preview, Refusal},
    },
};

/// Side of a sprite.
const CELL: f32 = 64.0;
/// Side of a colour.
const SWATCH: f32 = 12.0;
/// Lines of reasons that are listed, at most; the report in the folder has all.
const MOST_LINES: usize = 200;

/// Draws the sprites that would be brought in, or why none can be.
pub(super) fn show(ui: &mut Ui, import: &mut Import, textures: &mut Textures) {
    let tokens = Tokens::in_ui(ui);
    let preview = match &import.seen {
        None => {
            ui.add_space(SPACE_L);
            ui.label(RichText::new("The sprites appear here.").color(tokens.text_muted));
            return;
        }
        Some(Err(Refusal { reason, categories })) => {
            ScrollArea::vertical().id_salt("sprites").auto_shrink(false).show(ui, |ui| {
                if categories.is_empty() {
                    ui.add(Label::new(RichText::new(reason).color(tokens.danger)).wrap());
                } else {
                    let left_out = &mut import.left_out_categories;
                    too_many_ui(ui, categories, left_out);
                }
                left_out_ui(ui, &mut import.left_out_categories, &mut import.left_out);
            });
            return;
        }
        Some(Ok(preview)) => std::sync::Arc::clone(preview),
    };
    ui.add(Label::new(RichText::new(found(&preview)).color(tokens.text)).wrap());
    palette_ui(ui, &preview.imported.dataset.palette);
    ui.add_space(SPACE_XS);
    ScrollArea::vertical().id_salt("sprites").auto_shrink(false).show(ui, |ui| {
        left_out_ui(ui, &mut import.left_out_categories, &mut import.left_out);
        sprites_ui(ui, import, textures, &preview);
        reasons_ui(ui, &preview);
    });
}

/// "105 sprites of 107 pictures in 107 files; 230 colours, 63 of them in the palette, ...".
fn found(preview: &Preview) -> String {
    let report = &preview.imported.report;
    let dataset = &preview.imported.dataset;
    let count = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    let colours = if report.n_exact_colours == report.n_colours {
        format!("all {} kept", count(report.n_colours, "colour"))
    } else {
        format!(
            "{}, {} of them in the palette, the others as the nearest one",
            count(report.n_colours, "colour"),
            report.n_exact_colours
        )
    };
    let dropped = match n_dropped(report) {
        0 => String::new(),
        n => format!("; {n} not used"),
    };
    format!(
        "{} of {} in {}{dropped}; {colours}",
        n_sprites(dataset.examples.len()),
        count(report.n_pictures, "picture"),
        count(report.n_files, "file"),
    )
}

/// What was left out by hand is shown elsewhere.
fn n_dropped(report: &Report) -> usize {
    report.dropped.iter().filter(|dropped| dropped.why != Why::LeftOut).count()
}

/// The colours, ramp by ramp.
fn palette_ui(ui: &mut Ui, palette: &Palette) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 2.0);
        ui.spacing_mut().interact_size.y = SWATCH;
        ui.horizontal_wrapped(|ui| {
            for ramp in palette.ramps() {
                let size = vec2(SWATCH * ramp.indices.len() as f32, SWATCH);
                let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
                for (place, &index) in ramp.indices.iter().enumerate() {
                    let [r, g, b, _] = palette.rgba(index);
                    let corner = rect.min + vec2(place as f32 * SWATCH, 0.0);
                    let square = Rect::from_min_size(corner, vec2(SWATCH, SWATCH));
                    ui.painter().rect_filled(square, 0.0, Color32::from_rgb(r, g, b));
                }
                response.on_hover_text(&ramp.name);
                ui.add_space(SPACE_XS);
            }
        });
    });
}

fn sprites_ui(ui: &mut Ui, import: &mut Import, textures: &mut Textures, preview: &Preview) {
    let tokens = Tokens::in_ui(ui);
    let texture = textures.picture(ui, Id::unique("sprites to bring in"), &preview.atlas);
    let rows = preview.atlas.size[1] / SIDE;
    let dataset = &preview.imported.dataset;
    let (mut left_out, mut turned) = (None, None);
    for LabelGroup { label, category, numbers } in &preview.groups {
        ui.add_space(SPACE_XS);
        group_ui(ui, import, (label, category.as_deref()), numbers.len());
        let shown: Vec<usize> =
            numbers.iter().copied().filter(|number| *number < preview.n_shown).collect();
        let wide = CELL * preview.n_places as f32;
        let n_columns = ((ui.available_width() + SPACE_XS) / (wide + SPACE_XS)).max(1.0) as usize;
        for row in shown.chunks(n_columns) {
            let size = vec2(ui.available_width(), CELL);
            let (place, _) = ui.allocate_exact_size(size, Sense::hover());
            ui.add_space(SPACE_XS - SPACE_S);
            // Of thousands only those on show are drawn.
            if !ui.is_rect_visible(place) {
                continue;
            }
            for (column, &number) in row.iter().enumerate() {
                let corner = place.min + vec2(column as f32 * (wide + SPACE_XS), 0.0);
                let rect = Rect::from_min_size(corner, vec2(wide, CELL));
                let name = &dataset.origins[number].name;
                let response =
                    ui.interact(rect, ui.scope_id().with(("sprite", name)), Sense::click());
                response.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Leave out {name}"))
                });
                ui.painter().rect_filled(rect, CELL_RADIUS, tokens.cell_other);
                // Where it was simplified, what it was stands on the left.
                let first = number * preview.n_places;
                let (x, y) = (first % ATLAS_COLUMNS, first / ATLAS_COLUMNS);
                let (step, high) = (1.0 / ATLAS_COLUMNS as f32, 1.0 / rows as f32);
                let corner = pos2(x as f32 * step, y as f32 * high);
                let part = Rect::from_min_size(corner, vec2(step * preview.n_places as f32, high));
                ui.painter().image(texture, rect, part, Color32::WHITE);
                if response.hovered() {
                    let stroke = egui::Stroke::new(2.0, tokens.accent);
                    ui.painter().rect_stroke(rect, CELL_RADIUS, stroke, StrokeKind::Inside);
                }
                if response.clicked() {
                    left_out = Some(name.clone());
                }
                if response.secondary_clicked() {
                    turned = Some(name.clone());
                }
                response.on_hover_ui(|ui| {
                    ui.label(name);
                    ui.label(
                        RichText::new("Click to leave it out, right click to turn it")
                            .small()
                            .weak(),
                    );
                });
            }
        }
        ui.add_space(SPACE_S);
    }
    let n_hidden = dataset.examples.len() - preview.n_shown;
    if n_hidden > 0 {
        let text = format!("and {n_hidden} more, which are brought in all the same");
        ui.label(RichText::new(text).color(tokens.text_muted));
    }
    import.left_out.extend(left_out);
    if let Some(name) = turned
        && !import.turned.remove(&name)
    {
        import.turned.insert(name);
    }
}

/// The name of a group and how many sprites it has.
fn group_ui(
    ui: &mut Ui,
    import: &mut Import,
    (label, category): (&str, Option<&str>),
    n_sprites: usize,
) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(label).strong());
        ui.label(RichText::new(n_sprites.to_string()).color(Tokens::in_ui(ui).text_muted));
        if let Some(category) = category {
            let button = ui.small_button("Leave out");
            button.widget_info(|| {
                let text = format!("Leave out all {category}");
                egui::WidgetInfo::labeled(egui::Role::Button, true, text)
            });
            if button.clicked() {
                import.left_out_categories.insert(category.to_owned());
            }
        }
    });
}

/// More categories than a model has room for, each to be left out.
fn too_many_ui(ui: &mut Ui, categories: &[(String, usize)], left_out: &mut BTreeSet<String>) {
    let tokens = Tokens::in_ui(ui);
    let text = format!(
        "These are {} kinds, and a model has room for six. Leave some out:",
        categories.len()
    );
    ui.add(Label::new(RichText::new(text).color(tokens.notice)).wrap());
    ui.add_space(SPACE_XS);
    let button = ui.button("Keep the six largest");
    if button.on_hover_text("Leaves out all others; they can be taken in again").clicked() {
        let mut by_size: Vec<&(String, usize)> = categories.iter().collect();
        // Equals stay in the order of their names.
        by_size.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        left_out.extend(by_size.into_iter().skip(MAX_NAMES).map(|(name, _)| name.clone()));
    }
    ui.add_space(SPACE_XS);
    for (name, count) in categories {
        let mut is_in = true;
        ui.horizontal(|ui| {
            ui.checkbox(&mut is_in, name);
            ui.label(RichText::new(count.to_string()).color(tokens.text_muted));
        });
        if !is_in {
            left_out.insert(name.clone());
        }
    }
}

/// What was left out by hand, to be taken in again.
fn left_out_ui(ui: &mut Ui, categories: &mut BTreeSet<String>, sprites: &mut BTreeSet<String>) {
    if categories.is_empty() && sprites.is_empty() {
        return;
    }
    ui.add_space(SPACE_XS);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Left out by hand").color(Tokens::in_ui(ui).text_muted));
        for names in [categories, sprites] {
            names.retain(|name| !ui.small_button(name).on_hover_text("Take it in again").clicked());
        }
    });
}

/// What was dropped, and what the artist should look at.
fn reasons_ui(ui: &mut Ui, preview: &Preview) {
    let report = &preview.imported.report;
    let n_dropped = n_dropped(report);
    if n_dropped > 0 {
        let title = format!("Not used ({n_dropped})");
        let dropped = report.dropped.iter().filter(|dropped| dropped.why != Why::LeftOut);
        let lines = dropped.map(|dropped| format!("{}: {}", dropped.name, dropped.reason));
        lines_ui(ui, &title, lines, n_dropped);
    }
    for AxisCount { name, values, n_without } in axis_counts(&preview.imported.dataset) {
        let title = format!("{name} ({})", values.len());
        let said = values.iter().map(|(value, count)| format!("{value}: {count}"));
        let lines = said.chain((n_without > 0).then(|| format!("not said: {n_without}")));
        lines_ui(ui, &title, lines, values.len() + usize::from(n_without > 0));
    }
    if !report.notes.is_empty() {
        let title = format!("Worth a look ({})", report.notes.len());
        lines_ui(ui, &title, report.notes.iter().cloned(), report.notes.len());
    }
}

fn lines_ui(ui: &mut Ui, title: &str, lines: impl Iterator<Item = String>, count: usize) {
    CollapsingHeader::new(title).show(ui, |ui| {
        Frame::new().fill(Tokens::in_ui(ui).well).corner_radius(RADIUS).inner_margin(SPACE_S).show(
            ui,
            |ui| {
                ui.set_width(ui.available_width());
                for line in lines.take(MOST_LINES) {
                    ui.add(Label::new(RichText::new(line).small()).wrap());
                }
                if count > MOST_LINES {
                    let text = format!("and {} more, in the report", count - MOST_LINES);
                    ui.label(RichText::new(text).small().weak());
                }
            },
        );
    });
}
