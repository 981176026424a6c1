//! What some people may put on record about others: a confirmation on paper, an exemption, a
//! withdrawal. Never somebody's own acknowledgement, and always with who recorded it.

use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderMap};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::answer::{Answer, Problem, json};
use super::caller::Caller;
use super::protocol::only;
use super::recorder_schema::{ExemptionWish, OnBehalfWish, WithdrawalWish};
use super::service::{Service, records_of, unavailable};
use super::writer::{NotTaken, Written};
use crate::ledger::{AcknowledgedText, Appended, Draft, Entropy, Field, Identity, Kind};
use crate::model::Date;
use crate::obligation::withdrawal_of;
use crate::roster::Member;
use crate::source::Digest;

/// Most characters of a reason or a method.
const WORDS_MAX: usize = 500;

/// What is put on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecorderCall {
    /// A confirmation on paper or by word.
    OnBehalf,
    /// That somebody need not confirm a document.
    Exemption,
    /// That an earlier record does not count any more.
    Withdrawal,
}

/// What is to be written, and the text that it is about when that has to be the one that is
/// asked for.
type Drafted = (Draft, Option<AcknowledgedText>);

impl Service {
    /// Puts on record what a recorder sends.
    pub(super) async fn record_for(&self, call: RecorderCall, headers: &HeaderMap, body: &[u8], by: &Caller) -> Answer {
        match self.recorded(call, headers, body, by).await {
            Ok((status, record)) => json(
                status,
                &json!({
                    "id": record.id, "seq": record.seq, "kind": record.kind.as_str(),
                    "recorded_at": record.recorded_at.to_string(),
                }),
            ),
            Err(problem) => problem.to_json(),
        }
    }

