//! What goes over the line, and back.

use crate::read::guarded;
use crate::read::worker::*;

fn request(task: &Task<'_>) -> Vec<u8> {
    [&task.head().unwrap(), task.body()].concat()
}

/// The frames of the answers to requests, those of each apart.
fn answers(input: &[u8]) -> Vec<Vec<Vec<u8>>> {
    let mut output = Vec::new();
    serve_worker(&mut &*input, &mut output).unwrap();
    let mut output = output.strip_prefix(HELLO).unwrap();
    let mut answers = vec![Vec::new()];
    while let Some((length, rest)) = output.split_first_chunk() {
        let (frame, rest) = rest.split_at(u32::from_le_bytes(*length) as usize);
        match frame {
            [] => answers.push(Vec::new()),
            frame => answers.last_mut().unwrap().push(frame.to_vec()),
        }
        output = rest;
    }
    assert!(output.is_empty() && answers.pop().unwrap().is_empty());
    answers
}

#[test]
fn this_program_is_known_by_a_name_that_stays() {
    assert_eq!(lasting("/bin/sh".into()), PathBuf::from("/bin/sh"));
    let own = std::env::current_exe().unwrap();
    assert_eq!(lasting(own.clone()) == own, cfg!(not(target_os = "linux")));
}

#[test]
fn what_a_worker_answers_of_pages_is_what_would_be_found_here() {
    let page = format!(
        "<html lang=sv><head><title>Boats \"return\"</title><meta name=author content='Ann Lee'>\
         <meta property='article:published_time' content='2025-10-28T09:14:00+09:00'></head><body><article>{}</article>",
        "<p>The boats of the northern fleet came back to the old harbour before the bells rang.</p>".repeat(9)
    );
    let tasks = [Task::Page(&page), Task::Fragment("<p>One<p>two"), Task::Page("<p>")];
    let input: Vec<u8> = tasks.iter().flat_map(request).collect();
    let found: Vec<Page> = answers(&input).iter().map(|frames| serde_json::from_slice(&frames[0]).unwrap()).collect();
    assert_eq!(found[0], article(&page).map(|raw| (raw.meta, raw.text)));
    assert_eq!(found[1].as_ref().unwrap().1, fragment("<p>One<p>two").unwrap());
    assert_eq!(found[2], article("<p>").map(|raw| (raw.meta, raw.text)));
}

#[test]
fn what_a_worker_answers_of_files_is_what_would_be_found_here() {
    let feed = "<rss version=\"2.0\"><channel><title>Post</title><item><guid>a</guid><title>One</title>\
        <pubDate>Tue, 28 Oct 2025 09:14:00 +0900</pubDate><description>The boats came back.</description></item>\
        <item><title>Two</title><description>&lt;p&gt;The boats left.&lt;/p&gt;</description></item>";
    let lines = "{\"id\": 7, \"text\": \"The boats came back.\"}\n{\"id\"\n\n{\"text\": \"They left.\"}\n";
    let plain = "Boats return\n\nThe boats came back.\n";
    for (format, name, text, first) in [
        (Format::Feed, "a.rss", feed, 1),
        (Format::Ndjson, "a.jsonl", lines, 40),
        (Format::Plain, "2025/10/28/a.txt", plain, 1),
        (Format::Docx, "a.docx", "PK", 1),
    ] {
        let chunk = Chunk::new(format, text.as_bytes().to_vec(), first);
        let mut here = Vec::new();
        assert!(parse_here(name, &chunk, &mut |found| here.push(found)));
        let frames = answers(&request(&Task::Chunk { name, chunk: &chunk })).remove(0);
        let there = frames.iter().map(|frame| serde_json::from_slice::<Found>(frame).unwrap().into_record());
        let shown = |found: Result<Record, BadRecord>| format!("{found:?}");
        assert_eq!(there.map(shown).collect::<Vec<_>>(), here.into_iter().map(shown).collect::<Vec<_>>(), "{name}");
    }
}

