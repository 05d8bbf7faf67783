use super::*;

#[test]
fn the_shipped_file_is_the_ramps_written_out() {
    let built = Palette::ocean_from_oklch();
    assert_eq!(OCEAN_GPL, built.to_gpl(), "write it again: cargo run -p trainer -- palette");
    assert_eq!(Palette::ocean(), built);
}

#[test]
fn colours_become_their_nearest_and_the_same_stay_where_they_are() {
    let ocean = Palette::ocean();
    let mut lines: Vec<String> = ocean.to_gpl().lines().map(str::to_owned).collect();
    let first = lines.len() - ENTRIES;
    lines.swap(first + 9, first + 30);
    let other: Palette = lines.join("\n").parse().unwrap();
    let table = ocean.translation(&other);
    assert_eq!((table[0], table[8], table[9], table[30]), (0, 8, 30, 9));
    assert_eq!(ocean.seen_in(&other).colours()[1..], ocean.colours()[1..]);
    // Entries that look alike stay apart where the palettes are the same.
    let twins = Palette::new("twins", [Rgb([7; 3]); ENTRIES], vec![]);
    assert_eq!(twins.translation(&twins)[63], 63);
    assert_eq!(ocean.translation(&twins)[63], 1);
    assert_eq!(ocean.seen_in(&twins).colours()[63], Rgb([7; 3]));
}

#[test]
fn ramps_come_back_in_their_own_order() {
    let ramps = vec![Ramp { name: "odd".to_owned(), indices: vec![9, 3, 5] }];
    let odd = Palette::ocean().with_ramps(ramps);
    assert_eq!(odd.to_gpl().parse::<Palette>().as_ref(), Ok(&odd));
}

#[test]
fn ramps_climb_in_lightness_and_share_no_entry() {
    let palette = Palette::ocean();
    assert_eq!(palette.ramps().len(), 9);
    let mut seen = [false; ENTRIES];
    for ramp in palette.ramps() {
        let lightness =
            ramp.indices.iter().map(|&i| Oklab::from(palette.colours()[usize::from(i)]).l);
        assert!(lightness.is_sorted_by(|a, b| a + 0.03 < *b), "{}", ramp.name);
        for &index in &ramp.indices {
            assert!(!std::mem::replace(&mut seen[usize::from(index)], true));
        }
    }
    assert_eq!(seen.iter().filter(|&&used| used).count(), ENTRIES - 1);
}

#[test]
fn all_colours_differ_visibly() {
    let palette = Palette::ocean();
    for first in 1..ENTRIES {
        for second in first + 1..ENTRIES {
            let [a, b] = [first, second].map(|i| Oklab::from(palette.colours()[i]));
            assert!(a.distance_squared(b) > 0.015_f32.powi(2), "{first} and {second}");
        }
    }
}

#[test]
fn a_colour_of_the_palette_is_its_own_nearest() {
    let palette = Palette::ocean();
    for index in 1..ENTRIES as u8 {
        assert_eq!(palette.nearest(palette.colours()[usize::from(index)]), index);
    }
}

#[test]
fn a_palette_of_parts_survives_its_text() {
    let ramp = |indices: &[u8]| Ramp { name: "moss b".to_owned(), indices: indices.to_vec() };
    let colours = std::array::from_fn(|index| Rgb([index as u8; 3]));
    let palette = Palette::new("My\nart", colours, vec![ramp(&[0, 64, 5, 6]), ramp(&[0])]);
    assert_eq!(palette.ramps(), [ramp(&[5, 6])]);
    assert_eq!(palette.to_gpl().parse(), Ok(palette));
}

