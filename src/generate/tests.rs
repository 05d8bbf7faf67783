//! The engine as a whole: against the plain forward pass, and against itself in other
//! company.

mod attempts;

use std::ops::ControlFlow;

use super::{
    draft::DraftLimits,
    kernels::SimdLevel,
    reference::{
        Random, full_forward, full_forward_of, random_checkpoint, random_critic, tiny_generator,
    },
    run::Limits,
    *,
};
use crate::{
    model::{Checkpoint, Conditioning, Config},
    sprite::{Hint, HintPlane, Mask, PIXELS, Prompt, Sampling, ScanOrder, Sprite, World},
};

/// Other sizes than the tiny ones: heads that are no multiple of sixteen wide, odd numbers of
/// panels and channels, three windows.
pub(super) fn odd_config() -> Config {
    Config {
        width: 48,
        heads: 2,
        hidden: 80,
        windows: vec![1, 3, 32],
        hint_width: 7,
        hint_dilations: vec![3, 1],
        reads_backwards: true,
        axes: Vec::new(),
        guidance_steps: 0,
    }
}

pub(super) fn random_hints(random: &mut Random) -> HintPlane {
    let mut hints = HintPlane::BLANK;
    for pixel in 0..PIXELS {
        let hint = match random.below(4) {
            0 => Hint::Colour(random.below(64) as u8),
            1 => Hint::Opaque,
            _ => Hint::Unknown,
        };
        hints.set(pixel, hint, random.below(2) == 0);
    }
    hints
}

fn assert_agrees(checkpoint: &Checkpoint, level: SimdLevel, hints: Option<&HintPlane>) {
    let sprite = Random(3).sprite();
    for (order, prompt) in [
        (ScanOrder::Forwards, Prompt::cell(2, 5)),
        (ScanOrder::Backwards, Prompt::of(None, Some(1))),
    ] {
        let expected = full_forward(checkpoint, (order, prompt), &sprite, hints);
        let logits = Generator::at_level(checkpoint, Precision::F32, level)
            .logits_in(order, prompt, &sprite, hints);
        assert_eq!(logits.len(), expected.len());
        let spread = expected.iter().fold(0.0_f32, |a, b| a.max(b.abs()));
        assert!(spread > 1.0, "the network says nothing: {spread}");
        let apart = logits.iter().zip(&expected).map(|(a, b)| (a - b).abs());
        let apart = apart.fold(0.0, |a: f32, b| if b.is_nan() { b } else { a.max(b) });
        assert!(apart < 1e-4, "{apart} apart of {spread} with {level:?}, {:?}", checkpoint.config);
    }
}

#[test]
fn cached_steps_agree_with_the_full_forward_pass() {
    let hints = random_hints(&mut Random(8));
    for config in [Config::tiny(), odd_config()] {
        let checkpoint = random_checkpoint(config, 4);
        for level in SimdLevel::available() {
            assert_agrees(&checkpoint, level, None);
            assert_agrees(&checkpoint, level, Some(&hints));
        }
    }
}

#[test]
fn whole_numbers_of_eight_bits_say_nearly_the_same() {
    let hints = random_hints(&mut Random(8));
    let (sprite, prompt) = (Random(3).sprite(), Prompt::cell(2, 5));
    for config in [Config::tiny(), odd_config()] {
        let checkpoint = random_checkpoint(config, 4);
        let expected =
            full_forward(&checkpoint, (ScanOrder::Forwards, prompt), &sprite, Some(&hints));
        let size = expected.iter().map(|logit| logit * logit).sum::<f32>();
        for level in SimdLevel::available() {
            let generator = Generator::at_level(&checkpoint, Precision::Int8, level);
            let logits = generator.logits(prompt, &sprite, Some(&hints));
            let apart = logits.iter().zip(&expected).map(|(a, b)| (a - b).powi(2)).sum::<f32>();
            let share = (apart / size).sqrt();
            assert!((1e-4..0.05).contains(&share), "{level:?}: {share}");
        }
    }
}

#[test]
fn blank_hints_are_no_hints() {
    let (generator, sprite) = (tiny_generator(), Random(3).sprite());
    let prompt = Prompt::cell(0, 0);
    let without = generator.logits(prompt, &sprite, None);
    assert_eq!(generator.logits(prompt, &sprite, Some(&HintPlane::BLANK)), without);
    let mut hints = HintPlane::BLANK;
    hints.set(1000, Hint::Opaque, false);
    assert_ne!(generator.logits(prompt, &sprite, Some(&hints))[..64], without[..64]);
}

