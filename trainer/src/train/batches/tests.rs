use super::*;
use crate::data::foreign::foreign;

const RECIPE: BatchSpec = BatchSpec {
    batch: 36,
    hint_share: 0.5,
    sketched_in: None,
    prompt_drop: 0.05,
    drops_traits: true,
    bare_share: 0.2,
    emphasis: 1.0,
    guided_share: 0.0,
    backwards_share: Some(0.2),
    seed: 3,
};

#[test]
fn a_stream_that_starts_later_gives_the_same_batches() {
    let source = Source::Synthetic(Split::Train);
    let stream = stream(source.clone(), RECIPE, 2).unwrap();
    for step in 2..4 {
        let (streamed, made) = (stream.recv().unwrap().batch, batch(&source, &RECIPE, step).batch);
        assert_eq!(streamed.sprites, made.sprites);
        assert_eq!((streamed.labels, streamed.hints), (made.labels, made.hints));
    }
}

#[test]
fn about_half_have_hints_and_few_lack_a_name() {
    let mut all = Batch::default();
    for index in 0..720 {
        push_example(&mut all, &Source::Synthetic(Split::Train), &RECIPE, index);
    }
    let hinted = all.hints.iter().flatten().count();
    assert!((290..430).contains(&hinted), "{hinted}");
    let nameless = |named: fn(&Prompt) -> bool| all.labels.iter().filter(|p| !named(p)).count();
    let (zone, category) = (nameless(|p| p.zone.is_some()), nameless(|p| p.category.is_some()));
    assert!((40..110).contains(&zone) && (40..110).contains(&category), "{zone} {category}");
}

#[test]
fn any_number_of_traits_is_a_prompt_and_none_at_all_is_one_of_five() {
    let mut all = Batch::default();
    for index in 0..720 {
        push_example(&mut all, &Source::Labelled(Split::Train), &RECIPE, index);
    }
    let traits = Schema::CATEGORY + 1..Labels::MAX_AXES;
    let counts: Vec<usize> = (all.labels.iter())
        .map(|labels| traits.clone().filter(|axis| labels.get(*axis).is_some()).count())
        .collect();
    let share = |few: std::ops::Range<usize>| {
        counts.iter().filter(|count| few.contains(count)).count() as f64 / counts.len() as f64
    };
    assert!((0.2..0.4).contains(&share(0..1)), "{}", share(0..1));
    for few in [1..4, 4..7, 7..10] {
        assert!(share(few.clone()) > 0.1, "{few:?}: {}", share(few.clone()));
    }
    let alone = all.labels.iter().zip(&counts).filter(|(labels, count)| {
        **count > 0 && labels.zone.is_none() && labels.category.is_none()
    });
    assert!(alone.count() > 20);
    let cells = all.labels.iter().zip(&counts).filter(|(labels, count)| {
        **count == 0 && labels.zone.is_some() && labels.category.is_some()
    });
    assert!(cells.count() > 100);
}

#[test]
fn what_is_given_comes_first_and_some_are_read_backwards_anyway() {
    let mut all = Batch::default();
    for index in 0..720 {
        push_example(&mut all, &Source::Synthetic(Split::Train), &RECIPE, index);
    }
    let backwards = |is_meant: &dyn Fn(Option<ScanOrder>) -> bool| -> Vec<bool> {
        let all = all.orders.iter().zip(&all.hints);
        let best = |order: ScanOrder, hints: &Option<HintPlane>| {
            // Hints are arranged in their order already; both say which end is better.
            let hints = hints.as_ref().map(|hints| order.hints(hints));
            hints.as_ref().and_then(HintPlane::best_order)
        };
        all.filter(|(order, hints)| is_meant(best(**order, hints)))
            .map(|(order, _)| *order == ScanOrder::Backwards)
            .collect()
    };
    for order in [ScanOrder::Forwards, ScanOrder::Backwards] {
        let read = backwards(&|best| best == Some(order));
        assert!(read.len() > 40, "{order:?}: {}", read.len());
        assert!(read.iter().all(|read| *read == (order == ScanOrder::Backwards)));
    }
    let either = backwards(&|best| best.is_none());
    let share = either.iter().filter(|read| **read).count() as f64 / either.len() as f64;
    assert!((0.12..0.28).contains(&share), "{share}");
    // A network that reads forwards only gets what it always got.
    let mut forwards = Batch::default();
    let spec = BatchSpec { backwards_share: None, ..RECIPE };
    for index in 0..72 {
        push_example(&mut forwards, &Source::Synthetic(Split::Train), &spec, index);
    }
    assert!(forwards.orders.iter().all(|order| *order == ScanOrder::Forwards));
}

#[test]
fn varied_sprites_lose_nothing_and_are_seldom_the_same() {
    let examples = Arc::new(foreign(4).examples);
    let source = Source::Varied(examples.clone(), Variation::new(0.0, 0.0, &Palette::ocean()));
    let mut as_they_are = 0;
    for index in 0..100 {
        let (varied, _) = source.sample(index, 1);
        let counts: Vec<usize> = examples.iter().map(|e| e.sprite.opaque_count()).collect();
        assert!(counts.contains(&varied.sprite.opaque_count()));
        as_they_are += usize::from(examples.contains(&varied));
    }
    assert!((1..40).contains(&as_they_are), "{as_they_are}");
}

#[test]
fn a_mixture_keeps_its_shares_and_says_so() {
    let part =
        |name: &str, weight, source| WeightedSource { name: name.to_owned(), weight, source };
    let source = Source::Mixed(Arc::new(vec![
        part("synthetic", 3.0, Source::Synthetic(Split::Train)),
        part("own", 1.0, Source::Fixed(Arc::new(foreign(3).examples))),
    ]));
    let mut counts = [0; 2];
    for step in 0..20 {
        let drawn = batch(&source, &BatchSpec { batch: 20, ..RECIPE }, step);
        assert_eq!(drawn.counts.iter().sum::<u32>(), 20);
        counts[0] += drawn.counts[0];
        counts[1] += drawn.counts[1];
    }
    assert!((70..130).contains(&counts[1]), "{counts:?}");
    assert_eq!(source.part_names(), ["synthetic", "own"]);
}

#[test]
fn the_corpus_is_drawn_in_another_world() {
    let mut world = World::ocean();
    world.categories = vec!["Demon".to_owned(), "Coral".to_owned()];
    let translated = Translated::new(Split::Train, &world, &Palette::ocean()).unwrap();
    for index in 0..12 {
        let example = translated.sample(index);
        assert_eq!(example.prompt, Prompt::cell((index % 6) as u8, 1));
        let zone = Zone::ALL[index as usize % 6];
        let plain = corpus::sprite(zone, Category::Coral, Split::Train.seed(index));
        assert_eq!(example.sprite, plain);
    }
    let monsters = foreign(1);
    assert!(Translated::new(Split::Train, &monsters.world, &monsters.palette).is_none());
}
