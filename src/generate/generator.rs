//! A loaded model, ready to draw: what games and the studio call.

use std::{ops::ControlFlow, path::Path, sync::Arc};

#[cfg(feature = "shape")]
use super::shape::Beginning;
use super::{
    Brief, Control, Outcome, Precision, Preview, ShapeRequest, ShapeSettings, SpriteRequest,
    SpriteStream, StreamError, StreamSettings,
    critic::Critic,
    decoder::Decoder,
    draft::DraftLimits,
    exemplar::Library,
    kernels::SimdLevel,
    network::Network,
    run::{self, Limits},
};
use crate::{
    model::{Checkpoint, CheckpointError, Exemplars, Tables, vocabulary::COLOURS},
    sprite::{
        HintPlane, Labels, PIXELS, Palette, Recipe, ScanOrder, Schema, Sketch, Sprite, WorldId,
        slug,
    },
};

/// Written into recipes. Another version may draw other pixels from the same request; the same
/// version draws the same pixels on every x86-64 and `AArch64` processor, from 3 on.
pub const ENGINE_VERSION: &str = "3";

/// Draws sprites with the weights of one checkpoint. Clones share the weights.
#[derive(Clone, Debug)]
pub struct Generator(Arc<Loaded>);

#[derive(Debug)]
struct Loaded {
    network: Network,
    #[cfg(feature = "shape")]
    shape: Option<crate::model::ShapeNetwork>,
    exemplars: Option<Exemplars>,
    world: Schema,
    palette: Palette,
    training: serde_json::Value,
    hash: String,
    earlier: Vec<String>,
    world_id: WorldId,
}

impl Generator {
    /// Loads the checkpoint that this program was built with.
    #[must_use]
    pub fn embedded() -> Self {
        Self::new(&Checkpoint::embedded())
    }

    /// Lays out the weights of a checkpoint for drawing.
    #[must_use]
    pub fn new(checkpoint: &Checkpoint) -> Self {
        Self::with_precision(checkpoint, Precision::default())
    }

    /// As [`Self::new`], computing in other numbers than usual.
    #[must_use]
    pub fn with_precision(checkpoint: &Checkpoint, precision: Precision) -> Self {
        Self::at_level(checkpoint, precision, SimdLevel::detect())
    }

    pub(super) fn at_level(
        checkpoint: &Checkpoint,
        precision: Precision,
        level: SimdLevel,
    ) -> Self {
        Self(Arc::new(Loaded {
            network: Network::new(checkpoint, precision, level),
            // Sizes and tensors have been checked, so candle takes them.
            #[cfg(feature = "shape")]
            shape: checkpoint.shape.as_ref().and_then(|it| crate::model::ShapeNetwork::of(it).ok()),
            exemplars: checkpoint.exemplars.clone(),
            world: checkpoint.world.clone(),
            world_id: checkpoint.world.id(),
            palette: checkpoint.palette.clone(),
            training: checkpoint.training.clone(),
            hash: checkpoint.hash().to_owned(),
            earlier: checkpoint.earlier().map(str::to_owned).collect(),
        }))
    }

    /// Loads a checkpoint file.
    pub fn open(path: &Path) -> Result<Self, CheckpointError> {
        Ok(Self::new(&Checkpoint::open(path)?))
    }

    /// The axes of the model's world and the names of their values.
    #[must_use]
    pub fn world(&self) -> &Schema {
        &self.0.world
    }

    /// The palette that the model's sprites are indices into.
    #[must_use]
    pub fn palette(&self) -> &Palette {
        &self.0.palette
    }

    /// Facts of the training, for people.
    #[must_use]
    pub fn training(&self) -> &serde_json::Value {
        &self.0.training
    }

    /// What numbers it computes in.
    #[must_use]
    pub fn precision(&self) -> Precision {
        self.0.network.precision
    }

    /// SHA-256 of the checkpoint file, hexadecimal.
    #[must_use]
    pub fn checkpoint_hash(&self) -> &str {
        &self.0.hash
    }

    /// Whether it draws the sprites of the checkpoint with this hash as that one does: it is that
    /// one, or has the same network and something more.
    #[must_use]
    pub fn draws_as(&self, hash: &str) -> bool {
        self.0.hash == hash || self.0.earlier.iter().any(|earlier| earlier == hash)
    }

