//! Which panels there are, and how the artist has arranged them.
//!
//! A new panel is a variant of [`Pane`] with its row in each `match` below, an arm in
//! `panels::Panes::pane_ui`, a place in [`Layout::usual`], and its `ShowPane` command in the
//! command table.

use egui::{Id, Key, Modifiers};
use egui_tiles::{Behavior, Container, Linear, LinearDir, Tabs, Tile, TileId, Tiles, Tree};
use serde::{Deserialize, Serialize};

/// A panel that can be moved, closed and opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Pane {
    /// Zones by categories.
    Grid,
    /// Temperatures by seeds.
    Sweep,
    /// Two parents, a mask, and their children.
    Breed,
    /// A rough picture and sprites drawn from it.
    Sketch,
    /// The light on the sprites.
    Shade,
    /// The current sprite.
    Inspector,
    /// The current sprite, to be painted on.
    Edit,
    /// The current sprite in motion.
    Animate,
    /// The sprites that were kept.
    Collection,
    /// A model that learns the artist's own sprites.
    Train,
}

impl Pane {
    /// Every panel.
    pub(super) const ALL: [Self; 10] = [
        Self::Grid,
        Self::Sweep,
        Self::Breed,
        Self::Sketch,
        Self::Shade,
        Self::Edit,
        Self::Animate,
        Self::Collection,
        Self::Train,
        Self::Inspector,
    ];

    /// What its tab says.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Grid => "Grid",
            Self::Sweep => "Sweep",
            Self::Breed => "Breed",
            Self::Sketch => "Sketch",
            Self::Shade => "Shade",
            Self::Inspector => "Inspector",
            Self::Edit => "Edit",
            Self::Animate => "Animate",
            Self::Collection => "Collection",
            Self::Train => "Train",
        }
    }

    /// What it is for, for the tooltip of its command.
    pub(super) fn purpose(self) -> &'static str {
        match self {
            Self::Grid => "One sprite of each zone and category",
            Self::Sweep => "The selected cell's sprite across temperatures and seeds",
            Self::Breed => "Children of two sprites, redrawn where a mask says so",
            Self::Sketch => "A rough picture, and sprites that follow it",
            Self::Shade => "Light on a sprite, the grid or the collection, before and after",
            Self::Inspector => "The current sprite, large, and what it was made with",
            Self::Animate => "The current sprite in motion, frame by frame",
            Self::Edit => "The current sprite, to be painted on",
            Self::Collection => "The sprites that you kept, to be searched, named and exported",
            Self::Train => "A model that learns sprites of your own",
        }
    }

    /// The keys that bring it to the front.
    pub(super) fn keys(self) -> (Modifiers, Key) {
        let key = match self {
            // All numbers with Ctrl are taken.
            Self::Sketch => return (Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::K),
            Self::Grid => Key::Num1,
            Self::Sweep => Key::Num2,
            Self::Breed => Key::Num3,
            Self::Shade => Key::Num4,
            Self::Edit => Key::Num5,
            Self::Collection => Key::Num6,
            Self::Train => Key::Num7,
            Self::Inspector => Key::Num8,
            Self::Animate => Key::Num9,
        };
        (Modifiers::COMMAND, key)
    }

    /// Narrower than this its content would be cut.
    fn least_width(self) -> f32 {
        match self {
            Self::Grid | Self::Sweep => 240.0,
            Self::Inspector => 280.0,
            Self::Edit => 440.0,
            Self::Collection => 260.0,
            Self::Breed | Self::Sketch | Self::Shade | Self::Animate | Self::Train => 300.0,
        }
    }

    /// Whether it belongs beside the large panels rather than among them.
    fn is_at_side(self) -> bool {
        match self {
            Self::Grid
            | Self::Sweep
            | Self::Breed
            | Self::Sketch
            | Self::Shade
            | Self::Edit
            | Self::Animate
            | Self::Collection
            | Self::Train => false,
            Self::Inspector => true,
        }
    }
}

