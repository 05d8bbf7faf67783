//! The trainer as a child process: started, stopped, its log followed. The window itself never
//! trains.

use std::{
    fs::{self, File},
    io::{Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::RunPaths;

/// How much of the log is shown, in bytes from its end.
const TAIL: u64 = 4096;
/// How often the log is looked at.
const EVERY: Duration = Duration::from_millis(500);

/// A run that this window has started, and how the last one ended.
#[derive(Default)]
pub(in crate::studio) struct Runner {
    running: Option<Running>,
    /// The last lines that the trainer printed.
    log: String,
    /// Why the last run ended otherwise than well.
    problem: Option<String>,
    /// The run that log and problem are of.
    of: PathBuf,
}

struct Running {
    child: Child,
    log: PathBuf,
    looked: Instant,
}

impl Runner {
    /// Starts the trainer, or goes on with a run that was stopped: the same line does both.
    pub(in crate::studio) fn start(
        &mut self,
        program: &Path,
        run_paths: &RunPaths,
        minutes: u32,
    ) -> std::io::Result<()> {
        if self.running.is_some() {
            return Ok(());
        }
        let log = run_paths.log();
        if let Some(folder) = log.parent() {
            fs::create_dir_all(folder)?;
        }
        let file = File::create(&log)?;
        let mut command = Command::new(program);
        command
            .args(run_paths.finetune_words(minutes))
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file);
        without_console(&mut command);
        let child = command.spawn()?;
        self.of.clone_from(&run_paths.run);
        (self.log, self.problem) = (String::new(), None);
        self.running = Some(Running { child, log, looked: Instant::now() });
        Ok(())
    }

    /// Stops the trainer; what it has learned up to its last checkpoint stays.
    pub(in crate::studio) fn stop(&mut self) {
        if let Some(mut running) = self.running.take() {
            // One that has ended by itself cannot be stopped, which is as good.
            running.child.kill().ok();
            running.child.wait().ok();
            self.log = tail(&running.log);
        }
    }

    /// Whether this window trains the model of these paths.
    pub(in crate::studio) fn trains(&self, run_paths: &RunPaths) -> bool {
        self.running.is_some() && self.of == run_paths.run
    }

    /// Whether this window trains any model.
    pub(in crate::studio) fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// The last lines of the trainer, where it was about this run.
    pub(in crate::studio) fn log(&self, run_paths: &RunPaths) -> &str {
        if self.of == run_paths.run { self.log.trim_end() } else { "" }
    }

    /// Why the run of these paths ended otherwise than well.
    pub(in crate::studio) fn problem(&self, run_paths: &RunPaths) -> Option<&str> {
        self.problem.as_deref().filter(|_| self.of == run_paths.run)
    }

    /// Looks at the trainer; to be called in each frame. Says how soon to look again.
    pub(in crate::studio) fn poll(&mut self) -> Option<Duration> {
        let running = self.running.as_mut()?;
        let ended = running.child.try_wait();
        if running.looked.elapsed() < EVERY && matches!(ended, Ok(None)) {
            return Some(EVERY);
        }
        running.looked = Instant::now();
        self.log = tail(&running.log);
        let problem = match ended {
            Ok(None) => return Some(EVERY),
            Ok(Some(status)) if status.success() => None,
            Ok(Some(status)) => {
                let last = self.log.lines().rev().find(|line| !line.trim().is_empty());
                Some(last.map_or_else(|| format!("The trainer ended: {status}"), str::to_owned))
            }
            Err(error) => Some(format!("The trainer cannot be seen any more: {error}")),
        };
        (self.running, self.problem) = (None, problem);
        None
    }
}

/// A window that closes leaves no trainer behind; the run goes on from its last checkpoint.
impl Drop for Runner {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The last lines of a file.
fn tail(path: &Path) -> String {
    let read = || -> std::io::Result<String> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        let mut bytes = Vec::new();
        file.take(TAIL).read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes).replace('\r', "\n");
        let whole =
            if TAIL < length { text.split_once('\n').map_or("", |(_, rest)| rest) } else { &text };
        Ok(whole.to_owned())
    };
    read().unwrap_or_default()
}

/// On Windows a program for the terminal opens a window of its own unless it is told not to.
fn without_console(command: &mut Command) {
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt as _;
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(CREATE_NO_WINDOW);
    }
    #[cfg(not(windows))]
    let _ = command;
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn trainer(folder: &Path, script: &str) -> PathBuf {
        let path = folder.join("trainer");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("a script is written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))
            .expect("a script is made a program");
        path
    }

    fn end(runner: &mut Runner) {
        while runner.poll().is_some() {
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    #[test]
    fn a_run_is_started_followed_and_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let run_paths = RunPaths::new(folder.path(), "new", None);
        let program = trainer(folder.path(), "echo \"got $@\"; echo; exec sleep 600");
        let mut runner = Runner::default();
        runner.start(&program, &run_paths, 3).unwrap();
        assert!(runner.trains(&run_paths));
        while !runner.log(&run_paths).contains("got") {
            assert!(runner.poll().is_some());
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(runner.log(&run_paths).contains("--minutes 3"), "{}", runner.log(&run_paths));
        let other = RunPaths::new(folder.path(), "other", None);
        assert!(!runner.trains(&other) && runner.log(&other).is_empty());
        runner.stop();
        assert!(!runner.is_running() && runner.problem(&run_paths).is_none());
    }

    #[test]
    fn what_a_trainer_says_last_is_why_it_failed() {
        let folder = tempfile::tempdir().unwrap();
        let run_paths = RunPaths::new(folder.path(), "new", None);
        let program = trainer(folder.path(), "echo one; echo 'the disk is full' >&2; exit 1");
        let mut runner = Runner::default();
        runner.start(&program, &run_paths, 3).unwrap();
        end(&mut runner);
        assert_eq!(runner.problem(&run_paths), Some("the disk is full"));
        let fine = trainer(folder.path(), "exit 0");
        runner.start(&fine, &run_paths, 3).unwrap();
        end(&mut runner);
        assert_eq!(runner.problem(&run_paths), None);
        assert!(runner.start(Path::new("/no/such/trainer"), &run_paths, 3).is_err());
    }
}
