//! What is fuzzed: a function for each reader that takes bytes, and the seeds that each begins with.
//!
//! A target is given any bytes and must come back. Whatever a reader takes for good has to pass on:
//! sprites fit any palette, and what is written of them is read again as it was.

mod seeds;

use std::{path::Path, sync::LazyLock};

use shoal::{
    dataset::{CellSize, Dataset, Manifest, Pattern},
    files::{
        Frame, Glass,
        animation::{self, WhichFrames},
        aseprite, gif,
        import::{SpriteFile, own_palette},
        mask,
        palette::{self, Overflow, PaletteFormat},
        sheet::{self, SheetOptions},
        sketch::{encode_sketch, sketch_of_picture},
    },
    model::Checkpoint,
    motion::Parts,
    sprite::{HintPlane, Livery, Mask, Palette, Recipe, Sketch},
};

pub use seeds::seeds;

/// A target: its name, and what it does. It says whether the reader took the bytes for good.
pub type Target = (&'static str, fn(&[u8]) -> bool);

/// Every target.
pub const TARGETS: [Target; 22] = [
    ("png", |bytes| sprites("fish.png", bytes)),
    ("gif", |bytes| sprites("fish.gif", bytes)),
    ("aseprite", |bytes| sprites("fish.aseprite", bytes)),
    ("sheet", |bytes| sprites_at(&SHEET.path().join("fish.json"), bytes)),
    ("piskel", |bytes| sprites("fish.piskel", bytes)),
    ("zip", |bytes| sprites("fish.ora", bytes) | palette_of(bytes)),
    // What stands in a zip, where mutations of the zip itself seldom reach.
    ("pxo", |bytes| sprites("fish.pxo", &seeds::project(bytes))),
    ("ora", |bytes| sprites("fish.ora", &seeds::zipped(&[("mergedimage.png", bytes)]))),
    ("kpl", |bytes| palette_of(&seeds::zipped(&[("colorset.xml", bytes)]))),
    ("swatches", |bytes| palette_of(&seeds::zipped(&[("Swatches.json", bytes)]))),
    ("ilbm", |bytes| sprites("fish.lbm", bytes) | palette_of(bytes)),
    ("pcx", |bytes| sprites("fish.pcx", bytes) | palette_of(bytes)),
    ("picture", |bytes| sprites("fish.tga", bytes) | palette_of(bytes)),
    ("palette", palette_of),
    ("palette_text", |bytes| {
        std::str::from_utf8(bytes).is_ok_and(|text| palette::parse_text(text).is_ok())
    }),
    ("sketch", sketch),
    ("texts", texts),
    ("mask", |bytes| mask::parse_mask(Path::new("mask.png"), bytes).is_ok()),
    ("recipe", recipe),
    ("checkpoint", |bytes| Checkpoint::from_bytes(bytes).is_ok()),
    ("dataset", |bytes| Dataset::from_bytes(bytes).is_ok()),
    ("manifest", |bytes| {
        std::str::from_utf8(bytes).is_ok_and(|text| Manifest::from_text(text).is_ok())
    }),
];

/// Gives bytes to the target of a name.
///
/// # Panics
/// If there is no such target, or the reader has a fault.
pub fn run(name: &str, bytes: &[u8]) -> bool {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).expect("a known target");
    target(bytes)
}

/// A folder with the picture of a sheet, for JSON that names it.
static SHEET: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    std::fs::write(folder.path().join("fish.png"), seeds::sheet_picture()).expect("room for it");
    folder
});

fn sprites(name: &str, bytes: &[u8]) -> bool {
    sprites_at(Path::new(name), bytes)
}

/// Frames beyond this many are read and not written again: that takes most of the time.
const WRITTEN: usize = 3;

