//! Half-precision floats, in which shipped weights are stored: only read and written, never
//! computed with, so a crate for them would be mostly what a game does not need.

/// The number that sixteen bits of IEEE 754 binary16 mean.
pub(super) fn to_f32(bits: u16) -> f32 {
    let sign = u32::from(bits & 0x8000) << 16;
    let (exponent, fraction) = (u32::from(bits >> 10 & 0x1f), u32::from(bits & 0x3ff));
    let magnitude = match exponent {
        0 => (fraction as f32 / (1 << 24) as f32).to_bits(),
        0x1f => 0x7f80_0000 | fraction << 13,
        _ => (exponent + 127 - 15) << 23 | fraction << 13,
    };
    f32::from_bits(sign | magnitude)
}

/// The nearest half-precision number; of two, the even one.
pub(super) fn from_f32(value: f32) -> u16 {
    let sign = (value.to_bits() >> 16) as u16 & 0x8000;
    let magnitude = value.abs().to_bits();
    let rounded = match magnitude {
        // Not a number, then what is too large.
        0x7f80_0001.. => 0x7e00,
        0x4780_0000.. => 0x7c00,
        // Below the smallest normal number all are multiples of two to the power of -24.
        ..0x3880_0000 => (value.abs() * (1 << 24) as f32).round_ties_even() as u16,
        _ => {
            let is_odd = magnitude >> 13 & 1;
            ((magnitude - ((127 - 15) << 23) + 0xfff + is_odd) >> 13) as u16
        }
    };
    sign | rounded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_is_what_the_half_crate_says() {
        for bits in 0..=u16::MAX {
            let (ours, theirs) = (to_f32(bits), half::f16::from_bits(bits).to_f32());
            assert!(ours.to_bits() == theirs.to_bits() || ours.is_nan() && theirs.is_nan());
            assert!(ours.is_nan() || from_f32(ours) == bits, "{bits:04x}");
        }
    }

    #[test]
    fn rounding_is_that_of_the_half_crate() {
        // Around every half, and around the middle between it and the next.
        for bits in (0..0x7c00_u16).flat_map(|bits| [bits, bits | 0x8000]) {
            let (here, next) = (to_f32(bits), to_f32(bits + 1));
            let middle = if next.is_finite() { f32::midpoint(here, next) } else { here };
            for value in [here, middle].map(f32::to_bits) {
                // One below zero with a sign is no number.
                let near = [value.wrapping_sub(1), value, value + 1].map(f32::from_bits);
                for near in near.into_iter().filter(|near| !near.is_nan()) {
                    assert_eq!(from_f32(near), half::f16::from_f32(near).to_bits(), "{near}");
                }
            }
        }
        for large in [65_519.9, 65_520.0, 1e9, f32::MAX, f32::INFINITY, f32::NEG_INFINITY] {
            assert_eq!(from_f32(large), half::f16::from_f32(large).to_bits(), "{large}");
        }
        assert!(to_f32(from_f32(f32::NAN)).is_nan());
    }
}
