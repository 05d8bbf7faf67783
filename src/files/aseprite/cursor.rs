//! Takes numbers and texts off the front of bytes.

use std::{error::Error, fmt};

/// What is wrong with the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::files) struct Broken(pub(super) &'static str);

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Broken {}

/// Bytes that are still to be read, in the order of Intel's processors.
pub(super) struct Cursor<'a>(pub(super) &'a [u8]);

impl<'a> Cursor<'a> {
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], Broken> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Broken("it ends early"))?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Broken> {
        Ok(self.take(1)?[0])
    }

    pub(super) fn word(&mut self) -> Result<u16, Broken> {
        let bytes = self.take(2)?;
        Ok(u16::from_le_bytes([bytes[0], bytes[1]]))
    }

    pub(super) fn short(&mut self) -> Result<i16, Broken> {
        Ok(self.word()? as i16)
    }

    pub(super) fn dword(&mut self) -> Result<usize, Broken> {
        let (low, high) = (self.word()?, self.word()?);
        Ok(usize::from(high) << 16 | usize::from(low))
    }

    pub(super) fn string(&mut self) -> Result<String, Broken> {
        let length = usize::from(self.word()?);
        Ok(String::from_utf8_lossy(self.take(length)?).into_owned())
    }
}
