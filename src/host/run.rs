//! The service from its start to its end.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::net::{TcpListener, UnixListener};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::clock::Clock;
use super::health::answer_health;
use super::identity::Identities;
use super::limiter::Limiter;
use super::listen::{Listener, listen};
use super::member::People;
use super::metrics::Metrics;
use super::openings::Openings;
use super::readers::{OpenToRead, Readers};
use super::release::{ASKED_PATH, Shelf};
use super::route::answer_on;
use super::service::Service;
use super::shown::Shown;
use super::snapshot::Snapshot;
use super::writer::Writer;
use crate::disk::Releases;
use crate::ledger::{Store, VerifyingKey};
use crate::roster::Roster;
use crate::source::Digest;
use crate::theme::Theme;

/// How often is looked for a new publication and a new roster.
const LOOK: Duration = Duration::from_secs(1);
/// Threads that may wait for the disk.
const DISK_THREADS: usize = 16;

/// Where people and proxies come in.
#[derive(Debug)]
pub enum Entrance {
    /// At an address and a port.
    Address(SocketAddr),
    /// At a socket in the file system, and what it is called.
    Socket(std::os::unix::net::UnixListener, String),
}

/// What the service is made of.
pub struct Options {
    /// Where it answers.
    pub listen: Entrance,
    /// Where it tells its health.
    pub health_listen: Option<SocketAddr>,
    /// The address that people type, without a trailing `/`; nothing for the one it listens at.
    pub public_url: Option<String>,
    /// The folder that the site is published to.
    pub site: PathBuf,
    /// What is kept of publications.
    pub releases: Releases,
    /// The log, to write to it.
    pub store: Box<dyn Store>,
    /// The log, to read it.
    pub open_to_read: OpenToRead,
    /// The key that the log is signed with.
    pub key: VerifyingKey,
    /// Where identities come from.
    pub identities: Identities,
    /// Who may see everybody's acknowledgements: identifiers, and groups behind `group:`.
    pub auditors: Vec<String>,
    /// Who may put something on record about others: the same.
    pub recorders: Vec<String>,
    /// Groups that everybody is in.
    pub everyone: Vec<String>,
    /// Returns the roster when it is another one than last time, or why it cannot be read.
    pub roster: Box<dyn FnMut() -> Option<Result<Roster, String>> + Send>,
    /// Keeps the newest checkpoint beside the log, to find at the next start that the log went back.
    pub keep_checkpoint: Box<dyn Fn(&str) + Send>,
    /// The templates.
    pub theme: Theme,
    /// The language of the interface.
    pub language: String,
    /// Whether records say when somebody opened the text that they confirm.
    pub records_opening: bool,
    /// The clock.
    pub clock: Arc<Clock>,
    /// Whether nothing counts.
    pub is_rehearsal: bool,
    /// Told what happens, one line each time.
    pub say: Arc<dyn Fn(&str) + Send + Sync>,
}

