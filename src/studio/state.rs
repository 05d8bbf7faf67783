//! What the window shows, without a word about how: cells, jobs, settings and the selection.
//!
//! Nothing here names egui, so every rule about which sprite ends up in which cell can be
//! tested without a window.

use std::{collections::VecDeque, path::Path};

use super::{command::Direction, toasts::Toasts};
use crate::{
    generate::{Generator, JobId, Outcome, Preview, SpriteRequest, SpriteSource, grid_requests},
    sprite::{PIXELS, Prompt, Sampling, Sprite},
};

/// What the checkpoint inside the program is called.
pub(super) const BUILT_IN: &str = "Built-in model";

/// The seed of the first grid: the same pictures greet every start.
const FIRST_SEED: u64 = 0;

/// What the artist sets for the next sprites.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Settings {
    /// Seed of the noise.
    pub(super) seed: u64,
    /// Settings of the sampler.
    pub(super) sampling: Sampling,
}

/// Where the model stands.
#[derive(Clone)]
pub(super) enum Model {
    /// The worker is reading a checkpoint, and there was none before.
    Loading,
    /// Ready to draw.
    Ready(Generator),
    /// There is none: the text says why.
    Missing(String),
}

/// A complete sprite and how to make it again.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drawn {
    /// What was asked for.
    pub(super) request: SpriteRequest,
    /// What came of it.
    pub(super) sprite: Sprite,
}

/// One place in the grid.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// Its zone and category.
    pub(super) prompt: Prompt,
    /// The last complete sprite; it stays while another is drawn.
    pub(super) drawn: Option<Drawn>,
    /// The sprite being drawn, once its first pixels are there.
    pub(super) preview: Option<Preview>,
    /// Seed and variant last asked for, so that rerolls count on even while they queue.
    last_asked: Option<(u64, u32)>,
}

/// What a cell has to show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Look<'a> {
    /// Nothing was drawn here yet.
    Empty,
    /// Waits its turn; shows what was there before.
    Waiting(Option<&'a Sprite>),
    /// Pixels are arriving.
    Drawing(&'a Preview),
    /// Complete.
    Done(&'a Sprite),
}

/// Sprites asked for together.
#[derive(Clone, Debug)]
struct Job {
    id: JobId,
    targets: Vec<Target>,
}

/// One sprite of a job.
#[derive(Clone, Debug)]
struct Target {
    cell: usize,
    request: SpriteRequest,
    is_done: bool,
}

/// Everything drawn since the worker last had nothing to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Run {
    /// Sprites asked for.
    pub(super) total: usize,
    /// Sprites complete.
    pub(super) done: usize,
    /// When it began, in seconds of the window's clock.
    started: f64,
    /// When it ended.
    ended: Option<f64>,
    /// Whether the artist stopped it.
    pub(super) is_cancelled: bool,
}

impl Run {
    /// How long it has taken so far, in seconds.
    pub(super) fn seconds(&self, now: f64) -> f64 {
        (self.ended.unwrap_or(now) - self.started).max(0.0)
    }
}

/// How the inspector shows the selected sprite.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct View {
    /// Physical pixels a sprite pixel; `None` is as large as fits.
    pub(super) zoom: Option<u32>,
    /// What `zoom` came to in the last frame, the point from which it steps on.
    pub(super) shown_zoom: u32,
    /// The point of the sprite at the centre of the view, in sprite pixels from the middle.
    pub(super) centre: [f32; 2],
    /// Whether lines are drawn between pixels.
    pub(super) has_pixel_grid: bool,
}

