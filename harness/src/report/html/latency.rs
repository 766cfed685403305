//! Latency: for each operation how many answers took how long, on one scale for all of them.

use super::piece::{Html, html, in_milliseconds};
use crate::record::{OperationTiming, Summary};
use crate::report::words::grouped;

/// The plot's size, in its own units.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 100.0;

/// The scale: powers of ten of milliseconds, from the first to the last.
#[derive(Clone, Copy)]
struct Scale {
    first: i32,
    last: i32,
}

impl Scale {
    fn of(all: &[OperationTiming]) -> Option<Self> {
        let bounds = || all.iter().flat_map(|own| own.histogram.iter().map(|(bound, _)| *bound));
        let quickest = bounds().fold(f64::INFINITY, f64::min);
        let slowest = bounds().fold(0.0, f64::max);
        if !quickest.is_finite() {
            return None;
        }
        let power = |number: f64| number.max(0.01).log10();
        #[expect(clippy::cast_possible_truncation, reason = "a few powers of ten")]
        let (first, last) = (power(quickest * 0.9).floor() as i32, power(slowest).ceil() as i32);
        Some(Self { first, last: last.max(first + 1) })
    }

    /// Where on the scale a number of milliseconds stands, from 0 to 1.
    fn place(self, number: f64) -> f64 {
        let (first, last) = (f64::from(self.first), f64::from(self.last));
        ((number.max(1e-6).log10() - first) / (last - first)).clamp(0.0, 1.0)
    }
}

pub(super) fn part(summary: &Summary) -> Html {
    let all = &summary.timing.operations;
    let Some(scale) = Scale::of(all) else { return Html::default() };
    let rows: Html = all.iter().map(|own| row(own, scale)).collect();
    html!(
        "<p>How long answers took, as this machine saw them; the scale is logarithmic, and the same for all. The lines stand \
         where half, and where ninety-nine of a hundred answers had come.</p>\n\
         <table class=\"latency\" role=\"table\">\n<thead role=\"rowgroup\"><tr role=\"row\"><th scope=\"col\" role=\"columnheader\">operation</th>\
         <th scope=\"col\" role=\"columnheader\">answers by time</th><th scope=\"col\" role=\"columnheader\">answers</th>\
         <th scope=\"col\" role=\"columnheader\">half</th><th scope=\"col\" role=\"columnheader\">99 of 100</th>\
         <th scope=\"col\" role=\"columnheader\">slowest</th></tr></thead>\n<tbody role=\"rowgroup\">\n{}</tbody>\n</table>\n",
        rows,
    )
}

fn row(own: &OperationTiming, scale: Scale) -> Html {
    html!(
        "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\"><code>{}</code></th><td role=\"cell\" class=\"plot\">{}</td>\
         <td role=\"cell\" data-label=\"answers\">{}</td><td role=\"cell\" data-label=\"half\">{}</td>\
         <td role=\"cell\" data-label=\"99 of 100\">{}</td><td role=\"cell\" data-label=\"slowest\">{}</td></tr>\n",
        own.operation,
        plot(own, scale),
        grouped(own.answers),
        in_milliseconds(own.p50_ms),
        in_milliseconds(own.p99_ms),
        in_milliseconds(own.max_ms),
    )
}

fn plot(own: &OperationTiming, scale: Scale) -> Html {
    let most = own.histogram.iter().map(|(_, count)| *count).max().unwrap_or(1);
    let bars = own.histogram.iter().map(|(bound, count)| {
        // A class is an eighth of a doubling wide.
        let right = scale.place(*bound) * WIDTH;
        let left = scale.place(*bound / 2f64.powf(0.125)) * WIDTH;
        #[expect(clippy::cast_precision_loss, reason = "nobody counts 2^52 answers")]
        let tall = (*count as f64 / most as f64 * HEIGHT).max(2.0);
        rectangle(left, HEIGHT - tall, (right - left).max(3.0), tall)
    });
    let bars: Html = bars.collect();
    let lines = [own.p50_ms, own.p99_ms].map(|number| {
        let x = number_of(scale.place(number) * WIDTH);
        html!("<path class=\"quantile\" d=\"M{} 0V100\"/>", x)
    });
    let lines: Html = lines.into_iter().collect();
    let powers = scale.first..=scale.last;
    let grid = powers.clone().map(|power| {
        html!(
            "<path class=\"grid\" d=\"M{} 0V100\"/>",
            number_of(scale.place(10f64.powi(power)) * WIDTH)
        )
    });
    let grid: Html = grid.collect();
    let ticks = powers.map(|power| {
        let left = number_of(scale.place(10f64.powi(power)) * 100.0);
        html!("<span style=\"left:{}%\">{}</span>", left, tick(power))
    });
    let ticks: Html = ticks.collect();
    html!(
        "<svg viewBox=\"0 0 1000 100\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\">{}{}{}</svg>\
         <span class=\"axis\" aria-hidden=\"true\">{}</span>",
        format!(
            "answers of {} by time: half within {}, 99 of 100 within {}",
            own.operation,
            in_milliseconds(own.p50_ms),
            in_milliseconds(own.p99_ms)
        ),
        grid,
        bars,
        lines,
        ticks,
    )
}

fn rectangle(x: f64, y: f64, width: f64, height: f64) -> Html {
    let [x, y, width, height] = [x, y, width, height].map(number_of);
    html!("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>", x, y, width, height)
}

fn number_of(number: f64) -> String {
    format!("{number:.1}")
}

/// A power of ten of milliseconds, as short as can be.
fn tick(power: i32) -> String {
    match power {
        ..0 => format!("{} µs", 10i64.pow(u32::try_from((power + 3).max(0)).unwrap_or_default())),
        0..=2 => format!("{} ms", 10i64.pow(power.unsigned_abs())),
        3.. => format!("{} s", 10i64.pow(power.unsigned_abs() - 3)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_holds_all_that_was_measured() {
        let of = |histogram: Vec<(f64, usize)>| OperationTiming {
            histogram,
            ..OperationTiming::default()
        };
        let scale = Scale::of(&[of(vec![(0.12, 3), (1.0, 1)]), of(vec![(250.0, 1)])]).unwrap();
        assert_eq!((scale.first, scale.last), (-1, 3));
        assert!(scale.place(0.12) > 0.0 && scale.place(250.0) < 1.0);
        assert!(Scale::of(&[]).is_none());
        let single = Scale::of(&[of(vec![(1.0, 1)])]).unwrap();
        assert!(single.first < single.last);
    }

    #[test]
    fn ticks_have_the_unit_that_a_person_reads() {
        let words = [-3, -2, -1, 0, 2, 3, 4].map(tick);
        assert_eq!(words, ["1 µs", "10 µs", "100 µs", "1 ms", "100 ms", "1 s", "10 s"]);
    }
}
