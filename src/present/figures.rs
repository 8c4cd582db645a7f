//! Numbers as people read them.

use std::time::Duration;

/// `1,204`
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 article`, `2 articles`
pub fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", count(number))
}

/// Decimal units, as disks are sold: `999 B`, `1.2 kB`, `12 MB`.
pub fn bytes(number: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if number < 1000 {
        return format!("{number} B");
    }
    let mut value = number as f64 / 1000.0;
    let mut unit = 0;
    // 999.5 would be printed as 1000
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    if value < 9.95 { format!("{value:.1} {}", UNITS[unit]) } else { format!("{value:.0} {}", UNITS[unit]) }
}

/// `0.9 ms`, `123 ms`, `1.2 s`, `3 min 20 s`
pub fn duration(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    match ms {
        _ if ms < 99.95 => format!("{ms:.1} ms"),
        _ if ms < 999.5 => format!("{ms:.0} ms"),
        _ if ms < 59_950.0 => format!("{:.1} s", ms / 1e3),
        _ => {
            let seconds = (ms / 1e3).round() as u64;
            format!("{} min {} s", count(seconds / 60), seconds % 60)
        }
    }
}

/// Megabytes (10^6) a second: `8.0 MB/s`; `None` when too little was read or it took too short to tell.
pub fn rate(bytes: u64, time: Duration) -> Option<String> {
    let seconds = time.as_secs_f64();
    // below a millisecond or 10 kB the figure says more about the clock than about the work
    (seconds >= 1e-3 && bytes >= 10_000).then(|| format!("{:.1} MB/s", bytes as f64 / 1e6 / seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted() {
        assert_eq!([0, 999, 1000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(counted(1, "article"), "1 article");
        assert_eq!(counted(0, "article"), "0 articles");
    }

    #[test]
    fn sizes_keep_two_figures() {
        let sizes = [0, 999, 1000, 9_940, 12_345, 999_400, 999_999, 5_100_000_000];
        let texts = ["0 B", "999 B", "1.0 kB", "9.9 kB", "12 kB", "999 kB", "1.0 MB", "5.1 GB"];
        assert_eq!(sizes.map(bytes), texts);
    }

    #[test]
    fn times_take_the_unit_that_fits() {
        let times = [812, 99_940, 99_960, 1_234_000, 200_000_000].map(Duration::from_micros).map(duration);
        assert_eq!(times, ["0.8 ms", "99.9 ms", "100 ms", "1.2 s", "3 min 20 s"]);
        assert_eq!(rate(8_000_000, Duration::from_secs(1)).as_deref(), Some("8.0 MB/s"));
        assert_eq!(rate(8_000_000, Duration::ZERO), None);
    }
}
