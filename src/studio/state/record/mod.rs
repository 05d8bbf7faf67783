//! What a workspace tells of the window, and the window as a workspace tells of it.
//!
//! [`State::image`] takes a copy that shares every sprite, which costs next to nothing;
//! [`Image::lines`] turns it into lines of JSON on another thread, and [`Image::read`] makes an
//! image of such lines, as far as they can be understood. Zones and categories are stored by
//! their names, kept sprites by their files.

mod read;
mod write;

use std::{collections::BTreeSet, sync::Arc};

use super::{
    Animate, AnimateSettings, BreedChange, Change, Current, Place, Saving, Scope, State,
    edit::{Target, Tool, ToolOptions},
    shade::AllRamps,
    shade::Where,
    tabs::Tab,
};
use crate::{
    sprite::{Light, Mask},
    studio::{art::Art, collection::Standing},
};

/// The version of the format. Later ones may tell of more.
pub(in crate::studio) const VERSION: u64 = 1;

/// A kept sprite that the window refers to, or that its folder does not have as it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct KeptImage {
    id: u64,
    file: Option<String>,
    kept: u64,
    standing: Standing,
    /// What is not in the folder yet.
    art: Option<Arc<Art>>,
}

/// What the editor has in hand.
#[derive(Clone, Debug, Default, PartialEq)]
struct EditImage {
    foreground: u8,
    background: u8,
    selection: Option<Mask>,
    tool: Tool,
    options: ToolOptions,
}

/// The light that was set last.
#[derive(Clone, Debug)]
struct LightImage {
    light: Light,
    scope: Scope,
    ramps: AllRamps,
}

/// Everything of the window that a workspace keeps.
#[derive(Clone, Debug)]
pub(in crate::studio) struct Image {
    /// The tab on show in front, then the others.
    tabs: Vec<Arc<Tab>>,
    kept: Vec<KeptImage>,
    edit: EditImage,
    shade: LightImage,
    animate: AnimateSettings,
    zoom: Option<u32>,
    is_tiled: bool,
    search: String,
    /// The selected kept sprites.
    selected: Vec<u64>,
}

/// What of a workspace file could not be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::studio) struct Losses {
    /// Lines that are damaged, or that a later version has put there.
    pub(in crate::studio) lines: usize,
    /// Sprites that are not there.
    pub(in crate::studio) sprites: usize,
    /// Whether a later version wrote it.
    pub(in crate::studio) is_newer: bool,
}

impl State {
    /// The window as it is now; `None` before the first model.
    pub(in crate::studio) fn image(&self) -> Option<Image> {
        let first = Arc::new(self.tab_on_show()?);
        let tabs: Vec<Arc<Tab>> = [first].into_iter().chain(self.tabs.iter().cloned()).collect();
        let mut ids: BTreeSet<u64> = tabs.iter().flat_map(|tab| kept_in(tab)).collect();
        let items = self.collection.items.values();
        let unstored = items.filter(|item| item.saving != Saving::Saved);
        ids.extend(unstored.map(|item| item.id));
        let selected = self.collection.selected_or_awaited();
        ids.extend(&selected);
        let kept = ids.into_iter().filter_map(|id| {
            let Some(item) = self.collection.item(id) else {
                // The folder was not yet looked through.
                return self.collection.restored.get(&id).cloned();
            };
            let art = item.art.clone().filter(|_| item.saving != Saving::Saved);
            let (file, standing) = (item.file.clone(), item.standing.clone());
            Some(KeptImage { id, file, kept: item.kept, standing, art })
        });
        let settings = &self.shade.settings;
        Some(Image {
            kept: kept.collect(),
            tabs,
            edit: EditImage {
                foreground: self.edit.foreground,
                background: self.edit.background,
                selection: self.edit.selection,
                tool: self.edit.tool,
                options: self.edit.options,
            },
            shade: LightImage {
                light: settings.light,
                scope: settings.scope,
                ramps: settings.ramps.clone(),
            },
            animate: self.animate.settings(),
            zoom: self.view.zoom,
            is_tiled: self.view.is_tiled,
            search: self.collection.search.clone(),
            selected,
        })
    }

