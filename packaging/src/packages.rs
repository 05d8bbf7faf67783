//! The packages: C, LÖVE, Python, and the studio for Debian.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, ensure};

use crate::{
    archive::Archive,
    library::{self, VERSION, platform, run, soname},
};

/// `shoal-c-VERSION-PLATFORM.zip`: both libraries, the header, shoal.pc, the licence.
pub(crate) fn c(root: &Path, out: &Path) -> Result<PathBuf> {
    let names = library::names()?;
    let shared = library::build(root, "cdylib")?.join(names.shared);
    let mut archive = Archive::create(out, &format!("shoal-c-{VERSION}-{}", platform()))?;
    match soname() {
        Some(soname) => {
            archive.add_file(&format!("lib/{soname}"), &shared)?;
            archive.link(&format!("lib/{}", names.shared), &soname)?;
        }
        None => archive.add_file(&format!("lib/{}", names.shared), &shared)?,
    }
    let fixed = library::build(root, "staticlib")?.join(names.fixed);
    archive.add_file(&format!("lib/{}", names.fixed), &fixed)?;
    archive.add("lib/pkgconfig/shoal.pc", pkg_config().as_bytes())?;
    archive.add_file("include/shoal.h", &root.join("include/shoal.h"))?;
    archive.add_file("example.c", &root.join("tests/capi/example.c"))?;
    archive.add_file("LICENSE", &root.join("LICENSE"))?;
    archive.add_file("README.md", &root.join("bindings/c/README.md"))?;
    archive.finish()
}

/// What `pkg-config --cflags --libs shoal` reads. It finds the files beside itself, wherever the
/// package lies.
fn pkg_config() -> String {
    // Private libraries are what Rust's standard library links on Linux.
    format!(
        "prefix=${{pcfiledir}}/../..\nlibdir=${{prefix}}/lib\nincludedir=${{prefix}}/include\n\n\
         Name: shoal\nDescription: 32x32 sprites, drawn in your process\nVersion: {VERSION}\n\
         Cflags: -I${{includedir}}\nLibs: -L${{libdir}} -lshoal\n\
         Libs.private: -lpthread -ldl -lm -lgcc_s\n"
    )
}

/// `shoal-love-VERSION-PLATFORM.zip`: the demo with everything beside it; `love FOLDER` runs it.
pub(crate) fn love(root: &Path, out: &Path) -> Result<PathBuf> {
    let names = library::names()?;
    let shared = library::build(root, "cdylib")?.join(names.shared);
    let love = root.join("bindings/love");
    let mut archive = Archive::create(out, &format!("shoal-love-{VERSION}-{}", platform()))?;
    for name in ["shoal.lua", "shoal_cdef.lua", "README.md"] {
        archive.add_file(name, &love.join(name))?;
    }
    for name in ["main.lua", "conf.lua"] {
        archive.add_file(name, &love.join("demo").join(name))?;
    }
    archive.add_file(names.shared, &shared)?;
    archive.add_file("LICENSE", &root.join("LICENSE"))?;
    archive.finish()
}

/// The wheel `shoal_sprites`, for any Python 3 on this platform.
pub(crate) fn python(root: &Path, out: &Path) -> Result<PathBuf> {
    let names = library::names()?;
    let shared = library::build(root, "cdylib")?.join(names.shared);
    let project = root.join("bindings/python");
    let beside = project.join("src/shoal_sprites").join(names.shared);
    fs::copy(&shared, &beside).with_context(|| format!("cannot write {}", beside.display()))?;
    let licence = project.join("LICENSE");
    fs::copy(root.join("LICENSE"), &licence)
        .with_context(|| format!("cannot write {}", licence.display()))?;
    fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    let before = wheels(out)?;
    let mut command = Command::new("python3");
    command.args(["-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir"]).arg(out);
    run(command.arg(&project))?;
    let after = wheels(out)?;
    let made = after.iter().find(|path| !before.contains(path)).or(after.last());
    made.cloned().context("pip made no wheel")
}

fn wheels(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "whl") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// `shoal_VERSION_ARCH.deb`: the studio with desktop file, icon and MIME type. Needs `dpkg-deb`.
pub(crate) fn deb(root: &Path, out: &Path) -> Result<PathBuf> {
    ensure!(cfg!(target_os = "linux"), "Debian packages are made on Linux");
    let program = library::build_studio(root)?;
    fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    let staged = out.join("deb");
    if staged.exists() {
        fs::remove_dir_all(&staged)
            .with_context(|| format!("cannot clear {}", staged.display()))?;
    }
    let desktop = root.join("packaging/linux");
    let files = [
        (program, "usr/bin/shoal", 0o755),
        (desktop.join("shoal.desktop"), "usr/share/applications/shoal.desktop", 0o644),
        (desktop.join("shoal.xml"), "usr/share/mime/packages/shoal.xml", 0o644),
        (root.join("assets/icon.png"), "usr/share/icons/hicolor/256x256/apps/shoal.png", 0o644),
        (root.join("LICENSE"), "usr/share/doc/shoal/copyright", 0o644),
    ];
    for (from, to, mode) in files {
        place(&from, &staged.join(to), mode)?;
    }
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    let control = format!(
        "Package: shoal\nVersion: {VERSION}\nArchitecture: {architecture}\n\
         Maintainer: The Shoal authors <shoal@localhost>\nSection: graphics\nPriority: optional\n\
         Depends: libc6 (>= 2.34), libgcc-s1\n\
         Recommends: libgl1, libx11-6, libx11-xcb1, libxcursor1, libxi6, libxkbcommon0, \
         libxkbcommon-x11-0, xdg-desktop-portal | zenity\n\
         Description: sprite studio with a tiny transformer inside\n \
         Draws, breeds, lights and edits 32x32 palette-indexed sprites, offline.\n"
    );
    fs::create_dir_all(staged.join("DEBIAN"))?;
    fs::write(staged.join("DEBIAN/control"), control)?;
    let package = out.join(format!("shoal_{VERSION}_{architecture}.deb"));
    let mut command = Command::new("dpkg-deb");
    command.args(["--root-owner-group", "--build"]).arg(&staged).arg(&package);
    run(&mut command)?;
    fs::remove_dir_all(&staged)?;
    Ok(package)
}

fn place(from: &Path, to: &Path, mode: u32) -> Result<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    set_mode(to, mode)
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::set_permissions(path, fs::Permissions::from_mode(mode))?)
}

#[cfg(not(unix))]
fn set_mode(_path: &Path, _mode: u32) -> Result<()> {
    Ok(())
}
