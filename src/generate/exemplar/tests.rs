//! Which exemplar is chosen, and what becomes of it.

use super::*;
use crate::{
    generate::{Generator, ShapeFirst, ShapeSettings, SpriteRequest},
    model::Checkpoint,
    sprite::Sampling,
};

const RAMPS: [&str; 2] = ["Kelp", "Crimson"];

/// Two zones, two categories, and a main ramp.
fn world() -> Schema {
    let names = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    let world = Schema::new(names(["Top", "Bottom"]), names(["Fish", "Crab"]));
    world.with_axis("main", &RAMPS)
}

fn ramp(name: &str) -> u8 {
    let palette = Palette::ocean();
    let place = palette.ramps().iter().position(|ramp| slug(&ramp.name) == slug(name));
    place.unwrap() as u8
}

/// A square of a ramp, so many cells wide.
fn square(world: &Schema, labels: &[(&str, &str)], wide: usize, ramp: u8) -> Exemplar {
    let is_inside = |at: usize| at % 16 < wide && at / 16 < wide;
    Exemplar {
        pixels: None,
        labels: world.labels(labels.iter().copied()).unwrap(),
        cells: std::array::from_fn(|at| {
            if is_inside(at) { SketchCell::Ramp(ramp) } else { SketchCell::Empty }
        }),
    }
}

fn exemplars(world: &Schema) -> Exemplars {
    let kelp = ramp("kelp");
    let crimson = ramp("crimson");
    Exemplars {
        leads: false,
        mirrored: false,
        pictures: vec![
            square(world, &[("zone", "top"), ("category", "fish"), ("main", "kelp")], 4, kelp),
            square(world, &[("zone", "top"), ("category", "crab"), ("main", "kelp")], 8, kelp),
            square(
                world,
                &[("zone", "bottom"), ("category", "crab"), ("main", "crimson")],
                12,
                crimson,
            ),
        ],
    }
}

fn begun(labels: &[(&str, &str)], given: Sketch, seed: u64, share: f32) -> Sketch {
    let (world, palette) = (world(), Palette::ocean());
    let exemplars = exemplars(&world);
    let labels = world.labels(labels.iter().copied()).unwrap();
    let library = Library { exemplars: &exemplars, world: &world, palette: &palette };
    library.begin(&ShapeRequest { labels, given, seed, variant: 0 }, share)
}

fn n_of(sketch: &Sketch, cell: SketchCell) -> usize {
    sketch.cells().iter().filter(|it| **it == cell).count()
}

#[test]
fn the_one_that_is_asked_for_is_chosen_and_gets_the_ramps_that_are_asked_for() {
    for seed in 0..20 {
        let fish = begun(&[("category", "fish")], Sketch::BLANK, seed, 0.0);
        assert_eq!(n_of(&fish, SketchCell::Ramp(ramp("kelp"))), 16);
        let red = [("category", "fish"), ("main", "crimson")];
        let red = begun(&red, Sketch::BLANK, seed, 0.0);
        assert_eq!(n_of(&red, SketchCell::Ramp(ramp("crimson"))), 16);
        // None is of that zone: one of another has the colours that are usual there.
        let deep = [("category", "crab"), ("zone", "bottom")];
        let deep = begun(&deep, Sketch::BLANK, seed, 0.0);
        let n_red = n_of(&deep, SketchCell::Ramp(ramp("crimson")));
        assert!(n_red == 64 || n_red == 144, "{n_red}");
    }
}

#[test]
fn what_is_given_stays_and_chooses() {
    let corner = |at: usize| at / 32 >= 20 && at / 32 < 24 && at % 32 < 24;
    let mut given = Sketch::BLANK;
    for at in (0..crate::sprite::PIXELS).filter(|at| corner(*at)) {
        given.set(at, SketchCell::Ramp(ramp("kelp")));
    }
    let fitted = begun(&[], given.clone(), 1, 0.3);
    for at in 0..crate::sprite::PIXELS {
        if given.at(at) != SketchCell::Free {
            assert_eq!(fitted.at(at), given.at(at));
        }
    }
    assert!(n_of(&fitted, SketchCell::Free) > 60, "the two have to fit");
    // Only the largest square reaches there, and goes on in the ramp that is sketched.
    let whole = begun(&[], given, 1, 0.0);
    assert_eq!(n_of(&whole, SketchCell::Ramp(ramp("kelp"))), 144);
}

