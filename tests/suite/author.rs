//! What a hostile author can try: rows A1 to A12 of the threats, from the files of
//! a book to the pages of its site.

mod collisions;
mod files;
mod front_matter;
mod hidden;
mod html;
mod pages;
mod sizes;
