//! The C header, written by cbindgen from `src/capi`.

use std::path::Path;

use anyhow::{Context as _, Result};
use cbindgen::{Builder, Config, DocumentationStyle, Language, Style};

const HEAD: &str = "\
/* Shoal in C: 32x32 sprites, drawn in your process. No files, no network, no set-up.
 *
 * Generated from src/capi by `cargo run -p packaging -- header`; do not edit.
 *
 * Build the library:  cargo rustc --release --lib --no-default-features --features capi \\
 *                         --crate-type cdylib        (or staticlib)
 *
 * Calls that can fail return SHOAL_ERROR or NULL; shoal_last_error() then says why, in a sentence
 * for people. A generator and a stream may be used from several threads at once; only freeing one
 * must not happen while another thread uses it. */";

/// The text of `include/shoal.h`.
pub(crate) fn header(root: &Path) -> Result<String> {
    let config = Config {
        language: Language::C,
        header: Some(HEAD.to_owned()),
        include_guard: Some("SHOAL_H".to_owned()),
        no_includes: true,
        sys_includes: vec!["stddef.h".to_owned(), "stdint.h".to_owned()],
        cpp_compat: true,
        style: Style::Type,
        usize_is_size_t: true,
        documentation_style: DocumentationStyle::C99,
        tab_width: 4,
        line_length: 100,
        ..Config::default()
    };
    // cbindgen follows the modules that the file declares, in their order.
    let builder = Builder::new().with_config(config).with_src(root.join("src/capi/mod.rs"));
    let bindings = builder.generate().context("src/capi cannot be turned into a header")?;
    let mut text = Vec::new();
    bindings.write(&mut text);
    let text = String::from_utf8(text).context("the header is no UTF-8")?;
    Ok(for_people(&text))
}

/// Takes the sections on safety out, which are for Rust, and Rust's backticks.
fn for_people(text: &str) -> String {
    let mut lines = Vec::new();
    let mut is_safety = false;
    for line in text.lines() {
        let comment = line.trim_start().strip_prefix("//").map(str::trim);
        is_safety = match comment {
            Some("# Safety") => true,
            Some(_) => is_safety,
            None => false,
        };
        if is_safety {
            // The blank comment line before the section goes too.
            while lines.last().is_some_and(|last: &String| last.trim() == "//") {
                lines.pop();
            }
        } else if comment.is_some() {
            lines.push(line.replace('`', ""));
        } else {
            lines.push(line.to_owned());
        }
    }
    lines.join("\n") + "\n"
}
