//! How fast the harness is beside a bare reqwest loop that sends the very same requests, and beside what the reference
//! server can answer at all. The three take turns in one run, in one process, so that whatever else the machine does
//! meets all of them.
//!
//! The harness looks at every byte of some answers, and sends a second request behind each of these; the loops send that one as
//! well. A request whose URL only an answer can tell is left out of the loops; rates are compared, not times.

#![expect(clippy::print_stdout, reason = "a benchmark's output is what it measured")]
#![expect(clippy::print_stderr, reason = "errors go to stderr")]

mod support;

use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rollcall::generate::build::NEEDS;
use rollcall::plan::Plan;
use rollcall::record::{Body, Call, Phase, Step, World};
use rollcall::target::Address;
use rollcall::target::client::{self, Keep};
use rollcall::target::prepare::{Prepared, prepare};
use rollcall::target::tls;
use support::{Bench, CONCURRENCY, SEED, Trouble, grouped};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Random cases of the plan: what `rollcall check` sends by default.
const CASES: usize = rollcall::plan::CASES;

/// Rounds that count; one more goes before them to warm up.
const ROUNDS: usize = 11;

/// The harness must reach this share of the bare loop's rate.
const LEAST: f64 = 0.7;

/// What each lane sends, in order.
type Lanes = Vec<Vec<Prepared>>;

fn main() -> ExitCode {
    let measured = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Trouble::from)
        .and_then(|runtime| runtime.block_on(runtime.spawn(measure()))?);
    let ratio = match measured {
        Ok(ratio) => ratio,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(4);
        }
    };
    if cfg!(debug_assertions) {
        println!("  not judged: this is no release build");
        return ExitCode::SUCCESS;
    }
    if ratio < LEAST {
        println!("  TOO SLOW: rollcall must reach {LEAST:.2} of the bare loop");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Measures, prints, and returns the median of the rounds' ratios between the harness and the bare loop.
async fn measure() -> Result<f64, Trouble> {
    let bench = Bench::start().await?;
    let mut rounds = Vec::new();
    let mut requests = 0;
    for _ in 0..=ROUNDS {
        let (summary, took) = bench.check(CASES).await?;
        requests = summary.timing.requests_sent;
        let harness = rate(requests, took);
        let mut round = vec![harness];
        for way in [Way::Bare, Way::Bytes] {
            round.push(in_fresh_worlds(&bench, way).await?);
        }
        rounds.push(round);
    }
    rounds.remove(0);
    println!(
        "{}: {ROUNDS} rounds of {} requests, {CONCURRENCY} at once; median, least and most",
        bench.dialect.id,
        grouped(of(requests)),
    );
    let names = ["rollcall check", "bare loop", "reference server"];
    for (place, name) in names.iter().enumerate() {
        let [least, median, most] = spread(rounds.iter().map(|round| round[place]));
        let (least, median, most) = (grouped(least), grouped(median), grouped(most));
        println!("  {name:<34}{median:>8} requests/s  {least:>8} {most:>8}");
    }
    let mut ratio = 0.0;
    for (over, under) in [(1, 2), (0, 2), (0, 1)] {
        let name = format!("{} / {}", names[over], names[under]);
        let [least, median, most] = spread(rounds.iter().map(|round| round[over] / round[under]));
        println!("  {name:<43}{median:>8.2}  {least:>8.2} {most:>8.2}");
        ratio = median;
    }
    Ok(ratio)
}

/// How the plan's requests are sent again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// By reqwest, and nothing else done.
    Bare,
    /// As bytes that were written beforehand, on connections that are kept: what the server can do.
    Bytes,
}

/// Requests a second of the plan's requests, sent to worlds of their own.
async fn in_fresh_worlds(bench: &Bench, way: Way) -> Result<f64, Trouble> {
    let (lanes, worlds) = requests(bench).await?;
    let count = lanes.iter().map(Vec::len).sum();
    let took = match way {
        Way::Bare => bare(bench, lanes).await?,
        Way::Bytes => bytes(bench, lanes).await?,
    };
    bench.provider.release(&worlds).await?;
    Ok(rate(count, took))
}

