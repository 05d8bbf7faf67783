//! Small, harmless files of every kind, made on the spot.

use std::{
    collections::BTreeMap,
    io::{Cursor, Write as _},
    path::Path,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use image::{DynamicImage, ImageFormat};
use shoal::{
    dataset::{Dataset, Example},
    files::{
        Direction, Frame, Tag, apng, aseprite, gif,
        mask::encode_mask,
        palette::{PaletteFormat, Swatches, encode, parse_text},
        png::encode_sprite,
        sheet::{self, JsonKind, SheetOptions},
        sketch::encode_sketch,
    },
    model::{Checkpoint, CheckpointData, Config, Dtype},
    motion::{BodyPlan, Parts},
    sprite::{Mask, Palette, Prompt, Recipe, Sampling, Sketch, Sprite, World},
};

/// The files that a target begins with; at least one.
///
/// # Panics
/// Never: memory takes everything that is written.
#[must_use]
pub fn seeds(target: &str) -> Vec<Vec<u8>> {
    let palette = Palette::ocean();
    match target {
        "png" => vec![
            encode_sprite(&fish(1), &palette, Some(&recipe()), 1),
            encode_sprite(&fish(2), &palette, None, 2),
            apng::encode(&frames(), &palette, 1, true),
            small_png(png::ColorType::Rgba, &[200, 30, 7, 255].repeat(64)),
            small_png(png::ColorType::Grayscale, &[7; 64]),
            small_png(png::ColorType::Rgb, &[1; 192]),
        ],
        "gif" => {
            vec![gif::encode(&frames(), &palette, 1), gif::encode(&frames()[..1], &palette, 2)]
        }
        "aseprite" => {
            let tag = Tag { direction: Direction::PingPong, repeat: 2, ..Tag::new("swim", 0, 1) };
            vec![aseprite::encode(&frames(), &[tag], &palette, 1), layered()]
        }
        "sheet" => vec![sheet_json(JsonKind::Hash), sheet_json(JsonKind::Array), pages()],
        "piskel" => vec![piskel()],
        "zip" => vec![
            zipped(&[("mergedimage.png", &encode_sprite(&fish(3), &palette, None, 1))]),
            zipped(&[("data.json", PXO), ("image_data/final_images/1", &[9; 64])]),
            zipped(&[("colorset.xml", KPL)]),
            zipped(&[("Swatches.json", SWATCHES)]),
        ],
        "pxo" => vec![PXO.to_vec(), OLD_PXO.to_vec()],
        "ora" => vec![encode_sprite(&fish(3), &palette, None, 1)],
        "kpl" => vec![KPL.to_vec()],
        "swatches" => vec![SWATCHES.to_vec()],
        "ilbm" => vec![ilbm(*b"ILBM", 0), ilbm(*b"PBM ", 0), ilbm(*b"ILBM", 0x800)],
        "pcx" => vec![pcx(1), pcx(3)],
        "picture" => {
            use ImageFormat::{Bmp, Ico, Jpeg, Pnm, Qoi, Tga, Tiff, WebP};
            let mut seeds: Vec<Vec<u8>> =
                [Bmp, Ico, Jpeg, Pnm, Qoi, Tga, Tiff, WebP].into_iter().map(picture).collect();
            seeds.extend([indexed_bmp(), animated_webp(), indexed_tiff(4), indexed_tiff(8)]);
            seeds
        }
        "palette" => palettes(),
        "palette_text" => {
            let is_text = |seed: &Vec<u8>| {
                std::str::from_utf8(seed).is_ok_and(|text| parse_text(text).is_ok())
            };
            palettes().into_iter().filter(is_text).collect()
        }
        "sketch" => vec![
            encode_sprite(&fish(3), &palette, None, 1),
            encode_sketch(&Sketch::of_sprite(&fish(3), &palette), &palette),
        ],
        "texts" => texts(&palette),
        "mask" => vec![
            encode_mask(&Mask::from_fn(|x, _| x < 16)),
            encode_sprite(&fish(3), &palette, None, 3),
        ],
        "recipe" => vec![recipe().to_json().into_bytes()],
        "checkpoint" => vec![checkpoint()],
        "dataset" => vec![dataset()],
        "manifest" => vec![MANIFEST.to_vec()],
        _ => vec![Vec::new()],
    }
}

/// The picture that the JSON of `sheet` names.
pub(crate) fn sheet_picture() -> Vec<u8> {
    sheet_of(JsonKind::Hash).png
}

const PXO: &[u8] = br#"{"size_x":4,"size_y":4,"fps":10,"frames":[{"duration":2}],
"tags":[{"name":"swim","from":1,"to":1}]}"#;
/// A project that leaves it to the reader to lay its layers over each other.
const OLD_PXO: &[u8] = br#"{"size_x":4,"size_y":4,"fps":6,
"frames":[{"duration":1,"cels":[{"opacity":1},{"opacity":0.5}]}],
"layers":[{"name":"a","visible":true,"opacity":0.9,"type":0},
{"name":"b","parent":2,"blend_mode":3},{"name":"g","type":1,"visible":true}],
"tags":[{"name":"swim","from":1,"to":9}]}"#;
const KPL: &[u8] =
    br#"<?xml version="1.0"?><ColorSet name="Sea" version="1.0" rows="1" columns="2">
