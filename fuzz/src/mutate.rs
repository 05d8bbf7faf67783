//! Gives the readers mutated files for a while, on the stable compiler and without instruments.
//!
//! `mutate [--seconds N] [--seed N] [TARGET...]`; without a target all of them in turn. Files that a
//! reader takes for good are mutated further. Of every panic the input is kept under `artifacts/`;
//! `mutate --replay FILE TARGET` gives it to the target again, and lets it panic.

use std::{
    env, fs, panic,
    path::Path,
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use shoal_fuzz::{TARGETS, Target, seeds};

/// Panics so far, those that the readers themselves caught among them.
static PANICS: AtomicU64 = AtomicU64::new(0);

/// Files that are kept to be mutated.
const POOL: usize = 512;

/// Bytes of a file; more would only take time.
const LONGEST: usize = 1 << 18;

fn main() -> ExitCode {
    let mut seconds = 10;
    let mut seed = 1;
    let mut wanted = Vec::new();
    let mut replayed = None;
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || words.next().and_then(|word| word.parse().ok());
        match word.as_str() {
            "--seconds" => seconds = number().unwrap_or(seconds),
            "--seed" => seed = number().unwrap_or(seed),
            "--replay" => replayed = words.next(),
            _ => wanted.push(word),
        }
    }
    if let Some(unknown) = wanted.iter().find(|name| TARGETS.iter().all(|(it, _)| it != name)) {
        let known: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
        eprintln!("there is no target {unknown}; known are {}", known.join(", "));
        return ExitCode::FAILURE;
    }
    if let (Some(file), Some(name)) = (&replayed, wanted.first()) {
        let bytes = fs::read(file).expect("a file to replay");
        println!("{name} read it: {}", shoal_fuzz::run(name, &bytes));
        return ExitCode::SUCCESS;
    }
    panic::set_hook(Box::new(|_| {
        PANICS.fetch_add(1, Ordering::Relaxed);
    }));
    let mut n_faults = 0;
    for target in TARGETS {
        if wanted.is_empty() || wanted.iter().any(|name| name == target.0) {
            n_faults += fuzz(target, Duration::from_secs(seconds), seed);
        }
    }
    if n_faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Fuzzes a target for a while; the number of inputs that it did not come back from.
fn fuzz((name, target): Target, time: Duration, seed: u64) -> u64 {
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut pool = seeds(name);
    for seed in &pool {
        assert!(target(seed), "a seed of {name} is not read");
    }
    let n_seeds = pool.len();
    let (begun, caught_before) = (Instant::now(), PANICS.load(Ordering::Relaxed));
    let (mut n_inputs, mut n_taken, mut n_faults) = (0_u64, 0_u64, 0_u64);
    let mut slowest = Duration::ZERO;
    while begun.elapsed() < time {
        let bytes = random.mutated(&pool);
        let started = Instant::now();
        let result = panic::catch_unwind(|| target(&bytes));
        slowest = slowest.max(started.elapsed());
        n_inputs += 1;
        match result {
            Ok(false) => {}
            Ok(true) => {
                n_taken += 1;
                if pool.len() < POOL {
                    pool.push(bytes);
                } else {
                    let at = n_seeds + random.below(POOL - n_seeds);
                    pool[at] = bytes;
                }
            }
            Err(_) => {
                n_faults += 1;
                keep(name, n_inputs, &bytes);
            }
        }
    }
    let caught = PANICS.load(Ordering::Relaxed) - caught_before - n_faults;
    println!(
        "{name:12} {n_inputs:9} inputs, {n_taken:8} of them read, {n_faults} faults, {caught} panics \
         of decoders caught, slowest {} ms",
        slowest.as_millis()
    );
    n_faults
}

fn keep(name: &str, number: u64, bytes: &[u8]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts").join(name);
    let file = folder.join(format!("panic-{number}"));
    let kept = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, bytes));
    eprintln!("{name} panics: {} ({kept:?})", file.display());
}

/// xorshift64*, which is as random as mutations need.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn below(&mut self, n: usize) -> usize {
        self.next() as usize % n.max(1)
    }

    /// A file of the pool with a few things changed.
    fn mutated(&mut self, pool: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = pool[self.below(pool.len())].clone();
        for _ in 0..=self.below(6) {
            self.mutate(&mut bytes, pool);
        }
        bytes.truncate(LONGEST);
        // A wrong sum would be all that a decoder sees.
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") && self.below(4) > 0 {
            mend_sums(&mut bytes);
        }
        bytes
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>, pool: &[Vec<u8>]) {
        const NUMBERS: [u32; 12] =
            [0, 1, 2, 31, 32, 127, 128, 255, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, u32::MAX];
        let at = self.below(bytes.len());
        let end = (at + 1 + self.below(32)).min(bytes.len());
        let number = NUMBERS[self.below(NUMBERS.len())];
        match self.below(12) {
            0..=2 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
            3 | 4 if !bytes.is_empty() => bytes[at] = number as u8,
            5 if at + 2 <= bytes.len() => {
                let [low, high, ..] = number.to_le_bytes();
                bytes[at..at + 2].copy_from_slice(&[low, high]);
            }
            6 if at + 4 <= bytes.len() => {
                let number =
                    if self.below(2) == 0 { number.to_le_bytes() } else { number.to_be_bytes() };
                bytes[at..at + 4].copy_from_slice(&number);
            }
            7 => drop(bytes.drain(at.min(end)..end)),
            8 => {
                let copied = bytes[at.min(end)..end].to_vec();
                bytes.splice(at..at, copied);
            }
            9 => self.replace_number(bytes, number),
            10 => {
                let other = &pool[self.below(pool.len())];
                let from = self.below(other.len());
                let to = (from + self.below(64)).min(other.len());
                bytes.splice(at..at, other[from..to].iter().copied());
            }
            11 if self.below(8) == 0 => bytes.truncate(at),
            _ => bytes.insert(at, self.next() as u8),
        }
    }

    /// Puts another number into a text.
    fn replace_number(&mut self, bytes: &mut Vec<u8>, number: u32) {
        let start = self.below(bytes.len());
        let Some(from) = bytes[start..].iter().position(u8::is_ascii_digit) else { return };
        let from = start + from;
        let length = bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        bytes.splice(from..from + length, number.to_string().into_bytes());
    }
}

/// Gives the chunks of a PNG the sums that belong to them.
fn mend_sums(bytes: &mut [u8]) {
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(end) = (at + 8).checked_add(length).filter(|end| end + 4 <= bytes.len()) else {
            return;
        };
        let sum = crc(&bytes[at + 4..end]);
        bytes[end..end + 4].copy_from_slice(&sum.to_be_bytes());
        at = end + 4;
    }
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 }
        })
    })
}
