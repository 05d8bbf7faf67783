//! File dialogs that answer what the test says.

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use egui::Context;
use shoal::studio::{Ask, Dialogs, Reply};

#[derive(Default)]
struct Script {
    asked: Vec<(u64, Ask)>,
    replies: VecDeque<(u64, Reply)>,
}

/// Both ends of the script: the window holds one clone and the test another.
#[derive(Clone, Default)]
pub(crate) struct ScriptedDialogs(Rc<RefCell<Script>>);

impl ScriptedDialogs {
    /// Every question so far.
    pub(crate) fn asked(&self) -> Vec<(u64, Ask)> {
        self.0.borrow().asked.clone()
    }

    /// Answers the last question.
    pub(crate) fn reply(&self, reply: Reply) {
        let mut script = self.0.borrow_mut();
        let number = script.asked.last().expect("the window has asked").0;
        script.replies.push_back((number, reply));
    }
}

impl Dialogs for ScriptedDialogs {
    fn ask(&mut self, number: u64, ask: Ask, _ctx: &Context, _frame: &eframe::Frame) {
        self.0.borrow_mut().asked.push((number, ask));
    }

    fn poll(&mut self) -> Option<(u64, Reply)> {
        self.0.borrow_mut().replies.pop_front()
    }
}
