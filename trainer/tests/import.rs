//! `shoal-trainer import` as a program: hostile files, full folders, and kills in the middle.

#![expect(clippy::unwrap_used, reason = "tests may fail by panicking")]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
    thread,
    time::Duration,
};

fn import(folder: &Path, rest: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shoal-trainer"));
    command.current_dir(folder).args(["import", "art", "--out", "out"]).args(rest);
    command
}

fn text(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

/// A PNG of one grey level a pixel: noise, so that no two are alike.
fn write_png(path: &Path, side: u32, seed: u32) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut state = seed * 2 + 1;
    let pixels: Vec<u8> = (0..side * side)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect();
    let file = std::io::BufWriter::new(fs::File::create(path).unwrap());
    let mut encoder = png::Encoder::new(file, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
}

fn art(folder: &Path, count: u32) {
    for index in 0..count {
        write_png(&folder.join(format!("art/cats/{index}.png")), 24, index);
    }
}

/// A PNG of one colour and one bit a pixel: a few kilobytes, whatever its size.
fn bomb(path: &Path, side: u32) {
    let file = std::io::BufWriter::new(fs::File::create(path).unwrap());
    let mut encoder = png::Encoder::new(file, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().unwrap();
    let data = vec![0; (side.div_ceil(8) * side) as usize];
    writer.write_image_data(&data).unwrap();
    writer.finish().unwrap();
}

/// As above, and it ends where its pixels should begin.
fn headless_bomb(path: &Path, side: u32) {
    bomb(path, 8);
    let mut bytes = fs::read(path).unwrap();
    bytes[16..20].copy_from_slice(&side.to_be_bytes());
    bytes[20..24].copy_from_slice(&side.to_be_bytes());
    let checksum = checksum(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&checksum.to_be_bytes());
    fs::write(path, bytes).unwrap();
}

/// The checksum of a PNG's chunk.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |mut sum: u32, byte: &u8| {
        sum ^= u32::from(*byte);
        (0..8).for_each(|_| sum = (sum >> 1) ^ (0xEDB8_8320 * (sum & 1)));
        sum
    };
    !bytes.iter().fold(u32::MAX, step)
}

#[test]
fn huge_pictures_and_bombs_are_told_by_name_and_the_rest_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    art(folder.path(), 3);
    headless_bomb(&folder.path().join("art/cats/huge.png"), 30_000);
    // As large as is read, and nothing but black.
    bomb(&folder.path().join("art/cats/large.png"), 4096);
    let output = import(folder.path(), &[]).output().unwrap();
    assert!(output.status.success(), "{}", text(&output));
    let report = fs::read_to_string(folder.path().join("out/report.txt")).unwrap();
    assert!(report.contains("huge.png\" has 30000x30000 pixels"), "{report}");
    assert!(report.starts_with("4 sprites kept of 4 pictures in 5 files"), "{report}");
    assert!(report.contains("cats/large: fills the whole canvas"), "{report}");
}

#[test]
fn where_nothing_can_be_written_nothing_is_left_over() {
    let folder = tempfile::tempdir().unwrap();
    art(folder.path(), 3);
    // The file's place is taken by a folder: writing fails at the very end.
    fs::create_dir_all(folder.path().join("out/sprites.safetensors")).unwrap();
    let output = import(folder.path(), &[]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(text(&output).contains("sprites.safetensors"), "{}", text(&output));
    let mut names: Vec<String> = fs::read_dir(folder.path().join("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["contact.png", "report.txt", "sprites.safetensors"]);

    fs::write(folder.path().join("file"), "x").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_shoal-trainer"));
    let output = command.current_dir(folder.path()).args(["import", "art", "--out", "file/deep"]);
    let output = output.output().unwrap();
    assert!(!output.status.success() && text(&output).contains("file/deep"), "{}", text(&output));
}

#[test]
fn a_kill_at_any_instant_leaves_the_old_sprites_or_the_new() {
    let folder = tempfile::tempdir().unwrap();
    art(folder.path(), 2);
    assert!(import(folder.path(), &[]).output().unwrap().status.success());
    let sprites = folder.path().join("out/sprites.safetensors");
    let old = fs::read(&sprites).unwrap();
    art(folder.path(), 60);
    for milliseconds in [5, 15, 30, 60, 120] {
        let mut child = import(folder.path(), &[]).spawn().unwrap();
        thread::sleep(Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
        let now = fs::read(&sprites).unwrap();
        assert!(now == old || is_whole(&now), "after {milliseconds} ms");
    }
    assert!(import(folder.path(), &[]).output().unwrap().status.success());
    assert!(is_whole(&fs::read(&sprites).unwrap()));
}

/// Whether all sixty sprites are there.
fn is_whole(bytes: &[u8]) -> bool {
    let tensors = safetensors::SafeTensors::deserialize(bytes);
    tensors.is_ok_and(|tensors| tensors.tensor("zone").unwrap().data().len() == 60)
}

#[test]
fn a_wrong_grid_and_an_unknown_label_are_said_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    write_png(&folder.path().join("art/cats/sheet.png"), 100, 1);
    let output = import(folder.path(), &["--grid", "32x32"]).output().unwrap();
    let said = text(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("cats/sheet: a grid of 32x32"), "{said}");
    assert!(!folder.path().join("out").exists());
    fs::write(folder.path().join("m.toml"), "categories = ['Dogs']").unwrap();
    let output = import(folder.path(), &["--manifest", "m.toml"]).output().unwrap();
    let said = text(&output);
    assert!(said.contains("sheet.png") && said.contains("no category \"cats\""), "{said}");
    let output = import(folder.path(), &["--grid", "32"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "bad usage");
}
