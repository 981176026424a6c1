//! Taking a newly published site: whole, without a restart and without one failed request.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::service::{Service, book, policy, publish, status};

/// A line on both pages of a publication, so that a mixture of two shows.
fn number(service: &Service, path: &str) -> String {
    let page = service.get(path, "ann");
    assert_eq!(status(&page), 200, "{page}");
    let start = page.find("Edition ").unwrap_or_else(|| panic!("{page}")) + 8;
    page[start..].split('.').next().unwrap().to_owned()
}

fn write(service: &Service, edition: usize) {
    let text = format!("Edition {edition}.");
    service.book.write("content/index.md", format!("# Welcome\n\n{text}\n"));
    let version = format!("{edition}.0");
    service.book.write("content/rules.md", policy("POL-1", &version, "audience: [staff]\n", &text));
}

#[test]
fn a_new_publication_takes_the_place_of_the_old_without_a_failed_request() {
    let service = Arc::new(Service::new());
    write(&service, 1);
    publish(&service.book);
    service.wait("edition 1", || service.get("/", "ann").contains("Edition 1."));
    let ends = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let (service, ends) = (Arc::clone(&service), Arc::clone(&ends));
            thread::spawn(move || {
                let mut last: usize = 0;
                let mut count = 0;
                while !ends.load(Ordering::Relaxed) {
                    let now: usize = number(&service, if count % 2 == 0 { "/" } else { "/rules/" }).parse().unwrap();
                    assert!(now >= last, "edition {now} after {last}");
                    last = now;
                    count += 1;
                }
                count
            })
        })
        .collect();
    for edition in 2..=5 {
        write(&service, edition);
        publish(&service.book);
        service.wait("the edition", || number(&service, "/") == edition.to_string());
    }
    ends.store(true, Ordering::Relaxed);
    for reader in readers {
        assert!(reader.join().unwrap() > 10);
    }
}

#[test]
fn a_site_that_is_not_whole_is_not_taken_and_a_page_of_before_keeps_its_style() {
    let service = Service::new();
    let page = service.get("/", "ann");
    let style = page.split("href=\"theme/style-").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let style = format!("/theme/style-{style}");
    let site = service.book.site();
    let before = super::service::body(&page).to_owned();
    let is_as_before = || super::service::body(&service.get("/", "ann")) == before;
    // The next one, of which something is missing each time.
    write(&service, 2);
    service.book.write("theme/assets/style.css", "body { color: black }\n");
    publish(&service.book);
    service.wait("the next one", || service.get("/", "ann").contains("Edition 2."));
    assert_eq!(status(&service.get(&style, "ann")), 200, "who fetched the page before still gets its style");
    let whole = fs::read(site.join("index.html")).unwrap();
    assert!(!is_as_before());
    let shown = || number(&service, "/");
    for damage in 0..4 {
        write(&service, 3 + damage);
        let output = service.book.build(&["--fail-on", "never", "-d", "next"]);
        assert!(output.status.success());
        let next = service.book.root().join("next");
        let manifest = fs::read_to_string(next.join("data/manifest.json")).unwrap();
        match damage {
            0 => fs::remove_file(next.join("rules/index.html")).unwrap(),
            1 => fs::write(next.join("rules/index.html"), &whole).unwrap(),
            2 => fs::write(next.join("data/manifest.json"), &manifest[..manifest.len() / 2]).unwrap(),
            _ => {
                let evil = manifest.replacen("\"path\": \"404.html\"", "\"path\": \"../book.toml\"", 1);
                fs::write(next.join("data/manifest.json"), evil).unwrap();
            }
        }
        fs::remove_dir_all(&site).unwrap();
        fs::rename(&next, &site).unwrap();
        service.wait("it was said", || service.said().matches("the site was not taken").count() > damage);
        assert_eq!(shown(), "2", "damage {damage}");
    }
    // Copying comes to its end.
    write(&service, 9);
    fs::remove_dir_all(&site).unwrap();
    publish(&service.book);
    service.wait("the whole one", || shown() == "9");
}

#[test]
fn what_was_shown_is_shown_again_after_a_restart_without_the_site() {
    let service = Service::new();
    let shown = service.get("/rules/", "ann");
    let book = service.kill();
    fs::remove_dir_all(book.site()).unwrap();
    let service = Service::start(book);
    service.wait_until_shown();
    assert_eq!(super::service::body(&service.get("/rules/", "ann")), super::service::body(&shown));
    // A kept file that was changed is not shown as if it were what was published.
    let book = service.kill();
    let files = book.root().join("host-data/releases/files");
    let name = fs::read_dir(&files).unwrap().next().unwrap().unwrap().path();
    let file = fs::read_dir(name).unwrap().next().unwrap().unwrap().path();
    fs::write(file, "changed").unwrap();
    let service = Service::start(book);
    assert!(service.ask_health("/readyz").contains("no site has been published yet"));
    publish(&service.book);
    service.wait_until_shown();
    assert_eq!(status(&service.get("/rules/", "ann")), 200);
}

#[test]
fn a_service_without_a_site_waits_for_one() {
    let book = book();
    assert!(crate::harness::policybook(&book.root(), &["log", "init"]).status.success());
    let service = Service::start(book);
    assert_eq!(status(&service.get("/", "ann")), 503);
    assert_eq!(status(&service.ask_health("/readyz")), 503);
    assert_eq!(status(&service.ask_health("/healthz")), 200);
    publish(&service.book);
    service.wait_until_shown();
    assert_eq!(status(&service.get("/", "ann")), 200);
}

#[test]
fn two_services_do_not_share_a_data_folder() {
    let service = Service::new();
    let output = crate::harness::policybook(&service.book.root(), &["host"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(crate::harness::talk(&output).contains("another `policybook host` runs"), "{output:?}");
}
