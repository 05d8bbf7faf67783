//! Motion of sprites that the shipped model drew: twenty of each of its 36 cells, which are the
//! columns and rows of `tests/data/creatures.png`.

use std::sync::OnceLock;

use proptest::prelude::*;

use super::*;
use crate::sprite::{ENTRIES, PIXELS, SIDE, TRANSPARENT};

const CATEGORIES: [&str; 6] =
    ["reef-fish", "grazer", "coral", "jellyfish", "cephalopod", "abyssal"];

/// How many there are of each cell.
const OF_EACH: usize = 20;

/// Every creature with its category.
fn creatures() -> &'static [(&'static str, Sprite)] {
    static CREATURES: OnceLock<Vec<(&str, Sprite)>> = OnceLock::new();
    CREATURES.get_or_init(|| {
        let bytes: &[u8] = include_bytes!("../../tests/data/creatures.png");
        let mut reader = ::png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut indices = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut indices).unwrap();
        let width = reader.info().width as usize;
        let cell = |column: usize, row: usize| {
            let rows = (0..SIDE).flat_map(|y| {
                let start = (row * SIDE + y) * width + column * SIDE;
                indices[start..start + SIDE].iter().copied()
            });
            Sprite::from_indices(&rows.collect::<Vec<u8>>()).unwrap()
        };
        let columns = width / SIDE;
        (0..columns * 6)
            .map(|at| (CATEGORIES[at % columns / OF_EACH], cell(at % columns, at / columns)))
            .collect()
    })
}

fn clip_of(category: &str, sprite: &Sprite, motion: &Motion) -> (Clip, Consistency) {
    let palette = Palette::ocean();
    let plan = BodyPlan::guess(sprite, [category]);
    let animator = Animator::new(sprite, &palette, plan);
    let clip = animator.clip(motion).unwrap();
    let expected = animator.expectations(motion.action);
    let measured = Consistency::measure(sprite, &clip.frames, expected);
    (clip, measured)
}

#[test]
fn every_creature_moves_steadily() {
    assert_eq!(creatures().len(), 36 * OF_EACH);
    for action in Action::ALL {
        for frames in [2, 6] {
            let motion = Motion { action, frames, ..Motion::default() };
            for (index, (category, sprite)) in creatures().iter().enumerate() {
                let (clip, measured) = clip_of(category, sprite, &motion);
                assert!(measured.is_steady(), "{category} {index} {action:?}: {measured:?}");
                assert_eq!(clip.frames.len(), clip.durations.len());
                assert_eq!(clip.milliseconds(), u32::from(frames) * 100);
                let is_full = clip.frames.len() == usize::from(frames);
                assert!(is_full || action != Action::Move, "{category} {index}");
            }
        }
    }
}

#[test]
fn long_and_strong_clips_are_steady_too() {
    for (frames, strength) in [(16, 1.0), (8, 2.0), (5, 0.25)] {
        let motion = Motion { frames, strength, ..Motion::default() };
        for (index, (category, sprite)) in creatures().iter().enumerate().step_by(11) {
            let (clip, measured) = clip_of(category, sprite, &motion);
            assert!(measured.is_steady(), "{category} {index}: {measured:?}");
            assert!(clip.frames.len() + 4 >= usize::from(frames), "{category} {index}");
        }
    }
}

#[test]
fn the_same_is_the_same_and_a_seed_changes_something() {
    let motion = Motion::default();
    let mut n_others = 0;
    for (category, sprite) in creatures().iter().step_by(17) {
        let (first, _) = clip_of(category, sprite, &motion);
        assert_eq!(first, clip_of(category, sprite, &motion).0);
        n_others +=
            usize::from(first != clip_of(category, sprite, &Motion { seed: 7, ..motion }).0);
    }
    assert!(n_others > 3, "{n_others}");
}

