//! Path patterns: `*` any run but `/`, `**` any run, `?` one character but `/`.

/// A compiled pattern. Matching walks all ways through the pattern at once, so its time is at most the length of the
/// text times the number of stars.
#[derive(Clone, Debug)]
pub struct Glob {
    parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Char(char),
    /// `?`
    One,
    /// `*`
    Name,
    /// `**`
    Any,
}

impl Glob {
    /// Compiles `pattern`; every text is one.
    pub fn new(pattern: &str) -> Self {
        let mut parts = Vec::with_capacity(pattern.len());
        for c in pattern.chars() {
            match (c, parts.last()) {
                ('*', Some(Part::Name)) => {
                    parts.pop();
                    parts.push(Part::Any);
                }
                ('*', Some(Part::Any)) => {}
                ('*', _) => parts.push(Part::Name),
                ('?', _) => parts.push(Part::One),
                _ => parts.push(Part::Char(c)),
            }
        }
        Self { parts }
    }

    /// Whether the whole of `text` matches.
    pub fn matches(&self, text: &str) -> bool {
        let mut live = Vec::with_capacity(8);
        self.enter(0, &mut live);
        let mut next = Vec::with_capacity(8);
        for c in text.chars() {
            next.clear();
            for &at in &live {
                match self.parts.get(at) {
                    Some(Part::Char(expected)) if *expected == c => self.enter(at + 1, &mut next),
                    Some(Part::One) if c != '/' => self.enter(at + 1, &mut next),
                    Some(Part::Name) if c != '/' => self.stay(at, &mut next),
                    Some(Part::Any) => self.stay(at, &mut next),
                    _ => {}
                }
            }
            std::mem::swap(&mut live, &mut next);
            if live.is_empty() {
                return false;
            }
        }
        live.contains(&self.parts.len())
    }

    /// Comes to `at`, and passes over stars, which may match nothing.
    fn enter(&self, at: usize, live: &mut Vec<usize>) {
        // `**/` also matches no folder at all
        let folders = self.parts.get(at) == Some(&Part::Any)
            && self.parts.get(at + 1) == Some(&Part::Char('/'))
            && (at == 0 || self.parts.get(at - 1) == Some(&Part::Char('/')));
        self.stay(at, live);
        if folders {
            self.stay(at + 2, live);
        }
    }

    fn stay(&self, mut at: usize, live: &mut Vec<usize>) {
        loop {
            if !live.contains(&at) {
                live.push(at);
            }
            match self.parts.get(at) {
                Some(Part::Name | Part::Any) => at += 1,
                _ => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, yes: &[&str], no: &[&str]) {
        let glob = Glob::new(pattern);
        for text in yes {
            assert!(glob.matches(text), "{pattern:?} should match {text:?}");
        }
        for text in no {
            assert!(!glob.matches(text), "{pattern:?} should not match {text:?}");
        }
    }

    #[test]
    fn stars_stay_within_a_folder_unless_doubled() {
        check("r/*.html", &["r/a.html", "r/.html"], &["r/a/b.html", "r/a.htm", "xr/a.html"]);
        check("r/**", &["r/", "r/a", "r/a/b"], &["r", "s/a"]);
        check("r/**/b", &["r/b", "r/a/b", "r/a/c/b"], &["r/xb", "rb"]);
        check("**/b", &["b", "a/b"], &["ab"]);
        check("**b**", &["b", "a/b/c"], &["a/c"]);
        check("r/?.txt", &["r/é.txt"], &["r//.txt", "r/.txt", "r/ab.txt"]);
        check("", &[""], &["a"]);
        check("a", &["a"], &["A", "ab"]);
    }

    #[test]
    fn a_hostile_pattern_ends() {
        let pattern = "*a".repeat(500);
        assert!(!Glob::new(&pattern).matches(&"a".repeat(499)));
        assert!(Glob::new(&pattern).matches(&"a".repeat(500)));
    }
}
