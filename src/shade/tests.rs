use proptest::prelude::*;

use super::*;
use crate::sprite::{SIDE, TRANSPARENT, oklab::Oklab};

/// A disc of one colour, shade 3 (in the middle) of the ramp "sand".
fn disc() -> Sprite {
    let mut sprite = Sprite::EMPTY;
    for (y, x) in (0..SIDE as i32).flat_map(|y| (0..SIDE as i32).map(move |x| (y, x))) {
        let (dx, dy) = (2 * x - 31, 2 * y - 31);
        if dx * dx + dy * dy < 24 * 24 {
            sprite.set(x, y, 32);
        }
    }
    sprite
}

/// Mean of lightness over the pixels of a quadrant, told by its column and row of quadrants.
fn mean(sprite: &Sprite, quadrant: (usize, usize)) -> f32 {
    let palette = Palette::ocean();
    let (mut sum, mut count) = (0.0, 0);
    for pixel in 0..PIXELS {
        let index = usize::from(sprite.pixels()[pixel]);
        if index != 0 && (pixel % SIDE / 16, pixel / SIDE / 16) == quadrant {
            sum += Oklab::from(palette.colours()[index]).l;
            count += 1;
        }
    }
    sum / count as f32
}

fn any_sprite() -> impl Strategy<Value = Sprite> {
    // Blocks of 4x4 with a few stray pixels are more like sprites than noise is.
    let blocks = prop::collection::vec(prop_oneof![Just(0), 0..64_u8], 64);
    (blocks, prop::collection::vec((0..PIXELS, 0..64_u8), 0..40)).prop_map(|(blocks, strays)| {
        let mut pixels: Vec<u8> =
            (0..PIXELS).map(|pixel| blocks[pixel / SIDE / 4 * 8 + pixel % SIDE / 4]).collect();
        for (pixel, index) in strays {
            pixels[pixel] = index;
        }
        Sprite::from_indices(&pixels).unwrap()
    })
}

fn any_light() -> impl Strategy<Value = Light> {
    (0..360_u16, 0..=90_u8, prop::array::uniform5(0.0_f32..=1.0)).prop_map(|(turn, up, it)| Light {
        azimuth_degrees: f32::from(turn),
        elevation_degrees: f32::from(up),
        directional: it[0],
        occlusion: it[1],
        edge: it[2],
        rim: it[3],
        keep_drawn: it[4],
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn pixels_stay_in_their_ramp_and_the_silhouette_stays(
        sprite in any_sprite(),
        light in any_light(),
    ) {
        let palette = Palette::ocean();
        let shaded = shade(&sprite, &palette, &light);
        let ramp = |index: &u8| palette.ramps().iter().position(|it| it.indices.contains(index));
        for (before, after) in sprite.pixels().iter().zip(shaded.pixels()) {
            prop_assert_eq!(ramp(before), ramp(after));
            prop_assert_eq!(*before == TRANSPARENT, *after == TRANSPARENT);
        }
    }

    #[test]
    fn no_light_changes_nothing(sprite in any_sprite()) {
        prop_assert_eq!(shade(&sprite, &Palette::ocean(), &Light::FLAT), sprite);
    }

    #[test]
    fn a_mirrored_light_lights_the_mirrored_sprite(sprite in any_sprite(), light in any_light()) {
        let mut shader = Shader::new(&Palette::ocean());
        let expected = shader.shade(&sprite, &light).flipped_horizontally();
        let mirrored = shader.shade(&sprite.flipped_horizontally(), &light.mirrored());
        prop_assert_eq!(mirrored, expected);
    }
}

#[test]
fn one_survey_does_for_every_light() {
    let mut shader = Shader::new(&Palette::ocean());
    let volume = shader.survey(&disc());
    for (_, light) in Light::PRESETS {
        let lit = shader.relight(&volume, &light);
        assert_eq!(lit, shade(&disc(), &Palette::ocean(), &light));
    }
    assert_eq!(*volume.sprite(), disc());
}

#[test]
fn a_sweep_goes_round_once_and_begins_where_the_light_stands() {
    let mut shader = Shader::new(&Palette::ocean());
    let light = Light { azimuth_degrees: 100.0, ..Light::DEFAULT };
    let steps = shader.light_sweep(&disc(), &light, 4);
    let turned = Light { azimuth_degrees: 10.0, ..light };
    assert_eq!(steps.len(), 4);
    assert_eq!(steps[0], shader.shade(&disc(), &light));
    assert_eq!(steps[3], shader.shade(&disc(), &turned));
    assert_ne!(steps[0], steps[2]);
}

#[test]
fn a_shading_is_followed_along_its_own_ramps() {
    let light = Light { directional: 1.0, ..Light::DEFAULT };
    let backwards = Shading { ramps: Some(vec![vec![34, 32, 30]]), ..Shading::new(light) };
    let ocean = Palette::ocean();
    assert_eq!(follow(&Shading::new(light), &disc(), &ocean), shade(&disc(), &ocean, &light));
    let lit = follow(&backwards, &disc(), &ocean);
    let used = |index: u8| lit.pixels().contains(&index);
    assert!(used(30) && used(32) && !used(31) && !used(33), "{lit:?}");
}

#[test]
fn the_side_that_faces_the_light_is_the_lighter() {
    let lit = |turn: f32| {
        shade(&disc(), &Palette::ocean(), &Light { azimuth_degrees: turn, ..Light::DEFAULT })
    };
    let (left, right) = (lit(180.0), lit(0.0));
    assert!(mean(&left, (0, 0)) > mean(&left, (1, 0)) + 0.05);
    assert!(mean(&right, (1, 1)) > mean(&right, (0, 1)) + 0.05);
}

/// Pillow shading darkens all round; light from the top left must not.
#[test]
fn only_edges_that_look_away_are_dark() {
    let light = Light { azimuth_degrees: 135.0, ..Light::DEFAULT };
    let shaded = shade(&disc(), &Palette::ocean(), &light);
    let (upper_left, lower_right) = (shaded.at(9, 9), shaded.at(22, 22));
    assert!(upper_left >= 32 && lower_right < 32, "{upper_left} {lower_right} {shaded:?}");
    assert!(mean(&shaded, (0, 0)) > mean(&shaded, (1, 1)) + 0.1);
}

#[test]
fn drawn_light_is_flattened_to_the_middle_tone() {
    let mut drawn = disc();
    for x in 10..22 {
        drawn.set(x, 8, 34);
        drawn.set(x, 9, 34);
    }
    let light = Light { keep_drawn: 0.0, ..Light::FLAT };
    assert_eq!(shade(&drawn, &Palette::ocean(), &light), disc());
}

#[test]
fn an_eye_and_a_colour_of_no_ramp_stay() {
    let mut sprite = disc();
    sprite.set(20, 20, 7);
    sprite.set(21, 20, 1);
    let shaded = shade(&sprite, &Palette::ocean(), &Light::DEFAULT);
    assert_eq!((shaded.at(20, 20), shaded.at(21, 20)), (7, 1));
}
