//! Builds the C library with cargo.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail, ensure};

/// The version in Cargo.toml, which every package carries.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The number in the SONAME: programs that were linked with it go on working as long as
/// `SHOAL_ABI_VERSION` stays. A test holds the two together.
pub(crate) const SONAME_VERSION: u32 = 1;

/// The platform that packages are made for: the one that this program runs on.
pub(crate) fn platform() -> String {
    format!("{}-{}", env::consts::OS, env::consts::ARCH)
}

/// File names of the library on this platform.
pub(crate) struct Names {
    /// What programs load at run time.
    pub(crate) shared: &'static str,
    /// What programs link with.
    pub(crate) fixed: &'static str,
}

/// File names of the library on this platform.
pub(crate) fn names() -> Result<Names> {
    match env::consts::OS {
        "linux" => Ok(Names { shared: "libshoal.so", fixed: "libshoal.a" }),
        "macos" => Ok(Names { shared: "libshoal.dylib", fixed: "libshoal.a" }),
        "windows" => Ok(Names { shared: "shoal.dll", fixed: "shoal.lib" }),
        other => bail!("there are no names for libraries on {other} yet: add them to library.rs"),
    }
}

/// The SONAME of the shared library, where the platform has such names.
pub(crate) fn soname() -> Option<String> {
    cfg!(target_os = "linux").then(|| format!("libshoal.so.{SONAME_VERSION}"))
}

/// Builds the library of one kind ("cdylib" or "staticlib") and returns the folder with it.
pub(crate) fn build(root: &Path, kind: &str) -> Result<PathBuf> {
    let target = target_folder(root);
    let mut command = Command::new(cargo());
    command.current_dir(root).args(["rustc", "--release", "--lib", "--no-default-features"]);
    command.args(["--features", "capi", "--crate-type", kind, "--target-dir"]).arg(&target);
    if let Some(soname) = soname().filter(|_| kind == "cdylib") {
        command.args(["--", "-C", &format!("link-arg=-Wl,-soname,{soname}")]);
    }
    run(&mut command)?;
    Ok(target.join("release"))
}

/// Builds the studio, optimised across crates, and returns the path of the program.
pub(crate) fn build_studio(root: &Path) -> Result<PathBuf> {
    let target = target_folder(root);
    let mut command = Command::new(cargo());
    command.current_dir(root).args(["build", "--profile", "dist", "--bin", "shoal"]);
    run(command.arg("--target-dir").arg(&target))?;
    Ok(target.join("dist").join(if cfg!(windows) { "shoal.exe" } else { "shoal" }))
}

fn cargo() -> String {
    env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

fn target_folder(root: &Path) -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

/// Runs a program and fails with its name where it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status =
        command.status().with_context(|| format!("cannot run {name}: is it installed?"))?;
    ensure!(status.success(), "{name} failed ({status}); its own message is above");
    Ok(())
}
