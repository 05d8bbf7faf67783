//! The worker with a tiny network, so that a sprite takes milliseconds.

use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

use super::{
    Priority::{Background, Urgent},
    *,
};
use crate::{
    generate::reference::{random_checkpoint, tiny_generator},
    model::{Checkpoint, Config, Dtype},
    sprite::{Prompt, Sampling},
};

const PATIENCE: Duration = Duration::from_mins(1);

fn requests(count: u32) -> Vec<SpriteRequest> {
    (0..count)
        .map(|variant| SpriteRequest::new(Prompt::default(), 5, variant, Sampling::default()))
        .collect()
}

/// A worker whose model is loaded.
fn ready() -> Worker {
    let mut worker = Worker::spawn_with(tiny_generator, None, Arc::new(|| ())).unwrap();
    assert!(matches!(next(&mut worker), Event::ModelLoaded(_)));
    worker
}

fn next(worker: &mut Worker) -> Event {
    let start = Instant::now();
    loop {
        if let Some(event) = worker.poll() {
            return event;
        }
        assert!(start.elapsed() < PATIENCE, "no event came");
        thread::sleep(Duration::from_millis(1));
    }
}

/// Polls until the job's end; returns its sprites by index, and the outcome.
fn until_finished(worker: &mut Worker, wanted: JobId) -> (Vec<(usize, Sprite)>, Outcome) {
    let mut sprites = Vec::new();
    loop {
        match next(worker) {
            Event::SpriteDone { job, index, sprite, .. } if job == wanted => {
                sprites.push((index, sprite));
            }
            Event::Finished { job, outcome } if job == wanted => {
                // Each is reported when it is complete, whichever comes first.
                sprites.sort_by_key(|(index, _)| *index);
                return (sprites, outcome);
            }
            other => panic!("unexpected {other:?}"),
        }
    }
}

