//! What the artist is asked before something is lost, or takes long.

use egui::{Context, Ui, ViewportCommand};

use super::App;
use crate::studio::{
    opening::{SheetBeside, Source},
    panels::modals::{Answer, Question},
};

impl App {
    /// Keeps the window open where closing it would lose sprites, until the artist says so.
    pub(super) fn hold_if_unsaved(&mut self, ctx: &Context) {
        let is_closing = ctx.input(|input| input.viewport().close_requested());
        if is_closing && !self.may_close && 0 < self.state.collection.n_refused() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.question = Some(Question::CloseUnsaved);
        }
    }

    /// The question that is to be asked next.
    fn next_question(&mut self) -> Option<Question> {
        let asked = self.question.take();
        let asked = asked.or_else(|| self.state.asked_grid.take().map(Question::DrawMany));
        asked.or_else(|| self.sheets.pop_front().map(Question::OpenSheet))
    }

    /// Draws what is asked, and does what the artist agrees to.
    pub(super) fn question_ui(&mut self, ui: &Ui) {
        let Some(question) = self.next_question() else { return };
        match (question.show(ui, &self.state), question) {
            (Answer::NotYet, question) => self.question = Some(question),
            (Answer::Yes, question) => self.agreed(question, ui),
            (Answer::Other, Question::OpenSheet(SheetBeside { picture, .. })) => {
                self.open_sources(vec![Source::Alone(picture)], ui);
            }
            (Answer::No | Answer::Other, _) => {}
        }
    }

    fn agreed(&mut self, question: Question, ctx: &Context) {
        match question {
            Question::EmptyTrash => self.state.delete_trash(),
            Question::CloseUnsaved => {
                self.may_close = true;
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
            Question::ReducePalette { name, source, .. } => {
                self.reduce_palette(&name, source, ctx);
            }
            Question::DrawMany(asked) => self.state.draw_asked(&asked),
            Question::OpenSheet(SheetBeside { json, .. }) => self.open(vec![json], ctx),
        }
    }
}
