//! The trainer, a program of its own that is released beside this one: where it is, and how to get
//! it where it is not.

use std::{
    env,
    path::{Path, PathBuf},
};

/// What the trainer's program is called, without what the system puts at its end.
pub(crate) const TRAINER: &str = "shoal-trainer";

/// The trainer: beside this program, or where the system looks for programs.
#[must_use]
pub(crate) fn find_trainer() -> Option<PathBuf> {
    let beside = env::current_exe().ok()?.parent().map(Path::to_owned);
    let searched = env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>());
    find_in(beside.into_iter().chain(searched.unwrap_or_default()))
}

fn find_in(folders: impl Iterator<Item = PathBuf>) -> Option<PathBuf> {
    let name = format!("{TRAINER}{}", env::consts::EXE_SUFFIX);
    folders.map(|folder| folder.join(&name)).find(|program| program.is_file())
}

/// How to get the trainer for the program that runs here, in one sentence.
#[must_use]
pub(crate) fn how_to_get_trainer() -> String {
    how_to_get(env::current_exe().ok().as_deref())
}

fn how_to_get(program: Option<&Path>) -> String {
    let folder = program.and_then(Path::parent);
    let of_cargo = folder.and_then(|folder| {
        let profile = folder.file_name()?.to_str()?;
        let is_cargos = folder.parent()?.join("CACHEDIR.TAG").is_file();
        is_cargos.then_some(if profile == "release" { " --release" } else { "" })
    });
    if let Some(release) = of_cargo {
        return format!("build it in Shoal's source with \"cargo build{release} -p trainer\"");
    }
    let (version, system, machine) =
        (env!("CARGO_PKG_VERSION"), env::consts::OS, env::consts::ARCH);
    let beside = folder.map_or_else(
        || "beside this program".to_owned(),
        |folder| format!("into {}", folder.display()),
    );
    format!(
        "put {TRAINER} of release {version} for {system} on {machine} {beside}; or build it in \
         Shoal's source with \"cargo build --release -p trainer\" and copy it there"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_folder_that_has_it_wins() {
        let (empty, full) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let program = full.path().join(format!("{TRAINER}{}", env::consts::EXE_SUFFIX));
        std::fs::write(&program, "").unwrap();
        let folders = || [&empty, &full].map(|folder| folder.path().to_owned()).into_iter();
        assert_eq!(find_in(folders()), Some(program));
        assert_eq!(find_in(folders().take(1)), None);
    }

    #[test]
    fn a_program_that_cargo_built_is_told_to_build_the_other() {
        let target = tempfile::tempdir().unwrap();
        std::fs::write(target.path().join("CACHEDIR.TAG"), "").unwrap();
        let told = |program: &str| how_to_get(Some(&target.path().join(program)));
        assert!(told("release/shoal").contains("\"cargo build --release -p trainer\""));
        assert!(told("debug/shoal").contains("\"cargo build -p trainer\""));
        let installed = how_to_get(Some(Path::new("/opt/shoal/shoal")));
        assert!(installed.contains("into /opt/shoal") && installed.contains(env::consts::ARCH));
        assert!(how_to_get(None).contains("beside this program"));
    }
}
