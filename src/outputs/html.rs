//! The pages of the site.

use rayon::prelude::*;
use serde::Serialize;

use super::job::{Job, OutputError, put_text};
use crate::artifact::Sink;
use crate::model::Address;
use crate::view::{
    NavigationIndex, PageHead, a_z_view, acknowledgements_view, approved_changes_view, attributes_address,
    attributes_view, backlinks, control_view, document_view, framework_view, frameworks_view, home_view,
    not_found_view, readiness_view, register_view, release_view, releases_view, reviews_view, soa_view,
};

/// Writes every page.
pub(super) fn write(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    let views = &job.views;
    let wants = |part: &str| sink.wants(&Address::of([part]).file_path());
    if wants("") {
        let home = home_view(views);
        put_page(job, sink, "home.html", &home.page, &home)?;
    }
    if wants("documents") {
        let register = register_view(views);
        put_page(job, sink, "register.html", &register.page, &register)?;
    }
    if wants("a-z") {
        let a_z = a_z_view(views);
        put_page(job, sink, "a-z.html", &a_z.page, &a_z)?;
    }
    if wants("changes") {
        let changes = approved_changes_view(views);
        put_page(job, sink, "approved-changes.html", &changes.page, &changes)?;
    }
    if wants("reviews") {
        let reviews = reviews_view(views);
        put_page(job, sink, "reviews.html", &reviews.page, &reviews)?;
    }
    if wants("readiness") {
        let readiness = readiness_view(views);
        put_page(job, sink, "readiness.html", &readiness.page, &readiness)?;
    }
    if let Some(soa) = wants("soa").then(|| soa_view(views)).flatten() {
        put_page(job, sink, "soa.html", &soa.page, &soa)?;
    }
    if wants("frameworks") {
        let frameworks = frameworks_view(views);
        put_page(job, sink, "frameworks.html", &frameworks.page, &frameworks)?;
    }
    if let Some(asked) = wants("acknowledgements").then(|| acknowledgements_view(views)).flatten() {
        put_page(job, sink, "acknowledgements.html", &asked.page, &asked)?;
    }
    if let Some(releases) = wants("releases").then(|| releases_view(views)).flatten() {
        put_page(job, sink, "releases.html", &releases.page, &releases)?;
    }
    write_releases(job, sink)?;
    if sink.wants("404.html") {
        let not_found = not_found_view(views);
        put_text(sink, "404.html", job.theme.render("not-found.html", &not_found.page, &not_found)?)?;
    }
    write_frameworks(job, sink)?;
    write_documents(job, sink)
}

fn write_releases(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    let releases = job.views.book.releases.par_iter().enumerate();
    releases.filter(|(_, release)| sink.wants(&release.address.file_path())).try_for_each(|(index, _)| {
        match release_view(&job.views, index) {
            Some(view) => put_page(job, sink, "release.html", &view.page, &view),
            None => Ok(()),
        }
    })
}

fn write_frameworks(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    job.views.book.frameworks.par_iter().try_for_each(|framework| {
        if sink.wants(&framework.address().file_path()) {
            let view = framework_view(&job.views, framework);
            put_page(job, sink, "framework.html", &view.page, &view)?;
        }
        if attributes_address(framework).is_some_and(|address| sink.wants(&address.file_path()))
            && let Some(view) = attributes_view(&job.views, framework)
        {
            put_page(job, sink, "attributes.html", &view.page, &view)?;
        }
        let wanted =
            framework.controls.par_iter().filter(|control| sink.wants(&framework.control_address(control).file_path()));
        wanted.try_for_each(|control| {
            let view = control_view(&job.views, framework, control);
            put_page(job, sink, "control.html", &view.page, &view)
        })
    })
}

/// Writes the page of every document but the one that is part of the home page.
fn write_documents(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    let backlinks = backlinks(&job.views);
    let navigation = NavigationIndex::new(&job.views);
    let documents = job.views.book.documents.par_iter().zip(backlinks.par_iter());
    let wanted = documents.filter(|(bound, _)| {
        bound.has_page && bound.address != Address::home() && sink.wants(&bound.address.file_path())
    });
    wanted.try_for_each(|(bound, linked_from)| {
        let view = document_view(&job.views, bound, linked_from, navigation.of(bound));
        put_page(job, sink, "document.html", &view.page, &view)
    })
}

fn put_page(
    job: &Job<'_>,
    sink: &dyn Sink,
    template: &str,
    page: &PageHead,
    view: &impl Serialize,
) -> Result<(), OutputError> {
    put_text(sink, page.path.clone(), job.theme.render(template, page, view)?)
}
