//! The import dialog: choices on the left, on the right what would come of them.

use std::collections::BTreeSet;

use egui::{
    Button, Checkbox, CollapsingHeader, Color32, ComboBox, DragValue, Frame, Grid, Id, Label,
    Modal, Rect, RichText, ScrollArea, Sense, StrokeKind, TextEdit, TextureOptions, Ui, pos2, vec2,
};

use crate::{
    dataset::{CellSize, GridChoice, Placing, Report, Why},
    model::vocabulary::MAX_NAMES,
    sprite::{Palette, SIDE},
    studio::{
        command::{Command, CommandQueue, TrainCommand},
        state::{
            Import, ImportChoices, LabelKind, LabelNames, PaletteKind, State, TrainSettings,
            n_sprites,
        },
        theme::{CELL_RADIUS, CONTROL_HEIGHT, RADIUS, SPACE_L, SPACE_M, SPACE_S, SPACE_XS, Tokens},
        training::{ATLAS_COLUMNS, Group, Preview, Refusal},
        widgets::{command_button, in_accent, with_command},
    },
};

/// The dialog is no larger than this; the window may be smaller.
const LARGEST: egui::Vec2 = vec2(1080.0, 720.0);
/// Width of the choices.
const CHOICES: f32 = 286.0;
/// Side of a sprite.
const CELL: f32 = 64.0;
/// Side of a colour.
const SWATCH: f32 = 12.0;
/// Lines of reasons that are listed, at most; the report in the folder has all.
const MOST_LINES: usize = 200;

/// Draws the dialog while it is open.
pub(in crate::studio) fn show(ui: &Ui, state: &mut State, queue: &CommandQueue) {
    if state.train.import.is_none() {
        return;
    }
    let room = ui.content_rect().size() - vec2(72.0, 72.0);
    let size = room.min(LARGEST);
    let can_bring_in = state.can_bring_in();
    let can_add = state.allows(Command::Train(TrainCommand::AddFolder));
    let modal = Modal::new(Id::unique("import")).show(ui, |ui| {
        ui.set_width(size.x);
        ui.set_height(size.y);
        ui.heading("Bring sprites in");
        let Some(import) = &mut state.train.import else { return false };
        sources_ui(ui, import, &mut state.train.settings, can_add, queue);
        ui.add_space(SPACE_S);
        let below = CONTROL_HEIGHT + SPACE_M + SPACE_S;
        let height = (ui.available_height() - below).max(80.0);
        let choices = &mut state.train.settings.import;
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.set_width(CHOICES);
                ui.set_height(height);
                ScrollArea::vertical().id_salt("choices").auto_shrink(false).show(ui, |ui| {
                    choices_ui(ui, choices, queue);
                });
            });
            ui.add_space(SPACE_L - SPACE_S);
            ui.vertical(|ui| {
                ui.set_height(height);
                preview_ui(ui, import);
            });
        });
        ui.add_space(SPACE_M);
        buttons_ui(ui, import, can_bring_in, queue)
    });
    if modal.inner || modal.should_close() {
        state.close_import();
    }
}

/// What is brought in, and buttons for more.
fn sources_ui(
    ui: &mut Ui,
    import: &Import,
    settings: &mut TrainSettings,
    can_add: bool,
    queue: &CommandQueue,
) {
    let muted = Tokens::in_ui(ui).text_muted;
    let text = |path: &std::path::Path| RichText::new(path.display().to_string()).color(muted);
    if !can_add {
        for input in &import.inputs {
            ui.add(Label::new(text(input)).truncate());
        }
        return;
    }
    ui.horizontal(|ui| {
        command_button(ui, queue, Command::Train(TrainCommand::AddFolder), true);
        command_button(ui, queue, Command::Train(TrainCommand::AddFile), true);
        if let Some(first) = import.inputs.first() {
            ui.add(Label::new(text(first)).truncate());
        }
    });
    // A long list scrolls, so that the choices keep their room.
    let list = ScrollArea::vertical().id_salt("sources").max_height(66.0);
    list.show(ui, |ui| {
        settings.more.retain(|path| {
            let mut is_kept = true;
            ui.horizontal(|ui| {
                let button = ui.small_button("Leave out").on_hover_text("Brings the others in");
                button.widget_info(|| {
                    let text = format!("Leave out {}", path.display());
                    egui::WidgetInfo::labeled(egui::Role::Button, true, text)
                });
                is_kept = !button.clicked();
                ui.add(Label::new(text(path)).truncate());
            });
            is_kept
        });
    });
}

