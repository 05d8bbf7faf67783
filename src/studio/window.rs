//! Opening the window, or saying in one sentence why it cannot be opened.

use std::{env, path::PathBuf, sync::Arc, time::Instant};

use anyhow::{anyhow, bail};
use egui::{Theme, ViewportBuilder};

use super::{App, BuiltIn, dialogs::NativeDialogs, state, timings::TimedApp, workspace::Workspace};
use crate::generate::{SpriteSource, Worker};

/// What a desktop needs to open a window with OpenGL; every ordinary one has it.
const PACKAGES: &str = "libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0 libgl1 \
                        libwayland-client0 libwayland-egl1 libegl1";

/// What stands for the window in task bars.
const ICON: &[u8] = include_bytes!("../../assets/icon.png");

/// How the window is to open.
#[derive(Clone, Debug, Default)]
pub struct StudioOptions {
    /// A checkpoint to draw with; without one, the checkpoint inside the program.
    pub model: Option<PathBuf>,
    /// Sprites, sheets, palettes and checkpoints to open, as if they were dropped on the window.
    pub files: Vec<PathBuf>,
    /// When the program started, if the window is to say how soon its grid was full, and close.
    pub timings_since: Option<Instant>,
}

/// Opens the window and returns when it is closed.
pub fn run(options: StudioOptions) -> anyhow::Result<()> {
    check_display()?;
    let viewport = ViewportBuilder::default()
        .with_title("Shoal")
        .with_app_id("shoal")
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([800.0, 520.0]);
    let native = eframe::NativeOptions {
        renderer: eframe::Renderer::Glow,
        viewport: match eframe::icon_data::from_png_bytes(ICON) {
            Ok(icon) => viewport.with_icon(icon),
            // A window without its own icon is a window all the same; a test reads the icon.
            Err(_) => viewport,
        },
        ..Default::default()
    };
    let opened = eframe::run_native(
        "shoal",
        native,
        Box::new(move |cc| {
            let app = start(&cc.egui_ctx, options.model, options.timings_since.is_some())?;
            let app = app.with_files(options.files);
            Ok(match options.timings_since {
                Some(started) => Box::new(TimedApp::new(app, started)),
                None => Box::new(app),
            })
        }),
    );
    opened.map_err(|error| explain(&error))
}

/// `is_measured` starts as for the first time, and remembers nothing.
fn start(ctx: &egui::Context, model: Option<PathBuf>, is_measured: bool) -> std::io::Result<App> {
    ctx.set_theme(Theme::Dark);
    let waking = ctx.clone();
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(move || waking.request_repaint());
    let data = crate::shelf::data_folder().filter(|_| !is_measured);
    let opened = data.as_deref().map(Workspace::open_last);
    let is_given = model.is_some();
    let model = model.or_else(|| opened.as_ref()?.model_file());
    let name = model.as_deref().map_or_else(|| state::BUILT_IN.to_owned(), state::file_name);
    let worker = Worker::spawn(model.clone(), Arc::clone(&wake))?;
    let built_in: BuiltIn = Box::new(move || {
        let worker = Worker::spawn(None, Arc::clone(&wake))?;
        Ok(Box::new(worker) as Box<dyn SpriteSource>)
    });
    let app = App::new(ctx, Box::new(worker), Box::new(NativeDialogs::new()));
    let app = app.with_first_model(name, model.clone()).with_built_in(built_in);
    Ok(match data.zip(opened) {
        Some((folder, opened)) => {
            let app = app.with_workspace(ctx, folder, opened);
            if is_given { app.for_model(model.as_deref()) } else { app }
        }
        None => app,
    })
}

/// The window library panics or prints pages where there is no display, so this asks first.
fn check_display() -> anyhow::Result<()> {
    let is_unix_desktop = cfg!(all(unix, not(target_os = "macos")));
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let variables = ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"];
    if is_unix_desktop && !variables.into_iter().any(is_set) {
        bail!(
            "there is no display to open a window on (neither WAYLAND_DISPLAY nor DISPLAY is \
             set); \"shoal --help\" lists what works without one"
        );
    }
    Ok(())
}

/// One plain sentence in place of the window library's pages of internals.
fn explain(error: &eframe::Error) -> anyhow::Error {
    let cause = match error {
        eframe::Error::NoGlutinConfigs(..) | eframe::Error::Glutin(_) => {
            "OpenGL 2 could not be started".to_owned()
        }
        eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_) => {
            "the display cannot be reached, or a library to reach it is missing".to_owned()
        }
        other => first_line(&other.to_string()),
    };
    anyhow!("the window cannot be opened: {cause}; on Debian: apt install {PACKAGES}")
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_window_has_its_icon() {
        let icon = eframe::icon_data::from_png_bytes(super::ICON).unwrap();
        assert_eq!((icon.width, icon.height), (256, 256));
        assert!(icon.rgba.chunks_exact(4).any(|pixel| pixel[3] == 255));
    }
}
