//! Streams of a tiny network, so that a sprite takes milliseconds.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use super::*;
use crate::{
    generate::{ENGINE_VERSION, reference::tiny_generator, run::Limits},
    motion::Motion,
    shade::Shader,
    sprite::{Prompt, World},
};

const PATIENCE: Duration = Duration::from_mins(1);

fn settings(effort: Effort, room: Room) -> StreamSettings {
    let mut settings = StreamSettings::new(5);
    settings.prompts = World::ocean().cells().collect::<Vec<_>>().into();
    (settings.effort, settings.room) = (effort, room);
    settings
}

fn take(stream: &SpriteStream, count: usize) -> Vec<StreamSprite> {
    (0..count).map(|_| stream.next_timeout(PATIENCE).expect("a sprite in time")).collect()
}

#[test]
fn what_games_share_between_threads_can_be_shared() {
    const fn is_shared<T: Send + Sync + 'static>() {}
    is_shared::<Generator>();
    is_shared::<SpriteStream>();
    is_shared::<StreamSettings>();
    is_shared::<StreamSprite>();
    is_shared::<StreamError>();
    is_shared::<Shader>();
    assert!(!ENGINE_VERSION.is_empty());
}

#[test]
fn a_stream_is_the_same_whatever_it_may_spend() {
    let generator = tiny_generator();
    let cases = [
        (Effort::threads(1), Room::Sprites(3)),
        (Effort::threads(3), Room::Sprites(5)),
        (Effort::threads(3), Room::Sprites(1)),
        (Effort { threads: 2, share: 0.3 }, Room::Bytes(32 << 20)),
    ];
    let mut first: Option<Vec<StreamSprite>> = None;
    for (effort, room) in cases {
        let stream = generator.stream(settings(effort, room)).unwrap();
        let sprites = take(&stream, 12);
        let indices: Vec<u64> = sprites.iter().map(|sprite| sprite.index).collect();
        assert_eq!(indices, (0..12).collect::<Vec<_>>(), "{effort:?}");
        assert_eq!(sprites[7].request.brief.labels, Prompt::cell(1, 1));
        let first = first.get_or_insert_with(|| sprites.clone());
        assert_eq!(sprites, *first, "{effort:?}, {room:?}");
    }
    for sprite in first.unwrap() {
        assert_eq!(generator.generate(&sprite.request), sprite.sprite, "{}", sprite.index);
    }
}

#[test]
fn a_stream_delivers_its_sprites_in_motion() {
    let generator = tiny_generator();
    let mut settings = settings(Effort::threads(1), Room::Sprites(3));
    let motion = Motion { frames: 4, ..Motion::default() };
    settings.motion = Some(motion);
    let stream = generator.stream(settings.clone()).unwrap();
    for made in take(&stream, 3) {
        let clip = generator.animate(made.request.brief.labels, &made.sprite, &motion).ok();
        assert_eq!(made.clip, clip);
    }
    settings.motion = Some(Motion { frames: 0, ..motion });
    let error = generator.stream(settings).unwrap_err().to_string();
    assert!(error.contains("2 to 16 frames"), "{error}");
}

#[test]
fn no_more_is_drawn_than_there_is_room_for() {
    let n_asked = Arc::new(AtomicU64::new(0));
    let counting = Arc::clone(&n_asked);
    let mut settings = settings(Effort::threads(2), Room::Sprites(4));
    settings.prompts = Prompts::by(move |index| {
        counting.fetch_max(index + 1, Ordering::Relaxed);
        Prompt::default()
    });
    let stream = tiny_generator().stream(settings).unwrap();
    while stream.n_ready() < 4 {
        std::thread::yield_now();
    }
    assert_eq!(n_asked.load(Ordering::Relaxed), 4);
    assert_eq!(stream.try_next().map(|sprite| sprite.index), Some(0));
    while stream.n_ready() < 4 {
        std::thread::yield_now();
    }
    assert_eq!(n_asked.load(Ordering::Relaxed), 5);
}

