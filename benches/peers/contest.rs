//! Numbers of a contest: medians, percentiles, ratios of pairs, growth.

use std::time::Duration;

use serde::Serialize;

/// The middle one; the mean of the middle two; 0 of none.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match (sorted.len(), sorted.len() / 2) {
        (0, _) => 0.0,
        (n, middle) if n % 2 == 1 => sorted[middle],
        (_, middle) => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

/// The smallest value that `percent` of all are not above; 0 of none.
pub(crate) fn nearest_rank(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

/// Microseconds.
pub(crate) fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// Ratios of values measured one after the other.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Ratio {
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

impl Ratio {
    /// Of `first` to `second`, pair by pair.
    pub(crate) fn of(first: &[f64], second: &[f64]) -> Self {
        let ratios: Vec<f64> = first.iter().zip(second).map(|(a, b)| a / b.max(f64::MIN_POSITIVE)).collect();
        let (least, most) = (nearest_rank(&ratios, 0), nearest_rank(&ratios, 100));
        Self { median: median(&ratios), least, most }
    }
}

/// The slope of the line through the logarithms of sizes and costs, by least squares; no number where a cost is nothing.
pub(crate) fn slope(points: &[(f64, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> = points.iter().map(|(size, cost)| (size.ln(), cost.ln())).collect();
    let n = logs.len() as f64;
    let (x, y) = (logs.iter().map(|p| p.0).sum::<f64>() / n, logs.iter().map(|p| p.1).sum::<f64>() / n);
    let over: f64 = logs.iter().map(|p| (p.0 - x) * (p.1 - y)).sum();
    let under: f64 = logs.iter().map(|p| (p.0 - x).powi(2)).sum();
    over / under
}
