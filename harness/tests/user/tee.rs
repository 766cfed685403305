//! A wire-tap: passes bytes on between a client and a server, and keeps what both said.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// What was said on one connection.
#[derive(Debug, Default, Clone)]
pub(crate) struct Talk {
    pub(crate) asked: Vec<u8>,
    pub(crate) answered: Vec<u8>,
}

/// A request as it went over the wire.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) body: String,
}

impl Request {
    /// Whether it may change something.
    pub(crate) fn changes(&self) -> bool {
        !matches!(self.method.as_str(), "GET" | "HEAD")
    }
}

/// A tap in front of a server; whoever speaks to `authority` speaks to it.
pub(crate) struct Tee {
    pub(crate) authority: String,
    talks: Arc<Mutex<Vec<Arc<Mutex<Talk>>>>>,
    heard: Receiver<()>,
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Tee {
    /// Listens, and passes everything on to a server.
    pub(crate) fn before(upstream: &str) -> Self {
        Self::with_seats(upstream, usize::MAX)
    }

    /// The same for a server that takes so many connections at a time; the next one waits until another ends.
    pub(crate) fn with_seats(upstream: &str, seats: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let authority = listener.local_addr().unwrap().to_string();
        let talks: Arc<Mutex<Vec<_>>> = Arc::default();
        let (tell, heard) = channel();
        let (kept, upstream) = (Arc::clone(&talks), upstream.to_owned());
        // The threads end with the test process, which is the next thing to end.
        std::thread::spawn(move || {
            let seats = Arc::new((Mutex::new(seats), Condvar::new()));
            loop {
                let seat = Seat::take(&seats);
                let Ok((client, _)) = listener.accept() else { continue };
                let server = TcpStream::connect(&upstream).unwrap();
                let talk = Arc::new(Mutex::new(Talk::default()));
                locked(&kept).push(Arc::clone(&talk));
                let (both, said) = (Arc::clone(&seat), Arc::clone(&talk));
                pump(&client, &server, both, said, |own| &mut own.asked, Some(tell.clone()));
                pump(&server, &client, seat, talk, |own| &mut own.answered, None);
            }
        });
        Self { authority, talks, heard }
    }

    /// Waits until the client has said something for the nth time.
    pub(crate) fn wait_for(&self, times: usize) {
        for _ in 0..times {
            self.heard.recv().unwrap();
        }
    }

    /// Everything that was said so far, one talk a connection.
    pub(crate) fn talks(&self) -> Vec<Talk> {
        locked(&self.talks).iter().map(|talk| locked(talk).clone()).collect()
    }
}

/// A place at the server, which is free again when both directions of a connection have ended.
struct Seat(Arc<(Mutex<usize>, Condvar)>);

impl Seat {
    fn take(seats: &Arc<(Mutex<usize>, Condvar)>) -> Arc<Self> {
        let (free, changed) = &**seats;
        let mut free = changed.wait_while(locked(free), |free| *free == 0).unwrap();
        *free -= 1;
        Arc::new(Self(Arc::clone(seats)))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let (free, changed) = &*self.0;
        *locked(free) += 1;
        changed.notify_one();
    }
}

/// Passes bytes on until one side ends, and keeps them before they are passed on.
fn pump(
    from: &TcpStream,
    to: &TcpStream,
    seat: Arc<Seat>,
    talk: Arc<Mutex<Talk>>,
    place: fn(&mut Talk) -> &mut Vec<u8>,
    tell: Option<Sender<()>>,
) {
    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    to.set_nodelay(true).unwrap();
    std::thread::spawn(move || {
        let mut buffer = [0; 8192];
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            place(&mut locked(&talk)).extend_from_slice(&buffer[..count]);
            if let Some(tell) = &tell {
                // Nobody may wait any more.
                let _ = tell.send(());
            }
            if to.write_all(&buffer[..count]).is_err() {
                break;
            }
        }
        // A side that has gone already cannot be told.
        let _ = to.shutdown(Shutdown::Write);
        drop(seat);
    });
}

/// The requests that a client wrote on one connection.
pub(crate) fn requests(mut bytes: &[u8]) -> Vec<Request> {
    let mut all = Vec::new();
    while !bytes.is_empty() {
        let mut fields = [httparse::EMPTY_HEADER; 32];
        let mut head = httparse::Request::new(&mut fields);
        let Ok(httparse::Status::Complete(end)) = head.parse(bytes) else {
            panic!("no request: {:?}", String::from_utf8_lossy(bytes));
        };
        let length = head
            .headers
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case("content-length"))
            .map_or(0, |field| std::str::from_utf8(field.value).unwrap().parse().unwrap());
        all.push(Request {
            method: head.method.unwrap().to_owned(),
            target: head.path.unwrap().to_owned(),
            body: String::from_utf8_lossy(&bytes[end..end + length]).into_owned(),
        });
        bytes = &bytes[end + length..];
    }
    all
}
