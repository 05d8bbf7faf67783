//! The window: shows the canvas, hears clicks, and counts how long frames take.

use std::{
    io::Write as _,
    time::{Duration, Instant},
};

use anyhow::anyhow;
use egui::{
    Align2, Color32, ColorImage, FontId, Key, Pos2, Rect, Sense, TextureHandle, TextureOptions, Ui,
    ViewportBuilder, ViewportCommand, pos2, vec2,
};

use crate::{
    Options,
    source::Source,
    tank::{FULL, Tank},
};

/// About how many pixels wide the canvas is; the window decides the rest.
const CANVAS_WIDTH: f32 = 440.0;

/// Between one arrival and the next, while the tank fills and later.
const ARRIVALS: [f32; 2] = [0.3, 7.0];

/// How long the text stays after the pointer has moved.
const TEXT_SECONDS: f32 = 4.0;

/// A line on standard output, which may be closed.
pub(crate) fn print(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Opens the window and returns when it is closed.
pub(crate) fn run(options: &Options, source: Source) -> anyhow::Result<()> {
    let native = eframe::NativeOptions {
        renderer: eframe::Renderer::Glow,
        viewport: ViewportBuilder::default()
            .with_title("Shoal aquarium")
            .with_app_id("shoal-aquarium")
            .with_inner_size([1320.0, 744.0])
            .with_min_inner_size([480.0, 300.0]),
        ..Default::default()
    };
    let app = Aquarium::new(options, source);
    eframe::run_native("shoal-aquarium", native, Box::new(|_| Ok(Box::new(app))))
        .map_err(|error| anyhow!("the window cannot be opened: {error}"))
}

struct Aquarium {
    tank: Tank,
    source: Source,
    texture: Option<TextureHandle>,
    /// Until the next arrival.
    wait: f32,
    n_arrived: usize,
    hides_text: bool,
    /// Since the pointer moved.
    idle: f32,
    pointer: Option<Pos2>,
    clock: Clock,
}

/// How long frames take.
struct Clock {
    opened: Instant,
    last: Option<Instant>,
    /// When to say so and close.
    ends: Option<Duration>,
    work: Duration,
    worst_work: Duration,
    worst_gap: Duration,
    n_frames: u32,
}

impl Aquarium {
    fn new(options: &Options, source: Source) -> Self {
        let (width, height) = options.size;
        Self {
            tank: Tank::new(width, height, source.palette()),
            source,
            texture: None,
            wait: 0.0,
            n_arrived: 0,
            hides_text: false,
            idle: 0.0,
            pointer: None,
            clock: Clock {
                opened: Instant::now(),
                last: None,
                ends: options.is_timed.then(|| Duration::from_secs_f32(options.seconds)),
                work: Duration::ZERO,
                worst_work: Duration::ZERO,
                worst_gap: Duration::ZERO,
                n_frames: 0,
            },
        }
    }

    /// Lets a new creature in when it is time for one and one is there.
    fn welcome(&mut self, dt: f32) {
        self.wait -= dt;
        if self.wait <= 0.0
            && let Some((sprite, cell)) = self.source.poll()
        {
            self.tank.arrive(sprite, cell, self.source.world());
            self.n_arrived += 1;
            self.wait = ARRIVALS[usize::from(self.tank.creatures.len() >= FULL)];
        }
    }

    /// The lamp follows the pointer and goes out when it rests; a click feeds.
    fn hear(&mut self, ui: &Ui, rect: Rect, pixel: f32, dt: f32) {
        let pointer = ui.input(|input| input.pointer.hover_pos());
        self.idle = if pointer == self.pointer { self.idle + dt } else { 0.0 };
        self.pointer = pointer;
        let place = |at: Pos2| ((at.x - rect.min.x) / pixel, (at.y - rect.min.y) / pixel);
        self.tank.lamp = pointer.filter(|_| self.idle < TEXT_SECONDS).map(place);
        if ui.input(|input| input.key_pressed(Key::H)) {
            self.hides_text = !self.hides_text;
        }
        if let Some(at) = pointer.filter(|_| ui.input(|input| input.pointer.primary_pressed())) {
            let (x, y) = place(at);
            self.tank.feed(x, y);
        }
    }

    fn hud_ui(&self, ui: &Ui, rect: Rect, pixel: f32) {
        if self.hides_text || self.idle > TEXT_SECONDS {
            return;
        }
        let fade = (TEXT_SECONDS - self.idle).clamp(0.0, 1.0);
        let text = |at: Pos2, align: Align2, words: &str| {
            let font = FontId::proportional(13.0);
            let shadow = Color32::from_black_alpha((150.0 * fade) as u8);
            ui.painter().text(at + vec2(1.0, 1.0), align, words, font.clone(), shadow);
            let light = Color32::from_white_alpha((190.0 * fade) as u8);
            ui.painter().text(at, align, words, font, light);
        };
        let line = format!(
            "{} creatures, {} waiting, frame {:.1} ms. Click feeds, H hides this",
            self.tank.creatures.len(),
            self.source.n_ready(),
            self.clock.work.as_secs_f32() * 1e3,
        );
        text(rect.left_bottom() + vec2(12.0, -10.0), Align2::LEFT_BOTTOM, &line);
        if let Some((x, y)) = self.tank.lamp
            && let Some(name) = self.tank.name_at(x, y)
        {
            let at = rect.min + vec2(x, y - 16.0) * pixel;
            text(pos2(at.x, at.y.max(rect.top() + 20.0)), Align2::CENTER_BOTTOM, name);
        }
    }
}

impl eframe::App for Aquarium {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let begun = Instant::now();
        let dt = self.clock.tick(begun);
        let rect = ui.max_rect();
        let density = ui.pixels_per_point();
        let size = rect.size() * density;
        let scale = (size.x / CANVAS_WIDTH).round().max(1.0);
        let (width, height) = ((size.x / scale).ceil() as i32, (size.y / scale).ceil() as i32);
        self.tank.resize(width.max(160), height.max(120));
        let pixel = scale / density;
        self.hear(ui, rect, pixel, dt);
        self.welcome(dt);
        self.tank.step(dt);
        let canvas = self.tank.draw();
        let size = [canvas.width as usize, canvas.height as usize];
        let rgba = canvas.to_rgba(self.source.palette(), 1);
        let image = ColorImage::from_rgba_unmultiplied(size, &rgba);
        if let Some(texture) = &mut self.texture {
            texture.set(image, TextureOptions::NEAREST);
        } else {
            self.texture = Some(ui.load_texture("aquarium", image, TextureOptions::NEAREST));
        }
        let response = ui.allocate_rect(rect, Sense::click());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Canvas, true, "Aquarium"));
        if let Some(texture) = &self.texture {
            let shown = vec2(size[0] as f32, size[1] as f32) * pixel;
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            let place = Rect::from_min_size(rect.min, shown);
            ui.painter().image(texture.id(), place, whole, Color32::WHITE);
        }
        self.hud_ui(ui, rect, pixel);
        self.clock.note(begun.elapsed());
        if let Some(report) = self.clock.report(self.n_arrived) {
            print(&report);
            ui.send_viewport_cmd(ViewportCommand::Close);
        }
        // Everything moves all the time.
        ui.request_repaint();
    }
}

impl Clock {
    /// Seconds since the last frame; after a pause no more than a moment passes.
    fn tick(&mut self, now: Instant) -> f32 {
        let gap = self.last.map_or(Duration::ZERO, |last| now - last);
        self.last = Some(now);
        // The first frames open the window.
        if self.n_frames > 5 {
            self.worst_gap = self.worst_gap.max(gap);
        }
        gap.as_secs_f32().min(0.05)
    }

    fn note(&mut self, work: Duration) {
        self.work = work;
        self.n_frames += 1;
        if self.n_frames > 5 {
            self.worst_work = self.worst_work.max(work);
        }
    }

    /// What was measured, when it is time to say so.
    fn report(&mut self, n_arrived: usize) -> Option<String> {
        let ends = self.ends.filter(|ends| *ends < self.opened.elapsed())?;
        self.ends = None;
        Some(format!(
            "{} frames in {:.0} s, {n_arrived} creatures arrived; worst frame {:.1} ms of work, \
             worst time between frames {:.1} ms",
            self.n_frames,
            ends.as_secs_f32(),
            self.worst_work.as_secs_f32() * 1e3,
            self.worst_gap.as_secs_f32() * 1e3,
        ))
    }
}