/// Says whether the artist thought better of it.
fn buttons_ui(ui: &mut Ui, import: &Import, can_bring_in: bool, queue: &CommandQueue) -> bool {
    ui.horizontal(|ui| {
        let text = match &import.seen {
            Some(Ok(preview)) => {
                format!("Bring in {}", n_sprites(preview.imported.dataset.examples.len()))
            }
            _ => "Bring in".to_owned(),
        };
        let button = Button::new(text).min_size(vec2(0.0, CONTROL_HEIGHT));
        let response = in_accent(ui, |ui| ui.add_enabled(can_bring_in, button));
        with_command(response, queue, Command::Train(TrainCommand::BringIn));
        let is_dismissed = ui.button("Cancel").clicked();
        let text = match import.progress {
            Some(progress) if progress.of == 0 => "Looking…".to_owned(),
            Some(progress) => format!("Looking at file {} of {}…", progress.done + 1, progress.of),
            None if import.is_writing => "Writing…".to_owned(),
            None => String::new(),
        };
        ui.label(RichText::new(text).color(Tokens::in_ui(ui).text_muted));
        is_dismissed
    })
    .inner
}

fn choices_ui(ui: &mut Ui, choices: &mut ImportChoices, queue: &CommandQueue) {
    let caption = |ui: &mut Ui, text: &str| {
        ui.add_space(SPACE_S);
        ui.label(RichText::new(text).strong())
    };
    ui.label(RichText::new("What they are").strong());
    labels_ui(ui, choices, queue);
    caption(ui, "Colours");
    ui.horizontal_wrapped(|ui| {
        let palette = &mut choices.palette;
        ui.radio_value(palette, PaletteKind::FromArt, "From the art")
            .on_hover_text("63 colours of the sprites, sorted into ramps");
        ui.radio_value(palette, PaletteKind::BuiltIn, "Built-in")
            .on_hover_text("The new model can be bred with and shaded like the built-in one");
        ui.radio_value(palette, PaletteKind::File, "A file")
            .on_hover_text("A palette file of any kind, with its own ramps if it has some");
    });
    if choices.palette == PaletteKind::File {
        ui.horizontal(|ui| {
            let field = TextEdit::singleline(&mut choices.palette_file).hint_text("palette file");
            ui.add(field.desired_width(160.0));
            command_button(ui, queue, Command::Train(TrainCommand::ChoosePalette), true);
        });
    }
    let label = caption(ui, "Sheets");
    sheets_ui(ui, choices, label.id);
    caption(ui, "Place on the canvas");
    ui.horizontal_wrapped(|ui| {
        let placing = &mut choices.placing;
        ui.radio_value(placing, Placing::Keep, "As drawn")
            .on_hover_text("Where it stood in its picture, as far as it fits");
        ui.radio_value(placing, Placing::Centre, "Middle");
        ui.radio_value(placing, Placing::Foot, "On the ground")
            .on_hover_text("In the middle, on a line one pixel above the lower edge");
    });
    caption(ui, "Pictures");
    for (is_on, text, hover) in [
        (
            &mut choices.enlarges,
            "Enlarge small ones",
            "Twice, three times and so on, as far as they fit",
        ),
        (
            &mut choices.removes_background,
            "Remove plain ground",
            "The one colour around a figure becomes see-through",
        ),
        (
            &mut choices.takes_all_frames,
            "Every frame of animations",
            "Otherwise only the first; frames that are nearly alike are dropped",
        ),
    ] {
        ui.add(Checkbox::new(is_on, text)).on_hover_text(hover);
    }
    ui.horizontal(|ui| {
        let label = ui.label("Take for one up to");
        let dial = DragValue::new(&mut choices.duplicates).range(0..=400).speed(0.3);
        ui.add(dial.suffix(" pixels"))
            .labelled_by(label.id)
            .on_hover_text("Sprites that differ in no more are one, mirrored and moved by one too");
    });
    caption(ui, "Whose they are");
    Grid::new("credit").num_columns(2).spacing(vec2(SPACE_S, SPACE_S)).show(ui, |ui| {
        let credit = &mut choices.credit;
        for (name, text, hint) in [
            ("Licence", &mut credit.licence, "CC0-1.0"),
            ("Author", &mut credit.author, ""),
            ("Source", &mut credit.source, "my own"),
        ] {
            let label = ui.label(name);
            let field = TextEdit::singleline(text).hint_text(hint).desired_width(180.0);
            ui.add(field).labelled_by(label.id);
            ui.end_row();
        }
    });
    let text = "Kept with every sprite, and told by every model that learned from them.";
    let text = RichText::new(text).small().color(Tokens::in_ui(ui).text_muted);
    ui.add(Label::new(text).wrap());
}

