//! Everything that makes a sprite again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    ENTRIES, HintPlane, Labels, MotionStep, Palette, Rgb, Sampling, Schema, Shading, Sketch,
    Sprite, UnknownName, hash_hex,
};

/// Everything that makes a sprite again; travels in the iTXt chunk of exported PNGs.
///
/// Names rather than numbers say which cell was asked for, so that a recipe can be read by a
/// person and by a model whose zones stand in another order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// Which checkpoint drew it: SHA-256 of the file, hexadecimal.
    pub checkpoint: String,
    /// Version of the engine that drew it.
    pub engine: String,
    /// Number format the engine computed in.
    pub precision: String,
    /// Zone as asked for, in kebab case; "any" included.
    pub zone: String,
    /// Category as asked for, in kebab case; "any" included.
    pub category: String,
    /// Values of other axes as asked for, both in kebab case; absent where there are none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<String, String>,
    /// Seed of the noise.
    pub seed: u64,
    /// Which of a seed's sprites.
    pub variant: u32,
    /// Settings of the sampler.
    pub sampling: Sampling,
    /// The hint plane that the model was given; absent when there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hints: Option<HintPlane>,
    /// The rough picture that it follows; absent when none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sketch: Option<Box<Sketch>>,
    /// Pixel hashes of the sprites it was bred from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<String>,
    /// Pixels changed by hand afterwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<PixelEdit>,
    /// The colours that palette indices stand for after the edits, from index 1 on; absent
    /// where they are the checkpoint's.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "hex_colours")]
    pub palette: Option<Vec<Rgb>>,
    /// The motion that it is a moment of, after the colours; absent when it is at rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub motion: Option<MotionStep>,
    /// The light that fell on it after everything else; absent when none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shading: Option<Shading>,
    /// SHA-256 of the 1024 palette indices, hexadecimal. Where a recipe no longer leads to
    /// these pixels, the pixels win.
    pub pixels: String,
}

/// One pixel changed by hand: raster index and new palette index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PixelEdit(pub u16, pub u8);

impl Recipe {
    /// What it tells of its kind, the more exact first: values of other axes, then the category.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.with.values().map(String::as_str).chain([self.category.as_str()])
    }

    /// The recipe as one line of JSON.
    ///
    /// # Panics
    /// Never: every field is plain data.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a recipe is plain data")
    }

    /// Reads what [`Self::to_json`] wrote. Numbers beyond those that settings can hold become the
    /// largest of them: as infinity they could not be written again.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        let mut recipe: Self = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
        let sampling = &mut recipe.sampling;
        for number in [
            &mut sampling.shape_temperature,
            &mut sampling.colour_temperature,
            &mut sampling.top_p,
            &mut sampling.min_p,
            &mut sampling.guidance,
        ] {
            *number = number.clamp(f32::MIN, f32::MAX);
        }
        if let Some(shading) = &mut recipe.shading {
            let light = &mut shading.light;
            for number in [
                &mut light.azimuth_degrees,
                &mut light.elevation_degrees,
                &mut light.directional,
                &mut light.occlusion,
                &mut light.edge,
                &mut light.rim,
                &mut light.keep_drawn,
            ] {
                *number = number.clamp(f32::MIN, f32::MAX);
            }
        }
        Ok(recipe)
    }

    /// The recipe of the same sprite after its pixels were changed by hand from `before` to
    /// `after`: what was changed earlier stays, and each pixel is stored once.
    ///
    /// Light falls after everything else, so the recipe cannot store what was painted on a lit
    /// sprite: its pixels become edits too.
    #[must_use]
    pub fn edited(&self, before: &Sprite, after: &Sprite) -> Self {
        let flat = self.shading.as_ref().map(|shading| shading.flat.as_deref());
        let is_same = |at: usize| match flat {
            // What is painted on a frame is stored for that frame alone, not for the sprite at rest.
            _ if self.motion.is_some() => false,
            None => before.pixels()[at] == after.pixels()[at],
            Some(Some(flat)) => flat.pixels()[at] == after.pixels()[at],
            // What lay under the light is not known: every pixel is stored.
            Some(None) => false,
        };
        let earlier = self.edits.iter().map(|&PixelEdit(at, colour)| (at, colour));
        let mut edits: BTreeMap<u16, u8> = earlier.collect();
        let told = after.pixels().iter().enumerate().filter(|(at, _)| !is_same(*at));
        edits.extend(told.map(|(at, colour)| (at as u16, *colour)));
        Self {
            edits: edits.into_iter().map(|(at, colour)| PixelEdit(at, colour)).collect(),
            motion: None,
            shading: None,
            pixels: after.content_hash(),
            ..self.clone()
        }
    }

    /// The recipe of the same sprite after it was brought into other colours, which turned its
    /// pixels from `before` into `after`: what changed counts as edited by hand.
    #[must_use]
    pub fn recoloured(&self, before: &Sprite, after: &Sprite, palette: &Palette) -> Self {
        Self { palette: Some(palette.colours()[1..].to_vec()), ..self.edited(before, after) }
    }

    /// The palette that its indices are of, where that is not the checkpoint's, with ramps as
    /// they can be told from its colours.
    #[must_use]
    pub fn own_palette(&self) -> Option<Palette> {
        let told = self.palette.as_ref()?;
        let last = told.last().copied().unwrap_or_default();
        let mut colours = [last; ENTRIES];
        colours[0] = Rgb::default();
        for (colour, told) in colours[1..].iter_mut().zip(told) {
            *colour = *told;
        }
        Some(Palette::new("Palette of the recipe", colours, Vec::new()).with_inferred_ramps())
    }

    /// The recipe of a moment of a motion of the same sprite, which looks like `sprite`. Its light,
    /// if there was one, is no longer told: it falls on each moment anew.
    #[must_use]
    pub fn moved(&self, step: MotionStep, sprite: &Sprite) -> Self {
        Self { motion: Some(step), shading: None, pixels: sprite.content_hash(), ..self.clone() }
    }

    /// The recipe of the same sprite under a light, or under none, which made it look like
    /// `sprite`.
    #[must_use]
    pub fn lit(&self, shading: Option<Shading>, sprite: &Sprite) -> Self {
        Self { shading, pixels: sprite.content_hash(), ..self.clone() }
    }

    /// Whether `sprite` has the very pixels that this recipe tells of.
    #[must_use]
    pub fn describes(&self, sprite: &Sprite) -> bool {
        self.pixels == sprite.content_hash()
    }
}

