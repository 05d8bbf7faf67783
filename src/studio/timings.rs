//! Measures how soon the window is of use, for `shoal --timings`.

use std::{
    io::Write as _,
    time::{Duration, Instant},
};

use egui::{Context, Ui, ViewportCommand};

use super::{App, art::Look};

/// A window that notes when its first frame, its first pixel, every sprite once and the final grid were there, says so on
/// standard output, and closes.
pub(super) struct TimedApp {
    app: App,
    started: Instant,
    first_frame: Option<Duration>,
    first_pixel: Option<Duration>,
    /// When every cell showed a whole sprite, those among them that are still improved.
    first_grid: Option<Duration>,
    /// The window takes a frame or two to close.
    has_reported: bool,
}

impl TimedApp {
    pub(super) fn new(app: App, started: Instant) -> Self {
        Self {
            app,
            started,
            first_frame: None,
            first_pixel: None,
            first_grid: None,
            has_reported: false,
        }
    }

    fn report(&self, full_grid: Duration) {
        let seconds = |time: Option<Duration>| time.unwrap_or(full_grid).as_secs_f64();
        // The other end may be closed, and the window closes all the same.
        let _ = writeln!(
            std::io::stdout(),
            "first frame {:.3} s, first pixel {:.3} s, every sprite {:.3} s, full grid {:.3} s",
            seconds(self.first_frame),
            seconds(self.first_pixel),
            seconds(self.first_grid),
            full_grid.as_secs_f64()
        );
    }
}

impl eframe::App for TimedApp {
    fn logic(&mut self, ctx: &Context, frame: &mut eframe::Frame) {
        self.app.logic(ctx, frame);
        if self.first_pixel.is_none() && self.app.has_pixels() {
            self.first_pixel = Some(self.started.elapsed());
        }
        if self.first_grid.is_none() && self.app.shows_every_sprite() {
            self.first_grid = Some(self.started.elapsed());
        }
        if self.app.is_grid_full() && !self.has_reported {
            self.has_reported = true;
            self.report(self.started.elapsed());
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        self.app.ui(ui, frame);
        self.first_frame.get_or_insert_with(|| self.started.elapsed());
    }
}

impl App {
    /// Whether the first pixels of the first run have arrived.
    fn has_pixels(&self) -> bool {
        self.state.jobs.fraction_done() > 0.0
    }

    /// Whether every cell shows a complete sprite.
    fn is_grid_full(&self) -> bool {
        let cells = &self.state.grid.cells;
        !cells.is_empty() && cells.iter().all(|cell| cell.art.is_some())
    }

    /// Whether every cell shows a whole sprite, be it one that is still improved.
    fn shows_every_sprite(&self) -> bool {
        let n_cells = self.state.grid.cells.len();
        let is_whole = |index| match self.state.cell_look(index) {
            Look::Done(_) => true,
            Look::Drawing(preview) => preview.is_refused,
            Look::Empty | Look::Waiting(_) => false,
        };
        n_cells > 0 && (0..n_cells).all(is_whole)
    }
}
