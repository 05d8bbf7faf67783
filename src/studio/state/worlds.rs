//! The dialog of worlds: which are on the shelf, and what they draw.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use egui::{ColorImage, TextureHandle};

use super::State;
use crate::{
    shelf::{Shelf, World},
    studio::shelving::{Order, ShelfNews, Shelver},
};

/// The picture of what a world draws.
pub(in crate::studio) enum Sheet {
    /// As far as it is drawn, not yet uploaded.
    Fresh(ColorImage),
    /// Uploaded.
    Shown(TextureHandle),
}

/// The worlds as the window knows them.
pub(in crate::studio) struct Worlds {
    /// Where worlds lie.
    pub(in crate::studio) shelf: Shelf,
    /// Whether the dialog is open.
    pub(in crate::studio) is_open: bool,
    /// Those that are there; `None` while that is not known.
    pub(in crate::studio) listed: Option<Vec<World>>,
    /// What is to be said about files that are no worlds.
    pub(in crate::studio) faults: Vec<String>,
    /// What each world draws, by identity.
    pub(in crate::studio) sheets: BTreeMap<String, Sheet>,
    /// The world that is being given a name, by identity, and the name as typed.
    pub(in crate::studio) renaming: Option<(String, String)>,
    /// The world of which the artist is asked whether it is to go, by identity.
    pub(in crate::studio) removing: Option<String>,
    /// Worlds whose sheets were asked for, or are there.
    asked: BTreeSet<String>,
    /// Worlds whose sheets are there as a whole.
    whole: BTreeSet<String>,
    shelver: Option<Shelver>,
}

impl Default for Worlds {
    fn default() -> Self {
        Self {
            shelf: Shelf::of(Vec::new()),
            is_open: false,
            listed: None,
            faults: Vec::new(),
            sheets: BTreeMap::new(),
            renaming: None,
            removing: None,
            asked: BTreeSet::new(),
            whole: BTreeSet::new(),
            shelver: None,
        }
    }
}

impl State {
    /// Opens the dialog; the thread begins if it must.
    pub(in crate::studio) fn open_worlds(&mut self, wake: impl Fn() + Send + 'static) {
        let worlds = &mut self.worlds;
        if worlds.shelver.is_none() {
            match Shelver::spawn(worlds.shelf.clone(), wake) {
                Ok(shelver) => worlds.shelver = Some(shelver),
                Err(error) => {
                    self.toasts.error(format!("The worlds cannot be read: {error}"));
                    return;
                }
            }
        }
        worlds.is_open = true;
        self.ask_shelf(Order::List);
    }

    /// Closes the dialog; sheets that are not drawn yet are drawn when it opens again.
    pub(in crate::studio) fn close_worlds(&mut self) {
        let worlds = &mut self.worlds;
        worlds.is_open = false;
        (worlds.renaming, worlds.removing) = (None, None);
        worlds.asked.clone_from(&worlds.whole);
        if let Some(shelver) = &worlds.shelver {
            shelver.ask(Order::Stop);
        }
    }

    /// Puts copies of files on the shelf.
    pub(in crate::studio) fn shelve(&mut self, files: Vec<PathBuf>) {
        self.ask_shelf(Order::Add(files));
    }

    /// Asks the thread for something.
    pub(in crate::studio) fn ask_shelf(&mut self, order: Order) {
        let is_taken = self.worlds.shelver.as_ref().is_some_and(|shelver| shelver.ask(order));
        if !is_taken {
            self.toasts.error("The shelf is busy: try again in a moment".to_owned());
        }
    }

    /// Takes in what is known about the worlds by now.
    pub(in crate::studio) fn update_worlds(&mut self) {
        while let Some(news) = self.worlds.shelver.as_ref().and_then(Shelver::poll) {
            let worlds = &mut self.worlds;
            match news {
                ShelfNews::Done(text) => self.toasts.info(text),
                ShelfNews::Failed(text) => self.toasts.error(text),
                ShelfNews::Sheet(identity, sheet, is_whole) => {
                    if is_whole {
                        worlds.whole.insert(identity.clone());
                    }
                    worlds.sheets.insert(identity, Sheet::Fresh(sheet));
                }
                ShelfNews::Listed(listed, faults) => {
                    worlds.faults = faults;
                    let mut orders = Vec::new();
                    for world in &listed {
                        if worlds.is_open && worlds.asked.insert(world.identity.clone()) {
                            orders.push(Order::Sheet(world.clone()));
                        }
                    }
                    worlds.listed = Some(listed);
                    for order in orders {
                        self.ask_shelf(order);
                    }
                }
            }
        }
    }
}