    /// Makes the window what it was. Nothing is drawn: the model is not there yet.
    pub(in crate::studio) fn restore(&mut self, image: Image) {
        let Image { mut tabs, kept, edit, shade, animate, zoom, is_tiled, search, selected } =
            image;
        self.clear_tabs();
        if tabs.is_empty() {
            return;
        }
        for image in kept {
            self.collection.restore(image);
        }
        let first = tabs.remove(0);
        self.tabs = tabs;
        self.show_tab(Arc::unwrap_or_clone(first));
        self.edit.foreground = edit.foreground;
        self.edit.background = edit.background;
        self.edit.selection = edit.selection;
        (self.edit.tool, self.edit.options) = (edit.tool, edit.options);
        self.shade.settings.light = shade.light;
        self.shade.settings.scope = shade.scope;
        self.shade.settings.ramps = shade.ramps;
        self.animate = Animate::restored(animate);
        self.view.zoom = zoom;
        self.view.is_tiled = is_tiled;
        self.collection.search = search;
        self.collection.await_selection(selected);
        self.history.trim();
    }
}

impl State {
    /// As [`Self::restore`], in a window that draws already. Returns the checkpoint to open,
    /// unless the one that draws is the right one.
    pub(in crate::studio) fn restore_live(&mut self, image: Image) -> Option<super::Opening> {
        let generator = self.generator().cloned();
        self.tab = None;
        self.restore(image);
        let tab = self.tab.as_ref()?;
        let opening = super::Opening { name: tab.name.clone(), path: tab.path.clone() };
        match generator.filter(|generator| tab.is(generator)) {
            Some(generator) => {
                self.attach(generator);
                None
            }
            None => Some(opening),
        }
    }

    /// Forgets every kept sprite of this window; those that were handed on are stored first.
    pub(in crate::studio) fn forget_collection(&mut self) {
        let sort = self.collection.sort;
        self.collection = super::Collection::default();
        self.collection.sort = sort;
    }
}

impl super::Collection {
    /// Takes in a kept sprite of the last window, which its folder may or may not have.
    fn restore(&mut self, image: KeptImage) {
        self.restored.insert(image.id, KeptImage { art: None, ..image.clone() });
        let KeptImage { id, file, kept, standing, art } = image;
        self.n_items = self.n_items.max(id);
        if let Some(file) = &file {
            self.by_file.insert(file.clone(), id);
        }
        let Some(art) = art else { return };
        if file.is_some() {
            self.edited.insert(id);
        } else {
            self.unfiled.insert(id);
        }
        let (cell, saving) = (crate::studio::collection::cell_of(&art), Saving::Edited);
        let art = Some(art);
        self.add(super::collection::Item {
            id,
            standing,
            kept,
            cell,
            art,
            saving,
            file,
            revision: 0,
            base: None,
        });
    }
}

/// The kept sprites that a tab refers to.
fn kept_in(tab: &Tab) -> impl Iterator<Item = u64> {
    let place = |place: Place| match place {
        Place::Kept(id) | Place::Frame { clip: id, .. } => Some(id),
        _ => None,
    };
    let current = match &tab.current {
        Current::Held { from, .. } => place(*from),
        Current::Cell => None,
    };
    let steps = tab.history.steps().flat_map(move |(step, _)| -> Vec<u64> {
        match &step.change {
            Change::Kept(standings) => standings.iter().map(|(id, _)| *id).collect(),
            Change::Edit(edited) => match &edited.arts {
                Some((Target::Held(from), _)) => place(*from).into_iter().collect(),
                _ => Vec::new(),
            },
            Change::Light(relit) => {
                let ids = relit.arts.iter().filter_map(|(at, _)| match at {
                    Where::Kept(id) => Some(*id),
                    Where::Held(from) => place(*from),
                    Where::Cell(_) => None,
                });
                ids.collect()
            }
            Change::Cells { .. }
            | Change::Parts(_)
            | Change::Lock(_)
            | Change::Axes(_)
            | Change::Sketch(_)
            | Change::Breed(
                BreedChange::Mask(_) | BreedChange::Parents(_) | BreedChange::Litter { .. },
            ) => Vec::new(),
        }
    });
    current.into_iter().chain(steps)
}