/// A grid in which every cell has other settings, and some have hints.
fn varied_requests() -> Vec<SpriteRequest> {
    let mut requests = grid_requests(&World::ocean(), 11, Sampling::default());
    let mut random = Random(12);
    for (index, request) in requests.iter_mut().enumerate() {
        let sampling = Sampling {
            top_k: index as u8 % 5,
            top_p: if index % 3 == 0 { 0.8 } else { 1.0 },
            guidance: if index % 5 == 2 { 1.7 } else { 1.0 },
            ..Sampling::at_temperature(index as f32 / 20.0)
        };
        request.sampling = sampling.validated();
        request.brief.hints = (index % 4 == 0).then(|| random_hints(&mut random));
        if index % 8 == 5 {
            let given = Mask::from_fn(|_, y| y >= 14);
            request.brief.hints = Some(HintPlane::keeping(&random.sprite(), &given));
        }
    }
    requests
}

#[test]
fn what_is_given_below_is_read_first() {
    let (generator, sprite) = (tiny_generator(), Random(3).sprite());
    let requested = |given: &Mask| {
        let mut request = SpriteRequest::new(Prompt::cell(1, 1), 5, 0, Sampling::default());
        request.brief.hints = Some(HintPlane::keeping(&sprite, given));
        request
    };
    for (given, order) in [
        (Mask::from_fn(|_, y| y >= 16), ScanOrder::Backwards),
        (Mask::from_fn(|_, y| y < 16), ScanOrder::Forwards),
    ] {
        let request = requested(&given);
        let mut first = None;
        let mut watch = |previews: &[Preview]| {
            let Preview { drawn, order, sprite, .. } = &previews[0];
            if *drawn < PIXELS {
                first.get_or_insert((*order, *drawn, sprite.clone()));
            }
            ControlFlow::Continue(())
        };
        let (_, previews) = generator.run(std::slice::from_ref(&request), 1, &mut watch);
        let (first_order, drawn, begun) = first.unwrap();
        assert_eq!(first_order, order);
        for y in 0..32 {
            for x in 0..32 {
                let is_kept = previews[0].sprite.at(x, y) == sprite.at(x, y);
                assert!(is_kept || !given.contains(x, y), "({x}, {y}) is given");
                assert!(order.has_come((x, y), drawn) || begun.at(x, y) == 0, "({x}, {y})");
            }
        }
        // Forwards there is nothing to know about the lower half that the upper must meet.
        assert_ne!(previews[0].sprite, sprite);
    }
    // A network that cannot read backwards draws forwards.
    let mut config = Config::tiny();
    config.reads_backwards = false;
    let before = Generator::new(&random_checkpoint(config, 1));
    let request = requested(&Mask::from_fn(|_, y| y >= 16));
    let mut watch = |previews: &[Preview]| {
        assert_eq!(previews[0].order, ScanOrder::Forwards);
        ControlFlow::Continue(())
    };
    before.run(&[request], 1, &mut watch);
}

#[test]
fn a_sprite_is_the_same_alone_and_in_any_company() {
    let requests = varied_requests();
    let cases = [
        (Config::tiny(), Precision::F32, SimdLevel::BASELINE),
        (odd_config(), Precision::F32, SimdLevel::detect()),
        (Config::tiny(), Precision::Int8, SimdLevel::detect()),
        (odd_config(), Precision::Int8, SimdLevel::BASELINE),
    ];
    for (config, precision, level) in cases {
        let generator = Generator::at_level(&random_checkpoint(config, 4), precision, level);
        let alone: Vec<Sprite> = requests.iter().map(|r| generator.generate(r)).collect();
        for (threads, n_requests) in [(1, 36), (2, 36), (1, 2), (1, 3), (1, 7), (5, 4)] {
            let mut watch = |_: &[Preview]| ControlFlow::Continue(());
            let (outcome, together) = generator.run(&requests[..n_requests], threads, &mut watch);
            assert_eq!(outcome, Outcome::Done);
            for (preview, alone) in together.iter().zip(&alone) {
                assert_eq!(preview.sprite, *alone, "{threads} threads, {n_requests}");
            }
        }
        let mut distinct = alone.clone();
        distinct.dedup();
        assert_eq!(distinct.len(), alone.len(), "every request has its own sprite");
    }
}

