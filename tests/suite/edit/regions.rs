//! Regions that the model draws anew.

use super::*;

pub(super) fn region_request(studio: &Studio) -> SpriteRequest {
    let job = studio.source.last_job();
    assert_eq!(job.requests.len(), 1);
    job.requests[0].clone()
}

#[test]
fn a_region_is_redrawn_to_fit_what_is_around_it() {
    let mut studio = editor();
    draw(&mut studio, &[(1, 1), (1, 30)]);
    let before = studio.current();
    let n_jobs = studio.source.jobs().len();
    studio.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::R);
    assert_eq!(studio.source.jobs().len(), n_jobs, "nothing is selected");
    tool(&mut studio, Key::M);
    draw(&mut studio, &[(10, 8), (20, 22)]);
    studio.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::R);
    let first = region_request(&studio);
    let mask = Mask::rectangle((10, 8), (20, 22));
    assert_eq!(first.brief.labels, Prompt::cell(0, 0));
    let hints = first.brief.hints.clone().unwrap();
    for (index, &colour) in before.pixels().iter().enumerate() {
        let expected = if mask.contains_index(index) {
            (Hint::Unknown, false)
        } else {
            (Hint::Colour(colour), true)
        };
        assert_eq!(hints.at(index), expected, "{index}");
    }

    // Asking again gives up the first answer; so does Escape, which changes nothing.
    studio.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::R);
    assert_ne!(region_request(&studio).seed, first.seed);
    tool(&mut studio, Key::Escape);
    assert!(studio.source.last_job().is_cancelled);
    assert_eq!(studio.current(), before);

    studio.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::R);
    let job = studio.source.last_job();
    let request = region_request(&studio);
    let empty = studio.window.render().unwrap();
    studio.source.preview(&job, 20 * SIDE, |_| true);
    studio.update();
    assert_ne!(studio.window.render().unwrap(), empty, "the canvas shows what has come");
    // Work on the rest goes on meanwhile, and stays.
    studio.press(Modifiers::COMMAND, Key::D);
    tool(&mut studio, Key::B);
    draw(&mut studio, &[(30, 30)]);
    studio.finish();
    let mut around = before.clone();
    around.set(30, 30, 1);
    let expected = around.with_region(&mask, &creature::draw(&request));
    assert_eq!(studio.current(), expected);
    assert_eq!(steps(&studio).last().map(String::as_str), Some("Reroll region"));
    studio.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(studio.current(), around, "one step brings the old region back");
}

#[test]
fn a_region_of_a_sprite_in_other_colours_is_asked_for_in_the_models() {
    let mut studio = editor();
    studio.window.event(Input::Paste("1a1c2c\nb13e53\nffcd75\n38b764\nf4f4f4".to_owned()));
    studio.window.run();
    let ocean = Palette::ocean();
    let five = "1a1c2c\nb13e53\nffcd75\n38b764\nf4f4f4";
    let five = shoal::files::palette::parse_text(five).unwrap().to_palette().unwrap();
    let shown = creature::draw(&studio.source.jobs()[0].requests[0]);
    let shown = shown.translated(&ocean.translation(&five));
    assert_eq!(studio.copied(), shown.to_rgba(&five));
    tool(&mut studio, Key::M);
    draw(&mut studio, &[(10, 8), (20, 22)]);
    studio.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::R);
    let request = region_request(&studio);
    let mask = Mask::rectangle((10, 8), (20, 22));
    let asked = shown.translated(&five.translation(&ocean));
    assert_eq!(request.brief.hints, Some(HintPlane::keeping(&asked, &mask.inverted())));
    studio.finish();
    let answer = creature::draw(&request).translated(&ocean.translation(&five));
    let expected = shown.with_region(&mask, &answer);
    assert_eq!(studio.copied(), expected.to_rgba(&five));
    let recipe = studio.recipe();
    assert!(recipe.describes(&expected));
    assert!(recipe.own_palette().unwrap().has_colours_of(&five));
}

#[test]
fn an_answer_for_a_sprite_that_is_gone_is_dropped() {
    let mut studio = editor();
    studio.press(Modifiers::COMMAND, Key::A);
    studio.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::R);
    let region = studio.source.last_job();
    tool(&mut studio, Key::R);
    studio.finish();
    let rerolled = studio.current();
    studio.source.finish(&region);
    studio.update();
    assert_eq!(studio.current(), rerolled);
}