/// Where zones and categories are from.
fn labels_ui(ui: &mut Ui, choices: &mut ImportChoices, queue: &CommandQueue) {
    ui.horizontal_wrapped(|ui| {
        let labels = &mut choices.labels;
        ui.radio_value(labels, LabelKind::Folders, "Folders")
            .on_hover_text("The folder is the category, and the one around it the zone");
        ui.radio_value(labels, LabelKind::Paths, "Names")
            .on_hover_text("A pattern says what stands in the names of files and folders");
        ui.radio_value(labels, LabelKind::Manifest, "A manifest")
            .on_hover_text("A TOML file that says it, and whose they are (docs/OWN_ART.md)");
    });
    match choices.labels {
        LabelKind::Folders => {}
        LabelKind::Paths => {
            let field = TextEdit::singleline(&mut choices.pattern).hint_text("{category}_*");
            let response = ui.add(field.desired_width(f32::INFINITY));
            response.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Pattern of names")
            });
            response.on_hover_text(
                "{zone} and {category} take what stands there; * and ? stay within a name, ** \
                 goes through folders",
            );
        }
        LabelKind::Manifest => {
            ui.horizontal(|ui| {
                let field = TextEdit::singleline(&mut choices.manifest).hint_text("manifest.toml");
                ui.add(field.desired_width(130.0));
                command_button(ui, queue, Command::Train(TrainCommand::ChooseManifest), true);
            });
        }
    }
    let mut are_built_in = choices.names == LabelNames::BuiltIn;
    ui.checkbox(&mut are_built_in, "Names of the built-in model").on_hover_text(
        "The new model keeps all 36 cells, and sprites are of zones and categories that it knows",
    );
    choices.names = if are_built_in { LabelNames::BuiltIn } else { LabelNames::Own };
}

fn sheets_ui(ui: &mut Ui, choices: &mut ImportChoices, label: Id) {
    let shown = match choices.grid {
        GridChoice::Auto => "Find the cells",
        GridChoice::None => "Every picture is one sprite",
        GridChoice::Given(_) => "Cells of this size",
    };
    let given = match choices.grid {
        GridChoice::Given(cell) => cell,
        _ => ImportChoices::CELL,
    };
    let sheets = ComboBox::from_id_salt("sheets").selected_text(shown).width(210.0);
    let drawn = sheets.show_ui(ui, |ui| {
        let grid = &mut choices.grid;
        ui.selectable_value(grid, GridChoice::Auto, "Find the cells");
        ui.selectable_value(grid, GridChoice::None, "Every picture is one sprite");
        ui.selectable_value(grid, GridChoice::Given(given), "Cells of this size");
    });
    drawn.response.labelled_by(label);
    let GridChoice::Given(CellSize { width, height }) = &mut choices.grid else { return };
    Grid::new("cells").num_columns(2).spacing(vec2(SPACE_S, SPACE_S)).show(ui, |ui| {
        let label = ui.label("Cell");
        ui.horizontal(|ui| {
            for side in [width, height] {
                let dial = DragValue::new(side).range(1..=1024).speed(0.2);
                ui.add(dial.suffix(" px")).labelled_by(label.id);
            }
        });
        ui.end_row();
        for (name, pixels) in
            [("Around the whole", &mut choices.margin), ("Between cells", &mut choices.gap)]
        {
            let label = ui.label(name);
            let dial = DragValue::new(pixels).range(0..=64).speed(0.1).suffix(" px");
            ui.add(dial).labelled_by(label.id);
            ui.end_row();
        }
    });
}

fn preview_ui(ui: &mut Ui, import: &mut Import) {
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
        sprites_ui(ui, import, &preview);
        reasons_ui(ui, &preview);
    });
}

