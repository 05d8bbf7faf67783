//! What `OpenRaster` and Krita say of the layers behind the picture that is read.

use std::collections::BTreeSet;

use roxmltree::{Document, Node, ParsingOptions};

use super::{About, Zip, find, unpack};
use crate::files::remarks::Remark;

/// The most bytes of a list of layers or keyframes, and the most parts of its XML.
const MAX_LIST: u64 = 4 << 20;
const MAX_NODES: u32 = 100_000;

/// The most layers whose keyframes are counted.
const MAX_ANIMATED: usize = 64;

/// Says which layers are hidden, and that an animation is more than its picture. What cannot be
/// understood says nothing: the picture is whole.
pub(super) fn remark(zip: &mut Zip<'_>, about: &mut About) {
    for list in ["stack.xml", "maindoc.xml"] {
        if let Some(names) = text(zip, list).and_then(|xml| hidden(&xml)) {
            about.remarks.add(Remark::LayersHidden(names));
        }
    }
    let n_keyframes = n_keyframes(zip);
    if n_keyframes > 1 {
        about.remarks.note(format!(
            "has an animation of {n_keyframes} keyframes, of which the one on show was read; render \
             it from Krita as a GIF or as PNGs to read all"
        ));
    }
}

fn text(zip: &mut Zip<'_>, name: &str) -> Option<String> {
    find(zip, name)?;
    String::from_utf8(unpack(zip, name, MAX_LIST).ok()?).ok()
}

fn parsed(xml: &str) -> Option<Document<'_>> {
    let options = ParsingOptions {
        nodes_limit: MAX_NODES,
        // Krita's lists name one.
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(xml, options).ok()
}

/// The names of layers that are switched off, or in a group that is.
fn hidden(xml: &str) -> Option<Vec<String>> {
    let document = parsed(xml)?;
    let is_off = |node: Node<'_, '_>| {
        node.attribute("visibility") == Some("hidden") || node.attribute("visible") == Some("0")
    };
    let is_group = |node: &Node<'_, '_>| node.attribute("nodetype") == Some("grouplayer");
    let layers = document.descendants().filter(|node| node.has_tag_name("layer"));
    let hidden = layers.filter(|node| !is_group(node) && node.ancestors().any(is_off));
    Some(hidden.map(|node| node.attribute("name").unwrap_or_default().to_owned()).collect())
}

/// How many moments there are at which a layer of a Krita project changes its picture.
fn n_keyframes(zip: &mut Zip<'_>) -> usize {
    let lists = zip.file_names().flatten().filter(|name| name.ends_with(".keyframes.xml"));
    let lists: Vec<String> = lists.take(MAX_ANIMATED).map(|name| name.to_string()).collect();
    let mut times = BTreeSet::new();
    for xml in lists.iter().filter_map(|name| text(zip, name)) {
        let Some(document) = parsed(&xml) else { continue };
        let channels = document.descendants().filter(|node| {
            node.has_tag_name("channel") && node.attribute("name") == Some("content")
        });
        let keyframes = channels.flat_map(|channel| channel.children());
        times.extend(keyframes.filter_map(|node| node.attribute("time")?.parse::<i64>().ok()));
    }
    times.len()
}

#[cfg(test)]
mod tests {
    use crate::files::zipped::tests::{png, read, zipped};

    fn told(lists: &[(&str, &str)]) -> Vec<String> {
        let png = png();
        let mut entries: Vec<(&str, &[u8])> = vec![("mimetype", b"x"), ("mergedimage.png", &png)];
        entries.extend(lists.iter().map(|(name, xml)| (*name, xml.as_bytes())));
        read(&zipped(&entries)).unwrap().remarks.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn hidden_layers_are_named() {
        let ora = r#"<?xml version="1.0"?><image w="2" h="1"><stack>
            <layer name="fish" src="data/1.png"/>
            <stack name="notes" visibility="hidden"><layer name="arrow" visibility="visible"/></stack>
            <layer name="old" visibility="hidden"/></stack></image>"#;
        assert_eq!(told(&[("stack.xml", ora)]), ["hidden layers \"arrow\", \"old\" left out"]);
        let kra = r#"<!DOCTYPE DOC PUBLIC '-//KDE//DTD krita 2.0//EN' 'http://www.calligra.org/DTD/krita-2.0.dtd'>
            <DOC><IMAGE><layers><layer name="fish" visible="1" nodetype="paintlayer"/>
            <layer name="all" visible="0" nodetype="grouplayer"><layers>
            <layer name="ink" visible="1" nodetype="paintlayer"/></layers></layer></layers></IMAGE></DOC>"#;
        assert_eq!(told(&[("maindoc.xml", kra)]), ["hidden layer \"ink\" left out"]);
        assert_eq!(told(&[("maindoc.xml", "<DOC"), ("stack.xml", "")]), [""; 0]);
    }

    #[test]
    fn keyframes_of_krita_are_counted() {
        let list = |times: &[u32]| {
            let one = |time: &u32| format!("<keyframe time=\"{time}\" frame=\"layer2\"/>");
            let all: String = times.iter().map(one).collect();
            format!("<keyframes><channel name=\"content\">{all}</channel></keyframes>")
        };
        let (body, fin, still) = (list(&[0, 5, 9]), list(&[0, 7]), list(&[0]));
        let told_of = |lists: &[(&str, &str)]| told(lists);
        assert_eq!(told_of(&[("fish/layers/layer2.keyframes.xml", &still)]), [""; 0]);
        let told = told_of(&[
            ("fish/layers/layer2.keyframes.xml", &body),
            ("fish/layers/layer3.keyframes.xml", &fin),
        ]);
        assert!(told.len() == 1 && told[0].contains("4 keyframes"), "{told:?}");
        assert!(told[0].contains("GIF"), "{told:?}");
    }
}
