//! Looks after the shelf of worlds, away from the thread that draws the window: reads which are
//! there, adds, renames and removes, and draws a sheet of each.

use std::{
    collections::VecDeque,
    io,
    ops::ControlFlow,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, SyncSender, TryRecvError, sync_channel},
    },
    thread,
};

use egui::{Color32, ColorImage};

use super::textures;
use crate::{
    generate::{Generator, SpriteRequest},
    shelf::{Shelf, ShelfError, World},
    sprite::{Labels, SIDE, Sampling},
};

/// Seed of the sprites on sheets.
const SEED: u64 = 7;

/// What is to be done.
pub(super) enum Order {
    /// Reads what is on the shelf.
    List,
    /// Puts copies of these files on it.
    Add(Vec<PathBuf>),
    /// Gives a world another name.
    Rename(World, String),
    /// Deletes the file of a world.
    Remove(World),
    /// Draws a sprite of each cell of a world, when there is nothing else to do.
    Sheet(World),
    /// Gives up the sheets that are not drawn yet.
    Stop,
}

/// What came of it.
pub(super) enum ShelfNews {
    /// The worlds that are there, and what is to be said about files that are none.
    Listed(Vec<World>, Vec<String>),
    /// The sheet of the world with this identity, as far as it is drawn, and whether it is whole.
    Sheet(String, ColorImage, bool),
    /// Something was done, for people.
    Done(String),
    /// Something was not, for people.
    Failed(String),
}

/// A thread that looks after the shelf.
pub(super) struct Shelver {
    orders: SyncSender<Order>,
    news: Receiver<ShelfNews>,
    /// How many orders wait: drawing stops for them.
    n_waiting: Arc<AtomicUsize>,
}

impl Shelver {
    /// `wake` is called whenever there is something new.
    pub(super) fn spawn(shelf: Shelf, wake: impl Fn() + Send + 'static) -> io::Result<Self> {
        let (orders, received) = sync_channel(64);
        let (sender, news) = sync_channel(64);
        let n_waiting = Arc::new(AtomicUsize::new(0));
        let waiting = Arc::clone(&n_waiting);
        thread::Builder::new().name("shelving".to_owned()).spawn(move || {
            let say = move |news: ShelfNews| {
                // If the window is gone by now, nothing waits for what is said.
                sender.send(news).ok();
                wake();
            };
            let sheets = VecDeque::new();
            Work { shelf, orders: received, n_waiting: waiting, sheets, say }.run();
        })?;
        Ok(Self { orders, news, n_waiting })
    }

    /// Asks for something; says whether the thread has taken it, which it does unless it is far
    /// behind.
    pub(super) fn ask(&self, order: Order) -> bool {
        self.n_waiting.fetch_add(1, Ordering::Relaxed);
        let is_taken = self.orders.try_send(order).is_ok();
        if !is_taken {
            self.n_waiting.fetch_sub(1, Ordering::Relaxed);
        }
        is_taken
    }

    /// The next thing that it has to say.
    pub(super) fn poll(&self) -> Option<ShelfNews> {
        self.news.try_recv().ok()
    }
}

impl Drop for Shelver {
    fn drop(&mut self) {
        // A drawing ends, and then the thread, which finds that no more orders come.
        self.n_waiting.fetch_add(1, Ordering::Relaxed);
    }
}

/// What the thread has at hand.
struct Work<S> {
    shelf: Shelf,
    orders: Receiver<Order>,
    n_waiting: Arc<AtomicUsize>,
    /// Worlds whose sheets are to be drawn; the first is being drawn.
    sheets: VecDeque<Drawing>,
    say: S,
}

/// A sheet that is being drawn.
struct Drawing {
    world: World,
    generator: Option<Generator>,
    sheet: ColorImage,
    n_rows: usize,
}