<ColorSetEntry name="a" id="0" spot="false" bitdepth="U8"><sRGB r="0.5" g="0" b="1"/>
<Position row="0" column="0"/></ColorSetEntry></ColorSet>"#;
const SWATCHES: &[u8] =
    br#"{"name":"Sea","swatches":[{"hue":0.5,"saturation":1,"brightness":1},null]}"#;
const MANIFEST: &[u8] = br#"zones = ["reef", "deep"]
categories = ["fish", "crab"]
licence = "CC0-1.0"
author = "A. Imp"

[[sprites]]
files = "fish/*.png"
zone = "reef"
category = "fish"

[[sprites]]
files = "*_sheet.png"
grid = "16x16"
mirror = true
"#;

fn fish(colour: u8) -> Sprite {
    let mut sprite = Sprite::EMPTY;
    for (x, y) in (0..12).flat_map(|y| (0..20).map(move |x| (x, y))) {
        sprite.set(6 + x, 10 + y, colour + (x + y) as u8 % 7);
    }
    sprite
}

fn frames() -> Vec<Frame> {
    let frame = |n: u8| Frame { milliseconds: 70 + u16::from(n), ..Frame::new("fish", fish(n)) };
    vec![frame(1).with_recipe(recipe()), frame(9)]
}

fn recipe() -> Recipe {
    Recipe {
        checkpoint: "ab".repeat(32),
        engine: "3".to_owned(),
        precision: "int8".to_owned(),
        zone: "vent".to_owned(),
        category: "coral".to_owned(),
        with: BTreeMap::new(),
        seed: 7,
        variant: 0,
        sampling: Sampling::default(),
        hints: None,
        sketch: None,
        parents: vec!["cd".repeat(32)],
        edits: vec![shoal::sprite::PixelEdit(5, 6)],
        palette: None,
        motion: None,
        shading: None,
        pixels: fish(1).content_hash(),
    }
}

fn small_png(colour: png::ColorType, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 8, 8);
    encoder.set_color(colour);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header().and_then(|mut it| it.write_image_data(data)).expect("memory takes it");
    bytes
}