#[test]
fn what_stands_keeps_its_foot_to_the_pixel() {
    for (category, sprite) in creatures().iter().filter(|(category, _)| *category == "coral") {
        let (clip, _) = clip_of(category, sprite, &Motion::default());
        let bottom = (0..SIDE as i32).rev().find(|&y| (0..32).any(|x| sprite.at(x, y) > 0));
        let y = bottom.unwrap();
        for frame in &clip.frames {
            assert!((0..32).all(|x| frame.at(x, y) == sprite.at(x, y)), "{frame:?}");
        }
    }
}

/// Pixels of the inside never lie open: the outline is as closed as it was.
#[test]
fn outlines_stay_closed() {
    let dark = |sprite: &Sprite, (x, y): (i32, i32)| {
        let is_open = [(1, 0), (-1, 0), (0, 1), (0, -1)]
            .iter()
            .any(|(dx, dy)| sprite.at(x + dx, y + dy) == TRANSPARENT);
        is_open.then(|| sprite.at(x, y))
    };
    for (category, sprite) in creatures() {
        let edge_colours: std::collections::BTreeSet<u8> = (0..PIXELS as i32)
            .map(|at| (at % 32, at / 32))
            .filter(|&(x, y)| sprite.at(x, y) != TRANSPARENT)
            .filter_map(|at| dark(sprite, at))
            .collect();
        let (clip, _) = clip_of(category, sprite, &Motion::default());
        for frame in &clip.frames {
            let open = (0..PIXELS as i32)
                .map(|at| (at % 32, at / 32))
                .filter(|&(x, y)| frame.at(x, y) != TRANSPARENT)
                .filter_map(|at| dark(frame, at))
                .filter(|colour| !edge_colours.contains(colour));
            assert!(open.count() <= 2, "{category} {sprite:?} {frame:?}");
        }
    }
}

#[test]
fn a_turn_ends_in_the_mirror() {
    for (category, sprite) in creatures().iter().step_by(23) {
        let motion = Motion { action: Action::Turn, ..Motion::default() };
        let (clip, _) = clip_of(category, sprite, &motion);
        assert_eq!(clip.frames[0], *sprite);
        assert_eq!(clip.frames.last(), Some(&sprite.flipped_horizontally()));
        assert!(!clip.loops);
    }
}

#[test]
fn body_plans_are_found() {
    let mut found = std::collections::BTreeMap::new();
    for (category, sprite) in creatures() {
        let plan = BodyPlan::guess(sprite, [*category]);
        *found.entry((*category, plan.name())).or_insert(0) += 1;
    }
    for (category, plan, at_least) in [
        ("reef-fish", "fish", 90),
        ("reef-fish", "eel", 1),
        ("grazer", "walker", 20),
        ("grazer", "snail", 30),
        ("grazer", "turtle", 15),
        ("coral", "anemone", 70),
        ("jellyfish", "jellyfish", 80),
        ("jellyfish", "comb-jelly", 12),
        ("jellyfish", "chain", 11),
        ("cephalopod", "octopus", 60),
        ("cephalopod", "nautilus", 1),
        ("abyssal", "angler", 50),
        ("abyssal", "isopod", 20),
        ("abyssal", "tripod", 7),
        ("abyssal", "walker", 2),
    ] {
        let count = found.get(&(category, plan)).copied().unwrap_or(0);
        assert!(count >= at_least, "{category} {plan}: {found:?}");
    }
}

/// The pixels that move away from the rest frame at most, as a share of the opaque ones.
fn farthest(plan: BodyPlan, sprite: &Sprite, action: Action) -> f32 {
    let palette = Palette::ocean();
    let animator = Animator::new(sprite, &palette, plan);
    let clip = animator.clip(&Motion { action, ..Motion::default() }).unwrap();
    let off = |frame: &Sprite| {
        let pairs = frame.pixels().iter().zip(sprite.pixels());
        pairs.filter(|(a, b)| (**a == TRANSPARENT) != (**b == TRANSPARENT)).count()
    };
    let most = clip.frames.iter().map(off).max().unwrap_or_default();
    most as f32 / sprite.opaque_count() as f32
}