impl<S: Fn(ShelfNews)> Work<S> {
    /// Until the window is gone.
    fn run(mut self) {
        loop {
            let order = if self.sheets.is_empty() {
                self.orders.recv().map_err(|_| TryRecvError::Disconnected)
            } else {
                self.orders.try_recv()
            };
            match order {
                Ok(order) => {
                    self.n_waiting.fetch_sub(1, Ordering::Relaxed);
                    self.perform(order);
                }
                Err(TryRecvError::Empty) => self.draw_row(),
                Err(TryRecvError::Disconnected) => return,
            }
        }
    }

    fn perform(&mut self, order: Order) {
        let failed = |error: ShelfError| ShelfNews::Failed(error.to_string());
        match order {
            Order::Sheet(world) => return self.sheets.push_back(Drawing::new(world)),
            Order::Stop => return self.sheets.clear(),
            Order::List => {}
            Order::Add(files) => {
                for file in files {
                    let added = self.shelf.add(&file, None);
                    let done =
                        |world: World| ShelfNews::Done(format!("{} is on the shelf", world.name));
                    (self.say)(added.map_or_else(failed, done));
                }
            }
            Order::Rename(world, name) => {
                if let Err(error) = self.shelf.rename(&world, &name) {
                    (self.say)(failed(error));
                }
            }
            Order::Remove(world) => {
                let done = |()| ShelfNews::Done(format!("{} was removed", world.name));
                (self.say)(self.shelf.remove(&world).map_or_else(failed, done));
            }
        }
        let listing = self.shelf.list();
        let faults = listing.faults.into_iter();
        let faults = faults.map(|(path, error)| format!("{}: {error}", path.display())).collect();
        (self.say)(ShelfNews::Listed(listing.worlds, faults));
    }

    /// Draws another row of the first sheet, on one thread: the window may be drawing with the
    /// others. An order ends it before it is done.
    fn draw_row(&mut self) {
        let Some(drawing) = self.sheets.front_mut() else { return };
        let news = match drawing.draw_row(&self.n_waiting) {
            Ok(true) => {
                let is_whole = drawing.n_rows == drawing.world.labels.zones.len();
                let (identity, sheet) = (drawing.world.identity.clone(), drawing.sheet.clone());
                if is_whole {
                    self.sheets.pop_front();
                }
                ShelfNews::Sheet(identity, sheet, is_whole)
            }
            Ok(false) => return,
            Err(error) => {
                self.sheets.pop_front();
                return (self.say)(ShelfNews::Failed(error.to_string()));
            }
        };
        (self.say)(news);
    }
}

impl Drawing {
    fn new(world: World) -> Self {
        let (zones, categories) = (world.labels.zones.len(), world.labels.categories.len());
        let sheet = ColorImage::filled([categories * SIDE, zones * SIDE], Color32::TRANSPARENT);
        Self { world, generator: None, sheet, n_rows: 0 }
    }

    /// Says whether the row was drawn to its end.
    fn draw_row(&mut self, n_waiting: &AtomicUsize) -> Result<bool, ShelfError> {
        let generator = match self.generator.take() {
            Some(generator) => generator,
            None => Generator::new(&self.world.open()?),
        };
        let generator = self.generator.insert(generator);
        let (zone, categories) = (self.n_rows, self.world.labels.categories.len());
        let request = |category: usize| {
            let prompt = Labels::cell(zone as u8, category as u8);
            let variant = (zone * categories + category) as u32;
            SpriteRequest::new(prompt, SEED, variant, Sampling::default())
        };
        let requests: Vec<SpriteRequest> = (0..categories).map(request).collect();
        let is_wanted = || n_waiting.load(Ordering::Relaxed) == 0;
        let (_, previews) = generator.run(&requests, 1, &mut |_| {
            if is_wanted() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        if !is_wanted() {
            return Ok(false);
        }
        let width = categories * SIDE;
        for (category, preview) in previews.iter().enumerate() {
            let picture = textures::picture(&preview.sprite, generator.palette());
            let corner = zone * SIDE * width + category * SIDE;
            for (y, row) in picture.pixels.chunks_exact(SIDE).enumerate() {
                self.sheet.pixels[corner + y * width..][..SIDE].copy_from_slice(row);
            }
        }
        self.n_rows += 1;
        Ok(true)
    }
}
