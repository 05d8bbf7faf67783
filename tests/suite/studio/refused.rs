//! Sprites that were drawn once and are drawn again, because the critic refused them.

use super::*;

#[test]
fn what_is_being_improved_is_there_to_copy_and_a_better_one_takes_its_place() {
    let mut studio = loaded();
    let job = studio.source.last_job();
    let refused = studio.source.refuse(&job, 0);
    studio.update();
    assert_eq!(studio.current(), refused);
    assert_eq!(studio.recipe().sampling.attempts, 1, "so it can be drawn again");
    let better = studio.source.complete(&job, 0);
    studio.update();
    assert_eq!(studio.current(), better);
    assert!(studio.recipe().sampling.attempts > 1);
    for index in 1..job.requests.len() {
        studio.source.complete(&job, index);
    }
    studio.update();
}

#[test]
fn a_sprite_that_was_locked_or_edited_while_it_was_improved_stays() {
    let mut studio = loaded();
    let job = studio.source.last_job();
    let refused = studio.source.refuse(&job, 0);
    studio.update();
    studio.window.key_press(Key::L);
    studio.window.run();
    let better = studio.source.complete(&job, 0);
    studio.update();
    assert_eq!(studio.current(), refused);
    assert_ne!(better, refused);
    // The better one is a candidate.
    let candidate = studio.window.query_all_by_label_contains("Candidate").next();
    assert!(candidate.is_some());
}

#[test]
fn all_that_is_drawn_once_counts_as_drawn() {
    let mut studio = loaded();
    let job = studio.source.last_job();
    for index in 1..job.requests.len() {
        studio.source.complete(&job, index);
    }
    studio.source.refuse(&job, 0);
    studio.update();
    assert!(shows(&studio, "All 36 drawn, improving 1"));
}