/// An RGBA file with a group, a blend mode, a link and a palette, as Aseprite writes it.
fn layered() -> Vec<u8> {
    let chunk = |kind: u16, data: &[u8]| {
        [&(data.len() as u32 + 6).to_le_bytes()[..], &kind.to_le_bytes(), data].concat()
    };
    let layer = |kind: u8, level: u8, blend: u8, opacity: u8| {
        let head = [3, 0, kind, 0, level, 0, 0, 0, 0, 0, blend, 0, opacity, 0, 0, 0, 1, 0, b'a'];
        chunk(0x2004, &head)
    };
    let cel = |layer: u8, kind: u8, rest: &[u8]| {
        let head = [layer, 0, 1, 0, 0xFF, 0xFF, 200, kind, 0, 0, 0, 0, 0, 0, 0, 0];
        chunk(0x2005, &[&head[..], rest].concat())
    };
    let raw = [&[2, 0, 2, 0][..], &[200, 30, 7, 255].repeat(4)].concat();
    let palette =
        [&[2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0][..], &[0; 8], &[0, 0, 9, 8, 7, 255].repeat(2)];
    let slice = [&[1, 0, 0, 0][..], &[0; 8], &[1, 0, b's'], &[0; 20]].concat();
    let first = [
        chunk(0x2019, &palette.concat()),
        layer(1, 0, 0, 128),
        layer(0, 1, 3, 255),
        layer(0, 0, 0, 255),
        cel(1, 0, &raw),
        cel(2, 0, &raw),
        chunk(0x2022, &slice),
    ];
    let second = [cel(1, 1, &[0, 0])];
    let frame = |chunks: &[Vec<u8>]| {
        let data = chunks.concat();
        let mut bytes = (data.len() as u32 + 16).to_le_bytes().to_vec();
        bytes.extend([0xFA, 0xF1, chunks.len() as u8, 0, 100, 0, 0, 0]);
        bytes.extend((chunks.len() as u32).to_le_bytes());
        [bytes, data].concat()
    };
    let body = [frame(&first), frame(&second)].concat();
    let mut head = vec![0; 128];
    head[..4].copy_from_slice(&(128 + body.len() as u32).to_le_bytes());
    head[4..20].copy_from_slice(&[0xE0, 0xA5, 2, 0, 4, 0, 4, 0, 32, 0, 3, 0, 0, 0, 100, 0]);
    [head, body].concat()
}

fn sheet_of(json: JsonKind) -> sheet::Sheet {
    let options = SheetOptions { padding: 1, json, ..SheetOptions::default() };
    let tags = [Tag::new("swim", 0, 1)];
    sheet::encode(&frames(), &tags, &Palette::ocean(), options, Path::new("fish.png"))
        .expect("two sprites fit")
}

fn sheet_json(json: JsonKind) -> Vec<u8> {
    sheet_of(json).json.into_bytes()
}

fn pages() -> Vec<u8> {
    br#"{"textures":[{"image":"fish.png","frames":[{"filename":"a.png","rotated":true,"trimmed":true,
"frame":{"x":1,"y":2,"w":8,"h":9},"spriteSourceSize":{"x":3,"y":4,"w":8,"h":9},
"sourceSize":{"w":16,"h":"16"},"duration":80.0}]}],"animations":{"swim":["a.png"]},
"meta":{"related_multi_packs":["other.json"],"slices":[{"name":"hit"}]}}"#
        .to_vec()
}

fn piskel() -> Vec<u8> {
    let png = small_png(png::ColorType::Rgba, &[200, 30, 7, 255].repeat(64));
    let url = format!("data:image/png;base64,{}", BASE64_STANDARD.encode(png));
    let layer = serde_json::json!({ "name": "a", "opacity": 0.5, "frameCount": 2,
        "chunks": [{ "layout": [[0], [1]], "base64PNG": url }] });
    let project = serde_json::json!({ "modelVersion": 2, "piskel": { "name": "fish", "fps": 12,
        "width": 4, "height": 8, "layers": [layer.to_string()] } });
    project.to_string().into_bytes()
}

/// A project of Pixelorama with this description: a picture as it looks, and two layers.
pub(crate) fn project(data: &[u8]) -> Vec<u8> {
    let layer = [200, 30, 7, 255].repeat(16);
    let layers = ["image_data/frames/1/layer_1", "image_data/frames/1/layer_2"];
    let mut entries = vec![("data.json", data), (layers[0], &layer), (layers[1], &layer)];
    // Only a project that says so has it: old ones do not.
    if !data.windows(8).any(|word| word == b"\"layers\"") {
        entries.push(("image_data/final_images/1", &layer));
    }
    zipped(&entries)
}

pub(crate) fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(*name, options).expect("memory takes it");
        zip.write_all(bytes).expect("memory takes it");
    }
    zip.finish().expect("memory takes it").into_inner()
}

