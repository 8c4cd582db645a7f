//! Dates in English words, whatever the locale.

use crate::article::{Date, Precision};

/// As in lists: `28 Oct 2025`, `Oct 2025`, `2025`, `undated`.
pub fn day(date: Option<&Date>) -> String {
    let Some(date) = date else { return "undated".to_owned() };
    let form = match date.precision {
        Precision::Year => "%Y",
        Precision::Month => "%b %Y",
        Precision::Day | Precision::Minute => "%-d %b %Y",
    };
    date.at.format(form).to_string()
}

/// As over an article: with the time of day and its zone where they are known.
pub fn full(date: Option<&Date>) -> String {
    match date {
        Some(date) if date.precision == Precision::Minute => {
            let iso = date.iso();
            // what follows `YYYY-MM-DDThh:mm` is the zone
            let zone = iso.get(16..).unwrap_or_default();
            let zone = if zone == "Z" { " UTC".to_owned() } else { format!(" {zone}") };
            format!("{}, {}{}", day(Some(date)), date.at.format("%H:%M"), zone.trim_end())
        }
        date => day(date),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_say_only_what_is_known() {
        assert_eq!(day(Date::day(2025, 10, 8).as_ref()), "8 Oct 2025");
        assert_eq!(day(Date::month(2025, 10).as_ref()), "Oct 2025");
        assert_eq!(day(Date::year(1987).as_ref()), "1987");
        assert_eq!(day(None), "undated");
    }

    #[test]
    fn times_carry_their_zone() {
        let at = Date::day(2025, 10, 28).unwrap();
        let at = Date { at: at.at.date().and_hms_opt(9, 14, 0).unwrap(), precision: Precision::Minute, offset: None };
        assert_eq!(day(Some(&at)), "28 Oct 2025");
        assert_eq!(full(Some(&at)), "28 Oct 2025, 09:14");
        assert_eq!(full(Some(&Date { offset: Some(540), ..at })), "28 Oct 2025, 09:14 +09:00");
        assert_eq!(full(Some(&Date { offset: Some(0), ..at })), "28 Oct 2025, 09:14 UTC");
    }
}
