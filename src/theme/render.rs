//! From a view to HTML.

use serde::Serialize;
use tera::Context;

use super::Theme;
use super::lasting::LastingSite;
use crate::source::{Digest, Digester};

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
    /// Sets what every page sees, under `site`; assets are under `assets`. Pages that
    /// last see `lasting` instead, unless the book has templates of its own.
    pub fn set_site(&mut self, site: &impl Serialize, lasting: &impl Serialize) {
        // Templates of a book may show anything anywhere.
        let lasting = if self.has_own_templates { LastingSite::new(site) } else { LastingSite::new(lasting) };
        self.lasting_site = Some(lasting);
        let context = self.tera.global_context();
        context.insert("site", site);
        context.insert("assets", &self.asset_paths);
        context.insert("interface", self.messages.language());
    }

    /// Renders `template` with the page's frame under `page` and its own values
    /// under `view`.
    ///
    /// # Errors
    /// [`RenderError`], when the template asks for a value that is not there.
    pub fn render(&self, template: &str, page: &impl Serialize, view: &impl Serialize) -> Result<String, RenderError> {
        self.render_in(Context::new(), template, page, view)
    }

    /// Renders a page that stays the same from one build to the next as long as what
    /// it shows does.
    ///
    /// # Errors
    /// [`RenderError`], when the template asks for a value that is not there.
    pub fn render_lasting(
        &self,
        template: &str,
        page: &impl Serialize,
        view: &impl Serialize,
    ) -> Result<String, RenderError> {
        let mut context = Context::new();
        if let Some(site) = &self.lasting_site {
            context.insert_value("site", site.value());
        }
        self.render_in(context, template, page, view)
    }

    /// Returns what the interface says for these English words.
    pub fn word(&self, english: &str) -> String {
        self.messages.find(english).into_owned()
    }

    /// Returns the digest of all that pages that last are made with besides their views.
    pub fn lasting_key(&self) -> Digest {
        let mut digester = Digester::default();
        digester.part("templates", self.templates.as_bytes());
        digester.part("messages", self.messages.digest().as_bytes());
        if let Some(site) = &self.lasting_site {
            digester.part("site", site.key().as_bytes());
        }
        for (name, path) in &self.asset_paths {
            digester.part("asset", name.as_bytes()).part("at", path.as_bytes());
        }
        digester.finish()
    }

    fn render_in(
        &self,
        mut context: Context,
        template: &str,
        page: &impl Serialize,
        view: &impl Serialize,
    ) -> Result<String, RenderError> {
        context.insert("page", page);
        context.insert("view", view);
        self.tera.render(template, &context).map_err(|error| RenderError {
            template: template.to_owned(),
            message: error.to_string().trim().to_owned(),
        })
    }
}
