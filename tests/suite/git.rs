//! What the history of a book promises, told on small repositories.

mod evidence;
mod oddities;
mod renames;
mod repo;
mod states;
mod trailers;
