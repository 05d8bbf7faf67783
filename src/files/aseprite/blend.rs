//! How layers are mixed with what is below them: Aseprite's blend modes.
//!
//! The modes are those of the W3C's "Compositing and Blending", and three more that add, subtract
//! and divide.

/// The product of two shares of 255.
pub(super) fn over(first: u8, second: u8) -> u8 {
    ((u32::from(first) * u32::from(second) + 127) / 255) as u8
}

/// A colour laid over another in a blend mode of the format.
pub(super) fn blend(mode: u16, below: [u8; 4], above: [u8; 4]) -> [u8; 4] {
    if mode == 0 || below[3] == 0 || above[3] == 0 {
        return normal(below, above);
    }
    let [r, g, b] = mixed(mode, [below[0], below[1], below[2]], [above[0], above[1], above[2]]);
    // Where what is below shines through, the colour counts as it is.
    let part = |channel: usize, mixed: u8| {
        let (above, mixed) = (i32::from(above[channel]), i32::from(mixed));
        (above + (mixed - above) * i32::from(below[3]) / 255) as u8
    };
    normal(below, [part(0, r), part(1, g), part(2, b), above[3]])
}

/// A colour laid over another.
fn normal(below: [u8; 4], above: [u8; 4]) -> [u8; 4] {
    match (below[3], above[3]) {
        (_, 0) => return below,
        (0, _) | (_, 255) => return above,
        _ => {}
    }
    let (low, high) = (u32::from(below[3]), u32::from(above[3]));
    let alpha = low + high - low * high / 255;
    let mix = |channel: usize| {
        let (low, high_colour) = (i64::from(below[channel]), i64::from(above[channel]));
        (low + (high_colour - low) * i64::from(high) / i64::from(alpha)) as u8
    };
    [mix(0), mix(1), mix(2), alpha as u8]
}

/// What an opaque colour becomes over an opaque one.
fn mixed(mode: u16, below: [u8; 3], above: [u8; 3]) -> [u8; 3] {
    let channels: fn(u8, u8) -> u8 = match mode {
        1 => over,
        2 => screen,
        3 => |below, above| hard_light(above, below),
        4 => u8::min,
        5 => u8::max,
        6 => |below, above| match (below, 255 - above) {
            (0, _) => 0,
            (below, above) => share(below, above),
        },
        7 => |below, above| match (255 - below, above) {
            (0, _) => 255,
            (below, above) => 255 - share(below, above),
        },
        8 => hard_light,
        9 => soft_light,
        10 => u8::abs_diff,
        11 => |below, above| {
            let both = 2 * i32::from(over(below, above));
            (i32::from(below) + i32::from(above) - both).clamp(0, 255) as u8
        },
        12..=15 => return of_tones(mode, below, above),
        16 => u8::saturating_add,
        17 => u8::saturating_sub,
        18 => |below, above| if below == 0 { 0 } else { share(below, above) },
        _ => |_, above| above,
    };
    std::array::from_fn(|channel| channels(below[channel], above[channel]))
}

/// The quotient of two shares of 255.
fn share(of: u8, by: u8) -> u8 {
    if of >= by { 255 } else { ((u32::from(of) * 255 + u32::from(by) / 2) / u32::from(by)) as u8 }
}

fn screen(below: u8, above: u8) -> u8 {
    (u16::from(below) + u16::from(above) - u16::from(over(below, above))) as u8
}

fn hard_light(below: u8, above: u8) -> u8 {
    if above < 128 {
        over(below, above << 1)
    } else {
        screen(below, (above << 1).wrapping_sub(255))
    }
}

fn soft_light(below: u8, above: u8) -> u8 {
    let (below, above) = (f64::from(below) / 255.0, f64::from(above) / 255.0);
    let bright =
        if below <= 0.25 { ((16.0 * below - 12.0) * below + 4.0) * below } else { below.sqrt() };
    let mixed = if above <= 0.5 {
        below - (1.0 - 2.0 * above) * below * (1.0 - below)
    } else {
        below + (2.0 * above - 1.0) * (bright - below)
    };
    (mixed * 255.0 + 0.5) as u8
}