#[test]
fn a_closed_stream_leaves_a_sprite_unfinished_and_no_thread_behind() {
    // At this share the first sprite takes minutes.
    let share = Effort { threads: 2, share: 0.001 };
    let witness = Arc::new(());
    let of_stream = Arc::clone(&witness);
    let mut settings = settings(share, Room::Sprites(2));
    settings.prompts = Prompts::by(move |_| {
        let _ = &of_stream;
        Prompt::default()
    });
    let stream = tiny_generator().stream(settings).unwrap();
    assert_eq!(stream.try_next(), None);
    assert_eq!(stream.next_timeout(Duration::from_millis(20)), None);
    stream.close();
    assert_eq!(Arc::strong_count(&witness), 1, "the threads hold the closure no more");
}

#[test]
fn dropping_a_stream_that_is_full_ends_its_threads() {
    let stream = tiny_generator().stream(settings(Effort::threads(2), Room::Sprites(2))).unwrap();
    while stream.n_ready() < 2 {
        std::thread::yield_now();
    }
    let crew = Arc::downgrade(&stream.crew);
    drop(stream);
    let begun = std::time::Instant::now();
    while crew.strong_count() > 0 {
        assert!(begun.elapsed() < PATIENCE, "threads that are not needed are still there");
        std::thread::yield_now();
    }
}

#[test]
fn a_closure_that_panics_ends_the_stream_and_is_told_of() {
    let mut settings = settings(Effort::threads(1), Room::Sprites(4));
    settings.prompts = Prompts::by(|index| {
        assert!(index < 2, "the closure has had enough");
        Prompt::default()
    });
    let stream = tiny_generator().stream(settings).unwrap();
    assert_eq!(take(&stream, 2).len(), 2);
    assert_eq!(stream.next_timeout(PATIENCE), None);
    let failure = stream.failure().unwrap();
    assert!(failure.contains("has had enough"), "{failure}");
}

#[test]
fn nonsense_is_refused_before_a_thread_starts() {
    let generator = tiny_generator();
    let open = |spoil: &dyn Fn(&mut StreamSettings)| {
        let mut settings = StreamSettings::new(1);
        spoil(&mut settings);
        generator.stream(settings).map(SpriteStream::close).unwrap_err()
    };
    assert!(matches!(open(&|s| s.room = Room::Sprites(0)), StreamError::NoRoom));
    assert!(matches!(open(&|s| s.effort.threads = 0), StreamError::BadThreads(0)));
    assert!(matches!(open(&|s| s.effort.threads = 5000), StreamError::BadThreads(5000)));
    for share in [0.0, -0.5, 1.5, f32::NAN, f32::INFINITY, 1e-9] {
        let error = open(&|s| s.effort = Effort::share(share));
        assert!(matches!(error, StreamError::BadShare(_)), "{share}");
    }
    assert!(matches!(open(&|s| s.prompts = Vec::new().into()), StreamError::NoPrompts));
    for cell in [Prompt::cell(6, 0), Prompt::cell(0, 6), Prompt::of(None, Some(255))] {
        let error = open(&|s| s.prompts = vec![Prompt::default(), cell].into());
        assert!(matches!(error, StreamError::UnknownCell { prompt, .. } if prompt == cell));
    }

    // One byte less than the error asks for is too little, and what it asks for is enough.
    let error = open(&|s| s.room = Room::Bytes(0));
    let StreamError::TooFewBytes { given: 0, needed } = error else { panic!("{error}") };
    let error = open(&|s| s.room = Room::Bytes(needed - 1));
    assert_eq!(
        error.to_string(),
        format!(
            "a stream with that many threads needs {needed} bytes; it was given {}",
            needed - 1
        )
    );
    let mut least = StreamSettings::new(1);
    least.room = Room::Bytes(needed);
    assert_eq!(take(&generator.stream(least).unwrap(), 2)[1].index, 1);
    assert!(needed > generator.decoder(1, Limits::MEASURED.draft_limits).n_bytes());
}
