//! Draws the pictures in screenshots/ again, without a display:
//! `cargo run --release --example screenshots`.
//!
//! The sprites are those of the checkpoint inside the program. With the argument `scripted`
//! they are drawn by rule instead, which takes no time and shows the window all the same.

#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod support;

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

/// A slow machine draws the grid in less than this.
const PATIENCE: Duration = Duration::from_mins(5);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let is_scripted = std::env::args().any(|argument| argument == "scripted");
    let folder = Path::new("screenshots");
    std::fs::create_dir_all(folder)?;
    let pictures = [
        ("studio-dark", vec2(1280.0, 720.0), Theme::Dark, 1.0),
        ("studio-light", vec2(1280.0, 720.0), Theme::Light, 1.0),
        ("studio-large", vec2(1920.0, 1080.0), Theme::Dark, 1.0),
        ("studio-small", vec2(900.0, 600.0), Theme::Dark, 1.0),
    ];
    for (name, size, theme, scale) in pictures {
        let mut window =
            if is_scripted { scripted(size, theme, scale) } else { real(size, theme, scale)? };
        for _ in 0..9 {
            window.key_press(egui::Key::ArrowRight);
            window.key_press(egui::Key::ArrowDown);
        }
        window.run();
        window.render()?.save(folder.join(name).with_extension("png"))?;
        if name == "studio-dark" {
            light_the_grid(&mut window);
            window.render()?.save(folder.join("shade.png"))?;
        }
    }
    if !is_scripted {
        let generator = Generator::embedded();
        let requests = grid_requests(generator.world(), 0, Sampling::default());
        let sprites = generator.generate_batch(&requests);
        let columns = generator.world().categories.len();
        png::write_grid(&folder.join("grid.png"), &sprites, columns, generator.palette(), 3)?;
    }
    Ok(())
}

/// The shading panel, with the whole grid under a light of its own.
fn light_the_grid(window: &mut Harness<'static, App>) {
    window.key_press_modifiers(Modifiers::COMMAND, Key::Num7);
    window.run();
    for button in ["Grid", "Moon"] {
        window.get_by_role_and_label(Role::Button, button).click();
        window.run();
    }
    for (strength, value) in [("Directional", 1.0), ("Keep drawn", 0.4)] {
        window.get_by_role_and_label(Role::Slider, strength).set_value_accesskit(value);
        window.run();
    }
}

fn scripted(size: Vec2, theme: Theme, scale: f32) -> Harness<'static, App> {
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
) -> Result<Harness<'static, App>, Box<dyn std::error::Error>> {
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
