//! `host`: the published site together with the acknowledgement service.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::args::Common;
use super::args_host::HostArgs;
use super::clock::now;
use super::failure::{Failure, Outcome};
use super::host_place::{LogAddress, Place, not_opened, origin_of};
use super::host_socket::{SocketFile, open_socket};
use super::host_ways::ways;
use super::session::Session;
use super::terminal::Terminal;
use crate::config::{HeaderSettings, IdentitySource, Listen};
use crate::diagnostic::Findings;
use crate::disk::{Releases, replace_file};
use crate::host::{self, Clock, Entrance, Identities, Options};
use crate::ledger::{IdType, Identity, Purpose, SigningKey, Store};
use crate::roster::{Form, Roster, read};
use crate::theme::{Theme, builtin_theme};

/// Who vouches for the person of a rehearsal.
const NOBODY: &str = "rehearsal";

/// Runs the command, until it is stopped.
pub(super) fn run(args: &HostArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let session = Session::open(common)?;
    session.require_config(terminal)?;
    if common.date.is_some() || std::env::var_os("SOURCE_DATE_EPOCH").is_some() {
        return Err(Failure::usage("records carry the time of the clock: `host` knows no other day"));
    }
    let settings = &session.config.host;
    let (place, identities, purpose) = match &args.person {
        Some(person) => (Place::of_rehearsal(&session), rehearsal(person, &args.groups)?, Purpose::Rehearsal),
        None => (Place::of(&session)?, identities(&session)?, Purpose::Evidence),
    };
    let is_rehearsal = purpose == Purpose::Rehearsal;
    let listen = args.listen.clone().unwrap_or_else(|| settings.listen.clone());
    let listen = if is_rehearsal { rehearsal_place(listen)? } else { listen };
    if is_rehearsal {
        place.make_folder()?;
    }
    let (key, store) = open(&place, purpose)?;
    let kept = place.data.join("last-checkpoint");
    check_kept(&kept, store.as_ref(), &place)?;
    let log = place.log.clone();
    let site = match &args.site {
        Some(site) => site.clone(),
        None => settings.site.as_ref().map_or_else(|| session.dest_dir(None), |site| session.folder.path().join(site)),
    };
    // The file goes when the service has ended.
    let (entrance, _file) = entrance(listen, session.folder.path())?;
    let options = Options {
        listen: entrance,
        health_listen: settings.health_listen.filter(|_| !is_rehearsal),
        public_url: settings.public_url.clone().filter(|_| !is_rehearsal),
        site,
        releases: releases(&place.data)?,
        store,
        open_to_read: Box::new(move || log.open_to_read()),
        key: key.verifying_key(),
        identities,
        auditors: auditors(&session, args),
        recorders: settings.recorders.clone(),
        everyone: settings.everyone.clone(),
        roster: roster(&session),
        keep_checkpoint: Box::new(move |note| {
            // What cannot be kept is only not found at the next start.
            let _ = replace_or_create(&kept, note);
        }),
        records_opening: settings.records_opening,
        theme: theme(&session)?,
        language: session.config.book.language.clone(),
        clock: Arc::new(Clock::new(now, session.config.book.time_zone.clone())),
        is_rehearsal,
        say: Arc::new(move |line| terminal.insist(line)),
    };
    if is_rehearsal {
        terminal.insist("rehearsal: nothing that is confirmed here counts");
    }
    host::run(options).map_err(Failure::impossible)?;
    Ok(Outcome::Clean)
}

/// Returns where a rehearsal answers: on this machine, and in a browser.
fn rehearsal_place(listen: Listen) -> Result<Listen, Failure> {
    match listen {
        Listen::Address(address) if address.ip().is_loopback() => Ok(listen),
        Listen::Address(address) => {
            let message = format!("a rehearsal answers on this machine only, and {address} can be reached from others");
            Err(Failure::usage(format!("{message}; take `--as` or `--listen` away")))
        }
        Listen::Socket(_) => Err(Failure::usage(
            "a rehearsal is opened in a browser, which opens no socket: add `--listen 127.0.0.1:8080`",
        )),
    }
}

/// Opens where people and proxies come in.
fn entrance(listen: Listen, root: &Path) -> Result<(Entrance, Option<SocketFile>), Failure> {
    match listen {
        Listen::Address(address) => Ok((Entrance::Address(address), None)),
        Listen::Socket(path) => {
            let (listener, file) = open_socket(&root.join(&path))?;
            Ok((Entrance::Socket(listener, format!("unix:{path}")), Some(file)))
        }
    }
}

fn rehearsal(person: &str, groups: &[String]) -> Result<Identities, Failure> {
    let is_address = person.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    if !is_address || person.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(Failure::usage(format!("`{person}` is no e-mail address; write `--as alice@example.org`")));
    }
    let identity = Identity {
        issuer: NOBODY.to_owned(),
        id: person.to_owned(),
        id_type: IdType::Email,
        name: None,
        email: Some(person.to_owned()),
    };
    Ok(Identities::Rehearsal(identity, groups.iter().cloned().collect()))
}