    async fn recorded(
        &self,
        call: RecorderCall,
        headers: &HeaderMap,
        body: &[u8],
        by: &Caller,
    ) -> Result<(StatusCode, crate::ledger::Record), Problem> {
        if !self.people.is_recorder(by) {
            let detail = "only those whom the settings name as recorders may put something on record about others";
            return Err(Problem::new(StatusCode::FORBIDDEN, "not-a-recorder", detail));
        }
        let kind = only(headers, CONTENT_TYPE.as_str()).unwrap_or_default();
        if !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
            let detail = "send the body as `application/json`";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", detail));
        }
        let (mut draft, text) = match call {
            RecorderCall::OnBehalf => self.on_behalf(&read(body)?, by).await?,
            RecorderCall::Exemption => self.exemption(&read(body)?)?,
            RecorderCall::Withdrawal => self.withdrawal(&read(body)?).await?,
        };
        let authentication = &by.authentication;
        draft.actor = Some(by.identity.clone());
        let draft = draft
            .with("auth_mode", authentication.mode.as_str())
            .with("auth_issuer", by.identity.issuer.as_str())
            .with_some("auth_strength", authentication.strength.as_deref())
            .with_some("auth_proxy", authentication.proxy.as_deref());
        let busy = |detail| Problem::later(StatusCode::SERVICE_UNAVAILABLE, "busy", detail, 2);
        let taken = self.writer.write_draft(draft, text).map_err(|not_taken| match not_taken {
            NotTaken::Full => busy("too much at once; nothing was recorded, please try again"),
            NotTaken::Stopped => busy("the service is about to stop; nothing was recorded, please try again"),
        })?;
        match taken.await {
            Ok(Written::Done(appended)) => {
                let is_new = matches!(*appended, Appended::New(_));
                let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
                Ok((status, appended.entry().record.clone()))
            }
            Ok(Written::Stale) => Err(stale()),
            Ok(Written::Failed(error)) => Err(unavailable(&error)),
            Err(_) => Err(busy("the service stopped; look whether it was recorded before you try again")),
        }
    }

    async fn on_behalf(&self, wish: &OnBehalfWish, by: &Caller) -> Result<Drafted, Problem> {
        let now = self.shown.now();
        let asked = now.as_ref().and_then(|now| now.release.asked(&wish.document, &wish.language));
        let (Some(now), Some(asked)) = (&now, asked) else {
            let detail = format!("no text of `{}` in `{}` is asked to be acknowledged", wish.document, wish.language);
            return Err(Problem::new(StatusCode::CONFLICT, "not-asked", detail));
        };
        if Digest::from_hex(&wish.fingerprint) != Some(asked.fingerprint) {
            return Err(stale());
        }
        if wish.person == by.identity.id {
            return Err(not_understood("what you confirm yourself is acknowledged, not recorded"));
        }
        let claimed_on = Self::day(wish.claimed_on.as_deref(), "claimed_on")?;
        if claimed_on.is_some_and(|day| day > self.today()) {
            return Err(not_understood("`claimed_on` has not come yet"));
        }
        let subject = self.person(&wish.person)?;
        let (issuer, id) = (subject.issuer.clone(), subject.id.clone());
        let records = self.readers.ask(move |store| records_of(store, &issuer, &id)).await;
        let records = records.map_err(|error| unavailable(&error))?;
        let text = AcknowledgedText {
            document: asked.document.clone(),
            version: asked.version.clone(),
            language: asked.language.clone(),
            fingerprint: asked.fingerprint,
            change_class: asked.class.as_str().to_owned(),
            cycle: asked.cycle.clone(),
            release: now.release.id,
        };
        let mut draft = Draft::new(Kind::OnBehalf, Entropy::random())
            .about(&text)
            .with("method", words("method", &wish.method)?)
            .with_some("claimed_on", claimed_on.map(|day| day.to_string()))
            .with_some("after_withdrawal", withdrawal_of(&asked.document, asked.fingerprint, &records));
        draft.subject = Some(subject);
        draft.is_once = true;
        Ok((draft, Some(text)))
    }

    fn exemption(&self, wish: &ExemptionWish) -> Result<Drafted, Problem> {
        let now = self.shown.now();
        let is_asked = now.is_some_and(|now| now.release.asked.iter().any(|asked| asked.document == wish.document));
        if !is_asked {
            let detail = format!("`{}` is not asked to be acknowledged", wish.document);
            return Err(Problem::new(StatusCode::CONFLICT, "not-asked", detail));
        }
        let until = Self::day(wish.until.as_deref(), "until")?;
        let mut draft = Draft::new(Kind::Exemption, Entropy::random())
            .with("doc", wish.document.as_str())
            .with("reason", words("reason", &wish.reason)?)
            .with_some("until", until.map(|day| day.to_string()));
        draft.subject = Some(self.person(&wish.person)?);
        Ok((draft, None))
    }

    async fn withdrawal(&self, wish: &WithdrawalWish) -> Result<Drafted, Problem> {
        let id = wish.record.clone();
        let found = self.readers.ask(move |store| {
            let Some(entry) = store.entry(&id)? else { return Ok(None) };
            let mut identity: Option<Identity> = None;
            store.each_person(&mut |person| {
                if Some(person.subject) == entry.record.subject {
                    identity = person.named.map(|(identity, _)| identity);
                }
            })?;
            Ok(identity.map(|identity| (entry.record, identity)))
        });
        let can_be = |kind| matches!(kind, Kind::Acknowledgement | Kind::OnBehalf | Kind::Exemption | Kind::Decline);
        let found = found.await.map_err(|error| unavailable(&error))?;
        let (record, identity) = found.filter(|(record, _)| can_be(record.kind)).ok_or_else(|| {
            let detail = format!("there is no record `{}` that could be withdrawn", wish.record);
            Problem::new(StatusCode::NOT_FOUND, "no-such-record", detail)
        })?;
        let mut draft = Draft::new(Kind::Withdrawal, Entropy::random())
            .with("withdraws", Field::Number(record.seq))
            .with("doc", record.text("doc").unwrap_or_default())
            .with("reason", words("reason", &wish.reason)?);
        draft.subject = Some(identity);
        Ok((draft, None))
    }

    /// Returns somebody of the roster as the log knows them.
    fn person(&self, id: &str) -> Result<Identity, Problem> {
        let roster = self.people.roster();
        let member: &Member = roster
            .people
            .iter()
            .find(|member| member.id == id)
            .ok_or_else(|| not_understood(&format!("`{id}` is not in the roster")))?;
        let issuer = self.identities.issuer();
        Ok(Identity {
            issuer: issuer.name,
            id: member.id.clone(),
            id_type: issuer.id_type,
            name: member.name.clone(),
            email: member.email.clone(),
        })
    }

    fn day(text: Option<&str>, name: &str) -> Result<Option<Date>, Problem> {
        let parse = |text: &str| {
            text.parse().map_err(|_| not_understood(&format!("`{name}` is `{text}`: write a day such as 2026-03-01")))
        };
        text.map(parse).transpose()
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| not_understood(&error.to_string()))
}

fn words(name: &str, text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > WORDS_MAX || text.chars().any(char::is_control) {
        return Err(not_understood(&format!("`{name}` has to have 1 to {WORDS_MAX} characters, in one line")));
    }
    Ok(text.to_owned())
}

fn not_understood(detail: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not-understood", detail)
}

fn stale() -> Problem {
    let detail = "the text is not the one that is asked for; nothing was recorded";
    Problem::new(StatusCode::CONFLICT, "stale", detail)
}
