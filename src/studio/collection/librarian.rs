//! The thread that looks after the folder, and the window's end of it.

use std::{
    collections::VecDeque,
    io,
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel},
    },
    thread,
    time::Duration,
};

use super::{
    Entry, Snapshot,
    store::{Changes, Store, Stored},
};
use crate::files::FileError;

/// How often the folder is asked whether another program changed it.
const LOOK_EVERY: Duration = Duration::from_secs(3);

/// What may wait on its way to and from the thread.
const QUEUE: usize = 64;

/// How long a window that closes waits for what was not written yet.
const PATIENCE: Duration = Duration::from_secs(10);

enum Task {
    Put(Box<Snapshot>),
    Delete(String),
    Look,
}

/// What the thread has to say.
#[derive(Debug)]
pub(in crate::studio) enum Report {
    /// Sprites that are new or other than they were, and files that are gone.
    Changed {
        /// The sprites.
        entries: Vec<Entry>,
        /// The files.
        gone: Vec<String>,
    },
    /// A sprite is in the folder as its snapshot had it, with what others did to it.
    Stored {
        /// Which sprite.
        id: u64,
        /// Which of its snapshots.
        revision: u64,
        /// The sprite as the folder has it.
        entry: Entry,
    },
    /// A sprite could not be stored.
    Refused {
        /// Which sprite.
        id: u64,
        /// Which of its snapshots.
        revision: u64,
        /// Why, and what to do.
        reason: String,
    },
    /// The folder was looked through for the first time.
    Listed,
    /// Something in the folder cannot be read.
    Problem(String),
}

/// The window's end. No call of it waits.
pub(in crate::studio) struct Librarian {
    tasks: Option<SyncSender<Task>>,
    reports: Option<Receiver<Report>>,
    /// What found no room in the queue.
    backlog: VecDeque<Task>,
    /// Closed by the thread when it ends.
    ended: Receiver<()>,
}

impl Librarian {
    /// Looks after this folder, and calls `wake` whenever there is something to say.
    pub(in crate::studio) fn spawn(
        folder: PathBuf,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> io::Result<Self> {
        let (task_sender, tasks) = sync_channel(QUEUE);
        let (reports, report_receiver) = sync_channel(QUEUE);
        let (end, ended) = sync_channel::<()>(1);
        thread::Builder::new().name("collection".to_owned()).spawn(move || {
            let store = Store::open(folder);
            Worker { store, reports, wake }.run(&tasks);
            drop(end);
        })?;
        let (tasks, reports) = (Some(task_sender), Some(report_receiver));
        Ok(Self { tasks, reports, backlog: VecDeque::new(), ended })
    }

    /// Has a sprite stored.
    pub(in crate::studio) fn put(&mut self, snapshot: Snapshot) {
        self.backlog.push_back(Task::Put(Box::new(snapshot)));
        self.hand_over();
    }

    /// Has a file of the trash deleted for good.
    pub(in crate::studio) fn delete(&mut self, file: String) {
        self.backlog.push_back(Task::Delete(file));
        self.hand_over();
    }

    /// Has the whole folder looked through, because other programs may have had the time.
    pub(in crate::studio) fn look(&mut self) {
        self.backlog.push_back(Task::Look);
        self.hand_over();
    }

    /// The next report.
    pub(in crate::studio) fn poll(&mut self) -> Option<Report> {
        self.hand_over();
        self.reports.as_ref()?.try_recv().ok()
    }

    fn hand_over(&mut self) {
        let Some(tasks) = &self.tasks else { return };
        while let Some(task) = self.backlog.pop_front() {
            if let Err(TrySendError::Full(task) | TrySendError::Disconnected(task)) =
                tasks.try_send(task)
            {
                self.backlog.push_front(task);
                return;
            }
        }
    }
}

impl Drop for Librarian {
    /// What was kept must be in the folder before the program ends.
    fn drop(&mut self) {
        // No receiver is left, so the thread has no reason to wait.
        self.reports = None;
        if let Some(tasks) = self.tasks.take() {
            for task in self.backlog.drain(..) {
                if tasks.send(task).is_err() {
                    break;
                }
            }
        }
        self.ended.recv_timeout(PATIENCE).ok();
    }
}

struct Worker {
    store: Store,
    reports: SyncSender<Report>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Worker {
    fn run(mut self, tasks: &Receiver<Task>) {
        let listed: Vec<Entry> = self.store.entries().cloned().collect();
        self.report(Report::Changed { entries: listed, gone: Vec::new() });
        self.scan();
        self.report(Report::Listed);
        loop {
            match tasks.recv_timeout(LOOK_EVERY) {
                Ok(task) => self.carry_out(task),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            while let Ok(task) = tasks.try_recv() {
                self.carry_out(task);
            }
            if self.store.has_changed() {
                self.scan();
            }
            self.store.refresh_index();
        }
        self.store.refresh_index();
    }

    fn carry_out(&mut self, task: Task) {
        match task {
            Task::Look => self.scan(),
            Task::Delete(file) => {
                if let Err(error) = self.store.delete(&file) {
                    self.report(Report::Problem(explain(&error)));
                    // It is still there, so the window must have it again.
                    self.scan();
                }
            }
            Task::Put(snapshot) => {
                let Snapshot { id, revision, .. } = *snapshot;
                let (report, other) = match self.store.put(&snapshot) {
                    Ok(Stored { entry, other }) => (Report::Stored { id, revision, entry }, other),
                    Err(error) => (Report::Refused { id, revision, reason: explain(&error) }, None),
                };
                self.report(report);
                if let Some(other) = other {
                    let name = &other.standing.name;
                    let text = format!(
                        "Another program changed \"{name}\" at the same time: both are kept"
                    );
                    self.report(Report::Changed { entries: vec![other], gone: Vec::new() });
                    self.report(Report::Problem(text));
                }
                // The window may also have met the file under the name that it had.
                let gone = self.store.take_left();
                if !gone.is_empty() {
                    self.report(Report::Changed { entries: Vec::new(), gone });
                }
            }
        }
    }

    fn scan(&mut self) {
        let Self { store, reports, wake } = self;
        let send = |report: Report| {
            // A window that has closed wants to hear nothing.
            reports.send(report).ok();
            wake();
        };
        let result = store.scan(|changes| {
            let Changes { entries, gone, problems } = changes;
            if !entries.is_empty() || !gone.is_empty() {
                send(Report::Changed { entries, gone });
            }
            if let Some(first) = problems.first() {
                let others = match problems.len() - 1 {
                    0 => String::new(),
                    n => format!(" (and {n} more like it)"),
                };
                send(Report::Problem(format!("In the collection, {first}{others}")));
            }
        });
        if let Err(error) = result {
            send(Report::Problem(format!("The collection cannot be listed: {error}")));
        }
    }

    fn report(&self, report: Report) {
        self.reports.send(report).ok();
        (self.wake)();
    }
}

/// The artist has not chosen this folder, so "choose another" is no help.
fn explain(error: &FileError) -> String {
    match error {
        FileError::Write { path, error } => format!(
            "cannot write \"{}\": {error}; make room on the disk or unprotect that folder",
            path.display()
        ),
        FileError::NotAFolder(path) => format!(
            "cannot write \"{}\": it is a file, and a folder is wanted there; move that file away",
            path.display()
        ),
        other => other.to_string(),
    }
}
