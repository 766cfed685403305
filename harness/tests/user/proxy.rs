//! A go-between that a test controls: it passes requests on to a server, keeps them, and may change an answer, play a hostile
//! server in its place, or go away.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::tee::{Request, requests};

/// What becomes of one request.
pub(crate) enum Act {
    /// It is passed on, and so is its answer.
    Pass,
    /// Its answer is changed: head and content.
    Edit(fn(&str, &str) -> (String, String)),
    /// Somebody else answers, and the connection ends.
    Play(Play),
    /// It is passed on, and so is its answer; then the connection ends, which nobody has announced.
    HangUp,
    /// The connection ends without a word.
    Drop,
    /// The server goes away: it still says so much, then nobody listens any more, and every connection ends.
    Vanish(&'static str),
}

/// Plays a server towards one connection, on which this request has come, until it has done its worst or the client has gone.
pub(crate) type Play = Arc<dyn Fn(&mut TcpStream, &[u8]) + Send + Sync>;

/// What becomes of a request, which is the nth of the api, from 1.
type Direct = dyn Fn(&Request, usize) -> Act + Send + Sync;

pub(crate) struct Proxy {
    pub(crate) authority: String,
    state: Arc<State>,
    gone: Mutex<Receiver<()>>,
}

struct State {
    upstream: String,
    address: SocketAddr,
    direct: Box<Direct>,
    count: AtomicUsize,
    kept: Mutex<Vec<Request>>,
    open: Mutex<BTreeMap<usize, TcpStream>>,
    vanished: AtomicBool,
    tell: Mutex<Sender<()>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Proxy {
    pub(crate) fn before(
        upstream: &str,
        direct: impl Fn(&Request, usize) -> Act + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, gone) = channel();
        let state = Arc::new(State {
            upstream: upstream.to_owned(),
            address,
            direct: Box::new(direct),
            count: AtomicUsize::new(0),
            kept: Mutex::default(),
            open: Mutex::default(),
            vanished: AtomicBool::new(false),
            tell: Mutex::new(tell),
        });
        serve(listener, &state);
        Self { authority: address.to_string(), state, gone: Mutex::new(gone) }
    }

    /// Waits until it has gone away.
    pub(crate) fn wait_until_gone(&self) {
        locked(&self.gone).recv().unwrap();
    }

    /// Is there again, where it was.
    pub(crate) fn come_back(&self) {
        self.state.vanished.store(false, Ordering::SeqCst);
        serve(TcpListener::bind(self.state.address).unwrap(), &self.state);
    }

    /// Every request so far, to whatever part of the server.
    pub(crate) fn requests(&self) -> Vec<Request> {
        locked(&self.state.kept).clone()
    }
}

/// The threads end with the test process, which is the next thing to end.
fn serve(listener: TcpListener, state: &Arc<State>) {
    let state = Arc::clone(state);
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            if state.vanished.load(Ordering::SeqCst) {
                break;
            }
            let Ok(stream) = stream else { continue };
            locked(&state.open).insert(number, stream.try_clone().unwrap());
            let state = Arc::clone(&state);
            std::thread::spawn(move || {
                state.talk(stream);
                locked(&state.open).remove(&number);
            });
        }
        drop(listener);
        for stream in std::mem::take(&mut *locked(&state.open)).into_values() {
            let _ = stream.shutdown(Shutdown::Both);
        }
        let _ = locked(&state.tell).send(());
    });
}