/// Hue, saturation, colour and luminosity of one colour, the rest of the other.
fn of_tones(mode: u16, below: [u8; 3], above: [u8; 3]) -> [u8; 3] {
    let [low, high] = [below, above].map(|colour| colour.map(|channel| f64::from(channel) / 255.0));
    let mixed = match mode {
        12 => with_luminosity(with_saturation(high, saturation(low)), luminosity(low)),
        13 => with_luminosity(with_saturation(low, saturation(high)), luminosity(low)),
        14 => with_luminosity(high, luminosity(low)),
        _ => with_luminosity(low, luminosity(high)),
    };
    mixed.map(|channel| (channel * 255.0 + 0.5) as u8)
}

fn luminosity([r, g, b]: [f64; 3]) -> f64 {
    0.3 * r + 0.59 * g + 0.11 * b
}

fn extremes(colour: [f64; 3]) -> (f64, f64) {
    let least = colour.into_iter().fold(f64::INFINITY, f64::min);
    (least, colour.into_iter().fold(f64::NEG_INFINITY, f64::max))
}

fn saturation(colour: [f64; 3]) -> f64 {
    let (least, most) = extremes(colour);
    most - least
}

fn with_saturation(colour: [f64; 3], saturation: f64) -> [f64; 3] {
    let (least, most) = extremes(colour);
    let range = (most - least).max(f64::EPSILON);
    colour.map(|channel| (channel - least) * saturation / range)
}

fn with_luminosity(colour: [f64; 3], wanted: f64) -> [f64; 3] {
    let step = wanted - luminosity(colour);
    let colour = colour.map(|channel| channel + step);
    let (least, most) = extremes(colour);
    colour.map(|channel| {
        let mut channel = channel;
        if least < 0.0 {
            channel = wanted + (channel - wanted) * wanted / (wanted - least);
        }
        if most > 1.0 {
            channel = wanted + (channel - wanted) * (1.0 - wanted) / (most - wanted);
        }
        channel
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soft_light_is_that_of_the_w3c() {
        let soft = |below: u8, above: u8| mixed(9, [below; 3], [above; 3])[0];
        // Black squares what is below, grey leaves it, white takes its root.
        assert_eq!([soft(250, 0), soft(100, 0)], [245, 39]);
        assert!(soft(100, 128).abs_diff(100) <= 1);
        assert_eq!(soft(100, 255), 160);
    }

    #[test]
    fn tones_take_one_part_of_each_colour() {
        let (blue, rust) = ([12, 120, 250], [200, 90, 30]);
        let tones = |colour: [u8; 3]| {
            let colour = colour.map(f64::from);
            (saturation(colour), luminosity(colour))
        };
        let is_near = |a: f64, b: f64| (a - b).abs() < 4.0;
        let luminous = mixed(15, blue, rust);
        assert!(is_near(tones(luminous).1, tones(rust).1), "{luminous:?}");
        let coloured = mixed(14, blue, rust);
        assert!(is_near(tones(coloured).1, tones(blue).1), "{coloured:?}");
        assert!(coloured[0] > coloured[2], "the hue is that of rust: {coloured:?}");
        let saturated = mixed(13, [90, 100, 110], rust);
        assert!(is_near(tones(saturated).1, tones([90, 100, 110]).1), "{saturated:?}");
        assert!(tones(saturated).0 > 100.0);
        assert_eq!(mixed(12, [77; 3], rust), [77; 3], "grey has no saturation to give");
    }

    #[test]
    fn what_is_not_there_is_not_mixed() {
        for mode in 0..19 {
            assert_eq!(blend(mode, [0; 4], [9, 8, 7, 200]), [9, 8, 7, 200]);
            assert_eq!(blend(mode, [9, 8, 7, 200], [0; 4]), [9, 8, 7, 200]);
        }
    }
}
