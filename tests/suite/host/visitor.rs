//! A browser that signs in: it keeps its cookies, and goes where it is sent.

use std::collections::BTreeMap;

use super::provider::{Provider, fields};
use super::service::{Service, header, status};

/// The name under which the service is known: this machine, as somebody would try it out.
pub const HOST: &str = "localhost:8443";
/// The cookie of a session.
pub const SESSION: &str = "__Host-policybook-session";
/// The cookie of an attempt.
pub const BROWSER: &str = "__Host-policybook-sign-in";

/// A browser: its cookies, as far as this service sets them.
pub struct Browser<'a> {
    service: &'a Service,
    pub cookies: BTreeMap<String, String>,
}

impl<'a> Browser<'a> {
    /// Starts one without cookies.
    pub fn new(service: &'a Service) -> Self {
        Self { service, cookies: BTreeMap::new() }
    }

    fn cookie_header(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { String::new() } else { format!("Cookie: {}\r\n", pairs.join("; ")) }
    }

    fn send(&mut self, request: &str) -> String {
        let answer = self.service.send(request);
        for line in answer.split("\r\n\r\n").next().unwrap().lines() {
            let Some(cookie) = line.strip_prefix("set-cookie: ") else { continue };
            assert!(cookie.ends_with("; Secure; HttpOnly; SameSite=Lax") && cookie.contains("; Path=/;"), "{cookie}");
            assert!(!cookie.contains("Domain"), "{cookie}");
            let (name, rest) = cookie.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if cookie.contains("Max-Age=0;") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// Opens a page.
    pub fn open(&mut self, path: &str) -> String {
        let cookies = self.cookie_header();
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\nAccept: text/html\r\nSec-Fetch-Mode: \
             navigate\r\n{cookies}\r\n"
        ))
    }

    /// Asks as a program does.
    pub fn ask(&mut self, path: &str) -> String {
        let cookies = self.cookie_header();
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n{cookies}\r\n"))
    }

    /// Sends a form or more from a page of this `site`, as `Sec-Fetch-Site` says it.
    pub fn post(&mut self, path: &str, site: &str, kind: &str, body: &str) -> String {
        let cookies = self.cookie_header();
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\nAccept: text/html\r\nSec-Fetch-Site: \
             {site}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n{cookies}\r\n{body}",
            body.len()
        ))
    }

    /// Opens a page, is sent away, and returns the fields that the provider would get.
    pub fn leave(&mut self, path: &str, provider: &Provider) -> BTreeMap<String, String> {
        let answer = self.open(path);
        assert_eq!(status(&answer), 303, "{answer}");
        let location = header(&answer, "location").unwrap();
        let query =
            location.strip_prefix(&format!("{}/authorize?", provider.issuer)).unwrap_or_else(|| panic!("{location}"));
        let sent = fields(query);
        provider.nonce(&sent["nonce"]);
        sent
    }

    /// Comes back with a state.
    pub fn come_back(&mut self, state: &str) -> String {
        self.open(&format!("/sign-in/return?code=one-code&state={state}"))
    }

    /// Signs in, and returns the last answer.
    pub fn sign_in(&mut self, path: &str, provider: &Provider) -> String {
        let sent = self.leave(path, provider);
        self.come_back(&sent["state"])
    }

    /// Returns whether the service knows who it is: 200, or 401.
    pub fn status_of_me(&mut self) -> u16 {
        status(&self.ask("/api/v1/me"))
    }
}
