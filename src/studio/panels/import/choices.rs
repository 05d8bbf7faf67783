//! What the artist chooses: labels, colours, sheets, places, whose they are.

use egui::{Checkbox, ComboBox, DragValue, Grid, Id, Label, RichText, Slider, TextEdit, Ui, vec2};

use crate::{
    dataset::{CellSize, DropShadow, Facing, GridChoice, Placing, Simplification},
    studio::{
        command::{Command, CommandQueue, TrainCommand},
        state::{ImportChoices, LabelKind, LabelNames, PaletteKind},
        theme::{SPACE_S, Tokens},
        widgets::command_button,
    },
};

/// Draws the choices.
pub(super) fn show(ui: &mut Ui, choices: &mut ImportChoices, queue: &CommandQueue) {
    let caption = |ui: &mut Ui, text: &str| {
        ui.add_space(SPACE_S);
        ui.label(RichText::new(text).strong())
    };
    ui.label(RichText::new("What kind each sprite is").strong());
    labels_ui(ui, choices, queue);
    caption(ui, "Colours");
    ui.horizontal_wrapped(|ui| {
        let palette = &mut choices.palette;
        ui.radio_value(palette, PaletteKind::FromArt, "From the art").on_hover_text(
            "The 63 best colours of your sprites, sorted into ramps from dark to light",
        );
        ui.radio_value(palette, PaletteKind::BuiltIn, "Built-in").on_hover_text(
            "The sprites get the colours of the built-in model, and mix well with what it draws",
        );
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
    caption(ui, "Simplify");
    simplify_ui(ui, &mut choices.simplify);
    caption(ui, "Pictures");
    pictures_ui(ui, choices);
    caption(ui, "Credits");
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

/// What becomes of each picture.
fn pictures_ui(ui: &mut Ui, choices: &mut ImportChoices) {
    let mut looks_alike = choices.facing == Facing::Alike;
    for (is_on, text, hover) in [
        (
            &mut choices.enlarges,
            "Enlarge small sprites",
            "Twice, three times and so on, as far as they fit",
        ),
        (
            &mut choices.removes_background,
            "Remove plain background",
            "The one colour around a figure becomes see-through",
        ),
        (
            &mut looks_alike,
            "Make them face the same way",
            "Sprites of a category are mirrored until they look the same way; a right click on a \
             sprite turns it by hand",
        ),
        (
            &mut choices.takes_all_frames,
            "Every frame of animations",
            "Otherwise only the first; frames that are nearly alike are dropped",
        ),
    ] {
        ui.add(Checkbox::new(is_on, text)).on_hover_text(hover);
    }
    choices.facing = if looks_alike { Facing::Alike } else { Facing::Keep };
    ui.horizontal(|ui| {
        let label = ui.label("Leave out twins that differ in up to");
        let dial = DragValue::new(&mut choices.duplicates).range(0..=400).speed(0.3);
        ui.add(dial.suffix(" pixels")).labelled_by(label.id).on_hover_text(
            "Of sprites that are so alike only one is brought in; mirrored ones and those moved by \
                 one pixel count too",
        );
    });
}

/// Colours of a sprite before the artist gave another number.
const FEW_COLOURS: u8 = 6;

/// What is taken from sprites, so that shapes are learned and not noise.
fn simplify_ui(ui: &mut Ui, simplify: &mut Simplification) {
    let mut is_limited = simplify.colours.is_some();
    ui.horizontal(|ui| {
        ui.checkbox(&mut is_limited, "Few colours").on_hover_text(
            "Shades that differ little become one; the Shade panel can put light back",
        );
        if is_limited {
            let colours = simplify.colours.get_or_insert(FEW_COLOURS);
            let range = Simplification::LEAST_COLOURS..=Simplification::MOST_COLOURS;
            let dial = DragValue::new(colours).range(range).speed(0.1).suffix(" a sprite");
            let response = ui.add(dial);
            response.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::SpinButton, true, "Colours of a sprite")
            });
        } else {
            simplify.colours = None;
        }
    });
    let mut is_removed = simplify.drop_shadow == DropShadow::Remove;
    ui.checkbox(&mut is_removed, "Remove black shadows").on_hover_text(
        "Black stays where it touches the figure, as its outline, and where all is black",
    );
    simplify.drop_shadow = if is_removed { DropShadow::Remove } else { DropShadow::Keep };
    ui.checkbox(&mut simplify.cleans_specks, "Remove stray pixels")
        .on_hover_text("Pixels that no neighbour is like become as those around them; eyes stay");
    ui.horizontal(|ui| {
        let label = ui.label("Flatten shading");
        let slider = Slider::new(&mut simplify.flatten_light, 0.0..=1.0).step_by(0.05);
        ui.add(slider).labelled_by(label.id).on_hover_text(
            "Shades of one material come together: 0 keeps the drawn light, 1 leaves one colour",
        );
    });
}

/// Where zones and categories are from.
fn labels_ui(ui: &mut Ui, choices: &mut ImportChoices, queue: &CommandQueue) {
    ui.horizontal_wrapped(|ui| {
        let labels = &mut choices.labels;
        ui.radio_value(labels, LabelKind::Folders, "Folders")
            .on_hover_text("The folder's name is the category, that of the one around it the zone");
        ui.radio_value(labels, LabelKind::Paths, "Names")
            .on_hover_text("A pattern finds it in the names of files and folders");
        ui.radio_value(labels, LabelKind::Manifest, "A list")
            .on_hover_text("A TOML file that says it, and who made them (docs/OWN_ART.md)");
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
    ui.checkbox(&mut are_built_in, "Keep the built-in names").on_hover_text(
        "Your sprites are sorted under zones and categories of the built-in model, all of which the \
         new one still draws",
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
