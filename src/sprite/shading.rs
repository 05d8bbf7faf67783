//! What a recipe tells of the light on a sprite.

use serde::{Deserialize, Serialize};

use super::{ENTRIES, Light, PIXELS, Palette, Ramp, Sprite};

/// The light that fell on a sprite, and all that it takes to have another fall instead.
///
/// In JSON the fields of the light stand beside the others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shading {
    /// The light.
    #[serde(flatten)]
    pub light: Light,
    /// The ramps that it moved along, where an artist changed those of the palette: each from
    /// dark to light.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ramps: Option<Vec<Vec<u8>>>,
    /// The sprite before any light fell on it, so that it can be lit anew without a model.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "letters")]
    pub flat: Option<Box<Sprite>>,
}

impl Shading {
    /// A light along the palette's own ramps.
    #[must_use]
    pub fn new(light: Light) -> Self {
        Self { light, ramps: None, flat: None }
    }

    /// The palette with the ramps that the light moved along.
    #[must_use]
    pub fn palette(&self, palette: &Palette) -> Palette {
        let Some(ramps) = &self.ramps else { return palette.clone() };
        let named = |(at, indices): (usize, &Vec<u8>)| {
            let name = palette.ramps().get(at).map(|ramp| ramp.name.clone());
            let name = name.unwrap_or_else(|| format!("ramp {}", at + 1));
            Ramp { name, indices: indices.clone() }
        };
        palette.with_ramps(ramps.iter().enumerate().map(named).collect())
    }
}

#[cfg(feature = "studio")]
impl Sprite {
    /// One letter a pixel, row by row.
    pub(crate) fn to_letters(&self) -> String {
        letters::to_text(self)
    }

    /// Reads what [`Self::to_letters`] wrote.
    pub(crate) fn from_letters(text: &str) -> Option<Self> {
        letters::from_text(text)
    }
}

/// One letter a pixel: the 64 of base 64, in its order.
const LETTERS: &[u8; ENTRIES] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A sprite as text, row by row.
pub(super) mod letters {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    use super::{LETTERS, PIXELS, Sprite};

    #[expect(clippy::ref_option, reason = "what serde hands over")]
    pub(in crate::sprite) fn serialize<S: Serializer>(
        sprite: &Option<Box<Sprite>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match sprite {
            Some(sprite) => serializer.serialize_str(&to_text(sprite)),
            None => serializer.serialize_none(),
        }
    }

    pub(in crate::sprite) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Box<Sprite>>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let sprite = |text: String| {
            let sprite = from_text(&text).map(Box::new);
            sprite.ok_or_else(|| D::Error::custom("\"flat\" holds no sprite"))
        };
        text.map(sprite).transpose()
    }

    pub(in crate::sprite) fn to_text(sprite: &Sprite) -> String {
        sprite.pixels().iter().map(|&index| char::from(LETTERS[usize::from(index)])).collect()
    }

    pub(in crate::sprite) fn from_text(text: &str) -> Option<Sprite> {
        let index = |letter: u8| LETTERS.iter().position(|known| *known == letter);
        let indices: Option<Vec<u8>> =
            text.bytes().take(PIXELS + 1).map(|letter| Some(index(letter)? as u8)).collect();
        Sprite::from_indices(&indices?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_sprite_is_refused() {
        let mut sprite = Sprite::EMPTY;
        sprite.set(3, 4, 63);
        let text = letters::to_text(&sprite);
        assert_eq!(letters::from_text(&text), Some(sprite));
        let long = format!("{text}A");
        for text in ["", &text[1..], &long, &text.replace('/', "é")] {
            assert_eq!(letters::from_text(text), None);
        }
    }

    #[test]
    fn a_shading_of_only_a_light_can_be_read() {
        let shading: Shading = serde_json::from_str("{\"rim\": 0.5}").unwrap();
        assert_eq!(shading, Shading::new(Light { rim: 0.5, ..Light::DEFAULT }));
        assert!(serde_json::from_str::<Shading>("{\"flat\": \"AAAA\"}").is_err());
    }

    #[test]
    fn other_ramps_take_the_place_of_the_palettes() {
        let ocean = Palette::ocean();
        let mut shading = Shading::new(Light::DEFAULT);
        assert_eq!(shading.palette(&ocean), ocean);
        shading.ramps = Some(vec![vec![3, 9]]);
        let changed = shading.palette(&ocean);
        assert_eq!(changed.ramps(), [Ramp { name: "slate".to_owned(), indices: vec![3, 9] }]);
    }
}
