//! Weights as they are typed: `--set meaning=0,near=.2`, `--try meaning=0,.3,.6`.

use std::fmt;

use newsdex::search::Weights;

/// Settings that `--try` may ask for: as many as two weights with thirty values each.
const MAX_SETTINGS: usize = 1_000;

/// What stands for the words alone.
const LEXICAL: &str = "lexical";

/// Weights, and what a person typed for them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Setting {
    /// `meaning=0 near=0.2`; empty for the shipped weights.
    pub(crate) typed: String,
    /// All of them.
    pub(crate) weights: Weights,
}

/// A weight and the values to try.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trial {
    name: String,
    values: Vec<f32>,
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.typed.is_empty() { "shipped weights" } else { &self.typed })
    }
}

/// Reads `NAME=VALUE[,NAME=VALUE…]`; `lexical` is the words alone.
pub(crate) fn setting(typed: &str) -> Result<Setting, String> {
    let mut setting = Setting::default();
    for part in typed.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        if part == LEXICAL {
            setting = Setting { typed: joined(&setting.typed, LEXICAL), weights: setting.weights.lexical() };
            continue;
        }
        let (name, value) = part.split_once('=').ok_or_else(|| format!("'{part}' has no '='; write NAME=VALUE"))?;
        setting = setting.with(name, number(value)?)?;
    }
    if setting.typed.is_empty() { Err(format!("no weight in '{typed}'; write NAME=VALUE")) } else { Ok(setting) }
}

/// Reads `NAME=VALUE,VALUE…`.
pub(crate) fn trial(typed: &str) -> Result<Trial, String> {
    let (name, values) =
        typed.split_once('=').ok_or_else(|| format!("'{typed}' has no '='; write NAME=VALUE,VALUE"))?;
    let values = values.split(',').map(number).collect::<Result<Vec<f32>, String>>()?;
    values.iter().try_for_each(|value| Setting::default().with(name, *value).map(drop))?;
    Ok(Trial { name: name.trim().to_owned(), values })
}

/// Every combination of the values, on the ground of `base`; the last weight changes fastest.
pub(crate) fn grid(trials: &[Trial], base: &Setting) -> Result<Vec<Setting>, String> {
    if let Some(twice) = trials.iter().find(|one| trials.iter().filter(|other| other.name == one.name).count() > 1) {
        return Err(format!("--try {} is given twice; give all its values at once", twice.name));
    }
    let number = trials.iter().try_fold(1_usize, |number, trial| number.checked_mul(trial.values.len()));
    if number.is_none_or(|number| number > MAX_SETTINGS) {
        return Err(format!("more than {MAX_SETTINGS} settings to try; give fewer values"));
    }
    let mut settings = vec![base.clone()];
    for Trial { name, values } in trials {
        let with_each = settings.iter().flat_map(|setting| values.iter().map(|value| setting.with(name, *value)));
        settings = with_each.collect::<Result<_, _>>()?;
    }
    Ok(settings)
}

impl Trial {
    /// Whether the weight of age is tried, which counts only where age does.
    pub(crate) fn is_of_age(&self) -> bool {
        self.name == "fresh"
    }
}

impl Setting {
    fn with(&self, name: &str, value: f32) -> Result<Self, String> {
        let mut setting = self.clone();
        let name = name.trim();
        if !setting.weights.set(name, value) {
            return Err(refused(name, value));
        }
        // of two values the first would count for nothing
        if self.typed.split(' ').any(|part| part.split_once('=').is_some_and(|(other, _)| other == name)) {
            return Err(format!("weight '{name}' is given twice; give it once"));
        }
        setting.typed = joined(&self.typed, &format!("{name}={value}"));
        Ok(setting)
    }
}

fn refused(name: &str, value: f32) -> String {
    match Weights::NAMES.contains(&name) {
        true => format!("'{name}={value}' is no weight; give a number from 0 to 1000"),
        false => format!("no weight '{name}'; there are {}", Weights::NAMES.join(", ")),
    }
}

fn joined(typed: &str, more: &str) -> String {
    if typed.is_empty() { more.to_owned() } else { format!("{typed} {more}") }
}

fn number(typed: &str) -> Result<f32, String> {
    let number = typed.trim().parse::<f32>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| format!("'{}' is no number; give one such as .5", typed.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_set_by_name() {
        let set = setting("meaning=.5, near=2").unwrap();
        assert_eq!((set.weights.meaning, set.weights.near), (0.5, 2.0));
        assert_eq!(set.to_string(), "meaning=0.5 near=2");
        assert_eq!(setting("lexical,near=0").unwrap().weights, Weights { near: 0.0, ..Weights::default().lexical() });
        assert_eq!(Setting::default().to_string(), "shipped weights");
    }

    #[test]
    fn what_is_no_weight_is_named() {
        let check = |typed: &str, expected: &str| {
            let said = setting(typed).unwrap_err();
            assert!(said.contains(expected), "{said}");
        };
        check("meening=1", "no weight 'meening'; there are as-typed, ");
        check("meaning=-1", "'meaning=-1' is no weight; give a number from 0 to 1000");
        check("meaning=much", "'much' is no number");
        check("meaning=inf", "'inf' is no number");
        check("meaning", "'meaning' has no '='");
        check(",", "no weight in ','");
        check("near=.5,meaning=1,near=.5", "weight 'near' is given twice; give it once");
        assert!(setting("lexical,near=.5,next-to=.5").is_ok() && setting("near=1,meaning=near=1").is_err());
        assert!(trial("meaning").is_err() && trial("meaning=1,x").is_err() && trial("meening=1").is_err());
        assert!(trial("meaning=1,-1").is_err());
    }

    #[test]
    fn a_grid_has_every_combination() {
        let trials = [trial("meaning=0,.3").unwrap(), trial("near=1,2").unwrap()];
        let typed: Vec<String> =
            grid(&trials, &Setting::default()).unwrap().iter().map(|setting| setting.typed.clone()).collect();
        assert_eq!(typed, ["meaning=0 near=1", "meaning=0 near=2", "meaning=0.3 near=1", "meaning=0.3 near=2"]);
        let twice = grid(&trials, &setting("fresh=1,near=1").unwrap()).unwrap_err();
        assert!(twice.contains("weight 'near' is given twice"), "{twice}");
        let many = Trial { name: "near".into(), values: vec![0.1; 32] };
        let other = Trial { name: "meaning".into(), values: vec![0.1; 32] };
        assert!(grid(&[many.clone(), other], &Setting::default()).is_err());
        assert!(grid(&[many.clone(), many], &Setting::default()).unwrap_err().contains("twice"));
    }
}
