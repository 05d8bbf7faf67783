//! Training on the artist's own sprites: which, the lines for a terminal, and the run as it goes.

use egui::{
    Button, CollapsingHeader, ColorImage, Frame, Grid, Id, Label, ProgressBar, RichText,
    ScrollArea, TextEdit, TextureHandle, TextureOptions, Ui, vec2,
};
use egui_plot::{Legend, Line, Plot, Points};

use crate::{
    companion::how_to_get_trainer,
    files::Picture,
    studio::{
        command::{Command, CommandQueue, TrainCommand},
        state::{MINUTES, State, TrainerProgram, TrainingSource, n_sprites},
        theme::{CONTROL_HEIGHT, RADIUS, SPACE_L, SPACE_M, SPACE_S, SPACE_XS, Tokens},
        training::{Made, RunState, Seen, Shown},
        widgets::{command_button, in_accent, limited, with_command},
    },
};

/// A checkpoint has no more names than that.
const MOST_CATEGORIES: usize = 6;
/// Fewer than this teach next to nothing.
const FEW_SPRITES: usize = 30;
/// Narrower than this, everything stands one below the other.
const TWO_COLUMNS: f32 = 640.0;
/// Height of the trainer's log.
const LOG: f32 = 140.0;
/// Height of the curve.
const CURVE: f32 = 180.0;
/// A run that writes nothing for so long, in seconds, has been stopped, or is on a very slow
/// machine.
const SILENCE: f64 = 120.0;
/// What the curve of the held-out sprites is called.
const KEPT_ASIDE: &str = "sprites that it is not shown";
/// Steps over which the curve is smoothed.
const SMOOTH: usize = 16;

/// Draws the panel.
pub(super) fn show(ui: &mut Ui, state: &mut State, queue: &CommandQueue) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        // The scroll bar floats over what is under it.
        ui.set_max_width((ui.available_width() - SPACE_S).min(1200.0));
        ui.add_space(SPACE_S);
        let muted = Tokens::in_ui(ui).text_muted;
        let text = "Make a model that draws in the manner of your own sprites. It learns from \
                    them on this computer; nothing leaves it.";
        ui.add(Label::new(RichText::new(text).color(muted)).wrap());
        if state.train.home.is_none() {
            ui.add_space(SPACE_S);
            let text = "There is no folder for new models on this system.";
            ui.label(RichText::new(text).color(Tokens::in_ui(ui).danger));
            return;
        }
        let whole = ui.available_width();
        if whole < TWO_COLUMNS {
            preparing_ui(ui, state, queue);
            running_ui(ui, state, queue);
        } else {
            ui.horizontal_top(|ui| {
                let column = (whole - SPACE_L) / 2.0;
                ui.vertical(|ui| {
                    ui.set_width(column);
                    preparing_ui(ui, state, queue);
                });
                ui.add_space(SPACE_L - SPACE_S);
                ui.vertical(|ui| {
                    ui.set_width(column);
                    running_ui(ui, state, queue);
                });
            });
        }
        ui.add_space(SPACE_M);
    });
}

fn preparing_ui(ui: &mut Ui, state: &mut State, queue: &CommandQueue) {
    heading(ui, "1", "Your sprites");
    pupils_ui(ui, state, queue);
    heading(ui, "2", "Train");
    start_ui(ui, state, queue);
    ui.add_space(SPACE_S);
    ui.label(RichText::new("The same in a terminal").color(Tokens::in_ui(ui).text_muted));
    ui.add_space(SPACE_XS);
    lines_ui(ui, state, queue);
}

