//! Brings pictures in for the import dialog, again whenever a choice changes, away from the
//! thread that draws the window.

use std::{
    io,
    ops::ControlFlow,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use egui::{Color32, ColorImage};

use crate::{
    dataset::{self, DatasetError, ImportSettings, Imported, Progress, groups},
    files::Picture,
    sprite::{Prompt, SIDE},
    studio::textures,
};

/// Sprites that are shown, at most; those of a larger collection are brought in all the same.
const MOST_SHOWN: usize = 2048;
/// How often the window hears how far a look is.
const TELL_EVERY: Duration = Duration::from_millis(100);
/// Sprites side by side in the picture of all.
pub(in crate::studio) const ATLAS_COLUMNS: usize = 64;

/// What pictures would become.
pub(in crate::studio) struct Preview {
    /// The sprites, and what is to be said about them.
    pub(in crate::studio) imported: Imported,
    /// The sprites of each label.
    pub(in crate::studio) groups: Vec<LabelGroup>,
    /// The first sprites side by side, [`ATLAS_COLUMNS`] places to a row; where they were
    /// simplified, each takes two places, the first of which shows it as it was.
    pub(in crate::studio) atlas: Arc<ColorImage>,
    /// How many are on it.
    pub(in crate::studio) n_shown: usize,
    /// Places that a sprite takes: one, or two beside what it was.
    pub(in crate::studio) n_places: usize,
}

/// Sprites of one label.
pub(in crate::studio) struct LabelGroup {
    /// The label, for people.
    pub(in crate::studio) label: String,
    /// The category, if it is one of several.
    pub(in crate::studio) category: Option<String>,
    /// The numbers of the sprites.
    pub(in crate::studio) numbers: Vec<usize>,
}

/// Why nothing came of pictures.
pub(in crate::studio) struct Refusal {
    /// The reason.
    pub(in crate::studio) reason: String,
    /// If there are too many categories: all of them, and how many sprites have each.
    pub(in crate::studio) categories: Vec<(String, usize)>,
}

/// What the importer has to say.
pub(in crate::studio) enum ImportNews {
    /// How far it is.
    Progress(Progress),
    /// What came of a look, or why nothing did.
    Looked(Result<Arc<Preview>, Refusal>),
    /// So many sprites are in this folder now, or why they are not.
    Written(PathBuf, Result<usize, String>),
}

enum Order {
    Look(u64, Box<ImportSettings>),
    Write(Arc<Preview>, PathBuf),
}

/// A thread that brings pictures in.
pub(in crate::studio) struct Importer {
    orders: SyncSender<Order>,
    news: Receiver<(u64, ImportNews)>,
    /// The number of the latest look; earlier ones stop.
    latest: Arc<AtomicU64>,
}

impl Importer {
    /// `wake` is called whenever there is something new.
    pub(in crate::studio) fn spawn(wake: impl Fn() + Send + 'static) -> io::Result<Self> {
        let (orders, received) = sync_channel::<Order>(32);
        let (sender, news) = sync_channel(64);
        let latest = Arc::new(AtomicU64::new(0));
        let newest = Arc::clone(&latest);
        thread::Builder::new().name("importing".to_owned()).spawn(move || {
            for order in received {
                let said = match order {
                    Order::Look(number, settings) => {
                        let is_stale = || newest.load(Ordering::Relaxed) != number;
                        let mut told = Instant::now();
                        let looked = look(&settings, |progress| {
                            if is_stale() {
                                return ControlFlow::Break(());
                            }
                            // The window may be behind; a later file says as much.
                            if told.elapsed() > TELL_EVERY
                                && sender.try_send((number, ImportNews::Progress(progress))).is_ok()
                            {
                                told = Instant::now();
                                wake();
                            }
                            ControlFlow::Continue(())
                        });
                        let Some(looked) = looked else { continue };
                        (number, ImportNews::Looked(looked))
                    }
                    Order::Write(preview, folder) => {
                        let count = preview.imported.dataset.examples.len();
                        let result = preview.imported.write(&folder);
                        let result = result.map(|_| count).map_err(|error| error.to_string());
                        (newest.load(Ordering::Relaxed), ImportNews::Written(folder, result))
                    }
                };
                // If the window is gone by now, it is not waited for.
                if sender.send(said).is_err() {
                    return;
                }
                wake();
            }
        })?;
        Ok(Self { orders, news, latest })
    }

    /// Begins to look what would come of these settings; earlier looks are given up. Says whether
    /// the thread has taken the order, which it does unless it is far behind.
    pub(in crate::studio) fn look(&self, settings: ImportSettings) -> bool {
        let number = self.latest.fetch_add(1, Ordering::Relaxed) + 1;
        self.orders.try_send(Order::Look(number, Box::new(settings))).is_ok()
    }

    /// Gives up what is being looked at.
    pub(in crate::studio) fn stop(&self) {
        self.latest.fetch_add(1, Ordering::Relaxed);
    }

    /// Begins to write what was looked at into a folder.
    pub(in crate::studio) fn write(&self, preview: Arc<Preview>, folder: PathBuf) -> bool {
        self.orders.try_send(Order::Write(preview, folder)).is_ok()
    }

    /// The next thing that it has to say about the latest look or about what it wrote.
    pub(in crate::studio) fn poll(&self) -> Option<ImportNews> {
        let latest = self.latest.load(Ordering::Relaxed);
        self.news.try_iter().find_map(|(number, news)| {
            let is_wanted = number == latest || matches!(news, ImportNews::Written(..));
            is_wanted.then_some(news)
        })
    }
}

/// `None` if it was given up.
fn look(
    settings: &ImportSettings,
    tell: impl FnMut(Progress) -> ControlFlow<()>,
) -> Option<Result<Arc<Preview>, Refusal>> {
    match dataset::import(settings, tell) {
        Err(DatasetError::Stopped) => None,
        Err(error) => {
            let reason = error.to_string();
            let categories = match error {
                DatasetError::TooManyNames { kind, names, .. } if kind == "categories" => names,
                _ => Vec::new(),
            };
            Some(Err(Refusal { reason, categories }))
        }
        Ok(imported) => Some(Ok(Arc::new(Preview::new(imported)))),
    }
}

/// A picture of 32x32 as a texture has it.
fn colours(picture: &Picture) -> Vec<Color32> {
    let colour = |&[r, g, b, alpha]: &[u8; 4]| Color32::from_rgba_unmultiplied(r, g, b, alpha);
    picture.pixels.iter().map(colour).collect()
}

impl Preview {
    fn new(imported: Imported) -> Self {
        let dataset = &imported.dataset;
        let of_label = |(prompt, numbers): (Prompt, Vec<usize>)| {
            let (zone, category) =
                (dataset.world.zone_name(prompt), dataset.world.category_name(prompt));
            // Where there is one zone, its name says nothing.
            let label = if dataset.world.zones.len() == 1 {
                category.to_owned()
            } else {
                format!("{category} in {zone}")
            };
            let is_one_of_many = prompt.category.is_some() && dataset.world.categories.len() > 1;
            LabelGroup { label, category: is_one_of_many.then(|| category.to_owned()), numbers }
        };
        let groups = groups(dataset).into_iter().map(of_label).collect();
        let n_shown = dataset.examples.len().min(MOST_SHOWN);
        let n_places = if imported.originals.is_empty() { 1 } else { 2 };
        let rows = (n_shown * n_places).div_ceil(ATLAS_COLUMNS).max(1);
        let [width, height] = [ATLAS_COLUMNS * SIDE, rows * SIDE];
        let mut atlas = ColorImage::filled([width, height], Color32::TRANSPARENT);
        let mut put = |place: usize, pixels: &[Color32]| {
            let corner = place / ATLAS_COLUMNS * SIDE * width + place % ATLAS_COLUMNS * SIDE;
            for (y, row) in pixels.chunks_exact(SIDE).enumerate() {
                atlas.pixels[corner + y * width..][..SIDE].copy_from_slice(row);
            }
        };
        for (index, example) in dataset.examples.iter().take(n_shown).enumerate() {
            if let Some(original) = imported.originals.get(index) {
                put(index * n_places, &colours(original));
            }
            let picture = textures::picture(&example.sprite, &dataset.palette);
            put((index + 1) * n_places - 1, &picture.pixels);
        }
        Self { groups, atlas: Arc::new(atlas), n_shown, n_places, imported }
    }
}
