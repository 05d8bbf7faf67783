//! What the model computes on the way, for other implementations that are held against this one.

use std::ptr;

use super::{
    SHOAL_ERROR, SHOAL_NONE, ShoalCell, ShoalGenerator,
    error::guarded,
    memory::{known, many, sprite_of, write},
};
use crate::{
    model::input::SLOTS,
    sprite::{PIXELS, ScanOrder},
};

/// For other implementations that are held against this one: which rows are added up in a slot
/// (slots 0 and 1 are the prompt's, slot 2 + p predicts pixel p), of the tables of the checkpoint one
/// below the other, in the order of `shoal_table_name`. Returns how many rows; 32 are always enough.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed; `cell` is null or points to one;
/// `indices` is null or points to 1024 bytes; `out` is null, or has room for `n_rows`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_slot_rows(
    generator: *const ShoalGenerator,
    cell: *const ShoalCell,
    indices: *const u8,
    slot: u32,
    out: *mut u32,
    n_rows: usize,
) -> i32 {
    guarded(SHOAL_ERROR, || {
        // SAFETY: the caller vouches for all three.
        let (generator, cell, indices) =
            unsafe { (known(generator)?, many(cell, 1)?[0], many(indices, PIXELS)?) };
        let slot = slot as usize;
        if slot >= SLOTS {
            return Err(format!("there is no slot {slot}; 0 to {} are", SLOTS - 1));
        }
        let asked = (cell.read(generator)?, ScanOrder::Forwards);
        let rows = generator.tables().slot_rows(slot, asked, sprite_of(indices)?.pixels());
        let rows = rows.as_slice();
        if out.is_null() || n_rows < rows.len() {
            return Err(format!("the buffer has no room for {} rows", rows.len()));
        }
        // SAFETY: the caller vouches for the room, and `rows` is memory of our own.
        unsafe { ptr::copy_nonoverlapping(rows.as_ptr(), out, rows.len()) };
        Ok(rows.len() as i32)
    })
}

/// Copies the name of the tensor that a table is, and a zero byte; `SHOAL_NONE` beyond the last.
///
/// # Safety
/// `generator` is null, or from this library and not yet freed; `out` is null, or has room for
/// `n_bytes`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shoal_table_name(
    generator: *const ShoalGenerator,
    index: u32,
    out: *mut u8,
    n_bytes: usize,
) -> i32 {
    guarded(SHOAL_ERROR, || {
        // SAFETY: the caller vouches for it.
        let generator = unsafe { known(generator) }?;
        let Some(table) = generator.tables().all().get(index as usize) else {
            return Ok(SHOAL_NONE);
        };
        let mut name = table.name.clone().into_bytes();
        name.push(0);
        // SAFETY: the caller vouches for the room.
        unsafe { write(&name, out, n_bytes) }
    })
}