impl State {
    fn talk(&self, mut stream: TcpStream) {
        stream.set_nodelay(true).unwrap();
        let mut heard = Vec::new();
        while let Some(bytes) = next_request(&mut stream, &mut heard) {
            let request = requests(&bytes).remove(0);
            locked(&self.kept).push(request.clone());
            let fixtures = request.target.starts_with("/_rollcall");
            let act = if fixtures {
                Act::Pass
            } else {
                (self.direct)(&request, self.count.fetch_add(1, Ordering::SeqCst) + 1)
            };
            let hangs_up = matches!(act, Act::HangUp);
            let edit: fn(&str, &str) -> (String, String) = match act {
                Act::Pass | Act::HangUp => |head, body| (head.to_owned(), body.to_owned()),
                Act::Edit(edit) => edit,
                Act::Play(play) => {
                    play(&mut stream, &bytes);
                    break;
                }
                Act::Drop => break,
                Act::Vanish(words) => {
                    let _ = stream.write_all(words.as_bytes());
                    self.vanished.store(true, Ordering::SeqCst);
                    let _ = TcpStream::connect(self.address);
                    // Until this connection ends with all the others.
                    let _ = std::io::copy(&mut stream, &mut std::io::sink());
                    break;
                }
            };
            let Some(answer) = self.pass_on(&bytes) else { break };
            if stream.write_all(&edited(answer, edit)).is_err() || hangs_up {
                break;
            }
        }
        let _ = stream.shutdown(Shutdown::Both);
    }

    /// The answer of the server behind it, on a connection of its own.
    fn pass_on(&self, request: &[u8]) -> Option<Vec<u8>> {
        let end = request.windows(2).position(|own| own == b"\r\n")? + 2;
        let (first, rest) = request.split_at(end);
        let mut upstream = TcpStream::connect(&self.upstream).ok()?;
        let request = [first, b"Connection: close\r\n", rest].concat();
        upstream.write_all(&request).ok()?;
        let mut answer = Vec::new();
        upstream.read_to_end(&mut answer).ok()?;
        (!answer.is_empty()).then_some(answer)
    }
}

/// The bytes of the next request; none where the client has gone.
pub(crate) fn next_request(stream: &mut TcpStream, heard: &mut Vec<u8>) -> Option<Vec<u8>> {
    loop {
        if let Some(end) = heard.windows(4).position(|own| own == b"\r\n\r\n") {
            let fields = String::from_utf8_lossy(&heard[..end]).to_lowercase();
            let field = fields.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length = field.map_or(0, |value| value.trim().parse().unwrap());
            let whole = end + 4 + length;
            if heard.len() >= whole {
                return Some(heard.drain(..whole).collect());
            }
        }
        let mut buffer = [0; 8192];
        match stream.read(&mut buffer) {
            Ok(count @ 1..) => heard.extend_from_slice(&buffer[..count]),
            _ => return None,
        }
    }
}

/// An answer that keeps its connection, with what was edited in it.
fn edited(answer: Vec<u8>, edit: fn(&str, &str) -> (String, String)) -> Vec<u8> {
    let Some(end) = answer.windows(4).position(|own| own == b"\r\n\r\n") else { return answer };
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let body = String::from_utf8_lossy(&answer[end + 4..]).into_owned();
    let (head, body) = edit(&head, &body);
    let sized = head.to_lowercase().contains("\r\ncontent-length:");
    let kept = head.split("\r\n").filter(|line| {
        let line = line.to_lowercase();
        !line.starts_with("connection:")
            && (body.is_empty() || !line.starts_with("content-length:"))
    });
    let mut head = kept.collect::<Vec<_>>().join("\r\n");
    if sized && !body.is_empty() {
        head = format!("{head}\r\nContent-Length: {}", body.len());
    }
    format!("{head}\r\n\r\n{body}").into_bytes()
}

/// Somebody whom nobody may ever call.
pub(crate) struct Trap(TcpListener);

impl Trap {
    pub(crate) fn set() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    pub(crate) fn authority(&self) -> String {
        self.0.local_addr().unwrap().to_string()
    }

    /// Whoever connected is in the listener's queue, whether or not anybody took them in.
    #[track_caller]
    pub(crate) fn is_untouched(&self) {
        let called = self.0.accept();
        assert!(called.is_err(), "somebody called: {called:?}");
    }
}
