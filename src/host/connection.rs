//! A connection that cannot be held open by saying nothing, or little: it has a deadline
//! for each thing that the other side has to do. It also sees what the HTTP library does
//! not tell: line feeds that stand alone, a length that is there twice, and bytes that came
//! behind a request.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// For the head of a request, from its first byte; for the first one from the beginning.
const HEAD: Duration = Duration::from_secs(5);
/// Between two requests.
const IDLE: Duration = Duration::from_secs(60);
/// For the other side to take some bytes.
const STALL: Duration = Duration::from_secs(30);
/// For what is still on its way when we have said our last word: without it the other side
/// may lose that word.
const LINGER: Duration = Duration::from_secs(1);

const PHASE_IDLE: u8 = 0;
const PHASE_HEAD: u8 = 1;
const PHASE_REQUEST: u8 = 2;

/// What is known of the request that a connection is at.
#[derive(Debug, Default)]
pub(super) struct Progress {
    phase: AtomicU8,
    is_unclear: AtomicBool,
    behind_head: AtomicU64,
}

impl Progress {
    /// Returns whether a line of the head ended without a carriage return, or the head has
    /// two lengths, be they the same.
    pub(super) fn is_unclear(&self) -> bool {
        self.is_unclear.load(Ordering::Relaxed)
    }

    /// Ends a request with a body of `body_bytes`, and returns whether exactly these bytes
    /// came behind its head: only then may another request follow.
    pub(super) fn end_request(&self, body_bytes: u64) -> bool {
        let is_exact = self.behind_head.swap(0, Ordering::Relaxed) == body_bytes;
        self.phase.store(PHASE_IDLE, Ordering::Relaxed);
        is_exact
    }
}

/// A stream with deadlines.
#[derive(Debug)]
pub(super) struct Connection<S> {
    stream: S,
    progress: Arc<Progress>,
    /// By when something has to come.
    reading: Pin<Box<Sleep>>,
    /// By when something has to be taken; set while we wait for that.
    writing: Option<Pin<Box<Sleep>>>,
    /// Bytes of the line of the head that is being read, a carriage return included.
    line_bytes: usize,
    /// How many of them are those of the name that has to be there once.
    name_bytes: usize,
    has_length: bool,
    last_byte: u8,
    /// When we said our last word.
    closing: bool,
}

impl<S> Connection<S> {
    /// Takes a stream that was just accepted.
    pub(super) fn new(stream: S, progress: Arc<Progress>) -> Self {
        Self {
            stream,
            progress,
            reading: Box::pin(sleep(HEAD)),
            writing: None,
            line_bytes: 0,
            name_bytes: 0,
            has_length: false,
            last_byte: 0,
            closing: false,
        }
    }

    /// Looks at bytes that came.
    fn see(&mut self, bytes: &[u8]) {
        if self.progress.phase.load(Ordering::Relaxed) == PHASE_REQUEST {
            self.progress.behind_head.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            return;
        }
        if self.progress.phase.swap(PHASE_HEAD, Ordering::Relaxed) == PHASE_IDLE {
            self.reading.as_mut().reset(Instant::now() + HEAD);
            (self.line_bytes, self.name_bytes, self.last_byte) = (0, 0, 0);
            self.has_length = false;
        }
        for (at, byte) in bytes.iter().enumerate() {
            if *byte != b'\n' {
                self.see_byte(*byte);
                continue;
            }
            let has_return = self.last_byte == b'\r';
            if !has_return {
                self.progress.is_unclear.store(true, Ordering::Relaxed);
            }
            let is_empty = self.line_bytes == usize::from(has_return);
            (self.line_bytes, self.name_bytes, self.last_byte) = (0, 0, 0);
            if is_empty {
                self.progress.behind_head.store((bytes.len() - at - 1) as u64, Ordering::Relaxed);
                self.progress.phase.store(PHASE_REQUEST, Ordering::Relaxed);
                return;
            }
        }
    }
}

impl<S> Connection<S> {
    fn see_byte(&mut self, byte: u8) {
        const NAME: &[u8] = b"content-length:";
        if self.name_bytes == self.line_bytes && NAME.get(self.name_bytes) == Some(&byte.to_ascii_lowercase()) {
            self.name_bytes += 1;
            if self.name_bytes == NAME.len() && std::mem::replace(&mut self.has_length, true) {
                self.progress.is_unclear.store(true, Ordering::Relaxed);
            }
        }
        self.line_bytes = self.line_bytes.saturating_add(1);
        self.last_byte = byte;
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Connection<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        match Pin::new(&mut this.stream).poll_read(cx, buf) {
            Poll::Ready(Ok(())) => {
                this.see(&buf.filled()[before..]);
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            // A request has deadlines of its own.
            Poll::Pending if this.progress.phase.load(Ordering::Relaxed) == PHASE_REQUEST => Poll::Pending,
            Poll::Pending => {
                ready!(this.reading.as_mut().poll(cx));
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Connection<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let wrote = Pin::new(&mut this.stream).poll_write(cx, bytes);
        this.after_write(cx, wrote)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let wrote = Pin::new(&mut this.stream).poll_write_vectored(cx, parts);
        this.after_write(cx, wrote)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if !this.closing {
            ready!(Pin::new(&mut this.stream).poll_shutdown(cx))?;
            this.closing = true;
            this.reading.as_mut().reset(Instant::now() + LINGER);
        }
        let mut waste = [0; 4096];
        loop {
            let mut buffer = ReadBuf::new(&mut waste);
            match Pin::new(&mut this.stream).poll_read(cx, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                    if this.reading.is_elapsed() {
                        return Poll::Ready(Ok(()));
                    }
                }
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => {
                    ready!(this.reading.as_mut().poll(cx));
                    return Poll::Ready(Ok(()));
                }
            }
        }
    }
}

impl<S> Connection<S> {
    fn after_write(&mut self, cx: &mut Context<'_>, wrote: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if wrote.is_ready() {
            self.writing = None;
            if self.progress.phase.load(Ordering::Relaxed) == PHASE_IDLE {
                self.reading.as_mut().reset(Instant::now() + IDLE);
            }
            return wrote;
        }
        let stall = self.writing.get_or_insert_with(|| Box::pin(sleep(STALL)));
        ready!(stall.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}
