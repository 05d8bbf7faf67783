//! Everything the artist can ask the window to do, with its name, its tooltip and its keys.
//!
//! Buttons, shortcuts and the shortcut sheet all read this one table, so they cannot drift
//! apart. Panels only put commands into a [`CommandQueue`]; the window carries them out before
//! it draws the next frame.

use std::cell::RefCell;

use egui::{Context, Event, Key, KeyboardShortcut, Modifiers};

/// Something to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Command {
    /// Draws every cell with the settings on show.
    DrawAll,
    /// Rolls another seed and draws every cell with it.
    NewSeed,
    /// Draws the selected cell's next variant.
    Reroll,
    /// Stops everything that is being drawn or waits to be.
    Cancel,
    /// Asks where to, and writes the selected sprite as PNG.
    Export,
    /// Puts the selected sprite on the clipboard as a picture.
    CopyImage,
    /// Puts the selected sprite's recipe on the clipboard as text.
    CopyRecipe,
    /// Asks for a checkpoint and draws with it.
    OpenModel,
    /// Goes back to the checkpoint inside the program.
    BuiltInModel,
    /// Dark to light and back.
    ToggleTheme,
    /// Shows or hides the list of shortcuts.
    ToggleShortcuts,
    /// Shows or hides the lines between pixels in the big view.
    TogglePixelGrid,
    /// The big view one step larger.
    ZoomIn,
    /// The big view one step smaller.
    ZoomOut,
    /// The big view as large as fits.
    ZoomFit,
    /// Moves the selection.
    Move(Direction),
    /// Selects a cell by its number, zone by zone.
    Select(usize),
}

/// Where the selection moves to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// One category to the left.
    Left,
    /// One category to the right.
    Right,
    /// One zone up.
    Up,
    /// One zone down.
    Down,
}

/// Keys that may be held down. Equals is plus without the Shift key.
const REPEATING: [Key; 7] = [
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::ArrowUp,
    Key::ArrowDown,
    Key::Plus,
    Key::Equals,
    Key::Minus,
];

impl Command {
    /// Every command with a shortcut, in the order in which the shortcut sheet lists them.
    pub(super) const WITH_SHORTCUT: [Self; 18] = [
        Self::NewSeed,
        Self::DrawAll,
        Self::Reroll,
        Self::Cancel,
        Self::Move(Direction::Left),
        Self::Move(Direction::Right),
        Self::Move(Direction::Up),
        Self::Move(Direction::Down),
        Self::Export,
        Self::CopyImage,
        Self::CopyRecipe,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::ZoomFit,
        Self::TogglePixelGrid,
        Self::OpenModel,
        Self::ToggleTheme,
        Self::ToggleShortcuts,
    ];

