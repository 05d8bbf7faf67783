//! Asks a web server politely: one question at a time, not too fast, again when it is busy, and
//! never for more bytes than there is room for.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};

/// How patient a client is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manners {
    /// Time between the starts of two requests.
    pub(super) pause: Duration,
    /// Time before the first repetition; each next one waits twice as long.
    pub(super) back_off: Duration,
    /// Repetitions of one request.
    pub(super) retries: u32,
    /// Time for a whole answer.
    pub(super) timeout: Duration,
}

impl Manners {
    /// What Wikimedia asks of programs: in sequence, and slower than a person clicks.
    pub(super) const WIKIMEDIA: Self = Self {
        pause: Duration::from_millis(500),
        back_off: Duration::from_secs(2),
        retries: 5,
        timeout: Duration::from_mins(1),
    };
}

/// The longest that a server may ask us to wait.
const LONGEST_WAIT: Duration = Duration::from_mins(2);

pub(super) struct Client {
    agent: ureq::Agent,
    manners: Manners,
    last: Option<Instant>,
}

/// What to do after an attempt.
enum Attempt {
    Done(Vec<u8>),
    /// Busy or broken: again, after at least this long.
    Again(String, Option<Duration>),
}

impl Client {
    pub(super) fn new(user_agent: &str, manners: Manners) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_connect(Some(Duration::from_secs(15).min(manners.timeout)))
            .timeout_global(Some(manners.timeout))
            .http_status_as_error(false)
            .max_redirects(3)
            .user_agent(user_agent)
            .build();
        Self { agent: ureq::Agent::new_with_config(config), manners, last: None }
    }

    /// The body of an answer of at most `limit` bytes. `is_good` may call it no answer, with a
    /// reason, and have it asked for again.
    pub(super) fn get(
        &mut self,
        address: &str,
        query: &[(&str, &str)],
        limit: u64,
        is_good: impl Fn(&[u8]) -> std::result::Result<(), String>,
    ) -> Result<Vec<u8>> {
        let mut wait = self.manners.back_off;
        let mut problem = String::new();
        for attempt in 0..=self.manners.retries {
            if attempt > 0 {
                thread::sleep(wait);
                wait = (wait * 2).min(LONGEST_WAIT);
            }
            match self.attempt(address, query, limit)? {
                Attempt::Done(bytes) => match is_good(&bytes) {
                    Ok(()) => return Ok(bytes),
                    Err(reason) => problem = reason,
                },
                Attempt::Again(reason, least) => {
                    problem = reason;
                    wait = wait.max(least.unwrap_or_default().min(LONGEST_WAIT));
                }
            }
        }
        bail!(
            "{} does not answer ({problem}): try again later, what was fetched is kept",
            host(address)
        )
    }

    fn attempt(&mut self, address: &str, query: &[(&str, &str)], limit: u64) -> Result<Attempt> {
        if let Some(last) = self.last {
            thread::sleep(self.manners.pause.saturating_sub(last.elapsed()));
        }
        self.last = Some(Instant::now());
        let request = self.agent.get(address).query_pairs(query.iter().copied());
        let mut response = match request.call() {
            Ok(response) => response,
            Err(error) => return unreachable(address, error),
        };
        let status = response.status().as_u16();
        let wait = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
        let wait = wait.and_then(|text| text.parse().ok()).map(Duration::from_secs);
        match status {
            200 => {}
            429 | 500..=599 => return Ok(Attempt::Again(format!("status {status}"), wait)),
            _ => bail!("{} refuses with status {status}: {address}", host(address)),
        }
        match response.body_mut().with_config().limit(limit).read_to_vec() {
            Ok(bytes) => Ok(Attempt::Done(bytes)),
            Err(ureq::Error::BodyExceedsLimit(_)) => {
                bail!("{} sends more than {} KiB: {address}", host(address), limit >> 10)
            }
            Err(error) => Ok(Attempt::Again(error.to_string(), None)),
        }
    }
}

/// Without a network nothing gets better by asking again.
fn unreachable(address: &str, error: ureq::Error) -> Result<Attempt> {
    use std::io::ErrorKind::{
        BrokenPipe, ConnectionAborted, ConnectionReset, Interrupted, InvalidData, TimedOut,
        UnexpectedEof, WouldBlock,
    };
    let host = host(address);
    match &error {
        ureq::Error::Timeout(_) | ureq::Error::Protocol(_) => {
            Ok(Attempt::Again(error.to_string(), None))
        }
        ureq::Error::Io(io) => match io.kind() {
            BrokenPipe | ConnectionAborted | ConnectionReset | Interrupted | TimedOut
            | UnexpectedEof | WouldBlock => Ok(Attempt::Again(error.to_string(), None)),
            InvalidData => Err(error).with_context(|| {
                format!(
                    "{host} does not prove who it is: see that this computer's clock is right and \
                     that no proxy opens its connections"
                )
            }),
            // A name that cannot be looked up has no kind of its own.
            _ => Err(error)
                .with_context(|| format!("{host} cannot be reached: this needs the network")),
        },
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => {
            Err(error).with_context(|| format!("{host} cannot be reached: this needs the network"))
        }
        _ => Err(error).with_context(|| format!("cannot ask {host}")),
    }
}

fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn what_will_not_get_better_is_told_at_once() {
        let told = |error: io::Error| match unreachable(
            "https://host.test/w/api.php",
            ureq::Error::Io(error),
        ) {
            Ok(Attempt::Again(reason, _)) => format!("again: {reason}"),
            Ok(Attempt::Done(_)) => unreachable!("an error is no answer"),
            Err(error) => format!("{error:#}"),
        };
        let lookup = told(io::Error::other("failed to lookup address information"));
        assert!(lookup.starts_with("host.test cannot be reached: this needs the network"));
        let refused = told(io::ErrorKind::ConnectionRefused.into());
        assert!(refused.starts_with("host.test cannot be reached"), "{refused}");
        let impostor = told(io::Error::new(io::ErrorKind::InvalidData, "invalid certificate"));
        assert!(impostor.starts_with("host.test does not prove who it is"), "{impostor}");
        let torn = told(io::ErrorKind::ConnectionReset.into());
        assert!(torn.starts_with("again: "), "{torn}");
    }
}
