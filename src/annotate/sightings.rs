//! Full names beside an office in the body: what leaders are learned from, whether anybody knows them or not.

use std::ops::Range;

use crate::annotate::directory::Directory;
use crate::annotate::directory::Source;
use crate::annotate::leaders;
use crate::annotate::names;
use crate::annotate::names::Hit;
use crate::annotate::names::Sense;
use crate::annotate::offices;
use crate::annotate::offices::Beside;
use crate::annotate::words;
use crate::article::Sighting;
use crate::lexicon::titles;

/// The names of a body that an office stands beside, each once an office, in order.
///
/// `hits` are those of the body, without learned names: what one article teaches never depends on another.
pub(super) fn find(directory: &Directory, body: &str, hits: &[Hit]) -> Vec<Sighting> {
    let mut sightings: Vec<Sighting> = Vec::new();
    for (i, hit) in hits.iter().enumerate() {
        if !matches!(hit.sense, Sense::Title(_)) {
            continue;
        }
        let Some(Beside::Full(range)) = offices::beside(body, hits, i) else { continue };
        let listed = || names::within(hits, range.clone()).any(|hit| matches!(hit.sense, Sense::Leader(_)));
        if !leaders::may_lead(body, &range) || listed() {
            continue;
        }
        let name = body[range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
        let known = directory.by_name(&name).is_some_and(|row| directory.source(row) != Source::Learned);
        if known || directory.is_vetoed(&name) {
            continue;
        }
        let Some(sighting) = sighting(body, hits, i, range, name) else { continue };
        if !sightings.contains(&sighting) {
            sightings.push(sighting);
        }
    }
    sightings
}

/// What the office at `hits[i]` says about the name at `range`.
fn sighting(body: &str, hits: &[Hit], i: usize, range: Range<usize>, name: String) -> Option<Sighting> {
    let office = office(body, hits, i);
    let country = if is_international(&office) {
        String::new()
    } else {
        let said = offices::country(body, hits, i, &range).or_else(|| nation(&office)).or_else(|| sole(hits));
        said.unwrap_or_default().to_owned()
    };
    let head = is_head(&office, &country);
    // premiers of provinces and of states
    let provincial = office == "premier" && ["AU", "CA"].contains(&&*country);
    (!provincial).then_some(Sighting { name, office, country, head })
}

/// The office at `hits[i]` in English, lower case, as it is called most often.
fn office(text: &str, hits: &[Hit], i: usize) -> String {
    let printed = words::small(&text[hits[i].start..hits[i].end]);
    let plain = printed.trim_end_matches("-elect").trim_end_matches("-designate");
    let plain = plain.replace("defense", "defence").replace("labor ", "labour ").replace("u.n.", "un");
    let plain = plain.replace("u.s.", "us").replace("secretary general", "secretary-general");
    if plain == "minister" || plain == "secretary" {
        let field = offices::portfolio(text, hits[i].end);
        return if field.is_empty() { plain } else { usual(&format!("{field} {plain}")) };
    }
    usual(&plain)
}

/// One name for offices that have several.
fn usual(office: &str) -> String {
    let one = match office {
        "minister of foreign affairs"
        | "minister for foreign affairs"
        | "foreign affairs minister"
        | "external affairs minister"
        | "external relations minister" => "foreign minister",
        "economics minister" => "economy minister",
        "farm minister" => "agriculture minister",
        "petroleum minister" => "oil minister",
        "home affairs minister" => "home minister",
        "secretary of defence" => "defence secretary",
        "secretary of the treasury" => "treasury secretary",
        "secretary of commerce" => "commerce secretary",
        "secretary of agriculture" => "agriculture secretary",
        "attorney-general" => "attorney general",
        "governor-general" => "governor general",
        "vice-president" => "vice president",
        "central bank chief" | "central bank president" => "central bank governor",
        "un chief" | "united nations chief" | "united nations secretary-general" => "un secretary-general",
        "nato chief" => "nato secretary-general",
        "wto chief" => "wto director-general",
        "who chief" => "who director-general",
        "imf chief" => "imf managing director",
        "commission president" => "european commission president",
        "federal reserve chairman" | "federal reserve board chairman" | "fed chairman" | "fed chair" | "fed chief" => {
            "federal reserve chair"
        }
        other => other,
    };
    one.to_owned()
}

/// Whether the office is one of an international body, by its name.
fn is_international(office: &str) -> bool {
    ["un ", "nato ", "wto ", "who ", "imf ", "eu ", "european ", "ecb ", "world bank ", "opec "]
        .iter()
        .any(|body| office.starts_with(body))
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
        "bundesbank president" => "DE",
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

/// Whether an office is that of a head of state or government. Chancellors are elsewhere those of the exchequer and of
/// universities.
fn is_head(office: &str, country: &str) -> bool {
    match office {
        "chancellor" => ["AT", "DE"].contains(&country),
        "prime minister" | "president" | "premier" | "taoiseach" | "head of state" | "soviet leader"
        | "palestinian leader" => true,
        _ => titles::all().offices.iter().any(|(name, kind)| *name == office && *kind == titles::Office::Royal),
    }
}
