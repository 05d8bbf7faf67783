use super::*;
use proptest::prelude::*;

fn any_cell() -> impl Strategy<Value = SketchCell> {
    prop_oneof![
        Just(SketchCell::Free),
        Just(SketchCell::Empty),
        Just(SketchCell::Opaque),
        (0..OPAQUE).prop_map(SketchCell::Ramp),
    ]
}

proptest! {
    #[test]
    fn text_round_trips_in_both_sizes(
        fine in prop::collection::vec(any_cell(), PIXELS),
    ) {
        let mut sketch = Sketch::BLANK;
        for (index, cell) in fine.iter().enumerate() {
            sketch.set(index, *cell);
        }
        prop_assert_eq!(Sketch::from_text(&sketch.to_text()), Some(sketch.clone()));
        let coarse = sketch.coarse();
        prop_assert!(coarse.is_coarse() && coarse.to_text().starts_with("16 "));
        prop_assert_eq!(Sketch::from_text(&coarse.to_text()), Some(coarse.clone()));
        prop_assert_eq!(coarse.coarse(), coarse);
    }
}

#[test]
fn nonsense_is_refused() {
    for text in [
        "",
        "16",
        "17 256:-",
        "16 255:-",
        "16 257:-",
        "16 1024:-",
        "32 256:-",
        "16 256:x",
        "16 256:253",
        "16 256",
        "32 99999999999999999999:-",
        "32 18446744073709551615:- 1025:-",
    ] {
        assert_eq!(Sketch::from_text(text), None, "{text}");
    }
    assert!(Sketch::from_text("16 256:?").is_some_and(|sketch| sketch.is_blank()));
}

/// A disc of the second ramp with a stripe of the fourth.
fn disc() -> Sprite {
    let mut sprite = Sprite::EMPTY;
    for y in 0..SIDE as i32 {
        for x in 0..SIDE as i32 {
            if (x - 16).pow(2) + (y - 16).pow(2) < 100 {
                sprite.set(x, y, if (14..18).contains(&y) { 24 } else { 9 });
            }
        }
    }
    sprite
}

#[test]
fn a_cell_is_what_prevails_in_it() {
    let sketch = Sketch::of_sprite(&disc(), &Palette::ocean());
    assert_eq!(sketch.at(16 * SIDE + 16), SketchCell::Ramp(3));
    assert_eq!(sketch.at(10 * SIDE + 16), SketchCell::Ramp(1));
    assert_eq!(sketch.at(0), SketchCell::Empty);
    let (free, empty) = (SketchCell::Free, SketchCell::Empty);
    let (any, one, two) = (SketchCell::Opaque, SketchCell::Ramp(1), SketchCell::Ramp(2));
    for (pixels, expected) in [
        ([empty; 4], empty),
        ([empty, empty, empty, one], empty),
        ([empty, one, empty, two], one),
        ([two, one, one, empty], one),
        ([any, any, one, two], any),
        ([free, free, empty, empty], free),
        ([free, free, one, one], one),
        ([free, empty, empty, one], empty),
    ] {
        assert_eq!(prevailing(pixels), expected, "{pixels:?}");
    }
}

#[test]
fn hints_are_sure_inside_and_outside_and_advice_along_the_outline() {
    let sketch = Sketch::of_sprite(&disc(), &Palette::ocean()).coarse();
    let palette = Palette::ocean();
    let hints = sketch.hints(&palette);
    assert_eq!(hints.at(0), (Hint::Colour(TRANSPARENT), true));
    let mut shown = 0;
    for index in 0..PIXELS {
        match (sketch.at(index), hints.at(index).0) {
            (SketchCell::Empty, hint) => assert_eq!(hint, Hint::Colour(TRANSPARENT)),
            (SketchCell::Ramp(ramp), Hint::Colour(colour)) => {
                assert!(palette.ramps()[usize::from(ramp)].indices.contains(&colour));
                assert_eq!(hints.given(index), None, "a shade is advice");
                shown += 1;
            }
            (_, hint) => assert_eq!(hint, Hint::Opaque),
        }
    }
    assert!((40..140).contains(&shown), "{shown}");
    assert!(hints.must_be_opaque(16 * SIDE + 16));
    let edges =
        (0..PIXELS).filter(|&index| hints.given(index).is_none() && !hints.must_be_opaque(index));
    let edges = edges.count();
    assert!((60..260).contains(&edges), "{edges}");
    // Beside what is free nothing is sure.
    let half = Sketch::BLANK.painted(&Mask::rectangle((0, 0), (15, 31)), SketchCell::Empty);
    let hints = half.hints(&palette);
    assert_eq!(hints.at(14), (Hint::Colour(TRANSPARENT), true));
    assert_eq!(hints.at(15), (Hint::Colour(TRANSPARENT), false));
    assert_eq!(hints.at(16), (Hint::Unknown, false));
    assert!(Sketch::BLANK.hints(&palette).is_blank());
}

#[test]
fn overlap_counts_occupied_cells() {
    let (disc, palette) = (disc(), Palette::ocean());
    let sketch = Sketch::of_sprite(&disc, &palette);
    assert!((sketch.overlap(&disc) - 1.0).abs() < 1e-6);
    assert!(sketch.overlap(&Sprite::EMPTY) < 1e-6);
    let half = sketch.painted(&Mask::rectangle((0, 0), (15, 31)), SketchCell::Empty);
    assert!((half.overlap(&disc) - 0.5).abs() < 0.05, "{}", half.overlap(&disc));
    let open = sketch.painted(&Mask::rectangle((0, 0), (15, 31)), SketchCell::Free);
    assert!((open.overlap(&disc) - 1.0).abs() < 1e-6);
    assert!((Sketch::BLANK.overlap(&disc) - 1.0).abs() < 1e-6);
}

#[test]
fn a_flat_sprite_has_the_middle_shades_and_nothing_where_no_ramp_is_asked_for() {
    let palette = Palette::ocean();
    let sketch = Sketch::of_sprite(&disc(), &palette);
    let flat = sketch.flat(&palette);
    assert_eq!(Sketch::of_sprite(&flat, &palette), sketch);
    let [middle, inside] = [flat.at(16, 10), flat.at(16, 16)];
    let shade =
        |ramp: usize| palette.ramps()[ramp].indices[palette.ramps()[ramp].indices.len() / 2];
    assert_eq!((middle, inside), (shade(1), shade(3)));
    assert_eq!(sketch.shape_only().flat(&palette), Sprite::EMPTY);
}
