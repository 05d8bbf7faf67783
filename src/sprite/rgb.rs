//! A colour without a palette.

/// An 8-bit sRGB colour: red, green, blue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rgb(pub [u8; 3]);

impl Rgb {
    /// Six hexadecimal digits: "3f8a91".
    #[must_use]
    pub fn to_hex(self) -> String {
        let [r, g, b] = self.0;
        format!("{r:02x}{g:02x}{b:02x}")
    }

    /// Reads what [`Self::to_hex`] wrote, with or without a # before it, or three digits that
    /// each count twice.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.trim().trim_start_matches('#');
        let digits: String = match digits.len() {
            3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
            _ => digits.to_owned(),
        };
        let is_hex = digits.len() == 6 && digits.chars().all(|digit| digit.is_ascii_hexdigit());
        let [_, r, g, b] = u32::from_str_radix(&digits, 16).ok().filter(|_| is_hex)?.to_be_bytes();
        Some(Self([r, g, b]))
    }

    /// Hue, saturation and value, each from 0 to 1.
    #[must_use]
    pub fn to_hsv(self) -> [f32; 3] {
        let [r, g, b] = self.0.map(|channel| f32::from(channel) / 255.0);
        let (most, least) = (r.max(g).max(b), r.min(g).min(b));
        let spread = most - least;
        let sixth = if spread <= 0.0 {
            0.0
        } else if r >= most {
            ((g - b) / spread).rem_euclid(6.0)
        } else if g >= most {
            (b - r) / spread + 2.0
        } else {
            (r - g) / spread + 4.0
        };
        [sixth / 6.0, if most > 0.0 { spread / most } else { 0.0 }, most]
    }

    /// The colour of this hue, saturation and value.
    #[must_use]
    pub fn from_hsv([hue, saturation, value]: [f32; 3]) -> Self {
        let channel = |shift: f32| {
            let at = (shift + hue * 6.0).rem_euclid(6.0);
            let part = value - value * saturation * at.min(4.0 - at).clamp(0.0, 1.0);
            (part.clamp(0.0, 1.0) * 255.0).round() as u8
        };
        Self([channel(5.0), channel(3.0), channel(1.0)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_come_back_from_their_hue_and_from_their_digits() {
        for step in 0..=255_u8 {
            let colour = Rgb([step, step.wrapping_mul(7), 255 - step]);
            assert_eq!(Rgb::from_hsv(colour.to_hsv()), colour);
            assert_eq!(Rgb::from_hex(&colour.to_hex()), Some(colour));
        }
        let [hue, saturation, value] = Rgb([0, 0, 255]).to_hsv();
        assert!((hue - 2.0 / 3.0).abs() < 1e-6 && saturation > 0.999 && value > 0.999);
        assert_eq!(Rgb::from_hex(" #fA0 "), Some(Rgb([255, 170, 0])));
        for text in ["", "12345", "+12345", "gggggg", "1234567", "ab"] {
            assert_eq!(Rgb::from_hex(text), None, "{text}");
        }
    }
}