/// Everything the panels read.
pub(super) struct State {
    /// The model.
    pub(super) model: Model,
    /// What the model is called, for people.
    pub(super) model_name: String,
    /// What the next sprites are drawn with.
    pub(super) settings: Settings,
    /// The seed as typed, which may be no number yet.
    pub(super) seed_text: String,
    /// What the whole grid was last drawn with.
    drawn_with: Option<Settings>,
    /// Zone by zone.
    pub(super) cells: Vec<Cell>,
    /// Index of the selected cell.
    pub(super) selected: usize,
    /// The big view.
    pub(super) view: View,
    /// Whether the list of shortcuts is open.
    pub(super) shows_shortcuts: bool,
    /// Why nothing can be drawn any more, although the sprites that are there remain.
    pub(super) stopped: Option<String>,
    /// Messages on show.
    pub(super) toasts: Toasts,
    jobs: Vec<Job>,
    run: Option<Run>,
    /// Names of the checkpoints on their way, oldest first.
    opening: VecDeque<String>,
}

impl State {
    /// The window before the model is there.
    pub(super) fn new(model_name: String) -> Self {
        Self {
            model: Model::Loading,
            model_name: String::new(),
            settings: Settings { seed: FIRST_SEED, sampling: Sampling::default() },
            seed_text: FIRST_SEED.to_string(),
            drawn_with: None,
            cells: Vec::new(),
            selected: 0,
            view: View::default(),
            shows_shortcuts: false,
            stopped: None,
            toasts: Toasts::default(),
            jobs: Vec::new(),
            run: None,
            opening: VecDeque::from([model_name]),
        }
    }

    /// The model, if there is one.
    pub(super) fn generator(&self) -> Option<&Generator> {
        match &self.model {
            Model::Ready(generator) => Some(generator),
            Model::Loading | Model::Missing(_) => None,
        }
    }

    /// Whether there is a model and a worker to draw with it.
    pub(super) fn can_draw(&self) -> bool {
        self.generator().is_some() && self.stopped.is_none()
    }

    /// Whether a checkpoint is being read.
    pub(super) fn is_opening(&self) -> bool {
        !self.opening.is_empty()
    }

    /// Whether anything is being drawn or waits to be.
    pub(super) fn is_busy(&self) -> bool {
        !self.jobs.is_empty()
    }

    /// Whether the grid on show was drawn with other settings than those on show.
    pub(super) fn has_changed_settings(&self) -> bool {
        self.drawn_with.is_some_and(|drawn_with| drawn_with != self.settings)
    }

    /// The current or the last run.
    pub(super) fn run(&self) -> Option<&Run> {
        self.run.as_ref()
    }

    /// How much of the current run is drawn, 0 to 1, counting single pixels.
    pub(super) fn fraction_done(&self) -> f32 {
        let Some(run) = &self.run else { return 0.0 };
        let previews = self.cells.iter().filter_map(|cell| cell.preview.as_ref());
        let arriving: usize = previews.map(|preview| preview.drawn).sum();
        let pixels = run.done * PIXELS + arriving;
        (pixels as f32 / (run.total.max(1) * PIXELS) as f32).min(1.0)
    }

