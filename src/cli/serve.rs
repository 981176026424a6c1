//! `serve`: a preview that is built anew when a file changes.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::args::{Common, ServeArgs};
use super::clock::today;
use super::failure::{Failure, Outcome};
use super::preview_server::{Pages, Preview};
use super::session::{Session, counts_text};
use super::terminal::Terminal;
use crate::artifact::OneFileSink;
use crate::diagnostic::{Settled, print_text};
use crate::disk::{WatchMode, watch};
use crate::git;
use crate::load::Memo;
use crate::model::{Date, Zone};
use crate::pipeline::{self, Past, Prepared};
use crate::source::{Digest, SourceTree};

/// Runs the command, until it is stopped.
pub(super) fn run(args: &ServeArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let session = Session::open(common)?;
    let root = session.folder.path().to_owned();
    let mode = if args.poll { WatchMode::Poll } else { WatchMode::Notices };
    let skip = vec![session.dest_dir(None), root.join("site")];
    // Watching begins before the first build, so that no change is missed.
    let watcher = watch(&root, skip, mode).map_err(|error| Failure::impossible(format!("{error}; try `--poll`")))?;
    let preview = Preview::start(args.port).map_err(|error| {
        Failure::impossible(format!("127.0.0.1:{} cannot be used: {error}; try `--port 0`", args.port))
    })?;
    let url = format!("http://{}/", preview.address());
    let mut builder = Builder::default();
    builder.build(&root, common, &preview, terminal);
    terminal.insist(&format!("preview at {url} (stop with Ctrl-C)"));
    if args.open {
        open_browser(&url, terminal);
    }
    let mut day = today(common, &builder.zone)?;
    let mut head = git::head_id(&root);
    loop {
        let has_changed = watcher.wait(Duration::from_secs(2));
        let (now, head_now) = (today(common, &builder.zone)?, git::head_id(&root));
        if has_changed || now != day || head_now != head {
            (day, head) = (now, head_now);
            builder.build(&root, common, &preview, terminal);
        }
    }
}

/// What one build leaves for the next.
#[derive(Default)]
struct Builder {
    memo: Memo,
    /// Digest of `book.toml`, for which the memo holds.
    settings: Option<Digest>,
    /// Where the book's days begin.
    zone: Zone,
    /// The history, with the commit that it is of.
    past: Option<(Option<String>, Past)>,
    /// What the latest build was made from: files, commit, day.
    state: Option<(Digest, Option<String>, Date)>,
}

impl Builder {
    fn build(&mut self, root: &Path, common: &Common, preview: &Preview, terminal: Terminal) {
        let started = Instant::now();
        match self.try_build(root, common) {
            // An editor writes a file in several steps; the last may change nothing.
            Ok(None) => {}
            Ok(Some((tree, built))) => {
                let built = Arc::new(built);
                // The browser first: printing thousands of findings takes longer than a page.
                preview.show(built.clone());
                let elapsed_ms = started.elapsed().as_millis();
                let settled = &built.prepared.settled;
                if !common.quiet {
                    let report = print_text(settled, &tree, terminal.talk_colours());
                    terminal.say(report.trim_end());
                }
                terminal.say(&format!("built in {elapsed_ms} ms: {}", counts_text(settled)));
            }
            Err(Failure::Usage(message) | Failure::Impossible(message)) => {
                terminal.insist(&format!("error: {message}"));
                preview.fail(message);
            }
            Err(Failure::ReaderGone) => {}
        }
    }

    fn try_build(&mut self, root: &Path, common: &Common) -> Result<Option<(SourceTree, Built)>, Failure> {
        let mut session = Session::open_by(root, common)?;
        self.zone = session.config.book.time_zone.clone();
        session.config.shows_drafts = true;
        if self.settings != Some(session.settings_digest()) {
            self.settings = Some(session.settings_digest());
            self.memo = Memo::keeping();
            self.past = None;
        }
        let tree = session.read_tree()?;
        let head = git::head_id(root);
        let state = (tree.digest(), head.clone(), session.today);
        if self.state.as_ref() == Some(&state) {
            return Ok(None);
        }
        self.state = Some(state);
        let past = match self.past.take() {
            Some((of, past)) if of == head => session.past_with(&tree, past),
            _ => session.past(&tree),
        };
        self.past = Some((head, past.clone()));
        let prepared = session.prepare_with(&tree, &self.memo, past);
        Ok(Some((tree, Built { session, prepared })))
    }
}

/// A book as it was at the latest build. Its pages are made when they are asked
/// for, so that one edit costs one page and not a site.
struct Built {
    session: Session,
    prepared: Prepared,
}

impl Pages for Built {
    fn page(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        let sink = OneFileSink::new(path);
        let (config, today, folder) = (&self.session.config, self.session.today, &self.session.folder);
        match pipeline::write(&self.prepared, config, today, folder, None, &sink) {
            Ok(()) => Ok(sink.into_file()),
            Err(error) => Err(error.to_string()),
        }
    }

    fn settled(&self) -> &Settled {
        &self.prepared.settled
    }
}

/// Asks the desktop to open the address.
fn open_browser(url: &str, terminal: Terminal) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    if std::process::Command::new(program).arg(url).spawn().is_err() {
        terminal.say(&format!("no browser could be opened; go to {url}"));
    }
}
