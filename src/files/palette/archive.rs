//! Palettes in zips: Krita's .kpl, whose list is XML, and Procreate's .swatches, whose list is JSON.

use roxmltree::{Document, Node, ParsingOptions};
use serde::Deserialize;

use super::{
    Swatch, Swatches, SwatchesError,
    binary::{eight_bits, from_cmyk, from_hsb},
};
use crate::files::zipped::{find_entry, is_zip};

/// The most bytes of a list, and the most parts of its XML.
const MAX_LIST: u64 = 4 << 20;
const MAX_NODES: u32 = 100_000;

/// The colours of a zip; `None` if it is no palette.
pub(super) fn parse(bytes: &[u8]) -> Option<Result<Swatches, SwatchesError>> {
    if !is_zip(bytes) {
        return None;
    }
    let list = |name| {
        let found = find_entry(bytes, name, MAX_LIST)?;
        Some(found.map_err(SwatchesError::Damaged))
    };
    if let Some(xml) = list("colorset.xml") {
        return Some(xml.and_then(|xml| parse_krita(&xml)));
    }
    let json = list("Swatches.json")?;
    Some(json.and_then(|json| parse_procreate(&json)))
}

fn damaged(reason: &str) -> SwatchesError {
    SwatchesError::Damaged(reason.to_owned())
}

/// Krita: entries with a place in a grid, some of them in groups, which come in their order.
fn parse_krita(xml: &[u8]) -> Result<Swatches, SwatchesError> {
    let text = super::text::decode(xml).ok_or_else(|| damaged("its list is no text"))?;
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document =
        Document::parse_with_options(&text, options).map_err(|_| damaged("its list is no XML"))?;
    let root = document.root_element();
    let mut colours = entries(root)?;
    for group in root.children().filter(|node| node.has_tag_name("Group")) {
        colours.extend(entries(group)?);
    }
    let name = root.attribute("name").unwrap_or_default().to_owned();
    Ok(Swatches { name, colours, ..Swatches::default() })
}

/// The entries of a group, row by row; those without a place stay where they are.
fn entries(group: Node<'_, '_>) -> Result<Vec<Swatch>, SwatchesError> {
    let mut found = Vec::new();
    for entry in group.children().filter(|node| node.has_tag_name("ColorSetEntry")) {
        let place = entry.children().find(|node| node.has_tag_name("Position"));
        let number = |name| {
            let text = place.and_then(|place| place.attribute(name)).unwrap_or_default();
            text.parse::<u32>().unwrap_or(0)
        };
        found.push(((number("row"), number("column")), swatch(entry)?));
    }
    found.sort_by_key(|(place, _)| *place);
    Ok(found.into_iter().map(|(_, swatch)| swatch).collect())
}

fn swatch(entry: Node<'_, '_>) -> Result<Swatch, SwatchesError> {
    let parts = |node: Node<'_, '_>, names: &[&str]| -> Option<Vec<f32>> {
        names.iter().map(|name| node.attribute(*name)?.trim().parse().ok()).collect()
    };
    let colour = entry.children().find_map(|node| match node.tag_name().name() {
        "sRGB" | "RGB" => {
            parts(node, &["r", "g", "b"]).map(|it| [it[0], it[1], it[2]].map(eight_bits))
        }
        "Gray" => parts(node, &["g"]).map(|it| [eight_bits(it[0]); 3]),
        "CMYK" => {
            parts(node, &["c", "m", "y", "k"]).map(|it| from_cmyk([it[0], it[1], it[2], it[3]]))
        }
        _ => None,
    });
    let rgb = colour.ok_or(SwatchesError::Foreign {
        what: "a Krita palette with colours that are neither RGB, CMYK nor grey",
        remedy: "export it from Krita as a GIMP palette (.gpl)",
    })?;
    let label = entry.attribute("name").unwrap_or_default().trim().to_owned();
    Ok(Swatch { label, ..Swatch::opaque(rgb) })
}