/// The first rows of a sprite's logits, drawn among others; `choose` decides what is drawn.
fn first_logits(
    network: &network::Network,
    count: usize,
    draft_limits: DraftLimits,
) -> Vec<[u32; 64]> {
    let mut decoder = decoder::Decoder::new(network, count, draft_limits);
    for sprite in 0..count {
        let brief = Prompt::cell(sprite as u8 % 6, 0).into();
        decoder.begin(sprite, &brief, ScanOrder::Forwards, true);
    }
    let mut all = Vec::new();
    while decoder.state(0).drawn() < 160 {
        decoder.forward();
        for sprite in 0..count {
            decoder.accept(sprite, |pixel, logits| {
                if sprite == 0 {
                    all.push(logits.map(f32::to_bits));
                }
                // Whole stretches are guessed right, others in part.
                Random((pixel / 5 * 31 + sprite) as u64).sprite().pixels()[400 + pixel % 9]
            });
        }
    }
    all
}

#[test]
fn logits_are_the_same_bits_in_any_company_and_guessed_ahead_or_not() {
    let checkpoint = random_checkpoint(odd_config(), 4);
    let levels = || SimdLevel::available().into_iter();
    for (precision, level) in Precision::ALL.into_iter().flat_map(|p| levels().map(move |l| (p, l)))
    {
        let network = network::Network::new(&checkpoint, precision, level);
        let plain = first_logits(&network, 1, ONE_BY_ONE);
        assert!(plain.iter().all(|row| row.iter().any(|&bits| f32::from_bits(bits).abs() > 0.1)));
        for (count, max_run) in [(1, 2), (1, 3), (2, 7), (3, 32), (5, 1), (7, 4), (4, 13)] {
            let draft_limits = DraftLimits { max_run, min_confidence: 0.0 };
            assert_eq!(
                first_logits(&network, count, draft_limits),
                plain,
                "{level:?}: {count}, {max_run}"
            );
        }
    }
}

/// No guesses: every slot is computed when the pixel before it is final.
const ONE_BY_ONE: DraftLimits = DraftLimits { max_run: 1, min_confidence: 0.0 };

fn drawn(
    generator: &Generator,
    limits: Limits,
    threads: usize,
    of: &[SpriteRequest],
) -> Vec<Sprite> {
    let mut watch = |_: &[Preview]| ControlFlow::Continue(());
    let control = Control::default();
    let (outcome, previews) = generator.run_within(limits, of, threads, &control, &mut watch);
    assert_eq!(outcome, Outcome::Done);
    previews.into_iter().map(|preview| preview.sprite).collect()
}

#[test]
fn guessing_ahead_draws_the_same_sprites() {
    let mut random = Random(77);
    for (round, level) in SimdLevel::available().into_iter().cycle().take(10).enumerate() {
        let precision = Precision::ALL[round % 3 % 2];
        let config = if round % 2 == 0 { Config::tiny() } else { odd_config() };
        let mut data = random_checkpoint(config, round as u64).into_data();
        // A head that prefers transparency, so that there are skipped stretches and edges.
        for row in data.weights.get_mut("head").unwrap().chunks_mut(64) {
            row[5..].iter_mut().for_each(|weight| *weight *= 0.2);
        }
        let checkpoint = Checkpoint::new(data).unwrap();
        let generator = Generator::at_level(&checkpoint, precision, level);
        let mut requests: Vec<SpriteRequest> = varied_requests();
        requests.rotate_left((round * 4 + 1) % 36);
        requests.truncate(5);
        let keep = Mask::from_fn(|x, y| (x + y) % 9 < 4 || y > 28);
        requests[1].brief.hints = Some(HintPlane::keeping(&random.sprite(), &keep));
        requests[2].brief.hints = Some(HintPlane::silhouette(&random.sprite()));
        requests[3].brief.hints = Some(HintPlane::keeping(&random.sprite(), &Mask::ALL));
        let plain =
            drawn(&generator, Limits { max_states: 1, draft_limits: ONE_BY_ONE }, 1, &requests);
        for threads in 1..=3 {
            let min_confidence = random.next().max(0.0);
            let draft_limits = DraftLimits { max_run: 2 + random.below(31), min_confidence };
            let limits = Limits { max_states: 1 + random.below(9), draft_limits };
            assert_eq!(
                drawn(&generator, limits, threads, &requests),
                plain,
                "{limits:?} {level:?}"
            );
        }
    }
}

