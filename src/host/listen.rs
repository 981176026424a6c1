//! Accepts connections, so many and not more, and ends them when the service ends.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::answer::Answer;
use super::connection::{Connection, Progress};
use super::peer::Peer;
use super::protocol::HEAD_BYTES_MAX;
use super::service::Service;

/// Connections at once.
const CONNECTIONS_MAX: u32 = 4096;
/// Connections of one address at once, unless it is a proxy's.
const PER_PEER_MAX: usize = 256;
/// Headers of a request.
const HEADERS_MAX: usize = 100;
/// How long requests that have begun may go on when the service ends.
const GRACE: Duration = Duration::from_secs(10);
/// How long to wait when the system gives no more connections.
const PAUSE: Duration = Duration::from_millis(50);

/// Where connections come in.
#[derive(Debug)]
pub(super) enum Listener {
    /// At a port.
    Port(TcpListener),
    /// At a socket in the file system.
    Socket(UnixListener),
}

/// A connection, whatever it came by.
trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

impl Listener {
    async fn accept(&self) -> std::io::Result<(Box<dyn Stream>, Peer)> {
        match self {
            Self::Port(listener) => {
                let (stream, address) = listener.accept().await?;
                let _ = stream.set_nodelay(true);
                Ok((Box::new(stream), Peer::Address(address.ip())))
            }
            Self::Socket(listener) => Ok((Box::new(listener.accept().await?.0), Peer::OwnSocket)),
        }
    }
}

/// Who is connected.
#[derive(Default)]
struct Peers(Mutex<BTreeMap<Peer, usize>>);

/// A connection that is counted, as long as this is alive.
struct Counted {
    peers: Arc<Peers>,
    peer: Peer,
    service: Arc<Service>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.service.metrics.connections.fetch_sub(1, Ordering::Relaxed);
        let mut peers = self.peers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = peers.get_mut(&self.peer) {
            *count -= 1;
            if *count == 0 {
                peers.remove(&self.peer);
            }
        }
    }
}

/// Answers on `listener` until `stop` says so, and then until what has begun is done.
pub(super) async fn listen<F, R>(listener: Listener, service: Arc<Service>, mut stop: watch::Receiver<bool>, answer: F)
where
    F: Fn(Arc<Service>, Request<Incoming>, Peer, Arc<Progress>) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<Answer, Infallible>> + Send + 'static,
{
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX as usize));
    let peers = Arc::new(Peers::default());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of file descriptors, or the client is gone already.
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        match count(&room, &peers, &service, peer) {
            Some(counted) => {
                let (service, answer, stop) = (Arc::clone(&service), answer.clone(), stop.clone());
                tokio::spawn(serve(stream, counted, service, stop, answer));
            }
            None => {
                service.metrics.refused.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, room.acquire_many(CONNECTIONS_MAX)).await;
}

/// Counts a connection; nothing when it is one too many.
fn count(room: &Arc<Semaphore>, peers: &Arc<Peers>, service: &Arc<Service>, peer: Peer) -> Option<Counted> {
    let permit = Arc::clone(room).try_acquire_owned().ok()?;
    {
        let mut counts = peers.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(peer).or_default();
        if *count >= PER_PEER_MAX && !service.identities.trusts(peer) {
            return None;
        }
        *count += 1;
    }
    service.metrics.connections.fetch_add(1, Ordering::Relaxed);
    Some(Counted { peers: Arc::clone(peers), peer, service: Arc::clone(service), _permit: permit })
}

async fn serve<F, R>(
    stream: Box<dyn Stream>,
    counted: Counted,
    service: Arc<Service>,
    mut stop: watch::Receiver<bool>,
    answer: F,
) where
    F: Fn(Arc<Service>, Request<Incoming>, Peer, Arc<Progress>) -> R,
    R: Future<Output = Result<Answer, Infallible>>,
{
    let peer = counted.peer;
    let progress = Arc::new(Progress::default());
    let of_request = Arc::clone(&progress);
    let answers = service_fn(|request| answer(Arc::clone(&service), request, peer, Arc::clone(&of_request)));
    let connection = http1::Builder::new()
        .header_read_timeout(None)
        .max_buf_size(HEAD_BYTES_MAX)
        .max_headers(HEADERS_MAX)
        .serve_connection(TokioIo::new(Connection::new(stream, progress)), answers);
    tokio::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stop.wait_for(|stop| *stop) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}
