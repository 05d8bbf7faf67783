//! Which keys ask for which command: the table's, and what the artist changed about them.
//!
//! Like the theme, the map in use belongs to the window's `Context`, so that whatever names a
//! key (menus, tooltips, the sheet of shortcuts) names the right one.

use std::{collections::BTreeMap, sync::Arc};

use egui::{Context, Id, Key, KeyboardShortcut, Modifiers};
use serde::{Deserialize, Serialize};

use super::{COMMANDS, Command, EditCommand, PieceCommand};

/// What the artist changed about the keys of commands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(in crate::studio) struct KeyMap {
    /// By the name of the command: keys as "Ctrl+Shift+E", or nothing where they were taken away.
    /// Names and keys that this version does not know are kept for one that does.
    changed: BTreeMap<String, Option<String>>,
}

/// Names that commands had before, for what artists changed about their keys then.
const FORMER_NAMES: [(&str, &str); 2] =
    [("Put into cell", "Put into grid cell"), ("Variant into cell", "Put variant into grid cell")];

/// What became of a wish for keys.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::studio) struct Assigned {
    /// The command that had them until now, and has none any more.
    pub(in crate::studio) lost_by: Option<Command>,
}

impl KeyMap {
    /// The map in use.
    pub(in crate::studio) fn of(ctx: &Context) -> Arc<Self> {
        ctx.data(|data| data.get_temp(Self::id())).unwrap_or_default()
    }

    /// Makes this the map in use.
    pub(in crate::studio) fn install(mut self, ctx: &Context) {
        self.rename();
        ctx.data_mut(|data| data.insert_temp(Self::id(), Arc::new(self)));
    }

    /// Gives what was changed of a command that has another name now to that name.
    fn rename(&mut self) {
        for (former, name) in FORMER_NAMES {
            if let Some(keys) = self.changed.remove(former) {
                self.changed.entry(name.to_owned()).or_insert(keys);
            }
        }
    }

    fn id() -> Id {
        Id::unique("key map")
    }

    /// The keys that ask for a command.
    pub(in crate::studio) fn keys_of(&self, command: Command) -> Option<KeyboardShortcut> {
        match self.changed.get(command.name()) {
            Some(Some(text)) => parse(text).or(command.usual_keys()),
            Some(None) => None,
            None => command.usual_keys().filter(|keys| !self.are_given_away(command, *keys)),
        }
    }

    /// Whether the artist gave the usual keys of a command to another one, be it in a version in
    /// which they were not its keys.
    fn are_given_away(&self, command: Command, keys: KeyboardShortcut) -> bool {
        let has_them = |(name, text): (&String, &Option<String>)| {
            text.as_deref().and_then(parse) == Some(keys)
                && COMMANDS.iter().any(|other| {
                    other.name() == name
                        && *other != command
                        && other.is_editors() == command.is_editors()
                })
        };
        self.changed.iter().any(has_them)
    }

    /// Whether the artist changed the keys of a command.
    pub(in crate::studio) fn is_changed(&self, command: Command) -> bool {
        self.keys_of(command) != command.usual_keys()
    }

    /// Whether the artist changed anything.
    pub(in crate::studio) fn is_usual(&self) -> bool {
        !COMMANDS.iter().any(|command| self.is_changed(*command))
    }

    /// The command that these keys ask for where `command` would hear them too.
    pub(in crate::studio) fn rival(
        &self,
        command: Command,
        keys: KeyboardShortcut,
    ) -> Option<Command> {
        let hears =
            |other: &Command| *other != command && command.is_editors() == other.is_editors();
        COMMANDS.iter().copied().filter(hears).find(|other| self.keys_of(*other) == Some(keys))
    }

    /// Gives a command keys; another command that had them loses them.
    pub(in crate::studio) fn assign(
        &mut self,
        command: Command,
        keys: KeyboardShortcut,
    ) -> Assigned {
        let lost_by = self.rival(command, keys);
        if let Some(rival) = lost_by {
            self.remove(rival);
        }
        self.set(command, Some(keys));
        Assigned { lost_by }
    }

    /// Takes a command's keys away.
    pub(in crate::studio) fn remove(&mut self, command: Command) {
        self.set(command, None);
    }

    /// Gives a command its usual keys back, as [`Self::assign`] does.
    pub(in crate::studio) fn reset(&mut self, command: Command) -> Assigned {
        if let Some(keys) = command.usual_keys() {
            return self.assign(command, keys);
        }
        self.remove(command);
        Assigned { lost_by: None }
    }

    fn set(&mut self, command: Command, keys: Option<KeyboardShortcut>) {
        let name = command.name().to_owned();
        if keys == command.usual_keys() {
            self.changed.remove(&name);
        } else {
            self.changed.insert(name, keys.map(written));
        }
    }
}