/// An arrangement of panels, as the settings file keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Layout {
    /// One panel.
    Pane(Pane),
    /// One behind the other.
    Tabs {
        /// Which is in front.
        active: usize,
        /// From left to right.
        children: Vec<Self>,
    },
    /// Side by side.
    Row(Vec<LayoutChild>),
    /// One above the other.
    Column(Vec<LayoutChild>),
}

/// A part of a row or column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct LayoutChild {
    /// How much of the room it takes, compared with its neighbours.
    share: f32,
    /// What is there.
    content: Layout,
}

impl Layout {
    /// The layout of the first start.
    pub(super) fn usual() -> Self {
        let tabs = |is_at_side| Self::Tabs {
            active: 0,
            children: Pane::ALL
                .into_iter()
                .filter(|pane| pane.is_at_side() == is_at_side)
                .map(Self::Pane)
                .collect(),
        };
        Self::Row(vec![
            LayoutChild { share: 0.7, content: tabs(false) },
            LayoutChild { share: 0.3, content: tabs(true) },
        ])
    }
}

/// The panels of the window in their places.
pub(super) struct Dock {
    /// What draws itself.
    pub(super) tree: Tree<Pane>,
}

impl Dock {
    /// Panels in these places. A panel that is named twice stands in the first place only.
    pub(super) fn new(layout: &Layout) -> Self {
        let mut tiles = Tiles::default();
        let mut seen = Vec::new();
        let id = Id::unique("dock");
        let tree = match insert(&mut tiles, layout, &mut seen) {
            Some(root) => Tree::new(id, root, tiles),
            None => Tree::empty(id),
        };
        Self { tree }
    }

    /// Where the panels are now.
    pub(super) fn layout(&self) -> Layout {
        let root = self.tree.root().and_then(|root| describe(&self.tree.tiles, root));
        root.unwrap_or(Layout::Tabs { active: 0, children: Vec::new() })
    }

    /// Whether a panel is on show, and not behind another.
    pub(super) fn is_in_front(&self, pane: Pane) -> bool {
        let is_pane = |id: TileId| self.tree.tiles.get_pane(&id) == Some(&pane);
        self.tree.active_tiles().into_iter().any(is_pane)
    }

    /// Brings a panel to the front, where it is or where it belongs.
    pub(super) fn open(&mut self, pane: Pane) {
        if self.tree.tiles.find_pane(&pane).is_none() {
            self.insert(pane);
        }
        self.tree.make_active(|_, tile| matches!(tile, Tile::Pane(other) if *other == pane));
    }

    /// Takes a panel away.
    #[cfg(test)]
    fn close(&mut self, pane: Pane) {
        let Some(id) = self.tree.tiles.find_pane(&pane) else { return };
        self.tree.remove_recursively(id);
        if self.tree.root == Some(id) {
            self.tree.root = None;
        }
    }

    fn insert(&mut self, pane: Pane) {
        let tiles = &mut self.tree.tiles;
        let new = tiles.insert_pane(pane);
        let akin = Pane::ALL.into_iter().filter(|other| other.is_at_side() == pane.is_at_side());
        let beside = akin.filter(|other| *other != pane).find_map(|other| tiles.find_pane(&other));
        let tabs = beside.and_then(|beside| tiles.parent_of(beside));
        let later = Pane::ALL.into_iter().skip_while(|other| *other != pane).skip(1);
        let after: Vec<TileId> = later.filter_map(|other| tiles.find_pane(&other)).collect();
        if let Some(Tile::Container(container)) = tabs.and_then(|tabs| tiles.get_mut(tabs)) {
            let Container::Tabs(tabs) = container else {
                container.add_child(new);
                return;
            };
            // Where it was: panels have an order.
            let is_later = |child: &TileId| after.contains(child);
            let at = tabs.children.iter().position(is_later).unwrap_or(tabs.children.len());
            tabs.children.insert(at, new);
            return;
        }
        // Nothing of its kind is open: it gets a side of the window for itself.
        let Some(root) = self.tree.root else {
            self.tree.root = Some(new);
            return;
        };
        let (order, fraction) =
            if pane.is_at_side() { ([root, new], 0.7) } else { ([new, root], 0.7) };
        let row = Linear::new_binary(LinearDir::Horizontal, order, fraction);
        self.tree.root = Some(tiles.insert_container(row));
    }

