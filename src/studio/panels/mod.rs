//! The parts of the window, one file each; they read the state and ask for commands.
//!
//! [`Panes`] draws those that the artist can move; the list is in
//! [`layout`](super::layout).

pub(super) mod about;
mod animate;
pub(super) mod big_view;
pub(super) mod breed;
mod candidates;
mod collection;
pub(super) mod command_palette;
mod drawn;
mod edit;
pub(super) mod export;
pub(super) mod foreign;
pub(super) mod grid;
mod grid_layout;
pub(super) mod import;
mod inspector;
pub(super) mod liveries;
mod menus;
pub(super) mod messages;
pub(super) mod modals;
mod only_colours;
mod prompt;
mod shade;
pub(super) mod shortcuts;
pub(super) mod sketch;
pub(super) mod status;
mod sweep;
mod tab;
pub(super) mod top_bar;
mod train;
pub(super) mod workspaces;
pub(super) mod worlds;

use egui::{Color32, Frame, Id, Margin, Response, Stroke, Style, Ui, Visuals, WidgetText};
use egui_tiles::{
    Behavior, ResizeState, SimplificationOptions, TabState, TileId, Tiles, UiResponse,
};

use super::{
    art::SpriteDrag,
    command::{Command, CommandQueue, ViewCommand},
    layout::Pane,
    state::State,
    textures::Textures,
    theme::{SPACE_M, Tokens},
};

/// Height of the row of tabs.
const TAB_BAR_HEIGHT: f32 = 28.0;

/// Draws panels in their places.
pub(super) struct Panes<'a> {
    /// What they show.
    pub(super) state: &'a mut State,
    /// The sprites as textures.
    pub(super) textures: &'a mut Textures,
    /// Where they ask for commands.
    pub(super) queue: &'a CommandQueue,
}

impl Behavior<Pane> for Panes<'_> {
    fn pane_ui(&mut self, ui: &mut Ui, _id: TileId, pane: &mut Pane) -> UiResponse {
        let tokens = Tokens::in_ui(ui);
        let Self { state, textures, queue } = self;
        let (fill, vertical) = match pane {
            Pane::Grid
            | Pane::Sweep
            | Pane::Breed
            | Pane::Sketch
            | Pane::Shade
            | Pane::Edit
            | Pane::Animate
            | Pane::Collection
            | Pane::Train => (tokens.ground, 4),
            Pane::Inspector => (tokens.panel, SPACE_M as i8),
        };
        let frame =
            Frame::new().fill(fill).inner_margin(Margin::symmetric(SPACE_M as i8, vertical));
        let whole = ui.max_rect();
        ui.painter().rect_filled(whole, 0.0, fill);
        frame.show(ui, |ui| match pane {
            Pane::Grid => grid::show(ui, state, textures, queue),
            Pane::Sweep => sweep::show(ui, state, textures, queue),
            Pane::Animate => animate::show(ui, state, textures, queue),
            Pane::Edit => edit::show(ui, state, textures, queue),
            Pane::Breed => breed::show(ui, state, textures, queue),
            Pane::Sketch => sketch::show(ui, state, textures, queue),
            Pane::Shade => shade::show(ui, state, textures, queue),
            Pane::Inspector => inspector::show(ui, state, textures, queue),
            Pane::Collection => collection::show(ui, state, textures, queue),
            Pane::Train => train::show(ui, state, queue),
        });
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, pane: &Pane) -> WidgetText {
        pane.title().into()
    }

    fn tab_ui(
        &mut self,
        tiles: &mut Tiles<Pane>,
        ui: &mut Ui,
        id: Id,
        tile: TileId,
        tab: &TabState,
    ) -> Response {
        let title = match tiles.get_pane(&tile) {
            Some(pane) => pane.title(),
            // A row or column of panels behind one tab.
            None => "Panels",
        };
        let (response, is_closed) = tab::show(ui, (id, title), tab);
        if is_closed {
            tiles.remove(tile);
        }
        // A sprite that is dragged to a panel behind another brings it to the front.
        if !tab.active
            && response.dnd_hover_payload::<SpriteDrag>().is_some()
            && let Some(pane) = tiles.get_pane(&tile)
        {
            self.queue.push(Command::View(ViewCommand::ShowPane(*pane)));
        }
        response
    }

    fn is_tab_closable(&self, tiles: &Tiles<Pane>, tile: TileId) -> bool {
        tiles.get_pane(&tile).is_some()
    }

    fn tab_bar_height(&self, _style: &Style) -> f32 {
        TAB_BAR_HEIGHT
    }

    fn gap_width(&self, _style: &Style) -> f32 {
        1.0
    }

    fn min_size(&self) -> f32 {
        120.0
    }

    fn simplification_options(&self) -> SimplificationOptions {
        SimplificationOptions { all_panes_must_have_tabs: true, ..Default::default() }
    }

    fn resize_stroke(&self, style: &Style, state: ResizeState) -> Stroke {
        let line = style.visuals.widgets.noninteractive.bg_stroke.color;
        match state {
            ResizeState::Idle => Stroke::new(1.0, line),
            ResizeState::Hovering | ResizeState::Dragging => {
                Stroke::new(2.0, style.visuals.selection.stroke.color)
            }
        }
    }

    fn tab_bar_color(&self, visuals: &Visuals) -> Color32 {
        visuals.panel_fill
    }

    fn drag_preview_color(&self, visuals: &Visuals) -> Color32 {
        visuals.selection.stroke.color.gamma_multiply(0.25)
    }
}
