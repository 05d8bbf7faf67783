//! What keeping a workspace costs: `cargo test --release -p shoal-sprites --test suite -- --ignored
//! --nocapture measured` prints it. Nothing here fails on a slow machine.

use std::time::Instant;

use egui::{Key, Modifiers, Theme};

use super::{SIZE, drop_window, pick};
use crate::support::Studio;

/// How often the whole grid is drawn: each cell has as many candidates as it keeps then.
const GRIDS: usize = 26;

#[test]
#[ignore = "it measures, and prints what it finds"]
#[expect(clippy::print_stdout, reason = "that is its purpose")]
fn measured() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = Studio::open_in(folder.path(), SIZE, Theme::Dark);
    studio.fill();
    for round in 0..GRIDS {
        studio.press(Modifiers::NONE, Key::Space);
        studio.finish();
        pick(&mut studio, "Coral in Vent");
        studio.press(Modifiers::SHIFT, Key::A);
        pick(&mut studio, "Grazer in Hadal");
        studio.press(Modifiers::SHIFT, Key::B);
        studio.press(Modifiers::COMMAND, Key::B);
        studio.finish();
        if round == 0 {
            studio.press(Modifiers::COMMAND, Key::Num2);
            studio.click(egui::Role::Button, "Draw sweep");
            studio.finish();
            studio.press(Modifiers::COMMAND, Key::Num1);
        }
        studio.window.run_steps(20);
    }
    let in_memory = studio.window.state().digest();
    let (slowest, _) = studio.window.state().saving();
    println!("saving kept the window at most {:.3} ms in a frame", slowest.as_secs_f64() * 1e3);
    studio.wait("the file", |studio| 0 < studio.window.state().saving().1);
    drop_window(studio);

    let begun = Instant::now();
    let mut studio = Studio::open_in(folder.path(), SIZE, Theme::Dark);
    let opened = begun.elapsed();
    studio.window.step();
    let frame = begun.elapsed();
    assert_eq!(studio.window.state().digest(), in_memory);
    println!(
        "a full workspace: read and laid out after {:.3} s, its first frame after {:.3} s",
        opened.as_secs_f64(),
        frame.as_secs_f64()
    );
    studio.window.run_steps(20);
    studio.wait("the file", |studio| 0 < studio.window.state().saving().1);
    println!("on the disk: {:.2} MB", studio.window.state().saving().1 as f64 / 1e6);
}
