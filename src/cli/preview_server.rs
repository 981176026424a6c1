//! The preview's server: loopback only, reading only, from memory.
//!
//! tiny_http is enough for one person on one machine, with the guards that its
//! traps call for: no delay on the socket, the name of the host checked against
//! rebinding, and a thread that connects now and then, which frees connections
//! that the library has left waiting.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use socket2::{Domain, Socket, Type};
use tiny_http::{Header, Method, Request, Response, Server};

use super::preview_page::{PANEL_STYLE, RELOAD_SCRIPT, failure_page, with_preview};
use crate::artifact::{SECURITY_HEADERS, SitePath, media_type};
use crate::diagnostic::Settled;
use crate::source::decode_percent;

/// Threads that answer.
const WORKERS: usize = 4;

/// The pages of a book as it was at one build.
pub(super) trait Pages: Send + Sync {
    /// Makes the file at `path` below the site's root; nothing when there is none,
    /// a message when it cannot be made.
    fn page(&self, path: &str) -> Result<Option<Vec<u8>>, String>;

    /// Returns the findings of the build.
    fn settled(&self) -> &Settled;
}

/// What the preview shows at a moment.
#[derive(Default)]
struct Shown {
    /// Rises with every build.
    build_number: u64,
    /// The latest build that could be done.
    pages: Option<Arc<dyn Pages>>,
    /// Why the latest build could not be done.
    failure: Option<String>,
}

/// A running preview.
pub(super) struct Preview {
    shown: Arc<RwLock<Shown>>,
    address: SocketAddr,
}

impl Preview {
    /// Begins to answer on a port of the loopback address; 0 takes a free one.
    pub(super) fn start(port: u16) -> std::io::Result<Self> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        #[cfg(unix)]
        socket.set_reuse_address(true)?;
        socket.set_tcp_nodelay(true)?;
        socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)).into())?;
        socket.listen(128)?;
        let listener: TcpListener = socket.into();
        let address = listener.local_addr()?;
        let server = Server::from_listener(listener, None).map_err(std::io::Error::other)?;
        let (server, shown) = (Arc::new(server), Arc::new(RwLock::new(Shown::default())));
        for _ in 0..WORKERS {
            let (server, shown) = (Arc::clone(&server), Arc::clone(&shown));
            std::thread::spawn(move || {
                for request in server.incoming_requests() {
                    answer(request, address, &shown);
                }
            });
        }
        std::thread::spawn(move || {
            loop {
                let _ = TcpStream::connect_timeout(&address, Duration::from_millis(100));
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        Ok(Self { shown, address })
    }

    /// Returns where the preview answers.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Shows a build; the number rises by one.
    pub(super) fn show(&self, pages: Arc<dyn Pages>) {
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        *shown = Shown { build_number: shown.build_number + 1, pages: Some(pages), failure: None };
    }

    /// Says why a build could not be done; the last good one stays below that.
    pub(super) fn fail(&self, message: String) {
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        shown.build_number += 1;
        shown.failure = Some(message);
    }
}

type Answer = Response<std::io::Cursor<Vec<u8>>>;

fn answer(request: Request, address: SocketAddr, shown: &RwLock<Shown>) {
    let response = if !has_own_host(&request, address) {
        text(403, "text/plain", "this preview answers to localhost only")
    } else if !matches!(request.method(), Method::Get | Method::Head) {
        text(405, "text/plain", "this preview can only be read")
    } else {
        page(request.url(), shown)
    };
    let _ = request.respond(response);
}

/// A page of another site could point its name at this machine and read the
/// policies through a visitor's browser; it cannot choose the `Host` we expect.
fn has_own_host(request: &Request, address: SocketAddr) -> bool {
    let mut hosts = request.headers().iter().filter(|header| header.field.equiv("Host"));
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let port = address.port();
    let names = ["localhost", "127.0.0.1"];
    names
        .iter()
        .any(|name| host.value.as_str() == format!("{name}:{port}") || (port == 80 && host.value.as_str() == *name))
}

fn page(url: &str, shown: &RwLock<Shown>) -> Answer {
    let (number, pages, failure) = {
        let shown = shown.read().unwrap_or_else(PoisonError::into_inner);
        (shown.build_number, shown.pages.clone(), shown.failure.clone())
    };
    let path = url.split(['?', '#']).next().unwrap_or_default();
    match path {
        "/__policybook/build" => return text(200, "text/plain", &number.to_string()),
        "/__policybook/reload.js" => return text(200, "text/javascript", RELOAD_SCRIPT),
        "/__policybook/panel.css" => return text(200, "text/css", PANEL_STYLE),
        _ => {}
    }
    let Some(pages) = pages else {
        let message = failure.unwrap_or_else(|| "The book is being read.".to_owned());
        return text(503, "text/html", &failure_page(&message, number, &Settled::default()));
    };
    let path_below = path.trim_start_matches('/');
    let decoded = decode_percent(path_below).unwrap_or_else(|| path_below.to_owned());
    let is_folder = decoded.is_empty() || decoded.ends_with('/');
    let name = if is_folder { format!("{decoded}index.html") } else { decoded.clone() };
    let settled = pages.settled();
    let is_path = |name: &str| SitePath::new(name).is_ok();
    let find = |name: &str| if is_path(name) { pages.page(name) } else { Ok(None) };
    match find(&name) {
        Ok(Some(bytes)) => return file(200, &name, &bytes, number, settled),
        Err(message) => return text(500, "text/html", &failure_page(&message, number, settled)),
        Ok(None) => {}
    }
    if !is_folder && matches!(find(&format!("{decoded}/index.html")), Ok(Some(_))) {
        let response = text(301, "text/plain", "");
        return match Header::from_bytes("Location", format!("{path}/")) {
            Ok(header) => response.with_header(header),
            Err(()) => response,
        };
    }
    match find("404.html") {
        Ok(Some(bytes)) => file(404, "404.html", &bytes, number, settled),
        _ => text(404, "text/plain", "not found"),
    }
}

fn file(status: u16, name: &str, bytes: &[u8], build_number: u64, settled: &Settled) -> Answer {
    let kind = media_type(name);
    if kind != "text/html" {
        return with_headers(Response::from_data(bytes).with_status_code(status), kind);
    }
    text(status, kind, &with_preview(&String::from_utf8_lossy(bytes), build_number, settled))
}

fn text(status: u16, kind: &str, body: &str) -> Answer {
    with_headers(Response::from_string(body).with_status_code(status), kind)
}

fn with_headers(response: Answer, kind: &str) -> Answer {
    let charset = if kind.starts_with("text/") || kind.ends_with("json") { "; charset=utf-8" } else { "" };
    let own = [("Content-Type", format!("{kind}{charset}")), ("Cache-Control", "no-store".to_owned())];
    let security = SECURITY_HEADERS.map(|(name, value)| (name, value.to_owned()));
    let mut response = response;
    for (name, value) in own.into_iter().chain(security) {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    response
}