    /// What a cell has to show.
    pub(super) fn look(&self, index: usize) -> Look<'_> {
        let Some(cell) = self.cells.get(index) else { return Look::Empty };
        let complete = cell.drawn.as_ref().map(|drawn| &drawn.sprite);
        let is_pending = |job: &Job| job.targets.iter().any(|t| t.cell == index && !t.is_done);
        match (&cell.preview, complete) {
            (Some(preview), _) => Look::Drawing(preview),
            _ if self.jobs.iter().any(is_pending) => Look::Waiting(complete),
            (None, Some(sprite)) => Look::Done(sprite),
            (None, None) => Look::Empty,
        }
    }

    /// The selected cell's complete sprite.
    pub(super) fn selected_drawn(&self) -> Option<&Drawn> {
        self.cells.get(self.selected)?.drawn.as_ref()
    }

    /// What a cell is called: "Jellyfish in Shallows".
    pub(super) fn cell_name(&self, index: usize) -> String {
        match (self.generator(), self.cells.get(index)) {
            (Some(generator), Some(cell)) => {
                let (world, prompt) = (generator.world(), cell.prompt);
                format!("{} in {}", world.category_name(prompt), world.zone_name(prompt))
            }
            _ => "Empty cell".to_owned(),
        }
    }

    /// Selects the next cell that way, if there is one.
    pub(super) fn move_selection(&mut self, direction: Direction) {
        let n_columns = self.generator().map_or(1, |g| g.world().categories.len()).max(1);
        let (row, column) = (self.selected / n_columns, self.selected % n_columns);
        let (row, column) = match direction {
            Direction::Left => (Some(row), column.checked_sub(1)),
            Direction::Right => (Some(row), Some(column + 1).filter(|&c| c < n_columns)),
            Direction::Up => (row.checked_sub(1), Some(column)),
            Direction::Down => (Some(row + 1), Some(column)),
        };
        if let (Some(row), Some(column)) = (row, column) {
            self.select(row * n_columns + column);
        }
    }

    /// Selects a cell, if there is one of that number.
    pub(super) fn select(&mut self, index: usize) {
        if index < self.cells.len() {
            self.selected = index;
        }
    }

    /// Takes another seed.
    pub(super) fn set_seed(&mut self, seed: u64) {
        self.settings.seed = seed;
        self.seed_text = seed.to_string();
    }

    /// Draws every cell anew; what was still being drawn is given up.
    pub(super) fn draw_all(&mut self, source: &mut dyn SpriteSource, now: f64) {
        let Some(generator) = self.generator().filter(|_| self.can_draw()) else { return };
        let Settings { seed, sampling } = self.settings;
        let requests = grid_requests(generator.world(), seed, sampling.clamped());
        self.drop_jobs(source);
        self.drawn_with = Some(self.settings);
        self.run = None;
        self.submit(source, requests.into_iter().enumerate().collect(), now);
    }

    /// Draws the next variant of the selected cell, after whatever is being drawn.
    pub(super) fn reroll(&mut self, source: &mut dyn SpriteSource, now: f64) {
        if !self.can_draw() {
            return;
        }
        let (selected, n_cells) = (self.selected, self.cells.len() as u32);
        let Settings { seed, sampling } = self.settings;
        let Some(cell) = self.cells.get(selected) else { return };
        // Steps of a whole grid keep every variant apart from every other cell's.
        let variant = match cell.last_asked {
            Some((asked_seed, variant)) if asked_seed == seed => variant.wrapping_add(n_cells),
            _ => selected as u32,
        };
        let request = SpriteRequest::new(cell.prompt, seed, variant, sampling.clamped());
        self.submit(source, vec![(selected, request)], now);
    }

    /// Stops everything; complete sprites stay.
    pub(super) fn cancel(&mut self, source: &mut dyn SpriteSource, now: f64) {
        if !self.is_busy() {
            return;
        }
        self.drop_jobs(source);
        if let Some(run) = &mut self.run {
            run.ended = Some(now);
            run.is_cancelled = true;
        }
    }

    /// Notes that a checkpoint was asked for.
    pub(super) fn expect_model(&mut self, name: String) {
        self.opening.push_back(name);
    }

    /// Forgets the worker's model, because another worker takes over.
    pub(super) fn restart(&mut self, source: &mut dyn SpriteSource) {
        self.drop_jobs(source);
        self.run = None;
        self.stopped = None;
        if let Model::Missing(_) = self.model {
            self.model = Model::Loading;
        }
        self.opening = VecDeque::from([BUILT_IN.to_owned()]);
    }

    /// A model is there: its names label the grid, which begins to fill.
    pub(super) fn model_loaded(
        &mut self,
        generator: Generator,
        source: &mut dyn SpriteSource,
        now: f64,
    ) {
        self.model_name = self.opening.pop_front().unwrap_or_else(|| BUILT_IN.to_owned());
        let empty = |prompt| Cell { prompt, drawn: None, preview: None, last_asked: None };
        self.cells = generator.world().cells().map(empty).collect();
        self.selected = self.selected.min(self.cells.len().saturating_sub(1));
        self.model = Model::Ready(generator);
        self.draw_all(source, now);
    }

    /// A checkpoint could not be read; the model before it, if any, stays.
    pub(super) fn model_failed(&mut self, path: &Path, error: &str) {
        self.opening.pop_front();
        if self.generator().is_none() {
            // A worker that falls back to the built-in checkpoint says so with its next event.
            self.model = Model::Missing(format!("{} was not opened", file_name(path)));
        }
        self.toasts.error(format!("{} was not opened: {error}", file_name(path)));
    }

    /// The worker is gone.
    pub(super) fn worker_died(&mut self, reason: &str) {
        self.jobs.clear();
        self.run = None;
        self.opening.clear();
        self.cells.iter_mut().for_each(|cell| cell.preview = None);
        let reason = format!("Drawing has stopped: {reason}");
        if self.generator().is_none() {
            self.model = Model::Missing(reason.clone());
        }
        self.stopped = Some(reason.clone());
        self.toasts.error(reason);
    }

    /// One sprite is complete. Jobs that were cancelled or replaced are not known any more.
    pub(super) fn sprite_done(&mut self, job: JobId, index: usize, sprite: Sprite) {
        let Some(job) = self.jobs.iter_mut().find(|known| known.id == job) else { return };
        let Some(target) = job.targets.get_mut(index).filter(|target| !target.is_done) else {
            return;
        };
        target.is_done = true;
        if let Some(cell) = self.cells.get_mut(target.cell) {
            cell.drawn = Some(Drawn { request: target.request.clone(), sprite });
            cell.preview = None;
        }
        if let Some(run) = &mut self.run {
            run.done += 1;
        }
    }

    /// A job has ended, one way or the other.
    pub(super) fn job_finished(&mut self, job: JobId, outcome: Outcome, now: f64) {
        let n_jobs = self.jobs.len();
        for ended in self.jobs.iter().filter(|known| known.id == job) {
            for target in &ended.targets {
                if let Some(cell) = self.cells.get_mut(target.cell) {
                    cell.preview = None;
                }
            }
        }
        self.jobs.retain(|known| known.id != job);
        if let Some(run) = self.run.as_mut().filter(|_| self.jobs.len() < n_jobs) {
            run.is_cancelled |= outcome == Outcome::Cancelled;
            if self.jobs.is_empty() {
                run.ended = Some(now);
            }
        }
    }

    /// Fetches the pixels that arrived since the last frame.
    pub(super) fn fetch_previews(&mut self, source: &dyn SpriteSource) {
        for job in &self.jobs {
            let Some(previews) = source.previews(job.id) else { continue };
            for (target, preview) in job.targets.iter().zip(previews) {
                let Some(cell) = self.cells.get_mut(target.cell) else { continue };
                if !target.is_done && 0 < preview.drawn {
                    cell.preview = Some(preview);
                }
            }
        }
    }

    fn submit(
        &mut self,
        source: &mut dyn SpriteSource,
        wanted: Vec<(usize, SpriteRequest)>,
        now: f64,
    ) {
        let id = source.generate(wanted.iter().map(|(_, request)| request.clone()).collect());
        let n_wanted = wanted.len();
        match &mut self.run {
            Some(run) if run.ended.is_none() => run.total += n_wanted,
            _ => {
                self.run = Some(Run {
                    total: n_wanted,
                    done: 0,
                    started: now,
                    ended: None,
                    is_cancelled: false,
                });
            }
        }
        let mut targets = Vec::with_capacity(n_wanted);
        for (cell, request) in wanted {
            self.cells[cell].last_asked = Some((request.seed, request.variant));
            targets.push(Target { cell, request, is_done: false });
        }
        self.jobs.push(Job { id, targets });
    }

    fn drop_jobs(&mut self, source: &mut dyn SpriteSource) {
        for job in self.jobs.drain(..) {
            source.cancel(job.id);
        }
        self.cells.iter_mut().for_each(|cell| cell.preview = None);
    }
}

/// The last part of a path, as people name a file.
pub(super) fn file_name(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| path.display().to_string())
}
