//! The sheet of workspaces: how much this one takes, and those that can be opened again.

use egui::{Align, Button, Id, Layout, Modal, RichText, Slider, Ui, vec2};

use crate::studio::{
    history::{LEAST_MIB, MOST_MIB},
    state::State,
    theme::{CONTROL_HEIGHT, SPACE_M, SPACE_S, SPACE_XS, Tokens},
    widgets::in_accent,
    workspace::{Listed, Workspace},
};

const WIDTH: f32 = 460.0;

/// What the sheet shows.
#[derive(Clone, Debug)]
pub(in crate::studio) struct WorkspaceSheet {
    others: Vec<Listed>,
}

/// What the artist wants of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::studio) enum Wanted {
    /// Nothing so far.
    Nothing,
    /// To close it.
    Close,
    /// A new workspace.
    New,
    /// The workspace in this folder.
    Open(std::path::PathBuf),
}

impl WorkspaceSheet {
    /// A sheet of the workspaces beside this one.
    pub(in crate::studio) fn new(workspace: &Workspace) -> Self {
        Self { others: workspace.others() }
    }

    /// Draws the sheet.
    pub(in crate::studio) fn show(
        &self,
        ui: &Ui,
        state: &mut State,
        workspace: &Workspace,
    ) -> Wanted {
        let modal = Modal::new(Id::unique("workspaces")).show(ui, |ui| {
            ui.set_width(WIDTH);
            ui.heading("Workspace");
            ui.add_space(SPACE_S);
            this_ui(ui, state, workspace);
            ui.add_space(SPACE_M);
            ui.label(RichText::new("Open again").color(Tokens::in_ui(ui).text_muted));
            let mut wanted = self.others_ui(ui);
            ui.add_space(SPACE_M);
            ui.horizontal(|ui| {
                if ui.button("New workspace").clicked() {
                    wanted = Wanted::New;
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if in_accent(ui, |ui| ui.button("Done")).clicked() {
                        wanted = Wanted::Close;
                    }
                });
            });
            wanted
        });
        let is_dismissed = modal.inner == Wanted::Nothing && modal.should_close();
        if is_dismissed { Wanted::Close } else { modal.inner }
    }

    fn others_ui(&self, ui: &mut Ui) -> Wanted {
        let mut wanted = Wanted::Nothing;
        if self.others.is_empty() {
            let text = "There is no other yet: \"New workspace\" puts this one here.";
            ui.label(RichText::new(text).small().weak());
        }
        for listed in &self.others {
            let text = format!(
                "{}, {}: {}",
                age(listed.age),
                listed.model,
                contents(listed.n_sprites, listed.n_steps)
            );
            let button = Button::new(text).min_size(vec2(ui.available_width(), CONTROL_HEIGHT));
            let button = ui.add(button.truncate());
            if button.on_hover_text(listed.path.display().to_string()).clicked() {
                wanted = Wanted::Open(listed.path.clone());
            }
            ui.add_space(SPACE_XS);
        }
        wanted
    }
}

/// How much the workspace on show takes, and how much its history may.
fn this_ui(ui: &mut Ui, state: &mut State, workspace: &Workspace) {
    let history = &mut state.history;
    let used = megabytes(history.size() as u64);
    ui.label(format!(
        "{} can be undone, which take {used} of memory.",
        counted(history.n_done() as u64, "step")
    ));
    ui.horizontal(|ui| {
        let label = ui.label("Memory for undo");
        let slider = Slider::new(&mut history.limit_mib, LEAST_MIB..=MOST_MIB);
        let slider = ui.add(slider.logarithmic(true).suffix(" MB")).labelled_by(label.id);
        if slider.on_hover_text("What was done first is forgotten first").drag_stopped() {
            history.trim();
        }
    });
    let disk = megabytes(workspace.n_bytes());
    ui.label(RichText::new(format!("Saved as you work: {disk} on the disk.")).weak());
    ui.add(
        egui::Label::new(RichText::new(workspace.folder().display().to_string()).small().weak())
            .truncate(),
    );
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / f64::from(1 << 20))
}

fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn contents(n_sprites: u64, n_steps: u64) -> String {
    format!("{}, {}", counted(n_sprites, "sprite"), counted(n_steps, "step"))
}

/// How long ago something was, as people say it: "5 minutes ago".
fn age(seconds: u64) -> String {
    let (count, what) = match seconds {
        0..60 => return "A moment ago".to_owned(),
        60..3600 => (seconds / 60, "minute"),
        3600..86_400 => (seconds / 3600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{} ago", counted(count, what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_in_the_largest_unit_that_fits() {
        let told = [0, 59, 60, 3599, 3600, 86_400, 864_000].map(age);
        let expected = [
            "A moment ago",
            "A moment ago",
            "1 minute ago",
            "59 minutes ago",
            "1 hour ago",
            "1 day ago",
            "10 days ago",
        ];
        assert_eq!(told, expected);
    }
}