#[test]
fn the_variants_of_a_round_are_unlike_each_other() {
    let (world, palette) = (world(), Palette::ocean());
    let exemplars = exemplars(&world);
    let library = Library { exemplars: &exemplars, world: &world, palette: &palette };
    for seed in 0..20 {
        let sizes = |variants: std::ops::Range<u32>| -> std::collections::BTreeSet<usize> {
            let request = |variant| ShapeRequest {
                labels: Labels::default(),
                given: Sketch::BLANK,
                seed,
                variant,
            };
            let begun = variants.map(|variant| library.begin(&request(variant), 0.0));
            begun.map(|it| it.cells().iter().filter(|cell| cell.is_occupied()).count()).collect()
        };
        assert_eq!(sizes(0..3), [16, 64, 144].into());
        assert_eq!(sizes(6..9), [16, 64, 144].into());
    }
}

#[test]
fn a_figure_is_moved_to_where_something_is_sketched() {
    let wanted = |at: usize| (2..6).contains(&(at % 16)) && (3..7).contains(&(at / 16));
    let given: Cells =
        std::array::from_fn(|at| if wanted(at) { SketchCell::Opaque } else { SketchCell::Free });
    let world = world();
    let fish = square(&world, &[("category", "fish")], 4, ramp("kelp"));
    let choice = fitted(&fish, &given, &moves());
    assert!(choice.cost < 1e-6, "{}", choice.cost);
    for at in 0..choice.cells.len() {
        assert_eq!(choice.cells[at].is_occupied(), wanted(at));
    }
}

#[test]
fn a_share_is_forgotten_each_seed_another() {
    let crab = [("category", "crab"), ("zone", "bottom")];
    for share in [0.2, 0.5, 1.0] {
        let one = begun(&crab, Sketch::BLANK, 1, share);
        let kept = (0..256).filter(|&at| one.cells()[at].is_occupied()).count();
        assert!(kept <= 144 - (144.0 * share) as usize, "{share} {kept}");
        assert_eq!(one, begun(&crab, Sketch::BLANK, 1, share));
        assert!(share > 0.9 || one != begun(&crab, Sketch::BLANK, 2, share));
    }
}

#[test]
fn without_a_network_shapes_are_whole_and_only_drawn_where_they_are_asked_for() {
    let checkpoint = Checkpoint::embedded().with_shape(None).unwrap().with_exemplars(None).unwrap();
    assert!(!Generator::new(&checkpoint).draws_shapes());
    let picture = |zone, category| Exemplar {
        pixels: None,
        labels: Labels::cell(zone, category),
        cells: std::array::from_fn(|at| match at / 16 {
            4..10 => SketchCell::Ramp(category),
            _ => SketchCell::Empty,
        }),
    };
    let pictures = (0..36).map(|at| picture(at / 6, at % 6)).collect();
    let exemplars = Exemplars { pictures, ..Exemplars::default() };
    let generator =
        Generator::new(&checkpoint.clone().with_exemplars(Some(exemplars.clone())).unwrap());
    assert!(generator.draws_shapes());
    let request = SpriteRequest::new(Labels::cell(2, 3), 1, 0, Sampling::default());
    assert_eq!(generator.shape_of(&request, 0), None);
    let shape = generator.shape_of(&request.with_shape_first(ShapeFirst::On), 0).unwrap();
    assert_eq!(shape, Sketch::of_cells(&picture(2, 3).cells));
    let asked =
        ShapeRequest { labels: Labels::default(), given: Sketch::BLANK, seed: 0, variant: 0 };
    let shapes: Vec<Sketch> = (0..8)
        .map(|variant| ShapeRequest { variant, ..asked.clone() })
        .flat_map(|it| generator.draw_shapes(&[it], ShapeSettings::default(), 2))
        .collect();
    assert!(shapes.iter().any(|shape| *shape != shapes[0]));

    let with_pixels =
        |it: Exemplar| Exemplar { pixels: Some(Box::new(Sketch::of_cells(&it.cells))), ..it };
    let pictures = exemplars.pictures.into_iter().map(with_pixels).collect();
    let exemplars = Exemplars { pictures, leads: true, mirrored: true };
    let leading = Generator::new(&checkpoint.with_exemplars(Some(exemplars)).unwrap());
    let request = SpriteRequest::new(Labels::cell(2, 3), 1, 0, Sampling::default());
    assert_eq!(leading.shape_of(&request, 0), None, "it is off");
    let request = request.with_shape_first(ShapeFirst::Auto);
    assert_eq!(generator.shape_of(&request, 0), None, "no trait is asked for");
    let shape = leading.shape_of(&request, 0).unwrap();
    assert!(shape.cells().iter().any(|cell| cell.is_occupied()));
    let colours = shape.cells().into_iter().filter(|cell| cell.is_occupied());
    assert!(colours.clone().any(|it| it == SketchCell::Opaque), "the transformer has its share");
    assert!(colours.clone().any(|it| it != SketchCell::Opaque), "{shape:?}");
    assert_ne!(leading.shape_of(&request, 1), Some(shape), "another attempt, another shape");
}
