//! The sockets: TCP or TLS, with or without a rewriter of what goes out.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::wire::{Board, Rewriter};

/// Handshakes that may be done before the server takes the connection.
const BACKLOG: usize = 64;

/// Where connections come from.
#[derive(Debug)]
enum Source {
    Plain(TcpListener),
    /// Handshakes are done elsewhere, so that a slow one holds nobody up.
    Tls(mpsc::Receiver<(Stream, SocketAddr)>),
}

/// Takes connections for axum.
#[derive(Debug)]
pub(super) struct Listener {
    source: Source,
    address: SocketAddr,
    board: Option<Board>,
}

impl Listener {
    /// Listens at an address; with a board, answers are rewritten on their way out.
    pub(super) async fn bind(
        listen: SocketAddr,
        tls: Option<Arc<rustls::ServerConfig>>,
        board: Option<Board>,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let source = match tls {
            None => Source::Plain(listener),
            Some(config) => {
                let (sender, receiver) = mpsc::channel(BACKLOG);
                tokio::spawn(shake_hands(listener, TlsAcceptor::from(config), sender));
                Source::Tls(receiver)
            }
        };
        Ok(Self { source, address, board })
    }

    /// Where it listens, with the port that was really taken.
    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Takes TCP connections and does the TLS handshake of each in a task of its own, until nobody takes them any more.
async fn shake_hands(
    mut listener: TcpListener,
    acceptor: TlsAcceptor,
    sender: mpsc::Sender<(Stream, SocketAddr)>,
) {
    loop {
        let (stream, peer) = tokio::select! {
            accepted = accept(&mut listener) => accepted,
            () = sender.closed() => return,
        };
        let (acceptor, sender) = (acceptor.clone(), sender.clone());
        tokio::spawn(async move {
            // A handshake that fails is the client's news, not ours.
            if let Ok(stream) = acceptor.accept(stream).await {
                let _ = sender.send((Stream::Tls(Box::new(stream)), peer)).await;
            }
        });
    }
}

/// The next TCP connection. axum's own listener waits out the system's shortages.
async fn accept(listener: &mut TcpListener) -> (TcpStream, SocketAddr) {
    let (stream, peer) = axum::serve::Listener::accept(listener).await;
    // Small answers go out at once; where the option is missing they are merely slower.
    let _ = stream.set_nodelay(true);
    (stream, peer)
}

impl axum::serve::Listener for Listener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, peer) = match &mut self.source {
            Source::Plain(listener) => {
                let (stream, peer) = accept(listener).await;
                (Stream::Plain(stream), peer)
            }
            Source::Tls(receiver) => match receiver.recv().await {
                Some(accepted) => accepted,
                // The sender lives as long as this receiver; were it gone, nothing would ever come.
                None => std::future::pending().await,
            },
        };
        let rewriting = self.board.clone().map(|board| {
            Box::new(Rewriting { rewriter: Rewriter::new(board), out: Vec::new(), sent: 0 })
        });
        (Connection { stream, rewriting }, peer)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.address)
    }
}

/// A connection, encrypted or not.
#[derive(Debug)]
pub(super) enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A connection as axum gets it.
#[derive(Debug)]
pub(super) struct Connection {
    stream: Stream,
    rewriting: Option<Box<Rewriting>>,
}

/// A rewriter with what it has still to send.
#[derive(Debug)]
struct Rewriting {
    rewriter: Rewriter,
    out: Vec<u8>,
    sent: usize,
}

impl Rewriting {
    /// Sends what is left; an error once the message was cut, which makes hyper drop the connection.
    fn drain(&mut self, stream: &mut Stream, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.sent < self.out.len() {
            let written = ready!(stream.pin().poll_write(cx, &self.out[self.sent..]))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.sent += written;
        }
        self.out.clear();
        self.sent = 0;
        if self.rewriter.is_cut() {
            ready!(stream.pin().poll_flush(cx))?;
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        Poll::Ready(Ok(()))
    }
}

impl Stream {
    fn pin(&mut self) -> Pin<&mut dyn Duplex> {
        match self {
            Self::Plain(stream) => Pin::new(stream),
            Self::Tls(stream) => Pin::new(stream.as_mut()),
        }
    }
}

/// Both directions at once, so that one pointer serves TCP and TLS.
trait Duplex: AsyncRead + AsyncWrite + Unpin {}
impl<T: AsyncRead + AsyncWrite + Unpin> Duplex for T {}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream.pin().poll_read(cx, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Self { stream, rewriting } = &mut *self;
        let Some(rewriting) = rewriting else { return stream.pin().poll_write(cx, bytes) };
        ready!(rewriting.drain(stream, cx))?;
        let Rewriting { rewriter, out, .. } = &mut **rewriting;
        rewriter.feed(bytes, out);
        // The bytes are ours now; what the socket does not take at once goes out at the next write or flush.
        match rewriting.drain(stream, cx) {
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Ready(Ok(())) | Poll::Pending => Poll::Ready(Ok(bytes.len())),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Self { stream, rewriting } = &mut *self;
        if let Some(rewriting) = rewriting {
            ready!(rewriting.drain(stream, cx))?;
        }
        stream.pin().poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Self { stream, rewriting } = &mut *self;
        if let Some(rewriting) = rewriting {
            ready!(rewriting.drain(stream, cx))?;
        }
        stream.pin().poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.rewriting.is_none() {
            return self.stream.pin().poll_write_vectored(cx, slices);
        }
        let first = slices.iter().find(|slice| !slice.is_empty());
        self.poll_write(cx, first.map_or(&[], |slice| &**slice))
    }

    fn is_write_vectored(&self) -> bool {
        match (&self.rewriting, &self.stream) {
            (Some(_), _) => false,
            (None, Stream::Plain(stream)) => stream.is_write_vectored(),
            (None, Stream::Tls(stream)) => stream.is_write_vectored(),
        }
    }
}
