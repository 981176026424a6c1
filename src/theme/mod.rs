//! The default theme overlaid by the book's folder `theme/`: templates, and
//! assets that carry a digest in their names.
//!
//! A template of the book replaces the built-in one of the same name; it may
//! extend it instead as `builtin/NAME` and change single blocks. A text of the
//! book is never a template: it reaches one as a value only.

mod rules;

mod builtin;
mod ejected;
mod lasting;
mod load;
mod messages;
mod render;

pub use builtin::builtin_theme;
pub use ejected::ejected;
pub use load::{Theme, ThemeAsset};
pub use render::RenderError;
pub use rules::{FAULTY_THEME, OUTDATED_THEME, RULES};