    /// What buttons and the shortcut sheet call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::DrawAll => "Draw all",
            Self::NewSeed => "New seed",
            Self::Reroll => "Reroll",
            Self::Cancel => "Cancel",
            Self::Export => "Export PNG…",
            Self::CopyImage => "Copy image",
            Self::CopyRecipe => "Copy recipe",
            Self::OpenModel => "Open model…",
            Self::BuiltInModel => "Built-in model",
            Self::ToggleTheme => "Dark or light",
            Self::ToggleShortcuts => "Keyboard shortcuts",
            Self::TogglePixelGrid => "Pixel grid",
            Self::ZoomIn => "Zoom in",
            Self::ZoomOut => "Zoom out",
            Self::ZoomFit => "Fit",
            Self::Move(Direction::Left) => "Select the cell to the left",
            Self::Move(Direction::Right) => "Select the cell to the right",
            Self::Move(Direction::Up) => "Select the cell above",
            Self::Move(Direction::Down) => "Select the cell below",
            Self::Select(_) => "Select",
        }
    }

    /// What it does, for the tooltip.
    pub(super) fn tooltip(self) -> &'static str {
        match self {
            Self::DrawAll => "Draws every cell with the seed and settings on show",
            Self::NewSeed => "Rolls another seed and draws every cell with it",
            Self::Reroll => "Draws another variant of the selected cell",
            Self::Cancel => "Stops drawing and keeps what is complete",
            Self::Export => "Saves the selected sprite as an indexed PNG with its recipe inside",
            Self::CopyImage => "Copies the selected sprite as a 32 by 32 picture",
            Self::CopyRecipe => "Copies everything that makes this sprite again, as text",
            Self::OpenModel => "Draws with another checkpoint file (.safetensors)",
            Self::BuiltInModel => "Goes back to the checkpoint inside the program",
            Self::ToggleTheme => "Switches between the dark and the light window",
            Self::ToggleShortcuts => "Shows the keyboard shortcuts",
            Self::TogglePixelGrid => "Shows lines between the pixels",
            Self::ZoomIn => "Shows the sprite one step larger",
            Self::ZoomOut => "Shows the sprite one step smaller",
            Self::ZoomFit => "Shows the sprite as large as fits",
            Self::Move(_) | Self::Select(_) => "Selects a cell",
        }
    }

    /// The keys that ask for it.
    pub(super) fn shortcut(self) -> Option<KeyboardShortcut> {
        const NONE: Modifiers = Modifiers::NONE;
        const CTRL: Modifiers = Modifiers::COMMAND;
        const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
        let (modifiers, key) = match self {
            Self::DrawAll => (CTRL, Key::R),
            Self::NewSeed => (NONE, Key::Space),
            Self::Reroll => (NONE, Key::R),
            Self::Cancel => (NONE, Key::Escape),
            Self::Export => (CTRL, Key::E),
            Self::CopyImage => (CTRL, Key::C),
            Self::CopyRecipe => (CTRL_SHIFT, Key::C),
            Self::OpenModel => (CTRL, Key::O),
            Self::ToggleTheme => (NONE, Key::F2),
            Self::ToggleShortcuts => (NONE, Key::F1),
            Self::TogglePixelGrid => (CTRL, Key::Quote),
            Self::ZoomIn => (NONE, Key::Plus),
            Self::ZoomOut => (NONE, Key::Minus),
            Self::ZoomFit => (CTRL, Key::Num0),
            Self::Move(Direction::Left) => (NONE, Key::ArrowLeft),
            Self::Move(Direction::Right) => (NONE, Key::ArrowRight),
            Self::Move(Direction::Up) => (NONE, Key::ArrowUp),
            Self::Move(Direction::Down) => (NONE, Key::ArrowDown),
            Self::BuiltInModel | Self::Select(_) => return None,
        };
        Some(KeyboardShortcut::new(modifiers, key))
    }

    /// The keys that ask for it, as people write them.
    pub(super) fn keys(self, ctx: &Context) -> Option<String> {
        let text = ctx.format_shortcut(&self.shortcut()?);
        Some(text.replace("Quote", "'").replace("Escape", "Esc"))
    }

    /// Whether a focused slider, button or grid cell wants these keys for itself.
    fn yields_to_focus(self) -> bool {
        matches!(self, Self::Move(_) | Self::NewSeed)
    }

    /// Takes the commands whose keys were pressed out of this frame's input.
    ///
    /// `is_grid_focused` says that the keyboard focus, if any, rests on the grid, where arrows
    /// and Space mean what they mean everywhere.
    pub(super) fn take_pressed(ctx: &Context, is_grid_focused: bool) -> Vec<Self> {
        if ctx.text_edit_focused() {
            return Vec::new();
        }
        let is_other_focused = !is_grid_focused && ctx.memory(|m| m.focused().is_some());
        // Shortcuts with more modifiers first: a plain one also matches while Shift is held.
        let mut by_modifiers = Self::WITH_SHORTCUT;
        by_modifiers.sort_by_key(|command| {
            let modifiers = command.shortcut().map(|s| s.modifiers).unwrap_or_default();
            std::cmp::Reverse(u8::from(modifiers.command) + u8::from(modifiers.shift))
        });
        ctx.input_mut(|input| {
            let mut pressed = Vec::new();
            // A key that is held moves the selection on and on, but asks for one sprite only.
            input.events.retain(|event| {
                !matches!(event, Event::Key { key, repeat: true, .. } if !REPEATING.contains(key))
            });
            if input.consume_key(Modifiers::NONE, Key::Equals) {
                pressed.push(Self::ZoomIn);
            }
            for command in by_modifiers {
                if is_other_focused && command.yields_to_focus() {
                    continue;
                }
                let Some(shortcut) = command.shortcut() else { continue };
                if input.consume_shortcut(&shortcut) {
                    pressed.push(command);
                }
            }
            // Ctrl+C never arrives as a key: the window system turns it into a request to copy.
            if input.events.contains(&Event::Copy) {
                let is_recipe = input.modifiers.shift;
                pressed.push(if is_recipe { Self::CopyRecipe } else { Self::CopyImage });
            }
            pressed
        })
    }
}

/// Commands on their way from the panels, which only borrow it, to the window.
#[derive(Debug, Default)]
pub(super) struct CommandQueue(RefCell<Vec<Command>>);

impl CommandQueue {
    /// Asks for a command.
    pub(super) fn push(&self, command: Command) {
        self.0.borrow_mut().push(command);
    }

    /// Takes all that was asked for, in that order.
    pub(super) fn take(&self) -> Vec<Command> {
        self.0.take()
    }

    /// Whether nothing was asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_their_keys() {
        for (i, a) in Command::WITH_SHORTCUT.into_iter().enumerate() {
            assert!(a.shortcut().is_some(), "{a:?}");
            for b in &Command::WITH_SHORTCUT[i + 1..] {
                assert_ne!(a.shortcut(), b.shortcut(), "{a:?} and {b:?}");
            }
        }
    }
}