    /// Draws the panels, none of them in a row narrower than its content.
    ///
    /// The widths that the artist chose stay what they are, and count again in a wider window.
    pub(super) fn ui(&mut self, ui: &mut egui::Ui, behavior: &mut dyn Behavior<Pane>) {
        let chosen = self.shares();
        let widened = self.widened(ui.available_width());
        self.set_shares(&widened);
        self.tree.ui(behavior, ui);
        if self.shares() == widened {
            self.set_shares(&chosen);
        }
    }

    /// The parts of the window's outermost row, if it is divided into one.
    fn shares(&self) -> Vec<(TileId, f32)> {
        let root = self.tree.root().and_then(|root| self.tree.tiles.get_container(root));
        match root {
            Some(Container::Linear(row)) if row.dir == LinearDir::Horizontal => {
                row.children.iter().map(|&child| (child, row.shares[child])).collect()
            }
            _ => Vec::new(),
        }
    }

    fn set_shares(&mut self, shares: &[(TileId, f32)]) {
        let root = self.tree.root().and_then(|root| self.tree.tiles.get_mut(root));
        if let Some(Tile::Container(Container::Linear(row))) = root {
            for &(child, share) in shares {
                row.shares.set_share(child, share);
            }
        }
    }

    /// The shares with which every part gets the width that it needs, as long as there is room.
    fn widened(&self, width: f32) -> Vec<(TileId, f32)> {
        let chosen = self.shares();
        let total: f32 = chosen.iter().map(|(_, share)| share).sum();
        let parts: Vec<(TileId, f32, f32)> = chosen
            .iter()
            .map(|&(id, share)| (id, share / total.max(f32::EPSILON) * width, self.least_width(id)))
            .collect();
        let missing: f32 = parts.iter().map(|(_, wide, least)| (least - wide).max(0.0)).sum();
        let spare: f32 = parts.iter().map(|(_, wide, least)| (wide - least).max(0.0)).sum();
        if missing <= 0.0 || spare < missing {
            return chosen;
        }
        let keep = 1.0 - missing / spare;
        let part = |(id, wide, least): (TileId, f32, f32)| {
            let wide = if wide < least { least } else { least + (wide - least) * keep };
            (id, wide / width * total)
        };
        parts.into_iter().map(part).collect()
    }

    fn least_width(&self, id: TileId) -> f32 {
        match self.tree.tiles.get(id) {
            Some(Tile::Pane(pane)) => pane.least_width(),
            Some(Tile::Container(container)) => {
                let widths = container.children().map(|&child| self.least_width(child));
                let is_row = matches!(
                    container,
                    Container::Linear(Linear { dir: LinearDir::Horizontal, .. })
                );
                if is_row { widths.sum() } else { widths.fold(0.0, f32::max) }
            }
            None => 0.0,
        }
    }
}

fn insert(tiles: &mut Tiles<Pane>, layout: &Layout, seen: &mut Vec<Pane>) -> Option<TileId> {
    match layout {
        Layout::Pane(pane) => {
            let is_new = !seen.contains(pane);
            seen.push(*pane);
            is_new.then(|| tiles.insert_pane(*pane))
        }
        Layout::Tabs { active, children } => {
            let inserted: Vec<Option<TileId>> =
                children.iter().map(|child| insert(tiles, child, seen)).collect();
            let active = inserted.get(*active).copied().flatten();
            let children: Vec<TileId> = inserted.into_iter().flatten().collect();
            let active = active.or(children.first().copied());
            (!children.is_empty()).then(|| tiles.insert_container(Tabs { children, active }))
        }
        Layout::Row(parts) => insert_parts(tiles, LinearDir::Horizontal, parts, seen),
        Layout::Column(parts) => insert_parts(tiles, LinearDir::Vertical, parts, seen),
    }
}

