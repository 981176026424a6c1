//! What a hostile repository can try: rows B1 to B8 of the threats, from its
//! configuration and names to the site. Odd objects are told in `git`.

mod configuration;
mod names;
mod ownership;
mod sizes;
mod states;