/// The button that starts, goes on or stops, and what the trainer says.
fn start_ui(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    let tokens = Tokens::in_ui(ui);
    if state.train.trainer == TrainerProgram::Missing {
        let text = format!("The trainer is not here: {}.", how_to_get_trainer());
        ui.add(Label::new(RichText::new(text).color(tokens.notice)).wrap());
        return;
    }
    let run_paths = state.run_paths();
    let is_own = run_paths.as_ref().is_some_and(|run_paths| state.train.runner.trains(run_paths));
    if is_own {
        let command = Command::Train(TrainCommand::Stop);
        command_button(ui, queue, command, true);
    } else {
        let obstacle = state.training_obstacle();
        let has_begun = matches!(state.train.seen.state, RunState::Training { .. });
        let name = if has_begun { "Resume training" } else { "Start training" };
        let command = Command::Train(TrainCommand::Start);
        ui.horizontal_wrapped(|ui| {
            let button = Button::new(name).min_size(vec2(84.0, CONTROL_HEIGHT));
            let is_possible = obstacle.is_none();
            let response = in_accent(ui, |ui| ui.add_enabled(is_possible, button));
            with_command(response, queue, command);
            if let Some(obstacle) = obstacle {
                ui.label(RichText::new(obstacle).small().color(tokens.text_muted));
            }
        });
    }
    let Some(run_paths) = run_paths else { return };
    if let Some(problem) = state.train.runner.problem(&run_paths) {
        ui.add(Label::new(RichText::new(problem).color(tokens.danger)).wrap());
    }
    let log = state.train.runner.log(&run_paths);
    if !log.is_empty() {
        CollapsingHeader::new("Log").show(ui, |ui| {
            let area = ScrollArea::vertical().max_height(LOG).stick_to_bottom(true);
            area.auto_shrink([false, true]).show(ui, |ui| {
                ui.add(Label::new(RichText::new(log).monospace().size(11.0)).wrap());
            });
            let path = run_paths.log().display().to_string();
            ui.label(RichText::new(path).small().color(tokens.text_muted));
        });
    }
}

fn running_ui(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    heading(ui, "3", "Progress");
    run_ui(ui, state, queue);
}

fn heading(ui: &mut Ui, number: &str, text: &str) {
    ui.add_space(SPACE_M);
    ui.horizontal(|ui| {
        ui.label(RichText::new(number).heading().color(Tokens::in_ui(ui).accent));
        ui.label(RichText::new(text).heading());
    });
    ui.add_space(SPACE_XS);
}

fn pupils_ui(ui: &mut Ui, state: &mut State, queue: &CommandQueue) {
    let n_selected = state.collection.n_selected();
    let n_kept = state.collection.count(false);
    let kept = if n_selected == 0 {
        format!("Kept sprites: all {n_kept}")
    } else {
        format!("Kept sprites: the {n_selected} selected")
    };
    let settings = &mut state.train.settings;
    ui.horizontal_wrapped(|ui| {
        ui.radio_value(&mut settings.source, TrainingSource::Kept, kept).on_hover_text(
            "A sprite's first tag says what kind it is; without tags it is what it was drawn as",
        );
        ui.add_space(SPACE_M);
        ui.radio_value(&mut settings.source, TrainingSource::Folder, "A folder of pictures")
            .on_hover_text(
                "PNG, GIF, .aseprite and sheets; the names of folders say what kinds they are",
            );
    });
    ui.add_space(SPACE_XS);
    Grid::new("training").num_columns(2).spacing(vec2(SPACE_M, SPACE_S)).show(ui, |ui| {
        let muted = Tokens::in_ui(ui).text_muted;
        let named = |ui: &mut Ui, name: &str| ui.label(RichText::new(name).color(muted));
        if settings.source == TrainingSource::Folder {
            let label = named(ui, "Folder");
            ui.horizontal(|ui| {
                let field = TextEdit::singleline(&mut settings.folder).desired_width(112.0);
                ui.add(field).labelled_by(label.id);
                for command in [TrainCommand::ChooseFolder, TrainCommand::ChooseFile] {
                    command_button(ui, queue, Command::Train(command), true);
                }
            });
            ui.end_row();
        }
        let label = named(ui, "Name");
        let field = TextEdit::singleline(&mut settings.name).char_limit(40).desired_width(200.0);
        ui.add(field).labelled_by(label.id).on_hover_text("What the new model is called");
        ui.end_row();
        let label = named(ui, "Minutes");
        let minutes = ("Minutes", &mut settings.minutes);
        limited(ui, minutes, MINUTES, |dial| dial.speed(0.2)).labelled_by(label.id).on_hover_text(
            "How long it learns. A quarter of an hour is a good start, with nothing else running",
        );
        ui.end_row();
    });
    if state.train.settings.source == TrainingSource::Kept {
        kept_ui(ui, state, queue);
    } else if let Some(run_paths) = state.run_paths() {
        if run_paths.art.exists() {
            ui.add_space(SPACE_XS);
            let command = Command::Train(TrainCommand::Import);
            let response = in_accent(ui, |ui| ui.button(command.name()));
            with_command(response, queue, command);
        } else {
            let text = format!("There is no {}", run_paths.art.display());
            ui.label(RichText::new(text).color(Tokens::in_ui(ui).danger));
        }
    }
}

