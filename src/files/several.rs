//! Counts the pictures of files that may hold several, of which the first is read: pages of a TIFF,
//! and pictures that stand one behind the other in a stream of PNM.

use image::ImageFormat;

use super::tiff::Tiff;

/// What the pictures of a file are called, and how many there are.
pub(super) fn count(format: ImageFormat, bytes: &[u8]) -> Option<(&'static str, usize)> {
    match format {
        ImageFormat::Tiff => Some(("page", Tiff::of(bytes)?.n_pages())),
        ImageFormat::Pnm => Some(("picture", n_of_stream(bytes))),
        _ => None,
    }
}

/// How many pictures of a stream of PNM are whole, or begin as one.
fn n_of_stream(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    let mut n_pictures = 0;
    loop {
        let mut words = Words(rest);
        if words.skip_picture().is_none() {
            break;
        }
        n_pictures += 1;
        rest = words.0.trim_ascii_start();
    }
    // The header of one that is cut off.
    let is_begun = matches!(rest, [b'P', b'1'..=b'7', space, ..] if space.is_ascii_whitespace());
    n_pictures + usize::from(is_begun)
}

/// Words between spaces, and comments that go to the end of their line.
struct Words<'a>(&'a [u8]);

impl<'a> Words<'a> {
    fn word(&mut self) -> Option<&'a [u8]> {
        loop {
            self.0 = self.0.trim_ascii_start();
            if self.0.first() != Some(&b'#') {
                break;
            }
            let end = self.0.iter().position(|byte| *byte == b'\n')?;
            self.0 = &self.0[end..];
        }
        let end = self.0.iter().position(u8::is_ascii_whitespace).unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        (!word.is_empty()).then_some(word)
    }

    fn number(&mut self) -> Option<usize> {
        std::str::from_utf8(self.word()?).ok()?.parse().ok()
    }

    fn skip(&mut self, count: usize) -> Option<()> {
        self.0 = self.0.get(count..)?;
        Some(())
    }

    /// Passes over a picture; `None` if there is no whole one.
    fn skip_picture(&mut self) -> Option<()> {
        let [b'P', kind @ b'1'..=b'7'] = self.word()? else { return None };
        if *kind == b'7' {
            return self.skip_any_map();
        }
        let (width, height) = (self.number()?, self.number()?);
        let n_pixels = width.checked_mul(height)?;
        let channels = if matches!(kind, b'3' | b'6') { 3 } else { 1 };
        let depth = match kind {
            b'1' | b'4' => 1,
            _ => self.number()?,
        };
        let n_values = n_pixels.checked_mul(channels)?;
        match kind {
            // Digits of one bit need no space between them.
            b'1' => {
                let mut left = n_values;
                while left > 0 {
                    left = left.checked_sub(self.word()?.len())?;
                }
                Some(())
            }
            b'2' | b'3' => (0..n_values).try_for_each(|_| self.number().map(drop)),
            b'4' => self.skip(width.div_ceil(8).checked_mul(height)?.checked_add(1)?),
            _ => self.skip(n_values.checked_mul(value_bytes(depth))?.checked_add(1)?),
        }
    }

    /// A PAM, whose header is a list of words and their numbers.
    fn skip_any_map(&mut self) -> Option<()> {
        let (mut n_values, mut depth) = (1_usize, 255);
        loop {
            match self.word()? {
                b"ENDHDR" => break,
                b"WIDTH" | b"HEIGHT" | b"DEPTH" => {
                    n_values = n_values.checked_mul(self.number()?)?;
                }
                b"MAXVAL" => depth = self.number()?,
                _ => {
                    self.word()?;
                }
            }
        }
        self.skip(n_values.checked_mul(value_bytes(depth))?.checked_add(1)?)
    }
}

fn value_bytes(most: usize) -> usize {
    if most > 255 { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::files::animation::{WhichFrames, parse};

    fn told(name: &str, bytes: &[u8]) -> Vec<String> {
        let read = parse(Path::new(name), bytes, WhichFrames::All).unwrap();
        read.remarks.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn pictures_of_a_stream_are_counted() {
        let raw = b"P6\n# a comment\n2 1\n255\nabcdef";
        let (grey, deep) = (&b"P5 1 1 255\nP"[..], &b"P5 1 1 65535\nPP"[..]);
        let (bits, plain) = (&b"P4 9 1\nab"[..], &b"P1\n3 2\n101\n0 1 0\n"[..]);
        let (text, any) = (
            &b"P3 1 1 255 1 2 3\n"[..],
            &b"P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\nPPPP"[..],
        );
        for one in [&raw[..], grey, deep, bits, plain, text, any] {
            assert_eq!(n_of_stream(one), 1, "{one:?}");
            assert_eq!(n_of_stream(&[one, b"\n", one, raw].concat()), 3, "{one:?}");
            assert_eq!(n_of_stream(&[one, b"garbage P6"].concat()), 1, "{one:?}");
        }
        assert_eq!(told("a.ppm", raw), [""; 0]);
        let two = told("a.ppm", &[&raw[..], raw].concat());
        assert!(two.len() == 1 && two[0].starts_with("picture 1 of 2 read"), "{two:?}");
        // One that is cut off was there too.
        let cut = told("a.ppm", &[&raw[..], b"P6 9 9 255 "].concat());
        assert!(cut.len() == 1 && cut[0].starts_with("picture 1 of 2 read"), "{cut:?}");
    }
}