    /// Whether this model knows what a request asks for: its labels are of this world.
    #[must_use]
    pub fn accepts(&self, request: &SpriteRequest) -> bool {
        let world = request.brief.labels.world();
        world.is_none_or(|world| world == self.0.world_id)
    }

    /// Draws one sprite on the calling thread; an empty one if its labels are of another world
    /// (see [`Self::accepts`]).
    #[must_use]
    pub fn generate(&self, request: &SpriteRequest) -> Sprite {
        let (_, mut previews) =
            self.run(std::slice::from_ref(request), 1, &mut |_| ControlFlow::Continue(()));
        previews.pop().map_or(Sprite::EMPTY, |preview| preview.sprite)
    }

    /// Draws many sprites on all cores.
    #[must_use]
    pub fn generate_batch(&self, requests: &[SpriteRequest]) -> Vec<Sprite> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let (_, previews) = self.run(requests, threads, &mut |_| ControlFlow::Continue(()));
        previews.into_iter().map(|preview| preview.sprite).collect()
    }

    /// Draws all requests together on `threads` threads, the calling one among them.
    ///
    /// `watch` is called on the calling thread about once a row of each sprite, with the state of
    /// every request so far; [`ControlFlow::Break`] cancels, and every thread stops within some
    /// pixels.
    pub fn run(
        &self,
        requests: &[SpriteRequest],
        threads: usize,
        watch: &mut dyn FnMut(&[Preview]) -> ControlFlow<()>,
    ) -> (Outcome, Vec<Preview>) {
        self.run_until(requests, threads, &Control::default(), watch)
    }

    /// As [`Self::run`]; any thread can stop it or pause it by `control`.
    pub(super) fn run_until(
        &self,
        requests: &[SpriteRequest],
        threads: usize,
        control: &Control,
        watch: &mut dyn FnMut(&[Preview]) -> ControlFlow<()>,
    ) -> (Outcome, Vec<Preview>) {
        self.run_within(Limits::MEASURED, requests, threads, control, watch)
    }

    /// As [`Self::run_until`], with more or less done at a time.
    pub(super) fn run_within(
        &self,
        limits: Limits,
        requests: &[SpriteRequest],
        threads: usize,
        control: &Control,
        watch: &mut dyn FnMut(&[Preview]) -> ControlFlow<()>,
    ) -> (Outcome, Vec<Preview>) {
        // The one place that keeps labels of other worlds out.
        if !requests.iter().all(|request| self.accepts(request)) {
            return (Outcome::Refused, vec![Preview::default(); requests.len()]);
        }
        run::run(self, requests, threads, limits, control, watch)
    }

    /// The tables whose rows are added up in each slot.
    #[must_use]
    pub fn tables(&self) -> &Tables {
        &self.network().tables
    }

    /// Draws sprites in the background from now on; see [`SpriteStream`].
    pub fn stream(&self, settings: StreamSettings) -> Result<SpriteStream, StreamError> {
        SpriteStream::open(self, settings)
    }

    /// The weights, laid out.
    pub(super) fn network(&self) -> &Network {
        &self.0.network
    }

    /// Whether drawings that lack a trait that was asked for can be told and drawn again.
    pub(super) fn has_critic_of_traits(&self) -> bool {
        self.0.network.critic.as_ref().is_some_and(Critic::knows_traits)
    }

    /// Whether coarse pictures can be drawn: the checkpoint has exemplars, or a shape network that
    /// this build can compute.
    #[must_use]
    pub fn draws_shapes(&self) -> bool {
        self.0.exemplars.is_some() || self.has_shape_network()
    }

    /// Whether sprites with these labels begin with an exemplar unless they are asked not to.
    pub(super) fn has_leading_exemplars(&self, labels: Labels) -> bool {
        let labels = self.0.world.with_category_of_kinds(labels);
        self.0.exemplars.as_ref().is_some_and(|exemplars| exemplars.lead(labels))
    }

    #[cfg(feature = "shape")]
    fn has_shape_network(&self) -> bool {
        self.0.shape.is_some()
    }

    #[cfg(not(feature = "shape"))]
    #[expect(clippy::unused_self, reason = "as with the feature")]
    fn has_shape_network(&self) -> bool {
        false
    }

    /// Draws coarse pictures on some threads, each from its own request alone: from an exemplar
    /// where the checkpoint has any, of which the shape network draws a share anew. What is given
    /// comes back as it is where there is neither.
    #[must_use]
    pub fn draw_shapes(
        &self,
        requests: &[ShapeRequest],
        settings: ShapeSettings,
        threads: usize,
    ) -> Vec<Sketch> {
        // What nothing draws anew is not forgotten.
        let noise = if self.has_shape_network() { settings.noise } else { 0.0 };
        let begin = |request: &ShapeRequest| {
            let Some(exemplars) = &self.0.exemplars else { return request.given.clone() };
            let library = Library { exemplars, world: &self.0.world, palette: &self.0.palette };
            library.begin(request, noise)
        };
        let starts = requests.iter().map(begin);
        #[cfg(feature = "shape")]
        if let Some(network) = &self.0.shape {
            let begun = requests.iter().zip(starts);
            let begun: Vec<_> =
                begun.map(|(request, start)| Beginning { request, start }).collect();
            return super::shape::draw_all(network, &begun, settings, threads);
        }
        let _ = threads;
        starts.collect()
    }

    /// Room to draw some sprites on this thread.
    pub(super) fn decoder(&self, n_sprites: usize, draft_limits: DraftLimits) -> Decoder<'_> {
        Decoder::new(&self.0.network, n_sprites, draft_limits)
    }

    /// The logits with which the engine would predict each pixel of a given sprite from those
    /// before it. ([1024 * 64])
    ///
    /// This goes through the same cached steps as drawing, so comparing it with the reference
    /// forward pass tests the engine.
    #[must_use]
    pub fn logits(&self, labels: Labels, sprite: &Sprite, hints: Option<&HintPlane>) -> Vec<f32> {
        self.logits_in(ScanOrder::Forwards, labels, sprite, hints)
    }

    /// As [`Self::logits`], read in some order, in which the logits come too. A model that cannot
    /// read backwards reads a sprite that is turned by half a circle.
    #[must_use]
    pub fn logits_in(
        &self,
        order: ScanOrder,
        labels: Labels,
        sprite: &Sprite,
        hints: Option<&HintPlane>,
    ) -> Vec<f32> {
        let mut decoder = self.decoder(1, Limits::MEASURED.draft_limits);
        decoder.begin(0, &Brief { labels, hints: hints.cloned(), sketch: None }, order, false);
        let mut all = Vec::with_capacity(PIXELS * COLOURS);
        while !decoder.state(0).is_done() {
            decoder.forward();
            decoder.accept(0, |place, logits| {
                all.extend_from_slice(logits);
                sprite.pixels()[order.index(place)]
            });
        }
        all
    }

    /// What the model's critic says of a sprite that should show what was asked for: a
    /// log-likelihood, at most 0. `None` if the model has no critic.
    #[must_use]
    pub fn criticise(&self, labels: Labels, sprite: &Sprite) -> Option<f32> {
        let Network { critic, level, .. } = self.network();
        critic.as_ref().map(|critic| critic.score(*level, labels, sprite))
    }

    /// What the model's critic lets pass; worse drawings are drawn again, as often as
    /// [`Sampling::attempts`](crate::sprite::Sampling::attempts) says.
    #[must_use]
    pub fn critic_threshold(&self) -> Option<f32> {
        self.network().critic.as_ref().map(|critic| critic.threshold)
    }

    /// Everything that makes `sprite` again, given that `request` made it.
    #[must_use]
    pub fn recipe(&self, request: &SpriteRequest, sprite: &Sprite) -> Recipe {
        Recipe {
            checkpoint: self.0.hash.clone(),
            engine: ENGINE_VERSION.to_owned(),
            precision: self.precision().name().to_owned(),
            zone: slug(self.0.world.zone_name(request.brief.labels)),
            category: slug(self.0.world.category_name(request.brief.labels)),
            with: self.0.world.named_traits(request.brief.labels),
            seed: request.seed,
            variant: request.variant,
            sampling: *request.sampling,
            hints: request.brief.hints().cloned(),
            sketch: request.brief.sketch().cloned().map(Box::new),
            parents: request.parents.clone(),
            edits: Vec::new(),
            palette: None,
            motion: None,
            shading: None,
            pixels: sprite.content_hash(),
        }
    }
}
