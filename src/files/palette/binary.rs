//! Palettes of Adobe and of Windows that are no text: .ase, .aco and the RIFF kind of .pal.

use super::{Swatch, Swatches, SwatchesError};

const ASE: &[u8] = b"ASEF";
const RIFF: &[u8] = b"RIFF";

/// Reads numbers from the front of a slice; `None` at its end.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(self.take(2)?.try_into().ok()?))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    fn f32(&mut self) -> Option<f32> {
        Some(f32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    /// A text of so many units of UTF-16, the last of which is zero.
    fn text(&mut self, n_units: usize) -> Option<String> {
        let bytes = self.take(n_units.checked_mul(2)?)?;
        let units: Vec<u16> =
            bytes.as_chunks::<2>().0.iter().map(|&pair| u16::from_be_bytes(pair)).collect();
        Some(String::from_utf16_lossy(&units).trim_end_matches('\0').trim().to_owned())
    }
}

/// The colours of a file of one of these kinds; `None` if it is none.
pub(super) fn parse(bytes: &[u8]) -> Option<Result<Swatches, SwatchesError>> {
    if bytes.starts_with(ASE) {
        return Some(parse_ase(&bytes[ASE.len()..]));
    }
    if bytes.starts_with(RIFF) && bytes.get(8..12) == Some(b"PAL ") {
        return Some(parse_riff(&bytes[12..]));
    }
    parse_aco(bytes).map(Ok)
}

fn damaged(reason: &str) -> SwatchesError {
    SwatchesError::Damaged(reason.to_owned())
}

fn listed(colours: Vec<Swatch>) -> Swatches {
    Swatches { colours, ..Swatches::default() }
}

/// Adobe Swatch Exchange: a version, how many blocks, and the blocks. Groups are passed over, and
/// what they hold is read like everything else.
fn parse_ase(rest: &[u8]) -> Result<Swatches, SwatchesError> {
    const COLOUR: u16 = 1;
    let mut rest = Bytes(rest);
    let early = || damaged("the swatches end early");
    rest.u32().ok_or_else(early)?;
    let n_blocks = rest.u32().ok_or_else(early)?;
    let mut colours = Vec::new();
    for _ in 0..n_blocks {
        let kind = rest.u16().ok_or_else(early)?;
        let length = rest.u32().ok_or_else(early)? as usize;
        let block = rest.take(length).ok_or_else(early)?;
        if kind == COLOUR {
            let swatch = ase_colour(&mut Bytes(block));
            colours.push(swatch.ok_or_else(|| damaged("a swatch holds no colour"))?);
        }
    }
    Ok(listed(colours))
}

fn ase_colour(block: &mut Bytes<'_>) -> Option<Swatch> {
    let n_units = block.u16()?;
    let label = block.text(usize::from(n_units))?;
    let model: [u8; 4] = block.take(4)?.try_into().ok()?;
    let rgb = match &model {
        b"RGB " => [block.f32()?, block.f32()?, block.f32()?].map(eight_bits),
        b"CMYK" => from_cmyk([block.f32()?, block.f32()?, block.f32()?, block.f32()?]),
        b"Gray" | b"GRAY" => [eight_bits(block.f32()?); 3],
        b"LAB " | b"Lab " => from_lab([block.f32()? * 100.0, block.f32()?, block.f32()?]),
        _ => return None,
    };
    Some(Swatch { label, ..Swatch::opaque(rgb) })
}

/// Photoshop's swatches: a version, how many, and ten bytes for each; in a second list of version
/// 2 the same again with names. There is no magic number, so all of it must fit.
fn parse_aco(bytes: &[u8]) -> Option<Swatches> {
    let mut rest = Bytes(bytes);
    let version = rest.u16()?;
    let first = match version {
        1 => aco_list(&mut rest, false)?,
        2 => return aco_list(&mut rest, true).filter(|_| rest.0.is_empty()).map(listed),
        _ => return None,
    };
    if rest.0.is_empty() {
        return Some(listed(first));
    }
    let named = (rest.u16()? == 2).then(|| aco_list(&mut rest, true))?;
    Some(listed(named.unwrap_or(first)))
}

