//! What a signature proves: SSH signatures against a list of allowed signers;
//! everything else is not verified.
//!
//! A book names the keys that count in a file of allowed signers, as ssh-keygen(1)
//! describes it: [`AllowedSigners`] reads it, line by line (`pattern` for the
//! principals, `window` for the time in which a key counts). [`check`] takes the
//! bytes that were signed, the signature in its armour (`armour`), and the instant
//! of the commit, and says by a [`SignatureState`] what follows from them. Only
//! [`SignatureState::Good`] is proof that a key of the list, within its time, made
//! this signature over these bytes as the person whom the commit names.
//!
//! The verdicts are those of `git verify-commit` or more cautious ones, with three
//! differences. git calls a signature good whichever principal made it; here that
//! is [`SignatureState::OtherIdentity`]. git asks only about the principals of the
//! first line that has the key within its time; here every line with the key
//! counts. And a time without zone in the list is UTC, not the time of the machine,
//! since the same book must give the same site anywhere. Signatures by OpenPGP,
//! X.509 and SSH certificates are never verified: OpenPGP and X.509 are told by
//! their first line, and `openpgp` reads which key they name, no more.
//!
//! The crate `ssh-key` is wrapped in `key` and `ssh`. No file is read here, and no
//! process is started.

mod armour;
mod openpgp;
mod pattern;
mod window;
mod words;

mod key;
mod signers;
mod ssh;

mod check;
mod state;

pub use check::check;
pub use key::KeyFingerprint;
pub use signers::{AllowedSigners, SignerProblem};
pub use state::{Principals, SignatureState, Signer, Unverified};
pub use window::Window;
