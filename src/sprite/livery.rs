//! Palette swaps: the same creature in other ramps.

use super::{ENTRIES, Palette, Sprite, TRANSPARENT, noise, slug};

/// Keeps the noise of liveries apart from the noise that sprites grow from.
const LIVERY_NOISE: u64 = 0x6c69_7665;
/// Share of a sprite's pixels that a ramp needs to be changed by chance: eyes and lights stay.
const LEAST_SHARE: f32 = 0.06;
/// How often one more livery is rolled before there are taken to be no others.
const ROLLS: u64 = 64;

/// Which ramp becomes which: place by place, so that shades stay shades.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Livery {
    /// Pairs of ramps of a palette, by their numbers: what it was and what it becomes.
    pub swaps: Vec<(usize, usize)>,
}

/// Why a text is no livery.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LiveryError {
    /// It is not pairs of ramps.
    #[error("\"{0}\" is no pair of ramps; a livery looks like kelp=lagoon,sand=clown")]
    NoPair(String),
    /// The palette has no such ramp.
    #[error("there is no ramp \"{0}\"; the palette has {1}")]
    NoRamp(String, String),
}

impl Livery {
    /// The most liveries of one sprite.
    pub const MAX: u32 = 64;

    /// Reads pairs of names of ramps, `kelp=lagoon,sand=clown`; a ramp's number will do.
    pub fn from_text(text: &str, palette: &Palette) -> Result<Self, LiveryError> {
        let ramp = |name: &str| {
            let ramps = palette.ramps();
            let is_it = |(index, ramp): &(usize, &super::Ramp)| {
                slug(&ramp.name) == slug(name) || (index + 1).to_string() == name.trim()
            };
            ramps.iter().enumerate().find(is_it).map(|(index, _)| index).ok_or_else(|| {
                let known: Vec<String> = ramps.iter().map(|ramp| slug(&ramp.name)).collect();
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                LiveryError::NoRamp(name.trim().to_owned(), known)
            })
        };
        let swaps = text.split(',').map(|pair| {
            let (from, to) =
                pair.split_once('=').ok_or_else(|| LiveryError::NoPair(pair.trim().to_owned()))?;
            Ok((ramp(from)?, ramp(to)?))
        });
        Ok(Self { swaps: swaps.collect::<Result<_, LiveryError>>()? })
    }

    /// The ramps of a palette that a sprite has colours of, with how many pixels; most first.
    #[must_use]
    pub fn worn(sprite: &Sprite, palette: &Palette) -> Vec<(usize, usize)> {
        let mut worn: Vec<(usize, usize)> = (0..palette.ramps().len()).map(|it| (it, 0)).collect();
        for &colour in sprite.pixels().iter().filter(|&&colour| colour != TRANSPARENT) {
            if let Some(ramp) = ramp_of(palette, colour) {
                worn[ramp].1 += 1;
            }
        }
        worn.retain(|(_, pixels)| 0 < *pixels);
        worn.sort_by_key(|&(ramp, pixels)| (std::cmp::Reverse(pixels), ramp));
        worn
    }

    /// Up to `count` liveries by chance, which all look different and none of which is the sprite
    /// as it is. Fewer where the palette has too few ramps. More of the same seed begin with the
    /// same.
    #[must_use]
    pub fn roll(sprite: &Sprite, palette: &Palette, seed: u64, count: u32) -> Vec<Self> {
        let n_opaque = sprite.pixels().iter().filter(|&&it| it != TRANSPARENT).count();
        let least = LEAST_SHARE * n_opaque as f32;
        let mut changed = Self::worn(sprite, palette);
        let n_changed = changed.iter().filter(|(_, pixels)| least <= *pixels as f32).count();
        changed.truncate(n_changed.max(1));
        let targets: Vec<usize> = (0..palette.ramps().len())
            .filter(|&it| 1 < palette.ramps()[it].indices.len())
            .collect();
        let (mut liveries, mut seen) = (Vec::new(), vec![sprite.clone()]);
        for number in 0..u64::from(count.min(Self::MAX)) {
            let key = noise::mix(noise::mix(seed ^ LIVERY_NOISE) ^ number);
            let rolled = (0..ROLLS).find_map(|attempt| {
                let order = shuffled(&targets, noise::mix(key ^ attempt));
                let pairs = changed.iter().map(|(ramp, _)| *ramp).zip(order);
                let livery = Self { swaps: pairs.collect() };
                let dressed = livery.dress(sprite, palette);
                (!seen.contains(&dressed)).then_some((livery, dressed))
            });
            let Some((livery, dressed)) = rolled else { break };
            liveries.push(livery);
            seen.push(dressed);
        }
        liveries
    }

