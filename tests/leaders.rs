//! Leaders whom the articles taught, and what a person decides about labels, from the command line.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod common;

use common::Newsdex;

/// An archive with an invented head of government, who is named once beside the office.
fn archive() -> Newsdex {
    let newsdex = Newsdex::new();
    newsdex.write(
        "news/2026-03-04-dredging.txt",
        "Harbour to be dredged\n\nLISBON, March 4 - Portuguese Prime Minister Aldo Perrinho said on Wednesday that the \
         harbour of Setubal would be dredged before winter, and that ships would have to wait.\n",
    );
    newsdex.write(
        "news/2026-03-09-regatta.txt",
        "Regatta ends late\n\nAldo Perrinho handed the cup to the crew from Faro, who had waited for an hour in the rain, \
         and left without a word.\n",
    );
    newsdex.write(
        "news/2026-03-11-museum.txt",
        "Museum of salt\n\nThe museum of salt has a new roof, paid for by the town and by those who love it.\n",
    );
    newsdex
}

/// The archive, indexed.
fn indexed() -> Newsdex {
    let newsdex = archive();
    newsdex.run(["index", "news"]).ends(0);
    newsdex
}

#[test]
fn leaders_are_listed_with_the_first_article_and_why() {
    let newsdex = archive();
    let said = newsdex.run(["index", "news"]).ends(0).stderr;
    assert!(said.contains("learned 1 leader (newsdex leaders); 1 article labelled again: +1 leader"), "{said}");
    let listed = newsdex.run(["leaders"]).ends(0);
    let head = "name               office          days        with the office\nAldo Perrinho  PT  prime minister  ";
    assert!(listed.stdout.starts_with(head), "{}", listed.stdout);
    assert!(listed.stdout.contains(": \"Prime Minister Aldo Perrinho\"\n"), "{}", listed.stdout);
    assert_eq!(listed.stderr, "1 of 1 leader learned\n");
    let lines = newsdex.run(["leaders", "perrínho", "--json"]).ends(0).json();
    let [line] = &lines[..] else { panic!("{lines:?}") };
    for (field, value) in
        [("type", "leader"), ("name", "Aldo Perrinho"), ("why", "Prime Minister Aldo Perrinho"), ("source", "learned")]
    {
        assert_eq!(line[field], value, "{line}");
    }
    assert_eq!((&line["articles"], &line["title"]), (&1.into(), &"Harbour to be dredged".into()));
    let first = newsdex.run(["show", line["id"].as_str().unwrap()]).ends(0).stdout;
    assert!(first.starts_with("Harbour to be dredged"), "{first}");
}

#[test]
fn who_is_not_there_is_said_to_be_so() {
    let newsdex = Newsdex::new();
    newsdex.write("news/a.txt", "The museum of salt has a new roof, paid for by the town and by those who love it.\n");
    newsdex.run(["index", "news"]).ends(0);
    let nobody = newsdex.run(["leaders"]).ends(1);
    assert!(nobody.stdout.is_empty() && nobody.stderr.starts_with("no leader was learned"), "{}", nobody.stderr);
    assert!(newsdex.run(["leaders", "--all"]).ends(1).stderr.starts_with("no article has a leader"));
    assert!(newsdex.run(["leaders", "--json"]).ends(1).stdout.is_empty());
    let other = indexed().run(["leaders", "Nobody"]).ends(1).stderr;
    assert!(other.starts_with("no leader called so was learned (1 leader learned"), "{other}");
}

