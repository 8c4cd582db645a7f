//! Full names beside an office in the body: what leaders are learned from, whether anybody knows them or not.

use std::collections::hash_map::Entry;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::annotate::directory::Directory;
use crate::annotate::directory::Source;
use crate::annotate::leaders;
use crate::annotate::names::Hit;
use crate::annotate::names::Sense;
use crate::annotate::offices;
use crate::annotate::offices::Beside;
use crate::annotate::offices::Reader;
use crate::annotate::people;
use crate::annotate::states;
use crate::annotate::words;
use crate::article::Sighting;
use crate::lexicon::titles;

/// Sightings of one article at most: who lists more people in office writes a work of reference and no report, and the
/// largest governments have some hundred members.
const MOST: usize = 300;

/// The names of a body that an office stands beside, each once an office, in order.
///
/// The hits are those of the body, without learned names: what one article teaches never depends on another. The range is
/// that of office and name together.
pub(super) fn find(directory: &Directory, reader: &Reader<'_>, year: Option<i32>) -> Vec<(Sighting, Range<usize>)> {
    let (body, hits) = (reader.text, reader.hits);
    let mut sightings: Vec<(Sighting, Range<usize>)> = Vec::new();
    let mut seen: FxHashMap<(String, String, String), usize> = FxHashMap::default();
    let sole = sole(hits);
    for (i, hit) in hits.iter().enumerate() {
        if sightings.len() == MOST {
            break;
        }
        // who is only somebody's counterpart has an office that nobody names
        if !matches!(hit.sense, Sense::Title(_)) || offices::is_peer(&body[hit.start..hit.end]) {
            continue;
        }
        let Some(Beside::Full(range)) = reader.beside(i) else { continue };
        if !leaders::may_lead(body, &range, hits) || leaders::has_listed(body, &range, hits) {
            continue;
        }
        let name = body[range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
        let name = people::usual_capitals(&name).into_owned();
        let known = directory.by_name(&name).is_some_and(|row| directory.source(row) != Source::Learned);
        if known || directory.is_vetoed(&name) {
            continue;
        }
        let words = hit.start.min(range.start)..hit.end.max(range.end);
        let Some(sighting) = sighting(reader, i, range, name, sole) else { continue };
        // a misprint of who is known teaches nobody
        if directory.near(&sighting.name, &sighting.office, &sighting.country, year).is_some() {
            continue;
        }
        let key = (sighting.name.clone(), sighting.office.clone(), sighting.country.clone());
        match seen.entry(key) {
            // one sentence that says whose the office is tells it for all
            Entry::Occupied(known) => sightings[*known.get()].0.head |= sighting.head,
            Entry::Vacant(new) => {
                new.insert(sightings.len());
                sightings.push((sighting, words));
            }
        }
    }
    sightings
}

/// What the office at `hits[i]` says about the name at `range`.
fn sighting(reader: &Reader<'_>, i: usize, range: Range<usize>, name: String, sole: Option<&str>) -> Option<Sighting> {
    let (body, hits) = (reader.text, reader.hits);
    let headship = titles::all().headship(&body[hits[i].start..hits[i].end]);
    let office = headship.map_or_else(|| office(body, hits, i), |body| body.office.clone());
    let own = headship.map(|body| body.country).filter(|code| !code.is_empty()).or_else(|| nation(&office));
    let international = headship.is_some() && office != "central bank governor" || is_international(&office);
    let beside = states::of_office(body, hits, i, &range);
    let ours = states::is_ours(body, hits[i].start);
    let country = match own {
        Some(code) => code,
        None if international => "",
        None => beside.or(sole).unwrap_or_default(),
    };
    // a president of an article about one country may be anything's
    let said = || {
        beside.is_some() || ours || own.is_some() || reader.setting().sentence_names(body, hits, range.start, country)
    };
    let told = !["president", "premier", "chancellor", "head of state"].contains(&&*office) || said();
    let head = is_head(&office, country) && told;
    // premiers of provinces and of states
    let provincial = office == "premier" && ["AU", "CA"].contains(&country);
    (!provincial).then(|| Sighting { name, office, country: country.to_owned(), head })
}

/// The office at `hits[i]` in English, lower case, as it is called most often.
fn office(text: &str, hits: &[Hit], i: usize) -> String {
    let printed = &text[hits[i].start..hits[i].end];
    if let Some(english) = titles::all().translation(printed) {
        return english.to_owned();
    }
    let printed = words::small(printed);
    let plain = ["acting ", "interim ", "transitional ", "caretaker "]
        .iter()
        .fold(&*printed, |office, word| office.strip_prefix(word).unwrap_or(office));
    let plain = ["-elect", "-designate"].iter().fold(plain, |office, end| office.strip_suffix(end).unwrap_or(office));
    let plain = plain.replace("defense", "defence").replace("labor ", "labour ").replace("u.n.", "un");
    let plain = plain.replace("u.s.", "us").replace("secretary general", "secretary-general");
    let plain = plain.strip_prefix("us ").filter(|office| *office != "trade representative").unwrap_or(&plain);
    let usual = |office: &str| titles::all().usual(office).into_owned();
    if plain == "minister" {
        let field = offices::portfolio(text, hits[i].end);
        return if field.is_empty() { plain.to_owned() } else { usual(&format!("{field} {plain}")) };
    }
    usual(plain)
}

/// Whether the office is one of an international body, by its name.
fn is_international(office: &str) -> bool {
    ["un ", "eu ", "ec ", "european "].iter().any(|body| office.starts_with(body))
        || office.ends_with("commissioner")
        || office == "high representative"
}

/// The country of offices that only one has.
fn nation(office: &str) -> Option<&'static str> {
    Some(match office {
        "taoiseach" | "tanaiste" | "tánaiste" => "IE",
        "chancellor of the exchequer" | "chief secretary to the treasury" => "GB",
        "us trade representative"
        | "federal reserve chair"
        | "homeland security secretary"
        | "speaker of the house"
        | "house speaker" => "US",
        "soviet leader" => "SU",
        "palestinian leader" => "PS",
        _ => return None,
    })
}

/// The only country that the text names, where it names one.
fn sole(hits: &[Hit]) -> Option<&'static str> {
    let mut codes = hits.iter().filter_map(|hit| match hit.sense {
        Sense::Country(code) | Sense::City(code) | Sense::Region(code) => Some(code),
        _ => None,
    });
    let first = codes.next()?;
    codes.all(|code| code == first).then_some(first)
}

/// Whether an office is that of a head of state or government; presidents without a country are others'. Chancellors are elsewhere those of the exchequer and of
/// universities.
fn is_head(office: &str, country: &str) -> bool {
    match office {
        "chancellor" => ["AT", "DE"].contains(&country),
        "prime minister" | "president" | "premier" | "taoiseach" | "head of state" | "soviet leader"
        | "palestinian leader" => true,
        _ => titles::all().offices.iter().any(|(name, kind)| *name == office && *kind == titles::Office::Royal),
    }
}