/// What is known of the kept sprites before they are put into the folder.
fn kept_ui(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    let tokens = Tokens::in_ui(ui);
    let categories = state.lesson_categories();
    let n_lessons: usize = categories.iter().map(|(_, count)| count).sum();
    if n_lessons == 0 {
        let text = "Nothing is kept yet: press K on sprites that you like, or drop your own on \
                    the window.";
        ui.add(Label::new(RichText::new(text).color(tokens.text_muted)).wrap());
        return;
    }
    let list: Vec<String> =
        categories.iter().take(12).map(|(name, count)| format!("{name} ({count})")).collect();
    let text = format!(
        "{}, by their first tag or what they were drawn as: {}",
        n_sprites(n_lessons),
        list.join(", ")
    );
    ui.add(Label::new(RichText::new(text).small().color(tokens.text_muted)).wrap());
    let warning = if categories.len() > MOST_CATEGORIES {
        Some("A model knows six kinds at most: give sprites that belong together one first tag.")
    } else if n_lessons < FEW_SPRITES {
        Some("These are few: thirty sprites are a start, a hundred are good.")
    } else {
        None
    };
    if let Some(warning) = warning {
        ui.add(Label::new(RichText::new(warning).small().color(tokens.notice)).wrap());
    }
    ui.add_space(SPACE_XS);
    let command = Command::Train(TrainCommand::Prepare);
    command_button(ui, queue, command, state.allows(command));
}

fn lines_ui(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    let tokens = Tokens::in_ui(ui);
    let Some(lines) = state.training_lines() else {
        let text = "The commands appear here once the model has a name and there are sprites.";
        ui.label(RichText::new(text).color(tokens.text_muted));
        return;
    };
    Frame::new().fill(tokens.well).corner_radius(RADIUS).inner_margin(SPACE_S).show(ui, |ui| {
        ui.set_width(ui.available_width());
        for line in &lines {
            ui.add(Label::new(RichText::new(line).monospace().size(12.0)).wrap());
        }
    });
    ui.add_space(SPACE_XS);
    ui.horizontal_wrapped(|ui| {
        let command = Command::Train(TrainCommand::CopyLines);
        command_button(ui, queue, command, state.allows(command));
        let text = if state.has_sprites_in() {
            "The sprites are ready: this line trains."
        } else {
            "The first line gets the sprites ready, with the choices of \"Bring sprites in…\"; the \
             second trains."
        };
        ui.label(RichText::new(text).small().color(tokens.text_muted));
    });
}

fn run_ui(ui: &mut Ui, state: &State, queue: &CommandQueue) {
    let tokens = Tokens::in_ui(ui);
    let Seen { state: run, losses, held_out, pictures } = &state.train.seen;
    let is_own = state.run_paths().is_some_and(|run_paths| state.train.runner.trains(&run_paths));
    let said = |ui: &mut Ui, text: String, colour| {
        ui.add(Label::new(RichText::new(text).color(colour)).wrap());
    };
    match run {
        RunState::None => {
            let text = "Nothing yet. While the model learns you see here what it draws, and how \
                        well it does.";
            said(ui, text.to_owned(), tokens.text_muted);
        }
        RunState::Imported => {
            said(ui, "The sprites are ready; training has not begun.".to_owned(), tokens.text);
        }
        RunState::Training { silent, .. } if *silent > SILENCE && !is_own => {
            let minutes = (silent / 60.0).round();
            let text = format!(
                "Nothing has happened for {minutes} minutes. If the training was stopped, \
                 \"Resume training\" goes on where it was."
            );
            said(ui, text, tokens.notice);
        }
        RunState::Training { seconds_left, .. } => {
            let step = losses.last().map_or(0.0, |[step, _]| *step);
            let left = clock(*seconds_left);
            said(ui, format!("Training: step {step}, {left} left"), tokens.text);
            let whole = f64::from(state.train.settings.minutes) * 60.0;
            let done = 1.0 - (seconds_left / whole.max(1.0)).clamp(0.0, 1.0);
            ui.add(ProgressBar::new(done as f32).show_percentage());
        }
        RunState::Done { best, held_out, longer } => {
            let losses = held_out.map_or_else(String::new, |[before, after]| {
                format!(
                    " Its error on sprites that it was not shown: {before:.2} before, {after:.2} \
                     now (less is better)."
                )
            });
            said(ui, format!("Done.{losses}"), tokens.text);
            made_ui(
                ui,
                queue,
                best,
                TrainCommand::OpenResult,
                "The best one on sprites that it was not shown",
            );
            if let Some(longer) = longer {
                let what = "The one that learned longer: nearer to your shapes";
                made_ui(ui, queue, longer, TrainCommand::OpenLonger, what);
            }
        }
        RunState::Failed(reason) => said(ui, format!("It failed: {reason}"), tokens.danger),
    }
    if !losses.is_empty() || !held_out.is_empty() {
        ui.add_space(SPACE_S);
        curve_ui(ui, losses, held_out);
    }
    for (index, (shown, picture)) in pictures.iter().enumerate() {
        ui.add_space(SPACE_S);
        let caption = match shown {
            Shown::Sprites => "The sprites to learn from, as the model will see them".to_owned(),
            Shown::Before => "What it draws before it has learned anything".to_owned(),
            Shown::Step(step) => format!("What it draws after {step} steps"),
            Shown::After => "What it draws now".to_owned(),
            Shown::Longer => "What the one that learned longer draws".to_owned(),
            Shown::Varied => "What it makes of sprites of yours (left): a side drawn anew, other \
                              colours in the outline. The Breed panel does that."
                .to_owned(),
        };
        ui.add(Label::new(RichText::new(caption).small().color(tokens.text_muted)).wrap());
        picture_ui(ui, index, picture);
    }
}