/// The requests of the plan, put together by the code that puts the harness's own together.
async fn requests(bench: &Bench) -> Result<(Lanes, Vec<World>), Trouble> {
    let selection = bench.selection()?;
    let plan = Plan::new(bench.dialect, &selection, SEED, CASES);
    let target = bench.target()?;
    let address = Address::parse(&bench.server.base)?;
    let account = bench.account();
    let mut worlds = Vec::new();
    for _ in 0..CONCURRENCY {
        worlds.push(bench.provider.provision(NEEDS).await?);
    }
    let mut lanes: Lanes = vec![vec![]; CONCURRENCY];
    for phase in [Phase::Shared, Phase::Consuming] {
        for (place, index) in plan.of_phase(phase).enumerate() {
            let Some(case) = plan.case(index, &selection) else { continue };
            let lane = place % CONCURRENCY;
            let world = match phase {
                Phase::Shared => lane,
                Phase::Consuming => {
                    worlds.push(bench.provider.provision(NEEDS).await?);
                    worlds.len() - 1
                }
            };
            for group in case.groups() {
                for Step { call, alone, .. } in &case.steps[group.clone()] {
                    let right = call.credentials.is_right() || target.differs(call.credentials);
                    if call.next_page || !right {
                        continue;
                    }
                    let send = |call: &Call| {
                        prepare(bench.dialect, &address, &account, &[], call, &worlds[world])
                    };
                    let first = send(call);
                    let raw = first.as_ref().is_some_and(|own| {
                        let empties = !matches!(&*own.method, "GET" | "POST");
                        empties || *alone && group.len() == 1
                    });
                    lanes[lane].extend(first);
                    if raw {
                        let (method, body) = (Some("GET".to_owned()), Body::None);
                        let behind = Call { method, body, query: vec![], ..call.clone() };
                        lanes[lane].extend(send(&behind));
                    }
                }
            }
        }
    }
    Ok((lanes, worlds))
}

/// Sends what each lane has by reqwest, with the client that the harness has, each lane in a task of its own.
async fn bare(bench: &Bench, lanes: Lanes) -> Result<Duration, Trouble> {
    let kept = client::client(&tls::client_config(None)?, Keep::Alive)?;
    let origin = Address::parse(&bench.server.base)?.origin().to_owned();
    let mut tasks = JoinSet::new();
    let began = Instant::now();
    for lane in lanes {
        let (client, origin) = (kept.clone(), origin.clone());
        tasks.spawn(async move {
            for own in lane {
                let method = reqwest::Method::from_bytes(own.method.as_bytes())?;
                let mut request = client.request(method, format!("{origin}{}", own.target));
                for (name, value) in &own.headers {
                    request = request.header(name, value);
                }
                if let Some(body) = own.body {
                    request = request.body(body);
                }
                request.send().await?.bytes().await?;
            }
            Ok(())
        });
    }
    all(tasks, began).await
}

/// Sends what each lane has as bytes on one kept connection each.
async fn bytes(bench: &Bench, lanes: Lanes) -> Result<Duration, Trouble> {
    let address = Address::parse(&bench.server.base)?;
    let host = Arc::new(format!("{}:{}", address.host(), address.port()));
    let written: Vec<Vec<(bool, Vec<u8>)>> = lanes
        .iter()
        .map(|lane| lane.iter().map(|own| (own.method == "HEAD", text(own, &host))).collect())
        .collect();
    let mut tasks = JoinSet::new();
    let began = Instant::now();
    for lane in written {
        let host = Arc::clone(&host);
        tasks.spawn(async move {
            let mut stream = TcpStream::connect(host.as_str()).await?;
            stream.set_nodelay(true)?;
            let mut buffer = Vec::new();
            for (is_head, bytes) in lane {
                stream.write_all(&bytes).await?;
                buffer.clear();
                while !is_whole(&buffer, is_head) {
                    if stream.read_buf(&mut buffer).await? == 0 {
                        return Err(Trouble::from("the server closed a connection"));
                    }
                }
            }
            Ok(())
        });
    }
    all(tasks, began).await
}

/// Waits for every lane; how long that took since it began.
async fn all(mut tasks: JoinSet<Result<(), Trouble>>, began: Instant) -> Result<Duration, Trouble> {
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(began.elapsed())
}

/// A request as it goes out.
fn text(own: &Prepared, host: &str) -> Vec<u8> {
    let mut text = format!("{} {} HTTP/1.1\r\nHost: {host}\r\n", own.method, own.target);
    for (name, value) in &own.headers {
        let _ = write!(text, "{name}: {value}\r\n");
    }
    if let Some(body) = &own.body {
        let _ = write!(text, "Content-Length: {}\r\n", body.len());
    }
    text.push_str("\r\n");
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(own.body.as_deref().unwrap_or_default());
    bytes
}

/// Whether an answer of the plain server is whole: it always says how long it is.
fn is_whole(bytes: &[u8], is_head: bool) -> bool {
    let mut fields = [httparse::EMPTY_HEADER; 32];
    let mut answer = httparse::Response::new(&mut fields);
    let Ok(httparse::Status::Complete(head)) = answer.parse(bytes) else { return false };
    let length = answer.headers.iter().find(|own| own.name.eq_ignore_ascii_case("content-length"));
    let length: usize = length
        .and_then(|own| std::str::from_utf8(own.value).ok())
        .and_then(|value| value.parse().ok())
        .unwrap_or(0);
    is_head || bytes.len() >= head + length
}

fn rate(requests: usize, took: Duration) -> f64 {
    of(requests) / took.as_secs_f64()
}

#[expect(clippy::cast_precision_loss, reason = "nobody sends 2^52 requests")]
fn of(count: usize) -> f64 {
    count as f64
}

/// The least, the median and the most.
fn spread(values: impl Iterator<Item = f64>) -> [f64; 3] {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    [values[0], values[values.len() / 2], values[values.len() - 1]]
}
