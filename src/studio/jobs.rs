//! Everything that is being drawn, for whichever panel asked.
//!
//! A panel that wants sprites
//!
//! 1. adds a variant to [`Owner`];
//! 2. calls [`Jobs::submit`] with it and with the requests, each beside a *slot*: the panel's
//!    own number for the place that the sprite belongs in (a cell, a child, a layer);
//! 3. gets each complete sprite as [`News::Done`], and the end of the job as
//!    [`News::Finished`], in `App::take_in`, which matches on the owner;
//! 4. asks [`Jobs::status`] for a slot while it draws itself: waiting, or these pixels so far.
//!
//! [`Jobs::cancel`] gives up all that an owner still waits for, which is also how a panel
//! replaces a job by another. The worker takes jobs one after the other in the order in which
//! they were submitted, so a panel that redraws while a dial moves waits until the dial rests.
//! Jobs of a few sprites go before those of many: a cell that is rerolled does not wait for the
//! grid around it. What the grid still has to draw for that cell is older then, and says so
//! ([`Delivery::overtaken_by`]).
//!
//! Nothing here waits. Events of jobs that were given up are dropped by their [`JobId`], so
//! no panel gets a sprite that is no longer wanted.

use std::{path::PathBuf, sync::Arc};

use crate::{
    generate::{
        Event, Generator, JobId, Outcome, Preview, Priority, ShapeFirst, SpriteRequest,
        SpriteSource,
    },
    sprite::{PIXELS, Sampling, Sketch, Sprite},
};

/// Jobs of at most so many sprites are urgent: what a hand asked for just now.
const FEW: usize = 12;
/// The time that a sprite takes is measured over at least so many of one run.
const ENOUGH_TO_MEASURE: usize = 6;

/// The panel that a job belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// Slots are the grid's cells.
    Grid,
    /// Slots are the grid's cells, as many to each as candidates are drawn at once.
    Candidates,
    /// Slots are the sweep's places, row by row.
    Sweep,
    /// The editor's region, which is slot 0.
    Edit,
    /// Slots are the children, in their order.
    Breed,
    /// Slots are the variants of the sketch, in their order.
    Sketch,
    /// Slots are the frames of a clip that is bred.
    Clip,
}

impl Owner {
    /// Every owner.
    pub(super) const ALL: [Self; 7] = [
        Self::Grid,
        Self::Candidates,
        Self::Sweep,
        Self::Edit,
        Self::Breed,
        Self::Sketch,
        Self::Clip,
    ];
}

/// Something that happened since the last frame.
#[derive(Clone, Debug)]
pub(super) enum News {
    /// One sprite is complete.
    Done(Delivery),
    /// One sprite was drawn to the end, and will be drawn again because the critic refused it.
    Refused(Delivery),
    /// A job that was not given up has ended.
    #[expect(
        dead_code,
        reason = "the grid and the sweep need to know which sprites are there, and no more"
    )]
    Finished {
        /// Whose.
        owner: Owner,
        /// Which.
        job: JobId,
        /// Whether it is complete.
        outcome: Outcome,
    },
    /// From now on sprites are drawn with this model.
    ModelLoaded(Generator),
    /// A checkpoint could not be loaded; the model stays what it was.
    ModelFailed {
        /// The file.
        path: PathBuf,
        /// Why, for people.
        error: String,
    },
    /// The worker is gone, and every job with it.
    Died(String),
}

/// A complete sprite on its way to its panel.
#[derive(Clone, Debug)]
pub(super) struct Delivery {
    /// Whose.
    pub(super) owner: Owner,
    /// Of which job.
    pub(super) job: JobId,
    /// Where it belongs.
    pub(super) slot: usize,
    /// The job that was asked for later, and has drawn a sprite for the same place already.
    pub(super) overtaken_by: Option<JobId>,
    /// What was asked for.
    pub(super) request: SpriteRequest,
    /// The coarse picture that was drawn for it first, if one was.
    pub(super) sketch: Option<Arc<Sketch>>,
    /// What came of it.
    pub(super) sprite: Sprite,
}