/// A model that was made: what it is, how much it learned by heart, and the button to open it.
fn made_ui(ui: &mut Ui, queue: &CommandQueue, made: &Made, command: TrainCommand, what: &str) {
    let tokens = Tokens::in_ui(ui);
    let Made { samples, near_copies, .. } = made;
    ui.add_space(SPACE_XS);
    let text =
        format!("{what}. {near_copies} of its {samples} drawings nearly copy a sprite of yours.");
    ui.add(Label::new(RichText::new(text).color(tokens.text)).wrap());
    if near_copies * 20 > *samples {
        let text = "It copies more than one in twenty: add sprites, or let it learn for less long.";
        ui.add(Label::new(RichText::new(text).color(tokens.notice)).wrap());
    }
    let is_best = command == TrainCommand::OpenResult;
    let command = Command::Train(command);
    let response = if is_best {
        in_accent(ui, |ui| ui.button(command.name()))
    } else {
        ui.button(command.name())
    };
    with_command(response, queue, command);
}

fn clock(seconds: f64) -> String {
    let seconds = seconds.round() as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// The loss by step, smoothed, and the held-out loss as points.
fn curve_ui(ui: &mut Ui, losses: &[[f64; 2]], held_out: &[[f64; 2]]) {
    let tokens = Tokens::in_ui(ui);
    let smooth: Vec<[f64; 2]> = (0..losses.len())
        .map(|at| {
            let around = &losses[at.saturating_sub(SMOOTH)..=at];
            let mean = around.iter().map(|[_, loss]| loss).sum::<f64>() / around.len() as f64;
            [losses[at][0], mean]
        })
        .collect();
    let plot = Plot::new("loss")
        .height(CURVE)
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .include_y(0.0)
        .x_axis_label("step")
        .y_axis_label("error")
        .legend(Legend::default())
        .show_background(false);
    plot.show(ui, |plot| {
        plot.line(
            Line::new("sprites that it learns from", smooth).color(tokens.text_muted).width(1.5),
        );
        let points = Points::new(KEPT_ASIDE, held_out.to_vec());
        plot.line(Line::new(KEPT_ASIDE, held_out.to_vec()).color(tokens.accent).width(1.5));
        plot.points(points.color(tokens.accent).radius(3.0));
    });
}

/// A picture, as large as it is sharp in.
fn picture_ui(ui: &mut Ui, index: usize, picture: &std::sync::Arc<Picture>) {
    let id = Id::unique(("picture of a run", index));
    let key = std::sync::Arc::as_ptr(picture) as usize;
    let known: Option<(usize, TextureHandle)> = ui.data(|data| data.get_temp(id));
    let texture = match known {
        Some((known, texture)) if known == key => texture,
        _ => {
            let Picture { width, height, pixels } = &**picture;
            let image =
                ColorImage::from_rgba_unmultiplied([*width, *height], pixels.as_flattened());
            let texture = ui.load_texture("picture of a run", image, TextureOptions::NEAREST);
            ui.data_mut(|data| data.insert_temp(id, (key, texture.clone())));
            texture
        }
    };
    let size = vec2(picture.width as f32, picture.height as f32) / ui.pixels_per_point();
    let fit = (ui.available_width() / size.x).min(1.0);
    ui.image((texture.id(), size * fit));
    ui.add_space(SPACE_L - SPACE_S);
}
