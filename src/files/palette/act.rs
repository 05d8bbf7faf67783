//! Photoshop's colour tables: 256 colours of three bytes, then, perhaps, how many of them count
//! and which is transparent, each a big-endian number of two bytes. Without that tail it is also
//! what games of old have, whose numbers go to 63.

use super::{MAX_COLOURS, Swatch, Swatches};

const TABLE: usize = MAX_COLOURS * 3;
const WITH_TAIL: usize = TABLE + 4;

/// What says that no entry is transparent.
const NONE: u16 = u16::MAX;

/// Whether the size is that of a colour table.
pub(super) fn has_size_of_act(bytes: &[u8]) -> bool {
    matches!(bytes.len(), TABLE | WITH_TAIL)
}

/// There is no magic number, only a size that nothing else has. A text of just that size is
/// more likely a text.
pub(super) fn is_act(bytes: &[u8]) -> bool {
    let printable = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    has_size_of_act(bytes) && !bytes.iter().all(printable)
}

pub(super) fn parse(bytes: &[u8]) -> Swatches {
    let number =
        |at: usize| bytes.get(at..at + 2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    // 0 is what some programs write where all 256 are meant.
    let count = number(TABLE).map(usize::from).filter(|count| (1..=MAX_COLOURS).contains(count));
    let table = bytes[..bytes.len().min(TABLE)].as_chunks::<3>().0;
    let mut colours: Vec<Swatch> =
        table.iter().take(count.unwrap_or(MAX_COLOURS)).map(|rgb| Swatch::opaque(*rgb)).collect();
    if let Some(unseen) = number(TABLE + 2).and_then(|index| colours.get_mut(usize::from(index))) {
        unseen.alpha = 0;
    }
    let mut swatches = Swatches { colours, ..Swatches::default() };
    if bytes.len() == TABLE && is_six_bit(table) {
        for swatch in &mut swatches.colours {
            swatch.rgb.0 = swatch.rgb.0.map(|six| six << 2 | six >> 4);
        }
        swatches.remarks.push(
            "no number is above 63, so all were taken for six bits, as in games of old: 63 became 255"
                .to_owned(),
        );
    }
    swatches
}

/// Whether no channel needs more than the six bits of a VGA card's.
fn is_six_bit(table: &[[u8; 3]]) -> bool {
    let brightest = table.iter().flatten().max().copied().unwrap_or(0);
    (1..64).contains(&brightest)
}

pub(super) fn encode(swatches: &Swatches) -> Vec<u8> {
    let mut bytes: Vec<u8> = swatches.colours.iter().flat_map(|swatch| swatch.rgb.0).collect();
    bytes.resize(TABLE, 0);
    bytes.extend((swatches.colours.len() as u16).to_be_bytes());
    let unseen = swatches.transparent().map_or(NONE, |index| index as u16);
    bytes.extend(unseen.to_be_bytes());
    bytes
}