#[test]
fn formats_keep_their_letters_apart() {
    for (at, format) in Format::ALL.into_iter().enumerate() {
        assert_eq!(format as usize, at, "{format:?}");
    }
}

#[test]
fn a_request_that_breaks_off_is_an_error() {
    let whole = request(&Task::Fragment("<p>One</p>"));
    let chunk = request(&Task::Chunk { name: "a", chunk: &Chunk::new(Format::Feed, b"x".to_vec(), 1) });
    for input in [&whole[..3], &whole[..8], &chunk[..chunk.len() - 1], b"x\0\0\0\0", b"c\x02\0\0\0\0\0", b"c\0\0\0\0"] {
        assert!(serve_worker(&mut &*input, &mut Vec::new()).is_err(), "{input:?}");
    }
    let mut wild = chunk.clone();
    wild[5] = 99;
    assert!(serve_worker(&mut wild.as_slice(), &mut Vec::new()).is_err());
    let mut said = Vec::new();
    serve_worker(&mut [].as_slice(), &mut said).unwrap();
    assert_eq!(said, HELLO);
}

#[test]
fn a_parser_that_panics_in_a_worker_has_not_read_to_the_end() {
    let chunk = Chunk::new(Format::Feed, b"<rss>".to_vec(), 1);
    let task = Task::Chunk { name: "a.rss", chunk: &chunk };
    let meet = |panics: bool| {
        let parser = |_: &str, _: &Chunk, each: Each<'_>| {
            let one = Raw { id: None, meta: Metadata::default(), text: "One".to_owned() };
            each(Ok(Record { number: Some(1), raw: one }));
            guarded(each, |_| assert!(!panics, "a parser fails")).is_some()
        };
        let mut met = 0;
        let is_whole = take_records(&chunk, &mut |_| met += 1, &mut |frames| {
            let mut output = Vec::new();
            let (_, request) = next_request(&mut request(&task).as_slice()).unwrap();
            answer_records(request, parser, &mut output).unwrap();
            let mut rest = output.as_slice();
            while let Some((length, frame)) = rest.split_first_chunk() {
                let (frame, after) = frame.split_at(u32::from_le_bytes(*length) as usize);
                frames(frame).unwrap();
                rest = after;
            }
            Some(Ok(()))
        });
        (is_whole, met)
    };
    assert_eq!(meet(true), (Some(false), 1));
    assert_eq!(meet(false), (Some(true), 1));
}

#[test]
fn a_worker_in_trouble_has_not_read_to_the_end() {
    let chunk = Chunk::new(Format::Feed, b"<rss>".to_vec(), 1);
    let mut met = Vec::new();
    let is_whole = take_records(&chunk, &mut |found| met.push(found.unwrap_err()), &mut |_| Some(Err("no".to_owned())));
    assert_eq!(is_whole, Some(false));
    assert_eq!(met, [BadRecord { number: None, reason: "no".to_owned() }]);
}

#[test]
fn what_was_missed_is_told_once_and_the_passing_reason_first() {
    assert_eq!(missed(), Missed::Nothing);
    note_missed("the page broke its parser");
    assert_eq!(missed(), Missed::Read);
    note_missed(NO_WORKER);
    note_missed("the page broke its parser");
    assert_eq!((missed(), missed()), (Missed::ForNow, Missed::Nothing));
}

#[test]
fn a_chunk_with_a_missed_page_was_not_read_to_its_end() {
    let chunk = Chunk::new(Format::Plain, b"One".to_vec(), 1);
    let meet = |reason: &str| {
        let mut met = Vec::new();
        let is_whole = parse_here("a.txt", &chunk, &mut |found| {
            if met.is_empty() && !reason.is_empty() {
                note_missed(reason);
            }
            met.push(found.map_err(|bad| bad.reason).err());
        });
        (is_whole, met)
    };
    assert_eq!(meet(""), (true, vec![None]));
    assert_eq!(meet("the page broke its parser"), (false, vec![None]));
    assert_eq!(meet(NO_WORKER), (false, vec![None, Some(NO_WORKER.to_owned())]));
}
