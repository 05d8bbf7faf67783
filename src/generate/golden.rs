//! Pixels held to stored ones: "the same request means the same sprite" as a test, on every
//! processor and at every level of its instructions.
//!
//! `docs/portable-pixels.sh` runs these tests on an emulated processor without AVX.

use proptest::prelude::*;

use super::{
    ENGINE_VERSION, Generator, Precision, SpriteRequest,
    kernels::SimdLevel,
    reference::{Random, random_checkpoint, random_critic},
    tests::{odd_config, random_hints},
};
use crate::{
    model::{Checkpoint, Config},
    sprite::{ColourSet, HintPlane, Mask, Prompt, Sampling},
};

const ALL: [usize; 10] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/// Where the hashes are: a line for the engine, then for each network and precision its name,
/// the checkpoint's hash and the beginnings of the sprites' hashes. `UPDATE_SNAPSHOTS=true` writes
/// the file anew, which is right only together with a new engine or another shipped checkpoint.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/generate/golden.txt");

/// Of [`requests`], those whose sprites are quick: one a scan order.
const QUICK: [usize; 2] = [4, 6];

/// Ten requests: guided or not, in both scan orders, with every kind of hint and setting.
fn requests() -> Vec<SpriteRequest> {
    let once = Sampling { guidance: 1.0, attempts: 1, ..Sampling::USUAL };
    let guided = Sampling { attempts: 1, ..Sampling::USUAL };
    let dial = Sampling { guidance: 1.0, attempts: 1, ..Sampling::at_temperature(1.4) };
    let cut = Sampling { top_k: 9, top_p: 0.8, min_p: 0.0, ..dial };
    let colours: ColourSet = (8..22).collect();
    let drawn = Random(3).sprite();
    let keeping =
        |keeps: fn(i32, i32) -> bool| Some(HintPlane::keeping(&drawn, &Mask::from_fn(keeps)));
    let silhouette = Some(HintPlane::silhouette(&drawn));
    let (lower, upper) = (keeping(|_, y| y >= 10), keeping(|_, y| y < 22));
    let zone = Prompt::of(Some(5), None);
    let cases = vec![
        (Prompt::cell(0, 3), once, None),
        (Prompt::cell(2, 5), guided, None),
        (Prompt::default(), dial, None),
        (zone, cut, None),
        (Prompt::cell(1, 1), once, lower.clone()),
        (Prompt::cell(1, 1), guided, lower),
        (Prompt::cell(3, 0), once, upper.clone()),
        (Prompt::cell(3, 0), guided, upper),
        (Prompt::cell(4, 2), Sampling { colours, ..once }, silhouette),
        (Prompt::cell(5, 4), Sampling { guidance: 1.0, ..Sampling::USUAL }, None),
    ];
    let request = |(variant, (prompt, sampling, hints))| {
        SpriteRequest::new(prompt, 7, variant, sampling).with_hints(hints)
    };
    (1..).zip(cases).map(request).collect()
}

/// The line of the file that tells of a network's ten sprites in one precision.
fn line(name: &str, generator: &Generator) -> String {
    let sprites = generator.generate_batch(&requests());
    let hashes: Vec<String> =
        sprites.iter().map(|sprite| sprite.content_hash()[..16].to_owned()).collect();
    let (precision, hash) = (generator.precision().name(), hash_of(generator));
    format!("{name} {precision} {hash} {}", hashes.join(" "))
}

/// The stored hashes of a network's sprites in one precision.
fn stored(name: &str, generator: &Generator) -> Vec<String> {
    let file = std::fs::read_to_string(FILE).unwrap();
    let (engine, rest) = file.split_once('\n').unwrap();
    assert_eq!(
        engine,
        format!("engine {ENGINE_VERSION}"),
        "a new engine has new hashes: UPDATE_SNAPSHOTS=true"
    );
    let start = format!("{name} {} ", generator.precision().name());
    let line = rest.lines().find_map(|line| line.strip_prefix(&start)).unwrap();
    let mut words = line.split(' ');
    assert_eq!(
        words.next(),
        Some(hash_of(generator)),
        "another checkpoint has other hashes: UPDATE_SNAPSHOTS=true"
    );
    words.map(str::to_owned).collect()
}

