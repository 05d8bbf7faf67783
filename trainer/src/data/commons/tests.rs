use std::{
    io::{BufRead as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use clap::Parser as _;

use super::{api::tests::answer, *};
use shoal::dataset::Dataset;

#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    args: CommonsArgs,
}

const QUICK: Manners = Manners {
    pause: Duration::ZERO,
    back_off: Duration::from_millis(5),
    retries: 3,
    timeout: Duration::from_secs(5),
};

type Handler = dyn Fn(&str, usize) -> Vec<u8> + Send + Sync;

/// A server on this machine; it answers with what `handle` makes of a path and the number of the
/// request, and remembers the paths.
struct Server {
    base: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(handle: impl Fn(&str, usize) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (paths, handle): (_, Box<Handler>) = (asked.clone(), Box::new(handle));
        thread::Builder::new()
            .name("server".to_owned())
            .spawn(move || {
                for stream in listener.incoming().flatten() {
                    serve(stream, &paths, &handle);
                }
            })
            .unwrap();
        Self { base, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn serve(stream: TcpStream, asked: &Mutex<Vec<String>>, handle: &Handler) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    reader.read_line(&mut first).ok();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) <= 2 {
            break;
        }
    }
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let count = asked.lock().unwrap().len();
    asked.lock().unwrap().push(path.clone());
    let mut stream = stream;
    stream.write_all(&handle(&path, count)).ok();
}

fn reply(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n"
    );
    [head.as_bytes(), body].concat()
}

/// A photograph as a PNG: an orange disc in blue water, another shape for each page.
fn photograph(page: usize) -> Vec<u8> {
    let mut data = Vec::new();
    for at in 0..64_usize * 64 {
        let (x, y) = ((at % 64) as f32 - 32.0, (at / 64) as f32 - 32.0);
        let angle = y.atan2(x) * (page % 9 + 2) as f32;
        let inside = x.hypot(y) < 18.0 + 6.0 * angle.sin();
        data.extend(if inside { [240, 120 + page as u8 * 9, 30] } else { [20, 80, 140] });
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 64, 64);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&data).unwrap();
    writer.finish().unwrap();
    bytes
}

fn args(server: &Server, out: &Path, rest: &[&str]) -> CommonsArgs {
    let api = format!("{}/w/api.php", server.base);
    let out = out.to_str().unwrap();
    let mut line = vec!["commons", "--category", "Category:Reef fish", "--out", out, "--api", &api];
    line.extend(rest);
    Line::parse_from(line).args
}

/// Two answers of the API, three pictures, one of them not free.
fn site(path: &str, base: &str) -> Vec<u8> {
    if path.starts_with("/w/api.php") {
        let is_second = path.contains("gcmcontinue=p%7C2");
        let body = if is_second {
            answer(&[("cc0", "CC0")], 3, base, "")
        } else {
            answer(
                &[("cc-by-sa-4.0", "CC BY-SA 4.0"), ("cc-by-nc-2.0", "CC BY-NC 2.0")],
                1,
                base,
                "p|2",
            )
        };
        return reply("200 OK", "Content-Type: application/json\r\n", body.as_bytes());
    }
    let page = path.trim_start_matches("/thumb/").trim_end_matches(".png").parse().unwrap();
    reply("200 OK", "", &photograph(page))
}

fn host_of(path_base: &Arc<Mutex<String>>) -> String {
    path_base.lock().unwrap().clone()
}

/// A site that knows its own address.
fn start_site(spoil: impl Fn(&str, usize) -> Option<Vec<u8>> + Send + Sync + 'static) -> Server {
    let base = Arc::new(Mutex::new(String::new()));
    let known = base.clone();
    let server = Server::start(move |path, count| {
        spoil(path, count).unwrap_or_else(|| site(path, &host_of(&known)))
    });
    base.lock().unwrap().clone_from(&server.base);
    server
}

#[test]
fn free_pictures_of_a_category_become_sprites_with_their_credits() {
    let folder = tempfile::tempdir().unwrap();
    let server = start_site(|_, _| None);
    let args = args(&server, folder.path(), &[]);
    run_with(&args, QUICK).unwrap();
    let data = Dataset::open_folder(folder.path()).unwrap();
    assert_eq!(
        (data.examples.len(), data.world.categories.as_slice()),
        (2, &["Reef fish".to_owned()][..])
    );
    assert_eq!(data.origins[0].credit.author, "Ann & Bob");
    let text = fs::read_to_string(folder.path().join("ATTRIBUTION.txt")).unwrap();
    assert!(text.contains("File:Fish 1.jpg, Ann & Bob, CC BY-SA 4.0, https://commons"), "{text}");
    assert!(!text.contains("NC"), "{text}");
    let asked = server.asked();
    assert!(
        asked[0].contains("gcmtitle=Category%3AReef") && asked[0].contains("maxlag=5"),
        "{asked:?}"
    );
    assert_eq!(asked.len(), 4, "{asked:?}");
    // Again: everything is there.
    run_with(&args, QUICK).unwrap();
    assert_eq!(server.asked().len(), 4);
    let other = CommonsArgs { category: "Category:Squid".to_owned(), ..args };
    assert!(run_with(&other, QUICK).unwrap_err().to_string().contains("Reef fish"));
}

