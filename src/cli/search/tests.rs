//! What command lines of searches ask.

use std::ffi::OsString;

use newsdex::annotate::Own;
use newsdex::search::{FacetKind, Request};

use crate::cli::failure::Failure;
use crate::cli::search::ALL_FACETS;
use crate::cli::{Cli, Command, parse};

fn request(line: &[&str]) -> Result<Request, Failure> {
    let args = ["newsdex", "search"].iter().chain(line).map(OsString::from);
    let Cli { command: Command::Search(args), .. } = parse(args)? else { panic!("a search") };
    args.request("2025-10-31".parse().unwrap(), &Own::default(), &|| None)
}

fn query(line: &[&str]) -> String {
    request(line).unwrap().query
}

#[test]
fn query_words_may_begin_with_a_minus() {
    assert_eq!(query(&["tariff", "-china"]), "tariff -china");
    assert_eq!(query(&["-china"]), "-china");
    assert_eq!(query(&["-n", "3", "tariff", "-trade war"]), "tariff -\"trade war\"");
    assert_eq!(query(&["tariff", "-news", "-health", "-Vienna"]), "tariff -news -health -Vienna");
    assert_eq!(query(&["--", "--json", "-n"]), "--json -n");
    assert_eq!(query(&["climate", "-", "change"]), "climate - change");
    assert_eq!(query(&["\"rare earths\""]), "\"rare earths\"");
    assert_eq!(request(&["tariff", "-n", "3"]).unwrap().limit, Some(3));
    let error = request(&["tariff", "-n"]).unwrap_err().to_string();
    assert!(error.contains("a value is required for '--limit <N>'"), "{error}");
}

#[test]
fn wrong_usage_is_exit_code_two() {
    for line in [
        &["tariff", "-n"][..],
        &["tariff", "--nonsense"],
        &["tariff", "-n", "many"],
        &["tariff", "-n", "-3"],
        &["tariff", "--sort", "best"],
        &["tariff", "--date", "someday"],
        &["tariff", "--undated", "--since", "2025"],
        &["tariff", "--all", "-n", "3"],
        &["tariff", "--ids", "--count"],
        &["tariff", "--facets", "nonsense"],
        &["tariff", "--limit", "1", "--limit", "2"],
        &["--index", "a", "--index", "b", "tariff"],
        &[],
        &["-n", "5", "--json"],
        &["   "],
    ] {
        assert!(request(line).is_err(), "{line:?}");
    }
}

#[test]
fn filters_are_resolved_and_facets_named() {
    let request = request(&["--since", "2025-09", "--until", "2025-10", "--facets", "country,month,country"]).unwrap();
    assert_eq!(request.facets, [FacetKind::Country, FacetKind::Month]);
    let period = request.filters.dates[0];
    assert_eq!((period.since, period.until), ("2025-09-01".parse().ok(), "2025-10-31".parse().ok()));
    assert_eq!(self::request(&["--facets", "all"]).unwrap().facets, ALL_FACETS);
    let request = self::request(&["--country", "JP", "--country", "us", "--source", "Post", "--path", "a/*"]).unwrap();
    assert_eq!(request.filters.countries, ["JP", "US"]);
    assert_eq!((request.filters.sources.len(), request.filters.paths.len()), (1, 1));
}

#[test]
fn counting_wants_no_hits() {
    let request = request(&["a", "--count"]).unwrap();
    assert_eq!((request.limit, request.count, request.snippets), (Some(0), true, false));
    assert_eq!(self::request(&["a", "--all", "--ids"]).unwrap().limit, None);
    assert!(self::request(&["--sort", "newest"]).is_ok());
}

#[test]
fn days_and_weights_are_those_of_the_request() {
    use newsdex::search::Weights;
    let plain = request(&["tariff"]).unwrap();
    assert_eq!((plain.fresh, plain.weights, plain.explain), (None, Weights::default(), false));
    assert_eq!(request(&["tariff", "--lexical"]).unwrap().weights, Weights::default().lexical());
    for (line, days) in [("--fresh", 30.0), ("--fresh=90", 90.0), ("--fresh=7d", 7.0), ("--fresh=.5", 0.5)] {
        assert_eq!(request(&["tariff", line]).unwrap().fresh, Some(days), "{line}");
    }
    // the word behind it is one of the query
    let apart = request(&["--fresh", "90", "tariff"]).unwrap();
    assert_eq!((apart.fresh, apart.query.as_str()), (Some(30.0), "90 tariff"));
    for days in ["0", "-1", "nan", "inf", "week", ""] {
        let error = request(&["tariff", &format!("--fresh={days}")]).unwrap_err().to_string();
        assert!(error.contains("--fresh"), "{error}");
    }
}

#[test]
fn what_ranks_is_refused_where_nothing_is_ranked() {
    for flag in ["--lexical", "--fresh", "--explain"] {
        let error = request(&["tariff", "--sort", "newest", flag]).unwrap_err().to_string();
        assert!(error.contains("'--sort newest'") && error.contains(flag), "{error}");
        assert!(request(&["tariff", "--sort", "relevance", flag]).is_ok(), "{flag}");
    }
}
