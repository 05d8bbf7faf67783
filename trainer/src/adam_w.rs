//! `AdamW` (Loshchilov and Hutter, 2019), one tensor at a time.

use candle_core::{Result, Tensor};

/// What keeps the quotient of the moments finite.
const EPSILON: f64 = 1e-8;

/// Settings of the optimiser.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AdamW {
    /// Memories of the first and the second moment.
    pub(crate) betas: (f64, f64),
    /// How much a weight shrinks a step, times the rate.
    pub(crate) decay: f64,
}

/// A tensor after a step, with its two moments.
pub(crate) struct Stepped {
    /// The tensor.
    pub(crate) next: Tensor,
    /// First moment.
    pub(crate) mean: Tensor,
    /// Second moment.
    pub(crate) variance: Tensor,
}

impl AdamW {
    /// Step number `step`, counted from 1, against a gradient.
    pub(crate) fn step(
        self,
        tensor: &Tensor,
        gradient: &Tensor,
        (mean, variance): (&Tensor, &Tensor),
        step: usize,
        rate: f64,
    ) -> Result<Stepped> {
        let (beta1, beta2) = self.betas;
        let mean = ((mean * beta1)? + (gradient * (1.0 - beta1))?)?;
        let variance = ((variance * beta2)? + (gradient.sqr()? * (1.0 - beta2))?)?;
        let steps = step as f64;
        let unbiased = (&mean * (1.0 / (1.0 - beta1.powf(steps))))?;
        let root = ((&variance * (1.0 / (1.0 - beta2.powf(steps))))?.sqrt()? + EPSILON)?;
        let kept =
            if self.decay > 0.0 { (tensor * (1.0 - rate * self.decay))? } else { tensor.clone() };
        let next = (kept - (unbiased / root)? * rate)?;
        Ok(Stepped { next, mean, variance })
    }
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;

    #[test]
    fn the_first_step_goes_down_by_the_rate_and_weights_decay() {
        let tensor = |value: f32| Tensor::new(&[value], &Device::Cpu).unwrap();
        let (zero, gradient) = (tensor(0.0), tensor(-3.0));
        let value = |decay| {
            let adam = AdamW { betas: (0.9, 0.95), decay };
            let stepped = adam.step(&tensor(2.0), &gradient, (&zero, &zero), 1, 0.1).unwrap();
            stepped.next.to_vec1::<f32>().unwrap()[0]
        };
        assert!((value(0.0) - 2.1).abs() < 1e-5 && (value(0.5) - 2.0).abs() < 1e-5);
    }
}
