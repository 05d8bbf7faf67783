//! Animated WebP: each frame decoded by itself and laid over the canvas as the container
//! specification and its reference decoder have it.
//!
//! The decoder's own composition leaves disposed frames in sight and darkens what it blends, so
//! only its still pictures are used: a frame is wrapped as a still WebP of its own.

use super::{
    FRAME_MILLISECONDS, FileError,
    animation::{About, AnimationFrame, Source, Visit},
    others,
    picture::Picture,
    remarks::Remark,
};

/// Bytes of a frame's chunk before its picture.
const FRAME_HEADER: usize = 16;

/// Whether a WebP says that it is animated.
pub(super) fn is_animated(bytes: &[u8]) -> bool {
    const ANIMATION: u8 = 2;
    bytes.get(12..16) == Some(b"VP8X") && bytes.get(20).is_some_and(|flags| flags & ANIMATION != 0)
}

/// Whether a picture of a WebP, or of its first frame, is packed with losses.
pub(super) fn is_lossy(bytes: &[u8]) -> bool {
    let has_losses = |bytes: &[u8]| chunks(bytes).any(|(name, _)| name == b"VP8 ");
    let rest = bytes.get(12..).unwrap_or_default();
    let frame = chunks(rest).find(|(name, _)| *name == b"ANMF");
    let frame = frame.and_then(|(_, data)| data.get(FRAME_HEADER..));
    has_losses(frame.unwrap_or(rest))
}

/// Shows the frames one after the other.
pub(super) fn each_frame(
    source: &Source<'_>,
    (width, height): (u32, u32),
    about: &mut About,
    visit: Visit<'_>,
) -> Result<(), FileError> {
    let frames: Vec<&[u8]> = chunks(source.bytes.get(12..).unwrap_or_default())
        .filter(|(name, _)| *name == b"ANMF")
        .map(|(_, data)| data)
        .collect();
    let torn = |reason: &str| torn(source, reason);
    if frames.is_empty() {
        return Err(torn("it holds no frame"));
    }
    source.check_size((width, height), frames.len())?;
    let n_wanted = source.which.of(frames.len());
    about.remarks.add(Remark::FramesLeftOut { n: frames.len() - n_wanted, of: frames.len() });
    about.plays = plays(source.bytes);
    let mut canvas = Picture::empty(width as usize, height as usize);
    for data in &frames[..n_wanted] {
        let frame = Frame::parse(data).ok_or_else(|| torn("a frame ends early"))?;
        if frame.left + frame.width > canvas.width || frame.top + frame.height > canvas.height {
            return Err(torn("a frame lies outside the picture"));
        }
        let own = frame.decode(source)?;
        frame.lay(&own, &mut canvas);
        let mut milliseconds = about.duration(frame.milliseconds);
        if milliseconds <= 10 {
            about.remarks.add(Remark::too_short(milliseconds, FRAME_MILLISECONDS));
            milliseconds = FRAME_MILLISECONDS;
        }
        let picture = canvas.clone();
        let name = String::new();
        visit(AnimationFrame { name, picture, indexed: None, milliseconds, recipe: None })?;
        if frame.is_disposed {
            frame.clear(&mut canvas);
        }
    }
    Ok(())
}

/// How often the animation plays, where it says a number; 0 is for ever.
fn plays(bytes: &[u8]) -> Option<u16> {
    let (_, data) = chunks(bytes.get(12..)?).find(|(name, _)| *name == b"ANIM")?;
    let count = u16::from_le_bytes([*data.get(4)?, *data.get(5)?]);
    (count > 0).then_some(count)
}

fn torn(source: &Source<'_>, reason: &str) -> FileError {
    let (path, reason) = (source.path.to_owned(), reason.to_owned());
    FileError::Torn { path, kind: "WebP", reason }
}

/// The chunks of a RIFF. The last may be cut short.
fn chunks(mut rest: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (name, after) = rest.split_first_chunk::<4>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let (data, after) = after.split_at(length.min(after.len()));
        rest = after.get(length % 2..).unwrap_or_default();
        Some((name, data))
    })
}

/// A frame that is still packed.
struct Frame<'a> {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
    milliseconds: u64,
    /// Whether it is laid over what is there, rather than put in its place.
    is_blended: bool,
    /// Whether its rectangle is see-through again before the next frame.
    is_disposed: bool,
    chunks: &'a [u8],
}

impl<'a> Frame<'a> {
    fn parse(data: &'a [u8]) -> Option<Self> {
        let number = |at: usize| {
            let bytes = data.get(at..at + 3)?;
            Some(usize::from(bytes[0]) | usize::from(bytes[1]) << 8 | usize::from(bytes[2]) << 16)
        };
        let flags = *data.get(15)?;
        Some(Self {
            left: number(0)? * 2,
            top: number(3)? * 2,
            width: number(6)? + 1,
            height: number(9)? + 1,
            milliseconds: number(12)? as u64,
            is_blended: flags & 2 == 0,
            is_disposed: flags & 1 != 0,
            chunks: data.get(FRAME_HEADER..)?,
        })
    }

