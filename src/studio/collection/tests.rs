mod hands;

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use super::{
    index,
    store::{Changes, Store},
    *,
};
use crate::sprite::{Palette, Recipe, Sampling, Sprite};

/// Set for the process that is killed.
const VICTIM: &str = "SHOAL_TEST_VICTIM";

fn art(number: u8) -> Arc<Art> {
    let mut sprite = Sprite::EMPTY;
    sprite.set(4, 5, 1 + number % 60);
    sprite.set(9, 9, 7);
    let recipe = Recipe {
        checkpoint: "ab".repeat(32),
        engine: "1".to_owned(),
        precision: "f32".to_owned(),
        zone: "shallows".to_owned(),
        category: "reef-fish".to_owned(),
        with: std::collections::BTreeMap::new(),
        seed: u64::from(number),
        variant: 0,
        sampling: Sampling::default(),
        hints: None,
        sketch: None,
        parents: Vec::new(),
        edits: Vec::new(),
        palette: None,
        motion: None,
        shading: None,
        pixels: sprite.content_hash(),
    };
    Arc::new(Art {
        shading: None,
        sprite,
        palette: Arc::new(Palette::ocean()),
        recipe: Some(recipe),
        drawn_as: None,
        frames: None,
        request: None,
        title: format!("Fish {number}"),
        subtitle: String::new(),
        file_name: "reef-fish-shallows-7-0.png".to_owned(),
    })
}

fn snapshot(number: u8, file: Option<&str>) -> Snapshot {
    let art = art(number);
    let standing = Standing { name: art.title.clone(), ..Standing::default() };
    let file = file.map(str::to_owned);
    let kept = 1000 + u64::from(number);
    Snapshot { id: 0, revision: 0, file, art: Some(art), kept, standing, base: None }
}

/// Stores a snapshot; returns its file.
fn put(store: &mut Store, wanted: &Snapshot) -> String {
    store.put(wanted).unwrap().entry.file
}

/// What a window that has read a file would hand on after a change.
fn seen(store: &Store, id: u64, file: &str) -> Snapshot {
    let entry = store.entries().find(|entry| entry.file == file).unwrap().clone();
    let Entry { standing, art, kept, .. } = entry;
    let base = Some(Base { revision: 0, standing: standing.clone(), art: art.clone() });
    Snapshot { id, revision: 1, file: Some(file.to_owned()), art, kept, standing, base }
}

/// All that a scan reports.
fn scan(store: &mut Store) -> Changes {
    let mut all = Changes::default();
    store
        .scan(|changes| {
            all.entries.extend(changes.entries);
            all.gone.extend(changes.gone);
            all.problems.extend(changes.problems);
        })
        .unwrap();
    all
}

fn names(store: &Store) -> Vec<String> {
    store.entries().map(|entry| entry.standing.name.clone()).collect()
}

fn reopened(folder: &Path) -> Store {
    let mut store = Store::open(folder.to_owned());
    scan(&mut store);
    store
}

#[test]
fn what_is_kept_comes_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("not there yet");
    let mut store = Store::open(folder.clone());
    assert_eq!(scan(&mut store), Changes::default());
    let mut wanted = snapshot(1, None);
    wanted.standing.tags = vec!["boss".to_owned(), "blue ß".to_owned()];
    let file = put(&mut store, &wanted);
    assert!(file.starts_with("reef-fish-shallows-7-0-") && !file.contains('/'), "{file}");

    let store = reopened(&folder);
    let entry = store.entries().next().unwrap();
    assert_eq!((&entry.standing, entry.kept, &entry.file), (&wanted.standing, 1001, &file));
    assert_eq!(entry.cell, ["Shallows".to_owned(), "Reef fish".to_owned()]);
    let read = entry.art.as_ref().unwrap();
    let given = wanted.art.unwrap();
    assert_eq!((&read.sprite, &read.recipe), (&given.sprite, &given.recipe));
    assert_eq!(read.palette.colours()[1..], given.palette.colours()[1..]);
}

#[test]
fn a_sprite_is_renamed_thrown_away_and_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path().to_owned());
    let file = put(&mut store, &snapshot(1, None));
    let mut wanted = snapshot(1, Some(&file));
    wanted.standing.name = "Ms. Fish / 2".to_owned();
    // The window may not have read the sprite yet.
    wanted.art = None;
    assert_eq!(put(&mut store, &wanted), file);
    wanted.standing.is_trashed = true;
    let trashed = put(&mut store, &wanted);
    assert_eq!(trashed, format!("trash/{file}"));
    assert!(!folder.path().join(&file).exists() && folder.path().join(&trashed).exists());
    let entry = reopened(folder.path()).entries().next().unwrap().clone();
    assert_eq!(entry.standing, wanted.standing);
    // A window that still has the old name finds it all the same.
    wanted.standing.is_trashed = false;
    assert_eq!(put(&mut store, &wanted), file);
    assert_eq!(names(&reopened(folder.path())), ["Ms. Fish / 2"]);
    assert_eq!(
        art(1).recipe,
        reopened(folder.path()).entries().next().unwrap().art.as_ref().unwrap().recipe
    );
}

