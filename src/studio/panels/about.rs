//! The strip of the first minute, and what this program is.

use egui::{Id, Label, Modal, RichText, ScrollArea, Ui};

use crate::{
    generate::ENGINE_VERSION,
    studio::{
        command::{Command, FileCommand, KeptCommand, ViewCommand},
        layout::Pane,
        state::{HelpPage, State},
        theme::{SPACE_M, SPACE_S, Tokens},
        widgets::in_accent,
    },
};

const WIDTH: f32 = 420.0;
/// Lines of the guide are as long as one reads easily.
const GUIDE_WIDTH: f32 = 620.0;

/// What one does here, in the order in which one does it.
const STEPS: [(&str, Command); 6] = [
    ("Pick a creature", Command::Select(0)),
    ("draw others", Command::Reroll),
    ("keep it", Command::Kept(KeptCommand::Keep)),
    ("double-click to fix its pixels", Command::View(ViewCommand::ShowPane(Pane::Edit))),
    ("light it", Command::View(ViewCommand::ShowPane(Pane::Shade))),
    ("export it", Command::File(FileCommand::Export)),
];

/// Draws the strip that says what one does here; says whether the artist has read it.
pub(in crate::studio) fn strip(ui: &mut Ui) -> bool {
    let tokens = Tokens::in_ui(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE_S;
        for (text, command) in STEPS {
            ui.label(text);
            if let Some(keys) = command.keys(ui) {
                ui.label(RichText::new(keys).small().strong().color(tokens.accent));
            }
            ui.label(RichText::new("·").color(tokens.text_muted));
        }
        ui.label("everything is saved as you work.");
        let button = ui.button("Got it");
        button.on_hover_text("Takes this line away; the Help menu has it again").clicked()
    })
    .inner
}

/// What the guide says.
const GUIDE: &str = include_str!("../../../docs/GUIDE.md");

/// Draws the page of help that is on show, until it is closed.
pub(in crate::studio) fn pages(ui: &Ui, state: &mut State, data: Option<&std::path::Path>) {
    let is_closed = match state.help {
        Some(HelpPage::Guide) => guide(ui),
        Some(HelpPage::About) => about(ui, state, data),
        None => false,
    };
    if is_closed {
        state.help = None;
    }
}

/// Draws the guide; says whether to close it.
fn guide(ui: &Ui) -> bool {
    let most = (ui.content_rect().height() - 160.0).max(160.0);
    let modal = Modal::new(Id::unique("guide")).show(ui, |ui| {
        ui.set_width(GUIDE_WIDTH.min(ui.content_rect().width() - 40.0));
        ScrollArea::vertical().max_height(most).show(ui, |ui| {
            for line in GUIDE.lines().filter(|line| !line.is_empty()) {
                line_ui(ui, line);
            }
        });
        ui.add_space(SPACE_M);
        in_accent(ui, |ui| ui.button("Done")).clicked()
    });
    modal.inner || modal.should_close()
}

/// Draws a line of the guide, which is plain Markdown.
fn line_ui(ui: &mut Ui, line: &str) {
    if let Some(title) = line.strip_prefix("# ") {
        ui.heading(title);
    } else if let Some(title) = line.strip_prefix("## ") {
        ui.add_space(SPACE_S);
        ui.label(RichText::new(title).strong().color(Tokens::in_ui(ui).accent));
    } else {
        ui.add(Label::new(line.strip_prefix("- ").unwrap_or(line)).wrap());
    }
}

/// Draws what this program is; says whether to close it.
fn about(ui: &Ui, state: &State, data: Option<&std::path::Path>) -> bool {
    let modal = Modal::new(Id::unique("about")).show(ui, |ui| {
        ui.set_width(WIDTH);
        let muted = Tokens::in_ui(ui).text_muted;
        ui.heading(format!("Shoal {}", env!("CARGO_PKG_VERSION")));
        ui.add_space(SPACE_S);
        ui.label(
            "A sprite studio: a small model inside the program draws 32 by 32 sprites, and you \
             choose, mix, fix, light and export them. Nothing leaves this computer.",
        );
        ui.add_space(SPACE_S);
        let mut facts = vec![format!("Engine {ENGINE_VERSION}, MIT licence")];
        if let Some(generator) = state.generator() {
            let world = generator.world();
            facts.push(format!(
                "{}: {} by {} kinds, checkpoint {}",
                state.model_name,
                world.zones.len(),
                world.categories.len(),
                generator.checkpoint_hash().chars().take(8).collect::<String>()
            ));
        }
        if let Some(data) = data {
            facts.push(format!("What you keep and work on lies in {}", data.display()));
        }
        for fact in facts {
            ui.label(RichText::new(fact).color(muted));
        }
        ui.add_space(SPACE_M);
        in_accent(ui, |ui| ui.button("Done")).clicked()
    });
    modal.inner || modal.should_close()
}