/// At a game's size a motion is seen by its silhouette.
#[test]
fn silhouettes_move_as_far_as_is_seen() {
    for (plan, least) in [
        (BodyPlan::Eel, 0.25),
        (BodyPlan::Seahorse, 0.15),
        (BodyPlan::Octopus, 0.05),
        (BodyPlan::Squid, 0.07),
        (BodyPlan::Chain, 0.18),
    ] {
        let mut count = 0;
        for (category, sprite) in creatures() {
            if BodyPlan::guess(sprite, [*category]) == plan {
                let share = farthest(plan, sprite, Action::Move);
                assert!(share >= least, "{plan:?} {share} {sprite:?}");
                count += 1;
            }
        }
        assert!(count >= 1, "{plan:?}: {count}");
    }
}

/// Columns 101 and 105 of the third row and 105 of the second are hatchetfish, whose mouths are
/// lines.
#[test]
fn a_closed_mouth_opens() {
    for (column, row) in [(105, 1), (101, 2), (105, 2)] {
        let (_, sprite) = &creatures()[row * CATEGORIES.len() * OF_EACH + column];
        let palette = Palette::ocean();
        let animator = Animator::new(sprite, &palette, BodyPlan::Angler);
        let n_jaw = (0..PIXELS).filter(|&at| animator.parts().at(at) == Part::Jaw).count();
        assert!((4..80).contains(&n_jaw), "{n_jaw} {sprite:?}");
    }
}

/// All of a squid's arms sway, not their tips alone.
#[test]
fn arms_of_a_squid_move_from_their_roots() {
    let (mut n_squids, mut moved, mut all) = (0, 0, 0);
    for (category, sprite) in creatures() {
        if BodyPlan::guess(sprite, [*category]) != BodyPlan::Squid {
            continue;
        }
        n_squids += 1;
        let (clip, _) = clip_of(category, sprite, &Motion::default());
        let bounds = anatomy::bounds(field::opaque(sprite)).unwrap();
        let arms = bounds.0..bounds.0 + (bounds.1 - bounds.0) * 2 / 5;
        for at in field::opaque(sprite).filter(|&at| arms.contains(&field::place(at).0)) {
            let colour = sprite.pixels()[at];
            all += 1;
            moved += usize::from(clip.frames.iter().any(|frame| frame.pixels()[at] != colour));
        }
    }
    assert!(n_squids >= 15, "{n_squids}");
    assert!(moved * 10 > all * 7, "{moved} of {all}");
}

/// A dead eel lies belly up where it lay, and no coil has run into another.
#[test]
fn a_dead_eel_keeps_its_coils_apart() {
    let holes = |sprite: &Sprite| {
        let rows = (0..SIDE as i32).map(|x| {
            let starts = |y: &i32| sprite.at(x, *y) != TRANSPARENT && sprite.at(x, y - 1) == 0;
            (0..SIDE as i32).filter(starts).count()
        });
        rows.sum::<usize>()
    };
    for (category, sprite) in creatures() {
        if BodyPlan::guess(sprite, [*category]) == BodyPlan::Eel {
            let motion = Motion { action: Action::Die, ..Motion::default() };
            let (clip, _) = clip_of(category, sprite, &motion);
            let last = clip.frames.last().unwrap();
            assert!(holes(last) * 10 >= holes(sprite) * 7, "{sprite:?} {last:?}");
            assert!(last.opaque_count() * 2 > sprite.opaque_count(), "{sprite:?} {last:?}");
        }
    }
}

#[test]
fn names_lead_back() {
    for plan in BodyPlan::ALL {
        assert_eq!(BodyPlan::named(plan.name()), Some(plan));
        assert!(Action::named(plan.locomotion()).is_some(), "{plan:?}");
    }
    for action in Action::ALL {
        assert_eq!(Action::named(action.name()), Some(action));
    }
    assert_eq!(BodyPlan::named("crab"), Some(BodyPlan::Walker));
    assert_eq!(BodyPlan::named("sword"), None);
}

