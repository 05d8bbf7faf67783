//! What a workspace keeps of the panel.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{Animate, SPEEDS, parts::BRUSHES};
use crate::motion::{Action, BodyPlan, Motion, Part, Parts};

/// The panel's settings and the parts that were corrected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the panel")]
pub(in crate::studio) struct AnimateSettings {
    action: String,
    frames: u8,
    milliseconds: u16,
    strength: f32,
    seed: u64,
    body: Option<String>,
    is_playing: bool,
    speed: f32,
    has_onion_skin: bool,
    grid_swims: bool,
    shows_parts: bool,
    part: String,
    brush: u32,
    /// By the content of sprites, one letter a pixel.
    parts: BTreeMap<String, String>,
}

impl Default for AnimateSettings {
    fn default() -> Self {
        Animate::default().settings()
    }
}

impl Animate {
    /// What a workspace keeps.
    pub(in crate::studio::state) fn settings(&self) -> AnimateSettings {
        let Motion { action, frames, milliseconds, strength, seed } = self.motion;
        let text = |(sprite, parts): (&String, &Arc<Parts>)| (sprite.clone(), parts.to_text());
        AnimateSettings {
            action: action.name().to_owned(),
            frames,
            milliseconds,
            strength,
            seed,
            body: self.plan.map(|plan| plan.name().to_owned()),
            is_playing: self.is_playing,
            speed: self.speed,
            has_onion_skin: self.has_onion_skin,
            grid_swims: self.grid_swims,
            shows_parts: self.shows_parts,
            part: self.part.name().to_owned(),
            brush: self.brush,
            parts: self.parts.iter().map(text).collect(),
        }
    }

    /// The panel as a workspace tells of it; what makes no sense is as usual.
    pub(in crate::studio::state) fn restored(settings: AnimateSettings) -> Self {
        let usual = Self::default();
        let motion = Motion {
            action: Action::named(&settings.action).unwrap_or_default(),
            frames: settings.frames.clamp(Motion::FEWEST, Motion::MOST),
            milliseconds: settings.milliseconds.clamp(Motion::SHORTEST, Motion::LONGEST),
            strength: settings.strength.clamp(Motion::WEAKEST, Motion::STRONGEST),
            seed: settings.seed,
        };
        let motion = if motion.strength.is_finite() { motion } else { usual.motion };
        let is_speed = |speed: &f32| (speed - settings.speed).abs() < 0.01;
        let part = Part::ALL.into_iter().find(|part| part.name() == settings.part);
        let parts = settings.parts.into_iter();
        let parts =
            parts.filter_map(|(sprite, text)| Some((sprite, Arc::new(Parts::from_text(&text)?))));
        Self {
            motion,
            plan: settings.body.as_deref().and_then(BodyPlan::named),
            is_playing: settings.is_playing,
            speed: SPEEDS.into_iter().find(is_speed).unwrap_or(usual.speed),
            has_onion_skin: settings.has_onion_skin,
            grid_swims: settings.grid_swims,
            shows_parts: settings.shows_parts,
            part: part.unwrap_or(usual.part),
            brush: settings.brush.clamp(*BRUSHES.start(), *BRUSHES.end()),
            parts: parts.collect(),
            ..usual
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_and_nonsense_is_usual() {
        let mut animate = Animate { has_onion_skin: true, brush: 5, ..Animate::default() };
        animate.motion.frames = 9;
        animate.plan = Some(BodyPlan::Walker);
        animate.parts.insert("abc".to_owned(), Arc::new(Parts::WHOLE));
        let json = serde_json::to_string(&animate.settings()).unwrap();
        let back = Animate::restored(serde_json::from_str(&json).unwrap());
        assert_eq!(back.settings(), animate.settings());
        let odd = r#"{"frames":200,"speed":77,"strength":null,"action":"fly"}"#;
        let odd = serde_json::from_str::<AnimateSettings>(odd);
        assert!(odd.is_err(), "a null is no number");
        let odd = r#"{"frames":200,"speed":77.0,"strength":9.0,"action":"fly","brush":99}"#;
        let back = Animate::restored(serde_json::from_str(odd).unwrap()).settings();
        assert_eq!((back.frames, back.brush, back.action.as_str()), (16, 8, "move"));
        assert!((back.speed - 1.0).abs() < 1e-6 && (back.strength - 2.0).abs() < 1e-6);
    }
}