    /// The frame's own pixels.
    fn decode(&self, source: &Source<'_>) -> Result<Picture, FileError> {
        let still = self.as_still().ok_or_else(|| torn(source, "a frame holds no picture"))?;
        let image = others::decode(&still, image::ImageFormat::WebP)
            .map_err(|error| others::problem(source.path, image::ImageFormat::WebP, &error))?;
        let picture = others::picture_of(image);
        if (picture.width, picture.height) == (self.width, self.height) {
            Ok(picture)
        } else {
            Err(torn(source, "a frame has another size than it says"))
        }
    }

    /// A WebP of this frame alone; `None` where it holds no picture.
    fn as_still(&self) -> Option<Vec<u8>> {
        let find =
            |wanted: &[&[u8; 4]]| chunks(self.chunks).find(|(name, _)| wanted.contains(name));
        let (name, data) = find(&[b"VP8 ", b"VP8L"])?;
        let opacity = find(&[b"ALPH"]).filter(|_| name == b"VP8 ");
        let mut body = b"WEBP".to_vec();
        if let Some((_, opacity)) = opacity {
            let side = |length: usize| ((length - 1) as u32).to_le_bytes();
            let mut header = vec![0x10, 0, 0, 0];
            header.extend(&side(self.width)[..3]);
            header.extend(&side(self.height)[..3]);
            push_chunk(&mut body, *b"VP8X", &header);
            push_chunk(&mut body, *b"ALPH", opacity);
        }
        push_chunk(&mut body, *name, data);
        let mut still = b"RIFF".to_vec();
        still.extend((body.len() as u32).to_le_bytes());
        still.extend(body);
        Some(still)
    }

    /// Where each row of the frame starts on a canvas.
    fn rows(&self, canvas: &Picture) -> impl Iterator<Item = usize> + use<> {
        let (left, top, width) = (self.left, self.top, canvas.width);
        (0..self.height).map(move |y| (top + y) * width + left)
    }

    fn lay(&self, own: &Picture, canvas: &mut Picture) {
        for (start, row) in self.rows(canvas).zip(own.pixels.chunks_exact(self.width)) {
            for (below, above) in canvas.pixels[start..].iter_mut().zip(row) {
                *below = if self.is_blended { over(*below, *above) } else { *above };
            }
        }
    }

    fn clear(&self, canvas: &mut Picture) {
        for start in self.rows(canvas) {
            canvas.pixels[start..start + self.width].fill([0; 4]);
        }
    }
}

fn push_chunk(bytes: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    bytes.extend(&name);
    bytes.extend((data.len() as u32).to_le_bytes());
    bytes.extend(data);
    bytes.resize(bytes.len().next_multiple_of(2), 0);
}

/// A colour laid over another, in the whole numbers of the reference decoder.
fn over(below: [u8; 4], above: [u8; 4]) -> [u8; 4] {
    let high = u32::from(above[3]);
    match high {
        0 => return below,
        255 => return above,
        _ => {}
    }
    let low = (u32::from(below[3]) * (256 - high)) >> 8;
    let alpha = high + low;
    let share = (1 << 24) / alpha;
    let mix = |channel: usize| {
        let sum = u32::from(above[channel]) * high + u32::from(below[channel]) * low;
        ((sum * share) >> 24) as u8
    };
    [mix(0), mix(1), mix(2), alpha as u8]
}

#[cfg(test)]
mod tests {
    use std::{io::Cursor, path::Path};

    use super::*;
    use crate::files::animation::{Animation, WhichFrames, parse};

    const OPAQUE: [u8; 4] = [26, 28, 44, 255];
    const GLASS: [u8; 4] = [200, 100, 50, 128];

    /// The chunk of a lossless frame: its corner in pixels, its size, its flags.
    fn frame(corner: [u32; 2], size: [u32; 2], flags: u8, pixel: [u8; 4]) -> Vec<u8> {
        let image = image::RgbaImage::from_pixel(size[0], size[1], image::Rgba(pixel));
        let mut still = Cursor::new(Vec::new());
        image.write_to(&mut still, image::ImageFormat::WebP).unwrap();
        let mut data = Vec::new();
        for number in [corner[0] / 2, corner[1] / 2, size[0] - 1, size[1] - 1, 70] {
            data.extend(&number.to_le_bytes()[..3]);
        }
        data.push(flags);
        data.extend(&still.into_inner()[12..]);
        let mut chunk = Vec::new();
        push_chunk(&mut chunk, *b"ANMF", &data);
        chunk
    }

