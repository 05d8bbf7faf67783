//! Draws the pictures in screenshots/ again, without a display:
//! `cargo run --release --example screenshots`.
//!
//! The sprites are those of the checkpoint inside the program. With the argument `scripted`
//! they are drawn by rule instead, which takes no time and shows the window all the same; with
//! `motion` only the pictures of sprites that move are drawn.

#[path = "../tests/suite/support/mod.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod support;

#[path = "screenshots/motion.rs"]
mod motion;

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use egui::{Key, Modifiers, Role, Theme, Vec2, vec2};
use egui_kittest::{Harness, kittest::Queryable as _};
use shoal::{
    files::png,
    generate::{Generator, Worker, grid_requests},
    sprite::{Sampling, World},
    studio::App,
};

use support::{Studio, dialogs::ScriptedDialogs, softrender::SoftRenderer};

type Window = Harness<'static, App>;

/// A slow machine draws the grid in less than this.
const PATIENCE: Duration = Duration::from_mins(5);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let is_scripted = std::env::args().any(|argument| argument == "scripted");
    let folder = Path::new("screenshots");
    std::fs::create_dir_all(folder)?;
    if !is_scripted {
        motion::draw(folder)?;
    }
    if std::env::args().any(|argument| argument == "motion") {
        return Ok(());
    }
    let pictures = [
        ("studio-dark", vec2(1280.0, 720.0), Theme::Dark, 1.0),
        ("studio-light", vec2(1280.0, 720.0), Theme::Light, 1.0),
        ("studio-large", vec2(1920.0, 1080.0), Theme::Dark, 1.0),
        ("studio-small", vec2(900.0, 600.0), Theme::Dark, 1.0),
    ];
    let data = tempfile::tempdir()?;
    for (name, size, theme, scale) in pictures {
        let mut window = if is_scripted {
            scripted(size, theme, scale)
        } else {
            real(size, theme, scale, &data.path().join(name))?
        };
        for _ in 0..9 {
            window.key_press(egui::Key::ArrowRight);
            window.key_press(egui::Key::ArrowDown);
        }
        window.run();
        if !is_scripted {
            window.key_press(Key::C);
            drawn(&mut window)?;
        }
        window.render()?.save(folder.join(name).with_extension("png"))?;
        if name == "studio-dark" && !is_scripted {
            panels(&mut window, folder)?;
        }
        if name == "studio-dark" {
            light_the_grid(&mut window);
            window.render()?.save(folder.join("shade.png"))?;
        }
    }
    if !is_scripted {
        let generator = Generator::embedded();
        let requests = grid_requests(generator.world(), 11, Sampling::default());
        let sprites = generator.generate_batch(&requests);
        let columns = generator.world().categories.len();
        png::write_grid(&folder.join("grid.png"), &sprites, columns, generator.palette(), 3)?;
    }
    Ok(())
}

