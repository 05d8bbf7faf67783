//! Drives the breeding panel: parents, mask, children, family.

#![cfg(feature = "studio")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use crate::support::{Studio, creature};
use egui::{
    Event as Input, Key, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, Role,
    Theme, TouchPhase, Vec2, accesskit::Toggled, vec2,
};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shoal::{
    generate::SpriteRequest,
    sprite::{Hint, Mask, PIXELS, SIDE, World},
};

const SIZE: Vec2 = vec2(1280.0, 720.0);

/// A window whose first grid is complete.
fn opened(size: Vec2, theme: Theme) -> Studio {
    let mut studio = Studio::open(size, theme, 1.0);
    studio.fill();
    studio
}

fn show_panel(studio: &mut Studio) {
    studio.press(Modifiers::COMMAND, Key::Num3);
}

fn click(studio: &mut Studio, name: &str) {
    studio.window.get_by_label(name).click();
    studio.window.run();
}

fn set_strength(studio: &mut Studio, strength: f64) {
    let dial = studio.window.get_by_role_and_label(Role::Slider, "Strength of B");
    dial.set_value_accesskit(strength);
    studio.window.run();
}

/// Makes two cells parents and opens the panel. A is variant 20 of seed 0, B is variant 7. Nothing
/// of B is shown, so that [`mask_of`] tells the mask.
fn with_parents(size: Vec2, theme: Theme) -> Studio {
    let mut studio = opened(size, theme);
    click(&mut studio, "Coral in Abyss");
    studio.press(Modifiers::SHIFT, Key::A);
    click(&mut studio, "Grazer in Twilight");
    studio.press(Modifiers::SHIFT, Key::B);
    show_panel(&mut studio);
    set_strength(&mut studio, 0.0);
    studio
}

fn breed(studio: &mut Studio) -> Vec<SpriteRequest> {
    studio.press(Modifiers::COMMAND, Key::B);
    studio.source.last_job().requests
}

/// The mask that a request was made with where nothing of B is locked.
fn mask_of(request: &SpriteRequest) -> Mask {
    let hints = request.brief.hints.as_ref().unwrap();
    let side = SIDE as i32;
    Mask::from_fn(|x, y| !hints.at((y * side + x) as usize).1)
}

/// The point over a pixel of the canvas.
fn over(studio: &Studio, (x, y): (i32, i32)) -> Pos2 {
    let canvas = studio.window.get_by_label("Mask over A").rect();
    canvas.min + vec2(x as f32 + 0.5, y as f32 + 0.5) * canvas.width() / SIDE as f32
}

/// A stroke whose events all come in one frame, as they do on a busy machine.
fn stroke(studio: &mut Studio, button: PointerButton, pixels: &[(i32, i32)]) {
    let at: Vec<Pos2> = pixels.iter().map(|pixel| over(studio, *pixel)).collect();
    let modifiers = Modifiers::NONE;
    let [first, last] = [at[0], at[at.len() - 1]];
    let events = &mut studio.window.input_mut().events;
    events.push(Input::PointerMoved(first));
    events.push(Input::PointerButton { pos: first, button, pressed: true, modifiers });
    events.extend(at.into_iter().map(Input::PointerMoved));
    events.push(Input::PointerButton { pos: last, button, pressed: false, modifiers });
    studio.window.run();
}

#[test]
fn a_alone_is_varied_and_its_outline_kept_on_request() {
    let mut studio = opened(SIZE, Theme::Dark);
    click(&mut studio, "Coral in Abyss");
    studio.press(Modifiers::SHIFT, Key::A);
    show_panel(&mut studio);
    let a = creature::draw(&studio.source.jobs()[0].requests[20]);
    let requests = breed(&mut studio);
    for request in &requests {
        assert_eq!(request.parents, [a.content_hash()]);
        let hints = request.brief.hints.as_ref().unwrap();
        assert!((0..PIXELS).all(|pixel| hints.at(pixel).1 || hints.at(pixel).0 == Hint::Unknown));
    }
    click(&mut studio, "Keep A's outline");
    let requests = breed(&mut studio);
    let hints = requests[0].brief.hints.as_ref().unwrap();
    for (pixel, &colour) in a.pixels().iter().enumerate() {
        match hints.at(pixel) {
            (Hint::Colour(given), true) => assert_eq!(given, colour),
            (hint, is_locked) => {
                assert!(hint == Hint::Opaque && is_locked && colour != 0);
                assert!(hints.must_be_opaque(pixel));
            }
        }
    }
}