/// Procreate: one palette, or a list of one, with holes where a place is empty.
#[derive(Deserialize)]
#[serde(untagged)]
enum Procreate {
    One(ProcreatePalette),
    List(Vec<ProcreatePalette>),
}

#[derive(Deserialize)]
struct ProcreatePalette {
    #[serde(default)]
    name: String,
    swatches: Vec<Option<ProcreateSwatch>>,
}

#[derive(Deserialize)]
struct ProcreateSwatch {
    hue: f32,
    saturation: f32,
    brightness: f32,
}

fn parse_procreate(json: &[u8]) -> Result<Swatches, SwatchesError> {
    let palette = match serde_json::from_slice(json).map_err(|_| damaged("its list is no JSON"))? {
        Procreate::One(palette) => palette,
        Procreate::List(list) => list.into_iter().next().ok_or(SwatchesError::Empty)?,
    };
    let colour = |ProcreateSwatch { hue, saturation, brightness }| {
        Swatch::opaque(from_hsb([hue, saturation, brightness, 0.0]))
    };
    let colours = palette.swatches.into_iter().flatten().map(colour).collect();
    Ok(Swatches { name: palette.name, colours, ..Swatches::default() })
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use super::*;

    fn zipped(name: &str, list: &str) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        for (name, text) in [("mimetype", "krita/x-colorset"), (name, list)] {
            zip.start_file(name, options).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn krita_lists_entries_by_place_and_group() {
        let xml = r#"<?xml version="1.0" encoding="UTF-8"?>
            <ColorSet version="1.0" name="Sea &amp; sand" comment="" rows="2" columns="4">
             <ColorSetEntry name="kelp 2" id="1" spot="false" bitdepth="U8">
              <sRGB r="0" g="1" b="0.5"/><Position row="0" column="1"/></ColorSetEntry>
             <ColorSetEntry name="kelp 1" id="0" spot="false" bitdepth="U8">
              <RGB space="sRGB-elle-V2-srgbtrc.icc" r="0.2" g="0" b="1"/>
              <Position row="0" column="0"/></ColorSetEntry>
             <Group name="Skin" rows="1"><ColorSetEntry name="" id="2" spot="true" bitdepth="U8">
              <Gray g="0.2"/><Position row="0" column="0"/></ColorSetEntry></Group>
            </ColorSet>"#;
        let bytes = zipped("colorset.xml", xml);
        let read = super::super::parse(&bytes).unwrap();
        let colours: Vec<[u8; 3]> = read.colours.iter().map(|swatch| swatch.rgb.0).collect();
        assert_eq!(colours, [[51, 0, 255], [0, 255, 128], [51; 3]]);
        assert_eq!((read.name.as_str(), read.colours[0].label.as_str()), ("Sea & sand", "kelp 1"));
        let lab = xml.replace("Gray g", "Lab L");
        let error = super::super::parse(&zipped("colorset.xml", &lab)).unwrap_err().to_string();
        assert!(error.contains("Krita") && error.contains(".gpl"), "{error}");
        let short = zipped("colorset.xml", &xml[..200]);
        assert!(matches!(super::super::parse(&short), Err(SwatchesError::Damaged(_))));
        let other = super::super::parse(&zipped("a.txt", "")).unwrap_err().to_string();
        assert!(other.contains("a zip without"), "{other}");
    }

    #[test]
    fn procreate_lists_hues_with_holes() {
        let one = r#"{"name":"Sea","swatches":[{"hue":0,"saturation":1,"brightness":1,"alpha":1,
            "colorSpace":0},null,{"hue":0.5,"saturation":0.5,"brightness":1}]}"#;
        for json in [one.to_owned(), format!("[{one}]")] {
            let read = super::super::parse(&zipped("Swatches.json", &json)).unwrap();
            let colours: Vec<[u8; 3]> = read.colours.iter().map(|swatch| swatch.rgb.0).collect();
            assert_eq!(colours, [[255, 0, 0], [128, 255, 255]]);
        }
    }
}
