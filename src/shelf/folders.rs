//! Where worlds lie on a computer.

use std::{
    env,
    path::{Path, PathBuf},
};

/// Names a folder of worlds that comes before all others.
const VARIABLE: &str = "SHOAL_WORLDS";

/// Folders around the program's own in which its worlds are looked for: its own, that of a
/// package, and that of a build.
const LEVELS: usize = 3;

/// The folder in which desktops expect a program's own data; `None` where there is no home.
#[must_use]
pub fn data_folder() -> Option<PathBuf> {
    let set = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || env::home_dir().filter(|path| path.is_absolute());
    let folder = if cfg!(target_os = "windows") {
        set("APPDATA")?
    } else if cfg!(target_os = "macos") {
        home()?.join("Library/Application Support")
    } else {
        set("XDG_DATA_HOME").or_else(|| Some(home()?.join(".local/share")))?
    };
    Some(folder.join("shoal"))
}

/// The folders of the shelf that all parts of the program share, with this data folder.
pub(super) fn around(data: Option<&Path>) -> Vec<PathBuf> {
    let named = env::var_os(VARIABLE).filter(|name| !name.is_empty()).map(PathBuf::from);
    let data = data.map(|folder| folder.join("worlds"));
    let mut folders: Vec<PathBuf> = named.into_iter().chain(data).collect();
    let program = env::current_exe().ok();
    let around = program.as_deref().into_iter().flat_map(|path| path.ancestors().skip(1));
    for folder in around.take(LEVELS) {
        folders.extend([folder.join("worlds"), folder.join("assets/worlds")]);
    }
    folders
}
