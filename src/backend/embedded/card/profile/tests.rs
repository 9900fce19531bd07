use super::*;
use proptest::prelude::*;

fn reason(toml: &str) -> String {
    match Profile::parse(toml) {
        Err(ProfileError::Invalid(reason)) => reason,
        other => panic!("{toml}: {other:?}"),
    }
}

#[test]
fn the_built_in_profile_is_valid() {
    let builtin = Profile::parse(include_str!("../builtin.toml")).unwrap();
    assert_eq!(builtin.protocols(), [Protocol::T0, Protocol::T1]);
    assert!(!builtin.ejects());
    assert_eq!(builtin.atr(), Profile::builtin().atr());
}

#[test]
fn an_empty_profile_is_a_card_with_an_mf() {
    let profile = Profile::parse("").unwrap();
    assert_eq!(profile.protocols(), [Protocol::T0, Protocol::T1]);
    assert_eq!(profile.contents().files.len(), 1);
}

#[test]
fn faults_are_told_with_their_line() {
    for (toml, line, words) in [
        ("\n\ncolour = 1", 3, "unknown field"),
        ("eject = true\n[[pin]]\nvalue = 1", 3, "unknown field"),
        ("\nprotocols = [\"T=2\"]", 2, "not a protocol"),
        ("protocols = []", 1, "at least one"),
        ("\n\natr = \"3B\"", 3, "more bytes than it has"),
        ("atr = \"3B 00\"\nhistorical = \"\"", 1, "leave out"),
        ("historical = \"0\"", 1, "odd number"),
        ("historical = \"zz\"", 1, "hexadecimal"),
        ("eject = 1", 1, "invalid type"),
        ("[limits]\nchannels = 0", 1, "1 to 20"),
        ("\n[[pin]]\nreference = 1\ntext = \"123\"", 2, "length"),
        ("[[key]]\nreference = 1\naes = \"00\"", 1, "16, 24 or 32"),
        ("[[pin]]\nreference = 0x81\ntext = \"1234\"", 1, "and a df"),
        ("[[object]]\ntag = 0xFF", 1, "keeps this tag"),
        ("[[object]]\ntag = 0x61\nhex = \"5302\"", 1, "data objects"),
    ] {
        let reason = reason(toml);
        assert!(reason.starts_with(&format!("line {line}: ")), "{reason}");
        assert!(reason.contains(words), "{reason}");
    }
}

