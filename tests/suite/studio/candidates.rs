//! What a cell has shown before.

use super::*;

/// How many candidates are on show, without those that are on their way.
fn n_candidates(studio: &Studio) -> usize {
    let cells = studio.window.query_all_by_role(egui::Role::ListBoxOption);
    let names = cells.filter_map(|cell| cell.accesskit_node().label());
    names.filter(|name| name.starts_with("Candidate ") && !name.ends_with("way")).count()
}

#[test]
fn a_cell_keeps_what_it_showed_and_takes_it_back() {
    let mut studio = filled();
    assert_eq!(n_candidates(&studio), 0);
    let first = studio.source.last_job().requests[0].clone();
    studio.window.key_press(Key::R);
    studio.window.run();
    studio.source.finish(&studio.source.last_job());
    studio.update();
    assert_eq!(n_candidates(&studio), 1);
    studio.click(egui::Role::Button, "Draw candidates");
    let job = studio.source.last_job();
    let variants: BTreeSet<u32> = job.requests.iter().map(|request| request.variant).collect();
    assert_eq!(variants, [72, 108, 144, 180, 216, 252].into(), "six new ones");
    assert!(job.requests.iter().all(|request| request.brief == first.brief));
    assert_eq!(n_candidates(&studio), 1, "none is there yet");
    studio.source.finish(&job);
    studio.update();
    assert_eq!(n_candidates(&studio), 7);

    // The oldest, which is what the cell showed at first, comes back, and that is undone.
    studio.window.get_by_label("Candidate 7").click();
    studio.window.run();
    assert_eq!(studio.copied(), pixels_of(&first), "a click looks at it");
    for _ in 0..2 {
        studio.window.get_by_label("Candidate 7").click();
    }
    studio.window.run();
    assert_eq!(selected_name(&studio), "Reef fish in Shallows");
    assert_eq!(studio.copied(), pixels_of(&first));
    assert_eq!(n_candidates(&studio), 7, "the other one has taken its place");
    studio.window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    studio.window.run();
    assert_ne!(studio.copied(), pixels_of(&first));
}
