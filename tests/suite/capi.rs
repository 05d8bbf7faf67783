//! The C library, built as a game's build would, and a small program in C against it.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly too")]
#![expect(clippy::print_stderr, reason = "a skipped test must say so")]

use std::{
    env,
    fs::create_dir_all,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use shoal::{
    generate::{Cross, Generator, SpriteRequest},
    motion::Motion,
    shade::shade,
    sprite::{Light, Mask, Prompt, Sampling, Side},
};

/// The C compiler, if this machine has one.
fn compiler() -> Option<String> {
    let name = env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    Command::new(&name).arg("--version").output().ok().map(|_| name)
}

fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{command:?}\n{}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
    output
}

/// The folder with the shared library. In this folder crates that are compiled already are not
/// compiled again.
fn library() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    run(Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["rustc", "--lib", "--offline", "--no-default-features", "--features", "capi"])
        .args(["--crate-type", "cdylib", "--target-dir"])
        .arg(target));
    target.join("debug")
}

/// As in the C program: FNV-1a.
fn hash(bytes: impl IntoIterator<Item = u8>) -> String {
    let sum = bytes.into_iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    format!("{sum:016x}")
}

fn expected() -> String {
    let generator = Generator::embedded();
    let request = |zone, category, seed, variant, temperature| {
        let sampling = Sampling::at_temperature(temperature);
        SpriteRequest::new(Prompt::of(zone, Some(category)), seed, variant, sampling)
    };
    let jellyfish = generator.generate(&request(Some(0), 3, 7, 0, 0.9));
    let light = Light { azimuth_degrees: 0.0, elevation_degrees: 30.0, ..Light::DEFAULT };
    let lit = shade(&jellyfish, generator.palette(), &light);
    let motion = Motion::default();
    let clip = generator.animate(Prompt::cell(0, 3), &jellyfish, &motion).unwrap();
    let four = Motion { frames: 4, ..motion };
    let moving = generator.animate(Prompt::cell(0, 3), &jellyfish, &four).unwrap().frames;
    let mut others = [request(None, 0, 7, 1, 0.9), request(Some(5), 2, 9, 2, 0.5)];
    others[0].sampling = Sampling { attempts: 1, ..*others[0].sampling }.validated();
    others[1].sampling = Sampling { guidance: 1.0, ..*others[1].sampling }.validated();
    let others = others.map(|request| generator.generate(&request));
    let cross = Cross {
        a: jellyfish.clone(),
        b: Some(others[0].clone()),
        mask: Mask::half(Side::Right),
        strength: 0.5,
        keeps_outline: false,
        prompt: Prompt::cell(0, 3),
        sampling: Sampling::default(),
    };
    let child = generator.generate(&cross.request(7, 0));
    let batch = [&jellyfish, &others[0], &others[1]].into_iter().flat_map(|it| *it.pixels());
    let indexed = hash(*jellyfish.pixels());
    [
        "Shallows, Jellyfish".to_owned(),
        format!("indexed {indexed}"),
        format!("lit {}", hash(*lit.pixels())),
        format!("clip {}", hash(clip.frames.iter().flat_map(|frame| *frame.pixels()))),
        "there is no action \"fly\"; move, idle, turn, hurt and die are".to_owned(),
        format!("rgba {}", hash(jellyfish.to_rgba(generator.palette()))),
        format!("batch {}", hash(batch)),
        format!("child {}", hash(*child.pixels())),
        format!("stream {indexed}"),
        format!(
            "moving {} {}",
            moving.len(),
            hash(moving.iter().flat_map(|frame| *frame.pixels()))
        ),
        "the buffer has 3072 bytes; 4096 are needed".to_owned(),
        "there is no zone 6; 0 to 5 and -1 (any) are".to_owned(),
        "the buffer has 4095 bytes; 4096 are needed".to_owned(),
        "a stream needs room for at least one sprite".to_owned(),
    ]
    .join("\n")
}

#[test]
#[cfg_attr(windows, ignore = "the compiler's options are those of cc")]
fn a_program_in_c_draws_what_rust_draws() {
    let Some(compiler) = compiler() else {
        // Nothing else on the machine could compile it; the library itself is tested in Rust.
        eprintln!("skipped: there is no C compiler (Debian: apt-get install gcc libc6-dev)");
        return;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    create_dir_all(folder).unwrap();
    let (library, program) = (library(), folder.join("capi-example"));
    let mut rpath = std::ffi::OsString::from("-Wl,-rpath,");
    rpath.push(&library);
    run(Command::new(compiler)
        .args(["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I"])
        .arg(root.join("include"))
        .arg(root.join("tests/capi/example.c"))
        .arg("-L")
        .arg(&library)
        .args(["-lshoal", "-o"])
        .arg(&program)
        .arg(rpath));
    let output = run(&mut Command::new(program));
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim_end(), expected());
}

/// LÖVE and LuaJIT, as far as this machine has them: both run Lua with `ffi`.
fn interpreters(root: &Path) -> Vec<Command> {
    let luajit = (Path::new("luajit"), "-v", root.join("tests/love/main.lua"));
    let love = (Path::new("love"), "--version", root.join("tests/love"));
    let there = [luajit, love].into_iter().filter_map(|(program, version, script)| {
        Command::new(program).arg(version).output().ok()?;
        let mut command = Command::new(program);
        command.arg(script);
        Some(command)
    });
    there.collect()
}

#[test]
fn a_game_in_lua_draws_what_rust_draws() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let interpreters = interpreters(root);
    if interpreters.is_empty() {
        eprintln!("skipped: there is neither LÖVE nor LuaJIT (Debian: apt-get install love)");
        return;
    }
    let name = format!("{}shoal{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    let library = library().join(name);
    let expected = expected();
    let wanted = ["Shallows", "indexed", "rgba", "clip", "stream"];
    let lines = wanted.map(|start| expected.lines().find(|line| line.starts_with(start)).unwrap());
    for mut command in interpreters {
        let output = run(command.arg(root.join("bindings/love")).arg(&library));
        assert_eq!(String::from_utf8(output.stdout).unwrap().trim_end(), lines.join("\n"));
    }
}
