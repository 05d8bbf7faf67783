//! The rooms of the library import downwards only, and in some of them so do the files.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The rooms from the lowest to the highest: each may import those before it.
const ROOMS: [&str; 13] = [
    "stable_header",
    "sprite",
    "model",
    "shade",
    "motion",
    "generate",
    "files",
    "shelf",
    "dataset",
    "companion",
    "capi",
    "studio",
    "cli",
];

/// Rooms whose files import each other in no circle.
const WITHOUT_CIRCLES: [&str; 8] =
    ["sprite", "model", "shade", "generate", "shelf", "dataset", "companion", "capi"];

type Module = Vec<String>;

/// What a source file imports of the library, as paths from its root.
struct Source {
    module: Module,
    uses: Vec<Vec<String>>,
    /// Names that it passes on, and where each is from.
    exports: BTreeMap<String, Vec<String>>,
    text: String,
}

fn sources() -> BTreeMap<Module, Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let mut modules: BTreeMap<Module, String> = BTreeMap::new();
    for file in files {
        let relative = file.strip_prefix(&root).unwrap().with_extension("");
        let mut module: Module =
            relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let is_root = module == ["lib"] || module == ["main"];
        if module.last().is_some_and(|last| last == "mod") || is_root {
            module.pop();
        }
        // Tests may look at anything.
        let is_test = module.iter().any(|part| part == "tests" || part.ends_with("_tests"));
        if is_test || is_root {
            continue;
        }
        modules.insert(module, fs::read_to_string(&file).unwrap());
    }
    let known: BTreeSet<Module> = modules.keys().cloned().collect();
    let source = |(module, text): (Module, String)| (module.clone(), read(module, &text, &known));
    modules.into_iter().map(source).collect()
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

fn read(module: Module, text: &str, known: &BTreeSet<Module>) -> Source {
    let code: String = text
        .lines()
        .take_while(|line| *line != "#[cfg(test)]")
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    let (mut uses, mut exports) = (Vec::new(), BTreeMap::new());
    for statement in code.split(';') {
        let Some(start) = statement.rfind("use ").filter(|at| {
            let before = &statement[..*at];
            before.is_empty() || before.ends_with(['\n', ' ', ')'])
        }) else {
            continue;
        };
        let is_public = statement[..start]
            .trim_end()
            .rsplit('\n')
            .next()
            .is_some_and(|line| line.trim_start().starts_with("pub"));
        for path in expand(statement[start + 4..].trim()) {
            let (path, alias) = path.split_once(" as ").unwrap_or((path.as_str(), ""));
            let parts: Vec<String> = path.split("::").map(|part| part.trim().to_owned()).collect();
            let Some(mut full) = absolute(&module, &parts, known) else { continue };
            if full.last().is_some_and(|last| last == "self") {
                full.pop();
            }
            let name = if alias.is_empty() { full.last().cloned() } else { Some(alias.to_owned()) };
            if is_public {
                exports.insert(name.unwrap_or_default(), full);
            } else {
                uses.push(full);
            }
        }
    }
    Source { module, uses, exports, text: code }
}

/// The paths that a `use` with braces stands for.
fn expand(text: &str) -> Vec<String> {
    let Some(open) = text.find('{') else { return vec![text.trim().to_owned()] };
    let prefix = &text[..open];
    let (mut depth, mut part, mut all) = (0, String::new(), Vec::new());
    for letter in text[open + 1..].chars() {
        match letter {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                all.extend(expand(&part));
                part.clear();
                continue;
            }
            _ => {}
        }
        part.push(letter);
    }
    if !part.trim().is_empty() {
        all.extend(expand(&part));
    }
    all.into_iter().map(|rest| format!("{prefix}{rest}")).collect()
}

/// A path from the root of the library; `None` for one of another crate.
fn absolute(module: &Module, parts: &[String], known: &BTreeSet<Module>) -> Option<Vec<String>> {
    let mut base = module.clone();
    let mut rest = parts;
    match parts.first()?.as_str() {
        "crate" => {
            base.clear();
            rest = &parts[1..];
        }
        "self" => rest = &parts[1..],
        "super" => {
            while rest.first().is_some_and(|part| part == "super") {
                base.pop();
                rest = &rest[1..];
            }
        }
        first => {
            let child = [&base[..], &[first.to_owned()]].concat();
            known.contains(&child).then_some(())?;
        }
    }
    base.extend(rest.iter().cloned());
    Some(base)
}

/// The module that defines what a path names, through those that pass it on.
fn home(path: &[String], sources: &BTreeMap<Module, Source>, patience: usize) -> Option<Module> {
    for length in (0..=path.len()).rev() {
        let Some(source) = sources.get(&path[..length]) else { continue };
        let passed_on = path.get(length).and_then(|name| source.exports.get(name));
        return match passed_on {
            Some(from) if patience > 0 => {
                let further = [&from[..], &path[length + 1..]].concat();
                home(&further, sources, patience - 1)
            }
            _ => Some(source.module.clone()),
        };
    }
    None
}

/// For each module those that it imports.
fn arrows(sources: &BTreeMap<Module, Source>) -> BTreeMap<&Module, BTreeSet<Module>> {
    let of_source = |source: &Source| -> BTreeSet<Module> {
        let homes = source.uses.iter().filter_map(|path| home(path, sources, 9));
        homes.filter(|home| *home != source.module).collect()
    };
    sources.iter().map(|(module, source)| (module, of_source(source))).collect()
}

#[test]
fn rooms_import_only_those_below_them() {
    let sources = sources();
    assert!(sources.len() > 200, "{} files were found", sources.len());
    let place = |room: &String| {
        let found = ROOMS.iter().position(|known| known == room);
        found.unwrap_or_else(|| panic!("the room \"{room}\" has no place among the rooms"))
    };
    for (module, targets) in arrows(&sources) {
        for target in targets {
            let (Some(from), Some(to)) = (module.first(), target.first()) else { continue };
            assert!(
                place(to) <= place(from),
                "src/{} imports {}, which is above it",
                module.join("/"),
                target.join("::")
            );
        }
    }
}

#[test]
fn the_window_alone_knows_how_windows_are_drawn() {
    for (module, Source { text, .. }) in sources() {
        let names_it = |name: &str| {
            text.lines().any(|line| {
                line.contains(&format!("{name}::")) || line.contains(&format!("use {name}"))
            })
        };
        let is_window = module.first().is_some_and(|room| room == "studio");
        assert!(
            is_window || !(names_it("egui") || names_it("eframe")),
            "src/{} names egui, and is no part of the window",
            module.join("/")
        );
    }
}

#[test]
fn files_of_most_rooms_import_each_other_in_no_circle() {
    let sources = sources();
    let arrows = arrows(&sources);
    for (start, targets) in &arrows {
        let room = start.first().map_or("", String::as_str);
        if !WITHOUT_CIRCLES.contains(&room) {
            continue;
        }
        let mut reached: BTreeSet<&Module> = BTreeSet::new();
        let mut todo: Vec<&Module> = targets.iter().collect();
        while let Some(next) = todo.pop() {
            if reached.insert(next) {
                todo.extend(arrows.get(next).into_iter().flatten());
            }
        }
        assert!(
            !reached.contains(start),
            "src/{} imports itself by way of others",
            start.join("/")
        );
    }
}