#[test]
fn what_cannot_be_made_is_refused() {
    let (_, sprite) = &creatures()[0];
    let palette = Palette::ocean();
    let animator = Animator::new(sprite, &palette, BodyPlan::Fish);
    let refusal = |motion: Motion| animator.clip(&motion).unwrap_err().to_string();
    let usual = Motion::default();
    assert!(refusal(Motion { frames: 0, ..usual }).contains("2 to 16 frames, not 0"));
    assert!(refusal(Motion { frames: 200, ..usual }).contains("not 200"));
    assert!(refusal(Motion { milliseconds: 0, ..usual }).contains("10 to 10000 milliseconds"));
    assert!(refusal(Motion { strength: f32::NAN, ..usual }).contains("strength"));
    let empty = Animator::new(&Sprite::EMPTY, &palette, BodyPlan::Fish);
    assert_eq!(empty.clip(&usual).unwrap_err(), MotionError::Empty);
}

#[test]
fn a_recipe_leads_to_its_frame() {
    let palette = Palette::ocean();
    for (index, (category, sprite)) in creatures().iter().enumerate().step_by(43) {
        let plan = BodyPlan::guess(sprite, [*category]);
        let mut animator = Animator::new(sprite, &palette, plan);
        if index % 2 == 0 {
            let mut parts = animator.parts().clone();
            parts.paint(&crate::sprite::Mask::rectangle((0, 0), (9, 31)), Part::Fin);
            animator = animator.with_parts(parts);
        }
        let motion = Motion { seed: 3, strength: 0.8, ..Motion::default() };
        let clip = animator.clip(&motion).unwrap();
        let step = animator.step(&motion, 4);
        assert_eq!(step.rules, RULES_VERSION);
        let mut old = serde_json::to_value(&step).unwrap();
        old.as_object_mut().unwrap().remove("rules");
        let old: crate::sprite::MotionStep = serde_json::from_value(old).unwrap();
        assert_eq!(old.rules, 1, "recipes of before tell no rules");
        assert_eq!(follow(&step, sprite, &palette).as_ref(), Some(&clip.frames[4]));
        let unknown = crate::sprite::MotionStep { body: "sword".to_owned(), ..step };
        assert_eq!(follow(&unknown, sprite, &palette), None);
    }
}

#[test]
fn parts_can_be_corrected() {
    let (_, sprite) = &creatures()[0];
    let palette = Palette::ocean();
    let animator = Animator::new(sprite, &palette, BodyPlan::Fish);
    let mut parts = animator.parts().clone();
    parts.paint(&crate::sprite::Mask::ALL, Part::Foot);
    assert_eq!(parts.at(0), Part::Foot);
    assert_eq!(Parts::from_text(&animator.parts().to_text()).as_ref(), Some(animator.parts()));
    assert_eq!(Parts::from_text("BB"), None);
    let clip = animator.clone().with_parts(parts).clip(&Motion::default()).unwrap();
    assert_ne!(clip.frames, animator.clip(&Motion::default()).unwrap().frames);
}

