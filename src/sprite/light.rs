//! Where the light comes from and how strongly each of its effects is drawn.

use serde::{Deserialize, Serialize};

use super::portable;

/// A light, as plain data; `shade` says what it does to a sprite.
///
/// Strengths are 0 (off) to 1 (as strong as it gets); 0.5 moves about one shade along a ramp.
/// Numbers out of range are pulled into it when a sprite is shaded ([`Light::clamped`]). A JSON
/// light may leave fields out: they are then those of [`Light::DEFAULT`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Light {
    /// Where the light stands, in degrees: 0 right, 90 above, 180 left, 270 below; any turn, 125
    /// by default.
    pub azimuth_degrees: f32,
    /// How far it stands in front of the picture: 0 grazes it, 90 shines straight at it;
    /// 45 by default.
    pub elevation_degrees: f32,
    /// Strength of the light that has a direction; 0 to 1, 0.8 by default.
    pub directional: f32,
    /// Strength of the darkness in creases and beside the lines between parts; 0 to 1, 0.3 by
    /// default.
    pub occlusion: f32,
    /// Strength of the darkening of edges that look away from the light; 0 to 1, 0.5 by default.
    pub edge: f32,
    /// Strength of a thin light from behind, on the edges that look away from the light; 0 to
    /// 1, 0 by default.
    pub rim: f32,
    /// How much of the light already drawn is kept: 0 flattens each region to its middle
    /// tone first, 1 keeps all. 0.7 by default, because counter-shading (dark backs, pale
    /// bellies) works against a light from above.
    pub keep_drawn: f32,
}

impl Light {
    /// Top left, the convention of sprite art.
    pub const DEFAULT: Self = Self {
        azimuth_degrees: 125.0,
        elevation_degrees: 45.0,
        directional: 0.8,
        occlusion: 0.3,
        edge: 0.5,
        rim: 0.0,
        keep_drawn: 0.7,
    };

    /// Changes nothing.
    pub const FLAT: Self = Self {
        directional: 0.0,
        occlusion: 0.0,
        edge: 0.0,
        rim: 0.0,
        keep_drawn: 1.0,
        ..Self::DEFAULT
    };

    /// Lights to begin with, by name: "noon" straight above, "left" the default, "moon" low from
    /// the upper right with a rim, "lantern" from below, "flat" none.
    pub const PRESETS: [(&str, Self); 5] = [
        ("noon", Self { azimuth_degrees: 90.0, ..Self::DEFAULT }),
        ("left", Self::DEFAULT),
        (
            "moon",
            Self { azimuth_degrees: 60.0, elevation_degrees: 25.0, rim: 0.4, ..Self::DEFAULT },
        ),
        ("lantern", Self { azimuth_degrees: 260.0, elevation_degrees: 35.0, ..Self::DEFAULT }),
        ("flat", Self::FLAT),
    ];

    /// The preset of a name.
    #[must_use]
    pub fn preset(name: &str) -> Option<Self> {
        Self::PRESETS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|&(_, it)| it)
    }

    /// Whether it changes nothing, wherever it stands.
    #[must_use]
    pub fn is_off(&self) -> bool {
        let Self { directional, occlusion, edge, rim, keep_drawn, .. } = self.clamped();
        directional + occlusion + edge + rim <= 0.0 && 1.0 <= keep_drawn
    }

    /// The light as seen in a mirror: left and right change places.
    #[must_use]
    pub fn mirrored(self) -> Self {
        Self { azimuth_degrees: 180.0 - self.azimuth_degrees, ..self }
    }

    /// The same light with every number pulled into its range.
    #[must_use]
    pub fn clamped(self) -> Self {
        let finite = |value: f32, otherwise: f32| if value.is_finite() { value } else { otherwise };
        let share = |value: f32, otherwise: f32| finite(value, otherwise).clamp(0.0, 1.0);
        Self {
            azimuth_degrees: finite(self.azimuth_degrees, 0.0).rem_euclid(360.0),
            elevation_degrees: finite(self.elevation_degrees, 0.0).clamp(0.0, 90.0),
            directional: share(self.directional, 0.0),
            occlusion: share(self.occlusion, 0.0),
            edge: share(self.edge, 0.0),
            rim: share(self.rim, 0.0),
            keep_drawn: share(self.keep_drawn, 1.0),
        }
    }

    /// Unit vector towards the light: right, down, out of the picture. Lights that mirror each
    /// other have vectors that do so to the last bit.
    #[must_use]
    pub fn direction(&self) -> [f32; 3] {
        let turn = self.azimuth_degrees.rem_euclid(360.0);
        let (from_right, above) = if turn <= 180.0 { (turn, 1.0) } else { (360.0 - turn, -1.0) };
        let (angle, side) =
            if from_right <= 90.0 { (from_right, 1.0) } else { (180.0 - from_right, -1.0) };
        let (sin, cos) =
            if angle < 90.0 { portable::sin_cos(angle.to_radians()) } else { (1.0, 0.0) };
        let (out, along) = portable::sin_cos(self.elevation_degrees.to_radians());
        [side * cos * along, -above * sin * along, out]
    }
}

impl Default for Light {
    fn default() -> Self {
        Self::DEFAULT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_where_the_words_say() {
        for (turn, x, y) in
            [(0.0, 1.0, 0.0), (90.0, 0.0, -1.0), (180.0, -1.0, 0.0), (270.0, 0.0, 1.0)]
        {
            let light = Light { azimuth_degrees: turn, elevation_degrees: 0.0, ..Light::DEFAULT };
            let [right, down, out] = light.direction();
            assert!((right - x).abs() < 1e-6 && (down - y).abs() < 1e-6 && out.abs() < 1e-6);
            let [mirrored, same, _] = light.mirrored().direction();
            // Adding 0.0 makes one zero of the two.
            let (left, mirrored) = (-right + 0.0, mirrored + 0.0);
            assert_eq!((mirrored.to_bits(), same.to_bits()), (left.to_bits(), down.to_bits()));
        }
    }

    #[test]
    fn nonsense_is_pulled_into_range() {
        let wild =
            Light { azimuth_degrees: f32::NAN, edge: 9.0, keep_drawn: -1.0, ..Light::DEFAULT };
        let tame = wild.clamped();
        assert!(tame.azimuth_degrees.abs() < 1e-6 && (tame.edge - 1.0).abs() < 1e-6);
        assert!(tame.keep_drawn.abs() < 1e-6);
        assert!(Light { azimuth_degrees: 9.0, keep_drawn: 7.0, ..Light::FLAT }.is_off());
        let flattens = Light { keep_drawn: 0.9, ..Light::FLAT };
        assert!(!flattens.is_off() && !Light::DEFAULT.is_off());
        assert_eq!(Light::preset("Noon").map(Light::clamped), Light::preset("noon"));
    }
}
