//! The day in a path: `2025-10-28-pact.txt`, `20251028_pact.txt`, `2025/10/28/pact.txt`.

use crate::article::Date;

/// Years that a number at the beginning of a name plausibly means.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2100;

/// The date in a path, of its file name first, then of folders named year, month and perhaps day.
pub(super) fn date(path: &str) -> Option<Date> {
    let parts: Vec<&str> = path.split(['/', '\\']).collect();
    let (name, folders) = parts.split_last()?;
    of_name(name).or_else(|| folders.iter().rev().find_map(|folder| of_name(folder))).or_else(|| of_folders(folders))
}

/// `2025-10-28…`, `2025_10_28…`, `20251028…`, not followed by more digits.
fn of_name(name: &str) -> Option<Date> {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let (year, month, day, rest) = match digits {
        8 => (&name[..4], &name[4..6], &name[6..8], &name[8..]),
        4 => {
            let mark = name.as_bytes().get(4).filter(|byte| b"-_.".contains(byte))?;
            let month = name.get(5..7)?;
            (name.as_bytes().get(7) == Some(mark)).then_some(())?;
            (&name[..4], month, name.get(8..10)?, &name[10..])
        }
        _ => return None,
    };
    let ends = !rest.starts_with(|c: char| c.is_ascii_digit());
    (ends && all_digits(month) && all_digits(day)).then(|| day_of(year, month, day)).flatten()
}

fn of_folders(folders: &[&str]) -> Option<Date> {
    let two = |part: &&str| part.len() == 2 && all_digits(part);
    folders.windows(2).enumerate().rev().find_map(|(at, pair)| {
        let (year, month) = (pair[0], pair[1]);
        if year.len() != 4 || !all_digits(year) || !two(&month) {
            return None;
        }
        match folders.get(at + 2).filter(|day| two(day)) {
            Some(day) => day_of(year, month, day),
            None => Date::month(plausible(year)?, month.parse().ok()?),
        }
    })
}

fn day_of(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::day(plausible(year)?, month.parse().ok()?, day.parse().ok()?)
}

fn plausible(year: &str) -> Option<i32> {
    year.parse().ok().filter(|year| YEARS.contains(year))
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_date_their_articles() {
        let cases = [
            ("2025-10-28-pact.html", Some("2025-10-28")),
            ("harbour/2025_10_28.txt", Some("2025-10-28")),
            ("20251028_pact.txt", Some("2025-10-28")),
            ("20251028.txt", Some("2025-10-28")),
            ("2025-10-28/pact.txt", Some("2025-10-28")),
            ("a/2025/10/28/pact.txt", Some("2025-10-28")),
            ("a/2025/10/pact.txt", Some("2025-10")),
            ("2025/10/28.txt", Some("2025-10")),
            ("202510281.txt", None),
            ("2025-10-281.txt", None),
            ("2025-13-01.txt", None),
            ("17001028.txt", None),
            ("99991028.txt", None),
            ("2025/pact.txt", None),
            ("2025-10_28.txt", None),
            ("2025-é0-28.txt", None),
            ("pact-2.txt", None),
            ("", None),
        ];
        for (path, iso) in cases {
            assert_eq!(date(path).map(|date| date.iso()).as_deref(), iso, "{path}");
        }
    }
}