#[test]
fn files_that_make_no_sense_are_refused() {
    for (file, words) in [
        (r#"path = "0001", kind = "df""#, "begins with 3F00"),
        (r#"path = "3F00/1", kind = "df""#, "not a path"),
        (r#"path = "3F00/3F00", kind = "df""#, "for itself"),
        (
            r#"path = "3F00", kind = "transparent", size = 1"#,
            "begins with",
        ),
        (
            r#"path = "3F00/7F00/0001", kind = "transparent", size = 1"#,
            "no DF",
        ),
        (r#"path = "3F00/0001", kind = "transparent""#, "a size"),
        (
            r#"path = "3F00/0001", kind = "transparent", size = 2097153"#,
            "at most",
        ),
        (
            r#"path = "3F00/0001", kind = "transparent", size = 1, hex = "0000""#,
            "longer",
        ),
        (
            r#"path = "3F00/0001", kind = "transparent", size = 1, records = []"#,
            "no records",
        ),
        (
            r#"path = "3F00/0001", kind = "transparent", size = 1, sfi = 31"#,
            "1 to 30",
        ),
        (
            r#"path = "3F00/0001", kind = "transparent", size = 1, read = "pin 1""#,
            "no such",
        ),
        (
            r#"path = "3F00/0001", kind = "transparent", size = 1, read = "maybe""#,
            "not a rule",
        ),
        (
            r#"path = "3F00/0001", kind = "transparent", size = 1, read = "pin x""#,
            "no reference",
        ),
        (
            r#"path = "3F00/0001", kind = "transparent", size = 1, aid = "00""#,
            "only a DF",
        ),
        (r#"path = "3F00/0001", kind = "df", size = 1"#, "is a DF"),
        (r#"path = "3F00/0001", kind = "df", aid = """#, "1 to 16"),
        (
            r#"path = "3F00/0001", kind = "cyclic", records = ["00"]"#,
            "record_size",
        ),
        (
            r#"path = "3F00/0001", kind = "cyclic", record_size = 2, records = ["00"]"#,
            "record 1",
        ),
        (
            r#"path = "3F00/0001", kind = "cyclic", record_size = 2"#,
            "1 to 254",
        ),
        (
            r#"path = "3F00/0001", kind = "cyclic", record_size = 2, max_records = 255"#,
            "254",
        ),
        (
            r#"path = "3F00/0001", kind = "cyclic", record_size = 2, max_records = 2, hex = "" "#,
            "in records",
        ),
    ] {
        let reason = reason(&format!("file = [{{ {file} }}]"));
        assert!(reason.contains(words), "{file}: {reason}");
    }
}

#[test]
fn a_file_is_there_once() {
    let file = "[[file]]\npath = \"3F00/0001\"\nkind = \"transparent\"\nsize = 1\n";
    assert!(reason(&file.repeat(2)).starts_with("line 5: 3F00/0001: the identifier"));
    let other = file.replace("0001", "0002");
    let both = format!("{file}sfi = 1\n{other}sfi = 1\n");
    assert!(reason(&both).contains("sfi 1 is taken"));
}

#[test]
fn a_card_has_bounds() {
    let files: String = (1..10)
        .map(|n| {
            format!("[[file]]\npath = \"3F00/000{n}\"\nkind = \"transparent\"\nsize = 0x200000\n")
        })
        .collect();
    assert!(reason(&files).contains("16 MiB"));
}

#[test]
fn a_whole_atr_is_taken_as_it_is() {
    let profile = Profile::parse("atr = \"3B 80 01 FF\"\neject = true").unwrap();
    assert_eq!(profile.atr(), [0x3B, 0x80, 0x01, 0xFF]);
    assert_eq!(profile.protocols(), [Protocol::T1]);
    assert!(profile.ejects());
    assert!(reason("atr = \"3B 80 0E 8E\"").contains("neither"));
}

#[test]
fn one_protocol_alone_keeps_the_historical_bytes() {
    for protocol in [Protocol::T0, Protocol::T1] {
        let one = Profile::builtin().only(protocol).unwrap();
        assert_eq!(one.protocols(), [protocol]);
        let [both, alone] = [Profile::builtin().atr, one.atr.clone()];
        let historical = |bytes| atr::Atr::parse(bytes).unwrap().historical().to_vec();
        assert_eq!(historical(&both), historical(&alone));
        let other = match protocol {
            Protocol::T0 => Protocol::T1,
            Protocol::T1 => Protocol::T0,
        };
        assert!(one.only(other).is_none());
    }
}

#[test]
fn a_missing_file_is_told_from_one_that_is_no_profile() {
    let missing = Profile::load(Path::new("/nonexistent/profile.toml"));
    assert_eq!(missing.err(), Some(ProfileError::NotFound));
    let folder = Profile::load(&std::env::temp_dir());
    assert!(matches!(folder.err(), Some(ProfileError::Unreadable(_))));
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in "(?s).{0,200}") {
        let _ = Profile::parse(&text);
    }

    #[test]
    fn no_change_to_a_good_profile_makes_it_panic(
        at in 0..include_str!("../builtin.toml").len(),
        drop in 0usize..40,
        add in prop::sample::select(vec![
            "", "0", "-1", "99999999999", "\"", "[[file]]", "size = 9999999999", "pin 0xFF", "3F00", "é",
        ]),
    ) {
        let text = include_str!("../builtin.toml");
        let end = (at + drop).min(text.len());
        if text.is_char_boundary(at) && text.is_char_boundary(end) {
            let _ = Profile::parse(&format!("{}{add}{}", &text[..at], &text[end..]));
        }
    }
}
