//! How much memory a check takes, the reference server in the same process included, and whether that grows with the
//! number of cases. The system keeps the peak of a process; it can be read on Linux alone.

#![expect(clippy::print_stdout, reason = "a benchmark's output is what it measured")]
#![expect(clippy::print_stderr, reason = "errors go to stderr")]

mod support;

use std::process::ExitCode;

use support::{Bench, Trouble, grouped};

/// Random cases of the first run, and of the second one in the same process.
const CASES: [usize; 2] = [2_000, 50_000];

/// The peak must stay below this, in megabytes.
const MOST: f64 = 60.0;

/// The second run may lift the peak of the first one by so much, in megabytes: what an allocator takes for itself.
const GROWTH: f64 = 4.0;

fn main() -> ExitCode {
    if peak().is_none() {
        println!(
            "memory: not measured, as this system does not tell the peak of a process (Linux does)"
        );
        return ExitCode::SUCCESS;
    }
    let measured = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Trouble::from)
        .and_then(|runtime| runtime.block_on(runtime.spawn(measure()))?);
    match measured {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(4)
        }
    }
}

/// Measures and prints; whether both peaks are as they must be.
async fn measure() -> Result<bool, Trouble> {
    let bench = Bench::start().await?;
    let mut peaks = Vec::new();
    println!("{}: peak of the process, the reference server in it", bench.dialect.id);
    for cases in CASES {
        let (summary, took) = bench.check(cases).await?;
        let peak = peak().ok_or("the peak can't be read any more")?;
        let requests = u32::try_from(summary.counts.requests)?;
        println!(
            "  {:>6} random cases  {peak:>6.1} MB  {:>8} requests  {:>6} worlds  {:>5.1} s",
            grouped(f64::from(u32::try_from(cases)?)),
            grouped(f64::from(requests)),
            grouped(f64::from(u32::try_from(summary.counts.fixtures)?)),
            took.as_secs_f64(),
        );
        peaks.push(peak);
    }
    let growth = peaks[1] - peaks[0];
    println!("  growth               {growth:>6.1} MB");
    let mut fine = true;
    if peaks[1] >= MOST {
        println!("  TOO MUCH: the peak must stay below {MOST:.0} MB");
        fine = false;
    }
    if growth > GROWTH {
        println!("  GROWS: by more than {GROWTH:.0} MB, so something is kept for each case");
        fine = false;
    }
    Ok(fine)
}

/// The most memory that this process has ever held, in megabytes; none where the system does not tell.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024.0 / 1_000_000.0)
}