/// Waits until the job has drawn something.
fn until_drawing(worker: &Worker, job: JobId) {
    let start = Instant::now();
    while !worker.previews(job).is_some_and(|previews| previews.iter().any(|p| p.drawn > 0)) {
        assert!(start.elapsed() < PATIENCE, "the job never began");
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn two_jobs_come_out_in_order_and_as_the_generator_draws_them() {
    let mut worker = ready();
    let first = worker.generate(requests(3), Background);
    let second = worker.generate(requests(1), Background);
    let (sprites, outcome) = until_finished(&mut worker, first);
    assert_eq!(outcome, Outcome::Done);
    let expected: Vec<_> = tiny_generator().generate_batch(&requests(3));
    let expected: Vec<_> = expected.into_iter().enumerate().collect();
    assert_eq!(sprites, expected);
    let (sprites, outcome) = until_finished(&mut worker, second);
    assert_eq!((outcome, &sprites[..]), (Outcome::Done, &expected[..1]));
    assert!(worker.poll().is_none() && worker.previews(second).is_none());
}

#[test]
fn an_empty_job_finishes() {
    let mut worker = ready();
    let job = worker.generate(Vec::new(), Background);
    assert_eq!(until_finished(&mut worker, job), (vec![], Outcome::Done));
}

#[test]
fn a_waiting_job_is_cancelled_before_it_starts() {
    let mut worker = ready();
    let long = worker.generate(requests(200), Background);
    let waiting = worker.generate(requests(1), Background);
    worker.cancel(waiting);
    assert_eq!(until_finished(&mut worker, waiting), (vec![], Outcome::Cancelled));
    worker.cancel(long);
    assert_eq!(until_finished(&mut worker, long).1, Outcome::Cancelled);
}

#[test]
fn a_job_is_cancelled_midway_and_the_next_one_is_not() {
    let mut worker = ready();
    let long = worker.generate(requests(200), Background);
    until_drawing(&worker, long);
    worker.cancel(long);
    let next = worker.generate(requests(1), Background);
    // Events of the cancelled job come before its end, never after.
    assert_eq!(until_finished(&mut worker, long).1, Outcome::Cancelled);
    let (sprites, outcome) = until_finished(&mut worker, next);
    assert_eq!((sprites.len(), outcome), (1, Outcome::Done));
}

#[test]
fn cancelling_what_has_ended_or_never_was_does_nothing() {
    let mut worker = ready();
    let job = worker.generate(requests(1), Background);
    until_finished(&mut worker, job);
    worker.cancel(job);
    worker.cancel(JobId(99));
    let next = worker.generate(requests(1), Background);
    assert_eq!(until_finished(&mut worker, next).1, Outcome::Done);
    assert!(worker.poll().is_none());
}

#[test]
fn dropping_a_busy_worker_does_not_wait_and_ends_the_thread() {
    let mut worker = ready();
    let job = worker.generate(requests(2000), Background);
    worker.generate(requests(2000), Background);
    until_drawing(&worker, job);
    let shared = Arc::downgrade(&worker.shared);
    let start = Instant::now();
    drop(worker);
    assert!(start.elapsed() < Duration::from_millis(200), "{:?}", start.elapsed());
    while shared.upgrade().is_some() {
        assert!(start.elapsed() < PATIENCE, "the thread lives on");
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_failing_checkpoint_leaves_the_model_and_a_good_one_replaces_it() {
    let mut worker = ready();
    worker.open_checkpoint("/nowhere/at/all".into());
    let failed = next(&mut worker);
    assert!(
        matches!(&failed, Event::ModelFailed { path, error }
            if path == Path::new("/nowhere/at/all") && error.contains("cannot be read")),
        "{failed:?}"
    );
    let job = worker.generate(requests(1), Background);
    let before = until_finished(&mut worker, job).0;
    assert_eq!(before[0].1, tiny_generator().generate(&requests(1)[0]));

    let other = random_checkpoint(Config::tiny(), 99);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), other.to_bytes(Dtype::F32)).unwrap();
    worker.open_checkpoint(file.path().to_owned());
    let job = worker.generate(requests(1), Background);
    let loaded = next(&mut worker);
    let hash = Checkpoint::open(file.path()).unwrap().hash().to_owned();
    assert!(matches!(&loaded, Event::ModelLoaded(model) if model.checkpoint_hash() == hash));
    let after = until_finished(&mut worker, job).0;
    let expected = Generator::new(&other).generate(&requests(1)[0]);
    assert_eq!(after[0].1, expected);
    assert_ne!(before[0].1, after[0].1);
}

#[test]
fn a_checkpoint_that_fails_at_the_start_leaves_the_built_in_model() {
    let path = Some(PathBuf::from("/nowhere/at/all"));
    let mut worker = Worker::spawn_with(tiny_generator, path, Arc::new(|| ())).unwrap();
    assert!(matches!(next(&mut worker), Event::ModelFailed { .. }));
    assert!(matches!(next(&mut worker), Event::ModelLoaded(_)));
}

#[test]
fn a_worker_that_panics_ends_its_jobs_and_says_why() {
    let built_in = || panic!("no model in here");
    let mut worker = Worker::spawn_with(built_in, None, Arc::new(|| ())).unwrap();
    let died = next(&mut worker);
    assert!(matches!(&died, Event::Died(why) if why == "no model in here"), "{died:?}");
    let job = worker.generate(requests(1), Background);
    assert_eq!(until_finished(&mut worker, job), (vec![], Outcome::Cancelled));
}

#[test]
fn it_wakes_the_window_for_rows_and_events() {
    let wakes = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&wakes);
    let wake = Arc::new(move || {
        counted.fetch_add(1, Ordering::Relaxed);
    });
    let mut worker = Worker::spawn_with(tiny_generator, None, wake).unwrap();
    assert!(matches!(next(&mut worker), Event::ModelLoaded(_)));
    let job = worker.generate(requests(1), Background);
    until_finished(&mut worker, job);
    assert!(wakes.load(Ordering::Relaxed) >= 32, "{wakes:?}");
}

/// Polls until a job is drawn; returns the jobs that ended, in their order, with their sprites.
fn until_all_finished(worker: &mut Worker, count: usize) -> Vec<(JobId, Vec<(usize, Sprite)>)> {
    let mut sprites: Vec<(JobId, usize, Sprite)> = Vec::new();
    let mut ended = Vec::new();
    while ended.len() < count {
        match next(worker) {
            Event::SpriteDone { job, index, sprite, .. } => sprites.push((job, index, sprite)),
            Event::Finished { job, outcome } => {
                assert_eq!(outcome, Outcome::Done);
                let own = sprites.extract_if(.., |(of, ..)| *of == job);
                let mut own: Vec<_> = own.map(|(_, index, sprite)| (index, sprite)).collect();
                own.sort_by_key(|(index, _)| *index);
                ended.push((job, own));
            }
            other => panic!("unexpected {other:?}"),
        }
    }
    ended
}

#[test]
fn an_urgent_job_goes_before_one_that_is_drawn_and_those_that_wait_and_draws_the_same() {
    let mut worker = ready();
    let long = worker.generate(requests(20), Background);
    let waiting = worker.generate(requests(2), Background);
    until_drawing(&worker, long);
    let urgent = worker.generate(requests(3), Urgent);
    let ended = until_all_finished(&mut worker, 3);
    let order: Vec<JobId> = ended.iter().map(|(job, _)| *job).collect();
    assert_eq!(order, [urgent, long, waiting]);
    let expected: Vec<_> =
        tiny_generator().generate_batch(&requests(20)).into_iter().enumerate().collect();
    for (_, sprites) in &ended {
        assert_eq!(sprites[..], expected[..sprites.len()]);
    }
    assert_eq!(ended[1].1.len(), 20);
}

#[test]
fn background_jobs_go_on_however_many_urgent_ones_come() {
    let mut worker = ready();
    let long = worker.generate(requests(6), Background);
    let last = worker.generate(requests(1), Background);
    for _ in 0..3 {
        worker.generate(requests(1), Urgent);
    }
    let mut n_urgent = 0;
    loop {
        let Event::Finished { job, outcome } = next(&mut worker) else { continue };
        assert_eq!(outcome, Outcome::Done);
        if job == last {
            break;
        }
        // There is always an urgent job that waits.
        if job != long {
            n_urgent += 1;
            worker.generate(requests(1), Urgent);
        }
        assert!(n_urgent < 20_000, "the background starves");
    }
}

#[test]
fn a_job_that_rests_and_the_urgent_one_before_it_are_both_cancelled() {
    let mut worker = ready();
    let long = worker.generate(requests(400), Background);
    until_drawing(&worker, long);
    let urgent = worker.generate(requests(400), Urgent);
    until_drawing(&worker, urgent);
    assert!(worker.previews(long).is_some(), "what rests is still there to see");
    worker.cancel(long);
    worker.cancel(urgent);
    let mut ended = Vec::new();
    while ended.len() < 2 {
        if let Event::Finished { job, outcome } = next(&mut worker) {
            assert_eq!(outcome, Outcome::Cancelled);
            ended.push(job);
        }
    }
    assert_eq!(ended, [urgent, long]);
    let next = worker.generate(requests(1), Urgent);
    assert_eq!(until_finished(&mut worker, next).1, Outcome::Done);
}

#[test]
fn an_urgent_job_never_goes_before_the_checkpoint_that_it_is_meant_for() {
    let mut worker = ready();
    let long = worker.generate(requests(20), Background);
    until_drawing(&worker, long);
    worker.open_checkpoint("/nowhere/at/all".into());
    let urgent = worker.generate(requests(1), Urgent);
    let mut order = Vec::new();
    while order.len() < 3 {
        match next(&mut worker) {
            Event::Finished { job, .. } => order.push(Some(job)),
            Event::ModelFailed { .. } => order.push(None),
            _ => {}
        }
    }
    assert_eq!(order, [Some(long), None, Some(urgent)]);
}
