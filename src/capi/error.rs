//! Errors as texts: the last one of each thread.

use std::{
    cell::UnsafeCell,
    ffi::c_char,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// Bytes that an error's text may take, the zero byte at its end included.
const TEXT_BYTES: usize = 1024;

thread_local! {
    static LAST_ERROR: UnsafeCell<[u8; TEXT_BYTES]> = const { UnsafeCell::new([0; TEXT_BYTES]) };
}

/// Runs the work of a function; errors and panics become the last error and `failed`.
pub(super) fn guarded<T>(failed: T, work: impl FnOnce() -> Result<T, String>) -> T {
    let result = catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err("this is a fault of the library: it panicked".to_owned()));
    result.unwrap_or_else(|error| {
        keep(&error);
        failed
    })
}

/// Stores a text as the last error, cut where there is no more room.
fn keep(error: &str) {
    // A text with a zero byte in it would end there.
    let text = error.replace('\0', " ");
    let end = text.floor_char_boundary(TEXT_BYTES - 1);
    // A thread that is being torn down has no last error any more.
    let _ = LAST_ERROR.try_with(|last| {
        // SAFETY: this thread alone reaches its own buffer, and no reference to it is held.
        let buffer = unsafe { &mut *last.get() };
        buffer[..end].copy_from_slice(&text.as_bytes()[..end]);
        buffer[end] = 0;
    });
}

/// The text of the last error on this thread, "" if there was none. The address is the same for
/// as long as the thread lives, and the next error replaces the text: `printf("%d %s", call(),
/// shoal_last_error())` prints the error of that call, in whichever order they are evaluated.
/// Look at it only after a call that failed: one that works leaves it as it is.
#[unsafe(no_mangle)]
pub extern "C" fn shoal_last_error() -> *const c_char {
    LAST_ERROR.try_with(|last| last.get().cast_const().cast()).unwrap_or(c"".as_ptr())
}