#[test]
fn guidance_goes_from_the_logits_of_no_prompt_to_those_of_the_prompt_and_beyond() {
    let generator = Generator::new(&random_checkpoint(Config::tiny(), 8));
    let plain = SpriteRequest::new(Prompt::cell(1, 4), 5, 0, Sampling::default());
    let hints = HintPlane::silhouette(&Random(6).sprite());
    for (guidance, hints) in [(0.0, None), (2.5, None), (1.4, Some(hints))] {
        let sampling = Sampling { guidance, ..Sampling::default() };
        let request = plain.clone().with_sampling(sampling).with_hints(hints);
        let sprite = generator.generate(&request);
        assert_ne!(sprite, generator.generate(&request.clone().with_sampling(*plain.sampling)));
        let hints = request.brief.hints.as_ref();
        let [with, without] = [request.brief.labels, Prompt::default()]
            .map(|prompt| generator.logits(prompt, &sprite, hints));
        let sampler = sampler::Sampler::new(5, 0, 0, sampling.into());
        for (pixel, &colour) in sprite.pixels().iter().enumerate() {
            let logits = std::array::from_fn(|entry| {
                let at = pixel * 64 + entry;
                without[at] + guidance * (with[at] - without[at])
            });
            assert_eq!(sampler.choose(pixel, &logits, hints), colour, "{guidance} at {pixel}");
        }
    }
    // Where nothing is asked for, there is nothing to insist on.
    let any = SpriteRequest { brief: Brief::default(), ..plain };
    let sampling = Sampling { guidance: 3.0, ..*any.sampling };
    let insisted = any.clone().with_sampling(sampling);
    assert_eq!(generator.generate(&any), generator.generate(&insisted));
}

#[test]
fn guidance_that_was_learned_takes_one_pass() {
    let config = Config { guidance_steps: 4, ..Config::tiny() };
    let checkpoint = random_checkpoint(config, 8);
    let generator = Generator::with_precision(&checkpoint, Precision::F32);
    let labels = Prompt::cell(1, 4);
    let hints = Some(HintPlane::silhouette(&Random(6).sprite()));
    for (guidance, guidance_step, hints) in [(1.5, 2, None), (2.0, 4, hints.as_ref())] {
        let sampling = Sampling { guidance, ..Sampling::default() };
        assert!(!generator.network().takes_two_passes(&sampling));
        let request = SpriteRequest::new(labels, 5, 0, sampling).with_hints(hints.cloned());
        let sprite = generator.generate(&request);
        let order = generator.network().order(hints);
        let conditioning = Conditioning { labels, order, guidance_step };
        let logits = full_forward_of(&checkpoint, conditioning, &sprite, hints);
        let sampler = sampler::Sampler::new(5, 0, 0, sampling.into());
        for (pixel, &colour) in order.sprite(&sprite).pixels().iter().enumerate() {
            let row: [f32; 64] = std::array::from_fn(|entry| logits[pixel * 64 + entry]);
            let chosen = sampler.choose(pixel, &row, hints.map(|it| order.hints(it)).as_ref());
            assert_eq!(chosen, colour, "{guidance} at {pixel}");
        }
        // Where nothing is asked for, there is nothing to insist on.
        let any = SpriteRequest { brief: Brief::default(), ..request };
        let free = any.clone().with_sampling(Sampling { guidance: 1.0, ..sampling });
        assert_eq!(generator.generate(&any), generator.generate(&free));
    }
    let between = Sampling { guidance: 1.6, ..Sampling::default() };
    assert!(generator.network().takes_two_passes(&between));
    assert!(!generator.network().takes_two_passes(&Sampling { guidance: 1.0, ..between }));
}

