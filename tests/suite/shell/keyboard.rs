//! Places that Tab reaches, and the ring around each.

use egui::{Event as Input, Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};

use super::{Studio, filled};

/// Types into the number of this name, and ends with Enter.
fn type_number(studio: &mut Studio, name: &str, text: &str) {
    studio.window.get_by_role_and_label(Role::SpinButton, name).click();
    studio.window.run();
    studio.press(Modifiers::COMMAND, Key::A);
    studio.window.event(Input::Text(text.to_owned()));
    studio.window.run();
    studio.press(Modifiers::NONE, Key::Enter);
}

#[test]
fn wherever_tab_goes_can_be_seen() {
    let mut studio = filled();
    let mut before = studio.window.render().unwrap();
    let mut names = Vec::new();
    for _ in 0..32 {
        studio.press(Modifiers::NONE, Key::Tab);
        let after = studio.window.render().unwrap();
        let has_focus = by().predicate(|node| node.is_focused() && node.label().is_some());
        let focused = studio.window.query_all(has_focus).next();
        let name = focused.and_then(|node| node.accesskit_node().label());
        assert!(before != after, "nothing shows that {name:?} has the keyboard");
        names.extend(name);
        before = after;
    }
    assert!(names.iter().any(|name| name == "Sweep"), "{names:?}");
    assert!(names.iter().any(|name| name == "Close Grid"), "{names:?}");
}

#[test]
fn a_number_beyond_its_limit_becomes_the_limit_and_that_is_said() {
    let mut studio = filled();
    studio.press(Modifiers::COMMAND, Key::Num2);
    type_number(&mut studio, "Columns", "999");
    assert!(studio.says("Columns: 32 is the most"));
    let columns = studio.window.get_by_role_and_label(Role::SpinButton, "Columns");
    assert_eq!(columns.accesskit_node().numeric_value(), Some(32.0));
}

#[test]
fn alt_and_a_letter_open_menus_and_slash_goes_to_the_prompt() {
    let mut studio = filled();
    studio.press(Modifiers::ALT, Key::D);
    assert!(studio.says("Reroll row"));
    studio.press(Modifiers::ALT, Key::H);
    assert!(studio.says("Guide") && !studio.says("Reroll row"), "one menu at a time");
    studio.press(Modifiers::ALT, Key::H);
    assert!(!studio.says("Guide"));
    studio.press(Modifiers::COMMAND, Key::Num2);
    studio.press(Modifiers::NONE, Key::Slash);
    studio.window.event(Input::Text("hadal".to_owned()));
    studio.window.run();
    let prompt = studio.window.get_by_role_and_label(Role::TextInput, "Prompt");
    assert_eq!(prompt.accesskit_node().value().as_deref(), Some("hadal"));
}

#[test]
fn the_guide_is_in_the_help_menu() {
    let mut studio = filled();
    studio.choose("Help", "Guide");
    assert!(studio.says("Ask in words"));
    studio.press(Modifiers::NONE, Key::Escape);
    assert!(!studio.says("Ask in words"));
}
