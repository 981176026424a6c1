//! Who a caller is in the roster, and what they may see.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

use super::caller::Caller;
use crate::roster::{Member, Roster};

/// The people that are known, and who of them may see what others did.
#[derive(Debug, Default)]
pub(super) struct People {
    roster: RwLock<Arc<Roster>>,
    auditors: Vec<String>,
    recorders: Vec<String>,
    /// Groups that everybody is in.
    everyone: BTreeSet<String>,
}

impl People {
    /// Makes a roster of nobody. `auditors` and `recorders` are identifiers, and groups behind
    /// `group:`; `everyone` are the groups that everybody is in.
    pub(super) fn new(auditors: Vec<String>, recorders: Vec<String>, everyone: &[String]) -> Self {
        Self { roster: RwLock::default(), auditors, recorders, everyone: everyone.iter().cloned().collect() }
    }

    /// Takes another roster.
    pub(super) fn set(&self, mut roster: Roster) {
        for member in &mut roster.people {
            member.groups.extend(self.everyone.iter().cloned());
        }
        *self.roster.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(roster);
    }

    /// Returns the roster.
    pub(super) fn roster(&self) -> Arc<Roster> {
        Arc::clone(&self.roster.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the caller as the roster knows them, with the groups of the sign-in too. One
    /// whom it does not know was always there.
    pub(super) fn member(&self, caller: &Caller) -> Member {
        let identity = &caller.identity;
        let roster = self.roster();
        let known = roster.people.iter().find(|member| member.id == identity.id);
        let mut member = known.cloned().unwrap_or_else(|| Member {
            id: identity.id.clone(),
            name: identity.name.clone(),
            email: identity.email.clone(),
            groups: caller.groups.clone(),
            joined: None,
            left: None,
            is_active: true,
        });
        member.groups.extend(caller.groups.iter().chain(&self.everyone).cloned());
        member
    }

    /// Returns whether the caller may see everybody's acknowledgements.
    pub(super) fn is_auditor(&self, caller: &Caller) -> bool {
        self.is_one_of(caller, &self.auditors)
    }

    /// Returns whether the caller may put something on record about others.
    pub(super) fn is_recorder(&self, caller: &Caller) -> bool {
        self.is_one_of(caller, &self.recorders)
    }

    fn is_one_of(&self, caller: &Caller, names: &[String]) -> bool {
        let member = self.member(caller);
        names.iter().any(|name| match name.strip_prefix("group:") {
            Some(group) => member.is_in(&[group.to_owned()]),
            None => *name == caller.identity.id,
        })
    }
}