#[test]
fn the_index_is_made_again_from_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path().to_owned());
    for number in 0..3 {
        put(&mut store, &snapshot(number, None));
    }
    store.refresh_index();
    let path = folder.path().join(index::FILE_NAME);
    let whole = fs::read(&path).unwrap();
    // Before anything is read, the index tells what there is.
    let listed = Store::open(folder.path().to_owned());
    assert_eq!(names(&listed).len(), 3);
    assert!(listed.entries().all(|entry| entry.art.is_none()));
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    for torn in [&b""[..], b"{", &whole[..whole.len() / 2], b"\xff\xfe", b"{\"version\": 9}"] {
        fs::write(&path, torn).unwrap();
        assert!(names(&Store::open(folder.path().to_owned())).is_empty());
        let mut store = reopened(folder.path());
        assert_eq!(sorted(names(&store)), ["Fish 0", "Fish 1", "Fish 2"]);
        store.refresh_index();
        assert_eq!(index::read(folder.path()).len(), 3);
    }
    fs::remove_file(&path).unwrap();
    assert_eq!(names(&reopened(folder.path())).len(), 3);
}

#[test]
fn leftovers_of_a_killed_program_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path().to_owned());
    let gone = put(&mut store, &snapshot(1, None));
    let torn = put(&mut store, &snapshot(2, None));
    put(&mut store, &snapshot(3, None));
    store.refresh_index();
    // An entry of the index without its file, a file without an entry, a torn file, drafts.
    fs::remove_file(folder.path().join(&gone)).unwrap();
    let bytes = fs::read(folder.path().join(&torn)).unwrap();
    fs::write(folder.path().join(&torn), &bytes[..bytes.len() / 2]).unwrap();
    put(&mut reopened(folder.path()), &snapshot(4, None));
    let (old, young) = (".shoal-1-0.tmp", ".shoal-2-0.tmp");
    for draft in [old, young] {
        fs::write(folder.path().join(draft), b"half a").unwrap();
    }
    let long_ago = SystemTime::now() - Duration::from_hours(2);
    fs::File::open(folder.path().join(old)).unwrap().set_modified(long_ago).unwrap();

    let mut store = Store::open(folder.path().to_owned());
    let changes = scan(&mut store);
    assert_eq!(names(&store).len(), 2, "{:?}", names(&store));
    assert!(changes.gone.contains(&gone) && changes.gone.contains(&torn));
    assert!(changes.problems.len() == 1 && changes.problems[0].contains(&torn));
    assert!(!folder.path().join(old).exists() && folder.path().join(young).exists());
    // The torn file stays, so that it can be mended, and is not reported again.
    assert!(folder.path().join(&torn).exists());
    assert_eq!(scan(&mut store), Changes::default());
}

#[test]
fn two_windows_share_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let mut here = Store::open(folder.path().to_owned());
    let mut there = Store::open(folder.path().to_owned());
    // Both keep sprites of the same name at the same time.
    let mut files = Vec::new();
    for number in 0..20 {
        // Each is a sprite of its own to its window: what is handed on of one is no base of another.
        let sprite = Snapshot { id: 100 + u64::from(number), ..snapshot(number, None) };
        files.push(put(&mut here, &sprite));
        files.push(put(&mut there, &sprite));
    }
    files.sort();
    files.dedup();
    assert_eq!(files.len(), 40);
    assert!(here.has_changed() && there.has_changed());
    scan(&mut here);
    scan(&mut there);
    assert_eq!((names(&here).len(), names(&there).len()), (40, 40));

    // One throws away what the other renames: neither is lost.
    let mut trashed = snapshot(1, Some(&files[0]));
    trashed.standing.is_trashed = true;
    put(&mut here, &trashed);
    let mut renamed = snapshot(1, Some(&files[0]));
    renamed.standing.name = "Mine".to_owned();
    put(&mut there, &renamed);
    scan(&mut here);
    assert!(names(&here).contains(&"Mine".to_owned()) && names(&here).len() == 40);
    // One whose file was deleted behind its back writes it again.
    fs::remove_file(folder.path().join(&files[1])).unwrap();
    let file = put(&mut here, &snapshot(9, Some(&files[1])));
    assert!(folder.path().join(file).exists());
    // Broken lists of one are no matter to the other.
    here.refresh_index();
    there.refresh_index();
    assert_eq!(names(&reopened(folder.path())).len(), 40);
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    // A file where the folder should be fails for everybody, root included.
    let blocked = folder.path().join("collection");
    fs::write(&blocked, b"mine").unwrap();
    let mut store = Store::open(blocked.clone());
    let error = store.put(&snapshot(1, None)).err().unwrap().to_string();
    assert!(error.contains("collection"), "{error}");
    assert_eq!(fs::read(&blocked).unwrap(), b"mine");
    // Once it is out of the way, the same snapshot goes through.
    fs::remove_file(&blocked).unwrap();
    put(&mut store, &snapshot(1, None));
    assert_eq!(names(&reopened(&blocked)), ["Fish 1"]);
}

