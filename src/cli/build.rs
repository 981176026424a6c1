//! `build`: checks, then writes the site whole or not at all.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::args::{BuildArgs, Common};
use super::as_at;
use super::failure::{Failure, Outcome};
use super::past::PROGRAM;
use super::session::{Session, counts_text, outcome};
use super::terminal::Terminal;
use crate::artifact::PastKeys;
use crate::diagnostic::{Severity, print_text};
use crate::disk::{CACHE_PARENT, Cache, SiteWriter};
use crate::git::head_has;
use crate::load::Memo;
use crate::outputs::{OutputError, PastPages};
use crate::pipeline;
use crate::source::{Digest, Digester};

/// What is remembered of the pages of the past.
const PAST_KEYS: &str = "past-keys.json";

/// Runs the command.
pub(super) fn run(args: &BuildArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let mut session = Session::open(common)?;
    session.require_config(terminal)?;
    session.require_source()?;
    session.makes_site = true;
    session.cache = if args.no_cache { None } else { cache(session.folder.path()) };
    let dest = session.dest_dir(args.dest_dir.as_ref());
    check_dest(&session, &dest)?;
    let mut tree = session.read_tree()?;
    if let Some(day) = args.as_at {
        check_as_at(&session, &dest)?;
        (session, tree) = as_at::at_day(&session, &tree, day)?;
    } else {
        session.read_published(args.published.as_deref(), &dest)?;
    }
    session.config.shows_drafts |= args.drafts;
    let prepared = session.prepare(&tree, &Memo::default());
    if !common.quiet {
        // Notes are for those who ask: `check` prints them.
        let grave = prepared.settled.clone().limited_to(|finding| finding.severity > Severity::Note);
        let findings = print_text(&grave, &tree, terminal.talk_colours());
        if !findings.is_empty() {
            terminal.say(findings.trim_end());
            terminal.say("");
        }
    }
    let outcome = outcome(&prepared.settled, args.fail_on);
    if common.quiet && outcome != Outcome::Clean {
        let errors = prepared.settled.clone().limited_to(|finding| finding.severity == Severity::Error);
        terminal.insist(print_text(&errors, &tree, terminal.talk_colours()).trim_end());
    }
    let counts = counts_text(&prepared.settled);
    if outcome != Outcome::Clean {
        terminal.insist(&format!("nothing was published: {counts}, {} ms", started.elapsed().as_millis()));
        return Ok(outcome);
    }
    let writer = SiteWriter::begin(&dest).map_err(|error| match error {
        crate::disk::PublishError::Foreign(_) => Failure::usage(error),
        crate::disk::PublishError::Medium { .. } => Failure::impossible(error),
    })?;
    let past_pages = session.cache.as_ref().map(|cache| past_pages(&session, cache, &writer));
    pipeline::write(&prepared, &session.config, session.today, session.assets(), past_pages.as_ref(), &writer)
        .map_err(not_written)?;
    let commit = prepared.book.head.as_ref().map(ToString::to_string);
    let (manifest, site) = writer.publish(commit, pipeline::published(&prepared)).map_err(Failure::impossible)?;
    session.remember(prepared.records());
    if let (Some(cache), Some(keys)) = (&session.cache, past_pages.and_then(|pages| pages.keys(site))) {
        // A folder that cannot be written only makes the next build slower.
        let _ = cache.write(PAST_KEYS, keys.to_json().as_bytes());
    }
    terminal.say(&format!(
        "{} documents, {} files in {}: {counts}, {} ms",
        prepared.book.documents.len(),
        manifest.files.len() + 1,
        dest.display(),
        started.elapsed().as_millis(),
    ));
    Ok(Outcome::Clean)
}

/// Returns what earlier builds remembered, unless it came with the repository: then
/// anybody may have written it.
fn cache(root: &Path) -> Option<Cache> {
    Cache::of(root).filter(|_| head_has(root, CACHE_PARENT) == Some(false))
}

/// Returns which pages of the past the site that stands has already.
fn past_pages(session: &Session, cache: &Cache, writer: &SiteWriter) -> PastPages {
    let mut base = Digester::default();
    base.part("program", PROGRAM.as_bytes())
        .part("book.toml", session.settings_digest().as_bytes())
        .part("drafts", &[u8::from(session.config.shows_drafts)]);
    let known = cache.read(PAST_KEYS).and_then(|bytes| PastKeys::from_json(std::str::from_utf8(&bytes).ok()?));
    let stands = writer.old_manifest().map(Digest::to_hex);
    PastPages::new(base.finish(), known.filter(|known| stands.as_ref() == Some(&known.site)))
}

/// A failing template or two outputs for one file are for the author to mend;
/// what the system refuses is not.
pub(super) fn not_written(error: OutputError) -> Failure {
    match error {
        OutputError::Render(_) | OutputError::Path(_) => Failure::usage(error),
        OutputError::Sink(_) | OutputError::Asset { .. } => Failure::impossible(error),
    }
}

/// A book of the past must not take the place of the one of today.
fn check_as_at(session: &Session, dest: &Path) -> Result<(), Failure> {
    as_at::require_texts(session)?;
    let is_same = |a: &Path, b: &Path| real_path(a).is_some_and(|a| real_path(b) == Some(a));
    if is_same(dest, &session.dest_dir(None)) {
        return Err(Failure::usage(format!(
            "{} is the folder of the site of today; name another with `--dest-dir`",
            dest.display()
        )));
    }
    Ok(())
}

/// The site must not be written over the book.
fn check_dest(session: &Session, dest: &Path) -> Result<(), Failure> {
    let root = std::fs::canonicalize(session.folder.path()).map_err(Failure::impossible)?;
    let Some(dest) = real_path(dest) else { return Ok(()) };
    let src = root.join(&session.config.book.src);
    let is_above = root.starts_with(&dest) || src.starts_with(&dest);
    if is_above || (src != root && dest.starts_with(&src)) {
        return Err(Failure::usage(format!(
            "{} holds the book itself; name another folder for the site",
            dest.display()
        )));
    }
    Ok(())
}

/// Returns the path without links; a folder that is not there yet lies below the
/// nearest one that is.
fn real_path(path: &Path) -> Option<PathBuf> {
    path.ancestors().find_map(|folder| {
        let folder_or_here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let real = std::fs::canonicalize(folder_or_here).ok()?;
        Some(path.strip_prefix(folder).map_or_else(|_| real.clone(), |rest| real.join(rest)))
    })
}