#[test]
fn busy_servers_are_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    let lag = br#"{"error": {"code": "maxlag", "info": "Waiting for db"}}"#;
    let server = start_site(move |_, count| match count {
        0 => Some(reply("503 Service Unavailable", "Retry-After: 0\r\n", b"")),
        1 => Some(reply("200 OK", "", lag)),
        2 => Some(reply("200 OK", "", b"<html>")),
        4 => Some(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nhalf".to_vec()),
        _ => None,
    });
    run_with(&args(&server, folder.path(), &["--limit", "1"]), QUICK).unwrap();
    assert_eq!(server.asked().len(), 6, "{:?}", server.asked());
}

#[test]
fn a_run_that_was_stopped_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let server =
        start_site(|path, _| path.starts_with("/thumb/3").then(|| reply("500 Broken", "", b"")));
    let error = run_with(&args(&server, folder.path(), &[]), QUICK).unwrap_err();
    assert!(format!("{error:#}").contains("what was fetched is kept"), "{error:#}");
    let server = start_site(|_, _| None);
    // The listing names the first server; only its pictures are missing.
    let listing = fs::read_to_string(folder.path().join("listing.json")).unwrap();
    let port = |base: &str| base.rsplit(':').next().unwrap().to_owned();
    let old = listing.split("http://127.0.0.1:").nth(1).unwrap().split('/').next().unwrap();
    let listing = listing.replace(old, &port(&server.base));
    fs::write(folder.path().join("listing.json"), listing).unwrap();
    run_with(&args(&server, folder.path(), &[]), QUICK).unwrap();
    assert_eq!(server.asked(), ["/thumb/3.png"]);
}

#[test]
fn hostile_and_useless_answers_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(|path, _| match path {
        _ if path.starts_with("/w/") => reply("200 OK", "", &vec![b' '; 9 << 20]),
        _ => reply("404 Not Found", "", b""),
    });
    let error = run_with(&args(&server, folder.path(), &[]), QUICK).unwrap_err().to_string();
    assert!(error.contains("more than 8192 KiB"), "{error}");

    let base = "http://127.0.0.1:9";
    for (code, body) in [
        (
            "refuses: no such",
            r#"{"error": {"code": "invalidcategory", "info": "no such"}}"#.to_owned(),
        ),
        ("no pictures that may be used", answer(&[("gfdl", "GFDL")], 1, base, "")),
        ("does not answer", "[".repeat(100_000)),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(move |_, _| reply("200 OK", "", body.as_bytes()));
        let error =
            format!("{:#}", run_with(&args(&server, folder.path(), &[]), QUICK).unwrap_err());
        assert!(error.contains(code), "{code}: {error}");
    }
}

#[test]
fn pictures_that_are_none_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let server = start_site(|path, _| {
        path.starts_with("/thumb/1").then(|| reply("200 OK", "", b"<html>no</html>"))
    });
    run_with(&args(&server, folder.path(), &[]), QUICK).unwrap();
    let report = fs::read_to_string(folder.path().join("report.txt")).unwrap();
    assert!(report.contains("Fish 1.jpg: the server sent no picture"), "{report}");
    assert_eq!(Dataset::open_folder(folder.path()).unwrap().examples.len(), 1);
}

#[test]
fn without_a_network_one_sentence_says_so() {
    let folder = tempfile::tempdir().unwrap();
    // A port that was free a moment ago.
    let base = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = Server { base: format!("http://{base}"), asked: Arc::default() };
    let error = run_with(&args(&nobody, folder.path(), &[]), QUICK).unwrap_err().to_string();
    assert!(error.ends_with("cannot be reached: this needs the network"), "{error}");
    if !cfg!(feature = "https") {
        let https = CommonsArgs { api: API.to_owned(), ..args(&nobody, folder.path(), &[]) };
        let error = run(&https).unwrap_err().to_string();
        assert!(error.contains("--features https"), "{error}");
    }
}