fn insert_parts(
    tiles: &mut Tiles<Pane>,
    dir: LinearDir,
    parts: &[LayoutChild],
    seen: &mut Vec<Pane>,
) -> Option<TileId> {
    let mut linear = Linear::new(dir, Vec::new());
    for LayoutChild { share, content } in parts {
        if let Some(id) = insert(tiles, content, seen) {
            let share = if share.is_finite() { share.clamp(0.01, 100.0) } else { 1.0 };
            linear.shares.set_share(id, share);
            linear.children.push(id);
        }
    }
    (!linear.children.is_empty()).then(|| tiles.insert_container(linear))
}

fn describe(tiles: &Tiles<Pane>, id: TileId) -> Option<Layout> {
    Some(match tiles.get(id)? {
        Tile::Pane(pane) => Layout::Pane(*pane),
        Tile::Container(Container::Tabs(tabs)) => {
            let active = tabs.children.iter().position(|&child| tabs.is_active(child));
            let children = tabs.children.iter().filter_map(|&child| describe(tiles, child));
            Layout::Tabs { active: active.unwrap_or_default(), children: children.collect() }
        }
        Tile::Container(Container::Linear(linear)) => {
            let part = |&child: &TileId| {
                // A thousandth is finer than anybody drags.
                let share = (linear.shares[child] * 1000.0).round() / 1000.0;
                Some(LayoutChild { share, content: describe(tiles, child)? })
            };
            let parts = linear.children.iter().filter_map(part).collect();
            match linear.dir {
                LinearDir::Horizontal => Layout::Row(parts),
                LinearDir::Vertical => Layout::Column(parts),
            }
        }
        Tile::Container(Container::Grid(grid)) => {
            let part = |&child: &TileId| {
                Some(LayoutChild { share: 1.0, content: describe(tiles, child)? })
            };
            Layout::Row(grid.children().filter_map(part).collect())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_comes_back_as_it_was_kept() {
        let usual = Layout::usual();
        let text = serde_json::to_string(&usual).unwrap();
        assert_eq!(serde_json::from_str::<Layout>(&text).unwrap(), usual);
        assert_eq!(Dock::new(&usual).layout(), usual);
    }

    #[test]
    fn whatever_was_closed_can_be_opened_again() {
        for first in Pane::ALL {
            let mut dock = Dock::new(&Layout::usual());
            let others = Pane::ALL.into_iter().filter(|pane| *pane != first);
            for pane in std::iter::once(first).chain(others) {
                dock.close(pane);
                assert!(!dock.is_in_front(pane));
            }
            for pane in Pane::ALL {
                dock.open(pane);
                assert!(dock.is_in_front(pane), "{pane:?}");
            }
        }
    }

    #[test]
    fn a_closed_panel_comes_back_to_its_place() {
        for pane in Pane::ALL.into_iter().filter(|pane| !pane.is_at_side()) {
            let mut dock = Dock::new(&Layout::usual());
            dock.close(pane);
            dock.open(pane);
            dock.open(Pane::Grid);
            assert_eq!(dock.layout(), Layout::usual(), "{pane:?}");
        }
    }

    #[test]
    fn nonsense_in_the_settings_file_is_survived() {
        let twice = Layout::Tabs {
            active: 9,
            children: vec![Layout::Pane(Pane::Grid), Layout::Pane(Pane::Grid)],
        };
        let part = LayoutChild { share: f32::NAN, content: twice };
        let dock = Dock::new(&Layout::Row(vec![part]));
        assert_eq!(dock.tree.tiles.tiles().filter(|tile| tile.is_pane()).count(), 1);
        assert!(dock.is_in_front(Pane::Grid));
        assert!(Dock::new(&Layout::Row(Vec::new())).tree.is_empty());
    }

    #[test]
    fn a_narrow_window_takes_width_from_those_who_have_it() {
        let dock = Dock::new(&Layout::usual());
        let sum: f32 = dock.widened(800.0).iter().map(|(_, share)| share).sum();
        assert!((sum - 1.0).abs() < 1e-3);
        let inspector = dock.widened(800.0)[1].1 * 800.0;
        assert!((inspector - Pane::Inspector.least_width()).abs() < 0.1, "{inspector}");
        assert_eq!(dock.widened(1280.0), dock.shares());
    }
}
