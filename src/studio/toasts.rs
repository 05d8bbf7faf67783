//! What there is to say: what went well goes into the status line and away by itself, what went
//! wrong into a strip above it, and into a list that stays.

/// How long a message of success stays, in seconds.
const INFO_SECONDS: f64 = 6.0;
/// How long a message of failure stays: it takes longer to read, and matters more.
const ERROR_SECONDS: f64 = 12.0;
/// The status line has room for so many; the oldest go first.
const MOST_INFOS: usize = 3;
/// So many messages of failure are on show; older ones are counted.
pub(super) const MOST_ERRORS: usize = 3;
/// So many messages of failure stay in the list.
const MOST_LOGGED: usize = 200;

/// A message.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Message {
    /// What it says.
    pub(super) text: String,
    /// How often it came in a row.
    pub(super) count: usize,
    /// Which it is of all.
    number: u64,
    /// When it goes, in seconds of the window's clock; not known before it is first shown.
    until: Option<f64>,
}

impl Message {
    /// What it says, and how often: "Locked × 4".
    pub(super) fn shown(&self) -> String {
        if self.count > 1 { format!("{} × {}", self.text, self.count) } else { self.text.clone() }
    }
}

/// The messages, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Toasts {
    /// What went wrong and is on show.
    errors: Vec<Message>,
    /// What went wrong while a button was held: a strip that moved would move a stroke.
    waiting: Vec<String>,
    /// All that went wrong since the start, as far as it was not closed.
    log: Vec<Message>,
    /// What the status line says instead of what was drawn last.
    status: Vec<Message>,
    /// How many messages there were.
    n_messages: u64,
    /// Whether the list of all that went wrong is open.
    pub(super) shows_log: bool,
}

impl Toasts {
    /// Says in the status line that something was done, or what a key or a stroke came to.
    pub(super) fn info(&mut self, text: impl Into<String>) {
        let text = text.into();
        // Saying the same thing twice only takes room.
        self.status.retain(|message| message.text != text);
        let message = self.message(text);
        self.status.push(message);
        let n_excess = self.status.len().saturating_sub(MOST_INFOS);
        self.status.drain(..n_excess);
    }

    /// Says that something went wrong.
    pub(super) fn error(&mut self, text: impl Into<String>) {
        self.waiting.push(text.into());
    }

    fn message(&mut self, text: String) -> Message {
        self.n_messages += 1;
        Message { text, count: 1, number: self.n_messages, until: None }
    }

    /// What the status line says, the newest first.
    pub(super) fn status_text(&self) -> Option<String> {
        let texts: Vec<&str> =
            self.status.iter().rev().map(|message| message.text.as_str()).collect();
        (!texts.is_empty()).then(|| texts.join("  ·  "))
    }

    /// Shows what waited, and lets go what was said long enough. While a button `is_held`, errors
    /// stay as they are. Returns in how many seconds the next message goes.
    pub(super) fn pass(&mut self, now: f64, is_held: bool) -> Option<f64> {
        expire(&mut self.status, now, INFO_SECONDS);
        if !is_held {
            for text in std::mem::take(&mut self.waiting) {
                let message = self.message(text);
                count_or_push(&mut self.log, &message);
                count_or_push(&mut self.errors, &message);
            }
            let n_excess = self.log.len().saturating_sub(MOST_LOGGED);
            self.log.drain(..n_excess);
            expire(&mut self.errors, now, ERROR_SECONDS);
        }
        let next = self.errors.iter().chain(&self.status).filter_map(|message| message.until);
        next.reduce(f64::min).map(|next| (next - now).max(0.01))
    }

    /// The errors on show, the newest first.
    pub(super) fn errors(&self) -> impl Iterator<Item = &Message> {
        self.errors.iter().rev().take(MOST_ERRORS)
    }

    /// How many errors are only counted.
    pub(super) fn n_more(&self) -> usize {
        self.errors.len().saturating_sub(MOST_ERRORS)
    }

    /// All that went wrong since the start, the newest first.
    pub(super) fn log(&self) -> impl Iterator<Item = &Message> {
        self.log.iter().rev()
    }

    /// Closes one error that is on show.
    pub(super) fn close(&mut self, message: &Message) {
        self.errors.retain(|other| other.number != message.number);
    }

    /// Closes one error of the list, and on show.
    pub(super) fn forget(&mut self, message: &Message) {
        self.close(message);
        self.log.retain(|other| other.number != message.number);
    }

    /// Empties the list, and what is on show.
    pub(super) fn forget_all(&mut self) {
        self.errors.clear();
        self.log.clear();
    }
}

/// Adds a message, or counts the last one once more where it says the same.
fn count_or_push(messages: &mut Vec<Message>, message: &Message) {
    match messages.last_mut().filter(|last| last.text == message.text) {
        Some(last) => {
            last.count += 1;
            last.until = None;
        }
        None => messages.push(message.clone()),
    }
}

fn expire(messages: &mut Vec<Message>, now: f64, seconds: f64) {
    for message in &mut *messages {
        message.until.get_or_insert(now + seconds);
    }
    messages.retain(|message| message.until.is_none_or(|until| now < until));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(toasts: &Toasts) -> Vec<String> {
        toasts.errors().map(Message::shown).collect()
    }

    #[test]
    fn errors_are_counted_folded_and_closed_one_by_one() {
        let mut toasts = Toasts::default();
        for text in ["a", "b", "b", "b", "c", "d", "e", "b"] {
            toasts.error(text);
        }
        assert!(toasts.errors().next().is_none(), "they wait for the next frame");
        toasts.pass(0.0, false);
        assert_eq!(shown(&toasts), ["b", "e", "d"]);
        assert_eq!(toasts.n_more(), 3);
        let all: Vec<String> = toasts.log().map(Message::shown).collect();
        assert_eq!(all, ["b", "e", "d", "c", "b × 3", "a"]);
        let first = toasts.errors().next().unwrap().clone();
        toasts.close(&first);
        assert_eq!(shown(&toasts), ["e", "d", "c"]);
        assert_eq!(toasts.log().count(), 6, "the list has it still");
        toasts.forget(&first);
        assert_eq!(toasts.log().count(), 5);
        toasts.pass(ERROR_SECONDS + 1.0, false);
        assert_eq!((shown(&toasts).len(), toasts.log().count()), (0, 5));
        toasts.forget_all();
        assert_eq!(toasts.log().count(), 0);
    }

    #[test]
    fn nothing_moves_while_a_button_is_held() {
        let mut toasts = Toasts::default();
        toasts.error("a");
        toasts.pass(0.0, true);
        assert!(toasts.errors().next().is_none());
        toasts.pass(1.0, false);
        toasts.pass(ERROR_SECONDS * 3.0, true);
        assert_eq!(shown(&toasts), ["a"]);
    }
}
