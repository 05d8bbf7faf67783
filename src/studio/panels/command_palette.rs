//! Every command in one list, found by typing a few of its letters.

use egui::{Id, Key, Modal, Modifiers, RichText, ScrollArea, TextEdit, Ui};

use crate::studio::{
    command::{COMMANDS, Command, CommandQueue, ViewCommand},
    state::State,
    theme::SPACE_S,
    widgets::command_line,
};

const WIDTH: f32 = 420.0;

/// The palette while it is open.
#[derive(Clone, Debug, Default)]
pub(in crate::studio) struct CommandPalette {
    typed: String,
    /// Which of the commands that fit Enter would run.
    chosen: usize,
    was_shown: bool,
}

impl CommandPalette {
    /// Draws the palette; says whether it stays open.
    pub(in crate::studio) fn show(&mut self, ui: &Ui, state: &State, queue: &CommandQueue) -> bool {
        // Before the field gets them, which would move its cursor.
        let step = ui.input_mut(|input| {
            let mut pressed = |key| input.count_and_consume_key(Modifiers::NONE, key);
            pressed(Key::ArrowDown) as isize - pressed(Key::ArrowUp) as isize
        });
        let is_toggled = Command::View(ViewCommand::TogglePalette).take_toggle(ui);
        let is_entered = ui.input(|input| input.key_pressed(Key::Enter));
        let mut run = None;
        let modal = Modal::new(Id::unique("command palette")).show(ui, |ui| {
            ui.set_width(WIDTH);
            let label = ui.label(RichText::new("Find a command").weak());
            let field = TextEdit::singleline(&mut self.typed).desired_width(f32::INFINITY);
            let field = ui.add(field).labelled_by(label.id);
            if !std::mem::replace(&mut self.was_shown, true) {
                field.request_focus();
            }
            if field.changed() {
                self.chosen = 0;
            }
            let found = matching(&self.typed, |command| state.allows(command));
            let last = found.len().saturating_sub(1);
            self.chosen = self.chosen.saturating_add_signed(step).min(last);
            if is_entered {
                run = found.get(self.chosen).copied();
            }
            ui.add_space(SPACE_S);
            let most = (ui.content_rect().height() - 200.0).clamp(120.0, 360.0);
            ScrollArea::vertical().max_height(most).auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                if found.is_empty() {
                    ui.label(RichText::new("No command is called that").weak());
                }
                for (index, command) in found.iter().enumerate() {
                    let response = row_ui(ui, *command, index == self.chosen);
                    if index == self.chosen && (step != 0 || field.changed()) {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        run = Some(*command);
                    }
                }
            });
        });
        if let Some(command) = run {
            queue.push(command);
        }
        run.is_none() && !is_toggled && !modal.should_close()
    }
}

fn row_ui(ui: &mut Ui, command: Command, is_chosen: bool) -> egui::Response {
    let width = ui.available_width();
    command_line(ui, command, command.name(), is_chosen, width).on_hover_text(command.tooltip())
}

/// The commands whose names have the typed letters in that order, the likeliest first.
fn matching(typed: &str, allows: impl Fn(Command) -> bool) -> Vec<Command> {
    let is_open = |command: &Command| {
        *command != Command::View(ViewCommand::TogglePalette) && allows(*command)
    };
    let rated = COMMANDS.iter().copied().filter(is_open);
    let mut rated: Vec<(u32, Command)> =
        rated.filter_map(|command| Some((rate(typed, command.name())?, command))).collect();
    rated.sort_by_key(|(cost, _)| *cost);
    rated.into_iter().map(|(_, command)| command).collect()
}

/// How far the typed letters are from the name, 0 for its very beginning; `None` if they are
/// not in it in that order. A letter that begins a word costs less than one in the midst of it.
fn rate(typed: &str, name: &str) -> Option<u32> {
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let mut cost = 0;
    let mut at = 0;
    for letter in typed.to_lowercase().chars().filter(|letter| !letter.is_whitespace()) {
        let starts_word = |&i: &usize| i == 0 || !name[i - 1].is_alphanumeric();
        let hits: Vec<usize> = (at..name.len()).filter(|&i| name[i] == letter).collect();
        let next = hits.first().copied()?;
        let found =
            if next == at { next } else { hits.into_iter().find(starts_word).unwrap_or(next) };
        cost += match found - at {
            0 => 0,
            // However long the words before it are.
            _ if starts_word(&found) => 1,
            skipped => 1 + skipped as u32,
        };
        at = found + 1;
    }
    Some(cost)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::command::FileCommand;

    #[test]
    fn a_few_letters_find_a_command() {
        for (typed, expected) in [
            ("reroll", Command::Reroll),
            ("rero", Command::Reroll),
            ("RC", Command::RerollColumn(None)),
            ("exp", Command::File(FileCommand::Export)),
            ("cpr", Command::CopyRecipe),
            ("layout", Command::View(ViewCommand::ResetLayout)),
            ("zi", Command::View(ViewCommand::ZoomIn)),
        ] {
            assert_eq!(matching(typed, |_| true).first(), Some(&expected), "{typed}");
        }
        assert!(matching("qzx", |_| true).is_empty());
        assert_eq!(matching("", |_| true).len(), COMMANDS.len() - 1);
        assert!(!matching("undo", |command| command != Command::Undo).contains(&Command::Undo));
    }
}
