//! OKLab and OKLCH, the colour spaces in which we build ramps and measure nearness.
//!
//! Source of the matrices: Björn Ottosson, "A perceptual color space for image
//! processing" (2020), <https://bottosson.github.io/posts/oklab/>.

use super::{Rgb, portable};

/// A colour in OKLab: lightness 0 to 1, and two opponent axes of about -0.4 to 0.4.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Oklab {
    /// Lightness: 0 black, 1 white.
    pub l: f32,
    /// Green (negative) to red (positive).
    pub a: f32,
    /// Blue (negative) to yellow (positive).
    pub b: f32,
}

impl Oklab {
    /// From lightness, chroma and hue in degrees (OKLCH).
    #[must_use]
    pub fn from_lch(lightness: f32, chroma: f32, hue_degrees: f32) -> Self {
        let (sin, cos) = portable::sin_cos(hue_degrees.to_radians());
        Self { l: lightness, a: chroma * cos, b: chroma * sin }
    }

    /// Chroma: distance from grey.
    #[must_use]
    pub fn chroma(self) -> f32 {
        portable::hypot(self.a, self.b)
    }

    /// Hue in degrees, 0 to 360.
    #[must_use]
    pub fn hue_degrees(self) -> f32 {
        portable::atan2(self.b, self.a).to_degrees().rem_euclid(360.0)
    }

    /// The square of the Euclidean distance, which in OKLab is a perceptual one.
    #[must_use]
    pub fn distance_squared(self, other: Self) -> f32 {
        let square = |difference: f32| difference * difference;
        square(self.l - other.l) + square(self.a - other.a) + square(self.b - other.b)
    }

    /// The nearest 8-bit sRGB colour, or `None` if the colour is outside sRGB.
    #[must_use]
    pub fn to_rgb_in_gamut(self) -> Option<Rgb> {
        let linear = self.to_linear();
        let fits = linear.iter().all(|channel| (-0.000_5..=1.000_5).contains(channel));
        fits.then(|| Rgb(linear.map(encode)))
    }

    /// The 8-bit sRGB colour with the same lightness and hue and as much of the chroma as
    /// sRGB can show.
    #[must_use]
    pub fn to_rgb(self) -> Rgb {
        // Halving the interval twelve times places the chroma to within 0.0001.
        let (mut inside, mut outside) = (0.0_f32, 1.0_f32);
        if let Some(rgb) = self.to_rgb_in_gamut() {
            return rgb;
        }
        for _ in 0..12 {
            let middle = f32::midpoint(inside, outside);
            if self.with_chroma_scaled(middle).to_rgb_in_gamut().is_some() {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        Rgb(self.with_chroma_scaled(inside).to_linear().map(encode))
    }

    fn with_chroma_scaled(self, scale: f32) -> Self {
        Self { l: self.l, a: self.a * scale, b: self.b * scale }
    }

    fn to_linear(self) -> [f32; 3] {
        let cube = |value: f32| value * value * value;
        let l = cube(self.l + 0.396_337_78 * self.a + 0.215_803_76 * self.b);
        let m = cube(self.l - 0.105_561_346 * self.a - 0.063_854_17 * self.b);
        let s = cube(self.l - 0.089_484_18 * self.a - 1.291_485_5 * self.b);
        [
            4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
            -1.268_438 * l + 2.609_757_4 * m - 0.341_319_38 * s,
            -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
        ]
    }
}

impl From<Rgb> for Oklab {
    fn from(Rgb(channels): Rgb) -> Self {
        let [r, g, b] = channels.map(decode);
        let l = portable::cbrt(0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b);
        let m = portable::cbrt(0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b);
        let s = portable::cbrt(0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b);
        Self {
            l: 0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
            a: 1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
            b: 0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
        }
    }
}

/// 8-bit sRGB to linear light, 0 to 1.
fn decode(channel: u8) -> f32 {
    let value = f32::from(channel) / 255.0;
    if value <= 0.040_45 { value / 12.92 } else { portable::pow((value + 0.055) / 1.055, 2.4) }
}

/// Linear light to 8-bit sRGB.
fn encode(linear: f32) -> u8 {
    let value = linear.clamp(0.0, 1.0);
    let curved = if value <= 0.003_130_8 {
        12.92 * value
    } else {
        1.055 * portable::pow(value, 1.0 / 2.4) - 0.055
    };
    (curved * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grey_and_primary_survives_the_round_trip() {
        for value in 0..=255_u8 {
            for rgb in [[value, value, value], [value, 0, 0], [0, value, 255], [255, 9, value]] {
                assert_eq!(Oklab::from(Rgb(rgb)).to_rgb(), Rgb(rgb));
            }
        }
    }

    #[test]
    fn too_much_chroma_is_taken_back_and_keeps_its_hue() {
        let wild = Oklab::from_lch(0.6, 0.5, 200.0);
        assert!(wild.to_rgb_in_gamut().is_none());
        let hue = Oklab::from(wild.to_rgb()).hue_degrees();
        assert!((hue - 200.0).abs() < 3.0, "{hue}");
    }
}