fn sprites_at(path: &Path, bytes: &[u8]) -> bool {
    let first = animation::parse(path, bytes, WhichFrames::First);
    let Ok(file) = SpriteFile::parse(path, bytes, WhichFrames::All, Glass::default()) else {
        return first.is_ok();
    };
    let own = own_palette(std::slice::from_ref(&file));
    let has_own = own.is_some();
    let palette = own.map_or_else(Palette::ocean, |own| own.palette);
    let read = file.fit(&palette).expect("what was read fits any palette");
    assert!(!read.sprites.is_empty(), "a file has at least one sprite");
    assert!(!has_own || read.sprites.iter().all(|it| it.n_moved_colours == 0), "its own colours");
    let frames: Vec<Frame> = read.sprites.into_iter().map(|imported| imported.frame).collect();
    if frames.len() <= WRITTEN {
        read_again(&frames, &palette);
    }
    true
}

fn read_again(frames: &[Frame], palette: &Palette) {
    let sprites = |bytes: &[u8], name: &str| {
        let file = SpriteFile::parse(Path::new(name), bytes, WhichFrames::All, Glass::default());
        let read = file.and_then(|file| file.fit(palette)).expect("what was written is read");
        read.sprites.into_iter().map(|imported| imported.frame.sprite).collect::<Vec<_>>()
    };
    let expected: Vec<_> = frames.iter().map(|frame| frame.sprite.clone()).collect();
    assert_eq!(sprites(&aseprite::encode(frames, &[], palette, 1), "a.aseprite"), expected);
    assert_eq!(sprites(&gif::encode(frames, palette, 1), "a.gif"), expected);
    sheet::encode(frames, &[], palette, SheetOptions::default(), Path::new("a.png"))
        .expect("few sprites fit a sheet");
}

fn palette_of(bytes: &[u8]) -> bool {
    let Ok(swatches) = palette::parse(bytes) else { return false };
    if let Ok(fitted) = swatches.fit(Overflow::Reduce) {
        assert_eq!(fitted.palette.colours().len(), 64);
    }
    for format in PaletteFormat::ALL {
        let again = palette::parse(&palette::encode(&swatches, format)).expect("it was written");
        assert!(again.colours.iter().map(|it| it.rgb).eq(swatches.colours.iter().map(|it| it.rgb)));
    }
    true
}

/// A picture as a sketch, and the sketch as a picture again.
fn sketch(bytes: &[u8]) -> bool {
    let (path, palette) = (Path::new("sketch.png"), Palette::ocean());
    let Ok(read) = animation::parse(path, bytes, WhichFrames::First) else { return false };
    let picture = read.frames[0].picture.clone();
    let Ok(sketch) = sketch_of_picture(path, picture, &palette) else { return false };
    assert!(Sketch::from_text(&sketch.to_text()).as_ref() == Some(&sketch));
    let written = encode_sketch(&sketch, &palette);
    animation::parse(path, &written, WhichFrames::First).expect("what was written is read");
    true
}

/// Short texts of recipes, manifests and the command line.
fn texts(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let sketch = Sketch::from_text(text);
    if let Some(sketch) = &sketch {
        assert!(Sketch::from_text(&sketch.to_text()).as_ref() == Some(sketch));
    }
    let hints = HintPlane::from_text(text);
    if let Some(hints) = &hints {
        assert!(HintPlane::from_text(&hints.to_text()).as_ref() == Some(hints));
    }
    let parts = Parts::from_text(text);
    if let Some(parts) = &parts {
        assert!(Parts::from_text(&parts.to_text()).as_ref() == Some(parts));
    }
    let mask = Mask::from_hex(text);
    if let Some(mask) = &mask {
        assert!(Mask::from_hex(&mask.to_hex()).as_ref() == Some(mask));
    }
    let pattern = text.parse::<Pattern>();
    if let Ok(pattern) = &pattern {
        let _ = pattern.find("reef/fish/a.png");
    }
    sketch.is_some()
        | hints.is_some()
        | parts.is_some()
        | mask.is_some()
        | pattern.is_ok()
        | text.parse::<CellSize>().is_ok()
        | text.parse::<Palette>().is_ok()
        | Livery::from_text(text, &Palette::ocean()).is_ok()
}

fn recipe(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Ok(recipe) = Recipe::from_json(text) else { return false };
    let again = Recipe::from_json(&recipe.to_json()).expect("what was written is read");
    assert_eq!(again, recipe);
    let _ = recipe.own_palette();
    true
}