    fn animated(frames: &[Vec<u8>]) -> Vec<u8> {
        let mut body = b"WEBP".to_vec();
        push_chunk(&mut body, *b"VP8X", &[0x12, 0, 0, 0, 3, 0, 0, 1, 0, 0]);
        // A white ground, which players ignore.
        push_chunk(&mut body, *b"ANIM", &[255, 255, 255, 255, 0, 0]);
        body.extend(frames.concat());
        let mut bytes = b"RIFF".to_vec();
        bytes.extend((body.len() as u32).to_le_bytes());
        bytes.extend(body);
        bytes
    }

    fn read(bytes: &[u8]) -> Result<Animation, FileError> {
        parse(Path::new("fish.webp"), bytes, WhichFrames::All)
    }

    /// How often an animation plays whose count is put in.
    fn read_plays(bytes: &[u8], count: u8) -> Option<u16> {
        let at = bytes.windows(4).position(|name| name == b"ANIM").unwrap();
        let mut bytes = bytes.to_vec();
        bytes[at + 12] = count;
        read(&bytes).unwrap().plays
    }

    fn pixels(animation: &Animation, frame: usize) -> &[[u8; 4]] {
        &animation.frames[frame].picture.pixels
    }

    #[test]
    fn losses_are_known_by_how_the_first_picture_is_packed() {
        let chunk =
            |name: &[u8], data: &[u8]| [name, &(data.len() as u32).to_le_bytes(), data].concat();
        let file = |chunks: &[Vec<u8>]| [b"RIFF\0\0\0\0WEBP".to_vec(), chunks.concat()].concat();
        let frame = |name: &[u8]| chunk(b"ANMF", &[vec![0; 16], chunk(name, &[0; 4])].concat());
        for (bytes, expected) in [
            (file(&[chunk(b"VP8 ", &[0; 4])]), true),
            (file(&[chunk(b"VP8L", &[0; 4])]), false),
            (file(&[chunk(b"VP8X", &[0; 10]), chunk(b"ALPH", &[0; 4]), chunk(b"VP8 ", &[])]), true),
            (file(&[chunk(b"VP8X", &[2; 10]), frame(b"VP8 ")]), true),
            (file(&[chunk(b"VP8X", &[2; 10]), frame(b"VP8L"), frame(b"VP8 ")]), false),
            (b"RIFF".to_vec(), false),
        ] {
            assert_eq!(is_lossy(&bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn frames_are_blended_replaced_and_cleared() {
        let bytes = animated(&[
            frame([0, 0], [4, 2], 0, OPAQUE),
            frame([2, 0], [2, 2], 1, GLASS),
            frame([0, 0], [2, 1], 2, GLASS),
            frame([0, 0], [1, 1], 0, OPAQUE),
        ]);
        let read = read(&bytes).unwrap();
        assert_eq!(pixels(&read, 0), [OPAQUE; 8]);
        // 128 of 255 of the one and the rest of the other.
        let mixed = [113, 64, 47, 255];
        assert_eq!(pixels(&read, 1)[..4], [OPAQUE, OPAQUE, mixed, mixed]);
        // The second is gone, and the third took the place of what was there.
        assert_eq!(pixels(&read, 2)[..4], [GLASS, GLASS, [0; 4], [0; 4]]);
        assert_eq!(pixels(&read, 2)[4..], [OPAQUE, OPAQUE, [0; 4], [0; 4]]);
        assert_eq!(pixels(&read, 3)[0], OPAQUE, "opaque pixels stay as they are");
        assert_eq!(read.frames[3].milliseconds, 70);
        let first = parse(Path::new("fish.webp"), &bytes, WhichFrames::First).unwrap();
        assert_eq!(first.frames.len(), 1);
        assert_eq!((read_plays(&bytes, 0), read_plays(&bytes, 3)), (None, Some(3)));
        assert!(first.remarks.iter().any(|it| it.to_string() == "3 of 4 frames left out"));
    }

    #[test]
    fn broken_animations_are_named() {
        let good = animated(&[frame([0, 0], [4, 2], 0, OPAQUE), frame([2, 0], [2, 2], 1, GLASS)]);
        for length in 12..good.len() {
            if let Err(error) = read(&good[..length]) {
                assert!(error.to_string().contains("fish.webp"), "{error}");
            }
        }
        let outside = animated(&[frame([2, 0], [4, 2], 0, OPAQUE)]);
        assert!(read(&outside).unwrap_err().to_string().contains("outside"));
        let empty = read(&animated(&[])).unwrap_err().to_string();
        assert!(empty.contains("fish.webp"), "{empty}");
    }
}
