//! Elementary functions with one definition on every platform, so that the same request means
//! the same pixels on all of them.
//!
//! The standard library's come from each system's C library and differ in the last bit, which is
//! enough to choose another colour. These are `libm`'s, written in Rust: sums, products, quotients
//! and square roots, which IEEE 754 defines to the last bit, and nothing that is fused. Whatever
//! decides a pixel uses them: sampler, critic, position signal, colour spaces and light.
//! (The exponential of attention is a polynomial of its own, many numbers at a time.)

/// `e` to the power of `x`.
pub(crate) fn exp(x: f32) -> f32 {
    libm::expf(x)
}

/// The natural logarithm.
pub(crate) fn ln(x: f32) -> f32 {
    libm::logf(x)
}

/// The natural logarithm in 64 bits.
pub(crate) fn ln_f64(x: f64) -> f64 {
    libm::log(x)
}

/// `x` to the power of `y`.
pub(crate) fn pow(x: f32, y: f32) -> f32 {
    libm::powf(x, y)
}

/// Sine and cosine of an angle in radians.
pub(crate) fn sin_cos(x: f32) -> (f32, f32) {
    libm::sincosf(x)
}

/// The cube root.
pub(crate) fn cbrt(x: f32) -> f32 {
    libm::cbrtf(x)
}

/// The angle of the vector (`x`, `y`) in radians.
pub(crate) fn atan2(y: f32, x: f32) -> f32 {
    libm::atan2f(y, x)
}

/// The length of the vector (`x`, `y`).
pub(crate) fn hypot(x: f32, y: f32) -> f32 {
    libm::hypotf(x, y)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A thousand numbers from -20 to 20, and what each function makes of them, as one number.
    fn digest(function: impl Fn(f32) -> f32) -> u64 {
        let inputs = (0..1000).map(|step| (step as f32 - 500.0) * 0.04 + 1e-3);
        inputs.fold(0, |sum, x| crate::sprite::noise::mix(sum ^ u64::from(function(x).to_bits())))
    }

    #[test]
    fn every_function_has_the_same_bits_everywhere() {
        let found = [
            digest(exp),
            digest(|x| ln(x.abs())),
            digest(|x| ln_f64(f64::from(x.abs())) as f32),
            digest(|x| pow(x.abs(), 2.4)),
            digest(|x| sin_cos(x).0),
            digest(|x| sin_cos(x).1),
            digest(cbrt),
            digest(|x| atan2(x, 0.7)),
            digest(|x| hypot(x, 0.7)),
        ];
        let stored: [u64; 9] = [
            13_139_118_263_068_284_351,
            11_650_629_580_704_854_506,
            312_915_078_577_590_789,
            8_877_093_686_293_282_771,
            5_295_284_050_353_702_231,
            12_637_821_937_559_507_560,
            1_832_776_043_713_460_553,
            1_803_932_759_297_109_259,
            8_540_462_607_552_054_792,
        ];
        assert_eq!(found, stored, "pixels changed: raise ENGINE_VERSION");
    }

    #[test]
    fn they_are_as_exact_as_the_systems() {
        for step in 1..2000 {
            let x = step as f32 * 0.01;
            let wide = f64::from(x);
            for (ours, exact) in [
                (exp(-x), (-wide).exp()),
                (ln(x), wide.ln()),
                (ln_f64(wide) as f32, wide.ln()),
                (pow(x, 2.4), wide.powf(f64::from(2.4_f32))),
                (sin_cos(x).0, wide.sin()),
                (sin_cos(x).1, wide.cos()),
                (cbrt(x), wide.cbrt()),
                (atan2(x, 0.7), wide.atan2(f64::from(0.7_f32))),
                (hypot(x, 0.7), wide.hypot(f64::from(0.7_f32))),
            ] {
                let error = (f64::from(ours) - exact).abs();
                assert!(error <= 1.2e-7 * exact.abs() + 1e-12, "{x}: {ours} and {exact}");
            }
        }
    }
}
