//! Noise that is a function of a counter, so that no order of events changes it.

/// Turns a counter into noise: one step of `SplitMix64`. After Steele, Lea and Flood, "Fast
/// splittable pseudorandom number generators" (2014).
#[must_use]
pub fn mix(counter: u64) -> u64 {
    let z = counter.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

/// A number above 0 and below 1 for a counter, evenly spread.
#[must_use]
pub fn unit(key: u64, counter: u64) -> f64 {
    let bits = mix(key ^ mix(counter));
    ((bits >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_noise_is_that_of_splitmix64() {
        // The first output of the published generator for the seed 1234567.
        assert_eq!(mix(1_234_567), 6_457_827_717_110_365_317);
    }

    #[test]
    fn numbers_are_between_0_and_1_and_evenly_spread() {
        let numbers: Vec<f64> = (0..10_000).map(|counter| unit(3, counter)).collect();
        assert!(numbers.iter().all(|number| *number > 0.0 && *number < 1.0));
        let below = numbers.iter().filter(|number| **number < 0.4).count();
        assert!((3_800..4_200).contains(&below), "{below}");
    }
}
