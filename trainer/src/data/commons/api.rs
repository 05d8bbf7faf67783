//! The shapes of the answers of Commons, and what we take from them. Nothing here opens a
//! connection.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A picture of Wikimedia Commons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Found {
    /// The number of its page: what it is called here.
    pub(super) page: u64,
    /// The title of its page: "File:" and a name.
    pub(super) title: String,
    /// Where a small version is.
    pub(super) thumbnail: String,
    /// Where people read about it.
    pub(super) description: String,
    /// Short name of its licence: "CC BY-SA 4.0".
    pub(super) licence: String,
    /// The licence's code: "cc-by-sa-4.0"; may be empty.
    pub(super) code: String,
    /// Who made it, without markup.
    pub(super) author: String,
}

/// An answer of the API.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Answer {
    /// What to send with the next question; there is none after the last.
    #[serde(rename = "continue")]
    pub(super) more: Option<BTreeMap<String, String>>,
    /// Why there is no answer.
    pub(super) error: Option<Problem>,
    query: Option<Query>,
}

/// What the API says when it cannot answer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Problem {
    pub(super) code: String,
    pub(super) info: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Query {
    pages: Vec<Page>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Page {
    pageid: u64,
    title: String,
    imageinfo: Vec<ImageInfo>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ImageInfo {
    thumburl: Option<String>,
    descriptionurl: String,
    mime: String,
    // Its values may be of any kind, and only texts are of use.
    extmetadata: BTreeMap<String, serde_json::Value>,
}

impl Answer {
    /// The photographs and drawings of an answer; films, sounds and vector files are left out.
    pub(super) fn found(&self) -> Vec<Found> {
        let pages = self.query.iter().flat_map(|query| &query.pages);
        pages.filter_map(Page::found).collect()
    }
}

impl Page {
    fn found(&self) -> Option<Found> {
        let info = self.imageinfo.first()?;
        if !matches!(info.mime.as_str(), "image/jpeg" | "image/png") || self.pageid == 0 {
            return None;
        }
        let text = |key: &str| {
            let value = info.extmetadata.get(key).and_then(|entry| entry.get("value"));
            value.and_then(serde_json::Value::as_str).map(plain).unwrap_or_default()
        };
        Some(Found {
            page: self.pageid,
            title: self.title.clone(),
            thumbnail: info.thumburl.clone()?,
            description: info.descriptionurl.clone(),
            licence: text("LicenseShortName"),
            code: text("License").to_lowercase(),
            author: text("Artist"),
        })
    }
}

impl Found {
    /// Whether anybody may learn from it and give the result away, with attribution: public
    /// domain, CC0, CC BY and CC BY-SA. Conditions on use or change are not free.
    pub(super) fn is_free(&self) -> bool {
        let code =
            if self.code.is_empty() { self.licence.to_lowercase() } else { self.code.clone() };
        let code = code.replace(' ', "-");
        let parts: Vec<&str> = code.split('-').collect();
        let is_free = ["cc0", "pd"].contains(&parts[0])
            || code.starts_with("public-domain")
            || code.starts_with("cc-by")
            || code.starts_with("cc-zero");
        is_free && !parts.contains(&"nc") && !parts.contains(&"nd")
    }
}

/// Text without markup, on one line.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut depth = 0_u32;
    for letter in html.chars().take(4096) {
        match letter {
            '<' => depth += 1,
            '>' if depth > 0 => {
                depth -= 1;
                text.push(' ');
            }
            _ if depth == 0 => text.push(letter),
            _ => {}
        }
    }
    for (name, letter) in [
        ("&nbsp;", " "),
        ("&quot;", "\""),
        ("&#039;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ] {
        text = text.replace(name, letter);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// An answer of the shape that the API gives, with a page for each licence.
    pub(in super::super) fn answer(
        licences: &[(&str, &str)],
        first: u64,
        base: &str,
        more: &str,
    ) -> String {
        let pages: Vec<serde_json::Value> = licences
            .iter()
            .enumerate()
            .map(|(index, (code, name))| {
                let page = first + index as u64;
                serde_json::json!({
                    "pageid": page, "ns": 6, "title": format!("File:Fish {page}.jpg"),
                    "imagerepository": "local",
                    "imageinfo": [{
                        "size": 1234, "width": 1600, "height": 1200,
                        "thumburl": format!("{base}/thumb/{page}.png"),
                        "thumbwidth": 320, "thumbheight": 240,
                        "url": format!("{base}/{page}.jpg"),
                        "descriptionurl": format!("https://commons.wikimedia.org/wiki/File:Fish_{page}.jpg"),
                        "mime": "image/jpeg",
                        "extmetadata": {
                            "LicenseShortName": {"value": name, "source": "commons-desc-page"},
                            "License": {"value": code, "source": "commons-templates"},
                            "Artist": {"value": "<a href=\"//x\">Ann &amp; <b>Bob</b></a>"},
                            "Copyrighted": {"value": true},
                        },
                    }],
                })
            })
            .collect();
        let mut answer = serde_json::json!({"batchcomplete": true, "query": {"pages": pages}});
        if !more.is_empty() {
            answer["continue"] =
                serde_json::json!({"gcmcontinue": more, "continue": "gcmcontinue||"});
        }
        answer.to_string()
    }

    #[test]
    fn licences_are_told_apart() {
        let licences = [
            ("cc-by-sa-4.0", "CC BY-SA 4.0", true),
            ("cc0", "CC0", true),
            ("pd", "Public domain", true),
            ("", "Public domain", true),
            ("", "CC BY 2.0", true),
            ("cc-by-nc-2.0", "CC BY-NC 2.0", false),
            ("cc-by-nd-4.0", "CC BY-ND 4.0", false),
            ("gfdl", "GFDL", false),
            ("", "", false),
        ];
        let pairs: Vec<(&str, &str)> = licences.iter().map(|l| (l.0, l.1)).collect();
        let answer: Answer = serde_json::from_str(&answer(&pairs, 1, "http://x", "p|2")).unwrap();
        assert_eq!(answer.more.as_ref().unwrap()["gcmcontinue"], "p|2");
        let found = answer.found();
        assert_eq!((found[0].author.as_str(), found[0].page), ("Ann & Bob", 1));
        for (found, (code, name, free)) in found.iter().zip(licences) {
            assert_eq!(found.is_free(), free, "{code} {name}");
        }
    }

    #[test]
    fn films_and_pages_without_a_picture_are_left_out() {
        for text in [
            r#"{"query": {"pages": [{"pageid": 1, "title": "File:A.webm",
                "imageinfo": [{"mime": "video/webm", "thumburl": "http://x"}]}]}}"#,
            r#"{"query": {"pages": [{"pageid": 2, "title": "File:B.jpg", "imageinfo": []}]}}"#,
            r#"{"query": {"pages": [{"pageid": 3, "title": "File:C.jpg",
                "imageinfo": [{"mime": "image/jpeg"}]}]}}"#,
            r#"{"batchcomplete": true}"#,
        ] {
            let answer: Answer = serde_json::from_str(text).unwrap();
            assert!(answer.found().is_empty(), "{text}");
        }
        let error = r#"{"error": {"code": "maxlag", "info": "Waiting for x", "lag": 6.1}}"#;
        let answer: Answer = serde_json::from_str(error).unwrap();
        assert_eq!(answer.error.unwrap().code, "maxlag");
    }
}
