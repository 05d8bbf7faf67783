//! Short messages that go away by themselves: what went well in the status line, what went wrong
//! over the largest panel.

use egui::{Align, Align2, Area, Frame, Id, Label, Layout, Margin, Order, Rect, Stroke, Ui, Vec2};

use super::{
    theme::{RADIUS, SPACE_M, SPACE_S, Tokens},
    widgets::take_said,
};

/// How long a message of success stays, in seconds.
const INFO_SECONDS: f64 = 6.0;
/// How long a message of failure stays: it takes longer to read, and matters more.
const ERROR_SECONDS: f64 = 12.0;
/// More than these would cover the grid; the oldest go first.
const MAX_TOASTS: usize = 3;
const WIDTH: f32 = 340.0;

#[derive(Clone, Debug)]
struct Toast {
    text: String,
    /// When it goes, in seconds of the window's clock; not known before it is first shown.
    until: Option<f64>,
}

/// The messages on show, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Toasts {
    /// What went wrong.
    shown: Vec<Toast>,
    /// What the status line says instead of what was drawn last.
    status: Vec<Toast>,
}

impl Toasts {
    /// Says in the status line that something was done, or what a key or a stroke came to:
    /// nothing is covered by it.
    pub(super) fn info(&mut self, text: impl Into<String>) {
        add(&mut self.status, text.into());
    }

    /// Says that something went wrong.
    pub(super) fn error(&mut self, text: impl Into<String>) {
        add(&mut self.shown, text.into());
    }

    /// What the status line says, the newest first.
    pub(super) fn status_text(&self) -> Option<String> {
        let texts: Vec<&str> = self.status.iter().rev().map(|toast| toast.text.as_str()).collect();
        (!texts.is_empty()).then(|| texts.join("  ·  "))
    }

    /// Lets go what was said long enough.
    fn expire(&mut self, now: f64) {
        for (toasts, seconds) in
            [(&mut self.shown, ERROR_SECONDS), (&mut self.status, INFO_SECONDS)]
        {
            for toast in &mut *toasts {
                toast.until.get_or_insert(now + seconds);
            }
            toasts.retain(|toast| toast.until.is_none_or(|until| now < until));
        }
    }

    /// Draws what went wrong in the upper right corner of `area`, where neither the last row of the
    /// grid nor the newest step of the history is.
    pub(super) fn show(&mut self, ui: &Ui, area: Rect) {
        let now = ui.input(|input| input.time);
        if let Some(said) = take_said(ui) {
            self.info(said);
        }
        self.expire(now);
        let Some(next) =
            self.shown.iter().chain(&self.status).filter_map(|toast| toast.until).reduce(f64::min)
        else {
            return;
        };
        ui.request_repaint_after(std::time::Duration::from_secs_f64((next - now).max(0.01)));
        if self.shown.is_empty() {
            return;
        }
        let mut dismissed = None;
        Area::new(Id::unique("toasts"))
            .order(Order::Foreground)
            .pivot(Align2::RIGHT_TOP)
            .fixed_pos(area.right_top() + Vec2::new(-SPACE_M, SPACE_M))
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = SPACE_S;
                for (index, toast) in self.shown.iter().enumerate() {
                    if toast_ui(ui, toast) {
                        dismissed = Some(index);
                    }
                }
            });
        if let Some(index) = dismissed {
            self.shown.remove(index);
        }
    }
}

fn add(toasts: &mut Vec<Toast>, text: String) {
    // Saying the same thing twice only takes room.
    toasts.retain(|toast| toast.text != text);
    toasts.push(Toast { text, until: None });
    let n_excess = toasts.len().saturating_sub(MAX_TOASTS);
    toasts.drain(..n_excess);
}

/// Draws one message; says whether it was dismissed.
fn toast_ui(ui: &mut Ui, toast: &Toast) -> bool {
    let tokens = Tokens::in_ui(ui);
    let mark = tokens.danger;
    let frame = Frame::new()
        .fill(tokens.raised)
        .stroke(Stroke::new(1.0, tokens.line))
        .corner_radius(RADIUS)
        .shadow(ui.visuals().popup_shadow)
        .inner_margin(Margin { left: 16, right: 8, top: 8, bottom: 8 });
    let shown = frame.show(ui, |ui| {
        ui.set_width(WIDTH);
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            let is_dismissed = ui.button("Close").on_hover_text("Hides this message").clicked();
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                // Centres one line of text on the button.
                ui.add_space(5.0);
                ui.add(Label::new(&toast.text).wrap());
            });
            is_dismissed
        })
        .inner
    });
    let rect = shown.response.rect;
    let stripe =
        Rect::from_min_size(rect.min + Vec2::new(6.0, 8.0), Vec2::new(3.0, rect.height() - 16.0));
    ui.painter().rect_filled(stripe, 2.0, mark);
    shown.inner
}
