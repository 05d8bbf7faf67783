//! The thread that writes the workspace down, and the window's end of it.

use std::{
    io,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        mpsc::{Receiver, sync_channel},
    },
    thread,
    time::Duration,
};

use super::{folder::Folder, lines::name_of, objects::Objects};
use crate::studio::state::Image;

/// How long a window that closes waits for what was not written yet.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait before what could not be written is tried again.
const RETRY: Duration = Duration::from_secs(2);
/// Lines of the log that may be stale before it is begun anew, besides as many as are not.
const STALE: usize = 512;

#[derive(Default)]
struct Slot {
    /// The latest image; earlier ones need no writing.
    image: Option<Image>,
    is_closing: bool,
    problem: Option<String>,
    n_bytes: u64,
}

#[derive(Default)]
struct Shared {
    slot: Mutex<Slot>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The window's end. No call of it waits for a disk.
pub(super) struct Saver {
    shared: Arc<Shared>,
    /// Closed by the thread when it ends.
    ended: Receiver<()>,
}

impl Saver {
    /// Writes images into this folder from now on.
    pub(super) fn spawn(folder: Folder) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let (end, ended) = sync_channel::<()>(1);
        let for_thread = Arc::clone(&shared);
        thread::Builder::new().name("workspace".to_owned()).spawn(move || {
            Writer { folder, objects: Objects::default(), has_log: false, written: String::new() }
                .run(&for_thread);
            drop(end);
        })?;
        Ok(Self { shared, ended })
    }

    /// Has an image written, in place of one that was not yet.
    pub(super) fn put(&self, image: Image) {
        self.shared.lock().image = Some(image);
        self.shared.changed.notify_one();
    }

    /// What went wrong since this was asked last.
    pub(super) fn problem(&self) -> Option<String> {
        self.shared.lock().problem.take()
    }

    /// How many bytes the workspace takes on the disk.
    pub(super) fn n_bytes(&self) -> u64 {
        self.shared.lock().n_bytes
    }
}

impl Drop for Saver {
    fn drop(&mut self) {
        self.shared.lock().is_closing = true;
        self.shared.changed.notify_one();
        self.ended.recv_timeout(PATIENCE).ok();
    }
}

struct Writer {
    folder: Folder,
    objects: Objects,
    /// Whether the log was begun in this window.
    has_log: bool,
    /// Names what was written last.
    written: String,
}

impl Writer {
    fn run(mut self, shared: &Shared) {
        let mut has_failed = false;
        loop {
            let mut slot = shared.lock();
            while slot.image.is_none() && !slot.is_closing {
                slot = shared.changed.wait(slot).unwrap_or_else(PoisonError::into_inner);
            }
            let Some(image) = slot.image.take() else {
                drop(slot);
                return self.folder.touch();
            };
            drop(slot);
            match self.write(&image) {
                Ok(n_bytes) => {
                    has_failed = false;
                    if let Some(n_bytes) = n_bytes {
                        shared.lock().n_bytes = n_bytes;
                    }
                }
                Err(error) => {
                    self.has_log = false;
                    let mut slot = shared.lock();
                    if !std::mem::replace(&mut has_failed, true) {
                        slot.problem = Some(format!(
                            "The workspace is not saved: {error}; make room on the disk or \
                             unprotect the folder. It is tried again until it can be"
                        ));
                    }
                    if slot.is_closing {
                        return;
                    }
                    slot.image.get_or_insert(image);
                    // A later image, or the end, need not be waited for.
                    drop(shared.changed.wait_timeout(slot, RETRY));
                }
            }
        }
    }

    /// Writes an image, if it is another one than before; returns how much that takes.
    fn write(&mut self, image: &Image) -> io::Result<Option<u64>> {
        self.objects.begin();
        let mut lines = image.lines(&mut self.objects);
        let name = name_of(&lines);
        if self.has_log && name == self.written {
            return Ok(None);
        }
        let fresh = self.objects.end();
        let (n_live, n_logged) = self.objects.use_of_log();
        if self.has_log && n_logged <= 2 * n_live + STALE {
            self.folder.append(&fresh)?;
        } else {
            self.objects.restart();
            lines = image.lines(&mut self.objects);
            let all = self.objects.end();
            self.folder.begin_log(&all)?;
            self.has_log = true;
        }
        let n_bytes = self.folder.write(&image.facts(), &lines)?;
        self.written = name;
        Ok(Some(n_bytes))
    }
}
