//! A source of sprites that does what the test says, when the test says it.

use std::{cell::RefCell, collections::VecDeque, path::PathBuf, rc::Rc};

use shoal::{
    generate::{Event, Generator, JobId, Outcome, Preview, Priority, SpriteRequest, SpriteSource},
    model::{Checkpoint, CheckpointData, Config, Shape, ShapeConfig},
    sprite::{PIXELS, Palette, Sprite, World},
};

use super::creature;

/// A job as the window asked for it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Its number.
    pub(crate) id: JobId,
    /// What was asked for.
    pub(crate) requests: Vec<SpriteRequest>,
    /// How soon it is to be drawn.
    pub(crate) priority: Priority,
    /// Whether the window has cancelled it.
    pub(crate) is_cancelled: bool,
}

#[derive(Default)]
struct Script {
    events: VecDeque<Event>,
    jobs: Vec<Asked>,
    previews: Option<(JobId, Vec<Preview>)>,
    opened: Vec<PathBuf>,
}

/// Both ends of the script: the window holds one clone and the test another.
#[derive(Clone, Default)]
pub(crate) struct Scripted(Rc<RefCell<Script>>);

impl Scripted {
    /// Lets the model be loaded, with these names.
    pub(crate) fn load(&self, world: World) {
        self.send(Event::ModelLoaded(generator(world)));
    }

    /// Hands the window an event.
    pub(crate) fn send(&self, event: Event) {
        self.0.borrow_mut().events.push_back(event);
    }

    /// Every job so far.
    pub(crate) fn jobs(&self) -> Vec<Asked> {
        self.0.borrow().jobs.clone()
    }

    /// The last job asked for.
    pub(crate) fn last_job(&self) -> Asked {
        self.jobs().pop().expect("the window has asked for sprites")
    }

    /// Every checkpoint that the window wanted opened.
    pub(crate) fn opened(&self) -> Vec<PathBuf> {
        self.0.borrow().opened.clone()
    }

    /// Completes one sprite of a job; returns it.
    pub(crate) fn complete(&self, job: &Asked, index: usize) -> Sprite {
        let sprite = creature::draw(&job.requests[index]);
        self.send(Event::SpriteDone { job: job.id, index, sprite: sprite.clone(), sketch: None });
        sprite
    }

    /// Completes a whole job.
    pub(crate) fn finish(&self, job: &Asked) {
        for index in 0..job.requests.len() {
            self.complete(job, index);
        }
        self.0.borrow_mut().previews = None;
        self.send(Event::Finished { job: job.id, outcome: Outcome::Done });
    }

    /// Lets pixels of a job arrive: `drawn` of them in each of the sprites that `is_running`.
    pub(crate) fn preview(&self, job: &Asked, drawn: usize, is_running: impl Fn(usize) -> bool) {
        let preview = |(index, request): (usize, &SpriteRequest)| {
            let drawn = if is_running(index) { drawn } else { 0 };
            let mut pixels = *creature::draw(request).pixels();
            pixels[drawn.min(PIXELS)..].fill(0);
            let sprite = Sprite::from_indices(&pixels).expect("these are palette indices");
            Preview { drawn, sprite, ..Preview::default() }
        };
        let previews = job.requests.iter().enumerate().map(preview).collect();
        self.0.borrow_mut().previews = Some((job.id, previews));
    }
}

impl Scripted {
    /// Lets a sprite of a job be drawn to the end and refused; returns what it was.
    pub(crate) fn refuse(&self, job: &Asked, index: usize) -> Sprite {
        let SpriteRequest { variant, .. } = job.requests[index];
        let other = SpriteRequest { variant: variant + 5000, ..job.requests[index].clone() };
        let sprite = creature::draw(&other);
        let refused = Preview {
            sprite: sprite.clone(),
            is_refused: true,
            n_refused: 1,
            ..Preview::default()
        };
        let mut previews = vec![Preview::default(); job.requests.len()];
        previews[index] = refused;
        self.0.borrow_mut().previews = Some((job.id, previews));
        sprite
    }
}

impl SpriteSource for Scripted {
    fn generate(&mut self, requests: Vec<SpriteRequest>, priority: Priority) -> JobId {
        let mut script = self.0.borrow_mut();
        let id = JobId(script.jobs.len() as u64 + 1);
        script.jobs.push(Asked { id, requests, priority, is_cancelled: false });
        id
    }

    fn cancel(&mut self, job: JobId) {
        let mut script = self.0.borrow_mut();
        script.jobs.iter_mut().filter(|asked| asked.id == job).for_each(|asked| {
            asked.is_cancelled = true;
        });
        script.events.push_back(Event::Finished { job, outcome: Outcome::Cancelled });
    }

    fn open_checkpoint(&mut self, path: PathBuf) {
        self.0.borrow_mut().opened.push(path);
    }

    fn poll(&mut self) -> Option<Event> {
        self.0.borrow_mut().events.pop_front()
    }

    fn previews(&self, job: JobId) -> Option<Vec<Preview>> {
        let script = self.0.borrow();
        script.previews.as_ref().filter(|(of, _)| *of == job).map(|(_, previews)| previews.clone())
    }
}

/// A generator of a tiny network with these names.
pub(crate) fn generator(world: World) -> Generator {
    let config = Config::tiny().for_schema(&world);
    let weight = |(name, shape): (String, Vec<usize>)| (name, vec![0.01; shape.iter().product()]);
    let weights = config.tensors().into_iter().map(weight).collect();
    let palette = Palette::ocean();
    let sizes = ShapeConfig::tiny(&world, &palette);
    // Different weights, so that cells come out differently.
    let tensors = sizes.tensors().into_iter().map(|(name, shape)| {
        let count: usize = shape.iter().product();
        (name, (0..count).map(|at| ((at * 37 % 101) as f32 / 101.0 - 0.5) * 0.4).collect())
    });
    let shape = Some(Shape { weights: tensors.collect(), config: sizes });
    let data = CheckpointData {
        config,
        world,
        palette,
        training: serde_json::Value::Null,
        weights,
        critic: None,
        shape,
        exemplars: None,
    };
    let hash = "c0ffee".repeat(11)[..64].to_owned();
    let checkpoint = Checkpoint::new(data).expect("a tiny network is one");
    Generator::new(&checkpoint.with_hash(hash))
}
