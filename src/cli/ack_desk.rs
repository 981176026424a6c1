//! What the commands about acknowledgements stand on: the book's settings, what the published
//! site asks, the roster, and the log.

use super::clock::now;
use super::failure::{Failure, Outcome};
use super::host::read_roster;
use super::host_place::{Place, not_opened};
use super::session::Session;
use super::terminal::Terminal;
use crate::artifact::MANIFEST_PATH;
use crate::ledger::{Appended, Draft, IdType, Identity, Purpose, StoreError};
use crate::model::{Date, Instant};
use crate::obligation::{Asked, read_publication};
use crate::roster::{Member, Roster};
use crate::source::Digest;

/// The book's settings and the service's files.
pub(super) struct Desk {
    pub(super) session: Session,
    pub(super) place: Place,
}

impl Desk {
    /// Returns the day of a moment where the book is.
    pub(super) fn day_of(&self, instant: Instant) -> Date {
        self.session.config.book.time_zone.day_of(instant)
    }

    /// Returns what the published site asks, and the digest of its manifest.
    pub(super) fn publication(&self) -> Result<(Vec<Asked>, Digest), Failure> {
        let settings = &self.session.config.host;
        let site = match &settings.site {
            Some(site) => self.session.folder.path().join(site),
            None => self.session.dest_dir(None),
        };
        let read = |name: &str| {
            let path = site.join(name);
            std::fs::read_to_string(&path).map_err(|error| {
                Failure::impossible(format!("{}: {error}; `policybook build` publishes the site", path.display()))
            })
        };
        let asked = read_publication(&read("data/acknowledgements.json")?).map_err(Failure::impossible)?;
        Ok((asked, Digest::of(read(MANIFEST_PATH)?.as_bytes())))
    }

    /// Returns the roster, in which everybody is in the groups of everybody.
    pub(super) fn roster(&self) -> Result<Roster, Failure> {
        let settings = &self.session.config.host;
        let file = settings.roster.as_ref().ok_or_else(|| {
            Failure::usage(
                "`[host]` names no `roster`: the file of people and groups, without which nobody has to do anything",
            )
        })?;
        let path = self.session.folder.path().join(file);
        let mut roster = read_roster(&path, settings.roster_id.as_deref()).map_err(Failure::usage)?;
        for member in &mut roster.people {
            member.groups.extend(settings.everyone.iter().cloned());
        }
        Ok(roster)
    }

    /// Returns who vouches for the identifiers of people.
    pub(super) fn issuer(&self) -> Result<String, Failure> {
        let identity = self.session.config.host.identity.as_ref();
        identity.map(|identity| identity.issuer.clone()).ok_or_else(|| {
            Failure::usage("`[host.identity]` does not say who vouches for people's identifiers (`issuer`)")
        })
    }

    /// Returns somebody of the sign-in, with the labels of the roster when they are in it.
    pub(super) fn identity(&self, id: &str, member: Option<&Member>) -> Result<Identity, Failure> {
        let id_type =
            self.session.config.host.identity.as_ref().and_then(|identity| IdType::from_word(&identity.user_is));
        Ok(Identity {
            issuer: self.issuer()?,
            id: id.to_owned(),
            id_type: id_type.unwrap_or(IdType::User),
            name: member.and_then(|member| member.name.clone()),
            email: member.and_then(|member| member.email.clone()),
        })
    }

    /// Puts drafts on record, all or none: none when there are faults, which are told.
    pub(super) fn put_on_record(
        &self,
        drafts: &[Draft],
        faults: &[String],
        is_dry_run: bool,
        terminal: Terminal,
    ) -> Result<Outcome, Failure> {
        if !faults.is_empty() {
            return Err(Failure::usage(format!("{}\nnothing was recorded", faults.join("\n"))));
        }
        if is_dry_run {
            terminal.say(&format!("{} acknowledgements could be recorded", drafts.len()));
            return Ok(Outcome::Clean);
        }
        let mut store = self.place.open(Purpose::Evidence)?;
        let appended = store.append(drafts, now()).map_err(|error| self.failed(&error))?;
        let new = appended.iter().filter(|appended| matches!(appended, Appended::New(_))).count();
        terminal.say(&format!("{new} recorded, {} were on record before", appended.len() - new));
        Ok(Outcome::Clean)
    }

    /// Says why the log could not be asked.
    pub(super) fn failed(&self, error: &StoreError) -> Failure {
        not_opened(&self.place.log, error)
    }
}

/// Returns who does something at the command line: nobody vouches for the name.
pub(super) fn recorder(name: &str) -> Identity {
    Identity {
        issuer: "command line".to_owned(),
        id: name.to_owned(),
        id_type: IdType::User,
        name: Some(name.to_owned()),
        email: None,
    }
}

/// Says that somebody is not in the roster.
pub(super) fn unknown_person(id: &str, roster: &Roster) -> Failure {
    let near = crate::diagnostic::nearest(id, roster.people.iter().map(|member| member.id.as_str()));
    Failure::usage(match near {
        Some(near) => format!("`{id}` is not in the roster; did you mean `{near}`?"),
        None => format!("`{id}` is not in the roster, which has {} people", roster.people.len()),
    })
}

/// Says that a document is not asked for.
pub(super) fn unknown_document(id: &str, asked: &[Asked]) -> Failure {
    let near = crate::diagnostic::nearest(id, asked.iter().map(|asked| asked.document.as_str()));
    Failure::usage(match near {
        Some(near) => format!("`{id}` is not asked to be acknowledged; did you mean `{near}`?"),
        None => format!("`{id}` is not asked to be acknowledged; {} documents are", asked.len()),
    })
}