fn ilbm(kind: [u8; 4], viewport: u32) -> Vec<u8> {
    let chunk = |name: &[u8; 4], data: &[u8]| {
        [&name[..], &(data.len() as u32).to_be_bytes(), data].concat()
    };
    let is_chunky = kind == *b"PBM ";
    let n_planes = if is_chunky { 8 } else { 6 };
    let header = [0, 16, 0, 4, 0, 0, 0, 0, n_planes, 2, 1, 0, 0, 3, 1, 1, 0, 16, 0, 4];
    let line: &[u8] = if is_chunky { &[241, 5] } else { &[1, 0xF0, 0x0F] };
    let body = line.repeat(if is_chunky { 4 } else { 24 });
    let colours: Vec<u8> = (0..96).collect();
    let content = [
        kind.to_vec(),
        chunk(b"BMHD", &header),
        chunk(b"CMAP", &colours),
        chunk(b"CAMG", &viewport.to_be_bytes()),
        chunk(b"CRNG", &[0, 0, 10, 0, 0, 1, 1, 3]),
        chunk(b"BODY", &body),
    ];
    chunk(b"FORM", &content.concat())
}

fn pcx(n_planes: u8) -> Vec<u8> {
    let mut bytes = vec![0x0A, 5, 1, 8, 0, 0, 0, 0, 7, 0, 3, 0];
    bytes.resize(65, 0);
    bytes.extend([n_planes, 8, 0, 1, 0]);
    bytes.resize(128, 0);
    bytes.extend([0xC8, 5].repeat(4 * usize::from(n_planes)));
    if n_planes == 1 {
        bytes.push(12);
        bytes.extend((0..=255).flat_map(|n| [n, 9, 7]));
    }
    bytes
}

fn picture(format: ImageFormat) -> Vec<u8> {
    let image =
        image::RgbaImage::from_fn(9, 7, |x, y| image::Rgba([x as u8 * 20, y as u8, 9, 255]));
    let image = DynamicImage::from(image);
    let has_alpha = !matches!(format, ImageFormat::Jpeg | ImageFormat::Pnm);
    let image = if has_alpha { image } else { image.to_rgb8().into() };
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).expect("memory takes it");
    bytes.into_inner()
}

/// 8 x 2 pixels of so many bits each, which are indices.
fn indexed_tiff(bits: u16) -> Vec<u8> {
    let (n_colours, n_bytes) = (1_u32 << bits, u32::from(bits) * 2);
    let strip = 8 + 2 + 9 * 12 + 4;
    let mut bytes = b"II*\0\x08\0\0\0\x09\0".to_vec();
    for (tag, kind, count, value) in [
        (256_u16, 3_u16, 1_u32, 8_u32),
        (257, 3, 1, 2),
        (258, 3, 1, bits.into()),
        (259, 3, 1, 1),
        (262, 3, 1, 3),
        (273, 4, 1, strip),
        (274, 3, 1, 6),
        (279, 4, 1, n_bytes),
        (320, 3, 3 * n_colours, strip + n_bytes),
    ] {
        bytes.extend([tag, kind].into_iter().flat_map(u16::to_le_bytes));
        bytes.extend([count, value].into_iter().flat_map(u32::to_le_bytes));
    }
    bytes.extend([0; 4]);
    bytes.extend((0..n_bytes).map(|at| at as u8 * 37));
    bytes.extend((0..3 * n_colours).flat_map(|at| (at as u16 * 0x155).to_le_bytes()));
    bytes
}

/// Two frames, the second of them blended and cleared, that play twice.
fn animated_webp() -> Vec<u8> {
    let chunk = |name: &[u8; 4], data: &[u8]| {
        let mut bytes = [&name[..], &(data.len() as u32).to_le_bytes(), data].concat();
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        bytes
    };
    let still = picture(ImageFormat::WebP);
    let frame = |flags: u8| {
        let head = [0, 0, 0, 0, 0, 0, 8, 0, 0, 6, 0, 0, 70, 0, 0, flags];
        chunk(b"ANMF", &[&head[..], &still[12..]].concat())
    };
    let body = [
        b"WEBP".to_vec(),
        chunk(b"VP8X", &[0x12, 0, 0, 0, 8, 0, 0, 6, 0, 0]),
        chunk(b"ANIM", &[0, 0, 0, 0, 2, 0]),
        frame(2),
        frame(1),
    ];
    chunk(b"RIFF", &body.concat())
}

