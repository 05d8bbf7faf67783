//! What a hand asks for goes before what is left of the grid.

use shoal::generate::Priority;

use super::*;

/// How many candidates are on show.
fn candidates(studio: &Studio) -> usize {
    let cells = studio.window.query_all_by_role(egui::Role::ListBoxOption);
    let names = cells.filter_map(|cell| cell.accesskit_node().label());
    names.filter(|name| name.starts_with("Candidate ") && !name.ends_with("way")).count()
}

#[test]
fn a_reroll_and_candidates_are_urgent_and_a_grid_is_not() {
    let mut studio = loaded();
    assert_eq!(studio.source.last_job().priority, Priority::Background);
    for key in [Key::R, Key::C] {
        studio.press(Modifiers::NONE, key);
        assert_eq!(studio.source.last_job().priority, Priority::Urgent, "{key:?}");
    }
    studio.press(Modifiers::NONE, Key::Space);
    assert_eq!(studio.source.last_job().priority, Priority::Background);
}

#[test]
fn a_reroll_that_comes_before_the_grid_stays_and_undo_brings_the_grids_sprite() {
    let mut studio = loaded();
    let grid = studio.source.last_job();
    studio.press(Modifiers::NONE, Key::R);
    let reroll = studio.source.last_job();
    studio.source.finish(&reroll);
    studio.update();
    let rerolled = crate::support::creature::draw(&reroll.requests[0]);
    assert_eq!(studio.current(), rerolled);
    // The grid's own sprite for the cell comes later, and is a candidate.
    studio.source.preview(&grid, 500, |_| true);
    studio.update();
    assert_eq!(studio.current(), rerolled, "nothing half drawn covers it");
    studio.source.finish(&grid);
    studio.update();
    assert_eq!(studio.current(), rerolled);
    assert_eq!(candidates(&studio), 1);
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(studio.current(), crate::support::creature::draw(&grid.requests[0]));
    studio.press(Modifiers::COMMAND, Key::Y);
    assert_eq!(studio.current(), rerolled);
}

#[test]
fn what_was_undone_before_the_grid_came_leaves_the_cell_to_the_grid() {
    let mut studio = loaded();
    let grid = studio.source.last_job();
    studio.press(Modifiers::NONE, Key::R);
    let reroll = studio.source.last_job();
    studio.source.finish(&reroll);
    studio.update();
    studio.press(Modifiers::COMMAND, Key::Z);
    studio.source.finish(&grid);
    studio.update();
    assert_eq!(studio.current(), crate::support::creature::draw(&grid.requests[0]));
}

#[test]
fn a_reroll_of_a_cell_that_is_being_improved_replaces_it() {
    let mut studio = loaded();
    let grid = studio.source.last_job();
    let refused = studio.source.refuse(&grid, 0);
    studio.update();
    assert_eq!(studio.current(), refused);
    studio.press(Modifiers::NONE, Key::R);
    let reroll = studio.source.last_job();
    studio.source.complete(&reroll, 0);
    studio.update();
    let rerolled = crate::support::creature::draw(&reroll.requests[0]);
    assert_eq!(studio.current(), rerolled);
    studio.source.finish(&grid);
    studio.update();
    assert_eq!(studio.current(), rerolled);
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(studio.current(), crate::support::creature::draw(&grid.requests[0]));
}