fn identities(session: &Session) -> Result<Identities, Failure> {
    let settings = &session.config.host;
    let identity = settings.identity.clone().ok_or_else(|| {
        Failure::usage(
            "`[host.identity]` in `book.toml` does not say who signs people in; docs/guides/run-the-service.md shows \
             how, and `policybook host --as you@example.org` tries it out on this machine",
        )
    })?;
    if settings.public_url.is_none() {
        return Err(Failure::usage("`[host]` has no `public-url`: the address that people type"));
    }
    let root = session.folder.path();
    let file = match &identity.source {
        IdentitySource::Headers(HeaderSettings { secret, .. }) => secret.as_ref().map(|(_, file)| file),
        IdentitySource::SignIn(settings) => settings.secret_file.as_ref(),
        IdentitySource::Token(_) => None,
    };
    let secret = file.map(|file| {
        let path = root.join(file);
        fs::read_to_string(&path).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
    });
    let ways = ways(&identity, settings.public_url.clone().unwrap_or_default(), root)?;
    Identities::new(identity, secret.transpose()?.as_deref(), ways).map_err(Failure::usage)
}

/// Opens the log with its key. A rehearsal makes what is missing; evidence is never begun
/// by the way.
fn open(place: &Place, purpose: Purpose) -> Result<(SigningKey, Box<dyn Store>), Failure> {
    let is_there = matches!(&place.log, LogAddress::File(path) if path.exists());
    if purpose == Purpose::Rehearsal && !place.key.exists() && !is_there {
        let origin = "rehearsal.invalid";
        let key = place.make_key(origin)?;
        let store = place.log.open(origin, purpose, key, &place.node);
        return Ok((place.read_key()?, store.map_err(|error| not_opened(&place.log, &error))?));
    }
    let key = place.read_key()?;
    Ok((key, place.open(purpose)?))
}

/// A log that ends before a checkpoint which this machine has seen, or has another root there, was
/// put back from an old copy: going on would make a second log of the same name.
fn check_kept(kept: &Path, store: &dyn Store, place: &Place) -> Result<(), Failure> {
    let Ok(note) = fs::read_to_string(kept) else { return Ok(()) };
    let mut lines = note.lines().skip(1);
    let (size, root) = (lines.next().and_then(|size| size.parse::<u64>().ok()), lines.next());
    let Some(size) = size.filter(|size| *size > 0) else { return Ok(()) };
    let found = store.checkpoints(size - 1, 1).map_err(|error| not_opened(&place.log, &error))?;
    let is_there = found.first().is_some_and(|(at, note)| *at == size && note.lines().nth(2) == root);
    if is_there {
        return Ok(());
    }
    Err(Failure::impossible(format!(
        "the log {} went back: it does not have the {size} records that this machine has seen. Put the newer log back; \
         if it is gone for good, tell your auditor, and take {} away",
        place.log,
        kept.display()
    )))
}

fn replace_or_create(path: &Path, text: &str) -> std::io::Result<()> {
    if path.exists() { replace_file(path, text) } else { fs::write(path, text) }
}

fn releases(data: &Path) -> Result<Releases, Failure> {
    let folder = data.join("releases");
    Releases::open(&folder).map_err(|error| match error.kind() {
        ErrorKind::WouldBlock => {
            Failure::impossible(format!("another `policybook host` runs with the data folder {}", data.display()))
        }
        _ => Failure::impossible(format!("{}: {error}", folder.display())),
    })
}

/// In a rehearsal the one person sees everything.
fn auditors(session: &Session, args: &HostArgs) -> Vec<String> {
    args.person.iter().chain(&session.config.host.auditors).cloned().collect()
}

/// Returns the templates and words of a book.
pub(super) fn theme(session: &Session) -> Result<Theme, Failure> {
    let tree = session.read_tree()?;
    let mut findings = Findings::default();
    let mut theme =
        Theme::load(&builtin_theme(), &tree, session.assets(), &session.config.book.language, &mut findings);
    theme.set_site(&(), &());
    Ok(theme)
}

/// Returns what tells the roster whenever its file is another one.
fn roster(session: &Session) -> Box<dyn FnMut() -> Option<Result<Roster, String>> + Send> {
    let settings = &session.config.host;
    let Some(file) = &settings.roster else { return Box::new(|| None) };
    let (path, id) = (session.folder.path().join(file), settings.roster_id.clone());
    let mut seen: Option<(Option<SystemTime>, u64)> = None;
    let mut is_first = true;
    Box::new(move || {
        let state = fs::metadata(&path).ok().map(|metadata| (metadata.modified().ok(), metadata.len()));
        if state == seen && !is_first {
            return None;
        }
        (seen, is_first) = (state, false);
        Some(read_roster(&path, id.as_deref()))
    })
}

/// Reads the people and groups in a file.
pub(super) fn read_roster(path: &PathBuf, id: Option<&str>) -> Result<Roster, String> {
    let name = path.display();
    let bytes = fs::read(path).map_err(|error| format!("{name}: {error}"))?;
    let form = Form::of_name(&name.to_string())
        .ok_or_else(|| format!("{name}: a roster ends in `.csv`, `.json` (SCIM) or `.ldif`"))?;
    read(&bytes, form, id).map_err(|faults| {
        let lines = faults.iter().map(|fault| match fault.line {
            Some(line) => format!("{name}:{line}: {}; {}", fault.message, fault.hint),
            None => format!("{name}: {}; {}", fault.message, fault.hint),
        });
        lines.collect::<Vec<_>>().join("\n")
    })
}

/// Returns the name of the log of this book's site.
pub(super) fn log_name(session: &Session) -> Result<String, Failure> {
    let url = session.config.host.public_url.as_deref();
    url.map(origin_of).ok_or_else(|| {
        Failure::usage("set `public-url` in `[host]` first: the log is named after the site, and keeps that name")
    })
}