/// Names the checkpoint; one that was made in memory has no hash.
fn hash_of(generator: &Generator) -> &str {
    generator.checkpoint_hash().get(..16).unwrap_or("0000000000000000")
}

/// Draws some of the requests and holds them to the stored hashes.
fn assert_pixels(name: &str, generator: &Generator, which: &[usize], level: SimdLevel) {
    let (stored, requests) = (stored(name, generator), requests());
    let wanted: Vec<SpriteRequest> = which.iter().map(|at| requests[*at].clone()).collect();
    let sprites = generator.generate_batch(&wanted);
    for (at, sprite) in which.iter().zip(sprites) {
        let precision = generator.precision();
        assert_eq!(
            sprite.content_hash()[..16],
            stored[*at],
            "{name}, request {at}, {precision:?}, {level:?}: pixels changed: raise ENGINE_VERSION"
        );
    }
}

fn tiny() -> Checkpoint {
    random_checkpoint(Config::tiny(), 1).with_critic(Some(random_critic(-4.3))).unwrap()
}

#[test]
fn ten_sprites_of_a_tiny_network_are_the_stored_ones_at_every_level() {
    write_anew();
    let checkpoint = tiny();
    for level in SimdLevel::available() {
        for precision in Precision::ALL {
            let generator = Generator::at_level(&checkpoint, precision, level);
            assert_pixels("tiny", &generator, &ALL, level);
        }
    }
}

#[test]
fn quick_sprites_of_the_shipped_checkpoint_are_the_stored_ones_at_every_level() {
    write_anew();
    let checkpoint = Checkpoint::embedded();
    for level in SimdLevel::available() {
        for precision in Precision::ALL {
            let generator = Generator::at_level(&checkpoint, precision, level);
            assert_pixels("shipped", &generator, &QUICK, level);
        }
    }
}

#[test]
fn ten_sprites_of_the_shipped_checkpoint_are_the_stored_ones() {
    write_anew();
    let checkpoint = Checkpoint::embedded();
    for precision in Precision::ALL {
        let generator = Generator::with_precision(&checkpoint, precision);
        assert_pixels("shipped", &generator, &ALL, SimdLevel::detect());
    }
}

/// Writes the hashes of today's pixels, once, if that is asked for.
fn write_anew() {
    static WRITTEN: std::sync::Once = std::sync::Once::new();
    WRITTEN.call_once(|| {
        if std::env::var("UPDATE_SNAPSHOTS").is_ok_and(|value| value == "true") {
            let networks = [("tiny", tiny()), ("shipped", Checkpoint::embedded())];
            let lines = networks.iter().flat_map(|(name, checkpoint)| {
                Precision::ALL.map(|it| line(name, &Generator::with_precision(checkpoint, it)))
            });
            let lines: Vec<String> = lines.collect();
            std::fs::write(FILE, format!("engine {ENGINE_VERSION}\n{}\n", lines.join("\n")))
                .unwrap();
        }
    });
}

/// Bits of the logits of a network with random weights for a random sprite, at each level.
fn logits_at_every_level(seed: u64, config: Config, precision: Precision) -> Vec<Vec<u32>> {
    let checkpoint = random_checkpoint(config, seed);
    let mut random = Random(seed);
    let (sprite, hints) = (random.sprite(), random_hints(&mut random));
    let prompt = Prompt::cell(random.below(6) as u8, random.below(6) as u8);
    let hints = seed.is_multiple_of(2).then_some(&hints);
    let at_level = |level| {
        let generator = Generator::at_level(&checkpoint, precision, level);
        generator.logits(prompt, &sprite, hints).into_iter().map(f32::to_bits).collect()
    };
    SimdLevel::available().into_iter().map(at_level).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_level_of_instructions_comes_to_the_same_bits(
        seed in any::<u64>(), is_odd in any::<bool>(),
        precision in proptest::sample::select(Precision::ALL.to_vec()),
    ) {
        let config = if is_odd { odd_config() } else { Config::tiny() };
        let all = logits_at_every_level(seed, config, precision);
        prop_assert!(all.iter().all(|logits| *logits == all[0]));
    }
}