#[test]
fn children_keep_a_outside_the_mask_and_are_shown_b_inside() {
    let mut studio = with_parents(SIZE, Theme::Dark);
    let grid = &studio.source.jobs()[0].requests;
    let (a, b) = (creature::draw(&grid[20]), creature::draw(&grid[7]));
    assert!(studio.says("A varied"));
    set_strength(&mut studio, 0.25);
    assert!(studio.says("colours and outline come in"));
    let requests = breed(&mut studio);
    assert_eq!(requests.len(), 6);
    for (variant, request) in requests.iter().enumerate() {
        assert_eq!((request.seed, request.variant), (grid[20].seed, variant as u32));
        assert_eq!(request.brief.labels, grid[20].brief.labels, "as what A is");
        assert_eq!(request.parents, [a.content_hash(), b.content_hash()]);
        let hints = request.brief.hints.as_ref().unwrap();
        let mut n_shown = 0;
        for pixel in 0..PIXELS {
            match hints.at(pixel) {
                (Hint::Colour(colour), true) => {
                    assert!([a.pixels()[pixel], b.pixels()[pixel]].contains(&colour));
                }
                (Hint::Colour(colour), false) => {
                    assert!([a.pixels()[pixel], b.pixels()[pixel]].contains(&colour));
                    n_shown += 1;
                }
                (hint, _) => assert_eq!(hint, Hint::Unknown),
            }
        }
        let n_masked = mask_of(request).count();
        let half = PIXELS / 2;
        // The lower half to begin with, of which A goes on through a few rows.
        assert!((half * 5 / 8..=half).contains(&n_masked), "{n_masked}");
        assert!((n_masked / 2..n_masked * 3 / 4).contains(&n_shown), "most of B: {n_shown}");
    }
    // The same dials again would show the same children, so it takes other seeds.
    let again = breed(&mut studio);
    assert!(again.iter().all(|request| request.seed == requests[0].seed + 1));
    set_strength(&mut studio, 1.0);
    assert!(studio.says("B fitted in"));
    let stronger = breed(&mut studio);
    assert_eq!(stronger[0].seed, 8, "a dial shows what it does to the same children");
    assert_ne!(stronger[0].brief.hints, again[0].brief.hints);
    assert_eq!(stronger[0].brief.labels, grid[7].brief.labels, "by now as what B is");
}

