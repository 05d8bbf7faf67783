//! What the artist is asked before something is lost.

use egui::{Context, Ui, ViewportCommand};

use super::App;
use crate::studio::panels::modals::{Answer, Question};

impl App {
    /// Keeps the window open where closing it would lose sprites, until the artist says so.
    pub(super) fn hold_if_unsaved(&mut self, ctx: &Context) {
        let is_closing = ctx.input(|input| input.viewport().close_requested());
        if is_closing && !self.may_close && 0 < self.state.collection.n_refused() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.question = Some(Question::CloseUnsaved);
        }
    }

    /// Draws what is asked, and does what the artist agrees to.
    pub(super) fn question_ui(&mut self, ui: &Ui) {
        let Some(question) = self.question.take() else { return };
        match question.show(ui, &self.state) {
            Answer::NotYet => self.question = Some(question),
            Answer::No => {}
            Answer::Yes => match question {
                Question::EmptyTrash => self.state.delete_trash(),
                Question::CloseUnsaved => {
                    self.may_close = true;
                    ui.send_viewport_cmd(ViewportCommand::Close);
                }
                Question::ReducePalette { name, source, .. } => {
                    self.reduce_palette(&name, source, ui);
                }
            },
        }
    }
}