/// The service could not start.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The system refused.
    #[error("{0}")]
    System(#[from] std::io::Error),
    /// An address is in use or not ours.
    #[error("{address} cannot be used: {source}")]
    Address {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Runs the service until it is told to stop, by SIGTERM or Ctrl-C.
///
/// # Errors
///
/// When it cannot start.
pub fn run(options: Options) -> Result<(), HostError> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(DISK_THREADS).build()?;
    runtime.block_on(serve(options))
}

async fn serve(options: Options) -> Result<(), HostError> {
    let health = match options.health_listen {
        Some(address) => Some(bind(address).await?),
        None => None,
    };
    let (listener, address, shown_address) = open(options.listen).await?;
    let health_address = health.as_ref().and_then(|health| health.local_addr().ok());
    let shown = Arc::new(Shown::new(Shelf::new(options.releases), options.site));
    let issuer = options.identities.issuer();
    let (writer, thread) = Writer::start(options.store, Arc::clone(&shown), Arc::clone(&options.clock), issuer);
    let place = Place::of(options.public_url.as_deref(), address);
    let url = place.url.clone();
    let service = Arc::new(Service {
        base: place.base,
        hosts: place.hosts,
        origins: place.origins,
        is_https: place.is_https,
        is_rehearsal: options.is_rehearsal,
        language: options.language,
        identities: options.identities,
        people: People::new(options.auditors, options.recorders, &options.everyone),
        shown: Arc::clone(&shown),
        readers: Arc::new(Readers::new(options.open_to_read)),
        writer,
        key: options.key,
        limiter: Limiter::default(),
        metrics: Metrics::default(),
        theme: options.theme,
        clock: options.clock,
        openings: Openings::new(options.records_opening),
        is_stopping: AtomicBool::new(false),
    });
    let (stop, stopped) = watch::channel(false);
    let looker = Looker {
        service: Arc::clone(&service),
        roster: options.roster,
        keep_checkpoint: options.keep_checkpoint,
        kept: String::new(),
        recorded: None,
        waiting: Vec::new(),
    };
    let looking = tokio::spawn(look(looker, Arc::clone(&options.say), stopped.clone()));
    let health = health.map(|health| {
        let answer = |service, request, _, _| answer_health(service, request);
        tokio::spawn(listen(Listener::Port(health), Arc::clone(&service), stopped.clone(), answer))
    });
    let answers = tokio::spawn(listen(listener, Arc::clone(&service), stopped, answer_on));
    (options.say)(&format!("serving {url} at {shown_address}"));
    if let Some(address) = health_address {
        (options.say)(&format!("health at {address}"));
    }
    wait_for_signal().await?;
    (options.say)("stopping");
    service.is_stopping.store(true, Ordering::Relaxed);
    let _ = stop.send(true);
    let _ = answers.await;
    if let Some(health) = health {
        let _ = health.await;
    }
    let _ = looking.await;
    // The last one that holds the writer lets it end, when what waits is written.
    drop(service);
    let _ = tokio::task::spawn_blocking(move || thread.join()).await;
    Ok(())
}

/// Opens an entrance, and returns its address, when it has one, and what it is called.
async fn open(entrance: Entrance) -> Result<(Listener, Option<SocketAddr>, String), HostError> {
    match entrance {
        Entrance::Address(address) => {
            let listener = bind(address).await?;
            let address = listener.local_addr()?;
            Ok((Listener::Port(listener), Some(address), address.to_string()))
        }
        Entrance::Socket(listener, name) => {
            listener.set_nonblocking(true)?;
            Ok((Listener::Socket(UnixListener::from_std(listener)?), None, name))
        }
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, HostError> {
    TcpListener::bind(address).await.map_err(|source| HostError::Address { address, source })
}

async fn wait_for_signal() -> std::io::Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

/// What is looked at again and again, besides requests.
struct Looker {
    service: Arc<Service>,
    roster: Box<dyn FnMut() -> Option<Result<Roster, String>> + Send>,
    keep_checkpoint: Box<dyn Fn(&str) + Send>,
    /// The checkpoint that was kept last.
    kept: String,
    /// The publication whose texts were put on record.
    recorded: Option<Digest>,
    /// What the writer had no room for.
    waiting: Vec<Snapshot>,
}

impl Looker {
    /// Takes a new roster and a new publication, and keeps a new checkpoint. Returns what is to be
    /// said, and why a publication was not taken.
    fn look(&mut self) -> (Vec<String>, Option<String>) {
        let mut said = Vec::new();
        match (self.roster)() {
            Some(Ok(read)) => {
                said.push(format!("roster: {} people", read.people.len()));
                self.service.people.set(read);
                self.waiting.push(Snapshot::Roster(self.service.people.roster().as_ref().clone()));
            }
            Some(Err(error)) => said.push(format!("roster: {error}; the one before stays")),
            None => {}
        }
        if let Ok(Some(note)) = self.service.readers.ask_here(|store| store.last_checkpoint())
            && note != self.kept
        {
            (self.keep_checkpoint)(&note);
            self.kept = note;
        }
        let renewed = self.service.shown.renew();
        self.record();
        match renewed {
            Ok(Some(id)) => {
                let files = self.service.shown.now().map_or(0, |now| now.release.file_count());
                said.push(format!("showing {files} files of publication {}", &id.to_hex()[..12]));
                (said, None)
            }
            Ok(None) => (said, None),
            Err(error) => (said, Some(error)),
        }
    }
}

impl Looker {
    /// Puts on record who has to acknowledge what, when it changed.
    fn record(&mut self) {
        if let Some(now) = self.service.shown.now().filter(|now| self.recorded != Some(now.release.id)) {
            let file = now.file(ASKED_PATH).and_then(|file| self.service.shown.shelf.bytes(file).ok());
            self.waiting.extend(file.map(|file| Snapshot::Asked { release: now.release.id, file: file.to_vec() }));
            self.recorded = Some(now.release.id);
        }
        let writer = &self.service.writer;
        self.waiting = std::mem::take(&mut self.waiting)
            .into_iter()
            .filter_map(|snapshot| writer.record(snapshot).err())
            .collect();
    }
}

/// Looks again and again, until the service ends.
async fn look(mut looker: Looker, say: Arc<dyn Fn(&str) + Send + Sync>, mut stop: watch::Receiver<bool>) {
    let mut complaint = None;
    loop {
        let looked = tokio::task::spawn_blocking(move || {
            let said = looker.look();
            (looker, said)
        });
        let Ok((again, (said, not_taken))) = looked.await else { return };
        looker = again;
        said.iter().for_each(|line| say(line));
        if let Some(error) = not_taken.as_ref().filter(|_| not_taken != complaint) {
            say(&format!("the site was not taken: {error}"));
        }
        complaint = not_taken;
        let is_ending = tokio::select! {
            () = tokio::time::sleep(LOOK) => false,
            _ = stop.wait_for(|stop| *stop) => true,
        };
        if is_ending {
            // What was written since is seen too.
            let _ = tokio::task::spawn_blocking(move || looker.look()).await;
            return;
        }
    }
}

/// Where the site is, for those who ask.
struct Place {
    url: String,
    base: String,
    hosts: Vec<String>,
    origins: Vec<String>,
    is_https: bool,
}

impl Place {
    /// A socket without an address of the site answers to `localhost`.
    fn of(public_url: Option<&str>, address: Option<SocketAddr>) -> Self {
        if let (None, Some(address)) = (public_url, address) {
            let mut hosts = vec![address.to_string()];
            if address.ip().is_loopback() {
                hosts.push(format!("localhost:{}", address.port()));
            }
            let origins = hosts.iter().map(|host| format!("http://{host}")).collect();
            return Self { url: format!("http://{address}/"), base: String::new(), hosts, origins, is_https: false };
        }
        let url = public_url.unwrap_or("http://localhost");
        let is_https = url.starts_with("https://");
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let base = if path.is_empty() { String::new() } else { format!("/{path}") };
        let default = if is_https { ":443" } else { ":80" };
        let plain = host.strip_suffix(default).unwrap_or(host).to_ascii_lowercase();
        let scheme = if is_https { "https" } else { "http" };
        let has_port = plain.rsplit_once(':').is_some_and(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
        let mut hosts = vec![plain.clone()];
        if !has_port {
            hosts.push(format!("{plain}{default}"));
        }
        Self { url: format!("{url}/"), base, hosts, origins: vec![format!("{scheme}://{plain}")], is_https }
    }
}