#[test]
fn strokes_have_no_holes_and_undo_one_by_one() {
    let mut studio = with_parents(SIZE, Theme::Dark);
    studio.click(Role::Button, "Clear");
    assert!(studio.window.query_by_label_contains("The mask is empty").is_some());
    let n_jobs = studio.source.jobs().len();
    studio.press(Modifiers::COMMAND, Key::B);
    assert_eq!(studio.source.jobs().len(), n_jobs);

    let path = [(2, 2), (20, 5), (8, 28)];
    stroke(&mut studio, PointerButton::Primary, &path);
    let expected = Mask::line(path[0], path[1], 4).union(&Mask::line(path[1], path[2], 4));
    let painted = |studio: &mut Studio| mask_of(&breed(studio)[0]);
    assert_eq!(painted(&mut studio), expected);
    studio.press(Modifiers::COMMAND, Key::Z);

    studio.press(Modifiers::NONE, Key::U);
    stroke(&mut studio, PointerButton::Primary, &[(10, 10), (25, 3), (16, 18)]);
    let with_rectangle = expected.union(&Mask::rectangle((10, 10), (16, 18)));
    assert_eq!(painted(&mut studio), with_rectangle);
    studio.press(Modifiers::COMMAND, Key::Z);

    studio.press(Modifiers::NONE, Key::B);
    stroke(&mut studio, PointerButton::Secondary, &[(12, 12)]);
    assert_eq!(painted(&mut studio), with_rectangle.without(&Mask::disc((12, 12), 4)));
    // Back through the children, the eraser, the rectangle; then forth to the rectangle.
    for _ in 0..3 {
        studio.press(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(painted(&mut studio), expected);
    studio.press(Modifiers::COMMAND, Key::Z);
    studio.press(Modifiers::COMMAND, Key::Z);
    studio.press(Modifiers::COMMAND, Key::Y);
    assert_eq!(painted(&mut studio), expected);
}

#[test]
fn wheel_and_keys_set_the_tool_only_over_the_panel() {
    let mut studio = with_parents(SIZE, Theme::Dark);
    let middle = over(&studio, (16, 16));
    studio.window.hover_at(middle);
    studio.window.run();
    let size = |studio: &Studio| {
        let dial = studio.window.get_by_role_and_label(Role::SpinButton, "Brush size");
        dial.accesskit_node().numeric_value().unwrap()
    };
    let is_on = |studio: &Studio, tool: &str| {
        let button = studio.window.get_by_role_and_label(Role::Button, tool);
        button.accesskit_node().toggled() == Some(Toggled::True)
    };
    assert!((size(&studio) - 4.0).abs() < 1e-6);
    let modifiers = Modifiers::COMMAND | Modifiers::CTRL;
    let (unit, phase, delta) = (MouseWheelUnit::Line, TouchPhase::Move, vec2(0.0, 1.0));
    let source = MouseWheelSource::Unknown;
    studio.window.event(Input::MouseWheel { source, unit, delta, phase, modifiers });
    studio.window.run();
    studio.press(Modifiers::NONE, Key::Plus);
    studio.press(Modifiers::NONE, Key::Plus);
    studio.press(Modifiers::NONE, Key::Minus);
    assert!((size(&studio) - 6.0).abs() < 1e-6);
    studio.press(Modifiers::NONE, Key::E);
    assert!(is_on(&studio, "Eraser"));
    // Elsewhere the same keys are not for the mask.
    studio.window.hover_at(Pos2::new(SIZE.x - 20.0, 300.0));
    studio.window.run();
    studio.press(Modifiers::NONE, Key::G);
    assert!(is_on(&studio, "Eraser"));
}

#[test]
fn whole_mask_buttons_do_what_they_say() {
    let mut studio = with_parents(SIZE, Theme::Dark);
    let rolled = mask_of(&breed(&mut studio)[0]);
    let after = |studio: &mut Studio, button: &str| {
        studio.click(Role::Button, button);
        mask_of(&breed(studio)[0])
    };
    assert_eq!(after(&mut studio, "Invert"), rolled.inverted());
    let left = Mask::rectangle((0, 0), (15, 31));
    assert_eq!(after(&mut studio, "Left"), left);
    assert_eq!(after(&mut studio, "Grow"), left.grown());
    assert_eq!(after(&mut studio, "Shrink"), left);
    let again = after(&mut studio, "Roll");
    assert!(again != rolled && (340..480).contains(&again.count()));
    studio.click(Role::Button, "Clear");
    // One colour of A, from edge to edge: its transparent surroundings.
    studio.press(Modifiers::NONE, Key::G);
    studio.click(Role::Button, "Fill");
    stroke(&mut studio, PointerButton::Primary, &[(0, 0)]);
    let a = creature::draw(&studio.source.jobs()[0].requests[20]);
    assert_eq!(mask_of(&breed(&mut studio)[0]), Mask::flood(&a, (0, 0)));
}

#[test]
fn a_child_becomes_a_parent_and_the_family_is_told() {
    let mut studio = with_parents(SIZE, Theme::Dark);
    breed(&mut studio);
    let job = studio.source.last_job();
    let child = studio.source.complete(&job, 2);
    studio.update();
    click(&mut studio, "Child 3");
    assert!(studio.window.query_by_label("Parent A").is_some(), "told by its recipe");
    assert!(studio.window.query_by_label("Parent B").is_some());
    studio.press(Modifiers::SHIFT, Key::A);
    let requests = breed(&mut studio);
    assert!(studio.source.jobs().iter().any(|asked| asked.id == job.id && asked.is_cancelled));
    assert_eq!(requests[0].parents[0], child.content_hash());
    studio.source.finish(&studio.source.last_job());
    studio.update();
    click(&mut studio, "Child 1");
    assert!(studio.window.query_by_label("A's parent B").is_some(), "grandparents too");

    // Undoing brings the first litter back; undoing that too stops and empties everything.
    studio.press(Modifiers::COMMAND, Key::Z);
    studio.press(Modifiers::COMMAND, Key::Z);
    assert!(studio.window.query_by_label("Parent A: Coral").is_some());
    studio.press(Modifiers::COMMAND, Key::Z);
    assert!(studio.window.query_by_label("Child 1").is_none());
}

#[test]
fn b_shows_alone_while_its_button_is_held() {
    let mut studio = with_parents(SIZE, Theme::Dark);
    let canvas = |studio: &mut Studio| {
        let rect = studio.window.get_by_label("Mask over A").rect();
        let picture = studio.window.render().unwrap();
        let [x, y, width, height] =
            [rect.left(), rect.top(), rect.width(), rect.height()].map(|at| at as u32);
        image::imageops::crop_imm(&picture, x, y, width, height).to_image()
    };
    studio.window.remove_cursor();
    studio.window.run();
    let before = canvas(&mut studio);
    let button = studio.window.get_by_label("Hold for B").rect().center();
    studio.window.drag_at(button);
    studio.window.run();
    studio.window.step();
    assert!(canvas(&mut studio) != before);
    studio.window.drop_at(button);
    studio.window.remove_cursor();
    studio.window.run();
    studio.window.step();
    assert!(canvas(&mut studio) == before);
}

#[test]
fn undoing_a_litter_on_its_way_stops_it() {
    let mut studio = with_parents(SIZE, Theme::Dark);
    breed(&mut studio);
    studio.press(Modifiers::COMMAND, Key::Z);
    assert!(studio.source.last_job().is_cancelled);
    assert!(studio.window.query_by_label("Child 1").is_none());
}

#[test]
fn parents_are_dropped_and_change_places() {
    let mut studio = with_parents(SIZE, Theme::Dark);
    let drag = |studio: &mut Studio, from: &str, to: &str| {
        let at = |name: &str| studio.window.get_by_label_contains(name).rect().center();
        let (from, to) = (at(from), at(to));
        studio.window.drag_at(from);
        studio.window.run();
        studio.window.hover_at(from.lerp(to, 0.5));
        studio.window.run();
        studio.window.hover_at(to);
        studio.window.run();
        studio.window.drop_at(to);
        studio.window.run();
    };
    drag(&mut studio, "Parent A: Coral", "Parent B: Grazer");
    assert!(studio.window.query_by_label("Parent A: Grazer").is_some());
    breed(&mut studio);
    let child = studio.source.complete(&studio.source.last_job(), 0);
    studio.update();
    drag(&mut studio, "Child 1", "Parent B: Coral");
    assert_eq!(breed(&mut studio)[0].parents[1], child.content_hash());
}

#[test]
fn a_sprite_dragged_to_the_tab_brings_the_panel_to_the_front() {
    let mut studio = opened(SIZE, Theme::Dark);
    let centre = |studio: &Studio, role: Role, name: &str| {
        studio.window.get_by_role_and_label(role, name).rect().center()
    };
    let from = centre(&studio, Role::ListBoxOption, "Coral in Abyss");
    studio.window.drag_at(from);
    studio.window.run();
    let tab = centre(&studio, Role::Tab, "Breed");
    studio.window.hover_at(from.lerp(tab, 0.5));
    studio.window.run();
    studio.window.hover_at(tab);
    studio.window.run();
    studio.window.step();
    let canvas = studio.window.get_by_label("Mask over A").rect().center();
    studio.window.hover_at(canvas);
    studio.window.run();
    studio.window.drop_at(canvas);
    studio.window.run();
    assert!(studio.window.query_by_label("Parent A: Coral").is_some());
}

/// The panel at several sizes, dark and light. `SHOAL_PICTURES=DIR` keeps what they look like.
#[test]
fn the_panel_fits_small_and_large_windows() {
    let pictures = std::env::var_os("SHOAL_PICTURES").map(std::path::PathBuf::from);
    let sizes = [SIZE, vec2(800.0, 520.0), vec2(620.0, 520.0)];
    for (size, theme) in sizes.map(|size| [(size, Theme::Dark), (size, Theme::Light)]).concat() {
        let save = |studio: &mut Studio, name: &str| {
            let picture = studio.window.render().unwrap();
            if let Some(folder) = &pictures {
                picture.save(folder.join(format!("{name}-{}-{theme:?}.png", size.x))).unwrap();
            }
        };
        let mut studio = opened(size, theme);
        show_panel(&mut studio);
        assert!(studio.window.query_by_label("Pick parent A first").is_some());
        save(&mut studio, "empty");
        let mut studio = with_parents(size, theme);
        studio.click(Role::Button, "Left");
        stroke(&mut studio, PointerButton::Primary, &[(18, 8), (26, 20)]);
        breed(&mut studio);
        let job = studio.source.last_job();
        for index in 0..4 {
            studio.source.complete(&job, index);
        }
        studio.source.preview(&job, 500, |index| index == 4);
        studio.update();
        save(&mut studio, "breed");
        let canvas = studio.window.get_by_label("Mask over A").rect();
        assert!(canvas.width() >= 256.0, "{canvas:?} at {size:?}");
        let panel = studio.window.get_by_role_and_label(Role::Tab, "Inspector").rect().left();
        assert!(canvas.right() < panel, "{canvas:?} at {size:?}");
        for name in ["Swap", "Others", "Child 4", "Strength of B"] {
            let mut all = studio.window.query_all_by_label(name);
            assert!(all.all(|node| node.rect().right() < panel), "{name} is cut at {size:?}");
        }
        if size.x < 700.0 {
            // The children are below the canvas, out of sight.
            continue;
        }
        studio.source.finish(&job);
        studio.update();
        click(&mut studio, "Child 2");
        studio.press(Modifiers::SHIFT, Key::A);
        breed(&mut studio);
        studio.source.finish(&studio.source.last_job());
        studio.update();
        studio.window.get_by_label("Child 1").click();
        studio.window.run();
        studio.window.hover_at(studio.window.get_by_label("Child 2").rect().center());
        studio.window.run_steps(4);
        let wheel = vec2(0.0, -30.0);
        let (source, unit) = (MouseWheelSource::Unknown, MouseWheelUnit::Line);
        let (phase, modifiers) = (TouchPhase::Move, Modifiers::NONE);
        studio.window.event(Input::MouseWheel { source, unit, delta: wheel, phase, modifiers });
        studio.window.run_steps(20);
        studio.window.remove_cursor();
        studio.window.run_steps(4);
        save(&mut studio, "family");
        let parent = studio.window.get_by_label("A's parent A").rect();
        assert!(parent.bottom() < size.y - 36.0, "scrolled into view: {parent:?} at {size:?}");
    }
}

#[test]
fn another_world_ends_every_job_and_gets_labels_of_its_own() {
    let mut studio = with_parents(SIZE, Theme::Dark);
    studio.press(Modifiers::NONE, Key::K);
    studio.press(Modifiers::COMMAND, Key::Num1);
    studio.press(Modifiers::NONE, Key::C);
    studio.press(Modifiers::COMMAND, Key::Num2);
    studio.click(Role::Button, "Draw sweep");
    show_panel(&mut studio);
    set_strength(&mut studio, 0.0);
    breed(&mut studio);
    let n_jobs = studio.source.jobs().len();
    assert!(n_jobs >= 3, "the grid, and what the panels asked for: {n_jobs}");

    // The same names in another order: what was category 2 is another one now.
    let mut world = World::ocean();
    world.categories.rotate_left(1);
    world.zones.swap(0, 3);
    studio.source.load(world.clone());
    studio.update();
    let jobs = studio.source.jobs();
    for job in &jobs[1..n_jobs] {
        assert!(job.is_cancelled, "job {:?} goes on for the new model", job.id);
    }
    studio.finish();
    let children = breed(&mut studio);
    let coral = world.prompt("abyss", "coral").unwrap();
    assert!(children.iter().all(|child| child.brief.labels == coral), "as A was, by name");
    for job in &studio.source.jobs()[n_jobs..] {
        assert!(job.requests.iter().all(|request| world.knows(request.brief.labels)));
        let bound = |request: &SpriteRequest| request.brief.labels.world() == Some(world.id());
        assert!(job.requests.iter().all(bound), "labels say whose they are");
    }
}
