use super::{super::kernels::SimdLevel, *};

struct Exp<'a>(&'a mut F32x16);

impl Kernel for Exp<'_> {
    fn run(self, simd: impl Simd) {
        simd.store(exp(simd, simd.load(self.0)), self.0);
    }
}

#[test]
fn the_exponential_is_exact_to_a_part_in_a_million() {
    for level in SimdLevel::available() {
        for step in 0..8700 {
            let x = step as f32 / -100.0;
            let mut lanes = F32x16([x; F32x16::COUNT]);
            level.run(Exp(&mut lanes));
            let exact = f64::from(x).exp();
            let error = (f64::from(lanes.0[step % 16]) - exact).abs() / exact;
            assert!(error < 1e-6, "{level:?}: exp({x}) is off by {error}");
        }
        let mut lanes = F32x16([f32::NEG_INFINITY; F32x16::COUNT]);
        level.run(Exp(&mut lanes));
        assert_eq!(lanes, F32x16::ZERO, "what is not seen weighs nothing");
    }
}

proptest::proptest! {
    #[test]
    fn every_level_has_the_same_exponential(x in -100.0_f32..=0.0) {
        let at_level = |level: SimdLevel| {
            let mut lanes = F32x16([x; F32x16::COUNT]);
            level.run(Exp(&mut lanes));
            lanes.0.map(f32::to_bits)
        };
        let levels = SimdLevel::available();
        proptest::prop_assert!(levels.iter().all(|it| at_level(*it) == at_level(levels[0])));
    }
}