#[test]
fn a_changed_entry_keeps_its_place() {
    let ocean = Palette::ocean();
    let pink = Rgb([255, 0, 200]);
    let changed = ocean.with_colour(9, pink).with_colour(10, Rgb([1, 2, 3]));
    assert_eq!((changed.colours()[9], changed.name()), (pink, "Shoal ocean, changed"));
    let identity: [u8; ENTRIES] = std::array::from_fn(|index| index as u8);
    assert_eq!(ocean.translation(&changed), identity);
    assert_eq!(changed.translation(&ocean), identity);
    assert_eq!(changed.with_colour(11, pink).translation(&changed), identity);
    assert!(!changed.has_colours_of(&ocean));
    // What comes from elsewhere finds the entry as it looks now, and its like as it was.
    assert_eq!(changed.nearest(pink), 9);
    let swapped: Palette = {
        let mut lines: Vec<String> = ocean.to_gpl().lines().map(str::to_owned).collect();
        let first = lines.len() - ENTRIES;
        lines.swap(first + 9, first + 30);
        lines.join("\n").parse().unwrap()
    };
    assert_eq!(swapped.translation(&changed)[30], 9);
    assert_eq!(changed.to_gpl().parse::<Palette>().as_ref(), Ok(&changed));
    let back = changed.with_colour(9, ocean.colours()[9]);
    assert_eq!(back.with_colour(10, ocean.colours()[10]), ocean);
    assert_eq!(ocean.with_colour(TRANSPARENT, pink), ocean);
    let torn = changed.to_gpl().replace(ORIGIN, "# Colours before changes: zz");
    assert_eq!(torn.parse::<Palette>().unwrap().origin, None);
}

#[test]
fn shades_step_along_their_ramp_and_stay_at_its_ends() {
    let ramps = vec![
        Ramp { name: "a".to_owned(), indices: vec![4, 2, 9] },
        Ramp { name: "b".to_owned(), indices: vec![7, 2] },
    ];
    let palette = Palette::ocean().with_ramps(ramps);
    let (lighter, darker) = (palette.next_shades(true), palette.next_shades(false));
    assert_eq!([lighter[4], lighter[2], lighter[9], lighter[7]], [2, 9, 9, 2]);
    assert_eq!([darker[4], darker[2], darker[9], darker[7]], [4, 4, 2, 7]);
    assert_eq!((lighter[0], darker[0], lighter[30]), (0, 0, 30));
}

#[test]
fn bad_text_says_what_is_wrong() {
    assert_eq!("JASC-PAL".parse::<Palette>(), Err(PaletteError::NoHeader));
    assert_eq!("GIMP Palette\n1 2 3\n".parse::<Palette>(), Err(PaletteError::WrongCount(1)));
    assert_eq!("GIMP Palette\n1 2 999\n".parse::<Palette>(), Err(PaletteError::BadColour(2)));
}

#[test]
fn few_colours_keep_shades_apart() {
    let palette = Palette::ocean();
    assert_eq!(palette.narrowed(ColourSet::ALL), std::array::from_fn(|index| index as u8));
    let named =
        |name: &str| &palette.ramps().iter().find(|ramp| ramp.name == name).unwrap().indices[..];
    let two: ColourSet = [named("kelp"), named("crimson")].concat().into_iter().collect();
    let table = palette.narrowed(two);
    assert_eq!(table[0], TRANSPARENT);
    assert!(table[1..].iter().all(|&index| two.contains(index)));
    let becomes = |name: &str| -> Vec<u8> {
        named(name).iter().map(|&index| table[usize::from(index)]).collect()
    };
    // What is there stays, and the others find their like, dark for dark and light for light.
    assert_eq!(becomes("kelp"), named("kelp"));
    assert_eq!(becomes("anemone"), named("crimson"));
    assert_eq!(becomes("lagoon"), named("kelp"));
    // Of three shades each gets its share of a ramp of seven.
    let shades: ColourSet = named("sand")[..3].iter().copied().collect();
    let table = palette.narrowed(shades);
    let slate: Vec<u8> = named("slate").iter().map(|&i| table[usize::from(i)]).collect();
    let [dark, middle, light] = [0, 1, 2].map(|shade| named("sand")[shade]);
    assert_eq!(slate, [dark, dark, middle, middle, middle, light, light]);
    // Where no ramp is left, nearness decides.
    let alone: ColourSet = [named("sand")[0], named("kelp")[6]].into_iter().collect();
    let table = palette.narrowed(alone);
    assert_eq!(table[usize::from(named("slate")[0])], named("sand")[0]);
    assert_eq!(table[usize::from(named("slate")[6])], named("kelp")[6]);
    assert_eq!(palette.narrowed(ColourSet::NONE)[5], 5);
}
