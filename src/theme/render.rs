//! From a view to HTML.

use serde::Serialize;
use tera::Context;

use super::Theme;

/// A template could not be rendered.
#[derive(Debug, thiserror::Error)]
#[error("the template `{template}` failed: {message}")]
pub struct RenderError {
    /// The template's name.
    pub template: String,
    /// What the engine says, with its place in the template.
    pub message: String,
}

impl Theme {
    /// Sets what every page sees, under `site`; assets are under `assets`.
    pub fn set_site(&mut self, site: &impl Serialize) {
        let context = self.tera.global_context();
        context.insert("site", site);
        context.insert("assets", &self.asset_paths);
    }

    /// Renders `template` with the page's frame under `page` and its own values
    /// under `view`.
    ///
    /// # Errors
    /// [`RenderError`], when the template asks for a value that is not there.
    pub fn render(&self, template: &str, page: &impl Serialize, view: &impl Serialize) -> Result<String, RenderError> {
        let mut context = Context::new();
        context.insert("page", page);
        context.insert("view", view);
        self.tera.render(template, &context).map_err(|error| RenderError {
            template: template.to_owned(),
            message: error.to_string().trim().to_owned(),
        })
    }
}