#[test]
fn all_leaders_say_whom_they_are_known_from() {
    let newsdex = archive();
    newsdex
        .write("newsdex.toml", "[[leader]]\nname = \"Mira Quillado\"\n[[leader.office]]\ntitle = \"Harbour Master\"\n");
    newsdex.write(
        "news/b.txt",
        "Mira Quillado opened the fair in Olhao. German Chancellor Angela Merkel sent a letter, which was read aloud. \
         Italian Fisheries Minister Enzo Barcaro came by boat from Genoa.\n",
    );
    newsdex.run(["index", "news"]).ends(0);
    let lines = newsdex.run(["leaders", "--all", "--json"]).ends(0).json();
    let mut found: Vec<_> = lines
        .iter()
        .map(|line| {
            (line["name"].as_str().unwrap(), line["source"].as_str().unwrap(), line["articles"].as_u64().unwrap())
        })
        .collect();
    found.sort_unstable();
    let expected = [
        ("Aldo Perrinho", "learned", 2),
        ("Angela Merkel", "listed", 1),
        ("Enzo Barcaro", "unlisted", 1),
        ("Mira Quillado", "own", 1),
    ];
    assert_eq!(found, expected);
    let mira = lines.iter().find(|line| line["name"] == "Mira Quillado").unwrap();
    assert_eq!(mira["office"], "harbour master");
    let drawn = newsdex.run(["leaders", "--all", "merkel"]).ends(0).stdout;
    assert!(drawn.contains("Angela Merkel  DE  chancellor") && drawn.contains("  1  listed\n"), "{drawn}");
}

#[test]
fn labels_from_what_was_learned_are_marked() {
    let newsdex = indexed();
    let show = newsdex.run(["show", "news/2026-03-09-regatta.txt", "--explain", "--json"]).ends(0).json();
    let leader = |line: &serde_json::Value| {
        let evidence = line["evidence"].as_array().unwrap().clone();
        evidence.into_iter().find(|one| one["kind"] == "leader")
    };
    let found = leader(&show[0]).unwrap();
    assert_eq!((&found["label"], &found["learned"]), (&"Aldo Perrinho".into(), &true.into()));
    let path = "news/2026-03-09-regatta.txt";
    let alone = newsdex.run(["clean", path, "--explain", "--json"]).ends(0).json();
    assert_eq!(leader(&alone[0]), None, "without an index nobody knows him");
    let with = newsdex.run(["clean", path, "--index", "index", "--explain", "--json"]).ends(0).json();
    assert_eq!(leader(&with[0]).unwrap()["learned"], true);
    assert_eq!(with[0]["leaders"], serde_json::json!(["Aldo Perrinho"]));
    let found = newsdex.run(["search", "--leader", "perrinho", "--count"]).ends(0).stdout;
    assert_eq!(found, "2\n");
}

#[test]
fn what_a_person_decides_is_applied_without_the_sources() {
    let newsdex = indexed();
    newsdex.write("newsdex.toml", "[labels]\nveto = [\"Aldo Perrinho\"]\n");
    std::fs::rename(newsdex.path("news"), newsdex.path("away")).unwrap();
    let dry = newsdex.run(["index", "--relabel", "--dry-run"]).ends(0).stderr;
    assert!(dry.starts_with("dry run, nothing written · 2 articles would be labelled again: -2 leaders\n"), "{dry}");
    assert!(dry.contains("\n  -2 leader Aldo Perrinho\n"), "{dry}");
    assert_eq!(newsdex.run(["search", "--leader", "perrinho", "--count"]).ends(0).stdout, "2\n");
    let done = newsdex.run(["index", "--relabel", "--json"]).ends(0).json();
    assert_eq!(
        done[0],
        serde_json::json!({"type": "relabelled", "kind": "leader", "label": "Aldo Perrinho", "articles": -2})
    );
    let summary = done.last().unwrap();
    assert_eq!((&summary["labelled_again"], &summary["forgotten_leaders"]), (&2.into(), &1.into()));
    assert_eq!(summary["labels"], serde_json::json!({"leader": {"gained": 0, "lost": 2}}));
    newsdex.run(["leaders"]).ends(1);
    newsdex.run(["search", "--leader", "perrinho", "--count"]).ends(1);
    let again = newsdex.run(["index", "--relabel"]).ends(0).stderr;
    assert!(again.starts_with("no label changed\nlabelled 3 articles in "), "{again}");
    newsdex.run(["index", "--relabel", "news"]).ends(2);
}