impl Recipe {
    /// What it asks for, as another world's labels; an error names what that world does not know.
    pub fn labels(&self, world: &Schema) -> Result<Labels, UnknownName> {
        let named = [("zone", self.zone.as_str()), ("category", self.category.as_str())];
        let with = self.with.iter().map(|(axis, value)| (axis.as_str(), value.as_str()));
        world.labels(named.into_iter().chain(with))
    }

    /// As [`Self::labels`], with "any" for what that world does not know.
    #[must_use]
    pub fn known_labels(&self, world: &Schema) -> Labels {
        let named = [("zone", self.zone.as_str()), ("category", self.category.as_str())];
        let with = self.with.iter().map(|(axis, value)| (axis.as_str(), value.as_str()));
        let any = Labels::default().bound(world.id());
        named
            .into_iter()
            .chain(with)
            .fold(any, |labels, (axis, value)| world.with(labels, axis, value).unwrap_or(labels))
    }
}

impl Sprite {
    /// SHA-256 of the 1024 palette indices, hexadecimal: names a sprite by what it looks like.
    #[must_use]
    pub fn content_hash(&self) -> String {
        hash_hex(self.pixels())
    }
}

/// Colours as text: six hexadecimal digits each.
mod hex_colours {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    use super::Rgb;

    #[expect(clippy::ref_option, reason = "what serde hands over")]
    pub(super) fn serialize<S: Serializer>(
        colours: &Option<Vec<Rgb>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let hex = |Rgb([r, g, b]): &Rgb| format!("{r:02x}{g:02x}{b:02x}");
        match colours {
            Some(colours) => serializer.collect_seq(colours.iter().map(hex)),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Vec<Rgb>>, D::Error> {
        let Some(texts) = Option::<Vec<String>>::deserialize(deserializer)? else {
            return Ok(None);
        };
        let colour = |text: &String| {
            let value = u32::from_str_radix(text, 16).ok().filter(|_| text.len() == 6);
            let [_, r, g, b] = value.map(u32::to_be_bytes)?;
            Some(Rgb([r, g, b]))
        };
        let colours: Option<Vec<Rgb>> = texts.iter().map(colour).collect();
        let colours = colours.filter(|colours| !colours.is_empty() && colours.len() < 64);
        colours.map(Some).ok_or_else(|| D::Error::custom("\"palette\" holds no colours"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sprite::{Hint, Light, PIXELS};
    use proptest::prelude::*;

    fn recipe() -> Recipe {
        Recipe {
            checkpoint: "ab".repeat(32),
            engine: "1".to_owned(),
            precision: "f32".to_owned(),
            zone: "shallows".to_owned(),
            category: "reef-fish".to_owned(),
            with: BTreeMap::new(),
            seed: u64::MAX,
            variant: 3,
            sampling: Sampling::default(),
            hints: None,
            sketch: None,
            parents: vec![],
            edits: vec![],
            palette: None,
            motion: None,
            shading: None,
            pixels: Sprite::EMPTY.content_hash(),
        }
    }

    proptest! {
        #[test]
        fn json_round_trips(
            seed in any::<u64>(),
            variant in any::<u32>(),
            temperature in 0.0_f32..2.0,
            edits in prop::collection::vec((0..1024_u16, 0..64_u8), 0..9),
            hint in prop::option::of(0..PIXELS),
            colours in prop::option::of(prop::collection::vec(any::<[u8; 3]>(), 1..64)),
            shading in prop::option::of(0.0_f32..360.0),
        ) {
            let mut given = recipe();
            given.shading = shading.map(|turn| Shading {
                light: Light { azimuth_degrees: turn, ..Light::DEFAULT },
                ramps: hint.map(|index| vec![vec![(index % 64) as u8, 1], vec![]]),
                flat: hint.map(|_| Box::new(Sprite::EMPTY)),
            });
            given.palette = colours.map(|colours| colours.into_iter().map(Rgb).collect());
            given.seed = seed;
            given.variant = variant;
            given.sampling = Sampling::at_temperature(temperature);
            given.edits = edits.into_iter().map(|(at, colour)| PixelEdit(at, colour)).collect();
            given.hints = hint.map(|index| {
                let mut plane = HintPlane::BLANK;
                plane.set(index, Hint::Opaque, true);
                plane
            });
            prop_assert_eq!(Recipe::from_json(&given.to_json()).unwrap(), given);
        }
    }

    #[test]
    fn edits_add_up_and_tell_each_pixel_once() {
        let drawn = Sprite::EMPTY;
        let mut first = drawn.clone();
        first.set(3, 0, 5);
        first.set(1, 1, 6);
        let mut second = first.clone();
        second.set(3, 0, 7);
        let told = recipe().edited(&drawn, &first).edited(&first, &second);
        assert_eq!(told.edits, [PixelEdit(3, 7), PixelEdit(33, 6)]);
        assert!(told.describes(&second));
        assert_eq!(recipe().edited(&drawn, &drawn).edits, []);
    }

    #[test]
    fn what_is_painted_on_a_lit_sprite_is_told_with_the_light() {
        let flat = Sprite::EMPTY;
        let mut lit = flat.clone();
        lit.set(0, 0, 9);
        lit.set(1, 0, 9);
        let mut painted = lit.clone();
        painted.set(1, 0, 0);
        painted.set(2, 0, 7);
        let shading = Shading { flat: Some(Box::new(flat)), ..Shading::new(Light::DEFAULT) };
        let recipe = recipe().lit(Some(shading), &lit);
        assert!(recipe.describes(&lit));
        let edited = recipe.edited(&lit, &painted);
        assert_eq!(edited.edits, [PixelEdit(0, 9), PixelEdit(2, 7)]);
        assert!(edited.shading.is_none() && edited.describes(&painted));
        // Where the flat sprite is not known, all that is on show is stored.
        let blind = recipe.lit(Some(Shading::new(Light::DEFAULT)), &lit).edited(&lit, &painted);
        assert_eq!(blind.edits.len(), PIXELS);
        assert_eq!(blind.edits[2], PixelEdit(2, 7));
    }

    #[test]
    fn other_colours_are_told_with_the_pixels_that_they_changed() {
        let ocean = Palette::ocean();
        let colours = std::array::from_fn(|index| ocean.colours()[index / 2]);
        let halved = Palette::new("halved", colours, vec![]);
        let mut drawn = Sprite::EMPTY;
        drawn.set(0, 0, 1);
        drawn.set(1, 0, 30);
        let moved = drawn.translated(&ocean.translation(&halved));
        assert_eq!((moved.at(0, 0), moved.at(1, 0), moved.at(2, 0)), (2, 60, 0));
        let told = recipe().recoloured(&drawn, &moved, &halved);
        assert_eq!(told.edits, [PixelEdit(0, 2), PixelEdit(1, 60)]);
        assert!(told.describes(&moved));
        let palette = Recipe::from_json(&told.to_json()).unwrap().own_palette().unwrap();
        assert!(palette.has_colours_of(&halved));
        assert_eq!(recipe().own_palette(), None);
        for text in ["[]", "[\"12345\"]", "[\"12345é\"]", "\"123456\""] {
            let json = recipe().to_json().replacen('{', &format!("{{\"palette\": {text}, "), 1);
            assert!(Recipe::from_json(&json).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_beyond_all_bounds_can_be_written_again() {
        let shading = Some(Shading::new(Light::DEFAULT));
        let json = recipe().lit(shading, &Sprite::EMPTY).to_json();
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        for (part, fields) in
            [("sampling", &["top_p", "colour_temperature"][..]), ("shading", &["rim", "edge"])]
        {
            for field in fields {
                for number in ["1e39", "-1e300"] {
                    let mut value = value.clone();
                    value[part][*field] = serde_json::from_str(number).unwrap();
                    let read = Recipe::from_json(&value.to_string()).unwrap();
                    assert_eq!(Recipe::from_json(&read.to_json()).unwrap(), read, "{part}.{field}");
                }
            }
        }
    }

    #[test]
    fn the_hash_is_sha_256() {
        assert_eq!(
            hash_hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert!(recipe().describes(&Sprite::EMPTY));
    }
}
