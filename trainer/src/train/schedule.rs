//! How fast to learn, and when to stop.

use super::optimiser::Rates;

/// Warm-up, a constant stretch, and a linear decay at the end; ends after a number of steps or
/// of minutes, whichever comes first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schedule {
    pub(crate) rates: Rates,
    /// Steps over which the rates rise from zero.
    pub(crate) warm_up: u64,
    /// Share of the run, at its end, over which the rates fall.
    pub(crate) decay: f64,
    /// Steps in all.
    pub(crate) steps: u64,
    /// Seconds in all, if there is a limit.
    pub(crate) seconds: Option<f64>,
}

/// The rates fall to this share of themselves.
const FLOOR: f64 = 0.02;

impl Schedule {
    /// How much of the run is over, 0 to 1.
    pub(crate) fn done(&self, step: u64, seconds: f64) -> f64 {
        let by_steps = step as f64 / self.steps.max(1) as f64;
        let by_time = self.seconds.map_or(0.0, |limit| seconds / limit.max(1e-9));
        by_steps.max(by_time).min(1.0)
    }

    /// The rates of the next step.
    pub(crate) fn rates(&self, step: u64, seconds: f64) -> Rates {
        let rise = (step + 1) as f64 / (self.warm_up + 1) as f64;
        let left = (1.0 - self.done(step, seconds)) / self.decay.max(1e-9);
        let share = rise.min(1.0) * left.clamp(FLOOR, 1.0);
        let Rates { muon, adam, traits } = self.rates;
        Rates { muon: muon * share, adam: adam * share, traits: traits * share }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_rise_stay_and_fall() {
        let rates = Rates { muon: 1.0, adam: 0.5, traits: 2.0 };
        let schedule = Schedule { rates, warm_up: 10, decay: 0.5, steps: 100, seconds: None };
        let at = |step| schedule.rates(step, 0.0).muon;
        assert!(at(0) < 0.1 && (at(20) - 1.0).abs() < 1e-9 && (at(50) - 1.0).abs() < 1e-9);
        assert!((at(75) - 0.5).abs() < 1e-9 && at(99) < 0.03 && at(99) > 0.0);
        let timed = Schedule { seconds: Some(60.0), ..schedule };
        assert!(timed.done(1, 60.0) >= 1.0);
    }
}