#[test]
fn a_failed_write_leaves_the_file_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path().to_owned());
    let file = put(&mut store, &snapshot(1, None));
    let before = fs::read(folder.path().join(&file)).unwrap();
    let mut permissions = fs::metadata(folder.path().join(&file)).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(folder.path().join(&file), permissions).unwrap();
    let mut wanted = snapshot(1, Some(&file));
    wanted.standing.name = "Other".to_owned();
    assert!(store.put(&wanted).is_err());
    assert_eq!(fs::read(folder.path().join(&file)).unwrap(), before);
    assert_eq!(names(&store), ["Fish 1"], "what was not written is not known either");
}

/// Keeps, renames and throws away without end, until it is killed. On its own it does
/// nothing: the test below runs it in a process of its own.
#[test]
fn victim() {
    let Some(folder) = std::env::var_os(VICTIM) else { return };
    let mut store = Store::open(folder.into());
    for number in 0..=u8::MAX {
        let file = put(&mut store, &snapshot(number, None));
        let mut wanted = snapshot(number, Some(&file));
        wanted.standing.name = format!("Renamed {number}");
        wanted.standing.is_trashed = number % 2 == 1;
        put(&mut store, &wanted);
        store.refresh_index();
    }
}

#[test]
fn a_program_that_is_killed_loses_nothing_that_was_stored() {
    let folder = tempfile::tempdir().unwrap();
    let mut n_before = 0;
    for round in 0..6 {
        let mut victim = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "studio::collection::tests::victim"])
            .env(VICTIM, folder.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // Killed at another instant each time, but not before it has begun.
        let begun = Instant::now();
        while count_files(folder.path()) < n_before + 3 && begun.elapsed() < Duration::from_secs(20)
        {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_micros(700 * round));
        victim.kill().unwrap();
        victim.wait().unwrap();

        let mut store = Store::open(folder.path().to_owned());
        let changes = scan(&mut store);
        assert_eq!(changes.problems, Vec::<String>::new(), "no file is torn");
        let n_now = count_files(folder.path());
        assert!(n_before < n_now);
        assert_eq!(names(&store).len(), n_now);
        for entry in store.entries() {
            let art = entry.art.as_ref().unwrap();
            assert!(art.recipe.as_ref().is_some_and(|recipe| recipe.describes(&art.sprite)));
        }
        n_before = n_now;
    }
}

fn count_files(folder: &Path) -> usize {
    let count = |folder: &Path| {
        let found = fs::read_dir(folder).map(|found| found.flatten().collect()).unwrap_or_default();
        let found: Vec<fs::DirEntry> = found;
        found.iter().filter(|file| file.path().extension().is_some_and(|e| e == "png")).count()
    };
    count(folder) + count(&folder.join("trash"))
}

/// What the librarian reports until `is_enough`, or for a while.
fn hear(librarian: &mut Librarian, is_enough: impl Fn(&[Report]) -> bool) -> Vec<Report> {
    let begun = Instant::now();
    let mut heard = Vec::new();
    while !is_enough(&heard) {
        assert!(begun.elapsed() < Duration::from_secs(30), "{heard:?}");
        match librarian.poll() {
            Some(report) => heard.push(report),
            None => std::thread::sleep(Duration::from_millis(1)),
        }
    }
    heard
}

#[test]
fn the_librarian_stores_all_before_it_goes_and_hears_of_other_windows() {
    let folder = tempfile::tempdir().unwrap();
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| {});
    let mut librarian = Librarian::spawn(folder.path().to_owned(), Arc::clone(&wake)).unwrap();
    // More than its queues hold, and no one reads them.
    for number in 0..200 {
        librarian.put(snapshot(number, None));
    }
    drop(librarian);
    assert_eq!(count_files(folder.path()), 200);
    assert_eq!(index::read(folder.path()).len(), 200);

    let mut librarian = Librarian::spawn(folder.path().to_owned(), wake).unwrap();
    let read = |report: &Report| match report {
        Report::Changed { entries, .. } => entries.iter().filter(|e| e.art.is_some()).count(),
        _ => 0,
    };
    hear(&mut librarian, |heard| heard.iter().map(read).sum::<usize>() == 200);
    put(&mut Store::open(folder.path().to_owned()), &snapshot(7, None));
    librarian.look();
    hear(&mut librarian, |heard| heard.iter().map(read).sum::<usize>() == 1);
}

#[test]
fn what_cannot_be_stored_is_told_with_its_number() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("collection");
    fs::write(&blocked, b"mine").unwrap();
    let mut librarian = Librarian::spawn(blocked, Arc::new(|| {})).unwrap();
    librarian.put(Snapshot { id: 5, revision: 2, ..snapshot(1, None) });
    let heard = hear(&mut librarian, |heard| {
        heard.iter().any(|report| matches!(report, Report::Refused { .. }))
    });
    let refused = heard.iter().find_map(|report| match report {
        Report::Refused { id, revision, reason } => Some((*id, *revision, reason.clone())),
        _ => None,
    });
    let (id, revision, reason) = refused.unwrap();
    assert_eq!((id, revision), (5, 2));
    assert!(reason.contains("collection") && reason.contains("folder is wanted"), "{reason}");
}