/// "105 sprites of 107 pictures in 107 files; 230 colours became 63, mean error 0.012".
fn found(preview: &Preview) -> String {
    let report = &preview.imported.report;
    let dataset = &preview.imported.dataset;
    let count = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    let colours = if report.n_exact_colours == report.n_colours {
        format!("all {} kept", count(report.n_colours, "colour"))
    } else {
        format!(
            "{}, {} of them in the palette (mean error {:.3})",
            count(report.n_colours, "colour"),
            report.n_exact_colours,
            report.colour_error
        )
    };
    let dropped = match n_dropped(report) {
        0 => String::new(),
        n => format!("; {n} dropped"),
    };
    format!(
        "{} of {} in {}{dropped}; {colours}",
        n_sprites(dataset.examples.len()),
        count(report.n_pictures, "picture"),
        count(report.n_files, "file"),
    )
}

/// What was left out by hand is told elsewhere.
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

fn sprites_ui(ui: &mut Ui, import: &mut Import, preview: &Preview) {
    let tokens = Tokens::in_ui(ui);
    let texture = import
        .texture
        .get_or_insert_with(|| {
            let atlas = std::sync::Arc::clone(&preview.atlas);
            ui.load_texture("sprites to bring in", atlas, TextureOptions::NEAREST)
        })
        .id();
    let rows = preview.atlas.size[1] / SIDE;
    let dataset = &preview.imported.dataset;
    let mut left_out = None;
    for Group { label, category, numbers } in &preview.groups {
        ui.add_space(SPACE_XS);
        ui.horizontal(|ui| {
            ui.label(RichText::new(label).strong());
            ui.label(RichText::new(numbers.len().to_string()).color(tokens.text_muted));
            if let Some(category) = category {
                let button = ui.small_button("Leave out");
                button.widget_info(|| {
                    let text = format!("Leave out all {category}");
                    egui::WidgetInfo::labeled(egui::Role::Button, true, text)
                });
                if button.clicked() {
                    import.left_out_categories.insert(category.clone());
                }
            }
        });
        let shown: Vec<usize> =
            numbers.iter().copied().filter(|number| *number < preview.n_shown).collect();
        let n_columns = ((ui.available_width() + SPACE_XS) / (CELL + SPACE_XS)).max(1.0) as usize;
        for row in shown.chunks(n_columns) {
            let size = vec2(ui.available_width(), CELL);
            let (place, _) = ui.allocate_exact_size(size, Sense::hover());
            ui.add_space(SPACE_XS - SPACE_S);
            // Of thousands only those on show are drawn.
            if !ui.is_rect_visible(place) {
                continue;
            }
            for (column, &number) in row.iter().enumerate() {
                let corner = place.min + vec2(column as f32 * (CELL + SPACE_XS), 0.0);
                let rect = Rect::from_min_size(corner, vec2(CELL, CELL));
                let name = &dataset.origins[number].name;
                let response =
                    ui.interact(rect, ui.scope_id().with(("sprite", name)), Sense::click());
                response.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Leave out {name}"))
                });
                ui.painter().rect_filled(rect, CELL_RADIUS, tokens.cell_other);
                let (x, y) = (number % ATLAS_COLUMNS, number / ATLAS_COLUMNS);
                let (wide, high) = (1.0 / ATLAS_COLUMNS as f32, 1.0 / rows as f32);
                let corner = pos2(x as f32 * wide, y as f32 * high);
                let part = Rect::from_min_size(corner, vec2(wide, high));
                ui.painter().image(texture, rect, part, Color32::WHITE);
                if response.hovered() {
                    let stroke = egui::Stroke::new(2.0, tokens.accent);
                    ui.painter().rect_stroke(rect, CELL_RADIUS, stroke, StrokeKind::Inside);
                }
                if response.clicked() {
                    left_out = Some(name.clone());
                }
                response.on_hover_ui(|ui| {
                    ui.label(name);
                    ui.label(RichText::new("Click to leave it out").small().weak());
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
}

/// More categories than a model has room for, each to be left out.
fn too_many_ui(ui: &mut Ui, categories: &[(String, usize)], left_out: &mut BTreeSet<String>) {
    let tokens = Tokens::in_ui(ui);
    let text = format!(
        "These are {} categories, and a model has room for six. Leave some out:",
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
        let title = format!("Dropped ({n_dropped})");
        let dropped = report.dropped.iter().filter(|dropped| dropped.why != Why::LeftOut);
        let lines = dropped.map(|dropped| format!("{}: {}", dropped.name, dropped.reason));
        lines_ui(ui, &title, lines, n_dropped);
    }
    if !report.notes.is_empty() {
        let title = format!("To look at ({})", report.notes.len());
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