/// How far a sprite is that was asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Status<'a> {
    /// Not begun.
    Waiting,
    /// These pixels are there.
    Drawing(&'a Preview),
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

struct Job {
    id: JobId,
    owner: Owner,
    targets: Vec<Target>,
}

/// One sprite of a job.
struct Target {
    slot: usize,
    request: SpriteRequest,
    preview: Option<Preview>,
    /// Drawings that the critic refused and that were passed on.
    n_refused: u8,
    is_done: bool,
    /// The later job that has drawn a sprite for the same place already.
    overtaken_by: Option<JobId>,
}

impl Target {
    /// What the critic refused since it was last asked, if anything: as a request that draws it.
    fn take_refused(&mut self) -> Option<(SpriteRequest, Sprite, Option<Arc<Sketch>>)> {
        let Self { request, preview, n_refused, .. } = self;
        let Preview { n_refused: now, sprite, sketch, .. } = preview.as_ref()?;
        if *now <= *n_refused {
            return None;
        }
        *n_refused = *now;
        let sampling = Sampling { attempts: *now, ..*request.sampling };
        Some((request.clone().with_sampling(sampling), sprite.clone(), sketch.clone()))
    }
}

impl Job {
    fn n_open(&self) -> usize {
        self.targets.iter().filter(|target| !target.is_done).count()
    }
}

/// The jobs of all panels, and the worker that does them.
pub(super) struct Jobs {
    source: Box<dyn SpriteSource>,
    live: Vec<Job>,
    run: Option<Run>,
    /// The window's clock at the last [`Self::poll`].
    now: f64,
    /// How long a sprite took in the last run of many, in seconds.
    seconds_a_sprite: Option<f64>,
}

impl Jobs {
    /// No jobs yet, for this worker.
    pub(super) fn new(source: Box<dyn SpriteSource>) -> Self {
        Self { source, live: Vec::new(), run: None, now: 0.0, seconds_a_sprite: None }
    }

    /// Asks for sprites, each with the slot that it belongs in.
    pub(super) fn submit(&mut self, owner: Owner, wanted: Vec<(usize, SpriteRequest)>) -> JobId {
        // What is asked for by traits gets its shape first; an editor's region has its hints.
        let asked = wanted
            .iter()
            .map(|(_, request)| request.clone().with_shape_first(ShapeFirst::Auto))
            .collect();
        let n_wanted = wanted.len();
        let priority = if n_wanted <= FEW { Priority::Urgent } else { Priority::Background };
        let id = self.source.generate(asked, priority);
        match &mut self.run {
            Some(run) if run.ended.is_none() => run.total += n_wanted,
            _ => {
                self.seconds_a_sprite = self.seconds_a_sprite();
                let started = self.now;
                let run =
                    Run { total: n_wanted, done: 0, started, ended: None, is_cancelled: false };
                self.run = Some(run);
            }
        }
        let target = |(slot, request)| Target {
            slot,
            request,
            preview: None,
            n_refused: 0,
            is_done: false,
            overtaken_by: None,
        };
        self.live.push(Job { id, owner, targets: wanted.into_iter().map(target).collect() });
        id
    }

    /// Gives up everything that this owner still waits for.
    pub(super) fn cancel(&mut self, owner: Owner) {
        self.give_up(|job| job.owner == owner);
    }

    /// Gives up one job.
    pub(super) fn cancel_job(&mut self, id: JobId) {
        self.give_up(|job| job.id == id);
    }

    /// Stops everything for everybody, because the artist says so.
    pub(super) fn cancel_all(&mut self) {
        let had_jobs = !self.live.is_empty();
        for job in self.live.drain(..) {
            self.source.cancel(job.id);
        }
        if let Some(run) = self.run.as_mut().filter(|_| had_jobs) {
            run.ended = Some(self.now);
            run.is_cancelled = true;
        }
    }

    fn give_up(&mut self, is_unwanted: impl Fn(&Job) -> bool) {
        for job in self.live.extract_if(.., |job| is_unwanted(job)) {
            self.source.cancel(job.id);
            if let Some(run) = &mut self.run {
                run.total -= job.n_open();
            }
        }
        if let Some(run) = self.run.as_mut().filter(|_| self.live.is_empty()) {
            if run.ended.is_none() && run.done == 0 {
                self.run = None;
            } else {
                run.ended.get_or_insert(self.now);
            }
        }
    }

    /// Loads a checkpoint after all that was submitted before.
    pub(super) fn open_checkpoint(&mut self, path: PathBuf) {
        self.source.open_checkpoint(path);
    }

    /// Forgets the worker and everything that it still had to do.
    pub(super) fn replace_source(&mut self, source: Box<dyn SpriteSource>) {
        self.cancel_all();
        self.run = None;
        self.source = source;
    }

    /// About how long a sprite takes while many are drawn, in seconds; `None` before enough were.
    pub(super) fn seconds_a_sprite(&self) -> Option<f64> {
        self.measured().or(self.seconds_a_sprite)
    }

    /// What the run on show says of it.
    fn measured(&self) -> Option<f64> {
        let run = self.run.as_ref().filter(|run| ENOUGH_TO_MEASURE <= run.done)?;
        Some(run.seconds(self.now) / run.done as f64).filter(|seconds| 0.0 < *seconds)
    }

    /// Whether anything is being drawn or waits to be.
    pub(super) fn is_busy(&self) -> bool {
        !self.live.is_empty()
    }

    /// The current or the last run.
    pub(super) fn run(&self) -> Option<&Run> {
        self.run.as_ref()
    }

    /// How much of the current run is drawn, 0 to 1, counting single pixels.
    pub(super) fn fraction_done(&self) -> f32 {
        let Some(run) = &self.run else { return 0.0 };
        let targets = self.live.iter().flat_map(|job| &job.targets);
        let drawn = |target: &Target| match &target.preview {
            _ if target.is_done => 0,
            Some(preview) if preview.n_refused == 0 => preview.drawn,
            Some(_) => PIXELS,
            None => 0,
        };
        let arriving: usize = targets.map(drawn).sum();
        let pixels = run.done * PIXELS + arriving;
        (pixels as f32 / (run.total.max(1) * PIXELS) as f32).min(1.0)
    }

    /// Sprites that were drawn to the end and are drawn again, because the critic refused them.
    pub(super) fn n_improving(&self) -> usize {
        let open = self.live.iter().flat_map(|job| &job.targets).filter(|target| !target.is_done);
        open.filter(|target| target.n_refused > 0).count()
    }

    /// Whether a job still has to draw the sprite for this slot.
    pub(super) fn awaits(&self, id: JobId, slot: usize) -> bool {
        let targets = self.live.iter().filter(|job| job.id == id).flat_map(|job| &job.targets);
        targets.into_iter().any(|target| target.slot == slot && !target.is_done)
    }

    /// Whether a job draws nothing that is not for this slot.
    pub(super) fn is_only_for(&self, id: JobId, slot: usize) -> bool {
        let mut targets = self.live.iter().filter(|job| job.id == id).flat_map(|job| &job.targets);
        targets.all(|target| target.slot == slot)
    }

    /// How far the sprite for this slot is, the one asked for last if pixels of several are there;
    /// `None` if none is on its way.
    pub(super) fn status(&self, owner: Owner, slot: usize) -> Option<Status<'_>> {
        let jobs = self.live.iter().rev().filter(|job| job.owner == owner);
        let targets = jobs.flat_map(|job| &job.targets);
        let is_open = |target: &&Target| {
            target.slot == slot && !target.is_done && target.overtaken_by.is_none()
        };
        targets.filter(is_open).fold(None, |found, target| match (&target.preview, found) {
            (_, Some(Status::Drawing(_))) => found,
            (Some(preview), _) => Some(Status::Drawing(preview)),
            (None, _) => Some(Status::Waiting),
        })
    }

    /// Takes in what the worker has to say; to be called once a frame, before anything is drawn.
    pub(super) fn poll(&mut self, now: f64) -> Vec<News> {
        self.now = now;
        let mut news = Vec::new();
        while let Some(event) = self.source.poll() {
            news.extend(self.take_in(event));
        }
        for job in &mut self.live {
            let Some(previews) = self.source.previews(job.id) else { continue };
            for (target, preview) in job.targets.iter_mut().zip(previews) {
                if target.is_done || (preview.drawn == 0 && !preview.is_refused) {
                    continue;
                }
                target.preview = Some(preview);
                let refused = target.take_refused().filter(|_| target.overtaken_by.is_none());
                if let Some((request, sprite, sketch)) = refused {
                    let (owner, id, slot) = (job.owner, job.id, target.slot);
                    let (job, overtaken_by) = (id, None);
                    news.push(News::Refused(Delivery {
                        owner,
                        job,
                        slot,
                        overtaken_by,
                        request,
                        sketch,
                        sprite,
                    }));
                }
            }
        }
        news
    }

    fn take_in(&mut self, event: Event) -> Option<News> {
        match event {
            Event::ModelLoaded(generator) => Some(News::ModelLoaded(generator)),
            Event::ModelFailed { path, error } => Some(News::ModelFailed { path, error }),
            Event::SpriteDone { job, index, sprite, sketch } => {
                self.sprite_done(job, index, (sprite, sketch))
            }
            Event::Finished { job, outcome } => self.finished(job, outcome),
            Event::Died(reason) => {
                self.live.clear();
                self.run = None;
                Some(News::Died(reason))
            }
        }
    }

    fn sprite_done(
        &mut self,
        job: JobId,
        index: usize,
        (sprite, sketch): (Sprite, Option<Arc<Sketch>>),
    ) -> Option<News> {
        let known = self.live.iter_mut().find(|known| known.id == job)?;
        let owner = known.owner;
        let target = known.targets.get_mut(index).filter(|target| !target.is_done)?;
        target.is_done = true;
        target.preview = None;
        if let Some(run) = &mut self.run {
            run.done += 1;
        }
        let (slot, request, overtaken_by) =
            (target.slot, target.request.clone(), target.overtaken_by);
        self.overtake(owner, job, slot);
        Some(News::Done(Delivery { owner, job, slot, overtaken_by, request, sketch, sprite }))
    }

    /// Marks what earlier jobs of the grid still have to draw for a place.
    fn overtake(&mut self, owner: Owner, by: JobId, slot: usize) {
        if owner != Owner::Grid {
            return;
        }
        let earlier = self.live.iter_mut().filter(|job| job.owner == owner);
        let targets = earlier.take_while(|job| job.id != by).flat_map(|job| &mut job.targets);
        for target in targets.filter(|target| target.slot == slot && !target.is_done) {
            target.overtaken_by = Some(by);
        }
    }

    fn finished(&mut self, job: JobId, outcome: Outcome) -> Option<News> {
        let place = self.live.iter().position(|known| known.id == job)?;
        let owner = self.live.remove(place).owner;
        if let Some(run) = &mut self.run {
            run.is_cancelled |= outcome == Outcome::Cancelled;
            if self.live.is_empty() {
                run.ended = Some(self.now);
            }
        }
        Some(News::Finished { owner, job, outcome })
    }
}