fn aco_list(rest: &mut Bytes<'_>, is_named: bool) -> Option<Vec<Swatch>> {
    let n_colours = rest.u16()?;
    let mut colours = Vec::new();
    for _ in 0..n_colours {
        let space = rest.u16()?;
        let numbers = [rest.u16()?, rest.u16()?, rest.u16()?, rest.u16()?];
        let mut swatch = Swatch::opaque(aco_colour(space, numbers)?);
        if is_named {
            let n_units = rest.u32()? as usize;
            swatch.label = rest.text(n_units)?;
        }
        colours.push(swatch);
    }
    Some(colours)
}

fn aco_colour(space: u16, numbers: [u16; 4]) -> Option<[u8; 3]> {
    let share = |number: u16| f32::from(number) / 65_535.0;
    let [a, b, c, _] = numbers;
    Some(match space {
        0 => [a, b, c].map(|number| (number >> 8) as u8),
        1 => from_hsb(numbers.map(share)),
        // Ink is stored the other way round: 0 is all of it.
        2 => from_cmyk(numbers.map(|number| 1.0 - share(number))),
        7 => from_lab([
            f32::from(a) / 100.0,
            f32::from(b.cast_signed()) / 100.0,
            f32::from(c.cast_signed()) / 100.0,
        ]),
        8 => [eight_bits(f32::from(a) / 10_000.0); 3],
        9 => from_cmyk(numbers.map(|number| f32::from(number) / 10_000.0)),
        _ => return None,
    })
}

/// Windows: chunks, of which "data" holds a version, how many, and four bytes for each colour.
fn parse_riff(rest: &[u8]) -> Result<Swatches, SwatchesError> {
    let mut rest = Bytes(rest);
    while let (Some(kind), Some(length)) = (rest.take(4), rest.take(4)) {
        let length = <[u8; 4]>::try_from(length).map_or(0, u32::from_le_bytes) as usize;
        // The last chunk of real files is sometimes longer than they say.
        let chunk = rest.take(length).unwrap_or_else(|| std::mem::take(&mut rest.0));
        if kind == b"data" {
            let [_, _, low, high, colours @ ..] = chunk else {
                return Err(damaged("its list of colours ends early"));
            };
            let count = usize::from(u16::from_le_bytes([*low, *high]));
            let colours = colours.as_chunks::<4>().0;
            if colours.len() < count {
                return Err(damaged("its list of colours ends early"));
            }
            let swatch = |&[r, g, b, _]: &[u8; 4]| Swatch::opaque([r, g, b]);
            return Ok(listed(colours.iter().take(count).map(swatch).collect()));
        }
        if length % 2 == 1 {
            rest.take(1);
        }
    }
    Err(damaged("it has no list of colours"))
}

pub(super) fn eight_bits(share: f32) -> u8 {
    (share.clamp(0.0, 1.0) * 255.0).round() as u8
}

pub(super) fn from_cmyk([c, m, y, k]: [f32; 4]) -> [u8; 3] {
    [c, m, y].map(|ink| eight_bits((1.0 - ink.clamp(0.0, 1.0)) * (1.0 - k.clamp(0.0, 1.0))))
}

pub(super) fn from_hsb([hue, saturation, brightness, _]: [f32; 4]) -> [u8; 3] {
    let channel = |turn: f32| {
        let place = (turn + hue * 6.0).rem_euclid(6.0);
        let lack = place.min(4.0 - place).clamp(0.0, 1.0);
        eight_bits(brightness - brightness * saturation * lack)
    };
    [5.0, 3.0, 1.0].map(channel)
}