/// The panels that draw or keep sprites of their own, one picture each.
fn panels(window: &mut Window, folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let press = |window: &mut Window, modifiers: Modifiers, key: Key| {
        window.key_press_modifiers(modifiers, key);
        window.run();
    };
    let cell = |window: &mut Window, name: &str| {
        window.get_by_role_and_label(Role::ListBoxOption, name).click();
        window.run();
    };
    cell(window, "Jellyfish in Midnight");
    press(window, Modifiers::COMMAND, Key::Num2);
    window.get_by_role_and_label(Role::Button, "Draw sweep").click();
    drawn(window)?;
    window.render()?.save(folder.join("sweep.png"))?;

    press(window, Modifiers::COMMAND, Key::Num1);
    cell(window, "Jellyfish in Shallows");
    press(window, Modifiers::SHIFT, Key::A);
    cell(window, "Jellyfish in Vent");
    press(window, Modifiers::SHIFT, Key::B);
    press(window, Modifiers::COMMAND, Key::Num3);
    window.get_by_role_and_label(Role::Button, "Bottom").click();
    window.run();
    window.key_press_modifiers(Modifiers::COMMAND, Key::B);
    drawn(window)?;
    cell(window, "Child 2");
    window.render()?.save(folder.join("breed.png"))?;

    press(window, Modifiers::COMMAND, Key::Num5);
    window.render()?.save(folder.join("edit.png"))?;

    press(window, Modifiers::NONE, Key::P);
    press(window, Modifiers::COMMAND, Key::Num9);
    window.render()?.save(folder.join("animate.png"))?;

    press(window, Modifiers::NONE, Key::K);
    press(window, Modifiers::COMMAND, Key::Num1);
    for kept in [
        "Coral in Shallows",
        "Reef fish in Shallows",
        "Cephalopod in Midnight",
        "Abyssal in Midnight",
        "Grazer in Hadal",
        "Jellyfish in Abyss",
        "Coral in Vent",
        "Reef fish in Twilight",
        "Grazer in Midnight",
    ] {
        cell(window, kept);
        press(window, Modifiers::NONE, Key::K);
    }
    press(window, Modifiers::COMMAND, Key::Num6);
    // Until the notes of what was kept have gone.
    for _ in 0..400 {
        window.step();
    }
    window.render()?.save(folder.join("collection.png"))?;
    press(window, Modifiers::COMMAND, Key::Num7);
    window.get_by_role_and_label(Role::Button, "Prepare sprites").click();
    // How many they are depends on the model.
    until(window, "Bring in ")?;
    // Until the note about the folder, whose name is a passing one, has gone.
    for _ in 0..400 {
        window.step();
    }
    window.render()?.save(folder.join("import.png"))?;
    window.get_by_role_and_label(Role::Button, "Cancel").click();
    window.run();
    press(window, Modifiers::COMMAND, Key::Num1);
    Ok(())
}

/// Waits until something is said.
fn until(window: &mut Window, text: &str) -> Result<(), Box<dyn std::error::Error>> {
    let begun = Instant::now();
    while window.query_all_by_label_contains(text).next().is_none() {
        window.step();
        if PATIENCE < begun.elapsed() {
            return Err(format!("\"{text}\" was not said in time").into());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// Waits until what was asked for has begun and is complete.
fn drawn(window: &mut Window) -> Result<(), Box<dyn std::error::Error>> {
    let begun = Instant::now();
    let mut has_begun = false;
    loop {
        window.step();
        let says = |text: &str| window.query_all_by_label_contains(text).next().is_some();
        let is_busy = says("Drawing ") || says(", improving ");
        if has_begun && !is_busy {
            window.run();
            return Ok(());
        }
        has_begun |= is_busy;
        if PATIENCE < begun.elapsed() {
            return Err("the sprites were not drawn in time".into());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The shading panel, with the whole grid under a light of its own.
fn light_the_grid(window: &mut Window) {
    window.key_press_modifiers(Modifiers::COMMAND, Key::Num4);
    window.run();
    for button in ["Grid", "Moon"] {
        window.get_by_role_and_label(Role::Button, button).click();
        window.run();
    }
    for (strength, value) in [("Directional", 1.0), ("Drawn light", 0.4)] {
        window.get_by_role_and_label(Role::Slider, strength).set_value_accesskit(value);
        window.run();
    }
}

fn scripted(size: Vec2, theme: Theme, scale: f32) -> Window {
    let mut studio = Studio::open(size, theme, scale);
    studio.source.load(World::ocean());
    studio.update();
    studio.source.finish(&studio.source.last_job());
    studio.update();
    studio.window
}

fn real(
    size: Vec2,
    theme: Theme,
    scale: f32,
    data: &Path,
) -> Result<Window, Box<dyn std::error::Error>> {
    let data = data.to_owned();
    let worker = Worker::spawn(None, Arc::new(|| {}))?;
    let mut window = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_pixels_per_point(scale)
        .with_render_cursor(false)
        // About as fast as it is polled below, so that the window tells the true time.
        .with_step_dt(0.025)
        .renderer(SoftRenderer::default())
        .build_eframe(move |cc| {
            cc.egui_ctx.set_theme(theme);
            App::new(&cc.egui_ctx, Box::new(worker), Box::new(ScriptedDialogs::default()))
                .with_data_folder(&cc.egui_ctx, data)
        });
    let begun = Instant::now();
    while window.query_by_label_contains("sprites drawn in").is_none() {
        if PATIENCE < begun.elapsed() {
            return Err("the grid was not drawn in time".into());
        }
        std::thread::sleep(Duration::from_millis(20));
        window.step();
    }
    Ok(window)
}
