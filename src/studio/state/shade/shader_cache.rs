//! What makes moving a light quick: shaders by their ramps, and sprites with the volume that
//! they seem to have.

use std::collections::HashMap;

use crate::{
    shade::{Shader, Volume},
    sprite::{ENTRIES, Light, Palette, Rgb, Sprite},
};

/// Palettes that are on show at once are few.
const MOST_SHADERS: usize = 4;
/// Volumes that are kept for a palette: more than there are cells, some ten million bytes.
const MOST_VOLUMES: usize = 512;

/// Lights sprites, and remembers what it found out about them.
#[derive(Default)]
pub(super) struct ShaderCache(Vec<CachedShader>);

struct CachedShader {
    colours: [Rgb; ENTRIES],
    ramps: Vec<Vec<u8>>,
    shader: Shader,
    volumes: HashMap<Sprite, Volume>,
}

impl ShaderCache {
    /// A flat sprite under a light, along the ramps of this palette.
    pub(super) fn shine(&mut self, flat: &Sprite, palette: &Palette, light: &Light) -> Sprite {
        let cached = self.cached(palette);
        if MOST_VOLUMES <= cached.volumes.len() && !cached.volumes.contains_key(flat) {
            cached.volumes.clear();
        }
        let CachedShader { shader, volumes, .. } = cached;
        let volume = volumes.entry(flat.clone()).or_insert_with(|| shader.survey(flat));
        shader.relight(volume, light)
    }

    fn cached(&mut self, palette: &Palette) -> &mut CachedShader {
        let is_same = |cached: &CachedShader| {
            let ramps = palette.ramps().iter().map(|ramp| &ramp.indices);
            cached.colours == *palette.colours() && cached.ramps.iter().eq(ramps)
        };
        let at = self.0.iter().position(is_same).unwrap_or_else(|| {
            self.0.truncate(MOST_SHADERS - 1);
            self.0.push(CachedShader {
                colours: *palette.colours(),
                ramps: palette.ramps().iter().map(|ramp| ramp.indices.clone()).collect(),
                shader: Shader::new(palette),
                volumes: HashMap::new(),
            });
            self.0.len() - 1
        });
        // The one used last comes first, so that the others are forgotten before it.
        self.0[..=at].rotate_right(1);
        &mut self.0[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{shade::shade, sprite::Ramp};

    #[test]
    fn other_ramps_of_the_same_colours_are_another_lamp() {
        let mut cache = ShaderCache::default();
        let ocean = Palette::ocean();
        let mut sprite = Sprite::EMPTY;
        for (x, y) in (8..24).flat_map(|x| (8..24).map(move |y| (x, y))) {
            sprite.set(x, y, 32);
        }
        let mut short = vec![Ramp { name: "two".to_owned(), indices: vec![30, 32, 34] }];
        for _ in 0..2 {
            for n_ramps in 0..9 {
                short.truncate(1);
                short.extend_from_slice(&ocean.ramps()[..n_ramps.min(3)]);
                let palette = ocean.with_ramps(short.clone());
                for palette in [&ocean, &palette] {
                    let lit = cache.shine(&sprite, palette, &Light::DEFAULT);
                    assert_eq!(lit, shade(&sprite, palette, &Light::DEFAULT));
                }
            }
        }
        assert!(cache.0.len() <= MOST_SHADERS);
    }
}
