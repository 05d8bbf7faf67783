//! Drawings that the critic refuses.

use super::*;

#[test]
fn what_the_critic_refuses_is_drawn_again_and_the_best_of_all_counts() {
    let checkpoint = random_checkpoint(Config::tiny(), 8);
    let alone = Generator::new(&checkpoint);
    let with_critic = |least| {
        let checkpoint = checkpoint.clone().with_critic(Some(random_critic(least)));
        Generator::new(&checkpoint.unwrap())
    };
    let strict = with_critic(f32::MAX);
    let asked = |attempts| {
        let sampling = Sampling { attempts, guidance: 1.0, ..Sampling::default() };
        SpriteRequest::new(Prompt::cell(2, 3), 5, 6, sampling)
    };
    let (first, best) = (strict.generate(&asked(1)), strict.generate(&asked(5)));
    assert_eq!(first, alone.generate(&asked(5)), "no critic there");
    // The attempts are other noise for the same request; the first is the one that it always was.
    let attempt = |attempt| {
        let sampler = sampler::Sampler::new(5, 6, attempt, asked(1).sampling);
        let mut decoder = alone.decoder(1, Limits::MEASURED.draft_limits);
        decoder.begin_request(0, &asked(1));
        while !decoder.state(0).is_done() {
            decoder.forward();
            decoder.accept(0, |pixel, logits| sampler.choose(pixel, logits, None));
        }
        decoder.state(0).sprite()
    };
    let drawn: Vec<Sprite> = (0..5).map(attempt).collect();
    assert_eq!(drawn[0], first);
    let scores: Vec<f32> =
        drawn.iter().map(|it| strict.criticise(asked(5).brief.labels, it).unwrap()).collect();
    let highest = (0..5).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).unwrap();
    assert!(scores.iter().all(|score| *score <= 0.0) && highest > 0, "{scores:?}");
    assert_eq!(best, drawn[highest]);
    assert_eq!(strict.critic_threshold(), Some(f32::MAX));

    // A threshold at the second best gets the first that is as good.
    let mut sorted = scores.clone();
    sorted.sort_by(f32::total_cmp);
    let lenient = with_critic(sorted[3]);
    let passing = scores.iter().position(|score| *score >= sorted[3]).unwrap();
    assert_eq!(lenient.generate(&asked(5)), drawn[passing]);
}

#[test]
fn attempts_do_not_depend_on_company_or_threads() {
    let checkpoint = random_checkpoint(Config::tiny(), 8);
    let generator = Generator::new(&checkpoint.with_critic(Some(random_critic(-4.3))).unwrap());
    let requests = varied_requests();
    let alone: Vec<Sprite> = requests.iter().map(|request| generator.generate(request)).collect();
    let once = Generator::new(&random_checkpoint(Config::tiny(), 8)).generate_batch(&requests);
    let n_redrawn = alone.iter().zip(&once).filter(|(a, b)| a != b).count();
    assert!(n_redrawn > 0 && n_redrawn < alone.len(), "{n_redrawn} of {}", alone.len());
    for threads in [1, 3] {
        let (mut n_complete, mut n_improving) = (0, 0);
        let (outcome, previews) = generator.run(&requests, threads, &mut |previews| {
            // What was shown as complete stays so, with the pixels that it has in the end.
            let complete = previews.iter().filter(|preview| preview.drawn == PIXELS).count();
            assert!(complete >= n_complete);
            n_complete = complete;
            for (preview, sprite) in previews.iter().zip(&alone) {
                assert!(preview.drawn < PIXELS || preview.sprite == *sprite);
            }
            // Nothing is drawn again while something was not drawn once, but for what other
            // canvases are at.
            if previews.iter().any(|preview| preview.is_refused && 0 < preview.drawn) {
                n_improving += 1;
                let is_new = |it: &&Preview| it.drawn < PIXELS && !it.is_refused;
                assert!(previews.iter().filter(is_new).count() < 2 * threads);
            }
            ControlFlow::Continue(())
        });
        assert!(n_improving > 0);
        assert_eq!(outcome, Outcome::Done);
        assert!(previews.iter().zip(&alone).all(|(preview, sprite)| preview.sprite == *sprite));
    }
}