#[test]
fn slips_are_told_as_a_player_sees_them() {
    let (_, sprite) = &creatures()[0];
    let expected = Expectations { loops: true, stands: false, is_action: false };
    let mut jumped = Sprite::EMPTY;
    for y in 0..32 {
        for x in 0..32 {
            jumped.set(x + 2, y, sprite.at(x, y));
        }
    }
    let told = |frames: &[Sprite]| -> Vec<String> {
        let measured = Consistency::measure(&frames[0], frames, expected);
        measured.slips.iter().map(ToString::to_string).collect()
    };
    let frames = [sprite.clone(), jumped.clone(), sprite.clone()];
    let slips = told(&frames);
    assert!(slips.contains(&"frame 2 jumps by 2 pixels".to_owned()), "{slips:?}");
    assert!(slips.contains(&"frame 1 is the same as the one before it".to_owned()), "{slips:?}");
    let mut other = sprite.clone();
    let unused = (1..ENTRIES as u8).find(|colour| !sprite.pixels().contains(colour)).unwrap();
    other.set(15, 15, unused);
    let slips = told(&[sprite.clone(), other.clone()]);
    assert!(slips[0].contains("1 colour that the frame at rest does not have"), "{slips:?}");
    // Without a picture at rest the frame that is most like the others is taken for it.
    let mut far = Sprite::EMPTY;
    for y in 0..28 {
        for x in 0..32 {
            far.set(x, y + 4, sprite.at(x, y));
        }
    }
    let slips = Consistency::measure_frames(&[far, sprite.clone(), other], expected).slips;
    assert!(slips.iter().any(|slip| slip.to_string().starts_with("frame 1 jumps")), "{slips:?}");
    assert_eq!(told(&[Sprite::EMPTY]), ["there is no frame with a pixel in it"]);
}

/// As many frames as a file may have, which the square of them would make a matter of hours.
#[test]
fn very_many_frames_are_measured_too() {
    let (_, sprite) = &creatures()[0];
    let mut other = sprite.clone();
    other.set(31, 31, 1);
    let frames: Vec<Sprite> =
        (0..16_384).map(|at| if at % 2 == 0 { sprite.clone() } else { other.clone() }).collect();
    let expected = Expectations { loops: true, stands: false, is_action: false };
    let measured = Consistency::measure_frames(&frames, expected);
    assert!(!measured.slips.iter().any(|slip| matches!(slip, Slip::Same { .. })));
    // A frame without a pixel is not the one at rest.
    let blinking = [sprite.clone(), Sprite::EMPTY, sprite.clone()];
    let slips = Consistency::measure_frames(&blinking, expected).slips;
    assert!(!slips.contains(&Slip::Empty), "{slips:?}");
    let nothing = Consistency::measure_frames(&[Sprite::EMPTY, Sprite::EMPTY], expected).slips;
    assert_eq!(nothing, [Slip::Empty]);
}

#[test]
fn time_leads_to_frames() {
    let clip = Clip {
        frames: vec![Sprite::EMPTY; 3],
        durations: vec![100, 50, 10],
        tag: "swim".to_owned(),
        loops: true,
    };
    assert_eq!([0, 99, 100, 149, 150, 160].map(|at| clip.frame_at(at)), [0, 0, 1, 1, 2, 0]);
    let once = Clip { loops: false, ..clip };
    assert_eq!(once.frame_at(1_000_000), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is drawn, whatever it is called: colours stay, nothing panics, loops close.
    #[test]
    fn anything_can_be_moved(
        pixels in prop::collection::vec(0..5_u8, PIXELS),
        plan in 0..BodyPlan::ALL.len(),
        action in 0..Action::ALL.len(),
        frames in 2..=16_u8,
        keep in 1..=32_i32,
    ) {
        let mut sprite = Sprite::from_indices(&pixels).unwrap();
        for y in 0..32 {
            for x in keep..32 {
                sprite.set(x, y, TRANSPARENT);
            }
        }
        prop_assume!(sprite.opaque_count() > 0);
        let palette = Palette::ocean();
        let animator = Animator::new(&sprite, &palette, BodyPlan::ALL[plan]);
        let motion = Motion { action: Action::ALL[action], frames, ..Motion::default() };
        let clip = animator.clip(&motion).unwrap();
        prop_assert!(!clip.frames.is_empty());
        prop_assert_eq!(clip.milliseconds(), u32::from(frames) * 100);
        for frame in &clip.frames {
            prop_assert!(frame.pixels().iter().all(|p| *p == 0 || sprite.pixels().contains(p)));
        }
    }
}
