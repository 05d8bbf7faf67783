//! What the window's tests and pictures share.

pub(crate) mod creature;
pub(crate) mod dialogs;
pub(crate) mod scripted;
pub(crate) mod softrender;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use egui::{Color32, Event, Key, Modifiers, OutputCommand, Role, Theme, Vec2};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use shoal::{
    sprite::{ENTRIES, Palette, Recipe, Sprite, World},
    studio::{App, Reply},
};

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

/// A file as the window system drops it.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

/// A file that is dropped on the window.
pub(crate) fn dropped(path: &Path) -> Arc<dyn egui::DroppedFile + Send + Sync> {
    Arc::new(Dropped(path.to_owned()))
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

    /// A window before its model is loaded, which remembers and keeps things in this folder.
    pub(crate) fn open_in(folder: &Path, size: Vec2, theme: Theme) -> Self {
        let folder = folder.to_owned();
        Self::open_with(size, theme, 1.0, move |app, ctx| app.with_data_folder(ctx, folder))
    }

    /// Lets the window take in what the script has for it.
    ///
    /// In earnest the worker wakes the window; here the test does.
    pub(crate) fn update(&mut self) {
        self.window.step();
        self.window.run();
    }

    /// Loads the model of the ocean and completes the grid that the window asks for, unless its
    /// workspace has one already.
    pub(crate) fn fill(&mut self) {
        self.source.load(World::ocean());
        self.update();
        if !self.source.jobs().is_empty() {
            self.finish();
        }
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

    /// Drops a file on the window.
    pub(crate) fn drop_file(&mut self, path: &Path) {
        self.window.input_mut().dropped_files.push(Arc::new(Dropped(path.to_owned())));
        self.window.step();
    }

    /// Clicks through a menu.
    pub(crate) fn choose(&mut self, menu: &str, item: &str) {
        self.click(Role::Button, menu);
        self.window.get_by_label_contains(item).click();
        self.window.run();
    }

    /// Clicks through a menu within a menu.
    pub(crate) fn choose_within(&mut self, menu: &str, more: &str, item: &str) {
        self.click(Role::Button, menu);
        let is_meant = |node: &egui_kittest::Node<'_>| {
            let name = node.accesskit_node().label().unwrap_or_default();
            name == more || name.strip_prefix(more).is_some_and(|rest| rest.starts_with(' '))
        };
        let found = self.window.query_all_by_label_contains(more).rfind(is_meant);
        found.expect("the menu has it").click();
        self.window.run();
        self.window.get_by_label_contains(item).click();
        self.window.run();
    }

    /// Exports by a command's keys to a path.
    pub(crate) fn export(&mut self, modifiers: Modifiers, key: Key, path: &Path) {
        self.press(modifiers, key);
        self.dialogs.reply(Reply::Chosen(path.to_owned()));
        self.wait("the file", |_| path.exists());
        self.update();
    }

    /// The pixels that copying the current sprite puts on the clipboard, as RGBA.
    pub(crate) fn copied(&mut self) -> Vec<u8> {
        // Ctrl+C copies the selection where the editor has the keyboard; the button never does.
        match self.window.query_all_by_role_and_label(Role::Button, "Copy image").next() {
            Some(button) => button.click_accesskit(),
            None => self.window.event(Event::Copy),
        }
        let image = self.put_out(|command| match command {
            OutputCommand::CopyImage(image) => Some(image.clone()),
            _ => None,
        });
        image.pixels.iter().flat_map(Color32::to_array).collect()
    }

    /// The current sprite, by way of the clipboard.
    pub(crate) fn current(&mut self) -> Sprite {
        let palette = Palette::ocean();
        let index = |colour: &[u8]| {
            let found = (0..ENTRIES as u8).find(|&index| palette.rgba(index) == colour);
            found.expect("the palette has every colour")
        };
        let indices: Vec<u8> = self.copied().chunks_exact(4).map(index).collect();
        Sprite::from_indices(&indices).expect("these are palette indices")
    }

    /// The current sprite's recipe, by way of the clipboard.
    pub(crate) fn recipe(&mut self) -> Recipe {
        // As the window system sends it; one event is one frame, whose output can be looked at.
        self.window.event(Event::Key {
            key: Key::C,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::COMMAND.plus(Modifiers::SHIFT),
        });
        let text = self.put_out(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        });
        self.window.key_up(Key::C);
        self.window.run();
        Recipe::from_json(&text).expect("the clipboard has a recipe")
    }

    /// What one frame puts out.
    fn put_out<T>(&mut self, wanted: impl Fn(&OutputCommand) -> Option<T>) -> T {
        // What a button asks for is carried out with the next frame.
        let found = (0..3).find_map(|_| {
            self.window.step();
            self.window.output().platform_output.commands.iter().find_map(&wanted)
        });
        self.window.run();
        found.expect("nothing was copied")
    }

    /// Whether something on show has these words in its name.
    pub(crate) fn says(&self, words: &str) -> bool {
        self.window.query_all_by_label_contains(words).next().is_some()
    }

    /// Lets the window run until something is so; other threads may take their time.
    ///
    /// # Panics
    /// If it is not so in half a minute: tests run side by side on slow disks.
    pub(crate) fn wait(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        for _ in 0..6000 {
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