    /// The sprite in this livery.
    #[must_use]
    pub fn dress(&self, sprite: &Sprite, palette: &Palette) -> Sprite {
        let mut table: [u8; ENTRIES] = std::array::from_fn(|index| index as u8);
        for &(from, to) in &self.swaps {
            let ramps = palette.ramps();
            let (Some(source), Some(target)) = (ramps.get(from), ramps.get(to)) else { continue };
            for (place, &index) in source.indices.iter().enumerate() {
                if index != TRANSPARENT && ramp_of(palette, index) == Some(from) {
                    table[usize::from(index)] =
                        at_share(&target.indices, place, source.indices.len());
                }
            }
        }
        sprite.translated(&table)
    }
}

/// The first ramp that a colour is of.
fn ramp_of(palette: &Palette, colour: u8) -> Option<usize> {
    palette.ramps().iter().position(|ramp| ramp.indices.contains(&colour))
}

/// The entry that is as far along a ramp as place `place` of `count`.
fn at_share(ramp: &[u8], place: usize, count: usize) -> u8 {
    let share = place as f32 / (count.max(2) - 1) as f32;
    let at = (share * ramp.len().saturating_sub(1) as f32).round() as usize;
    ramp.get(at).copied().unwrap_or_default()
}

fn shuffled(all: &[usize], key: u64) -> Vec<usize> {
    let mut order = all.to_vec();
    order.sort_by_key(|&ramp| noise::mix(key ^ noise::mix(ramp as u64)));
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sprite::Ramp;

    /// A square of two ramps, and one pixel of a third.
    fn creature() -> Sprite {
        let palette = Palette::ocean();
        let of = |ramp: usize, place: usize| palette.ramps()[ramp].indices[place];
        let mut sprite = Sprite::EMPTY;
        for y in 8..24 {
            for x in 8..24 {
                sprite.set(x, y, if y < 16 { of(0, 1 + y as usize % 4) } else { of(3, 2) });
            }
        }
        sprite.set(10, 10, of(5, 6));
        sprite
    }

    #[test]
    fn liveries_differ_and_keep_outline_shades_and_eyes() {
        let (sprite, palette) = (creature(), Palette::ocean());
        let liveries = Livery::roll(&sprite, &palette, 7, 9);
        assert_eq!(liveries.len(), 9);
        assert_eq!(liveries[..4], Livery::roll(&sprite, &palette, 7, 4));
        assert_ne!(liveries, Livery::roll(&sprite, &palette, 8, 9));
        let mut seen = vec![sprite.clone()];
        for livery in &liveries {
            let dressed = livery.dress(&sprite, &palette);
            assert!(!seen.contains(&dressed));
            assert_eq!(dressed.at(10, 10), sprite.at(10, 10), "the eye stays");
            for (old, new) in sprite.pixels().iter().zip(dressed.pixels()) {
                assert_eq!(*old == TRANSPARENT, *new == TRANSPARENT);
            }
            // Of a ramp as long, the same place.
            let place = |colour: u8| {
                let ramp = &palette.ramps()[ramp_of(&palette, colour).unwrap()].indices;
                ramp.iter().position(|&index| index == colour)
            };
            assert_eq!(place(dressed.at(9, 9)), place(sprite.at(9, 9)));
            seen.push(dressed);
        }
    }

    #[test]
    fn ramps_are_chosen_by_name() {
        let (sprite, palette) = (creature(), Palette::ocean());
        let names: Vec<String> = palette.ramps().iter().map(|ramp| slug(&ramp.name)).collect();
        let text = format!("{}={}, 4={}", names[0], names[2], names[1]);
        let livery = Livery::from_text(&text, &palette).unwrap();
        assert_eq!(livery.swaps, [(0, 2), (3, 1)]);
        let dressed = livery.dress(&sprite, &palette);
        assert_eq!(dressed.at(9, 20), palette.ramps()[1].indices[2]);
        assert_eq!(Livery::worn(&sprite, &palette)[2], (5, 1));
        let error = Livery::from_text("kelpy=sand", &palette).unwrap_err().to_string();
        assert!(error.contains("kelpy") && error.contains(&names[8]), "{error}");
        assert!(matches!(Livery::from_text("kelp", &palette), Err(LiveryError::NoPair(_))));
    }

    #[test]
    fn without_other_ramps_there_are_no_other_liveries() {
        let sprite = creature();
        let bare = Palette::ocean().with_ramps(Vec::new());
        assert!(Livery::roll(&sprite, &bare, 1, 5).is_empty());
        let alone = Ramp { name: "one".to_owned(), indices: vec![1, 2, 3] };
        let one = Palette::ocean().with_ramps(vec![alone]);
        assert!(Livery::roll(&sprite, &one, 1, 5).is_empty());
        assert!(Livery::roll(&Sprite::EMPTY, &Palette::ocean(), 1, 5).is_empty());
    }
}