#[test]
fn unwanted_colours_become_the_like_of_wanted_ones_and_locked_ones_stay() {
    let generator = Generator::new(&random_checkpoint(Config::tiny(), 8));
    let kept = Random(6).sprite();
    let given = Mask::rectangle((0, 0), (31, 9));
    let colours = (8..22).collect();
    for hints in [None, Some(HintPlane::keeping(&kept, &given))] {
        let free = SpriteRequest::new(Prompt::cell(1, 4), 5, 0, Sampling::USUAL).with_hints(hints);
        let narrow = free.clone().with_sampling(Sampling { colours, ..*free.sampling });
        let table = generator.palette().narrowed(colours);
        let (free_sprite, sprite) = (generator.generate(&free), generator.generate(&narrow));
        assert_ne!(free_sprite, sprite);
        for pixel in 0..PIXELS {
            let is_locked = free.brief.hints.is_some() && given.contains_index(pixel);
            let free = free_sprite.pixels()[pixel];
            let wanted = if is_locked { free } else { table[usize::from(free)] };
            assert_eq!(sprite.pixels()[pixel], wanted);
        }
        // No preview has other colours on the way.
        let mut seen = 0;
        let _ = generator.run(std::slice::from_ref(&narrow), 1, &mut |previews| {
            let sprite = &previews[0].sprite;
            seen += 1;
            assert!((0..PIXELS).all(|pixel| {
                let colour = sprite.pixels()[pixel];
                colour == 0 || colours.contains(colour) || given.contains_index(pixel)
            }));
            ControlFlow::Continue(())
        });
        assert!(seen > 5, "{seen}");
    }
}

#[test]
fn locked_hints_are_obeyed() {
    let generator = tiny_generator();
    let drawn = Random(21).sprite();
    let keep = Mask::from_fn(|x, y| y > 20 || x < 9);
    let mut request = SpriteRequest::new(Prompt::default(), 1, 0, Sampling::default());
    request.brief.hints = Some(HintPlane::keeping(&drawn, &keep));
    let sprite = generator.generate(&request);
    for pixel in 0..PIXELS {
        let kept = sprite.pixels()[pixel] == drawn.pixels()[pixel];
        assert!(kept || !keep.contains_index(pixel), "pixel {pixel}");
    }
    assert_ne!(sprite, drawn);

    request.brief.hints = Some(HintPlane::silhouette(&drawn));
    let sprite = generator.generate(&request);
    let outline = |sprite: &Sprite| sprite.pixels().map(|colour| colour != 0);
    assert_eq!(outline(&sprite), outline(&drawn));

    request.brief.hints = Some(HintPlane::keeping(&drawn, &Mask::ALL));
    assert_eq!(generator.generate(&request), drawn);
}

#[test]
fn watching_sees_every_row_and_can_stop() {
    let generator = tiny_generator();
    let requests = varied_requests();
    let mut rows = 0;
    let (outcome, previews) = generator.run(&requests[..1], 1, &mut |previews| {
        rows += 1;
        assert_eq!(previews[0].drawn, rows * 32);
        ControlFlow::Continue(())
    });
    assert_eq!((rows, outcome, previews[0].drawn), (32, Outcome::Done, PIXELS));

    for threads in [1, 2] {
        let (outcome, stopped) = generator.run(&requests, threads, &mut |previews| {
            if previews[0].drawn >= 320 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        assert_eq!(outcome, Outcome::Cancelled);
        assert!(stopped[0].drawn >= 320 && stopped[0].drawn < PIXELS);
        let drawn = stopped[0].drawn;
        let whole = generator.generate(&requests[0]);
        assert_eq!(stopped[0].sprite.pixels()[..drawn], whole.pixels()[..drawn]);
        assert!(stopped[0].sprite.pixels()[drawn..].iter().all(|&colour| colour == 0));
    }
    assert_eq!(generator.run(&[], 4, &mut |_| ControlFlow::Break(())), (Outcome::Done, vec![]));
}

#[test]
fn a_prompt_that_no_vocabulary_has_room_for_is_read_as_any() {
    let generator = tiny_generator();
    let mut request = SpriteRequest::new(Prompt::cell(200, 77), 1, 0, Sampling::default());
    let wild = generator.generate(&request);
    request.brief = Brief::default();
    assert_eq!(wild, generator.generate(&request));
}

#[test]
fn a_recipe_tells_what_was_asked_and_what_came() {
    let generator = tiny_generator();
    let mut request = SpriteRequest::new(Prompt::cell(5, 0), 9, 2, Sampling::default());
    request.brief.hints = Some(HintPlane::BLANK);
    let sprite = generator.generate(&request);
    let recipe = generator.recipe(&request, &sprite);
    assert!(recipe.describes(&sprite) && recipe.hints.is_none());
    assert_eq!((recipe.zone.as_str(), recipe.category.as_str()), ("vent", "reef-fish"));
    assert_eq!((recipe.seed, recipe.variant), (9, 2));
}
