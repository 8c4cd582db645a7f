//! The arithmetic of `benches/peers`: what its tables say is what was measured.

#[path = "../benches/peers/contest.rs"]
#[allow(dead_code, reason = "a part of it is tested")]
mod contest;

use contest::{Ratio, median, nearest_rank, slope};

#[test]
fn medians_and_percentiles() {
    assert_eq!([median(&[]), median(&[3.0, 1.0, 2.0]), median(&[4.0, 1.0])], [0.0, 2.0, 2.5]);
    let hundred: Vec<f64> = (1..=100).rev().map(f64::from).collect();
    assert_eq!([0, 50, 95, 99, 100].map(|percent| nearest_rank(&hundred, percent)), [1.0, 50.0, 95.0, 99.0, 100.0]);
    assert_eq!(nearest_rank(&[], 99), 0.0);
}

#[test]
fn a_ratio_is_that_of_pairs() {
    // a machine that slows down for one round favours nobody
    let ratio = Ratio::of(&[2.0, 20.0, 3.0], &[1.0, 10.0, 1.0]);
    assert_eq!([ratio.median, ratio.least, ratio.most], [2.0, 2.0, 3.0]);
}

#[test]
fn growth_is_the_exponent() {
    let linear = [(20e3, 1.0), (200e3, 10.0), (1e6, 50.0)];
    assert!((slope(&linear) - 1.0).abs() < 1e-9);
    let square = [(10.0, 100.0), (1000.0, 1e6)];
    assert!((slope(&square) - 2.0).abs() < 1e-9);
    assert!(slope(&[(10.0, 5.0), (1000.0, 5.0)]).abs() < 1e-9);
}