/// CIE L*a*b* under the light of print, D50, as sRGB.
fn from_lab([l, a, b]: [f32; 3]) -> [u8; 3] {
    const WHITE: [f32; 3] = [0.9642, 1.0, 0.8251];
    let y = (l + 16.0) / 116.0;
    let root = |value: f32| {
        if value > 6.0 / 29.0 { value.powi(3) } else { (value - 4.0 / 29.0) * 108.0 / 841.0 }
    };
    let [x, y, z] = [root(y + a / 500.0), root(y), root(y - b / 200.0)];
    let [x, y, z] = [x * WHITE[0], y * WHITE[1], z * WHITE[2]];
    let linear = [
        3.133_86 * x - 1.616_87 * y - 0.490_61 * z,
        -0.978_77 * x + 1.916_14 * y + 0.033_45 * z,
        0.071_94 * x - 0.228_99 * y + 1.405_24 * z,
    ];
    linear.map(|value| {
        let bent = if value <= 0.003_130_8 {
            value * 12.92
        } else {
            1.055 * value.powf(1.0 / 2.4) - 0.055
        };
        eight_bits(bent)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rgbs(bytes: &[u8]) -> Vec<[u8; 3]> {
        parse(bytes).unwrap().unwrap().colours.iter().map(|swatch| swatch.rgb.0).collect()
    }

    fn units(text: &str) -> Vec<u8> {
        text.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect()
    }

    #[test]
    fn adobe_swatch_exchange() {
        let colour = |name: &str, model: &[u8; 4], numbers: &[f32]| {
            let name_units = units(name);
            let mut block = ((name_units.len() / 2) as u16).to_be_bytes().to_vec();
            block.extend(name_units);
            block.extend(model);
            block.extend(numbers.iter().flat_map(|number| number.to_be_bytes()));
            block.extend([0, 2]);
            [&[0, 1][..], &(block.len() as u32).to_be_bytes(), &block].concat()
        };
        let mut bytes = b"ASEF\0\x01\0\0\0\0\0\x07".to_vec();
        // A group around the first two.
        let title = units("Skin");
        let length = title.len() as u32 + 2;
        bytes.extend([&[0xC0, 1][..], &length.to_be_bytes(), &[0, 5], &title].concat());
        bytes.extend(colour("skin 1", b"RGB ", &[1.0, 0.5, 0.0]));
        bytes.extend(colour("ink", b"CMYK", &[0.0, 1.0, 1.0, 0.5]));
        bytes.extend([0xC0, 2, 0, 0, 0, 0]);
        bytes.extend(colour("", b"Gray", &[0.2]));
        bytes.extend(colour("white", b"LAB ", &[1.0, 0.0, 0.0]));
        bytes.extend(colour("red", b"LAB ", &[0.5429, 80.81, 69.89]));
        let read = parse(&bytes).unwrap().unwrap();
        assert_eq!(read.colours[0].label, "skin 1");
        assert_eq!(rgbs(&bytes), [[255, 128, 0], [128, 0, 0], [51; 3], [255; 3], [255, 0, 0]]);
        for length in 4..bytes.len() {
            assert!(parse(&bytes[..length]).unwrap().is_err(), "{length}");
        }
    }

    #[test]
    fn photoshop_swatches() {
        let list = |version: u16, name: Option<&str>| {
            let colours: [[u16; 5]; 5] = [
                [0, 0xFFFF, 0x8080, 0, 0],
                [1, 0x5555, 0xFFFF, 0xFFFF, 0],
                [2, 0xFFFF, 0, 0xFFFF, 0xFFFF],
                [7, 10_000, 0, 0, 0],
                [8, 5_000, 0, 0, 0],
            ];
            let mut bytes = [version.to_be_bytes(), 5_u16.to_be_bytes()].concat();
            for colour in colours {
                bytes.extend(colour.iter().flat_map(|number| number.to_be_bytes()));
                if let Some(name) = name {
                    let name = units(name);
                    bytes.extend((name.len() as u32 / 2).to_be_bytes());
                    bytes.extend(name);
                }
            }
            bytes
        };
        let expected = [[255, 128, 0], [0, 255, 0], [255, 0, 255], [255; 3], [128; 3]];
        assert_eq!(rgbs(&list(1, None)), expected);
        let both = [list(1, None), list(2, Some("kelp 1"))].concat();
        assert_eq!(rgbs(&both), expected);
        assert_eq!(parse(&both).unwrap().unwrap().colours[4].label, "kelp 1");
        let whole = list(1, None);
        assert!((0..whole.len()).all(|length| parse(&whole[..length]).is_none()));
    }

    #[test]
    fn windows_palettes() {
        let mut bytes = b"RIFF\x20\0\0\0PAL ".to_vec();
        bytes.extend(b"LIST\x03\0\0\0abc\0data\x0c\0\0\0\0\x03\x02\0");
        bytes.extend([255, 0, 16, 0, 0, 255, 1, 4]);
        assert_eq!(rgbs(&bytes), [[255, 0, 16], [0, 255, 1]]);
        assert!(parse(&bytes[..bytes.len() - 1]).unwrap().is_err());
        assert!(parse(b"RIFF\x04\0\0\0PAL ").unwrap().is_err());
    }
}
