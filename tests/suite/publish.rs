//! A site is whole or it is the old one: rows E1, E4 and E5 of the threats, as far
//! as they concern `build`.

mod kill;
mod medium;
