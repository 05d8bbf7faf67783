//! From pressed keys to commands.

use egui::{Context, Event, Key, KeyboardShortcut, Modifiers};

use super::table::{CTRL, CTRL_SHIFT};
use super::{COMMANDS, Command, EditCommand, KeyMap, PieceCommand, ViewCommand};

/// Keys that may be held down. Equals is plus without the Shift key.
const REPEATING: [Key; 13] = [
    Key::Comma,
    Key::Period,
    Key::OpenBracket,
    Key::CloseBracket,
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::ArrowUp,
    Key::ArrowDown,
    Key::Plus,
    Key::Equals,
    Key::Minus,
    Key::Z,
    Key::Y,
];

/// Further keys of commands that have others in the table.
const ALSO: [(KeyboardShortcut, Command); 5] = [
    (KeyboardShortcut::new(Modifiers::NONE, Key::Equals), Command::View(ViewCommand::ZoomIn)),
    (KeyboardShortcut::new(CTRL_SHIFT, Key::Z), Command::Redo),
    (KeyboardShortcut::new(CTRL, Key::K), Command::View(ViewCommand::TogglePalette)),
    (KeyboardShortcut::new(CTRL_SHIFT, Key::P), Command::View(ViewCommand::TogglePalette)),
    (KeyboardShortcut::new(CTRL, Key::Equals), Command::View(ViewCommand::LargerInterface)),
];

/// Every further key that counts: those that the artist has given to another command do not.
fn further_keys(map: &KeyMap) -> impl Iterator<Item = (KeyboardShortcut, Command)> {
    let also = EditCommand::ALSO.map(|(keys, command)| (keys, Command::Edit(command)));
    ALSO.into_iter()
        .chain(also)
        .filter(|(keys, command)| !map.is_changed(*command) && map.rival(*command, *keys).is_none())
}

/// What keys are meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum Keyboard {
    /// No panel in particular.
    Window,
    /// The keyboard focus rests on the grid, where arrows and Space mean what they mean
    /// everywhere.
    Grid,
    /// The editor: its keys come first, and Space moves its canvas.
    Editor {
        /// Whether arrows nudge what is selected there.
        nudges: bool,
    },
}

/// Whether keys mean nothing to a text field: those with Ctrl that it does not use itself, and
/// function keys.
fn is_no_typing(keys: KeyboardShortcut) -> bool {
    let KeyboardShortcut { modifiers, logical_key: key } = keys;
    let is_of_field = matches!(
        key,
        Key::A | Key::C | Key::X | Key::V | Key::Z | Key::Y
            // As in a terminal: delete to the left, a word, to the end, to the start.
            | Key::H | Key::W | Key::K | Key::U
            | Key::ArrowLeft | Key::ArrowRight | Key::ArrowUp | Key::ArrowDown
            | Key::Backspace | Key::Delete | Key::Home | Key::End | Key::Enter | Key::Space
    );
    let is_function_key = Key::F1 <= key && key <= Key::F35;
    let is_shifted_letter = modifiers.shift && matches!(key, Key::K | Key::H | Key::W | Key::U);
    is_function_key || modifiers.command && (!is_of_field || is_shifted_letter)
}

impl Command {
    /// Whether a focused slider, button or grid cell wants these keys for itself.
    fn yields_to_focus(self) -> bool {
        let is_of_editor = matches!(
            self,
            Self::Edit(EditCommand::Piece(
                PieceCommand::Nudge(_) | PieceCommand::NudgeFar(_) | PieceCommand::PutDown
            ))
        );
        is_of_editor || matches!(self, Self::Move(_) | Self::NewSeed)
    }

    /// Whether any of its keys was pressed; takes them out of this frame's input.
    pub(in crate::studio) fn take_toggle(self, ctx: &Context) -> bool {
        let map = KeyMap::of(ctx);
        let further = further_keys(&map).filter(|(_, command)| *command == self);
        let keys: Vec<KeyboardShortcut> =
            map.keys_of(self).into_iter().chain(further.map(|(keys, _)| keys)).collect();
        ctx.input_mut(|input| keys.iter().any(|keys| input.consume_shortcut(keys)))
    }

    /// Takes the commands whose keys were pressed out of this frame's input.
    ///
    /// `keyboard` says which panel keys are meant for.
    pub(in crate::studio) fn take_pressed(ctx: &Context, keyboard: Keyboard) -> Vec<Self> {
        let is_typing = ctx.text_edit_focused();
        let (is_editing, nudges) = match keyboard {
            Keyboard::Editor { nudges } => (true, nudges),
            Keyboard::Window | Keyboard::Grid => (false, false),
        };
        let is_other_focused = keyboard != Keyboard::Grid && ctx.memory(|m| m.focused().is_some());
        let is_menu_open = egui::Popup::is_any_open(ctx);
        let map = KeyMap::of(ctx);
        let of_map = COMMANDS.iter().filter_map(|&command| Some((map.keys_of(command)?, command)));
        let mut shortcuts: Vec<(KeyboardShortcut, Self)> =
            of_map.chain(further_keys(&map)).collect();
        shortcuts.retain(|(keys, _)| !is_typing || is_no_typing(*keys));
        shortcuts.retain(|(_, command)| match command {
            Self::Edit(EditCommand::Piece(PieceCommand::Nudge(_) | PieceCommand::NudgeFar(_))) => {
                nudges
            }
            Self::Edit(_) => is_editing,
            Self::NewSeed => !is_editing,
            _ => true,
        });
        // Those with more modifiers first: a plain one also matches while Shift is held.
        shortcuts.sort_by_key(|(shortcut, command)| {
            let is_edit = command.is_editors();
            let Modifiers { command, shift, alt, .. } = shortcut.modifiers;
            let n_modifiers = u8::from(command) + u8::from(shift) + u8::from(alt);
            (std::cmp::Reverse(n_modifiers), !is_edit)
        });
        ctx.input_mut(|input| {
            let mut pressed = Vec::new();
            // A key that is held moves the selection on and on, but asks for one sprite only.
            input.events.retain(|event| {
                !matches!(event, Event::Key { key, repeat: true, .. } if !REPEATING.contains(key))
            });
            shortcuts.retain(|(_, command)| !(is_other_focused && command.yields_to_focus()));
            // An open menu holds the keyboard: letters are no commands, arrows move in it and
            // Escape closes it.
            shortcuts.retain(|(keys, _)| !is_menu_open || keys.modifiers.command);
            // In the order in which they were pressed: in a slow frame "keep, next, keep" must
            // not become "keep, keep, next".
            input.events.retain(|event| {
                let Event::Key { key, modifiers, pressed: true, .. } = event else { return true };
                let asks = |(keys, _): &&(KeyboardShortcut, Self)| {
                    *key == keys.logical_key && modifiers.matches_logically(keys.modifiers)
                };
                let found = shortcuts.iter().find(asks);
                pressed.extend(found.map(|(_, command)| *command));
                found.is_none()
            });
            // Ctrl+C and Ctrl+X never arrive as keys: the window system turns them into requests.
            for event in &input.events {
                pressed.extend(match event {
                    Event::Copy if input.modifiers.shift => Some(Self::CopyRecipe),
                    Event::Copy if is_editing => {
                        Some(Self::Edit(EditCommand::Piece(PieceCommand::Copy)))
                    }
                    Event::Copy => Some(Self::CopyImage),
                    Event::Cut if is_editing => {
                        Some(Self::Edit(EditCommand::Piece(PieceCommand::Cut)))
                    }
                    _ => None,
                });
            }
            pressed
        })
    }
}