impl Command {
    /// Whether it is one of those that count only while the editor has the keyboard.
    pub(in crate::studio) const fn is_editors(self) -> bool {
        matches!(self, Self::Edit(_))
    }

    /// Whether the artist can choose its keys: those of the clipboard never arrive as keys.
    pub(in crate::studio) const fn has_free_keys(self) -> bool {
        let is_clipboard = matches!(
            self,
            Self::CopyImage
                | Self::CopyRecipe
                | Self::Edit(EditCommand::Piece(
                    PieceCommand::Cut | PieceCommand::Copy | PieceCommand::Paste
                ))
        );
        !is_clipboard && !matches!(self, Self::Move(_) | Self::Select(_))
    }
}

/// Keys as the settings file has them, on every system alike.
fn written(keys: KeyboardShortcut) -> String {
    let Modifiers { command, shift, alt, .. } = keys.modifiers;
    let mut text = String::new();
    for (is_held, name) in [(command, "Ctrl+"), (alt, "Alt+"), (shift, "Shift+")] {
        if is_held {
            text.push_str(name);
        }
    }
    text + keys.logical_key.name()
}

/// The reverse of [`written`].
fn parse(text: &str) -> Option<KeyboardShortcut> {
    let mut modifiers = Modifiers::NONE;
    let mut rest = text;
    for (name, modifier) in
        [("Ctrl+", Modifiers::COMMAND), ("Alt+", Modifiers::ALT), ("Shift+", Modifiers::SHIFT)]
    {
        if let Some(shorter) = rest.strip_prefix(name) {
            rest = shorter;
            modifiers = modifiers.plus(modifier);
        }
    }
    Some(KeyboardShortcut::new(modifiers, Key::from_name(rest)?))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{FileCommand, SketchCommand},
        *,
    };

    #[test]
    fn every_usual_shortcut_can_be_written_down() {
        for keys in COMMANDS.iter().filter_map(|command| command.usual_keys()) {
            assert_eq!(parse(&written(keys)), Some(keys));
        }
        assert_eq!(parse("Ctrl+Nonsense"), None);
    }

    #[test]
    fn keys_that_are_taken_change_hands_and_come_back() {
        let mut map = KeyMap::default();
        let keys = Command::Reroll.usual_keys().unwrap();
        let assigned = map.assign(Command::DrawAll, keys);
        assert_eq!(assigned.lost_by, Some(Command::Reroll));
        assert_eq!(map.keys_of(Command::DrawAll), Some(keys));
        assert_eq!(map.keys_of(Command::Reroll), None);
        assert_eq!(map.reset(Command::Reroll).lost_by, Some(Command::DrawAll));
        map.reset(Command::DrawAll);
        assert!(map.is_usual() && map == KeyMap::default());
    }

    #[test]
    fn the_editor_may_share_keys_with_the_window() {
        let mut map = KeyMap::default();
        let keys = Command::Reroll.usual_keys().unwrap();
        assert_eq!(map.assign(Command::Edit(EditCommand::Clear), keys).lost_by, None);
    }

    #[test]
    fn keys_that_the_artist_gave_away_stay_so_when_a_version_gives_them_to_another_command() {
        // As it was written when Ctrl+O opened models and Ctrl+Shift+O sprites.
        let text = r#"{"Reroll": "Ctrl+O", "Variant into cell": "Ctrl+Shift+O"}"#;
        let mut map: KeyMap = serde_json::from_str(text).unwrap();
        map.rename();
        let open = Command::File(FileCommand::OpenSprite);
        let model = Command::File(FileCommand::OpenModel);
        assert_eq!(map.keys_of(Command::Reroll), parse("Ctrl+O"));
        assert_eq!(map.keys_of(Command::Sketch(SketchCommand::ToCell)), parse("Ctrl+Shift+O"));
        assert_eq!((map.keys_of(open), map.keys_of(model)), (None, None));
        // They come back as those of any other command do.
        assert_eq!(map.reset(open).lost_by, Some(Command::Reroll));
        assert_eq!(map.keys_of(open), parse("Ctrl+O"));
        assert_eq!(map.keys_of(Command::Reroll), None);
    }

    #[test]
    fn what_a_later_version_wrote_does_no_harm() {
        let text = r#"{"Draw all": "Ctrl+Hyperspace", "Fly": "F", "Reroll": null}"#;
        let map: KeyMap = serde_json::from_str(text).unwrap();
        assert_eq!(map.keys_of(Command::DrawAll), Command::DrawAll.usual_keys());
        assert_eq!(map.keys_of(Command::Reroll), None);
        assert!(serde_json::to_string(&map).unwrap().contains("Fly"));
    }
}
