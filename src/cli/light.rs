//! The light that can be typed, and sprites under it.

use clap::Args;

use super::options::number;
use crate::{
    generate::Generator,
    shade::Shader,
    sprite::{Light, Palette, Recipe, Shading, Sprite},
};

/// Light on sprites that are drawn.
#[derive(Debug, Args)]
#[command(next_help_heading = "Light")]
pub(super) struct ShadeArgs {
    /// Light the sprites: noon, left, moon, lantern or flat [default: left, where a dial below
    /// is turned; else no light]
    #[arg(long, value_name = "PRESET", value_parser = preset)]
    shade: Option<Light>,
    #[command(flatten)]
    dials: DialArgs,
}

/// Every dial of a light.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Light")]
pub(super) struct DialArgs {
    /// Where the light stands, in degrees: 0 right, 90 above, 180 left, 270 below
    #[arg(
        long, value_name = "DEGREES", allow_negative_numbers = true,
        value_parser = |text: &str| number(text, -360.0, 360.0)
    )]
    angle: Option<f32>,
    /// How far it stands in front of the sprite: 0 grazes it, 90 shines straight at it
    #[arg(
        long, value_name = "DEGREES", allow_negative_numbers = true,
        value_parser = |text: &str| number(text, 0.0, 90.0)
    )]
    elevation: Option<f32>,
    /// Strength of the light that has a direction; 0 to 1
    #[arg(long, value_name = "S", allow_negative_numbers = true, value_parser = share)]
    directional: Option<f32>,
    /// Darkness in creases and beside lines (ambient occlusion); 0 to 1
    #[arg(long, value_name = "S", allow_negative_numbers = true, value_parser = share)]
    #[arg(visible_alias = "ambient")]
    occlusion: Option<f32>,
    /// Darkness of edges that look away from the light; 0 to 1
    #[arg(long, value_name = "S", allow_negative_numbers = true, value_parser = share)]
    edge: Option<f32>,
    /// A thin light from behind on those edges; 0 to 1
    #[arg(long, value_name = "S", allow_negative_numbers = true, value_parser = share)]
    rim: Option<f32>,
    /// How much of the light already drawn is kept: 0 flattens it away, 1 keeps all
    #[arg(long, value_name = "S", allow_negative_numbers = true, value_parser = share)]
    keep_drawn: Option<f32>,
}

impl ShadeArgs {
    /// The light that was asked for, if any.
    pub(super) fn light(&self) -> Option<Light> {
        let is_asked = self.shade.is_some() || self.dials.are_turned();
        is_asked.then(|| self.dials.over(self.shade.unwrap_or_default()))
    }
}

impl DialArgs {
    fn are_turned(&self) -> bool {
        let Self { angle, elevation, directional, occlusion, edge, rim, keep_drawn } = self;
        [angle, elevation, directional, occlusion, edge, rim, keep_drawn]
            .iter()
            .any(|dial| dial.is_some())
    }

    /// The light with every dial that was turned.
    pub(super) fn over(&self, light: Light) -> Light {
        let turned = Light {
            azimuth_degrees: self.angle.unwrap_or(light.azimuth_degrees),
            elevation_degrees: self.elevation.unwrap_or(light.elevation_degrees),
            directional: self.directional.unwrap_or(light.directional),
            occlusion: self.occlusion.unwrap_or(light.occlusion),
            edge: self.edge.unwrap_or(light.edge),
            rim: self.rim.unwrap_or(light.rim),
            keep_drawn: self.keep_drawn.unwrap_or(light.keep_drawn),
        };
        turned.clamped()
    }
}

/// Reads the name of a light.
pub(super) fn preset(name: &str) -> Result<Light, String> {
    Light::preset(name).ok_or_else(|| {
        let known: Vec<&str> = Light::PRESETS.iter().map(|(name, _)| *name).collect();
        format!("known are {}", known.join(", "))
    })
}

fn share(text: &str) -> Result<f32, String> {
    number(text, 0.0, 1.0)
}

/// Lights sprites of one palette as they come, and tells so in their recipes.
pub(super) struct Relighter {
    light: Light,
    shader: Shader,
    /// The ramps to tell of, where they are not those of the model's palette.
    ramps: Option<Vec<Vec<u8>>>,
}

impl Relighter {
    /// A light over sprites in these colours.
    pub(super) fn new(light: Light, palette: &Palette, generator: &Generator) -> Self {
        let ramps = |palette: &Palette| -> Vec<Vec<u8>> {
            palette.ramps().iter().map(|ramp| ramp.indices.clone()).collect()
        };
        let (own, usual) = (ramps(palette), ramps(generator.palette()));
        let is_other = own != usual || !palette.has_colours_of(generator.palette());
        let ramps = is_other.then_some(own);
        Self { light, shader: Shader::new(palette), ramps }
    }

    /// A flat sprite under the light, and its recipe.
    pub(super) fn shine(
        &mut self,
        flat: Sprite,
        recipe: Option<&Recipe>,
    ) -> (Sprite, Option<Recipe>) {
        if self.light.is_off() {
            let recipe = recipe.map(|recipe| recipe.lit(None, &flat));
            return (flat, recipe);
        }
        let lit = self.shader.shade(&flat, &self.light);
        let recipe = recipe.map(|recipe| {
            let (light, ramps) = (self.light, self.ramps.clone());
            recipe.lit(Some(Shading { light, ramps, flat: Some(Box::new(flat)) }), &lit)
        });
        (lit, recipe)
    }

    /// A flat sprite while the light goes round it.
    pub(super) fn sweep(&mut self, flat: &Sprite, n_frames: usize) -> Vec<Sprite> {
        self.shader.light_sweep(flat, &self.light, n_frames)
    }
}
