//! What the window's tests and pictures share.

pub(crate) mod creature;
pub(crate) mod dialogs;
pub(crate) mod scripted;
pub(crate) mod softrender;

use egui::{Key, Modifiers, Role, Theme, Vec2};
use egui_kittest::{Harness, kittest::Queryable as _};
use shoal::{sprite::World, studio::App};

use self::{dialogs::ScriptedDialogs, scripted::Scripted, softrender::SoftRenderer};

/// A window under test with the two ends that the test pulls at.
pub(crate) struct Studio {
    /// The window.
    pub(crate) window: Harness<'static, App>,
    /// What draws.
    pub(crate) source: Scripted,
    /// What asks for files.
    pub(crate) dialogs: ScriptedDialogs,
}

impl Studio {
    /// A window before its model is loaded.
    pub(crate) fn open(size: Vec2, theme: Theme, pixels_per_point: f32) -> Self {
        Self::open_with(size, theme, pixels_per_point, |app, _| app)
    }

    /// A window before its model is loaded, with something of its own.
    pub(crate) fn open_with(
        size: Vec2,
        theme: Theme,
        pixels_per_point: f32,
        prepare: impl FnOnce(App, &egui::Context) -> App + 'static,
    ) -> Self {
        let (source, dialogs) = (Scripted::default(), ScriptedDialogs::default());
        let (for_window, dialogs_for_window) = (source.clone(), dialogs.clone());
        let window = Harness::builder()
            .with_size(size)
            .with_theme(theme)
            .with_pixels_per_point(pixels_per_point)
            .with_render_cursor(false)
            .with_step_dt(0.05)
            .with_max_steps(12)
            .renderer(SoftRenderer::default())
            .build_eframe(move |cc| {
                cc.egui_ctx.set_theme(theme);
                let ctx = &cc.egui_ctx;
                prepare(App::new(ctx, Box::new(for_window), Box::new(dialogs_for_window)), ctx)
            });
        Self { window, source, dialogs }
    }

    /// Lets the window take in what the script has for it.
    ///
    /// In earnest the worker wakes the window; here the test does.
    pub(crate) fn update(&mut self) {
        self.window.step();
        self.window.run();
    }

    /// Loads the model of the ocean and completes the grid that the window asks for.
    pub(crate) fn fill(&mut self) {
        self.source.load(World::ocean());
        self.update();
        self.finish();
    }

    /// Completes the job that was asked for last.
    pub(crate) fn finish(&mut self) {
        self.source.finish(&self.source.last_job());
        self.update();
    }

    /// Presses keys.
    pub(crate) fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.window.key_press_modifiers(modifiers, key);
        self.window.run();
    }

    /// Clicks on whatever has this role and this name.
    pub(crate) fn click(&mut self, role: Role, name: &str) {
        self.window.get_by_role_and_label(role, name).click();
        self.window.run();
    }

    /// Whether something on show has these words in its name.
    pub(crate) fn says(&self, words: &str) -> bool {
        self.window.query_all_by_label_contains(words).next().is_some()
    }

    /// Lets the window run until something is so; other threads may take their time.
    ///
    /// # Panics
    /// If it is not so in ten seconds.
    pub(crate) fn wait(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        for _ in 0..2000 {
            if is_so(self) {
                self.window.run();
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
            self.window.step();
        }
        panic!("waited in vain: {what}");
    }
}