#[test]
fn a_changed_configuration_needs_no_flag_and_reads_no_file() {
    let newsdex = indexed();
    newsdex.write(
        "newsdex.toml",
        "[[leader]]\nname = \"Perrinho the Elder\"\naliases = [\"Aldo Perrinho\"]\ncountry = \"PT\"\n",
    );
    let lines = newsdex.run(["index", "--json"]).ends(0).json();
    let summary = lines.last().unwrap();
    assert_eq!(
        (&summary["read"], &summary["unchanged"], &summary["labelled_again"]),
        (&0.into(), &3.into(), &2.into())
    );
    assert_eq!(newsdex.run(["search", "--leader", "Perrinho the Elder", "--count"]).ends(0).stdout, "2\n");
    let lines = newsdex.run(["index", "--json"]).ends(0).json();
    assert_eq!((lines.len(), &lines[0]["labelled_again"]), (1, &0.into()), "once is enough");
    newsdex.write("newsdex.toml", "[[leader]]\nname = \"A B\"\ncountry = \"Portugual\"\n");
    let wrong = newsdex.run(["index"]).ends(2).stderr;
    assert!(wrong.contains("unknown country 'Portugual'; did you mean 'Portugal'"), "{wrong}");
}

#[test]
fn an_own_country_or_topic_can_be_asked_for() {
    let newsdex = indexed();
    newsdex.write(
        "newsdex.toml",
        "[[country]]\ncode = \"QX\"\nname = \"Quarria\"\n[[topic]]\nname = \"harbours/dredging\"\nterms = [\"dredged\"]\n",
    );
    newsdex.run(["index"]).ends(0);
    // nothing found is no wrong usage
    for filter in ["--country=quarria", "--country=QX", "--mentions=Quarria"] {
        newsdex.run(["search", filter, "--count"]).ends(1);
    }
    for filter in ["--topic=harbours", "--topic=dredging", "--topic=Harbours/Dredging"] {
        assert_eq!(newsdex.run(["search", filter, "--count"]).ends(0).stdout, "1\n", "{filter}");
    }
    newsdex.run(["search", "--country=Quarriaa", "--count"]).ends(2);
    newsdex.run(["search", "--topic=dredgings-of-old", "--count"]).ends(2);
}

#[test]
fn a_list_that_was_lost_is_said_to_be_lost_and_made_anew() {
    let newsdex = indexed();
    let lists = || {
        let files = std::fs::read_dir(newsdex.path("index")).unwrap().flatten().map(|entry| entry.path());
        files.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("leaders-")).collect::<Vec<_>>()
    };
    lists().iter().for_each(|list| std::fs::remove_file(list).unwrap());
    for args in [["leaders", "--json"], ["show", "--explain"], ["clean", "--index=index"]] {
        let path = newsdex.path("news/2026-03-09-regatta.txt");
        let lost = newsdex.run([args[0], args[1], path.to_str().unwrap()]).ends(2).stderr;
        assert!(lost.contains("are lost (make them anew with 'newsdex index')"), "{lost}");
    }
    newsdex.run(["index"]).ends(0);
    assert_eq!(lists().len(), 1);
    newsdex.run(["leaders", "perrinho"]).ends(0);
}

#[test]
fn articles_without_a_label_are_counted() {
    let newsdex = indexed();
    let lines = newsdex.run(["stats", "--json"]).ends(0).json();
    let summary = lines.last().unwrap();
    assert_eq!(summary["unlabelled"]["leader"], 1);
    assert_eq!(summary["learned_leaders"], 1);
    let facet = lines.iter().find(|line| line["field"] == "leader").unwrap();
    assert_eq!((&facet["none"], &facet["counts"]), (&1.into(), &serde_json::json!([["Aldo Perrinho", 2]])));
    let drawn = newsdex.run(["stats"]).ends(0).stdout;
    assert!(
        drawn.contains(" without a country, 1 without a leader, ")
            && drawn.contains("\nlearned   1 leader (newsdex leaders)\n"),
        "{drawn}"
    );
    let facets = newsdex.run(["search", "harbour", "--facets", "leader", "--match", "any"]).ends(0).stdout;
    assert!(facets.contains("leader\n  Aldo Perrinho"), "{facets}");
}
