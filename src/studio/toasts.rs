//! Short messages at the edge of the window that go away by themselves.

use egui::{
    Align, Align2, Area, Color32, Frame, Id, Label, Layout, Margin, Order, Rect, Stroke, Ui, Vec2,
};

use super::theme::{RADIUS, SPACE_M, SPACE_S, Tokens};

/// How long a message of success stays, in seconds.
const INFO_SECONDS: f64 = 4.0;
/// How long a message of failure stays: it takes longer to read, and matters more.
const ERROR_SECONDS: f64 = 12.0;
/// More than these would cover the grid; the oldest go first.
const MAX_TOASTS: usize = 4;
const WIDTH: f32 = 340.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Info,
    Error,
}

#[derive(Clone, Debug)]
struct Toast {
    kind: Kind,
    text: String,
    /// When it goes, in seconds of the window's clock; not known before it is first shown.
    until: Option<f64>,
}

/// The messages on show, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Toasts(Vec<Toast>);

impl Toasts {
    /// Says that something was done.
    pub(super) fn info(&mut self, text: impl Into<String>) {
        self.add(Kind::Info, text.into());
    }

    /// Says that something went wrong.
    pub(super) fn error(&mut self, text: impl Into<String>) {
        self.add(Kind::Error, text.into());
    }

    fn add(&mut self, kind: Kind, text: String) {
        // Saying the same thing twice only takes room.
        self.0.retain(|toast| toast.text != text);
        self.0.push(Toast { kind, text, until: None });
        let n_excess = self.0.len().saturating_sub(MAX_TOASTS);
        self.0.drain(..n_excess);
    }

    /// Draws the messages in the lower right corner of `area`.
    pub(super) fn show(&mut self, ui: &Ui, area: Rect) {
        let now = ui.input(|input| input.time);
        for toast in &mut self.0 {
            let seconds = if toast.kind == Kind::Error { ERROR_SECONDS } else { INFO_SECONDS };
            toast.until.get_or_insert(now + seconds);
        }
        self.0.retain(|toast| toast.until.is_none_or(|until| now < until));
        let Some(next) = self.0.iter().filter_map(|toast| toast.until).reduce(f64::min) else {
            return;
        };
        ui.request_repaint_after(std::time::Duration::from_secs_f64((next - now).max(0.01)));
        let mut dismissed = None;
        Area::new(Id::unique("toasts"))
            .order(Order::Foreground)
            .pivot(Align2::RIGHT_BOTTOM)
            .fixed_pos(area.max - Vec2::splat(SPACE_M))
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = SPACE_S;
                for (index, toast) in self.0.iter().enumerate() {
                    if toast_ui(ui, toast) {
                        dismissed = Some(index);
                    }
                }
            });
        if let Some(index) = dismissed {
            self.0.remove(index);
        }
    }
}

/// Draws one message; says whether it was dismissed.
fn toast_ui(ui: &mut Ui, toast: &Toast) -> bool {
    let tokens = Tokens::in_ui(ui);
    let mark: Color32 = if toast.kind == Kind::Error { tokens.danger } else { tokens.accent };
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