/// Texts of every kind, each of which one reader takes.
fn texts(palette: &Palette) -> Vec<Vec<u8>> {
    let sketch = Sketch::of_sprite(&fish(3), palette);
    let texts = [
        sketch.to_text(),
        sketch.hints(palette).to_text(),
        Parts::find(&fish(3), BodyPlan::Fish, palette).to_text(),
        Mask::from_fn(|x, _| x < 16).to_hex(),
        "{zone}/{category}/*".to_owned(),
        "16x16".to_owned(),
    ];
    let gpl = encode(&Swatches::of_palette(palette), PaletteFormat::Gpl);
    texts.into_iter().map(String::into_bytes).chain([gpl]).collect()
}

fn indexed_bmp() -> Vec<u8> {
    let mut bytes = b"BM".to_vec();
    bytes.extend([102_u32, 0, 86, 40, 4, 4].into_iter().flat_map(u32::to_le_bytes));
    bytes.extend([1, 8].into_iter().flat_map(u16::to_le_bytes));
    bytes.extend([0_u32, 0, 0, 0, 8, 0].into_iter().flat_map(u32::to_le_bytes));
    bytes.extend((0..8).flat_map(|n| [n, 9, 7, 0]));
    bytes.extend((0..16).map(|n| n % 8));
    bytes
}

fn palettes() -> Vec<Vec<u8>> {
    let swatches = Swatches::of_palette(&Palette::ocean());
    let mut seeds: Vec<Vec<u8>> =
        PaletteFormat::ALL.into_iter().map(|format| encode(&swatches, format)).collect();
    seeds.extend([
        b"; paint.net Palette File\nFF1A1C2C\nFF5D275D\n".to_vec(),
        b"ASEF\0\x01\0\0\0\0\0\x01\0\x01\0\0\0\x16\0\x02\0a\0\0RGB \x3f\0\0\0\0\0\0\0\x3f\0\0\0\0\x02"
            .to_vec(),
        b"\0\x01\0\x01\0\0\xff\xff\x80\x80\0\0\0\0".to_vec(),
        b"RIFF\x18\0\0\0PAL data\x0c\0\0\0\0\x03\x02\0\xff\0\x10\0\0\xff\x01\x04".to_vec(),
        br##"{"name":"a","colors":[{"color":"(0.1, 0.2, 0.3, 1)","index":3},"#1a1c2c","aabbccff"]}"##
            .to_vec(),
        (0..=255).flat_map(|n: u8| [n / 4, 63 - n / 4, 9]).collect(),
        b"0 1 2\n255, 0, 7 name\n".to_vec(),
    ]);
    seeds
}

fn checkpoint() -> Vec<u8> {
    let config = Config::tiny();
    let weights = config.tensors().into_iter().map(|(name, shape)| {
        let count = shape.iter().product::<usize>();
        (name, (0..count).map(|n| (n % 97) as f32 / 128.0 - 0.25).collect())
    });
    let data = CheckpointData {
        config,
        world: World::ocean(),
        palette: Palette::ocean(),
        training: serde_json::json!({ "steps": 7 }),
        weights: weights.collect(),
        critic: None,
        shape: None,
        exemplars: None,
    };
    Checkpoint::new(data).expect("sizes that fit each other").to_bytes(Dtype::F16)
}

fn dataset() -> Vec<u8> {
    let example = |n: u8| Example { sprite: fish(n), prompt: Prompt::cell(0, n % 6) };
    let dataset = Dataset {
        name: "fish".to_owned(),
        world: World::ocean(),
        palette: Palette::ocean(),
        examples: (1..4).map(example).collect(),
        origins: Vec::new(),
    };
    dataset.to_bytes().expect("memory takes it")
}
